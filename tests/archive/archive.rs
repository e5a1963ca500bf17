//! Tests the archive: each entry once, whatever ends a run, and the same answers as from the source itself.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::engines::{Archive, bytes};
use crate::support::{Demo, Run, Scripted, World, connlog, cut};

/// The kinds of the API with the names of their lists.
const KINDS: [&str; 6] = ["connections", "posts", "webhooks", "requests", "messages", "workflows"];

#[test]
fn an_archive_has_every_entry_of_the_api_byte_for_byte_and_in_its_order() {
    for dialect in ["late", "zernio"] {
        let world = World::of(dialect, "--entries 700");
        let archive = Archive::in_a_file();
        let first = archive.filled(&format!("--dialect {dialect}")).at(&world.demo.base_url).end().code(0);
        assert!(first.stdout.contains("new entries"), "{}", first.stdout);
        let kinds = if dialect == "late" { &KINDS[..3] } else { &KINDS[..] };
        for kind in kinds {
            for flags in [
                "--all --raw -o ndjson",
                "--all -o ndjson",
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
        let second = archive.filled(&format!("--dialect {dialect}")).at(&world.demo.base_url).end().code(0);
        assert!(second.stdout.starts_with("archived 0 new entries\n"), "{}", second.stdout);
    }
}

#[test]
fn filters_give_what_the_source_gives_whether_the_archive_or_connlog_applies_them() {
    let world = World::of("zernio", "--entries 700");
    let archive = Archive::in_a_file();
    archive.filled("").at(&world.demo.base_url).end().code(0);
    let account = world.everything("posts")[0]["accountId"].as_str().unwrap_or_default().to_owned();
    for flags in [
        "connections --status failed",
        "connections --status success,pending --platform instagram,X",
        "connections --event connect_success,disconnect",
        "posts --status FAILED --since 3d --until 1d",
        "posts --where 'durationMs > 500 and status = failed'",
        "posts --search timeout",
        "posts --status-code 401,429",
        &format!("posts --account {account}"),
        "webhooks --status failed",
        "requests --where 'statusCode >= 400'",
        "messages --platform facebook",
        "connections --platform tiktok --any-value --status nothing",
    ] {
        let arguments = shell_words::split(&format!("{flags} --all -o ndjson")).unwrap();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let expected = bytes(Run::new(&arguments).at(&world.demo.base_url));
        let path = archive.path();
        let found = bytes(Run::new(&arguments).arg("--from").arg(path.to_str().unwrap()));
        assert!(found == expected, "{flags}: {} of {} lines", found.lines().count(), expected.lines().count());
        assert_eq!(expected.is_empty(), flags.contains("nothing"), "{flags} proves nothing");
    }
    for flags in ["stats posts --by platform -o csv", "stats connections --every 1d -o csv"] {
        assert!(bytes(world.run(flags)) == bytes(archive.read(flags)), "{flags}");
    }
    for limit in [0, 100_000] {
        let command = format!("check posts --max-failures {limit}");
        let (expected, found) = (world.run(&command).end(), archive.read(&command).end());
        assert_eq!(
            (found.code, found.stdout.lines().next()),
            (expected.code, expected.stdout.lines().next()),
            "{limit}"
        );
    }
}

#[test]
fn why_and_status_work_over_an_archive() {
    let world = World::of("zernio", "--entries 700");
    let archive = Archive::in_a_file();
    archive.filled("").at(&world.demo.base_url).end().code(0);
    let failed = world.list("posts --status failed -n 1");
    let post = failed[0]["postId"].as_str().unwrap();
    let story = archive.read(&format!("why {post}")).end().code(0).stdout;
    assert!(story.starts_with("The post failed"), "{story}");
    assert!(!archive.read("status -o json").end().code(0).array().is_empty());
}

/// Rows of the present dialect, which have no id: newest first, one a minute.
pub fn rows(minutes: std::ops::Range<u32>) -> Vec<Value> {
    let row = |minute: u32| {
        json!({
            "type": "connections", "action": "account.connected", "status": "success", "platform": "tiktok",
            "account_id": "a1", "created_at": format!("2026-11-20T{:02}:{:02}:00Z", minute / 60, minute % 60),
        })
    };
    minutes.rev().map(row).collect()
}

/// A server with this list.
pub fn scripted(list: Vec<Value>) -> Scripted {
    Scripted::start(move |_, target| cut(if target.contains("type=connections") { &list } else { &[] }, target))
}

#[test]
fn entries_without_an_id_are_archived_once_and_equal_ones_by_their_number() {
    let archive = Archive::in_a_file();
    let mut list = rows(0..300);
    list.insert(10, list[10].clone());
    list.insert(200, list[200].clone());
    list.insert(200, list[200].clone());
    let count = |list: &[Value], kinds: &str| {
        let run = archive.filled(&format!("--dialect zernio {kinds}")).at(&scripted(list.to_vec()).base_url);
        let text = run.end().code(0).stdout;
        text.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(count(&list, "connections"), "303");
    // Another server is another source; another choice of kinds reads the same source again.
    let all = || bytes(archive.read("connections --all -o ndjson"));
    assert_eq!(all().lines().count(), 303);
    archive.is_sound();
}

#[test]
fn other_kinds_and_another_key_read_again_and_repeat_nothing() {
    let archive = Archive::in_a_file();
    let mut list = rows(0..300);
    list.insert(10, list[10].clone());
    let server = scripted(list);
    let count = |kinds: &str, key: &str| {
        let run = archive.filled(&format!("--dialect zernio {kinds}")).at(&server.base_url).env("CONNLOG_API_KEY", key);
        run.end().code(0).stdout.split(' ').nth(1).unwrap().to_owned()
    };
    let keys = [crate::support::KEY.to_owned(), format!("sk_{}", "ab".repeat(32))];
    assert_eq!(count("connections", &keys[0]), "301");
    assert_eq!(count("connections posts", &keys[0]), "0");
    assert_eq!(count("connections", &keys[1]), "0");
    assert_eq!(count("", &keys[0]), "0");
    assert_eq!(bytes(archive.read("connections --all -o ndjson")).lines().count(), 301);
}

#[test]
fn late_entries_are_archived_with_the_next_run() {
    let archive = Archive::in_a_file();
    let list = Arc::new(Mutex::new(rows(0..700)));
    let shown = Arc::clone(&list);
    let server = Scripted::start(move |_, target| {
        let list = shown.lock().unwrap();
        cut(if target.contains("type=connections") { &list } else { &[] }, target)
    });
    let run = || archive.filled("connections --dialect zernio").at(&server.base_url).end().code(0).stdout;
    assert!(run().starts_with("archived 700 new"));
    // The clock of the test stands at 12:00, which is minute 720. A late row has the time of minute 670.
    let mut late = rows(670..671)[0].clone();
    late["account_id"] = "late".into();
    list.lock().unwrap().insert(30, late);
    list.lock().unwrap().splice(0..0, rows(700..719));
    assert!(run().starts_with("archived 20 new"), "the late one and nineteen");
    assert!(run().starts_with("archived 0 new"));
    archive.is_sound();
}

#[test]
fn files_are_archived_once_however_often_and_in_which_form_they_are_read() {
    let world = World::of("zernio", "--entries 300");
    let (archive, folder) = (Archive::in_a_file(), TempDir::new().unwrap());
    let whole = bytes(world.run("events --all --raw -o ndjson"));
    let lines: Vec<&str> = whole.lines().collect();
    let save = |name: &str, lines: &[&str]| fs::write(folder.path().join(name), lines.join("\n")).unwrap();
    save("a.ndjson", &lines[..lines.len() / 2 + 50]);
    save("b.ndjson", &lines[lines.len() / 2..]);
    let run = |name: &str| {
        let path = folder.path().join(name);
        archive.filled(&format!("--from {}", path.display())).end().code(0).stdout
    };
    run("a.ndjson");
    run("b.ndjson");
    assert!(run("b.ndjson").starts_with("archived 0 new"));
    assert!(run("*.ndjson").starts_with("archived 0 new"));
    let read = |run: Run| {
        let mut lines: Vec<String> = bytes(run).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let all = folder.path().join("*.ndjson");
    let expected = read(connlog(&format!("events --all --raw -o ndjson --from {}", all.display())));
    assert!(read(archive.read("events --all --raw -o ndjson")) == expected);
    archive.is_sound();
}

#[test]
fn fivetran_logs_keep_their_syncs() {
    let (archive, folder) = (Archive::in_a_file(), TempDir::new().unwrap());
    let events: Vec<Value> = (0..400)
        .map(|number| {
            let (event, data) = match number % 4 {
                0 => ("sync_start", json!({})),
                3 => ("sync_end", json!({ "status": if number % 40 == 3 { "FAILURE_WITH_TASK" } else { "SUCCESSFUL" } })),
                _ => ("records_modified", json!({ "table": "t", "count": number })),
            };
            let created = format!("2026-11-{:02}T{:02}:{:02}:00Z", 1 + number / 96, number / 4 % 24, number % 4 * 10);
            json!({ "event": event, "created": created, "connector_type": "s3", "connector_id": "c1", "sync_id": format!("s{}", number / 4), "data": data })
        })
        .collect();
    let log = folder.path().join("log.ndjson");
    fs::write(&log, events.iter().map(|event| format!("{event}\n")).collect::<String>()).unwrap();
    archive.filled(&format!("--from {}", log.display())).end().code(0);
    for command in [
        "syncs --all -o ndjson",
        "syncs --status failed --all -o ndjson",
        "syncs --since 2026-11-03 -o csv",
        "stats syncs -o csv",
    ] {
        let (expected, found) =
            (bytes(connlog(&format!("{command} --from {}", log.display()))), bytes(archive.read(command)));
        assert!(!expected.is_empty() && found == expected, "{command}:\n{found}\n{expected}");
    }
}

#[test]
fn a_gap_that_cannot_be_filled_is_reported_once_and_kept() {
    let archive = Archive::in_a_file();
    let list = Arc::new(Mutex::new(rows(0..50)));
    let shown = Arc::clone(&list);
    let server = Scripted::start(move |_, target| {
        let list = shown.lock().unwrap();
        cut(if target.contains("type=connections") { &list } else { &[] }, target)
    });
    let run =
        |now: &str| archive.filled("connections --dialect zernio").at(&server.base_url).env("CONNLOG_NOW", now).end();
    run("2026-11-20T12:00:00Z").code(0);
    for row in list.lock().unwrap().iter_mut() {
        row["created_at"] = row["created_at"].as_str().unwrap().replace("2026-11-20", "2027-05-01").into();
    }
    let gap = run("2027-05-01T12:00:00Z").code(8);
    assert!(
        gap.stderr.contains("are lost") && gap.stdout.starts_with("archived 50 new"),
        "{}{}",
        gap.stdout,
        gap.stderr
    );
    run("2027-05-01T12:00:00Z").code(0);
    let check = archive.filled("--check").end().code(0).stdout;
    assert!(check.contains("lost ") && check.contains("100 entries"), "{check}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let (demo, archive) = (Demo::start("--entries 100"), Archive::in_a_file());
    let dry = archive.filled("--dry-run connections").at(&demo.base_url).end().code(0).stdout;
    assert!(dry.starts_with("would archive 100 new entries: 100 connections"), "{dry}");
    assert!(!archive.path().exists());
    archive.filled("connections").at(&demo.base_url).end().code(0);
    let before = fs::read(archive.path()).unwrap();
    let dry = archive.filled("--dry-run connections posts").at(&demo.base_url).end().code(0).stdout;
    assert!(dry.starts_with("would archive 100 new entries: 100 posts"), "{dry}");
    assert!(fs::read(archive.path()).unwrap() == before);
}

#[test]
fn the_default_archive_is_private_and_below_the_folder_of_data() {
    let demo = Demo::start("--entries 50");
    let home = TempDir::new().unwrap();
    let run =
        |arguments: &str| connlog(arguments).at(&demo.base_url).env("XDG_DATA_HOME", home.path().to_str().unwrap());
    run("archive connections").end().code(0);
    let path = home.path().join("connlog/archive.db");
    assert!(path.is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
    let read =
        connlog("connections --all -o ndjson --from archive").env("XDG_DATA_HOME", home.path().to_str().unwrap());
    assert_eq!(read.end().code(0).stdout.lines().count(), 50);
}

#[test]
fn what_is_no_archive_and_what_cannot_be_followed_are_refused() {
    let archive = Archive::in_a_file();
    archive.read("posts").end().code(5);
    connlog("posts --from archive").end().code(5);
    connlog("archive --check").end().code(5);
    let demo = Demo::start("--entries 20");
    archive.filled("").at(&demo.base_url).end().code(0);
    let name = archive.path().display().to_string();
    // An address with a scheme is read like the path alone.
    let listed = connlog(&format!("posts -n 1 --from sqlite:{name}")).end().code(0);
    assert_eq!(listed.stdout, archive.read("posts -n 1").end().code(0).stdout);
    connlog("posts --from sqlite:/nowhere/archive.db").end().code(5);
    let refused = archive.filled("--since 3d").end().code(2);
    assert!(refused.stderr.contains("filter when you read the archive: `connlog connections --from archive --since`"));
    let refused = archive.read("tail").end().code(2);
    assert!(refused.stderr.contains("cannot be followed"), "{}", refused.stderr);
    let refused = connlog(&format!("archive --from {name} --into sqlite:{name}")).end().code(2);
    assert!(refused.stderr.contains("into itself"), "{}", refused.stderr);
    connlog(&format!("posts --from {name} other.json")).end().code(2);
    archive.filled("--status failed").at(&demo.base_url).end().code(2);
    let other = archive.folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
    for command in ["posts --from", "archive --demo --into sqlite:"] {
        let separator = if command.ends_with(':') { "" } else { " " };
        let refused = connlog(&format!("{command}{separator}{}", other.display())).end().code(2);
        assert!(refused.stderr.contains("not an archive"), "{}", refused.stderr);
    }
    connection.pragma_update(None, "application_id", 0x636f_6e6c).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let refused = connlog(&format!("posts --from {}", other.display())).end().code(3);
    assert!(refused.stderr.contains("version is 99"), "{}", refused.stderr);
}

#[test]
fn a_check_finds_damage_and_a_reading_reports_it() {
    let (demo, archive) = (Demo::start("--entries 200"), Archive::in_a_file());
    archive.filled("connections").at(&demo.base_url).end().code(0);
    let connection = rusqlite::Connection::open(archive.path()).unwrap();
    connection.execute("UPDATE entry SET identity = identity + 1 WHERE place = 3", []).unwrap();
    let damaged = archive.filled("--check").end().code(8);
    assert!(damaged.stdout.contains("entry 3 of block 1"), "{}", damaged.stdout);
    connection.execute("UPDATE block SET data = substr(data, 1, 100)", []).unwrap();
    assert!(archive.filled("--check").end().code(8).stdout.contains("block 1 is damaged"));
    let read = archive.read("connections").end().code(8);
    assert!(read.stderr.contains(" entries cannot be read: block 1 is damaged"), "{}", read.stderr);
    // Entries of other blocks are read, and no command ends with 0.
    archive.filled("posts").at(&demo.base_url).end().code(0);
    assert_eq!(archive.read("events --all -o ndjson").end().code(8).stdout.lines().count(), 200);
    for command in [
        "stats connections posts --sum durationMs",
        "check connections posts --where durationMs>=0 --max-failures 100000 --since 90d",
        "status",
        "archive --into sqlite:copy.db",
    ] {
        let ended = archive.read(command).at_home().end().code(8);
        assert!(ended.stderr.contains("block 1 is damaged"), "{command}: {}", ended.stderr);
    }
}

#[test]
fn pruning_removes_old_entries_and_nothing_else() {
    let (demo, archive) = (Demo::start("--entries 400"), Archive::in_a_file());
    archive.filled("connections").at(&demo.base_url).end().code(0);
    let newest = bytes(archive.read("connections --all --since 1d -o ndjson"));
    assert!(archive.filled("--prune-before 1d --dry-run").end().code(0).stdout.starts_with("would remove"));
    assert!(archive.filled("--prune-before 0d").end().code(2).stderr.contains("would remove every entry"));
    assert!(archive.filled("--prune-before 1d").end().code(0).stdout.starts_with("removed"));
    assert!(bytes(archive.read("connections --all -o ndjson")) == newest);
    archive.is_sound();
    // The cursor stays, so that what was removed does not come back.
    assert!(archive.filled("connections").at(&demo.base_url).end().code(0).stdout.starts_with("archived 0 new"));
}

#[test]
fn an_archive_is_copied_with_its_sources() {
    let (archive, copy) = (Archive::in_a_file(), Archive::in_a_file());
    let mut list = rows(0..100);
    list.insert(10, list[10].clone());
    let server = scripted(list);
    archive.filled("--dialect zernio").at(&server.base_url).end().code(0);
    let demo = Demo::start("--entries 100");
    archive.filled("").at(&demo.base_url).end().code(0);
    let run = || copy.filled(&format!("--from sqlite:{}", archive.path().display())).end().code(0).stdout;
    run();
    assert!(run().starts_with("archived 0 new"));
    for flags in ["--raw -o ndjson", "-o csv"] {
        let read = |archive: &Archive| bytes(archive.read(&format!("events --all {flags}")));
        assert!(read(&archive) == read(&copy), "{flags}");
    }
    copy.is_sound();
    let sources = |archive: &Archive| -> Vec<String> {
        let connection = rusqlite::Connection::open(archive.path()).unwrap();
        let mut statement =
            connection.prepare("SELECT source || count(*) FROM entries GROUP BY source ORDER BY 1").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(sources(&archive).len(), 2);
    assert_eq!(sources(&archive), sources(&copy));
}

#[test]
fn a_check_over_an_archive_passes_only_where_the_archive_is_whole() {
    let (folder, demo) = (tempfile::tempdir().unwrap(), Demo::start("--serves zernio --entries 300"));
    let path = folder.path().join("a.db");
    let into = format!("sqlite:{}", path.display());
    connlog("archive connections -q --into").arg(&into).at(&demo.base_url).end().code(0);
    let check = |kinds: &str, more: &str| {
        connlog(&format!("check {kinds} --max-failures 100000 --min-records 0 {more} --from {}", path.display()))
    };
    assert!(check("connections", "--since 1h").end().code(0).stdout.starts_with("PASSED"));
    // Entries before the first run and after the last one, and other kinds, are not there.
    let late = check("connections", "--since 1d").env("CONNLOG_NOW", "2026-11-22T12:00:00Z").end().code(11);
    assert!(late.stdout.contains("the archive has connections until "), "{}", late.stdout);
    let early = check("connections", "--since 2020-01-01 --until 2020-02-01").end().code(11);
    assert!(early.stdout.contains("the archive begins at "), "{}", early.stdout);
    let other = check("posts", "--since 1h").end().code(11);
    assert!(other.stdout.contains("no run has archived posts"), "{}", other.stdout);
    let list = connlog(&format!("posts --since 1h --from {}", path.display())).end().code(0);
    assert!(list.stderr.contains("no run has archived posts"), "{}", list.stderr);
    // Entries that were lost before a run.
    let insert = "INSERT INTO gap (source, since, until, cause) SELECT min(id), '2026-11-20T11:10:00Z', '2026-11-20T11:20:00Z', 'x' FROM source";
    rusqlite::Connection::open(&path).unwrap().execute(insert, []).unwrap();
    let gap = check("connections", "--since 1h").end().code(11);
    assert!(gap.stdout.contains(" are lost"), "{}", gap.stdout);
    check("connections", "--since 30m").end().code(0);
}

#[test]
fn entries_of_many_blocks_are_read_as_they_were_written() {
    let archive = Archive::in_a_file();
    let line = |number: u32| {
        let (minute, second) = (number / 60 % 60, number % 60);
        let note = format!("{:x}", u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15)).repeat(10);
        json!({
            "kind": if number.is_multiple_of(3) { "post" } else { "connection" }, "source": "zernio", "id": format!("{number:024x}"),
            "platform": "tiktok", "status": "success", "metadata": { "note": note },
            "createdAt": format!("2026-11-{:02}T10:{minute:02}:{second:02}Z", 1 + number / 3_600),
        })
        .to_string()
    };
    // Several batches, each with several blocks of both kinds.
    let mut lines: Vec<String> = (0..14_000).map(line).collect();
    let input = archive.folder.path().join("many.ndjson");
    for part in [9_000, 14_000] {
        fs::write(&input, lines[..part].join("\n")).unwrap();
        archive.filled(&format!("--from {}", input.display())).end().code(0);
    }
    archive.is_sound();
    let mut found: Vec<String> =
        bytes(archive.read("events --all --raw -o ndjson")).lines().map(str::to_owned).collect();
    lines.sort();
    found.sort();
    assert_eq!(found.len(), lines.len());
    assert!(found == lines);
}

#[test]
#[cfg(target_os = "linux")]
fn following_adds_what_appears() {
    crate::engines::following_adds_what_appears(&Archive::in_a_file());
}
