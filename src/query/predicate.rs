//! Whether a record answers a query. Applied to every record, also where the source filtered: a server that does not
//! know a parameter ignores it without a word.

use std::borrow::Cow;

use serde_json::Value;

use super::{Filters, Query, Window};
use crate::record::{Kind, Record, View, gist, schema};

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

    /// Judged by the record as it is, also by what is not shown of it.
    pub fn matches(&self, record: &Record) -> bool {
        self.is_idle || self.is_answered(record)
    }

    fn is_answered(&self, record: &Record) -> bool {
        let view = &record.truth();
        let filters = &self.filters;
        any_of(&filters.platforms, || view.text("platform"), schema::same_platform)
            && any_of(&filters.statuses, || gist::status(view), gist::same_status)
            && (any_of(&filters.events, || gist::event(view), str::eq_ignore_ascii_case)
                || any_of(&filters.events, || view.text("action"), |wanted, found| wanted == found))
            && any_of(&filters.actions, || view.text("action"), schema::same_action)
            && any_of(&filters.accounts, || view.text("accountId"), |wanted, found| wanted == found)
            && any_of(&filters.profiles, || view.text("profileId"), |wanted, found| wanted == found)
            && any_of(&filters.posts, || view.text("postId"), |wanted, found| wanted == found)
            && any_of(&filters.severities, || Some(gist::severity(view)), |wanted, found| wanted == found)
            && self.of_fivetran(view)
            && (!filters.life || record.kind() != Kind::Fivetran || gist::is_of_connection(view))
            && self.in_window(view)
            && filters.wheres.iter().all(|expression| expression.matches(view))
            && self.found(record)
    }

    /// The filters that only Fivetran's entries can answer.
    fn of_fivetran(&self, view: &View<'_>) -> bool {
        let filters = &self.filters;
        (any_of(&filters.connections, || view.text("connectionId"), |wanted, found| wanted == found)
            || any_of(&filters.connections, || view.text("connectionName"), |wanted, found| wanted == found))
            && any_of(&filters.services, || view.text("connectorType"), str::eq_ignore_ascii_case)
            && any_of(&filters.syncs, || view.text("syncId"), |wanted, found| wanted == found)
            && any_of(&filters.groups, || view.text("group"), |wanted, found| wanted == found)
            && (filters.stages.is_empty()
                || filters.stages.iter().any(|stage| gist::stages(view).any(|at| at == stage)))
    }

    fn in_window(&self, view: &View<'_>) -> bool {
        let Window { since, until, .. } = self.window;
        if since.is_none() && until.is_none() {
            return true;
        }
        view.counts_at().is_some_and(|at| since.is_none_or(|since| at >= since) && until.is_none_or(|until| at < until))
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
