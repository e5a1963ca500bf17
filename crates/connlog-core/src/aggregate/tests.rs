//! The results of an aggregator by group and bucket.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::error::Code;
use crate::json;
use crate::record::{Field, Kind, Record, RecordLayout};
use crate::time;

static SHAPE: RecordLayout = RecordLayout::new(Kind::Post, "zernio", "createdAt", lay);

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
}

fn question(by: &str, every: Option<&str>) -> GroupBy {
    let by = by.split(',').filter(|path| !path.is_empty()).map(|path| path.parse().unwrap()).collect();
    GroupBy { by, every: every.map(|every| every.parse().unwrap()), zone: Zone::Utc, ..GroupBy::default() }
}

fn fill<J: AsRef<str>>(question: GroupBy, records: &[J]) -> Result<Aggregator> {
    let mut tally = Aggregator::new(question);
    for json in records {
        let json = json.as_ref();
        tally.add(&Record::from_text(json.to_owned(), &SHAPE).view())?;
    }
    Ok(tally)
}

fn rows<J: AsRef<str>>(question: GroupBy, records: &[J]) -> Vec<AggregateRow> {
    fill(question, records).unwrap().finish(None, None).unwrap()
}

/// Key, hour and count of each row.
fn summary(rows: &[AggregateRow]) -> Vec<(String, String, u64)> {
    let text =
        |row: &AggregateRow| row.key.iter().map(|value| value.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(",");
    let hour = |row: &AggregateRow| row.bucket.map_or("-".to_owned(), |start| start.format("%H:%M").to_string());
    rows.iter().map(|row| (text(row), hour(row), row.cell.count)).collect()
}

#[test]
fn the_worst_group_is_first_and_an_absent_value_last() {
    let entry = |platform: &str, status: &str| format!(r#"{{"platform":{platform},"status":"{status}"}}"#);
    let records = [
        ("\"b\"", "success"),
        ("null", "success"),
        ("\"a\"", "success"),
        ("\"c\"", "failed"),
        ("\"d\"", "success"),
        ("\"d\"", "success"),
    ];
    let rows = rows(question("platform", None), &records.map(|(platform, status)| entry(platform, status)));
    let keys: Vec<String> = summary(&rows).into_iter().map(|(key, _, count)| format!("{key}{count}")).collect();
    assert_eq!(keys, ["c1", "d2", "a1", "b1", "-1"]);
    assert_eq!(rows[0].cell.rate(), Some(1.0));
}

#[test]
fn every_group_has_every_bucket_and_records_without_a_time_have_their_own() {
    let records = [
        r#"{"platform":"a","createdAt":"2026-11-20T12:59:59Z"}"#,
        r#"{"platform":"a","createdAt":"2026-11-20T10:00:00Z"}"#,
        r#"{"platform":"b","createdAt":"some day"}"#,
    ];
    let expected = [
        ("a", "10:00", 1),
        ("a", "11:00", 0),
        ("a", "12:00", 1),
        ("b", "10:00", 0),
        ("b", "11:00", 0),
        ("b", "12:00", 0),
        ("b", "-", 1),
    ];
    let expected = expected.map(|(key, hour, count)| (key.to_owned(), hour.to_owned(), count));
    assert_eq!(summary(&rows(question("platform", Some("1h")), &records)), expected);
}

#[test]
fn buckets_reach_over_the_window_whose_end_is_not_included() {
    let records = [r#"{"createdAt":"2026-11-20T11:30:00Z"}"#];
    let window = [Some("2026-11-20T10:30:00Z"), Some("2026-11-20T13:00:00Z")].map(|text| text.and_then(time::instant));
    let tally = fill(question("", Some("1h")), &records).unwrap();
    let hours: Vec<_> =
        summary(&tally.finish(window[0], window[1]).unwrap()).into_iter().map(|(_, hour, _)| hour).collect();
    assert_eq!(hours, ["10:00", "11:00", "12:00"]);
}

#[test]
fn without_fields_there_is_always_one_group() {
    assert_eq!(summary(&rows::<&str>(question("", None), &[])), [(String::new(), "-".to_owned(), 0)]);
    assert_eq!(rows::<&str>(question("platform", None), &[]).len(), 0);
    assert_eq!(rows::<&str>(question("", None), &[])[0].cell.rate(), None);
}

#[test]
fn too_many_rows_are_an_error_that_names_the_flags() {
    let entry = |number: u32| format!(r#"{{"id":{number},"createdAt":"2026-11-{:02}T00:00:00Z"}}"#, number % 28 + 1);
    let many: Vec<String> = (0..100_001).map(entry).collect();
    let fault = |question: GroupBy| fill(question, &many).err().unwrap();
    assert_eq!(fault(question("id", None)).cause.unwrap(), "--by id makes at least 100001 groups");
    let timed = fault(question("id", Some("1m")));
    assert!(timed.code == Code::Usage && timed.cause.unwrap().ends_with(" buckets of --every 1m"));
    assert!(timed.hint.unwrap().contains("--since"));
    assert!(fill(question("id", None), &many[..100_000]).is_ok());

    let (since, until) =
        (time::instant("2026-08-20T00:00:00Z").unwrap(), time::instant("2026-11-20T00:00:00Z").unwrap());
    assert!(question("id", Some("1h")).check(since, until).is_ok());
    assert!(question("id", Some("1m")).check(since, until).is_err());
}

#[test]
fn long_values_are_limited_too() {
    let entry = |number: usize| format!(r#"{{"id":"{number:050000}"}}"#);
    let fault = fill(question("id", None), &(0..800).map(entry).collect::<Vec<_>>()).err().unwrap();
    assert!(fault.what.contains("too much memory"), "{fault}");
}

#[test]
fn invalid_durations_are_not_counted() {
    let entry = |ms: &str| format!(r#"{{"durationMs":{ms}}}"#);
    let cell = |texts: &[&str]| {
        rows(question("", None), &texts.iter().map(|ms| entry(ms)).collect::<Vec<_>>())[0].cell.clone()
    };
    assert_eq!(cell(&["-1", "\"x\"", "null", "1e300", "99999999999999999999", "{}", "\"NaN\""]).max(), None);
    let some = cell(&["\"12\"", "3.6", "0"]);
    assert_eq!((some.p50(), some.p95(), some.max()), (Some(4), Some(4), Some(12)));
}

/// One record of the property test: group, status, minutes after midnight, duration.
type TestEntry = (Option<u8>, bool, Option<u32>, Option<u64>);

fn write(&(group, failed, minute, ms): &TestEntry) -> String {
    let group = group.map_or("null".to_owned(), |group| format!("\"g{group}\""));
    let at = minute
        .map_or("null".to_owned(), |m| format!("\"2026-11-{:02}T{:02}:{:02}:00Z\"", m / 1440 + 1, m / 60 % 24, m % 60));
    let status = if failed { "failed" } else { "success" };
    format!(
        r#"{{"platform":{group},"status":"{status}","createdAt":{at},"durationMs":{}}}"#,
        ms.map_or("null".to_owned(), |ms| ms.to_string())
    )
}

/// Count, failures and sorted durations.
type ReferenceCount = (u64, u64, Vec<u64>);

/// Naive implementation of counting by group and hour.
fn naive(entries: &[TestEntry]) -> BTreeMap<(Option<u8>, Option<u32>), ReferenceCount> {
    let mut cells = BTreeMap::new();
    for &(group, failed, minute, ms) in entries {
        let cell: &mut ReferenceCount = cells.entry((group, minute.map(|minute| minute / 60))).or_default();
        cell.0 += 1;
        cell.1 += u64::from(failed);
        cell.2.extend(ms);
    }
    for cell in cells.values_mut() {
        cell.2.sort_unstable();
    }
    cells
}

fn near(found: Option<u64>, sorted: &[u64], percent: usize) -> bool {
    let Some(last) = sorted.len().checked_sub(1) else { return found.is_none() };
    let (found, exact) = (found.unwrap(), sorted[last * percent / 100]);
    let error = if sorted.len() <= 128 { 0 } else { exact / 100 + 1 };
    found.abs_diff(exact) <= error
}

fn entries() -> impl Strategy<Value = Vec<TestEntry>> {
    let entry = |minutes| {
        (
            prop::option::weighted(0.9, 0..3_u8),
            any::<bool>(),
            prop::option::weighted(0.9, 0..minutes),
            prop::option::weighted(0.9, 0..100_000_u64),
        )
    };
    prop_oneof![prop::collection::vec(entry(2_880_u32), 0..60), prop::collection::vec(entry(90_u32), 0..1_500)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn metrics_equal_the_naive_implementation(entries in entries()) {
        let expected = naive(&entries);
        let rows = rows(question("platform", Some("1h")), &entries.iter().map(write).collect::<Vec<_>>());
        let midnight = time::instant("2026-11-01T00:00:00Z").unwrap();
        let mut seen = BTreeSet::new();
        for row in &rows {
            let group = row.key[0].as_deref().map(|key| key[1..].parse::<u8>().unwrap());
            let hour = row.bucket.map(|start| u32::try_from((start - midnight).num_hours()).unwrap());
            prop_assert!(seen.insert((group, hour)), "duplicate row");
            let empty = (0, 0, Vec::new());
            let (count, failures, durations) = expected.get(&(group, hour)).unwrap_or(&empty);
            let cell = &row.cell;
            prop_assert_eq!((cell.count, cell.failures, cell.max()), (*count, *failures, durations.last().copied()));
            prop_assert!(near(cell.p50(), durations, 50) && near(cell.p95(), durations, 95), "{:?} {:?}", cell, durations);
        }
        prop_assert!(expected.keys().all(|key| seen.contains(key)));
    }

    #[test]
    fn merged_metrics_equal_those_of_all_records(entries in entries()) {
        let records: Vec<String> = entries.iter().map(write).collect();
        let mut merged = GroupMetrics::default();
        for row in rows(question("platform", Some("1h")), &records) {
            merged.merge(&row.cell);
        }
        let whole = &rows(question("", None), &records)[0].cell;
        let numbers = |cell: &GroupMetrics| (cell.count, cell.failures, cell.first, cell.last, cell.max());
        prop_assert_eq!(numbers(&merged), numbers(whole));
        let mut sorted: Vec<u64> = entries.iter().filter_map(|entry| entry.3).collect();
        sorted.sort_unstable();
        prop_assert!(near(merged.p50(), &sorted, 50) && near(merged.p95(), &sorted, 95));
    }
}
