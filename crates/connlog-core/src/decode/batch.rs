//! The entries of one block. A batch creates each record when the caller reads it.

use std::ops::Range;
use std::sync::Arc;

use crate::record::block::RecordBlock;
use crate::record::{RecognizedEntry, Record};
use crate::redact::Reveal;

/// The entries of one block, in the order of the input.
pub struct EntryBatch {
    /// The text of the block.
    own: Arc<RecordBlock>,
    /// The text of entries that were copied or composed.
    made: Arc<RecordBlock>,
    entries: Vec<BatchEntry>,
    input: usize,
    /// The byte offset of the block in its input.
    offset: u64,
}

/// The position of one entry.
pub(crate) struct BatchEntry {
    pub(crate) span: Range<usize>,
    /// Whether the entry is a slice of the block's text.
    pub(crate) is_own: bool,
    /// The offset in the block of the line that has only this entry; `None` if its text may not identify the entry.
    pub(crate) line: Option<u32>,
    /// The range of its member positions in the block.
    pub(crate) places: Range<usize>,
    pub(crate) entry: RecognizedEntry,
}

impl EntryBatch {
    pub(crate) fn new(own: Arc<RecordBlock>, made: Arc<RecordBlock>, entries: Vec<BatchEntry>) -> Self {
        Self { own, made, entries, input: 0, offset: 0 }
    }

    /// Sets the number of the input and the byte offset of the block in it.
    #[must_use]
    pub fn with_position(self, input: usize, offset: u64) -> Self {
        Self { input, offset, ..self }
    }

    /// Returns the number of the input, in reading order.
    pub fn input(&self) -> usize {
        self.input
    }

    /// Returns the byte offset in the input of the line or row that has only entry `number`; `None` for an entry that
    /// has no line for itself.
    pub fn line_offset(&self, number: usize) -> Option<u64> {
        self.entries.get(number)?.line.map(|line| self.offset + u64::from(line))
    }

    /// Returns the number of entries.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Calls `each` with every record and its number. The record is reused for all calls: a new one each time would
    /// cost two atomic operations.
    pub fn for_each(&self, reveal: Reveal, mut each: impl FnMut(usize, &Record)) {
        let Some(first) = self.entries.first() else { return };
        let record = |page| Record::new(Arc::clone(page), 0..0, first.entry.layout).with_redaction(reveal);
        let (mut own, mut made) = (record(&self.own), record(&self.made));
        for (number, entry) in self.entries.iter().enumerate() {
            let record = if entry.is_own { &mut own } else { &mut made };
            record.move_to(entry.span.clone(), entry.places.clone(), entry.entry);
            each(number, record);
        }
    }

    /// Returns all entries as separate records.
    pub fn into_records(self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.count());
        self.for_each(Reveal::default(), |_, record| records.push(record.clone()));
        records
    }
}
