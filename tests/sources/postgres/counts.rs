//! Tests that `stats` and `check` count on the server as they count the rows.

use std::fs;

use tempfile::TempDir;

use super::cluster::cluster;
use super::{PRESENT, connlog};
use crate::support::Ended;

/// Rows with every oddity that a group of rows could hide: no name, a name in another case or that nobody knows, no time, an
/// endless time, no connection, levels of any kind, data that decides the severity, repeats, and acts that AUDIT_TRAIL has too.
const ODD: &str = r#"
SET search_path = fivetran_metadata;
INSERT INTO log (id, time_stamp, connection_id, event, message_event, message_data, sync_id)
SELECT 'n' || n, timestamptz '2026-10-24 22:00Z' + n * interval '11 minutes',
    (ARRAY['c1', 'c2', 'c3', NULL, ''])[1 + n % 7 % 5],
    (ARRAY['INFO', 'INFO', 'INFO', 'WARNING', 'SEVERE', 'odd', NULL, ''])[1 + n % 13 % 8],
    (ARRAY['sync_end', 'sync_start', 'write_to_table_start', 'alter_table', 'SYNC_END', 'my_event', NULL, ' ', 'edit_connection',
        'records_modified', 'extract_summary', 'status', 'read_end'])[1 + n % 13],
    (ARRAY['{"status":"SUCCESSFUL"}', '{"status":"FAILURE","reason":"x"}', '{"type":"DROP_COLUMN"}', '{}', NULL, '{"status":', 'text',
        '{"newValues":{"setup_status":"BROKEN"}}', '{"status":"RESCHEDULED","reason":"intended behavior"}'])[1 + n % 17 % 9],
    's' || n % 5
FROM generate_series(1, 700) n;
UPDATE log SET time_stamp = NULL WHERE id IN ('n40', 'n41', 'n42');
UPDATE log SET time_stamp = 'infinity' WHERE id IN ('n50', 'n51');
UPDATE log SET time_stamp = '2012-01-01' WHERE id IN ('n53', 'n66', 'n79');
INSERT INTO audit_trail (id, captured_at, user_id, action, primary_resource_type, primary_resource_id)
VALUES ('a1', '2026-10-25 10:00Z', 'u1', 'EDIT', 'CONNECTION', 'c1'), ('a2', '2026-10-25 11:00Z', 'u1', 'CREATE', 'USER', 'u2');
"#;
/// The same rows a second time with other ids, some in another case, and some that differ in their data only.
const REPEATED: &str = r#"
INSERT INTO log (id, time_stamp, connection_id, event, message_event, message_data, sync_id)
SELECT 'r' || id, time_stamp, connection_id, event, CASE WHEN id LIKE '%9' THEN UPPER(message_event) ELSE message_event END,
    CASE WHEN id LIKE '%8' THEN '{"other":1}' ELSE message_data END, sync_id FROM log WHERE id LIKE 'n%' AND id > 'n3';
"#;
const GROUPS: [&str; 14] = [
    "event",
    "severity",
    "platform",
    "connectorType",
    "connectionId",
    "accountId",
    "group",
    "event,severity",
    "kind",
    "outcome",
    "connectionName",
    "syncId",
    "status",
    "severity,connectionId",
];
const SPANS: [&str; 4] = ["", "--every 1d", "--every 1h", "--every 1w"];
const ZONES: [&str; 3] = ["utc", "Europe/Berlin", "Asia/Kathmandu"];
const WINDOWS: [&str; 4] =
    ["", "--since 2026-10-25 --until 2026-10-26", "--until 2026-10-25T01:30:00Z", "--since 2026-10-25T00:30:00Z"];
const FILTERS: [&str; 8] = [
    "",
    "",
    "--event sync_end,edit_connection",
    "--severity failure,warning",
    "--service s3,google_ads",
    "--group connector",
    "--connection c1",
    "--where 'data.status = SUCCESSFUL'",
];

/// Runs a command over the database, and over its entries in a file.
fn both(arguments: &[&str], source: &str, file: &str) -> [Ended; 2] {
    [(source, &[][..]), (file, &["--keep-repeats"][..])]
        .map(|(from, more)| connlog(&[arguments, &["--from", from], more].concat()).end())
}

#[test]
fn counts_of_the_server_are_those_of_the_rows() {
    let Some(cluster) = cluster() else { return };
    let folder = TempDir::new().unwrap();
    let mut rng = fastrand::Rng::with_seed(11);
    for (name, script) in [
        ("counts", format!("{PRESENT}\n{ODD}")),
        ("counts_repeated", format!("{PRESENT}\n{ODD}\n{REPEATED}")),
        (
            "counts_plain",
            format!(
                "{PRESENT}\n{ODD}\nDELETE FROM log WHERE message_event IS NULL OR message_event <> LOWER(message_event);"
            ),
        ),
        (
            "counts_plain_repeated",
            format!(
                "{PRESENT}\n{ODD}\n{REPEATED}\nDELETE FROM log WHERE message_event IS NULL OR message_event <> LOWER(message_event);"
            ),
        ),
    ] {
        let source = cluster.database(name, &script);
        let path = folder.path().join(name);
        let printed = connlog(&["events", "--from", &source, "--all", "--raw", "-o", "ndjson"]).end().code(0).stdout;
        assert!(printed.lines().count() > 500, "{name}: {}", printed.lines().count());
        fs::write(&path, printed).unwrap();
        for run in 0..14 {
            let mut choose = |words: &[&'static str]| words[rng.usize(..words.len())];
            let (by, every, zone) = (GROUPS[run % GROUPS.len()], choose(&SPANS), choose(&ZONES));
            let (window, filter) = (choose(&WINDOWS), choose(&FILTERS));
            let command = format!("stats events --by {by} {every} --tz {zone} {window} {filter} -o ndjson -q");
            let words = shell_words::split(&command).unwrap();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let [server, file] = both(&words, &source, path.to_str().unwrap());
            assert_eq!((server.code, server.stdout), (file.code, file.stdout), "{name}: {command}");
        }
    }
}

#[test]
fn the_server_counts_and_sends_groups_only() {
    let Some(cluster) = cluster() else { return };
    let rows = "INSERT INTO fivetran_metadata.log (id, time_stamp, connection_id, event, message_event, message_data)
        SELECT n, timestamptz '2026-10-25 00:00Z' + n * interval '1 second', 'c' || n % 3, 'INFO', 'sync_end', '{\"status\":\"SUCCESSFUL\"}'
        FROM generate_series(1, 5000) n;";
    let source = cluster.database("counts_read", &format!("{PRESENT}\nTRUNCATE fivetran_metadata.log;\n{rows}"));
    let run = |arguments: &[&str]| connlog(&[arguments, &["--from", &source]].concat()).end();
    let command = ["stats", "events", "--by", "event,severity", "-o", "ndjson"];
    let counted = run(&command).code(0).stdout;
    assert!(counted.contains(r#""count":5000"#) && counted.lines().count() == 1, "{counted}");
    // A reading shows its statement.
    let is_read = |more: &[&str]| {
        run(&[&command[..], &["--debug"], more].concat()).code(0).stderr.contains("ORDER BY entry_time")
    };
    assert!(!is_read(&[]) && is_read(&["--sum", "data.count"]));
    run(&["check", "events", "--max-failures", "0", "--since", "2026-10-25"]).code(0);
    cluster.run(
        "counts_read",
        "UPDATE fivetran_metadata.log SET message_data = '{\"status\":\"FAILURE\"}' WHERE id = '7'",
    );
    run(&["check", "events", "--max-failures", "0", "--since", "2026-10-25"]).code(10);
}
