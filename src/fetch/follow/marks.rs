//! What was handed out, so far back as it may be met again. It is all that a restart needs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::poll::Found;

/// How far a log was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Stored", from = "Stored")]
pub struct Marks {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
    /// How many entries of a time and identity were met. It is trimmed by age and never by count: what is still within
    /// reach must be known again, however much it is.
    seen: BTreeMap<(DateTime<Utc>, u64), u32>,
}

/// The form on disk: seconds, nanoseconds and identity of each entry; equal ones are repeated.
#[derive(Serialize, Deserialize)]
struct Stored {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
    seen: Vec<(i64, u32, u64)>,
}

impl Marks {
    /// Nothing was met yet, and everything from `since` on is wanted.
    pub fn since(since: DateTime<Utc>) -> Self {
        Self::at(since, since)
    }

    /// Nothing is known between `line` and `floor` yet.
    pub(super) fn at(floor: DateTime<Utc>, line: DateTime<Utc>) -> Self {
        Self { floor, line, seen: BTreeMap::new() }
    }

    /// Everything older was found, as far as it came within `settle`.
    pub fn floor(&self) -> DateTime<Utc> {
        self.floor
    }

    /// From here on entries are remembered. Whether an older one was handed out cannot be told.
    pub fn line(&self) -> DateTime<Utc> {
        self.line
    }

    /// Counts one more entry as handed out. So the marks of before a batch, with those of its entries that were taken, are
    /// marks of within the batch.
    pub fn take(&mut self, identity: u64, time: DateTime<Utc>) {
        *self.seen.entry((time, identity)).or_default() += 1;
    }

    /// Those of `found` that were not met before. Of equal ones only as many are, as there are more than before.
    pub(super) fn fresh(&self, found: Vec<Found>) -> Vec<Found> {
        let mut met: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        let fresh = |found: &Found| {
            let key = (found.time, found.identity);
            let left = met.entry(key).or_insert_with(|| self.seen.get(&key).copied().unwrap_or_default());
            let known = *left > 0;
            *left = left.saturating_sub(1);
            found.time >= self.line && !known
        };
        found.into_iter().filter(fresh).collect()
    }

    /// Whether `found`, all there is of a window, lacks an entry that was met there.
    pub(super) fn lack(&self, window: (DateTime<Utc>, DateTime<Utc>), found: &[Found]) -> bool {
        let mut there: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        for found in found {
            *there.entry((found.time, found.identity)).or_default() += 1;
        }
        let (from, until) = window;
        let mut met = self.seen.range((from, 0)..).take_while(|((time, _), _)| *time < until);
        met.any(|(key, count)| there.get(key).is_none_or(|found| found < count))
    }

    /// Takes the line back to `line`; what was `found` between there and the present one counts as met.
    pub(super) fn lower(&mut self, line: DateTime<Utc>, found: &[Found]) {
        for found in found.iter().filter(|found| (line..self.line).contains(&found.time)) {
            *self.seen.entry((found.time, found.identity)).or_default() += 1;
        }
        self.line = self.line.min(line);
    }

    /// Goes on to a later floor and line, and forgets what is older than the line. Neither ever goes back.
    pub(super) fn advance(&mut self, floor: DateTime<Utc>, line: DateTime<Utc>) {
        self.line = self.line.max(line);
        self.floor = floor.max(self.line);
        self.seen = self.seen.split_off(&(self.line, 0));
    }

    /// Entries remembered, equal ones counted once.
    pub fn remembered(&self) -> usize {
        self.seen.len()
    }
}

impl From<Marks> for Stored {
    fn from(marks: Marks) -> Self {
        let of = |((time, identity), count): ((DateTime<Utc>, u64), u32)| {
            std::iter::repeat_n((time.timestamp(), time.timestamp_subsec_nanos(), identity), count as usize)
        };
        Self { floor: marks.floor, line: marks.line, seen: marks.seen.into_iter().flat_map(of).collect() }
    }
}

impl From<Stored> for Marks {
    fn from(stored: Stored) -> Self {
        let mut marks = Self::at(stored.floor, stored.line);
        for (seconds, nanos, identity) in stored.seen {
            // What is no time was not written by us, and stands for no entry.
            if let Some(time) = DateTime::from_timestamp(seconds, nanos) {
                marks.take(identity, time);
            }
        }
        marks
    }
}
