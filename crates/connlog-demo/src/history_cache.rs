//! Remembers the segments of connection entries that were computed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many segments are kept.
const KEPT: usize = 512;

/// The places of each account's entries within one segment.
pub(super) type Segment = Vec<Vec<u16>>;

/// The segments that were computed before.
#[derive(Debug, Default)]
pub(super) struct HistoryCache(Mutex<HashMap<u64, Arc<Segment>>>);

impl HistoryCache {
    /// Returns the segment with this number. Computes it if the cache lacks it.
    pub(super) fn get(&self, number: u64, compute: impl FnOnce() -> Segment) -> Arc<Segment> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&number) {
            kept.clear();
        }
        Arc::clone(kept.entry(number).or_insert_with(|| Arc::new(compute())))
    }
}
