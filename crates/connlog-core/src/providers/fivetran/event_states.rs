//! Derives the present state of Fivetran connections from their events and syncs, for files and tables.
//!
//! The last settled sync and the last pause decide. Entries that prove nothing give `unknown`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::directory::ConnectionDirectory;
use super::syncs::SyncAssembler;
use crate::json::scanner;
use crate::providers::printed_layout;
use crate::record::account_state::AccountState;
use crate::record::semantics::{self, SyncStatus};
use crate::record::{Kind, Record, View};
use crate::time::Zone;

/// The kinds of entries that states are derived from.
pub const KINDS: [Kind; 2] = [Kind::Fivetran, Kind::Sync];

/// The entries of connections that decide about their states.
#[derive(Default)]
pub struct EventStates {
    connections: BTreeMap<ConnectionKey, ConnectionLog>,
    assembler: SyncAssembler,
    /// The number of entries that name a connection.
    entries: u64,
}

/// Identifies a connection in a log. Some exports have the names of connections without their ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum ConnectionKey {
    Id(String),
    Name(String),
}

impl ConnectionKey {
    fn from_view(view: &View<'_>) -> Option<Self> {
        let text = |name: &str| view.text(name).map(std::borrow::Cow::into_owned).filter(|text| !text.is_empty());
        text("connectionId").map(Self::Id).or_else(|| text("connectionName").map(Self::Name))
    }
}

/// What the log and the tables say about a connection.
#[derive(Default)]
struct ConnectionLog {
    name: Option<String>,
    service: Option<String>,
    destination: Option<String>,
    /// Whether the table of connections says that it is paused.
    is_paused: Option<bool>,
    is_deleted: bool,
    /// The newest pause or resume: its time, and whether it is a pause.
    pause: Option<(DateTime<Utc>, bool)>,
    deleted: Option<DateTime<Utc>>,
    /// The newest sync of any status.
    newest: Option<DateTime<Utc>>,
    settled: Option<SettledSync>,
    last_success: Option<DateTime<Utc>>,
    last_failure: Option<DateTime<Utc>>,
    /// The times of failed syncs.
    failures: Vec<DateTime<Utc>>,
}

/// The newest sync whose end says whether the connection works.
struct SettledSync {
    at: DateTime<Utc>,
    status: SyncStatus,
    reason: Option<String>,
}

impl EventStates {
    /// Adds the connections that the source lists.
    pub fn list(&mut self, directory: &ConnectionDirectory) {
        for (id, info) in directory.connections() {
            let connection = self.connections.entry(ConnectionKey::Id(id.to_owned())).or_default();
            connection.name.clone_from(&info.name);
            connection.service.clone_from(&info.service);
            connection.destination.clone_from(&info.destination);
            (connection.is_paused, connection.is_deleted) = (info.paused, info.deleted == Some(true));
        }
    }

    /// Adds an event or a sync. An entry without a connection or a readable time proves nothing.
    pub fn accept(&mut self, record: &Record) {
        let view = record.raw_view();
        if view.kind() == Kind::Sync {
            self.add_sync(&view);
            return;
        }
        for sync in self.assembler.accept(record) {
            self.add_sync(&sync.raw_view());
        }
        let (Some(connection), Some(at)) = (self.connection(&view), view.created_at()) else { return };
        match connection_change(&view) {
            Some(Change::Pause(is_pause)) if connection.pause.is_none_or(|(newest, _)| newest <= at) => {
                connection.pause = Some((at, is_pause));
            }
            Some(Change::Delete) => connection.deleted = connection.deleted.max(Some(at)),
            _ => {}
        }
    }

    /// Returns the number of entries that name a connection.
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// Returns the state of each connection that is not deleted.
    pub fn finish(mut self, checked_at: DateTime<Utc>) -> Vec<Record> {
        for sync in std::mem::take(&mut self.assembler).finish() {
            self.add_sync(&sync.raw_view());
        }
        self.join_names();
        let present = self.connections.into_iter().filter(|(_, connection)| !connection.is_gone());
        present.map(|(key, connection)| connection.record(&key, checked_at)).collect()
    }

    /// Joins the entries that have a name only with those of the connection that has the name and an id.
    fn join_names(&mut self) {
        let is_name = |key: &ConnectionKey| matches!(key, ConnectionKey::Name(_));
        let (named, mut identified): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.connections).into_iter().partition(|(key, _)| is_name(key));
        for (key, log) in named {
            let mut same = identified.values_mut().filter(|other| other.name.is_some() && other.name == log.name);
            match (same.next(), same.next()) {
                (Some(only), None) => only.join(log),
                _ => drop(self.connections.insert(key, log)),
            }
        }
        self.connections.append(&mut identified);
    }

    /// Returns the log of the connection that an entry names.
    fn connection(&mut self, view: &View<'_>) -> Option<&mut ConnectionLog> {
        let key = ConnectionKey::from_view(view)?;
        self.entries += 1;
        let connection = self.connections.entry(key).or_default();
        let text = |name: &str| view.text(name).map(std::borrow::Cow::into_owned);
        connection.name = connection.name.take().or_else(|| text("connectionName"));
        connection.service = connection.service.take().or_else(|| text("connectorType"));
        Some(connection)
    }

    fn add_sync(&mut self, view: &View<'_>) {
        let moment = |name: &str| view.text(name).and_then(|text| crate::time::instant(&text));
        let Some(at) = moment("endedAt").or_else(|| moment("startedAt")) else { return };
        let (status, reason) = (SyncStatus::from_view(view), view.text("reason").map(std::borrow::Cow::into_owned));
        let Some(connection) = self.connection(view) else { return };
        connection.newest = connection.newest.max(Some(at));
        match status {
            SyncStatus::Succeeded => connection.last_success = connection.last_success.max(Some(at)),
            SyncStatus::Failed => {
                connection.last_failure = connection.last_failure.max(Some(at));
                connection.failures.push(at);
            }
            // Such a sync says nothing about whether the connection works.
            SyncStatus::Cancelled | SyncStatus::PriorityFirst | SyncStatus::Open => return,
            SyncStatus::Rescheduled | SyncStatus::Unknown => {}
        }
        if connection.settled.as_ref().is_none_or(|newest| newest.at <= at) {
            connection.settled = Some(SettledSync { at, status, reason });
        }
    }
}

/// A change of a connection that decides about its state.
enum Change {
    /// It was paused, or with `false` resumed.
    Pause(bool),
    Delete,
}

fn connection_change(view: &View<'_>) -> Option<Change> {
    let event = semantics::event(view)?;
    match &*event {
        "pause_connector" | "forced_pause_connector" => Some(Change::Pause(true)),
        "resume_connector" => Some(Change::Pause(false)),
        "delete_connection" | "delete_connector" => Some(Change::Delete),
        "edit_connection" => {
            let value = scanner::text(view.json("data")?, &["newValues", "is_paused"])?;
            Some(Change::Pause(value.eq_ignore_ascii_case("true")))
        }
        _ => None,
    }
}

/// A state with its reason and its start.
type EventJudgement = (AccountState, Option<String>, Option<DateTime<Utc>>);

impl ConnectionLog {
    /// Adds what another log of the same connection says.
    fn join(&mut self, other: Self) {
        self.service = self.service.take().or(other.service);
        self.pause = self.pause.max(other.pause);
        self.deleted = self.deleted.max(other.deleted);
        self.newest = self.newest.max(other.newest);
        self.last_success = self.last_success.max(other.last_success);
        self.last_failure = self.last_failure.max(other.last_failure);
        self.failures.extend(other.failures);
        let settled = [self.settled.take(), other.settled].into_iter().flatten();
        self.settled = settled.max_by_key(|sync| sync.at);
    }

    /// Returns whether the connection is deleted, and no later sync shows otherwise.
    fn is_gone(&self) -> bool {
        self.is_deleted || self.deleted.is_some_and(|deleted| self.newest.is_none_or(|newest| newest <= deleted))
    }

    /// Returns the time of the last pause, if neither a resume nor a sync followed.
    fn last_pause(&self) -> Option<DateTime<Utc>> {
        let (at, is_pause) = self.pause?;
        (is_pause && self.newest.is_none_or(|newest| newest <= at)).then_some(at)
    }

    /// Returns whether the connection is paused. The table of connections is newer than its events.
    fn is_paused(&self) -> bool {
        self.is_paused.unwrap_or_else(|| self.last_pause().is_some())
    }

    /// Returns the state. The first row that holds decides.
    fn judge(&self) -> EventJudgement {
        let (state, reason, since) = self.judge_syncs();
        if !self.is_paused() {
            return (state, reason, since);
        }
        let other = reason.filter(|_| state == AccountState::Failing);
        (AccountState::Paused, other.map(|reason| format!("its last sync failed: {reason}")), self.last_pause())
    }

    fn judge_syncs(&self) -> EventJudgement {
        let Some(SettledSync { at, status, reason }) = &self.settled else {
            let reason = if self.newest.is_some() { "no sync has ended yet" } else { "the log has no sync of it" };
            return (AccountState::Unknown, Some(reason.to_owned()), None);
        };
        let stated = |otherwise: &str| Some(reason.clone().unwrap_or_else(|| otherwise.to_owned()));
        match status {
            SyncStatus::Succeeded => (AccountState::Ok, None, None),
            SyncStatus::Failed => {
                let is_later = |failure: &&DateTime<Utc>| self.last_success.is_none_or(|success| **failure > success);
                let since = self.failures.iter().filter(is_later).min().copied();
                (AccountState::Failing, stated("the last sync failed"), since.or(Some(*at)))
            }
            SyncStatus::Rescheduled => (AccountState::Warning, stated("the last sync was rescheduled"), Some(*at)),
            _ => (AccountState::Unknown, stated("the end of the last sync cannot be read"), Some(*at)),
        }
    }

    fn record(&self, key: &ConnectionKey, checked_at: DateTime<Utc>) -> Record {
        let id = match key {
            ConnectionKey::Id(id) => Some(id),
            ConnectionKey::Name(_) => None,
        };
        let time = |at: Option<DateTime<Utc>>| at.map_or(Value::Null, |at| Zone::Utc.rfc3339(at).into());
        let (state, reason, since) = self.judge();
        let needs_action = match state {
            AccountState::Disconnected | AccountState::Failing => Some(true),
            AccountState::Ok | AccountState::Paused => Some(false),
            AccountState::Unknown | AccountState::Warning => None,
        };
        let state = json!({
            "kind": Kind::State.name(),
            "source": "fivetran",
            "id": id,
            "name": self.name,
            "platform": self.service,
            "groupId": self.destination,
            "groupName": null,
            "state": state.name(),
            "since": time(since),
            "reason": reason,
            "needsAction": needs_action,
            "canPost": null,
            "paused": self.is_paused.or_else(|| self.last_pause().map(|_| true)),
            "tokenExpiresAt": null,
            "lastSuccessAt": time(self.last_success),
            "lastFailureAt": time(self.last_failure),
            "expectedEvery": null,
            "issues": [],
            "checkedAt": time(Some(checked_at)),
        });
        printed_layout::state_from_json(state.to_string())
    }
}

#[cfg(test)]
mod tests;
