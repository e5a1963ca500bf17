//! Decoding of every known wrapper.

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

pub(crate) const ENVELOPES: &str = include_str!("../../../../tests/fixtures/fivetran/envelopes.ndjson");
pub(crate) const SAMPLES: &str = include_str!("../../../../tests/fixtures/fivetran/samples.ndjson");
const LOG: &str = include_str!("../../../../tests/fixtures/fivetran/log.csv");

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
fn tables_are_read_with_every_separator() {
    let as_ingested = as_ingested();
    for separator in *b",\t;" {
        let raw = as_ingested.each_ref().map(|text| vec![("_time", "x".to_owned()), ("_raw", text.clone())]);
        assert_both_events(csv(&raw, separator), "Splunk CSV");
        let message = as_ingested.each_ref().map(|text| {
            vec![("Date", "2026-03-20T08:18:56.823Z".to_owned()), ("Host", "f".to_owned()), ("Message", text.clone())]
        });
        assert_both_events(csv(&message, separator), "Datadog CSV");
    }
    let one = as_ingested.each_ref().map(|text| vec![("Line", text.clone())]);
    assert_both_events(csv(&one, b','), "one column");
    let columns = ["event", "created", "connector_id", "sync_id", "data.status", "data.reason", "data.taskType"];
    let at = as_ingested.each_ref().map(|text| {
        let row = flat(text, ".", |key, value| (key.to_owned(), value.clone()));
        columns.map(|name| (name, row[name].as_str().unwrap_or_default().to_owned())).to_vec()
    });
    assert_both_events(csv(&at, b','), "flat CSV");
    let marked =
        String::from_utf8(csv(&at, b',')).unwrap().replacen("data.", "@data.", 3).replacen("event", "@event", 1);
    assert_both_events(marked, "Datadog CSV with attributes");
}

#[test]
fn log_tables_are_read_with_any_encoding_of_data() {
    let as_ingested = as_ingested();
    let data: Value = serde_json::from_str::<Value>(&as_ingested[1]).unwrap()["data"].clone();
    let twice = Value::from(data.to_string()).to_string();
    for (name, cell) in [("once", data.to_string()), ("twice", twice)] {
        let row = |event: &str, time: &str, data: &str| -> Vec<(&'static str, String)> {
            vec![
                ("ID", "a=".to_owned()),
                ("TIME_STAMP", time.to_owned()),
                ("CONNECTOR_ID", "calendar_elected".to_owned()),
                ("EVENT", "INFO".to_owned()),
                ("MESSAGE_EVENT", event.to_owned()),
                ("MESSAGE_DATA", data.to_owned()),
                ("SYNC_ID", "63c2fc85-600b-455f-9ba0-f576522465be".to_owned()),
            ]
        };
        let table = [
            row("sync_start", "2026-03-20 08:18:56.823 UTC", ""),
            row("sync_end", "2026-03-20 08:19:12.094 +0000", &cell),
        ];
        assert_both_events(csv(&table, b','), name);
        let objects: String = table
            .iter()
            .map(|row| {
                Value::Object(row.iter().map(|(key, cell)| ((*key).to_owned(), json!(cell))).collect()).to_string()
            })
            .collect::<Vec<_>>()
            .join("\n");
        assert_both_events(objects, name);
    }
    let ended = decode_text(LOG);
    assert_eq!((ended.records.len(), ended.report.undecodable), (LOG.lines().count() - 1, 0), "{:?}", ended.report);
    assert!(ended.records.iter().all(|record| record.time().is_some()));
    let raw: Value = serde_json::from_str(ended.records[0].raw()).unwrap();
    assert_eq!(raw["level"], "WARNING");
    assert_eq!(raw["data"]["type"], "table_excluded_by_system");
    assert_eq!(raw["created"], "2021-02-13T13:34:03.343Z");
}

#[test]
fn rows_without_an_event_are_reported_with_their_line() {
    let ended = decode_text(
        "id,message_event,message_data,time_stamp\n1,sync_end,\"{\n}\",2021-02-13 13:34:03\n2,x\n3,,,2021-02-13 13:34:03\n",
    );
    assert_eq!(ended.records.len(), 1);
    assert_eq!(ended.report.first, ["stdin:4: a row of 2 cells under a header of 4", "stdin:5: no log entry in it"]);
}

#[test]
fn invalid_json_data_stays_text() {
    let text = "message_event,message_data,time_stamp\nwarning,{'a': 1},2021-02-13 13:34:03\nwarning,\"{\"\"a\",2021-02-13 13:34:03\n";
    let ended = decode_text(text);
    let data: Vec<Value> = ended.records.iter().map(|record| identifying_fields(record)[4].clone()).collect();
    assert_eq!(data, [json!("{'a': 1}"), json!("{\"a")]);
}

#[test]
fn samples_are_read_unchanged() {
    let ended = decode_text(SAMPLES);
    assert_eq!(ended.report.undecodable, 0);
    assert!(ended.records.iter().map(Record::raw).eq(SAMPLES.lines()));
}

#[test]
fn values_without_an_event_are_counted_with_their_place() {
    let [start, end] = as_ingested();
    let text = format!(
        "{start}\n{{\"hello\":1}}\n\n{{\"event\":\"x\",\"crea\nnonsense\n{end}\n[]\n{{\"logs\":[],\"pagination\":{{}}}}\n{start}{end} x\n"
    );
    let ended = decode_text(text);
    assert_eq!(ended.records.len(), 4);
    assert_eq!(ended.report.undecodable, 4);
    let [hello, cut, nonsense, behind] = &ended.report.first[..] else { panic!("{:?}", ended.report) };
    assert_eq!(hello, "stdin:2: no log entry in it");
    assert_eq!(cut, "stdin:4: cut off in the middle of JSON");
    assert_eq!(nonsense, "stdin:5: text without JSON");
    assert_eq!(behind, "stdin:9: not valid JSON");
    let among = decode_text(format!("{{\"logs\":[{start},{{}},{end}]}}"));
    assert_eq!((among.records.len(), among.report.undecodable), (2, 1));
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
fn invalid_utf_8_does_not_affect_other_lines() {
    let [start, end] = as_ingested();
    let mut bytes = format!("{start}\n").into_bytes();
    bytes.extend(start.replace("calendar_elected", "c\u{1}").bytes().map(|byte| if byte == 1 { 0xff } else { byte }));
    bytes.extend(format!("\n{end}\n").bytes());
    let ended = decode_text(bytes);
    assert_eq!((ended.records.len(), ended.report.undecodable, ended.report.lossy_lines), (3, 0, 1));
    assert!(ended.records[1].raw().contains('\u{fffd}'));
}

#[test]
fn depth_limit_is_the_same_for_values_texts_and_rows() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let event = |data: &str| format!("{{\"event\":\"x\",\"created\":\"2026-01-01T00:00:00Z\",\"data\":{data}}}");
    for (depth, read) in [(250, 1), (255, 1), (257, 0), (1_000, 0), (40_000, 0)] {
        let value = nested(depth);
        let text = Value::from(value.clone()).to_string();
        let twice = Value::from(text.clone()).to_string();
        let row = |data: &str| format!("message_event,message_data,time_stamp\nx,{data},2026-01-01 00:00:00\n");
        for (what, input) in [
            ("a line", event(&value)),
            ("a list", format!("[{}]", event(&value))),
            ("a text in a line", event(&format!("{{\"a\":{text}}}"))),
            ("a text as data", event(&text)),
            ("a text in a text", event(&twice)),
            ("a cell", row(&value)),
            ("a quoted cell", row(&text)),
            ("a wrapped text", json!({"message": event(&value)}).to_string()),
            ("base64", json!({"data": STANDARD.encode(gzip(event(&value).as_bytes()))}).to_string()),
        ] {
            let ended = decode_text(input);
            let counts = (ended.records.len(), ended.report.undecodable);
            let expected = (read, 1 - read as u64);
            assert_eq!(counts, expected, "{what} {depth} deep: {:?}", ended.report);
            if read == 0 {
                assert!(ended.report.first[0].ends_with("nested more than 256 deep"), "{what}: {:?}", ended.report);
            }
        }
    }
}

#[test]
fn nesting_and_length_are_limited() {
    let [start, end] = as_ingested();
    let deep = format!("{{\"event\":\"x\",\"created\":\"t\",\"data\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let ended = decode_text(format!("{start}\n{deep}\n{end}\n"));
    assert_eq!((ended.records.len(), ended.report.undecodable), (2, 1), "{:?}", ended.report);
    let long = format!("{{\"event\":\"x\",\"created\":\"t\",\"data\":\"{}\"}}", "x".repeat(super::limits::MOST));
    let ended = decode_text(format!("{start}\n{long}\n{end}\n{{\"no\":1}}\n"));
    assert_eq!(ended.records.len(), 2, "{:?}", ended.report);
    assert_eq!(ended.report.first, ["stdin:2: longer than 32 MB", "stdin:4: no log entry in it"]);
}

/// The LOG table of the two events in the forms of SQL APIs, command-line tools and data frames.
fn tables() -> Vec<(&'static str, String)> {
    let as_ingested = as_ingested();
    let names = ["ID", "TIME_STAMP", "CONNECTOR_ID", "EVENT", "MESSAGE_EVENT", "MESSAGE_DATA", "SYNC_ID"];
    let rows: Vec<Vec<Value>> = as_ingested
        .iter()
        .map(|text| {
            let event: Value = serde_json::from_str(text).unwrap();
            let data = event.get("data").map_or(Value::Null, |data| data.to_string().into());
            let cell = |key: &str| event[key].clone();
            vec![
                json!("a="),
                cell("created"),
                json!("calendar_elected"),
                json!("INFO"),
                cell("event"),
                data,
                cell("sync_id"),
            ]
        })
        .collect();
    let described = |key: &str| names.map(|name| json!({key: name, "type": "text"}));
    let wrapped = |wrap: &dyn Fn(&Value) -> Value| -> Vec<Vec<Value>> {
        rows.iter().map(|row| row.iter().map(wrap).collect()).collect()
    };
    let column = |at: usize| rows.iter().map(|row| row[at].clone()).collect::<Vec<_>>();
    let object = |of: &dyn Fn(usize) -> Value| {
        Value::Object(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), of(at))).collect())
    };
    let records: Vec<Value> = rows.iter().map(|row| object(&|at| row[at].clone())).collect();
    let fields: Vec<Value> = wrapped(&|cell| json!({"v": cell})).into_iter().map(|row| json!({"f": row})).collect();
    let athena: Vec<Value> =
        std::iter::once(names.iter().map(|name| json!({"VarCharValue": name})).collect::<Vec<_>>())
            .chain(wrapped(&|cell| if cell.is_null() { json!({}) } else { json!({"VarCharValue": cell}) }))
            .map(|row| json!({"Data": row}))
            .collect();
    let redshift = wrapped(&|cell| if cell.is_null() { json!({"isNull": true}) } else { json!({"stringValue": cell}) });
    [
        ("Snowflake SQL API", json!({"resultSetMetaData": {"numRows": 2, "rowType": described("name")}, "data": rows, "code": "090001"})),
        ("Databricks", json!({"status": {"state": "SUCCEEDED"}, "manifest": {"schema": {"columns": described("name")}}, "result": {"data_array": rows}})),
        ("BigQuery REST", json!({"kind": "bigquery#queryResponse", "schema": {"fields": described("name")}, "totalRows": "2", "rows": fields})),
        ("Athena", json!({"ResultSet": {"Rows": athena, "ResultSetMetadata": {"ColumnInfo": described("Name")}}})),
        ("Redshift Data API", json!({"Records": redshift, "ColumnMetadata": described("name"), "TotalNumRows": 2})),
        ("ClickHouse", json!({"meta": described("name"), "data": rows, "rows": 2})),
        ("Pinot", json!({"resultTable": {"dataSchema": {"columnNames": names, "columnDataTypes": names}, "rows": rows}})),
        ("Azure", json!({"tables": [{"name": "PrimaryResult", "columns": described("name"), "rows": rows}]})),
        ("InfluxDB", json!({"results": [{"series": [{"name": "log", "columns": names, "values": rows}]}]})),
        ("pandas split", json!({"columns": names, "index": [0, 1], "data": rows})),
        ("pandas columns", object(&|at| json!({"0": column(at)[0], "1": column(at)[1]}))),
        ("pandas lists", object(&|at| json!(column(at)))),
        ("pandas index", json!({"0": records[0], "1": records[1]})),
        ("pandas table", json!({"schema": {"fields": described("name")}, "data": records})),
        ("records", json!(records)),
    ]
    .map(|(what, value)| (what, value.to_string()))
    .into()
}

#[test]
fn json_tables_are_found_at_any_key() {
    for (what, text) in tables() {
        assert_both_events(text.as_str(), what);
        let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&text).unwrap()).unwrap();
        assert_both_events(pretty, what);
    }
    let short =
        r#"{"columns":["message_event","time_stamp"],"rows":[["sync_start","2026-01-01 00:00:00"],["sync_end"]]}"#;
    let ended = decode_text(short);
    assert_eq!((ended.records.len(), ended.report.undecodable), (1, 1));
    assert_eq!(ended.report.first, ["stdin:1: a row of 1 cell under a header of 2"]);
}

#[test]
fn prefixes_of_tools_are_skipped() {
    let [start, end] = as_ingested();
    for (what, before) in [
        ("kubectl", "[pod/connlog-7d9f/app] "),
        ("stern", "connlog-7d9f app "),
        ("compose", "svc-1  | "),
        ("compose with a time", "svc-1  | 2026-03-20T08:18:56.823Z "),
        ("compose in colour", "\u{1b}[36msvc-1  |\u{1b}[0m "),
        ("logcli", "2026-11-28T06:05:01Z {app=\"fivetran\", level=\"error\"} "),
        ("logcli without labels", "2026-11-28T06:05:01Z {} "),
        ("docker", "2026-11-28T06:05:01.123456789Z "),
        ("CRI", "2026-11-28T06:05:01.123456789Z stdout F "),
        ("syslog", "<134>1 2026-11-28T06:05:01Z host app 1 - - "),
        ("brackets", "[2026-11-28T06:05:01Z] [INFO] "),
        ("CEE", "@cee: "),
    ] {
        assert_both_events(format!("{before}{start}\n{before}{end}\n"), what);
    }
    // A truncated value is not searched for entries in its data.
    let inner = r#"{"event":"x","created":"2026-01-01T00:00:00Z"}"#;
    let cut =
        format!("{{\"event\":\"y\",\"created\":\"2026-01-01T00:00:00Z\",\"data\":{{\"a\":[{inner}],\"b\":{inner}");
    let ended = decode_text(cut);
    assert_eq!((ended.records.len(), ended.report.undecodable), (0, 1), "{:?}", ended.report);
}

#[test]
fn uneven_rows_are_read_only_if_their_columns_are_certain() {
    const HEADER: &str =
        "id,time_stamp,_fivetran_synced,connection_id,event,message_data,message_event,transformation_id,sync_id";
    let row = |cells: &str| format!("i1,2026-11-01 10:00:00,2026-11-01 11:00:00,conn,INFO,{cells}");
    let failure = r#""{""status"":""FAILURE""}",sync_end,,s1"#;
    for (what, text, read, lost) in [
        ("fits", format!("{HEADER}\n{}\n", row(failure)), 1, 0),
        ("trailing commas", format!("{HEADER}\n{},,\n{}\n", row(failure), row(failure)), 2, 0),
        ("one more column", format!("{HEADER},note\n{},hello, world\n", row(failure)), 0, 1),
        ("one less", format!("{HEADER}\n{}\n", row("sync_end,,s1")), 0, 1),
        ("JSON without quotes", format!("{HEADER}\n{}\n", row(r#"{"status":"FAILURE","a":[1,2]},sync_end,,s1"#)), 1, 0),
        ("in Python's quotes", format!("{HEADER}\n{}\n", row("{'status': 'FAILURE', 'a': 1},sync_end,,s1")), 1, 0),
        (
            "JSON without quotes and a cell too many",
            format!("{HEADER}\n{}\n", row(r#"{"status":"FAILURE","a":1},sync_end,,s1,x"#)),
            0,
            1,
        ),
        ("shifted by a comma", format!("{HEADER}\n{}\n", row(",,sync_end,,")), 0, 1),
        ("blank lines", format!("\n\n{HEADER}\n\n{}\n\n{}\n", row(failure), row(failure)), 2, 0),
        ("Excel", format!("sep=;\r\n{HEADER}\r\n{}\r\n", row("x,sync_end,,s1")).replace(',', ";"), 1, 0),
        ("psql", format!("{HEADER}\n{}\n(1 row)\n", row("x,sync_end,,s1")).replace(',', "|"), 1, 0),
        (
            "psql aligned",
            format!(" {HEADER}\n----+----\n {}\n(1 row)\n", row("x,sync_end,,s1")).replace(',', " | "),
            1,
            0,
        ),
        ("old Mac", format!("{HEADER}\r{}\r{}\r", row(failure), row(failure)), 2, 0),
        (
            "an open quote",
            format!("{HEADER}\n{}\n{}\n{}\n", row(failure), row("\"{x,sync_end,,s1"), row(failure)),
            2,
            1,
        ),
        ("an open quote at the end", format!("{HEADER}\n{}\n{}\n", row(failure), row("\"{x,sync_end,,s1")), 1, 1),
        (
            "an open quote before plain rows",
            format!("{HEADER}\n{}\n{}\n", row("\"x,sync_end,,s1"), row(",sync_end,,s1")),
            1,
            1,
        ),
        (
            "two quotes that join rows",
            format!("{HEADER}\n{}\n{}\n", row("\"x,sync_end,,s1"), row("y\",sync_end,,s1")),
            1,
            1,
        ),
        ("a cell of several lines", format!("{HEADER}\n{}\n", row("\"{\n\"\"a\"\":\n1}\",sync_end,,s1")), 1, 0),
    ] {
        let ended = decode_text(text);
        assert_eq!((ended.records.len(), ended.report.undecodable), (read, lost), "{what}: {:?}", ended.report);
        let is_named = |record: &Record| record.view().text("event").as_deref() == Some("sync_end");
        assert!(ended.records.iter().all(is_named), "{what}");
    }
}

#[test]
fn numbers_that_python_writes_are_null_in_every_view() {
    for number in ["NaN", "Infinity", "-Infinity"] {
        let event = format!(
            "{{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:00Z\",\"connection_id\":\"a\",\"data\":{{\"status\":\"FAILURE\",\"n\":{number},\"text\":\"NaN\"}},\"x\":{number}}}"
        );
        for text in [event.clone(), format!("[{event}]"), format!("{{\"logs\":[{event},{event}]}}")] {
            let ended = decode_text(text.clone());
            assert_eq!(ended.report.undecodable, 0, "{text}: {:?}", ended.report);
            let view = ended.records[0].view();
            let path = |path: &str| view.at(&path.parse().unwrap()).map(std::borrow::Cow::into_owned);
            let found = ["data.status", "data.n", "data.text", "x", "event"].map(path);
            view.fields();
            let laid = ["data.status", "data.n", "data.text", "x", "event"].map(path);
            assert_eq!(found, laid, "{text}");
            assert_eq!(
                laid,
                [Some("FAILURE"), None, Some("NaN"), None, Some("sync_end")].map(|text| text.map(str::to_owned))
            );
            let data: Value = serde_json::from_str(view.json("data").unwrap()).unwrap();
            assert_eq!(data, json!({"status": "FAILURE", "n": null, "text": "NaN"}));
        }
    }
}

#[test]
fn an_entry_with_broken_data_keeps_its_other_fields() {
    let ended = decode_text(
        "{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:00Z\",\"connection_id\":\"a\",\"data\":{\"a\":tru}}\n{}\n",
    );
    let view = ended.records[0].view();
    view.fields();
    assert_eq!(view.text("event").as_deref(), Some("sync_end"));
    assert_eq!(view.text("connectionId").as_deref(), Some("a"));
    assert_eq!(view.text("data").as_deref(), Some("{\"a\":tru}"));
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

#[test]
fn truncated_lists_keep_their_complete_entries() {
    let [start, end] = as_ingested();
    for (what, text, read) in [
        ("behind a comma", format!("[\n{start},\n{end},\n"), 2),
        ("behind an entry", format!("[\n{start},\n{end}"), 2),
        ("in an entry", format!("[{start},{}", &end[..40]), 1),
        ("of an answer", format!("{{\"logs\":[\n{start},\n{end},\n"), 2),
        ("of an answer, on one line", format!("{{\"logs\":[{start},{end},{}", &end[..40]), 2),
        ("behind the list", format!("{{\"logs\":[{start},{end}],\"pagination\":{{\"tot"), 2),
        (
            "of a search",
            format!("{{\"hits\":{{\"total\":2,\"hits\":[{{\"_source\":{start}}},{{\"_source\":{end}}},{{\"_sou"),
            2,
        ),
        ("of texts", format!("{{\"events\":[{{\"message\":{}}},{{\"message\":\"{{", Value::from(start.clone())), 1),
        ("damaged within", format!("{{\"logs\":[{start},{{\"event\";1}},{end}]}}"), 2),
    ] {
        let ended = decode_text(text);
        assert_eq!(ended.records.len(), read, "{what}: {:?}", ended.report);
        assert!(ended.report.undecodable > 0, "{what}");
    }
}

#[test]
fn values_without_an_entry_are_always_counted() {
    let [start, _] = as_ingested();
    for text in [
        "{\"foo\":[],\"code\":\"Unauthorized\",\"message\":\"Invalid key\"}",
        "{\"code\":\"Success\",\"data\":{\"id\":\"a\",\"status\":{\"tasks\":[],\"warnings\":[]}}}",
        "{\"logs\":[],\"error\":\"no\"}",
        "<!doctype html><p>{}",
        "some prose",
        "[1,2]",
        "null",
        "\"text\"",
        "{}",
    ] {
        let ended = decode_text(text);
        assert!(ended.report.undecodable > 0 && ended.records.is_empty(), "{text}: {:?}", ended.report);
        assert!(ended.report.is_unreadable());
        let ended = decode_text(format!("{start}\n{text}\n"));
        assert!(ended.report.undecodable > 0 && ended.records.len() == 1, "{text}: {:?}", ended.report);
    }
    let stream =
        |second: &str| json!({"values": [["1773994736823000000", start], ["1773994736823000001", second]]}).to_string();
    for second in ["prose", "{}", "{\"event\":"] {
        let ended = decode_text(stream(second));
        assert_eq!((ended.records.len(), ended.report.undecodable), (1, 1), "{second}: {:?}", ended.report);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_accepted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        decode_text(bytes);
    }

    #[test]
    fn malformed_json_is_accepted(text in "([{}\\[\\],:\n]|\"|\\\\|\"event\"|\"created\"|\"message\"|H4sI|\"data|1e999|\\\\ud800|é|,|;){0,60}") {
        decode_text(text);
    }

    #[test]
    fn damaged_wrappers_are_accepted(which in 0_usize..16, cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = envelopes().swap_remove(which).1.into_bytes();
        for (at, to, byte) in cuts {
            let (at, to) = (at.index(bytes.len() + 1), to.index(bytes.len() + 1));
            match byte % 3 {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.insert(at, byte),
                _ => {
                    let piece = bytes[at.min(to)..at.max(to)].to_vec();
                    bytes.extend(piece);
                }
            }
        }
        decode_text(bytes);
    }
}
