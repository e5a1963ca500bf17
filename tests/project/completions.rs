//! The committed completions are what the program generates. `CONNLOG_TEST_OVERWRITE=1 cargo test --test project current`
//! renews them.

use std::path::Path;
use std::process::Command;

use crate::support::{Run, assert_current, connlog};

/// Each shell with the file its completions stand in.
const SHELLS: &[(&str, &str)] = &[
    ("bash", "connlog.bash"),
    ("zsh", "_connlog"),
    ("fish", "connlog.fish"),
    ("powershell", "_connlog.ps1"),
    ("elvish", "connlog.elv"),
];

fn generated(shell: &str) -> String {
    let ended = connlog(&format!("completions {shell}")).end().code(0);
    assert_eq!(ended.stderr, "");
    ended.stdout
}

#[test]
fn completions_are_current() {
    for (shell, name) in SHELLS {
        assert_current(&format!("completions/{name}"), &generated(shell));
    }
}

const CONFIG: &str = "[context.acme]\napi_key = \"sk_0123456789abcdef\"\n\n[filter.newest]\nstatus = \"failed\"\n\n[filter.tiktok-day]\nplatform = \"tiktok\"\n";

/// What a shell offers for the last of `words`, without the descriptions: fish asks as its script does.
fn offered(words: &[&str]) -> Vec<String> {
    let run = Run::new(&[&["--", "connlog"], words].concat());
    let ended = run.env("CONNLOG_COMPLETE", "fish").file(".config/connlog/config.toml", CONFIG).end().code(0);
    assert_eq!(ended.stderr, "", "{words:?}");
    ended.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_offered(words: &[&str], expected: &[&str]) {
    let found = offered(words);
    for value in expected {
        assert!(found.iter().any(|candidate| candidate == value), "{words:?} lacks {value}: {found:?}");
    }
}

#[test]
fn platforms_events_actions_statuses_and_formats_complete_by_value() {
    assert_offered(&["posts", "--platform", ""], &["instagram", "googlebusiness", "whatsapp", "bluesky"]);
    assert_offered(&["posts", "--platform", "instagram,th"], &["instagram,threads"]);
    assert_offered(&["connections", "--event", ""], &["connect_success", "reconnect_failed", "disconnect"]);
    assert_offered(&["posts", "--action", ""], &["publish", "media_upload", "post.failed"]);
    assert_offered(&["posts", "--status", ""], &["success", "failed", "pending", "skipped"]);
    assert_offered(&["posts", "-o", ""], &["table", "plain", "json", "ndjson", "csv", "tsv", "md"]);
    assert_offered(&["posts", "--dialect", ""], &["auto", "late", "zernio"]);
    assert_offered(&["--color", ""], &["auto", "always", "never"]);
    assert_offered(&["check", "--undecided", ""], &["pass", "fail"]);
}

#[test]
fn every_command_and_flag_is_offered() {
    let commands = ["connections", "posts", "check", "stats", "explain", "schema", "doctor", "demo", "completions"];
    assert_offered(&[""], &commands);
    assert_offered(&["posts", "--pl"], &["--platform"]);
    assert_offered(&["posts", "sh"], &["show"]);
    assert_offered(&["tail", "co"], &["connections"]);
}

#[test]
fn error_codes_complete_by_value() {
    assert_offered(&["explain", ""], &["token_exchange_failed", "auth_expired", "invalid_credentials"]);
}

#[test]
fn fields_are_those_of_the_kinds_of_the_command() {
    assert_offered(&["posts", "--fields", "time,post"], &["time,postId"]);
    assert_offered(&["syncs", "--sort", ""], &["duration", "rows.upserted", "connectionName"]);
    assert_offered(&["status", "--fields", ""], &["tokenExpiresAt", "needsAction"]);
    assert_offered(&["events", "--fields", ""], &["postId", "eventType", "requestId"]);
    for (command, foreign) in [("posts", "syncId"), ("syncs", "postId"), ("status", "attemptNumber")] {
        assert!(!offered(&[command, "--fields", ""]).iter().any(|name| name == foreign), "{command}: {foreign}");
    }
}

#[test]
fn saved_filters_complete_where_a_command_takes_them() {
    for command in ["posts", "syncs", "status", "tail", "check", "stats", "events", "summary"] {
        assert_eq!(offered(&[command, "@"]), ["@newest", "@tiktok-day"], "{command}");
        assert_eq!(offered(&[command, "--since", "1d", "@t"]), ["@tiktok-day"], "{command}");
    }
    for command in ["why", "doctor", "explain"] {
        assert_eq!(offered(&[command, "@"]), [""; 0], "{command}");
    }
}

#[test]
fn free_values_have_candidates_too() {
    assert_eq!(offered(&["posts", "--context", ""]), ["acme"]);
    assert_eq!(offered(&["config", "use", "ac"]), ["acme"]);
    assert_offered(&["posts", "--tz", "Europe/Ber"], &["Europe/Berlin"]);
    assert_offered(&["tail", "--since", "y"], &["yesterday"]);
    assert_offered(&["stats", "--every", ""], &["15m", "1d"]);
    assert_offered(&["check", "--report", ""], &["junit=", "sarif="]);
}

#[test]
fn scripts_are_short_and_call_connlog() {
    for (shell, _) in SHELLS {
        let script = generated(shell);
        assert!(script.len() < 3_000 && script.contains("CONNLOG_COMPLETE"), "{shell}: {script}");
    }
}

/// What Bash fills in for the last of `words`, as it calls the function of the script.
fn bash(words: &[&str]) -> Option<Vec<String>> {
    let folder = Path::new(env!("CARGO_BIN_EXE_connlog")).parent().unwrap();
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path().join("connlog")).unwrap();
    std::fs::write(home.path().join("connlog/config.toml"), CONFIG).unwrap();
    let line: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "{}\nCOMP_WORDS=(connlog {})\nCOMP_CWORD={}\n_clap_complete_connlog connlog {} x\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
        generated("bash"),
        line.join(" "),
        words.len(),
        line.last().unwrap()
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &script])
        .env("PATH", format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()))
        .env("XDG_CONFIG_HOME", home.path())
        .output();
    let output = crate::missing::started("bash", output)?;
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[cfg(unix)]
#[test]
fn bash_gets_one_candidate_a_line() {
    let Some(found) = bash(&["posts", "--platform", "thr"]) else { return };
    assert_eq!(found, ["threads"]);
    assert_eq!(bash(&["posts", "--status", "s"]).unwrap(), ["success", "skipped", "succeeded"]);
    // Bash separates the character `@` from the word, and passes the whole word to the function.
    assert_eq!(bash(&["posts", "@", "@ne"]).unwrap(), ["@newest"]);
}

#[test]
fn an_unknown_shell_is_a_usage_error() {
    let ended = connlog("completions tcsh").end().code(2);
    assert!(ended.stderr.contains("bash") && ended.stdout.is_empty(), "{}", ended.stderr);
}
