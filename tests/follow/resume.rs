//! Tests `--resume`: after a kill at any time, the next run continues after the last written line.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::Tailing;
use crate::support::{DIALECTS, Demo, Run, connlog};
use crate::tail::{BUSY, counted, existing, tail, time};

fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn resuming(arguments: &str, demo: &Demo, state: &Path) -> Run {
    tail(&format!("tail {arguments}"), demo).env("XDG_STATE_HOME", state.to_str().unwrap())
}

/// Every record of a file, none of them torn.
#[track_caller]
fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("torn: {line}"))).collect()
}

/// Runs and kills, and at last lets a run catch up with the present; what the file holds of the time between.
fn kill_often(demo: &Demo, dialect: &str, name: &str, kills: u32, folder: &Path) {
    let mut dice = fastrand::Rng::with_seed(u64::from(kills) + name.len() as u64);
    let out = folder.join(name);
    let since = now();
    let arguments = format!(
        "--since {since} --settle 1s --interval 100ms --dialect {dialect} --resume {name} -o ndjson --out {}",
        out.display()
    );
    let mut grew = 0;
    for kill in 0..kills {
        let before = fs::metadata(&out).map_or(0, |file| file.len());
        let (mut child, _home) = resuming(&arguments, demo, folder).spawn();
        // Every fourth run is killed after a random time. The others are killed when the file has a random length.
        let moment = Instant::now() + Duration::from_millis(dice.u64(..300));
        let length = before + dice.u64(1..30_000);
        let by_time = kill % 4 == 3;
        let due = || fs::metadata(&out).is_ok_and(|file| file.len() >= length);
        while child.try_wait().unwrap().is_none() && !(if by_time { Instant::now() > moment } else { due() }) {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(child.try_wait().unwrap(), None, "it runs until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
        grew += u32::from(fs::metadata(&out).is_ok_and(|file| file.len() > before));
    }
    assert!(grew > kills / 2, "{grew} of {kills} runs wrote something");
    let until = now();
    let last = Tailing::start(resuming(&arguments, demo, folder));
    while !fs::read_to_string(&out)
        .unwrap()
        .lines()
        .last()
        .is_some_and(|line| serde_json::from_str::<Value>(line).is_ok_and(|record| time(&record) > until.as_str()))
    {
        thread::sleep(Duration::from_millis(20));
    }
    last.signal("TERM");
    last.end().code(143);
    let (found, expected) = (records(&out), existing(demo, dialect, &since, &until));
    let inside = found.iter().filter(|record| time(record) >= since.as_str() && time(record) < until.as_str());
    let (found, expected) = (counted(inside), counted(&expected));
    let missing = expected.iter().filter(|(record, _)| !found.contains_key(*record)).count();
    let repeated = found.iter().filter(|(record, count)| expected.get(*record) != Some(count)).count();
    assert_eq!((missing, repeated), (0, 0), "{dialect} {name}: of {} entries", expected.len());
    assert!(expected.len() > 50, "{}", expected.len());
}

/// Returns the kills of each run. `.ci/full` sets 50.
fn kills() -> u32 {
    std::env::var("CONNLOG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(12)
}

#[test]
fn kills_lose_nothing_repeat_nothing_and_tear_nothing() {
    thread::scope(|scope| {
        for dialect in DIALECTS {
            for name in ["a", "bb"] {
                scope.spawn(move || {
                    let folder = TempDir::new().unwrap();
                    let demo = Demo::live(&format!("--serves {dialect} {BUSY}"));
                    kill_often(&demo, dialect, name, kills(), folder.path());
                });
            }
        }
    });
}

#[test]
fn to_a_pipe_a_kill_repeats_one_line_at_most() {
    let kills = 20;
    let demo = Demo::live(&format!("--serves late {BUSY}"));
    let state = TempDir::new().unwrap();
    let since = now();
    let arguments = format!("--since {since} --settle 1s --interval 100ms --dialect late --resume pipe connections");
    let mut found = Vec::new();
    for round in 0..kills {
        let mut tailing = Tailing::start(resuming(&arguments, &demo, state.path()));
        found.extend(tailing.take(1 + round % 7));
        tailing.signal("KILL");
        // What was in the pipe counts as read, but for a last line that is torn.
        let ended = tailing.end();
        found.extend(ended.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()));
    }
    let until = time(found.last().unwrap()).to_owned();
    let expected = existing(&demo, "late", &since, &until);
    let expected = counted(expected.iter().filter(|record| record["kind"] == "connection"));
    let found = counted(&found);
    let lost: Vec<_> = expected.keys().filter(|record| !found.contains_key(*record)).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), expected.len());
    let repeated: u32 = found.values().map(|count| count - 1).sum();
    assert!(repeated <= u32::try_from(kills).unwrap(), "{repeated}");
    assert!(expected.len() > 20);
}

fn quick(arguments: &str, demo: &Demo, state: &TempDir) -> Run {
    connlog(&format!("tail {arguments}")).at(&demo.base_url).env("XDG_STATE_HOME", state.path().to_str().unwrap())
}

#[test]
fn a_second_run_goes_on_where_the_first_ended() {
    let (demo, state) = (Demo::start(""), TempDir::new().unwrap());
    let first = quick("-n 30 --count 10 --resume x", &demo, &state).end().code(0).lines();
    let second = quick("--count 20 --resume x", &demo, &state).end().code(0).lines();
    let whole = quick("-n 30 --count 30", &demo, &state).end().code(0).lines();
    assert_eq!([first, second].concat(), whole);
}

#[test]
fn what_a_count_cuts_off_comes_with_the_next_run_however_much_it_is() {
    let (demo, state) = (Demo::start("--entries 4000"), TempDir::new().unwrap());
    let first = quick("-n 3000 --count 1500 --resume x", &demo, &state).end().code(0).lines();
    let second = quick("--count 1500 --for 30s --resume x", &demo, &state).end().code(0).lines();
    assert_eq!([first, second].concat(), quick("-n 3000 --count 3000", &demo, &state).end().code(0).lines());
}

#[test]
fn one_name_serves_one_run_and_one_question() {
    let (demo, state) = (Demo::start(""), TempDir::new().unwrap());
    let mut first = Tailing::start(quick("-n 1 --resume x", &demo, &state));
    first.take(1);
    let second = quick("--resume x", &demo, &state).end().code(3);
    assert!(second.stderr.contains("in use") && second.stderr.contains("process "), "{}", second.stderr);
    first.signal("TERM");
    first.end().code(143);
    for (other, word) in [
        ("posts --resume x", "kinds posts"),
        ("--status failed --resume x", "no --status"),
        ("--resume x --out y", "output stdout"),
        ("--resume x --dialect late", "--dialect"),
    ] {
        let refused = quick(other, &demo, &state).end().code(3);
        assert!(refused.stderr.contains("different options") && refused.stderr.contains(word), "{}", refused.stderr);
    }
    quick("connections posts --resume x --for 1s", &demo, &state).end().code(0);
}

#[test]
fn a_file_that_is_not_as_it_was_left_is_not_touched() {
    let (demo, state) = (Demo::start(""), TempDir::new().unwrap());
    let out = state.path().join("out.csv");
    let run =
        |more: &str| quick(&format!("--count 3 --resume x -o csv --out {} {more}", out.display()), &demo, &state).end();
    run("-n 9").code(0);
    let whole = fs::read_to_string(&out).unwrap();
    assert_eq!(whole.lines().count(), 4, "a header and three entries");
    for spoilt in [&whole[..whole.len() - 9], &format!("{whole}more\n"), &whole.replace(',', ";")] {
        fs::write(&out, spoilt).unwrap();
        let refused = run("").code(3);
        assert!(refused.stderr.contains("was modified since connlog"), "{}", refused.stderr);
        assert_eq!(fs::read_to_string(&out).unwrap(), *spoilt);
    }
    fs::write(&out, &whole).unwrap();
    run("").code(0);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 7, "no second header");
    // A rotation takes the file away.
    fs::remove_file(&out).unwrap();
    let rotated = run("").code(0);
    assert!(rotated.stderr.contains("connlog creates it again"), "{}", rotated.stderr);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 4);
}

#[test]
fn nobody_else_can_read_the_cursor() {
    use std::os::unix::fs::PermissionsExt as _;

    let (demo, state) = (Demo::start(""), TempDir::new().unwrap());
    quick("-n 1 --count 1 --resume x", &demo, &state).end().code(0);
    let folder = state.path().join("connlog/cursors");
    let mut names = Vec::new();
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        names.push(file.file_name().into_string().unwrap());
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{names:?}");
    }
    names.sort();
    assert_eq!(names, ["x.journal", "x.json", "x.lock"]);
}
