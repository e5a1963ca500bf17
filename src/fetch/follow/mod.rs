//! Following a log: new entries of one or several kinds as they come, none lost, none twice, for as long as it takes.

mod marks;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::marks::Marks;
use super::probe::{Candidates, Opened};
use super::send::Sender;
use super::wire::Rate;
use crate::error::{Code, Fault, Result};
use crate::query::Query;
use crate::record::Record;
use crate::vendor::Source;

/// How closely to follow.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How much later than its own time an entry may appear and still be certain to be found.
    pub settle: Duration,
    /// How much further back entries are remembered and looked for, so that later ones are found where that can be.
    pub band: Duration,
    /// The pause after a poll that brought little.
    pub interval: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { settle: Duration::from_secs(30), band: Duration::from_secs(600), interval: Duration::from_secs(5) }
    }
}

/// Where to begin.
#[derive(Debug, Clone)]
pub enum Start {
    /// With what appears from now on.
    Now,
    /// With so many entries that are there, the newest that match.
    Last(u64),
    /// With everything from a moment on.
    Since(DateTime<Utc>),
    /// Where another run ended.
    Resume(Marks),
}

/// Ways to ask. Which of a vendor's dialects a server speaks is found out by the first answer.
pub trait Sources {
    /// The ways to ask `query`, the likeliest first.
    fn candidates(&self, query: &Query) -> Candidates;

    /// One of them answered; where `certain`, it may be remembered.
    fn opened(&self, opened: &Opened);

    /// The way to ask `query` in the dialect of that name, a [`Source::name`].
    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn Source>>;

    /// One way to ask all of `queries` at once, where the dialect has one.
    fn joint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn Source>>;
}

/// Something to tell.
pub enum News {
    /// The first poll is done, so there are [`marks`](Follow::marks): said once, before anything else.
    Connected,
    /// New entries of all kinds, oldest first.
    Entries(Vec<Entry>),
    /// Entries of this window can no longer be read.
    Gap(Gap),
    /// Among the entries that follow, so many came later than `settle`; the oldest of them bears this time.
    Late { count: u64, oldest: DateTime<Utc> },
    /// A poll failed, and it is tried again until it does not: said once an outage.
    Trouble(Fault),
    /// The outage is over; what happened meanwhile follows.
    Recovered { after: Duration },
    /// A poll brought nothing.
    Quiet,
}

/// A new entry.
pub struct Entry {
    pub record: Record,
    /// For [`Marks::take`].
    pub identity: u64,
    /// When it happened; for [`Marks::take`].
    pub time: DateTime<Utc>,
}

/// A window of which entries may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// A phrase: why it cannot be read.
    pub cause: String,
}

/// How it goes, for a status line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Status {
    /// The last good poll, by the server's clock.
    pub polled: Option<DateTime<Utc>>,
    /// Entries handed out.
    pub entries: u64,
    /// How many of them came later than `settle`.
    pub late: u64,
    /// Requests answered.
    pub requests: u64,
    /// The rate limit as the last answer told it.
    pub rate: Rate,
    /// Polls have been failing for so long.
    pub trouble: Option<Duration>,
    /// Days the source keeps entries.
    pub kept_days: Option<u32>,
}

/// Follows a log.
pub struct Follow<'a> {
    _sender: &'a Sender<'a>,
    _sources: &'a dyn Sources,
    _queries: Vec<Query>,
    _pace: Pace,
    marks: Option<Marks>,
}

impl<'a> Follow<'a> {
    /// Follows what answers any of `queries`, one a kind: their filters count, not their windows and limits.
    pub fn new(
        sender: &'a Sender<'a>,
        sources: &'a dyn Sources,
        queries: Vec<Query>,
        start: Start,
        pace: Pace,
    ) -> Self {
        let marks = match start {
            Start::Now | Start::Last(_) => None,
            Start::Since(since) => Some(Marks::since(since)),
            Start::Resume(marks) => Some(marks),
        };
        Self { _sender: sender, _sources: sources, _queries: queries, _pace: pace, marks }
    }

    /// The next thing to tell; waits between polls. Fails where it cannot go on. A future that is dropped loses nothing
    /// and repeats nothing.
    pub async fn next(&mut self) -> Result<News> {
        std::future::ready(()).await;
        Err(Fault::new(Code::Internal, "following is not built yet"))
    }

    /// What a restart needs: all that was handed out counts as taken. `None` before [`News::Connected`], where the
    /// beginning is not known yet.
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.as_ref()
    }

    pub fn status(&self) -> Status {
        Status::default()
    }
}
