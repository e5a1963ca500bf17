//! Tests every event of the catalogue on its example, and the redaction.

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

/// Returns the fields by name, each as JSON text.
fn fields_of(raw: &str) -> Vec<(String, String)> {
    lay(raw).into_iter().map(|field| (field.name.into_owned(), field.json.into_owned())).collect()
}

fn field_of<'l>(fields_of: &'l [(String, String)], name: &str) -> Option<&'l str> {
    fields_of.iter().find(|(key, _)| key == name).map(|(_, json)| json.as_str())
}

#[test]
fn events_are_distinguished_from_other_json() {
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
fn connectors_are_connections_and_unknown_keys_are_kept() {
    let fields_of = fields_of(
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
        assert_eq!(field_of(&fields_of, name), json, "{name}");
    }
}

#[test]
fn new_names_take_precedence_and_different_old_ones_are_kept() {
    let fields_of =
        fields_of(r#"{"event":"x","connection_id":"new","connector_id":"old","connector_name":"n","created":"t"}"#);
    assert_eq!(field_of(&fields_of, "connectionId"), Some("\"new\""));
    assert_eq!(field_of(&fields_of, "connector_id"), Some("\"old\""));
    assert_eq!(field_of(&fields_of, "connectionName"), Some("\"n\""));
    assert_eq!(field_of(&fields_of, "group"), Some("\"unknown\""));
}

#[test]
fn data_in_a_string_is_decoded_and_other_text_is_unchanged() {
    for (data, expected) in [
        (r#""{\"status\":\"FAILURE\"}""#, r#"{"status":"FAILURE"}"#),
        (r#""\"{\\\"status\\\":\\\"FAILURE\\\"}\"""#, r#"{"status":"FAILURE"}"#),
        (r#""{'status': 'FAILURE'}""#, r#""{'status': 'FAILURE'}""#),
        (r#""""#, "null"),
    ] {
        let raw = format!(r#"{{"event":"sync_end","created":"t","data":{data}}}"#);
        assert_eq!(field_of(&fields_of(&raw), "data"), Some(expected), "{data}");
        let severity = if expected == "null" { "warning" } else { "failure" };
        assert_eq!(record(&raw).view().text("severity").as_deref(), Some(severity));
    }
}

#[test]
fn direct_access_equals_the_full_layout() {
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
fn invalid_members_become_text_and_others_are_unchanged() {
    let raw = r#"{"event":"x","created":"t","data":{broken}}"#;
    assert!(claims(raw), "the values are not checked");
    let fields_of = fields_of(raw);
    assert_eq!(field_of(&fields_of, "data").and_then(json::string).as_deref(), Some("{broken}"));
    assert_eq!(field_of(&fields_of, "event"), Some("\"x\""));
    assert_eq!(field_of(&fields_of, "createdAt"), Some("\"t\""));
    assert_eq!(fields_of.len(), schema::keys(Kind::Fivetran).len());
}

const SAMPLES: &str = include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson");
/// Events without an example in the documentation.
const COMPOSED: &str = include_str!("../../../../../tests/fixtures/fivetran/composed.ndjson");
/// Event, severity, stages and summary of each event. A separate program derived the first three from the facts about
/// Fivetran; a person read the summaries.
const EXPECTED: &str = include_str!("../../../../../tests/fixtures/fivetran/expected.tsv");

#[test]
fn every_event_of_the_catalogue_has_its_stage_severity_and_detail() {
    let summary_of = |raw: &str| {
        let record = record(raw);
        let view = record.view();
        let text = |name: &str| view.text(name).map_or_else(String::new, Cow::into_owned);
        let detail = view.detail().unwrap_or_default().replace('\n', "\\n").replace('\t', "\\t");
        format!("{}\t{}\t{}\t{detail}", text("event"), text("severity"), view.json("stages").unwrap_or_default())
    };
    let lines: Vec<String> = SAMPLES.lines().chain(COMPOSED.lines()).map(summary_of).collect();
    for (found, expected) in lines.iter().zip(EXPECTED.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(lines.len(), EXPECTED.lines().count());
    for name in event_catalog::NAMES {
        assert!(EXPECTED.lines().any(|line| line.split('\t').next() == Some(name)), "{name} has no example");
    }
}

#[test]
fn reveal_shows_redacted_values() {
    let raw = r#"{"event":"error","created":"t","data":{"actor":"a@b.example","message":"password=hunter2"}}"#;
    let shown = |reveal: Reveal| record(raw).with_redaction(reveal).shown().to_owned();
    assert_eq!(shown(Reveal { secrets: true, personal: true }), raw);
    assert!(shown(Reveal { secrets: true, personal: false }).contains("hunter2"));
    assert!(!shown(Reveal { secrets: true, personal: false }).contains("b.example"));
    assert!(shown(Reveal { secrets: false, personal: true }).contains("a@b.example"));
    assert!(!shown(Reveal { secrets: false, personal: true }).contains("hunter2"));
    let data = record(raw).raw_view().json("data").map(str::to_owned);
    assert!(
        data.is_some_and(|data| data.contains("a@b.example") && data.contains("hunter2")),
        "filters read it unchanged"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn redaction_changes_only_the_bytes_of_secrets(
        before in "([a-z ]|\\\\n|\\\\u00e9|\\\\/|é|🎉){0,12}",
        secret in "[A-Za-z][A-Za-z0-9]{7}[0-9]",
        space in "[ \n\t]{0,3}",
    ) {
        let raw = |value: &str| format!(r#"{{{space}"event":"error",{space}"created" : "t","data":{{"message":"{before} password={value} ","n":1.50e1}}{space}}}"#);
        let shown = record(&raw(&secret)).shown().to_owned();
        prop_assert_eq!(shown, raw(crate::redact::HIDDEN));
    }
}
