//! An archive: entries that outlive the retention of their source, each stored once.
//!
//! `docs/development/archive.md` explains the identity of an entry and the order of the writes.

pub(crate) mod bucket_series;
pub(crate) mod column_filters;
pub mod column_names;
pub(crate) mod copy;
pub(crate) mod count_plan;
mod coverage;
pub mod entry;
pub mod exact_columns;
pub mod filler;
pub mod location;
pub mod ordinals;
pub(crate) mod reader;
pub(crate) mod source;
pub mod store;
pub(crate) mod table_engine;
