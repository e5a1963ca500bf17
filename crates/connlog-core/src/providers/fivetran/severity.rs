//! The severity of an event: the worst of its name, its data, its log level and an exception id. An unreadable part
//! means at least a warning, never a success.

use std::borrow::Cow;

use super::broken_status::{self, StatusWords};
use super::event_catalog::CatalogEvent;
use super::log_level;
pub use super::severity_level::Severity;
use crate::json::{self, scanner};
use crate::record::semantics::{Outcome, SyncStatus, status_outcome};

/// A severity, and whether everything that decides it was readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeverityRating {
    pub(super) severity: Severity,
    pub(super) readable: bool,
}

/// The parts of an event that decide its severity.
#[derive(Default)]
pub(super) struct SeveritySigns<'s> {
    /// The catalogue entry of the event.
    pub(super) event: Option<&'static CatalogEvent>,
    /// The name of an event that is not in the catalogue.
    pub(super) name: Option<&'s str>,
    pub(super) data: Option<&'s str>,
    /// The log level as JSON.
    pub(super) level: Option<&'s str>,
    /// Whether the event has an exception id.
    pub(super) exception: bool,
    /// Whether the event is older than the data of sync ends.
    pub(super) is_old: bool,
}

/// Rates an event by its worst sign.
pub(super) fn rate(signs: &SeveritySigns<'_>) -> SeverityRating {
    let data = signs.data.unwrap_or_default();
    let own = match signs.event {
        Some(event) if event.by_data => by_data(event, data, signs.is_old),
        Some(event) => Some(event.severity),
        None => unlisted(signs.name.unwrap_or_default(), data, signs.level.is_some()),
    };
    let is_planned = || signs.event.is_some_and(|event| ends_sync(event.name)) && is_priority_first(data);
    let level = match signs.level.map_or(Some(Severity::Info), log_level::severity) {
        // Fivetran logs a sync that was postponed on purpose as a warning.
        Some(Severity::Warning) if is_planned() => Some(Severity::Info),
        level => level,
    };
    let worst = own.unwrap_or(Severity::Warning).or_worse(level.unwrap_or(Severity::Warning));
    let severity = if signs.exception { worst.or_worse(Severity::Warning) } else { worst };
    // A failure is certain even if other parts are unreadable.
    SeverityRating { severity, readable: severity == Severity::Failure || (own.is_some() && level.is_some()) }
}

/// Returns whether an event ends a sync.
pub(super) fn ends_sync(name: &str) -> bool {
    name.eq_ignore_ascii_case("sync_end") || name.eq_ignore_ascii_case("status")
}

/// Returns whether the end of a sync was postponed because newer data comes first, which is not a problem.
pub(super) fn is_priority_first(data: &str) -> bool {
    word(data, &["status"]) == "RESCHEDULED"
        && scanner::text(data, &["reason"])
            .is_some_and(|reason| reason.to_ascii_lowercase().contains("intended behavior"))
}

/// Returns a word of the data in upper case; empty if it is missing.
pub(super) fn word(data: &str, path: &[&str]) -> String {
    scanner::text(data, path).map(|text| text.to_ascii_uppercase()).unwrap_or_default()
}

/// Returns how a sync ended, from the data of its end. `is_old`: ends had no data yet and reported successes only.
pub(super) fn sync_status(data: &str, is_old: bool) -> SyncStatus {
    if let Some(word) = scanner::text(data, &["status"]) {
        match status_of_word(&word) {
            SyncStatus::Rescheduled if is_priority_first(data) => return SyncStatus::PriorityFirst,
            SyncStatus::Succeeded => return worst_status(data),
            SyncStatus::Unknown => {}
            known => return known,
        }
    } else if broken_status::is_nothing(data) {
        return if is_old { SyncStatus::Succeeded } else { SyncStatus::Unknown };
    }
    let text = broken_status::unescape(data);
    let spelled = StatusWords::read(&text);
    match spelled.status.as_deref() {
        _ if spelled.failure => SyncStatus::Failed,
        Some(word) => match status_of_word(word) {
            SyncStatus::Rescheduled if text.to_ascii_lowercase().contains("intended behavior") => {
                SyncStatus::PriorityFirst
            }
            status => status,
        },
        None => SyncStatus::Unknown,
    }
}

/// Returns the worst of all `status` members if the first one is a success, because a key may occur twice.
fn worst_status(data: &str) -> SyncStatus {
    let words = scanner::members(data).filter(|(key, _)| scanner::unescaped(key) == "status");
    let status = |(_, value)| json::scalar(value).map_or(SyncStatus::Unknown, |word| status_of_word(&word));
    words.map(status).fold(SyncStatus::Succeeded, |worst, status| match (worst, status) {
        (SyncStatus::Failed, _) | (_, SyncStatus::Failed) => SyncStatus::Failed,
        (worst, SyncStatus::Succeeded) => worst,
        (_, status) => status,
    })
}

/// Returns the sync status for a word of Fivetran.
fn status_of_word(word: &str) -> SyncStatus {
    match status_outcome(word) {
        Some(Outcome::Good) => SyncStatus::Succeeded,
        Some(Outcome::Bad) => SyncStatus::Failed,
        Some(Outcome::Warned) => SyncStatus::Rescheduled,
        Some(Outcome::Skipped) if word.trim().to_ascii_lowercase().starts_with("cancel") => SyncStatus::Cancelled,
        _ => SyncStatus::Unknown,
    }
}

/// Returns the severity of an event by its data; `None` if the data is unreadable.
fn by_data(event: &CatalogEvent, data: &str, is_old: bool) -> Option<Severity> {
    let is = |path: &[&str], wanted: &[&str]| wanted.contains(&&*word(data, path));
    match event.name {
        "sync_end" | "status" => match sync_status(data, is_old && event.name == "sync_end") {
            SyncStatus::Succeeded => Some(Severity::Ok),
            SyncStatus::Failed => Some(Severity::Failure),
            SyncStatus::Rescheduled => Some(Severity::Warning),
            SyncStatus::Cancelled | SyncStatus::PriorityFirst => Some(Severity::Info),
            SyncStatus::Open | SyncStatus::Unknown => None,
        },
        "extract_summary" => part(data, "status", event.severity),
        "schema_migration_end" => match scanner::text(data, &["migrationStatus"]) {
            Some(status) if status.eq_ignore_ascii_case("SUCCESS") => Some(event.severity),
            Some(_) => Some(Severity::Failure),
            None => part(data, "migrationStatus", event.severity),
        },
        "alter_table" if is(&["type"], &["DROP_COLUMN", "DROP_PRIMARY_KEY"]) => Some(Severity::Warning),
        "pause_connector" if is(&["actor"], &["FIVETRAN"]) => Some(Severity::Warning),
        "edit_destination" if is(&["action"], &["DELETE"]) || is(&["newValues", "change"], &["REMOVE"]) => {
            Some(Severity::Warning)
        }
        "edit_connection" => edited(data, event.severity),
        _ => Some(event.severity),
    }
}

/// Returns the severity of a part of a sync whose status is at `key`.
fn part(data: &str, key: &str, good: Severity) -> Option<Severity> {
    match scanner::text(data, &[key]).as_deref().and_then(status_outcome) {
        Some(Outcome::Good) => Some(good),
        Some(Outcome::Bad) => Some(Severity::Failure),
        _ => {
            let spelled = StatusWords::read(&broken_status::unescape(data));
            let word = spelled.status.as_deref().and_then(status_outcome);
            if spelled.failure {
                Some(Severity::Failure)
            } else {
                word.filter(|outcome| *outcome == Outcome::Good).map(|_| good)
            }
        }
    }
}

/// Returns the severity of an edit of a connection. The edit may report that the connection is broken.
fn edited(data: &str, routine: Severity) -> Option<Severity> {
    match &*word(data, &["newValues", "setup_status"]) {
        "BROKEN" => return Some(Severity::Failure),
        "CONNECTED" => return Some(Severity::Ok),
        "INCOMPLETE" => {}
        _ => {
            let text = broken_status::unescape(data).to_ascii_lowercase();
            if !data.starts_with('{') && text.contains("broken") {
                return Some(Severity::Failure);
            }
            if text.contains("setup_status") || text.contains("\"broken\"") || text.contains("'broken'") {
                return None;
            }
        }
    }
    let blocked = ["BLOCKED_ON_CAPTURE", "BLOCKED_ON_CUSTOMER"];
    if blocked.contains(&&*word(data, &["newValues", "schema_status"])) {
        return Some(Severity::Warning);
    }
    Some(routine)
}

/// Returns the severity of an event that is not in the catalogue: by a status, else by a name that is a level.
fn unlisted(name: &str, data: &str, has_level: bool) -> Option<Severity> {
    let by_name = log_level::word(name).unwrap_or(Severity::Info);
    let is_word = |status: &Cow<'_, str>| status.contains(|letter: char| letter.is_alphabetic());
    if let Some(status) = scanner::text(data, &["status"]).filter(is_word) {
        return match status_of_word(&status) {
            SyncStatus::Failed => Some(Severity::Failure),
            SyncStatus::Rescheduled if !is_priority_first(data) => Some(by_name.or_worse(Severity::Warning)),
            SyncStatus::Unknown if !has_level && status_outcome(&status).is_none() => None,
            _ => Some(by_name),
        };
    }
    if data.starts_with('{') || broken_status::is_nothing(data) {
        return Some(by_name);
    }
    let spelled = StatusWords::read(&broken_status::unescape(data));
    if spelled.failure && (spelled.mentions_status || name == super::event_catalog::UNNAMED) {
        return Some(Severity::Failure);
    }
    (!spelled.mentions_status || spelled.status.is_some()).then_some(by_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::fivetran::event_catalog;

    fn rated(event: &str, data: &str, level: Option<&str>) -> SeverityRating {
        let level = level.map(|level| format!("\"{level}\""));
        let event = (event_catalog::find(event), event);
        rate(&SeveritySigns {
            event: event.0,
            name: Some(event.1),
            data: Some(data),
            level: level.as_deref(),
            ..SeveritySigns::default()
        })
    }

    #[test]
    fn data_decides_if_the_name_does_not() {
        for (event, data, expected) in [
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, Severity::Ok),
            ("SYNC_END", r#"{"status":"failure_with_task"}"#, Severity::Failure),
            ("sync_end", r#"{"status":"SUCCESSFUL","status":"FAILURE"}"#, Severity::Failure),
            ("sync_end", r#"{"status":"FAILURE","status":"SUCCESSFUL"}"#, Severity::Failure),
            ("sync_end", r#"{"status":"CANCELED"}"#, Severity::Info),
            ("status", r#"{"status":"FAILURE"}"#, Severity::Failure),
            ("sync_end", r#"{"status":"RESCHEDULED","reason":"too many connections"}"#, Severity::Warning),
            ("sync_end", r#"{"status":"RESCHEDULED","reason":"this is Intended Behavior."}"#, Severity::Info),
            ("extract_summary", r#"{"status":"FAIL"}"#, Severity::Failure),
            ("extract_summary", r#"{"status":"SUCCESS"}"#, Severity::Ok),
            ("schema_migration_end", r#"{"migrationStatus":"ROLLED_BACK"}"#, Severity::Failure),
            ("schema_migration_end", r#"{"migrationStatus":"SUCCESS"}"#, Severity::Ok),
            ("pause_connector", r#"{"actor":"Fivetran"}"#, Severity::Warning),
            ("pause_connector", r#"{"actor":"a@b.example"}"#, Severity::Info),
            ("alter_table", r#"{"type":"DROP_COLUMN"}"#, Severity::Warning),
            ("edit_connection", r#"{"newValues":{"setup_status":"broken"}}"#, Severity::Failure),
            ("edit_connection", r#"{"newValues":{"is_paused":true}}"#, Severity::Info),
            ("edit_destination", r#"{"newValues":{"change":"REMOVE"}}"#, Severity::Warning),
            ("never_seen", r#"{"status":"FAILED"}"#, Severity::Failure),
            ("never_seen", "{}", Severity::Info),
        ] {
            assert_eq!(
                rated(event, data, None),
                SeverityRating { severity: expected, readable: true },
                "{event} {data}"
            );
        }
    }

    #[test]
    fn worse_of_level_and_status_counts_unless_intended() {
        let planned = r#"{"status":"RESCHEDULED","reason":"intended behavior"}"#;
        for (event, data, level, expected) in [
            ("sync_end", r#"{"status":"FAILURE"}"#, "INFO", Severity::Failure),
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, "SEVERE", Severity::Failure),
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, "INFO", Severity::Ok),
            ("sync_end", planned, "WARNING", Severity::Info),
            ("sync_end", planned, "SEVERE", Severity::Failure),
            ("sync_end", "null", "SEVERE", Severity::Failure),
            ("read_start", "{}", "warning", Severity::Warning),
            ("read_start", "{}", "CRITICAL", Severity::Failure),
            ("never_seen", "", "ERROR", Severity::Failure),
            ("SEVERE", "", "INFO", Severity::Failure),
        ] {
            assert_eq!(rated(event, data, Some(level)).severity, expected, "{event} {data} {level}");
        }
        let exception =
            SeveritySigns { event: event_catalog::find("sync_start"), exception: true, ..SeveritySigns::default() };
        assert_eq!(rate(&exception).severity, Severity::Warning);
    }

    #[test]
    fn unreadable_data_is_a_warning_and_its_words_count() {
        let unknown = SeverityRating { severity: Severity::Warning, readable: false };
        let rating = |severity| SeverityRating { severity, readable: true };
        for (event, data, level, expected) in [
            ("sync_end", "null", "INFO", unknown),
            ("sync_end", "{}", "INFO", unknown),
            ("sync_end", r#"{"status":"PAUSED"}"#, "WARNING", unknown),
            ("sync_end", r#"{"status":"SUCCESSFUL","status":"odd"}"#, "INFO", unknown),
            ("sync_end", r#"{"reason":"no status here"}"#, "INFO", unknown),
            ("sync_end", r#""not a json""#, "INFO", unknown),
            ("status", r#""says actor but not a json""#, "INFO", unknown),
            ("sync_end", r#"{"status":"SUCCESSFUL"}"#, "SEV", unknown),
            ("sync_end", r#""{\"status\":\"FAILURE_WITH_TA""#, "INFO", rating(Severity::Failure)),
            ("sync_end", r#""{'status': 'FAILURE'}""#, "INFO", rating(Severity::Failure)),
            ("sync_end", r#""{'status': 'SUCCESSFUL'}""#, "INFO", rating(Severity::Ok)),
            ("sync_end", r#""{\"status\":\"SUCCESSFUL\",\"reason\":\"""#, "INFO", rating(Severity::Ok)),
            ("sync_end", r#""{\"status\":\"SUCCESS""#, "INFO", unknown),
            ("sync_end", r#"{"x":{"status":"FAILURE"}}"#, "INFO", rating(Severity::Failure)),
            ("sync_end", r#"[{"state":"FAILED"}]"#, "INFO", rating(Severity::Failure)),
            ("extract_summary", r#"{"total_queries":3}"#, "INFO", unknown),
            ("extract_summary", r#""{\"status\":\"FAIL\",\"total""#, "INFO", rating(Severity::Failure)),
            ("schema_migration_end", "null", "INFO", unknown),
            ("edit_connection", r#"{"newValues":{"setup_status":null}}"#, "INFO", unknown),
            ("edit_connection", r#""{'newValues': {'setup_status': 'broken'""#, "INFO", rating(Severity::Failure)),
        ] {
            assert_eq!(rated(event, data, Some(level)), expected, "{event} {data} {level}");
        }
        let old = |event| SeveritySigns { event: event_catalog::find(event), is_old: true, ..SeveritySigns::default() };
        assert_eq!(rate(&old("sync_end")), rating(Severity::Ok), "ends reported successes only");
        assert_eq!(rate(&old("status")), unknown, "its data always contained the outcome");
    }
}
