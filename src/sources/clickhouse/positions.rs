//! Reads the cursors, the gaps and the sources of an archive.

use chrono::DateTime;

use super::client::{ServerClient, ServerRequest};
use super::row_binary::RowBinaryReader;
use crate::archive::reader::{ArchivePositions, CursorPosition};
use crate::sources::api::follow::events::Gap;
use connlog_core::error::Result;
use connlog_core::time;

/// Returns the cursors, the gaps, and the time of the oldest entry.
pub(super) fn read(client: &ServerClient) -> Result<ArchivePositions> {
    // The column of seconds is smaller, so the nanoseconds of the first second alone are read.
    let answer = rows(
        client,
        "SELECT toUInt64(count()), toInt64(min(time_ns)) FROM entry
         WHERE time = (SELECT min(time) FROM entry WHERE time > toDateTime(0)) FORMAT RowBinary",
    )?;
    let mut reader = RowBinaryReader::new(&answer);
    let (count, oldest) = (reader.u64()?, reader.i64()?);
    let oldest = (count > 0).then(|| DateTime::from_timestamp_nanos(oldest));
    Ok(ArchivePositions { cursors: cursors(client)?, gaps: gaps(client)?, oldest })
}

/// Returns the gaps of all sources, each with the name of its source.
pub(super) fn gaps(client: &ServerClient) -> Result<Vec<(String, Gap)>> {
    let statement = "SELECT source, since, until, any(cause) FROM gap GROUP BY source, since, until
                     ORDER BY source, since, until FORMAT RowBinary";
    let answer = rows(client, statement)?;
    let (mut reader, mut gaps) = (RowBinaryReader::new(&answer), Vec::new());
    while !reader.is_empty() {
        let [source, since, until, cause] = [reader.text()?, reader.text()?, reader.text()?, reader.text()?];
        if let (Some(from), Some(to)) = (time::instant(since), time::instant(until)) {
            gaps.push((source.to_owned(), Gap { from, to, cause: cause.to_owned() }));
        }
    }
    Ok(gaps)
}

/// Returns the cursors that this version can read.
fn cursors(client: &ServerClient) -> Result<Vec<CursorPosition>> {
    let statement = "SELECT source, key, argMax(checkpoint, version) FROM cursor GROUP BY source, key FORMAT RowBinary";
    let answer = rows(client, statement)?;
    let (mut reader, mut cursors) = (RowBinaryReader::new(&answer), Vec::new());
    while !reader.is_empty() {
        let [source, key, checkpoint] = [reader.text()?, reader.text()?, reader.text()?];
        if let Ok(checkpoint) = serde_json::from_str(checkpoint) {
            cursors.push(CursorPosition { source: source.to_owned(), key: key.to_owned(), checkpoint });
        }
    }
    Ok(cursors)
}

/// Returns the names of the sources whose entries the archive has.
pub(super) fn sources(client: &ServerClient) -> Result<Vec<String>> {
    let answer = rows(
        client,
        "SELECT toString(source) AS name FROM entry GROUP BY name ORDER BY min(batch), name FORMAT RowBinary",
    )?;
    let (mut reader, mut sources) = (RowBinaryReader::new(&answer), Vec::new());
    while !reader.is_empty() {
        sources.push(reader.text()?.to_owned());
    }
    Ok(sources)
}

fn rows(client: &ServerClient, statement: &str) -> Result<bytes::Bytes> {
    client.send(&ServerRequest::new(statement), None).map_err(|fault| client.fault(&fault, "read"))
}
