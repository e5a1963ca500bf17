//! Decides how an entry is used. Filters on accounts select all entries that are read. Filters on events and outcomes
//! select the possible failures only; the other entries still resolve failures and count as records.

use crate::query::predicate::{Match, Predicate};
use crate::query::{Filters, Query};
use crate::record::{Kind, Record};

/// How an entry is used; each level includes the levels before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relevance {
    /// It may resolve a failure.
    MayHeal,
    /// It also counts as a record.
    Counts,
    /// It also counts as a failure if its outcome is one.
    MayFail,
}

/// The filters of all queries, by level.
pub(super) struct Scope(Vec<(Kind, Predicates)>);

struct Predicates {
    heal: Predicate,
    count: Predicate,
    fail: Predicate,
    /// Possible failures, without the filters on status and severity.
    hidden: Predicate,
}

impl Scope {
    pub(super) fn new(queries: &[Query]) -> Self {
        let of = |query: &Query| {
            let (heal, count) = (Predicate::new(&widened(query)), Predicate::new(&counting(query)));
            let filters = Filters { statuses: Vec::new(), severities: Vec::new(), ..query.filters.clone() };
            let hidden = Predicate::new(&Query { filters, ..query.clone() });
            (query.kind, Predicates { heal, count, fail: Predicate::new(query), hidden })
        };
        Self(queries.iter().map(of).collect())
    }

    /// Returns how the entry is used; `None` if it is irrelevant or its time is unreadable.
    pub(super) fn level(&self, record: &Record) -> Option<Relevance> {
        let (_, predicates) = self.0.iter().find(|(kind, _)| *kind == record.kind())?;
        if !predicates.heal.matches(record) {
            return None;
        }
        Some(match (predicates.count.matches(record), predicates.fail.matches(record)) {
            (_, true) => Relevance::MayFail,
            (true, false) => Relevance::Counts,
            (false, false) => Relevance::MayHeal,
        })
    }

    /// Returns whether an entry with an unreadable time may be a failure that the filters select.
    pub(super) fn is_untimed(&self, record: &Record) -> bool {
        let untimed = |predicates: &Predicates| predicates.hidden.test(record) == Match::Untimed;
        self.0.iter().any(|(kind, predicates)| *kind == record.kind() && untimed(predicates))
    }

    /// Returns whether an entry with an unreadable outcome may be a failure that the filters select.
    pub(super) fn may_hide_failure(&self, record: &Record) -> bool {
        self.0.iter().any(|(kind, predicates)| *kind == record.kind() && predicates.hidden.matches(record))
    }
}

/// Returns the query with only the filters on accounts and time: the entries that may resolve failures.
pub(super) fn widened(query: &Query) -> Query {
    let Query { filters, .. } = counting(query);
    let filters = Filters { search: Vec::new(), wheres: Vec::new(), syncs: Vec::new(), ..filters };
    Query { filters, ..query.clone() }
}

/// Returns the query without the filters on events and outcomes, so that a period without failures still counts as
/// data.
pub(super) fn counting(query: &Query) -> Query {
    let none = Vec::new;
    let own = query.filters.clone();
    let filters = Filters { statuses: none(), events: none(), actions: none(), ..own };
    let filters = Filters { severities: none(), stages: Vec::new(), groups: none(), ..filters };
    Query { filters, ..query.clone() }
}
