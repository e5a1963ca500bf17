//! Counts the entries of a source: in its engine, or by reading them into a sink.

use super::progress::Progress;
use super::sink::{BlockMapper, PartialSink};
use super::{EntrySource, ReadOutcome, Sink, UntimedEntries, conclude, gather};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::aggregate::{Aggregator, GroupBy};
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::{Kind, Record};

/// The counts of a source.
pub(crate) struct AggregateOutcome {
    pub(crate) tally: Aggregator,
    /// The number of entries that match.
    pub(crate) matched: u64,
    /// The statistics of the reading.
    pub(crate) read: ReadOutcome,
}

/// Counts the entries that match `queries`. The source counts them if it can; otherwise they are read. Notes are those of
/// [`gather`].
///
/// # Errors
///
/// When nothing could be read, or the result has too many rows.
pub(crate) fn aggregate(
    queries: &[Query],
    group_by: &GroupBy,
    source: &dyn EntrySource,
    progress: &Progress,
    app: &AppContext,
) -> Result<AggregateOutcome> {
    if let Some(mut counted) = source.count(queries, group_by, app)? {
        conclude(&mut counted.read, queries, UntimedEntries { count: 0, is_strict: source.is_strict() }, app);
        return Ok(counted);
    }
    let mut sink =
        AggregateSink { tally: Aggregator::new(group_by.clone()), predicates: Vec::new(), matched: 0, untimed: 0 };
    let read = gather(queries, source, &mut sink, progress, app)?;
    Ok(AggregateOutcome { tally: sink.tally, matched: sink.matched, read })
}

/// Counts the records that match a query.
struct AggregateSink {
    tally: Aggregator,
    predicates: Vec<(Kind, Predicate)>,
    matched: u64,
    /// Number of skipped records without a valid time.
    untimed: u64,
}

impl Sink for AggregateSink {
    type Partial = PartialAggregate;

    fn begin(&mut self, query: &Query) -> Result<(), WriteError> {
        self.predicates.push((query.kind, Predicate::new(query)));
        Ok(())
    }

    fn accepts_any_order(&self) -> bool {
        true
    }

    /// Worker threads count the records; [`Sink::reduce`] merges their counts.
    fn mapper(&self) -> Option<BlockMapper<PartialAggregate>> {
        let question = self.tally.question().clone();
        Some(Box::new(move || Box::new(PartialAggregate { tally: Ok(Aggregator::new(question.clone())), records: 0 })))
    }

    fn reduce(&mut self, partial: PartialAggregate) -> Result<(), WriteError> {
        let PartialAggregate { tally, records } = partial;
        tally.and_then(|tally| self.tally.merge(tally)).map_err(WriteError::Failed)?;
        self.matched += records;
        Ok(())
    }

    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError> {
        let Some((_, predicate)) = self.predicates.iter().find(|(kind, _)| *kind == query.kind) else {
            return Ok(true);
        };
        for record in records {
            match predicate.test(record) {
                Match::Yes => {
                    self.tally.add(&record.view()).map_err(WriteError::Failed)?;
                    self.matched += 1;
                }
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

/// The counts of a block of records.
struct PartialAggregate {
    tally: Result<Aggregator>,
    records: u64,
}

impl PartialSink for PartialAggregate {
    type Output = Self;

    fn accept(&mut self, record: &Record) {
        self.records += 1;
        if let Ok(tally) = &mut self.tally
            && let Err(fault) = tally.add(&record.view())
        {
            self.tally = Err(fault);
        }
    }

    fn finish(self: Box<Self>) -> Self {
        *self
    }
}
