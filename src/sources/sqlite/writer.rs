//! Writes entries into the tables of an archive, each batch in one transaction.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params, params_from_iter};

use super::block::{self, BlockBuilder, StoredBlock};
use super::database::Database;
use crate::archive::entry::{ArchiveEntry, IDS, WORDS};
use crate::archive::store::{ArchiveBatch, CursorName, KindCounts};
use crate::follow::source::Checkpoint;
use connlog_core::error::{Code, Error, Result};
use connlog_core::time::Zone;

/// The number of texts of one table whose numbers are remembered.
const REMEMBERED: usize = 50_000;
/// The columns before [`WORDS`] and [`IDS`].
const FIXED: [&str; 8] = ["time", "identity", "source", "copy", "layout", "block", "place", "duration_ms"];

/// Writes batches into a database.
pub(super) struct Writer {
    pub(super) database: Database,
    numbers: NumberCache,
    /// The blocks that are filled, by source and layout.
    open: HashMap<BlockKey, OpenBlock>,
    /// The number of the next new block.
    next: Option<i64>,
    /// `PRAGMA data_version` after the last write; another value means that another process wrote.
    seen: Option<i64>,
    insert: String,
}

/// The numbers of texts in the tables of the archive.
#[derive(Default)]
struct NumberCache {
    words: HashMap<Box<str>, i64>,
    ids: HashMap<Box<str>, i64>,
    layouts: HashMap<&'static str, i64>,
}

/// A source and a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct BlockKey {
    source: i64,
    layout: i64,
}

/// A block that is filled.
struct OpenBlock {
    id: i64,
    builder: BlockBuilder,
    is_changed: bool,
}

impl Writer {
    pub(super) fn new(database: Database) -> Self {
        let columns: Vec<&str> = FIXED.into_iter().chain(WORDS).chain(IDS).collect();
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO entry ({}) VALUES ({places})", columns.join(", "));
        Self { database, numbers: NumberCache::default(), open: HashMap::new(), next: None, seen: None, insert }
    }

    /// Reads the saved position.
    pub(super) fn cursor(&self, name: &CursorName) -> Result<Option<Checkpoint>> {
        let statement = "SELECT checkpoint FROM cursor JOIN source ON source.id = cursor.source
                         WHERE source.name = ? AND cursor.key = ?";
        let found = self.database.connection.query_row(statement, [&name.source, &name.key], |row| row.get(0));
        let text: Option<String> = found.optional().map_err(|error| self.database.failed("read", &error))?;
        let Some(text) = text else { return Ok(None) };
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
        }
        written
    }

    fn try_write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        let Self { database, numbers, open, next, seen, insert } = self;
        let path = &database.path;
        let failed = |error: rusqlite::Error| super::database::fault("write", path, &error);
        let behavior = TransactionBehavior::Immediate;
        let transaction = database.connection.transaction_with_behavior(behavior).map_err(failed)?;
        let version: i64 = transaction.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(failed)?;
        if *seen != Some(version) {
            open.clear();
            *next = None;
        }
        let mut write = BatchWrite { connection: &transaction, numbers, open, next, insert };
        let source = write.source(&batch.source).map_err(failed)?;
        let counts = write.entries(batch, source)?.map_err(failed)?;
        write.positions(batch, source)?.map_err(failed)?;
        transaction.commit().map_err(failed)?;
        *seen = Some(version);
        Ok(counts)
    }
}

/// A failed statement inside, an error of connlog outside.
type Written<T> = Result<rusqlite::Result<T>>;

/// The write of one batch.
struct BatchWrite<'w> {
    connection: &'w Connection,
    numbers: &'w mut NumberCache,
    open: &'w mut HashMap<BlockKey, OpenBlock>,
    next: &'w mut Option<i64>,
    insert: &'w str,
}

impl BatchWrite<'_> {
    /// Returns the number of a source, which is added if it is new.
    fn source(&self, name: &str) -> rusqlite::Result<i64> {
        number(self.connection, "source", name)
    }

    /// Writes the entries that are new, and the blocks that are filled.
    fn entries(&mut self, batch: &ArchiveBatch, source: i64) -> Written<KindCounts> {
        let mut counts = KindCounts::new();
        for entry in &batch.entries {
            match self.entry(entry, source)? {
                Ok(true) => *counts.entry(entry.kind.plural()).or_default() += 1,
                Ok(false) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        for (key, open) in &mut *self.open {
            if let Err(error) = open.store(*key, self.connection)? {
                return Ok(Err(error));
            }
        }
        Ok(Ok(counts))
    }

    /// Writes an entry. Returns whether it is new.
    fn entry(&mut self, entry: &ArchiveEntry, source: i64) -> Written<bool> {
        let key = match self.numbers.layout(self.connection, entry) {
            Ok(layout) => BlockKey { source, layout },
            Err(error) => return Ok(Err(error)),
        };
        if let Some(open) = self.open.get_mut(&key).filter(|open| open.builder.is_full()) {
            if let Err(error) = open.store(key, self.connection)? {
                return Ok(Err(error));
            }
            self.open.remove(&key);
        }
        Ok(self.insert_entry(entry, key))
    }

    fn insert_entry(&mut self, entry: &ArchiveEntry, key: BlockKey) -> rusqlite::Result<bool> {
        let Self { connection, numbers, open, next, insert } = self;
        let open = match open.entry(key) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(place) => place.insert(open_block(connection, key, next)?),
        };
        let place = i64::try_from(open.builder.count()).unwrap_or(i64::MAX);
        let (identity, copy) = (entry.identity.cast_signed(), i64::from(entry.copy));
        let fixed = [entry.time, identity, key.source, copy, key.layout, open.id, place].map(Some);
        let mut values: Vec<Option<i64>> = Vec::with_capacity(FIXED.len() + WORDS.len() + IDS.len());
        values.extend(fixed);
        values.push(entry.duration);
        for text in &entry.words {
            let number = |text| cached(&mut numbers.words, connection, "word", text);
            values.push(text.as_deref().map(number).transpose()?);
        }
        for text in &entry.ids {
            let number = |text| cached(&mut numbers.ids, connection, "identifier", text);
            values.push(text.as_deref().map(number).transpose()?);
        }
        let is_new = connection.prepare_cached(insert)?.execute(params_from_iter(values))? > 0;
        if is_new {
            open.builder.push(&entry.raw);
            open.is_changed = true;
        }
        Ok(is_new)
    }

    /// Writes gaps and the cursor.
    fn positions(&self, batch: &ArchiveBatch, source: i64) -> Written<()> {
        for gap in &batch.gaps {
            let (since, until) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
            let statement = "INSERT OR IGNORE INTO gap (source, since, until, cause) VALUES (?, ?, ?, ?)";
            if let Err(error) = self.connection.execute(statement, params![source, since, until, gap.cause]) {
                return Ok(Err(error));
            }
        }
        let Some((name, checkpoint)) = &batch.cursor else { return Ok(Ok(())) };
        let text = serde_json::to_string(checkpoint)
            .map_err(|error| Error::new(Code::Internal, "cannot write the cursor").cause(error))?;
        let statement = "INSERT OR REPLACE INTO cursor (source, key, checkpoint) VALUES (?, ?, ?)";
        Ok(self.connection.execute(statement, params![source, name.key, text]).map(drop))
    }
}

impl NumberCache {
    fn layout(&mut self, connection: &Connection, entry: &ArchiveEntry) -> rusqlite::Result<i64> {
        if let Some(number) = self.layouts.get(entry.layout) {
            return Ok(*number);
        }
        let statement = "INSERT OR IGNORE INTO layout (name, kind) VALUES (?, ?)";
        connection.prepare_cached(statement)?.execute([entry.layout, entry.kind.name()])?;
        let statement = "SELECT id FROM layout WHERE name = ?";
        let number = connection.prepare_cached(statement)?.query_row([entry.layout], |row| row.get(0))?;
        self.layouts.insert(entry.layout, number);
        Ok(number)
    }
}

/// Returns the number of a text, from the cache if it is there.
fn cached(
    numbers: &mut HashMap<Box<str>, i64>,
    connection: &Connection,
    table: &str,
    text: &str,
) -> rusqlite::Result<i64> {
    if let Some(number) = numbers.get(text) {
        return Ok(*number);
    }
    let number = number(connection, table, text)?;
    if numbers.len() >= REMEMBERED {
        numbers.clear();
    }
    numbers.insert(text.into(), number);
    Ok(number)
}

/// Returns the number of a text in a table, which is added if it is new.
fn number(connection: &Connection, table: &str, text: &str) -> rusqlite::Result<i64> {
    let column = if table == "source" { "name" } else { "text" };
    let select = format!("SELECT id FROM {table} WHERE {column} = ?");
    let found: Option<i64> = connection.prepare_cached(&select)?.query_row([text], |row| row.get(0)).optional()?;
    if let Some(number) = found {
        return Ok(number);
    }
    connection.prepare_cached(&format!("INSERT INTO {table} ({column}) VALUES (?)"))?.execute([text])?;
    Ok(connection.last_insert_rowid())
}

impl OpenBlock {
    /// Writes the block, if it has new entries.
    fn store(&mut self, key: BlockKey, connection: &Connection) -> Written<()> {
        if !std::mem::take(&mut self.is_changed) {
            return Ok(Ok(()));
        }
        let encoded = self.builder.encode();
        let data = encoded.map_err(|error| Error::new(Code::Internal, "cannot compress entries").cause(error))?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (entries, size) = (count(self.builder.count()), count(self.builder.size()));
        let statement =
            "INSERT OR REPLACE INTO block (id, source, layout, entries, size, data) VALUES (?, ?, ?, ?, ?, ?)";
        let values = params![self.id, key.source, key.layout, entries, size, data];
        Ok(connection.prepare_cached(statement).and_then(|mut statement| statement.execute(values)).map(drop))
    }
}

/// Returns the last block of a source and a layout if it has room, else a new one. `next` is the number of the next new block.
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
    let id = match *next {
        Some(id) => id,
        None => connection.query_row("SELECT coalesce(max(id), 0) + 1 FROM block", [], |row| row.get(0))?,
    };
    *next = Some(id + 1);
    Ok(OpenBlock { id, builder: BlockBuilder::default(), is_changed: false })
}
