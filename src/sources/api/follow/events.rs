//! What following has to tell.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::sources::api::client::transport::RateLimitHeaders;
use connlog_core::error::Error;
use connlog_core::record::Record;

/// Something to tell.
pub enum PollEvent {
    /// The first poll is done, so there are [`marks`](super::poller::Poller::marks): told once, before anything else.
    Connected,
    /// New entries of all kinds, oldest first.
    Entries(Vec<PolledEntry>),
    /// Entries of this window can no longer be read.
    Gap(Gap),
    /// Of the entries that follow, so many came later than `settle`; the oldest of them bears this time.
    Late { count: u64, oldest: DateTime<Utc> },
    /// A poll failed, and is tried again until one does not: told once an outage.
    Trouble(Error),
    /// The outage is over; what happened meanwhile follows.
    Recovered { after: Duration },
    /// A poll brought nothing.
    Quiet,
}

/// A new entry.
pub struct PolledEntry {
    pub record: Record,
    /// With `time`, what [`Marks::take`](super::checkpoint::PollCheckpoint::record_entry) knows it by.
    pub identity: u64,
    /// When it happened; the end of all time, where it does not say.
    pub time: DateTime<Utc>,
}

/// A window of which entries may be missing; `to` is outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Why it cannot be read, as a clause.
    pub cause: String,
}

/// How it goes, for a status line.
#[derive(Debug, Clone, Copy, Default)]
pub struct PollStatus {
    /// The last good poll, by the server's clock.
    pub polled: Option<DateTime<Utc>>,
    /// Entries handed out.
    pub entries: u64,
    /// How many of them came later than `settle`.
    pub late: u64,
    /// Good polls.
    pub polls: u64,
    /// Requests that were answered.
    pub requests: u64,
    /// The rate limit as the last answer told it.
    pub rate: RateLimitHeaders,
    /// Polls have been failing for so long.
    pub trouble: Option<Duration>,
    /// Days the source keeps entries; known once connected.
    pub kept_days: Option<u32>,
}
