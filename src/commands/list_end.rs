//! The end of a list without pages: prints what was read, and finds the exit code.

use crate::output::writer::WriteError;
use crate::pipeline::{ReadOutcome, StopReason};
use connlog_core::error::{Code, Exit, PartialOutput, Result};

/// A list whose records were all accepted.
pub(super) trait AcceptedList {
    /// Prints the records that wait, and the end of the output.
    fn end(&mut self) -> Result<(), WriteError>;

    /// Returns the number of printed records.
    fn printed_records(&self) -> u64;
}

/// Prints the end of a list, also after an error. Returns the exit code of a list that ended early; `None` after its last
/// record.
pub(super) fn early_exit(gathered: ReadOutcome, list: &mut dyn AcceptedList) -> Result<Option<Exit>> {
    let ReadOutcome { facts, early, .. } = gathered;
    let ended = if matches!(early, Some(StopReason::Stop(_))) { Ok(()) } else { list.end() };
    match (early, ended) {
        (Some(StopReason::Stop(WriteError::Failed(fault))), _) | (_, Err(WriteError::Failed(fault))) => Err(fault),
        (Some(StopReason::Stop(WriteError::Closed)), _) | (_, Err(WriteError::Closed)) => Ok(Some(Exit::Done)),
        (Some(StopReason::Signal(exit)), Ok(())) => Ok(Some(exit)),
        (Some(StopReason::Fault(fault)), Ok(())) if facts.is_empty() || fault.code == Code::Incomplete => Err(fault),
        (Some(StopReason::Fault(fault)), Ok(())) => {
            Err(fault.after(PartialOutput { records: list.printed_records(), resume: None }))
        }
        (None, Ok(())) => Ok(None),
    }
}
