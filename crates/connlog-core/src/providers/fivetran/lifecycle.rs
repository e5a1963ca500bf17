//! The lifecycle stages of an event: the twelve stages of the documentation.

use super::event_catalog::CatalogEvent;
use super::severity::{ends_sync, sync_status, word};
use crate::json::scanner;
use crate::record::semantics::SyncStatus;

/// Returns the stages of `event` as a JSON array. Three events need their data.
pub(super) fn stages_json(event: &CatalogEvent, data: Option<&str>) -> &'static str {
    let data = data.unwrap_or_default();
    match event.name {
        name if ends_sync(name) => match sync_status(data, false) {
            SyncStatus::Failed => "[5,9,10]",
            _ => "[5,9]",
        },
        "sync_connection" if word(data, &["newValues", "trigger_resync"]) == "TRUE" => "[7]",
        "sync_connection" => "[8]",
        "edit_connection" => edited(data),
        _ => event.stages,
    }
}

/// Returns the stages of an edit of a connection, by the changed settings.
fn edited(data: &str) -> &'static str {
    let changed = |wanted: &[&str]| {
        let sides = ["newValues", "oldValues"].into_iter().filter_map(|side| scanner::member(data, side));
        sides.flat_map(scanner::members).any(|(key, _)| wanted.contains(&key))
    };
    let paused = changed(&["is_paused"]);
    match (changed(&["tables", "schemas", "columns", "schema_changes", "schema_status"]), paused) {
        (true, true) => "[4,6]",
        (true, false) => "[4]",
        (false, true) => "[6]",
        (false, false) => "[11]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::fivetran::event_catalog;

    #[test]
    fn data_decides_the_stage_if_the_name_does_not() {
        for (event, data, expected) in [
            ("sync_end", Some(r#"{"status":"SUCCESSFUL"}"#), "[5,9]"),
            ("sync_end", Some(r#"{"status":"FAILURE"}"#), "[5,9,10]"),
            ("sync_end", None, "[5,9]"),
            ("sync_connection", Some(r#"{"newValues":{"trigger_resync":true}}"#), "[7]"),
            ("sync_connection", Some(r#"{"newValues":{"trigger_resync":false}}"#), "[8]"),
            ("edit_connection", Some(r#"{"newValues":{"is_paused":true}}"#), "[6]"),
            ("edit_connection", Some(r#"{"oldValues":{"schema_status":"ready"}}"#), "[4]"),
            ("edit_connection", Some(r#"{"newValues":{"sync_frequency":5}}"#), "[11]"),
            ("create_team", None, "[]"),
        ] {
            assert_eq!(stages_json(event_catalog::find(event).unwrap(), data), expected, "{event} {data:?}");
        }
    }
}
