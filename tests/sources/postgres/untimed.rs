//! Tests rows without a readable time and rows without a name: a database gives the same result as a file.

use std::fs;

use super::cluster::cluster;
use super::{all, bag, connlog};

/// Times as text, the name of the event, its level and its data.
const ROWS: [[&str; 4]; 20] = [
    ["2026-11-19 06:05:00", "sync_start", "INFO", ""],
    ["2026-11-19 06:05:00.123456789 UTC", "sync_end", "INFO", r#"{"status":"FAILURE"}"#],
    ["2026-11-19T06:05:00+02:00", "sync_end", "SEVERE", ""],
    ["2026-11-19 23:30:00 -0500", "sync_end", "INFO", r#"{"status":"SUCCESSFUL"}"#],
    ["2026-11-19", "sync_start", "INFO", ""],
    ["2024-02-29 00:00:00", "sync_start", "INFO", ""],
    ["2026-02-30 00:00:00", "sync_end", "SEVERE", ""],
    ["2026-13-01 00:00:00", "error", "SEVERE", ""],
    ["2026-11-19 24:61:00", "error", "SEVERE", ""],
    ["0000-00-00 00:00:00", "error", "SEVERE", ""],
    ["1795068300", "sync_start", "INFO", ""],
    ["1795068300123", "sync_start", "INFO", ""],
    ["11/19/2026 7:05", "sync_end", "SEVERE", ""],
    ["Thu, 19 Nov 2026 07:05:00 GMT", "sync_start", "INFO", ""],
    ["soon", "sync_end", "SEVERE", ""],
    ["", "sync_end", "SEVERE", ""],
    ["2026-11-19 07:00:00", "", "SEVERE", "oops"],
    ["2026-11-19 07:00:01", "", "", "Transformation daily has failed: no relation"],
    ["2026-11-19 07:00:02", "", "INFO", ""],
    ["2026-11-19 07:00:03", "WARNING", "", r#"{"a":1}"#],
];

const COLUMNS: &str = "id, time_stamp, connection_id, event, message_event, message_data, sync_id";

fn csv() -> String {
    let row = |(number, [time, name, level, data]): (usize, &[&str; 4])| {
        format!("{number},\"{time}\",c,{level},{name},\"{}\",s{number}\n", data.replace('"', "\"\""))
    };
    COLUMNS.replace(", ", ",") + "\n" + &ROWS.iter().enumerate().map(row).collect::<String>()
}

fn script() -> String {
    let row = |(number, [time, name, level, data]): (usize, &[&str; 4])| {
        let text = |text: &str| if text.is_empty() { "NULL".to_owned() } else { format!("$${text}$$") };
        let cells = [time, "c", level, name, data].map(text).join(", ");
        format!("INSERT INTO log ({COLUMNS}) VALUES ('{number}', {cells}, 's{number}');\n")
    };
    let table = "CREATE SCHEMA fivetran_log; SET search_path = fivetran_log;\n\
        CREATE TABLE log (id text, time_stamp text, connection_id text, event text, message_event text, message_data text, sync_id text);\n";
    table.to_owned() + &ROWS.iter().enumerate().map(row).collect::<String>()
}

#[test]
fn odd_rows_of_a_table_are_those_of_the_same_file() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("untimed", &script());
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("log.csv");
    fs::write(&path, csv()).unwrap();
    let path = path.to_str().unwrap();
    let (tables, file) = (all(&url, &[]), all(path, &[]));
    assert_eq!(bag(&tables), bag(&file));
    assert!(file.len() >= 16, "{file:?}");
    for flags in [
        "--since 2026-11-19",
        "--since 2026-11-19T06:05:00Z --until 2026-11-20",
        "--severity failure",
        "--group unknown",
        "--group transformation",
        "--group connector",
        "--any-value --event unnamed",
        "--any-value --event transformation_failed",
        "--event sync_end --since 2026-11-19",
    ] {
        let words: Vec<&str> = flags.split(' ').collect();
        let run = |source: &str| {
            let ended = connlog(&[&["events", "--from", source, "--all", "-o", "ndjson"], &words[..]].concat()).end();
            let mut notes: Vec<String> =
                ended.stderr.lines().filter(|line| line.contains("time")).map(str::to_owned).collect();
            notes.sort();
            (bag(&ended.lines()), notes, ended.code)
        };
        assert_eq!(run(&url), run(path), "{flags}");
    }
    for command in ["check syncs", "check events"] {
        let run = |source: &str| {
            let words: Vec<&str> =
                command.split(' ').chain(["--since", "2026-11-01", "-o", "json", "--from", source]).collect();
            let ended = connlog(&words).end();
            let verdict: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
            (ended.code, verdict["totals"].clone(), verdict["reasons"].clone())
        };
        assert_eq!(run(&url), run(path), "{command}");
    }
}
