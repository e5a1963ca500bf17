//! Checks an archive, and removes old entries.

use chrono::{DateTime, Utc};
use rusqlite::{ErrorCode, TransactionBehavior, params};

use super::block_cache::{BlockCache, ReadFault};
use super::database::SqliteDatabase;
use super::positions;
use crate::archive::entry::UNTIMED;
use crate::archive::store::ArchiveReport;
use connlog_core::error::Result;
use connlog_core::redact::HIDDEN;

/// The number of faults that a report names.
const NAMED: usize = 20;

/// Reads everything, and compares the bytes of each entry with its hash, and its copies with their numbers.
pub(super) fn check(database: &SqliteDatabase) -> Result<ArchiveReport> {
    let mut report = ArchiveReport::default();
    let checked = integrity(database, &mut report)
        .and_then(|()| entries(database, &mut report))
        .and_then(|()| copies(database, &mut report))
        .and_then(|()| gaps(database, &mut report));
    checked.map(|()| report).map_err(|error| database.failed("check", &error))
}

/// Adds what SQLite finds.
fn integrity(database: &SqliteDatabase, report: &mut ArchiveReport) -> rusqlite::Result<()> {
    let mut statement = database.connection.prepare("PRAGMA integrity_check(20)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    report.faults.extend(found.into_iter().filter(|line| line != "ok"));
    Ok(())
}

/// Compares the bytes of each entry with its hash and its time.
fn entries(database: &SqliteDatabase, report: &mut ArchiveReport) -> rusqlite::Result<()> {
    let mut statement =
        database.connection.prepare("SELECT layout, block, place, identity, time FROM entry ORDER BY block, place")?;
    let mut rows = statement.query([])?;
    let mut cache = BlockCache::new(&database.connection);
    while let Some(row) = rows.next()? {
        let (layout, block, place): (_, i64, _) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (identity, time): (i64, i64) = (row.get(3)?, row.get(4)?);
        let fault = match cache.record(layout, block, place) {
            Ok(Some(record)) => {
                let found = record.time().and_then(|time| time.timestamp_nanos_opt()).unwrap_or(UNTIMED);
                // Secrets of the run that archived the entry were replaced after its hash was made.
                let is_hashed = !record.raw().contains(HIDDEN);
                let is_same = found == time && (!is_hashed || record.identity().cast_signed() == identity);
                (!is_same).then(|| format!("entry {place} of block {block} is not the one that was archived"))
            }
            Err(ReadFault::Sql(error)) => return Err(error),
            Ok(None) | Err(ReadFault::Block { .. }) => Some(format!("block {block} is damaged or missing")),
            Err(ReadFault::Layout(name)) => Some(format!("the form `{name}` is not known")),
        };
        match fault {
            None => report.good += 1,
            Some(fault) if report.faults.len() < NAMED && !report.faults.contains(&fault) => report.faults.push(fault),
            Some(_) => {}
        }
    }
    Ok(())
}

/// The copies of equal entries are numbered from 1 without a hole.
fn copies(database: &SqliteDatabase, report: &mut ArchiveReport) -> rusqlite::Result<()> {
    let statement = "SELECT count(*) FROM (SELECT 1 FROM entry GROUP BY time, identity, source
                     HAVING min(copy) <> 1 OR max(copy) <> count(*))";
    let holes: i64 = database.connection.query_row(statement, [], |row| row.get(0))?;
    if holes > 0 {
        report.faults.push(format!("copies of equal entries are missing: {holes} times"));
    }
    Ok(())
}

fn gaps(database: &SqliteDatabase, report: &mut ArchiveReport) -> rusqlite::Result<()> {
    report.gaps = positions::gaps(&database.connection)?;
    Ok(())
}

/// Gives back the pages that no table uses. The pages of the tables are full, because batches are sorted. Another process
/// that uses the archive leaves the file unchanged.
pub(super) fn compact(database: &SqliteDatabase) -> Result<()> {
    match database.connection.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);") {
        Ok(()) => Ok(()),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull) => Ok(()),
            _ => Err(database.failed("compact", &error)),
        },
    }
}

/// Returns the number of entries before `time`.
pub(super) fn count_before(database: &SqliteDatabase, time: DateTime<Utc>) -> Result<u64> {
    let statement = "SELECT count(*) FROM entry WHERE time > ? AND time < ?";
    let counted = database.connection.query_row(statement, params![UNTIMED, bound(time)], |row| row.get::<_, i64>(0));
    let count = counted.map_err(|error| database.failed("read", &error))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Returns the time as the column holds it.
fn bound(time: DateTime<Utc>) -> i64 {
    time.timestamp_nanos_opt().unwrap_or(if time.timestamp() < 0 { UNTIMED } else { i64::MAX })
}

/// Removes the entries before `time`, and blocks without entries. Returns the number of removed entries.
pub(super) fn prune(database: &mut SqliteDatabase, time: DateTime<Utc>) -> Result<u64> {
    let path = database.path.clone();
    let bound = bound(time);
    let mut remove = || {
        let transaction = database.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let condition = "DELETE FROM entry WHERE time > ? AND time < ?";
        let removed = transaction.execute(condition, params![UNTIMED, bound])?;
        transaction.execute("DELETE FROM block WHERE id NOT IN (SELECT block FROM entry)", [])?;
        transaction.commit()?;
        database.connection.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(removed as u64)
    };
    remove().map_err(|error| super::database::fault("prune", &path, &error))
}
