//! Fivetran: the events its connections, dashboard, API, audit trail and transformations write to log services, webhooks and
//! LOG tables. No API returns them, so there is nothing to ask: whoever has the bytes hands over one event at a time.
//!
//! What is handed over is the event's own envelope, `{"event", "data", "created", ...}`. A row that never had one (a LOG
//! table, a flattened export) is put into one by the reader, with the row's level as `level` and its id as `id`.

pub mod catalogue;
mod detail;
mod envelope;
pub mod rows;
mod secrets;
pub mod severity;
mod stages;
pub mod trail;

use std::borrow::Cow;

use self::envelope::Envelope;
use self::severity::Severity;
use crate::record::{Field, Kind, Shape, json, scan, schema};

/// How an event's bytes are read.
pub static EVENT: Shape = Shape {
    peek,
    detail: detail::of,
    rules: &secrets::RULES,
    ..Shape::new(Kind::Fivetran, "fivetran", "created", lay)
};

/// Whether `raw` is an event: a whole JSON object with a name in `event` and a `created`. The values themselves are not
/// checked to be JSON.
pub fn claims(raw: &str) -> bool {
    let (mut event, mut created) = (false, false);
    let mut members = scan::members(raw);
    for (key, value) in members.by_ref() {
        match key {
            "event" => event |= value.len() > 2 && value.starts_with('"'),
            "created" => created |= !json::is_absent(value) && !value.starts_with(['{', '[']),
            _ => {}
        }
    }
    event && created && members.ended()
}

/// The shape of `raw`, if it is one of ours.
pub fn shape_of(raw: &str) -> Option<&'static Shape> {
    claims(raw).then_some(&EVENT)
}

/// One field of the schema, without laying the others.
fn peek<'r>(raw: &'r str, name: &str) -> Option<&'r str> {
    let value = match name {
        "kind" | "source" => Some("\"fivetran\""),
        // The first two members of nearly every event: nothing else is read.
        "event" => scan::member(raw, "event"),
        "createdAt" => scan::member(raw, "created"),
        "id" => scan::member(raw, "id"),
        "syncId" => scan::member(raw, "sync_id"),
        "exceptionId" => scan::member(raw, "exception_id"),
        "severity" => Some(Envelope::read(raw).severity().json()),
        "group" => Some(Envelope::read(raw).group()),
        "stages" => Some(Envelope::read(raw).stages()),
        "connectionId" => Envelope::read(raw).connection_id(),
        "connectionName" => Envelope::read(raw).connection_name(),
        "connectorType" => Envelope::read(raw).connector_type,
        // What has to be unpacked is laid.
        "data" => scan::member(raw, "data").filter(|data| !data.starts_with('"')),
        _ => return None,
    };
    match value {
        Some(value) if json::is_absent(value) => Some("null"),
        None if name != "data" => Some("null"),
        value => value,
    }
}

/// The schema's fields, then what it does not know.
fn lay(raw: &str) -> Vec<Field<'_>> {
    if serde_json::from_str::<serde::de::IgnoredAny>(raw).is_err() {
        return broken(raw);
    }
    let envelope = Envelope::read(raw);
    let mut fields = Vec::with_capacity(schema::keys(Kind::Fivetran).len() + 2);
    for key in schema::keys(Kind::Fivetran) {
        let json = match key.name {
            "data" => envelope.data().unwrap_or(Cow::Borrowed("null")),
            name => Cow::Borrowed(field(&envelope, name).unwrap_or("null")),
        };
        fields.push(Field { name: Cow::Borrowed(key.name), json });
    }
    let rest = scan::members(raw).filter(|(key, value)| !envelope.is_placed(key, value));
    fields.extend(rest.map(|(key, value)| Field { name: scan::unescaped(key), json: Cow::Borrowed(value) }));
    fields
}

fn field<'r>(envelope: &Envelope<'r>, name: &str) -> Option<&'r str> {
    match name {
        "kind" | "source" => Some("\"fivetran\""),
        "id" => envelope.id,
        "createdAt" => envelope.created,
        "event" => envelope.event,
        "severity" => Some(envelope.severity().json()),
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

/// An entry that is no JSON after all, kept as text so that what is printed of it is JSON.
fn broken(raw: &str) -> Vec<Field<'_>> {
    let constant = |name| match name {
        "kind" | "source" => "\"fivetran\"",
        "severity" => Severity::Info.json(),
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
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::Record;

    fn record(raw: &str) -> Record {
        Record::new(Arc::from(raw), 0..raw.len(), &EVENT)
    }

    /// The fields as one JSON text each, by name.
    fn laid(raw: &str) -> Vec<(String, String)> {
        lay(raw).into_iter().map(|field| (field.name.into_owned(), field.json.into_owned())).collect()
    }

    fn of<'l>(laid: &'l [(String, String)], name: &str) -> Option<&'l str> {
        laid.iter().find(|(key, _)| key == name).map(|(_, json)| json.as_str())
    }

    #[test]
    fn an_event_is_told_from_other_json() {
        for (raw, claimed) in [
            (r#"{"event":"sync_end","created":"2026-01-01T00:00:00Z"}"#, true),
            (" {\n\"data\" : {\"a\":[1]} ,\"created\":1700000000, \"event\" : \"x\" } ", true),
            (r#"{"event":"","created":"2026-01-01T00:00:00Z"}"#, false),
            (r#"{"event":{"event":"x"},"created":"2026-01-01T00:00:00Z"}"#, false),
            (r#"{"event":"x","created":null}"#, false),
            (r#"{"event":"x","time":"2026-01-01T00:00:00Z"}"#, false),
            (r#"{"event":"x","created":"2026-01-01T00:00:00Z""#, false),
            (r#"[{"event":"x","created":"2026-01-01T00:00:00Z"}]"#, false),
            ("", false),
        ] {
            assert_eq!(claims(raw), claimed, "{raw}");
            assert_eq!(shape_of(raw).is_some(), claimed);
        }
    }

    #[test]
    fn connectors_are_connections_and_what_is_not_known_is_kept() {
        let laid = laid(
            r#"{"event":"sync_end","created":"2026-05-22T00:06:08.638Z","connector_type":"pg","connector_id":"a","connector_name":"b",
            "sync_id":"s","destination_group_id":"g","data":{"n":1.50},"level":"INFO"}"#,
        );
        let expected = [
            ("connectionId", Some("\"a\"")),
            ("connectionName", Some("\"b\"")),
            ("connectorType", Some("\"pg\"")),
            ("connector_id", None),
            ("destination_group_id", Some("\"g\"")),
            ("level", Some("\"INFO\"")),
            ("data", Some("{\"n\":1.50}")),
            ("exceptionId", Some("null")),
            ("severity", Some("\"ok\"")),
            ("stages", Some("[5,9]")),
        ];
        for (name, json) in expected {
            assert_eq!(of(&laid, name), json, "{name}");
        }
    }

    #[test]
    fn the_new_names_count_where_both_stand_and_a_different_old_one_is_kept() {
        let laid =
            laid(r#"{"event":"x","connection_id":"new","connector_id":"old","connector_name":"n","created":"t"}"#);
        assert_eq!(of(&laid, "connectionId"), Some("\"new\""));
        assert_eq!(of(&laid, "connector_id"), Some("\"old\""));
        assert_eq!(of(&laid, "connectionName"), Some("\"n\""));
        assert_eq!(of(&laid, "group"), Some("\"unknown\""));
    }

    #[test]
    fn data_in_a_string_is_unpacked_and_other_text_left_alone() {
        for (data, expected) in [
            (r#""{\"status\":\"FAILURE\"}""#, r#"{"status":"FAILURE"}"#),
            (r#""\"{\\\"status\\\":\\\"FAILURE\\\"}\"""#, r#"{"status":"FAILURE"}"#),
            (r#""{'status': 'FAILURE'}""#, r#""{'status': 'FAILURE'}""#),
            (r#""""#, "null"),
        ] {
            let raw = format!(r#"{{"event":"sync_end","created":"t","data":{data}}}"#);
            assert_eq!(of(&laid(&raw), "data"), Some(expected), "{data}");
            let severity = if expected.starts_with('{') { "failure" } else { "ok" };
            assert_eq!(record(&raw).view().text("severity").as_deref(), Some(severity));
        }
    }

    #[test]
    fn one_field_alone_is_what_all_of_them_say() {
        for raw in include_str!("../../../tests/fixtures/fivetran/samples.ndjson").lines() {
            let record = record(raw);
            let view = record.truth();
            let fields = lay(raw);
            for field in &fields {
                assert_eq!(view.json(&field.name), Some(&*field.json), "{} of {raw}", field.name);
            }
        }
    }

    #[test]
    fn what_is_no_json_inside_is_printed_as_text() {
        let raw = r#"{"event":"x","created":"t","data":{broken}}"#;
        assert!(claims(raw), "the inside is not looked at");
        let laid = laid(raw);
        assert_eq!(of(&laid, "value").and_then(json::string).as_deref(), Some(raw));
        assert_eq!(laid.len(), schema::keys(Kind::Fivetran).len() + 1);
    }

    #[test]
    #[ignore = "a measurement; its figures mean something in a release build only"]
    fn what_a_file_of_200_megabytes_costs() {
        let samples = include_str!("../../../tests/fixtures/fivetran/samples.ndjson").repeat(200_000_000 / 39_506);
        let records: Vec<&str> = samples.lines().collect();
        let timed = |what: &str, of: &dyn Fn(&str) -> usize| {
            let begun = std::time::Instant::now();
            let sum: usize = records.iter().map(|raw| of(raw)).sum();
            let speed = samples.len() as f64 / 1e6 / begun.elapsed().as_secs_f64();
            eprintln!("{what}: {speed:.0} MB/s ({sum})");
        };
        timed("claims", &|raw| usize::from(claims(raw)));
        timed("event", &|raw| peek(raw, "event").map_or(0, str::len));
        timed("createdAt", &|raw| peek(raw, "createdAt").map_or(0, str::len));
        timed("severity", &|raw| peek(raw, "severity").map_or(0, str::len));
        timed("data.status", &|raw| scan::at(raw, &["data", "status"]).map_or(0, str::len));
        timed("lay", &|raw| lay(raw).len());
        timed("members by the parser", &|raw| json::members(raw).map_or(0, |members| members.len()));
    }
}
