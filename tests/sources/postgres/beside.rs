//! Tests other tables than LOG: counts of model runs, and names for ids.

use serde_json::Value;

use super::cluster::cluster;
use super::{PRESENT, all, connlog, texts};

const RUNS: &str = "
TRUNCATE log;
INSERT INTO log VALUES ('l1', '2025-11-20 12:00', '2025-11-21', 'this_connection', 'INFO', NULL, 'sync_start', NULL, 's');
CREATE TABLE transformation_runs (destination_id text, job_id text, job_name text, project_type text, measured_date date,
    free_type text, model_runs bigint, updated_at timestamptz, _fivetran_synced timestamptz);
INSERT INTO transformation_runs VALUES
    ('ups_trampoline', 'j1', 'nightly', 'DBT_CORE', '2025-11-19', 'PAID', 40, '2025-11-20 02:00', '2025-11-20 06:00'),
    ('ups_trampoline', 'j1', 'nightly', 'DBT_CORE', '2025-11-20', 'PAID', 42, '2025-11-21 02:00:03.25', '2025-11-21 06:00'),
    ('ups_trampoline', 'j1', 'nightly', 'DBT_CORE', '2025-11-20', 'FREE_PERIOD', 1, NULL, '2025-11-21 06:00'),
    ('elsewhere', 'j2', NULL, 'QUICKSTART', '2025-11-20', 'PAID', 5, '2025-11-21 02:00', '2025-11-21 06:00');";

fn counts(records: &[Value]) -> Vec<u64> {
    records.iter().map(|record| record["data"]["model_runs"].as_u64().unwrap()).collect()
}

#[test]
fn a_days_model_runs_are_entries_under_the_name_of_their_table() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("counted", &format!("{PRESENT}{RUNS}"));
    let told = all(&url, &[]);
    let runs = "transformation_runs";
    assert_eq!(texts(&told, "event"), ["sync_start", runs, runs, runs, runs]);
    let day = "2025-11-20T00:00:00Z";
    assert_eq!(texts(&told[1..], "createdAt"), [day, day, day, "2025-11-19T00:00:00Z"]);
    assert_eq!(counts(&told[1..]), [1, 42, 5, 40], "in the same order each time");
    assert_eq!(texts(&told[1..], "destination_name"), ["s_test", "s_test", "", "s_test"]);
    assert!(told[1..].iter().all(|record| record["group"] == "transformation" && record["severity"] == "info"));
    assert_eq!(told[2]["data"]["updated_at"], "2025-11-21T02:00:03.250Z");
    let lines = connlog(&["events", "--from", &url, "-o", "plain", "--event", runs]).end().code(0).stdout;
    for detail in [
        "1 model run of job nightly (DBT_CORE), free (free period)\n",
        "42 model runs of job nightly (DBT_CORE), paid\n",
        "5 model runs of job j2 (QUICKSTART), paid\n",
    ] {
        assert!(lines.contains(detail), "{detail} in {lines}");
    }
    let counted = connlog(&["stats", "events", "--from", &url, "--by", "event", "--json", "--since", "2025-11-01"]);
    let counted = counted.end().code(0).array();
    let row = counted.iter().find(|row| row.to_string().contains(runs)).unwrap();
    assert_eq!(row["count"], 4);
}

#[test]
fn filters_and_windows_pick_model_runs_like_any_entry() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("picked", &format!("{PRESENT}{RUNS}"));
    for (filter, expected) in [
        ("--event transformation_runs", &[1, 42, 5, 40][..]),
        ("--event TRANSFORMATION_RUNS --since 2025-11-20", &[1, 42, 5]),
        ("--event transformation_runs --until 2025-11-20", &[40]),
        ("--group transformation --severity info", &[1, 42, 5, 40]),
        ("--where data.model_runs>=40", &[42, 40]),
        ("--where data.free_type==PAID --where data.job_name==nightly", &[42, 40]),
        ("--search nightly --since 2025-11-20", &[1, 42]),
        ("--event transformation_runs --connection this_connection", &[]),
        ("--event transformation_runs --stage 5", &[]),
        ("--event transformation_runs --severity failure", &[]),
        ("--event transformation_runs --service s3", &[]),
        ("--group transformation --sync s", &[]),
    ] {
        let words: Vec<&str> = filter.split(' ').collect();
        assert_eq!(counts(&all(&url, &words)), expected, "{filter}");
    }
    let life = connlog(&["connections", "--from", &url, "--all", "-o", "ndjson"]).end().code(0);
    assert_eq!(texts(&life.lines(), "event"), ["sync_start"], "no count is of a connection's life");
    let asked = |more: &[&str]| {
        let arguments = [&["events", "--from", &url, "--explain", "--since", "2025-11-20"], more].concat();
        connlog(&arguments).end().code(0).stdout
    };
    let plan = asked(&["--event", "transformation_runs"]);
    assert!(plan.contains("CAST(\"measured_date\" AS TIMESTAMP) >= $"), "{plan}");
    assert!(plan.contains("here     filters nothing") && plan.contains("LIMIT"), "{plan}");
    assert!(!asked(&["--event", "sync_end"]).contains("transformation_runs"));
}

#[test]
fn counts_of_other_types_and_without_rights_do_not_stop_the_rest() {
    let Some(cluster) = cluster() else { return };
    let odd = "
CREATE TABLE \"TRANSFORMATION_RUNS\" (job_id varchar(256), measured_date timestamp, model_runs text, updated_at text);
INSERT INTO \"TRANSFORMATION_RUNS\" VALUES ('j', '2025-11-20', 'many', 'soon'), (NULL, NULL, NULL, NULL);
CREATE ROLE counter LOGIN PASSWORD 'counter';
GRANT USAGE ON SCHEMA fivetran_metadata TO counter;
GRANT SELECT ON log TO counter;
GRANT INSERT ON \"TRANSFORMATION_RUNS\" TO counter;";
    let url = cluster.database("odd", &format!("{PRESENT}TRUNCATE log;{odd}"));
    let told = all(&url, &[]);
    assert_eq!(texts(&told, "createdAt"), ["2025-11-20T00:00:00Z", ""], "what has no time comes last");
    assert_eq!((&told[0]["data"]["model_runs"], &told[0]["data"]["updated_at"]), (&"many".into(), &"soon".into()));
    let ended = connlog(&["events", "--from", &cluster.url_of("counter", "odd"), "--json"]).end().code(0);
    assert!(ended.array().is_empty());
    assert!(ended.stderr.contains("TRANSFORMATION_RUNS is left out"), "{}", ended.stderr);
}

#[test]
fn both_tables_of_connections_are_read_and_the_deleted_ones_keep_their_names() {
    let Some(cluster) = cluster() else { return };
    let script = "
TRUNCATE log, connection, destination;
INSERT INTO log SELECT id, '2026-01-01', '2026-01-02', id, 'INFO', NULL, 'sync_start', NULL, 's'
    FROM unnest(ARRAY['both', 'old', 'gone', 'unknown']) AS id;
INSERT INTO destination VALUES ('d', NULL, NULL, NULL, 'warehouse', NULL);
INSERT INTO connection (connection_id, connection_name, connector_type, destination_id, signed_up, _fivetran_deleted) VALUES
    ('both', 'new_name', 's3', 'd', '2021-01-01', false),
    ('both', 'moved_away', 's3', 'e', '2022-01-01', true),
    ('gone', 'first', 'mysql', 'd', '2020-01-01', true),
    ('gone', 'last', 'mysql', 'd', '2021-01-01', true);
CREATE TABLE connector (connector_id text, connector_name text, connector_type text, destination_id text,
    signed_up timestamp, _fivetran_deleted boolean);
INSERT INTO connector VALUES
    ('both', 'stale_name', 's3', 'd', '2021-01-01', false),
    ('old', 'before_2025', 'postgres', 'd', '2019-01-01', true);";
    let url = cluster.database("named", &format!("{PRESENT}{script}"));
    let told = all(&url, &[]);
    assert_eq!(texts(&told, "connectionId"), ["both", "gone", "old", "unknown"]);
    assert_eq!(texts(&told, "connectionName"), ["new_name", "last", "before_2025", ""]);
    assert_eq!(texts(&told, "connectorType"), ["s3", "mysql", "postgres", ""]);
    assert_eq!(texts(&told, "destination_name"), ["warehouse", "warehouse", "warehouse", ""]);
    for (filter, value, found) in [
        ("--connection", "before_2025", &["old"][..]),
        ("--connection", "new_name,last", &["both", "gone"]),
        ("--connection", "stale_name", &[]),
        ("--service", "postgres,mysql", &["gone", "old"]),
    ] {
        assert_eq!(texts(&all(&url, &[filter, value]), "connectionId"), found, "{filter} {value}");
    }
}

#[test]
fn acts_name_who_acted_and_the_destination_they_were_upon() {
    let Some(cluster) = cluster() else { return };
    let script = "
TRUNCATE log;
INSERT INTO audit_trail VALUES
    ('a1', '2025-07-08 10:00', '2025-07-09', 'barista_fibula', 'EDIT', 'API', 'DESTINATION', 'television_trace', NULL, NULL,
        '{\"region\":\"a\"}', '{\"region\":\"b\"}'),
    ('a2', '2025-07-08 11:00', '2025-07-09', 'backlog_jack', 'EDIT', 'API', 'CONNECTION', 'this_connection', NULL, NULL, NULL, NULL),
    ('a3', '2025-07-08 12:00', '2025-07-09', 'long_gone', 'CREATE', 'API', 'DESTINATION', 'unheard_of', NULL, NULL, NULL, NULL);";
    let url = cluster.database("acted", &format!("{PRESENT}{script}"));
    let told = all(&url, &["--show-personal"]);
    assert_eq!(texts(&told, "id"), ["a3", "a2", "a1"]);
    assert_eq!(texts(&told, "user_name"), ["", "Knucklehead McGee", "Spngebob Squarepants"]);
    assert_eq!(texts(&told, "destination_name"), ["", "s_test", "s_gcp"]);
    assert_eq!(texts(&told, "destination_group_id"), ["unheard_of", "ups_trampoline", "television_trace"]);
}
