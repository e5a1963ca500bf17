//! What is followed, as the loop sees it: the API, files or a database, all told in the same words.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::AppContext;
use crate::sources::api::client::transport::RateLimitHeaders;
use crate::sources::api::follow as api;
use crate::sources::api::follow::events::Gap;
use crate::sources::files::follow as files;
use crate::sources::postgres::checkpoint;
use connlog_core::error::{Error, Result};
use connlog_core::record::Record;

/// A log that is followed.
pub(crate) trait FollowSource {
    /// Waits for what comes next; `None` when nothing more will. What it holds between two calls is all that it knows.
    async fn next(&mut self) -> Result<Option<FollowEvent>>;

    /// How far everything told so far reaches; `None` before the beginning is known, or where it cannot be gone on from.
    fn marks(&self) -> Option<CheckpointRef<'_>>;

    fn status(&self) -> FollowStatus;

    /// Says what is left to say at the end; a fault where that decides the exit code.
    fn close(&mut self, _process: &AppContext) -> Result<()> {
        Ok(())
    }
}

/// Something to tell.
pub(crate) enum FollowEvent {
    /// There are [`Feed::marks`]: told once, before anything else.
    Connected,
    /// New entries, oldest first.
    Entries(Vec<FollowedEntry>),
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
    Trouble(Error),
    /// It can be read again.
    Recovered {
        what: &'static str,
        after: Duration,
    },
    Quiet,
}

/// A new entry.
pub(crate) struct FollowedEntry {
    pub(crate) record: Record,
    pub(crate) mark: EntryPosition,
}

/// What marks know an entry by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryPosition {
    /// Its identity and time; of a row, that of its load.
    Met(u64, DateTime<Utc>),
    /// The number of its file and the place behind it.
    Place(u64, files::checkpoint::ReadPosition),
}

/// What was handed out, of whatever is followed. It is all that a restart needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Checkpoint {
    Met(api::checkpoint::PollCheckpoint),
    Places(files::checkpoint::FileCheckpoints),
    Loads(checkpoint::LoadCheckpoint),
}

/// Marks where they are kept, for whoever decides whether they are worth a copy.
#[derive(Clone, Copy)]
pub(crate) enum CheckpointRef<'f> {
    Met(&'f api::checkpoint::PollCheckpoint),
    Places(&'f files::checkpoint::FileCheckpoints),
    Loads(&'f checkpoint::LoadCheckpoint),
}

impl From<CheckpointRef<'_>> for Checkpoint {
    fn from(reached: CheckpointRef<'_>) -> Self {
        match reached {
            CheckpointRef::Met(marks) => Self::Met(marks.clone()),
            CheckpointRef::Places(places) => Self::Places(places.clone()),
            CheckpointRef::Loads(marks) => Self::Loads(marks.clone()),
        }
    }
}

impl Checkpoint {
    /// Counts one more entry as handed out.
    pub(crate) fn record_position(&mut self, mark: EntryPosition) {
        match (self, mark) {
            (Self::Met(marks), EntryPosition::Met(identity, time)) => marks.record_entry(identity, time),
            (Self::Places(places), EntryPosition::Place(file, at)) => places.record_position(file, at),
            (Self::Loads(marks), EntryPosition::Met(identity, loaded)) => marks.record_entry(identity, loaded),
            _ => {}
        }
    }

    /// Whether these are the same, so that there is nothing to write.
    pub(crate) fn are(&self, other: CheckpointRef<'_>) -> bool {
        match (self, other) {
            (Self::Met(marks), CheckpointRef::Met(other)) => marks == other,
            (Self::Places(places), CheckpointRef::Places(other)) => places == other,
            (Self::Loads(marks), CheckpointRef::Loads(other)) => marks == other,
            _ => false,
        }
    }

    /// Whether these can become the `later` ones by taking entries.
    pub(crate) fn lead_to(&self, later: CheckpointRef<'_>) -> bool {
        match (self, later) {
            (Self::Places(places), CheckpointRef::Places(later)) => places.same_files(later),
            _ => true,
        }
    }
}

/// How it goes, for a status line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FollowStatus {
    /// When it was looked last.
    pub(crate) polled: Option<DateTime<Utc>>,
    /// The rate limit, where there is one.
    pub(crate) rate: RateLimitHeaders,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_each_kind_are_read_as_what_they_are() {
        let read = |text: &str| serde_json::from_str::<Checkpoint>(text).unwrap();
        let time = "\"2026-01-01T00:00:00Z\"";
        let api = read(&format!(r#"{{"floor":{time},"line":{time},"seen":[[1,2,3]]}}"#));
        assert!(matches!(api, Checkpoint::Met(marks) if marks.remembered() == 1));
        assert!(matches!(read(r#"{"since":null,"next":1,"files":[]}"#), Checkpoint::Places(_)));
        let loads = read(&format!(r#"{{"loaded_since":null,"from":{time},"loaded":[[1,2,3]]}}"#));
        let text = serde_json::to_string(&loads).unwrap();
        assert!(matches!(loads, Checkpoint::Loads(_)) && read(&text) == loads, "{text}");
    }
}
