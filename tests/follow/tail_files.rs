//! Tests `tail` of files: each line is printed once, also after growth, rotation and kills.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::Tailing;
use crate::support::{Demo, Run, connlog};

/// The line of one event.
fn event(number: usize) -> String {
    let (minute, second) = (number / 60 % 60, number % 60);
    format!(
        "{{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:{minute:02}:{second:02}Z\",\"connection_id\":\"c{number}\",\"data\":{{\"status\":\"SUCCESSFUL\"}}}}\n"
    )
}

fn events(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().map(event).collect()
}

/// The number of an event.
fn number(line: &Value) -> usize {
    line["connectionId"].as_str().unwrap()[1..].parse().unwrap()
}

fn numbers(lines: &[Value]) -> Vec<usize> {
    lines.iter().map(number).collect()
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// A run that follows these paths.
fn tail(paths: &[&Path], flags: &str) -> Run {
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let flags: Vec<&str> = flags.split_whitespace().collect();
    Run::new(&[&["tail", "--from"][..], &paths, &["--interval", "100ms"], &flags].concat())
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

#[test]
fn a_line_that_is_being_written_is_waited_for() {
    let folder = Folder::new();
    let (one, other) = (folder.at("one"), folder.at("other"));
    fs::write(&one, events(0..3)).unwrap();
    fs::write(&other, "").unwrap();
    let mut tailing = Tailing::start(tail(&[&one, &other], "-n 1"));
    assert_eq!(numbers(&tailing.take(1)), [2]);
    let line = event(3);
    append(&one, &line[..40]);
    append(&other, &event(4));
    assert_eq!(numbers(&tailing.take(1)), [4], "half a line is none");
    append(&one, &line[40..]);
    append(&one, &event(5));
    assert_eq!(numbers(&tailing.take(2)), [3, 5]);
    tailing.signal("INT");
    assert_eq!(tailing.end().code(130).stdout, "");
}

#[test]
fn without_history_what_is_there_is_passed_over() {
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, events(0..3) + &event(3)[..50]).unwrap();
    let (mut tailing, mark) = (Tailing::start(tail(&[&path, &folder.at("later")], "")), folder.at("later"));
    assert!(tailing.said().contains("waiting for"), "it has begun");
    // Whatever it has looked at by now, a file that appears is read from its beginning.
    append(&mark, &event(9));
    assert_eq!(numbers(&tailing.take(1)), [9]);
    append(&path, &event(3)[50..]);
    assert_eq!(numbers(&tailing.take(1)), [3]);
    tailing.signal("TERM");
    tailing.end().code(143);
}

#[test]
fn rotation_by_name_loses_nothing_though_the_writer_goes_on_for_a_while() {
    let folder = Folder::new();
    let (path, old) = (folder.at("log"), folder.at("log.1"));
    fs::write(&path, event(0)).unwrap();
    let mut tailing = Tailing::start(tail(&[&path], "-n 1"));
    tailing.take(1);
    let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
    writer.write_all(events(1..3).as_bytes()).unwrap();
    fs::rename(&path, &old).unwrap();
    writer.write_all(event(3).as_bytes()).unwrap();
    fs::write(&path, events(10..12)).unwrap();
    let mut found = numbers(&tailing.take(5));
    writer.write_all(event(4).as_bytes()).unwrap();
    found.extend(numbers(&tailing.take(1)));
    append(&path, &event(12));
    found.extend(numbers(&tailing.take(1)));
    assert_eq!(found, [1, 2, 3, 10, 11, 4, 12]);
    tailing.signal("TERM");
    let ended = tailing.end().code(143);
    assert_eq!((&*ended.stdout, &*ended.stderr), ("", ""));
}

#[test]
fn rotation_by_copy_reads_the_rest_from_the_copy() {
    for pattern in ["log", "log*"] {
        let folder = Folder::new();
        let path = folder.at("log");
        fs::write(&path, event(0)).unwrap();
        let mut tailing = Tailing::start(tail(&[&folder.at(pattern)], "-n 1"));
        tailing.take(1);
        let mut found = Vec::new();
        for round in 1..=8 {
            // These may be read from the file or from the copy.
            append(&path, &events(10 * round..10 * round + 5));
            fs::copy(&path, folder.at(&format!("log.{round}"))).unwrap();
            fs::write(&path, "").unwrap();
            append(&path, &event(10 * round + 5));
            found.extend(numbers(&tailing.take(6)));
        }
        found.sort_unstable();
        let expected: Vec<usize> = (1..=8).flat_map(|round| 10 * round..10 * round + 6).collect();
        assert_eq!(found, expected, "{pattern}");
        tailing.signal("TERM");
        assert_eq!(tailing.end().code(143).stdout, "", "{pattern}");
    }
}

#[test]
fn a_file_that_is_cut_short_is_read_anew_and_what_is_lost_is_told() {
    let folder = Folder::new();
    let (path, other) = (folder.at("log"), folder.at("other"));
    fs::write(&path, events(0..4)).unwrap();
    fs::write(&other, "").unwrap();
    let mut tailing = Tailing::start(tail(&[&path, &other], "-n 1"));
    tailing.take(1);
    fs::write(&path, event(5)).unwrap();
    assert_eq!(numbers(&tailing.take(1)), [5]);
    assert!(tailing.said().contains("was cut short; it is read from its beginning"));
    tailing.signal("TERM");
    tailing.end().code(143);

    let mut tailing = Tailing::start(tail(&[&path, &other], "-n 1 --control"));
    tailing.take(1);
    // The half of a line was read when the other file's line is there.
    append(&path, &event(6)[..60]);
    append(&other, &event(7));
    assert_eq!(numbers(&tailing.take(1)), [7]);
    fs::write(&path, event(8)).unwrap();
    let told = tailing.take(2);
    assert_eq!(told[0]["type"], "gap", "{told:?}");
    assert!(told[0]["cause"].as_str().unwrap().contains("cut short with 60 bytes"), "{told:?}");
    assert_eq!(number(&told[1]), 8);
    tailing.signal("TERM");
    assert!(tailing.end().code(8).stderr.contains("error: entries from"));
}

#[test]
fn files_of_a_folder_are_followed_as_they_appear() {
    let folder = Folder::new();
    let mut tailing = Tailing::start(tail(&[&folder.at("")], ""));
    assert!(tailing.said().contains("waiting for"));
    append(&folder.at("a"), &events(0..2));
    assert_eq!(numbers(&tailing.take(2)), [0, 1]);
    append(&folder.at("b"), &event(2));
    assert_eq!(numbers(&tailing.take(1)), [2]);
    append(&folder.at("a"), &event(3));
    assert_eq!(numbers(&tailing.take(1)), [3]);
    // A new name for an old file is nothing new.
    fs::rename(folder.at("a"), folder.at("c")).unwrap();
    append(&folder.at("a"), &event(4));
    assert_eq!(numbers(&tailing.take(1)), [4]);
    append(&folder.at("c"), &event(5));
    assert_eq!(numbers(&tailing.take(1)), [5]);
    tailing.signal("TERM");
    assert_eq!(tailing.end().code(143).stdout, "");
}

#[test]
fn stdin_is_followed_line_by_line_and_its_end_is_the_end() {
    let (mut child, home) = connlog("tail --from -").spawn_fed();
    let mut stdin = child.stdin.take().unwrap();
    let mut tailing = Tailing::watch(child, home);
    for round in 0..3 {
        let line = event(round);
        stdin.write_all(&line.as_bytes()[..30]).unwrap();
        stdin.flush().unwrap();
        stdin.write_all(&line.as_bytes()[30..]).unwrap();
        assert_eq!(numbers(&tailing.take(1)), [round]);
    }
    stdin.write_all(event(3).trim_end().as_bytes()).unwrap();
    drop(stdin);
    assert_eq!(numbers(&tailing.end().code(0).lines()), [3], "a last line needs no end");
}

#[test]
fn the_newest_of_several_files_come_by_time() {
    let folder = Folder::new();
    let (one, other) = (folder.at("one"), folder.at("other"));
    fs::write(&one, events([1, 4, 6])).unwrap();
    fs::write(&other, events([2, 3, 5, 7])).unwrap();
    let run = |flags: &str| numbers(&tail(&[&one, &other], flags).end().code(0).lines());
    assert_eq!(run("-n 4 --count 4"), [4, 5, 6, 7]);
    assert_eq!(run("--since 2026-01-01T00:00:03Z --count 5"), [3, 4, 5, 6, 7]);
    assert_eq!(run("--since 2026-01-01 --where connectionId=c3 --count 1"), [3]);
}

#[test]
fn packed_files_are_read_once() {
    let folder = Folder::new();
    let (packed, path) = (folder.at("old.gz"), folder.at("log"));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(events(0..500).as_bytes()).unwrap();
    fs::write(&packed, gzip.finish().unwrap()).unwrap();
    fs::write(&path, event(500)).unwrap();
    let mut tailing = Tailing::start(tail(&[&packed, &path], "-n 3"));
    assert_eq!(numbers(&tailing.take(3)), [498, 499, 500]);
    append(&path, &event(501));
    assert_eq!(numbers(&tailing.take(1)), [501]);
    tailing.signal("TERM");
    tailing.end().code(143);
}

#[test]
fn rows_and_values_over_several_lines_are_followed_as_well() {
    let folder = Folder::new();
    let (rows, values) = (folder.at("log.csv"), folder.at("log.json"));
    let row =
        |number: usize| format!("c{number},sync_end,2026-01-01T00:00:{number:02}Z,\"{{\"\"a\"\":\n\"\"b\"\"}}\"\n");
    let pretty = |number| {
        let value: Value = serde_json::from_str(&event(number)).unwrap();
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    };
    fs::write(&rows, format!("connection_id,message_event,time_stamp,message_data\n{}", row(0))).unwrap();
    fs::write(&values, pretty(1)).unwrap();
    let mut tailing = Tailing::start(tail(&[&rows, &values], "-n 2"));
    assert_eq!(numbers(&tailing.take(2)), [0, 1]);
    append(&rows, &row(2));
    assert_eq!(numbers(&tailing.take(1)), [2]);
    append(&values, &pretty(3));
    assert_eq!(numbers(&tailing.take(1)), [3]);
    tailing.signal("TERM");
    tailing.end().code(143);
}

#[test]
fn what_connlog_printed_is_followed_with_its_kinds_and_filters() {
    let demo = Demo::start("");
    let printed =
        |command: &str| connlog(&format!("{command} --all -o ndjson --raw")).at(&demo.base_url).end().code(0).stdout;
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, printed("connections") + &printed("posts") + &events(0..2)).unwrap();
    let kinds = |command: &str| {
        let run = connlog(command).arg("--from").arg(path.to_str().unwrap());
        let lines = run.end().code(0).lines();
        let mut kinds: Vec<String> = lines.iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds("tail connections --since 2026-01-01 --count 20 --event disconnect"), ["connection"]);
    assert_eq!(kinds("tail posts --since 2020-01-01 --count 20 --status failed"), ["post"]);
    assert_eq!(kinds("tail --since 2020-01-01 --where source=fivetran --count 2"), ["fivetran"]);
    assert_eq!(kinds("tail events -n 3 --count 3"), ["post", "fivetran"]);
}

#[test]
fn a_cursor_of_a_connections_life_serves_no_other_events() {
    let folder = Folder::new();
    let (path, state) = (folder.at("log"), folder.at("state"));
    append(&path, &event(1));
    let run = |kinds: &str| {
        let from = path.to_str().unwrap();
        let arguments =
            format!("tail {kinds} --from {from} --count 1 --for 1s --since 2020-01-01 --resume x -o ndjson");
        connlog(&arguments).env("XDG_STATE_HOME", state.to_str().unwrap()).end()
    };
    assert_eq!(run("connections posts").code(0).lines().len(), 1);
    let refused = run("").code(3);
    assert!(refused.stderr.contains("life"), "{}", refused.stderr);
}

#[test]
fn what_cannot_be_followed_is_refused() {
    for (arguments, words) in [
        ("tail --from - --resume x", "stdin"),
        ("tail --from - -", "twice"),
        ("tail syncs --from a", "tail events"),
        ("tail --from a --demo", "--demo"),
    ] {
        let ended = connlog(arguments).end().code(2);
        assert!(ended.stderr.contains(words), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn what_is_no_entry_is_told_at_the_end() {
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, format!("{}nonsense\n{}", event(0), event(1))).unwrap();
    let run = |flags: &str| tail(&[&path], &format!("--since 2020-01-01 --count 2 {flags}")).end();
    let told = run("").code(0);
    assert_eq!(numbers(&told.lines()), [0, 1]);
    assert!(told.stderr.contains("1 value could not be read") && told.stderr.contains("log:2"), "{}", told.stderr);
    run("--strict").code(8);
}

#[test]
fn a_rotation_between_two_runs_is_gone_through() {
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, events(0..4)).unwrap();
    let run = |flags: &str| {
        let state = folder.at("state");
        tail(&[&path], &format!("--resume x {flags}")).env("XDG_STATE_HOME", state.to_str().unwrap()).end()
    };
    assert_eq!(numbers(&run("--since 2020-01-01 --count 2").code(0).lines()), [0, 1]);
    fs::rename(&path, folder.at("log.1")).unwrap();
    fs::write(&path, events(4..6)).unwrap();
    assert_eq!(numbers(&run("--count 3").code(0).lines()), [2, 3, 4]);
    fs::copy(&path, folder.at("log.2")).unwrap();
    fs::write(&path, event(6)).unwrap();
    assert_eq!(numbers(&run("--count 2").code(0).lines()), [5, 6]);
    append(&path, &event(7));
    fs::remove_file(&path).unwrap();
    fs::write(&path, event(8)).unwrap();
    let lost = run("--count 1").code(8);
    assert_eq!(numbers(&lost.lines()), [8]);
    assert!(lost.stderr.contains("was rotated or removed"), "{}", lost.stderr);
}

/// Writes events in pieces of any length, and rotates now and then, until so many are written.
fn write_on(path: &Path, count: usize, seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut rotated = 0;
    for number in 0..count {
        let line = event(number);
        let half = dice.usize(1..line.len());
        append(path, &line[..half]);
        append(path, &line[half..]);
        if dice.u8(..200) == 0 {
            rotated += 1;
            fs::rename(path, path.with_extension(rotated.to_string())).unwrap();
        }
        if number % 4 == 0 {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn sixty_kills_lose_nothing_repeat_nothing_and_tear_nothing() {
    let (count, kills) = (20_000, 60);
    let folder = Folder::new();
    let (path, out, state) = (folder.at("log.0"), folder.at("out"), folder.at("state"));
    append(&path, "");
    let arguments = format!("--since 2020-01-01 --resume x -o ndjson --out {}", out.display());
    let start = || {
        let run = tail(&[&folder.at("log.*")], &arguments);
        run.env("XDG_STATE_HOME", state.to_str().unwrap()).spawn()
    };
    let length = || fs::metadata(&out).map_or(0, |file| file.len());
    let mut dice = fastrand::Rng::with_seed(7);
    let mut grew = 0;
    thread::scope(|scope| {
        scope.spawn(|| write_on(&path, count, 11));
        for _ in 0..kills {
            let before = length();
            let (mut child, _home) = start();
            // One in four is killed after some time, whatever it does; the others as soon as they wrote so much.
            let moment = Instant::now() + Duration::from_millis(dice.u64(..200));
            let (due, by_time) = (before + dice.u64(1..20_000), dice.u8(..4) == 0);
            let patience = Instant::now() + Duration::from_secs(5);
            while Instant::now() < if by_time { moment } else { patience } && (by_time || length() < due) {
                assert_eq!(child.try_wait().unwrap(), None, "it runs until it is killed");
                thread::sleep(Duration::from_millis(1));
            }
            child.kill().unwrap();
            child.wait().unwrap();
            grew += u32::from(length() > before);
        }
    });
    assert!(grew > 20, "{grew} runs wrote something");
    let (child, home) = start();
    let last = Tailing::watch(child, home);
    let whole = || fs::read_to_string(&out).unwrap().lines().count() >= count;
    while !whole() {
        thread::sleep(Duration::from_millis(20));
    }
    last.signal("TERM");
    last.end().code(143);
    let text = fs::read_to_string(&out).unwrap();
    let mut found: BTreeMap<usize, u32> = BTreeMap::new();
    for line in text.lines() {
        *found.entry(number(&serde_json::from_str(line).expect("no line is torn"))).or_default() += 1;
    }
    let missing: Vec<_> = (0..count).filter(|number| !found.contains_key(number)).collect();
    let repeated: Vec<_> = found.iter().filter(|(_, times)| **times > 1).collect();
    assert!(missing.is_empty() && repeated.is_empty(), "lost: {missing:?}, repeated: {repeated:?}");
}

#[test]
fn a_file_that_is_replaced_is_read_on_where_its_content_is_new() {
    let folder = Folder::new();
    let (path, draft) = (folder.at("log"), folder.at("draft"));
    fs::write(&path, events(0..200)).unwrap();
    let mut tailing = Tailing::start(tail(&[&path], "-n 1"));
    assert_eq!(numbers(&tailing.take(1)), [199]);
    let mut found = Vec::new();
    // As rsync, mv and editors do: longer, shorter, with the same first lines.
    for text in [events(0..201), events(0..100), events(0..100) + &events(300..302), events((0..9).chain(400..401))] {
        fs::write(&draft, text).unwrap();
        fs::rename(&draft, &path).unwrap();
        thread::sleep(Duration::from_millis(400));
    }
    // In place, and as another file.
    fs::write(&path, events((0..9).chain(500..502))).unwrap();
    thread::sleep(Duration::from_millis(400));
    fs::remove_file(&path).unwrap();
    fs::write(&path, events((0..9).chain(600..601))).unwrap();
    append(&path, &event(700));
    found.extend(numbers(&tailing.take(8)));
    assert_eq!(found, [200, 300, 301, 400, 500, 501, 600, 700]);
    tailing.signal("TERM");
    assert_eq!(tailing.end().code(143).stdout, "");
}

#[test]
fn a_copy_that_grows_is_followed() {
    let folder = Folder::new();
    let (path, copy) = (folder.at("log"), folder.at("log.copy"));
    fs::write(&path, events(0..3)).unwrap();
    let mut tailing = Tailing::start(tail(&[&folder.at("log*")], "-n 1"));
    tailing.take(1);
    fs::copy(&path, &copy).unwrap();
    append(&copy, &event(3));
    assert_eq!(numbers(&tailing.take(1)), [3]);
    append(&path, &event(4));
    assert_eq!(numbers(&tailing.take(1)), [4]);
    // What the copy gets from the file is known.
    fs::copy(&path, &copy).unwrap();
    append(&copy, &event(5));
    assert_eq!(numbers(&tailing.take(1)), [5]);
    tailing.signal("TERM");
    assert_eq!(tailing.end().code(143).stdout, "");
}

#[test]
fn every_rotation_between_two_runs_is_gone_through() {
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, events(0..4)).unwrap();
    let run = |flags: &str| {
        let state = folder.at("state");
        tail(&[&path], &format!("--resume x {flags}")).env("XDG_STATE_HOME", state.to_str().unwrap()).end()
    };
    assert_eq!(numbers(&run("--since 2020-01-01 --count 2").code(0).lines()), [0, 1]);
    let rotate = |names: &[(&str, &str)]| {
        for (from, to) in names {
            fs::rename(folder.at(from), folder.at(to)).unwrap();
        }
    };
    rotate(&[("log", "log.1")]);
    fs::write(&path, events(4..6)).unwrap();
    rotate(&[("log.1", "log.2"), ("log", "log.1")]);
    fs::write(&path, events(6..8)).unwrap();
    assert_eq!(numbers(&run("--count 6").code(0).lines()), [2, 3, 4, 5, 6, 7]);
    // Packed, and one of them is gone.
    rotate(&[("log.2", "log.3"), ("log.1", "log.2"), ("log", "log.1")]);
    fs::write(&path, event(8)).unwrap();
    rotate(&[("log.1", "log.3"), ("log", "log.2")]);
    fs::write(&path, event(9)).unwrap();
    let lost = run("--count 2").code(8);
    assert_eq!(numbers(&lost.lines()), [8, 9]);
    assert!(lost.stderr.contains("number 1 is not there"), "{}", lost.stderr);
}

#[test]
fn a_log_that_was_empty_or_missing_at_the_end_of_a_run_is_read_after_its_rotation() {
    for is_there in [true, false] {
        let folder = Folder::new();
        let path = folder.at("log");
        fs::write(&path, events(0..2)).unwrap();
        let run = |flags: &str| {
            let state = folder.at("state");
            tail(&[&path], &format!("--resume x {flags}")).env("XDG_STATE_HOME", state.to_str().unwrap()).end()
        };
        assert_eq!(numbers(&run("--since 2020-01-01 --count 2").code(0).lines()), [0, 1]);
        fs::rename(&path, folder.at("log.1")).unwrap();
        if is_there {
            fs::write(&path, "").unwrap();
        }
        assert_eq!(numbers(&run("--for 500ms").lines()), [0; 0]);
        fs::rename(folder.at("log.1"), folder.at("log.2")).unwrap();
        append(&path, &events(2..4));
        fs::rename(&path, folder.at("log.1")).unwrap();
        fs::write(&path, events(4..6)).unwrap();
        // The inode of the empty file may be used again.
        let mut packed = GzEncoder::new(fs::File::create(folder.at("log.1.gz")).unwrap(), Compression::fast());
        packed.write_all(&fs::read(folder.at("log.1")).unwrap()).unwrap();
        packed.finish().unwrap();
        fs::remove_file(folder.at("log.1")).unwrap();
        assert_eq!(numbers(&run("--count 4").code(0).lines()), [2, 3, 4, 5], "{is_there}");
    }
}

#[test]
fn a_record_behind_a_torn_line_is_recovered() {
    let folder = Folder::new();
    let path = folder.at("log");
    fs::write(&path, format!("{}{}{}{}", event(0), &event(1)[..60], event(2), event(3))).unwrap();
    let ended = tail(&[&path], "--since 2020-01-01 --count 3").end().code(0);
    assert_eq!(numbers(&ended.lines()), [0, 2, 3]);
    assert!(ended.stderr.contains("1 value could not be read") && ended.stderr.contains("log:2"), "{}", ended.stderr);
}

#[test]
fn the_output_of_the_run_is_not_read_and_a_file_is_read_once_under_all_its_names() {
    let folder = Folder::new();
    let (path, out) = (folder.at("a.log"), folder.at("all.log"));
    fs::write(&path, events(0..3)).unwrap();
    fs::hard_link(&path, folder.at("link.log")).unwrap();
    let flags = format!("--since 2020-01-01 --for 2s -o ndjson --out {}", out.display());
    let ended = tail(&[&folder.at("*.log")], &flags).end().code(0);
    assert!(ended.stderr.contains("all.log is not read"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_followed_as_a_stream() {
    let folder = Folder::new();
    let pipe = folder.at("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let tailing = Tailing::start(tail(&[&pipe], ""));
    fs::write(&pipe, events(0..3)).unwrap();
    assert_eq!(numbers(&tailing.end().code(0).lines()), [0, 1, 2]);
    let refused = tail(&[&pipe], "--resume x").end().code(2);
    assert!(refused.stderr.contains("not a regular file"), "{}", refused.stderr);
}

#[test]
fn nothing_readable_is_no_success() {
    let folder = Folder::new();
    let path = folder.at("a\nb");
    fs::write(&path, "nonsense\nmore nonsense\n").unwrap();
    let ended = tail(&[&path], "--since 2020-01-01 --for 1s").end().code(8);
    assert!(ended.stderr.contains("cannot find a log entry in"), "{}", ended.stderr);
    fs::write(&path, "").unwrap();
    assert_eq!(tail(&[&path], "--since 2020-01-01 --for 1s").end().code(0).stderr, "");
}

#[test]
fn the_cursor_stays_before_an_entry_whose_command_fails() {
    let folder = Folder::new();
    let (path, state) = (folder.at("log"), folder.at("state"));
    fs::write(&path, events(0..4)).unwrap();
    let run = |flags: &str, command: &str| {
        let run = tail(&[&path], &format!("--since 2020-01-01 --for 20s {flags}")).arg("--exec-shell").arg("--exec");
        run.arg(command).env("XDG_STATE_HOME", state.to_str().unwrap()).end()
    };
    // The second entry fails.
    let fails = "! grep -q '\"c1\"'";
    for parallel in [1, 3] {
        let stopped =
            run(&format!("--resume x{parallel} --exec-on-error stop --exec-parallel {parallel}"), fails).code(1);
        assert_eq!(numbers(&stopped.lines()), [0]);
        assert!(stopped.stderr.contains("entry fivetran sync_end of 2026-01-01T00:00:01Z"), "{}", stopped.stderr);
        let skipped = run(&format!("--resume x{parallel} --exec-on-error skip --count 3"), fails).code(0);
        assert_eq!(numbers(&skipped.lines()), [1, 2, 3]);
        assert!(
            skipped.stderr.contains("failed with exit code 1 for the entry fivetran sync_end"),
            "{}",
            skipped.stderr
        );
    }
    let retried = run("--resume y", fails).code(1);
    assert_eq!(numbers(&retried.lines()), [0]);
    assert_eq!(retried.stderr.matches("retrying in").count(), 3, "{}", retried.stderr);
    let went_on = run("--count 4", fails).code(0);
    assert_eq!(numbers(&went_on.lines()), [0, 1, 2, 3]);
    // A command that succeeds at last.
    let marker = folder.at("marker");
    let flaky = format!("test -e {0} || {{ touch {0}; exit 3; }}", marker.display());
    assert_eq!(numbers(&run("--resume z --count 4", &flaky).code(0).lines()), [0, 1, 2, 3]);
}

#[test]
fn an_entry_that_comes_again_is_printed_once() {
    let folder = Folder::new();
    let (one, copy) = (folder.at("one"), folder.at("copy"));
    fs::write(&one, events(0..3)).unwrap();
    let mut tailing = Tailing::start(tail(&[&one, &copy], "-n 10"));
    assert_eq!(numbers(&tailing.take(3)), [0, 1, 2]);
    append(&one, &(event(1) + &event(3)));
    append(&copy, &events(2..6));
    let mut rest = numbers(&tailing.take(3));
    rest.sort_unstable();
    assert_eq!(rest, [3, 4, 5]);
    tailing.signal("INT");
    let ended = tailing.end().code(130);
    assert!(ended.stderr.contains("left out 3 repeated entries"), "{}", ended.stderr);
}

#[test]
fn repeats_are_kept_on_request() {
    let folder = Folder::new();
    let one = folder.at("one");
    fs::write(&one, events([0, 0, 1])).unwrap();
    let mut tailing = Tailing::start(tail(&[&one], "-n 10 --keep-repeats"));
    assert_eq!(numbers(&tailing.take(3)), [0, 0, 1]);
    tailing.signal("INT");
    tailing.end().code(130);
}
