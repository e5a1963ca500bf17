//! `check syncs` with syncs that have not ended: they are no success.

use serde_json::{Value, json};

use crate::support::Run;

fn event(name: &str, sync: &str, minute: u32, data: &str) -> String {
    let created = format!("2026-11-20T08:{minute:02}:00.000Z");
    json!({"event": name, "created": created, "connector_id": "kiwi", "sync_id": sync, "data": json!({"status": data})})
        .to_string()
}

/// Returns the verdict about the syncs of events.
fn verdict(events: &[String], code: i32) -> Value {
    let text = events.join("\n");
    let ended = Run::new(&["check", "syncs", "--from", "events", "--since", "2026-11-20", "-o", "json"])
        .env("CONNLOG_NOW", "2026-11-20T09:00:00Z")
        .file("events", &text)
        .at_home()
        .end()
        .code(code);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_window_with_open_syncs_alone_is_undecided() {
    let open = event("sync_start", "a1", 50, "");
    let undecided = verdict(std::slice::from_ref(&open), 11);
    assert_eq!(undecided["outcome"], "undecided");
    assert_eq!(undecided["reasons"][0]["condition"], "min_records");
    let message = undecided["reasons"][0]["message"].as_str().unwrap();
    assert_eq!(message, "no sync has ended; 1 sync is open");

    let ended = [event("sync_start", "a0", 10, ""), event("sync_end", "a0", 20, "SUCCESSFUL")];
    let passed = verdict(&[&ended[..], &[open]].concat(), 0);
    assert_eq!(passed["outcome"], "passed");
}
