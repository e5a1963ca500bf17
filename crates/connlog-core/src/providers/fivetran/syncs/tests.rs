use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::json;
use crate::providers::fivetran::EVENT;

const SUCCESSFUL: &str = r#"{"status":"SUCCESSFUL"}"#;

fn event(at: &str, name: &str, sync: Option<&str>, data: &str) -> Record {
    let sync = sync.map_or_else(String::new, |id| format!(r#","sync_id":"{id}""#));
    let raw = format!(
        r#"{{"event":"{name}","data":{data},"created":"2026-03-20T{at}Z","connector_type":"pg","connection_id":"c","connection_name":"n"{sync}}}"#
    );
    Record::from_text(raw, &EVENT)
}

fn assembled(events: &[Record]) -> (Vec<Value>, Vec<Value>) {
    let parse = |row: Record| serde_json::from_str(row.raw()).unwrap();
    let mut assembler = SyncAssembler::default();
    let early = events.iter().flat_map(|event| assembler.accept(event)).map(parse).collect();
    (early, assembler.finish().into_iter().map(parse).collect())
}

fn one_sync(id: Option<&str>, hour: u8, end: &str) -> Vec<Record> {
    let at = |rest: &str| format!("{hour:02}:{rest}");
    let event = |time: &str, name: &str, data: &str| event(&at(time), name, id, data);
    vec![
        event("00:00", "sync_start", "null"),
        event(
            "00:20",
            "extract_summary",
            r#"{"status":"SUCCESS","total_queries":3,"total_rows":40,"total_size":1000}"#,
        ),
        event("00:21", "create_table", r#"{"schema":"s","name":"t","columns":{}}"#),
        event("00:22", "warning", r#"{"type":"skip_table"}"#),
        event("00:25", "write_to_table_start", r#"{"table":"t"}"#),
        event(
            "00:26",
            "records_modified",
            r#"{"schema":"s","table":"t","operationType":"REPLACED_OR_INSERTED","count":11624686068}"#,
        ),
        event("00:26", "records_modified", r#"{"schema":"s","table":"t","operation_type":"DELETED","count":2}"#),
        event(
            "00:27",
            "records_modified",
            r#"{"schema":"s","table":"fivetran_audit","operationType":"UPDATED","count":9}"#,
        ),
        event("00:30", "write_to_table_end", r#"{"table":"t"}"#),
        event("00:31", "sync_end", end),
    ]
}

#[test]
fn rows_sum_up_the_events_of_a_sync() {
    let mut events = one_sync(Some("a"), 8, r#"{"status":"SUCCESSFUL"}"#);
    for newest_first in [false, true] {
        let (early, rows) = assembled(&events);
        assert!(early.is_empty());
        let expected: Value = serde_json::from_str(
            r#"{"kind":"sync","source":"fivetran","connectionId":"c","connectionName":"n","connectorType":"pg","syncId":"a",
            "status":"succeeded","startedAt":"2026-03-20T08:00:00Z","endedAt":"2026-03-20T08:00:31Z","durationMs":31000,"reason":null,
            "phases":{"extractMs":20000,"processMs":5000,"loadMs":5000},
            "rows":{"queries":3,"extracted":40,"bytes":1000,"upserted":11624686068,"updated":0,"deleted":2,"other":0},
            "tables":1,"schemaChanges":1,"warnings":1,"errors":0,"volumeMb":null}"#,
        )
        .unwrap();
        assert_eq!(rows, [expected], "newest first: {newest_first}");
        events.reverse();
    }
}

#[test]
fn the_row_has_the_keys_of_the_published_schema() {
    let (_, rows) = assembled(&one_sync(None, 8, "null"));
    let keys: Vec<&str> = crate::record::schema::keys(Kind::Sync).iter().map(|key| key.name).collect();
    assert_eq!(rows[0].as_object().unwrap().keys().collect::<Vec<_>>(), keys);
}

fn summarize(rows: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    rows.iter().map(|row| format!("{} {}", text(&row["syncId"]), text(&row["status"]))).collect()
}

#[test]
fn status_is_one_word() {
    for (data, expected) in [
        (SUCCESSFUL, "succeeded"),
        (r#"{"status":"Successful"}"#, "succeeded"),
        ("null", "unknown"),
        (r#"{"reason":"no status here"}"#, "unknown"),
        (r#""not a json""#, "unknown"),
        (r#""{\"status\":\"FAILURE_WITH_TASK\",\"reason\":\"cut""#, "failed"),
        (r#"{"status":"FAILURE"}"#, "failed"),
        (r#"{"status":"FAILURE_WITH_TASK","taskType":"reconnect"}"#, "failed"),
        (r#"{"status":"CANCELED"}"#, "cancelled"),
        (r#"{"status":"RESCHEDULED","reason":"too many connections"}"#, "rescheduled"),
        (r#"{"status":"RESCHEDULED","reason":"This is intended behavior"}"#, "priority-first"),
        (r#"{"status":"NEVER_SEEN"}"#, "unknown"),
    ] {
        let (_, rows) = assembled(&one_sync(Some("a"), 8, data));
        assert_eq!(rows[0]["status"], expected, "{data}");
    }
    let mut open = one_sync(Some("a"), 8, SUCCESSFUL);
    open.pop();
    let (_, rows) = assembled(&open);
    assert_eq!((&rows[0]["status"], &rows[0]["endedAt"]), (&"open".into(), &Value::Null));
}

#[test]
fn ends_without_a_status_failed_if_an_event_or_level_failed() {
    let end = |extra: &str| {
        let raw = format!(r#"{{"event":"sync_end","connection_id":"c","sync_id":"a"{extra}}}"#);
        Record::from_text(raw, &EVENT)
    };
    let error = || event("08:00:40", "error", Some("a"), r#"{"type":"authentication_error"}"#);
    let start = || event("08:00:00", "sync_start", Some("a"), "null");
    let created = r#","created":"2026-03-20T08:01:00Z""#;
    for (events, expected) in [
        (vec![start(), end(created)], "unknown"),
        (vec![start(), error(), end(created)], "failed"),
        (vec![start(), end(&format!(r#"{created},"level":"SEVERE""#))], "failed"),
        (vec![start(), end(&format!(r#"{created},"level":"SEVERE","data":{SUCCESSFUL}"#))], "failed"),
        (vec![start(), end(&format!(r#"{created},"level":"INFO","data":{SUCCESSFUL}"#))], "succeeded"),
        // The status of the end takes precedence over earlier errors.
        (vec![start(), error(), end(&format!(r#"{created},"data":{SUCCESSFUL}"#))], "succeeded"),
        (vec![start(), end(r#","created":"2021-03-20T08:01:00Z""#)], "open"),
        (vec![end(r#","created":"2021-03-20T08:01:00Z""#)], "succeeded"),
        (vec![error(), end(r#","created":"2021-03-20T08:01:00Z""#)], "failed"),
        // An end without a readable time is an end.
        (vec![start(), end(r#","created":"soon","data":{"status":"FAILURE"}"#)], "failed"),
        (vec![start(), end(r#","data":{"status":"FAILURE"}"#)], "failed"),
        (vec![start(), end("")], "unknown"),
        (vec![start(), end(&format!(r#","data":{SUCCESSFUL}"#))], "succeeded"),
        (
            vec![end(r#","data":{"status":"FAILURE"}"#), start(), end(&format!(r#"{created},"data":{SUCCESSFUL}"#))],
            "failed",
        ),
    ] {
        let texts: Vec<_> = events.iter().map(|event| event.raw().to_owned()).collect();
        for events in [events.clone(), events.into_iter().rev().collect()] {
            let (_, rows) = assembled(&events);
            assert_eq!((rows.len(), &rows[0]["status"]), (1, &expected.into()), "{texts:?}");
        }
    }
}

#[test]
fn syncs_without_an_end_become_unknown_when_a_later_one_starts() {
    let start = |at: &str, id: &str| event(at, "sync_start", Some(id), "null");
    let mut events = vec![start("08:00:00", "a"), start("09:00:00", "b")];
    for _ in 0..2 {
        let (_, rows) = assembled(&events);
        assert_eq!(summarize(&rows), ["a unknown", "b open"]);
        events.reverse();
    }
    events.push(event("09:05:00", "sync_end", Some("c"), SUCCESSFUL));
    assert_eq!(summarize(&assembled(&events).1), ["a unknown", "b unknown", "c succeeded"]);
}

#[test]
fn last_end_counts_and_a_later_start_reopens_the_sync() {
    let mut events = one_sync(Some("a"), 8, r#"{"status":"FAILURE","reason":"no"}"#);
    events.push(event("08:04:00", "sync_start", Some("a"), "null"));
    let orders = |events: &[Record]| [events.to_vec(), events.iter().rev().cloned().collect()];
    for events in orders(&events) {
        let (_, rows) = assembled(&events);
        assert_eq!((summarize(&rows), &rows[0]["durationMs"]), (vec!["a open".to_owned()], &Value::Null));
    }
    events.push(event("08:05:00", "sync_end", Some("a"), r#"{"status":"SUCCESSFUL"}"#));
    for events in orders(&events) {
        let (_, rows) = assembled(&events);
        assert_eq!((summarize(&rows), &rows[0]["durationMs"]), (vec!["a succeeded".to_owned()], &300_000.into()));
    }
}

#[test]
fn ended_syncs_are_emitted_and_only_a_few_are_kept() {
    let id = |hour: u8| format!("s{hour:02}");
    let events: Vec<Record> = (0..20).flat_map(|hour| one_sync(Some(&id(hour)), hour, SUCCESSFUL)).collect();
    let (early, rest) = assembled(&events);
    assert_eq!((early.len(), rest.len()), (20 - ENDED, ENDED));
    assert_eq!(summarize(&early)[0], "s00 succeeded");
    // Syncs that never end are dropped eventually.
    let open: Vec<Record> = (0..200).map(|n| event("08:00:00", "sync_start", Some(&n.to_string()), "null")).collect();
    let (early, rest) = assembled(&open);
    assert_eq!((early.len(), rest.len()), (200 - KEPT, KEPT));
}

#[test]
fn without_ids_a_sync_lasts_from_start_to_start_in_either_order() {
    let mut events = vec![event("07:59:00", "records_modified", None, r#"{"table":"t","count":1}"#)];
    events.extend(one_sync(None, 8, r#"{"status":"CANCELED"}"#));
    events.extend(one_sync(None, 9, SUCCESSFUL));
    events.push(event("10:00:00", "pause_connector", None, "{}"));
    for _ in 0..2 {
        let (early, rest) = assembled(&events);
        assert_eq!((early.len(), summarize(&rest)), (0, vec!["- cancelled".to_owned(), "- succeeded".to_owned()]));
        assert!(rest.iter().all(|row| row["rows"]["deleted"] == 2 && row["durationMs"] == 31_000), "{rest:?}");
        events.reverse();
    }
}

#[test]
fn printed_events_yield_the_same_rows() {
    let events = one_sync(Some("a"), 8, r#"{"status":"SUCCESSFUL"}"#);
    let printed = |event: &Record| {
        let view = event.view();
        let members: Vec<String> =
            view.fields().iter().map(|field| format!("{}:{}", json::quote(&field.name), field.json)).collect();
        let raw = format!("{{{}}}", members.join(","));
        let Some(crate::providers::RecognizedObject::Entry(shape)) = crate::providers::recognize(&raw) else {
            panic!("{raw}")
        };
        Record::from_text(raw, shape)
    };
    let again: Vec<Record> = events.iter().map(printed).collect();
    assert_eq!(assembled(&again), assembled(&events));
}

#[test]
fn events_without_a_sync_make_no_row() {
    let (early, rest) = assembled(&[
        event("08:00:00", "create_connection", None, "{}"),
        event("08:00:00", "edit_connection", None, "{}"),
        event("08:00:00", "never_seen", None, "{}"),
    ]);
    assert!(early.is_empty() && rest.is_empty());
}

/// An event of a generated run, before it is JSON.
#[derive(Debug, Clone)]
struct GeneratedEvent {
    connection: usize,
    /// The sync of the event; a number also where the connection's events have no sync id.
    sync: usize,
    named: bool,
    second: u32,
    step: SyncStep,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum SyncStep {
    Start,
    Upsert(u64),
    Delete(u64),
    Summary(u64),
    Warning,
    Error,
    Create,
    WriteStart(u8),
    WriteEnd(u8),
    End(bool),
}

impl GeneratedEvent {
    fn at(&self) -> String {
        let moment = DateTime::from_timestamp(1_774_000_000 + i64::from(self.second), 0).unwrap();
        moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    fn id(&self) -> Option<String> {
        self.named.then(|| format!("{}-{}", self.connection, self.sync))
    }

    fn record(&self) -> Record {
        let (name, data) = match self.step {
            SyncStep::Start => ("sync_start", "null".to_owned()),
            SyncStep::Upsert(n) => {
                ("records_modified", format!(r#"{{"table":"t","operationType":"REPLACED_OR_INSERTED","count":{n}}}"#))
            }
            SyncStep::Delete(n) => {
                ("records_modified", format!(r#"{{"table":"t","operationType":"DELETED","count":{n}}}"#))
            }
            SyncStep::Summary(n) => ("extract_summary", format!(r#"{{"status":"SUCCESS","total_rows":{n}}}"#)),
            SyncStep::Warning => ("warning", "{}".to_owned()),
            SyncStep::Error => ("error", "{}".to_owned()),
            SyncStep::Create => ("create_table", r#"{"schema":"s","name":"n"}"#.to_owned()),
            SyncStep::WriteStart(table) => ("write_to_table_start", format!(r#"{{"table":"t{table}"}}"#)),
            SyncStep::WriteEnd(table) => ("write_to_table_end", format!(r#"{{"table":"t{table}"}}"#)),
            SyncStep::End(ok) => {
                ("sync_end", format!(r#"{{"status":"{}"}}"#, if ok { "SUCCESSFUL" } else { "FAILURE" }))
            }
        };
        let id = self.id().map_or_else(String::new, |id| format!(r#","sync_id":"{id}""#));
        let (at, connection) = (self.at(), self.connection);
        let raw = format!(r#"{{"event":"{name}","data":{data},"created":"{at}","connection_id":"c{connection}"{id}}}"#);
        Record::from_text(raw, &EVENT)
    }
}

/// The compared values of a row.
type ReferenceSync = (String, Option<String>, String, Option<String>, Option<String>, [u64; 7], [Option<u64>; 3]);

/// Naive implementation: groups, sorts and sums all events in memory.
fn naive(all: &[GeneratedEvent]) -> Vec<ReferenceSync> {
    let bounds = |made: &&GeneratedEvent| matches!(made.step, SyncStep::Start | SyncStep::End(_));
    let is_superseded = |group: &[&GeneratedEvent]| {
        let start = group.iter().copied().filter(bounds).map(|made| made.second).max();
        let others = all.iter().filter(bounds).filter(|made| made.connection == group[0].connection);
        others.map(|made| Some(made.second)).max() > Some(start)
    };
    let mut groups: std::collections::BTreeMap<(usize, usize), Vec<&GeneratedEvent>> =
        std::collections::BTreeMap::new();
    for made in all {
        groups.entry((made.connection, made.sync)).or_default().push(made);
    }
    let row = |group: Vec<&GeneratedEvent>| {
        let at = |wanted: &dyn Fn(SyncStep) -> bool| -> Vec<u32> {
            group.iter().filter(|made| wanted(made.step)).map(|made| made.second).collect()
        };
        let sum = |count: &dyn Fn(SyncStep) -> u64| group.iter().map(|made| count(made.step)).sum::<u64>();
        let time = |step: &dyn Fn(SyncStep) -> bool| group.iter().find(|made| step(made.step)).map(|made| made.at());
        let started = at(&|step| step == SyncStep::Start).into_iter().min();
        let extracted = at(&|step| matches!(step, SyncStep::Summary(_))).into_iter().max();
        let first = at(&|step| matches!(step, SyncStep::WriteStart(_))).into_iter().min();
        let last = at(&|step| matches!(step, SyncStep::WriteEnd(_))).into_iter().max();
        let phase = |from: Option<u32>, to: Option<u32>| Some(u64::from(to?.checked_sub(from?)?) * 1000);
        let tables: std::collections::BTreeSet<u8> = group
            .iter()
            .filter_map(|made| match made.step {
                SyncStep::WriteStart(table) | SyncStep::WriteEnd(table) => Some(table),
                _ => None,
            })
            .collect();
        let counted = sum(&|step| u64::from(matches!(step, SyncStep::Upsert(_) | SyncStep::Delete(_)))).min(1);
        let tables = if tables.is_empty() { counted } else { tables.len() as u64 };
        let status = match group.iter().find_map(|made| if let SyncStep::End(ok) = made.step { Some(ok) } else { None })
        {
            Some(true) => "succeeded",
            Some(false) => "failed",
            None if is_superseded(&group) => "unknown",
            None => "open",
        };
        let numbers = [
            sum(&|step| if let SyncStep::Upsert(n) = step { n } else { 0 }),
            sum(&|step| if let SyncStep::Delete(n) = step { n } else { 0 }),
            sum(&|step| if let SyncStep::Summary(n) = step { n } else { 0 }),
            tables,
            sum(&|step| u64::from(step == SyncStep::Create)),
            sum(&|step| u64::from(step == SyncStep::Warning)),
            sum(&|step| u64::from(step == SyncStep::Error)),
        ];
        let (connection, id) = (format!("c{}", group[0].connection), group[0].id());
        let ended = time(&|step| matches!(step, SyncStep::End(_)));
        let phases = [phase(started, extracted), phase(extracted, first), phase(first, last)];
        (connection, id, status.to_owned(), time(&|step| step == SyncStep::Start), ended, numbers, phases)
    };
    let mut rows: Vec<ReferenceSync> = groups.into_values().map(row).collect();
    rows.sort();
    rows
}

fn in_one_pass<'m>(all: impl Iterator<Item = &'m GeneratedEvent>) -> Vec<ReferenceSync> {
    let mut assembler = SyncAssembler::default();
    let mut rows: Vec<Record> = Vec::new();
    for made in all {
        rows.extend(assembler.accept(&made.record()));
    }
    rows.extend(assembler.finish());
    let summary = |row: Record| {
        let row: Value = serde_json::from_str(row.raw()).unwrap();
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let number = |value: &Value| value.as_u64().unwrap_or(0);
        let rows = &row["rows"];
        let numbers = [
            &rows["upserted"],
            &rows["deleted"],
            &rows["extracted"],
            &row["tables"],
            &row["schemaChanges"],
            &row["warnings"],
            &row["errors"],
        ];
        let phases = ["extractMs", "processMs", "loadMs"].map(|key| row["phases"][key].as_u64());
        let (connection, status) = (text("connectionId").unwrap(), text("status").unwrap());
        (connection, text("syncId"), status, text("startedAt"), text("endedAt"), numbers.map(number), phases)
    };
    let mut rows: Vec<ReferenceSync> = rows.into_iter().map(summary).collect();
    rows.sort();
    rows
}

fn step() -> impl Strategy<Value = SyncStep> {
    prop_oneof![
        (1_u64..9).prop_map(SyncStep::Upsert),
        (1_u64..9).prop_map(SyncStep::Delete),
        (1_u64..9).prop_map(SyncStep::Summary),
        Just(SyncStep::Warning),
        Just(SyncStep::Error),
        Just(SyncStep::Create),
        (0_u8..3).prop_map(SyncStep::WriteStart),
        (0_u8..3).prop_map(SyncStep::WriteEnd),
    ]
}

/// Syncs of three connections in order of time. Those with ids may overlap; those of the last connection have no ids.
fn generated_events(most: usize) -> impl Strategy<Value = Vec<GeneratedEvent>> {
    let sync = (0_usize..3, prop::collection::vec(step(), 0..7), prop::option::of(any::<bool>()), any::<bool>());
    prop::collection::vec(sync, 1..most).prop_map(|syncs| {
        let (mut clocks, mut all) = ([0_u32; 3], Vec::new());
        for (sync, (connection, steps, end, overlaps)) in syncs.into_iter().enumerate() {
            let (named, begin) = (connection < 2, clocks[connection] + 1);
            let steps = std::iter::once(SyncStep::Start).chain(steps).chain(end.map(SyncStep::End));
            let made =
                (begin..).zip(steps).map(|(second, step)| GeneratedEvent { connection, sync, named, second, step });
            all.extend(made);
            let length = all.last().map_or(begin, |last| last.second) - begin;
            clocks[connection] = begin + if named && overlaps { length / 2 } else { length };
        }
        all.sort_by_key(|made| made.second);
        all
    })
}

proptest! {
    #[test]
    fn one_pass_equals_grouping_in_both_orders(all in generated_events(60)) {
        let expected = naive(&all);
        prop_assert_eq!(&in_one_pass(all.iter()), &expected);
        prop_assert_eq!(&in_one_pass(all.iter().rev()), &expected);
    }

    #[test]
    fn slight_disorder_changes_nothing(all in generated_events(60), late in prop::collection::vec(0_usize..8, 400)) {
        let all: Vec<GeneratedEvent> = all.into_iter().filter(|made| made.named).collect();
        let mut places: Vec<usize> = (0..all.len()).collect();
        places.sort_by_key(|place| place + late[place % late.len()]);
        prop_assert_eq!(in_one_pass(places.iter().map(|place| &all[*place])), naive(&all));
    }

    #[test]
    fn files_may_be_read_in_any_order_while_syncs_are_few(mut all in generated_events(ENDED).prop_shuffle()) {
        all.retain(|made| made.named);
        prop_assert_eq!(in_one_pass(all.iter()), naive(&all));
    }
}
