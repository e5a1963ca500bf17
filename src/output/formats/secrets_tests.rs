//! Tests that no format prints a secret or a person of a Fivetran event.

use std::sync::Arc;

use proptest::prelude::*;

use super::{FORMATS, Formatter};
use crate::output::style::OutputStyle;
use crate::output::terminal::Palette;
use connlog_core::json;
use connlog_core::providers::fivetran::{EVENT, event_catalog};
use connlog_core::record::block::RecordBlock;
use connlog_core::record::{Kind, Record, ShownView};
use connlog_core::time::{self, Zone};

const SAMPLES: &str = include_str!("../../../tests/fixtures/fivetran/samples.ndjson");
const COMPOSED: &str = include_str!("../../../tests/fixtures/fivetran/composed.ndjson");

fn record(raw: &str) -> Record {
    Record::from_text(raw.to_owned(), &EVENT)
}

#[test]
fn no_format_prints_secrets_and_persons_of_the_examples() {
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

/// Returns the output of each format for a record, on a terminal and not, with `--raw` and with `--fields`.
fn everywhere(record: &Record) -> Vec<String> {
    let mut texts = Vec::new();
    for spec in FORMATS {
        for (terminal, raw, all) in
            [(false, false, false), (true, false, false), (false, true, false), (false, false, true)]
        {
            let fields =
                all.then(|| ["data", "value", "note", "extra"].iter().map(|path| path.parse().unwrap()).collect());
            let style = OutputStyle {
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
                names: Arc::default(),
                jq: None,
            };
            texts.push(printed((spec.make)(style), &record.view()));
        }
    }
    texts
}

fn printed(mut formatter: Box<dyn Formatter>, view: &ShownView<'_>) -> String {
    let mut out = connlog_core::sanitize::Escaped::default();
    formatter.begin(&mut out).unwrap();
    formatter.record(&mut out, view).unwrap();
    formatter.finish(&mut out).unwrap();
    out.as_str().to_owned()
}

/// Returns whether redaction is the same with a member index, as for a line of a file.
fn hides_alike(raw: &str) -> bool {
    let places: Vec<_> = json::scanner::places(raw).collect();
    let shape = connlog_core::providers::recognize_plain(raw, &places).unwrap().layout;
    let all = 0..places.len();
    let noted = Record::new(Arc::new(RecordBlock::new(raw.to_owned(), places)), 0..raw.len(), shape).noted(all);
    noted.shown() == record(raw).shown()
}

/// Returns data with a secret, whose place is marked by `@`.
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
        event in prop::sample::select(&event_catalog::NAMES[..]),
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
        event in prop::sample::select(&event_catalog::NAMES[..]),
        name in "[a-zäéø][a-zäéø0-9]{3,9}(\\.[a-z]{2,8})?",
        key in prop::sample::select(vec!["actor", "userId", "message", "reason", "anything", "requester"]),
    ) {
        let raw = format!(r#"{{"event":"{event}","data":{{"{key}":"{name}@Example.com"}},"created":"t","note":"by <{name}@example.com>"}}"#);
        prop_assert!(hides_alike(&raw), "{}", raw);
        for text in everywhere(&record(&raw)) {
            prop_assert!(!text.to_lowercase().contains("example.com"), "{} in {}", raw, text);
        }
    }
}
