//! The interface between a followed source and the event loop: events, positions of entries and checkpoints.

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::entry_position::EntryPosition;
use crate::app::AppContext;
use crate::sources::api::client::transport::RateLimitHeaders;
use crate::sources::api::follow::checkpoint::PollCheckpoint;
use crate::sources::api::follow::events::Gap;
use crate::sources::files::follow::checkpoint::FileCheckpoints;
use crate::sources::fivetran::checkpoint::HistoryCheckpoint;
use crate::sources::warehouse::checkpoint;
use connlog_core::error::{Error, Result};
use connlog_core::record::Record;

/// A source that is followed.
pub(crate) trait FollowSource {
    /// Waits for the next event. Returns `None` when the source has ended.
    ///
    /// Implementations keep their state in `self`: the caller may drop the future and call again.
    async fn next(&mut self) -> Result<Option<FollowEvent>>;

    /// Returns the checkpoint after all events so far. Returns `None` before the start is known, and for a source such as
    /// stdin, which a later run cannot resume.
    fn checkpoint(&self) -> Option<CheckpointRef<'_>>;

    /// Returns the data of the status line.
    fn status(&self) -> FollowStatus;

    /// Returns whether all entries were returned that the source had at the last poll.
    fn is_caught_up(&self) -> bool {
        false
    }

    /// Prints the last notes of the source at the end of the run.
    ///
    /// # Errors
    ///
    /// When the source ended in a way that decides the exit code.
    fn close(&mut self, _process: &AppContext) -> Result<()> {
        Ok(())
    }
}

/// An event of a followed source.
pub(crate) enum FollowEvent {
    /// The start is known, so the source has a checkpoint. This is the first event.
    Connected,
    /// New entries, oldest first.
    Entries(Vec<FollowedEntry>),
    /// Entries of this window can no longer be read.
    Gap(Gap),
    /// `count` of the next entries appeared later than `--settle`. `oldest` is the time of the oldest one.
    Late { count: u64, oldest: DateTime<Utc> },
    /// A text for the user.
    Note(String),
    /// The source cannot be read, and retries.
    Trouble(Error),
    /// The source can be read again.
    Recovered { what: &'static str, after: Duration },
    /// A poll found nothing new.
    Quiet,
}

/// A new entry.
pub struct FollowedEntry {
    pub record: Record,
    pub position: EntryPosition,
    /// The number of the entry among equal ones, if the source counts them.
    pub copy: Option<u32>,
}

/// The emitted entries of a source. A restart needs nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Checkpoint {
    Poll(PollCheckpoint),
    Files(FileCheckpoints),
    Load(checkpoint::LoadCheckpoint),
    History(HistoryCheckpoint),
}

/// A borrowed checkpoint, which [`super::cursor::ResumeCursor`] copies only if it writes it.
#[derive(Clone, Copy)]
pub enum CheckpointRef<'f> {
    Poll(&'f PollCheckpoint),
    Files(&'f FileCheckpoints),
    Load(&'f checkpoint::LoadCheckpoint),
    History(&'f HistoryCheckpoint),
}

impl From<CheckpointRef<'_>> for Checkpoint {
    fn from(checkpoint: CheckpointRef<'_>) -> Self {
        match checkpoint {
            CheckpointRef::Poll(checkpoint) => Self::Poll(checkpoint.clone()),
            CheckpointRef::Files(checkpoint) => Self::Files(checkpoint.clone()),
            CheckpointRef::Load(checkpoint) => Self::Load(checkpoint.clone()),
            CheckpointRef::History(checkpoint) => Self::History(checkpoint.clone()),
        }
    }
}

impl Checkpoint {
    /// Records one more entry as emitted.
    pub(crate) fn record_position(&mut self, position: EntryPosition) {
        match (self, position) {
            (Self::Poll(poll), EntryPosition::Identity(identity, time)) => {
                poll.record_entry(identity, time);
            }
            (Self::Files(files), EntryPosition::Offset(file, at)) => files.record_position(file, at),
            (Self::Load(load), EntryPosition::Identity(identity, loaded)) => load.record_entry(identity, loaded),
            (Self::History(history), position) => history.record_entry(position),
            _ => {}
        }
    }

    /// Returns the checkpoint to store where `saved` is stored, which another run may have written. A run that has not read the
    /// list keeps the position of one that has. A position forgets the first poll of another run that saved its entries.
    pub(crate) fn replacing(&self, saved: Option<Self>) -> Cow<'_, Self> {
        let (Self::Poll(poll), Some(Self::Poll(saved))) = (self, saved) else { return Cow::Borrowed(self) };
        if poll.is_before_first_poll() && !saved.is_before_first_poll() {
            return Cow::Owned(Self::Poll(saved));
        }
        if saved.has_first_poll() {
            return Cow::Borrowed(self);
        }
        let mut settled = poll.clone();
        settled.settle_first_poll();
        Cow::Owned(Self::Poll(settled))
    }

    /// Returns whether the saved position decides what is stored.
    pub(crate) fn has_first_poll(&self) -> bool {
        matches!(self, Self::Poll(poll) if poll.has_first_poll())
    }

    /// Returns whether both checkpoints are equal.
    pub(crate) fn equals(&self, other: CheckpointRef<'_>) -> bool {
        match (self, other) {
            (Self::Poll(poll), CheckpointRef::Poll(other)) => poll == other,
            (Self::Files(files), CheckpointRef::Files(other)) => files == other,
            (Self::Load(load), CheckpointRef::Load(other)) => load == other,
            (Self::History(history), CheckpointRef::History(other)) => history == other,
            _ => false,
        }
    }

    /// Returns whether records of the journal can turn this checkpoint into the `later` one.
    pub(crate) fn can_become(&self, later: CheckpointRef<'_>) -> bool {
        match (self, later) {
            (Self::Files(files), CheckpointRef::Files(later)) => files.same_files(later),
            _ => true,
        }
    }
}

/// The data of the status line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FollowStatus {
    /// The time of the last successful poll.
    pub(crate) polled: Option<DateTime<Utc>>,
    /// The rate limit of an API.
    pub(crate) rate: RateLimitHeaders,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_of_each_source_are_read_as_such() {
        let read = |text: &str| serde_json::from_str::<Checkpoint>(text).unwrap();
        let time = "\"2026-01-01T00:00:00Z\"";
        let api = read(&format!(r#"{{"floor":{time},"line":{time},"seen":[[1,2,3]]}}"#));
        assert!(matches!(api, Checkpoint::Poll(poll) if poll.remembered() == 1));
        assert!(matches!(read(r#"{"since":null,"next":1,"files":[]}"#), Checkpoint::Files(_)));
        let loads = read(&format!(r#"{{"loaded_since":null,"from":{time},"loaded":[[1,2,3]]}}"#));
        let text = serde_json::to_string(&loads).unwrap();
        assert!(matches!(loads, Checkpoint::Load(_)) && read(&text) == loads, "{text}");
        let syncs = read(&format!(r#"{{"syncs_since":{time},"polled":{time},"syncs":[[5,7]]}}"#));
        let text = serde_json::to_string(&syncs).unwrap();
        assert!(matches!(syncs, Checkpoint::History(_)) && read(&text) == syncs, "{text}");
    }
}
