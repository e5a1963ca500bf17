//! Keeps the newest of many records that come in any order; memory holds only the requested number.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use chrono::{DateTime, Utc};

use connlog_core::record::Record;

/// A record ordered by its time and, for equal times, by its position in the input.
struct TimedRecord {
    key: (Option<DateTime<Utc>>, u64),
    record: Record,
}

impl PartialEq for TimedRecord {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for TimedRecord {}

impl PartialOrd for TimedRecord {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimedRecord {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

/// Keeps the newest.
pub(crate) struct LatestN {
    most: usize,
    kept: BinaryHeap<Reverse<TimedRecord>>,
    seen: u64,
}

impl LatestN {
    /// The maximum number of records.
    pub(crate) fn new(most: u64) -> Self {
        Self { most: usize::try_from(most).unwrap_or(usize::MAX), kept: BinaryHeap::new(), seen: 0 }
    }

    /// Adds `record` with its `time`, and drops the oldest record beyond the maximum.
    pub(crate) fn push(&mut self, time: Option<DateTime<Utc>>, record: &Record) {
        self.seen += 1;
        let key = (time, self.seen);
        if self.kept.len() >= self.most {
            if self.kept.peek().is_some_and(|Reverse(oldest)| oldest.key > key) {
                return;
            }
            self.kept.pop();
        }
        self.kept.push(Reverse(TimedRecord { key, record: record.to_owned_record() }));
    }

    /// Returns the records, newest first.
    pub(crate) fn into_records(self) -> Vec<Record> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(timed)| timed.record).collect()
    }
}
