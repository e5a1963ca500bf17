//! Every event of the catalogue on its example, and what must never be shown.

use proptest::prelude::*;

use super::event_catalog;
use super::*;
use crate::json;
use crate::record::Record;
use crate::record::schema;
use crate::redact::Reveal;

fn record(raw: &str) -> Record {
    Record::from_text(raw.to_owned(), &EVENT)
}

/// The fields as one JSON text each, by name.
fn laid(raw: &str) -> Vec<(String, String)> {
    lay(raw).into_iter().map(|field| (field.name.into_owned(), field.json.into_owned())).collect()
}

fn field_of<'l>(laid: &'l [(String, String)], name: &str) -> Option<&'l str> {
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
        assert_eq!(crate::providers::recognize(raw).is_some(), claimed);
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
        ("severity", Some("\"warning\"")),
        ("stages", Some("[5,9]")),
    ];
    for (name, json) in expected {
        assert_eq!(field_of(&laid, name), json, "{name}");
    }
}

#[test]
fn the_new_names_count_where_both_stand_and_a_different_old_one_is_kept() {
    let laid = laid(r#"{"event":"x","connection_id":"new","connector_id":"old","connector_name":"n","created":"t"}"#);
    assert_eq!(field_of(&laid, "connectionId"), Some("\"new\""));
    assert_eq!(field_of(&laid, "connector_id"), Some("\"old\""));
    assert_eq!(field_of(&laid, "connectionName"), Some("\"n\""));
    assert_eq!(field_of(&laid, "group"), Some("\"unknown\""));
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
        assert_eq!(field_of(&laid(&raw), "data"), Some(expected), "{data}");
        let severity = if expected == "null" { "warning" } else { "failure" };
        assert_eq!(record(&raw).view().text("severity").as_deref(), Some(severity));
    }
}

#[test]
fn one_field_alone_is_what_all_of_them_say() {
    for raw in include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson").lines() {
        let record = record(raw);
        let view = record.raw_view();
        let fields = lay(raw);
        for field in &fields {
            assert_eq!(view.json(&field.name), Some(&*field.json), "{} of {raw}", field.name);
        }
    }
}

#[test]
fn a_member_that_is_not_json_is_printed_as_text_and_the_others_as_they_are() {
    let raw = r#"{"event":"x","created":"t","data":{broken}}"#;
    assert!(claims(raw), "the inside is not looked at");
    let laid = laid(raw);
    assert_eq!(field_of(&laid, "data").and_then(json::string).as_deref(), Some("{broken}"));
    assert_eq!(field_of(&laid, "event"), Some("\"x\""));
    assert_eq!(field_of(&laid, "createdAt"), Some("\"t\""));
    assert_eq!(laid.len(), schema::keys(Kind::Fivetran).len());
}

const SAMPLES: &str = include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson");
/// Events that the documentation has no example of.
const COMPOSED: &str = include_str!("../../../../../tests/fixtures/fivetran/composed.ndjson");
/// Event, severity, stages and detail of each of them: the first three were worked out from the facts about Fivetran by a
/// program of its own, the details were read by a person.
const EXPECTED: &str = include_str!("../../../../../tests/fixtures/fivetran/expected.tsv");

#[test]
fn every_event_of_the_catalogue_has_its_stage_severity_and_detail() {
    let told = |raw: &str| {
        let record = record(raw);
        let view = record.view();
        let text = |name: &str| view.text(name).map_or_else(String::new, Cow::into_owned);
        let detail = view.detail().unwrap_or_default().replace('\n', "\\n").replace('\t', "\\t");
        format!("{}\t{}\t{}\t{detail}", text("event"), text("severity"), view.json("stages").unwrap_or_default())
    };
    let lines: Vec<String> = SAMPLES.lines().chain(COMPOSED.lines()).map(told).collect();
    for (found, expected) in lines.iter().zip(EXPECTED.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(lines.len(), EXPECTED.lines().count());
    for name in event_catalog::NAMES {
        assert!(EXPECTED.lines().any(|line| line.split('\t').next() == Some(name)), "{name} has no example");
    }
}

#[test]
fn what_is_asked_for_is_shown() {
    let raw = r#"{"event":"error","created":"t","data":{"actor":"a@b.example","message":"password=hunter2"}}"#;
    let shown = |reveal: Reveal| record(raw).with_redaction(reveal).view().raw().to_owned();
    assert_eq!(shown(Reveal { secrets: true, personal: true }), raw);
    assert!(shown(Reveal { secrets: true, personal: false }).contains("hunter2"));
    assert!(!shown(Reveal { secrets: true, personal: false }).contains("b.example"));
    assert!(shown(Reveal { secrets: false, personal: true }).contains("a@b.example"));
    assert!(!shown(Reveal { secrets: false, personal: true }).contains("hunter2"));
    assert_eq!(record(raw).raw_view().raw(), raw, "a filter sees it as it is");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn hiding_changes_the_secrets_bytes_and_nothing_else(
        before in "([a-z ]|\\\\n|\\\\u00e9|\\\\/|é|🎉){0,12}",
        secret in "[A-Za-z][A-Za-z0-9]{7}[0-9]",
        space in "[ \n\t]{0,3}",
    ) {
        let raw = |value: &str| format!(r#"{{{space}"event":"error",{space}"created" : "t","data":{{"message":"{before} password={value} ","n":1.50e1}}{space}}}"#);
        let shown = record(&raw(&secret)).view().raw().to_owned();
        prop_assert_eq!(shown, raw(crate::redact::HIDDEN));
    }
}
