//! The interface between the event loop and the output of entries: a format or an archive.

use super::source::{Checkpoint, CheckpointRef, FollowedEntry};
use crate::output::writer::WriteError;
use crate::sources::api::follow::events::Gap;
use connlog_core::error::Result;

/// Accepts the entries of a followed source, and remembers how far it was followed.
pub trait EntryOutput {
    /// Returns the checkpoint of an earlier run, if this run resumes it.
    fn checkpoint(&self) -> Option<&Checkpoint>;

    /// Returns the number of entries that were written.
    fn written(&self) -> u64;

    /// Begins the output. Called when the source has a checkpoint.
    fn begin(&mut self) -> Result<(), WriteError>;

    /// Accepts an entry.
    fn entry(&mut self, entry: &FollowedEntry) -> Result<(), WriteError>;

    /// Accepts a control record, such as a heartbeat.
    fn control(&mut self, value: &serde_json::Value) -> Result<(), WriteError>;

    /// Accepts a window whose entries are lost.
    fn gap(&mut self, _gap: &Gap) -> Result<()> {
        Ok(())
    }

    /// Accepts a checkpoint that contains all accepted entries.
    fn advance(&mut self, checkpoint: CheckpointRef<'_>) -> Result<()>;

    /// Ends the output.
    fn finish(&mut self) -> Result<(), WriteError>;

    /// Saves the position for a later run.
    fn save(&mut self) -> Result<()>;
}
