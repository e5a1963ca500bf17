//! Tests that unreadable data is counted, named and never a success.

use std::path::Path;

use crate::support::{Ended, Run, connlog};

const COMMANDS: [&str; 8] = [
    "events",
    "events --event sync_end --search boom",
    "connections --all",
    "posts",
    "syncs",
    "stats events",
    "check events --min-records 0",
    "check syncs --since 2020-01-01 --min-records 0 --allow-partial",
];
const ENTRY: &str = r#"{"event":"sync_end","created":"2026-11-20T10:00:00Z","connection_id":"c","sync_id":"s","data":{"status":"SUCCESSFUL"}}"#;

fn run(line: &str, paths: &[&Path]) -> Ended {
    let mut run = connlog(&format!("{line} --from"));
    for path in paths {
        run = run.arg(path.to_str().unwrap());
    }
    run.end()
}

fn message(ended: &Ended) -> String {
    ended.error()["message"].as_str().unwrap().to_owned()
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn nothing_readable_ends_every_command_with_8_and_names_the_file() {
    let error = r#"{"foo":[],"code":"Unauthorized","message":"Invalid key"}"#;
    let state = r#"{"code":"Success","data":{"id":"a","status":{"tasks":[],"warnings":[],"setup_state":"broken"}}}"#;
    let debug =
        "20:01:02.123 INFO     Fivetran-SDK   Starting\n20:01:03.456 ERROR    Connector      Request failed: 401\n";
    let container =
        r#"{"level":"INFO", "message": "Initiating the 'update' method call...", "message_origin": "library"}"#;
    for (name, bytes, words) in [
        ("error.json", error.as_bytes(), "an error answer of an API"),
        ("state.json", state.as_bytes(), "the state of connections"),
        ("page.html", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "an HTML page"),
        ("prose.txt", b"Dear all,\nthe sync is fine.\n", "plain text"),
        ("debug.log", debug.as_bytes(), "the output of `fivetran debug`"),
        ("container.ndjson", container.as_bytes(), "a connector's container"),
        ("other.csv", b"a,b,c\n1,2,3\n", "a table whose columns"),
        ("wide.json", b"{\0\"\0e\0\"\0", "UTF-16"),
        ("t.parquet", b"PAR1\x15\x04\x15\x20", "Parquet"),
        ("t.avro", b"Obj\x01\x04\x16avro.schema", "Avro"),
        ("t.xlsx", b"PK\x03\x04\x14\0\x06\0", "Excel"),
        ("t.bz2", b"BZh91AY&SY\x01\x02", "bzip2"),
        ("t.xz", b"\xfd7zXZ\0\0\x04", "xz"),
        ("t.orc", b"ORC\x0a\x03\0\0", "ORC"),
        ("t.db", b"SQLite format 3\0\x10\0", "SQLite"),
        ("t.pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    ] {
        let folder = folder(&[(name, bytes)]);
        let path = folder.path().join(name);
        for command in COMMANDS {
            let ended = run(command, &[&path]).code(8);
            assert!(ended.stderr.contains(words) && ended.stderr.contains(name), "{command} {name}: {}", ended.stderr);
        }
    }
}

#[test]
fn an_answer_that_found_nothing_is_empty_and_no_verdict() {
    for (text, strict) in
        [("[]", 0), ("{\"logs\":[],\"pagination\":{\"total\":0}}", 0), ("", 0), ("{\"data\":[]}\n", 0)]
    {
        let folder = folder(&[("empty.json", text.as_bytes())]);
        let path = folder.path().join("empty.json");
        for command in ["events", "syncs", "stats events", "events --strict"] {
            let ended = run(command, &[&path]).code(strict);
            assert!(!ended.stderr.contains("could not be read"), "{command} {text}: {}", ended.stderr);
        }
        run("check events", &[&path]).code(11);
    }
}

#[test]
fn what_is_not_an_entry_keeps_check_from_passing() {
    for (lost, values) in [
        ("{\"code\":\"Success\",\"data\":{\"id\":\"a\",\"warnings\":[]}}", 1),
        ("{\"foo\":[]}", 1),
        ("prose", 1),
        ("{\"event\":\"sync_end\",\"created\":\"2026", 1),
        ("<p>\n</p>", 2),
    ] {
        let text = format!("{ENTRY}\n{lost}\n");
        let check = |flags: &str| connlog(&format!("check events {flags} --from -")).stdin(&text).end();
        let ended = check("").code(11);
        let noun = if values == 1 { "1 value" } else { "2 values" };
        assert!(ended.stdout.contains(&format!("{noun} could not be read as entries")), "{lost}: {}", ended.stdout);
        check("--strict").code(8);
        check("--allow-partial").code(0);
        let failed = text.replace("SUCCESSFUL", "FAILURE");
        connlog("check events --from -").stdin(&failed).end().code(10);
    }
    connlog("check events --from -").stdin(&format!("{ENTRY}\n")).end().code(0);
}

#[test]
fn unreadable_files_among_others_are_noted_and_the_others_are_read() {
    let files =
        folder(&[("a.ndjson", ENTRY.as_bytes()), ("b.parquet", b"PAR1\x15\x04"), ("c.gz", b"\x1f\x8b\x08\0broken")]);
    let at = |name: &str| files.path().join(name);
    for bad in ["b.parquet", "c.gz", "missing.json"] {
        let ended = run("events -o ndjson", &[&at(bad), &at("a.ndjson")]).code(8);
        assert_eq!(ended.lines().len(), 1, "{bad}");
        assert!(ended.stderr.contains(bad), "{bad}: {}", ended.stderr);
        assert!(message(&ended).starts_with("1 of 2 files could not be read"), "{}", ended.stderr);
        run("check events", &[&at(bad), &at("a.ndjson")]).code(8);
        run("stats events", &[&at(bad), &at("a.ndjson")]).code(8);
    }
    let ended = run("events -o ndjson", &[files.path()]).code(8);
    assert_eq!(ended.lines().len(), 1);
    assert!(message(&ended).starts_with("2 of 3 files could not be read"), "{}", ended.stderr);
    run("events", &[&at("missing.json")]).code(5);
    run("events", &[&at("missing.json"), &at("other.json")]).code(5);
}

#[cfg(unix)]
#[test]
fn one_file_is_read_once_whatever_its_names() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    use std::os::unix::fs::symlink;

    let files = folder(&[("a.log", ENTRY.as_bytes())]);
    let at = |name: &str| files.path().join(name);
    symlink("a.log", at("current.log")).unwrap();
    std::fs::hard_link(at("a.log"), at("hard.log")).unwrap();
    symlink(".", at("loop")).unwrap();
    for paths in [
        vec![files.path().to_owned()],
        vec![at("*.log")],
        vec![at("**/*.log")],
        vec![at("a.log"), at("a.log"), at("hard.log"), at("loop/current.log")],
    ] {
        let paths: Vec<&Path> = paths.iter().map(|path| &**path).collect();
        assert_eq!(run("events --all -o ndjson", &paths).code(0).lines().len(), 1, "{paths:?}");
    }
    let odd = OsString::from_vec(b"\xff.log".to_vec());
    std::fs::write(files.path().join(odd), ENTRY.replace("\"s\"", "\"t\"")).unwrap();
    assert_eq!(run("events --all -o ndjson", &[&at("*.log")]).code(0).lines().len(), 2);
}

#[cfg(unix)]
#[test]
fn the_output_is_not_read() {
    use std::process::Stdio;

    let files = folder(&[("a.log", format!("{ENTRY}\n").repeat(2000).as_bytes())]);
    let at = |name: &str| files.path().join(name);
    let folder = files.path().to_str().unwrap();
    let out = std::fs::File::create(at("z.log")).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_connlog"));
    let flags = ["events", "--all", "--keep-repeats", "-o", "ndjson", "--from", folder];
    let flags: Vec<&str> = flags.into_iter().filter(|flag| *flag != "--keep-repeats" || has_repeats()).collect();
    let ended = command.args(flags).stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).output().unwrap();
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{stderr}");
    assert!(stderr.contains("z.log is not read: it is the output"), "{stderr}");
    assert_eq!(std::fs::read_to_string(at("z.log")).unwrap().lines().count(), 2000);
    let out = at("z.log");
    for command in ["events --all -o ndjson", "stats events", "syncs"] {
        let line = format!("{command} --out {} --from {folder}", out.display());
        let ended = connlog(&line).end().code(0);
        assert!(ended.stderr.contains("z.log is not read"), "{command}: {}", ended.stderr);
    }
    let before = std::fs::read_to_string(at("a.log")).unwrap();
    let a = at("a.log");
    connlog(&format!("events --out {} --from {}", a.display(), a.display())).end().code(2);
    assert_eq!(std::fs::read_to_string(a).unwrap(), before);
}

/// Whether repeats are dropped unless a flag keeps them.
#[cfg(unix)]
fn has_repeats() -> bool {
    Run::new(&["events", "--help"]).end().stdout.contains("--keep-repeats")
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_reading_and_what_was_read_is_printed() {
    use std::io::{Read as _, Write as _};
    use std::thread::sleep;
    use std::time::Duration;

    for limit in ["-n50", "--all"] {
        let (mut child, _home) = Run::new(&["events", "--from", "-", "-o", "ndjson", limit]).spawn_fed();
        let mut stdin = child.stdin.take().unwrap();
        for at in 0..6 {
            writeln!(stdin, "{}", ENTRY.replace("\"s\"", &format!("\"s{at}\""))).unwrap();
        }
        stdin.flush().unwrap();
        sleep(Duration::from_millis(1500));
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let mut text = String::new();
        child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(text.lines().count(), 6, "{limit}: {text}");
        drop(stdin);
    }
}
