//! Tests whether a record matches a query. It is also applied to filtered answers of a server, because a server
//! silently ignores parameters that it does not know.

use std::borrow::Cow;

use serde_json::Value;

use super::{Filters, Query, Window};
use crate::record::account_state;
use crate::record::{RawView, Record, semantics, vocabulary};

/// The result of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The record matches.
    Yes,
    /// The record does not match.
    No,
    /// The record passes the filters, but its time is unreadable, so it may be inside the window.
    Untimed,
}

/// The filters and the window of a query, prepared for testing records.
pub struct Predicate {
    filters: Filters,
    /// The search texts in lower case.
    needles: Vec<String>,
    window: Window,
    /// Whether every record matches.
    is_idle: bool,
}

impl Predicate {
    /// Prepares the filters and the window of `query`; kind and limit are not tested.
    pub fn new(query: &Query) -> Self {
        let filters = query.filters.clone();
        let needles = filters.search.iter().map(|text| text.to_lowercase()).collect();
        let Window { since, until, .. } = query.window;
        let is_idle = filters == Filters::default() && since.is_none() && until.is_none();
        Self { filters, needles, window: query.window, is_idle }
    }

    /// Returns whether the record certainly matches.
    pub fn matches(&self, record: &Record) -> bool {
        self.test(record) == Match::Yes
    }

    /// Returns whether the record passes the filters and may be inside the window.
    pub fn may_match(&self, record: &Record) -> bool {
        self.test(record) != Match::No
    }

    /// Tests the record without redaction. Callers must count [`Match::Untimed`] and report it.
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

    /// Returns whether the record passes the filters on single fields.
    fn passes_fields(&self, view: &RawView<'_>) -> bool {
        let filters = &self.filters;
        any_of(&filters.platforms, || view.text("platform"), vocabulary::same_platform)
            && any_of(&filters.statuses, || semantics::status(view), semantics::same_status)
            && (any_of(&filters.events, || semantics::event(view), str::eq_ignore_ascii_case)
                || any_of(&filters.events, || view.text("action"), |wanted, found| wanted == found))
            && any_of(&filters.actions, || view.text("action"), vocabulary::same_action)
            && self.is_of_account(view)
            && any_of(&filters.profiles, || semantics::profile_id(view), |wanted, found| wanted == found)
            && any_of(&filters.posts, || view.text("postId"), |wanted, found| wanted == found)
            && self.passes_call(view)
            && any_of(&filters.severities, || Some(semantics::severity(view)), |wanted, found| wanted == found)
            && filters.expires_before.is_none_or(|end| account_state::token_ends_before(view, end))
            && self.of_fivetran(view)
            && (!filters.life || !view.kind().is_fivetran_event() || semantics::is_of_connection(view))
    }

    /// Returns whether the record passes the filters on calls to the API and on their answers. A row of an API may have
    /// the id of its call under the API's own name.
    fn passes_call(&self, view: &RawView<'_>) -> bool {
        let filters = &self.filters;
        let same = |wanted: &str, found: &str| wanted == found;
        let request = || {
            view.text("requestId")
                .or_else(|| view.text("request_id"))
                .or_else(|| semantics::inner(view, "metadata", "requestId"))
        };
        any_of(&filters.status_codes, || view.text("statusCode"), same)
            && any_of(&filters.keys, || view.text("apiKeyId"), same)
            && any_of(&filters.requests, request, same)
            && any_of(&filters.webhooks, || view.text("webhookId"), same)
    }

    /// Returns whether the record is of a wanted account. The state of an account also matches by its name.
    fn is_of_account(&self, view: &RawView<'_>) -> bool {
        let wanted = &self.filters.accounts;
        if !view.kind().is_state() {
            return any_of(wanted, || view.text("accountId"), |wanted, found| wanted == found);
        }
        any_of(wanted, || view.text("id"), |wanted, found| wanted == found)
            || any_of(wanted, || view.text("name"), |wanted, found| wanted.trim_start_matches('@') == found)
    }

    /// Returns whether the record passes the filters that only Fivetran entries can match.
    fn of_fivetran(&self, view: &RawView<'_>) -> bool {
        let filters = &self.filters;
        (any_of(&filters.connections, || view.text("connectionId"), |wanted, found| wanted == found)
            || any_of(&filters.connections, || view.text("connectionName"), |wanted, found| wanted == found))
            && any_of(&filters.services, || view.text("connectorType"), str::eq_ignore_ascii_case)
            && (any_of(&filters.syncs, || view.text("syncId"), |wanted, found| wanted == found)
                || (filters.sync_bounds && semantics::event(view).is_some_and(|event| vocabulary::bounds_sync(&event))))
            && is_of_group(&filters.groups, view)
            && (filters.stages.is_empty()
                || filters.stages.iter().any(|stage| semantics::stages(view).any(|at| at == stage)))
    }

    fn window_place(&self, view: &RawView<'_>) -> Match {
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
            // The sync ended later than its start, at an unknown time.
            (false, _) if semantics::lacks_end_time(view) => Match::Untimed,
            (true, _) if until.is_some() && semantics::lacks_end_time(view) => Match::Untimed,
            (true, _) => Match::Yes,
            (false, _) => Match::No,
        }
    }

    /// Returns whether any value of the record contains one of the search texts.
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

/// Returns whether an event has a wanted origin, or a sync a wanted destination.
fn is_of_group(wanted: &[String], view: &RawView<'_>) -> bool {
    let same = |wanted: &str, found: &str| wanted == found;
    if !view.kind().is_assembled() {
        return any_of(wanted, || view.text("group"), same);
    }
    any_of(wanted, || view.text("destination_group_id"), same) || any_of(wanted, || view.text("destination_name"), same)
}

/// Returns whether no value is wanted, or the value found is one of the wanted ones.
fn any_of<'v>(
    wanted: &[String],
    found: impl FnOnce() -> Option<Cow<'v, str>>,
    same: impl Fn(&str, &str) -> bool,
) -> bool {
    wanted.is_empty() || found().is_some_and(|found| wanted.iter().any(|wanted| same(wanted, &found)))
}
