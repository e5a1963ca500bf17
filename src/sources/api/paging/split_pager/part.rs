//! One part of a split list: its pager, and the records that other parts must precede.

use std::collections::VecDeque;
use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::read_counts::FieldValue;
use crate::sources::api::paging::pager::Pager;
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::record::Record;

/// The oldest records that were read: their time, and the identities of all records with this time.
#[derive(Debug, Clone)]
pub(super) struct ListEdge {
    pub(super) time: DateTime<Utc>,
    identities: Vec<u64>,
}

/// Reads one part of a list.
pub(super) struct ListPart<'a> {
    pub(super) endpoint: Rc<dyn ListEndpoint>,
    pub(super) pager: Pager<'a>,
    /// The values that select the part; empty for the whole list.
    pub(super) values: Vec<FieldValue>,
    /// The records of the server that the pager leaves out at the top.
    pub(super) shift: u64,
    /// The records that were read and not returned, with the times that decide their order.
    pub(super) queue: VecDeque<(DateTime<Utc>, Record)>,
    /// The edge of the whole that this is a part of. Records above it were returned before.
    known: Option<ListEdge>,
    /// The edge of the part.
    pub(super) edge: Option<ListEdge>,
    /// Whether times are missing or not in order, so that the edge proves nothing.
    pub(super) is_unordered: bool,
}

impl<'a> ListPart<'a> {
    /// Creates the reader of the whole list.
    pub(super) fn new(endpoint: Rc<dyn ListEndpoint>, pager: Pager<'a>) -> Self {
        Self {
            endpoint,
            pager,
            values: Vec::new(),
            shift: 0,
            queue: VecDeque::new(),
            known: None,
            edge: None,
            is_unordered: false,
        }
    }

    /// Makes this the reader of the part with `values`, without the records above the edge of the whole.
    pub(super) fn below(self, edge: &ListEdge, values: Vec<FieldValue>, shift: u64) -> Self {
        Self { values, shift, known: Some(edge.clone()), edge: Some(edge.clone()), ..self }
    }

    /// Returns the latest possible time of the next record; `None` at the end of the part.
    pub(super) fn next_time(&self) -> Option<DateTime<Utc>> {
        let bound = self.edge.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |edge| edge.time);
        match self.queue.front() {
            Some((time, _)) => Some(*time),
            None => self.pager.has_next().then_some(bound),
        }
    }

    /// Returns the number of records that the server reports for the part.
    pub(super) fn total(&self) -> Option<u64> {
        self.pager.total.map(|total| total + self.shift)
    }

    /// Adds the records of a page that were not returned before, and returns their number.
    pub(super) fn push(&mut self, records: Vec<Record>) -> usize {
        let before = self.queue.len();
        for record in records {
            if self.has_values(&record) && !self.is_known(&record) {
                let time = self.move_edge(&record);
                self.queue.push_back((time, record));
            }
        }
        self.queue.len() - before
    }

    /// Returns whether the record belongs to the part. A server that ignores a filter returns others too.
    fn has_values(&self, record: &Record) -> bool {
        let view = record.raw_view();
        self.values.iter().all(|FieldValue { field, value }| view.text(field).as_deref() == Some(value))
    }

    /// Returns whether the record was returned before the list was split.
    fn is_known(&mut self, record: &Record) -> bool {
        let (Some(known), Some(time)) = (&mut self.known, record.time()) else { return false };
        if time != known.time {
            return time > known.time;
        }
        let identity = record.identity();
        let found = known.identities.iter().position(|other| *other == identity);
        found.map(|at| known.identities.swap_remove(at)).is_some()
    }

    /// Moves the edge to a record and returns the time that decides its order.
    fn move_edge(&mut self, record: &Record) -> DateTime<Utc> {
        let time = record.time();
        match (&mut self.edge, time) {
            (Some(edge), Some(time)) if time == edge.time => edge.identities.push(record.identity()),
            (Some(edge), Some(time)) if time > edge.time => self.is_unordered = true,
            (edge, Some(time)) => *edge = Some(ListEdge { time, identities: vec![record.identity()] }),
            (_, None) => self.is_unordered = true,
        }
        self.edge.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |edge| edge.time)
    }
}
