//! The tables of an archive, and the migrations between their versions.

use rusqlite::Connection;

use crate::archive::column_names::{IDS, WORDS};
use crate::archive::entry::UNTIMED;

/// `PRAGMA application_id`: the letters `conl`.
pub(super) const APPLICATION: i32 = 0x636f_6e6c;
/// `PRAGMA user_version`: the version of the tables.
pub(super) const VERSION: i32 = 2;
/// The first version with the column `exact`.
pub(super) const EXACT: i32 = 2;

/// The migrations, each from the version of its position to the next one.
const MIGRATIONS: [fn(&Connection) -> rusqlite::Result<()>; 2] = [create, add_exact_columns];

/// Brings the tables to the present version. Called in a transaction.
pub(super) fn migrate(connection: &Connection, from: i32) -> rusqlite::Result<()> {
    for step in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or_default()) {
        step(connection)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// Creates the tables of version 1.
fn create(connection: &Connection) -> rusqlite::Result<()> {
    let numbers: Vec<String> = WORDS.iter().chain(&IDS).map(|name| format!("{name} INTEGER")).collect();
    let named = |names: &[&str], table: &str| -> Vec<String> {
        let column = |name: &&str| format!("(SELECT text FROM {table} WHERE id = e.{name}) AS {name}");
        names.iter().map(column).collect()
    };
    connection.execute_batch(&format!(
        "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE layout (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL);
         CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
         CREATE TABLE identifier (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
         CREATE TABLE block (
             id INTEGER PRIMARY KEY, source INTEGER NOT NULL, layout INTEGER NOT NULL, entries INTEGER NOT NULL,
             size INTEGER NOT NULL, data BLOB NOT NULL
         );
         CREATE TABLE entry (
             time INTEGER NOT NULL, identity INTEGER NOT NULL, source INTEGER NOT NULL, copy INTEGER NOT NULL,
             layout INTEGER NOT NULL, block INTEGER NOT NULL, place INTEGER NOT NULL, duration_ms INTEGER,
             {columns},
             PRIMARY KEY (time, identity, source, copy)
         ) WITHOUT ROWID;
         CREATE TABLE cursor (
             source INTEGER NOT NULL, key TEXT NOT NULL, checkpoint TEXT NOT NULL, PRIMARY KEY (source, key)
         ) WITHOUT ROWID;
         CREATE TABLE gap (
             source INTEGER NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, cause TEXT NOT NULL,
             PRIMARY KEY (source, since, until)
         ) WITHOUT ROWID;
         CREATE VIEW entries AS SELECT
             CASE WHEN e.time <> {UNTIMED} THEN
                 strftime('%Y-%m-%dT%H:%M:%SZ', e.time / 1000000000, 'unixepoch') END AS time,
             CASE WHEN e.time <> {UNTIMED} THEN e.time / 1000000000 END AS seconds,
             s.name AS source, l.kind AS kind, {words}, {ids}, e.duration_ms AS duration_ms
             FROM entry e JOIN source s ON s.id = e.source JOIN layout l ON l.id = e.layout;",
        columns = numbers.join(", "),
        words = named(&WORDS, "word").join(", "),
        ids = named(&IDS, "identifier").join(", "),
    ))
}

/// Adds the column with the bits of `archive::exact_columns`. Entries of version 1 have none, and counts read their bytes.
fn add_exact_columns(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("ALTER TABLE entry ADD COLUMN exact INTEGER")
}
