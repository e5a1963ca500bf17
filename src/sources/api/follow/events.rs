//! Events and status of a followed list.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::sources::api::client::transport::RateLimitHeaders;
use connlog_core::error::Error;
use connlog_core::record::Record;

/// An event of a followed list.
pub enum PollEvent {
    /// The first poll is complete, so there is a [`checkpoint`](super::poller::Poller::checkpoint). Always the first event.
    Connected,
    /// A text for the user.
    Note(String),
    /// New entries of all kinds, oldest first.
    Entries(Vec<PolledEntry>),
    /// The entries of this window are lost.
    Gap(Gap),
    /// `count` of the next entries came later than `settle`; `oldest` is the time of the oldest of them.
    Late { count: u64, oldest: DateTime<Utc> },
    /// A poll failed and is retried. Sent once an outage.
    Trouble(Error),
    /// The outage is over; the entries of the meantime follow.
    Recovered { after: Duration },
    /// A poll had no new entries.
    Quiet,
}

/// A new entry.
pub struct PolledEntry {
    pub record: Record,
    /// The key of the entry in [`PollCheckpoint::record_entry`](super::checkpoint::PollCheckpoint::record_entry), with `time`.
    pub identity: u64,
    /// The time of the entry; the maximum time if it has none.
    pub time: DateTime<Utc>,
    /// The number of the entry among equal ones, from 1.
    pub copy: u32,
}

/// A window with possibly lost entries; `to` is exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Why the entries are lost, as a clause.
    pub cause: String,
}

/// The progress of following, for a status line.
#[derive(Debug, Clone, Copy, Default)]
pub struct PollStatus {
    /// The server time of the last complete poll.
    pub polled: Option<DateTime<Utc>>,
    /// The number of entries emitted.
    pub entries: u64,
    /// The number of these that came later than `settle`.
    pub late: u64,
    /// The number of complete polls.
    pub polls: u64,
    /// The number of answered requests.
    pub requests: u64,
    /// The rate limit of the last answer.
    pub rate: RateLimitHeaders,
    /// The duration of the present outage.
    pub trouble: Option<Duration>,
    /// How many days the source keeps entries; known after the first poll.
    pub retention_days: Option<u32>,
}
