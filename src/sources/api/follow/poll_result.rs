//! The result of one poll.

use chrono::{DateTime, TimeDelta, Utc};

use crate::pipeline::skipped_kinds::SkippedKind;
use connlog_core::error::Error;
use connlog_core::record::Record;

/// A matching entry.
pub(super) struct PolledRecord {
    pub(super) record: Record,
    /// The maximum time if the entry has none.
    pub(super) time: DateTime<Utc>,
    pub(super) identity: u64,
}

/// The result of a complete poll.
pub(super) struct PollResult {
    /// The matching entries, oldest first.
    pub(super) found: Vec<PolledRecord>,
    /// The server time up to which the poll saw all entries.
    pub(super) reference: DateTime<Utc>,
    /// The latest such time of all kinds; it differs only if the server sends no `Date`.
    pub(super) ahead: DateTime<Utc>,
    /// The server sent a `Date`.
    pub(super) dated: bool,
    /// The server time of the last answer.
    pub(super) ended: DateTime<Utc>,
    /// The API version, if it is certain.
    pub(super) dialect: Option<&'static str>,
    /// One request asked for all kinds.
    pub(super) together: bool,
    /// The number of pages read.
    pub(super) pages: u64,
    /// The number of rows of each kind in the window, including rows that do not match.
    pub(super) rows: Vec<u64>,
    /// How many days the source keeps entries of the kind that it keeps for the shortest time.
    pub(super) retention_days: u32,
    /// How many days it keeps entries of the other kinds at most.
    pub(super) longest_retention_days: u32,
    /// The time of the oldest entry if the endpoint has only one page and it was full.
    pub(super) cut: Option<DateTime<Utc>>,
    /// The kinds that the API does not serve, and that the user did not name.
    pub(super) skipped: Vec<SkippedKind>,
}

/// Why a poll ended without a result.
pub(super) enum PollAbort {
    Fault(Error),
    /// The window has too many records for memory; the next poll should use this length.
    TooMany {
        span: TimeDelta,
        retention_days: u32,
    },
    /// The server ignores the end of the window.
    Endless,
}

impl From<Error> for PollAbort {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}
