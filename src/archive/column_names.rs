//! The columns of an entry whose values are stored as numbers.

/// The columns with few different values, in the order of the table.
pub const WORDS: [&str; 10] = [
    "platform",
    "status",
    "event",
    "action",
    "outcome",
    "severity",
    "code",
    "status_code",
    "service",
    "connection_name",
];
/// The columns with ids, in the order of the table.
pub const IDS: [&str; 6] = ["account", "profile", "post", "connection", "sync", "team"];
/// The number of columns of [`WORDS`] and [`IDS`].
pub const COLUMNS: usize = WORDS.len() + IDS.len();
