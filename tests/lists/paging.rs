//! Tests `--limit`, `--all`, `--skip` and the pages of requests.

use std::io::{BufRead as _, BufReader, Read as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, DIALECTS, Demo, Ended, Scripted, World, connlog, cut, page, parameter};

/// More entries than three full pages hold.
const SOME: &str = "--entries 350";

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

/// Rows of the old dialect with ids `from..to`, newest first.
fn rows(numbers: std::ops::Range<u32>) -> Vec<Value> {
    numbers.map(|n| json!({ "_id": n.to_string(), "createdAt": format!("2026-11-20T10:{:02}:00Z", 59 - n) })).collect()
}

fn late(server: &Scripted, flags: &str) -> Ended {
    connlog(&format!("connections --dialect late {flags}")).at(&server.base_url).end()
}

/// `limit` and `skip` of each request.
fn steps(queries: &[String]) -> Vec<(u64, u64)> {
    let number = |query: &String, name| parameter(query, name).unwrap().parse().unwrap();
    queries.iter().map(|query| (number(query, "limit"), number(query, "skip"))).collect()
}

#[test]
fn fifty_entries_are_shown_where_nobody_says_how_many() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        world.gives("connections", &world.everything("connections")[..50]);
        assert_eq!(world.run("posts -o plain").end().code(0).stdout.lines().count(), 50);
    }
}

#[test]
fn a_limit_is_the_newest_that_many() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for (flags, count) in
            [("-n 1", 1), ("-n3", 3), ("--limit 100", 100), ("--limit=101", 101), ("-n 9999", usize::MAX)]
        {
            let everything = world.everything("posts");
            let expected = &everything[..everything.len().min(count)];
            world.gives(&format!("posts {flags}"), expected);
        }
    }
}

#[test]
fn a_limit_counts_what_matches() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for filters in ["--event disconnect", "--platform facebook,threads", "--status failed", "--until 2d"] {
            let all = world.list(&format!("connections {filters} --all"));
            assert!(all.len() > 12, "{filters} proves nothing");
            world.gives(&format!("connections {filters} -n 12"), &all[..12]);
        }
    }
}

#[test]
fn all_is_every_entry_there_is_once_and_newest_first() {
    let demo = Demo::start("--serves both --entries 350");
    for kind in ["connections", "posts"] {
        let truth = demo.truth(kind);
        assert!(truth.len() > 300);
        let list = |dialect: &str| {
            connlog(&format!("{kind} --all -o json --dialect {dialect}")).at(&demo.base_url).end().code(0).array()
        };
        let old = list("late");
        assert_eq!(ids(&old), truth);
        let times =
            |records: &[Value]| -> Vec<Value> { records.iter().map(|record| record["createdAt"].clone()).collect() };
        assert_eq!(times(&old), times(&list("zernio")), "the present dialect has no ids");
    }
}

#[test]
fn all_of_nothing_is_nothing() {
    for body in [
        r#"{"logs":[],"pagination":{"total":0,"hasMore":false}}"#,
        r#"{"logs":[]}"#,
        r#"{"logs":[],"pagination":null}"#,
    ] {
        let server = Scripted::always(Answer::json(body));
        assert_eq!(late(&server, "--all -o json").code(0).array(), [Value::Null; 0]);
        assert_eq!(server.requests().len(), 1, "{body}");
    }
}

#[test]
fn skip_passes_over_the_newest_that_match() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 120");
        for filters in ["", "--event disconnect,connect_failed", "--platform facebook", "--since 4d", "--search oauth"]
        {
            let all = world.list(&format!("connections {filters} --all"));
            assert!(all.len() > 10, "{filters} proves nothing");
            world.gives(&format!("connections {filters} --skip 5 -n 4"), &all[5..9]);
            world.gives(&format!("connections {filters} --skip 7 --all"), &all[7..]);
            assert!(world.list(&format!("connections {filters} --skip 5000")).is_empty(), "{filters} in {dialect}");
        }
    }
}

#[test]
fn pages_of_any_size_make_the_same_list() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 110");
        let everything = world.everything("connections");
        for size in [1, 7, 50, 100] {
            let before = world.queries().len();
            world.gives(&format!("connections --all --page-size {size}"), everything);
            assert_eq!(steps(&world.queries())[before], (size, 0), "{dialect}");
        }
    }
}

#[test]
fn a_page_size_that_the_api_does_not_allow_is_a_usage_error() {
    for size in ["0", "101", "-1", "many"] {
        connlog(&format!("connections --page-size {size}")).end().code(2);
    }
}

#[test]
fn a_limit_of_zero_is_an_error_that_names_all() {
    for command in ["connections -n 0", "posts --limit 0"] {
        let ended = connlog(command).end().code(2);
        assert!(ended.stderr.contains("--all"), "{}", ended.stderr);
    }
    for flags in ["-n 5 --all", "-n -1", "-n many", "--skip -1"] {
        connlog(&format!("connections {flags}")).end().code(2);
    }
}

#[test]
fn no_more_is_asked_for_than_is_needed() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let asked = |flags: &str| {
            let before = world.queries().len();
            world.list(&format!("connections {flags}"));
            steps(&world.queries()[before..])
        };
        assert_eq!(asked(""), [(50, 0)]);
        assert_eq!(asked("-n 3"), [(3, 0)]);
        assert_eq!(asked("-n 100"), [(100, 0)]);
        assert_eq!(asked("-n 3 --skip 40"), [(3, 40)]);
        assert_eq!(asked("--platform facebook -n 5").len(), 1);
        // Neighbouring pages share an entry or two, to be sure that nothing stands between them.
        assert_eq!(asked("-n 50 --page-size 20").len(), 3);
        assert_eq!(asked("-n 250").len(), 3);
        assert_eq!(asked("--all").len(), 4);
    }
}

#[test]
fn the_api_says_with_has_more_and_nothing_else_that_there_are_more() {
    for fault in ["no-total", "over-total", "short"] {
        for dialect in DIALECTS {
            let world = World::of(dialect, &format!("--entries 250 --fault {fault}"));
            let truth = world.demo.truth("connections");
            let found = world.list("connections --all");
            assert_eq!(found.len(), truth.len(), "{fault} in {dialect}");
            if dialect == "late" {
                assert_eq!(ids(&found), truth, "{fault}");
            }
            world.gives("connections -n 120", &found[..120]);
        }
    }
}

#[test]
fn a_short_page_is_not_the_end() {
    let server = Scripted::start(|_, target| {
        let skip: u32 = parameter(target, "skip").unwrap().parse().unwrap();
        page(&rows(skip.min(10)..(skip + 3).min(10)), skip + 3 < 10)
    });
    let found = late(&server, "--all -o json").code(0).array();
    assert_eq!(ids(&found), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn an_empty_page_is_the_end_even_where_the_server_says_that_there_are_more() {
    let server = Scripted::start(|_, target| {
        let skip: u32 = parameter(target, "skip").unwrap().parse().unwrap();
        page(&rows(skip.min(10)..(skip + 3).min(10)), true)
    });
    let found = late(&server, "--all -o json").code(0).array();
    assert_eq!(ids(&found), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn a_full_page_that_is_the_last_by_its_own_word_is_the_last() {
    let server = Scripted::always(page(&rows(0..5), false));
    assert_eq!(late(&server, "--all --page-size 5 -o json").code(0).array().len(), 5);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn without_a_word_about_more_the_list_is_read_to_its_end() {
    let server = Scripted::start(|_, target| {
        let answer: Value = serde_json::from_str(&cut(&rows(0..12), target).body).unwrap();
        Answer::json(&json!({ "logs": answer["logs"] }).to_string())
    });
    assert_eq!(late(&server, "--all --page-size 5 -o json").code(0).array().len(), 12);
    // Pages are asked for ahead, but not without end.
    assert!(server.requests().len() < 30, "{:?}", server.requests());
}

#[test]
fn a_list_that_grows_while_it_is_read_neither_repeats_an_entry_nor_loses_one() {
    for dialect in DIALECTS {
        let old = dialect == "late";
        let server = Scripted::start(move |number, target| {
            // Two newcomers before each request.
            let newcomers = u32::try_from(number).unwrap() * 2;
            let list: Vec<Value> = (0..40 + newcomers)
                .map(|n| {
                    let minute = 1_000 + newcomers - n;
                    let time =
                        format!("2026-11-{:02}T{:02}:{:02}:00Z", 10 + minute / 1_440, minute / 60 % 24, minute % 60);
                    if old {
                        json!({ "_id": time, "createdAt": time })
                    } else {
                        json!({ "type": "connections", "created_at": time })
                    }
                })
                .filter(|row| parameter(target, "to").is_none_or(|to| row["created_at"].as_str() < Some(&to)))
                .collect();
            cut(&list, target)
        });
        let run = connlog(&format!("connections --dialect {dialect} --all --page-size 7 -o json")).at(&server.base_url);
        let found = run.end().code(0).array();
        let times: Vec<&str> = found.iter().map(|record| record["createdAt"].as_str().unwrap()).collect();
        assert!(times.windows(2).all(|pair| pair[0] > pair[1]), "{times:?}");
        assert_eq!(times.len(), 42, "{times:?}");
    }
}

#[test]
fn two_entries_that_are_equal_in_every_byte_are_two() {
    let row = json!({ "type": "connections", "action": "account.connected", "created_at": "2026-11-20T10:00:00Z" });
    let server = Scripted::always(page(&[row.clone(), row.clone(), row], false));
    let run = connlog("connections --all --dialect zernio -o json").at(&server.base_url);
    assert_eq!(run.end().code(0).array().len(), 3);
}

#[test]
fn a_list_that_was_cut_says_how_to_go_on_and_a_whole_one_does_not() {
    let world = World::of("late", SOME);
    let more = world.run("connections -n 30").end().code(0).stderr;
    assert!(more.contains("--all") && more.contains("--skip 30"), "{more}");
    let more = world.run("connections -n 30 --skip 30").end().code(0).stderr;
    assert!(more.contains("--skip 60"), "{more}");
    let more = world.run("connections -n 4 --platform facebook").end().code(0).stderr;
    assert!(more.contains("--skip 4"), "{more}");
    for whole in ["connections --all", "connections -n 9999", "connections --since 1h --status failed --search nothing"]
    {
        let ended = world.run(whole).end().code(0);
        assert!(!ended.stderr.contains("--skip"), "{whole}: {}", ended.stderr);
    }
    assert_eq!(world.run("connections -n 30 --quiet").end().code(0).stderr, "");
}

#[test]
fn following_the_advice_to_skip_shows_every_entry_once() {
    let world = World::of("zernio", "--entries 100");
    let mut found = Vec::new();
    for skip in [0, 40, 80] {
        found.extend(world.list(&format!("posts -n 40 --skip {skip}")));
    }
    assert_eq!(found, world.everything("posts"));
}

/// A server that answers the second request only after it was told to, or after so long that nobody can have meant it.
fn patient() -> (Scripted, mpsc::Sender<()>, Arc<AtomicBool>) {
    let (go, gate) = mpsc::channel();
    let told = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&told);
    let server = Scripted::start(move |number, target| {
        if number == 2 {
            seen.store(gate.recv_timeout(Duration::from_secs(10)).is_ok(), Ordering::SeqCst);
        }
        cut(&rows(0..12), target)
    });
    (server, go, told)
}

#[test]
fn the_first_entries_are_printed_before_the_second_page_has_come() {
    for (format, header) in [("ndjson", 0), ("csv", 1), ("tsv", 1), ("plain", 0)] {
        let (server, go, told) = patient();
        let run = connlog(&format!("connections --dialect late --all --page-size 5 -o {format}")).at(&server.base_url);
        let (mut child, _home) = run.spawn();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        for _ in 0..header + 5 {
            first.clear();
            stdout.read_line(&mut first).unwrap();
        }
        go.send(()).unwrap();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert!(child.wait().unwrap().success(), "{format}");
        assert!(told.load(Ordering::SeqCst), "{format} waited for the second page");
        assert!(first.contains("10:55:00"), "{format}: {first}");
        assert_eq!(rest.lines().count(), 7, "{format}: {rest}");
    }
}

#[test]
fn what_is_enough_is_enough_and_the_next_page_is_never_asked_for() {
    let server = Scripted::start(|number, _| {
        assert_eq!(number, 1, "one page was enough");
        page(&rows(0..5), true)
    });
    for format in ["ndjson", "json", "plain", "csv", "md", "table"] {
        assert_eq!(
            late(&Scripted::always(page(&rows(0..5), true)), &format!("-n 5 --page-size 5 -o {format}")).code,
            Some(0)
        );
    }
    assert_eq!(late(&server, "-n 3 --page-size 5 -o json").code(0).array().len(), 3);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_reading_quietly() {
    let server = Scripted::start(|number, _| {
        // Each page has entries of its own, so that writing goes on until the reader is gone.
        let first = u32::try_from(number).unwrap() * 5;
        let row = |n: u32| {
            let (hour, minute, second) = (23 - n / 3_600, 59 - n / 60 % 60, 59 - n % 60);
            json!({ "_id": n.to_string(), "createdAt": format!("2026-11-20T{hour:02}:{minute:02}:{second:02}Z") })
        };
        page(&(first..first + 5).map(row).collect::<Vec<_>>(), number < 5_000)
    });
    let (mut child, _home) =
        connlog("connections --dialect late --all --page-size 5 -o ndjson").at(&server.base_url).spawn();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    drop(stdout);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
    assert!(server.requests().len() < 5_000);
}

#[test]
fn a_page_that_fails_half_way_leaves_what_was_read_and_says_so() {
    let server = Scripted::start(|number, _| match number {
        1 => page(&rows(0..3), true),
        _ => Answer::json(r#"{"error":"Forbidden"}"#).status(403),
    });
    let ended = late(&server, "--all --page-size 3 -o json").code(8);
    assert_eq!(ids(&ended.array()), ["0", "1", "2"]);
    let error = ended.error();
    assert_eq!((&error["code"], &error["partial"]["records"]), (&json!("incomplete"), &json!(3)));
    assert_eq!(error["partial"]["resume"], "--until 2026-11-20T10:57:00.001Z");
}
