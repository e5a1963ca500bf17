//! Opens the file of an archive.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::schema;
use crate::file_access::state;
use connlog_core::error::{Code, Error, Result};

/// How long a write waits for another process.
const BUSY: Duration = Duration::from_secs(60);

/// An open archive.
pub(super) struct SqliteDatabase {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

impl SqliteDatabase {
    /// Opens the archive for writing. A missing file is created, readable by its owner only.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let failed = |error: std::io::Error| {
            Error::new(Code::Io, format!("cannot open the archive {}", path.display()))
                .cause(error)
                .hint("check the folder and its permissions, or name another file with --into sqlite:PATH")
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            state::create_folder(folder).map_err(failed)?;
        }
        // SQLite gives its other files the mode of this one.
        state::open(path, OpenOptions::new().read(true).write(true).create(true)).map_err(failed)?;
        let mut database = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let prepared = prepare(&mut database.connection);
        let version = prepared.map_err(|error| database.failed("open", &error))?;
        database.check_version(version)?;
        Ok(database)
    }

    /// Opens the archive for reading.
    pub(super) fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(Error::new(Code::NotFound, format!("there is no archive at {}", path.display()))
                .hint("`connlog archive` creates one"));
        }
        let database = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let version = version(&database.connection).map_err(|error| database.failed("open", &error))?;
        database.check_version(version)?;
        Ok(database)
    }

    /// Returns an empty archive in memory.
    pub(super) fn in_memory() -> Result<Self> {
        let mut database = Self::open_with(Path::new(":memory:"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let prepared = prepare(&mut database.connection).map(drop);
        prepared.map(|()| database).map_err(|error| fault("create", Path::new("in memory"), &error))
    }

    fn open_with(path: &Path, flags: OpenFlags) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(BUSY)?;
            connection.set_prepared_statement_cache_capacity(64);
            Ok(connection)
        });
        let path = path.to_owned();
        let connection = opened.map_err(|error| fault("open", &path, &error))?;
        Ok(Self { connection, path })
    }

    fn check_version(&self, found: ArchiveVersion) -> Result<()> {
        let path = self.path.display();
        if found.application != schema::APPLICATION {
            return Err(Error::usage(format!("{path} is not an archive of connlog"))
                .cause("it is another database of SQLite")
                .hint("name another file, or export its tables as CSV"));
        }
        if found.version > schema::VERSION {
            return Err(Error::config(format!("cannot open the archive {path}"))
                .cause(format!("its version is {}, and this connlog knows version {}", found.version, schema::VERSION))
                .hint("use the connlog that wrote it, or a later one"));
        }
        Ok(())
    }

    /// Returns whether entries have the column `exact`, which tells whether columns can be counted.
    pub(super) fn has_exact_columns(&self) -> Result<bool> {
        let version = version(&self.connection).map_err(|error| self.failed("read", &error))?;
        Ok(version.version >= schema::EXACT)
    }

    /// Returns the error of a failed statement. `verb`: what could not be done with the archive.
    pub(super) fn failed(&self, verb: &str, error: &rusqlite::Error) -> Error {
        fault(verb, &self.path, error)
    }
}

/// Sets the options of the connection, and creates or migrates the tables.
fn prepare(connection: &mut Connection) -> rusqlite::Result<ArchiveVersion> {
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let found = version(connection)?;
    if found.version < schema::VERSION && (found.application == schema::APPLICATION || is_empty(connection)?) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have created the tables meanwhile.
        let found = version(&transaction)?;
        schema::migrate(&transaction, found.version)?;
        transaction.commit()?;
    }
    version(connection)
}

/// What an SQLite database says of itself.
#[derive(Debug, Clone, Copy)]
struct ArchiveVersion {
    /// The program whose database it is.
    application: i32,
    version: i32,
}

fn version(connection: &Connection) -> rusqlite::Result<ArchiveVersion> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok(ArchiveVersion { application: number("application_id")?, version: number("user_version")? })
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

pub(super) fn fault(verb: &str, path: &Path, error: &rusqlite::Error) -> Error {
    let hint = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "free space on the disk, and run the command again: it continues where it stopped",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "wait for the other process that writes to it",
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => "restore the file from a backup",
        _ => "check the file, its folder and their permissions",
    };
    let unreadable = matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt));
    let code = if unreadable { Code::Incomplete } else { Code::Io };
    Error::new(code, format!("cannot {verb} the archive {} (SQLite)", path.display())).cause(error).hint(hint)
}
