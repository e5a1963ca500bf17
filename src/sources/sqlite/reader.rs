//! Reads entries from an archive as records.

use std::path::Path;

use super::block_cache::{BlockCache, ReadFault, fault, read_entries};
use super::counter;
use super::database::SqliteDatabase;
use super::positions;
use super::statement::{self, SqliteStatement};
use crate::archive::count_plan::{ArchiveCounts, CountPlan};
use crate::archive::reader::{ArchivePositions, ArchiveReader, ArchiveRequest, EntryOrder, ReadPlan, RecordVisitor};
use crate::pipeline::StopReason;
use crate::signals::Listener;
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Query;
use connlog_core::record::Record;

/// An archive in a file that is open for reading.
pub(crate) struct SqliteReader {
    database: SqliteDatabase,
}

impl SqliteReader {
    /// Opens the archive at `path`.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        SqliteDatabase::open(path).map(|database| Self { database })
    }

    fn statements(&self, request: &ArchiveRequest<'_>) -> Result<Vec<SqliteStatement>> {
        let built = statement::build(request, &self.database.connection);
        built.map_err(|error| self.database.failed("read", &error))
    }
}

impl ArchiveReader for SqliteReader {
    fn name(&self) -> String {
        self.database.path.display().to_string()
    }

    fn read(
        &self,
        request: &ArchiveRequest<'_>,
        _: &Listener,
        visitor: &mut RecordVisitor<'_>,
    ) -> Result<bool, StopReason> {
        let mut cache = BlockCache::new(&self.database.connection);
        for statement in &self.statements(request).map_err(StopReason::Fault)? {
            let ended = read_entries(&self.database.connection, statement, &mut cache, |record| {
                visitor(record).map_err(ReadEnd::Stop)
            });
            match ended {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(ReadEnd::Stop(stop)) => return Err(stop),
                Err(ReadEnd::Fault(error)) => return Err(StopReason::Fault(fault(&self.database, error))),
            }
        }
        Ok(true)
    }

    fn count(
        &self,
        request: &ArchiveRequest<'_>,
        plan: &CountPlan,
        listener: &Listener,
    ) -> Result<Option<ArchiveCounts>> {
        let Some(query) = request.queries.first() else { return Ok(None) };
        counter::count(&self.database, &self.statements(request)?, plan, query, listener)
    }

    fn plan(&self, request: &ArchiveRequest<'_>) -> Result<ReadPlan> {
        let Some(SqliteStatement { text, parameters, applied, .. }) = self.statements(request)?.into_iter().next()
        else {
            return Err(Error::new(Code::Internal, "cannot show a statement: there is no query"));
        };
        Ok(ReadPlan { statement: text, parameters: parameters.iter().map(i64::to_string).collect(), applied })
    }

    fn sources(&self) -> Result<Vec<String>> {
        let read = || {
            let mut statement = self.database.connection.prepare("SELECT name FROM source ORDER BY id")?;
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.database.failed("read", &error))
    }

    fn positions(&self) -> Result<ArchivePositions> {
        positions::read(&self.database.connection).map_err(|error| self.database.failed("read", &error))
    }
}

/// Why a reading ended early.
enum ReadEnd {
    Stop(StopReason),
    Fault(ReadFault),
}

impl From<ReadFault> for ReadEnd {
    fn from(fault: ReadFault) -> Self {
        Self::Fault(fault)
    }
}

/// Returns the entries of the kinds of `queries`, newest first.
pub(super) fn records(database: &SqliteDatabase, queries: &[Query]) -> Result<Vec<Record>> {
    let connection = &database.connection;
    let request = ArchiveRequest { queries, source: None, order: EntryOrder::NewestFirst };
    let statements = statement::build(&request, connection);
    let statements = statements.map_err(|error| database.failed("read", &error))?;
    let (mut cache, mut found) = (BlockCache::new(connection), Vec::new());
    for statement in &statements {
        let ended: Result<bool, ReadFault> = read_entries(connection, statement, &mut cache, |record| {
            found.push(record);
            Ok(true)
        });
        ended.map_err(|error| fault(database, error))?;
    }
    Ok(found)
}
