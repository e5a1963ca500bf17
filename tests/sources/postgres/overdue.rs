//! Tests which connections need a recent sync, by the tables CONNECTION and CONNECTOR.

use super::cluster::cluster;
use super::connlog;

/// Both generations of the tables side by side.
const TABLES: &str = r#"
CREATE SCHEMA fivetran_metadata;
SET search_path = fivetran_metadata;
CREATE TABLE log (id text, time_stamp timestamptz, _fivetran_synced timestamptz, connector_id text, connection_id text,
    event text, message_event text, message_data json, sync_id text, transformation_id text);
CREATE TABLE connector (connector_id text, connector_name text, connector_type_id text, destination_id text,
    paused boolean, _fivetran_deleted boolean, signed_up timestamptz);
CREATE TABLE connection (connection_id text, connection_name text, connector_type text, destination_id text,
    paused boolean, _fivetran_deleted boolean, signed_up timestamptz);
CREATE TABLE destination (id text, name text);
INSERT INTO destination VALUES ('d1', 'Warehouse EU');
INSERT INTO connector VALUES
    ('gone', 'legacy_crm', 'salesforce', 'd1', false, true, '2020-01-01'),
    ('late', 'crm_old', 'salesforce', 'd1', true, false, '2024-01-01');
INSERT INTO connection VALUES
    ('late', 'crm', 'salesforce', 'd1', false, false, '2021-01-01'),
    ('late', 'crm_first', 'salesforce', 'd1', false, false, '2020-06-01'),
    ('late', 'crm_before', 'salesforce', 'd1', true, true, '2022-01-01'),
    ('idle', 'shop', 'postgres', 'd1', true, false, '2021-01-01'),
    ('never', 'new_one', 'stripe', 'd1', false, false, '2026-01-01'),
    ('young', 'newest', 'stripe', 'd1', NULL, NULL, '2026-11-20 09:00+00');
INSERT INTO log VALUES
    ('1', '2026-11-19 06:00+00', '2026-11-20', NULL, 'late', 'INFO', 'sync_start', NULL, 'a', NULL),
    ('2', '2026-11-19 06:05+00', '2026-11-20', NULL, 'late', 'SEVERE', 'sync_end', '{"status":"FAILURE"}', 'a', NULL),
    ('3', '2026-11-12 06:00+00', '2026-11-20', 'gone', NULL, 'INFO', 'sync_start', NULL, 'b', NULL),
    ('4', '2026-11-12 06:09+00', '2026-11-20', 'gone', NULL, 'SEVERE', 'sync_end', '{"status":"FAILURE"}', 'b', NULL),
    ('5', '2026-11-18 06:00+00', '2026-11-20', NULL, 'idle', 'INFO', 'sync_start', NULL, 'c', NULL),
    ('6', '2026-11-18 06:05+00', '2026-11-20', NULL, 'idle', 'INFO', 'sync_end', '{"status":"SUCCESSFUL"}', 'c', NULL);
"#;

#[test]
fn tables_say_who_is_paused_deleted_or_never_ran() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("overdue", TABLES);
    // Times of a session in another zone and style are no other times.
    cluster.run("postgres", "ALTER DATABASE overdue SET DateStyle = 'SQL, DMY'");
    cluster.run("postgres", "ALTER DATABASE overdue SET TimeZone = 'Asia/Tokyo'");
    let run = |kind: &str, more: &[&str], code| {
        let words = [&["check", kind, "--no-success-for", "24h", "-o", "json", "--from", &url], more].concat();
        connlog(&words).end().code(code).stdout
    };
    let syncs = connlog(&["syncs", "--from", &url, "-o", "ndjson"]).end().code(0).lines();
    for sync in syncs {
        assert_eq!((&sync["destination_group_id"], &sync["destination_name"]), (&"d1".into(), &"Warehouse EU".into()));
    }
    for kind in ["syncs", "connections", "events"] {
        let verdict = run(kind, &[], 10);
        assert_eq!(verdict.matches("\"no_success\"").count(), 2, "{verdict}");
        assert!(verdict.contains("crm (late) on salesforce: no succeeded sync for 24h"), "{verdict}");
        assert!(verdict.contains("new_one (never) on stripe: no succeeded sync for 24h; it never synced"), "{verdict}");
        let one = run(kind, &["--connection", "new_one"], 10);
        assert_eq!(one.matches("\"no_success\"").count(), 1, "{one}");
        let idle = run(kind, &["--connection", "shop", "--min-records", "0"], 0);
        assert_eq!(idle.matches("\"no_success\"").count(), 0, "{idle}");
    }
}

#[test]
fn states_of_connections_are_derived_from_tables() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("states", TABLES);
    let ended = connlog(&["status", "--from", &url, "-o", "json"]).end().code(0);
    let states: Vec<String> = ended
        .array()
        .iter()
        .map(|one| format!("{} {} {} {}", one["id"], one["name"], one["state"], one["reason"]).replace('"', ""))
        .collect();
    let expected = [
        "late crm failing the last sync failed",
        "never new_one unknown the log has no sync of it",
        "young newest unknown the log has no sync of it",
        "idle shop paused null",
    ];
    assert_eq!(states, expected, "{}", ended.stderr);
    connlog(&["check", "status", "--from", &url]).end().code(10);
}

#[test]
fn why_tells_the_story_of_a_connection_and_of_a_sync_from_tables() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("stories", TABLES);
    for (id, rule, sentence) in [("late", "connection", "crm"), ("crm", "connection", "crm"), ("a", "sync", "crm")] {
        let ended = connlog(&["why", id, "--from", &url, "-o", "json"]).end().code(0);
        let story: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(story["subject"]["kind"], rule, "{story}");
        assert!(story["headline"].as_str().unwrap().contains(sentence), "{story}");
        assert!(story["timeline"].as_array().is_some_and(|timeline| !timeline.is_empty()), "{story}");
        assert_eq!(story["resolved"]["at"], serde_json::Value::Null, "{story}");
    }
    connlog(&["why", "no_such_id", "--from", &url]).end().code(5);
}
