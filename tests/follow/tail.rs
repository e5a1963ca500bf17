//! Tests `tail` over HTTP against a demo with a running clock: compares the printed entries with the existing ones.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{DIALECTS, Demo, Ended, KEY, Run, Tailing, connlog, signal};

/// Some entries a second at any time of day; many at noon.
pub const BUSY: &str = "--entries 1000000 --days 1";

/// A run against `demo`, by the clock that runs.
pub fn tail(arguments: &str, demo: &Demo) -> Run {
    connlog(arguments).at(&demo.base_url).no_env("CONNLOG_NOW")
}

/// How often each record is there.
pub fn counted<'v>(records: impl IntoIterator<Item = &'v Value>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for record in records {
        *counts.entry(record.to_string()).or_default() += 1;
    }
    counts
}

/// Everything of both kinds that exists from `since` on and before `until`.
pub fn existing(demo: &Demo, dialect: &str, since: &str, until: &str) -> Vec<Value> {
    let list = |kind: &str| {
        let command = format!("{kind} --all -o ndjson --dialect {dialect} --since {since} --until {until}");
        tail(&command, demo).end().code(0).lines()
    };
    [list("connections"), list("posts")].concat()
}

pub fn time(record: &Value) -> &str {
    record["createdAt"].as_str().unwrap()
}

/// Checks that `printed` is all there is of each kind between its first and its last entry.
#[track_caller]
fn assert_whole(printed: &[Value], demo: &Demo, dialect: &str) {
    for kind in ["connection", "post"] {
        let of_kind: Vec<Value> = printed.iter().filter(|record| record["kind"] == kind).cloned().collect();
        assert_kind_whole(&of_kind, kind, demo, dialect);
    }
}

#[track_caller]
fn assert_kind_whole(printed: &[Value], kind: &str, demo: &Demo, dialect: &str) {
    let times: Vec<&str> = printed.iter().map(time).collect();
    let (first, last) = (times.iter().min().unwrap(), times.iter().max().unwrap());
    // Ends are left out, since others may share their moments.
    let inside = |record: &&Value| record["kind"] == kind && time(record) > *first && time(record) < *last;
    let exists = existing(demo, dialect, first, last);
    let (found, expected) = (counted(printed.iter().filter(inside)), counted(exists.iter().filter(inside)));
    let missing: Vec<_> = expected.iter().filter(|(record, count)| found.get(*record) != Some(count)).collect();
    let more: Vec<_> = found.iter().filter(|(record, count)| expected.get(*record) != Some(count)).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "{dialect}: {} lost {missing:?}, {} more {more:?}",
        missing.len(),
        more.len()
    );
    assert!(expected.len() > 5, "{kind}: {}", expected.len());
}

#[test]
fn history_and_new_entries_join_without_a_seam() {
    for dialect in DIALECTS {
        let demo = Demo::live(&format!("--serves {dialect} --entries 200000 --days 1"));
        let run = tail(&format!("tail -n 30 --count 50 --interval 200ms --dialect {dialect}"), &demo);
        let printed = run.end().code(0).lines();
        assert_eq!(printed.len(), 50);
        assert!(printed.iter().any(|record| record["kind"] == "post"));
        assert!(printed.iter().any(|record| record["kind"] == "connection"));
        assert!(printed[..30].is_sorted_by_key(time), "history is oldest first");
        assert_whole(&printed, &demo, dialect);
        if dialect == "late" {
            let ids = |kind: &str| demo.truth(kind);
            let known = [ids("connections"), ids("posts")].concat();
            assert!(printed.iter().all(|record| known.contains(&record["id"].as_str().unwrap().to_owned())));
        }
    }
}

#[test]
fn an_api_that_fails_now_and_then_costs_no_entry() {
    for dialect in DIALECTS {
        let faults = "--fault status=503@5% --fault cut@3% --fault drop@3%";
        let demo = Demo::live(&format!("--serves {dialect} {BUSY} {faults} --late 2s"));
        let since = "--since 10s --settle 3s --retries 2";
        let run = tail(&format!("tail {since} --count 200 --interval 100ms --dialect {dialect} -q"), &demo);
        let printed = run.end().code(0).lines();
        demo.misbehave(&[]);
        let mut settled = printed;
        // Those of the last moments may be among what comes late.
        let newest_of = |kind: &str| settled.iter().filter(|record| record["kind"] == kind).map(time).max();
        let newest = newest_of("post").min(newest_of("connection")).unwrap().to_owned();
        let newest = chrono::DateTime::parse_from_rfc3339(&newest).unwrap() - chrono::TimeDelta::seconds(2);
        settled.retain(|record| chrono::DateTime::parse_from_rfc3339(time(record)).unwrap() < newest);
        assert_whole(&settled, &demo, dialect);
    }
}

#[test]
fn an_outage_is_told_and_caught_up_with() {
    let demo = Demo::live(&format!("--serves late {BUSY}"));
    let mut tailing =
        Tailing::start(tail("tail --since 5s --settle 1s --interval 100ms --retries 0 --timeout 2s", &demo));
    let mut printed = tailing.take(20);
    demo.misbehave(&["status=503"]);
    let told = tailing.said();
    assert!(told.starts_with("warning: ") && told.contains("503"), "{told}");
    demo.misbehave(&[]);
    assert!(tailing.said().contains("the API is available again"));
    printed.extend(tailing.take(60));
    tailing.signal("INT");
    let ended = tailing.end().code(130);
    printed.extend(ended.lines());
    assert_whole(&printed, &demo, "late");
}

#[test]
fn it_ends_by_itself_after_a_time_or_a_number() {
    let demo = Demo::live("");
    assert_eq!(tail("tail -n 7 --count 4", &demo).end().code(0).lines().len(), 4);
    assert_eq!(tail("tail --for 1s", &demo).end().code(0).stderr, "");
    let table = tail("tail posts -n 3 --count 3 -o table", &demo).end().code(0).stdout;
    assert_eq!(table.lines().count(), 4, "{table}");
}

#[test]
fn follow_of_a_list_is_tail_of_its_kind() {
    let demo = Demo::live("");
    let mut tailing = Tailing::start(tail("posts -f -n 5 --status failed", &demo));
    let printed = tailing.take(5);
    assert!(printed.iter().all(|record| record["kind"] == "post" && record["status"] == "failed"), "{printed:?}");
    assert!(printed.is_sorted_by_key(time));
    tailing.signal("INT");
    assert_eq!(tailing.end().code(130).stdout, "");
    tail("posts -f --until now", &demo).end().code(2);
    for command in ["events -f -n 40", "tail events -n 40"] {
        let mut all = Tailing::start(tail(command, &demo));
        let kinds = counted(all.take(40).iter().map(|record| &record["kind"]));
        assert!(kinds.len() > 3 && kinds.contains_key("\"webhook\""), "{command}: {kinds:?}");
        all.signal("INT");
        all.end().code(130);
    }
}

#[test]
fn a_signal_closes_what_was_begun() {
    let demo = Demo::start("");
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let tailing = Tailing::start(connlog("tail -n 3 -o json").at(&demo.base_url));
        let begun: Vec<String> = tailing.texts(3);
        tailing.signal(signal);
        let ended = tailing.end().code(code);
        let array: Vec<Value> = serde_json::from_str(&(begun.join("\n") + "\n" + &ended.stdout)).unwrap();
        assert!((2..=3).contains(&array.len()), "{array:?}");
    }
}

#[test]
fn the_second_signal_ends_it_though_nobody_reads() {
    let demo = Demo::live(BUSY);
    let (mut child, _home) = tail("tail --since 10m", &demo).spawn();
    // One line is read, and thousands hang in the pipe.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    signal(&child, "INT");
    // The two may come as one, while nobody has heard the first.
    while child.try_wait().unwrap().is_none() {
        signal(&child, "INT");
        thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_reader_that_leaves_ends_it_though_nothing_happens() {
    let demo = Demo::start("");
    let (mut child, _home) = connlog("tail -n 2").at(&demo.base_url).spawn();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.by_ref().take(2).count(), 2);
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn heartbeats_stand_among_the_entries_if_asked_for() {
    let demo = Demo::start("");
    let mut tailing = Tailing::start(connlog("tail -n 1 --heartbeat 100ms").at(&demo.base_url));
    let lines = tailing.take(3);
    tailing.signal("TERM");
    let beats: Vec<&Value> = lines.iter().filter(|line| line["type"] == "heartbeat").collect();
    assert!(beats.len() >= 2, "{lines:?}");
    assert!(beats[1]["time"].is_string() && beats[1]["entries"].is_u64() && beats[1].get("kind").is_none());
}

/// A run by the clock of `now`, against the demo of that moment, with the cursor in `state`.
fn at(now: &str, arguments: &str, state: &TempDir) -> Ended {
    let run = connlog(&format!("tail --demo -q --dialect late --resume x {arguments}"));
    run.env("CONNLOG_NOW", now).env("XDG_STATE_HOME", state.path().to_str().unwrap()).end()
}

#[test]
fn a_gap_is_told_everywhere_and_ends_with_8() {
    let state = TempDir::new().unwrap();
    at("2026-11-01T12:00:00Z", "-n 2 --count 2", &state).code(0);
    let later = "2026-11-20T12:00:00Z";
    let ended = at(later, "--count 3 --control", &state).code(8);
    assert!(ended.stderr.contains("warning: entries from 2026-11-01T"), "{}", ended.stderr);
    assert!(ended.stderr.contains("error: entries from"), "{}", ended.stderr);
    let lines = ended.lines();
    assert_eq!((lines.len(), &lines[0]["type"]), (4, &"gap".into()));
    assert!(lines[0].get("kind").is_none() && lines[0]["cause"].is_string());

    let state = TempDir::new().unwrap();
    at("2026-11-01T12:00:00Z", "-n 2 --count 2", &state).code(0);
    let allowed = at(later, "--count 3 --allow-gaps -o ndjson", &state).code(0);
    assert_eq!(allowed.lines().len(), 3, "no control record that was not asked for");
}

#[test]
fn commands_get_the_record_and_the_line_follows_their_end() {
    let demo = Demo::start("");
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy");
    for parallel in [1, 3] {
        drop(std::fs::remove_file(&copy));
        let run = connlog(&format!("tail -n 6 --count 6 --exec-parallel {parallel} --fields id"));
        let ended = run.arg("--exec").arg(&format!("tee -a '{}'", copy.display())).at(&demo.base_url).end().code(0);
        assert_eq!(ended.lines().len(), 6);
        let copied = std::fs::read_to_string(&copy).unwrap();
        assert_eq!(copied.lines().count(), 6);
        assert!(copied.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].is_string()));
        assert_eq!(ended.stderr.lines().count(), 6, "what commands print goes to stderr");
    }
}

#[test]
fn a_failing_command_is_reported_and_a_missing_one_ends_it() {
    let demo = Demo::start("");
    let run = |command: &str, more: &str| {
        connlog(&format!("tail -n 2 --count 2 --exec-on-error skip {more}"))
            .arg("--exec")
            .arg(command)
            .at(&demo.base_url)
            .end()
    };
    let failing = run("sh -c 'exit 7'", "").code(0);
    assert_eq!(failing.stderr.matches("warning: `sh` failed with exit code 7").count(), 2, "{}", failing.stderr);
    assert_eq!(failing.lines().len(), 2);
    assert_eq!(run("no-such-command-here", "").code(1).stdout, "");
    assert!(run("echo $0 ; exit 9", "").code(0).stderr.contains("$0 ; exit 9"), "no shell has seen it");
    assert!(run("echo $((6 * 7)); exit 9", "--exec-shell").code(0).stderr.contains("42\nwarning: `sh` failed"));
    assert!(run("a 'b", "").code(2).stderr.contains("quote"));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_asked() {
    for (arguments, words) in [
        ("-o table", "--for"),
        ("-o json --resume x", "--resume"),
        ("-o csv --control", "ndjson"),
        ("posts --event disconnect", "--event"),
        ("--event disconnect --action publish", "--action"),
        ("--exec-shell", "--exec"),
        ("-n 3 --since 1h", "--since"),
        ("--fields nonsense", "connections and posts have no field"),
        ("gadgets", "connections"),
        ("--interval 0s", "100ms"),
        ("--resume ../x", "name"),
        ("--resume .x", "name"),
    ] {
        let ended = connlog(&format!("tail {arguments}")).at("http://127.0.0.1:9/api").end().code(2);
        assert!(ended.stderr.contains(words), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn several_kinds_share_columns() {
    let demo = Demo::start("");
    let run =
        |format: &str| connlog(&format!("tail -n 8 --count 8 -o {format}")).at(&demo.base_url).end().code(0).stdout;
    let plain = run("plain");
    assert!(plain.lines().all(|line| line.split('\t').count() == 7), "{plain}");
    let csv = run("csv");
    let header = csv.lines().next().unwrap();
    assert!(header.contains("eventType") && header.contains("response.errorCode") && header.contains("error.code"));
    assert_eq!(header.split(',').filter(|name| *name == "createdAt").count(), 1);
    assert!(run("md").starts_with("| time | kind | platform |"));
    assert_eq!(run("line").lines().count(), 8);
}

#[test]
fn out_appends_as_a_redirection_does() {
    let demo = Demo::start("");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("out");
    for count in [2, 4] {
        let run = connlog("tail -n 2 --count 2 -o ndjson --out").arg(path.to_str().unwrap());
        assert_eq!(run.at(&demo.base_url).end().code(0).stdout, "");
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), count);
    }
}

/// What a terminal gets, the status line's own strokes included.
fn terminal(arguments: &str, demo: &Demo) -> Option<String> {
    let key = [("CONNLOG_API_KEY", KEY), ("CONNLOG_BASE_URL", demo.base_url.as_str())];
    crate::terminal::terminal(arguments, 80, &key)
}

#[test]
fn the_status_line_leaves_no_trace() {
    let demo = Demo::start("");
    let Some(shown) = terminal("tail -n 4 --count 4 --no-color", &demo) else { return };
    assert!(shown.contains("connected"), "{shown:?}");
    // What is left when every line that was begun anew has been overwritten.
    let left: Vec<&str> = shown.split('\n').map(|line| line.rsplit("\u{1b}[2K").next().unwrap()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
    assert_eq!(left[4], "", "{left:?}");
    assert!(left[..4].iter().all(|line| line.as_bytes()[2] == b':' && !line.contains("connect ")), "{left:?}");
    assert!(!terminal("tail -n 4 --count 4 -q", &demo).unwrap().contains("asked"));
}
