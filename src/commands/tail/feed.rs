//! What is followed, as the loop sees it: the API, files or a database, all told in the same words.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Result};
use crate::fetch::follow as api;
use crate::fetch::follow::Gap;
use crate::fetch::wire::Rate;
use crate::process::Process;
use crate::read::follow as files;
use crate::record::Record;

/// A log that is followed.
pub(super) trait Feed {
    /// Waits for what comes next; `None` when nothing more will. What it holds between two calls is all that it knows.
    async fn next(&mut self) -> Result<Option<News>>;

    /// How far everything told so far reaches; `None` before the beginning is known, or where it cannot be gone on from.
    fn marks(&self) -> Option<Reached<'_>>;

    fn status(&self) -> Status;

    /// Says what is left to say at the end; a fault where that decides the exit code.
    fn close(&mut self, _process: &Process) -> Result<()> {
        Ok(())
    }
}

/// Something to tell.
pub(super) enum News {
    /// There are [`Feed::marks`]: told once, before anything else.
    Connected,
    /// New entries, oldest first.
    Entries(Vec<Entry>),
    /// Entries of this window can no longer be read.
    Gap(Gap),
    /// Of the entries that follow, so many came later than `--settle`; the oldest of them bears this time.
    Late {
        count: u64,
        oldest: DateTime<Utc>,
    },
    /// Something that is no loss.
    Note(String),
    /// Something cannot be read, and is tried again.
    Trouble(Fault),
    /// It can be read again.
    Recovered {
        what: &'static str,
        after: Duration,
    },
    Quiet,
}

/// A new entry.
pub(super) struct Entry {
    pub(super) record: Record,
    pub(super) mark: Mark,
}

/// What marks know an entry by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Its identity and time.
    Met(u64, DateTime<Utc>),
    /// The number of its file and the place behind it.
    Place(u64, files::At),
}

/// What was handed out, of whatever is followed. It is all that a restart needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Marks {
    Met(api::Marks),
    Places(files::Places),
}

/// Marks where they are kept, for whoever decides whether they are worth a copy.
#[derive(Clone, Copy)]
pub(super) enum Reached<'f> {
    Met(&'f api::Marks),
    Places(&'f files::Places),
}

impl From<Reached<'_>> for Marks {
    fn from(reached: Reached<'_>) -> Self {
        match reached {
            Reached::Met(marks) => Self::Met(marks.clone()),
            Reached::Places(places) => Self::Places(places.clone()),
        }
    }
}

impl Marks {
    /// Counts one more entry as handed out.
    pub(super) fn take(&mut self, mark: Mark) {
        match (self, mark) {
            (Self::Met(marks), Mark::Met(identity, time)) => marks.take(identity, time),
            (Self::Places(places), Mark::Place(file, at)) => places.take(file, at),
            _ => {}
        }
    }

    /// Whether these can become the `later` ones by taking entries.
    pub(super) fn lead_to(&self, later: Reached<'_>) -> bool {
        match (self, later) {
            (Self::Places(places), Reached::Places(later)) => places.same_files(later),
            _ => true,
        }
    }
}

/// How it goes, for a status line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Status {
    /// When it was looked last.
    pub(super) polled: Option<DateTime<Utc>>,
    /// The rate limit, where there is one.
    pub(super) rate: Rate,
}
