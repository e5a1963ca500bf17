//! Tests `syncs show` with syncs that connlog printed before.

use serde_json::Value;

use crate::support::{Ended, Run, connlog};

const EVENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran/syncs.ndjson");

/// Shows a sync of the rows on stdin.
fn show(id: &str, rows: &str) -> Ended {
    Run::new(&["syncs", "show", id, "--from", "-", "-o", "json"]).stdin(rows).end()
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_printed_sync_is_shown_by_its_id_or_the_start_of_its_id() {
    let rows = connlog(&format!("syncs --from {EVENTS} --all -o ndjson")).end().code(0);
    let failed = rows.lines().into_iter().find(|row| row["status"] == "failed").unwrap();
    let id = failed["syncId"].as_str().unwrap();
    for typed in [id, &id[..6]] {
        let shown = json(&show(typed, &rows.stdout).code(0));
        assert_eq!(shown["syncId"], id, "{typed}");
        assert_eq!(shown["status"], "failed", "{typed}");
    }
    let missing = show("ffff", &rows.stdout).code(5);
    assert!(missing.stderr.contains("there is no sync `ffff`"), "{}", missing.stderr);
}

#[test]
fn events_tell_more_than_the_printed_row_of_the_same_sync() {
    let rows = connlog(&format!("syncs --from {EVENTS} --all -o ndjson")).end().code(0);
    let failed = rows.lines().into_iter().find(|row| row["status"] == "failed").unwrap();
    let id = failed["syncId"].as_str().unwrap();
    let events = std::fs::read_to_string(EVENTS).unwrap();
    let both = json(&show(id, &format!("{}{events}", rows.stdout)).code(0));
    assert_eq!(both, json(&show(id, &events).code(0)));
}
