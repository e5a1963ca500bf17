//! Reads the entries of an archive in a file of SQLite, and writes such an archive.

mod block;
mod block_cache;
mod block_compressor;
mod counter;
mod database;
mod maintenance;
mod number_cache;
mod positions;
mod reader;
mod schema;
mod statement;
mod store;
mod writer;

pub(crate) use self::reader::SqliteReader;
pub use self::store::SqliteStore;
