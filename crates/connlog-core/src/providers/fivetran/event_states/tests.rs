use super::*;
use crate::providers::{self, RecognizedObject};

/// The state, its start and its reason of connection `kiwi` after these events: minute, event, data.
fn judged(events: &[(u32, &str, &str)]) -> String {
    let mut states = EventStates::default();
    for (minute, event, data) in events {
        let raw = format!(
            r#"{{"event":"{event}","data":{data},"created":"2026-11-29T10:{minute:02}:00.000Z","connector_type":"postgres","connector_id":"kiwi","connector_name":"shop","sync_id":"s{}"}}"#,
            minute / 10
        );
        let Some(RecognizedObject::Entry(layout)) = providers::recognize(&raw) else { panic!("{raw} is not an entry") };
        states.accept(&Record::from_text(raw, layout));
    }
    let found = states.finish(DateTime::UNIX_EPOCH);
    let Some(record) = found.first() else { return "-".to_owned() };
    let view = record.view();
    let text = |name| view.text(name).unwrap_or_default().into_owned();
    format!("{} {} {}", text("state"), text("since"), text("reason")).trim().to_owned()
}

#[test]
fn each_rule_has_a_story_and_a_counter_example() {
    let start = "sync_start";
    let good = r#"{"status":"SUCCESSFUL"}"#;
    let bad = r#"{"status":"FAILURE","reason":"no password"}"#;
    let late = r#"{"status":"RESCHEDULED","reason":"a limit"}"#;
    for (events, expected) in [
        (&[(1, start, "{}"), (2, "sync_end", good)][..], "ok"),
        (&[(1, start, "{}"), (2, "sync_end", bad)], "failing 2026-11-29T10:02:00Z no password"),
        (&[(1, "sync_end", bad), (11, "sync_end", bad)], "failing 2026-11-29T10:01:00Z no password"),
        (
            &[(1, "sync_end", bad), (11, "sync_end", good), (21, "sync_end", bad)],
            "failing 2026-11-29T10:21:00Z no password",
        ),
        (&[(1, "sync_end", bad), (11, "sync_end", good)], "ok"),
        (&[(1, "sync_end", late)], "warning 2026-11-29T10:01:00Z a limit"),
        (&[(1, start, "{}")], "unknown  no sync has ended yet"),
        (&[(1, "edit_connection", "{}")], "unknown  the log has no sync of it"),
        (&[(2, "sync_end", good), (11, "pause_connector", "{}")], "paused 2026-11-29T10:11:00Z"),
        (
            &[(2, "sync_end", bad), (11, "pause_connector", "{}")],
            "paused 2026-11-29T10:11:00Z its last sync failed: no password",
        ),
        (&[(2, "pause_connector", "{}"), (11, "resume_connector", "{}"), (21, "sync_end", good)], "ok"),
        (
            &[(2, "sync_end", good), (11, "edit_connection", r#"{"newValues":{"is_paused":true}}"#)],
            "paused 2026-11-29T10:11:00Z",
        ),
        (&[(2, "pause_connector", "{}"), (11, "sync_end", good)], "ok"),
        (&[(2, "sync_end", good), (11, "delete_connection", "{}")], "-"),
        // The newest change counts, in any order of arrival.
        (
            &[(1, "resume_connector", "{}"), (2, "sync_end", good), (11, "pause_connector", "{}")],
            "paused 2026-11-29T10:11:00Z",
        ),
        (&[(2, "sync_end", good), (21, "resume_connector", "{}"), (11, "pause_connector", "{}")], "ok"),
    ] {
        assert_eq!(judged(events), expected, "{events:?}");
    }
}

#[test]
fn a_connection_without_an_id_is_known_by_its_name() {
    let event = |minute: u32, end: &str, id: &str| {
        format!(
            r#"{{"event":"sync_end","data":{{"status":"{end}"}},"created":"2026-11-29T10:{minute:02}:00.000Z",{id}"connector_name":"shop","sync_id":"s{minute}"}}"#
        )
    };
    let states = |events: &[String]| {
        let mut states = EventStates::default();
        for raw in events {
            let Some(RecognizedObject::Entry(layout)) = providers::recognize(raw) else {
                panic!("{raw} is not an entry")
            };
            states.accept(&Record::from_text(raw.clone(), layout));
        }
        let row = |record: &Record| {
            let view = record.view();
            ["id", "name", "state"].map(|name| view.text(name).unwrap_or_default().into_owned()).join(" ")
        };
        states.finish(DateTime::UNIX_EPOCH).iter().map(row).collect::<Vec<_>>()
    };
    let (kiwi, plum) = (r#""connector_id":"kiwi","#, r#""connector_id":"plum","#);
    assert_eq!(states(&[event(1, "FAILURE", "")]), [" shop failing"]);
    assert_eq!(states(&[event(1, "SUCCESSFUL", kiwi), event(2, "FAILURE", "")]), ["kiwi shop failing"]);
    assert_eq!(states(&[event(1, "FAILURE", ""), event(2, "SUCCESSFUL", kiwi)]), ["kiwi shop ok"]);
    let ambiguous = [event(1, "SUCCESSFUL", kiwi), event(2, "SUCCESSFUL", plum), event(3, "FAILURE", "")];
    assert_eq!(states(&ambiguous), ["kiwi shop ok", "plum shop ok", " shop failing"]);
}
