//! Reads Fivetran's tables in any database that has SQL: the tables of each kind, the statement, and the conversion of
//! rows to events. A source implements [`database`] and [`database_source::DatabaseConnector`] for its protocol.

mod audit_actions;
pub mod catalog;
pub mod checkpoint;
pub(crate) mod counter;
pub mod database;
pub mod database_source;
#[cfg_attr(not(feature = "adbc"), expect(dead_code, reason = "only drivers use the other dialects"))]
pub mod dialect;
pub(crate) mod doctor_facts;
pub mod envelope;
pub mod follower;
pub mod load_poller;
pub mod lookups;
pub mod parameter;
pub mod query;
pub(crate) mod row_collector;
pub(crate) mod row_decoder;
mod row_page;
pub mod source;
pub mod statement;
