//! Tests reading the tables of Fivetran from a PostgreSQL server.

mod batches;
mod beside;
mod canary;
mod cluster;
mod counts;
mod failing;
mod following;
mod overdue;
mod repeats;
mod resuming;
mod untimed;
#[cfg(feature = "adbc")]
mod warehouses;

use std::collections::BTreeMap;

use serde_json::Value;

use self::cluster::{Cluster, PASSWORD, cluster};
use crate::support::{Ended, Run};

/// Tables of the present generation, with the rows of the fixtures.
const PRESENT: &str = r#"
CREATE SCHEMA fivetran_metadata;
SET search_path = fivetran_metadata;
CREATE TABLE log (id text, time_stamp timestamptz, _fivetran_synced timestamptz, connection_id text, event text,
    message_data text, message_event text, transformation_id text, sync_id text);
CREATE TABLE connection (connection_id text, _fivetran_synced timestamptz, connecting_user_id text, connection_name text,
    connector_type text, destination_id text, paused boolean, signed_up timestamptz, _fivetran_deleted boolean);
CREATE TABLE destination (id text, _fivetran_synced timestamptz, account_id text, created_at timestamptz, name text, region text);
CREATE TABLE "user" (id text, _fivetran_synced timestamptz, created_at timestamptz, email text, email_disabled boolean,
    family_name text, given_name text, phone text, verified boolean);
CREATE TABLE audit_trail (id text, captured_at timestamptz, _fivetran_synced timestamptz, user_id text, action text,
    interaction_method text, primary_resource_type text, primary_resource_id text, secondary_resource_type text,
    secondary_resource_id text, old_values text, new_values text);
\copy log from 'log.csv' csv header
\copy connection from 'connection.csv' csv header
\copy destination from 'destination.csv' csv header
\copy "user" from 'user.csv' csv header
"#;

/// The same rows in tables from before 2025: other names, moments without a zone, data as a type of its own.
const OLDER: &str = r"
CREATE SCHEMA fivetran_log;
SET search_path = fivetran_log;
CREATE TABLE rows (id text, time_stamp timestamp, _fivetran_synced timestamp, connection_id text, event text,
    message_data text, message_event text, transformation_id text, sync_id text);
\copy rows from 'log.csv' csv header
CREATE TABLE log (id varchar(256), time_stamp timestamp, _fivetran_synced timestamp, connector_id varchar(256), event varchar(256),
    message_data jsonb, message_event varchar(256), transformation_id varchar(256), sync_id varchar(256));
INSERT INTO log SELECT id, time_stamp, _fivetran_synced, connection_id, event, to_jsonb(message_data), message_event,
    transformation_id, sync_id FROM rows;
DROP TABLE rows;
CREATE TABLE connector (connector_id varchar(256), _fivetran_synced timestamp, connecting_user_id text, connector_name varchar(256),
    connector_type varchar(256), destination_id varchar(256), paused boolean, signed_up timestamp, _fivetran_deleted boolean);
\copy connector from 'connection.csv' csv header
";

fn connlog(arguments: &[&str]) -> Run {
    Run::new(arguments).env("PGPASSWORD", PASSWORD)
}

/// All events of a source, newest first.
fn all(source: &str, more: &[&str]) -> Vec<Value> {
    let arguments = [&["events", "--from", source, "--all", "-o", "ndjson", "--no-color"], more].concat();
    connlog(&arguments).end().code(0).lines()
}

fn csv() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran/log.csv")
}

/// The records as a bag, without what only a database knows.
fn bag(records: &[Value]) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for record in records {
        let known = ["connectionName", "connectorType", "destination_group_id", "destination_name"];
        let told = record.as_object().unwrap().iter().filter(|(key, _)| !known.contains(&key.as_str()));
        let sorted: BTreeMap<&String, &Value> = told.collect();
        *bag.entry(serde_json::to_string(&sorted).unwrap()).or_default() += 1;
    }
    bag
}

fn texts<'r>(records: &'r [Value], key: &str) -> Vec<&'r str> {
    records.iter().map(|record| record[key].as_str().unwrap_or_default()).collect()
}

/// The shared database of the present generation.
fn present(cluster: &Cluster) -> &'static str {
    static URL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    URL.get_or_init(|| cluster.database("present", PRESENT))
}

#[test]
fn tables_tell_what_the_same_rows_tell_from_a_file_and_name_their_connections() {
    let Some(cluster) = cluster() else { return };
    let (tables, file) = (all(present(cluster), &[]), all(csv(), &[]));
    assert!(file.len() > 30);
    assert_eq!(bag(&tables), bag(&file));
    let times = texts(&tables, "createdAt");
    assert!(times.is_sorted_by(|one, other| one >= other), "newest first");
    let named = tables.iter().find(|record| record["connectionId"] == "aft_gleeful").unwrap();
    assert_eq!((&named["connectionName"], &named["connectorType"]), (&"test".into(), &"s3".into()));
    let alive = tables.iter().find(|record| record["connectionId"] == "this_connection").unwrap();
    assert_eq!(alive["destination_name"], "s_test", "of two rows, the one that is not deleted");
}

#[test]
fn both_generations_of_tables_give_the_same_records() {
    let Some(cluster) = cluster() else { return };
    let older = cluster.database("older", OLDER);
    let without = |mut records: Vec<Value>| {
        for record in &mut records {
            record.as_object_mut().unwrap().remove("destination_name");
        }
        records
    };
    for (old, new) in without(all(&older, &[])).iter().zip(without(all(present(cluster), &[]))) {
        assert_eq!(*old, new);
    }
    assert_eq!(without(all(&older, &["--schema", "fivetran_log"])).len(), all(csv(), &[]).len());
}

#[test]
fn filters_and_windows_let_pass_what_they_let_pass_of_a_file() {
    let Some(cluster) = cluster() else { return };
    let url = present(cluster);
    let mut passed = 0;
    for filter in [
        "--event sync_end,API_CALL",
        "--since 2021-12-09T14:26:44Z --until 2021-12-09T14:26:52.433Z",
        "--since 2023-01-01",
        "--severity warning",
        "--severity failure,ok",
        "--stage 5",
        "--group connector",
        "--group unknown,dashboard",
        "--sync 456abc",
        "--sync nothing",
        "--connection this_connection,paint_wedges",
        "--search INSTAGRAM",
        "--status SUCCESSFUL",
        "--event records_modified --connection this_connection --since 2021-01-01",
    ] {
        let words: Vec<&str> = filter.split(' ').collect();
        let (tables, file) = (all(url, &words), all(csv(), &words));
        assert_eq!(bag(&tables), bag(&file), "{filter}");
        passed += file.len();
    }
    assert!(passed > 50, "the filters let something pass");
    let found = all(url, &["--where", "data.table == fivetran_audit"]);
    assert_eq!(bag(&found), bag(&all(csv(), &["--where", "data.table == fivetran_audit"])));
    assert!(!found.is_empty());
}

#[test]
fn connections_are_found_by_name_and_by_service() {
    let Some(cluster) = cluster() else { return };
    let url = present(cluster);
    let named = all(url, &["--connection", "test"]);
    assert!(!named.is_empty() && texts(&named, "connectionId").iter().all(|id| *id == "aft_gleeful"));
    let served = all(url, &["--service", "S3"]);
    assert!(served.len() > named.len());
    assert!(texts(&served, "connectorType").iter().all(|service| *service == "s3"));
    assert_eq!(all(url, &["--service", "postgres"]).len(), 0);
}

#[test]
fn limits_and_skips_are_those_of_the_whole_list() {
    let Some(cluster) = cluster() else { return };
    let whole = all(present(cluster), &[]);
    for (skip, limit) in [(0, 3), (3, 5), (30, 50)] {
        let arguments = [
            "events",
            "--from",
            present(cluster),
            "-o",
            "ndjson",
            "-n",
            &limit.to_string(),
            "--skip",
            &skip.to_string(),
        ];
        let part = connlog(&arguments).end().code(0).lines();
        assert_eq!(part, whole.iter().skip(skip).take(limit).cloned().collect::<Vec<_>>(), "{skip} {limit}");
    }
}

#[test]
fn the_audit_trail_is_told_once_and_its_people_are_hidden() {
    let Some(cluster) = cluster() else { return };
    let script = format!(
        r#"{PRESENT}
TRUNCATE log;
INSERT INTO audit_trail VALUES
    ('a1', '2025-07-08 10:07:12.697347', '2025-07-09', 'barista_fibula', 'EDIT', 'API', 'CONNECTION', 'this_connection',
        NULL, NULL, '{{"sync_frequency":5}}', '{{"sync_frequency":10}}'),
    ('a2', '2025-07-08 11:00:00', '2025-07-09', 'nobody_known', 'CREATE', 'WEB_UI', 'ACCOUNT', 'x', 'USER', 'u', NULL, 'broken {{');
INSERT INTO log VALUES ('l1', '2025-07-08 10:07:12.709', '2025-07-09', 'this_connection', 'INFO',
    '{{"userId":"barista_fibula","action":"EDIT","primaryResourceType":"CONNECTION","primaryResourceId":"this_connection",
    "timestamp":"2025-07-08T10:07:12.697347Z"}}', 'edit_connection', NULL, NULL);"#
    );
    let url = cluster.database("audited", &script);
    let told = all(&url, &["--show-personal"]);
    assert_eq!(texts(&told, "event"), ["create_user", "edit_connection"], "the act that LOG has too is told once");
    assert_eq!(texts(&told, "id"), ["a2", "l1"]);
    assert_eq!((&told[1]["user_name"], &told[1]["user_email"]), (&"Spngebob Squarepants".into(), &"me@me.com".into()));
    assert_eq!(told[0]["data"]["newValues"], "broken {");
    let line = connlog(&["events", "--from", &url, "-o", "plain", "--show-personal"]).end().code(0).stdout;
    assert!(line.contains("Spngebob Squarepants edits connection this_connection"), "{line}");
    let hidden = connlog(&["events", "--from", &url, "-o", "ndjson"]).end().code(0);
    for personal in ["Spngebob", "me@me.com", "barista_fibula"] {
        assert!(!hidden.stdout.contains(personal), "{personal} in {}", hidden.stdout);
    }
    cluster.run("audited", "TRUNCATE fivetran_metadata.log");
    let told = all(&url, &["--show-personal", "--connection", "this_connection"]);
    assert_eq!(texts(&told, "event"), ["edit_connection"]);
    assert_eq!(told[0]["data"]["oldValues"]["sync_frequency"], 5);
    assert_eq!(told[0]["connectionName"], "this_connection");
    assert_eq!(all(&url, &["--event", "sync_end"]).len(), 0);
    assert_eq!(texts(&all(&url, &["--group", "audit_trail"]), "id"), ["a2", "a1"]);
}

#[test]
fn hostile_names_values_and_filters_are_data() {
    let Some(cluster) = cluster() else { return };
    let script = r#"
CREATE SCHEMA "we""ird; Schema";
SET search_path = "we""ird; Schema";
CREATE TABLE "LOG" ("ID" integer, "TIME_STAMP" timestamptz, "Connection_Id" text, "EVENT" text, "MESSAGE_DATA" text,
    "MESSAGE_EVENT" text, "we""ird" text);
INSERT INTO "LOG" VALUES
    (1, '2026-01-01 00:00:01', $$x'; DROP TABLE "LOG"; --$$, 'SEVERE', $$not 'JSON' {$$, 'sync_end', ''),
    (2, '2026-01-01 00:00:02', E'bidi \u202e escape \x1b[31m', 'INFO', $${"status":"FAILURE"}$$, 'SYNC_END', ''),
    (3, '2026-01-01 00:00:03', 'a', 'INFO', $$"{\"status\":\"FAILURE\"}"$$, 'sync_end', ''),
    (4, '2026-01-01 00:00:04', '', '', '', 'weird "event" \', ''),
    (5, NULL, NULL, NULL, NULL, 'sync_start', ''),
    (6, '2026-01-01 00:00:06', 'a', '', 'null', NULL, '');
"#;
    let url = cluster.database("hostile", script);
    let ended = connlog(&["events", "--from", &url, "--all", "-o", "ndjson"]).end().code(0);
    assert!(ended.stderr.contains("note: 1 row of LOG could not be read and was passed over"), "{}", ended.stderr);
    let records = ended.lines();
    assert_eq!(texts(&records, "id"), ["4", "3", "2", "1", "5"], "what has no time comes last");
    assert_eq!(texts(&records, "severity"), ["warning", "failure", "failure", "failure", "warning"]);
    assert_eq!(records[0]["event"], "weird \"event\" \\");
    assert_eq!(records[1]["data"]["status"], "FAILURE", "JSON in a string is unpacked");
    assert_eq!(records[3]["data"], "not 'JSON' {");
    let strict = connlog(&["events", "--from", &url, "--strict", "--all"]).end().code(8).stderr;
    assert!(strict.contains("error: cannot read 1 row of LOG") && !strict.contains("--until"), "{strict}");
    for (flags, code) in [("", 11), ("--strict", 8)] {
        let words: Vec<&str> = ["check", "syncs", "--from", &url, "--since", "2025-01-01", "--max-failures", "9"]
            .into_iter()
            .chain(flags.split_whitespace())
            .collect();
        connlog(&words).end().code(code);
    }
    let evil = r#"x'; DROP TABLE "LOG"; --"#;
    for (filter, found) in [("--connection", 1), ("--sync", 0), ("--service", 0), ("--search", 1)] {
        assert_eq!(all(&url, &[filter, evil]).len(), found, "{filter}");
    }
    assert_eq!(all(&url, &["--any-value", "--event", evil]).len(), 0);
    connlog(&["events", "--from", &url, "--schema", evil]).end().code(5);
    assert_eq!(all(&url, &["--schema", "we\"ird; Schema"]).len(), 5, "nothing was dropped");
    let plain = connlog(&["events", "--from", &url, "--all", "-o", "plain"]).end().code(0).stdout;
    assert!(!plain.contains('\x1b') && !plain.contains('\u{202e}'), "{plain}");
}

#[test]
fn of_several_schemas_the_likeliest_is_read_and_the_others_are_named() {
    let Some(cluster) = cluster() else { return };
    let older = OLDER.replace("DROP TABLE rows;", "DROP TABLE rows; DELETE FROM log WHERE sync_id IS NULL;");
    let odd = "CREATE SCHEMA \"e\x1b[31m\"; CREATE TABLE \"e\x1b[31m\".log AS SELECT * FROM fivetran_log.log;";
    let url = cluster.database("several", &format!("{PRESENT}{older}{odd}"));
    let run =
        |more: &[&str]| connlog(&[&["events", "--from", &url, "--all", "-o", "ndjson"], more].concat()).end().code(0);
    let both = run(&[]);
    assert_eq!(both.lines().len(), all(csv(), &[]).len());
    assert!(
        both.stderr.contains("the tables of fivetran_metadata are read; --schema takes those of "),
        "{}",
        both.stderr
    );
    assert!(both.stderr.contains("fivetran_log") && !both.stderr.contains('\x1b'), "{}", both.stderr);
    let named = run(&["--schema", "fivetran_log"]);
    assert!(named.stderr.is_empty() && named.lines().len() < both.lines().len(), "{}", named.stderr);
}

#[test]
fn a_replica_that_only_reads_and_one_that_is_impatient_are_read_too() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("replica", PRESENT);
    let settings = ["default_transaction_read_only = on", "DateStyle = 'SQL, DMY'", "TimeZone = 'Asia/Tokyo'"];
    for setting in settings {
        cluster.run("postgres", &format!("ALTER DATABASE replica SET {setting}"));
    }
    assert_eq!(bag(&all(&url, &[])), bag(&all(csv(), &[])));
}

#[test]
fn check_and_stats_read_tables_too() {
    let Some(cluster) = cluster() else { return };
    let url = present(cluster);
    let counted = connlog(&["stats", "--from", url, "--since", "2020-01-01", "--json"]).end().code(0).array();
    let total: u64 = counted.iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!(usize::try_from(total), Ok(all(url, &["--since", "2020-01-01"]).len()));
    // Without a key, and from the same tables.
    let verdict = connlog(&["check", "--from", url, "--since", "2020-01-01"]).end();
    assert!(matches!(verdict.code, Some(0 | 10 | 11)), "{}", verdict.stderr);
    assert!(verdict.stdout.contains("fivetran"), "{}", verdict.stdout);
}

#[test]
fn syncs_of_tables_are_those_of_the_same_rows_in_a_file() {
    let Some(cluster) = cluster() else { return };
    let source = present(cluster);
    let syncs = |source: &str, more: &[&str]| {
        let arguments = [&["syncs", "--from", source, "--all", "-o", "ndjson", "--no-color"], more].concat();
        let mut rows = connlog(&arguments).end().code(0).lines();
        for row in &mut rows {
            let row = row.as_object_mut().unwrap();
            // A file of LOG names no connections, and writes the same moments otherwise.
            let told =
                ["connectionName", "connectorType", "startedAt", "endedAt", "destination_group_id", "destination_name"];
            row.retain(|key, _| !told.contains(&key.as_str()));
        }
        rows
    };
    let expected = syncs(csv(), &[]);
    assert!(expected.len() > 4, "{expected:?}");
    assert_eq!(bag(&syncs(source, &[])), bag(&expected));
    let one = |source| syncs(source, &["--connection", "this_connection"]);
    assert_eq!((one(source).len(), one(source)), (1, one(csv())));
    let arguments = ["syncs", "show", "456", "--connection", "this_connection", "-o", "json", "--from", source];
    let shown: Value = serde_json::from_str(&connlog(&arguments).end().code(0).stdout).unwrap();
    assert_eq!(shown["timeline"]["tables"].as_array().unwrap().len(), 4);
}

#[test]
fn what_would_be_asked_is_shown_with_its_parameters() {
    let Some(cluster) = cluster() else { return };
    let url = present(cluster).replace("admin@", &format!("admin:{PASSWORD}@"));
    let arguments =
        ["events", "--from", &url, "--explain", "--event", "sync_end", "--search", "x", "--since", "2026-01-01"];
    let Ended { stdout, stderr, .. } = connlog(&arguments).end().code(0);
    for part in [
        "\"fivetran_metadata\".\"log\"",
        "\"time_stamp\" >= $1",
        "$1 = 2026-01-01T00:00:00Z, $2 = \"sync_end\"",
        "server   filters --event, --since",
        "here     filters --search",
    ] {
        assert!(stdout.contains(part), "{part} in {stdout}");
    }
    assert!(!stdout.contains(PASSWORD) && !stderr.contains(PASSWORD));
    connlog(&["events", "--from", &url, "--curl"]).end().code(2);
}
