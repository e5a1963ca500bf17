//! Tests tables with many batches of rows, which several threads decode.

use std::collections::BTreeSet;

use super::cluster::cluster;
use super::{PRESENT, connlog};

/// 6,000 events, of which each hundredth was loaded twice with another id.
const ROWS: &str = r#"
TRUNCATE fivetran_metadata.log;
INSERT INTO fivetran_metadata.log (id, time_stamp, _fivetran_synced, connection_id, event, message_event, message_data, sync_id)
SELECT 'n' || number || copy, moment, moment, 'connection_' || number % 7, 'INFO', 'records_modified',
    '{"schema":"s","table":"t' || number || '","operationType":"INSERTED","count":' || number || '}', 'sync_' || number / 50
FROM (SELECT number, copy, timestamptz '2026-11-01 00:00Z' + number * interval '1 minute' AS moment
    FROM generate_series(1, 6000) AS number, (VALUES ('a'), ('b')) AS copies (copy)
    WHERE copy = 'a' OR number % 100 = 0) AS rows;
"#;

#[test]
fn threads_leave_the_order_and_the_repeats_as_they_are() {
    let Some(cluster) = cluster() else { return };
    let source = cluster.database("batches", &format!("{PRESENT}\n{ROWS}"));
    let run = |flags: &str| {
        let flags: Vec<&str> = flags.split_whitespace().collect();
        connlog(&[&["events", "--from", &source, "--all"], &*flags].concat()).end().code(0)
    };
    let lines = run("-o ndjson");
    let counts: Vec<u64> = lines.lines().iter().map(|line| line["data"]["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, (1..=6000).rev().collect::<Vec<u64>>(), "newest first, each once");
    assert!(lines.stderr.contains("left out 60 repeated entries"), "{}", lines.stderr);
    // A table needs all records, so no thread formats them.
    let table = run("-o plain --fields data.count");
    assert_eq!(table.stdout.lines().map(|line| line.parse::<u64>().unwrap()).collect::<Vec<u64>>(), counts);
    assert_eq!(table.stderr, lines.stderr);
    let few = run("-o ndjson --where data.count<=30");
    assert_eq!((few.lines().len(), &few.stderr), (30, &lines.stderr));
    let syncs = connlog(&["syncs", "--from", &source, "--all", "-o", "ndjson"]).end().code(0);
    let ids: BTreeSet<String> = syncs.lines().iter().map(|sync| sync["syncId"].to_string()).collect();
    let written: u64 = syncs.lines().iter().map(|sync| sync["rows"]["upserted"].as_u64().unwrap()).sum();
    assert_eq!(written, (1..=6000).sum::<u64>());
    assert_eq!(ids.len(), 121);
}

#[test]
fn a_list_with_a_limit_has_the_newest_matches() {
    let Some(cluster) = cluster() else { return };
    let source = cluster.database("limited", &format!("{PRESENT}\n{ROWS}"));
    let limited = connlog(&["events", "--from", &source, "-n", "3", "--where", "data.count < 5900", "-o", "ndjson"]);
    let ended = limited.end().code(0);
    let counts: Vec<u64> = ended.lines().iter().map(|line| line["data"]["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [5899, 5898, 5897]);
}
