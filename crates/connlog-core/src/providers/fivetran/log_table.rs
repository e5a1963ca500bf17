//! Events in tables: rows of the LOG table, and events whose keys a log service flattened, put back into an envelope.
//!
//! A LOG row calls the level `event` and the event `message_event`. Azure adds a suffix for the type and joins keys with an
//! underscore (`data_status_s`), New Relic and others join them with a dot (`data.status`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{event_catalog, log_level};
use crate::json::scanner::MemberSpan;
use crate::json::{self, scanner};
use crate::record::RecordLayout;
use crate::time::timestamp;

/// Keys of the envelope, in its order, that a flat row may have.
const KEYS: &[&str] = &[
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
/// Names of other columns and keys that are read.
const COLUMNS: &[&str] = &["event", "created", "data", "level", "message_event", "message_data", "time_stamp", "id"];
/// What an event is called that has no name.
pub(super) const UNNAMED: &str = "unnamed";
/// The names that rows without one get.
pub const GIVEN_NAMES: &[&str] =
    &[UNNAMED, "transformation_failed", "transformation_succeeded", "transformation_start"];
/// Keys that no other log entry with an `event` has.
const MARKS: &[&str] =
    &["created", "connector_type", "connector_id", "connector_name", "connection_id", "connection_name", "sync_id"];
/// What Azure's tables add to a name for its type.
const SUFFIXES: &[&str] = &["_s", "_d", "_b", "_t", "_g"];

/// The shape of a bare envelope: [`super::claims`], and no key of it is flattened. One pass, which notes where its members are.
pub fn recognize_line(raw: &str, noted: &mut Vec<MemberSpan>) -> Option<&'static RecordLayout> {
    let (mut event, mut created) = (false, false);
    let mut places = scanner::places(raw);
    for place in places.by_ref() {
        noted.push(place);
        match place.key_bytes(raw) {
            b"event" => event |= is_name(place.value_bytes(raw)),
            b"created" => created |= is_moment(place.value_bytes(raw)),
            [b'@' | b'_' | b'd', ..] if is_piece(place.key(raw)) => return None,
            _ => {}
        }
    }
    (event && created && places.ended()).then_some(&super::EVENT)
}

/// Whether a value, as JSON, may name an event.
pub(super) const fn is_name(value: &[u8]) -> bool {
    matches!(value, [b'"', _, _, ..])
}

/// Whether a value, as JSON, may say when an event happened.
pub(super) const fn is_moment(value: &[u8]) -> bool {
    !matches!(value, b"null" | b"\"\"" | [b'{' | b'[', ..])
}

/// Whether the row holds pieces of `data`, or an entry's own text beside its fields.
pub fn is_flat(members: &[(Cow<'_, str>, &str)]) -> bool {
    members.iter().any(|(key, _)| is_piece(key))
}

fn is_piece(key: &str) -> bool {
    let key = key.trim_start_matches('@');
    key == "_raw" || key.strip_prefix("data").is_some_and(|rest| rest.starts_with(['.', '_']))
}

/// The envelope that a row stands for; `None` if it is no row of events.
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

/// The envelope for a row of the table CONNECTOR_SDK_LOG. Its rows name no event, so that the table does.
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

/// The name of the event in a row of LOG, as JSON, and the level of the row. A level that is missing where it is needed to
/// rate the event is `null`. `None` for a row with neither name nor level nor data.
fn logged<'r>(row: &LogRow<'r>) -> Option<(Cow<'r, str>, Option<&'r str>)> {
    let level = row.get("event");
    if let Some(json) = row.name("message_event") {
        let name = json::string(json).unwrap_or_default();
        let is_listed = event_catalog::find(&name).is_some();
        // A level in the column of names is not a name.
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

/// The event of a row that says in a sentence what became of a transformation, as old ones do.
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

/// The members of a row by the names of the envelope or of the table.
struct LogRow<'r>(Vec<(Cow<'r, str>, &'r str)>);

impl<'r> LogRow<'r> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether it is of the LOG table: it has that table's columns, and no event in the columns of an envelope.
    fn is_of_log(&self) -> bool {
        self.get("message_event").is_some()
            || (self.has("message_event") || self.has("message_data")) && self.get("created").is_none()
    }

    /// A name, as JSON: text that is not blank.
    fn name(&self, key: &str) -> Option<&'r str> {
        self.get(key).filter(|json| json::string(json).is_some_and(|name| !name.trim().is_empty()))
    }

    fn get(&self, name: &str) -> Option<&'r str> {
        self.0.iter().find(|(key, value)| key == name && !json::is_absent(value)).map(|(_, value)| *value)
    }

    /// The data: as one value, unpacked as often as it was packed, else put together from its pieces.
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
            if let Some(way) = rest.strip_prefix('.') {
                place(&mut data, way, value);
            } else if let Some(key) = rest.strip_prefix('_') {
                let (key, value) = typed(key, value);
                data.insert(key.to_owned(), value);
            }
        }
        (!data.is_empty()).then(|| Cow::Owned(Value::Object(data).to_string()))
    }
}

/// The name a column has in the envelope or in the table: in any case, with or without marks between its words, and without
/// the marks of a service.
fn plain_name(key: &str) -> Cow<'_, str> {
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

/// Whether `key` is `name` but for case and for the marks between words.
fn is_spelling(key: &str, name: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase())
    }
    // `timestamp` is the time of a log service.
    !key.eq_ignore_ascii_case("timestamp") && letters(key).eq(letters(name))
}

/// Puts a value at the end of a way of keys.
fn place(object: &mut Map<String, Value>, way: &str, value: Value) {
    match way.split_once('.') {
        Some((key, rest)) => {
            let inner = object.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                place(inner, rest, value);
            }
        }
        None => {
            object.insert(way.to_owned(), value);
        }
    }
}

/// A name without the suffix for its type, and the value as that type.
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

/// The object or list in a JSON string, packed once or twice; any other value as it is.
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
