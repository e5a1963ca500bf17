//! The interface of sinks that print a list.

use super::DynSink;
use crate::output::writer::WriteError;
use connlog_core::error::PartialOutput;

/// How the next entry of a list with context relates to the matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryMark {
    /// It matches.
    Match,
    /// It is near a match.
    Context,
    /// It does not follow the entry before it.
    Separator,
}

/// A sink that prints the entries of a list, at once or at the end.
pub(crate) trait EntryList: DynSink {
    /// Prints the entries that are kept so far, and the end of the format. Called also after an error.
    fn finish(&mut self) -> Result<(), WriteError>;

    /// Sets how the next entry relates to the matches, or separates it from the entries before it.
    fn mark(&mut self, mark: EntryMark) -> Result<(), WriteError>;

    /// Returns the number of printed entries that match.
    fn printed(&self) -> u64;

    /// Returns the number of printed entries that failed.
    fn failures(&self) -> u64;

    /// Returns whether an entry matched that was not printed because of the limit.
    fn has_more(&self) -> bool;

    /// Returns what was printed, and the flags that continue the list.
    fn partial(&self) -> PartialOutput;
}
