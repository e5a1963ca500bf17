//! Splits growing content: accepts bytes and returns complete lines, values or rows.

use serde::de::IgnoredAny;

use connlog_core::decode::block_decoder::BlockDecoder;
use connlog_core::decode::chunker::InputBlock;
use connlog_core::decode::csv_header::CsvHeader;
use connlog_core::decode::csv_splitter::{self, CsvRows};
use connlog_core::decode::detect_format::{self, InputFormat};
use connlog_core::decode::foreign_formats;
use connlog_core::decode::json_splitter::JsonSplitter;
use connlog_core::decode::limits::{BLOCK, MOST};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::decode::report::DecodeStats;
use connlog_core::record::Record;

use std::ops::Range;
use std::sync::Arc;

use super::content_hashes::ContentHashes;

/// The records between two offsets of a file.
pub(super) struct SplitChunk {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) records: Vec<Record>,
    tally: DecodeStats,
    guess: &'static str,
}

impl SplitChunk {
    /// Adds values without a record to `report`; `before` is the number of lines before it.
    pub(super) fn report_misses(self, report: &mut DecodeReport, name: &Arc<str>, before: &mut u64) {
        let lines = self.tally.lines;
        report.add(self.tally, name, self.guess, *before);
        *before += lines;
    }
}

/// The bytes of one file that are not a complete line, value or row yet.
pub(super) struct EntrySplitter {
    manner: Option<BlockDecoder>,
    prefilter: Option<Arc<Prefilter>>,
    rest: Vec<u8>,
    /// The offset of `rest` in the file.
    offset: u64,
    /// The offset after the header, if there is one.
    body: u64,
    values: JsonSplitter,
    rows: CsvRows,
    /// A value was too long: the bytes up to the next line end belong to it.
    passing: bool,
    long: bool,
    /// The number of bytes of `rest` already checked for a complete last line.
    tried: usize,
    /// The content hashes before `offset`.
    trail: ContentHashes,
}

impl EntrySplitter {
    pub(super) fn new(prefilter: Option<Arc<Prefilter>>) -> Self {
        Self {
            manner: None,
            prefilter,
            rest: Vec::new(),
            offset: 0,
            body: 0,
            values: JsonSplitter::default(),
            rows: CsvRows::new(b','),
            passing: false,
            long: false,
            tried: 0,
            trail: ContentHashes::default(),
        }
    }

    /// Returns the offset of the first line, value or row.
    pub(super) fn body(&self) -> u64 {
        self.body
    }

    /// Continues at `offset`, the start of a line, value or row.
    pub(super) fn restart(&mut self, offset: u64) {
        self.rest.clear();
        self.offset = offset;
        self.values = JsonSplitter::default();
        self.rows.restart();
        (self.passing, self.long, self.tried) = (false, false, 0);
    }

    pub(super) fn trail(&self) -> &ContentHashes {
        &self.trail
    }

    /// Sets the content hashes before the offset.
    pub(super) fn remember(&mut self, trail: ContentHashes) {
        self.trail = trail;
    }

    /// Returns the offset up to which all chunks were returned.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns whether there are bytes of an incomplete chunk, except a line end.
    pub(super) fn unfinished(&self) -> bool {
        !self.rest.trim_ascii().is_empty()
    }

    /// Returns whether each line is a value, so that a chunk may begin after any line end; `None` if unknown.
    pub(super) fn has_lines(&self) -> Option<bool> {
        self.manner.as_ref().map(|manner| manner.form == InputFormat::Lines)
    }

    /// Appends the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
    }

    /// Detects the format from the start of the file, and removes a header. `last` says that no more bytes follow.
    /// Returns whether the format is known.
    pub(super) fn sniff(&mut self, last: bool) -> bool {
        if self.manner.is_some() {
            return true;
        }
        let lined = memchr::memchr(b'\n', self.rest.trim_ascii_start()).is_some();
        if !(lined || last || self.rest.len() >= BLOCK || is_whole(&self.rest)) {
            return false;
        }
        let bare = self.rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.rest);
        let form = detect_format::detect_format(bare, last || is_whole(bare));
        let guess =
            if matches!(form, InputFormat::Rows(_)) { foreign_formats::TABLE } else { foreign_formats::guess(bare) };
        let mut header = None;
        if let InputFormat::Rows(separator) = form {
            let line = csv_splitter::header_line(bare);
            let end = self.rest.len() - bare.len() + line.end;
            header = Some(CsvHeader::new(&bare[line], separator));
            self.rows = CsvRows::new(separator);
            self.drop(end, |_| true);
            self.body = self.offset;
        }
        self.manner = Some(BlockDecoder { form, header, prefilter: self.prefilter.clone(), guess });
        true
    }

    /// Returns the next complete chunk; with `last`, also an incomplete one.
    pub(super) fn next(&mut self, last: bool) -> Option<SplitChunk> {
        let mut block = self.block(last)?;
        let start = self.offset - block.bytes.len() as u64;
        let manner = self.manner.as_ref()?;
        let (batch, tally) = manner.read(&mut block);
        Some(SplitChunk { start, end: self.offset, records: batch.into_records(), tally, guess: manner.guess })
    }

    /// Skips all complete chunks without decoding them.
    pub(super) fn pass(&mut self) {
        while self.block(false).is_some() {}
    }

    fn block(&mut self, last: bool) -> Option<InputBlock> {
        if self.passing {
            self.pass_over();
        }
        if self.rest.is_empty() || !self.sniff(last) {
            return None;
        }
        let mut block = InputBlock { long: std::mem::take(&mut self.long), ..InputBlock::default() };
        let found = self.boundary(&mut block);
        // A partial entry at the end is returned but not remembered, because another one may begin alike.
        let half = last && found.is_none();
        if half {
            block.cut = self.values.finish(&self.rest, &mut block.values);
        }
        let Some(end) = found.or(half.then_some(self.rest.len())) else {
            self.long = block.long;
            if self.rest.len() >= MOST {
                (self.passing, self.long) = (true, true);
                self.pass_over();
            }
            return None;
        };
        block.bytes = self.rest[..end].to_vec();
        let before = (half && !self.has_rows()).then(|| self.trail.clone());
        self.drop_block(end, &block.values);
        self.trail = before.unwrap_or_else(|| std::mem::take(&mut self.trail));
        self.tried = 0;
        Some(block)
    }

    /// Returns the end of the last complete value.
    fn boundary(&mut self, block: &mut InputBlock) -> Option<usize> {
        match self.manner.as_ref()?.form {
            InputFormat::Values => self.values.cut(&self.rest, &mut block.values),
            InputFormat::Rows(_) => self.rows.cut(&self.rest),
            InputFormat::Lines => memchr::memrchr(b'\n', &self.rest).map(|at| at + 1).or_else(|| self.last_line()),
        }
    }

    fn has_rows(&self) -> bool {
        self.manner.as_ref().is_some_and(|manner| matches!(manner.form, InputFormat::Rows(_)))
    }

    /// A last line without a line end is complete if it is a complete object.
    fn last_line(&mut self) -> Option<usize> {
        let length = self.rest.len();
        if self.tried == length {
            return None;
        }
        self.tried = length;
        is_whole(&self.rest).then_some(length)
    }

    /// Drops the bytes of a value that is too long.
    fn pass_over(&mut self) {
        let end = memchr::memchr(b'\n', &self.rest).map(|at| at + 1);
        self.passing = end.is_none();
        self.drop(end.unwrap_or(self.rest.len()), |_| true);
        self.values = JsonSplitter::default();
        self.rows.restart();
    }

    /// Drops a block with these values.
    fn drop_block(&mut self, length: usize, values: &[Range<usize>]) {
        match self.manner.as_ref().map(|manner| manner.form) {
            Some(InputFormat::Rows(_)) => {
                let bytes = &self.rest[..length];
                let quotes: Vec<usize> = memchr::memchr_iter(b'"', bytes).collect();
                // A line end in quotes is part of a cell.
                self.drop(length, |at| quotes.partition_point(|quote| *quote < at) % 2 == 0);
            }
            Some(InputFormat::Values) => self.drop(length, |at| {
                let next = values.partition_point(|value| value.end <= at);
                values.get(next).is_none_or(|value| value.start > at)
            }),
            _ => self.drop(length, |_| true),
        }
    }

    /// Drops the first bytes; `is_end` says which of their line ends are ends of entries.
    fn drop(&mut self, length: usize, is_end: impl Fn(usize) -> bool) {
        self.trail.feed(self.offset, &self.rest[..length], is_end);
        self.rest.drain(..length);
        self.offset += length as u64;
    }
}

/// Returns whether `bytes` are exactly one object.
fn is_whole(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let closed = bytes.first() == Some(&b'{') && bytes.last() == Some(&b'}');
    closed && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests;
