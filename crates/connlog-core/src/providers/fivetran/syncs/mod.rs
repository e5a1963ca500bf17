//! Assembles syncs from their events in one pass. It keeps running syncs and the last ended ones of each connection.
//!
//! Events may come oldest or newest first and slightly out of order. The events of one sync must be within a few
//! syncs of its connection. Before 2022 events had no `sync_id`; then a sync lasts from one start to the next.

pub mod sync_state;

use chrono::{DateTime, Utc};
use hashbrown::HashMap;

use self::sync_state::SyncState;
use super::envelope::Envelope;
use super::secrets;
use crate::json::{self, scanner};
use crate::record::{Field, Kind, Record, RecordLayout};

/// The layout of the rows of syncs.
pub static SYNC: RecordLayout = RecordLayout {
    kind: Kind::Sync,
    source: "fivetran",
    time_key: "startedAt",
    id_key: None,
    lay,
    peek: |outline, name| Some(outline.member(name).unwrap_or("null")),
    detail: |view| view.text("reason"),
    fingerprint: Some(|row, digest| digest.json(row.raw())),
    rules: &secrets::RULES,
    facts: None,
};

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = scanner::members(raw);
    members.map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
}

/// How many ended syncs of a connection to keep for late events. Once a sync is emitted it is dropped; an even later
/// event starts a new (partial) sync.
const ENDED: usize = 8;
const KEPT: usize = 64;

/// Assembles events into syncs.
#[derive(Default)]
pub struct SyncAssembler {
    /// The connections by id. The hash of `hashbrown` is keyed too, and takes 3 % of a list of syncs less than that of the
    /// standard library.
    connections: HashMap<String, ConnectionSyncs>,
}

/// The running and the last ended syncs of a connection.
#[derive(Default)]
struct ConnectionSyncs {
    runs: Vec<SyncState>,
    /// When the last dropped sync began or ended.
    last: Option<DateTime<Utc>>,
}

impl ConnectionSyncs {
    /// Returns when the last of all its syncs began or ended.
    fn last(&self) -> Option<DateTime<Utc>> {
        self.runs.iter().map(SyncState::last).max().flatten().max(self.last)
    }
}

impl SyncAssembler {
    /// Adds an event. Returns the syncs that are complete now, usually none.
    pub fn accept(&mut self, event: &Record) -> Vec<Record> {
        if event.kind() != Kind::Fivetran {
            return Vec::new();
        }
        let envelope = Envelope::read_members(&event.outline());
        let known = envelope.known();
        if !is_of_a_sync(known.map_or("", |event| event.stages), &envelope) {
            return Vec::new();
        }
        let known = known.map_or("", |event| event.name);
        let id = envelope.connection_id().and_then(json::scalar).unwrap_or_default();
        let connection = self.connections.entry_ref(&*id).or_default();
        let Some((place, begun)) = place(&mut connection.runs, known, &envelope) else { return Vec::new() };
        let ended = connection.runs.get_mut(place).is_some_and(|run| run.accept(known, &envelope, event));
        if ended || begun { finished_syncs(connection, place) } else { Vec::new() }
    }

    /// Returns the remaining syncs after the last event: the last ones of each connection, and the open ones.
    pub fn finish(self) -> Vec<Record> {
        let mut runs = Vec::new();
        for mut connection in self.connections.into_values() {
            if let Some(last) = connection.last() {
                connection.runs.iter_mut().for_each(|run| run.supersede(last));
            }
            runs.extend(connection.runs.into_iter().filter(SyncState::is_known));
        }
        runs.sort_by(|one, other| one.order().cmp(&other.order()));
        runs.iter().map(row).collect()
    }
}

/// Removes the syncs that need no further events from a connection: the oldest ones, never the one at `place`.
fn finished_syncs(connection: &mut ConnectionSyncs, place: usize) -> Vec<Record> {
    let runs = &connection.runs;
    let mut ended = runs.iter().filter(|run| run.has_ended()).count().saturating_sub(ENDED);
    let mut open = (runs.len() - ended).saturating_sub(KEPT);
    if ended + open == 0 {
        return Vec::new();
    }
    let last = connection.last();
    let mut at = 0;
    let done = connection.runs.extract_if(.., |run| {
        at += 1;
        let left = if run.has_ended() { &mut ended } else { &mut open };
        let removed = at - 1 != place && *left > 0;
        *left -= usize::from(removed);
        removed
    });
    let done: Vec<SyncState> = done.collect();
    connection.last = last;
    let rows = done.into_iter().filter(SyncState::is_known).map(|mut run| {
        if let Some(last) = last {
            run.supersede(last);
        }
        row(&run)
    });
    rows.collect()
}

/// Returns whether an event belongs to a sync: it has a sync id, or its stage is that of running syncs.
fn is_of_a_sync(stages: &str, envelope: &Envelope<'_>) -> bool {
    envelope.sync_id.is_some() || stages.starts_with("[5") || stages == "[9]"
}

/// Returns the index of the event's sync among those of its connection, and whether it was created.
fn place(runs: &mut Vec<SyncState>, event: &str, envelope: &Envelope<'_>) -> Option<(usize, bool)> {
    let found = match envelope.sync_id {
        Some(id) => runs.iter().rposition(|run| run.is(id)),
        None => session(runs, event, envelope.moment()),
    };
    if let Some(found) = found {
        return Some((found, false));
    }
    runs.push(SyncState::new(envelope));
    Some((runs.len().checked_sub(1)?, true))
}

/// Returns the sync of an event without an id: the last one that started before it. A start creates a new sync,
/// unless it is a repetition or belongs to events that were read before.
fn session(runs: &[SyncState], event: &str, at: Option<DateTime<Utc>>) -> Option<usize> {
    let last = |fits: &dyn Fn(&SyncState) -> bool| runs.iter().rposition(|run| run.is_unnamed() && fits(run));
    let Some(at) = at else { return last(&|_| event != "sync_start") };
    if event == "sync_start" {
        return last(&|run| run.start() == Some(at)).or_else(|| last(&|run| run.lacks_start(at)));
    }
    let started =
        runs.iter().enumerate().filter(|(_, run)| run.is_unnamed() && run.start().is_some_and(|start| start <= at));
    let latest = started.max_by_key(|(_, run)| run.start()).map(|(place, _)| place);
    latest.or_else(|| last(&|run| run.start().is_none()))
}

/// Returns the row of a sync as a record.
pub(super) fn row(run: &SyncState) -> Record {
    Record::from_text(run.to_json(), &SYNC)
}

#[cfg(test)]
mod tests;
