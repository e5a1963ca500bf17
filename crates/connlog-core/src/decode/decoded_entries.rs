//! Collects the entries of one block.

use std::ops::Range;

use super::batch::BatchEntry;
use super::csv_cells::CsvCells;
use super::csv_header::CsvHeader;
use super::envelope_keys;
use super::envelopes::EntryVisitor;
use super::line_prefix;
use super::wrapped_entry::{EntryFinder, EntryText};
use crate::json::scanner::MemberSpan;
use crate::providers::member_signs::MemberSigns;
use crate::record::{KeyMembers, RecognizedEntry, RecordLayout};

/// The entries of a block: slices of its text, or copies in `made`.
pub(super) struct DecodedEntries<'b> {
    /// The text of the block.
    pub(super) text: &'b str,
    /// Copied or composed entries, one after another.
    pub(super) made: String,
    /// The member positions of entries that are slices.
    pub(super) places: Vec<MemberSpan>,
    /// The member positions of entries in `made`.
    pub(super) made_places: Vec<MemberSpan>,
    pub(super) entries: Vec<BatchEntry>,
    finder: EntryFinder,
    /// The offset of the present line in the block; `None` if the block is not read line by line.
    pub(super) line: Option<u32>,
    /// Whether the last line was a wrapper or a row.
    pub(super) is_wrapped: bool,
}

impl EntryVisitor for DecodedEntries<'_> {
    fn accept(&mut self, raw: &str, shape: &'static RecordLayout) {
        self.noted(raw, self.places.len(), RecognizedEntry { layout: shape, keys: KeyMembers::default() });
    }
}

impl DecodedEntries<'_> {
    pub(super) fn new(places: Vec<MemberSpan>, entries: Vec<BatchEntry>) -> Self {
        Self {
            text: "",
            made: String::new(),
            places,
            made_places: Vec::new(),
            entries,
            finder: EntryFinder::default(),
            line: None,
            is_wrapped: false,
        }
    }

    /// Adds the only entry in a line, after any prefix of a service. Returns `false` for any other line, and for a
    /// line that is an event.
    pub(super) fn unwrap(&mut self, line: &str) -> bool {
        let line = line.trim();
        let start = if line.starts_with('{') { 0 } else { line_prefix::json_start(line) };
        let text = line.get(start..).unwrap_or_default();
        let is_certain = start > 0 || text.starts_with('{');
        self.is_wrapped = is_certain && !envelope_keys::is_packed(line) && self.add(text, start > 0);
        // Equal rows may be several entries, so a line does not identify a row.
        if self.is_wrapped && self.entries.last().is_some_and(|last| MemberSigns::is_event(&last.entry)) {
            self.note_line();
        }
        self.is_wrapped
    }

    /// Adds the entry of a row of LOG. Returns `false` for any other row.
    pub(super) fn log_row(&mut self, header: &CsvHeader, cells: &CsvCells<'_>) -> bool {
        let Some(log) = header.log_columns(cells) else { return false };
        let (start, noted) = (self.made.len(), self.made_places.len());
        let (text, places) = (&mut self.made, &mut self.made_places);
        let Some(entry) = log.compose(|at| cells.get(at), self.finder.tape(), text, places) else {
            self.made.truncate(start);
            self.made_places.truncate(noted);
            return false;
        };
        self.push(start..self.made.len(), noted..self.made_places.len(), entry);
        self.note_line();
        true
    }

    /// Notes that the present line has only the last entry.
    fn note_line(&mut self) {
        if let Some(entry) = self.entries.last_mut() {
            entry.line = self.line;
        }
    }

    /// Adds the only entry in a value. Returns `false` for any other value.
    pub(super) fn entry(&mut self, value: &str) -> bool {
        self.add(value, true)
    }

    /// `with_events`: the text itself may be an event.
    fn add(&mut self, text: &str, with_events: bool) -> bool {
        let (start, noted) = (self.made.len(), self.made_places.len());
        let Some((found, entry)) = self.finder.find(text, &mut self.made, &mut self.made_places) else { return false };
        let raw = match found {
            EntryText::Unescaped => {
                self.push(start..self.made.len(), noted..self.made_places.len(), entry);
                return true;
            }
            EntryText::Event if !with_events => {
                self.made_places.truncate(noted);
                return false;
            }
            EntryText::Event | EntryText::Row => text,
            EntryText::Slice(raw) => raw,
        };
        let own = self.places.len();
        self.places.extend(self.made_places.drain(noted..));
        self.noted(raw, own, entry);
        true
    }

    /// Adds a line that is an entry, with its member positions from index `noted` on.
    pub(super) fn line(&mut self, raw: &str, noted: usize, entry: RecognizedEntry) {
        self.noted(raw, noted, entry);
        self.note_line();
    }

    /// Adds an entry whose member positions are those from index `noted` on.
    fn noted(&mut self, raw: &str, noted: usize, entry: RecognizedEntry) {
        let start = (raw.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let is_own = start.checked_add(raw.len()).is_some_and(|end| end <= self.text.len());
        if is_own {
            let places = noted..self.places.len();
            let span = start..start + raw.len();
            return self.entries.push(BatchEntry { span, is_own, line: None, places, entry });
        }
        let (start, made) = (self.made.len(), self.made_places.len());
        self.made.push_str(raw);
        self.made_places.extend(self.places.drain(noted..));
        self.push(start..self.made.len(), made..self.made_places.len(), entry);
    }

    /// Adds an entry in `made`.
    fn push(&mut self, span: Range<usize>, places: Range<usize>, entry: RecognizedEntry) {
        self.entries.push(BatchEntry { span, is_own: false, line: None, places, entry });
    }
}
