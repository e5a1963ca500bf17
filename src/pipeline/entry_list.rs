//! The interface of sinks that print a list.

use super::DynSink;
use crate::output::writer::WriteError;
use connlog_core::error::PartialOutput;

/// A sink that prints the entries of a list, at once or at the end.
pub(crate) trait EntryList: DynSink {
    /// Prints the entries that are kept so far, and the end of the format. Called also after an error.
    fn finish(&mut self) -> Result<(), WriteError>;

    /// Returns the number of printed entries that match.
    fn printed(&self) -> u64;

    /// Returns whether an entry matched that was not printed because of the limit.
    fn has_more(&self) -> bool;

    /// Returns what was printed, and the flags that continue the list.
    fn partial(&self) -> PartialOutput;
}
