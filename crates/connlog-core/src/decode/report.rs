//! Counts what could not be read, and keeps place and reason of the first cases.

use std::fmt;
use std::sync::Arc;

use crate::json;

/// The maximum number of places that are kept.
pub(crate) const SHOWN: usize = 5;

/// Why a value was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// It is not valid JSON.
    Broken,
    /// The JSON is truncated.
    Cut,
    /// It contains no JSON.
    Text,
    /// The input ends inside the list around the values.
    Open,
    /// It is JSON, but no provider recognises an entry in it.
    Alien,
    /// It is longer than the maximum size of a value.
    Long,
    /// It is nested too deeply.
    Deep,
    /// It is wrapped too often.
    Wrapped,
    /// An object has too many keys.
    Wide,
    /// It contains base64 text that cannot be decompressed.
    Packed,
    /// The row's number of cells differs from the number of columns.
    Row {
        /// The number of cells in the row.
        cells: usize,
        /// The number of columns in the header.
        columns: usize,
    },
    /// A quote that opens a cell is not closed in its row.
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
            Self::Long => write!(f, "longer than {} MB", super::limits::MOST >> 20),
            Self::Deep => write!(f, "nested more than {} deep", json::MAX_DEPTH),
            Self::Wrapped => write!(f, "wrapped more than {} times", super::limits::LAYERS),
            Self::Wide => write!(f, "more than {} keys", super::limits::WIDEST),
            Self::Packed => f.write_str("base64 that cannot be unpacked"),
            Self::Row { cells, columns } => {
                let cell = if *cells == 1 { "cell" } else { "cells" };
                write!(f, "a row of {cells} {cell} under a header of {columns}")
            }
            Self::Quote => f.write_str("a quote that is not closed"),
        }
    }
}

/// A value that was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SkippedInput {
    /// The line at which it starts, counted from 1; inside a block, from the start of the block.
    pub(crate) line: u64,
    pub(crate) why: SkipReason,
}

/// Statistics of a block, or of the whole input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecodeStats {
    /// The number of lines, which gives the next block its position.
    pub lines: u64,
    /// The number of values without an entry.
    pub undecodable: u64,
    /// The first of these values.
    pub(crate) first: Vec<SkippedInput>,
    /// The number of lines with invalid UTF-8, which was replaced.
    pub(crate) lossy_lines: u64,
    /// The number of entries of kinds that connlog does not list.
    pub(crate) unlisted: u64,
    /// The number of all other entries.
    pub(crate) entries: u64,
}

impl DecodeStats {
    /// Adds entries that were only counted. If there are none, adds values that are not entries.
    pub(crate) fn add_counts(&mut self, other: Self) {
        self.entries += other.entries;
        self.unlisted += other.unlisted;
        if self.undecodable == 0 && other.entries == 0 && other.unlisted == 0 {
            (self.undecodable, self.first) = (other.undecodable, other.first);
        }
    }

    pub(crate) fn skip(&mut self, line: u64, why: SkipReason) {
        self.undecodable += 1;
        if self.first.len() < SHOWN {
            self.first.push(SkippedInput { line, why });
        }
    }
}

/// Statistics of all inputs.
#[derive(Debug, Clone, Default)]
pub struct DecodeReport {
    /// The number of values without an entry.
    pub undecodable: u64,
    /// Place and reason of the first of these values: `events.ndjson:12: no log entry in it`.
    pub first: Vec<String>,
    /// The number of lines with invalid UTF-8.
    pub lossy_lines: u64,
    /// The number of entries of kinds that connlog does not list.
    pub unlisted: u64,
    /// The number of all other entries, including those that no filter matches.
    pub entries: u64,
    /// The first input with a value that is not an entry, and what it seems to be.
    pub guess: Option<(Arc<str>, &'static str)>,
}

impl DecodeReport {
    /// Returns whether there were values but no entry.
    pub const fn is_unreadable(&self) -> bool {
        self.undecodable > 0 && self.entries == 0 && self.unlisted == 0
    }

    /// Adds the statistics of a block of the input `name`. `before` is the number of lines before the block.
    pub fn add(&mut self, tally: DecodeStats, name: &Arc<str>, guess: &'static str, before: u64) {
        if tally.undecodable > 0 && self.guess.is_none() {
            self.guess = Some((Arc::clone(name), guess));
        }
        self.entries += tally.entries;
        self.undecodable += tally.undecodable;
        self.lossy_lines += tally.lossy_lines;
        self.unlisted += tally.unlisted;
        let left = SHOWN.saturating_sub(self.first.len());
        let first = tally.first.into_iter().take(left);
        self.first.extend(first.map(|miss| format!("{name}:{}: {}", before + miss.line, miss.why)));
    }
}
