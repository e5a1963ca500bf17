//! Copies an archive into another one, source by source.

use super::{ArchiveSource, EntryOrder};
use crate::app::AppContext;
use crate::archive::filler::ArchiveFiller;
use crate::args::GlobalArgs;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{EntrySource as _, ReadOutcome, StopReason};
use connlog_core::error::{Exit, Result};
use connlog_core::query::Query;

/// Copies the entries of the kinds of `queries` from the archive of `--from`. Returns how the copy ended.
///
/// # Errors
///
/// When the archive cannot be read, or the other one cannot be written.
pub(crate) fn copy(
    queries: &[Query],
    filler: &mut ArchiveFiller,
    shared: &GlobalArgs,
    app: &AppContext,
) -> Result<Exit> {
    let mut archive = ArchiveSource::open(shared, app)?;
    archive.order = EntryOrder::OldestFirst;
    let progress = Progress::new(false, app);
    for (number, name) in archive.sources()? {
        filler.begin_source(&name)?;
        archive.source = Some(number);
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

impl ArchiveSource {
    /// Returns the numbers and names of the sources whose entries the archive has.
    fn sources(&self) -> Result<Vec<(i64, String)>> {
        let read = || {
            let mut statement = self.database.connection.prepare("SELECT id, name FROM source ORDER BY id")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.database.failed("read", &error))
    }
}
