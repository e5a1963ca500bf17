//! Reads the entries of an archive on a ClickHouse server, and writes such an archive.
//!
//! `docs/development/archive.md` explains the tables and the order of the writes.

mod client;
mod counter;
mod errors;
mod maintenance;
mod positions;
mod reader;
mod row_binary;
mod schema;
mod sql;
mod statement;
mod store;
mod windows;
mod writer;

pub(crate) use self::client::ServerClient;
pub(crate) use self::reader::ClickHouseReader;
pub(crate) use self::store::ClickHouseStore;

use super::{SourceType, archives};
use crate::archive::source::{self, ArchiveSource};

/// An archive that `--from clickhouse://...` names.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: source::capabilities(true),
    accepts: |from| Ok(from.archive()?.is_some_and(|location| location.is_server())),
    open: |shared, app| {
        let reader = archives::open_reader(&shared.from.archive_or_fault()?, shared, app)?;
        Ok(Box::new(ArchiveSource::new(reader, &SOURCE.capabilities, shared.from.strict)))
    },
    open_target: |_, _, _| Err(source::not_followed()),
    read_case: None,
    examine: None,
};
