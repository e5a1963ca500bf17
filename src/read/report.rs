//! What could not be read, counted and, for the first few, with place and reason.

use std::fmt;
use std::sync::Arc;

use crate::record::json;

/// The most places that are remembered.
const SHOWN: usize = 5;

/// Why a value came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It is no JSON.
    Broken(String),
    /// JSON, but nothing in it that a vendor knows as an entry.
    Alien,
    /// Longer than one value may be.
    Long,
    /// Nested deeper than any log entry.
    Deep,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => write!(f, "broken: {why}"),
            Self::Alien => f.write_str("no log entry in it"),
            Self::Long => write!(f, "longer than {} MB", super::cut::MOST >> 20),
            Self::Deep => write!(f, "nested more than {} deep", json::MAX_DEPTH),
        }
    }
}

/// A value that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Miss {
    /// The line it begins on, from 1; inside a block, from the block's first.
    pub(super) line: u64,
    pub(super) why: Why,
}

/// What a block, or all of the input, held beside records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Lines, so that the next block knows its place.
    pub(super) lines: u64,
    /// Values in which no entry was found.
    pub(super) misses: u64,
    /// The first of them.
    pub(super) first: Vec<Miss>,
    /// Lines whose bytes are no UTF-8, read with the replacement character in their place.
    pub(super) mended: u64,
    /// Entries of kinds that connlog does not list.
    pub(super) others: u64,
}

impl Tally {
    pub(super) fn miss(&mut self, line: u64, why: Why) {
        self.misses += 1;
        if self.first.len() < SHOWN {
            self.first.push(Miss { line, why });
        }
    }
}

/// What all of the input held beside records.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Values in which no entry was found.
    pub misses: u64,
    /// Place and reason of the first of them, as `events.ndjson:12: no log entry in it`.
    pub first: Vec<String>,
    /// Lines whose bytes are no UTF-8.
    pub mended: u64,
    /// Entries of kinds that connlog does not list.
    pub others: u64,
}

impl Report {
    /// Adds a block's tally; `before` is the number of lines of the input before it.
    pub(super) fn add(&mut self, tally: Tally, name: &Arc<str>, before: u64) {
        self.misses += tally.misses;
        self.mended += tally.mended;
        self.others += tally.others;
        let room = SHOWN.saturating_sub(self.first.len());
        let told = tally.first.into_iter().take(room);
        self.first.extend(told.map(|miss| format!("{name}:{}: {}", before + miss.line, miss.why)));
    }
}
