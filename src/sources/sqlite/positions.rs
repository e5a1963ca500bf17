//! Reads the cursors and the gaps of an archive.

use chrono::DateTime;
use rusqlite::Connection;

use crate::archive::entry::UNTIMED;
use crate::archive::reader::{ArchivePositions, CursorPosition};
use crate::sources::api::follow::events::Gap;
use connlog_core::time;

/// Returns the cursors, the gaps, and the time of the oldest entry.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<ArchivePositions> {
    let statement = "SELECT min(time) FROM entry WHERE time <> ?";
    let oldest: Option<i64> = connection.query_row(statement, [UNTIMED], |row| row.get(0))?;
    Ok(ArchivePositions {
        cursors: cursors(connection)?,
        gaps: gaps(connection)?,
        oldest: oldest.map(DateTime::from_timestamp_nanos),
    })
}

/// Returns the gaps of all sources, each with the name of its source.
pub(super) fn gaps(connection: &Connection) -> rusqlite::Result<Vec<(String, Gap)>> {
    let statement =
        "SELECT name, since, until, cause FROM gap JOIN source ON source.id = gap.source ORDER BY name, since";
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query([])?;
    let mut gaps = Vec::new();
    while let Some(row) = rows.next()? {
        let time = |column| row.get(column).map(|text: String| time::instant(&text));
        if let (Some(from), Some(to)) = (time(1)?, time(2)?) {
            gaps.push((row.get(0)?, Gap { from, to, cause: row.get(3)? }));
        }
    }
    Ok(gaps)
}

/// Returns the cursors that this version can read.
fn cursors(connection: &Connection) -> rusqlite::Result<Vec<CursorPosition>> {
    let statement = "SELECT name, key, checkpoint FROM cursor JOIN source ON source.id = cursor.source";
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query([])?;
    let mut cursors = Vec::new();
    while let Some(row) = rows.next()? {
        let checkpoint: String = row.get(2)?;
        if let Ok(checkpoint) = serde_json::from_str(&checkpoint) {
            cursors.push(CursorPosition { source: row.get(0)?, key: row.get(1)?, checkpoint });
        }
    }
    Ok(cursors)
}
