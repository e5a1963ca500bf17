//! Whether a record answers a query. Applied to every record, also where the source filtered: a server that does not
//! know a parameter ignores it without a word.

use std::borrow::Cow;

use serde_json::Value;

use super::{Filters, Query, Window};
use crate::record::{Record, View, schema, semantics};

/// Whether a record answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Yes,
    No,
    /// It passes the filters, and its time cannot be read, so it may be inside the window.
    Untimed,
}

/// The filters and the window of a query, ready to test records.
pub struct Predicate {
    filters: Filters,
    /// The search texts in lower case.
    needles: Vec<String>,
    window: Window,
    /// Everything answers it.
    is_idle: bool,
}

impl Predicate {
    /// What of `query` a record can be held against: its filters and its window, not its kind and its limit.
    pub fn new(query: &Query) -> Self {
        let filters = query.filters.clone();
        let needles = filters.search.iter().map(|text| text.to_lowercase()).collect();
        let Window { since, until, .. } = query.window;
        let is_idle = filters == Filters::default() && since.is_none() && until.is_none();
        Self { filters, needles, window: query.window, is_idle }
    }

    /// Whether the record passes the filters and is inside the window for certain.
    pub fn matches(&self, record: &Record) -> bool {
        self.test(record) == Match::Yes
    }

    /// Whether the record passes the filters and may be inside the window.
    pub fn may_match(&self, record: &Record) -> bool {
        self.test(record) != Match::No
    }

    /// Judges the record as it is, also by what is not shown of it. Callers count [`Match::Untimed`] and say so.
    pub fn test(&self, record: &Record) -> Match {
        if self.is_idle {
            return Match::Yes;
        }
        let view = &record.raw_view();
        self.filters.near.observe(view);
        if !self.passes_fields(view) {
            return Match::No;
        }
        let place = self.window_place(view);
        let passes = place != Match::No
            && self.filters.wheres.iter().all(|expression| expression.matches(view))
            && self.found(record);
        if passes { place } else { Match::No }
    }

    /// Whether it passes the filters that compare single fields.
    fn passes_fields(&self, view: &View<'_>) -> bool {
        let filters = &self.filters;
        any_of(&filters.platforms, || view.text("platform"), schema::same_platform)
            && any_of(&filters.statuses, || semantics::status(view), semantics::same_status)
            && (any_of(&filters.events, || semantics::event(view), str::eq_ignore_ascii_case)
                || any_of(&filters.events, || view.text("action"), |wanted, found| wanted == found))
            && any_of(&filters.actions, || view.text("action"), schema::same_action)
            && any_of(&filters.accounts, || view.text("accountId"), |wanted, found| wanted == found)
            && any_of(&filters.profiles, || view.text("profileId"), |wanted, found| wanted == found)
            && any_of(&filters.posts, || view.text("postId"), |wanted, found| wanted == found)
            && any_of(&filters.severities, || Some(semantics::severity(view)), |wanted, found| wanted == found)
            && self.of_fivetran(view)
            && (!filters.life || !view.record().kind().is_fivetran_event() || semantics::is_of_connection(view))
    }

    /// The filters that only Fivetran's entries can answer.
    fn of_fivetran(&self, view: &View<'_>) -> bool {
        let filters = &self.filters;
        (any_of(&filters.connections, || view.text("connectionId"), |wanted, found| wanted == found)
            || any_of(&filters.connections, || view.text("connectionName"), |wanted, found| wanted == found))
            && any_of(&filters.services, || view.text("connectorType"), str::eq_ignore_ascii_case)
            && (any_of(&filters.syncs, || view.text("syncId"), |wanted, found| wanted == found)
                || (filters.sync_bounds && semantics::event(view).is_some_and(|event| schema::bounds_sync(&event))))
            && any_of(&filters.groups, || view.text("group"), |wanted, found| wanted == found)
            && (filters.stages.is_empty()
                || filters.stages.iter().any(|stage| semantics::stages(view).any(|at| at == stage)))
    }

    fn window_place(&self, view: &View<'_>) -> Match {
        let Window { since, until, .. } = self.window;
        if since.is_none() && until.is_none() {
            return Match::Yes;
        }
        let Some(at) = view.time_for_counts() else {
            return if semantics::is_open_without_times(view) { Match::No } else { Match::Untimed };
        };
        let is_begun = since.is_none_or(|since| at >= since);
        let is_over = until.is_some_and(|until| at >= until);
        match (is_begun, is_over) {
            (_, true) => Match::No,
            // The end of the sync is later than its start, at an unknown time.
            (false, _) if semantics::lacks_end_time(view) => Match::Untimed,
            (true, _) if until.is_some() && semantics::lacks_end_time(view) => Match::Untimed,
            (true, _) => Match::Yes,
            (false, _) => Match::No,
        }
    }

    /// Whether any value of the record holds one of the search texts.
    fn found(&self, record: &Record) -> bool {
        if self.needles.is_empty() {
            return true;
        }
        serde_json::from_str(record.raw()).is_ok_and(|record: Value| self.holds(&record))
    }

    fn holds(&self, value: &Value) -> bool {
        let has = |text: &str| self.needles.iter().any(|needle| text.contains(needle.as_str()));
        match value {
            Value::String(text) => has(&text.to_lowercase()),
            Value::Array(items) => items.iter().any(|item| self.holds(item)),
            Value::Object(members) => members.values().any(|member| self.holds(member)),
            Value::Number(number) => has(&number.to_string()),
            Value::Bool(_) | Value::Null => false,
        }
    }
}

/// Whether no value is wanted, or the one found is one of those wanted.
fn any_of<'v>(
    wanted: &[String],
    found: impl FnOnce() -> Option<Cow<'v, str>>,
    same: impl Fn(&str, &str) -> bool,
) -> bool {
    wanted.is_empty() || found().is_some_and(|found| wanted.iter().any(|wanted| same(wanted, &found)))
}
