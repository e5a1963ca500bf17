//! Reads the present state of a Fivetran connection from a row of `/v1/connections` (facts: OpenAPI document of
//! 2026-09-27, `ConnectorResponse`).

use std::borrow::Cow;

use super::connection_surroundings::ConnectionSurroundings;
use super::sync_schedule::{Overdue, SyncSchedule, in_words, moment};
use crate::json::{self, scanner};
use crate::record::account_state::AccountState;
use crate::record::{Field, Kind, RecordLayout, schema};
use crate::time::{Age, timestamp};

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
    surroundings: Option<&'r ConnectionSurroundings<'r>>,
}

/// A state with its reason, and whether a person must do something.
struct ConnectionJudgement<'r> {
    state: AccountState,
    reason: Option<Cow<'r, str>>,
    needs_action: Option<bool>,
}

impl<'r> ConnectionJudgement<'r> {
    fn new(state: AccountState, reason: impl Into<Cow<'r, str>>) -> Self {
        let needs_action = match state {
            AccountState::Disconnected | AccountState::Failing => Some(true),
            AccountState::Ok | AccountState::Paused => Some(false),
            AccountState::Unknown | AccountState::Warning => None,
        };
        Self { state, reason: Some(reason.into()).filter(|reason| !reason.is_empty()), needs_action }
    }
}

impl<'r> ConnectionHealth<'r> {
    fn read(raw: &'r str, surroundings: Option<&'r ConnectionSurroundings<'r>>) -> Self {
        let (tasks, warnings) = (issues(raw, "tasks"), issues(raw, "warnings"));
        Self { raw, tasks, warnings, surroundings }
    }

    fn text(&self, path: &[&str]) -> Option<Cow<'r, str>> {
        scanner::text(self.raw, path)
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.text(&["status", name]).is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// Returns whether the last sync failed; `None` if no time can be read.
    fn has_failed(&self) -> Option<bool> {
        match (moment(self.raw, "succeeded_at"), moment(self.raw, "failed_at")) {
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

    /// Returns why nothing can reach the destination, if setup, destination or agent do not work.
    fn outage(&self) -> Option<Cow<'r, str>> {
        if self.is("setup_state", "broken") {
            return Some(self.task_or("the setup is broken"));
        }
        let ConnectionSurroundings { group_name, broken_destination, offline_agent, .. } = self.surroundings?;
        if let Some(service) = broken_destination {
            let name = group_name.map_or_else(String::new, |name| format!(" {name}"));
            return Some(Cow::Owned(format!("the destination{name} ({service}) is broken")));
        }
        offline_agent.map(|agent| Cow::Owned(format!("the agent {agent} is offline")))
    }

    /// Returns why a connection without a success in time is overdue. Saved rows have no time of the answer.
    fn overdue(&self) -> Option<Cow<'r, str>> {
        let now = self.surroundings?.checked_at;
        let (succeeded, created) = (moment(self.raw, "succeeded_at"), moment(self.raw, "created_at"));
        match SyncSchedule::read(self.raw).overdue(succeeded, created, now) {
            Overdue::Within(allowed) => {
                let limit = in_words(allowed);
                Some(Cow::Owned(match succeeded {
                    Some(at) => format!("no success for {}, expected within {limit}", Age { instant: at, now }),
                    None => format!("it never succeeded, expected within {limit}"),
                }))
            }
            Overdue::No | Overdue::Reported | Overdue::Unknown => None,
        }
    }

    /// Returns why the next sync is late: put off, delayed, or started by a person only.
    fn delay(&self) -> Option<ConnectionJudgement<'r>> {
        if self.is("sync_state", "rescheduled") {
            let until = self.text(&["status", "rescheduled_for"]);
            if SyncSchedule::read(self.raw).is_manual() {
                let judgement = ConnectionJudgement::new(
                    AccountState::Warning,
                    "the sync was put off, and Fivetran does not start manual syncs again",
                );
                return Some(ConnectionJudgement { needs_action: Some(true), ..judgement });
            }
            let reason = until.map_or(Cow::Borrowed("the next sync was put off"), |until| {
                Cow::Owned(format!("the next sync was put off until {until}"))
            });
            return Some(ConnectionJudgement::new(AccountState::Warning, reason));
        }
        let is_late = self.is("update_state", "delayed");
        is_late.then(|| ConnectionJudgement::new(AccountState::Warning, "the data is delayed"))
    }

    /// Returns the state and its reason. The first rule that holds decides; `docs/development/fivetran-rest.md` lists them.
    fn judge(&self) -> ConnectionJudgement<'r> {
        let paused = self.text(&["paused"]);
        let setup = self.text(&["status", "setup_state"]);
        let outage = self.outage();
        if paused.as_deref() == Some("true") || self.is("sync_state", "paused") {
            let others = outage.or_else(|| self.tasks.first().cloned());
            return ConnectionJudgement::new(AccountState::Paused, others.unwrap_or_default());
        }
        if let Some(reason) = outage {
            return ConnectionJudgement::new(AccountState::Disconnected, reason);
        }
        if self.has_failed() == Some(true) {
            return ConnectionJudgement::new(AccountState::Failing, self.task_or("the last sync failed"));
        }
        if self.is("setup_state", "incomplete") {
            return ConnectionJudgement::new(AccountState::Warning, self.task_or("the setup is incomplete"));
        }
        if setup.is_none_or(|setup| !setup.eq_ignore_ascii_case("connected")) {
            return ConnectionJudgement::new(AccountState::Unknown, "setup_state is missing or unreadable");
        }
        if let Some(reason) = self.overdue() {
            return ConnectionJudgement::new(AccountState::Failing, self.tasks.first().cloned().unwrap_or(reason));
        }
        if let Some(task) = self.tasks.first() {
            return ConnectionJudgement::new(AccountState::Warning, task.clone());
        }
        if let Some(judgement) = self.delay() {
            return judgement;
        }
        match self.warnings.first() {
            Some(warning) => ConnectionJudgement::new(AccountState::Warning, warning.clone()),
            None if paused.as_deref() != Some("false") => {
                ConnectionJudgement::new(AccountState::Unknown, "paused is missing or unreadable")
            }
            None if self.has_failed().is_none() && !self.is("is_historical_sync", "true") => {
                ConnectionJudgement::new(AccountState::Unknown, "no sync has ended yet")
            }
            None => ConnectionJudgement::new(AccountState::Ok, ""),
        }
    }
}

/// Returns the texts of the tasks or warnings of a row: the message with its details, else the code.
fn issues<'r>(raw: &'r str, name: &str) -> Vec<Cow<'r, str>> {
    let Some(list) = scanner::at(raw, &["status", name]).filter(|list| list.starts_with('[')) else {
        return Vec::new();
    };
    let text = |element: &'r str| {
        let part = |name| scanner::member(element, name).and_then(json::scalar).filter(|text| !text.trim().is_empty());
        let said = part("message").or_else(|| part("code")).or_else(|| json::scalar(element))?;
        match part("details").filter(|details| *details != said) {
            Some(details) => Some(Cow::Owned(format!("{said}: {details}"))),
            None => Some(said),
        }
    };
    scanner::elements(list).filter_map(text).collect()
}

/// Returns the text of the first task of a row.
pub(super) fn first_task(raw: &str) -> Option<String> {
    issues(raw, "tasks").into_iter().next().map(Cow::into_owned)
}

fn lay(raw: &str) -> Vec<Field<'_>> {
    fields(raw, None)
}

/// Returns the fields of the state. `surroundings`: of the account, if the row comes from the API.
pub(super) fn fields<'r>(raw: &'r str, surroundings: Option<&'r ConnectionSurroundings<'r>>) -> Vec<Field<'r>> {
    let health = ConnectionHealth::read(raw, surroundings);
    let ConnectionJudgement { state, reason, needs_action } = health.judge();
    let member = |name| scanner::member(raw, name).filter(|value| !json::is_absent(value));
    let quoted = |text: &str| Cow::Owned(json::quote(text));
    let issues = health.tasks.iter().chain(&health.warnings).map(|issue| json::quote(issue)).collect::<Vec<_>>();
    let value = |name: &str| -> Option<Cow<'r, str>> {
        match name {
            "kind" => Some(Cow::Borrowed("\"state\"")),
            "source" => Some(Cow::Borrowed("\"fivetran\"")),
            "id" => member("id").map(Cow::Borrowed),
            "name" => member("schema").map(Cow::Borrowed),
            "platform" => member("service").map(Cow::Borrowed),
            "groupId" => member("group_id").map(Cow::Borrowed),
            "groupName" => surroundings?.group_name.map(quoted),
            "state" => Some(Cow::Borrowed(state.json())),
            // Nobody knows when the first failure was; the last success came before it.
            "since" if matches!(state, AccountState::Disconnected | AccountState::Failing) => {
                member("succeeded_at").and_then(timestamp::text)
            }
            "reason" => reason.as_deref().map(quoted),
            "needsAction" => needs_action.map(|needs| Cow::Borrowed(if needs { "true" } else { "false" })),
            "paused" => member("paused").filter(|value| matches!(*value, "true" | "false")).map(Cow::Borrowed),
            "lastSuccessAt" => member("succeeded_at").and_then(timestamp::text),
            "lastFailureAt" => member("failed_at").and_then(timestamp::text),
            "expectedEvery" => SyncSchedule::read(raw).every().map(|every| quoted(&in_words(every))),
            "issues" => Some(Cow::Owned(format!("[{}]", issues.join(",")))),
            "checkedAt" => Some(Cow::Owned(timestamp::quoted(surroundings?.checked_at))),
            _ => None,
        }
    };
    let keys = schema::keys(Kind::State).iter();
    let mut fields: Vec<Field<'r>> = keys
        .map(|key| Field { name: Cow::Borrowed(key.name), json: value(key.name).unwrap_or(Cow::Borrowed("null")) })
        .collect();
    // The settings of the source are secret, and all others have a key of the schema.
    let kept =
        ["status", "connected_by", "created_at", "sync_frequency", "schedule_type", "schedule", "daily_sync_time"];
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
