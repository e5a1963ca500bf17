//! Tests reading tables through ADBC drivers: PyPI's drivers of PostgreSQL, SQLite and Snowflake give what our own
//! reading of PostgreSQL gives.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::cluster::{Cluster, PASSWORD, cluster};
use super::{OLDER, PRESENT, connlog, present};
use crate::missing;
use crate::support::Tailing;
use crate::support::{Ended, Run, root};

/// Commands, each with filters that the server can apply, partly apply, or not apply.
const COMMANDS: [&str; 14] = [
    "events --all -o ndjson",
    "events -n 5 -o ndjson",
    "events -n 3 --skip 4 -o ndjson --event write_to_table_start",
    "events --all -o ndjson --since 2021-12-09T14:26:44Z --until 2021-12-09T14:26:52.433Z",
    "events --all -o ndjson --event sync_end,API_CALL",
    "events --all -o ndjson --severity failure,ok,warning",
    "events --all -o ndjson --group unknown,dashboard,connector --stage 5",
    "events --all -o ndjson --sync 456abc --search INSTAGRAM",
    "events --all -o ndjson --connection test,paint_wedges",
    "events --all -o ndjson --service S3",
    "syncs --all -o ndjson",
    "status -o ndjson",
    "check syncs --since 2021-01-01",
    "stats events --since 2021-01-01 -o csv",
];

/// Returns the Python environment with the drivers; skips the test without it.
#[track_caller]
fn drivers() -> Option<PathBuf> {
    let folder = std::env::var_os(missing::ADBC).map(PathBuf::from).filter(|folder| folder.join("bin/python").exists());
    folder.or_else(|| missing::skip("ADBC drivers", missing::ADBC))
}

/// A run with the drivers, and with a context `driver` that has these options.
fn run(words: &[&str], drivers: &Path, options: &[(&str, &str)]) -> Run {
    let options: String = options.iter().map(|(name, value)| format!("\"{name}\" = \"{value}\"\n")).collect();
    let config = format!("[context.driver.options]\n{options}");
    connlog(words).env("VIRTUAL_ENV", drivers.to_str().unwrap()).file(".config/connlog/config.toml", &config)
}

fn postgres_uri(cluster: &Cluster, database: &str) -> String {
    format!("postgresql://admin:{PASSWORD}@127.0.0.1:{}/{database}", cluster.port())
}

/// The words of a command with its source.
fn words<'w>(command: &'w str, source: &[&'w str]) -> Vec<&'w str> {
    command.split(' ').chain(source.iter().copied()).collect()
}

/// Compares each command on the tables of our own protocol with the same command through a driver.
#[track_caller]
fn compare(commands: &[&str], own: &[&str], through: impl Fn(&str) -> Ended) {
    let mut lines = 0;
    for command in commands {
        let (expected, found) = (connlog(&words(command, own)).end(), through(command));
        assert!([Some(0), Some(10), Some(11)].contains(&expected.code), "{command}: {}", expected.stderr);
        assert_eq!((found.code, &found.stdout), (expected.code, &expected.stdout), "{command}: {}", found.stderr);
        lines += expected.stdout.lines().count();
    }
    assert!(lines > commands.len() * 3, "the commands print something");
}

#[test]
fn the_driver_of_postgresql_gives_the_rows_of_our_own_protocol() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    let through = |uri: String| {
        let drivers = drivers.clone();
        move |command: &str| {
            run(&words(command, &["--from", "adbc:postgresql", "-c", "driver"]), &drivers, &[("uri", &uri)]).end()
        }
    };
    compare(&COMMANDS, &["--from", present(cluster)], through(postgres_uri(cluster, "present")));
    let older = cluster.database("warehouse_older", OLDER);
    compare(&COMMANDS, &["--from", &older], through(postgres_uri(cluster, "warehouse_older")));
}

#[test]
fn the_driver_of_sqlite_gives_the_rows_of_postgresql() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    for table in ["log", "connection", "destination", "user"] {
        let mut reader = csv::Reader::from_path(root().join(format!("tests/fixtures/fivetran/{table}.csv"))).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(|name| format!("\"{name}\" TEXT")).collect();
        database.execute(&format!("CREATE TABLE \"{table}\" ({})", header.join(", ")), []).unwrap();
        let places = vec!["NULLIF(?, '')"; header.len()].join(", ");
        for row in reader.records() {
            let row = row.unwrap();
            database
                .execute(&format!("INSERT INTO \"{table}\" VALUES ({places})"), rusqlite::params_from_iter(row.iter()))
                .unwrap();
        }
    }
    drop(database);
    let through = |command: &str| {
        let source = ["--from", "adbc:sqlite", "-c", "driver"];
        run(&words(command, &source), &drivers, &[("uri", path.to_str().unwrap())]).end()
    };
    compare(&COMMANDS, &["--from", present(cluster)], through);
}

/// A running fakesnow.
struct Snowflake {
    process: Child,
    port: String,
}

impl Snowflake {
    fn start(drivers: &Path) -> Self {
        let mut process = Command::new(drivers.join("bin/python"))
            .arg(root().join("tests/sources/postgres/serve_tables.py"))
            .arg(root().join("tests/fixtures/fivetran"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        assert!(!port.is_empty(), "the server starts");
        Self { process, port: port.trim().to_owned() }
    }
}

impl Drop for Snowflake {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn the_driver_of_snowflake_gives_the_rows_of_postgresql() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    if !drivers.join("bin/fakesnow").exists() {
        let _: Option<()> = missing::skip_long("fakesnow", missing::SNOWFLAKE);
        return;
    }
    let server = Snowflake::start(&drivers);
    let url = format!("snowflake://fake:snow-s3cret@fakesnow/RAW?host=127.0.0.1&port={}&protocol=http", server.port);
    let through = |schema: &'static str| {
        let (url, drivers) = (url.clone(), drivers.clone());
        move |command: &str| run(&words(command, &["--from", &url, "--schema", schema]), &drivers, &[]).end()
    };
    compare(&COMMANDS, &["--from", present(cluster)], through("fivetran_log"));
    let older = cluster.database("snowflake_older", OLDER);
    compare(&COMMANDS, &["--from", &older], through("older"));
    let explained =
        run(&words("events --explain --event sync_end --since 2024-01-01", &["--from", &url]), &drivers, &[])
            .end()
            .code(0);
    assert!(
        explained.stdout.contains("CAST(? AS TIMESTAMP_TZ)") && !explained.stdout.contains("s3cret"),
        "{}",
        explained.stdout
    );
    let checked = run(&["doctor", "--from", &url], &drivers, &[]).end().code(0);
    for words in ["Snowflake Driver", "LOG, CONNECTION", "FIVETRAN_LOG", "2021-02-12T08:15:05.555Z"] {
        assert!(checked.stdout.contains(words), "{words}: {}", checked.stdout);
    }
}

#[test]
fn a_driver_that_is_missing_is_named_with_the_command_that_installs_it() {
    for (url, driver) in [
        ("snowflake://ann:hunter2222@acc/RAW?warehouse=W", "snowflake"),
        ("bigquery://project/dataset", "bigquery"),
        ("databricks://token:hunter2222@h.example:443/sql/1.0/warehouses/a", "databricks"),
        ("duckdb:/tmp/none.duckdb", "duckdb"),
        ("adbc:postgresql", "postgresql"),
    ] {
        for command in ["events", "tail events", "check events", "doctor"] {
            let ended = connlog(&words(command, &["--from", url])).end().code(3);
            let all = format!("{}{}", ended.stdout, ended.stderr);
            assert!(all.contains(&format!("pipx run dbc install {driver}")), "{command} {url}: {all}");
            assert!(!all.contains("hunter2222"), "{command}: {all}");
        }
    }
    for wrong in [
        "snowflake://a:hun/ter2222@acc/RAW",
        "adbc:",
        "bigquery://",
        "snowflake://acc/RAW?passwort=hunter2222",
        "snowflake:acc",
    ] {
        let ended = connlog(&["events", "--from", wrong]).end().code(2);
        assert!(!ended.stderr.contains("ter2222"), "{}", ended.stderr);
    }
    let two = connlog(&["events", "--from", "duckdb:a", "b.csv"]).end().code(2);
    assert!(two.stderr.contains("cannot be combined"), "{}", two.stderr);
}

#[test]
fn refusals_have_their_code_and_no_output_has_the_password() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    present(cluster);
    let source = ["--from", "adbc:postgresql", "-c", "driver"];
    let end = |words: &[&str], uri: &str| run(&[words, &source].concat(), &drivers, &[("uri", uri)]).end();
    let wrong = format!("postgresql://admin:wr0ng-password@127.0.0.1:{}/present", cluster.port());
    for (words, uri, code) in [
        (&["events"][..], wrong.as_str(), 4),
        (&["events", "--schema", "nothing"], &postgres_uri(cluster, "present"), 5),
        (&["events"], "postgresql://admin:wr0ng-password@127.0.0.1:1/present", 6),
        (&["events"], &postgres_uri(cluster, "postgres"), 5),
    ] {
        let ended = end(words, uri).code(code);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!all.contains("wr0ng-password") && !all.contains(PASSWORD), "{all}");
    }
    cluster.run(
        "present",
        "CREATE ROLE warehouse_reader LOGIN PASSWORD 'reader'; GRANT USAGE ON SCHEMA fivetran_metadata TO warehouse_reader;
        GRANT SELECT ON fivetran_metadata.log TO warehouse_reader; GRANT INSERT ON fivetran_metadata.connection TO warehouse_reader;",
    );
    let uri = format!("postgresql://warehouse_reader:reader@127.0.0.1:{}/present", cluster.port());
    let checked = end(&["doctor"], &uri).code(0);
    assert!(checked.stdout.contains("no right to read CONNECTION"), "{}", checked.stdout);
    assert!(
        checked.stdout.contains("ADBC PostgreSQL Driver") && checked.stdout.contains("fivetran_metadata"),
        "{}",
        checked.stdout
    );
    let native = connlog(&["doctor", "--from", present(cluster)]).end().code(0);
    assert!(native.stdout.contains("PostgreSQL 1") && native.stdout.contains("log, connection"), "{}", native.stdout);
}

#[test]
fn ctrl_c_cancels_the_statement_on_the_server() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    cluster.database("warehouse_locked", PRESENT);
    let uri = postgres_uri(cluster, "warehouse_locked");
    let url = cluster.url("warehouse_locked");
    let lock = "BEGIN; LOCK TABLE fivetran_metadata.log IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60);";
    let mut holder = Command::new("psql")
        .args(["-X", "-q", "-d", &url, "-c", lock])
        .env("PGPASSWORD", PASSWORD)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let waiting = || {
        let count = cluster.run(
            "postgres",
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'warehouse_locked'",
        );
        count.trim() != "0"
    };
    let until = |wanted: bool| {
        let start = Instant::now();
        while waiting() != wanted {
            assert!(start.elapsed() < Duration::from_secs(30), "waiting: {}", !wanted);
            thread::sleep(Duration::from_millis(50));
        }
    };
    until(false);
    let tailing =
        Tailing::start(run(&["events", "--from", "adbc:postgresql", "-c", "driver"], &drivers, &[("uri", &uri)]));
    until(true);
    tailing.signal("INT");
    tailing.end().code(130);
    until(false);
    drop(holder.kill());
    drop(holder.wait());
}

#[test]
fn tail_shows_each_load_once() {
    let (Some(cluster), Some(drivers)) = (cluster(), drivers()) else { return };
    cluster.database("warehouse_tail", PRESENT);
    let uri = postgres_uri(cluster, "warehouse_tail");
    let source = "tail events -n 1 --interval 200ms -o ndjson --from adbc:postgresql -c driver";
    let mut tailing = Tailing::start(run(&source.split(' ').collect::<Vec<_>>(), &drivers, &[("uri", &uri)]));
    assert_eq!(tailing.take(1)[0]["event"], "write_to_table_start");
    for number in 1..=3 {
        cluster.run("warehouse_tail", &format!(
            "INSERT INTO fivetran_metadata.log VALUES ('new {number}', '2026-11-20T11:00:0{number}Z', '2026-11-20T11:30:0{number}Z', \
             'aft_gleeful', 'INFO', '{{}}', 'sync_start', NULL, 's{number}')"
        ));
        let entry = &tailing.take(1)[0];
        assert_eq!((&entry["id"], &entry["connectionName"]), (&format!("new {number}").into(), &"test".into()));
    }
    tailing.signal("TERM");
    let ended = tailing.end().code(143);
    assert!(ended.stdout.is_empty(), "{}", ended.stdout);
}
