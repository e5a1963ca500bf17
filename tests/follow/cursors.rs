//! `--resume` continues from cursor files that earlier versions wrote.
//!
//! `tests/fixtures/cursors` holds the files. Words in capitals stand for addresses and paths of the test.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Answer, Run, SavedCursor, Scripted, connlog, page};

/// Five posts of one server, the newest first.
fn posts() -> Scripted {
    let row = |number: u32| {
        json!({
            "type": "publishing", "action": "post.published", "user_id": "u1", "platform": "instagram",
            "account_id": "a1", "profile_id": "p1", "post_id": format!("post{number}"), "status": "success",
            "status_code": 200, "created_at": format!("2026-11-20T11:5{number}:00.000Z"),
        })
    };
    let rows: Vec<Value> = (1..=5).rev().map(row).collect();
    Scripted::start(
        move |_, target| {
            if target.starts_with("/v1/logs") { page(&rows, false) } else { Answer::json("{}").status(404) }
        },
    )
}

fn texts(lines: &[Value], key: &str) -> Vec<String> {
    lines.iter().map(|line| line[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_cursor_of_an_api_continues() {
    for (fixture, flags) in
        [("api.json", ""), ("api-filtered.json", "--platform tiktok,instagram --where 'statusCode = 200'")]
    {
        let server = posts();
        let cursor = SavedCursor::from_fixture(fixture, &[("BASE_URL", &server.base_url)]);
        let words = "tail posts --dialect zernio --interval 100ms --count 3 --resume x -o ndjson";
        let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        words.extend(shell_words::split(flags).unwrap());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = cursor.resume(Run::new(&words)).at(&server.base_url).end().code(0);
        assert_eq!(texts(&ended.lines(), "postId"), ["post3", "post4", "post5"], "{fixture}: {}", ended.stderr);
    }
}

#[test]
fn a_cursor_is_rewritten_in_the_present_version() {
    let server = posts();
    let cursor = SavedCursor::from_fixture("api.json", &[("BASE_URL", &server.base_url)]);
    let run = |flags: &str| {
        let run = connlog(&format!("tail posts --dialect zernio --interval 100ms --resume x -o ndjson {flags}"));
        cursor.resume(run).at(&server.base_url).end()
    };
    for (number, version) in ["post3", "post4", "post5"].iter().zip([1, 2, 2]) {
        let stored: Value = serde_json::from_str(&fs::read_to_string(cursor.path()).unwrap()).unwrap();
        assert_eq!(stored["version"], version);
        assert_eq!(texts(&run("--count 1").code(0).lines(), "postId"), [*number]);
    }
    let refused = run("--status failed").code(3);
    assert!(refused.stderr.contains("no --status, and this run has --status failed"), "{}", refused.stderr);
    fs::write(cursor.path(), r#"{"version":3,"key":[]}"#).unwrap();
    assert!(run("").code(3).stderr.contains("a newer connlog wrote it (version 3)"));
}

#[test]
fn a_cursor_of_version_1_is_refused_for_other_options() {
    let server = posts();
    let cursor = SavedCursor::from_fixture("api-filtered.json", &[("BASE_URL", &server.base_url)]);
    for (flags, difference) in [
        ("", "it has --platform instagram,tiktok, and this run has no --platform"),
        ("--platform tiktok,instagram", "it has --where statusCode = 200, and this run has no --where"),
    ] {
        let run = connlog(&format!("tail posts --dialect zernio --resume x {flags}"));
        let refused = cursor.resume(run).at(&server.base_url).end().code(3);
        assert!(
            refused.stderr.contains("different options") && refused.stderr.contains(difference),
            "{}",
            refused.stderr
        );
    }
}

/// Lines of Fivetran events of connections `c0` to `c4`.
fn events(path: &Path) {
    let event = |number: u32| {
        format!(
            "{{\"event\":\"create_connector\",\"created\":\"2026-01-01T00:00:0{number}Z\",\"connector_id\":\"c{number}\"}}\n"
        )
    };
    fs::write(path, (0..5).map(event).collect::<String>()).unwrap();
}

#[test]
fn a_cursor_of_files_continues() {
    let fixtures =
        [("files.json", "events"), ("files-without-history.json", "events"), ("files-lifecycle.json", "connections")];
    for (fixture, kind) in fixtures {
        let folder = TempDir::new().unwrap();
        let log = folder.path().join("log");
        events(&log);
        let cursor = SavedCursor::from_fixture(fixture, &[("FOLDER", folder.path().to_str().unwrap())]);
        let run = connlog(&format!("tail {kind} --interval 100ms --count 3 --resume x -o ndjson --from"));
        let ended = cursor.resume(run.arg(log.to_str().unwrap())).end().code(0);
        assert_eq!(texts(&ended.lines(), "connectionId"), ["c2", "c3", "c4"], "{fixture}: {}", ended.stderr);
    }
}

#[test]
fn the_journal_of_a_cursor_counts() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    events(&log);
    let cursor = SavedCursor::from_fixture("files.json", &[("FOLDER", folder.path().to_str().unwrap())]);
    // A line of another generation, the third entry, and half a line.
    fs::write(cursor.path().with_extension("journal"), "1 @0 0 5 0 0 0\n2 @0 0 3 0 0 0\n2 @0 0 4").unwrap();
    let run = connlog("tail events --interval 100ms --count 2 --resume x -o ndjson --from").arg(log.to_str().unwrap());
    assert_eq!(texts(&cursor.resume(run).end().code(0).lines(), "connectionId"), ["c3", "c4"]);
}

#[test]
fn an_output_file_continues() {
    let folder = TempDir::new().unwrap();
    let (log, out) = (folder.path().join("log"), folder.path().join("out"));
    events(&log);
    fs::write(&out, "kind\tconnectionId\nfivetran\tc0\nfivetran\tc1\n").unwrap();
    let cursor = SavedCursor::from_fixture("files-output.json", &[("FOLDER", folder.path().to_str().unwrap())]);
    let flags = "--interval 100ms --count 3 --resume x -o tsv --fields kind,connectionId";
    let run = connlog(&format!("tail events {flags} --out {} --from {}", out.display(), log.display()));
    cursor.resume(run).end().code(0);
    let written = fs::read_to_string(&out).unwrap();
    assert_eq!(written.lines().skip(3).collect::<Vec<_>>(), ["fivetran\tc2", "fivetran\tc3", "fivetran\tc4"]);
}
