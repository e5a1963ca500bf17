//! Tests that the counts of `stats` match the lists, in every group, bucket and format.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{Answer, DIALECTS, Demo, Ended, Scripted, World, connlog, page};

/// A run against the built-in demo that ends well.
fn demo(arguments: &str) -> Ended {
    connlog(&format!("{arguments} --demo --quiet")).end().code(0)
}

/// Entries of one group, counted as anyone would.
#[derive(Default)]
struct Counted {
    count: u64,
    failures: u64,
    durations: Vec<u64>,
    times: Vec<String>,
}

fn count<'v>(
    entries: impl IntoIterator<Item = &'v Value>,
    key: impl Fn(&Value) -> String,
) -> BTreeMap<String, Counted> {
    let mut groups: BTreeMap<String, Counted> = BTreeMap::new();
    for entry in entries {
        let group = groups.entry(key(entry)).or_default();
        group.count += 1;
        group.failures += u64::from(entry["status"] == "failed" || is_lost(entry));
        group.durations.extend(entry["durationMs"].as_u64());
        group.times.push(entry["createdAt"].as_str().unwrap().to_owned());
    }
    for group in groups.values_mut() {
        group.durations.sort_unstable();
        group.times.sort();
    }
    groups
}

/// Whether an account of the demo was disconnected and nobody wanted it.
fn is_lost(entry: &Value) -> bool {
    let reason = entry["metadata"]["reason"].as_str();
    entry["eventType"] == "disconnect" && reason.is_some_and(|reason| !reason.ends_with("by user"))
}

/// A percentile as it is documented: the lower of two values, exact up to 128 of them, else within 1 %.
#[track_caller]
fn assert_percentile(found: &Value, sorted: &[u64], percent: usize) {
    let Some(last) = sorted.len().checked_sub(1) else { return assert!(found.is_null(), "{found}") };
    let (found, exact) = (found.as_u64().unwrap(), sorted[last * percent / 100]);
    let error = if sorted.len() <= 128 { 0 } else { exact / 100 + 1 };
    assert!(found.abs_diff(exact) <= error, "{found} is not {exact}");
}

#[track_caller]
fn assert_row(row: &Value, expected: &Counted) {
    let numbers = (row["count"].as_u64().unwrap(), row["failures"].as_u64().unwrap());
    assert_eq!(numbers, (expected.count, expected.failures), "{row}");
    let number = |count: u64| f64::from(u32::try_from(count).unwrap());
    let rate = (expected.count > 0).then(|| json!(number(numbers.1) / number(numbers.0)));
    assert_eq!(row["failureRate"], rate.unwrap_or_default(), "{row}");
    let took = &row["durationMs"];
    assert_eq!(took["max"].as_u64(), expected.durations.last().copied(), "{row}");
    assert_percentile(&took["p50"], &expected.durations, 50);
    assert_percentile(&took["p95"], &expected.durations, 95);
    let ends = [row["oldest"].as_str(), row["newest"].as_str()];
    assert_eq!(ends, [expected.times.first(), expected.times.last()].map(|time| time.map(String::as_str)), "{row}");
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn the_numbers_are_those_of_the_lists_in_both_dialects() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 1500");
        let entries = || world.everything("connections").iter().chain(world.everything("posts"));
        let key = |value: &Value, kind: &Value| format!("{} {}", text(kind), text(&value["platform"]));
        let expected = count(entries(), |entry| key(entry, &entry["kind"]));
        let rows = world.list("stats");
        assert!(expected.len() > 20 && rows.len() == expected.len(), "{dialect}: {}", rows.len());
        for row in &rows {
            assert_row(row, &expected[&key(&row["group"], &row["group"]["kind"])]);
        }
        let worst: Vec<u64> = rows.iter().map(|row| row["failures"].as_u64().unwrap()).collect();
        assert!(worst.is_sorted_by(|one, next| one >= next), "{worst:?}");

        let by_code = count(world.everything("connections"), |entry| text(&entry["error"]["code"]));
        let rows = world.list("stats connections --by error.code");
        assert!(by_code.contains_key("null") && rows.len() == by_code.len(), "{dialect}");
        for row in &rows {
            assert_row(row, &by_code[&text(&row["group"]["error"]["code"])]);
        }
    }
}

#[test]
fn buckets_hold_every_entry_once_and_leave_no_hole() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "");
        let expected = count(world.everything("posts"), |entry| entry["createdAt"].as_str().unwrap()[..13].to_owned());
        let rows = world.list("stats posts --by kind --every 1h --since 3d");
        assert_eq!(rows.len(), 72, "one for each hour of the window");
        for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
            assert_eq!(row["bucketEnd"], next["bucket"]);
        }
        assert_eq!(rows[0]["bucket"], "2026-11-17T12:00:00Z");
        assert_eq!(rows[71]["bucketEnd"], "2026-11-20T12:00:00Z", "nothing has happened yet after now");
        for row in &rows {
            let empty = Counted::default();
            assert_row(row, expected.get(&row["bucket"].as_str().unwrap()[..13]).unwrap_or(&empty));
        }
        assert!(rows.iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>() > 1_000, "{dialect}");
    }
}

#[test]
fn every_group_has_every_bucket() {
    let rows = demo("stats --since 1d --every 6h -o json").array();
    let mut groups: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for row in &rows {
        groups.entry(row["group"].to_string()).or_default().push(&row["bucket"]);
    }
    let buckets = ["2026-11-19T12:00:00Z", "2026-11-19T18:00:00Z", "2026-11-20T00:00:00Z", "2026-11-20T06:00:00Z"];
    assert!(groups.len() > 20 && groups.values().all(|found| *found == buckets), "{groups:?}");
}

#[test]
fn buckets_follow_the_wall_clock_over_its_change() {
    let autumn = |arguments: &str| {
        let window = "--since 2026-10-24 --until 2026-10-27 --tz Europe/Berlin";
        let run = connlog(&format!("stats connections --by kind --demo -q -o json {window} {arguments}"));
        run.env("CONNLOG_NOW", "2026-10-27T12:00:00Z").end().code(0).array()
    };
    let days = autumn("--every 1d");
    let spans: Vec<[&str; 2]> =
        days.iter().map(|row| ["bucket", "bucketEnd"].map(|key| row[key].as_str().unwrap())).collect();
    let midnights = [
        "2026-10-24T00:00:00+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
        "2026-10-27T00:00:00+01:00",
    ];
    assert_eq!(spans, [[midnights[0], midnights[1]], [midnights[1], midnights[2]], [midnights[2], midnights[3]]]);

    let hours = autumn("--every 1h");
    let on = |day: &str| hours.iter().filter(|row| row["bucket"].as_str().unwrap().starts_with(day)).count();
    assert_eq!((on("2026-10-24"), on("2026-10-25"), on("2026-10-26")), (24, 25, 24));
    let sum = |rows: &[Value]| rows.iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>();
    assert!(sum(&days) > 500 && sum(&days) == sum(&hours));
    let starts: Vec<DateTime<Utc>> = hours.iter().map(|row| row["bucket"].as_str().unwrap().parse().unwrap()).collect();
    assert!(starts.windows(2).all(|pair| (pair[1] - pair[0]).num_minutes() == 60), "an hour that comes twice is two");
}

#[test]
fn filters_and_windows_are_those_of_lists() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 300");
        let total = |command: &str| world.list(command).iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>();
        for filter in [
            "--status failed",
            "--platform tiktok,bluesky --since 2d",
            "--search instagram --until 1d",
            "--where platform=tiktok",
        ] {
            let listed = world.list(&format!("connections --all {filter}")).len()
                + world.list(&format!("posts --all {filter}")).len();
            assert!(listed > 0);
            assert_eq!(total(&format!("stats {filter}")), listed as u64, "{dialect}: {filter}");
        }
        let failed = world.list("stats --status failed --by platform");
        assert!(failed.iter().all(|row| row["count"] == row["failures"] && row["failureRate"] == 1.0));
    }
}

#[test]
fn a_filter_of_one_kind_counts_that_kind() {
    let kinds = |arguments: &str| {
        let rows = demo(&format!("stats --by kind -o json {arguments}")).array();
        rows.iter().map(|row| text(&row["group"]["kind"])).collect::<Vec<_>>()
    };
    assert_eq!(kinds("--event connect_failed"), ["connection"]);
    assert_eq!(kinds("--action publish,post.published"), ["post"]);
    assert_eq!(kinds("posts"), ["post"]);
    assert_eq!(kinds("posts connections").len(), 2);
    let refused = |arguments: &str| connlog(&format!("stats --demo -q {arguments}")).end().code(2).stderr;
    assert!(refused("posts --event disconnect").contains("posts have no --event"));
    assert!(refused("connections --post x").contains("connections have no --post"));
    assert!(refused("--event disconnect --action publish").contains("have no --"));
}

#[test]
fn a_mistake_in_the_question_is_told_before_anything_is_asked() {
    let server = Demo::start("");
    let refused = |arguments: &[&str]| {
        let mut run = connlog("stats -q").at(&server.base_url);
        for argument in arguments {
            run = run.arg(argument);
        }
        run.end().code(2).stderr
    };
    let told = [
        (&["--by", "platfrom"][..], "did you mean `platform`?"),
        (&["posts", "--by", "eventType"], "posts have no field `eventType`"),
        (&["--by", "platform,platform"], "twice"),
        (&["connections", "--by", "error,error.code"], "twice"),
        (&["connections", "--by", "success.permissions[0]"], "the whole list"),
        (&["--every", "7m"], "cannot be divided"),
        (&["--every", "soon"], "invalid duration"),
        (&["--every", "1s", "--since", "2d"], "--every 1s"),
        (&["--top", "0"], "--top"),
        (&["-o", "json", "--raw"], "--raw"),
        (&["-o", "csv", "--jq", "."], "--jq"),
        (&["-o", "csv", "--fields", "cuont"], "did you mean `count`?"),
    ];
    for (arguments, part) in told {
        let stderr = refused(arguments);
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
    assert_eq!(server.requests().len(), 0);
    demo("stats --by request_id,whatever --any-value");
}

#[test]
fn too_many_rows_end_it_with_the_flags_to_change() {
    let ended = connlog("stats connections --demo -q --by createdAt --every 1m").end().code(2);
    assert_eq!(ended.stdout, "");
    for part in ["more than 100000 rows", "--every", "--since", "--by"] {
        assert!(ended.stderr.contains(part), "{part} is missing from {}", ended.stderr);
    }
}

#[test]
fn every_format_has_the_same_numbers() {
    let command = "stats --by platform,status --since 1d --every 12h";
    let rows = demo(&format!("{command} -o json")).array();
    assert_eq!(demo(&format!("{command} -o ndjson")).lines(), rows);
    let cell = |row: &Value, path: &str| {
        let found = path.split('.').fold(row, |value, key| &value[key]);
        if found.is_null() { String::new() } else { text(found) }
    };
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let table = demo(&format!("{command} -o {format}")).stdout;
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert_eq!(
            header.iter().collect::<Vec<_>>().join(" "),
            "group.kind group.platform group.status bucket bucketEnd count failures failureRate durationMs.p50 durationMs.p95 \
             durationMs.max oldest newest unknown"
        );
        let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), rows.len());
        for (line, row) in lines.iter().zip(&rows) {
            for (name, found) in header.iter().zip(line) {
                assert_eq!(found, cell(row, name), "{format}: {name} of {row}");
            }
        }
    }
    let columns = ["group.kind", "group.platform", "group.status", "bucket", "count", "failures", "failureRate"];
    let took = ["durationMs.p50", "durationMs.p95", "durationMs.max"];
    let plain = demo(&format!("{command} -o plain")).stdout;
    let expected = |row: &Value| columns.iter().chain(&took).map(|path| cell(row, path)).collect::<Vec<_>>();
    assert_eq!(plain, rows.iter().map(|row| expected(row).join("\t") + "\n").collect::<String>());
    assert_eq!(plain, demo(command).stdout, "the default in a pipe");
    let md = demo(&format!("{command} -o md")).stdout;
    assert_eq!(md.lines().count(), rows.len() + 2);
    assert!(md.starts_with("| group.kind | group.platform | group.status | bucket | count |"), "{md}");
}

#[test]
fn fields_and_filters_pick_from_the_rows() {
    let rows = demo("stats --by platform --status failed -o json").array();
    let picked = demo("stats --by platform --status failed -o csv --fields failures,group.platform").stdout;
    let lines: Vec<String> =
        rows.iter().map(|row| format!("{},{}\n", row["failures"], text(&row["group"]["platform"]))).collect();
    assert_eq!(picked, format!("failures,group.platform\n{}", lines.concat()));
    let jq = "select(.failures > 90) | .group.platform";
    let picked = connlog("stats connections --demo -q -o ndjson --jq").arg(jq).end().code(0).lines();
    assert!(!picked.is_empty() && picked.iter().all(Value::is_string), "{picked:?}");
    let top = demo("stats --top 3 -o json").array();
    assert_eq!(top, demo("stats -o json").array()[..3]);
    let table = connlog("stats --demo -q --fields group.platform,count -o table").end().code(0).stdout;
    assert!(table.starts_with("GROUP.PLATFORM"), "{table}");
}

#[test]
fn more_groups_than_are_shown_are_told_of() {
    let ended = connlog("stats connections --demo --top 3").end().code(0);
    assert_eq!(ended.stdout.lines().count(), 3);
    assert!(ended.stderr.contains("note: 11 more groups, with fewer failures"), "{}", ended.stderr);
}

#[test]
fn rows_are_of_the_printed_schema() {
    let schema: Value = serde_json::from_str(&connlog("schema stats").end().code(0).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    for command in
        ["stats", "stats posts --by response.errorCode --since 1d --every 1h", "stats connections --by error"]
    {
        for row in demo(&format!("{command} -o json")).array() {
            assert!(validator.is_valid(&row), "{row}");
            assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
        }
    }
}

#[test]
fn nothing_found_is_no_failure_and_is_said() {
    let run = |format: &str| {
        connlog(&format!("stats --demo --since 1s --until 2026-11-20T12:00:00Z -o {format}")).end().code(0)
    };
    let header = "group.kind,group.platform,bucket,bucketEnd,count,failures,failureRate,durationMs.p50,durationMs.p95,\
                  durationMs.max,oldest,newest,unknown\n";
    for (format, expected) in [("json", "[]\n"), ("ndjson", ""), ("plain", ""), ("table", ""), ("csv", header)] {
        let ended = run(format);
        assert_eq!(ended.stdout, expected, "{format}");
        assert!(ended.stderr.contains("no connections or posts match (the API keeps"), "{}", ended.stderr);
    }
}

#[test]
fn a_window_beyond_what_is_kept_is_told_of_and_no_empty_time() {
    let ended = connlog("stats connections --by kind --demo --dialect late --days 30 --every 1d -o json").end().code(0);
    assert!(ended.stderr.contains("the API keeps 7 days; older connections are gone"), "{}", ended.stderr);
    let rows = ended.array();
    assert_eq!((rows.len(), &rows[0]["bucket"]), (8, &json!("2026-11-13T00:00:00Z")));
}

#[test]
fn what_was_read_before_a_fault_is_counted_and_said_to_be_incomplete() {
    for dialect in DIALECTS {
        let broken = Demo::start(&format!("--serves {dialect} --entries 450 --fault status=500@3-"));
        let line = "stats connections --by kind --since 3d --every 1h -o json --retries 0 --concurrency 1 -q";
        let ended = connlog(&format!("{line} --dialect {dialect}")).at(&broken.base_url).end().code(8);
        let (rows, error) = (ended.array(), ended.error());
        let counted: u64 = rows.iter().map(|row| row["count"].as_u64().unwrap()).sum();
        assert!(counted > 100 && counted < 400, "{dialect}: {counted}");
        assert_eq!((&error["code"], &error["partial"]["records"]), (&json!("incomplete"), &json!(counted)), "{error}");
        assert!(error["message"].as_str().unwrap().contains("older ones could not be read"), "{error}");
        let first = &rows[0];
        assert!(first["count"].as_u64().unwrap() > 0, "time that was not read is not shown as quiet: {first}");

        let nothing = Demo::start(&format!("--serves {dialect} --fault status=500"));
        let ended = connlog(&format!("{line} --dialect {dialect}")).at(&nothing.base_url).end().code(6);
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn a_kind_that_cannot_be_read_leaves_the_other_counted() {
    let server = Scripted::start(|_, target| {
        if target.contains("type=publishing") {
            return Answer::json("{}").status(500);
        }
        page(
            &[
                json!({ "type": "connections", "platform": "tiktok", "status": "failed", "created_at": "2026-11-20T10:00:00Z" }),
            ],
            false,
        )
    });
    let ended = connlog("stats --dialect zernio --retries 0 -o json").at(&server.base_url).end().code(8);
    let rows = ended.array();
    assert_eq!((rows.len(), &rows[0]["group"]["kind"], &rows[0]["failures"]), (1, &json!("connection"), &json!(1)));
}

#[test]
fn hostile_values_of_groups_are_shown_and_do_not_act() {
    let hostile =
        ["\u{1b}[2J", "::error::x", "##[error]x", "a\nb\tc\r", "\u{202e}x", "a|b`c`<img>", "\"quoted\",x", ""];
    let row = |platform: &&str| json!({ "type": "connections", "platform": platform, "status": "failed", "created_at": "2026-11-20T10:00:00Z" });
    let rows: Vec<Value> = hostile.iter().map(row).collect();
    let server = Scripted::start(move |_, _| page(&rows, false));
    let run = |arguments: &str| {
        let command = format!("stats connections --dialect zernio -q {arguments}");
        connlog(&command).at(&server.base_url).end().code(0)
    };
    for over_time in ["", "--every 1h"] {
        for format in ["table", "plain", "json", "ndjson", "csv", "tsv", "md"] {
            let shown = run(&format!("-o {format} {over_time}")).stdout;
            assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r']) && !shown.contains("##["), "{format}: {shown:?}");
            assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {shown}");
            assert!(format == "csv" || shown.lines().all(|line| !line.starts_with('b')), "{format}: {shown}");
        }
    }
    let mut found: Vec<Value> =
        run("-o json").array().into_iter().map(|row| row["group"]["platform"].clone()).collect();
    let mut expected: Vec<Value> =
        hostile.iter().map(|text| if text.is_empty() { Value::Null } else { json!(text) }).collect();
    found.sort_by_key(Value::to_string);
    expected.sort_by_key(Value::to_string);
    assert_eq!(found, expected, "JSON keeps what the values say");
}

#[test]
fn the_result_goes_where_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stats.csv");
    let ended = connlog("stats --demo -q -o csv --out").arg(path.to_str().unwrap()).end().code(0);
    assert_eq!(ended.stdout, "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), demo("stats -o csv").stdout);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_shows_what_it_counted_and_says_so() {
    let demo = Demo::start("--entries 250 --fault hang@2-");
    let line = "stats posts --by kind --dialect zernio -o json";
    let (mut process, _home) = connlog(line).at(&demo.base_url).spawn();
    // The second page is asked for, and never comes.
    while demo.requests().len() < 2 {
        assert!(process.try_wait().unwrap().is_none(), "it ended by itself");
    }
    let sent = std::process::Command::new("sh").args(["-c", &format!("kill -INT {}", process.id())]).status();
    assert!(sent.unwrap().success());
    let ended = Ended::from(process.wait_with_output().unwrap()).code(130);
    assert!(ended.array().iter().all(|row| row["count"] == 100), "{}", ended.stdout);
    assert!(ended.stderr.contains("note: interrupted:"), "{}", ended.stderr);
}

#[test]
fn repeats_are_counted_once_over_many_blocks() {
    let event = |number: usize| {
        let (minute, second) = (number / 60 % 60, number % 60);
        let filler = "y".repeat(100);
        format!(
            "{{\"event\":\"error\",\"created\":\"2026-11-20T{:02}:{minute:02}:{second:02}Z\",\"connection_id\":\"c\",\"data\":{{\"x\":\"{filler}\"}}}}\n",
            number / 3_600
        )
    };
    let text: String = (0..12_000).flat_map(|number| [event(number), event(number / 2)]).collect();
    let run = |flags: &str| {
        let ended = connlog(&format!("stats events --by event --from - -o ndjson {flags}")).stdin(&text).end().code(0);
        (ended.lines()[0]["count"].clone(), ended.lines()[0]["failures"].clone(), ended.stderr)
    };
    let note = "note: left out 12,000 repeated entries (--keep-repeats keeps them)\n".to_owned();
    assert_eq!(run(""), (12_000.into(), 12_000.into(), note));
    assert_eq!(run("--keep-repeats"), (24_000.into(), 24_000.into(), String::new()));
}
