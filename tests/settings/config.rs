//! Tests `connlog config`, preferences in the file, and the error for a missing key.

use crate::support::{Scripted, connlog, page};

const FILE: &str = ".config/connlog/config.toml";
const TWO: &str = "# mine\ndefault = \"work\" # chosen\n\n[context.work] # at work\napi_key = \"sk_work_1234567890abcdef\"\n\n[context.home]\n\
                   api_key_file = \"home.key\"\nbase_url = \"https://home.example/api\"\ndialect = \"late\"\n";

/// Runs `command` with `text` as the file, and returns the file afterwards.
#[track_caller]
fn changed(text: &str, command: &str, stdin: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    let ended = connlog(command).env("CONNLOG_CONFIG", path.to_str().unwrap()).stdin(stdin).end().code(0);
    assert!(!ended.stdout.contains("sk_") && !ended.stderr.contains("sk_"), "{}{}", ended.stdout, ended.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::read_to_string(&path).unwrap()
}

#[test]
fn values_change_and_comments_stay() {
    assert_eq!(changed(TWO, "config use home", ""), TWO.replace("\"work\" #", "\"home\" #"));
    let moved = TWO.replace("https://home.example/api", "https://new.example/api");
    assert_eq!(changed(TWO, "config set home.base_url https://new.example/api", ""), moved);
    assert_eq!(changed(TWO, "config set tz -05:30", ""), TWO.replace("# chosen\n", "# chosen\ntz = \"-05:30\"\n"));
    let stored = changed(TWO, "config set work.key --stdin", "sk_new_1234567890abcdef\n");
    assert_eq!(stored, TWO.replace("sk_work_", "sk_new_"));
    let created = changed("", "config set new.api_key_file ~/new.key", "");
    assert_eq!(created, "[context.new]\napi_key_file = \"~/new.key\"\n");
}

#[test]
fn a_key_is_never_an_argument() {
    for setting in ["work.api_key", "work.key", "work.token", "work.api-key"] {
        let run = connlog(&format!("config set {setting} sk_secret_1234567890")).file(FILE, TWO);
        let ended = run.end().code(2);
        assert!(ended.stderr.contains("--stdin") && ended.stderr.contains("api_key_file"), "{}", ended.stderr);
        assert!(!ended.stderr.contains("sk_secret"), "{}", ended.stderr);
    }
    for option in ["lake.options.password hunter2", "lake.options.uri postgresql://ann:hunter2@db/lake"] {
        let ended = connlog(&format!("config set {option}")).file(FILE, TWO).end().code(2);
        assert!(ended.stderr.contains("a password cannot be an argument"), "{}", ended.stderr);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
    let stored = changed("", "config set lake.options.password --stdin", "hunter2\n");
    assert_eq!(stored, "[context.lake]\n\n[context.lake.options]\npassword = \"hunter2\"\n");
    connlog("config set work.api_key").end().code(2);
    let ended = connlog("config set work.api_key --stdin").stdin(" \n").end().code(2);
    assert!(ended.stderr.contains("stdin is empty"), "{}", ended.stderr);
}

#[test]
fn invalid_values_are_refused() {
    for (command, meant) in [
        ("config use hom", "did you mean `home`?"),
        ("config set tz Mars", "unknown time zone `Mars`"),
        ("config set output xml", "unknown format `xml`"),
        ("config set color pink", "unknown color `pink`"),
        ("config set timezone utc", "settings of all contexts are output, color, tz, default"),
        ("config set home.dialect lat", "unknown dialect `lat`"),
        ("config set home.colour red", "unknown key `colour`"),
    ] {
        let ended = connlog(command).file(FILE, TWO).end().code(2);
        assert!(ended.stderr.contains(meant), "{command}: {}", ended.stderr);
    }
    let ended = connlog("config set tz utc").file(FILE, "tz = broken\n").end().code(3);
    assert!(ended.stderr.contains("line 1"), "{}", ended.stderr);
}

#[test]
fn the_list_shows_contexts_and_preferences_without_keys() {
    let file = format!("tz = \"Europe/Berlin\"\n{TWO}");
    let shown = connlog("config list").file(FILE, &file).env("CONNLOG_OUTPUT", "json").end().code(0).stdout;
    for text in [
        "config.toml",
        "tz      Europe/Berlin  (from `tz` in ",
        "output  json  (from CONNLOG_OUTPUT)",
        "*  work",
        "stored",
        "file home.key",
    ] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    assert!(!shown.contains("sk_"), "{shown}");
    let json: serde_json::Value =
        serde_json::from_str(&connlog("config list --json").file(FILE, &file).end().code(0).stdout).unwrap();
    assert_eq!(json["contexts"][0]["name"], "home");
    assert_eq!((&json["contexts"][1]["key"], &json["default"]), (&"stored".into(), &"work".into()));
    assert!(connlog("config path").end().code(0).stdout.trim_end().ends_with("connlog/config.toml"));
}

#[test]
fn preferences_apply_unless_a_flag_or_a_variable_precedes_them() {
    let list = "connections --demo --quiet --limit 1 --dialect zernio";
    let prefer = "tz = \"+02:00\"\noutput = \"csv\"\ncolor = \"always\"\n";
    let run = |flags: &str, variables: &[(&str, &str)]| {
        let run = connlog(&format!("{list} {flags}")).file(FILE, prefer);
        variables.iter().fold(run, |run, (name, value)| run.env(name, value)).end().code(0).stdout
    };
    assert!(run("", &[]).starts_with("kind,"), "{}", run("", &[]));
    assert!(run("-o wide", &[]).contains("+02:00") && run("-o wide", &[]).contains('\u{1b}'));
    assert!(run("-o wide --tz utc", &[]).contains('Z') && !run("-o wide", &[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(run("", &[("CONNLOG_OUTPUT", "ndjson")]).starts_with('{'));
    assert!(run("-o wide", &[("CONNLOG_TZ", "utc")]).contains('Z'));
    let doctor = connlog("doctor --demo").file(FILE, prefer).end().code(0).stdout;
    assert!(doctor.contains("time zone") && doctor.contains("from `tz` in "), "{doctor}");
    let ended = connlog("connections --demo").file(FILE, "tz = \"Mars\"\n").end().code(3);
    assert!(ended.stderr.contains("line 1") && ended.stderr.contains("Mars"), "{}", ended.stderr);
    connlog("explain oauth_denied").file(FILE, "tz = \"Mars\"\n").end().code(0);
}

#[test]
fn the_error_for_a_missing_key_names_the_file_and_its_contexts() {
    let ended = connlog("posts").file(FILE, &TWO.replace("default = \"work\" # chosen\n", "")).end().code(4);
    for text in ["config.toml has home, work", "-c NAME", "connlog config use NAME", "`--from -` reads"] {
        assert!(ended.stderr.contains(text), "{text} in {}", ended.stderr);
    }
    let ended = connlog("-c bare posts").file(FILE, "[context.bare]\n").end().code(4);
    assert!(ended.stderr.contains("connlog config set bare.api_key --stdin"), "{}", ended.stderr);
}

#[test]
fn stdin_is_read_only_where_it_is_named() {
    let entry =
        "{\"kind\":\"post\",\"source\":\"zernio\",\"status\":\"failed\",\"createdAt\":\"2026-11-20T10:00:00Z\"}\n";
    let ended = connlog("posts").stdin(entry).end().code(4);
    assert!(ended.stderr.contains("`--from -` reads the entries on stdin"), "{}", ended.stderr);
    assert_eq!(connlog("posts --from - -o ndjson").stdin(entry).end().code(0).lines().len(), 1);
    let server = Scripted::always(page(&[], false));
    connlog("posts").stdin(entry).at(&server.base_url).end().code(0);
    let (child, _home) = connlog("posts").spawn();
    let stderr = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(stderr.contains("no API key") && !stderr.contains("--from -"), "cron passes /dev/null: {stderr}");
}

#[cfg(unix)]
mod edit {
    use std::fs;
    use std::path::Path;

    use super::TWO;
    use crate::support::{Ended, KEY, Run, connlog};
    use connlog_test_support::terminal;

    /// Runs `config edit` on the file with this editor, a command of `sh` whose `$0` is the path.
    fn edited(file: &Path, editor: &str) -> Ended {
        let run = connlog("config edit").env("EDITOR", &format!("sh -c '{editor}'")).env("PATH", "/usr/bin:/bin");
        run.env("CONNLOG_CONFIG", file.to_str().unwrap()).env("CONNLOG_API_KEY", KEY).end()
    }

    /// The names in the folder of the file.
    fn names(file: &Path) -> Vec<String> {
        let entries = fs::read_dir(file.parent().unwrap()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_missing_file_begins_with_an_example() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/config.toml");
        edited(&file, r#"grep -q "Configuration of connlog" "$0""#).code(0);
        assert!(fs::read_to_string(&file).unwrap().contains("[context.work]"));
        let ended = edited(&file, "true").code(0);
        assert!(ended.stderr.contains("config.toml is unchanged"), "{}", ended.stderr);
        assert_eq!(names(&file), ["config.toml"]);
    }

    #[test]
    fn a_valid_text_becomes_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, target) = (folder.path().join("config.toml"), folder.path().join("dotfiles.toml"));
        fs::write(&target, TWO).unwrap();
        std::os::unix::fs::symlink(&target, &file).unwrap();
        let ended = edited(&file, r#"env >&2; sed -i s/https:..home/https:\\/\\/new/ "$0""#).code(0);
        assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
        assert_eq!(fs::read_to_string(&target).unwrap(), TWO.replace("https://home", "https://new"));
        assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
        assert_eq!(names(&file), ["config.toml", "dotfiles.toml"]);
    }

    #[test]
    fn an_invalid_text_is_kept_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, TWO).unwrap();
        let ended = edited(&file, r#"echo "tz = 5" > "$0""#).code(3);
        assert!(ended.stderr.contains("`tz` must be a string"), "{}", ended.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap(), TWO);
        let [copy, _] = &names(&file)[..] else { panic!("{:?}", names(&file)) };
        assert_eq!(fs::read_to_string(folder.path().join(copy)).unwrap(), "tz = 5\n");
        assert!(ended.stderr.contains("config.toml is unchanged; correct your text in"), "{}", ended.stderr);
        assert!(ended.stderr.matches(copy.as_str()).count() >= 2, "error and hint name the copy: {}", ended.stderr);
    }

    #[test]
    fn an_invalid_file_can_be_corrected() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, "tz = 5\n").unwrap();
        let ended = edited(&file, "true").code(3);
        assert!(ended.stderr.contains("config.toml, line 1: `tz` must be a string"), "{}", ended.stderr);
        edited(&file, r#"sed -i "s/5/\"utc\"/" "$0""#).code(0);
        assert_eq!(fs::read_to_string(&file).unwrap(), "tz = \"utc\"\n");
        assert_eq!(names(&file), ["config.toml"]);
    }

    #[test]
    fn an_editor_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, TWO).unwrap();
        edited(&file, "exit 1").code(3);
        assert_eq!(names(&file), ["config.toml"], "a copy without changes is removed");
        let ended = edited(&file, r#"echo "tz = 5" > "$0"; exit 1"#).code(3);
        assert!(ended.stderr.contains("correct your text in"), "{}", ended.stderr);
        assert_eq!((fs::read_to_string(&file).unwrap().as_str(), names(&file).len()), (TWO, 2));
        let ended = Run::new(&["config", "edit"]).env("VISUAL", "/nowhere/editor").end().code(3);
        assert!(ended.stderr.contains("set EDITOR"), "{}", ended.stderr);
    }

    #[test]
    fn a_terminal_asks_whether_to_edit_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        // Each run of the editor writes the next text.
        let texts = folder.path().join("texts");
        let script = format!(
            "n=$(cat {0}/runs 2>/dev/null || echo 1); echo $((n + 1)) > {0}/runs; cp {0}/$n \"$1\"",
            texts.display()
        );
        let editor = folder.path().join("editor");
        fs::create_dir(&texts).unwrap();
        fs::write(&editor, script).unwrap();
        for (text, name) in [("tz = 5\n", "1"), ("tz = 6\n", "2"), ("tz = \"utc\"\n", "3")] {
            fs::write(texts.join(name), text).unwrap();
        }
        let editor = format!("sh {}", editor.display());
        let variables = [("EDITOR", editor.as_str()), ("CONNLOG_CONFIG", file.to_str().unwrap())];
        let Some((shown, code)) = terminal::answered("config edit", "\ny\n", &variables) else { return };
        assert_eq!((shown.matches("edit again? [Y/n]").count(), code), (2, Some(0)), "{shown}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "tz = \"utc\"\n");
        fs::remove_file(texts.join("runs")).unwrap();
        let (shown, code) = terminal::answered("config edit", "n\n", &variables).unwrap();
        assert!(shown.contains("line 1: `tz` must be a string") && code == Some(3), "{shown}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "tz = \"utc\"\n");
    }
}
