//! Tests that no output contains the password of the database, which its rows repeat.

use connlog::output::formats::FORMATS;

use super::cluster::{PASSWORD, cluster};
use super::connlog;

fn script() -> String {
    let data = serde_json::json!({ "status": "FAILURE", "reason": format!("login ada:{PASSWORD} failed"), PASSWORD: [PASSWORD] });
    format!(
        "CREATE SCHEMA fivetran_log; SET search_path = fivetran_log;
        CREATE TABLE log (id text, time_stamp text, connection_id text, event text, message_event text, message_data text, sync_id text);
        INSERT INTO log VALUES ('1', '2026-11-20 11:00:00', 'c-{PASSWORD}', 'SEVERE', 'sync_end', $${data}$$, 's1');
        INSERT INTO log VALUES ('2', '2026-11-20 11:30:00', 'c2', 'INFO', 'sync_end', $${{\"status\":\"SUCCESSFUL\"}}$$, 's2');"
    )
}

#[test]
fn the_password_in_rows_is_printed_nowhere() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("canary", &script());
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.html");
    let report = format!("html={}", report.display());
    let mut commands: Vec<Vec<&str>> = FORMATS.iter().map(|spec| vec!["events", "-o", spec.name]).collect();
    commands.extend([
        vec!["events", "-o", "ndjson", "--raw", "--show-secrets", "--show-personal"],
        vec!["syncs", "-o", "json"],
        vec!["syncs", "show", "s1"],
        vec!["stats", "events", "--by", "connection"],
        vec!["check", "events", "--report", &report],
        vec!["tail", "-n", "2", "--for", "1s", "-o", "ndjson", "--exec", "cat"],
    ]);
    for command in commands {
        let ended = connlog(&[command.as_slice(), &["--from", &url]].concat()).end();
        let shown = ended.stdout.replace('\\', "");
        assert!(shown.contains("[hidden]"), "{command:?}: {} {}", ended.stdout, ended.stderr);
        assert!(!ended.stdout.contains(PASSWORD) && !ended.stderr.contains(PASSWORD), "{command:?}: {}", ended.stdout);
    }
    let report = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(report.contains("[hidden]") && !report.contains(PASSWORD));
}
