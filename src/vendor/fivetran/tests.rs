//! Every event of the catalogue on its example, and what must never be shown.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::format::{FORMATS, Style};
use crate::record::redact::Reveal;
use crate::record::{Page, Record, View};
use crate::term::Palette;
use crate::time::{self, Zone};

fn record(raw: &str) -> Record {
    Record::alone(raw.to_owned(), &EVENT)
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
        assert_eq!(crate::vendor::claim(raw).is_some(), claimed);
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
        assert_eq!(of(&laid, name), json, "{name}");
    }
}

#[test]
fn the_new_names_count_where_both_stand_and_a_different_old_one_is_kept() {
    let laid = laid(r#"{"event":"x","connection_id":"new","connector_id":"old","connector_name":"n","created":"t"}"#);
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
        let severity = if expected == "null" { "warning" } else { "failure" };
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
fn a_member_that_is_not_json_is_printed_as_text_and_the_others_as_they_are() {
    let raw = r#"{"event":"x","created":"t","data":{broken}}"#;
    assert!(claims(raw), "the inside is not looked at");
    let laid = laid(raw);
    assert_eq!(of(&laid, "data").and_then(json::string).as_deref(), Some("{broken}"));
    assert_eq!(of(&laid, "event"), Some("\"x\""));
    assert_eq!(of(&laid, "createdAt"), Some("\"t\""));
    assert_eq!(laid.len(), schema::keys(Kind::Fivetran).len());
}

const SAMPLES: &str = include_str!("../../../tests/fixtures/fivetran/samples.ndjson");
/// Events that the documentation has no example of.
const COMPOSED: &str = include_str!("../../../tests/fixtures/fivetran/composed.ndjson");
/// Event, severity, stages and detail of each of them: the first three were worked out from the facts about Fivetran by a
/// program of its own, the details were read by a person.
const EXPECTED: &str = include_str!("../../../tests/fixtures/fivetran/expected.tsv");

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
    for name in catalogue::NAMES {
        assert!(EXPECTED.lines().any(|line| line.split('\t').next() == Some(name)), "{name} has no example");
    }
}

#[test]
fn what_the_examples_hold_of_secrets_and_persons_is_shown_nowhere() {
    for raw in SAMPLES.lines().chain(COMPOSED.lines()) {
        assert!(hides_alike(raw), "{raw}");
        for text in everywhere(&record(raw)) {
            for secret in [
                "john.doe",
                "jane.roe",
                "dbihvatest",
                "hunter2",
                "abc123",
                "\"johndoe\"",
                "requester-name",
                "company.com",
            ] {
                assert!(!text.contains(secret), "{secret} of {raw} in {text}");
            }
        }
    }
}

#[test]
fn what_is_asked_for_is_shown() {
    let raw = r#"{"event":"error","created":"t","data":{"actor":"a@b.example","message":"password=hunter2"}}"#;
    let shown = |reveal: Reveal| record(raw).revealing(reveal).view().raw().to_owned();
    assert_eq!(shown(Reveal { secrets: true, personal: true }), raw);
    assert!(shown(Reveal { secrets: true, personal: false }).contains("hunter2"));
    assert!(!shown(Reveal { secrets: true, personal: false }).contains("b.example"));
    assert!(shown(Reveal { secrets: false, personal: true }).contains("a@b.example"));
    assert!(!shown(Reveal { secrets: false, personal: true }).contains("hunter2"));
    assert_eq!(record(raw).truth().raw(), raw, "a filter sees it as it is");
}

/// What every format prints of a record, in each of the ways it can be asked.
fn everywhere(record: &Record) -> Vec<String> {
    let mut texts = Vec::new();
    for spec in FORMATS {
        for (terminal, raw, all) in
            [(false, false, false), (true, false, false), (false, true, false), (false, false, true)]
        {
            let fields =
                all.then(|| ["data", "value", "note", "extra"].iter().map(|path| path.parse().unwrap()).collect());
            let style = Style {
                kinds: vec![Kind::Fivetran],
                palette: Palette::new(terminal),
                width: terminal.then_some(250),
                terminal,
                ages: false,
                zone: Zone::Utc,
                now: time::instant("2026-11-20T12:00:00Z").unwrap(),
                fields,
                raw,
                csv_safe: false,
                jq: None,
            };
            texts.push(printed((spec.make)(style), &record.view()));
        }
    }
    texts
}

fn printed(mut formatter: Box<dyn crate::format::Formatter>, view: &View<'_>) -> String {
    let mut out = crate::sanitize::Escaped::default();
    formatter.begin(&mut out).unwrap();
    formatter.record(&mut out, view).unwrap();
    formatter.finish(&mut out).unwrap();
    out.as_str().to_owned()
}

/// Whether the record hides the same where the places of its members were noted, as in a line of a file.
fn hides_alike(raw: &str) -> bool {
    let mut places = Vec::new();
    let shape = crate::vendor::plain(raw, &mut places).unwrap();
    let all = 0..places.len();
    let noted = Record::new(Arc::new(Page::new(raw.to_owned(), places)), 0..raw.len(), shape).noted(all);
    noted.shown() == record(raw).shown()
}

/// A place in a record where a secret may stand: `@` is where.
fn places() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = include_str!("../../../tests/fixtures/fivetran/secret-keys.txt").lines().collect();
    let key = prop::sample::select(keys);
    prop_oneof![
        key.prop_map(|key| format!(r#"{{"properties":{{"a":{{"{key}":"@"}}}}}}"#)),
        Just(r#"{"newValues":{"credentials":{"host":"x","list":[1,{"any":"@"}]}}}"#.to_owned()),
        Just(r#"{"oldValues":{"credentials":"@"}}"#.to_owned()),
        Just(r#"{"properties":{"database\u0050\u0061ssword":"@"}}"#.to_owned()),
        Just(r#"{"message":"could not log in: password=@, user=x"}"#.to_owned()),
        Just(r#"{"message":"jdbc:postgres://user:@@db.example.org:5432/x refused"}"#.to_owned()),
        Just(r#"{"reason":"HTTP 401 for Authorization: Bearer @"}"#.to_owned()),
        Just(r#"{"reason":"answer was {\"access_token\":\"@\",\"expires_in\":3"}"#.to_owned()),
        Just(r#"{"reason":"{\"nested\":{\"client_secret\":\"@\"}}"}"#.to_owned()),
        Just(r#"{"uri":"https://api.example.org/x?anything=@"}"#.to_owned()),
        Just(r#"{"query":"SELECT * FROM t WHERE api_key = '@'"}"#.to_owned()),
        Just(r#"{"deep":[[{"accessToken":{"a":["@"]}}]],"again":"the token @ was refused"}"#.to_owned()),
        Just(r#"{"password":"@","note":"@","host":"@"}"#.to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_secret_of_a_record_reaches_any_output(
        event in prop::sample::select(&catalogue::NAMES[..]),
        place in places(),
        secret in "[A-Za-z][A-Za-z0-9]{7}[0-9][A-Za-z0-9]{2,20}",
        as_text in any::<bool>(),
        quoted in any::<bool>(),
    ) {
        let data = place.replace('@', &secret).replace(&format!("{secret}{secret}db"), &format!("{secret}@db"));
        let data = if as_text { json::quote(&data) } else { data };
        let extra = if quoted { format!(r#","extra":{{"api_token":"{secret}"}}"#) } else { String::new() };
        let raw = format!(r#"{{"event":"{event}","data":{data},"created":"2026-01-01T00:00:00Z"{extra}}}"#);
        for text in everywhere(&record(&raw)) {
            prop_assert!(!text.contains(&secret), "{} in {}", raw, text);
        }
        prop_assert!(hides_alike(&raw), "{}", raw);
    }

    #[test]
    fn no_address_of_a_person_reaches_any_output(
        event in prop::sample::select(&catalogue::NAMES[..]),
        name in "[a-zäéø][a-zäéø0-9]{3,9}(\\.[a-z]{2,8})?",
        key in prop::sample::select(vec!["actor", "userId", "message", "reason", "anything", "requester"]),
    ) {
        let raw = format!(r#"{{"event":"{event}","data":{{"{key}":"{name}@Example.com"}},"created":"t","note":"by <{name}@example.com>"}}"#);
        prop_assert!(hides_alike(&raw), "{}", raw);
        for text in everywhere(&record(&raw)) {
            prop_assert!(!text.to_lowercase().contains("example.com"), "{} in {}", raw, text);
        }
    }

    #[test]
    fn hiding_changes_the_secrets_bytes_and_nothing_else(
        before in "([a-z ]|\\\\n|\\\\u00e9|\\\\/|é|🎉){0,12}",
        secret in "[A-Za-z][A-Za-z0-9]{7}[0-9]",
        space in "[ \n\t]{0,3}",
    ) {
        let raw = |value: &str| format!(r#"{{{space}"event":"error",{space}"created" : "t","data":{{"message":"{before} password={value} ","n":1.50e1}}{space}}}"#);
        let shown = record(&raw(&secret)).view().raw().to_owned();
        prop_assert_eq!(shown, raw(crate::record::redact::HIDDEN));
    }
}
