//! Cutting a stream into blocks of whole lines, values or rows, with bounded memory: what is longer than [`MOST`] is
//! passed over and told, and the reading goes on behind it.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::csv_splitter::{self, CsvRows};
use super::detect_format::{self, InputFormat};
use super::foreign_formats;
use super::json_splitter::JsonSplitter;
use crate::json::scanner::MemberSpan;
use crate::record::block::RecordBlock;

/// The bytes that are read at a time; a block has this size unless one value is longer.
pub const BLOCK: usize = 1 << 18;
/// The bytes that are read first, and every next time twice as many: small files and pages need no large buffers.
const FIRST: usize = 1 << 16;
/// A read that gives less than this comes from a source that has no more for now.
const TRICKLE: usize = 4096;
/// The most bytes of one line, value or row.
pub const MOST: usize = 32 << 20;
/// A larger buffer is given back to the system, so that a few long lines do not leave every buffer large.
const LARGE: usize = 4 << 20;

/// An input's bytes, unpacked, without a byte order mark.
pub struct OpenedInput {
    pub reader: Box<dyn Read + Send>,
    /// A file, which has all that it ever gives; what comes from elsewhere may be still on its way.
    pub at_rest: bool,
}

/// A piece of the input that holds whole values only.
#[derive(Debug, Default)]
pub struct InputBlock {
    pub bytes: Vec<u8>,
    /// Where the values are, in a block of [`InputFormat::Values`].
    pub values: Vec<Range<usize>>,
    /// Lines before this block that belong to no other: a header, a value that was too long.
    pub before: u64,
    /// A value that was too long stood before this block.
    pub long: bool,
    /// The input ended behind this block, inside the list around its values.
    pub cut: bool,
    /// The first block of the input.
    pub first: bool,
    /// A buffer for the places of members.
    pub places: Vec<MemberSpan>,
    /// The records' page, which the bytes became.
    pub page: Option<Arc<RecordBlock>>,
    /// The bytes that were read into it.
    pub size: usize,
}

impl InputBlock {
    /// Empties it. Where no record is left of what it held, the buffers are kept.
    pub fn clear(&mut self) {
        if let Some(page) = self.page.take().and_then(Arc::into_inner) {
            let (text, places) = page.into_parts();
            if self.bytes.capacity() < text.capacity() {
                self.bytes = text.into_bytes();
            }
            self.places = places;
        }
        if self.bytes.capacity() > LARGE {
            self.bytes = Vec::new();
        }
        self.bytes.clear();
        self.values.clear();
        self.places.clear();
        (self.long, self.cut, self.size) = (false, false, 0);
    }
}

/// Cuts one input.
pub(crate) struct Chunker {
    input: OpenedInput,
    pub(crate) form: InputFormat,
    /// Bytes that were read and belong to the next block.
    rest: Vec<u8>,
    /// The bytes that are read next.
    step: usize,
    rows: CsvRows,
    values: JsonSplitter,
    ended: bool,
    /// No block was handed out.
    fresh: bool,
    /// Lines that were taken off before the next block.
    before: u64,
    /// Why the input ended before its time; told once what came before is handed out.
    broken: Option<io::Error>,
    /// The line of the header, where there are rows.
    pub(crate) header: Option<Vec<u8>>,
    /// What the input is if no entry is found in it.
    pub(crate) guess: &'static str,
}

impl Chunker {
    /// Reads the first block to find out the form.
    pub(crate) fn new(input: OpenedInput) -> Self {
        let mut cutter = Self {
            input,
            form: InputFormat::Lines,
            rest: Vec::with_capacity(FIRST),
            step: FIRST,
            rows: CsvRows::new(b','),
            values: JsonSplitter::default(),
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

    /// The header is every block's, so it is taken off once.
    fn take_header(&mut self) {
        let line = csv_splitter::header_line(&self.rest);
        self.header = Some(self.rest[line.clone()].to_vec());
        self.before = memchr::memchr_iter(b'\n', &self.rest[..line.end]).count() as u64;
        self.rest.drain(..line.end);
    }

    /// Fills `block` with the next values; `false` at the end of the input.
    pub(crate) fn next(&mut self, block: &mut InputBlock) -> io::Result<bool> {
        block.clear();
        block.before = std::mem::take(&mut self.before);
        block.first = std::mem::take(&mut self.fresh);
        std::mem::swap(&mut block.bytes, &mut self.rest);
        // In lines, no line end is before this place.
        let mut searched = 0;
        loop {
            if let Some(end) = self.boundary(block, searched) {
                self.rest.clear();
                self.rest.extend_from_slice(&block.bytes[end..]);
                block.bytes.truncate(end);
                block.size = end;
                return Ok(true);
            }
            searched = block.bytes.len();
            if self.ended {
                // What is left has no end of its own.
                block.cut = self.values.finish(&block.bytes, &mut block.values);
                block.size = block.bytes.len();
                let left = block.size > 0 || block.long || block.cut;
                return self.broken.take_if(|_| !left).map_or(Ok(left), Err);
            }
            if block.bytes.len() >= MOST {
                block.long = true;
                block.before += self.pass_over(block);
                searched = 0;
                continue;
            }
            let most = (MOST - block.bytes.len()).max(1);
            self.more(&mut block.bytes, most);
        }
    }

    /// Reads on, so many bytes at most. An input that breaks off has ended.
    fn more(&mut self, bytes: &mut Vec<u8>, most: usize) {
        let ended = self.input.fill(bytes, self.step.min(most));
        self.step = (self.step * 2).min(BLOCK);
        self.ended = *ended.as_ref().unwrap_or(&true);
        self.broken = ended.err();
    }

    /// Where the last whole value of the block ends; looks only at what was not looked at before.
    fn boundary(&mut self, block: &mut InputBlock, searched: usize) -> Option<usize> {
        match self.form {
            InputFormat::Lines => memchr::memrchr(b'\n', &block.bytes[searched..]).map(|at| searched + at + 1),
            InputFormat::Values => self.values.cut(&block.bytes, &mut block.values),
            InputFormat::Rows(_) => self.rows.cut(&block.bytes),
        }
    }

    /// Drops what is too long up to a line end where a new value may begin. Gives the lines that were dropped.
    fn pass_over(&mut self, block: &mut InputBlock) -> u64 {
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
        self.rows.restart();
        lines
    }

    /// Where the next value may begin.
    fn resumes(&self, bytes: &[u8]) -> Option<usize> {
        match self.form {
            InputFormat::Values => memchr::memmem::find(bytes, b"\n{").map(|at| at + 1),
            _ => memchr::memchr(b'\n', bytes).map(|at| at + 1),
        }
    }
}

impl OpenedInput {
    /// Reads up to `more` bytes onto `bytes`, less where the source trickles; `true` at its end.
    fn fill(&mut self, bytes: &mut Vec<u8>, more: usize) -> io::Result<bool> {
        let start = bytes.len();
        if self.at_rest {
            bytes.reserve(more);
            // Spares filling the buffer with zeros before it is filled with what is read.
            self.reader.by_ref().take(more as u64).read_to_end(bytes)?;
            return Ok(bytes.len() - start < more);
        }
        bytes.resize(start + more, 0);
        let mut filled = start;
        let ended = self.trickle(bytes, &mut filled);
        bytes.truncate(filled);
        ended
    }

    fn trickle(&mut self, bytes: &mut [u8], filled: &mut usize) -> io::Result<bool> {
        while *filled < bytes.len() {
            match self.reader.read(&mut bytes[*filled..]) {
                Ok(0) => return Ok(true),
                Ok(count) => {
                    *filled += count;
                    // Somebody is writing line by line, and may want to see them.
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
