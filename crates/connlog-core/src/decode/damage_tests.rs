//! Damaged inputs lose no entry silently: every missing entry is counted.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::tests::run;

/// A layout of the written entries.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Lines,
    List,
    ListOfLines,
    PrettyList,
    Answer,
    AnswerOfLines,
    PrettyAnswer,
    Wrapped,
    Prefixed,
    Table(u8),
}

const LAYOUTS: [Layout; 11] = [
    Layout::Lines,
    Layout::List,
    Layout::ListOfLines,
    Layout::PrettyList,
    Layout::Answer,
    Layout::AnswerOfLines,
    Layout::PrettyAnswer,
    Layout::Wrapped,
    Layout::Prefixed,
    Layout::Table(b','),
    Layout::Table(b'\t'),
];

/// Damage at one place.
#[derive(Debug, Clone)]
enum InputDamage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
}

fn event(at: usize, (name, data): (u8, u8)) -> Value {
    let name = ["sync_start", "sync_end", "warning", "edit_connector"][usize::from(name) % 4];
    let mut event = json!({
        "event": name,
        "created": format!("2026-11-01T10:00:{:02}.123Z", at % 60),
        "connection_id": format!("amber_{at}"),
        "connection_name": "a, \"b\"",
        "sync_id": format!("s-{at}"),
    });
    let data = match data % 5 {
        0 => return event,
        1 => json!({"status": "FAILURE", "reason": "too many, {really} \"many\"\n[x]", "tables": []}),
        2 => json!({"status": "SUCCESSFUL", "logs": [], "rows": [{"a": [1, 2, {}]}]}),
        3 => json!({"columns": ["a", "b"], "message": "{\"x\":1}"}),
        _ => json!({"n": 12.5, "text": "é ü €"}),
    };
    event["data"] = data;
    event
}

/// Returns the text, and the offset of each entry in it.
fn write(layout: Layout, events: &[Value]) -> (Vec<u8>, Vec<usize>) {
    let (before, after, between, pretty) = match layout {
        Layout::Lines | Layout::Wrapped | Layout::Prefixed | Layout::Table(_) => ("", "\n", "\n", false),
        Layout::List => ("[", "]\n", ",", false),
        Layout::ListOfLines => ("[\n", "\n]\n", ",\n", false),
        Layout::PrettyList => ("[\n  ", "\n]\n", ",\n  ", true),
        Layout::Answer => ("{\"logs\":[", "],\"pagination\":{\"total\":3}}", ",", false),
        Layout::AnswerOfLines => ("{\"logs\":[\n", "\n]}\n", ",\n", false),
        Layout::PrettyAnswer => ("{\n  \"logs\": [\n    ", "\n  ]\n}\n", ",\n    ", true),
    };
    let mut text = before.as_bytes().to_vec();
    if let Layout::Table(separator) = layout {
        text =
            row(separator, ["id", "time_stamp", "connection_id", "event", "message_data", "message_event", "sync_id"]);
    }
    let mut starts = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if at > 0 {
            text.extend(between.bytes());
        }
        starts.push(text.len());
        let plain = event.to_string();
        text.extend(match layout {
            Layout::Table(separator) => {
                let of = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
                let data = event.get("data").map(Value::to_string).unwrap_or_default();
                let mut row = row(
                    separator,
                    [
                        &format!("i{at}"),
                        &of("created"),
                        &of("connection_id"),
                        "INFO",
                        &data,
                        &of("event"),
                        &of("sync_id"),
                    ],
                );
                row.pop();
                row
            }
            Layout::Wrapped => json!({"timestamp": 1_773_994_736_823_u64, "message": plain}).to_string().into_bytes(),
            Layout::Prefixed => format!("[pod/a-{at}/b] {plain}").into_bytes(),
            _ if pretty => serde_json::to_vec_pretty(event).unwrap(),
            _ => plain.into_bytes(),
        });
    }
    text.extend(after.bytes());
    (text, starts)
}

fn row<T: AsRef<[u8]>>(separator: u8, cells: [T; 7]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(cells).unwrap();
    writer.into_inner().unwrap()
}

fn damage() -> impl Strategy<Value = InputDamage> {
    // Bytes with a meaning in JSON or CSV are chosen more often.
    let byte = prop_oneof![
        3 => prop::sample::select(b"{}[]\",:\n\\ ;\t\r|".to_vec()),
        1 => any::<u8>(),
    ];
    prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(at, byte)| InputDamage::Replace(at, byte)),
        (any::<Index>(), byte).prop_map(|(at, byte)| InputDamage::Insert(at, byte)),
        any::<Index>().prop_map(InputDamage::Remove),
    ]
}

fn apply(text: &mut Vec<u8>, damage: &InputDamage) {
    match damage {
        _ if text.is_empty() => {}
        InputDamage::Replace(at, byte) => {
            let at = at.index(text.len());
            text[at] = *byte;
        }
        InputDamage::Insert(at, byte) => text.insert(at.index(text.len() + 1), *byte),
        InputDamage::Remove(at) => drop(text.remove(at.index(text.len()))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(64) * 8))]

    #[test]
    fn no_entry_is_lost_silently(
        layout in prop::sample::select(LAYOUTS.to_vec()),
        events in prop::collection::vec(any::<(u8, u8)>(), 1..6),
        cut in prop::option::of(any::<Index>()),
        damages in prop::collection::vec(damage(), 0..3),
    ) {
        let events: Vec<Value> = events.iter().enumerate().map(|(at, kind)| event(at, *kind)).collect();
        let (mut text, starts) = write(layout, &events);
        text.truncate(cut.map_or(text.len(), |cut| cut.index(text.len() + 1)));
        // An entry of which only a few bytes are left may disappear.
        let written = starts.iter().filter(|start| **start + 3 < text.len()).count();
        for damage in &damages {
            apply(&mut text, damage);
        }
        let ended = run(text.clone(), None);
        let counted = ended.report.undecodable + ended.report.unlisted;
        prop_assert!(
            ended.records.len() >= written || counted > 0,
            "{} of {written} entries in {:?}", ended.records.len(), String::from_utf8_lossy(&text)
        );
        // Undamaged text is read completely and nothing is counted as unreadable.
        if damages.is_empty() && cut.is_none() {
            prop_assert_eq!((ended.records.len(), ended.report.undecodable), (events.len(), 0), "{:?}", ended.report);
        }
    }

    #[test]
    fn truncation_loses_at_most_the_last_entry(
        layout in prop::sample::select(LAYOUTS.to_vec()),
        events in prop::collection::vec(any::<(u8, u8)>(), 1..6),
        cut in any::<Index>(),
    ) {
        let events: Vec<Value> = events.iter().enumerate().map(|(at, kind)| event(at, *kind)).collect();
        let (mut text, starts) = write(layout, &events);
        text.truncate(cut.index(text.len() + 1));
        let written = starts.iter().filter(|start| **start < text.len()).count();
        let ended = run(text.clone(), None);
        prop_assert!(ended.records.len() + 1 >= written, "{:?}: {:?}", ended.report, String::from_utf8_lossy(&text));
        let missing = ended.records.len() < written;
        prop_assert!(!missing || ended.report.undecodable > 0, "{:?}", String::from_utf8_lossy(&text));
    }
}
