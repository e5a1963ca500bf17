//! Decides whether the columns of an archive answer a count.

use super::exact_columns::{ExactColumn, METRICS};
use connlog_core::aggregate::{Aggregator, GroupBy};
use connlog_core::error::{Exit, Result};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::query::{Filter, Query};
use connlog_core::record::Record;
use connlog_core::redact::Reveal;

/// The filters that an archive applies exactly. Filters on ids are left out, because hints for mistyped ids need records.
const FILTERS: [Filter; 10] = [
    Filter::Platform,
    Filter::Status,
    Filter::Event,
    Filter::Action,
    Filter::StatusCode,
    Filter::Severity,
    Filter::Service,
    Filter::Group,
    Filter::Since,
    Filter::Until,
];

/// A field of the groups.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GroupColumn {
    /// The kind, which the layout has.
    Kind,
    Exact(ExactColumn),
}

/// How the columns answer a grouping.
#[derive(Debug, Clone)]
pub(crate) struct CountPlan {
    pub(crate) group_by: GroupBy,
    /// The columns of the fields of `group_by`.
    pub(crate) columns: Vec<GroupColumn>,
    /// The bits of the entries that the columns answer, see [`exact_columns`](super::exact_columns).
    pub(crate) needed: u32,
    /// Whether only lifecycle events of Fivetran's events match, which no column shows.
    pub(crate) is_life: bool,
    /// The redaction of the entries that are counted as records.
    pub(crate) reveal: Reveal,
}

/// The counts of an archive.
pub(crate) struct ArchiveCounts {
    pub(crate) tally: Aggregator,
    /// The number of entries that match.
    pub(crate) matched: u64,
    /// The number of entries that pass the filters, without a readable time.
    pub(crate) untimed: u64,
    /// The number of entries that were read.
    pub(crate) read: u64,
    /// The signal that ended the count.
    pub(crate) exit: Option<Exit>,
}

impl ArchiveCounts {
    /// Returns the counts of no entry.
    pub(crate) fn new(plan: &CountPlan) -> Self {
        Self { tally: Aggregator::new(plan.group_by.clone()), matched: 0, untimed: 0, read: 0, exit: None }
    }

    /// Counts an entry that the columns do not answer.
    ///
    /// # Errors
    ///
    /// A usage error if the result has too many rows.
    pub(crate) fn add_record(&mut self, record: Record, predicate: &Predicate, reveal: Reveal) -> Result<()> {
        let record = record.with_redaction(reveal);
        self.read += 1;
        match predicate.test(&record) {
            Match::Yes => {
                self.tally.add(&record.view())?;
                self.matched += 1;
            }
            Match::Untimed => self.untimed += 1,
            Match::No => {}
        }
        Ok(())
    }
}

impl CountPlan {
    /// Returns the plan for `queries`; `None` if columns cannot answer them.
    pub(crate) fn new(queries: &[Query], group_by: &GroupBy, reveal: Reveal) -> Option<Self> {
        // An archive has entries only, no states.
        let mut entries = queries.iter().filter(|query| query.kind.is_entry()).peekable();
        let first = *entries.peek()?;
        let is_answered = |query: &Query| {
            let filters = &query.filters;
            !query.kind.is_assembled()
                && filters.expires_before.is_none()
                && *filters == first.filters
                && query.filters().iter().all(|filter| FILTERS.contains(filter))
        };
        if !group_by.measures.is_empty() || !entries.all(is_answered) {
            return None;
        }
        let column = |path| match ExactColumn::find(path) {
            Some(column) => Some(GroupColumn::Exact(column)),
            None => (path.to_string() == "kind").then_some(GroupColumn::Kind),
        };
        let columns: Vec<GroupColumn> = group_by.by.iter().map(column).collect::<Option<_>>()?;
        let bits = columns.iter().map(|column| match column {
            GroupColumn::Kind => 0,
            GroupColumn::Exact(column) => column.bit,
        });
        let needed = bits.fold(METRICS, |needed, bit| needed | bit);
        let is_life = first.filters.life;
        Some(Self { group_by: group_by.clone(), columns, needed, is_life, reveal })
    }
}
