//! Syncs put together from their events, in one pass: one row a sync. What is kept are the syncs that run, and of each
//! connection the few that ended last.
//!
//! Events may come oldest or newest first and in some disorder, as long as those of one sync are not farther apart than a few
//! syncs of its connection. Before 2022 events had no `sync_id`; then a sync is what lies between two starts.

pub mod sync_state;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use self::sync_state::SyncState;
use super::envelope::Envelope;
use super::secrets;
use crate::json::{self, scanner};
use crate::record::{Field, Kind, Record, RecordLayout};

/// How the rows of syncs are read.
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
    is_readable: |_| true,
};

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = scanner::members(raw);
    members.map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
}

/// So many syncs of a connection that ended are kept for events that come late, and so many in all. One that was given is
/// forgotten: what comes of it later still, begins it anew.
const ENDED: usize = 8;
const KEPT: usize = 64;

/// Takes events, gives rows.
#[derive(Default)]
pub struct SyncAssembler {
    /// By their ids.
    connections: HashMap<Box<str>, ConnectionSyncs>,
}

/// The syncs of a connection that run or ended last.
#[derive(Default)]
struct ConnectionSyncs {
    runs: Vec<SyncState>,
    /// When the last of those began or ended that are not kept any more.
    last: Option<DateTime<Utc>>,
}

impl ConnectionSyncs {
    /// When the last of all its syncs began or ended.
    fn last(&self) -> Option<DateTime<Utc>> {
        self.runs.iter().map(SyncState::last).max().flatten().max(self.last)
    }
}

impl SyncAssembler {
    /// Takes an event; gives the syncs that are complete by now, normally none.
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
        if !self.connections.contains_key(&*id) {
            self.connections.insert(id.as_ref().into(), ConnectionSyncs::default());
        }
        let Some(connection) = self.connections.get_mut(&*id) else { return Vec::new() };
        let Some((place, begun)) = place(&mut connection.runs, known, &envelope) else { return Vec::new() };
        let ended = connection.runs.get_mut(place).is_some_and(|run| run.accept(known, &envelope, event));
        if ended || begun { finished_syncs(connection, place) } else { Vec::new() }
    }

    /// What is left when there are no more events: the last syncs of each connection, and those that are still open.
    pub fn finish(self) -> Vec<Record> {
        let mut runs = Vec::new();
        for mut connection in self.connections.into_values() {
            if let Some(last) = connection.last() {
                connection.runs.iter_mut().for_each(|run| run.supersede(last));
            }
            runs.extend(connection.runs.into_iter().filter(SyncState::is_told));
        }
        runs.sort_by(|one, other| one.order().cmp(&other.order()));
        runs.iter().map(row).collect()
    }
}

/// Takes from a connection the syncs that nothing is waited for any more: those begun first, never the one at `place`.
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
        let goes = at - 1 != place && *left > 0;
        *left -= usize::from(goes);
        goes
    });
    let done: Vec<SyncState> = done.collect();
    connection.last = last;
    let rows = done.into_iter().filter(SyncState::is_told).map(|mut run| {
        if let Some(last) = last {
            run.supersede(last);
        }
        row(&run)
    });
    rows.collect()
}

/// Whether an event is part of a sync: it says so, or stands in the stage where syncs run.
fn is_of_a_sync(stages: &str, envelope: &Envelope<'_>) -> bool {
    envelope.sync_id.is_some() || stages.starts_with("[5") || stages == "[9]"
}

/// Where the sync of an event is among those of its connection, and whether it was begun for it.
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

/// Where an event without an id belongs: to the last sync that started before it. A start begins another one, unless it is
/// told again, or what it began was read before.
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

/// The row of a sync as a record.
pub(super) fn row(run: &SyncState) -> Record {
    Record::from_text(run.to_json(), &SYNC)
}

#[cfg(test)]
mod tests;
