//! Writes entries into the tables of an archive, each batch in one transaction.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, TransactionBehavior, params, params_from_iter};

use super::block::{self, BlockBuilder, StoredBlock};
use super::block_compressor::BlockCompressor;
use super::database::SqliteDatabase;
use super::number_cache::{self, NumberCache};
use crate::archive::column_names::{IDS, WORDS};
use crate::archive::entry::ArchiveEntry;
use crate::archive::store::{ArchiveBatch, CursorName, KindCounts};
use crate::follow::source::Checkpoint;
use connlog_core::error::{Code, Error, Result};
use connlog_core::time::Zone;

/// The columns before [`WORDS`] and [`IDS`].
const FIXED: [&str; 9] = ["time", "identity", "source", "copy", "layout", "block", "place", "exact", "duration_ms"];

/// Writes batches into a database.
pub(super) struct SqliteWriter {
    pub(super) database: SqliteDatabase,
    numbers: NumberCache,
    /// The blocks that are filled, by source and layout.
    open: HashMap<BlockKey, OpenBlock>,
    /// The number of the next new block.
    next: Option<i64>,
    /// `PRAGMA data_version` after the last write; another value means that another process wrote.
    seen: Option<i64>,
    insert: String,
    compressor: BlockCompressor<BlockRow>,
}

/// A source and a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct BlockKey {
    source: i64,
    layout: i64,
}

/// The columns of a block beside its data.
struct BlockRow {
    id: i64,
    key: BlockKey,
    entries: usize,
    /// The bytes before compression.
    size: usize,
}

/// A block that is filled.
struct OpenBlock {
    id: i64,
    builder: BlockBuilder,
    is_changed: bool,
}

impl SqliteWriter {
    pub(super) fn new(database: SqliteDatabase) -> Self {
        let columns: Vec<&str> = FIXED.into_iter().chain(WORDS).chain(IDS).collect();
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO entry ({}) VALUES ({places})", columns.join(", "));
        Self {
            database,
            numbers: NumberCache::default(),
            open: HashMap::new(),
            next: None,
            seen: None,
            insert,
            compressor: BlockCompressor::default(),
        }
    }

    /// Reads the saved position.
    pub(super) fn cursor(&self, name: &CursorName) -> Result<Option<Checkpoint>> {
        let found =
            cursor_text(&self.database.connection, name).map_err(|error| self.database.failed("read", &error))?;
        let Some(text) = found else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            Error::config(format!("cannot read the cursor in {}", self.database.path.display()))
                .cause(error)
                .hint("use the connlog that wrote it, or a later one")
        })
    }

    /// Writes a batch in one transaction.
    pub(super) fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let written = self.try_write(batch);
        if written.is_err() {
            // Numbers of texts and blocks may be those of the transaction that failed.
            (self.numbers, self.open, self.seen) = (NumberCache::default(), HashMap::new(), None);
            self.compressor = BlockCompressor::default();
        }
        written
    }

    fn try_write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let Self { database, numbers, open, next, seen, insert, compressor } = self;
        let path = &database.path;
        let failed = |error: rusqlite::Error| super::database::fault("write", path, &error);
        let behavior = TransactionBehavior::Immediate;
        let transaction = database.connection.transaction_with_behavior(behavior).map_err(failed)?;
        let version: i64 = transaction.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(failed)?;
        if *seen != Some(version) {
            open.clear();
            *next = None;
        }
        let connection: &Connection = &transaction;
        let source = number_cache::source(connection, &batch.source).map_err(failed)?;
        let insert = connection.prepare_cached(insert).map_err(failed)?;
        let mut write = BatchWrite { connection, numbers, open, next, insert, compressor };
        let counts = write.entries(batch, source)?.map_err(failed)?;
        write.positions(batch, source)?.map_err(failed)?;
        drop(write);
        transaction.commit().map_err(failed)?;
        *seen = Some(version);
        Ok(counts)
    }
}

/// A failed statement inside, an error of connlog outside.
type WriteResult<T> = Result<rusqlite::Result<T>>;

/// The write of one batch.
struct BatchWrite<'w> {
    connection: &'w Connection,
    numbers: &'w mut NumberCache,
    open: &'w mut HashMap<BlockKey, OpenBlock>,
    next: &'w mut Option<i64>,
    insert: CachedStatement<'w>,
    compressor: &'w mut BlockCompressor<BlockRow>,
}

impl BatchWrite<'_> {
    /// Writes the entries that are new, and the blocks that are filled.
    fn entries(&mut self, batch: &ArchiveBatch, source: i64) -> WriteResult<KindCounts> {
        let mut counts = KindCounts::new();
        for entry in by_time(&batch.entries) {
            let key = match self.numbers.layout(self.connection, entry) {
                Ok(layout) => BlockKey { source, layout },
                Err(error) => return Ok(Err(error)),
            };
            if let Some(open) = self.open.get_mut(&key).filter(|open| open.builder.is_full()) {
                open.compress(key, self.compressor)?;
                // The table may still have an earlier state of the full block, so it is not searched for a block that is not full.
                match new_block(self.connection, self.next) {
                    Ok(new) => *open = new,
                    Err(error) => return Ok(Err(error)),
                }
            }
            match self.insert_entry(entry, key) {
                Ok(true) => *counts.entry(entry.kind.plural()).or_default() += 1,
                Ok(false) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        for (key, open) in &mut *self.open {
            open.compress(*key, self.compressor)?;
        }
        Ok(self.store_blocks()?.map(|()| counts))
    }

    /// Writes an entry. Returns whether it is new.
    fn insert_entry(&mut self, entry: &ArchiveEntry, key: BlockKey) -> rusqlite::Result<bool> {
        let Self { connection, numbers, open, next, insert, .. } = self;
        let open = match open.entry(key) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(place) => place.insert(open_block(connection, key, next)?),
        };
        let place = i64::try_from(open.builder.count()).unwrap_or(i64::MAX);
        let (identity, copy) = (entry.identity.cast_signed(), i64::from(entry.copy));
        let exact = i64::from(entry.exact);
        let fixed = [entry.time, identity, key.source, copy, key.layout, open.id, place, exact].map(Some);
        let mut values = [None; FIXED.len() + WORDS.len() + IDS.len()];
        let mut places = values.iter_mut();
        fixed.into_iter().chain([entry.duration]).zip(places.by_ref()).for_each(|(value, place)| *place = value);
        for (text, place) in entry.words().zip(places.by_ref()) {
            let number = |text| numbers.word(connection, text);
            *place = text.map(number).transpose()?;
        }
        for (text, place) in entry.ids().zip(places) {
            let number = |text| numbers.identifier(connection, text);
            *place = text.map(number).transpose()?;
        }
        let is_new = insert.execute(params_from_iter(values))? > 0;
        if is_new {
            open.builder.push(entry.raw());
            open.is_changed = true;
        }
        Ok(is_new)
    }

    /// Writes the blocks that were compressed.
    fn store_blocks(&mut self) -> WriteResult<()> {
        let statement =
            "INSERT OR REPLACE INTO block (id, source, layout, entries, size, data) VALUES (?, ?, ?, ?, ?, ?)";
        let mut insert = match self.connection.prepare_cached(statement) {
            Ok(insert) => insert,
            Err(error) => return Ok(Err(error)),
        };
        while let Some((row, data)) = self.compressor.next().map_err(|error| uncompressed(&error))? {
            let BlockRow { id, key: BlockKey { source, layout }, entries, size } = row;
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            if let Err(error) = insert.execute(params![id, source, layout, count(entries), count(size), data]) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    /// Writes gaps and the cursor.
    fn positions(&self, batch: &ArchiveBatch, source: i64) -> WriteResult<()> {
        for gap in &batch.gaps {
            let (since, until) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
            let statement = "INSERT OR IGNORE INTO gap (source, since, until, cause) VALUES (?, ?, ?, ?)";
            if let Err(error) = self.connection.execute(statement, params![source, since, until, gap.cause]) {
                return Ok(Err(error));
            }
        }
        let Some((name, checkpoint)) = &batch.cursor else { return Ok(Ok(())) };
        let saved = checkpoint.has_first_poll().then(|| cursor_text(self.connection, name)).transpose();
        let saved = match saved {
            Ok(text) => text.flatten().and_then(|text| serde_json::from_str(&text).ok()),
            Err(error) => return Ok(Err(error)),
        };
        let text = serde_json::to_string(&checkpoint.replacing(saved))
            .map_err(|error| Error::new(Code::Internal, "cannot write the cursor").cause(error))?;
        let statement = "INSERT OR REPLACE INTO cursor (source, key, checkpoint) VALUES (?, ?, ?)";
        Ok(self.connection.execute(statement, params![source, name.key, text]).map(drop))
    }
}

/// Reads the text of a saved position.
fn cursor_text(connection: &Connection, name: &CursorName) -> rusqlite::Result<Option<String>> {
    let statement = "SELECT checkpoint FROM cursor JOIN source ON source.id = cursor.source
                     WHERE source.name = ? AND cursor.key = ?";
    connection.query_row(statement, [&name.source, &name.key], |row| row.get(0)).optional()
}

impl OpenBlock {
    /// Begins to compress the block, if it has new entries.
    fn compress(&mut self, key: BlockKey, compressor: &mut BlockCompressor<BlockRow>) -> Result<()> {
        if !std::mem::take(&mut self.is_changed) {
            return Ok(());
        }
        let row = BlockRow { id: self.id, key, entries: self.builder.count(), size: self.builder.size() };
        compressor.push(row, self.builder.encode()).map_err(|error| uncompressed(&error))
    }
}

/// Returns the entries in the order of their time; entries of equal times keep their order.
///
/// A batch of ascending keys fills the pages of the table. Keys that come newest first leave the pages half empty
/// (measured: 128 bytes a row instead of 73), and keys in any order take twice the time.
fn by_time(entries: &[ArchiveEntry]) -> Vec<&ArchiveEntry> {
    let mut sorted: Vec<&ArchiveEntry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.time);
    sorted
}

fn uncompressed(error: &std::io::Error) -> Error {
    Error::new(Code::Internal, "cannot compress entries").cause(error)
}

/// Returns the last block of a source and a layout if it is not full, else a new one. `next` is the number of the next new block.
fn open_block(connection: &Connection, key: BlockKey, next: &mut Option<i64>) -> rusqlite::Result<OpenBlock> {
    let last = "SELECT id, data FROM block WHERE source = ? AND layout = ? AND size < ? ORDER BY id DESC LIMIT 1";
    let full = i64::try_from(block::FULL).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(last)?;
    let found: Option<(i64, Vec<u8>)> =
        statement.query_row(params![key.source, key.layout, full], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let decoded = found.and_then(|(id, data)| Some((id, StoredBlock::decode(&data)?)));
    if let Some((id, block)) = decoded {
        return Ok(OpenBlock { id, builder: block.to_builder(), is_changed: false });
    }
    new_block(connection, next)
}

/// Returns a new block. `next` is the number of the next new block.
fn new_block(connection: &Connection, next: &mut Option<i64>) -> rusqlite::Result<OpenBlock> {
    let id = match *next {
        Some(id) => id,
        None => connection.query_row("SELECT coalesce(max(id), 0) + 1 FROM block", [], |row| row.get(0))?,
    };
    *next = Some(id + 1);
    Ok(OpenBlock { id, builder: BlockBuilder::default(), is_changed: false })
}
