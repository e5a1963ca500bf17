//! Tests `tail --resume` of tables: each row is printed once, also after kills and during loads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::PRESENT;
use super::cluster::{Cluster, PASSWORD, cluster};
use super::following::row;
use crate::support::SavedCursor;
use crate::support::Tailing;
use crate::support::{Run, connlog};

/// Rounds; by hand with more of them.
fn kills() -> u32 {
    std::env::var("CONNLOG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

fn resuming(url: &str, state: &Path, flags: &str) -> Run {
    connlog(&format!("tail --interval 100ms --resume x --keep-repeats {flags} --from"))
        .arg(url)
        .env("PGPASSWORD", PASSWORD)
        .env("XDG_STATE_HOME", state.to_str().unwrap())
}

/// How often each id is there.
fn counted<'t>(ids: impl IntoIterator<Item = &'t str>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for id in ids {
        *counts.entry(id.to_owned()).or_default() += 1;
    }
    counts
}

fn stored(cluster: &Cluster, name: &str) -> BTreeMap<String, u32> {
    counted(cluster.run(name, "SELECT id FROM fivetran_metadata.log").lines())
}

/// What a file holds, none of it torn.
fn written(path: &Path) -> BTreeMap<String, u32> {
    let text = fs::read_to_string(path).unwrap_or_default();
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
    let records: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("torn: {line}"))).collect();
    counted(records.iter().map(|record| record["id"].as_str().unwrap()))
}

/// Loads on and on: rows of one load and of several, some twice, some under times of up to 90 minutes ago, some committed long
/// after others that bear later times.
fn load(cluster: &Cluster, name: &str, loader: &str, stop: &AtomicBool) {
    let mut dice = fastrand::Rng::with_seed(loader.len() as u64);
    let mut batch = 0;
    while !stop.load(Ordering::Relaxed) {
        batch += 1;
        let moment = match dice.u8(..4) {
            0 => "clock_timestamp() - random() * interval '90 minutes'",
            1 => "date_trunc('minute', now())",
            _ => "clock_timestamp()",
        };
        let (rows, wait) = (1 + dice.u32(..40), if dice.bool() { 0.15 } else { 0.0 });
        let row = format!(
            "'{loader}{batch}.' || n, clock_timestamp() - random() * interval '1 day', {moment}, 'this_connection', 'INFO', '{{}}',
            'sync_start', NULL, 's'"
        );
        let twice = if dice.u8(..5) == 0 {
            "INSERT INTO log SELECT * FROM log WHERE id = (SELECT min(id) FROM log) LIMIT 1;"
        } else {
            ""
        };
        cluster.run(
            name,
            &format!(
                "SET search_path = fivetran_metadata; BEGIN; INSERT INTO log SELECT {row} FROM generate_series(1, {rows}) AS n;
                {twice} SELECT pg_sleep({wait}); COMMIT;"
            ),
        );
    }
}

#[test]
fn kills_lose_no_row_and_repeat_none_while_rows_are_loaded() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.database("killed", &format!("{PRESENT}TRUNCATE log;"));
    let (state, stop) = (TempDir::new().unwrap(), AtomicBool::new(false));
    let out = state.path().join("out.ndjson");
    let run = || resuming(&url, state.path(), &format!("--since 1d --out {}", out.display())).no_env("CONNLOG_NOW");
    let (kills, mut dice, mut grew) = (kills(), fastrand::Rng::with_seed(7), 0);
    thread::scope(|scope| {
        for loader in ["a", "bb", "ccc"] {
            let stop = &stop;
            scope.spawn(move || load(cluster, "killed", loader, stop));
        }
        for round in 0..kills {
            let before = fs::metadata(&out).map_or(0, |file| file.len());
            let (mut child, _home) = run().spawn();
            // One in four is killed after some time, whatever it does; the others as soon as they wrote so much.
            let moment = Instant::now() + Duration::from_millis(dice.u64(..300));
            let length = before + dice.u64(1..20_000);
            let by_time = round % 4 == 3;
            let due = || fs::metadata(&out).is_ok_and(|file| file.len() >= length);
            while child.try_wait().unwrap().is_none() && !(if by_time { Instant::now() > moment } else { due() }) {
                thread::sleep(Duration::from_millis(1));
            }
            let ended = child.try_wait().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            if ended.is_some() {
                stop.store(true, Ordering::Relaxed);
            }
            assert_eq!(ended, None, "it runs until it is killed");
            grew += u32::from(fs::metadata(&out).is_ok_and(|file| file.len() > before));
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(grew >= kills * 3 / 4, "{grew} of {kills} runs wrote something");
    let expected = stored(cluster, "killed");
    let rows: u32 = expected.values().sum();
    let last = Tailing::start(run());
    while fs::read_to_string(&out).unwrap().lines().count() < usize::try_from(rows).unwrap() {
        thread::sleep(Duration::from_millis(20));
    }
    last.signal("TERM");
    last.end().code(143);
    let found = written(&out);
    let missing: Vec<_> =
        expected.iter().filter(|(id, times)| found.get(*id).is_none_or(|found| found < times)).collect();
    let repeated: Vec<_> =
        found.iter().filter(|(id, times)| expected.get(*id).is_none_or(|wanted| wanted < times)).collect();
    assert!(missing.is_empty() && repeated.is_empty(), "of {rows} rows {missing:?} are missing, {repeated:?} repeated");
    assert!(rows > 20 * kills && expected.values().any(|times| *times > 1), "{rows} rows");
}

fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["id"].as_str().unwrap()).collect()
}

#[test]
fn the_place_outlives_a_table_that_is_emptied_missing_or_made_anew() {
    let Some(cluster) = cluster() else { return };
    let both = row("a", "2026-01-02 06:00", "2026-01-02 04:00") + &row("b", "2026-01-02 06:00", "2026-01-02 05:00");
    let url = cluster.database("outlived", &format!("{PRESENT}TRUNCATE log;{both}"));
    let url = url.replace("admin@", &format!("admin:{PASSWORD}@"));
    let state = TempDir::new().unwrap();
    let next = |flags: &str| resuming(&url, state.path(), flags).end().code(0).lines();
    assert_eq!(ids(&next("-n 1 --count 1")), ["b"]);
    let c = row("c", "2026-01-03 06:00", "2026-01-03 05:00");
    cluster.run("outlived", &c);
    assert_eq!(ids(&next("--count 1")), ["c"]);
    cluster.run("outlived", "TRUNCATE fivetran_metadata.log");
    // An empty table is no reason to forget: what is put back is known, and what was late is found below it.
    assert_eq!(next("--for 1s").len(), 0);
    cluster.run("outlived", &format!("{c}{}", row("d", "2026-01-03 05:00", "2026-01-01 00:00")));
    assert_eq!(ids(&next("--count 1")), ["d"]);
    cluster.run(
        "outlived",
        &format!("TRUNCATE fivetran_metadata.log;{}", row("c", "2026-01-03 07:00", "2026-01-03 05:00")),
    );
    let mut tailing = Tailing::start(resuming(&url, state.path(), ""));
    cluster.run("outlived", &row("e", "2026-01-03 07:00", "2026-01-03 06:00"));
    assert_eq!(ids(&tailing.take(1)), ["e"], "what is loaded anew is the same entry");
    cluster.run("outlived", "ALTER TABLE fivetran_metadata.log RENAME TO away");
    assert!(tailing.said().ends_with("retrying"));
    // Fivetran renames its columns with a generation.
    cluster.run("outlived", "ALTER TABLE fivetran_metadata.away RENAME COLUMN connection_id TO connector_id");
    cluster.run("outlived", &row("f", "2026-01-03 08:00", "2026-01-03 07:00").replace(".log ", ".away "));
    cluster.run("outlived", "ALTER TABLE fivetran_metadata.away RENAME TO log");
    assert_eq!(ids(&tailing.take(1)), ["f"]);
    assert!(tailing.said().contains("the database is available again"));
    tailing.signal("TERM");
    assert_eq!(tailing.end().code(143).stdout, "");
    cluster.run("outlived", &row("g", "2026-01-03 08:00", "2026-01-03 07:00"));
    assert_eq!(ids(&next("--count 1")), ["g"]);
    let told = fs::read_to_string(state.path().join("connlog/cursors/x.json")).unwrap();
    assert!(told.contains("outlived on 127.0.0.1") && !told.contains(PASSWORD), "{told}");
    let refused = resuming(&url, state.path(), "--schema fivetran_metadata").end().code(3);
    assert!(refused.stderr.contains("different options") && !refused.stderr.contains(PASSWORD), "{}", refused.stderr);
}

#[test]
fn history_that_was_cut_off_comes_with_the_next_run_however_old_its_loads_are() {
    let Some(cluster) = cluster() else { return };
    let days =
        (1..=9).map(|day| row(&format!("r{day}"), &format!("2026-01-0{day} 06:00"), &format!("2026-01-0{day} 05:00")));
    let url = cluster.database("history", &format!("{PRESENT}TRUNCATE log;{}", days.collect::<String>()));
    let state = TempDir::new().unwrap();
    let next = |flags: &str| resuming(&url, state.path(), flags).end().code(0).lines();
    assert_eq!(ids(&next("-n 5 --count 2")), ["r5", "r6"]);
    cluster.run("history", &row("late", "2026-01-09 05:00", "2026-01-01 00:00"));
    assert_eq!(ids(&next("--count 4")), ["late", "r7", "r8", "r9"], "and nothing that was before the history");
    assert_eq!(next("--for 1s").len(), 0);
}

#[test]
fn a_cursor_of_an_earlier_version_continues() {
    let Some(cluster) = cluster() else { return };
    let loads =
        (1..=3).map(|day| row(&format!("r{day}"), &format!("2026-01-0{day} 06:00"), &format!("2026-01-0{day} 05:00")));
    let url = cluster.database("saved_cursor", &format!("{PRESENT}TRUNCATE log;{}", loads.collect::<String>()));
    let address = format!("saved_cursor on 127.0.0.1:{}", cluster.port());
    let cursor = SavedCursor::from_fixture("postgres.json", &[("ADDRESS", &address)]);
    let lines = resuming(&url, cursor.state(), "--count 2").end().code(0).lines();
    assert_eq!(ids(&lines), ["r2", "r3"]);
}
