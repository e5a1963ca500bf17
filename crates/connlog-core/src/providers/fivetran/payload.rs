//! The data of an event, by key. Connections write keys in camelCase or snake_case, depending on their version.

use std::borrow::Cow;

use crate::json::{self, scanner};
use crate::time;

/// A JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Payload<'d>(pub(super) &'d str);

impl<'d> Payload<'d> {
    pub(super) fn member(&self, key: &str) -> Option<&'d str> {
        scanner::member(self.0, key).filter(|value| !json::is_absent(value))
    }

    /// Returns a scalar as text.
    pub(super) fn get(&self, key: &str) -> Option<Cow<'d, str>> {
        self.member(key).and_then(json::scalar)
    }

    pub(super) fn at(&self, path: &[&str]) -> Option<Cow<'d, str>> {
        scanner::text(self.0, path)
    }

    /// Returns whether the scalar equals `wanted`.
    pub(super) fn is(&self, key: &str, wanted: &str) -> bool {
        self.get(key).as_deref() == Some(wanted)
    }

    /// Returns the value of the first existing key.
    pub(super) fn first(&self, keys: &[&str]) -> Option<Cow<'d, str>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// Returns schema and table, if the data contains them.
    pub(super) fn table(&self) -> Option<String> {
        match (self.get("schema"), self.first(&["table", "name"])) {
            (Some(schema), Some(table)) => Some(format!("{schema}.{table}")),
            (schema, table) => schema.or(table).map(Cow::into_owned),
        }
    }

    /// Returns `mark` and the value, or an empty text.
    pub(super) fn after(&self, mark: &str, key: &str) -> String {
        self.get(key).map_or_else(String::new, |value| format!("{mark}{value}"))
    }

    /// Returns the value in brackets, or an empty text.
    pub(super) fn wrapped(&self, key: &str) -> String {
        self.get(key).map_or_else(String::new, |value| format!(" ({value})"))
    }

    /// Returns the time between two moments in seconds with one decimal place.
    pub(super) fn seconds(&self, from: &str, to: &str) -> Option<String> {
        let (from, to) = (time::instant(&self.get(from)?)?, time::instant(&self.get(to)?)?);
        let tenths = (to - from).num_milliseconds() / 100;
        Some(format!("{}.{}s", tenths / 10, tenths % 10))
    }

    /// Returns the first scalars of an unknown event as `key=value`.
    pub(super) fn listed(&self) -> Option<String> {
        let all = scanner::members(self.0).filter_map(|(key, value)| Some(format!("{key}={}", json::scalar(value)?)));
        let parts: Vec<String> = all.take(8).collect();
        if parts.is_empty() {
            json::display(self.0).map(Cow::into_owned).filter(|json| json != "{}")
        } else {
            Some(parts.join(" "))
        }
    }
}
