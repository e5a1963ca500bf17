//! Cutting a stream into blocks of whole lines, values or rows, with bounded memory: what is longer than [`MOST`] is
//! passed over and told, and the reading goes on behind it.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::csv::{self, Rows};
use super::foreign;
use super::sniff::{self, Form};
use super::values::Values;
use crate::record::Page;
use crate::record::scan::Place;

/// The bytes that are read at a time; a block has this size unless one value is longer.
pub(super) const BLOCK: usize = 1 << 18;
/// The bytes that are read first, and every next time twice as many: small files and pages need no large buffers.
const FIRST: usize = 1 << 16;
/// A read that gives less than this comes from a source that has no more for now.
const TRICKLE: usize = 4096;
/// The most bytes of one line, value or row.
pub(super) const MOST: usize = 32 << 20;
/// A larger buffer is given back to the system, so that a few long lines do not leave every buffer large.
const LARGE: usize = 4 << 20;

/// An input's bytes, unpacked, without a byte order mark.
pub(super) struct Opened {
    pub(super) reader: Box<dyn Read + Send>,
    /// A file, which has all that it ever gives; what comes from elsewhere may be still on its way.
    pub(super) at_rest: bool,
}

/// A piece of the input that holds whole values only.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Where the values are, in a block of [`Form::Values`].
    pub(super) values: Vec<Range<usize>>,
    /// Lines before this block that belong to no other: a header, a value that was too long.
    pub(super) before: u64,
    /// A value that was too long stood before this block.
    pub(super) long: bool,
    /// The input ended behind this block, inside the list around its values.
    pub(super) cut: bool,
    /// The first block of the input.
    pub(super) first: bool,
    /// A buffer for the places of members.
    pub(super) places: Vec<Place>,
    /// The records' page, which the bytes became.
    pub(super) page: Option<Arc<Page>>,
    /// The bytes that were read into it.
    pub(super) size: usize,
}

impl Block {
    /// Empties it. Where no record is left of what it held, the buffers are kept.
    pub(super) fn clear(&mut self) {
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
pub(super) struct Cutter {
    input: Opened,
    pub(super) form: Form,
    /// Bytes that were read and belong to the next block.
    rest: Vec<u8>,
    /// The bytes that are read next.
    step: usize,
    rows: Rows,
    values: Values,
    ended: bool,
    /// No block was handed out.
    fresh: bool,
    /// Lines that were taken off before the next block.
    before: u64,
    /// Why the input ended before its time; told once what came before is handed out.
    broken: Option<io::Error>,
    /// The line of the header, where there are rows.
    pub(super) header: Option<Vec<u8>>,
    /// What the input is if no entry is found in it.
    pub(super) guess: &'static str,
}

impl Cutter {
    /// Reads the first block to find out the form.
    pub(super) fn new(input: Opened) -> Self {
        let mut cutter = Self {
            input,
            form: Form::Lines,
            rest: Vec::with_capacity(FIRST),
            step: FIRST,
            rows: Rows::new(b','),
            values: Values::default(),
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
        cutter.form = sniff::form(&head, cutter.ended);
        cutter.guess = foreign::guess(&head);
        cutter.rest = head;
        if let Form::Rows(separator) = cutter.form {
            cutter.rows = Rows::new(separator);
            cutter.guess = foreign::TABLE;
            cutter.take_header();
        }
        cutter
    }

    /// The header is every block's, so it is taken off once.
    fn take_header(&mut self) {
        let line = csv::header_line(&self.rest);
        self.header = Some(self.rest[line.clone()].to_vec());
        self.before = memchr::memchr_iter(b'\n', &self.rest[..line.end]).count() as u64;
        self.rest.drain(..line.end);
    }

    /// Fills `block` with the next values; `false` at the end of the input.
    pub(super) fn next(&mut self, block: &mut Block) -> io::Result<bool> {
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
    fn boundary(&mut self, block: &mut Block, searched: usize) -> Option<usize> {
        match self.form {
            Form::Lines => memchr::memrchr(b'\n', &block.bytes[searched..]).map(|at| searched + at + 1),
            Form::Values => self.values.cut(&block.bytes, &mut block.values),
            Form::Rows(_) => self.rows.cut(&block.bytes),
        }
    }

    /// Drops what is too long up to a line end where a new value may begin. Gives the lines that were dropped.
    fn pass_over(&mut self, block: &mut Block) -> u64 {
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
        self.values = Values::default();
        self.rows.restart();
        lines
    }

    /// Where the next value may begin.
    fn resumes(&self, bytes: &[u8]) -> Option<usize> {
        match self.form {
            Form::Values => memchr::memmem::find(bytes, b"\n{").map(|at| at + 1),
            _ => memchr::memchr(b'\n', bytes).map(|at| at + 1),
        }
    }
}

impl Opened {
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
