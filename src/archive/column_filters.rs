//! The conditions on columns that every engine of an archive applies: filters on words and ids, and the window.

use chrono::{DateTime, Utc};

use super::entry::UNTIMED;
use connlog_core::query::{Filter, Filters, Query, Window};
use connlog_core::record::{semantics, vocabulary};

/// Whether a wanted value and a value of an entry are equal for a filter.
pub(crate) type Same = fn(&str, &str) -> bool;

/// How a value of a column is compared.
#[derive(Clone, Copy)]
pub(crate) enum ColumnComparison {
    /// Byte for byte.
    Exact,
    /// As a predicate compares it, so each stored value must be tested.
    Alike(Same),
}

/// The condition that a column has one of the wanted values.
#[derive(Clone, Copy)]
pub(crate) struct ColumnCondition<'f> {
    /// A name of [`WORDS`](super::column_names::WORDS) or [`IDS`](super::column_names::IDS).
    pub(crate) column: &'static str,
    pub(crate) wanted: &'f [String],
    pub(crate) comparison: ColumnComparison,
}

impl ColumnCondition<'_> {
    /// Returns whether each stored value must be tested.
    pub(crate) const fn is_alike(&self) -> bool {
        matches!(self.comparison, ColumnComparison::Alike(_))
    }

    /// Returns whether an entry with the value `found` passes.
    pub(crate) fn accepts(&self, found: &str) -> bool {
        self.wanted.iter().any(|wanted| match self.comparison {
            ColumnComparison::Exact => wanted == found,
            ColumnComparison::Alike(same) => same(wanted, found),
        })
    }
}

/// A filter on columns. An entry passes if one of the conditions is true.
pub(crate) struct ColumnFilter<'f> {
    pub(crate) filter: Filter,
    pub(crate) conditions: Vec<ColumnCondition<'f>>,
}

impl ColumnFilter<'_> {
    fn is_same(&self, other: &Self) -> bool {
        let wanted =
            |filter: &Self| filter.conditions.iter().map(|condition| condition.wanted.to_vec()).collect::<Vec<_>>();
        self.filter == other.filter && wanted(self) == wanted(other)
    }
}

/// The columns of a filter, and how each of them is compared.
type ColumnComparisons = Vec<(&'static str, ColumnComparison)>;

/// Returns the filters that columns can apply. An entry must pass all of them.
///
/// A filter of one kind must not drop entries of the others, so all queries have these filters.
pub(crate) fn column_filters(queries: &[Query]) -> Vec<ColumnFilter<'_>> {
    let Some((first, others)) = queries.split_first() else { return Vec::new() };
    let mut filters = own_filters(&first.filters);
    filters
        .retain(|filter| others.iter().all(|other| own_filters(&other.filters).iter().any(|own| own.is_same(filter))));
    filters
}

/// Returns the filters of one query that columns can apply.
fn own_filters(filters: &Filters) -> Vec<ColumnFilter<'_>> {
    let any_case = ColumnComparison::Alike(str::eq_ignore_ascii_case);
    let platform = ColumnComparison::Alike(vocabulary::same_platform);
    let status = ColumnComparison::Alike(semantics::same_status);
    let action = ColumnComparison::Alike(vocabulary::same_action);
    // The bounds of other syncs are wanted too.
    let syncs: &[String] = if filters.sync_bounds { &[] } else { &filters.syncs };
    let lists: [(Filter, &[String], ColumnComparisons); 12] = [
        (Filter::Platform, &filters.platforms, vec![("platform", platform)]),
        (Filter::Status, &filters.statuses, vec![("status", status)]),
        (Filter::Action, &filters.actions, vec![("action", action)]),
        (Filter::StatusCode, &filters.status_codes, vec![("status_code", ColumnComparison::Exact)]),
        (Filter::Severity, &filters.severities, vec![("severity", ColumnComparison::Exact)]),
        (Filter::Service, &filters.services, vec![("service", any_case)]),
        (Filter::Event, &filters.events, vec![("event", any_case), ("action", ColumnComparison::Exact)]),
        (Filter::Account, &filters.accounts, vec![("account", ColumnComparison::Exact)]),
        (Filter::Profile, &filters.profiles, vec![("profile", ColumnComparison::Exact)]),
        (Filter::Post, &filters.posts, vec![("post", ColumnComparison::Exact)]),
        (Filter::Group, &filters.groups, vec![("team", ColumnComparison::Exact)]),
        (Filter::Sync, syncs, vec![("sync", ColumnComparison::Exact)]),
    ];
    let connection = vec![("connection", ColumnComparison::Exact), ("connection_name", ColumnComparison::Exact)];
    let lists = lists.into_iter().chain([(Filter::Connection, &*filters.connections, connection)]);
    lists
        .filter(|(_, wanted, _)| !wanted.is_empty())
        .map(|(filter, wanted, columns)| {
            let condition = |(column, comparison)| ColumnCondition { column, wanted, comparison };
            ColumnFilter { filter, conditions: columns.into_iter().map(condition).collect() }
        })
        .collect()
}

/// The range of times of a window. Entries without a readable time are outside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TimeRange {
    /// The lowest time in nanoseconds.
    pub(crate) from: i64,
    /// The time in nanoseconds before which an entry must be.
    pub(crate) until: Option<i64>,
    /// The filters that the range applies.
    pub(crate) applied: Vec<Filter>,
}

impl TimeRange {
    /// Returns the range of the window of `queries`; `None` if any time matches. The time of a sync in a window is its end,
    /// and an archive is ordered by its start.
    pub(crate) fn new(queries: &[Query]) -> Option<Self> {
        let is_assembly = queries.iter().any(|query| query.kind.is_assembled());
        let Window { since, until, .. } = queries.first().filter(|_| !is_assembly)?.window;
        if since.is_none() && until.is_none() {
            return None;
        }
        let lowest = UNTIMED + 1;
        let applied = since.map(|_| Filter::Since).into_iter().chain(until.map(|_| Filter::Until)).collect();
        Some(Self { from: since.map_or(lowest, nanos).max(lowest), until: until.map(nanos), applied })
    }
}

/// Returns a time in nanoseconds. Times outside of the possible ones become the lowest or the highest one.
fn nanos(at: DateTime<Utc>) -> i64 {
    let limit = if at.timestamp() < 0 { UNTIMED + 1 } else { i64::MAX };
    at.timestamp_nanos_opt().unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use connlog_core::record::Kind;

    #[test]
    fn a_filter_of_one_kind_does_not_apply_to_the_others() {
        let query = |kind, statuses: &[&str]| {
            let filters = Filters {
                platforms: vec!["tiktok".to_owned()],
                statuses: statuses.iter().map(ToString::to_string).collect(),
                ..Filters::default()
            };
            Query { filters, ..Query::all(Kind::named(kind), DateTime::UNIX_EPOCH) }
        };
        let applied =
            |queries: &[Query]| column_filters(queries).iter().map(|filter| filter.filter).collect::<Vec<_>>();
        let (one, same) = (query("post", &["failed"]), query("webhook", &["failed"]));
        assert_eq!(applied(&[one.clone(), same]), [Filter::Platform, Filter::Status]);
        for other in [query("webhook", &[]), query("webhook", &["success"])] {
            assert_eq!(applied(&[one.clone(), other.clone()]), [Filter::Platform]);
            assert_eq!(applied(&[other, one.clone()]), [Filter::Platform]);
        }
    }
}
