//! Which entries matter for what. Filters that say whose entries are meant pick all that is looked at. Those that say
//! what happened pick what may fail; the good entries beside it still heal, and are still data.

use crate::query::predicate::{Match, Predicate};
use crate::query::{Filters, Query};
use crate::record::{Kind, Record};

/// What an entry matters for; each level has the ones above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relevance {
    /// It may heal a failure.
    MayHeal,
    /// It counts as a record too.
    Counts,
    /// It counts as a failure too, if it is one.
    MayFail,
}

/// The filters of all queries, by level.
pub(super) struct Scope(Vec<(Kind, Predicates)>);

struct Predicates {
    heal: Predicate,
    count: Predicate,
    fail: Predicate,
    /// What may fail, whatever status or severity it has.
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

    /// `None` where the entry matters for nothing, or its time cannot be read.
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

    /// Whether an entry may be a failure that the filters ask for, at a time which cannot be read.
    pub(super) fn is_untimed(&self, record: &Record) -> bool {
        let untimed = |predicates: &Predicates| predicates.hidden.test(record) == Match::Untimed;
        self.0.iter().any(|(kind, predicates)| *kind == record.kind() && untimed(predicates))
    }

    /// Whether an entry without a readable outcome may be a failure that the filters ask for.
    pub(super) fn may_hide_failure(&self, record: &Record) -> bool {
        self.0.iter().any(|(kind, predicates)| *kind == record.kind() && predicates.hidden.matches(record))
    }
}

/// The query with the filters alone that say whose entries are meant, and when: what may heal.
pub(super) fn widened(query: &Query) -> Query {
    let Query { filters, .. } = counting(query);
    let filters = Filters { search: Vec::new(), wheres: Vec::new(), syncs: Vec::new(), ..filters };
    Query { filters, ..query.clone() }
}

/// The query without the filters that say what happened and how it ended: a quiet night is not a lack of data.
fn counting(query: &Query) -> Query {
    let none = Vec::new;
    let own = query.filters.clone();
    let filters = Filters { statuses: none(), events: none(), actions: none(), ..own };
    let filters = Filters { severities: none(), stages: Vec::new(), groups: none(), ..filters };
    Query { filters, ..query.clone() }
}
