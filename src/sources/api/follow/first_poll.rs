//! The first poll of a list, which a saved position describes before the first request is sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A run that began its first poll within this time may still be running, so its entries are not lost yet.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// The first poll of a list without an answer that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FirstPoll {
    /// The local time at which the earliest run began.
    begun: DateTime<Utc>,
    /// The number of runs that began and did not report a failure. A killed run is counted until another run succeeds.
    runs: u32,
    /// The entries that expired between the beginning and the first poll of another run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expired: Option<ExpiredWindow>,
}

/// A window at the end of the retention; `to` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ExpiredWindow {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
}

/// The retention at the time of a poll.
#[derive(Debug, Clone, Copy)]
pub(super) struct RetentionEdge {
    pub(super) retention: TimeDelta,
    /// Earlier entries have expired.
    pub(super) retained_from: DateTime<Utc>,
    /// The local time.
    pub(super) now: DateTime<Utc>,
}

impl FirstPoll {
    /// Adds a run that begins at the local time `now` to those that began before.
    pub(super) fn begin(earlier: Option<Self>, now: DateTime<Utc>) -> Self {
        match earlier.filter(|earlier| earlier.runs > 0) {
            Some(earlier) => Self { runs: earlier.runs.saturating_add(1), ..earlier },
            None => Self { begun: now, runs: 1, expired: None },
        }
    }

    /// Removes a run that failed before it had an answer.
    pub(super) fn fail(&mut self) {
        self.runs = self.runs.saturating_sub(1);
    }

    /// Returns whether no run has read the list.
    pub(super) fn is_open(&self) -> bool {
        self.expired.is_none()
    }

    /// Returns whether a run of these may still be running.
    pub(super) fn is_recent(&self, now: DateTime<Utc>) -> bool {
        (now - self.begun).abs() < PATIENCE
    }

    /// Returns the window whose entries only the earlier runs can have, if the list is promised from `since` on.
    ///
    /// A first poll saw at most what the source had when it began. The local time of the beginning is compared with the
    /// retention, and with the present local time, because the clock may be wrong at one of both times: the earlier result counts.
    pub(super) fn expired(&self, since: DateTime<Utc>, edge: RetentionEdge) -> Option<ExpiredWindow> {
        let begun = (self.begun - edge.retention).min(edge.retained_from - (edge.now - self.begun));
        let window = ExpiredWindow { from: since.max(begun), to: edge.retained_from };
        self.expired.or(Some(window).filter(|window| self.runs > 0 && window.from < window.to))
    }

    /// Returns the first poll after another run has read the list and found `expired`.
    pub(super) fn with_expired(self, expired: ExpiredWindow) -> Self {
        Self { expired: Some(expired), ..self }
    }
}
