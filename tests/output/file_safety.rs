//! Tests that connlog refuses links, files and special files of other users, and does not wait for named pipes.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, lchown, symlink};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::missing;
use crate::support::{Demo, Ended, KEY, Run, connlog};

/// An id that no user of this machine has.
const OTHER: u32 = 54_321;

const ENTRY: &str =
    r#"{"event":"sync_end","created":"2026-11-20T11:00:00Z","connector_id":"c","data":{"status":"FAILURE"}}"#;

/// Whether this test can make files of other users.
fn is_root() -> bool {
    tempfile::tempfile().unwrap().metadata().unwrap().uid() == 0
}

fn run(arguments: &str, home: &Path) -> Ended {
    fs::write(home.join("in.ndjson"), format!("{ENTRY}\n")).unwrap();
    let arguments = arguments.replace('~', home.to_str().unwrap());
    connlog(&arguments).env("XDG_STATE_HOME", home.join("state").to_str().unwrap()).end()
}

#[test]
fn links_in_the_folder_of_cursors_are_never_followed() {
    for kind in ["lock", "journal", "json"] {
        for target in ["~/victim", "~/missing"] {
            let home = TempDir::new().unwrap();
            let cursors = home.path().join("state/connlog/cursors");
            fs::create_dir_all(&cursors).unwrap();
            fs::write(home.path().join("victim"), "kept").unwrap();
            let target = target.replace('~', home.path().to_str().unwrap());
            symlink(&target, cursors.join(format!("x.{kind}"))).unwrap();
            let ended = run("tail --from ~/in.ndjson -n 1 --count 1 --resume x", home.path());
            assert_ne!(ended.code, Some(0), "{kind}: {}", ended.stderr);
            assert!(ended.stderr.contains("symbolic link"), "{kind}: {}", ended.stderr);
            assert_eq!(fs::read(home.path().join("victim")).unwrap(), b"kept");
            assert!(!home.path().join("missing").exists());
        }
    }
    // Links to names that earlier versions used for drafts have no effect.
    let home = TempDir::new().unwrap();
    let cursors = home.path().join("state/connlog/cursors");
    fs::create_dir_all(&cursors).unwrap();
    fs::write(home.path().join("victim"), "kept").unwrap();
    symlink(home.path().join("victim"), cursors.join("x.draft")).unwrap();
    run("tail --from ~/in.ndjson -n 1 --count 1 --resume x", home.path()).code(0);
    assert_eq!(fs::read(home.path().join("victim")).unwrap(), b"kept");
}

#[test]
fn folders_of_cursors_may_be_own_links_and_not_those_of_others() {
    for owner in [None, Some(OTHER)] {
        let home = TempDir::new().unwrap();
        fs::create_dir_all(home.path().join("state")).unwrap();
        fs::create_dir(home.path().join("elsewhere")).unwrap();
        let link = home.path().join("state/connlog");
        symlink("../elsewhere", &link).unwrap();
        if lchown(&link, owner, None).is_err() {
            continue;
        }
        let ended = run("tail --from ~/in.ndjson -n 1 --count 1 --resume x", home.path());
        let written = home.path().join("elsewhere/cursors/x.json").exists();
        assert_eq!((ended.code == Some(0), written), (owner.is_none(), owner.is_none()), "{}", ended.stderr);
    }
}

#[test]
fn a_report_goes_to_a_stream_of_the_shell() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("in.ndjson"), format!("{ENTRY}\n")).unwrap();
    let file = fs::OpenOptions::new().append(true).create(true).open(home.path().join("out")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_connlog"));
    command.args(["check", "events", "--from", "in.ndjson", "--report", "json=/dev/stdout", "-q"]);
    let status = command.current_dir(home.path()).stdout(file).status().unwrap();
    let text = fs::read_to_string(home.path().join("out")).unwrap();
    assert!(status.code() == Some(11) || status.code() == Some(10), "{status}");
    assert!(text.contains("\"command\": \"connlog events") && text.contains("events since"), "{text}");
}

#[test]
fn cursors_of_other_users_are_refused() {
    if !is_root() {
        return;
    }
    for kind in ["lock", "journal", "json"] {
        let home = TempDir::new().unwrap();
        let command = "tail --from ~/in.ndjson -n 1 --count 1 --resume x";
        run(command, home.path()).code(0);
        let path = home.path().join(format!("state/connlog/cursors/x.{kind}"));
        lchown(path, Some(OTHER), None).unwrap();
        let ended = run(command, home.path());
        assert!(ended.stderr.contains("another user (id 54321)"), "{kind}: {}", ended.stderr);
    }
}

const WRITERS: [&str; 5] = [
    "events --from ~/in.ndjson -o ndjson --out ~/shared/link",
    "tail --from ~/in.ndjson -n 1 --count 1 --out ~/shared/link",
    "tail --from ~/in.ndjson -n 1 --count 1 --resume x --out ~/shared/link",
    "check events --from ~/in.ndjson --report json=~/shared/link",
    "check events --from ~/in.ndjson --write-baseline ~/shared/link",
];

fn shared(home: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (folder, target) = (home.join("shared"), home.join("target"));
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o1777)).unwrap();
    fs::write(&target, "").unwrap();
    symlink(&target, folder.join("link")).unwrap();
    (folder.join("link"), target)
}

#[test]
fn own_links_are_followed_and_links_of_others_are_refused() {
    for command in WRITERS {
        let home = TempDir::new().unwrap();
        let (link, target) = shared(home.path());
        let ended = run(command, home.path());
        assert!(!fs::read(&target).unwrap().is_empty(), "{command}: {}", ended.stderr);
        assert!(link.is_symlink(), "{command}");

        let home = TempDir::new().unwrap();
        let (link, target) = shared(home.path());
        if lchown(&link, Some(OTHER), None).is_err() {
            continue;
        }
        // The verdict counts, though its report cannot be written.
        let refused = |ended: Ended| ended.code(if command.starts_with("check") { 10 } else { 1 });
        let ended = refused(run(command, home.path()));
        assert!(ended.stderr.contains("belongs to another user (id 54321)"), "{command}: {}", ended.stderr);
        assert!(fs::read(&target).unwrap().is_empty() && link.is_symlink(), "{command}");
        // A link in the middle of a path, and a file that another user put there.
        fs::remove_file(&link).unwrap();
        fs::write(&link, "").unwrap();
        lchown(&link, Some(OTHER), None).unwrap();
        fs::set_permissions(&link, Permissions::from_mode(0o666)).unwrap();
        let ended = refused(run(command, home.path()));
        assert!(ended.stderr.contains("put this file into the shared folder"), "{command}: {}", ended.stderr);
        assert!(fs::read(&link).unwrap().is_empty(), "{command}");
    }
}

#[test]
fn special_files_of_settings_are_not_waited_for() {
    let demo = Demo::start("--entries 20");
    for (path, arguments, code) in [
        (".cache/connlog/dialects.json", "posts", 0),
        (".config/connlog/config.toml", "posts", 3),
        (".zernio/config.json", "posts", 0),
        ("key", "posts --api-key-file ~/key", 3),
        ("known", "check posts --baseline ~/known", 3),
        ("known", "check posts --baseline ~/known --write-baseline ~/known", 3),
    ] {
        let run = connlog("").file(path, "");
        let home = run.home();
        fs::remove_file(home.join(path)).unwrap();
        assert!(Command::new("mkfifo").arg(home.join(path)).status().unwrap().success());
        let run = arguments.split(' ').fold(run, |run, word| run.arg(&word.replace('~', home.to_str().unwrap())));
        let ended = run.at(&demo.base_url).end().code(code);
        assert!(code == 0 || ended.stderr.contains("not a regular file"), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn a_key_may_come_from_a_pipe_of_the_shell() {
    let demo = Demo::start("--entries 20");
    let script = format!("'{}' posts -n 1 --api-key-file <(echo {KEY})", env!("CARGO_BIN_EXE_connlog"));
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).env("CONNLOG_BASE_URL", &demo.base_url).env_remove("CONNLOG_API_KEY");
    let Some(output) = missing::started("bash", bash.output()) else { return };
    Ended::from(output).code(0);
}

#[test]
fn a_configuration_that_others_can_change_is_refused() {
    let demo = Demo::start("--entries 20");
    let config = format!("default = 'a'\n[context.a]\nbase_url = '{}'\n", demo.base_url);
    let path = ".config/connlog/config.toml";
    let run = |mode: u32, owner: Option<u32>| {
        let run = connlog("posts").env("CONNLOG_API_KEY", KEY).file(path, &config);
        let file = run.home().join(path);
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        lchown(&file, owner, None).unwrap();
        run.end()
    };
    run(0o644, None).code(0);
    let requests = demo.requests().len();
    for mode in [0o664, 0o646, 0o666, 0o777] {
        let ended = run(mode, None).code(3);
        assert!(ended.stderr.contains(&format!("its mode {mode:04o}")) && ended.stderr.contains("chmod go-w"));
    }
    if is_root() {
        let ended = run(0o644, Some(OTHER)).code(3);
        assert!(ended.stderr.contains("another user") && ended.stderr.contains("chown"), "{}", ended.stderr);
    }
    assert_eq!(demo.requests().len(), requests, "the key was not sent");
}

#[test]
fn commands_inherit_no_keys() {
    let demo = Demo::start("--entries 20");
    let environment = |arguments: &[&str]| {
        let run = Run::new(&["tail", "posts", "-n", "1", "--count", "1", "--exec", "env", "-q"]).at(&demo.base_url);
        let run = arguments.iter().fold(run, |run, argument| run.arg(argument));
        let run = [
            ("ZERNIO_API_KEY", "Zq9-one"),
            ("LATE_API_KEY", "Zq9-two"),
            ("PGPASSWORD", "Zq9-three"),
            ("FIVETRAN_API_KEY", "Zq9-four"),
            ("FIVETRAN_API_SECRET", "Zq9-five"),
            ("CONNLOG_FIVETRAN_SECRET", "Zq9-six"),
            ("https_proxy", "http://ada:Zq9-seven@proxy:1"),
            ("MY_COPY", &format!("key={KEY}")),
            ("HTTP_PROXY", "http://proxy:1"),
            ("VISIBLE", "yes"),
        ]
        .into_iter()
        .fold(run, |run, (name, value)| run.env(name, value));
        run.end().code(0).stderr
    };
    let inherited = environment(&[]);
    assert!(!inherited.contains("Zq9") && !inherited.contains(&KEY[3..]), "{inherited}");
    assert!(inherited.contains("VISIBLE=yes") && inherited.contains("HTTP_PROXY=http://proxy:1"), "{inherited}");
    let inherited = environment(&["--exec-env", "LATE_API_KEY", "--exec-env", "PGPASSWORD"]);
    assert!(inherited.contains("LATE_API_KEY=Zq9-two") && inherited.contains("PGPASSWORD=Zq9-three"), "{inherited}");
    assert!(!inherited.contains("Zq9-one") && !inherited.contains("MY_COPY"), "{inherited}");
    let run = Run::new(&["tail", "--exec", "env", "--exec-env", "MISSING"]).at(&demo.base_url);
    assert!(run.end().code(2).stderr.contains("no such variable"));
}

#[test]
fn a_malformed_proxy_is_an_error() {
    for (variable, base) in [("HTTP_PROXY", "http://logs.invalid/api"), ("HTTPS_PROXY", "https://logs.invalid/api")] {
        let run = connlog("posts --insecure-http").at(base).env(variable, "http://ada:Zq9 @proxy:1").end().code(3);
        assert!(run.stderr.contains(variable) && !run.stderr.contains("Zq9"), "{}", run.stderr);
    }
}

#[test]
fn the_id_of_a_post_is_one_segment_of_the_path() {
    let demo = Demo::start("--entries 20");
    for id in ["..", ".", "a/../../b", "a?b=c", "a#b", "%2e%2e", "a\\b", "../../x"] {
        let run = connlog("posts --dialect late --post").arg(id).at(&demo.base_url);
        drop(run.end());
        let path = demo.requests().last().unwrap()["path"].as_str().unwrap().to_owned();
        let one = path.strip_prefix("/api/v1/posts/").and_then(|rest| rest.strip_suffix("logs")).unwrap_or_default();
        assert!(path.starts_with("/api/v1/posts/") && one.matches('/').count() <= 1, "{id}: {path}");
    }
}
