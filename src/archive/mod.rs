//! An archive: entries that outlive the retention of their source, each stored once.
//!
//! `docs/development/archive.md` explains the identity of an entry and the order of the writes.

pub mod entry;
pub mod filler;
pub mod location;
pub mod ordinals;
pub mod store;
