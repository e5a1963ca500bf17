//! The position of an entry in its source.

use chrono::{DateTime, Utc};

use crate::sources::files::follow::checkpoint::ReadPosition;

/// The position of an entry, which a checkpoint records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPosition {
    /// The hash of its content, and its time. For a row of a database, the time when it was loaded.
    Identity(u64, DateTime<Utc>),
    /// The number of its file, and the offset after the entry.
    Offset(u64, ReadPosition),
}
