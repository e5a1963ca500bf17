//! How bad an event is: by its name, by its data where that decides, by the level of the log and by the id of an exception,
//! whichever is worst.

use super::catalogue::Event;
use crate::record::scan;

/// How bad an event is, as an operator sees it. In their order, but for `Ok` and `Info`: one is good news, the other none, and
/// neither is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Ok,
    Info,
    Warning,
    Failure,
}

impl Severity {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }

    /// Its name as JSON.
    pub(super) const fn json(self) -> &'static str {
        match self {
            Self::Ok => "\"ok\"",
            Self::Info => "\"info\"",
            Self::Warning => "\"warning\"",
            Self::Failure => "\"failure\"",
        }
    }

    /// This, or `other` where that is worse than routine.
    fn or_worse(self, other: Self) -> Self {
        if other >= Self::Warning { self.max(other) } else { self }
    }
}

/// The severity of `event`, or of one that is not known, with this `data` and this level of the log.
pub(super) fn severity(event: Option<&Event>, data: Option<&str>, level: Option<&str>, exception: bool) -> Severity {
    let data = data.unwrap_or_default();
    let own = match event {
        Some(event) if event.by_data => by_data(event, data),
        Some(event) => event.severity,
        None => Severity::Info.or_worse(outcome(&word(data, &["status"]), data).unwrap_or(Severity::Info)),
    };
    // The log calls a sync that was put off on purpose a warning.
    let is_planned = || event.is_some_and(|event| ends_sync(event.name)) && is_priority_first(data);
    let level = level.filter(|_| !is_planned());
    let told = own.or_worse(level.map_or(Severity::Info, of_level));
    if exception { told.or_worse(Severity::Warning) } else { told }
}

/// Whether an event tells how a sync ended.
pub(super) fn ends_sync(name: &str) -> bool {
    name.eq_ignore_ascii_case("sync_end") || name.eq_ignore_ascii_case("status")
}

/// Whether the data of the end of a sync says that it was put off so that newer data comes first: no problem at all.
pub(super) fn is_priority_first(data: &str) -> bool {
    word(data, &["status"]) == "RESCHEDULED"
        && scan::text(data, &["reason"]).is_some_and(|reason| reason.to_ascii_lowercase().contains("intended behavior"))
}

/// A word of the data in capitals; empty where there is none.
pub(super) fn word(data: &str, way: &[&str]) -> String {
    scan::text(data, way).map(|text| text.to_ascii_uppercase()).unwrap_or_default()
}

fn by_data(event: &Event, data: &str) -> Severity {
    let is = |way: &[&str], wanted: &[&str]| wanted.contains(&&*word(data, way));
    match event.name {
        // Until December 2021 it was written for successes only, without data.
        "sync_end" | "status" => match word(data, &["status"]).as_str() {
            "" => Severity::Ok,
            status => outcome(status, data).unwrap_or(event.severity),
        },
        "extract_summary" if is(&["status"], &["FAIL", "FAILURE", "FAILED"]) => Severity::Failure,
        "schema_migration_end" if !is(&["migrationStatus"], &["", "SUCCESS"]) => Severity::Failure,
        "alter_table" if is(&["type"], &["DROP_COLUMN", "DROP_PRIMARY_KEY"]) => Severity::Warning,
        "pause_connector" if is(&["actor"], &["FIVETRAN"]) => Severity::Warning,
        "edit_destination" if is(&["action"], &["DELETE"]) || is(&["newValues", "change"], &["REMOVE"]) => {
            Severity::Warning
        }
        "edit_connection" if is(&["newValues", "setup_status"], &["BROKEN"]) => Severity::Failure,
        "edit_connection" if is(&["newValues", "setup_status"], &["CONNECTED"]) => Severity::Ok,
        "edit_connection" if is(&["newValues", "schema_status"], &["BLOCKED_ON_CAPTURE", "BLOCKED_ON_CUSTOMER"]) => {
            Severity::Warning
        }
        _ => event.severity,
    }
}

/// What the status of a sync says, in capitals; `None` for a status we do not know.
fn outcome(status: &str, data: &str) -> Option<Severity> {
    match status {
        "SUCCESSFUL" | "SUCCESS" | "COMPLETED" => Some(Severity::Ok),
        "FAILURE" | "FAILURE_WITH_TASK" | "FAILED" => Some(Severity::Failure),
        "RESCHEDULED" if is_priority_first(data) => Some(Severity::Info),
        "RESCHEDULED" => Some(Severity::Warning),
        "CANCELED" | "CANCELLED" => Some(Severity::Info),
        _ => None,
    }
}

/// What the level of the log says: INFO, WARNING, SEVERE, and ERROR of connectors that users build.
fn of_level(level: &str) -> Severity {
    match level.to_ascii_uppercase().as_str() {
        "WARNING" | "WARN" => Severity::Warning,
        "SEVERE" | "ERROR" => Severity::Failure,
        _ => Severity::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::fivetran::catalogue;

    fn of(event: &str, data: &str, level: Option<&str>) -> Severity {
        severity(catalogue::find(event), Some(data), level, false)
    }

    #[test]
    fn the_data_decides_where_the_name_does_not() {
        for (event, data, expected) in [
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, Severity::Ok),
            ("SYNC_END", r#"{"status":"failure_with_task"}"#, Severity::Failure),
            ("sync_end", "null", Severity::Ok),
            ("sync_end", r#"{"status":"CANCELED"}"#, Severity::Info),
            ("sync_end", r#"{"status":"PAUSED"}"#, Severity::Warning),
            ("status", r#"{"status":"FAILURE"}"#, Severity::Failure),
            ("sync_end", r#"{"status":"RESCHEDULED","reason":"too many connections"}"#, Severity::Warning),
            ("sync_end", r#"{"status":"RESCHEDULED","reason":"this is Intended Behavior."}"#, Severity::Info),
            ("extract_summary", r#"{"status":"FAIL"}"#, Severity::Failure),
            ("schema_migration_end", r#"{"migrationStatus":"ROLLED_BACK"}"#, Severity::Failure),
            ("pause_connector", r#"{"actor":"Fivetran"}"#, Severity::Warning),
            ("pause_connector", r#"{"actor":"a@b.example"}"#, Severity::Info),
            ("alter_table", r#"{"type":"DROP_COLUMN"}"#, Severity::Warning),
            ("edit_connection", r#"{"newValues":{"setup_status":"broken"}}"#, Severity::Failure),
            ("edit_destination", r#"{"newValues":{"change":"REMOVE"}}"#, Severity::Warning),
            ("never_seen", r#"{"status":"FAILED"}"#, Severity::Failure),
            ("never_seen", "{}", Severity::Info),
        ] {
            assert_eq!(of(event, data, None), expected, "{event} {data}");
        }
    }

    #[test]
    fn the_worse_of_level_and_status_counts_but_for_what_is_intended() {
        let planned = r#"{"status":"RESCHEDULED","reason":"intended behavior"}"#;
        for (event, data, level, expected) in [
            ("sync_end", r#"{"status":"FAILURE"}"#, "INFO", Severity::Failure),
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, "SEVERE", Severity::Failure),
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, "INFO", Severity::Ok),
            ("sync_end", planned, "WARNING", Severity::Info),
            ("read_start", "{}", "warning", Severity::Warning),
            ("never_seen", "", "ERROR", Severity::Failure),
        ] {
            assert_eq!(of(event, data, Some(level)), expected, "{event} {data} {level}");
        }
        assert_eq!(severity(catalogue::find("sync_start"), None, None, true), Severity::Warning, "an exception");
    }
}
