//! Tests reading Parquet files of data lakes. pyarrow wrote the fixtures; `fivetran/parquet.py` is next to them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Ended, Run, root};

/// The same rows with the codecs, the page versions and the types of time that writers use.
const LOGS: [&str; 4] = ["log.snappy.parquet", "log.zstd.parquet", "log.int96.parquet", "log.upper.parquet"];

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/fivetran").join(name)
}

fn run(words: &str, files: &[&Path]) -> Ended {
    let files = files.iter().map(|file| file.to_str().unwrap());
    let arguments: Vec<&str> = words.split(' ').chain(["--from"]).chain(files).collect();
    Run::new(&arguments).end()
}

/// All entries, sorted as text.
fn entries(words: &str, files: &[&Path]) -> Vec<String> {
    let ended = run(&format!("{words} --all -o ndjson"), files).code(0);
    let mut lines: Vec<String> = ended.stdout.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn a_parquet_file_has_the_entries_of_the_csv_export_of_its_table() {
    let csv = entries("events", &[&fixture("log.csv")]);
    assert_eq!(csv.len(), 35);
    for log in LOGS {
        assert_eq!(entries("events", &[&fixture(log)]), csv, "{log}");
    }
    for filter in ["--event sync_end", "--severity warning", "--since 2021-12-09T14:26:44Z --until 2023-01-01"] {
        let words = format!("events {filter}");
        assert_eq!(entries(&words, &[&fixture(LOGS[0])]), entries(&words, &[&fixture("log.csv")]), "{filter}");
    }
    assert_eq!(entries("syncs", &[&fixture(LOGS[1])]), entries("syncs", &[&fixture("log.csv")]));
}

#[test]
fn a_parquet_file_of_connections_names_those_of_other_files() {
    let (log, names) = (fixture(LOGS[0]), fixture("connection.parquet"));
    assert_eq!(
        entries("events", &[&log, &names]),
        entries("events", &[&fixture("log.csv"), &fixture("connection.csv")])
    );
    let of_test = run("events -n 50 --connection test -o ndjson", &[&names, &log]).code(0).lines();
    assert!(!of_test.is_empty() && of_test.iter().all(|entry: &Value| entry["connectorType"] == "s3"));
    // A folder as a destination writes it, next to files that are no part of the table.
    let folder = tempfile::tempdir().unwrap();
    for (to, from) in [("part-1.parquet", &log), ("part-0.parquet", &names)] {
        fs::copy(from, folder.path().join(to)).unwrap();
    }
    fs::write(folder.path().join(".part-1.parquet.crc"), "crc").unwrap();
    assert_eq!(entries("events", &[folder.path()]), entries("events", &[&log, &names]));
}

#[test]
fn events_with_structured_data_are_read_and_a_log_with_it_is_refused() {
    let found = run("events -o ndjson", &[&fixture("events.parquet")]).code(0).lines();
    let values = ["event", "severity", "createdAt", "connectionId"].map(|key| found[0][key].as_str().unwrap());
    assert_eq!(values, ["sync_end", "failure", "2026-11-28T11:00:00.638Z", "kiwi"]);
    assert_eq!((found.len(), &found[0]["data"]["reason"]), (2, &Value::from("no login")));
    for command in ["events", "check events", "syncs"] {
        let ended = run(command, &[&fixture("log.structured.parquet")]).code(8);
        assert!(
            ended.stderr.contains("message_data") && ended.stderr.contains("to_json(message_data)"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn row_groups_outside_of_the_window_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.parquet");
    let mut bytes = fs::read(fixture(LOGS[1])).unwrap();
    // The rows are sorted by time, so the first row group has the oldest ones.
    bytes[4..600].fill(0);
    fs::write(&path, bytes).unwrap();
    run("events --all", &[&path]).code(8);
    let window = "events --since 2024-01-01";
    let newer = entries(window, &[&path]);
    assert_eq!(newer, entries(window, &[&fixture("log.csv")]));
    assert!(newer.len() > 3);
    assert_eq!(entries("events --since 2030-01-01", &[&path]), [""; 0]);
}

#[test]
fn damaged_files_are_never_good_news() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.parquet");
    let good = fixture("composed.ndjson");
    for log in LOGS {
        let bytes = fs::read(fixture(log)).unwrap();
        for length in [4, 5, 12, bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            fs::write(&path, &bytes[..length]).unwrap();
            let ended = run("events", &[&path]).code(8);
            assert!(ended.stderr.contains("log.parquet") && ended.stderr.contains("damaged"), "{}", ended.stderr);
            run("check events --since 2020-01-01 --min-records 0", &[&path]).code(8);
            let among = run("events -o ndjson", &[&path, &good]).code(8);
            assert!(!among.stdout.is_empty(), "the other file is read");
        }
        // A page in the middle: the rows before it are printed.
        let mut broken = bytes.clone();
        let middle = bytes.len() / 3;
        broken[middle..middle + 400].fill(0);
        fs::write(&path, &broken).unwrap();
        let ended = run("events --all -o ndjson", &[&path]).code(8);
        assert!(!ended.stdout.is_empty() && ended.stderr.contains("damaged"), "{log}: {}", ended.stderr);
    }
}

#[test]
fn no_byte_of_a_file_makes_the_program_fail_internally() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.parquet");
    for log in [LOGS[0], LOGS[3]] {
        let bytes = fs::read(fixture(log)).unwrap();
        // The last part describes the columns; every other byte of it is changed once.
        let footer = bytes.len() - 8 - u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap()) as usize;
        for place in (footer..bytes.len()).step_by(151).chain((4..footer).step_by(1997)) {
            for value in [0, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[place] = value;
                fs::write(&path, changed).unwrap();
                let code = run("events --all -o ndjson", &[&path]).code;
                assert!([Some(0), Some(8)].contains(&code), "{log}: {code:?} with {value} at {place}");
            }
        }
    }
}

#[test]
fn parquet_on_stdin_is_named_with_a_way_to_convert_it() {
    let ended = Run::new(&["events", "--from", "-"]).stdin("PAR1\u{15}\u{4}").end().code(8);
    assert!(ended.stderr.contains("it is a Parquet file") && ended.stderr.contains("duckdb"), "{}", ended.stderr);
}
