//! Writes batches: entries that are new, then gaps, then the cursor.

use std::collections::HashSet;

use bytes::Bytes;

use super::client::{ServerClient, ServerRequest, StatementData};
use super::row_binary::{RowBinaryReader, RowBinaryWriter};
use super::schema::ServerVersion;
use super::sql;
use crate::archive::column_names::{IDS, WORDS};
use crate::archive::entry::{ArchiveEntry, UNTIMED};
use crate::archive::store::{ArchiveBatch, CursorName, KindCounts};
use crate::follow::source::Checkpoint;
use connlog_core::error::{Code, Error, Result};
use connlog_core::time::Zone;

/// The columns before [`WORDS`] and [`IDS`], in the order of a row. The last column is `raw`.
const FIXED: [&str; 11] =
    ["kind", "time", "time_ns", "source", "identity", "copy", "batch", "place", "layout", "duration_ms", "exact"];

/// Writes batches to a server.
pub(super) struct ClickHouseWriter {
    pub(super) client: ServerClient,
    version: ServerVersion,
    /// The number of the next batch. Later batches have higher numbers.
    next: Option<u64>,
}

/// The key of an entry within a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct EntryKey {
    time: i64,
    identity: u64,
    copy: u32,
}

impl From<&ArchiveEntry> for EntryKey {
    fn from(entry: &ArchiveEntry) -> Self {
        Self { time: entry.time, identity: entry.identity, copy: entry.copy }
    }
}

/// The position of a row among all rows of a source.
#[derive(Clone, Copy)]
struct RowPosition<'s> {
    source: &'s str,
    /// The number of the batch.
    batch: u64,
    /// The place in the batch.
    place: u32,
}

impl ClickHouseWriter {
    pub(super) const fn new(client: ServerClient, version: ServerVersion) -> Self {
        Self { client, version, next: None }
    }

    /// Reads the saved position.
    pub(super) fn cursor(&self, name: &CursorName) -> Result<Option<Checkpoint>> {
        let statement = format!(
            "SELECT checkpoint FROM cursor WHERE source = {} AND key = {} ORDER BY version DESC LIMIT 1 FORMAT RowBinary",
            sql::literal(&name.source),
            sql::literal(&name.key)
        );
        let answer = self.client.send(&ServerRequest::new(&statement), None);
        let answer = answer.map_err(|fault| self.client.fault(&fault, "read"))?;
        if answer.is_empty() {
            return Ok(None);
        }
        serde_json::from_str(RowBinaryReader::new(&answer).text()?).map(Some).map_err(|error| {
            Error::config(format!("cannot read the cursor in {}", self.client.location()))
                .cause(error)
                .hint("use the connlog that wrote it, or a later one")
        })
    }

    /// Writes a batch. An entry is stored before the cursor, so a crash in between only means that entries are read again.
    pub(super) fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let counts = self.entries(batch)?;
        self.positions(batch)?;
        Ok(counts)
    }

    fn entries(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let new = self.new_entries(batch)?;
        if new.is_empty() {
            return Ok(KindCounts::new());
        }
        let number = self.next_batch()?;
        let mut rows = RowBinaryWriter(Vec::with_capacity(new.iter().map(|entry| entry.raw().len() + 200).sum()));
        for (place, entry) in (0..).zip(&new) {
            row(entry, RowPosition { source: &batch.source, batch: number, place }, &mut rows);
        }
        let columns: Vec<&str> = FIXED.into_iter().chain(WORDS).chain(IDS).chain(["raw"]).collect();
        self.insert(&format!("entry ({})", columns.join(", ")), rows)?;
        Ok(count(&new))
    }

    /// Returns how many entries of a batch are new.
    pub(super) fn count_new(&self, batch: &ArchiveBatch) -> Result<KindCounts> {
        self.new_entries(batch).map(|new| count(&new))
    }

    /// Returns the entries of a batch that the archive does not have, each key once.
    fn new_entries<'b>(&self, batch: &'b ArchiveBatch) -> Result<Vec<&'b ArchiveEntry>> {
        if batch.entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = self.known(batch)?;
        Ok(batch.entries.iter().filter(|entry| known.insert(EntryKey::from(*entry))).collect())
    }

    /// Returns the keys of a batch that the archive has.
    fn known(&self, batch: &ArchiveBatch) -> Result<HashSet<EntryKey>> {
        let mut keys = RowBinaryWriter(Vec::with_capacity(batch.entries.len() * 20));
        let (mut first, mut last) = (u32::MAX, 0);
        let mut kinds: Vec<&str> = Vec::new();
        for entry in &batch.entries {
            keys.i64(entry.time);
            keys.u64(entry.identity);
            keys.u32(entry.copy);
            let seconds = seconds(entry.time);
            (first, last) = (first.min(seconds), last.max(seconds));
            if !kinds.contains(&entry.kind.name()) {
                kinds.push(entry.kind.name());
            }
        }
        // The range of times lets the server skip most of the table.
        let statement = format!(
            "SELECT time_ns, identity, copy FROM entry WHERE {} AND source = {}
             AND time >= toDateTime({first}) AND time <= toDateTime({last})
             AND (time_ns, identity, copy) IN keys FORMAT RowBinary",
            sql::is_in("kind", kinds),
            sql::literal(&batch.source),
        );
        let data = StatementData::Keys(Bytes::from(keys.0));
        let answer = self.client.send(&ServerRequest { data, ..ServerRequest::new(&statement) }, None);
        let answer = answer.map_err(|fault| self.client.fault(&fault, "read"))?;
        let (mut reader, mut known) = (RowBinaryReader::new(&answer), HashSet::new());
        while !reader.is_empty() {
            known.insert(EntryKey { time: reader.i64()?, identity: reader.u64()?, copy: reader.u32()? });
        }
        Ok(known)
    }

    /// Returns the number of the next batch.
    fn next_batch(&mut self) -> Result<u64> {
        let number = match self.next {
            Some(number) => number,
            None => self.client.number("SELECT toUInt64(max(batch)) FROM entry FORMAT RowBinary", "read")? + 1,
        };
        self.next = Some(number + 1);
        Ok(number)
    }

    /// Writes gaps and the cursor, whose version is one more than the last one.
    fn positions(&self, batch: &ArchiveBatch) -> Result<()> {
        if !batch.gaps.is_empty() {
            let mut rows = RowBinaryWriter::default();
            for gap in &batch.gaps {
                rows.text(&batch.source);
                rows.text(&Zone::Utc.rfc3339(gap.from));
                rows.text(&Zone::Utc.rfc3339(gap.to));
                rows.text(&gap.cause);
            }
            self.insert("gap (source, since, until, cause)", rows)?;
        }
        let Some((name, checkpoint)) = &batch.cursor else { return Ok(()) };
        let saved = if checkpoint.has_first_poll() { self.cursor(name)? } else { None };
        let text = serde_json::to_string(&checkpoint.replacing(saved))
            .map_err(|error| Error::new(Code::Internal, "cannot write the cursor").cause(error))?;
        let [source, key] = [&name.source, &name.key].map(|text| sql::literal(text));
        let last = format!(
            "SELECT toUInt64(max(version)) FROM cursor WHERE source = {source} AND key = {key} FORMAT RowBinary"
        );
        let mut row = RowBinaryWriter::default();
        row.text(&name.source);
        row.text(&name.key);
        row.text(&text);
        row.u64(self.client.number(&last, "read")? + 1);
        self.insert("cursor (source, key, checkpoint, version)", row)
    }

    /// Inserts rows into the columns of a table.
    fn insert(&self, columns: &str, rows: RowBinaryWriter) -> Result<()> {
        let request = ServerRequest {
            statement: &format!("INSERT INTO {columns} FORMAT RowBinary"),
            data: StatementData::Rows(Bytes::from(rows.0)),
            settings: self.version.insert_settings(),
            is_outside: false,
        };
        self.client.send(&request, None).map(drop).map_err(|fault| self.client.fault(&fault, "write to"))
    }
}

/// Returns the column `time` of an entry: seconds since 1970, limited to the range of `DateTime`.
pub(super) fn seconds(nanos: i64) -> u32 {
    if nanos == UNTIMED {
        return 0;
    }
    let seconds = nanos.div_euclid(1_000_000_000);
    u32::try_from(seconds).unwrap_or(if seconds < 0 { 0 } else { u32::MAX })
}

fn row(entry: &ArchiveEntry, position: RowPosition<'_>, rows: &mut RowBinaryWriter) {
    let RowPosition { source, batch, place } = position;
    rows.text(entry.kind.name());
    rows.u32(seconds(entry.time));
    rows.i64(entry.time);
    rows.text(source);
    rows.u64(entry.identity);
    rows.u32(entry.copy);
    rows.u64(batch);
    rows.u32(place);
    rows.text(entry.layout);
    rows.nullable(entry.duration, RowBinaryWriter::i64);
    rows.u32(entry.exact);
    for text in entry.columns() {
        rows.nullable(text, RowBinaryWriter::text);
    }
    rows.text(entry.raw());
}

fn count(entries: &[&ArchiveEntry]) -> KindCounts {
    let mut counts = KindCounts::new();
    for entry in entries {
        *counts.entry(entry.kind.plural()).or_default() += 1;
    }
    counts
}
