//! The numbers of texts in the tables of an archive.

use hashbrown::HashMap;
use rusqlite::Connection;

use crate::archive::entry::ArchiveEntry;

/// The number of texts of one table whose numbers are remembered.
const REMEMBERED: usize = 50_000;
/// The numbers of texts in the tables of the archive.
#[derive(Default)]
pub(super) struct NumberCache {
    words: HashMap<Box<str>, i64>,
    ids: HashMap<Box<str>, i64>,
    layouts: HashMap<&'static str, i64>,
}

impl NumberCache {
    /// Returns the number of a word.
    pub(super) fn word(&mut self, connection: &Connection, text: &str) -> rusqlite::Result<i64> {
        cached(&mut self.words, connection, TextTable::Word, text)
    }

    /// Returns the number of an identifier.
    pub(super) fn identifier(&mut self, connection: &Connection, text: &str) -> rusqlite::Result<i64> {
        cached(&mut self.ids, connection, TextTable::Identifier, text)
    }

    /// Returns the number of the layout of an entry.
    pub(super) fn layout(&mut self, connection: &Connection, entry: &ArchiveEntry) -> rusqlite::Result<i64> {
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

/// Returns the number of a source, which is added if it is new.
pub(super) fn source(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    number(connection, TextTable::Source, name)
}

/// A table of texts with numbers.
#[derive(Clone, Copy)]
enum TextTable {
    Source,
    Word,
    Identifier,
}

impl TextTable {
    /// Returns the statements that add a text, and that find its number.
    const fn statements(self) -> [&'static str; 2] {
        match self {
            Self::Source => ["INSERT OR IGNORE INTO source (name) VALUES (?)", "SELECT id FROM source WHERE name = ?"],
            Self::Word => ["INSERT OR IGNORE INTO word (text) VALUES (?)", "SELECT id FROM word WHERE text = ?"],
            Self::Identifier => {
                ["INSERT OR IGNORE INTO identifier (text) VALUES (?)", "SELECT id FROM identifier WHERE text = ?"]
            }
        }
    }
}

/// Returns the number of a text, from the cache if it is there.
fn cached(
    numbers: &mut HashMap<Box<str>, i64>,
    connection: &Connection,
    table: TextTable,
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

/// Returns the number of a text in a table, which is added if it is new. Most texts that are not remembered are new.
fn number(connection: &Connection, table: TextTable, text: &str) -> rusqlite::Result<i64> {
    let [insert, select] = table.statements();
    if connection.prepare_cached(insert)?.execute([text])? > 0 {
        return Ok(connection.last_insert_rowid());
    }
    connection.prepare_cached(select)?.query_row([text], |row| row.get(0))
}
