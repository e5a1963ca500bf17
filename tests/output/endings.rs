//! Tests how commands end if they cannot print: with a pipe without a reader, and with a closed stdout.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::connlog;

/// More than a pipe holds.
fn events() -> String {
    let event = |number: usize| {
        format!(
            "{{\"event\":\"sync_end\",\"created\":\"2026-11-20T10:00:00Z\",\"connection_id\":\"c{number}\",\"sync_id\":\"s{number}\",\"data\":{{\"status\":\"SUCCESSFUL\"}}}}\n"
        )
    };
    (0..4_000).map(event).collect()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(status.unwrap().success());
}

/// The exit code after these signals, as a shell shows it.
fn ended_by(command: &str, signals: &[&str]) -> Option<i32> {
    let (mut child, _home) = connlog(command).spawn();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(child.try_wait().unwrap(), None, "{command} does not block");
    for name in signals {
        signal(&child, name);
        thread::sleep(Duration::from_millis(20));
    }
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().or_else(|| status.signal().map(|signal| 128 + signal));
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    None
}

#[test]
fn a_signal_ends_every_command_whose_stdout_is_blocked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, events()).unwrap();
    let path = path.display();
    let commands = [
        format!("events --all -o ndjson --from {path}"),
        format!("events -n 3900 -o json --from {path}"),
        format!("stats --by connectionId --from {path}"),
        format!("syncs --all --from {path}"),
        format!("check events --by connectionId --min-records 0 -o json --from {path}"),
        format!("tail --since 2020-01-01 --from {path}"),
        "posts --demo -n 3900 -o json".to_owned(),
    ];
    thread::scope(|scope| {
        for command in &commands {
            scope.spawn(move || assert_eq!(ended_by(command, &["TERM"]), Some(143), "{command}"));
            scope.spawn(move || assert_eq!(ended_by(command, &["INT", "INT"]), Some(130), "{command}"));
        }
        scope.spawn(|| assert_eq!(ended_by("demo", &["TERM"]), Some(143)));
    });
}

/// Runs `command` by a shell, with this redirection.
fn redirected(command: &str, redirection: &str) -> (Option<i32>, String) {
    let line = format!("exec {} {command} {redirection}", env!("CARGO_BIN_EXE_connlog"));
    let ended = Command::new("sh").args(["-c", &line]).stdin(Stdio::null()).stdout(Stdio::null()).output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_stdout_is_an_error_and_one_that_is_discarded_is_not() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, events()).unwrap();
    let list = format!("events --from {}", path.display());
    for command in ["explain", "schema", "--help", list.as_str()] {
        for closed in [">&-", "<&- >&-"] {
            let (code, said) = redirected(command, closed);
            assert_eq!(code, Some(1), "{command} {closed}: {said}");
            assert!(said.contains("stdout is closed"), "{command} {closed}: {said}");
        }
        for fine in ["", "> /dev/null", "1<> /dev/null", "| head -c 1"] {
            let (code, said) = redirected(command, fine);
            assert_eq!(code, Some(0), "{command} {fine}: {said}");
        }
        let (code, said) = redirected(command, "> /dev/full");
        assert!(code == Some(1) && said.contains("check the free space of the disk"), "{command}: {said}");
    }
}
