//! Tests the archive on a ClickHouse server: each entry once, and the same answers as from the source itself.

mod crashes;
mod server;

use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tempfile::TempDir;

use self::server::{PASSWORD, is_chdb, server};
use crate::archive::{rows, scripted};
use crate::engines::{self, Archive, bytes};
use crate::support::{Demo, Run, Scripted, World, connlog, cut};

impl Archive {
    /// An archive in a database that no other test has.
    #[track_caller]
    pub fn on_a_server() -> Option<Self> {
        Some(Self::at(server()?.address()))
    }

    /// Runs a statement in the database of the archive; its output.
    pub fn sql(&self, statement: &str) -> String {
        server().unwrap().run(&self.address, statement)
    }
}

/// The first number of the summary.
fn new_entries(run: Run) -> String {
    let stdout = run.end().code(0).stdout;
    stdout.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn an_archive_has_every_entry_of_the_api_byte_for_byte_and_in_its_order() {
    for dialect in ["late", "zernio"] {
        let Some(archive) = Archive::on_a_server() else { return };
        let world = World::of(dialect, "--entries 400");
        let first = archive.filled(&format!("--dialect {dialect}")).at(&world.demo.base_url).end().code(0);
        assert!(first.stdout.contains("new entries"), "{}", first.stdout);
        let kinds: &[&str] =
            if dialect == "late" { &["connections", "posts"] } else { &["posts", "webhooks", "messages"] };
        for kind in kinds {
            for flags in [
                "--all --raw -o ndjson",
                "-n 40 -o csv --fields createdAt,platform,status",
                "-n 7 --skip 3 -o ndjson",
                "--since 2d -o json",
            ] {
                let (expected, found) =
                    (bytes(world.run(&format!("{kind} {flags}"))), bytes(archive.read(&format!("{kind} {flags}"))));
                assert!(!expected.is_empty() && found == expected, "{dialect} {kind} {flags}");
            }
        }
        archive.is_sound();
        assert_eq!(new_entries(archive.filled(&format!("--dialect {dialect}")).at(&world.demo.base_url)), "0");
    }
}

#[test]
fn filters_give_what_the_source_gives_whether_the_server_or_connlog_applies_them() {
    let Some(archive) = Archive::on_a_server() else { return };
    let world = World::of("zernio", "--entries 500");
    archive.filled("").at(&world.demo.base_url).end().code(0);
    let account = world.everything("posts")[0]["accountId"].as_str().unwrap_or_default().to_owned();
    for flags in [
        "connections --status failed",
        "connections --status success,pending --platform instagram,X",
        "connections --event connect_success,disconnect",
        "posts --status FAILED --since 3d --until 1d",
        "posts --until 1d",
        "posts --where 'durationMs > 500 and status = failed'",
        "posts --search timeout",
        "posts --status-code 401,429",
        &format!("posts --account {account}"),
        "posts --account \"a' OR 1 = 1 OR account IN ('\\\\\"",
        "requests --where 'statusCode >= 400'",
        "events --status failed --platform facebook",
        "connections --platform tiktok --any-value --status nothing",
    ] {
        let arguments = shell_words::split(&format!("{flags} --all -o ndjson")).unwrap();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let expected = bytes(Run::new(&arguments).at(&world.demo.base_url));
        let found = bytes(Run::new(&arguments).arg("--from").arg(&archive.address));
        assert!(found == expected, "{flags}: {} of {} lines", found.lines().count(), expected.lines().count());
        assert_eq!(expected.is_empty(), flags.contains("nothing") || flags.contains(" OR "), "{flags} proves nothing");
    }
    for flags in ["stats posts --by platform -o csv", "stats connections --every 1d -o csv"] {
        assert!(bytes(world.run(flags)) == bytes(archive.read(flags)), "{flags}");
    }
    let failed = world.list("posts --status failed -n 1");
    let story = archive.read(&format!("why {}", failed[0]["postId"].as_str().unwrap())).end().code(0).stdout;
    assert!(story.starts_with("The post "), "{story}");
    assert!(!archive.read("status -o json").end().code(0).array().is_empty());
    let plan = archive.read("posts --status failed --since 1d --explain").end().code(0).stdout;
    assert!(plan.contains("filters --status, --since") && !plan.contains(PASSWORD), "{plan}");
}

#[test]
fn entries_without_an_id_are_archived_once_and_equal_ones_by_their_number() {
    let Some(archive) = Archive::on_a_server() else { return };
    let mut list = rows(0..300);
    list.insert(10, list[10].clone());
    list.insert(200, list[200].clone());
    list.insert(200, list[200].clone());
    let server = scripted(list);
    let run = |kinds: &str, key: &str| {
        let run = archive.filled(&format!("--dialect zernio {kinds}")).at(&server.base_url);
        new_entries(run.env("CONNLOG_API_KEY", key))
    };
    let keys = [crate::support::KEY.to_owned(), format!("sk_{}", "ab".repeat(32))];
    assert_eq!(run("connections", &keys[0]), "303");
    assert_eq!(run("connections posts", &keys[0]), "0");
    assert_eq!(run("connections", &keys[1]), "0");
    assert_eq!(bytes(archive.read("connections --all -o ndjson")).lines().count(), 303);
    archive.is_sound();
}

#[test]
fn late_entries_are_archived_with_the_next_run_and_a_lost_window_is_reported() {
    let Some(archive) = Archive::on_a_server() else { return };
    let list = Arc::new(Mutex::new(rows(0..700)));
    let shown = Arc::clone(&list);
    let server = Scripted::start(move |_, target| {
        let list = shown.lock().unwrap();
        cut(if target.contains("type=connections") { &list } else { &[] }, target)
    });
    let run = |now: &str| archive.filled("connections --dialect zernio").at(&server.base_url).env("CONNLOG_NOW", now);
    let now = "2026-11-20T12:00:00Z";
    assert_eq!(new_entries(run(now)), "700");
    let mut late = rows(670..671)[0].clone();
    late["account_id"] = "late".into();
    list.lock().unwrap().insert(30, late);
    list.lock().unwrap().splice(0..0, rows(700..719));
    assert_eq!(new_entries(run(now)), "20", "the late one and nineteen");
    assert_eq!(new_entries(run(now)), "0");
    for row in list.lock().unwrap().iter_mut() {
        row["created_at"] = row["created_at"].as_str().unwrap().replace("2026-11-20", "2027-05-01").into();
    }
    let later = "2027-05-01T12:00:00Z";
    assert!(run(later).end().code(8).stderr.contains("are lost"));
    run(later).end().code(0);
    let check = archive.filled("--check").end().code(0).stdout;
    assert!(check.contains("lost ") && check.contains("1,440 entries"), "{check}");
    let verdict = "check connections --max-failures 100000 --min-records 0 --since 2027-01-01";
    let undecided = archive.read(verdict).env("CONNLOG_NOW", later).end().code(11);
    assert!(undecided.stdout.contains(" are lost"), "{}", undecided.stdout);
    archive.read(&verdict.replace("2027-01-01", "10m")).env("CONNLOG_NOW", later).end().code(0);
}

#[test]
fn files_are_archived_once_and_syncs_are_put_together() {
    let Some(archive) = Archive::on_a_server() else { return };
    let folder = TempDir::new().unwrap();
    let event = |number: u32| {
        let (event, data) = match number % 4 {
            0 => ("sync_start", json!({})),
            3 => ("sync_end", json!({ "status": if number % 40 == 3 { "FAILURE_WITH_TASK" } else { "SUCCESSFUL" } })),
            _ => ("records_modified", json!({ "table": "t", "count": number })),
        };
        let created = format!("2026-11-{:02}T{:02}:{:02}:00Z", 1 + number / 96, number / 4 % 24, number % 4 * 10);
        let event = json!({ "event": event, "created": created, "connector_type": "s3", "connector_id": "c1", "sync_id": format!("s{}", number / 4), "data": data });
        format!("{event}\n")
    };
    let log = folder.path().join("log.ndjson");
    fs::write(&log, (0..400).map(event).collect::<String>()).unwrap();
    let run = || new_entries(archive.filled(&format!("--from {}", log.display())));
    assert_eq!((&*run(), &*run()), ("400", "0"));
    for command in ["syncs --status failed --all -o ndjson", "syncs --since 2026-11-03 -o csv", "stats syncs -o csv"] {
        let (expected, found) =
            (bytes(connlog(&format!("{command} --from {}", log.display()))), bytes(archive.read(command)));
        assert!(!expected.is_empty() && found == expected, "{command}:\n{found}\n{expected}");
    }
}

#[test]
fn an_archive_moves_from_a_file_to_a_server_and_back() {
    let Some(archive) = Archive::on_a_server() else { return };
    let folder = TempDir::new().unwrap();
    let (file, copy) = (folder.path().join("a.db"), folder.path().join("b.db"));
    let mut list = rows(0..100);
    list.insert(10, list[10].clone());
    let server = scripted(list);
    let into_file = |flags: &str| connlog(&format!("archive --into sqlite:{} {flags}", file.display()));
    into_file("--dialect zernio").at(&server.base_url).end().code(0);
    let demo = Demo::start("--entries 100");
    into_file("").at(&demo.base_url).end().code(0);
    let count = new_entries(archive.filled(&format!("--from sqlite:{}", file.display())));
    assert_ne!(count, "0");
    assert_eq!(new_entries(archive.filled(&format!("--from {}", file.display()))), "0");
    let back = connlog(&format!("archive --from {} --into sqlite:{}", archive.address, copy.display()));
    assert_eq!(new_entries(back), count);
    let read = |from: &str| bytes(connlog(&format!("events --all --raw -o ndjson --from {from}")));
    let whole = read(file.to_str().unwrap());
    assert!(read(&archive.address) == whole && read(copy.to_str().unwrap()) == whole);
    assert_eq!(archive.sql("SELECT uniqExact(source) FROM entry"), "2");
    archive.is_sound();
    let refused = archive.filled(&format!("--from {}", archive.address)).end().code(2);
    assert!(refused.stderr.contains("into itself") && !refused.stderr.contains(PASSWORD), "{}", refused.stderr);
}

#[test]
fn a_dry_run_writes_nothing_and_pruning_removes_old_entries_only() {
    let Some(archive) = Archive::on_a_server() else { return };
    let demo = Demo::start("--entries 400");
    let dry = archive.filled("--dry-run connections").at(&demo.base_url).end().code(0).stdout;
    assert!(dry.starts_with("would archive 400 new entries: 400 connections"), "{dry}");
    archive.read("posts").end().code(5);
    archive.filled("--check").end().code(5);
    archive.filled("connections").at(&demo.base_url).end().code(0);
    let dry = archive.filled("--dry-run connections posts").at(&demo.base_url).end().code(0).stdout;
    assert!(dry.starts_with("would archive 400 new entries: 400 posts"), "{dry}");
    assert_eq!(archive.sql("SELECT count() FROM entry"), "400");
    let newest = bytes(archive.read("connections --all --since 1d -o ndjson"));
    assert!(archive.filled("--prune-before 1d --dry-run").end().code(0).stdout.starts_with("would remove"));
    assert!(archive.filled("--prune-before 1d").end().code(0).stdout.starts_with("removed"));
    assert!(bytes(archive.read("connections --all -o ndjson")) == newest);
    archive.is_sound();
    // The cursor stays, so that what was removed does not come back.
    assert_eq!(new_entries(archive.filled("connections").at(&demo.base_url)), "0");
}

#[test]
fn rows_that_are_not_merged_yet_are_read_once() {
    let Some(archive) = Archive::on_a_server() else { return };
    let demo = Demo::start("--entries 200");
    archive.filled("connections").at(&demo.base_url).end().code(0);
    let before = bytes(archive.read("connections --all --raw -o ndjson"));
    let stats = bytes(archive.read("stats connections --by platform -o csv"));
    archive.sql("INSERT INTO entry SELECT * FROM entry");
    assert_eq!(archive.sql("SELECT count() FROM entry"), "400");
    assert!(bytes(archive.read("connections --all --raw -o ndjson")) == before);
    assert!(bytes(archive.read("stats connections --by platform -o csv")) == stats);
    let check = archive.filled("--check").end().code(0).stdout;
    assert!(check.contains(": 200 entries") && check.contains("checked 200 entries"), "{check}");
}

#[test]
fn a_check_finds_damage() {
    let Some(archive) = Archive::on_a_server() else { return };
    let demo = Demo::start("--entries 50");
    archive.filled("connections").at(&demo.base_url).end().code(0);
    archive.sql("ALTER TABLE entry DROP COLUMN raw");
    assert!(archive.read("connections").end().code(8).stderr.contains("cannot read the archive"));
    archive.sql("ALTER TABLE entry ADD COLUMN raw String");
    assert!(archive.filled("--check").end().code(8).stdout.contains("is not the one that was archived"));
}

#[test]
fn what_is_no_archive_and_what_cannot_be_followed_are_refused() {
    let Some(archive) = Archive::on_a_server() else { return };
    let demo = Demo::start("--entries 20");
    archive.filled("").at(&demo.base_url).end().code(0);
    assert!(archive.read("tail").end().code(2).stderr.contains("cannot be followed"));
    connlog(&format!("posts --from {} other.json", archive.address)).end().code(2);
    for (engine, code, part) in [
        ("ReplacingMergeTree", 0, ""),
        ("ReplicatedReplacingMergeTree", 2, "cannot change the engine"),
        ("MergeTree", 2, "invalid value for --engine"),
    ] {
        let ended = archive.filled(&format!("-q --engine {engine}")).at(&demo.base_url).end().code(code);
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    let file = connlog("archive --into sqlite:a.db --engine ReplacingMergeTree").at(&demo.base_url).end().code(2);
    assert!(file.stderr.contains("--engine requires"), "{}", file.stderr);
    archive.sql("INSERT INTO archive_version VALUES (99)");
    assert!(archive.read("posts").end().code(3).stderr.contains("version is 99"));
    let other = Archive::on_a_server().unwrap();
    archive.sql(&format!("CREATE DATABASE {}", other.address.rsplit('/').next().unwrap()));
    other.sql("CREATE TABLE entry (a String) ENGINE = Log");
    assert!(other.filled("").at(&demo.base_url).end().code(2).stderr.contains("is not an archive"));
}

#[test]
fn errors_name_the_cause_and_never_the_password() {
    let Some(archive) = Archive::on_a_server() else { return };
    let demo = Demo::start("--entries 20");
    archive.filled("").at(&demo.base_url).end().code(0);
    let port = server().unwrap().port;
    let place = format!("127.0.0.1:{port}");
    let database = archive.address.rsplit('/').next().unwrap();
    let native = server().unwrap().native_port;
    let mut cases = vec![
        (format!("clickhouse://writer:s3cret-wrong@{place}/{database}"), 4, "check user and password"),
        (format!("clickhouse://nobody:s3cret-wrong@{place}/{database}"), 4, "check user and password"),
        (format!("clickhouse://writer:{PASSWORD}@{place}/nothing"), 5, "there is no archive"),
        (format!("clickhouse://writer:{PASSWORD}@127.0.0.1:1/{database}"), 6, "nothing listens on that port"),
        (format!("clickhouse://writer:{PASSWORD}@db.example/{database}"), 3, "without TLS"),
        (format!("clickhouse://writer:{PASSWORD}/x@{place}/{database}"), 2, "must be written as %40"),
        (
            format!("clickhouse://writer:{PASSWORD}@{}/{database}", &demo.base_url[7..].trim_end_matches("/api")),
            6,
            "check host and port",
        ),
    ];
    if !is_chdb() {
        cases.push((format!("clickhouse://writer:{PASSWORD}@127.0.0.1:{native}/{database}"), 6, "8123"));
    }
    for (address, code, part) in &cases {
        for command in [format!("posts --retries 0 --from {address}"), format!("archive --check --into {address}")] {
            let ended = connlog(&command).end().code(*code);
            let shown = format!("{}{}", ended.stdout, ended.stderr);
            assert!(shown.contains(part) && !shown.contains("s3cret"), "{command}: {shown}");
        }
    }
    let reader = format!("clickhouse://reader:s3cret-of-reader@{place}/{database}");
    assert_eq!(connlog(&format!("posts -n 3 --from {reader}")).end().code(0).stdout.lines().count(), 3);
    let refused = connlog(&format!("archive --demo --into {reader}x")).end().code(4);
    assert!(refused.stderr.contains("cannot create the database"), "{}", refused.stderr);
    let without = format!("clickhouse://{place}/{database}");
    let run = connlog(&format!("posts -n 3 --from {without}"));
    let run = run.env("CLICKHOUSE_USER", "writer").env("CLICKHOUSE_PASSWORD", PASSWORD);
    assert_eq!(run.end().code(0).stdout.lines().count(), 3);
}

#[test]
fn tls_is_used_as_the_address_says() {
    let Some(archive) = Archive::on_a_server() else { return };
    if is_chdb() {
        return;
    }
    let demo = Demo::start("--entries 20");
    archive.filled("").at(&demo.base_url).end().code(0);
    let database = archive.address.rsplit('/').next().unwrap();
    let address = format!("writer:{PASSWORD}@localhost:{}/{database}", server().unwrap().secure_port);
    for address in [format!("clickhouse://{address}?secure=1"), format!("clickhouses://{address}")] {
        let read = || connlog(&format!("posts -n 3 --retries 0 --from {address}"));
        let trusted = read().env("SSL_CERT_FILE", server().unwrap().authority.to_str().unwrap());
        assert_eq!(trusted.end().code(0).stdout.lines().count(), 3);
        assert!(read().end().code(6).stderr.contains("certificate"));
    }
}

#[test]
fn a_signal_ends_a_reading_that_waits_for_the_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("clickhouse://127.0.0.1:{}/logs", listener.local_addr().unwrap().port());
    let (mut child, _home) = connlog(&format!("posts --from {address}")).spawn();
    let (_silent, _) = listener.accept().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let id = i32::try_from(child.id()).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), rustix::process::Signal::TERM).unwrap();
    let began = std::time::Instant::now();
    child.wait().unwrap();
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn following_adds_what_appears() {
    let Some(archive) = Archive::on_a_server() else { return };
    engines::following_adds_what_appears(&archive);
}
