//! The loads that were followed so far. A restart continues from it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The lookback: how much earlier than the newest load a late one may be. No load takes longer to commit.
const LOOKBACK: TimeDelta = TimeDelta::hours(2);

/// The emitted entries within the lookback. A hash of the content identifies an entry. If a poll finds more copies of
/// an entry than any poll before, the surplus is new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredLoadCheckpoint", from = "StoredLoadCheckpoint")]
pub struct LoadCheckpoint {
    /// The start of following: earlier loads are ignored.
    since: Option<DateTime<Utc>>,
    /// Where the next poll begins.
    from: Option<DateTime<Utc>>,
    /// The emitted entries by identity.
    known: HashMap<u64, KnownLoads>,
}

/// The loads of one entry or of several equal ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KnownLoads {
    /// The newest load.
    loaded: DateTime<Utc>,
    times: u32,
}

impl KnownLoads {
    fn again(&mut self, loaded: DateTime<Utc>) {
        self.times += 1;
        self.loaded = self.loaded.max(loaded);
    }
}

/// The form in the cursor file: seconds and nanoseconds of the load, and the identity; equal entries are repeated.
#[derive(Serialize, Deserialize)]
struct StoredLoadCheckpoint {
    loaded_since: Option<DateTime<Utc>>,
    from: Option<DateTime<Utc>>,
    loaded: Vec<(i64, u32, u64)>,
}

impl From<LoadCheckpoint> for StoredLoadCheckpoint {
    fn from(checkpoint: LoadCheckpoint) -> Self {
        let of = |(identity, known): (u64, KnownLoads)| {
            let (seconds, nanos) = (known.loaded.timestamp(), known.loaded.timestamp_subsec_nanos());
            std::iter::repeat_n((seconds, nanos, identity), known.times as usize)
        };
        Self {
            loaded_since: checkpoint.since,
            from: checkpoint.from,
            loaded: checkpoint.known.into_iter().flat_map(of).collect(),
        }
    }
}

impl From<StoredLoadCheckpoint> for LoadCheckpoint {
    fn from(stored: StoredLoadCheckpoint) -> Self {
        let mut checkpoint = Self { since: stored.loaded_since, from: stored.from, known: HashMap::new() };
        for (seconds, nanos, identity) in stored.loaded {
            // An invalid time was not written by connlog.
            if let Some(loaded) = DateTime::from_timestamp(seconds, nanos) {
                checkpoint.record_entry(identity, loaded);
            }
        }
        checkpoint
    }
}

/// The entries that one poll finds.
#[derive(Default)]
pub(crate) struct LoadedEntry(HashMap<u64, KnownLoads>);

impl LoadedEntry {
    /// Counts an entry; returns its count so far.
    pub(crate) fn count(&mut self, identity: u64, loaded: DateTime<Utc>) -> u32 {
        let known = self.0.entry(identity).or_insert(KnownLoads { loaded, times: 0 });
        known.again(loaded);
        known.times
    }
}

impl LoadCheckpoint {
    /// Creates a checkpoint that starts at `since`; with `None`, at the first load.
    pub fn since(since: Option<DateTime<Utc>>) -> Self {
        Self { since, from: since, known: HashMap::new() }
    }

    /// Where the next poll begins.
    pub(crate) fn from(&self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// Counts an entry as emitted. The caller may count part of a batch, so that the checkpoint is within the batch.
    pub fn record_entry(&mut self, identity: u64, loaded: DateTime<Utc>) {
        self.known.entry(identity).or_insert(KnownLoads { loaded, times: 0 }).again(loaded);
    }

    /// Removes one emitted entry, because the caller did not emit it.
    pub(crate) fn remove_entry(&mut self, identity: u64) {
        if let Some(known) = self.known.get_mut(&identity) {
            known.times = known.times.saturating_sub(1);
        }
    }

    /// Returns how often an entry was emitted.
    pub(crate) fn times(&self, identity: u64) -> u32 {
        self.known.get(&identity).map_or(0, |known| known.times)
    }

    /// Adds the entries of a poll.
    pub(crate) fn merge(&mut self, found: LoadedEntry) {
        for (identity, KnownLoads { loaded, times }) in found.0 {
            let known = self.known.entry(identity).or_insert(KnownLoads { loaded, times });
            *known = KnownLoads { loaded: known.loaded.max(loaded), times: known.times.max(times) };
        }
    }

    /// Moves forward after a poll: the next one starts at the lookback before the newest load, and older entries are
    /// removed. After a poll that stopped at the load of `reached`, the next one starts there. Loads in the future do
    /// not move the start.
    pub(crate) fn advance(&mut self, reached: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let newest = self.known.values().map(|known| known.loaded).max();
        let line = newest.and_then(|newest| before(newest, now));
        self.from = reached.or_else(|| self.since.max(line));
        if let Some(line) = line {
            self.known.retain(|_, known| known.loaded >= line);
        }
    }
}

/// Returns the start of the lookback before a load.
pub(crate) fn before(load: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    load.min(now).checked_sub_signed(LOOKBACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + 60 * minute, 0).unwrap()
    }

    const LATER: i64 = 1_000_000;

    /// A poll that meets entries loaded at these minutes; of them, which were new.
    fn poll(checkpoint: &mut LoadCheckpoint, found: &[(i64, u64)], reached: Option<i64>) -> Vec<u64> {
        let (mut poll, mut fresh) = (LoadedEntry::default(), Vec::new());
        for (loaded, identity) in found {
            if poll.count(*identity, minute(*loaded)) > checkpoint.times(*identity) {
                fresh.push(*identity);
            }
        }
        checkpoint.merge(poll);
        checkpoint.advance(reached.map(minute), minute(LATER));
        fresh
    }

    #[test]
    fn polls_go_back_a_band_and_forget_what_lies_before_it() {
        let mut checkpoint = LoadCheckpoint::since(None);
        assert_eq!(checkpoint.from(), None);
        assert_eq!(poll(&mut checkpoint, &[(0, 1), (10, 2)], None), [1, 2]);
        assert_eq!(checkpoint.from(), Some(minute(10) - LOOKBACK));
        assert_eq!(poll(&mut checkpoint, &[(0, 1), (10, 2), (125, 3)], None), [3]);
        assert_eq!((checkpoint.times(1), checkpoint.times(2)), (0, 1), "no later poll starts before it");
        assert_eq!(poll(&mut checkpoint, &[], None), [0; 0]);
        assert_eq!(checkpoint.times(3), 1, "an empty poll keeps the known loads");
        assert_eq!(poll(&mut checkpoint, &[(130, 3), (130, 4)], None), [4], "an entry that is loaded again is known");
    }

    #[test]
    fn what_is_caught_up_with_goes_on_where_it_ended_then_back_a_band() {
        let mut checkpoint = LoadCheckpoint::since(Some(minute(0)));
        assert_eq!(checkpoint.from(), Some(minute(0)));
        poll(&mut checkpoint, &[(300, 1), (400, 2)], Some(400));
        assert_eq!(checkpoint.from(), Some(minute(400)));
        poll(&mut checkpoint, &[(400, 2), (401, 3)], None);
        assert_eq!(checkpoint.from(), Some(minute(401) - LOOKBACK));
        assert_eq!(
            LoadCheckpoint::since(Some(minute(0))),
            LoadCheckpoint { from: Some(minute(0)), ..LoadCheckpoint::since(Some(minute(0))) }
        );
        let mut young = LoadCheckpoint::since(Some(minute(0)));
        poll(&mut young, &[(5, 1)], None);
        assert_eq!(young.from(), Some(minute(0)), "the user asked for nothing older");
    }

    #[test]
    fn of_equal_entries_as_many_are_new_as_there_are_more() {
        let mut checkpoint = LoadCheckpoint::since(None);
        assert_eq!(poll(&mut checkpoint, &[(1, 7), (1, 7)], None), [7, 7]);
        assert_eq!(poll(&mut checkpoint, &[(1, 7), (1, 7), (2, 7)], None), [7]);
        assert_eq!(poll(&mut checkpoint, &[(1, 7), (1, 7), (2, 7)], None), [0; 0]);
    }

    #[test]
    fn a_load_of_a_time_to_come_hides_none_of_before() {
        let mut checkpoint = LoadCheckpoint::since(None);
        poll(&mut checkpoint, &[(0, 1), (2 * LATER, 2)], None);
        assert_eq!(checkpoint.from(), Some(minute(LATER) - LOOKBACK));
        assert_eq!(poll(&mut checkpoint, &[(LATER, 3), (2 * LATER, 2)], None), [3]);
    }

    #[test]
    fn a_checkpoint_advances_within_a_batch_in_any_order() {
        let mut before = LoadCheckpoint::since(None);
        poll(&mut before, &[(0, 1)], None);
        // Of a batch over two days the entry of the newest load was taken first, and then no other.
        before.record_entry(9, minute(3000));
        assert_eq!(before.from(), Some(minute(0) - LOOKBACK), "the next poll finds the others");
        assert_eq!(poll(&mut before, &[(0, 1), (1500, 8), (3000, 9)], None), [8]);
    }

    #[test]
    fn marks_come_back_from_the_disk_as_they_were() {
        let mut checkpoint = LoadCheckpoint::since(Some(minute(-5)));
        poll(&mut checkpoint, &[(0, u64::MAX), (0, u64::MAX), (7, 1)], Some(7));
        checkpoint.record_entry(2, minute(8) + TimeDelta::nanoseconds(123_456_789));
        let stored = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(serde_json::from_str::<LoadCheckpoint>(&stored).unwrap(), checkpoint, "{stored}");
    }
}
