//! What could not be read, counted and, for the first few, with place and reason.

use std::fmt;
use std::sync::Arc;

use crate::json;

/// The most places that are remembered.
pub(crate) const SHOWN: usize = 5;

/// Why a value came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// It is not valid JSON.
    Broken,
    /// It ends before its JSON does.
    Cut,
    /// It has no JSON in it.
    Text,
    /// The input ends inside the list around the values.
    Open,
    /// JSON, but nothing in it that a vendor knows as an entry.
    Alien,
    /// Longer than one value may be.
    Long,
    /// Nested deeper than any log entry.
    Deep,
    /// Wrapped more often than any log service does.
    Wrapped,
    /// An object with more keys than any log entry.
    Wide,
    /// Text in base64 that cannot be unpacked.
    Packed,
    /// A row of another number of cells than the header, or than the list of columns.
    Row { cells: usize, columns: usize },
    /// A quote that opens a cell and is not closed in its row.
    Quote,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("not valid JSON"),
            Self::Cut => f.write_str("cut off in the middle of JSON"),
            Self::Text => f.write_str("text without JSON"),
            Self::Open => f.write_str("cut off: the list is not closed"),
            Self::Alien => f.write_str("no log entry in it"),
            Self::Long => write!(f, "longer than {} MB", super::chunker::MOST >> 20),
            Self::Deep => write!(f, "nested more than {} deep", json::MAX_DEPTH),
            Self::Wrapped => write!(f, "wrapped more than {} times", super::envelopes::LAYERS),
            Self::Wide => write!(f, "more than {} keys", super::envelopes::WIDEST),
            Self::Packed => f.write_str("base64 that cannot be unpacked"),
            Self::Row { cells, columns } => {
                let cell = if *cells == 1 { "cell" } else { "cells" };
                write!(f, "a row of {cells} {cell} under a header of {columns}")
            }
            Self::Quote => f.write_str("a quote that is not closed"),
        }
    }
}

/// A value that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SkippedInput {
    /// The line it begins on, from 1; inside a block, from the block's first.
    pub(crate) line: u64,
    pub(crate) why: SkipReason,
}

/// What a block, or all of the input, held beside records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecodeStats {
    /// Lines, so that the next block knows its place.
    pub lines: u64,
    /// Values in which no entry was found.
    pub misses: u64,
    /// The first of them.
    pub(crate) first: Vec<SkippedInput>,
    /// Lines whose bytes are no UTF-8, read with the replacement character in their place.
    pub(crate) mended: u64,
    /// Entries of kinds that connlog does not list.
    pub(crate) others: u64,
    /// Entries of all other kinds.
    pub(crate) entries: u64,
}

impl DecodeStats {
    /// Adds entries that were counted without being read for the query, or values that are not entries where there are none.
    pub(crate) fn add_counts(&mut self, other: Self) {
        self.entries += other.entries;
        self.others += other.others;
        if self.misses == 0 && other.entries == 0 && other.others == 0 {
            (self.misses, self.first) = (other.misses, other.first);
        }
    }

    pub(crate) fn miss(&mut self, line: u64, why: SkipReason) {
        self.misses += 1;
        if self.first.len() < SHOWN {
            self.first.push(SkippedInput { line, why });
        }
    }
}

/// What all of the input held beside records.
#[derive(Debug, Clone, Default)]
pub struct DecodeReport {
    /// Values in which no entry was found.
    pub misses: u64,
    /// Place and reason of the first of them, as `events.ndjson:12: no log entry in it`.
    pub first: Vec<String>,
    /// Lines whose bytes are no UTF-8.
    pub mended: u64,
    /// Entries of kinds that connlog does not list.
    pub others: u64,
    /// Entries of all other kinds, those that no filter lets pass among them.
    pub entries: u64,
    /// The first input with a value that is no entry, and what it seems to be.
    pub guess: Option<(Arc<str>, &'static str)>,
}

impl DecodeReport {
    /// Whether there were values, and not one of them was an entry.
    pub const fn is_unreadable(&self) -> bool {
        self.misses > 0 && self.entries == 0 && self.others == 0
    }

    /// Adds a block's tally; `before` is the number of lines of the input before it.
    pub fn add(&mut self, tally: DecodeStats, (name, guess): (&Arc<str>, &'static str), before: u64) {
        if tally.misses > 0 && self.guess.is_none() {
            self.guess = Some((Arc::clone(name), guess));
        }
        self.entries += tally.entries;
        self.misses += tally.misses;
        self.mended += tally.mended;
        self.others += tally.others;
        let room = SHOWN.saturating_sub(self.first.len());
        let told = tally.first.into_iter().take(room);
        self.first.extend(told.map(|miss| format!("{name}:{}: {}", before + miss.line, miss.why)));
    }
}
