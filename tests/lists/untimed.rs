//! Tests entries without a readable time: a list without a window shows them, a window counts them, and `check` does not pass.

use serde_json::{Value, json};

use crate::support::{Answer, DIALECTS, Ended, Scripted, connlog, page};

/// What is not a time.
const UNREADABLE: [&str; 7] =
    ["\"soon\"", "12", "\"\"", "null", "{}", "\"05/11/2026 07:05\"", "\"0001-01-01T00:00:00Z\""];

fn sync_end(created: &str, status: &str, connection: &str) -> String {
    format!(
        r#"{{"event":"sync_end","data":{{"status":"{status}"}},"created":{created},"connection_id":"{connection}","sync_id":"s{connection}"}}"#
    )
}

fn over(text: &str, command: &str) -> Ended {
    connlog(command).arg("--from").arg("-").stdin(text).end()
}

fn good() -> String {
    sync_end("\"2026-11-20T11:00:00Z\"", "SUCCESSFUL", "a")
}

#[test]
fn files_count_entries_without_a_readable_time() {
    for created in UNREADABLE {
        let text = format!("{}\n{}\n", good(), sync_end(created, "FAILURE", "b"));
        let note = "1 entry has no readable time and is not in the window";
        assert_eq!(over(&text, "events -o ndjson").code(0).lines().len(), 2, "{created}");
        for (command, lines) in [
            ("events --since 1d -o ndjson", 1),
            ("events --since 1d --all -o ndjson", 1),
            ("events --since 1d --all", 1),
            ("events --until 1h -o ndjson", 0),
            ("stats events --since 1d", 1),
        ] {
            let ended = over(&text, command).code(0);
            assert_eq!(
                (ended.stdout.lines().count(), ended.stderr.contains(note)),
                (lines, true),
                "{created} {command}"
            );
            let strict = over(&text, &format!("{command} --strict")).code(8);
            assert!(strict.stderr.contains(note), "{created} {command}: {}", strict.stderr);
        }
        for other in ["events --since 1d --event sync_start", "events --since 1d --search nothing"] {
            assert!(!over(&text, other).code(0).stderr.contains("readable"), "{created} {other}");
        }
        for (kind, noun) in [("events", "entry has"), ("syncs", "sync has")] {
            let check = format!("check {kind} --max-failures 9");
            let ended = over(&text, &check).code(11);
            assert!(ended.stderr.contains(noun), "{created} {kind}: {}", ended.stderr);
            assert!(ended.stdout.contains("1 record has no readable time"), "{created} {kind}: {}", ended.stdout);
            over(&text, &format!("{check} --strict")).code(8);
        }
        let verdict: Value = serde_json::from_str(&over(&text, "check events -o json").code(11).stdout).unwrap();
        assert_eq!(verdict["reasons"][0]["condition"], "untimed", "{verdict}");
    }
}

#[test]
fn what_the_filters_leave_out_is_no_doubt() {
    let text = format!("{}\n{}\n", good(), sync_end("\"soon\"", "FAILURE", "b"));
    over(&text, "check events --connection a").code(0);
    over(&text, "check events --connection b --min-records 0").code(11);
    over(&text, "check events --status failed --connection a,b").code(11);
    over(&text, "check events --event sync_start --min-records 0").code(0);
}

#[test]
fn a_sync_with_a_lost_end_does_not_fall_out_of_the_window() {
    let start = |at: &str| format!(r#"{{"event":"sync_start","created":"{at}","connection_id":"b","sync_id":"sb"}}"#);
    for created in UNREADABLE {
        let text = |at: &str, status: &str| format!("{}\n{}\n{}\n", good(), start(at), sync_end(created, status, "b"));
        let (before, within) = ("2026-11-18T11:00:00Z", "2026-11-20T10:00:00Z");
        let ended = over(&text(before, "FAILURE"), "syncs --since 1d -o ndjson").code(0);
        assert!(ended.stderr.contains("1 sync has no readable time and is not in the window"), "{}", ended.stderr);
        over(&text(before, "FAILURE"), "check syncs --since 1d").code(11);
        over(&text(before, "FAILURE"), "syncs --since 1d --strict").code(8);
        // It ended after its start, which is inside.
        over(&text(within, "FAILURE"), "check syncs --since 1d").code(10);
        over(&text(within, "SUCCESSFUL"), "check syncs --since 1d").code(0);
        over(&text(within, "FAILURE"), "check syncs --since 1d --until 1h").code(11);
        over(&text(before, "FAILURE"), "check syncs --since 1d --until 3d --days 5").code(2);
        // Two ends in an unknown order: the failure counts.
        let both = text(within, "FAILURE") + &sync_end("\"2026-11-20T11:00:00Z\"", "SUCCESSFUL", "b");
        over(&both, "check syncs --since 1d").code(10);
    }
}

#[test]
fn an_open_sync_without_its_start_is_not_untimed() {
    let part = r#"{"event":"info","data":{},"created":"2026-11-20T11:00:00Z","connection_id":"b","sync_id":"sb"}"#;
    over(&format!("{}\n{part}\n", good()), "check syncs --since 1d").code(0);
}

#[test]
fn rows_of_the_api_without_a_readable_time_are_counted() {
    for dialect in DIALECTS {
        for created in [json!(null), json!(""), json!("soon"), json!(12)] {
            let rows = if dialect == "late" {
                [json!("2026-11-20T11:00:00Z"), created.clone()].map(|at| {
                    json!({"_id": format!("{at}"), "platform": "tiktok", "eventType": "connect_success", "status": "success", "accountId": "a", "createdAt": at})
                })
            } else {
                [json!("2026-11-20T11:00:00Z"), created.clone()].map(|at| {
                    json!({"type": "connections", "platform": "tiktok", "action": "account.connected", "status": "success", "account_id": "a", "created_at": at})
                })
            };
            let server = Scripted::always(page(&rows, false));
            let run = |command: &str| connlog(command).arg("--dialect").arg(dialect).at(&server.base_url).end();
            assert_eq!(run("connections -o ndjson").code(0).lines().len(), 2, "{dialect} {created}");
            let ended = run("connections --since 1d -o ndjson").code(0);
            assert_eq!(ended.lines().len(), 1, "{dialect} {created}");
            assert!(ended.stderr.contains("1 entry has no readable time"), "{dialect} {created}: {}", ended.stderr);
            assert!(run("stats connections --since 1d").code(0).stderr.contains("1 entry has no readable time"));
            run("check connections --since 1d").code(11);
            let both = Scripted::start(move |_, target| {
                Answer::json(&page(if target.contains("connections") { &rows } else { &[] }, false).body)
            });
            let ended = connlog("events --since 1d -o ndjson --dialect").arg(dialect).at(&both.base_url).end().code(0);
            assert!(ended.stderr.contains("1 entry has no readable time"), "{dialect} {created}: {}", ended.stderr);
        }
    }
}

#[test]
fn tail_shows_an_entry_without_a_readable_time() {
    let text = format!("{}\n{}\n", good(), sync_end("\"soon\"", "FAILURE", "b"));
    let run =
        connlog("tail events --since 1d --count 2 --for 30s -o ndjson --from log.ndjson").file("log.ndjson", &text);
    assert_eq!(run.at_home().end().code(0).lines().len(), 2);
}
