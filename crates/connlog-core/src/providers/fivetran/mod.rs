//! Fivetran: the events of connections, dashboard, API, audit trail and transformations. No API returns them, so
//! callers pass one event at a time. The REST API returns states and syncs: see [`rest`].
//!
//! The input is the event's envelope, `{"event", "data", "created", ...}`. The decoder converts a row of a LOG table
//! or a flattened export to an envelope with the row's `level` and `id`.

mod api_codes;
pub mod audit_summary;
pub mod audit_table;
pub mod broken_status;
mod change_codes;
pub mod connection_state;
pub mod connection_surroundings;
mod cron_schedule;
pub mod directory;
pub mod envelope;
pub mod error_codes;
pub mod event_catalog;
pub mod event_codes;
pub(crate) mod event_keys;
pub mod event_states;
pub mod fingerprint;
mod level_codes;
pub mod lifecycle;
pub mod log_columns;
pub mod log_level;
pub mod log_table;
pub mod payload;
pub mod rest;
pub mod secrets;
pub mod severity;
pub mod severity_level;
mod state_codes;
pub mod summary;
pub mod sync_schedule;
pub mod sync_timeline;
pub mod syncs;
pub mod transformation_runs;

use std::borrow::Cow;

use self::envelope::Envelope;
use super::{Provider, RecognizedObject};
use crate::json::scanner::MemberSpan;
use crate::json::{self, scanner, tape};
use crate::record::block::MemberIndex;
use crate::record::semantics::SyncStatus;
use crate::record::{Field, Kind, Record, RecordLayout, schema};
use crate::time::timestamp;

/// The provider for files, tables and streams of events; it has no API.
pub static PROVIDER: Provider = Provider {
    plain: event_keys::recognize_plain,
    is_flat: log_table::is_flat,
    codes: &[
        error_codes::CODES,
        api_codes::CODES,
        event_codes::STATUSES,
        event_codes::EVENTS,
        level_codes::LEVELS,
        state_codes::CONNECTIONS,
        state_codes::SURROUNDINGS,
        state_codes::DERIVED,
        change_codes::CHANGES,
    ],
    rebuild: |members, time| Some((log_table::unflatten(members, time)?, &EVENT)),
    layouts: || vec![("fivetran/fivetran".to_owned(), &EVENT), ("fivetran/sync".to_owned(), &syncs::SYNC)],
    ..Provider::new(&["fivetran"], recognize)
};

/// The layout of an event.
pub static EVENT: RecordLayout = RecordLayout {
    peek,
    detail: summary::summarize,
    fingerprint: Some(fingerprint::event),
    rules: &secrets::RULES,
    facts: Some(envelope::facts),
    ..RecordLayout::new(Kind::Fivetran, "fivetran", "created", lay)
};

fn recognize(raw: &str) -> Option<RecognizedObject> {
    if claims(raw) {
        return Some(RecognizedObject::Entry(&EVENT));
    }
    connection_state::claims(raw).then_some(RecognizedObject::Entry(&connection_state::STATE))
}

/// Returns whether `raw` is an event: a complete JSON object with a name in `event` and with `created`. It does not
/// check that the values are valid JSON.
pub fn claims(raw: &str) -> bool {
    let (mut event, mut created) = (false, false);
    let mut places = scanner::places(raw);
    for place in places.by_ref() {
        let value = place.value_bytes(raw);
        match place.key_bytes(raw) {
            b"event" => event |= event_keys::is_name(value),
            b"created" => created |= event_keys::is_moment(value),
            _ => {}
        }
    }
    event && created && places.ended()
}

/// Returns how a sync ended, according to its end event.
pub fn sync_status(end: &Record) -> SyncStatus {
    Envelope::read_members(&end.outline()).sync_status()
}

/// Returns the id of the destination of an event that has a destination but no connection.
pub fn destination(raw: &str) -> Option<Cow<'_, str>> {
    let data = |key: &str| scanner::text(raw, &["data", key]);
    let acted_upon = |side: &str| {
        let kind = data(&format!("{side}ResourceType"))?;
        if ["DESTINATION", "GROUP"].contains(&&*kind) { data(&format!("{side}ResourceId")) } else { None }
    };
    data("destination_id").or_else(|| acted_upon("primary")).or_else(|| acted_upon("secondary"))
}

/// Returns one field of the schema without building the others.
fn peek<'r>(outline: &MemberIndex<'r>, name: &str) -> Option<&'r str> {
    let member = |name| outline.member(name);
    let signs = || Envelope::signs(outline);
    let first = |names: &[&str]| {
        let is_named = |place: &&MemberSpan| names.iter().any(|name| name.as_bytes() == place.key_bytes(outline.raw()));
        let named = outline.places().iter().filter(is_named);
        named.map(|place| place.value(outline.raw())).find(|value| !json::is_absent(value))
    };
    let value = match name.as_bytes() {
        b"kind" | b"source" => Some("\"fivetran\""),
        // These are the first two members of nearly every event, so nothing else is read.
        b"event" => outline.early("event"),
        b"createdAt" => member("created"),
        b"id" => member("id"),
        b"syncId" => member("sync_id"),
        b"exceptionId" => member("exception_id"),
        b"severity" => Some(signs().rating().severity.json()),
        b"group" => Some(signs().group()),
        b"stages" => Some(signs().stages()),
        b"connectionId" => first(&["connection_id", "connectionId"]).or_else(|| first(&["connector_id"])),
        // Needed for every printed entry, so it does not read the rest of the envelope.
        b"connectionName" => first(&["connection_name", "connectionName"]).or_else(|| first(&["connector_name"])),
        b"connectorType" => first(&["connector_type", "connection_type", "connectorType"]),
        // Encoded data needs the full layout.
        b"data" => outline.early("data").filter(|data| !data.starts_with('"')),
        _ => return None,
    };
    match value {
        Some(value) if json::is_absent(value) => Some("null"),
        // A time that is not text needs the full layout.
        Some(value) if name == "createdAt" && !value.starts_with('"') => None,
        None if name != "data" => Some("null"),
        value => value,
    }
}

/// Returns the fields of the schema, then unknown members.
///
/// One strict pass tests the JSON and finds the members.
fn lay(raw: &str) -> Vec<Field<'_>> {
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(raw).is_ok();
    let Some(places) = tape::members(raw).or_else(|| is_json().then(|| scanner::places(raw).collect())) else {
        return match repaired(raw) {
            Some(object) => owned(&object),
            None => broken(raw),
        };
    };
    let envelope = Envelope::read_places(raw, &places);
    let mut fields = Vec::with_capacity(schema::keys(Kind::Fivetran).len() + 2);
    for key in schema::keys(Kind::Fivetran) {
        let json = match key.name {
            "data" => envelope.data().unwrap_or(Cow::Borrowed("null")),
            "createdAt" => envelope.created.and_then(timestamp::text).unwrap_or(Cow::Borrowed("null")),
            name => Cow::Borrowed(field(&envelope, name).unwrap_or("null")),
        };
        fields.push(Field { name: Cow::Borrowed(key.name), json });
    }
    let members = places.iter().map(|place| (place.key(raw), place.value(raw)));
    let rest = members.filter(|(key, value)| !envelope.is_placed(key, value));
    fields.extend(rest.map(|(key, value)| Field { name: scanner::unescaped(key), json: Cow::Borrowed(value) }));
    fields
}

fn field<'r>(envelope: &Envelope<'r>, name: &str) -> Option<&'r str> {
    match name {
        "kind" | "source" => Some("\"fivetran\""),
        "id" => envelope.id,
        "event" => envelope.event,
        "severity" => Some(envelope.rating().severity.json()),
        "group" => Some(envelope.group()),
        "stages" => Some(envelope.stages()),
        "connectionId" => envelope.connection_id(),
        "connectionName" => envelope.connection_name(),
        "connectorType" => envelope.connector_type,
        "syncId" => envelope.sync_id,
        "exceptionId" => envelope.exception_id,
        _ => None,
    }
}

/// Repairs an entry with members that are not valid JSON: each is repaired or kept as text, so both access paths read
/// the same values. `None` if the members cannot be found.
fn repaired(raw: &str) -> Option<String> {
    let is_json = |json: &str| serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok();
    let mut places = scanner::places(raw);
    let mut object = String::from("{");
    for place in places.by_ref() {
        let value = json::without_nan(place.value(raw));
        let value = if is_json(&value) { value } else { Cow::Owned(json::quote(&value)) };
        object.push_str(if object.len() > 1 { "," } else { "" });
        object.extend([&json::quote(&scanner::unescaped(place.key(raw))), ":", &value]);
    }
    object.push('}');
    (places.ended() && is_json(&object)).then_some(object)
}

fn owned<'r>(raw: &str) -> Vec<Field<'r>> {
    let field = |field: Field<'_>| Field {
        name: Cow::Owned(field.name.into_owned()),
        json: Cow::Owned(field.json.into_owned()),
    };
    lay(raw).into_iter().map(field).collect()
}

/// Returns invalid JSON as text, so that the output is valid JSON.
fn broken(raw: &str) -> Vec<Field<'_>> {
    let constant = |name| match name {
        "kind" | "source" => "\"fivetran\"",
        "severity" => Envelope::read(raw).rating().severity.json(),
        "group" => "\"unknown\"",
        "stages" => "[]",
        _ => "null",
    };
    let keys = schema::keys(Kind::Fivetran).iter();
    let mut fields: Vec<Field<'_>> =
        keys.map(|key| Field { name: Cow::Borrowed(key.name), json: Cow::Borrowed(constant(key.name)) }).collect();
    fields.push(Field { name: Cow::Borrowed("value"), json: Cow::Owned(json::quote(raw)) });
    fields
}

#[cfg(test)]
mod tests;
