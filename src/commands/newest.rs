//! The newest of many records that come in any order, in memory for as many as are wanted.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use chrono::{DateTime, Utc};

use crate::record::Record;

/// A record by its time; of one moment, by its place in the input.
struct Timed {
    key: (Option<DateTime<Utc>>, u64),
    record: Record,
}

impl PartialEq for Timed {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Timed {}

impl PartialOrd for Timed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

/// Keeps the newest.
pub(super) struct Newest {
    most: usize,
    kept: BinaryHeap<Reverse<Timed>>,
    seen: u64,
}

impl Newest {
    /// At most so many are kept.
    pub(super) fn new(most: u64) -> Self {
        Self { most: usize::try_from(most).unwrap_or(usize::MAX), kept: BinaryHeap::new(), seen: 0 }
    }

    /// Keeps `record`, which is of `time`, while it is one of the newest.
    pub(super) fn take(&mut self, time: Option<DateTime<Utc>>, record: &Record) {
        self.seen += 1;
        let key = (time, self.seen);
        if self.kept.len() >= self.most {
            if self.kept.peek().is_some_and(|Reverse(oldest)| oldest.key > key) {
                return;
            }
            self.kept.pop();
        }
        self.kept.push(Reverse(Timed { key, record: record.detached() }));
    }

    /// What was kept, newest first.
    pub(super) fn into_records(self) -> Vec<Record> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(timed)| timed.record).collect()
    }
}
