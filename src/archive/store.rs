//! The interface of an archive for writing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::entry::ArchiveEntry;
use crate::follow::source::Checkpoint;
use crate::sources::api::follow::events::Gap;
use connlog_core::error::Result;

/// What one write stores: all of it, or nothing.
#[derive(Default)]
pub struct ArchiveBatch {
    /// The name of the source.
    pub source: String,
    pub entries: Vec<ArchiveEntry>,
    /// Windows of the source whose entries are lost.
    pub gaps: Vec<Gap>,
    /// How far the source was read after these entries.
    pub cursor: Option<(CursorName, Checkpoint)>,
}

/// The name of a cursor in an archive: another account or other kinds of a source are read from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorName {
    /// The name of the source.
    pub source: String,
    /// The kinds, and a hash of the key.
    pub key: String,
}

/// The number of new entries by the plural of their kind.
pub type KindCounts = BTreeMap<&'static str, u64>;

/// The content of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveSummary {
    pub entries: u64,
    /// The times of the oldest and the newest entry.
    pub range: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The size in bytes.
    pub bytes: u64,
}

/// The result of a check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ArchiveReport {
    /// The number of entries whose bytes have their hash.
    pub good: u64,
    /// What is wrong.
    pub faults: Vec<String>,
    /// Windows whose entries were lost before they were archived, with the name of their source.
    pub gaps: Vec<(String, Gap)>,
}

/// An archive that can be written.
pub trait ArchiveStore {
    /// Returns the number of entries that one write should have.
    fn batch_size(&self) -> usize {
        4_096
    }

    /// Returns the saved position of an earlier run.
    fn cursor(&mut self, name: &CursorName) -> Result<Option<Checkpoint>>;

    /// Writes a batch in one transaction. Entries that the archive has are left out. Returns the number of new ones.
    fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts>;

    /// Returns how many entries of the batch are new, without a write.
    fn count_new(&mut self, batch: &ArchiveBatch) -> Result<KindCounts>;

    /// Returns the number of entries, their range and the size.
    fn summary(&mut self) -> Result<ArchiveSummary>;

    /// Gives back the space that a large fill left unused. Called after a run that wrote most of the archive.
    fn compact(&mut self) -> Result<()>;

    /// Reads everything, and compares counts and hashes.
    fn check(&mut self) -> Result<ArchiveReport>;

    /// Returns the number of entries before `time`.
    fn count_before(&mut self, time: DateTime<Utc>) -> Result<u64>;

    /// Removes the entries before `time`, and returns their number. Entries without a readable time stay.
    fn prune(&mut self, time: DateTime<Utc>) -> Result<u64>;
}
