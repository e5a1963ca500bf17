//! Rows of the AUDIT_TRAIL table, put into the envelope that the audit events of the log services have.
//!
//! The table has no name of an event: it follows from the action and what was acted upon, as in the documented examples.

use chrono::{DateTime, SubsecRound as _, Utc};
use serde_json::Value;

use super::event_catalog;
use crate::json as text;
use crate::time::timestamp;

/// A row; `None` for what is null or empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditRow<'r> {
    pub id: Option<&'r str>,
    pub captured_at: Option<DateTime<Utc>>,
    pub user_id: Option<&'r str>,
    pub action: Option<&'r str>,
    pub method: Option<&'r str>,
    /// Type and id of what was acted upon.
    pub primary: AuditResource<'r>,
    pub secondary: AuditResource<'r>,
    /// JSON text, if it is well.
    pub old_values: Option<&'r str>,
    pub new_values: Option<&'r str>,
}

/// Something that was acted upon.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditResource<'r> {
    pub kind: Option<&'r str>,
    pub id: Option<&'r str>,
}

impl<'r> AuditResource<'r> {
    fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|own| own.eq_ignore_ascii_case(kind))
    }

    /// Its id, if it is a connection; it was called a connector once.
    fn connection(&self) -> Option<&'r str> {
        self.id.filter(|_| self.is("CONNECTION") || self.is("CONNECTOR"))
    }
}

impl<'r> AuditRow<'r> {
    /// The connection that was acted upon.
    pub fn connection(&self) -> Option<&'r str> {
        self.primary.connection().or_else(|| self.secondary.connection())
    }

    /// The name of the event, as `edit_connection`. A membership is told as a change of the team or the user.
    pub fn event(&self) -> String {
        let verb = match self.action.unwrap_or("EDIT").to_ascii_lowercase() {
            action if action == "modify_schema" => "edit".to_owned(),
            action => action,
        };
        let either = |kind| self.primary.is(kind) || self.secondary.is(kind);
        let resource = match self.primary.kind {
            _ if either("TEAM") => "team".to_owned(),
            _ if either("USER") => "user".to_owned(),
            Some(kind) if kind.eq_ignore_ascii_case("CONNECTOR") => "connection".to_owned(),
            Some(kind) => kind.to_ascii_lowercase(),
            None => "account".to_owned(),
        };
        let new_key = self.new_values.is_some_and(|values| values.contains("\"new_api_key\""));
        let (own, edit) = (format!("{verb}_{resource}"), format!("edit_{resource}"));
        match () {
            () if new_key => "generate_api_secret".to_owned(),
            () if event_catalog::find(&own).is_none() && event_catalog::find(&edit).is_some() => edit,
            () => own,
        }
    }

    /// The members of the envelope that the row itself tells: name, data, time, connection, id.
    pub fn envelope(&self) -> String {
        let moment = self.captured_at.map(timestamp::quoted);
        let quoted = |value: Option<&str>| value.map(text::quote);
        let members = [
            ("userId", quoted(self.user_id)),
            ("interactionMethod", quoted(self.method)),
            ("primaryResourceType", quoted(self.primary.kind)),
            ("primaryResourceId", quoted(self.primary.id)),
            ("secondaryResourceType", quoted(self.secondary.kind)),
            ("secondaryResourceId", quoted(self.secondary.id)),
            ("action", quoted(self.action)),
            ("timestamp", moment.clone()),
            ("oldValues", self.old_values.map(values)),
            ("newValues", self.new_values.map(values)),
        ];
        let told = members.iter().filter_map(|(key, value)| Some(format!("\"{key}\":{}", value.as_deref()?)));
        let data = told.collect::<Vec<_>>().join(",");
        let mut envelope = format!("{{\"event\":{},\"data\":{{{data}}}", text::quote(&self.event()));
        envelope += &format!(",\"created\":{}", moment.as_deref().unwrap_or("null"));
        for (key, value) in [("connection_id", self.connection()), ("id", self.id)] {
            if let Some(value) = value {
                envelope += &format!(",\"{key}\":{}", text::quote(value));
            }
        }
        envelope + "}"
    }

    /// What the row has in common with the same event of a LOG table.
    pub fn trace(&self) -> Option<AuditTrace> {
        AuditTrace::new(self.user_id, self.action, self.primary.id, self.captured_at)
    }
}

/// JSON as it is, with its own spelling of numbers; anything else as a string.
fn values(text: &str) -> String {
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if whole { text.to_owned() } else { text::quote(text) }
}

/// What tells one act in the audit trail from others, wherever it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuditTrace {
    user: String,
    action: String,
    resource: String,
    /// To the microsecond: databases keep no more.
    at: DateTime<Utc>,
}

impl AuditTrace {
    fn new(
        user: Option<&str>,
        action: Option<&str>,
        resource: Option<&str>,
        at: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Some(Self { user: owned(user), action: owned(action), resource: owned(resource), at: at?.trunc_subsecs(6) })
    }

    /// All of it as one text.
    pub fn key(&self) -> String {
        let Self { user, action, resource, at } = self;
        format!("{user}\n{action}\n{resource}\n{}", timestamp::quoted(*at))
    }

    /// The act that an event of the audit trail tells of in its data.
    pub fn from_row(event: &str, data: &str) -> Option<Self> {
        let audit =
            event_catalog::find(event).is_some_and(|event| event.group == event_catalog::EventGroup::AuditTrail);
        let data: Value = audit.then(|| serde_json::from_str(data).ok()).flatten()?;
        let get = |key: &str| data.get(key).and_then(Value::as_str);
        let at = timestamp::moment(&data.get("timestamp")?.to_string());
        Self::new(get("userId"), get("action"), get("primaryResourceId"), at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row that the audit trail would have of an event's data.
    fn row(data: &Value) -> (Vec<Option<String>>, Option<DateTime<Utc>>) {
        let keys = [
            "userId",
            "action",
            "interactionMethod",
            "primaryResourceType",
            "primaryResourceId",
            "secondaryResourceType",
            "secondaryResourceId",
        ];
        let mut cells: Vec<Option<String>> =
            keys.iter().map(|key| data.get(key).and_then(Value::as_str).map(str::to_owned)).collect();
        cells.extend(["oldValues", "newValues"].map(|key| data.get(key).map(ToString::to_string)));
        (cells, timestamp::moment(&data["timestamp"].to_string()))
    }

    #[test]
    fn a_row_becomes_the_event_that_the_log_services_have_of_it() {
        let mut seen = 0;
        for line in include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson").lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            let data = &event["data"];
            if data.get("primaryResourceType").is_none() {
                continue;
            }
            seen += 1;
            let (cells, captured_at) = row(data);
            let cell = |at: usize| cells[at].as_deref();
            let row = AuditRow {
                id: None,
                captured_at,
                user_id: cell(0),
                action: cell(1),
                method: cell(2),
                primary: AuditResource { kind: cell(3), id: cell(4) },
                secondary: AuditResource { kind: cell(5), id: cell(6) },
                old_values: cell(7),
                new_values: cell(8),
            };
            let made: Value = serde_json::from_str(&row.envelope()).unwrap();
            assert_eq!(made["event"], event["event"], "{line}");
            let moment = |value: &Value| timestamp::moment(&value["timestamp"].to_string());
            assert_eq!(moment(&made["data"]), moment(data), "{line}");
            let without = |value: &Value| {
                let mut data = value.as_object().unwrap().clone();
                data.remove("timestamp");
                data
            };
            assert_eq!(without(&made["data"]), without(data), "{line}");
            assert_eq!(made.get("connection_id"), event.get("connection_id"), "{line}");
            let trace = AuditTrace::from_row(event["event"].as_str().unwrap(), &data.to_string());
            assert!(trace.is_some() && trace == row.trace(), "{line}");
        }
        assert!(seen > 30, "{seen} examples");
    }

    #[test]
    fn a_row_of_nulls_is_an_event_all_the_same() {
        assert_eq!(AuditRow::default().envelope(), r#"{"event":"edit_account","data":{},"created":null}"#);
        let broken = AuditRow { new_values: Some("{'a': 1}"), ..AuditRow::default() };
        assert!(broken.envelope().contains(r#""newValues":"{'a': 1}""#), "{}", broken.envelope());
        assert_eq!(AuditTrace::from_row("sync_end", r#"{"timestamp":"2026-01-01T00:00:00Z"}"#), None);
    }
}
