//! Reads the records of a statement from their blocks.

use std::collections::{HashMap, VecDeque};

use rusqlite::{Connection, params_from_iter};

use super::block::StoredBlock;
use super::database::SqliteDatabase;
use super::statement::SqliteStatement;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::layouts;
use connlog_core::record::{Record, RecordLayout};
use connlog_core::wording::counted;

/// The number of decompressed blocks in memory.
const BLOCKS: usize = 64;

/// Why the entries could not be read.
pub(super) enum ReadFault {
    Sql(rusqlite::Error),
    /// A block is damaged or missing. The number of its entries that were left out.
    Block {
        number: i64,
        entries: u64,
    },
    /// The layout is of a later version.
    Layout(String),
}

impl From<rusqlite::Error> for ReadFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Reads blocks and layouts, and remembers the last ones.
pub(super) struct BlockCache<'c> {
    connection: &'c Connection,
    /// A damaged block is `None`.
    blocks: HashMap<i64, Option<StoredBlock>>,
    /// The numbers of `blocks`, the oldest first.
    order: VecDeque<i64>,
    layouts: HashMap<i64, &'static RecordLayout>,
}

impl<'c> BlockCache<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, blocks: HashMap::new(), order: VecDeque::new(), layouts: HashMap::new() }
    }

    /// Returns the record at a place of a block; `None` if the block is damaged or missing.
    pub(super) fn record(&mut self, layout: i64, block: i64, place: i64) -> Result<Option<Record>, ReadFault> {
        let layout = self.layout(layout)?;
        let Some(stored) = self.block(block)? else { return Ok(None) };
        let span = usize::try_from(place).ok().and_then(|place| stored.span(place));
        Ok(span.map(|span| Record::new(std::sync::Arc::clone(&stored.page), span, layout)))
    }

    fn layout(&mut self, number: i64) -> Result<&'static RecordLayout, ReadFault> {
        if let Some(layout) = self.layouts.get(&number) {
            return Ok(layout);
        }
        let statement = "SELECT name FROM layout WHERE id = ?";
        let name: String = self.connection.query_row(statement, [number], |row| row.get(0))?;
        let layout = layouts::find(&name).ok_or(ReadFault::Layout(name))?;
        self.layouts.insert(number, layout);
        Ok(layout)
    }

    fn block(&mut self, number: i64) -> Result<Option<&StoredBlock>, ReadFault> {
        if !self.blocks.contains_key(&number) {
            let mut statement = self.connection.prepare_cached("SELECT data FROM block WHERE id = ?")?;
            let decode = |row: &rusqlite::Row<'_>| Ok(StoredBlock::decode(row.get_ref(0)?.as_blob()?));
            let decoded = match statement.query_row([number], decode) {
                Err(rusqlite::Error::QueryReturnedNoRows) => None,
                decoded => decoded?,
            };
            if self.order.len() >= BLOCKS
                && let Some(oldest) = self.order.pop_front()
            {
                self.blocks.remove(&oldest);
            }
            self.order.push_back(number);
            self.blocks.insert(number, decoded);
        }
        Ok(self.blocks.get(&number).and_then(Option::as_ref))
    }
}

/// Calls `each` with every record of a statement, until it returns false. Returns whether it wants more. Entries of a damaged
/// block are left out, and are an error at the end.
pub(super) fn read_entries<E: From<ReadFault>>(
    connection: &Connection,
    statement: &SqliteStatement,
    cache: &mut BlockCache<'_>,
    mut each: impl FnMut(Record) -> Result<bool, E>,
) -> Result<bool, E> {
    let sql = |error: rusqlite::Error| E::from(ReadFault::Sql(error));
    let mut prepared = connection.prepare(&statement.text).map_err(sql)?;
    let mut rows = prepared.query(params_from_iter(&statement.parameters)).map_err(sql)?;
    let (mut damaged, mut entries, mut more) = (None, 0, true);
    while more && let Some(row) = rows.next().map_err(sql)? {
        let number = |column| row.get::<_, i64>(column);
        let (layout, block, place) = (number(0).map_err(sql)?, number(1).map_err(sql)?, number(2).map_err(sql)?);
        if let Some(record) = cache.record(layout, block, place)? {
            more = each(record)?;
        } else {
            damaged = damaged.or(Some(block));
            entries += 1;
        }
    }
    damaged.map_or(Ok(more), |number| Err(E::from(ReadFault::Block { number, entries })))
}

/// Returns the error of entries that cannot be read.
pub(super) fn fault(database: &SqliteDatabase, fault: ReadFault) -> Error {
    let what = format!("cannot read the archive {}", database.path.display());
    match fault {
        ReadFault::Sql(error) => database.failed("read", &error),
        ReadFault::Block { number, entries } => Error::new(Code::Incomplete, what)
            .cause(format!("{} cannot be read: block {number} is damaged or missing", counted(entries, "entry")))
            .hint("`connlog archive --check` lists the damage; restore the file from a backup"),
        ReadFault::Layout(name) => Error::new(Code::Incomplete, what)
            .cause(format!("it has entries of the form `{name}`, which this connlog does not know"))
            .hint("use a later version of connlog"),
    }
}
