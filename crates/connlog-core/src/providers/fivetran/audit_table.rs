//! Converts rows of the AUDIT_TRAIL table to the envelope of audit events in log services.
//!
//! The table has no event name. It follows from the action and the resource, as in the documented examples.

use chrono::{DateTime, SubsecRound as _, Utc};
use serde_json::Value;

use super::event_catalog;
use crate::json as text;
use crate::time::timestamp;

/// A row; `None` for null or empty columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditRow<'r> {
    /// The column ID.
    pub id: Option<&'r str>,
    /// When it happened: the column CAPTURED_AT.
    pub captured_at: Option<DateTime<Utc>>,
    /// The id of the acting user.
    pub user_id: Option<&'r str>,
    /// The action, such as `EDIT`.
    pub action: Option<&'r str>,
    /// The interface, such as `API`.
    pub method: Option<&'r str>,
    /// The primary resource.
    pub primary: AuditResource<'r>,
    /// The secondary resource.
    pub secondary: AuditResource<'r>,
    /// The old values as JSON text, if it is valid.
    pub old_values: Option<&'r str>,
    /// The new values as JSON text, if it is valid.
    pub new_values: Option<&'r str>,
}

/// A resource that was changed.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditResource<'r> {
    /// The type of the resource.
    pub kind: Option<&'r str>,
    /// The id of the resource.
    pub id: Option<&'r str>,
}

impl<'r> AuditResource<'r> {
    fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|own| own.eq_ignore_ascii_case(kind))
    }

    /// Returns its id if it is a connection, which was formerly called a connector.
    fn connection(&self) -> Option<&'r str> {
        self.id.filter(|_| self.is("CONNECTION") || self.is("CONNECTOR"))
    }
}

impl<'r> AuditRow<'r> {
    /// Returns the id of the changed connection.
    pub fn connection(&self) -> Option<&'r str> {
        self.primary.connection().or_else(|| self.secondary.connection())
    }

    /// Returns the event name, such as `edit_connection`. A membership counts as a change of the team or the user.
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

    /// Returns the members of the envelope that the row contains: name, data, time, connection, id.
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
        let present = members.iter().filter_map(|(key, value)| Some(format!("\"{key}\":{}", value.as_deref()?)));
        let data = present.collect::<Vec<_>>().join(",");
        let mut envelope = format!("{{\"event\":{},\"data\":{{{data}}}", text::quote(&self.event()));
        envelope += &format!(",\"created\":{}", moment.as_deref().unwrap_or("null"));
        for (key, value) in [("connection_id", self.connection()), ("id", self.id)] {
            if let Some(value) = value {
                envelope += &format!(",\"{key}\":{}", text::quote(value));
            }
        }
        envelope + "}"
    }

    /// Returns the identity that the row shares with the same event in a LOG table; `None` without the needed
    /// columns.
    pub fn trace(&self) -> Option<AuditTrace> {
        AuditTrace::new(self.user_id, self.action, self.primary.id, self.captured_at)
    }
}

/// Returns valid JSON unchanged, so numbers keep their spelling; other text as a string.
fn values(text: &str) -> String {
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if whole { text.to_owned() } else { text::quote(text) }
}

/// The identity of an act in the audit trail, in any table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuditTrace {
    user: String,
    action: String,
    resource: String,
    /// Truncated to microseconds, the precision of databases.
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

    /// Returns the identity as one text.
    pub fn key(&self) -> String {
        let Self { user, action, resource, at } = self;
        format!("{user}\n{action}\n{resource}\n{}", timestamp::quoted(*at))
    }

    /// Returns whether the event is an act of the audit trail.
    pub fn is_act(event: &str) -> bool {
        event_catalog::find(event).is_some_and(|event| event.group == event_catalog::EventGroup::AuditTrail)
    }

    /// Returns the identity of an audit event in a LOG row; `None` for other events.
    pub fn from_row(event: &str, data: &str) -> Option<Self> {
        let data: Value = Self::is_act(event).then(|| serde_json::from_str(data).ok()).flatten()?;
        let get = |key: &str| data.get(key).and_then(Value::as_str);
        let at = timestamp::moment(&data.get("timestamp")?.to_string());
        Self::new(get("userId"), get("action"), get("primaryResourceId"), at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the AUDIT_TRAIL row for the data of an event.
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
    fn rows_equal_the_events_of_log_services() {
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
    fn rows_of_nulls_are_events_too() {
        assert_eq!(AuditRow::default().envelope(), r#"{"event":"edit_account","data":{},"created":null}"#);
        let broken = AuditRow { new_values: Some("{'a': 1}"), ..AuditRow::default() };
        assert!(broken.envelope().contains(r#""newValues":"{'a': 1}""#), "{}", broken.envelope());
        assert_eq!(AuditTrace::from_row("sync_end", r#"{"timestamp":"2026-01-01T00:00:00Z"}"#), None);
    }
}
