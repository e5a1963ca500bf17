//! Reads the present state of a Fivetran connection from a row of `/v1/connections` (facts: OpenAPI document of
//! 2026-09-27, `ConnectorResponse`).

use std::borrow::Cow;

use crate::json::{self, scanner};
use crate::record::account_state::AccountState;
use crate::record::{Field, Kind, RecordLayout, schema};
use crate::time::timestamp;

/// The layout of a row of the list of connections.
pub(super) static STATE: RecordLayout =
    RecordLayout { rules: &super::secrets::RULES, ..RecordLayout::new(Kind::State, "fivetran", "failed_at", lay) };

/// Returns whether `raw` is a row of the list of connections.
pub(super) fn claims(raw: &str) -> bool {
    let has = |name| scanner::member(raw, name).is_some();
    scanner::at(raw, &["status", "setup_state"]).is_some() && has("id") && has("service") && !has("event")
}

/// What a row says about a connection.
struct ConnectionHealth<'r> {
    raw: &'r str,
    tasks: Vec<Cow<'r, str>>,
    warnings: Vec<Cow<'r, str>>,
}

impl<'r> ConnectionHealth<'r> {
    fn read(raw: &'r str) -> Self {
        let list = |name| {
            let list = scanner::at(raw, &["status", name]).filter(|list| list.starts_with('['));
            let text = |element: &'r str| {
                let part = |name| scanner::member(element, name).and_then(json::scalar);
                part("message").or_else(|| part("code")).or_else(|| json::scalar(element))
            };
            list.map(|list| scanner::elements(list).filter_map(text).collect::<Vec<_>>())
        };
        Self { raw, tasks: list("tasks").unwrap_or_default(), warnings: list("warnings").unwrap_or_default() }
    }

    fn text(&self, path: &[&str]) -> Option<Cow<'r, str>> {
        scanner::text(self.raw, path)
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.text(&["status", name]).is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// Returns whether the last sync failed; `None` if no time can be read.
    fn has_failed(&self) -> Option<bool> {
        let moment = |name| scanner::member(self.raw, name).and_then(timestamp::moment);
        match (moment("succeeded_at"), moment("failed_at")) {
            (Some(succeeded), Some(failed)) => Some(failed > succeeded),
            (None, Some(_)) => Some(true),
            (Some(_), None) => Some(false),
            (None, None) => None,
        }
    }

    /// Returns the first task, else `otherwise`.
    fn task_or(&self, otherwise: &'static str) -> Cow<'r, str> {
        self.tasks.first().cloned().unwrap_or(Cow::Borrowed(otherwise))
    }

    /// Returns the state and its reason. The first row that holds decides.
    fn judge(&self) -> (AccountState, Option<Cow<'r, str>>) {
        let paused = self.text(&["paused"]);
        let setup = self.text(&["status", "setup_state"]);
        let rescheduled = || match self.text(&["status", "rescheduled_for"]) {
            Some(until) => Cow::Owned(format!("the next sync was put off until {until}")),
            None => Cow::Borrowed("the next sync was put off"),
        };
        if paused.as_deref() == Some("true") || self.is("sync_state", "paused") {
            let others = self
                .tasks
                .first()
                .cloned()
                .or_else(|| self.is("setup_state", "broken").then_some("the setup is broken".into()));
            return (AccountState::Paused, others);
        }
        if self.is("setup_state", "broken") {
            return (AccountState::Disconnected, Some(self.task_or("the setup is broken")));
        }
        if self.has_failed() == Some(true) {
            return (AccountState::Failing, Some(self.task_or("the last sync failed")));
        }
        if self.is("setup_state", "incomplete") {
            return (AccountState::Warning, Some(self.task_or("the setup is incomplete")));
        }
        if setup.is_none_or(|setup| !setup.eq_ignore_ascii_case("connected")) {
            return (AccountState::Unknown, Some(Cow::Borrowed("setup_state is missing or unreadable")));
        }
        let is_late = self.is("update_state", "delayed").then_some(Cow::Borrowed("the data is delayed"));
        let put_off = self.is("sync_state", "rescheduled").then(rescheduled);
        let first = self.tasks.first().cloned().or(put_off).or(is_late).or_else(|| self.warnings.first().cloned());
        match first {
            Some(reason) => (AccountState::Warning, Some(reason)),
            None if paused.as_deref() != Some("false") => {
                (AccountState::Unknown, Some(Cow::Borrowed("paused is missing or unreadable")))
            }
            None if self.has_failed().is_none() && !self.is("is_historical_sync", "true") => {
                (AccountState::Unknown, Some(Cow::Borrowed("no sync has ended yet")))
            }
            None => (AccountState::Ok, None),
        }
    }

    /// Returns how often the connection is expected to succeed: `15m`, `6h`, `1d`.
    fn expected_every(&self) -> Option<String> {
        let minutes: u64 = self.text(&["sync_frequency"])?.parse().ok()?;
        Some(match minutes {
            whole if whole % 1_440 == 0 => format!("{}d", whole / 1_440),
            whole if whole % 60 == 0 => format!("{}h", whole / 60),
            whole => format!("{whole}m"),
        })
    }
}

fn lay(raw: &str) -> Vec<Field<'_>> {
    let health = ConnectionHealth::read(raw);
    let (state, reason) = health.judge();
    let member = |name| scanner::member(raw, name).filter(|value| !json::is_absent(value));
    let quoted = |text: &str| Cow::Owned(json::quote(text));
    let issues = health.tasks.iter().chain(&health.warnings).map(|issue| json::quote(issue)).collect::<Vec<_>>();
    let value = |name: &str| -> Option<Cow<'_, str>> {
        match name {
            "kind" => Some(Cow::Borrowed("\"state\"")),
            "source" => Some(Cow::Borrowed("\"fivetran\"")),
            "id" => member("id").map(Cow::Borrowed),
            "name" => member("schema").map(Cow::Borrowed),
            "platform" => member("service").map(Cow::Borrowed),
            "groupId" => member("group_id").map(Cow::Borrowed),
            "state" => Some(Cow::Borrowed(state.json())),
            "reason" => reason.as_deref().map(quoted),
            "needsAction" => match state {
                AccountState::Disconnected | AccountState::Failing => Some(Cow::Borrowed("true")),
                AccountState::Ok | AccountState::Paused => Some(Cow::Borrowed("false")),
                AccountState::Unknown | AccountState::Warning => None,
            },
            "paused" => member("paused").filter(|value| matches!(*value, "true" | "false")).map(Cow::Borrowed),
            "lastSuccessAt" => member("succeeded_at").and_then(timestamp::text),
            "lastFailureAt" => member("failed_at").and_then(timestamp::text),
            "expectedEvery" => health.expected_every().as_deref().map(quoted),
            "issues" => Some(Cow::Owned(format!("[{}]", issues.join(",")))),
            _ => None,
        }
    };
    let keys = schema::keys(Kind::State).iter();
    let mut fields: Vec<Field<'_>> = keys
        .map(|key| Field { name: Cow::Borrowed(key.name), json: value(key.name).unwrap_or(Cow::Borrowed("null")) })
        .collect();
    // The settings of the source are secret, and all others have a key of the schema.
    let kept = ["status", "connected_by", "created_at", "sync_frequency", "schedule_type", "daily_sync_time"];
    let rest = scanner::members(raw).filter(|(name, _)| kept.contains(name));
    fields.extend(rest.map(|(name, json)| Field { name: Cow::Borrowed(name), json: Cow::Borrowed(json) }));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    /// The state and the reason of a row: paused, the members of its status, and its times.
    fn judged(paused: &str, status: &str, times: &str) -> String {
        let raw = format!(
            r#"{{"id":"kiwi","service":"postgres","schema":"shop","paused":{paused},"sync_frequency":360,"status":{{{status}}},{times}}}"#
        );
        assert!(claims(&raw), "{raw}");
        let record = Record::from_text(raw, &STATE);
        let view = record.view();
        let text = |name| view.text(name).unwrap_or_default().into_owned();
        assert_eq!(
            (text("name"), text("platform"), text("expectedEvery")),
            ("shop".into(), "postgres".into(), "6h".into())
        );
        format!("{} {}", text("state"), text("reason")).trim().to_owned()
    }

    #[test]
    fn the_first_rule_that_holds_decides() {
        let connected = r#""setup_state":"connected","sync_state":"scheduled","update_state":"on_schedule","tasks":[],"warnings":[]"#;
        let broken = r#""setup_state":"broken","tasks":[{"code":"reconnect","message":"Reconnect"}]"#;
        let succeeded = r#""succeeded_at":"2026-11-29T06:05:00Z","failed_at":"2026-11-28T06:05:00Z""#;
        let failed = r#""succeeded_at":"2026-11-27T06:05:00Z","failed_at":"2026-11-28T06:05:00Z""#;
        for (paused, status, times, expected) in [
            ("false", connected, succeeded, "ok"),
            ("false", connected, failed, "failing the last sync failed"),
            ("false", connected, r#""succeeded_at":null,"failed_at":null"#, "unknown no sync has ended yet"),
            ("false", broken, succeeded, "disconnected Reconnect"),
            ("true", broken, failed, "paused Reconnect"),
            ("true", connected, succeeded, "paused"),
            ("null", connected, succeeded, "unknown paused is missing or unreadable"),
            ("false", r#""setup_state":"odd""#, succeeded, "unknown setup_state is missing or unreadable"),
            ("false", r#""setup_state":"incomplete""#, succeeded, "warning the setup is incomplete"),
            (
                "false",
                r#""setup_state":"connected","update_state":"delayed""#,
                succeeded,
                "warning the data is delayed",
            ),
            (
                "false",
                r#""setup_state":"connected","sync_state":"rescheduled","rescheduled_for":"2026-11-30T00:00:00Z""#,
                succeeded,
                "warning the next sync was put off until 2026-11-30T00:00:00Z",
            ),
            (
                "false",
                r#""setup_state":"connected","warnings":[{"code":"resync_table_warning"}]"#,
                succeeded,
                "warning resync_table_warning",
            ),
        ] {
            assert_eq!(judged(paused, status, times), expected, "{paused} {status} {times}");
        }
    }
}
