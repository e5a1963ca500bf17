//! What was handed out, so far as it may be met again: the state a restart needs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far a log was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Everything older was found, as far as it came within `settle`.
    floor: DateTime<Utc>,
    /// From here on all that was handed out, or not wanted, is remembered; what is older cannot be told from it.
    line: DateTime<Utc>,
    /// How often each was seen.
    seen: BTreeMap<(DateTime<Utc>, u64), u32>,
}

impl Marks {
    /// Nothing was taken yet, and all from `since` on is wanted.
    pub fn since(since: DateTime<Utc>) -> Self {
        Self { floor: since, line: since, seen: BTreeMap::new() }
    }

    /// Counts one more entry as handed out. So `marks` of before a batch, with those of its entries that were taken, are
    /// as good as marks.
    pub fn take(&mut self, identity: u64, time: DateTime<Utc>) {
        *self.seen.entry((time, identity)).or_default() += 1;
    }
}
