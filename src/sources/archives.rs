//! Archives as sources, and how they are opened for reading and for writing by their location.

use std::path::Path;

use super::SourceType;
use super::clickhouse::{ClickHouseReader, ClickHouseStore, ServerClient};
use super::sqlite::{SqliteReader, SqliteStore};
use crate::app::AppContext;
use crate::archive::location::{ArchiveLocation, ArchivePlace};
use crate::archive::reader::ArchiveReader;
use crate::archive::source::{self, ArchiveSource};
use crate::archive::store::ArchiveStore;
use crate::archive::table_engine::TableEngine;
use crate::args::GlobalArgs;
use crate::pipeline::{Capabilities, EntrySource};
use connlog_core::error::{Code, Error, Result};

/// An archive in a file of SQLite, which `--from` names by a word, a scheme or a path.
pub(super) static FILE: SourceType = SourceType {
    capabilities: source::capabilities(false),
    accepts: |from| Ok(from.archive()?.is_some_and(|location| !location.is_server())),
    open: |shared, app| open_source(&FILE.capabilities, shared, app),
    open_target: |_, _, _| Err(source::not_followed()),
    read_case: None,
    examine: None,
};

/// An archive on a server, which `--from clickhouse://...` names.
pub(super) static SERVER: SourceType = SourceType {
    capabilities: source::capabilities(true),
    accepts: |from| Ok(from.archive()?.is_some_and(|location| location.is_server())),
    open: |shared, app| open_source(&SERVER.capabilities, shared, app),
    open_target: |_, _, _| Err(source::not_followed()),
    read_case: None,
    examine: None,
};

fn open_source(
    capabilities: &'static Capabilities,
    shared: &GlobalArgs,
    app: &AppContext,
) -> Result<Box<dyn EntrySource>> {
    let reader = open_reader(&shared.from.archive_or_fault()?, shared, app)?;
    Ok(Box::new(ArchiveSource::new(reader, capabilities, shared.from.strict)))
}

/// Opens an archive for reading.
///
/// # Errors
///
/// `not_found` if the archive does not exist.
pub(crate) fn open_reader(
    location: &ArchiveLocation,
    shared: &GlobalArgs,
    app: &AppContext,
) -> Result<Box<dyn ArchiveReader>> {
    Ok(match location.place(&app.env)? {
        ArchivePlace::File(path) => Box::new(SqliteReader::open(&path)?),
        ArchivePlace::Server(server) => Box::new(ClickHouseReader::open(ServerClient::new(server, shared, app)?)?),
    })
}

/// Opens an archive for writing, and creates a missing one with the tables of an engine.
///
/// # Errors
///
/// A usage error for a file with an engine.
pub(crate) fn create(
    location: &ArchiveLocation,
    engine: Option<&TableEngine>,
    shared: &GlobalArgs,
    app: &AppContext,
) -> Result<Box<dyn ArchiveStore>> {
    Ok(match location.place(&app.env)? {
        ArchivePlace::File(_) if engine.is_some() => {
            return Err(Error::usage("--engine requires an archive in ClickHouse")
                .hint("leave out --engine, or use --into clickhouse://HOST/DATABASE"));
        }
        ArchivePlace::File(path) => Box::new(SqliteStore::create(&path)?),
        ArchivePlace::Server(server) => {
            Box::new(ClickHouseStore::create(ServerClient::new(server, shared, app)?, engine)?)
        }
    })
}

/// Opens an archive that exists for writing.
///
/// # Errors
///
/// `not_found` if the archive does not exist.
pub(crate) fn open(location: &ArchiveLocation, shared: &GlobalArgs, app: &AppContext) -> Result<Box<dyn ArchiveStore>> {
    let place = location.place(&app.env)?;
    let found: Option<Box<dyn ArchiveStore>> = match &place {
        ArchivePlace::File(path) if path.exists() => Some(Box::new(SqliteStore::create(path)?)),
        ArchivePlace::File(_) => None,
        ArchivePlace::Server(server) => match ClickHouseStore::open(ServerClient::new(server, shared, app)?)? {
            Some(store) => Some(Box::new(store)),
            None => None,
        },
    };
    found.ok_or_else(|| missing(&place))
}

/// Opens an archive for counting what is new. A missing archive counts as an empty one.
pub(crate) fn open_or_empty(
    location: &ArchiveLocation,
    shared: &GlobalArgs,
    app: &AppContext,
) -> Result<Box<dyn ArchiveStore>> {
    let found: Option<Box<dyn ArchiveStore>> = match location.place(&app.env)? {
        ArchivePlace::File(path) => SqliteStore::open(&path)?.map(|store| Box::new(store) as _),
        ArchivePlace::Server(server) => {
            ClickHouseStore::open(ServerClient::new(server, shared, app)?)?.map(|store| Box::new(store) as _)
        }
    };
    match found {
        Some(store) => Ok(store),
        None => Ok(Box::new(SqliteStore::in_memory()?)),
    }
}

/// Returns the error of an archive that does not exist.
pub(super) fn missing(place: &ArchivePlace<'_>) -> Error {
    Error::new(Code::NotFound, format!("there is no archive at {place}")).hint("`connlog archive` creates one")
}

/// Returns whether two locations name the same archive.
pub(crate) fn is_same(one: &ArchiveLocation, other: &ArchiveLocation, app: &AppContext) -> Result<bool> {
    Ok(match (one.place(&app.env)?, other.place(&app.env)?) {
        (ArchivePlace::File(one), ArchivePlace::File(other)) => is_same_file(&one, &other),
        (ArchivePlace::Server(one), ArchivePlace::Server(other)) => one.is_same_database(other),
        _ => false,
    })
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
