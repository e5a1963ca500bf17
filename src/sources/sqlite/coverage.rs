//! Finds what an archive lacks of a window: entries before its first run or after its last one, and lost entries.
//!
//! Only sources that are followed from a cursor have a known end. An archive of files is as whole as the files are.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::archive::entry::UNTIMED;
use crate::follow::source::Checkpoint;
use crate::sources::api::follow::events::Gap;
use connlog_core::query::Query;
use connlog_core::record::Kind;
use connlog_core::time::{self, Zone};

/// A run that ended this long before the end of the window is recent. The last entries may appear this late.
const RECENT: TimeDelta = TimeDelta::minutes(10);

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

/// Returns what the archive lacks of the window of `queries`, one clause each.
pub(super) fn missing(connection: &Connection, queries: &[Query]) -> rusqlite::Result<Vec<String>> {
    let Some(query) = queries.first() else { return Ok(Vec::new()) };
    // A list without a window shows what the archive has.
    let Some(since) = query.window.since else { return Ok(Vec::new()) };
    let until = query.window.until.unwrap_or(query.window.now).min(query.window.now);
    let shown = |time| Zone::Utc.rfc3339(time);
    let mut missing = Vec::new();
    let ends = ends(connection)?;
    let oldest = oldest(connection)?;
    if let Some(oldest) = oldest.filter(|oldest| !ends.is_empty() && *oldest > since) {
        missing.push(format!("the archive begins at {}", shown(oldest)));
    }
    let polled = queries.iter().map(|query| query.kind).filter(|kind| Kind::of_the_api().contains(kind));
    for plural in polled.map(Kind::plural) {
        match end_of_kind(&ends, plural) {
            Some(end) if end < until - RECENT => {
                missing.push(format!("the archive has {plural} until {} only", shown(end)));
            }
            None if !ends.is_empty() => missing.push(format!("no run has archived {plural}")),
            _ => {}
        }
    }
    let lost = gaps(connection)?.into_iter().filter(|(_, gap)| gap.from < until && gap.to > since);
    missing.extend(lost.map(|(_, gap)| format!("entries from {} to {} are lost", shown(gap.from), shown(gap.to))));
    Ok(missing)
}

/// Returns the time until which every source has entries of a kind; `None` if no source has any. The newest cursor of a
/// source counts, because another key begins another cursor.
fn end_of_kind(ends: &[CursorEnd], plural: &str) -> Option<DateTime<Utc>> {
    let mut newest: BTreeMap<i64, DateTime<Utc>> = BTreeMap::new();
    for end in ends.iter().filter(|end| end.kinds.split(',').any(|kind| kind == plural)) {
        newest.entry(end.source).and_modify(|time| *time = end.time.max(*time)).or_insert(end.time);
    }
    newest.into_values().min()
}

/// How far a cursor has read.
struct CursorEnd {
    /// The number of the source.
    source: i64,
    /// The plural names of its kinds, with commas.
    kinds: String,
    /// The time before which all entries are archived.
    time: DateTime<Utc>,
}

/// Returns the ends of all cursors of polls.
fn ends(connection: &Connection) -> rusqlite::Result<Vec<CursorEnd>> {
    let mut statement = connection.prepare("SELECT source, key, checkpoint FROM cursor")?;
    let mut rows = statement.query([])?;
    let mut ends = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, checkpoint): (String, String) = (row.get(1)?, row.get(2)?);
        if let Ok(Checkpoint::Poll(poll)) = serde_json::from_str(&checkpoint) {
            let kinds = key.split(' ').next().unwrap_or_default().to_owned();
            ends.push(CursorEnd { source: row.get(0)?, kinds, time: poll.complete_until() });
        }
    }
    Ok(ends)
}

/// Returns the time of the oldest entry.
fn oldest(connection: &Connection) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let statement = "SELECT min(time) FROM entry WHERE time <> ?";
    let oldest: Option<i64> = connection.query_row(statement, [UNTIMED], |row| row.get(0))?;
    Ok(oldest.map(DateTime::from_timestamp_nanos))
}
