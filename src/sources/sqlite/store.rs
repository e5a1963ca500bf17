//! The archive in a file of SQLite as a target of `connlog archive`.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::database::SqliteDatabase;
use super::maintenance;
use super::writer::SqliteWriter;
use crate::archive::entry::UNTIMED;
use crate::archive::store::{ArchiveBatch, ArchiveReport, ArchiveStore, ArchiveSummary, CursorName, KindCounts};
use crate::follow::source::Checkpoint;
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::record::Record;

/// An archive in a file.
pub struct SqliteStore(SqliteWriter);

impl SqliteStore {
    /// Opens the archive for writing. A missing file is created, readable by its owner only.
    pub fn create(path: &Path) -> Result<Self> {
        SqliteDatabase::create(path).map(|database| Self(SqliteWriter::new(database)))
    }

    /// Opens the archive for reading. Returns `None` if there is no file.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        if !path.exists() {
            return Ok(None);
        }
        SqliteDatabase::open(path).map(|database| Some(Self(SqliteWriter::new(database))))
    }

    /// Returns the entries of the kinds of `queries`, newest first.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read.
    pub fn records(&self, queries: &[Query]) -> Result<Vec<Record>> {
        super::reader::records(self.database(), queries)
    }

    /// Returns an empty archive in memory.
    pub fn in_memory() -> Result<Self> {
        SqliteDatabase::in_memory().map(|database| Self(SqliteWriter::new(database)))
    }

    fn database(&self) -> &SqliteDatabase {
        &self.0.database
    }
}

impl ArchiveStore for SqliteStore {
    fn cursor(&mut self, name: &CursorName) -> Result<Option<Checkpoint>> {
        self.0.cursor(name)
    }

    fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        self.0.write(batch)
    }

    fn count_new(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let database = self.database();
        let count = || {
            let statement = "SELECT EXISTS (SELECT 1 FROM entry JOIN source ON source.id = entry.source
                             WHERE time = ? AND identity = ? AND copy = ? AND source.name = ?)";
            let mut statement = database.connection.prepare_cached(statement)?;
            let mut counts = KindCounts::new();
            for entry in &batch.entries {
                let key = params![entry.time, entry.identity.cast_signed(), entry.copy, batch.source];
                if !statement.query_row(key, |row| row.get::<_, bool>(0))? {
                    *counts.entry(entry.kind.plural()).or_default() += 1;
                }
            }
            Ok(counts)
        };
        count().map_err(|error| database.failed("read", &error))
    }

    fn summary(&mut self) -> Result<ArchiveSummary> {
        let database = self.database();
        let read = || {
            let entries: i64 = database.connection.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
            let range = "SELECT (SELECT min(time) FROM entry WHERE time <> ?), (SELECT max(time) FROM entry)";
            let times: (Option<i64>, Option<i64>) =
                database.connection.query_row(range, [UNTIMED], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
            let bytes: i64 = database.connection.query_row(size, [], |row| row.get(0))?;
            Ok((entries, times, bytes))
        };
        let (entries, (oldest, newest), bytes) = read().map_err(|error| database.failed("read", &error))?;
        let range = oldest.zip(newest).map(|(oldest, newest)| (moment(oldest), moment(newest)));
        let number = |count| u64::try_from(count).unwrap_or_default();
        Ok(ArchiveSummary { entries: number(entries), range, bytes: number(bytes) })
    }

    fn compact(&mut self) -> Result<()> {
        maintenance::compact(self.database())
    }

    fn check(&mut self) -> Result<ArchiveReport> {
        maintenance::check(self.database())
    }

    fn count_before(&mut self, time: DateTime<Utc>) -> Result<u64> {
        maintenance::count_before(self.database(), time)
    }

    fn prune(&mut self, time: DateTime<Utc>) -> Result<u64> {
        maintenance::prune(&mut self.0.database, time)
    }
}

/// Returns the time of a column.
fn moment(nanos: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_nanos(nanos)
}
