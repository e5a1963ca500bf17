//! Decides which records of a block match. Runs on several threads.

use chrono::{DateTime, Utc};

use crate::pipeline::deduplicate::{BlockMarks, EntryMarker};
use crate::pipeline::sink::{AnyMapper, AnyPartial, PartialSink};
use connlog_core::decode::batch::EntryBatch;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;

/// The filter of a reading, shared by several threads.
pub(super) struct RecordFilter {
    pub(super) kinds: Vec<Kind>,
    pub(super) predicate: Predicate,
    /// Whether the records must be ordered by time.
    pub(super) timed: bool,
    pub(super) reveal: Reveal,
    /// The sink's mapper, which runs on the thread of the block.
    pub(super) mapper: Option<AnyMapper>,
    /// The names for ids of connections, if a file has them.
    pub(super) directory: Option<ConnectionDirectory>,
    /// Whether the sink decides about entries without a readable time.
    pub(super) keeps_untimed: bool,
    /// Creates the fingerprints for deduplication; `None` if repeats are kept.
    pub(super) marker: Option<EntryMarker>,
}

/// The matching records of one block.
pub(super) struct FilteredBlock {
    pub(super) read: u64,
    /// The number of records skipped because their time is unreadable.
    pub(super) untimed: u64,
    /// The number of states, if they were not requested. They are not log entries.
    pub(super) states: u64,
    /// The fingerprints of the records.
    pub(super) fingerprints: BlockMarks,
    pub(super) records: Vec<(Option<DateTime<Utc>>, Record)>,
    /// The result of the sink's mapper; `records` is empty then.
    pub(super) partial: Option<AnyPartial>,
    pub(super) batch: EntryBatch,
}

impl RecordFilter {
    pub(super) fn new(queries: &[Query], reveal: Reveal) -> Self {
        let kinds: Vec<Kind> = queries.iter().map(|query| query.kind).collect();
        // The queries differ only in their kind.
        let query = &queries[0];
        Self {
            kinds,
            predicate: Predicate::new(query),
            timed: query.limit.is_some(),
            reveal,
            mapper: None,
            directory: None,
            keeps_untimed: false,
            marker: None,
        }
    }

    pub(super) fn filter(&self, batch: EntryBatch) -> FilteredBlock {
        let (mut read, mut untimed, mut states, mut records) = (0, 0, 0, Vec::new());
        let mut fingerprints = BlockMarks::with_capacity(if self.marker.is_some() { batch.count() } else { 0 });
        let mut partial = self.mapper.as_ref().map(|map| map());
        self.for_each(&batch, |number, record| {
            let is_of_kind = self.kinds.contains(&record.kind());
            read += u64::from(is_of_kind);
            states += u64::from(!is_of_kind && record.kind().is_state());
            let found = if is_of_kind { self.predicate.test(record) } else { Match::No };
            let is_untimed = found == Match::Untimed;
            untimed += u64::from(is_untimed && !self.keeps_untimed);
            if found == Match::No || is_untimed && !self.keeps_untimed {
                return;
            }
            if let Some(marker) = &self.marker {
                fingerprints.push(number, marker.mark(batch.line_offset(number), record));
            }
            match &mut partial {
                Some(partial) => partial.accept(record),
                None => records.push((if self.timed { record.time() } else { None }, record.clone())),
            }
        });
        FilteredBlock { read, untimed, states, fingerprints, records, partial: partial.map(PartialSink::finish), batch }
    }

    /// Calls `each` with every record of a block and its number, after adding names from lookup tables.
    fn for_each(&self, batch: &EntryBatch, mut each: impl FnMut(usize, &Record)) {
        batch.for_each(self.reveal, |number, record| {
            let named = self.directory.as_ref().and_then(|directory| directory.named(record));
            match named.map(|named| named.with_redaction(self.reveal)) {
                Some(named) => each(number, &named),
                None => each(number, record),
            }
        });
    }

    /// Runs the mapper on some records of a block, given by their numbers.
    pub(super) fn map(&self, batch: &EntryBatch, mut numbers: impl Iterator<Item = usize>) -> Option<AnyPartial> {
        let mut partial = self.mapper.as_ref().map(|map| map())?;
        let mut next = numbers.next();
        self.for_each(batch, |number, record| {
            if next == Some(number) {
                partial.accept(record);
                next = numbers.next();
            }
        });
        Some(partial.finish())
    }
}
