//! Splits a stream into blocks of whole lines, values or rows with bounded memory.
//!
//! It skips and counts anything longer than [`MOST`], then continues after it.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::csv_splitter::{self, CsvRows};
use super::detect_format::{self, InputFormat};
use super::foreign_formats;
use super::json_splitter::JsonSplitter;
use super::limits::{BLOCK, MOST};
use super::long_value::{self, LongValue};
use crate::json::scanner::MemberSpan;
use crate::record::block::RecordBlock;

/// The size of the first read in bytes. It doubles with every read, so small files and pages need no large buffer.
const FIRST: usize = 1 << 16;
/// A read of fewer bytes comes from a source that has no more data for now.
const TRICKLE: usize = 4096;
/// A buffer with more bytes is freed after use, so that a few long lines do not make every buffer large.
const LARGE: usize = 4 << 20;

/// An input: decompressed bytes without a byte order mark.
pub struct OpenedInput {
    /// The bytes.
    pub reader: Box<dyn Read + Send>,
    /// Whether the input is a file, which is complete. Other inputs may still be receiving data.
    pub at_rest: bool,
}

/// A part of the input that contains only whole values.
#[derive(Debug, Default)]
pub struct InputBlock {
    /// The bytes of the block.
    pub bytes: Vec<u8>,
    /// The ranges of the values, for [`InputFormat::Values`] and for the parts of a long value.
    pub values: Vec<Range<usize>>,
    /// The long value that the values are parts of.
    pub long_value: Option<Arc<LongValue>>,
    /// The number of lines before this block that belong to no block: a header, or a value that was too long.
    pub before: u64,
    /// Whether a value that was too long came before this block.
    pub long: bool,
    /// Whether the input ended after this block without closing the list around the values.
    pub cut: bool,
    /// Whether this is the first block of the input.
    pub first: bool,
    /// A spare buffer for member positions.
    pub places: Vec<MemberSpan>,
    /// The block of the records that the bytes were moved into.
    pub page: Option<Arc<RecordBlock>>,
    /// The block of the records that were copied or composed.
    pub made_page: Option<Arc<RecordBlock>>,
    /// Spare buffers for these records.
    pub made: (String, Vec<MemberSpan>),
    /// The number of bytes that were read into it.
    pub size: usize,
}

impl InputBlock {
    /// Empties the block. It takes the buffers back if no record of the old content is left.
    pub fn clear(&mut self) {
        if let Some(page) = self.page.take().and_then(Arc::into_inner) {
            let (text, places) = page.into_parts();
            if self.bytes.capacity() < text.capacity() {
                self.bytes = text.into_bytes();
            }
            self.places = places;
        }
        if let Some(page) = self.made_page.take().and_then(Arc::into_inner) {
            self.made = page.into_parts();
        }
        if self.bytes.capacity() > LARGE {
            self.bytes = Vec::new();
        }
        if self.made.0.capacity() > LARGE {
            self.made = Default::default();
        }
        self.made.0.clear();
        self.made.1.clear();
        self.bytes.clear();
        self.values.clear();
        self.places.clear();
        (self.long, self.cut, self.size, self.long_value) = (false, false, 0, None);
    }
}

/// Splits one input into blocks.
pub(crate) struct Chunker {
    input: OpenedInput,
    pub(crate) form: InputFormat,
    /// Bytes that were read and belong to the next block.
    rest: Vec<u8>,
    /// The bytes of a long value, which are split again.
    replay: Replay,
    /// The number of bytes to read next.
    step: usize,
    rows: CsvRows,
    values: JsonSplitter,
    /// The long values around the next value, the innermost last.
    long_values: Vec<Arc<LongValue>>,
    ended: bool,
    /// Whether no block was returned yet.
    fresh: bool,
    /// The number of lines removed before the next block.
    before: u64,
    /// The error that ended the input. It is returned after the data before it.
    broken: Option<io::Error>,
    /// The header line, if the input has rows.
    pub(crate) header: Option<Vec<u8>>,
    /// What the input seems to be, for the message that it has no entries.
    pub(crate) guess: &'static str,
}

impl Chunker {
    /// Reads the first block to detect the format.
    pub(crate) fn new(input: OpenedInput) -> Self {
        let mut cutter = Self {
            input,
            form: InputFormat::Lines,
            rest: Vec::with_capacity(FIRST),
            replay: Replay::default(),
            step: FIRST,
            rows: CsvRows::new(b','),
            values: JsonSplitter::default(),
            long_values: Vec::new(),
            ended: false,
            fresh: true,
            before: 0,
            broken: None,
            header: None,
            guess: "",
        };
        let mut head = std::mem::take(&mut cutter.rest);
        while !cutter.ended && head.len() < BLOCK && memchr::memchr(b'\n', &head).is_none() {
            let most = BLOCK - head.len();
            cutter.more(&mut head, most);
        }
        cutter.form = detect_format::detect_format(&head, cutter.ended);
        cutter.guess = foreign_formats::guess(&head);
        cutter.rest = head;
        if let InputFormat::Rows(separator) = cutter.form {
            cutter.rows = CsvRows::new(separator);
            cutter.guess = foreign_formats::TABLE;
            cutter.take_header();
        }
        cutter
    }

    /// Removes the header from the first block; every block is decoded with it.
    fn take_header(&mut self) {
        let line = csv_splitter::header_line(&self.rest);
        self.header = Some(self.rest[line.clone()].to_vec());
        self.before = memchr::memchr_iter(b'\n', &self.rest[..line.end]).count() as u64;
        self.rest.drain(..line.end);
    }

    /// Fills `block` with the next values. Returns `false` at the end of the input.
    pub(crate) fn next(&mut self, block: &mut InputBlock) -> io::Result<bool> {
        block.clear();
        block.before = std::mem::take(&mut self.before);
        block.first = std::mem::take(&mut self.fresh);
        std::mem::swap(&mut block.bytes, &mut self.rest);
        // For lines: there is no line end before this offset.
        let mut searched = 0;
        loop {
            block.long_value = self.long_values.last().cloned();
            if let Some(end) = self.boundary(block, searched) {
                self.rest.clear();
                self.rest.extend_from_slice(&block.bytes[end..]);
                block.bytes.truncate(end);
                block.size = end;
                return Ok(true);
            }
            searched = block.bytes.len();
            if self.ended {
                // The rest of the input has no end marker.
                block.cut = self.values.finish(&block.bytes, &mut block.values);
                block.size = block.bytes.len();
                let left = block.size > 0 || block.long || block.cut;
                return self.broken.take_if(|_| !left).map_or(Ok(left), Err);
            }
            if block.bytes.len() >= MOST {
                searched = 0;
                if self.enter(block) {
                    continue;
                }
                block.long = true;
                block.before += self.skip_oversized(block);
                continue;
            }
            let most = (MOST - block.bytes.len()).max(1);
            self.more(&mut block.bytes, most);
        }
    }

    /// Reads up to `most` more bytes. A read error ends the input.
    fn more(&mut self, bytes: &mut Vec<u8>, most: usize) {
        if self.replay.fill(bytes, self.step.min(most)) {
            return;
        }
        let ended = self.input.fill(bytes, self.step.min(most));
        self.step = (self.step * 2).min(BLOCK);
        self.ended = *ended.as_ref().unwrap_or(&true);
        self.broken = ended.err();
    }

    /// Returns the end of the last whole value in the block. It scans only bytes that it has not seen.
    fn boundary(&mut self, block: &mut InputBlock, searched: usize) -> Option<usize> {
        match self.form {
            _ if block.long_value.is_some() => {
                let end = self.values.cut(&block.bytes, &mut block.values);
                self.long_values.truncate(self.values.entered());
                end
            }
            InputFormat::Lines => memchr::memrchr(b'\n', &block.bytes[searched..]).map(|at| searched + at + 1),
            InputFormat::Values => self.values.cut(&block.bytes, &mut block.values),
            InputFormat::Rows(_) => self.rows.cut(&block.bytes),
        }
    }

    /// Enters a value that is too long, if it contains an array of entries. Its elements are then read like separate
    /// values. Returns `false` for any other value.
    fn enter(&mut self, block: &mut InputBlock) -> bool {
        if matches!(self.form, InputFormat::Rows(_)) {
            return false;
        }
        if self.form == InputFormat::Lines && self.long_values.is_empty() {
            self.values = JsonSplitter::inside(&block.bytes);
            // The line is text with a value, or several values.
            if self.values.cut(&block.bytes, &mut Vec::new()).is_some() {
                return false;
            }
        }
        let around = self.long_values.last().map(|value| &**value);
        let Some((depth, value)) = long_value::find(&block.bytes, self.values.open(), around) else { return false };
        self.values.enter(depth);
        self.long_values.push(Arc::new(value));
        self.replay.push(std::mem::take(&mut block.bytes));
        true
    }

    /// Drops a value that is too long, up to a line end after which a new value may start. Returns the number of
    /// dropped lines.
    fn skip_oversized(&mut self, block: &mut InputBlock) -> u64 {
        let mut lines = memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        loop {
            block.bytes.clear();
            self.more(&mut block.bytes, BLOCK);
            if let Some(at) = self.resumes(&block.bytes) {
                lines += memchr::memchr_iter(b'\n', &block.bytes[..at]).count() as u64;
                block.bytes.drain(..at);
                break;
            }
            lines += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
            if self.ended {
                block.bytes.clear();
                break;
            }
        }
        self.values = JsonSplitter::default();
        self.long_values.clear();
        self.rows.restart();
        lines
    }

    /// Returns the offset at which the next value may start.
    fn resumes(&self, bytes: &[u8]) -> Option<usize> {
        match self.form {
            InputFormat::Values => memchr::memmem::find(bytes, b"\n{").map(|at| at + 1),
            _ => memchr::memchr(b'\n', bytes).map(|at| at + 1),
        }
    }
}

/// Bytes that were read from the input and are read again before the next ones.
#[derive(Debug, Default)]
struct Replay {
    bytes: Vec<u8>,
    at: usize,
}

impl Replay {
    /// Puts bytes before the others.
    fn push(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(self.bytes.get(self.at..).unwrap_or_default());
        (self.bytes, self.at) = (bytes, 0);
    }

    /// Appends up to `most` bytes to `bytes`. Returns `false` at the end of the input.
    fn fill(&mut self, bytes: &mut Vec<u8>, most: usize) -> bool {
        let ahead = self.bytes.get(self.at..).unwrap_or_default();
        if ahead.is_empty() {
            return false;
        }
        let ahead = &ahead[..most.min(ahead.len())];
        bytes.extend_from_slice(ahead);
        self.at += ahead.len();
        if self.at == self.bytes.len() {
            *self = Self::default();
        }
        true
    }
}

impl OpenedInput {
    /// Appends up to `more` bytes to `bytes`, fewer if the source has no more for now. Returns `true` at the end of
    /// the source.
    fn fill(&mut self, bytes: &mut Vec<u8>, more: usize) -> io::Result<bool> {
        let start = bytes.len();
        if self.at_rest {
            bytes.reserve(more);
            // `read_to_end` avoids filling the buffer with zeros first.
            self.reader.by_ref().take(more as u64).read_to_end(bytes)?;
            return Ok(bytes.len() - start < more);
        }
        bytes.resize(start + more, 0);
        let mut filled = start;
        let ended = self.read_available(bytes, &mut filled);
        bytes.truncate(filled);
        ended
    }

    fn read_available(&mut self, bytes: &mut [u8], filled: &mut usize) -> io::Result<bool> {
        while *filled < bytes.len() {
            match self.reader.read(&mut bytes[*filled..]) {
                Ok(0) => return Ok(true),
                Ok(count) => {
                    *filled += count;
                    // The source writes line by line, and its reader may want to see each line at once.
                    if count < TRICKLE {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}
