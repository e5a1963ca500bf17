//! Sorts the records of a list by fields (`--sort`). With a limit, memory holds only the requested number.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::convert::Infallible;

use chrono::{DateTime, Utc};

use super::{EntryList, EntryMark, Sink};
use crate::output::writer::WriteError;
use connlog_core::error::PartialOutput;
use connlog_core::query::Query;
use connlog_core::query::order::{SortKey, SortOrder};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;

/// A record with its place: by the values of the fields, then newest first, then in the order of the input.
struct SortedRecord {
    place: (SortKey, Reverse<Option<DateTime<Utc>>>, u64),
    record: Record,
}

impl PartialEq for SortedRecord {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for SortedRecord {}

impl PartialOrd for SortedRecord {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortedRecord {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place.cmp(&other.place)
    }
}

/// Keeps the first records of an order, and passes them to the next list at the end.
pub(crate) struct SortedList {
    order: SortOrder,
    predicate: Predicate,
    /// The query whose limit the next list applies.
    query: Query,
    /// The maximum number of kept records; `None` for all.
    most: Option<usize>,
    kept: BinaryHeap<SortedRecord>,
    matched: u64,
    untimed: u64,
    next: Box<dyn EntryList>,
}

impl SortedList {
    /// Creates a list that passes its records to `next`, which applies `skip` and the limit of `query`.
    pub(crate) fn new(order: SortOrder, query: &Query, skip: u64, next: Box<dyn EntryList>) -> Self {
        // One more record tells whether there are more than the limit.
        let most = query.limit.map(|limit| limit.saturating_add(skip).saturating_add(1));
        let most = most.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        let predicate = Predicate::new(query);
        let kept = BinaryHeap::new();
        Self { order, predicate, query: query.clone(), most, kept, matched: 0, untimed: 0, next }
    }

    fn push(&mut self, record: &Record) {
        self.matched += 1;
        let view = record.raw_view();
        let place = (self.order.key(&view), Reverse(view.time_for_counts()), self.matched);
        if self.most.is_some_and(|most| self.kept.len() >= most) {
            if self.kept.peek().is_some_and(|last| last.place <= place) {
                return;
            }
            self.kept.pop();
        }
        self.kept.push(SortedRecord { place, record: record.to_owned_record() });
    }
}

impl Sink for SortedList {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn is_one_list(&self) -> bool {
        true
    }

    fn begin(&mut self, query: &Query) -> Result<(), WriteError> {
        self.next.begin(query)
    }

    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        for record in records {
            match self.predicate.test(record) {
                Match::Yes => self.push(record),
                Match::No => {}
                Match::Untimed => self.untimed += 1,
            }
        }
        Ok(true)
    }

    fn untimed(&self) -> u64 {
        self.untimed
    }
}

impl EntryList for SortedList {
    fn finish(&mut self) -> Result<(), WriteError> {
        let sorted: Vec<Record> =
            std::mem::take(&mut self.kept).into_sorted_vec().into_iter().map(|kept| kept.record).collect();
        self.next.accept(&self.query, &sorted)?;
        self.next.finish()
    }

    fn mark(&mut self, mark: EntryMark) -> Result<(), WriteError> {
        self.next.mark(mark)
    }

    fn printed(&self) -> u64 {
        self.next.printed()
    }

    fn failures(&self) -> u64 {
        self.next.failures()
    }

    fn has_more(&self) -> bool {
        self.next.has_more()
    }

    /// A sorted list has no place from which another run could continue.
    fn partial(&self) -> PartialOutput {
        PartialOutput { resume: None, ..self.next.partial() }
    }
}
