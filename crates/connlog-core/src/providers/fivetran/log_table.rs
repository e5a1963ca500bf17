//! Events in tables: converts rows of the LOG table, and events with flattened keys, to envelopes.
//!
//! A LOG row calls the level `event` and the event `message_event`. Azure adds a type suffix and joins keys with an
//! underscore (`data_status_s`); New Relic and others join them with a dot (`data.status`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::event_catalog::UNNAMED;
use super::{event_catalog, event_keys, log_level};
use crate::json;
use crate::time::timestamp;

/// Keys of the envelope that a flat row may have, in the envelope's order.
pub(super) const KEYS: &[&str] = &[
    "connector_type",
    "connector_id",
    "connector_name",
    "connection_type",
    "connection_id",
    "connection_name",
    "sync_id",
    "exception_id",
    "destination_group_id",
    "transformation_id",
];
/// Further columns and keys that are read.
const COLUMNS: &[&str] = &["event", "created", "data", "level", "message_event", "message_data", "time_stamp", "id"];
/// The names that connlog gives to rows without a name.
pub const GIVEN_NAMES: &[&str] =
    &[UNNAMED, "transformation_failed", "transformation_succeeded", "transformation_start"];
/// Keys that identify an event of Fivetran among other log entries with an `event`.
const MARKS: &[&str] =
    &["created", "connector_type", "connector_id", "connector_name", "connection_id", "connection_name", "sync_id"];
/// The type suffixes of Azure's tables.
const SUFFIXES: &[&str] = &["_s", "_d", "_b", "_t", "_g"];

/// Returns whether the row contains parts of `data`, or the text of a whole entry next to its fields.
pub fn is_flat(members: &[(Cow<'_, str>, &str)]) -> bool {
    members.iter().any(|(key, _)| event_keys::is_flattened(key.as_bytes()))
}

/// Returns the envelope of a row and its layout; `None` if it is not a row of events. `time` is the ingestion time.
pub fn unflatten(members: &[(Cow<'_, str>, &str)], time: Option<DateTime<Utc>>) -> Option<String> {
    let row = LogRow(members.iter().map(|(key, value)| (plain_name(key), *value)).collect());
    if let Some(envelope) = sdk_log(&row) {
        return Some(envelope);
    }
    let log = row.is_of_log();
    let (event, level) = if log { logged(&row)? } else { (Cow::Borrowed(row.name("event")?), row.get("level")) };
    if !log && !MARKS.iter().any(|mark| row.get(mark).is_some()) {
        return None;
    }
    let mut envelope = RebuiltEnvelope(format!("{{\"event\":{event}"));
    envelope.push("data", row.data(if log { "message_data" } else { "data" }).as_deref());
    let own = row.get(if log { "time_stamp" } else { "created" }).or_else(|| row.get("created"));
    let moment = own.and_then(timestamp::moment).or(time).map(timestamp::quoted);
    envelope.push("created", moment.as_deref().or(own));
    for key in KEYS {
        envelope.push(key, row.get(key));
    }
    envelope.push("level", level);
    envelope.push("id", row.get("id").filter(|_| log));
    Some(envelope.0 + "}")
}

/// Returns the envelope for a row of CONNECTOR_SDK_LOG. Its rows have no event name, so the table's name is used.
fn sdk_log(row: &LogRow<'_>) -> Option<String> {
    let (message, origin, time) = (row.get("message")?, row.get("message_origin")?, row.get("event_time")?);
    let data = format!("{{\"message\":{message},\"message_origin\":{origin}}}");
    let mut envelope = RebuiltEnvelope("{\"event\":\"connector_sdk_log\"".to_owned());
    envelope.push("data", Some(&data));
    let moment = timestamp::moment(time).map(timestamp::quoted);
    envelope.push("created", moment.as_deref().or(Some(time)));
    for key in ["connection_id", "sync_id", "level", "id"] {
        envelope.push(key, row.get(key));
    }
    Some(envelope.0 + "}")
}

/// Returns the event name of a LOG row as JSON, and its level. A missing level that the severity needs becomes
/// `null`. `None` for a row without name, level and data.
fn logged<'r>(row: &LogRow<'r>) -> Option<(Cow<'r, str>, Option<&'r str>)> {
    let level = row.get("event");
    if let Some(json) = row.name("message_event") {
        let name = json::string(json).unwrap_or_default();
        let is_listed = event_catalog::find(&name).is_some();
        // A level in the name column is not a name.
        if is_listed || log_level::word(&name).is_none() {
            let is_needed = row.has("event") || !is_listed;
            return Some((Cow::Borrowed(json), level.or(is_needed.then_some("null"))));
        }
    }
    let level = level.or_else(|| row.get("message_event"));
    let data = row.get("message_data");
    let transformation = data.and_then(json::string).and_then(|text| transformation(&text));
    match transformation {
        Some(name) => Some((Cow::Owned(json::quote(name)), level)),
        None if level.is_none() && data.is_none() => None,
        None => Some((Cow::Owned(json::quote(UNNAMED)), level.or(Some("null")))),
    }
}

/// Returns the event of an old row that describes the result of a transformation in a sentence.
fn transformation(text: &str) -> Option<&'static str> {
    let text = text.trim_start().to_ascii_lowercase();
    let says = |words: &str| text.contains(words);
    match text.starts_with("transformation ") {
        true if says(" failed") => Some("transformation_failed"),
        true if says(" has succeeded") => Some("transformation_succeeded"),
        true if says(" has started") => Some("transformation_start"),
        _ => None,
    }
}

pub(crate) struct RebuiltEnvelope(String);

impl RebuiltEnvelope {
    fn push(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.extend([",\"", key, "\":", value]);
        }
    }
}

/// The members of a row under the names of the envelope or the table.
struct LogRow<'r>(Vec<(Cow<'r, str>, &'r str)>);

impl<'r> LogRow<'r> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Returns whether the row is from the LOG table: it has that table's columns, and no event in the envelope's
    /// columns.
    fn is_of_log(&self) -> bool {
        self.get("message_event").is_some()
            || (self.has("message_event") || self.has("message_data")) && self.get("created").is_none()
    }

    /// Returns a name as JSON: text that is not blank.
    fn name(&self, key: &str) -> Option<&'r str> {
        self.get(key).filter(|json| json::string(json).is_some_and(|name| !name.trim().is_empty()))
    }

    fn get(&self, name: &str) -> Option<&'r str> {
        self.0.iter().find(|(key, value)| key == name && !json::is_absent(value)).map(|(_, value)| *value)
    }

    /// Returns the data: one value decoded from any number of strings, or composed from its parts.
    fn data(&self, name: &str) -> Option<Cow<'r, str>> {
        if let Some(data) = self.get(name) {
            return Some(unpacked(data));
        }
        let mut data = Map::new();
        for (key, value) in &self.0 {
            let Some(rest) = key.strip_prefix("data") else { continue };
            let Ok(value) = serde_json::from_str::<Value>(value) else { continue };
            if value.is_null() || value.as_str() == Some("") {
                continue;
            }
            if let Some(path) = rest.strip_prefix('.') {
                place(&mut data, path, value);
            } else if let Some(key) = rest.strip_prefix('_') {
                let (key, value) = typed(key, value);
                data.insert(key.to_owned(), value);
            }
        }
        (!data.is_empty()).then(|| Cow::Owned(Value::Object(data).to_string()))
    }
}

/// Returns the column's name in the envelope or the table, without case, separators and suffixes of a service.
pub(super) fn plain_name(key: &str) -> Cow<'_, str> {
    let bare = key.trim_start_matches('@');
    let known = KEYS.iter().chain(COLUMNS);
    if let Some(name) = known.clone().find(|name| **name == bare) {
        return Cow::Borrowed(name);
    }
    let stems = SUFFIXES.iter().filter_map(|suffix| bare.strip_suffix(suffix));
    let meant = |name: &str| is_spelling(bare, name) || stems.clone().any(|stem| is_spelling(stem, name));
    if let Some(name) = known.clone().find(|name| meant(name)) {
        return Cow::Borrowed(name);
    }
    let shouted = bare.bytes().all(|byte| !byte.is_ascii_lowercase());
    if shouted { Cow::Owned(bare.to_ascii_lowercase()) } else { Cow::Borrowed(bare) }
}

/// Returns whether `key` equals `name`, ignoring case and separators.
fn is_spelling(key: &str, name: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase())
    }
    // `timestamp` is the ingestion time of a log service.
    !key.eq_ignore_ascii_case("timestamp") && letters(key).eq(letters(name))
}

/// Inserts a value at a path of keys.
fn place(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        Some((key, rest)) => {
            let inner = object.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                place(inner, rest, value);
            }
        }
        None => {
            object.insert(path.to_owned(), value);
        }
    }
}

/// Removes the type suffix of a name and converts the value to that type.
fn typed(key: &str, value: Value) -> (&str, Value) {
    let text = value.as_str().unwrap_or_default();
    let parsed = |wanted: fn(&Value) -> bool| serde_json::from_str(text).ok().filter(wanted);
    let Some((stem, suffix)) = key.len().checked_sub(2).and_then(|at| key.split_at_checked(at)) else {
        return (key, value);
    };
    match suffix {
        "_d" => (stem, parsed(Value::is_number).unwrap_or(value)),
        "_b" => (stem, parsed(Value::is_boolean).unwrap_or(value)),
        "_s" => (stem, parsed(|inner| inner.is_object() || inner.is_array()).unwrap_or(value)),
        "_t" | "_g" => (stem, value),
        _ => (key, value),
    }
}

/// Returns the object or list in a JSON string, also if it is encoded twice; other values unchanged.
fn unpacked(data: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(data);
    for _ in 0..3 {
        let Some(inner) = json::string(&text).map(Cow::into_owned) else { break };
        let inner = inner.trim();
        let whole = || serde_json::from_str::<serde::de::IgnoredAny>(inner).is_ok() && !json::exceeds_depth(inner);
        if !inner.starts_with(['{', '[', '"']) || !whole() {
            break;
        }
        text = Cow::Owned(inner.to_owned());
    }
    if text.starts_with('"') { Cow::Borrowed(data) } else { text }
}
