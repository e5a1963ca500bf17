//! The entries of one block, as records that are made when they are asked for.

use std::ops::Range;
use std::sync::Arc;

use crate::record::block::RecordBlock;
use crate::record::{Record, RecordLayout};
use crate::redact::Reveal;

/// The entries of one block, in its order.
pub struct EntryBatch {
    /// The block's own text.
    own: Arc<RecordBlock>,
    /// The texts of entries that were copied or put together.
    made: Arc<RecordBlock>,
    entries: Vec<BatchEntry>,
    input: usize,
    /// Where the block begins in its input.
    offset: u64,
}

/// Where an entry is.
pub(crate) struct BatchEntry {
    pub(crate) span: Range<usize>,
    /// Whether it is a piece of the block's own text.
    pub(crate) is_own: bool,
    /// Its members' places in the page.
    pub(crate) places: Range<usize>,
    pub(crate) shape: &'static RecordLayout,
}

impl EntryBatch {
    pub(crate) fn new(own: Arc<RecordBlock>, made: RecordBlock, entries: Vec<BatchEntry>) -> Self {
        Self { own, made: Arc::new(made), entries, input: 0, offset: 0 }
    }

    /// The batch of a block at `offset` of the input with this number.
    #[must_use]
    pub fn with_position(self, input: usize, offset: u64) -> Self {
        Self { input, offset, ..self }
    }

    /// The number of the input, in the order in which they are read.
    pub fn input(&self) -> usize {
        self.input
    }

    /// Where the line of an entry begins in its input, if the line is the entry; `None` for one that was unwrapped.
    pub fn line_offset(&self, number: usize) -> Option<u64> {
        let line = self.entries.get(number).filter(|entry| entry.is_own && !entry.places.is_empty())?;
        Some(self.offset + line.span.start as u64)
    }

    /// How many entries there are.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Calls `each` with every record and its number. The record is lent: a new one would cost two atomic operations.
    pub fn for_each(&self, reveal: Reveal, mut each: impl FnMut(usize, &Record)) {
        let Some(BatchEntry { shape, .. }) = self.entries.first() else { return };
        let record = |page| Record::new(Arc::clone(page), 0..0, shape).with_redaction(reveal);
        let (mut own, mut made) = (record(&self.own), record(&self.made));
        for (number, entry) in self.entries.iter().enumerate() {
            let record = if entry.is_own { &mut own } else { &mut made };
            record.move_to(entry.span.clone(), entry.places.clone(), entry.shape);
            each(number, record);
        }
    }

    /// Every record by itself.
    pub fn into_records(self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.count());
        self.for_each(Reveal::default(), |_, record| records.push(record.clone()));
        records
    }
}
