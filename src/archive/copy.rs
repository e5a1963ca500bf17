//! Copies an archive into another one, source by source.

use super::filler::ArchiveFiller;
use super::reader::EntryOrder;
use super::source::ArchiveSource;
use crate::app::AppContext;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{EntrySource as _, ReadOutcome, StopReason};
use connlog_core::error::{Exit, Result};
use connlog_core::query::Query;

/// Copies the entries of the kinds of `queries` from `archive`. Returns how the copy ended.
///
/// # Errors
///
/// When the archive cannot be read, or the other one cannot be written.
pub(crate) fn copy(
    queries: &[Query],
    mut archive: ArchiveSource,
    filler: &mut ArchiveFiller,
    app: &AppContext,
) -> Result<Exit> {
    archive.order = EntryOrder::OldestFirst;
    let progress = Progress::new(false, app);
    for name in archive.reader.sources()? {
        filler.begin_source(&name)?;
        archive.source = Some(name);
        let ReadOutcome { early, .. } = archive.read(queries, filler, &progress, app)?;
        filler.end()?;
        match early {
            None | Some(StopReason::Stop(WriteError::Closed)) => {}
            Some(StopReason::Signal(exit)) => return Ok(exit),
            Some(StopReason::Fault(fault) | StopReason::Stop(WriteError::Failed(fault))) => return Err(fault),
        }
    }
    Ok(Exit::Done)
}
