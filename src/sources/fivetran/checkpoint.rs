//! The syncs that a run emitted, from which a later run resumes.

use std::collections::HashMap;
use std::hash::Hasher as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use crate::follow::entry_position::EntryPosition;
use connlog_core::record::Record;

/// How long an emitted sync is remembered. Histories never go back further.
const KEPT: TimeDelta = TimeDelta::days(8);

/// The emitted syncs. A sync counts again when its status or its end changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredHistoryCheckpoint", from = "StoredHistoryCheckpoint")]
pub struct HistoryCheckpoint {
    /// The start of following: earlier syncs are ignored.
    since: DateTime<Utc>,
    /// The time of the last complete poll.
    polled: Option<DateTime<Utc>>,
    /// The times of the emitted syncs by identity.
    emitted: HashMap<u64, DateTime<Utc>>,
}

/// The form in the cursor file. The names differ from those of other checkpoints.
#[derive(Serialize, Deserialize)]
struct StoredHistoryCheckpoint {
    syncs_since: DateTime<Utc>,
    polled: Option<DateTime<Utc>>,
    /// The seconds and the identity of each sync.
    syncs: Vec<(i64, u64)>,
}

impl From<HistoryCheckpoint> for StoredHistoryCheckpoint {
    fn from(checkpoint: HistoryCheckpoint) -> Self {
        let HistoryCheckpoint { since, polled, emitted } = checkpoint;
        let mut syncs: Vec<(i64, u64)> =
            emitted.into_iter().map(|(identity, time)| (time.timestamp(), identity)).collect();
        syncs.sort_unstable();
        Self { syncs_since: since, polled, syncs }
    }
}

impl From<StoredHistoryCheckpoint> for HistoryCheckpoint {
    fn from(stored: StoredHistoryCheckpoint) -> Self {
        let StoredHistoryCheckpoint { syncs_since, polled, syncs } = stored;
        let time = |(seconds, identity)| Some((identity, DateTime::from_timestamp(seconds, 0)?));
        Self { since: syncs_since, polled, emitted: syncs.into_iter().filter_map(time).collect() }
    }
}

impl HistoryCheckpoint {
    /// Returns the checkpoint of a run that starts with the syncs of `since`.
    pub(super) fn since(since: DateTime<Utc>) -> Self {
        Self { since, polled: None, emitted: HashMap::new() }
    }

    /// Returns the start of following.
    pub(super) const fn start(&self) -> DateTime<Utc> {
        self.since
    }

    /// Returns the time of the last complete poll.
    pub(super) const fn polled(&self) -> Option<DateTime<Utc>> {
        self.polled
    }

    /// Returns whether a sync was emitted.
    pub(super) fn has(&self, identity: u64) -> bool {
        self.emitted.contains_key(&identity)
    }

    /// Records a sync as emitted.
    pub(crate) fn record_entry(&mut self, position: EntryPosition) {
        if let EntryPosition::Identity(identity, time) = position {
            self.emitted.insert(identity, time);
        }
    }

    /// Records a complete poll, and forgets the syncs that no history contains any more.
    pub(super) fn advance(&mut self, now: DateTime<Utc>) {
        self.polled = Some(now);
        self.emitted.retain(|_, time| *time >= now - KEPT);
    }
}

/// Returns the identity of a sync: its connection, its id, its status and the time that its row counts for.
pub(super) fn identity(sync: &Record) -> u64 {
    let view = sync.raw_view();
    let mut hasher = SipHasher13::new();
    for name in ["connectionId", "syncId", "status"] {
        hasher.write(view.text(name).unwrap_or_default().as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.write_i64(view.time_for_counts().map_or(i64::MIN, |time| time.timestamp_millis()));
    hasher.finish()
}
