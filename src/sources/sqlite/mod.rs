//! Reads the entries of an archive in a file of SQLite, and writes such an archive.

mod block;
mod block_compressor;
mod counter;
mod database;
mod maintenance;
mod positions;
mod reader;
mod schema;
mod statement;
mod store;
mod writer;

pub(crate) use self::reader::SqliteReader;
pub use self::store::SqliteStore;

use super::SourceType;
use crate::archive::source::{self, ArchiveSource};

/// An archive that `--from` names by a word, a scheme or a path.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: source::capabilities(false),
    accepts: |from| Ok(from.archive()?.is_some_and(|location| !location.is_server())),
    open: |shared, app| {
        let reader = super::archives::open_reader(&shared.from.archive_or_fault()?, shared, app)?;
        Ok(Box::new(ArchiveSource::new(reader, &SOURCE.capabilities, shared.from.strict)))
    },
    open_target: |_, _, _| Err(source::not_followed()),
    read_case: None,
    examine: None,
};
