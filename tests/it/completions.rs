//! The committed completions are what the program generates. `CONNLOG_TEST_OVERWRITE=1 cargo test --test it current`
//! renews them.

use crate::support::{assert_current, connlog};

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

#[test]
fn platforms_events_actions_statuses_and_formats_complete_by_value() {
    let words = [
        ("platform", &["instagram", "googlebusiness", "whatsapp", "bluesky"][..]),
        ("event", &["connect_success", "reconnect_failed", "disconnect"]),
        ("action", &["publish", "media_upload", "post.failed"]),
        ("status", &["success", "failed", "pending", "skipped"]),
        ("output", &["table", "plain", "json", "ndjson", "csv", "tsv", "md"]),
        ("dialect", &["auto", "late", "zernio"]),
        ("color", &["auto", "always", "never"]),
    ];
    for shell in ["bash", "zsh", "fish"] {
        let script = generated(shell);
        for (flag, values) in words {
            let lines = offering(shell, &script, flag);
            assert!(!lines.is_empty(), "{shell} does not offer --{flag}");
            for value in values {
                assert!(lines.iter().any(|line| has_word(line, value)), "{shell} does not offer --{flag} {value}");
            }
        }
    }
}

/// The lines of `script` that say what follows `--flag`.
fn offering<'s>(shell: &str, script: &'s str, flag: &str) -> Vec<&'s str> {
    let lines: Vec<&str> = script.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match shell {
            "bash" if line.trim() == format!("--{flag})") => found.push(lines[index + 1]),
            // Values with a help text stand on the lines after.
            "zsh" if line.contains(&format!("--{flag}=[")) => found.extend(entry(&lines[index..], "'")),
            "fish" if line.contains(&format!("-l {flag} ")) => found.extend(entry(&lines[index..], "complete ")),
            _ => {}
        }
    }
    found
}

/// The first of `lines` with those that belong to it: `opener` begins the next entry.
fn entry<'l, 's>(lines: &'l [&'s str], opener: &str) -> &'l [&'s str] {
    let further = lines[1..].iter().take_while(|line| !line.starts_with(opener)).count();
    &lines[..=further]
}

fn has_word(line: &str, word: &str) -> bool {
    let apart = |character: char| !character.is_alphanumeric() && !matches!(character, '.' | '_');
    line.split(apart).any(|found| found == word)
}

#[test]
fn every_command_is_offered() {
    for (shell, _) in SHELLS {
        let script = generated(shell);
        for command in ["connections", "posts", "check", "stats", "explain", "schema", "doctor", "demo", "completions"]
        {
            assert!(script.contains(command), "{shell} does not offer {command}");
        }
    }
}

#[test]
fn error_codes_are_offered_where_the_shell_completes_arguments_by_value() {
    for shell in ["bash", "zsh"] {
        let script = generated(shell);
        for code in ["token_exchange_failed", "auth_expired", "invalid_credentials"] {
            assert!(script.lines().any(|line| has_word(line, code)), "{shell} does not offer {code}");
        }
    }
}

#[test]
fn an_unknown_shell_is_a_usage_error() {
    let ended = connlog("completions tcsh").end().code(2);
    assert!(ended.stderr.contains("bash") && ended.stdout.is_empty(), "{}", ended.stderr);
}
