//! Derives the present state of accounts from their log entries, for servers that do not serve the health of accounts.
//!
//! The last connection event and the last attempts to publish decide. An entry that proves nothing gives `unknown`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::providers::printed_layout;
use crate::record::account_state::AccountState;
use crate::record::semantics::{self, FailureReason, Outcome, OutcomeClass};
use crate::record::{Kind, Record, View};
use crate::time::Zone;

/// The kinds of entries that states are derived from.
pub const KINDS: [Kind; 2] = [Kind::Connection, Kind::Post];

/// The number of the newest attempts of an account that are kept.
const ATTEMPTS: usize = 20;
/// The number of failed attempts in a row, with the same code, that make an account failing.
const IN_A_ROW: usize = 3;

/// The entries of accounts that decide about their states.
#[derive(Default)]
pub struct LogStates {
    accounts: BTreeMap<String, AccountLog>,
    /// The number of entries that name an account.
    entries: u64,
}

/// What the log says about an account.
#[derive(Default)]
struct AccountLog {
    source: String,
    name: Option<(DateTime<Utc>, String)>,
    platform: Option<String>,
    profile: Option<String>,
    connection: Option<LogEntry>,
    /// The newest attempts to publish, the newest first.
    attempts: Vec<LogEntry>,
}

struct LogEntry {
    at: DateTime<Utc>,
    outcome: Outcome,
    code: Option<String>,
    reason: Option<String>,
}

impl LogStates {
    /// Adds an entry. An entry without an account or a readable time proves nothing.
    pub fn accept(&mut self, view: &View<'_>) {
        let (Some(id), Some(at)) = (view.text("accountId"), view.created_at()) else { return };
        self.entries += 1;
        let account = self.accounts.entry(id.into_owned()).or_default();
        let text = |name: &str| view.text(name).map(std::borrow::Cow::into_owned);
        account.source = text("source").unwrap_or_default();
        account.platform = text("platform").or_else(|| account.platform.take());
        account.profile = text("profileId").or_else(|| account.profile.take());
        if let Some(name) = semantics::account_name(view)
            && account.name.as_ref().is_none_or(|(seen, _)| *seen <= at)
        {
            account.name = Some((at, name.into_owned()));
        }
        let failure = FailureReason::from_view(view);
        let code = failure.code.as_deref().map(str::to_owned);
        let entry = LogEntry { at, outcome: Outcome::from_view(view), code, reason: failure.joined().map(Into::into) };
        match view.kind() {
            Kind::Connection
                if is_about_the_connection(view) && account.connection.as_ref().is_none_or(|newest| newest.at < at) =>
            {
                account.connection = Some(entry);
            }
            Kind::Post => {
                let place = account.attempts.partition_point(|attempt| attempt.at >= at);
                account.attempts.insert(place, entry);
                account.attempts.truncate(ATTEMPTS);
            }
            _ => {}
        }
    }

    /// Returns the number of entries that name an account.
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// Returns whether there is an entry of the account.
    pub fn has(&self, account: &str) -> bool {
        self.accounts.contains_key(account)
    }

    /// Returns the state of each account.
    pub fn finish(self, checked_at: DateTime<Utc>) -> Vec<Record> {
        self.accounts.into_iter().map(|(id, account)| account.record(&id, checked_at)).collect()
    }
}

/// Returns the state of an account without an entry. `window` is a phrase, such as `the last 30 days`.
pub fn without_entries(account: &str, source: &str, window: &str, checked_at: DateTime<Utc>) -> Record {
    let log = AccountLog { source: source.to_owned(), ..AccountLog::default() };
    let reason = format!("the log has no entry of this account in {window}");
    log.compose(account, checked_at, &LogJudgement::new(AccountState::Unknown, None, Some(reason)))
}

/// Returns whether an event of a connection decides whether the account is connected: a connect or a disconnect.
fn is_about_the_connection(view: &View<'_>) -> bool {
    let event = semantics::event(view).unwrap_or_default().to_ascii_lowercase();
    event == "disconnect" || event.ends_with("connect_success") || event.ends_with("connect_failed")
}

/// The state of an account with its reason.
struct LogJudgement {
    state: AccountState,
    since: Option<DateTime<Utc>>,
    reason: Option<String>,
    needs_action: Option<bool>,
    can_post: Option<bool>,
}

impl LogJudgement {
    const fn new(state: AccountState, since: Option<DateTime<Utc>>, reason: Option<String>) -> Self {
        let needs_action = match state {
            AccountState::Disconnected | AccountState::Failing => Some(true),
            AccountState::Ok => Some(false),
            AccountState::Unknown | AccountState::Warning | AccountState::Paused => None,
        };
        let can_post = match state {
            AccountState::Disconnected | AccountState::Failing => Some(false),
            _ => None,
        };
        Self { state, since, reason, needs_action, can_post }
    }
}

impl AccountLog {
    /// Returns the state. The first row that holds decides.
    fn judge(&self) -> LogJudgement {
        let newest = self.attempts.first();
        let last_success = self.attempts.iter().find(|attempt| attempt.outcome.class() == OutcomeClass::Success);
        if let Some(event) = &self.connection {
            // A post that went out later shows that the account is connected again.
            let is_later = last_success.is_some_and(|success| success.at > event.at);
            let is_lost = matches!(event.outcome, Outcome::Broken | Outcome::Bad | Outcome::Lost);
            if is_lost && !is_later {
                let reason = event.reason.clone().or_else(|| Some("the log does not say why".to_owned()));
                let lost = LogJudgement::new(AccountState::Disconnected, Some(event.at), reason);
                let needs_action = Some(event.outcome != Outcome::Lost);
                return LogJudgement { needs_action, ..lost };
            }
        }
        if let Some(failing) = self.failing() {
            return failing;
        }
        let is_good = |entry: &LogEntry| entry.outcome.class() == OutcomeClass::Success;
        match (newest, &self.connection) {
            (Some(attempt), _) if is_good(attempt) => {
                let proven = LogJudgement::new(AccountState::Ok, None, None);
                LogJudgement { can_post: Some(true), ..proven }
            }
            (Some(attempt), _) if attempt.outcome.is_failure() => {
                LogJudgement::new(AccountState::Warning, Some(attempt.at), attempt.reason.clone())
            }
            (_, Some(event)) if is_good(event) => LogJudgement::new(AccountState::Ok, None, None),
            _ => {
                let reason = "its log entries do not show whether it works".to_owned();
                LogJudgement::new(AccountState::Unknown, None, Some(reason))
            }
        }
    }

    /// Returns the state `failing` if the last attempts failed with one code.
    fn failing(&self) -> Option<LogJudgement> {
        let first = self.attempts.first().filter(|attempt| attempt.outcome.is_failure())?;
        let is_same = |attempt: &&LogEntry| attempt.outcome.is_failure() && attempt.code == first.code;
        let run: Vec<&LogEntry> = self.attempts.iter().take_while(is_same).collect();
        let oldest = run.last().filter(|_| run.len() >= IN_A_ROW)?;
        Some(LogJudgement::new(AccountState::Failing, Some(oldest.at), first.reason.clone()))
    }

    fn record(self, id: &str, checked_at: DateTime<Utc>) -> Record {
        let judgement = self.judge();
        self.compose(id, checked_at, &judgement)
    }

    fn compose(&self, id: &str, checked_at: DateTime<Utc>, judgement: &LogJudgement) -> Record {
        let time = |at: Option<DateTime<Utc>>| at.map_or(Value::Null, |at| Zone::Utc.rfc3339(at).into());
        let newest = |wanted: OutcomeClass| {
            let found = self.attempts.iter().find(|attempt| attempt.outcome.class() == wanted);
            time(found.map(|attempt| attempt.at))
        };
        let state = json!({
            "kind": Kind::State.name(),
            "source": self.source,
            "id": id,
            "name": self.name.as_ref().map(|(_, name)| name),
            "platform": self.platform,
            "groupId": self.profile,
            "groupName": null,
            "state": judgement.state.name(),
            "since": time(judgement.since),
            "reason": judgement.reason,
            "needsAction": judgement.needs_action,
            "canPost": judgement.can_post,
            "paused": null,
            "tokenExpiresAt": null,
            "lastSuccessAt": newest(OutcomeClass::Success),
            "lastFailureAt": newest(OutcomeClass::Failure),
            "expectedEvery": null,
            "issues": [],
            "checkedAt": time(Some(checked_at)),
        });
        printed_layout::state_from_json(state.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{self, RecognizedObject};

    /// The state and the reason of account `a` after these entries: minute, and the members of a row.
    fn judged(entries: &[(u32, &str)]) -> String {
        let mut states = LogStates::default();
        for (minute, members) in entries {
            let raw = format!(
                r#"{{"account_id":"a","platform":"x","created_at":"2026-11-29T10:{minute:02}:00Z",{members}}}"#
            );
            let Some(RecognizedObject::Entry(layout)) = providers::recognize(&raw) else {
                panic!("{raw} is not an entry")
            };
            states.accept(&Record::from_text(raw, layout).view());
        }
        let found = states.finish(DateTime::UNIX_EPOCH);
        let view = found[0].view();
        let text = |name| view.text(name).unwrap_or_default().into_owned();
        format!("{} {} {} {}", text("state"), text("needsAction"), text("since"), text("reason")).trim().to_owned()
    }

    #[test]
    fn the_last_event_and_the_last_attempts_decide() {
        let connected = r#""type":"connections","action":"account.connected","status":"success""#;
        let lost =
            r#""type":"connections","action":"account.disconnected","status":"failed","error_message":"Token expired""#;
        let removed = r#""type":"connections","action":"account.disconnected","status":"success","metadata":"{\"disconnectionType\":\"intentional\",\"reason\":\"Removed\"}""#;
        let refused =
            r#""type":"connections","action":"account.reconnected","status":"failed","error_code":"oauth_denied""#;
        let published = r#""type":"publishing","action":"post.published","status":"success""#;
        let failed = r#""type":"publishing","action":"post.failed","status":"failed","error_code":"quota""#;
        let other = r#""type":"publishing","action":"post.failed","status":"failed","error_code":"media""#;
        let odd = r#""type":"publishing","action":"post.x","status":"odd""#;
        for (entries, expected) in [
            (&[(1, connected), (2, lost)][..], "disconnected true 2026-11-29T10:02:00Z Token expired"),
            (&[(2, lost), (1, connected)], "disconnected true 2026-11-29T10:02:00Z Token expired"),
            (&[(1, lost), (2, connected)], "ok false"),
            (&[(1, lost), (2, published)], "ok false"),
            (&[(1, connected), (2, removed)], "disconnected false 2026-11-29T10:02:00Z Removed"),
            (&[(1, lost), (2, refused)], "disconnected true 2026-11-29T10:02:00Z oauth_denied"),
            (&[(1, failed), (2, failed), (3, failed)], "failing true 2026-11-29T10:01:00Z quota"),
            (&[(1, failed), (2, other), (3, failed)], "warning  2026-11-29T10:03:00Z quota"),
            (&[(1, failed), (2, failed), (3, failed), (4, published)], "ok false"),
            (&[(1, published), (2, failed)], "warning  2026-11-29T10:02:00Z quota"),
            (&[(1, odd)], "unknown   its log entries do not show whether it works"),
        ] {
            assert_eq!(judged(entries), expected, "{entries:?}");
        }
    }

    #[test]
    fn an_account_without_entries_is_unknown() {
        let record = without_entries("a", "zernio", "the last 30 days", DateTime::UNIX_EPOCH);
        assert_eq!(record.view().text("state").as_deref(), Some("unknown"));
        assert!(record.view().text("reason").unwrap().ends_with("in the last 30 days"));
    }
}
