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
use crate::read::sql;
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
    /// Its identity and time; of a row, that of its load.
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
    Loads(sql::Marks),
}

/// Marks where they are kept, for whoever decides whether they are worth a copy.
#[derive(Clone, Copy)]
pub(super) enum Reached<'f> {
    Met(&'f api::Marks),
    Places(&'f files::Places),
    Loads(&'f sql::Marks),
}

impl From<Reached<'_>> for Marks {
    fn from(reached: Reached<'_>) -> Self {
        match reached {
            Reached::Met(marks) => Self::Met(marks.clone()),
            Reached::Places(places) => Self::Places(places.clone()),
            Reached::Loads(marks) => Self::Loads(marks.clone()),
        }
    }
}

impl Marks {
    /// Counts one more entry as handed out.
    pub(super) fn take(&mut self, mark: Mark) {
        match (self, mark) {
            (Self::Met(marks), Mark::Met(identity, time)) => marks.take(identity, time),
            (Self::Places(places), Mark::Place(file, at)) => places.take(file, at),
            (Self::Loads(marks), Mark::Met(identity, loaded)) => marks.take(identity, loaded),
            _ => {}
        }
    }

    /// Whether these are the same, so that there is nothing to write.
    pub(super) fn are(&self, other: Reached<'_>) -> bool {
        match (self, other) {
            (Self::Met(marks), Reached::Met(other)) => marks == other,
            (Self::Places(places), Reached::Places(other)) => places == other,
            (Self::Loads(marks), Reached::Loads(other)) => marks == other,
            _ => false,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_each_kind_are_read_as_what_they_are() {
        let read = |text: &str| serde_json::from_str::<Marks>(text).unwrap();
        let time = "\"2026-01-01T00:00:00Z\"";
        let api = read(&format!(r#"{{"floor":{time},"line":{time},"seen":[[1,2,3]]}}"#));
        assert!(matches!(api, Marks::Met(marks) if marks.remembered() == 1));
        assert!(matches!(read(r#"{"since":null,"next":1,"files":[]}"#), Marks::Places(_)));
        let loads = read(&format!(r#"{{"loaded_since":null,"from":{time},"loaded":[[1,2,3]]}}"#));
        let text = serde_json::to_string(&loads).unwrap();
        assert!(matches!(loads, Marks::Loads(_)) && read(&text) == loads, "{text}");
    }
}
