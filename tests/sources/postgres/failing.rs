//! Tests errors of a database and their messages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use super::cluster::{Cluster, PASSWORD, cluster};
use super::{PRESENT, connlog, present};
use crate::support::{Ended, Run};

/// How listing its events ends, told as JSON.
fn ending(url: &str, more: &[&str]) -> Ended {
    let arguments = [&["events", "--from", url, "--json", "--debug"], more].concat();
    let ended = connlog(&arguments).end();
    assert!(!ended.stderr.contains(PASSWORD), "{}", ended.stderr);
    ended
}

#[track_caller]
fn fails(url: &str, more: &[&str], exit: i32, code: &str) -> String {
    let ended = ending(url, more).code(exit);
    let error = ended.error();
    assert_eq!(error["code"], code, "{error}");
    assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{error}");
    assert!(ended.stdout.is_empty(), "{}", ended.stdout);
    error["message"].as_str().unwrap().to_owned()
}

#[test]
fn each_refusal_has_its_code_cause_and_hint() {
    let Some(cluster) = cluster() else { return };
    let url = present(cluster);
    let told = fails(&url.replace("admin@", "admin:wrong-pass@"), &[], 4, "auth_invalid");
    assert!(told.contains("password authentication failed") && !told.contains("wrong-pass"), "{told}");
    let told = fails(&cluster.url("nowhere"), &[], 5, "not_found");
    assert!(told.contains("\"nowhere\" does not exist"), "{told}");
    let told = fails(&cluster.url("postgres"), &[], 5, "not_found");
    assert!(told.contains("no LOG table of Fivetran in postgres"), "{told}");
    let told = fails(url, &["--schema", "elsewhere"], 5, "not_found");
    assert!(told.contains("there is one in fivetran_metadata"), "{told}");
    fails("postgres://admin@127.0.0.1:1/logs", &[], 6, "network");
    fails("postgres://admin@no-such-host.invalid/logs", &[], 6, "network");
    fails("postgres://admin@/?sslmode=perhaps", &[], 2, "usage");
    fails(url, &["--demo"], 2, "usage");
}

#[test]
fn a_password_that_nobody_gave_is_asked_for() {
    let Some(cluster) = cluster() else { return };
    let ended = Run::new(&["events", "--from", present(cluster), "--json"]).end().code(4);
    assert_eq!(ended.error()["code"], "auth_missing", "{}", ended.stderr);
    let line = format!("127.0.0.1:{}:*:admin:{PASSWORD}\n", cluster.port());
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("passwords");
    std::fs::write(&file, &line).unwrap();
    let run = |mode: u32, code| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let run = Run::new(&["events", "--from", present(cluster), "--json"]);
        run.env("PGPASSFILE", file.to_str().unwrap()).end().code(code)
    };
    run(0o600, 0);
    let refused = run(0o644, 3);
    assert!(refused.stderr.contains("other users can read the file") && !refused.stderr.contains(PASSWORD));
}

#[test]
fn rights_to_some_tables_are_enough_and_those_to_none_are_told() {
    let Some(cluster) = cluster() else { return };
    let grants = "
CREATE ROLE reader LOGIN PASSWORD 'reader';
CREATE ROLE stranger LOGIN PASSWORD 'stranger';
CREATE ROLE passer LOGIN PASSWORD 'passer';
GRANT USAGE ON SCHEMA fivetran_metadata TO reader, passer;
GRANT SELECT ON log, connection TO reader;
GRANT INSERT ON log, audit_trail TO passer;
GRANT INSERT ON audit_trail TO reader;";
    cluster.database("guarded", &format!("{PRESENT}{grants}"));
    let ended = ending(&cluster.url_of("reader", "guarded"), &[]).code(0);
    assert!(!ended.array().is_empty());
    assert!(ended.stderr.contains("AUDIT_TRAIL is left out: there is no right to read it"), "{}", ended.stderr);
    for user in ["stranger", "passer"] {
        let told = fails(&cluster.url_of(user, "guarded"), &[], 4, "forbidden");
        assert!(told.contains("permission denied") && told.contains(user), "{told}");
    }
}

#[test]
fn the_way_is_as_safe_as_the_url_says() {
    let Some(cluster) = cluster() else { return };
    let by_address = present(cluster);
    let by_name = by_address.replace("127.0.0.1", "localhost");
    let file = |name: &str| cluster.folder.join(name).to_str().unwrap().to_owned();
    let (ours, other) = (file("authority.pem"), file("other.pem"));
    for mode in ["disable", "allow", "prefer", "require"] {
        ending(&format!("{by_address}?sslmode={mode}"), &[]).code(0);
    }
    for mode in ["verify-ca", "verify-full", "verify-full&sslrootcert=system"] {
        let told = fails(&format!("{by_name}?sslmode={mode}"), &[], 6, "network");
        assert!(told.contains("certificate"), "{told}");
    }
    for binding in ["disable", "prefer", "require"] {
        let url = format!("{by_name}?sslmode=verify-full&sslrootcert={ours}&channel_binding={binding}");
        ending(&url, &[]).code(0);
    }
    fails(&format!("{by_name}?sslmode=disable&channel_binding=require"), &[], 4, "auth_invalid");
    ending(&format!("{by_address}?hostaddr=127.0.0.1"), &[]).code(0);
    ending(&format!("{by_name}?sslmode=verify-full&sslrootcert={ours}"), &[]).code(0);
    ending(&format!("{by_address}?sslmode=verify-ca&sslrootcert={ours}"), &[]).code(0);
    fails(&format!("{by_address}?sslmode=verify-full&sslrootcert={ours}"), &[], 6, "network");
    for mode in ["verify-ca", "verify-full"] {
        let told = fails(&format!("{by_name}?sslmode={mode}&sslrootcert={other}"), &[], 6, "network");
        assert!(told.contains("certificate"), "{told}");
    }
    for mode in ["verify-full", "require", "prefer"] {
        fails(&format!("{by_name}?sslmode={mode}&sslrootcert=/nowhere.pem"), &[], 3, "config");
    }
    ending(&format!("{by_address}?sslmode=require&sslrootcert={ours}"), &[]).code(0);
    let told = fails(&format!("{by_address}?sslmode=require&sslrootcert={other}"), &[], 6, "network");
    assert!(told.contains("certificate"), "{told}");
    let by_variable = |mode: &str, roots: &str, code| {
        let run = Run::new(&["events", "--from", by_address, "--json"]).env("PGPASSWORD", PASSWORD);
        run.env("PGSSLMODE", mode).env("PGSSLROOTCERT", roots).end().code(code)
    };
    by_variable("verify-ca", &ours, 0);
    by_variable("verify-full", &ours, 6);
    by_variable("verify-ca", &other, 6);
}

/// A server that has no encryption, and hears what is said to it.
#[test]
fn no_password_is_sent_to_a_server_that_cannot_encrypt_where_that_was_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).unwrap();
        stream.write_all(b"N").unwrap();
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        heard
    });
    let url = format!("postgres://ada:s3cret@127.0.0.1:{port}/x");
    let ended = Run::new(&["events", "--from", &url, "--json"]).env("PGSSLMODE", "verify-full").end().code(6);
    assert!(heard.join().unwrap().is_empty());
    assert!(!ended.stderr.contains("s3cret"), "{}", ended.stderr);
}

/// Rows enough to fill every buffer on the way to a reader that does not read.
fn many(cluster: &Cluster, name: &str) -> String {
    let rows = "INSERT INTO log SELECT 'r' || n, timestamptz '2026-01-01' + n * interval '1 s', '2026-01-02', 'this_connection', 'INFO',
        '{\"table\":\"' || repeat('x', 500) || '\"}', 'write_to_table_start', NULL, 's' FROM generate_series(1, 20000) AS n;";
    cluster.database(name, &format!("{PRESENT}TRUNCATE log;{rows}"))
}

#[test]
fn a_connection_that_is_lost_in_the_middle_leaves_a_whole_document_and_says_how_to_go_on() {
    let Some(cluster) = cluster() else { return };
    let url = many(cluster, "cut");
    let (mut child, _home) = connlog(&["events", "--from", &url, "--all", "-o", "json"]).spawn();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    // The first records are here, and the rest cannot be before these are read.
    stdout.read_line(&mut text).unwrap();
    stdout.read_line(&mut text).unwrap();
    cluster.run(
        "cut",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'connlog' AND datname = 'cut'",
    );
    stdout.read_to_string(&mut text).unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(8), "{told}");
    let records: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(!records.is_empty() && records.len() < 20_000);
    assert!(told.contains("the list is incomplete") && told.contains("--until"), "{told}");
}

#[test]
fn a_reader_that_leaves_ends_the_reading_quietly() {
    let Some(cluster) = cluster() else { return };
    let url = many(cluster, "closed");
    let (mut child, _home) = connlog(&["events", "--from", &url, "--all", "-o", "ndjson"]).spawn();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'), "{first}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_server_that_thinks_too_long_is_given_up() {
    let Some(cluster) = cluster() else { return };
    let slow = "
ALTER TABLE log RENAME TO rows;
CREATE VIEW log AS SELECT id, time_stamp, _fivetran_synced, connection_id, event, pg_sleep(600)::text AS message_data, message_event FROM rows;";
    let url = cluster.database("slow", &format!("{PRESENT}{slow}"));
    fails(&url, &["--timeout", "2s"], 6, "timeout");
}

#[test]
fn nothing_can_be_written_through_what_is_read() {
    let Some(cluster) = cluster() else { return };
    let trap = "
CREATE TABLE written (n integer);
CREATE FUNCTION mark() RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO fivetran_metadata.written VALUES (1); RETURN 'x'; END $$;
ALTER TABLE log RENAME TO rows;
CREATE VIEW log AS SELECT id, time_stamp, _fivetran_synced, connection_id, event, mark() AS message_data, message_event FROM rows;";
    let url = cluster.database("trapped", &format!("{PRESENT}{trap}"));
    let told = fails(&url, &[], 6, "server");
    assert!(told.contains("read-only transaction"), "{told}");
    assert_eq!(cluster.run("trapped", "SELECT count(*) FROM fivetran_metadata.written").trim(), "0");
}
