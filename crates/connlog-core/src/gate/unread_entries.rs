//! The verdict on entries that could not be read at all.

use chrono::{DateTime, Utc};

use super::count_unit::CountUnit;
use super::verdict::{Counts, Verdict, VerdictReason, VerdictStatus};
use crate::query::Window;

/// The entries that a check requested, and could not read.
pub struct UnreadEntries {
    /// The names of their kinds.
    pub kinds: Vec<&'static str>,
    /// Their window, if it is known.
    pub window: Option<Window>,
}

impl UnreadEntries {
    /// Returns the verdict on these entries. `reason` says why they could not be read; the exit code is that of the
    /// failure.
    pub fn verdict(self, now: DateTime<Utc>, reason: VerdictReason, exit_code: u8, command: String) -> Verdict {
        let Self { kinds, window } = self;
        Verdict {
            version: 1,
            outcome: VerdictStatus::Incomplete,
            exit_code,
            reasons: vec![reason],
            kinds,
            skipped: Vec::new(),
            source: None,
            since: window.and_then(|window| window.since),
            until: window.and_then(|window| window.until),
            now,
            took_s: 0.0,
            complete: false,
            unit: CountUnit::Records,
            earlier_attempts: None,
            totals: Counts::default(),
            groups: Vec::new(),
            unjudged: None,
            platforms: Vec::new(),
            causes: Vec::new(),
            findings: Vec::new(),
            findings_total: 0,
            unhealed: Vec::new(),
            series: Vec::new(),
            command,
        }
    }
}
