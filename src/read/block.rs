//! From a block of the input to its records: what a worker thread does.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::csv::Header;
use super::cut::Block;
use super::prefilter::Prefilter;
use super::report::{Tally, Why};
use super::sniff::Form;
use super::unwrap::{self, Take, Walk};
use crate::record::{Record, Shape};
use crate::vendor;

/// How the blocks of one input are read.
pub(super) struct Manner {
    pub(super) form: Form,
    pub(super) header: Option<Header>,
    pub(super) prefilter: Option<Arc<Prefilter>>,
}

impl Manner {
    /// The records of a block, in its order, and what was no record.
    pub(super) fn read(&self, block: &Block) -> (Vec<Record>, Tally) {
        let mut tally = Tally { lines: block.before, ..Tally::default() };
        if block.long {
            tally.miss(1, Why::Long);
        }
        let mut records = match (self.form, &self.header) {
            (Form::Lines, _) => match &self.prefilter {
                Some(prefilter) => likely_lines(&block.bytes, prefilter, &mut tally),
                None => lines(&block.bytes, &mut tally),
            },
            (Form::Rows(_), Some(header)) => rows(&block.bytes, header, &mut tally),
            _ => values(block, &mut tally),
        };
        (records.finish(), tally)
    }
}

/// Every line of the block. Where all of it is UTF-8, records share it.
fn lines<'b>(bytes: &'b [u8], tally: &mut Tally) -> Found<'b> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let mut found = Found::default();
        each_line(bytes, tally, |span, number, tally| one(&bytes[span], number, &mut found, tally));
        return found;
    };
    let mut found = Found { text, ..Found::default() };
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        tally.lines += 1;
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        if !line.is_empty() {
            line_of(line, tally.lines, &mut found, tally);
        }
    }
    tally.lines -= u64::from(bytes.is_empty() || bytes.ends_with(b"\n"));
    found
}

/// The lines that may answer the query, and those that look broken, so that they are told.
fn likely_lines<'b>(bytes: &'b [u8], prefilter: &Prefilter, tally: &mut Tally) -> Found<'b> {
    let mut found = Found::default();
    let mut sieve = prefilter.sieve(bytes);
    each_line(bytes, tally, |span, number, tally| {
        let line = &bytes[span.clone()];
        let whole = line.first() == Some(&b'{') && matches!(line, [.., b'}'] | [.., b'}', b'\r']);
        if sieve.lets_through(span.start, span.end) || !whole {
            one(line, number, &mut found, tally);
        }
    });
    found
}

/// Calls `each` with the place of every line that is not empty and its number.
fn each_line(bytes: &[u8], tally: &mut Tally, mut each: impl FnMut(Range<usize>, u64, &mut Tally)) {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        tally.lines += 1;
        if start < end {
            each(start..end, tally.lines, tally);
        }
        start = end + 1;
    }
    tally.lines -= u64::from(bytes.is_empty() || bytes.ends_with(b"\n"));
}

/// A line that may be no UTF-8.
fn one(line: &[u8], number: u64, found: &mut Found<'_>, tally: &mut Tally) {
    let text = String::from_utf8_lossy(line);
    tally.mended += u64::from(matches!(text, Cow::Owned(_)));
    line_of(&text, number, found, tally);
}

/// A line of text. Most are entries as they stand, which costs no more than finding that out.
fn line_of(line: &str, number: u64, found: &mut Found<'_>, tally: &mut Tally) {
    if let Some(shape) = vendor::plain(line).filter(|_| !unwrap::too_deep(line)) {
        return found.take(line.trim_end_matches('\r'), shape);
    }
    Walk::new(found, tally, number).text(line);
}

fn values<'b>(block: &'b Block, tally: &mut Tally) -> Found<'b> {
    let whole = std::str::from_utf8(&block.bytes).ok();
    let mut found = Found { text: whole.unwrap_or_default(), ..Found::default() };
    let mut counted = 0;
    for span in &block.values {
        let before = block.bytes.get(counted..span.start).unwrap_or_default();
        tally.lines += memchr::memchr_iter(b'\n', before).count() as u64;
        counted = span.start;
        let line = tally.lines + 1;
        let text = match whole {
            Some(text) => Cow::Borrowed(text.get(span.clone()).unwrap_or_default()),
            None => String::from_utf8_lossy(block.bytes.get(span.clone()).unwrap_or_default()),
        };
        tally.mended += u64::from(matches!(text, Cow::Owned(_)));
        Walk::new(&mut found, tally, line).text(&text);
    }
    tally.lines += memchr::memchr_iter(b'\n', block.bytes.get(counted..).unwrap_or_default()).count() as u64;
    found
}

fn rows<'b>(bytes: &'b [u8], header: &Header, tally: &mut Tally) -> Found<'b> {
    let mut found = Found::default();
    let before = tally.lines;
    header.rows(bytes, |line, row| match row {
        Ok(object) => Walk::new(&mut found, tally, before + line).text(&object),
        Err(why) => tally.miss(before + line, Why::Broken(why)),
    });
    tally.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
    found
}

/// The entries of a block: pieces of its text, or texts of their own put one behind another.
#[derive(Default)]
struct Found<'b> {
    /// What entries are pieces of.
    text: &'b str,
    /// What was copied or made.
    made: String,
    entries: Vec<(Range<usize>, bool, &'static Shape)>,
}

impl Take for Found<'_> {
    fn take(&mut self, raw: &str, shape: &'static Shape) {
        let start = (raw.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if start.checked_add(raw.len()).is_some_and(|end| end <= self.text.len()) {
            return self.entries.push((start..start + raw.len(), true, shape));
        }
        let start = self.made.len();
        self.made.push_str(raw);
        self.entries.push((start..self.made.len(), false, shape));
    }
}

impl Found<'_> {
    fn finish(&mut self) -> Vec<Record> {
        let shared = self.entries.iter().any(|(_, own, _)| *own);
        let own: Arc<str> = Arc::from(if shared { self.text } else { "" });
        let made: Arc<str> = Arc::from(std::mem::take(&mut self.made));
        let record = |(span, is_own, shape)| {
            let page = if is_own { &own } else { &made };
            Record::new(Arc::clone(page), span, shape)
        };
        std::mem::take(&mut self.entries).into_iter().map(record).collect()
    }
}
