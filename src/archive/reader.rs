//! The interface of an archive for reading.

use chrono::{DateTime, Utc};

use super::count_plan::{ArchiveCounts, CountPlan};
use crate::follow::source::Checkpoint;
use crate::pipeline::StopReason;
use crate::signals::Listener;
use crate::sources::api::follow::events::Gap;
use connlog_core::error::Result;
use connlog_core::query::{Filter, Query};
use connlog_core::record::Record;

/// The order of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryOrder {
    NewestFirst,
    OldestFirst,
}

/// The entries to read.
pub(crate) struct ArchiveRequest<'r> {
    /// Queries that differ in their kind only.
    pub(crate) queries: &'r [Query],
    /// The name of the only source whose entries are read.
    pub(crate) source: Option<&'r str>,
    pub(crate) order: EntryOrder,
}

/// The statement of a reading.
pub(crate) struct ReadPlan {
    pub(crate) statement: String,
    /// The values of the parameters of the statement.
    pub(crate) parameters: Vec<String>,
    /// The filters that the statement applies.
    pub(crate) applied: Vec<Filter>,
}

/// How far a cursor has read.
pub(crate) struct CursorPosition {
    /// The name of the source.
    pub(crate) source: String,
    /// The kinds, and a hash of the key.
    pub(crate) key: String,
    pub(crate) checkpoint: Checkpoint,
}

/// What an archive has of its sources.
pub(crate) struct ArchivePositions {
    pub(crate) cursors: Vec<CursorPosition>,
    /// Lost windows, each with the name of its source.
    pub(crate) gaps: Vec<(String, Gap)>,
    /// The time of the oldest entry.
    pub(crate) oldest: Option<DateTime<Utc>>,
}

/// Accepts a record, and returns whether more are wanted.
pub(crate) type RecordVisitor<'v> = dyn FnMut(Record) -> Result<bool, StopReason> + 'v;

/// An archive that is open for reading.
pub(crate) trait ArchiveReader {
    /// Returns the name of the archive for messages, without a password.
    fn name(&self) -> String;

    /// Calls `visitor` with each record that may match, until it returns false. Returns whether it wants more.
    ///
    /// # Errors
    ///
    /// Those of the visitor, a fault if the archive cannot be read, and a signal that arrives in between.
    fn read(
        &self,
        request: &ArchiveRequest<'_>,
        listener: &Listener,
        visitor: &mut RecordVisitor<'_>,
    ) -> Result<bool, StopReason>;

    /// Counts the entries of `request` by their columns. Entries whose columns do not answer are counted as records. Returns
    /// `None` if the archive cannot count them so, or the result has too many rows.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read.
    fn count(
        &self,
        request: &ArchiveRequest<'_>,
        plan: &CountPlan,
        listener: &Listener,
    ) -> Result<Option<ArchiveCounts>>;

    /// Returns the statement for `request`.
    fn plan(&self, request: &ArchiveRequest<'_>) -> Result<ReadPlan>;

    /// Returns the names of the sources whose entries the archive has.
    fn sources(&self) -> Result<Vec<String>>;

    /// Returns the cursors, the gaps, and the time of the oldest entry.
    fn positions(&self) -> Result<ArchivePositions>;
}
