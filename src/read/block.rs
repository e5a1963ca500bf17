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
use crate::record::scan::Place;
use crate::record::{Page, Record, Shape};
use crate::vendor;

/// The bytes of an entry, rather few: there is room for as many entries as a block may hold, made at once.
const FEW: usize = 256;
/// The lines that are read to find out whether an input holds entries.
const SAMPLE: usize = 20;

/// How the blocks of one input are read.
pub(super) struct Manner {
    pub(super) form: Form,
    pub(super) header: Option<Header>,
    pub(super) prefilter: Option<Arc<Prefilter>>,
    /// What the input is if no entry is found in it.
    pub(super) guess: &'static str,
}

impl Manner {
    /// The records of a block, in its order, and what was no record. The block's bytes become the page of its records, and
    /// are the block's again when it is emptied and no record is left.
    pub(super) fn read(&self, block: &mut Block) -> (Vec<Record>, Tally) {
        let mut tally = Tally { lines: block.before, ..Tally::default() };
        if block.long {
            tally.miss(1, Why::Long);
        }
        let (bytes, places) = (std::mem::take(&mut block.bytes), std::mem::take(&mut block.places));
        let mut found = Found::new(places, Vec::with_capacity(bytes.len() / FEW));
        let text = if matches!((self.form, &self.prefilter), (Form::Rows(_), _) | (Form::Lines, Some(_))) {
            // What is found is copied.
            block.bytes = bytes;
            None
        } else {
            String::from_utf8(bytes).map_err(|error| block.bytes = error.into_bytes()).ok()
        };
        found.text = text.as_deref().unwrap_or_default();
        match (self.form, &self.header) {
            (Form::Lines, _) => match (&self.prefilter, &text) {
                (Some(prefilter), _) => {
                    likely_lines(&block.bytes, prefilter, &mut found, &mut tally);
                    if block.first && found.entries.is_empty() {
                        tally.add_counts(sample(&block.bytes));
                    }
                }
                (None, Some(text)) => lines(text, &mut found, &mut tally),
                (None, None) => torn_lines(&block.bytes, &mut found, &mut tally),
            },
            (Form::Rows(_), Some(header)) => rows(&block.bytes, header, &mut found, &mut tally),
            _ => values(block, text.as_deref(), &mut found, &mut tally),
        }
        if block.cut {
            tally.miss(tally.lines.max(1), Why::Open);
        }
        let Found { made, places, entries, .. } = found;
        tally.entries += entries.len() as u64;
        let own = Arc::new(Page::new(text.unwrap_or_default(), places));
        let made = Arc::new(Page::from(made));
        let record = |Entry { span, is_own, places, shape }| {
            Record::new(Arc::clone(if is_own { &own } else { &made }), span, shape).noted(places)
        };
        let records = entries.into_iter().map(record).collect();
        block.page = Some(own);
        (records, tally)
    }
}

/// Every line of a block, each number counted from its first.
fn lines(text: &str, found: &mut Found<'_>, tally: &mut Tally) {
    each_line(text.as_bytes(), tally, |span, number, tally| {
        line_of(text.get(span).unwrap_or_default(), number, found, tally);
    });
}

/// The same where something is no UTF-8.
fn torn_lines(bytes: &[u8], found: &mut Found<'_>, tally: &mut Tally) {
    each_line(bytes, tally, |span, number, tally| one(&bytes[span], number, found, tally));
}

/// The lines that may answer the query, and those that look broken, so that they are told.
fn likely_lines(bytes: &[u8], prefilter: &Prefilter, found: &mut Found<'_>, tally: &mut Tally) {
    let mut sieve = prefilter.sieve(bytes);
    each_line(bytes, tally, |span, number, tally| {
        let line = &bytes[span.clone()];
        let whole = line.first() == Some(&b'{') && matches!(line, [.., b'}'] | [.., b'}', b'\r']);
        if sieve.lets_through(span.start, span.end) || !whole {
            one(line, number, found, tally);
        }
    });
}

/// What the first lines of an input hold, where none of them may answer the query: whether it holds entries at all.
fn sample(bytes: &[u8]) -> Tally {
    let (mut tally, mut found) = (Tally::default(), Found::new(Vec::new(), Vec::new()));
    let end = memchr::memchr_iter(b'\n', bytes).nth(SAMPLE).unwrap_or(bytes.len());
    torn_lines(&bytes[..end], &mut found, &mut tally);
    tally.entries = found.entries.len() as u64;
    tally
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
    let noted = found.places.len();
    if let Some(shape) = vendor::plain(line, &mut found.places).filter(|_| !unwrap::too_deep(line)) {
        return found.noted(line.trim_end_matches('\r'), noted, shape);
    }
    found.places.truncate(noted);
    Walk::new(found, tally, number).text(line);
}

fn values(block: &Block, whole: Option<&str>, found: &mut Found<'_>, tally: &mut Tally) {
    let bytes = whole.map_or(&*block.bytes, str::as_bytes);
    let mut counted = 0;
    for span in &block.values {
        let before = bytes.get(counted..span.start).unwrap_or_default();
        tally.lines += memchr::memchr_iter(b'\n', before).count() as u64;
        counted = span.start;
        let line = tally.lines + 1;
        let text = match whole {
            Some(text) => Cow::Borrowed(text.get(span.clone()).unwrap_or_default()),
            None => String::from_utf8_lossy(bytes.get(span.clone()).unwrap_or_default()),
        };
        tally.mended += u64::from(matches!(text, Cow::Owned(_)));
        Walk::new(found, tally, line).text(&text);
    }
    tally.lines += memchr::memchr_iter(b'\n', bytes.get(counted..).unwrap_or_default()).count() as u64;
}

fn rows(bytes: &[u8], header: &Header, found: &mut Found<'_>, tally: &mut Tally) {
    let before = tally.lines;
    header.rows(bytes, |line, row| match row {
        Ok(object) => Walk::new(found, tally, before + line).text(&object),
        Err(why) => tally.miss(before + line, why),
    });
    tally.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
}

/// The entries of a block: pieces of its text, or texts of their own put one behind another.
struct Found<'b> {
    /// What entries are pieces of.
    text: &'b str,
    /// What was copied or made.
    made: String,
    /// Where the members are of entries that are pieces.
    places: Vec<Place>,
    entries: Vec<Entry>,
}

struct Entry {
    span: Range<usize>,
    /// Whether it is a piece of the text.
    is_own: bool,
    places: Range<usize>,
    shape: &'static Shape,
}

impl Take for Found<'_> {
    fn take(&mut self, raw: &str, shape: &'static Shape) {
        self.noted(raw, self.places.len(), shape);
    }
}

impl Found<'_> {
    fn new(places: Vec<Place>, entries: Vec<Entry>) -> Self {
        Self { text: "", made: String::new(), places, entries }
    }

    /// Takes an entry of which all places from `noted` on are.
    fn noted(&mut self, raw: &str, noted: usize, shape: &'static Shape) {
        let start = (raw.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let is_own = start.checked_add(raw.len()).is_some_and(|end| end <= self.text.len());
        let start = if is_own { start } else { self.made.len() };
        if !is_own {
            self.made.push_str(raw);
            self.places.truncate(noted);
        }
        let places = noted..self.places.len();
        self.entries.push(Entry { span: start..start + raw.len(), is_own, places, shape });
    }
}
