//! Reads the entries of an archive on a ClickHouse server, and writes such an archive.
//!
//! `docs/development/archive.md` explains the tables and the order of the writes.

mod client;
mod counter;
mod errors;
mod maintenance;
mod pages;
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
