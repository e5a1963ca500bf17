//! Failing entries with a damaged status, level, time or data never pass the gate.
//!
//! `CONNLOG_TEST_CASES=1000000 cargo test --release --lib gate::damage` runs this number of cases for each form.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::baseline::Baseline;
use super::conditions::Conditions;
use super::verdict::{VerdictReason, VerdictStatus};
use super::{Gate, GateConfig, ReadCompleteness};
use crate::decode::block_reader::decode;
use crate::providers::fivetran::syncs::SyncAssembler;
use crate::query::{Query, Window};
use crate::record::{Kind, Record};
use crate::time::{self, Zone};

const AT: &str = "2026-11-28T06:05:00Z";

/// How an entry is written into a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum EntryForm {
    Envelope,
    /// A row of LOG as an object.
    Row,
    /// A row of LOG in CSV.
    Csv,
    Late,
    Zernio,
}

/// A failing entry, and the paths of the values that may be damaged.
#[derive(Debug, Clone)]
struct Failing {
    form: EntryForm,
    entry: Value,
    targets: Vec<Vec<&'static str>>,
}

fn paths(list: &[&'static str]) -> Vec<Vec<&'static str>> {
    list.iter().map(|path| path.split('/').collect()).collect()
}

fn envelope(event: &str, data: &Value, level: Option<&str>) -> Value {
    let mut entry = json!({"event": event, "data": data, "created": AT, "connection_id": "c", "sync_id": "s"});
    if let Some(level) = level {
        entry["level"] = level.into();
    }
    entry
}

/// An event that fails by its name or its data.
fn event() -> impl Strategy<Value = Failing> {
    let status = prop::sample::select(vec!["FAILURE", "FAILURE_WITH_TASK", "FAILED", "failure"]);
    let level = prop::option::of(prop::sample::select(vec!["INFO", "SEVERE", "WARNING"]));
    (0..8_usize, status, level).prop_map(|(which, status, level)| {
        let (event, data, targets): (&str, Value, &[&'static str]) = match which {
            0 | 1 => {
                ("sync_end", json!({"status": status, "reason": "boom"}), &["data/status", "data", "created", "level"])
            }
            2 => ("status", json!({ "status": status }), &["data/status", "data", "created"]),
            3 => {
                ("extract_summary", json!({"status": "FAIL", "total_queries": 3}), &["data/status", "data", "created"])
            }
            4 => ("schema_migration_end", json!({"migrationStatus": "ROLLED"}), &["data/migrationStatus", "data"]),
            5 => ("error", json!({"type": "authentication_error"}), &["data", "created", "level"]),
            6 => ("connection_failure", json!({"testName": "x"}), &["data", "created", "level"]),
            _ => ("edit_connection", json!({"newValues": {"setup_status": "broken"}}), &["created", "level"]),
        };
        Failing { form: EntryForm::Envelope, entry: envelope(event, &data, level), targets: paths(targets) }
    })
}

/// A row of LOG that fails by its level, by its data, or by both.
fn row() -> impl Strategy<Value = Failing> {
    let level = prop::sample::select(vec!["SEVERE", "ERROR", "CRITICAL", "fatal", "EMERGENCY", "1000", "3"]);
    (0..4_usize, level, any::<bool>()).prop_map(|(which, level, csv)| {
        let row = |name: Value, data: &str, level: &str| {
            json!({"id": "1", "time_stamp": "2026-11-28 06:05:00", "connection_id": "c", "event": level,
                "message_event": name, "message_data": data, "sync_id": "s"})
        };
        let failure = r#"{"status":"FAILURE_WITH_TASK","reason":"x, y"}"#;
        let (entry, targets): (Value, &[&'static str]) = match which {
            0 => (row("sync_end".into(), failure, "INFO"), &["message_data", "time_stamp"]),
            1 => (row("sync_end".into(), "", level), &["event", "time_stamp", "message_data"]),
            2 => (row(if csv { "" } else { "never_seen" }.into(), "oops", level), &["event", "time_stamp"]),
            _ => (row("sync_end".into(), failure, level), &["event", "message_data", "time_stamp"]),
        };
        Failing { form: if csv { EntryForm::Csv } else { EntryForm::Row }, entry, targets: paths(targets) }
    })
}

/// A connection or a post of either dialect.
fn attempt() -> impl Strategy<Value = Failing> {
    (0..4_usize, prop::sample::select(vec!["failed", "FAILED", "Failed"])).prop_map(|(which, status)| {
        let (form, entry, targets): (EntryForm, Value, &[&'static str]) = match which {
            0 => (
                EntryForm::Late,
                json!({"_id": "1", "eventType": "connect_failed", "status": status, "platform": "tiktok",
                    "accountId": "a", "error": {"code": "oauth_denied", "message": "x"}, "createdAt": AT}),
                &["eventType", "status", "createdAt", "error", "error/code"],
            ),
            1 => (
                EntryForm::Late,
                json!({"_id": "1", "postId": "p", "action": "publish", "status": status, "platform": "tiktok",
                    "accountId": "a", "statusCode": 500, "response": {"errorCode": "x"}, "createdAt": AT}),
                &["status", "statusCode", "createdAt", "response", "response/errorCode"],
            ),
            2 => (
                EntryForm::Zernio,
                json!({"type": "connections", "action": "account.connected", "status": status, "platform": "tiktok",
                    "account_id": "a", "error_code": "oauth_denied", "error_message": "x", "created_at": AT}),
                &["status", "created_at", "error_code", "error_message"],
            ),
            _ => (
                EntryForm::Zernio,
                json!({"type": "publishing", "action": "post.failed", "status": status, "platform": "tiktok",
                    "account_id": "a", "status_code": 500, "error_code": "x", "created_at": AT, "post_id": "p"}),
                &["status", "status_code", "created_at", "error_code"],
            ),
        };
        Failing { form, entry, targets: paths(targets) }
    })
}

/// One damage: the place, the kind of damage, and its parameters.
#[derive(Debug, Clone)]
struct Damage {
    place: usize,
    method: usize,
    size: usize,
    junk: String,
}

fn damage() -> impl Strategy<Value = Damage> {
    let junk = prop_oneof![
        "[a-zA-Z_ {}'\":,]{0,12}",
        // A number is a syslog level.
        "\\PC{0,6}".prop_filter("a number", |junk| junk.trim().parse::<f64>().is_err()),
        prop::sample::select(vec![
            "not a json",
            "null",
            "None",
            "NaN",
            "{",
            "{}",
            "[]",
            "<html>",
            "0",
            "-1",
            "true",
            "\u{0}",
            "SUCC",
            "INF"
        ])
        .prop_map(str::to_owned),
    ];
    (0..8_usize, 0..17_usize, 0..64_usize, junk).prop_map(|(place, method, size, junk)| Damage {
        place,
        method,
        size,
        junk,
    })
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn cut(text: &str, size: usize) -> String {
    let most = text.chars().count();
    text.chars().take(if most == 0 { 0 } else { size % most }).collect()
}

/// Returns the damaged value; `None` if the key is removed.
fn damaged(value: &Value, damage: &Damage) -> Option<Value> {
    let text = text_of(value);
    Some(match damage.method {
        0 => return None,
        1 => Value::Null,
        2 => "".into(),
        3 => cut(&text, damage.size).into(),
        // Smaller numbers, and what truncation leaves of them, are syslog levels.
        4 => json!(damage.size + 80),
        5 => json!(damage.size.is_multiple_of(2)),
        6 => json!([]),
        7 => json!({}),
        8 => json!([value]),
        9 => json!({ "value": value }),
        10 => json!({ "x": { "y": value } }),
        11 => text.to_uppercase().into(),
        12 => text.replace('"', "'").into(),
        13 => damage.junk.clone().into(),
        14 => Value::String(Value::String(text).to_string()),
        15 => cut(&Value::String(text).to_string(), damage.size).into(),
        _ => format!("{}{text}", damage.junk).into(),
    })
}

fn apply(entry: &mut Value, path: &[&str], damage: &Damage) {
    let Some((key, rest)) = path.split_first() else { return };
    let Value::Object(members) = entry else { return };
    if !rest.is_empty() {
        return members.get_mut(*key).into_iter().for_each(|inner| apply(inner, rest, damage));
    }
    let Some(value) = members.get(*key).cloned() else { return };
    // A renamed key.
    if damage.method == 0 && !damage.size.is_multiple_of(2) {
        members.insert(format!("x{key}"), value.clone());
    }
    match damaged(&value, damage) {
        Some(value) => drop(members.insert((*key).to_owned(), value)),
        None => drop(members.remove(*key)),
    }
}

fn csv_row(row: &Map<String, Value>, columns: &[&str]) -> String {
    let cell = |column: &&str| match row.get(*column) {
        None | Some(Value::Null) => String::new(),
        Some(value) => format!("\"{}\"", text_of(value).replace('"', "\"\"")),
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}

/// Returns the file with the damaged entry next to a good one.
fn file(failing: &Failing, damages: &[Damage]) -> String {
    let mut entry = failing.entry.clone();
    for damage in damages {
        if let Some(path) = failing.targets.get(damage.place % failing.targets.len()) {
            apply(&mut entry, path, damage);
        }
    }
    let good = match failing.form {
        EntryForm::Envelope => {
            json!({"event": "sync_end", "data": {"status": "SUCCESSFUL"}, "created": "2026-11-28T05:00:00Z",
            "connection_id": "g", "sync_id": "g"})
        }
        EntryForm::Row | EntryForm::Csv => {
            json!({"id": "0", "time_stamp": "2026-11-28 05:00:00", "connection_id": "g", "event": "INFO",
            "message_event": "sync_end", "message_data": "{\"status\":\"SUCCESSFUL\"}", "sync_id": "g"})
        }
        EntryForm::Late => json!({"_id": "0", "eventType": "connect_success", "status": "success", "platform": "x",
            "accountId": "g", "createdAt": "2026-11-28T05:00:00Z"}),
        EntryForm::Zernio => {
            json!({"type": "publishing", "action": "post.published", "status": "success", "platform": "x",
            "account_id": "g", "created_at": "2026-11-28T05:00:00Z"})
        }
    };
    let (Value::Object(entry), Value::Object(good)) = (entry, good) else { return String::new() };
    if failing.form == EntryForm::Csv {
        let columns = ["id", "time_stamp", "connection_id", "event", "message_event", "message_data", "sync_id"];
        return [columns.join(","), csv_row(&good, &columns), csv_row(&entry, &columns), String::new()].join("\n");
    }
    format!("{}\n{}\n", Value::Object(good), Value::Object(entry))
}

/// Returns the verdicts of `check events` and `check syncs` on a file.
fn verdicts(file: &str, window: bool) -> [VerdictStatus; 2] {
    let mut records: Vec<Record> = Vec::new();
    let input = Cursor::new(file.as_bytes().to_vec());
    let unread = match decode("file", input, None, |batch| records.extend(batch.into_records())) {
        Ok(report) => report.undecodable,
        Err(_) => 1,
    };
    let mut assembler = SyncAssembler::default();
    let mut syncs: Vec<Record> = records.iter().flat_map(|record| assembler.accept(record)).collect();
    syncs.extend(assembler.finish());
    let kinds = [Kind::Fivetran, Kind::Connection, Kind::Post];
    [judge(&kinds, &records, unread, window), judge(&[Kind::Sync], &syncs, unread, window)]
}

fn judge(kinds: &[Kind], records: &[Record], unread: u64, window: bool) -> VerdictStatus {
    let now: DateTime<Utc> = time::instant("2026-11-29T12:00:00Z").unwrap();
    let since = window.then(|| time::instant("2026-11-01T00:00:00Z").unwrap());
    let window = Window { since, until: None, days: None, now };
    let query = |kind: &Kind| Query { window, ..Query::all(*kind, window.now) };
    let case = GateConfig {
        queries: kinds.iter().map(query).collect(),
        kinds: Vec::new(),
        fails: None,
        by: Vec::new(),
        conditions: Conditions { max_failures: Some(0), min_records: 1, ..Conditions::default() },
        baseline: Baseline::default(),
        zone: Zone::Utc,
    };
    let mut gate = Gate::new(case, now).unwrap();
    for record in records {
        gate.accept(&record.view()).unwrap();
    }
    let unread = (unread > 0).then(|| VerdictReason {
        condition: "unread",
        group: None,
        message: String::new(),
        limit: None,
        actual: None,
    });
    let ending =
        ReadCompleteness { complete: true, doubts: unread.into_iter().collect(), ..ReadCompleteness::default() };
    gate.finish(ending).unwrap().0.outcome
}

#[expect(clippy::disallowed_methods, reason = "the number of cases is of the test, not of the program")]
fn cases() -> Config {
    let cases = std::env::var("CONNLOG_TEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn a_damaged_failure_never_passes() {
    let failing = prop_oneof![event(), row(), attempt()];
    let given = (failing, prop::collection::vec(damage(), 0..4), any::<bool>());
    let run = TestRunner::new(cases()).run(&given, |(failing, damages, window)| {
        let file = file(&failing, &damages);
        let [events, syncs] = verdicts(&file, window);
        prop_assert_ne!(events, VerdictStatus::Passed, "check events passes {}", file);
        // A part of a sync may fail and be retried, and setup tests belong to no sync.
        let name = [&failing.entry["event"], &failing.entry["message_event"]];
        if name.iter().any(|name| **name == "sync_end") {
            prop_assert_ne!(syncs, VerdictStatus::Passed, "check syncs passes {}", file);
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn undamaged_successes_pass() {
    let good = r#"{"event":"sync_end","data":{"status":"SUCCESSFUL"},"created":"2026-11-28T05:00:00Z","connection_id":"g","sync_id":"g"}"#;
    assert_eq!(verdicts(good, true), [VerdictStatus::Passed, VerdictStatus::Passed]);
}
