//! Values above the limit of a block: arrays of entries are read, everything else is counted.

use serde_json::{Value, json};

use super::limits::MOST;
use super::tests::{Decoded, run};

/// The number of entries; together their texts exceed the limit.
const COUNT: usize = 40;

fn event(number: usize) -> Value {
    json!({"event": "sync_end", "created": format!("2026-11-01T10:00:{number:02}Z"), "data": {"status": "SUCCESSFUL"}})
}

/// A text without an entry that makes an element long.
fn padding() -> String {
    "x".repeat(MOST / COUNT + 1000)
}

fn elements(element: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..COUNT).map(element).collect()
}

fn times(decoded: &Decoded) -> Vec<String> {
    decoded.records.iter().map(|record| record.time().unwrap().format("%S").to_string()).collect()
}

#[track_caller]
fn assert_all_entries(text: String, what: &str) {
    assert!(text.len() > MOST);
    let decoded = run(text, None);
    assert_eq!(decoded.report.first, Vec::<String>::new(), "{what}");
    let expected: Vec<String> = (0..COUNT).map(|number| format!("{number:02}")).collect();
    assert_eq!(times(&decoded), expected, "{what}");
}

#[test]
fn long_arrays_of_entries_are_read() {
    let padding = padding();
    let cloudwatch =
        elements(|at| json!({"timestamp": 1_793_527_200_000_u64, "pad": padding, "message": event(at).to_string()}));
    let page = json!({"searchedLogStreams": [], "events": cloudwatch, "nextToken": "x"});
    let pair = |at: usize| json!([format!("17935272{at:02}000000000"), format!("{padding} {}", event(at))]);
    let short: Vec<Value> = (0..3).map(pair).collect();
    let long: Vec<Value> = (3..COUNT).map(pair).collect();
    let streams = json!([{"stream": {"job": "a"}, "values": long}, {"stream": {"job": "b"}, "values": []}]);
    let loki = json!({"status": "success", "data": {"resultType": "streams", "result": streams, "stats": {"a": {}}}});
    let rows = elements(|at| json!([format!("2026-11-01 10:00:{at:02}.000 +0000"), "INFO", "sync_end", "{}", padding]));
    let names: Vec<Value> = ["TIME_STAMP", "EVENT", "MESSAGE_EVENT", "MESSAGE_DATA", "PAD"]
        .iter()
        .map(|name| json!({"name": name}))
        .collect();
    let table = json!({"resultSetMetaData": {"rowType": names}, "data": rows, "code": "090001"});
    let nested = elements(|at| json!({"id": "a", "pad": padding, "attributes": {"attributes": event(at)}}));
    let nested_page = json!({"meta": {"page": {"after": "x"}}, "data": nested});
    assert_all_entries(page.to_string(), "one line");
    assert_all_entries(serde_json::to_string_pretty(&page).unwrap(), "several lines");
    assert_all_entries(json!([[], page]).to_string(), "in a list");
    assert_all_entries(table.to_string(), "a table");
    assert_all_entries(nested_page.to_string(), "nested entries");
    let first: Vec<String> = short.iter().map(|pair| json!({"streams": [{"values": [pair]}]}).to_string()).collect();
    assert_all_entries(format!("{}\n{loki}\n", first.join("\n")), "a long line after short ones");
    let [one, two] = [0..20, 20..COUNT].map(|range| range.map(event).collect::<Vec<_>>());
    let both = json!({"logs": one, "pad": [padding.repeat(COUNT)], "events": two});
    assert_eq!(run(both.to_string(), None).records.len(), 0, "no array has entries before the limit");
    let lists = json!({"logs": one, "events": two.iter().map(|event| json!({"pad": padding.repeat(2), "log": event})).collect::<Vec<_>>()});
    assert_all_entries(lists.to_string(), "two lists");
}

#[test]
fn other_long_values_are_counted() {
    let text = padding().repeat(COUNT);
    let numbers: Vec<u64> = (0..MOST as u64 / 8).map(|number| 10_000_000 + number).collect();
    let entries = elements(|at| json!({"pad": padding(), "entry": event(at)}));
    for long in [
        json!({"message": text}),
        json!({"events": [{"text": text}]}),
        json!({"list": numbers}),
        json!(numbers),
        json!({"event": "sync_end", "created": "2026-11-01T10:00:00Z", "data": {"list": entries}}),
    ] {
        let decoded = run(format!("{}\n{long}\n{}\n", event(1), event(2)), None);
        assert_eq!(times(&decoded), ["01", "02"]);
        assert_eq!(decoded.report.first, ["stdin:2: longer than 32 MB"]);
    }
}

#[test]
fn damage_in_a_long_array_is_counted() {
    let entries = elements(|at| json!({"pad": padding(), "message": event(at).to_string()}));
    let page = serde_json::to_string_pretty(&json!({"events": entries, "more": false})).unwrap();
    let cut = page.rfind("\"message\"").unwrap();
    let decoded = run(&page[..cut], None);
    assert_eq!((decoded.records.len(), decoded.report.undecodable), (COUNT - 1, 2), "{:?}", decoded.report.first);
    let decoded = run(page.replace("10:00:05", "10:00:05\\\" \\\""), None);
    assert_eq!((decoded.records.len(), decoded.report.undecodable), (COUNT - 1, 1), "{:?}", decoded.report.first);
    let broken = page.replacen("{\\\"event\\\":\\\"sync_end\\\"", "[", 1);
    let decoded = run(broken, None);
    assert_eq!((decoded.records.len(), decoded.report.undecodable), (COUNT - 1, 1), "{:?}", decoded.report.first);
    assert_eq!(decoded.report.first.len(), 1);
}
