//! Opens archives for reading and for writing by their location.

use std::path::Path;

use super::sqlite::{SqliteReader, SqliteStore};
use crate::app::AppContext;
use crate::archive::location::ArchiveLocation;
use crate::archive::reader::ArchiveReader;
use crate::archive::store::ArchiveStore;
use connlog_core::error::{Code, Error, Result};

/// Opens an archive for reading.
///
/// # Errors
///
/// `not_found` if there is none.
pub(crate) fn open_reader(location: &ArchiveLocation, app: &AppContext) -> Result<Box<dyn ArchiveReader>> {
    Ok(Box::new(SqliteReader::open(&location.path(&app.env)?)?))
}

/// Opens an archive for writing, and creates a missing one.
pub(crate) fn create(location: &ArchiveLocation, app: &AppContext) -> Result<Box<dyn ArchiveStore>> {
    Ok(Box::new(SqliteStore::create(&location.path(&app.env)?)?))
}

/// Opens an archive that exists for writing.
///
/// # Errors
///
/// `not_found` if there is none.
pub(crate) fn open(location: &ArchiveLocation, app: &AppContext) -> Result<Box<dyn ArchiveStore>> {
    let path = location.path(&app.env)?;
    if path.exists() {
        return Ok(Box::new(SqliteStore::create(&path)?));
    }
    Err(Error::new(Code::NotFound, format!("there is no archive at {}", path.display()))
        .hint("`connlog archive` creates one"))
}

/// Opens an archive for counting what is new. A missing archive counts as an empty one.
pub(crate) fn open_or_empty(location: &ArchiveLocation, app: &AppContext) -> Result<Box<dyn ArchiveStore>> {
    Ok(Box::new(match SqliteStore::open(&location.path(&app.env)?)? {
        Some(store) => store,
        None => SqliteStore::in_memory()?,
    }))
}

/// Returns whether two locations name the same archive.
pub(crate) fn is_same(one: &ArchiveLocation, other: &ArchiveLocation, app: &AppContext) -> Result<bool> {
    let (one, other) = (one.path(&app.env)?, other.path(&app.env)?);
    Ok(is_same_file(&one, &other))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
