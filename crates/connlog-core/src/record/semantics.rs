//! The meaning of records of every kind: outcome, account and reason. Columns, gate and aggregation all use these
//! functions, so their results agree.

use std::borrow::Cow;

use super::View;
use super::common_field;
pub use super::common_field::link;
pub use super::failure_reason::FailureReason;
pub use super::members::{deep, inner};
use super::outcome::{FAILED, SUCCEEDED};
pub use super::outcome::{Outcome, OutcomeClass, SyncStatus, status_outcome};
use super::path::FieldPath;
use crate::json::{self, scanner};
use crate::time::timestamp;

/// Returns the name of the account or connection; `None` if the record has only its id.
pub fn account_name<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    common_field::first_text(view, view.kind().spec().common.account_name)
}

/// Returns the id of the account; for Fivetran entries the id of the connection.
pub fn account_id<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text(view.kind().spec().account_key)
}

/// Returns the id of the profile; for the state of a Fivetran connection the id of the destination.
pub fn profile_id<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text(view.kind().spec().profile_key)
}

/// Returns the platform of the account; for Fivetran entries the service that the connection reads.
pub fn platform<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    common_field::first_text(view, view.kind().spec().common.platform)
}

/// Returns the value at `path` as text, for grouping. Falls back to the field in which the other provider stores the
/// same thing.
pub fn value<'v>(view: &'v View<'_>, path: &FieldPath) -> Option<Cow<'v, str>> {
    view.at(path).or_else(|| match path.text() {
        "event" | "eventType" => event(view),
        "status" => status(view),
        "platform" | "connectorType" => platform(view),
        "accountId" | "connectionId" => account_id(view),
        "accountUsername" | "connectionName" => account_name(view),
        _ => None,
    })
}

/// Returns the event name of the entry.
pub fn event<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text(view.kind().spec().event_key)
}

/// Returns the status word of the entry. The end of a Fivetran sync has it in `data`.
pub fn status<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    (view.kind().spec().status)(view)
}

/// Returns the `severity` field; without one, the severity of the outcome.
pub fn severity<'v>(view: &'v View<'_>) -> Cow<'v, str> {
    view.text("severity").unwrap_or_else(|| Cow::Borrowed(Outcome::from_view(view).severity()))
}

/// Returns whether the status `found` of an entry matches the filter value `wanted`, ignoring case. `success` and
/// `failed` match the words of all providers.
pub fn same_status(wanted: &str, found: &str) -> bool {
    let is_in = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(found));
    match wanted {
        "success" if is_in(SUCCEEDED) => true,
        "failed" if is_in(FAILED) => true,
        _ => wanted.eq_ignore_ascii_case(found),
    }
}

/// Returns whether the entry reports a disconnect.
pub fn is_disconnect(view: &View<'_>) -> bool {
    view.text("eventType").is_some_and(|event| event.eq_ignore_ascii_case("disconnect"))
}

/// Returns whether the entry is a sync that has not ended.
pub fn is_open_sync(view: &View<'_>) -> bool {
    view.kind().is_assembled() && view.text("status").as_deref() == Some("open")
}

/// Returns whether the entry is an open sync whose start was not read, so it has no times.
pub fn is_open_without_times(view: &View<'_>) -> bool {
    let is_absent = |name| view.json(name).is_none_or(json::is_absent);
    is_open_sync(view) && is_absent("startedAt") && is_absent("endedAt")
}

/// Returns whether the entry is a sync that ended at a missing or invalid time.
pub fn lacks_end_time(view: &View<'_>) -> bool {
    if !view.kind().is_assembled() {
        return false;
    }
    let end = view.json("endedAt").filter(|end| !json::is_absent(end));
    match end {
        Some(end) => timestamp::moment(end).is_none(),
        None => !view.text("status").is_none_or(|status| matches!(&*status, "open" | "unknown")),
    }
}

/// Iterates over the lifecycle stages (1 to 12) of an event, as JSON numbers.
pub fn stages<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v str> {
    scanner::elements(view.json("stages").unwrap_or("[]"))
}

/// Returns whether the entry belongs to the lifecycle of a connection.
///
/// Late: every connection entry. Fivetran: events with a lifecycle stage, and undocumented events, which only
/// connections write.
pub fn is_of_connection(view: &View<'_>) -> bool {
    (view.kind().spec().is_about_connection)(view)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Kind;
    use crate::record::{Field, Record, RecordLayout};

    static SHAPE: RecordLayout = RecordLayout::new(Kind::Connection, "late", "createdAt", |raw| {
        scanner::members(raw).map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
    });

    fn class(json: &str) -> OutcomeClass {
        Outcome::from_view(&Record::from_text(json.to_owned(), &SHAPE).view()).class()
    }

    #[test]
    fn the_class_follows_the_status_the_event_and_the_error() {
        for (json, expected) in [
            (r#"{"status":"FAILED"}"#, OutcomeClass::Failure),
            (r#"{"status":" Failed "}"#, OutcomeClass::Failure),
            (r#"{"status":"Success"}"#, OutcomeClass::Success),
            (r#"{"status":"partial"}"#, OutcomeClass::Failure),
            (r#"{"status":"Cancelled"}"#, OutcomeClass::Neutral),
            (r#"{"status":"odd","eventType":"connect_success"}"#, OutcomeClass::Unknown),
            (r#"{"status":{"value":"failed"},"eventType":"connect_success"}"#, OutcomeClass::Unknown),
            (r#"{"status":"","eventType":"connect_success"}"#, OutcomeClass::Success),
            (r#"{"status":"success","eventType":"RECONNECT_FAILED"}"#, OutcomeClass::Failure),
            (r#"{"status":7,"eventType":"connect_failed"}"#, OutcomeClass::Failure),
            (r#"{"status":"success","action":"message.failed"}"#, OutcomeClass::Failure),
            (r#"{"status":"success","statusCode":500}"#, OutcomeClass::Failure),
            (r#"{"status":"success","statusCode":"503.0"}"#, OutcomeClass::Failure),
            (r#"{"status":"success","statusCode":204,"action":"post.published"}"#, OutcomeClass::Success),
            (r#"{"status":"pending","statusCode":500}"#, OutcomeClass::Neutral),
            (r#"{"status":null,"error":{"code":"oauth_denied"}}"#, OutcomeClass::Failure),
            (r#"{"status":null,"action":"post.failed"}"#, OutcomeClass::Failure),
            (r#"{"statusCode":502}"#, OutcomeClass::Failure),
            (r#"{"statusCode":200}"#, OutcomeClass::Unknown),
            (r#"{"status":"pending","error":{"message":"later"}}"#, OutcomeClass::Neutral),
            (r#"{"eventType":"disconnect","status":"FAILED"}"#, OutcomeClass::Failure),
            ("{}", OutcomeClass::Unknown),
        ] {
            assert_eq!(class(json), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn unknown_words_are_never_a_success(word in ".{0,20}") {
            let spelled = SUCCEEDED.iter().any(|known| known.eq_ignore_ascii_case(word.trim()));
            let json = format!("{{\"status\":{}}}", json::quote(&word));
            prop_assert_eq!(class(&json) == OutcomeClass::Success, spelled);
        }

        #[test]
        fn case_does_not_change_the_meaning_of_a_word(at in 0..SUCCEEDED.len() + FAILED.len(), upper in any::<u32>()) {
            let word = SUCCEEDED.iter().chain(FAILED).nth(at).unwrap();
            let case = |(at, letter): (usize, char)| {
                if upper >> (at % 32) & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
            };
            let written: String = word.chars().enumerate().map(case).collect();
            prop_assert_eq!(status_outcome(&written), status_outcome(word));
            let wanted = if at < SUCCEEDED.len() { "success" } else { "failed" };
            prop_assert!(same_status(wanted, &written));
        }
    }
}
