//! Tests of the layers of every setting. Each case has a temporary home folder.

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

const LAYERS: &[SettingsCase] = &[
    NOTHING,
    SettingsCase {
        flags: &[("--api-key-file", "~/key"), ("--base-url", "https://flag.example/v1"), ("--dialect", "zernio")],
        variables: &[("ZERNIO_API_KEY", "sk_env"), ("LATE_API_URL", "nonsense"), ("CONNLOG_DIALECT", "nonsense")],
        files: &[("~/key", "sk_flag\r\n"), WORK, NEW],
        key: (
            "sk_flag",
            "--api-key-file",
            "environment variable ZERNIO_API_KEY, context `work` in ~/.config/connlog/config.toml, \
             ~/.zernio/config.json of the official CLI",
        ),
        base_url: (
            "https://flag.example",
            "--base-url",
            "environment variable LATE_API_URL, context `work` in ~/.config/connlog/config.toml, \
             ~/.zernio/config.json of the official CLI",
        ),
        dialect: (
            "zernio",
            "--dialect",
            "environment variable CONNLOG_DIALECT, context `work` in ~/.config/connlog/config.toml",
        ),
    },
    SettingsCase {
        variables: &[
            ("CONNLOG_API_KEY", "sk_1"),
            ("ZERNIO_API_KEY", "sk_2"),
            ("CONNLOG_BASE_URL", ""),
            ("ZERNIO_API_URL", "https://two.example"),
            ("LATE_API_URL", "https://three.example"),
            ("CONNLOG_DIALECT", "zernio"),
        ],
        key: ("sk_1", "environment variable CONNLOG_API_KEY", "environment variable ZERNIO_API_KEY"),
        base_url: ("https://two.example", "environment variable ZERNIO_API_URL", "environment variable LATE_API_URL"),
        dialect: ("zernio", "environment variable CONNLOG_DIALECT", ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("LATE_API_KEY", "sk_3\n")],
        key: ("sk_3", "environment variable LATE_API_KEY", ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[WORK, NEW, OLD],
        key: ("sk_work", IN_WORK, IN_NEW),
        base_url: ("https://work.example/api", IN_WORK, IN_NEW),
        dialect: ("late", IN_WORK, ""),
        ..NOTHING
    },
    // Which context: the flag, the variable, the file's default.
    SettingsCase {
        flags: &[("-c", "bare")],
        variables: &[("CONNLOG_CONTEXT", "work")],
        files: &[WORK, OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://getlate.dev/api", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("CONNLOG_CONTEXT", "filed")],
        files: &[WORK, ("~/.config/connlog/keys/filed", "sk_filed")],
        key: ("sk_filed", "context `filed` in ~/.config/connlog/config.toml", ""),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("-c", "home")],
        files: &[WORK, ("~/k", "sk_home")],
        key: ("sk_home", "context `home` in ~/.config/connlog/config.toml", ""),
        ..NOTHING
    },
    // The key of a context that a flag selects precedes variables.
    SettingsCase {
        flags: &[("-c", "work")],
        variables: &[("CONNLOG_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_work", IN_WORK, "environment variable CONNLOG_API_KEY"),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
    },
    SettingsCase {
        flags: &[("-c", "work"), ("--api-key-file", "~/k")],
        variables: &[("LATE_API_KEY", "sk_env")],
        files: &[WORK, ("~/k", "sk_flag")],
        key: (
            "sk_flag",
            "--api-key-file",
            "context `work` in ~/.config/connlog/config.toml, environment variable LATE_API_KEY",
        ),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
    },
    SettingsCase {
        variables: &[("CONNLOG_CONTEXT", "work"), ("ZERNIO_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_env", "environment variable ZERNIO_API_KEY", IN_WORK),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("-c", "bare")],
        variables: &[("CONNLOG_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_env", "environment variable CONNLOG_API_KEY", ""),
        ..NOTHING
    },
    // The place of the configuration file.
    SettingsCase {
        variables: &[("CONNLOG_CONFIG", "~/mine.toml")],
        files: &[WORK, ("~/mine.toml", "default = 'm'\n[context.m]\napi_key = 'sk_m'")],
        key: ("sk_m", "context `m` in ~/mine.toml", ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[(env::CONFIG_HOME, "~/xdg")],
        files: &[("~/xdg/connlog/config.toml", "default = 'x'\n[context.x]\napi_key = 'sk_x'")],
        key: ("sk_x", "context `x` in ~/xdg/connlog/config.toml", ""),
        ..NOTHING
    },
    // The official CLI's files.
    SettingsCase {
        files: &[NEW, OLD],
        key: ("sk_new", IN_NEW, ""),
        base_url: ("https://new.example/api", IN_NEW, ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[(ZERNIO, r#"{"apiKey": "", "baseUrl": "https://new.example"}"#), OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://getlate.dev/api", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[(ZERNIO, r#"{"apiKey": "sk_new""#), (LATE, r#"{"apiKey": "sk_old"}"#)],
        key: ("sk_old", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase { files: &[(ZERNIO, r#"{"baseUrl": "https://new.example"}"#)], ..NOTHING },
    SettingsCase {
        variables: &[("ZERNIO_API_KEY", "sk_env")],
        files: &[NEW],
        key: ("sk_env", "environment variable ZERNIO_API_KEY", IN_NEW),
        base_url: ("https://new.example/api", IN_NEW, ""),
        ..NOTHING
    },
    // A stored key at other addresses of its own site, and at loopback.
    SettingsCase {
        flags: &[("--base-url", "https://zernio.com/other")],
        files: &[OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://zernio.com/other", "--base-url", IN_OLD),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("ZERNIO_API_URL", "http://127.0.0.1:8080/api")],
        files: &[NEW],
        key: ("sk_new", IN_NEW, ""),
        base_url: ("http://127.0.0.1:8080/api", "environment variable ZERNIO_API_URL", IN_NEW),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("--base-url", "http://intern.example"), ("--insecure-http", "")],
        variables: &[("CONNLOG_API_KEY", "sk_1")],
        key: ("sk_1", "environment variable CONNLOG_API_KEY", ""),
        base_url: ("http://intern.example", "--base-url", ""),
        ..NOTHING
    },
];

#[test]
fn each_setting_is_taken_from_the_strongest_layer_that_has_it() {
    for (number, case) in LAYERS.iter().enumerate() {
        let home = TestHome::new(case.files);
        let api = home.resolve(case.flags, case.variables).unwrap_or_else(|fault| panic!("case {number}: {fault}"));
        let expected =
            |(value, origin, shadowed): (&str, &str, &str)| (value.to_owned(), home.text(origin), home.text(shadowed));
        let base_url = &api.base_url;
        let shown = (base_url.value.to_string(), base_url.origin.to_string(), shadowed(&base_url.shadowed));
        assert_eq!(shown, expected(case.base_url), "case {number}");
        let dialect = &api.dialect;
        let shown = (dialect.value.name().to_owned(), dialect.origin.to_string(), shadowed(&dialect.shadowed));
        assert_eq!(shown, expected(case.dialect), "case {number}");
        let key = api
            .key
            .as_ref()
            .map(|key| (key.value.reveal().to_owned(), key.origin.to_string(), shadowed(&key.shadowed)));
        assert_eq!(key.unwrap_or_default(), expected(case.key), "case {number}");
        assert_eq!(api.require_key().is_ok(), !case.key.0.is_empty(), "case {number}");
        assert!(api.warnings.is_empty(), "case {number}: {:?}", api.warnings);
        assert!(!format!("{api:?}").contains("sk_"), "case {number}");
    }
}

type EnvPairs = &'static [(&'static str, &'static str)];

/// Flags, variables, files, and texts that the error and its hint contain.
const FAULTS: &[(EnvPairs, EnvPairs, EnvPairs, &str, &str)] = &[
    // A stored key and a base URL from elsewhere.
    (
        &[("--base-url", "https://evil.example")],
        &[],
        &[NEW],
        "is for new.example, not for evil.example",
        "CONNLOG_API_KEY",
    ),
    (&[("--base-url", "https://evil.example")], &[], &[WORK], "is for work.example, not", "[context.work]"),
    (
        &[],
        &[("ZERNIO_API_URL", "https://evil.example")],
        &[(ZERNIO, r#"{"apiKey":"sk_1"}"#)],
        "is for zernio.com, not",
        "",
    ),
    (&[("--base-url", "http://getlate.dev"), ("--insecure-http", "")], &[], &[OLD], "is for getlate.dev, not", ""),
    (
        &[("-c", "u")],
        &[],
        &[(OURS, "[context.u]\nbase_url = 'https://u.example'"), OLD],
        "is for getlate.dev, not for u.example",
        "",
    ),
    (
        &[("-c", "k")],
        &[],
        &[(OURS, "[context.k]\napi_key = 'sk_1'"), NEW],
        "is for zernio.com, not for new.example",
        "[context.k]",
    ),
    (
        &[("-c", "work")],
        &[("CONNLOG_BASE_URL", "https://evil.example")],
        &[WORK],
        "is for work.example, not for evil.example",
        "unset CONNLOG_BASE_URL",
    ),
    (&[("--base-url", "https://api.zernio.com")], &[], &[OLD], "is for getlate.dev, not for api.zernio.com", ""),
    // Invalid values.
    (&[("--base-url", "http://zernio.com")], &[], &[], "the base URL from --base-url", "--insecure-http"),
    (&[], &[("LATE_API_URL", "zernio.com")], &[], "the base URL from environment variable LATE_API_URL", "https://"),
    (&[], &[("CONNLOG_DIALECT", "old")], &[], "environment variable CONNLOG_DIALECT", "leave it out"),
    (&[], &[("ZERNIO_API_KEY", " \n")], &[], "environment variable ZERNIO_API_KEY: it is empty", ""),
    (&[], &[("ZERNIO_API_KEY", "Bearer sk_1")], &[], "white space", "Bearer"),
    (&[], &[("ZERNIO_API_KEY", "sk_\u{1b}[0m")], &[], "control characters", ""),
    (&[("--api-key-file", "~/k")], &[], &[("~/k", "sk_1\nsk_2\n")], "/k: it contains white space", "one line"),
    (&[("--api-key-file", "~/k")], &[], &[("~/k", "")], "/k: it is empty", ""),
    (&[("--api-key-file", "~/none")], &[], &[], "cannot read the API key from", "--api-key-file"),
    // Missing contexts and files.
    (&[("-c", "wrok")], &[], &[WORK], "there is no context `wrok` (named by --context)", "did you mean `work`?"),
    (&[], &[("CONNLOG_CONTEXT", "zzz")], &[WORK], "has bare, filed, home, work", "add [context.zzz]"),
    (&[("-c", "a")], &[], &[], "there is no configuration file", "config.toml with [context.a]"),
    (&[], &[], &[(OURS, "default = 'a'")], "`default` in", "add [context.a]"),
    (&[], &[("CONNLOG_CONFIG", "~/none.toml")], &[], "cannot read the configuration file", "CONNLOG_CONFIG"),
];

#[test]
fn an_invalid_setting_is_a_configuration_error_with_a_hint() {
    for (flags, variables, files, message, hint) in FAULTS {
        let fault = TestHome::new(files).resolve(flags, variables).unwrap_err();
        assert!(fault.to_string().contains(message), "{message}: {fault}");
        assert!(fault.hint.as_deref().is_some_and(|text| text.contains(*hint)), "{message}: {:?}", fault.hint);
        assert_eq!(fault.code.exit().number(), 3, "{message}");
        assert!(!format!("{fault:?}").contains("sk_"), "{fault:?}");
    }
}

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
