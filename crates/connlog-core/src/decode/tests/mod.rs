//! Decoding of every known wrapper.

mod damage;
mod tables;

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::block_reader::decode;
use super::prefilter::Prefilter;
use super::report::DecodeReport;
use crate::record::{Kind, Record};

pub(crate) const ENVELOPES: &str = include_str!("../../../../../tests/fixtures/fivetran/envelopes.ndjson");
pub(crate) const SAMPLES: &str = include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson");
const LOG: &str = include_str!("../../../../../tests/fixtures/fivetran/log.csv");

pub(crate) struct Decoded {
    pub(crate) records: Vec<Record>,
    pub(crate) report: DecodeReport,
}

/// Decodes all of `text`.
pub(crate) fn run(text: impl Into<Vec<u8>>, prefilter: Option<Prefilter>) -> Decoded {
    let mut records = Vec::new();
    let input = Cursor::new(text.into());
    let report = decode("stdin", input, prefilter, |batch| records.extend(batch.into_records())).unwrap();
    Decoded { records, report }
}

fn decode_text(text: impl Into<Vec<u8>>) -> Decoded {
    run(text, None)
}

/// The fields that identify the two events of the fixture in any wrapper.
fn identifying_fields(record: &Record) -> Value {
    let view = record.view();
    let field = |name: &str| view.json(name).map(|json| serde_json::from_str::<Value>(json).unwrap());
    json!([field("event"), field("createdAt"), field("connectionId"), field("syncId"), field("data")])
}

fn expected() -> [Value; 2] {
    let sync = "63c2fc85-600b-455f-9ba0-f576522465be";
    let data = json!({
        "status": "FAILURE_WITH_TASK",
        "reason": "java.lang.RuntimeException: FATAL: too many connections for role \"app\"",
        "taskType": "reconnect",
    });
    [
        json!(["sync_start", "2026-03-20T08:18:56.823Z", "calendar_elected", sync, null]),
        json!(["sync_end", "2026-03-20T08:19:12.094Z", "calendar_elected", sync, data]),
    ]
}

#[track_caller]
fn assert_both_events(text: impl Into<Vec<u8>>, what: &str) {
    let ended = decode_text(text);
    assert_eq!((ended.report.undecodable, &ended.report.first), (0, &Vec::new()), "{what}");
    let found: Vec<Value> = ended.records.iter().map(identifying_fields).collect();
    assert_eq!(found, expected(), "{what}");
    assert!(ended.records.iter().all(|record| record.kind() == Kind::Fivetran && record.time().is_some()), "{what}");
}

fn envelopes() -> Vec<(String, String)> {
    let one = |line: &str| {
        let wrapper: Value = serde_json::from_str(line).unwrap();
        let name = format!("{} {}: {}", wrapper["n"], wrapper["service"], wrapper["export"]);
        (name, wrapper["text"].as_str().unwrap().to_owned())
    };
    ENVELOPES.lines().map(one).collect()
}

/// The two events as a service would have ingested them.
fn as_ingested() -> [String; 2] {
    let text = envelopes().swap_remove(0).1;
    let mut lines = text.lines().map(str::to_owned);
    [lines.next().unwrap(), lines.next().unwrap()]
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Objects whose nested keys are joined by `joint`; `cell` maps each value.
fn flat(event: &str, joint: &str, cell: fn(&str, &Value) -> (String, Value)) -> Value {
    let value: Value = serde_json::from_str(event).unwrap();
    let mut row = serde_json::Map::new();
    for (key, value) in value.as_object().unwrap() {
        match value.as_object() {
            Some(inner) => row.extend(inner.iter().map(|(name, value)| cell(&format!("{key}{joint}{name}"), value))),
            None => row.extend([cell(key, value)]),
        }
    }
    Value::Object(row)
}

fn csv(rows: &[Vec<(&str, String)>], separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(rows[0].iter().map(|(name, _)| *name)).unwrap();
    for row in rows {
        writer.write_record(row.iter().map(|(_, cell)| cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn documented_wrappers_yield_the_same_events() {
    let envelopes = envelopes();
    assert_eq!(envelopes.len(), 16);
    for (name, text) in &envelopes {
        assert_both_events(text.as_str(), name);
        assert_both_events(text.replace('\n', "\r\n"), name);
        assert_both_events(format!("{text}\n\n"), name);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of wrappers")]
fn wrappers_without_a_sample_are_read() {
    let as_ingested = as_ingested();
    let times = [1_773_994_736_823_u64, 1_773_994_752_094];
    let all =
        |one: &dyn Fn(usize, &str) -> Value| -> Vec<Value> { (0..2).map(|at| one(at, &as_ingested[at])).collect() };
    let lines =
        |one: &dyn Fn(usize, &str) -> Value| all(one).iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let field = |name: &str, value: &str| json!({"field": name, "value": value});
    let insights = all(&|_, text| {
        json!([field("@timestamp", "2026-03-20 08:18:56.823"), field("@message", text), field("@ptr", "Cn")])
    });
    let parts = all(&|_, text| {
        let row = flat(text, ".", |key, value| (key.to_owned(), value.clone()));
        row.as_object().unwrap().iter().map(|(name, value)| field(name, value.as_str().unwrap())).collect()
    });
    let events = all(&|at, text| json!({"id": at.to_string(), "timestamp": times[at], "message": text}));
    let subscription = json!({"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "f", "subscriptionFilters": ["f"], "logEvents": events});
    let packed = STANDARD.encode(gzip(subscription.to_string().as_bytes()));
    let new_relic = all(&|at, text| {
        let mut row = flat(text, ".", |key, value| (key.to_owned(), value.clone()));
        row["timestamp"] = json!(times[at]);
        row
    });
    let azure = all(&|_, text| {
        let mut row = flat(text, "_", |key, value| {
            let suffix = match key {
                "created" => "_t",
                "sync_id" => "_g",
                _ => "_s",
            };
            (format!("{key}{suffix}"), value.clone())
        });
        row["TenantId"] = json!("x");
        row
    });
    for (what, text) in [
        ("Insights", json!({"results": insights, "statistics": {"recordsMatched": 2.0}, "status": "Complete"}).to_string()),
        ("Insights, only its results", json!(insights).to_string()),
        ("Insights, discovered fields", json!({"results": parts}).to_string()),
        ("a subscription as Kinesis has it", json!({"Records": [{"kinesis": {"data": packed, "partitionKey": "1"}}]}).to_string()),
        ("a subscription as Lambda has it", json!({"awslogs": {"data": packed}}).to_string()),
        ("a subscription as text", format!("{packed}\n")),
        ("S3 export", format!("2026-03-20T08:18:56.823Z {}\n2026-03-20T08:19:12.094Z {}\n", as_ingested[0], as_ingested[1])),
        ("Google, as lines", lines(&|_, text| json!({"insertId": "1", "jsonPayload": parsed(text), "timestamp": "2026-03-20T08:18:56.823Z"}))),
        ("Google, text", lines(&|_, text| json!({"textPayload": text, "severity": "INFO"}))),
        ("Datadog, message", json!({"data": all(&|_, text| json!({"id": "A", "attributes": {"message": text, "tags": ["a"]}}))}).to_string()),
        ("Datadog archive", lines(&|_, text| json!({"_id": "A", "date": "2026-03-20T08:18:56.823Z", "service": "fivetran", "attributes": parsed(text)}))),
        ("Grafana download", json!(all(&|at, text| json!({"line": text, "timestamp": format!("{}000000", times[at]), "labels": {"job": "f"}}))).to_string()),
        ("Loki push", json!({"streams": [{"stream": {"job": "f"}, "values": all(&|at, text| json!([format!("{}000000", times[at]), text]))}]}).to_string()),
        ("Splunk results", json!({"preview": false, "results": all(&|_, text| json!({"_raw": text, "_time": "2026-03-20T08:18:56.823+00:00"}))}).to_string()),
        ("Splunk results with fields", json!({"results": all(&|_, text| {
            let mut row = flat(text, ".", |key, value| (key.to_owned(), value.clone()));
            row["_raw"] = json!(text);
            row
        })}).to_string()),
        ("HEC", lines(&|_, text| json!({"time": 1_773_994_736.823, "host": "f", "event": parsed(text)}))),
        ("HEC, text", lines(&|_, text| json!({"time": "1773994736.823", "event": text, "sourcetype": "_json"}))),
        ("HEC, without line ends", all(&|_, text| json!({"event": parsed(text)})).iter().map(Value::to_string).collect()),
        ("New Relic", json!({"results": [{"events": new_relic}], "metadata": {}}).to_string()),
        ("New Relic, a list", json!(new_relic).to_string()),
        ("Azure, flat objects", json!(azure).to_string()),
        ("Azure, lines", azure.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")),
        ("Dynatrace, parts", json!({"results": all(&|_, text| json!({"content": text, "additionalColumns": {"loglevel": ["INFO"]}}))}).to_string()),
        ("pretty", serde_json::to_string_pretty(&json!(all(&|_, text| parsed(text)))).unwrap()),
    ] {
        assert_both_events(text, what);
    }
}

#[test]
fn samples_are_read_unchanged() {
    let ended = decode_text(SAMPLES);
    assert_eq!(ended.report.undecodable, 0);
    assert!(ended.records.iter().map(Record::raw).eq(SAMPLES.lines()));
}

#[test]
fn ingestion_time_replaces_a_missing_event_time() {
    for (text, expected) in [
        (
            r#"{"timestamp":1773994736823,"message":"{\"event\":\"sync_end\",\"connection_id\":\"a\"}"}"#,
            "2026-03-20T08:18:56.823Z",
        ),
        (
            r#"2026-03-20T08:18:56.823Z {"event":"sync_end","connection_id":"a","created":null}"#,
            "2026-03-20T08:18:56.823Z",
        ),
        (
            r#"{"values":[["1773994736823000000","{\"event\":\"sync_end\",\"sync_id\":\"a\"}"]]}"#,
            "2026-03-20T08:18:56.823Z",
        ),
    ] {
        let ended = decode_text(text);
        assert_eq!(ended.records.len(), 1, "{text}: {:?}", ended.report);
        assert_eq!(identifying_fields(&ended.records[0])[1], expected, "{text}");
    }
}

#[test]
fn order_and_line_numbers_survive_block_boundaries() {
    let line = |at: usize| {
        if at % 50_000 == 7 {
            "{\"no\":1}".to_owned()
        } else {
            format!("{{\"event\":\"e{at}\",\"data\":{{\"pad\":\"{at:0200}\"}},\"created\":\"2026-01-01T00:00:00Z\"}}")
        }
    };
    let lines: Vec<String> = (0..60_000).map(line).collect();
    let array = format!("[{}]", lines.join(",\n"));
    let object = format!("{{\"logs\":[{}]}}", lines[..40_000].join(",\n"));
    for text in [lines.join("\n"), array] {
        let ended = decode_text(text);
        let events: Vec<&str> = ended.records.iter().map(Record::raw).collect();
        assert!(events.iter().copied().eq(lines.iter().map(String::as_str).filter(|line| !line.contains("no"))));
        assert_eq!(ended.report.first, ["stdin:8: no log entry in it", "stdin:50008: no log entry in it"]);
    }
    let ended = decode_text(object);
    assert_eq!((ended.records.len(), ended.report.undecodable), (39_999, 1));
}

#[test]
fn rows_of_the_sdk_log_are_events() {
    let ended = decode_text(
        "id,event_time,connection_id,level,message,message_origin,sync_id\nk1,2026-11-28 06:00:01,c,INFO,Fetched page 1,connector_sdk,z\nk2,2026-11-28 06:00:09,c,SEVERE,401 Client Error,connector_sdk,z\n",
    );
    assert_eq!((ended.records.len(), ended.report.undecodable), (2, 0), "{:?}", ended.report);
    let severities: Vec<_> =
        ended.records.iter().map(|record| record.view().text("severity").unwrap().into_owned()).collect();
    assert_eq!(severities, ["info", "failure"]);
    assert_eq!(identifying_fields(&ended.records[1])[4]["message"], "401 Client Error");
    assert!(ended.records.iter().all(|record| record.time().is_some()));
}
