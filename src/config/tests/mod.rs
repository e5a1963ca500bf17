//! Tests of the layers of every setting. Each case has a temporary home folder.

mod faults;
mod layers;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::env;

/// Written as `~` in cases: the home folder of the case.
struct TestHome(TempDir);

const OURS: &str = "~/.config/connlog/config.toml";
const ZERNIO: &str = "~/.zernio/config.json";
const LATE: &str = "~/.late/config.json";

impl TestHome {
    fn new(files: &[(&str, &str)]) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = home.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            mode(&path, 0o600);
        }
        home
    }

    fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(self.text(path))
    }

    fn text(&self, text: &str) -> String {
        text.replace('~', self.0.path().to_str().unwrap())
    }

    fn resolve(&self, flags: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<ApiSettings> {
        self.resolve_with(flags, variables, "")
    }

    fn resolve_with(&self, flags: &[(&str, &str)], variables: &[(&str, &str)], stdin: &str) -> Result<ApiSettings> {
        let flag = |name| flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| self.text(value));
        let args = ApiArgs {
            provider: None,
            demo: false,
            context: flag("-c"),
            api_key_file: flag("--api-key-file").map(PathBuf::from),
            base_url: flag("--base-url"),
            dialect: flag("--dialect").map(|text| text.parse().unwrap()),
            insecure_http: flag("--insecure-http").is_some(),
        };
        let home = (env::HOME.into(), self.0.path().into());
        let variables = variables.iter().map(|(name, value)| ((*name).into(), self.text(value).into()));
        ApiSettings::resolve(&args, ApiProvider::Zernio, &Env::new(variables.chain([home])), &mut stdin.as_bytes())
    }
}

fn mode(path: &std::path::Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}

fn shadowed(origins: &[Origin]) -> String {
    origins.iter().map(Origin::to_string).collect::<Vec<_>>().join(", ")
}

struct SettingsCase {
    flags: &'static [(&'static str, &'static str)],
    variables: &'static [(&'static str, &'static str)],
    files: &'static [(&'static str, &'static str)],
    /// Value, origin, what was shadowed; `("", "", "")` for no key.
    key: (&'static str, &'static str, &'static str),
    base_url: (&'static str, &'static str, &'static str),
    dialect: (&'static str, &'static str, &'static str),
}

const NOTHING: SettingsCase = SettingsCase {
    flags: &[],
    variables: &[],
    files: &[],
    key: ("", "", ""),
    base_url: (base_url::DEFAULT, "default", ""),
    dialect: ("auto", "default", ""),
};

const WORK: (&str, &str) = (
    OURS,
    "default = 'work'\n[context.work]\napi_key = 'sk_work'\nbase_url = 'https://work.example/api'\ndialect = 'late'\n\
     [context.filed]\napi_key_file = 'keys/filed'\n[context.home]\napi_key_file = '~/k'\n[context.bare]\n",
);
const NEW: (&str, &str) = (ZERNIO, r#"{"apiKey": "sk_new", "baseUrl": "https://new.example/api/v1", "other": 1}"#);
const OLD: (&str, &str) = (LATE, r#"{"apiKey": "sk_old", "baseUrl": "https://getlate.dev/api"}"#);
const IN_WORK: &str = "context `work` in ~/.config/connlog/config.toml";
const IN_NEW: &str = "~/.zernio/config.json of the official CLI";
const IN_OLD: &str = "~/.late/config.json of the official CLI";

#[test]
fn a_missing_key_is_an_error_only_when_it_is_needed() {
    let api = TestHome::new(&[]).resolve(&[], &[]).unwrap();
    let fault = api.require_key().unwrap_err();
    assert_eq!(fault.code.exit().number(), 4);
    for way in ["CONNLOG_API_KEY", "--api-key-file", "--demo"] {
        assert!(fault.hint.as_deref().unwrap().contains(way), "{way}");
    }
}

#[test]
fn the_key_is_read_from_stdin_only_if_a_flag_names_stdin() {
    let home = TestHome::new(&[NEW]);
    let flags = [("--api-key-file", "-"), ("--base-url", "https://any.example")];
    let api = home.resolve_with(&flags, &[], "sk_stdin\n").unwrap();
    assert_eq!(api.require_key().unwrap().reveal(), "sk_stdin");
    assert_eq!(home.resolve_with(&[], &[], "sk_stdin\n").unwrap().require_key().unwrap().reveal(), "sk_new");
    let fault = home.resolve_with(&flags, &[], "").unwrap_err();
    assert!(fault.to_string().contains("cannot use the API key from stdin: it is empty"), "{fault}");
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_gives_a_warning_with_the_chmod_command() {
    let home = TestHome::new(&[WORK, NEW, ("~/k", "sk_1")]);
    for path in [OURS, ZERNIO, "~/k"] {
        mode(&home.path(path), 0o644);
    }
    let warnings = |flags: &[(&str, &str)]| home.resolve(flags, &[]).unwrap().warnings;
    let [warning] = warnings(&[]).try_into().unwrap();
    assert!(
        warning.contains("0644") && warning.ends_with(&home.text("chmod 600 ~/.config/connlog/config.toml")),
        "{warning}"
    );
    assert_eq!(warnings(&[("--api-key-file", "~/k")]).len(), 2);
    mode(&home.path(OURS), 0o640);
    assert_eq!(warnings(&[]).len(), 1);
    mode(&home.path(OURS), 0o400);
    assert_eq!(warnings(&[]).len(), 0);
    let keyless = TestHome::new(&[(OURS, "[context.a]\napi_key_file = 'k'")]);
    mode(&keyless.path(OURS), 0o644);
    assert!(keyless.resolve(&[], &[]).unwrap().warnings.is_empty());
    // The official CLI creates its file with mode 0644, so only `doctor` reports it.
    assert!(
        home.resolve(&[], &[]).unwrap().notes.iter().any(|note| note.contains(".zernio") && note.contains("chmod 600"))
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_change_is_refused_if_it_sets_a_key_or_a_base_url() {
    let refused = |home: &TestHome, flags: &[(&str, &str)], cause: &str| {
        let fault = home.resolve(flags, &[("CONNLOG_API_KEY", "sk_env")]).unwrap_err();
        assert_eq!(fault.code.exit().number(), 3);
        assert!(fault.to_string().contains(cause) && !fault.to_string().contains("sk_"), "{cause}: {fault}");
        let hint = fault.hint.unwrap();
        assert!(hint.contains("chmod") || hint.contains("chown"), "{hint}");
    };
    let url = "default = 'a'\n[context.a]\nbase_url = 'https://a.example'";
    for text in [url, "[context.a]\napi_key = 'sk_1'", "[context.a]\napi_key_file = 'k'"] {
        let home = TestHome::new(&[(OURS, text)]);
        mode(&home.path(OURS), 0o622);
        refused(&home, &[], "its mode 0622 lets other users write to it");
    }
    let home = TestHome::new(&[(OURS, url)]);
    mode(&home.path("~/.config/connlog"), 0o777);
    refused(&home, &[], "lets other users replace it");
    let home = TestHome::new(&[(OURS, url)]);
    if std::os::unix::fs::chown(home.path(OURS), Some(12_345), None).is_ok() {
        refused(&home, &[], "belongs to another user");
    }
    let harmless = TestHome::new(&[(OURS, "default = 'a'\n[context.a]\ndialect = 'late'"), OLD]);
    mode(&harmless.path(OURS), 0o666);
    harmless.resolve(&[], &[]).unwrap();
    mode(&harmless.path(LATE), 0o666);
    refused(&harmless, &[], ".late/config.json");
    let used = [("--base-url", "https://b.example"), ("--api-key-file", "~/k")];
    let home = TestHome::new(&[OLD, ("~/k", "sk_1")]);
    mode(&home.path(LATE), 0o666);
    assert_eq!(home.resolve(&used, &[]).unwrap().require_key().unwrap().reveal(), "sk_1");
    mode(&home.path("~/k"), 0o620);
    refused(&home, &used, "lets other users replace the key");
}

#[cfg(unix)]
#[test]
fn named_pipes_are_not_waited_for() {
    for path in [OURS, ZERNIO, "~/k", "~/.cache/connlog/dialects.json"] {
        let home = TestHome::new(&[(path, "")]);
        fs::remove_file(home.path(path)).unwrap();
        std::process::Command::new("mkfifo").arg(home.path(path)).status().unwrap();
        let flags: &[(&str, &str)] = if path == "~/k" { &[("--api-key-file", "~/k")] } else { &[] };
        match home.resolve(flags, &[]) {
            Ok(api) if path == ZERNIO => assert!(api.notes.join("").contains("not a regular file"), "{:?}", api.notes),
            Ok(api) => {
                let env = Env::new([(env::HOME.into(), home.path("~").into())]);
                assert!(path.ends_with("dialects.json"));
                assert_eq!(DialectCache::new(&env).get(&api.base_url.value, chrono::DateTime::UNIX_EPOCH), None);
            }
            Err(fault) => assert!(fault.to_string().contains("not a regular file"), "{path}: {fault}"),
        }
    }
}

#[test]
fn problems_of_the_official_files_are_notes_for_doctor() {
    let notes = |text: &str| TestHome::new(&[(ZERNIO, text), OLD]).resolve(&[], &[]).unwrap().notes.join("\n");
    assert_eq!(notes(r#"{"apiKey": "sk_1"}"#), "");
    assert!(notes("{").contains(".zernio/config.json, which is not a JSON object"));
    assert!(notes("[]").contains("not a JSON object"));
    assert!(notes(r#"{"apiKey": 5}"#).contains("apiKey"));
    assert!(notes(r#"{"baseUrl": "https://a.example"}"#).contains("so its baseUrl is not used either"));
    let home = TestHome::new(&[]);
    fs::create_dir_all(home.path(ZERNIO)).unwrap();
    assert!(home.resolve(&[], &[]).unwrap().notes.join("").contains("cannot be read"));
}

#[test]
fn the_demo_ignores_variables_and_files() {
    let args = ApiArgs {
        demo: true,
        dialect: Some(DialectChoice::Only(&connlog_core::providers::zernio::LATE)),
        ..ApiArgs::default()
    };
    let api = ApiSettings::demo(&args, ApiProvider::Zernio, "http://127.0.0.1:9", "sk_demo").unwrap();
    assert_eq!(api.require_key().unwrap().reveal(), "sk_demo");
    assert_eq!(
        (api.base_url.origin.to_string(), api.dialect.value),
        ("--demo".to_owned(), DialectChoice::Only(&connlog_core::providers::zernio::LATE))
    );
}

#[test]
fn without_a_home_folder_only_flags_and_variables_count() {
    let env = Env::new([("CONNLOG_API_KEY".into(), "sk_1".into()), (env::CONFIG_HOME.into(), "relative".into())]);
    let api = ApiSettings::resolve(&ApiArgs::default(), ApiProvider::Zernio, &env, &mut std::io::empty()).unwrap();
    assert_eq!(api.config_file, None);
    assert!(api.require_key().is_ok());
}
