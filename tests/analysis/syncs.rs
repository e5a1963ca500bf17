//! Tests `syncs` and `syncs show`.

use std::path::PathBuf;

use serde_json::{Value, json};
use snapbox::{Data, assert_data_eq};
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Ended, connlog};
#[cfg(target_os = "linux")]
use crate::terminal;

const FIVETRAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran");
const EVENTS: &str = include_str!("../fixtures/fivetran/syncs.ndjson");
/// Beginnings of the ids of a sync that went well and of one that failed.
const GOOD: &str = "6513";
const FAILED: &str = "9531";

fn syncs(arguments: &str) -> Ended {
    connlog(&format!("syncs --from {FIVETRAN}/syncs.ndjson {arguments}")).end().code(0)
}

fn show(arguments: &str) -> Ended {
    connlog(&format!("syncs show {arguments} --from {FIVETRAN}/syncs.ndjson")).end()
}

/// Connection and status of each row.
fn told(rows: &[Value]) -> Vec<String> {
    rows.iter()
        .map(|row| [&row["connectionName"], &row["status"]].map(|text| text.as_str().unwrap()).join(" "))
        .collect()
}

#[track_caller]
fn snapshot(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    assert_data_eq!(text, Data::read_from(&path, None).raw());
}

#[track_caller]
fn assert_fits(text: &str, width: u16) {
    for line in text.lines() {
        assert!(line.width() <= usize::from(width), "{} columns: {line}", line.width());
    }
}

#[test]
fn every_way_a_sync_ends_is_told_apart_newest_first() {
    let rows = syncs("-o json").array();
    let expected = [
        "marketing open",
        "orders_db succeeded",
        "ads priority-first",
        "crm cancelled",
        "ads rescheduled",
        "crm failed",
        "orders_db succeeded",
        "price_lists succeeded",
        "price_lists succeeded",
    ];
    assert_eq!(told(&rows), expected);
    let open = &rows[0];
    assert_eq!((&open["endedAt"], &open["durationMs"], &open["reason"]), (&Value::Null, &Value::Null, &Value::Null));
    assert!(rows[7]["syncId"].is_null() && rows[8]["syncId"].is_null());
}

#[test]
fn a_row_says_what_was_read_and_written_and_how_long_each_phase_took() {
    let rows = syncs("--connection orders_db --until 2026-11-20T09:00 -o json").array();
    let mut row = rows[0].clone();
    assert_eq!((rows.len(), row["syncId"].as_str().map(str::len)), (1, Some(36)));
    row.as_object_mut().unwrap().remove("syncId");
    let expected = json!({
        "kind": "sync", "source": "fivetran",
        "connectionId": "unmoved_gander", "connectionName": "orders_db", "connectorType": "postgres",
        "status": "succeeded", "startedAt": "2026-11-20T08:00:00.000Z", "endedAt": "2026-11-20T08:04:31.300Z",
        "durationMs": 271_300, "reason": null,
        "phases": {"extractMs": 150_000, "processMs": 11_000, "loadMs": 104_300},
        "rows": {"queries": 118, "extracted": 1_204_331, "bytes": 431_800_420,
            "upserted": 3_248_522, "updated": 1_950, "deleted": 310, "other": 0},
        "tables": 4, "schemaChanges": 1, "warnings": 2, "errors": 0, "volumeMb": null,
    });
    assert_eq!(row, expected);
}

#[test]
fn filters_windows_and_limits_are_of_syncs() {
    let all = syncs("-o json").array();
    for (arguments, keep) in [
        (
            "--connection crm,gilded_heron",
            &(|row: &Value| row["connectionName"] == "crm" || row["connectionName"] == "ads")
                as &dyn Fn(&Value) -> bool,
        ),
        ("--service postgres", &|row| row["connectorType"] == "postgres"),
        ("--status failed,open", &|row| row["status"] == "failed" || row["status"] == "open"),
        ("--where errors>0", &|row| row["errors"].as_u64() > Some(0)),
        ("--where phases.extractMs>2m", &|row| row["phases"]["extractMs"].as_u64() > Some(120_000)),
        ("--since 2026-11-20T09:30 --until 2026-11-20T10:30", &|row| {
            let counts = row["endedAt"].as_str().or(row["startedAt"].as_str());
            ("2026-11-20T09:30".."2026-11-20T10:30").contains(&counts.unwrap())
        }),
    ] {
        let wanted: Vec<&Value> = all.iter().filter(|row| keep(row)).collect();
        assert!(!wanted.is_empty() && wanted.len() < all.len(), "{arguments} proves nothing");
        assert_eq!(syncs(&format!("{arguments} -o json")).array().iter().collect::<Vec<_>>(), wanted, "{arguments}");
    }
    let id = all[1]["syncId"].as_str().unwrap();
    assert_eq!(syncs(&format!("--sync {id} -o json")).array(), all[1..2]);
    let newest = syncs("-n 2 -o json");
    assert_eq!(newest.array(), all[..2]);
    assert!(newest.stderr.contains("the newest 2 syncs; there are more"), "{}", newest.stderr);
    assert_eq!(syncs("-n 9 -o json").stderr, "");
    let none = syncs("--status failed --service postgres");
    assert!(none.stdout.is_empty() && none.stderr.contains("no sync matches"), "{}", none.stderr);
}

#[test]
fn all_of_them_come_as_they_are_complete_and_are_the_same() {
    let sorted = |text: Ended| {
        let mut rows: Vec<String> = text.stdout.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted(syncs("--all -o ndjson")), sorted(syncs("-o ndjson")));
}

#[test]
fn neither_the_order_of_events_nor_the_cut_into_files_matters() {
    let expected = syncs("-o json").array();
    let lines: Vec<&str> = EVENTS.lines().collect();
    let backwards: String = lines.iter().rev().map(|line| format!("{line}\n")).collect();
    let from_stdin = connlog("syncs --from - -o json").stdin(&backwards).end().code(0);
    assert_eq!(from_stdin.array(), expected);
    let third = |number: usize| lines[number * lines.len() / 3..(number + 1) * lines.len() / 3].join("\n");
    // The newest file first, as rotated logs are named; those without ids are not cut.
    let named = |text: String| {
        text.lines().filter(|line| line.contains("sync_id")).map(|line| format!("{line}\n")).collect::<String>()
    };
    let run = connlog("syncs --from c.ndjson b.ndjson a.ndjson -o json").at_home();
    let run = run.file("a.ndjson", &named(third(0))).file("b.ndjson", &named(third(1)));
    let cut = run.file("c.ndjson", &named(third(2))).end().code(0).array();
    assert_eq!(cut, expected[..7]);
}

#[test]
fn rows_that_were_printed_before_are_read_back() {
    let expected = syncs("-o json").array();
    for format in ["json", "ndjson"] {
        let printed = syncs(&format!("-o {format}")).stdout;
        assert_eq!(connlog("syncs --from - -o json").stdin(&printed).end().code(0).array(), expected);
        let events = connlog(&format!("events --from {FIVETRAN}/syncs.ndjson --all -o {format}")).end().code(0).stdout;
        assert_eq!(connlog("syncs --from - -o json").stdin(&events).end().code(0).array(), expected, "{format}");
    }
}

#[test]
fn every_format_prints_them_and_fields_are_checked() {
    let csv = syncs("-n 1 --status failed -o csv --fields connectionName,status,phases.loadMs,rows.upserted").stdout;
    assert_eq!(csv.replace("\r\n", "\n"), "connectionName,status,phases.loadMs,rows.upserted\ncrm,failed,13000,4210\n");
    assert_eq!(syncs("-o ndjson --jq .status -n 1").stdout, "\"open\"\n");
    assert!(syncs("-o md -n 1").stdout.contains("| marketing |"));
    let plain = syncs("-n 1 --status failed").stdout;
    assert!(plain.starts_with("2026-11-20T09:00:02.118Z\t9531985d-5d9d-49f8-9818-e811892f902b\tfailed\tcrm\tsalesforce\t3m10s\t41200\t4210\t"), "{plain}");
    let usage = |arguments: &str| connlog(&format!("syncs --from x {arguments}")).end().code(2).stderr;
    assert!(usage("--fields staus").contains("did you mean `status`?"));
    assert!(usage("--status success").contains("did you mean `succeeded`?"));
    assert!(usage("--where eror=1").contains("syncs have no field `eror`"));
    assert!(usage("-o json --raw").contains("built from many"));
    assert!(usage("-n 0").contains("--all"));
}

#[test]
fn without_files_it_is_said_that_there_is_no_api() {
    for arguments in ["syncs", "syncs --demo", "syncs show 158f", "syncs --status failed"] {
        let fault = connlog(arguments).env("CONNLOG_API_KEY", "k").end().code(2).stderr;
        assert!(fault.contains("the API of Late / Zernio has no syncs") && fault.contains("postgres://"), "{fault}");
    }
}

#[test]
fn a_file_that_breaks_off_is_told_after_the_syncs_it_held() {
    let mut packed = zstd::encode_all(EVENTS.as_bytes(), 1).unwrap();
    packed.truncate(packed.len() - 3);
    let folder = tempfile::tempdir().unwrap();
    let (whole, broken) = (format!("{FIVETRAN}/syncs.ndjson"), folder.path().join("cut.zst"));
    std::fs::write(&broken, packed).unwrap();
    let ended = connlog(&format!("syncs --from {whole} {} -o json", broken.display())).end();
    assert_ne!(ended.code, Some(0));
    assert_eq!(ended.array().len(), 9);
}

#[test]
fn the_list_fits_its_width() {
    for width in [60_u16, 80, 120] {
        let run = connlog(&format!("syncs --from {FIVETRAN}/syncs.ndjson -o table"));
        let table = run.env("COLUMNS", &width.to_string()).end().code(0).stdout;
        assert_fits(&table, width);
        snapshot(&format!("syncs-pipe-{width}.txt"), &table);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_the_list_and_the_timelines_fit_and_colour_only_adds() {
    let lines = [("syncs", String::new()), ("sync", format!("show {GOOD}")), ("sync-failed", format!("show {FAILED}"))];
    for (name, arguments) in lines {
        let line = format!("syncs {arguments} --from {FIVETRAN}/syncs.ndjson");
        for width in [60, 80, 120] {
            let Some(text) = terminal::terminal(&line, width, &[("NO_COLOR", "1")]) else { return };
            assert_fits(&text, width);
            snapshot(&format!("{name}-terminal-{width}.txt"), &text);
        }
        let Some(coloured) = terminal::terminal(&line, 80, &[]) else { return };
        assert_eq!(terminal::bare(&coloured), terminal::terminal(&line, 80, &[("NO_COLOR", "1")]).unwrap());
        snapshot(&format!("{name}-terminal-80-colour.txt"), &coloured);
    }
}

#[test]
fn in_a_pipe_a_timeline_has_full_times_and_cuts_nothing() {
    for (name, id) in [("sync", GOOD), ("sync-failed", FAILED)] {
        let text = show(id).code(0).stdout;
        assert_eq!(show(&format!("{id} -o table")).code(0).stdout, text, "without a width");
        snapshot(&format!("{name}-pipe.txt"), &text);
    }
    let there = show(&format!("{GOOD} --tz Asia/Tokyo")).code(0).stdout;
    assert!(there.contains("started     2026-11-20T17:00:00+09:00"), "{there}");
}

#[test]
fn an_id_or_its_beginning_is_enough_where_it_is_unique() {
    let whole = syncs("--status failed --jq .syncId -o ndjson").stdout.trim().trim_matches('"').to_owned();
    let by_beginning = show(&format!("{FAILED} -o json")).code(0).stdout;
    assert_eq!(show(&format!("{whole} -o json")).code(0).stdout, by_beginning);
    let missing = show("no-such-sync").code(5);
    assert!(missing.stderr.contains("there is no sync `no-such-sync`"), "{}", missing.stderr);
    assert_eq!(show("no-such-sync -o json").code(5).error()["code"], "not_found");
    // The same id stands for syncs of five connections in this export.
    let log = |more: &str| connlog(&format!("syncs show 456 {more} --from {FIVETRAN}/log.csv")).end();
    let several = log("").code(2).stderr;
    assert!(several.contains("`456` matches 5 syncs") && several.contains("--connection"), "{several}");
    assert!(log("--connection this_connection").code(0).stdout.starts_with("connection  this_connection\n"));
}

#[test]
fn a_sync_has_one_status_in_the_list_by_its_id_and_in_its_timeline() {
    let event = |connection: &str, sync: &str, event: &str, minute: u32, more: &str| {
        format!(
            "{{\"event\":\"{event}\",\"created\":\"2026-11-20T09:{minute:02}:00Z\",\"connection_id\":\"{connection}\",\"sync_id\":\"{sync:x<36}\"{more}}}\n"
        )
    };
    let ended = r#","data":"{\"status\":\"SUCCESSFUL\"}""#;
    let log = [
        event("one", "aaaa-superseded", "sync_start", 1, ""),
        event("two", "bbbb-open", "sync_start", 2, ""),
        event("one", "cccc-ended", "sync_start", 3, ""),
        event("one", "cccc-ended", "sync_end", 4, ended),
        event("one", "dddd-open", "sync_start", 5, ""),
        // Its start is unknown, and the last event of its connection is the end of another sync.
        event("three", "eeee-superseded", "extract_summary", 6, ""),
        event("three", "ffff-ended", "STATUS", 7, ended),
    ];
    for reversed in [false, true] {
        let mut lines = log.to_vec();
        if reversed {
            lines.reverse();
        }
        let run = |arguments: &str| connlog(arguments).at_home().file("log.ndjson", &lines.concat()).end().code(0);
        let rows = run("syncs --from log.ndjson -o json").array();
        assert_eq!(rows.len(), 6);
        for row in rows {
            let id = row["syncId"].as_str().unwrap();
            let expected = match id.split_once('-').unwrap().1.trim_end_matches('x') {
                "superseded" => "unknown",
                "ended" => "succeeded",
                other => other,
            };
            assert_eq!(row["status"], expected, "{id}");
            let by_id = run(&format!("syncs --from log.ndjson --sync {id} -o json")).array();
            assert_eq!(by_id, std::slice::from_ref(&row), "{id}");
            for id in [id, &id[..4]] {
                let shown = run(&format!("syncs show {id} --from log.ndjson -o json"));
                let object: Value = serde_json::from_str(&shown.stdout).unwrap();
                assert_eq!(object["status"], expected, "{id}");
            }
        }
    }
}

#[test]
fn the_object_has_the_row_the_timeline_and_the_events() {
    let ended = show(&format!("{FAILED} -o json")).code(0);
    let object: Value = serde_json::from_str(&ended.stdout).unwrap();
    let row = syncs("--status failed -o json").array().remove(0);
    for (key, value) in row.as_object().unwrap() {
        assert_eq!(&object[key], value, "{key}");
    }
    let timeline = &object["timeline"];
    assert_eq!(
        timeline["phases"][0],
        json!({"name": "extract", "startedAt": "2026-11-20T09:00:02.118Z", "endedAt": "2026-11-20T09:02:00.118Z", "durationMs": 118_000})
    );
    assert_eq!(
        timeline["tables"][0],
        json!({"name": "crm.account", "startedAt": "2026-11-20T09:02:02.118Z", "endedAt": "2026-11-20T09:02:15.118Z", "durationMs": 13_000,
            "upserted": 4210, "updated": 0, "deleted": 0, "other": 0})
    );
    let open = &timeline["tables"][1];
    assert_eq!(
        (&open["name"], &open["endedAt"], &open["durationMs"]),
        (&"opportunity".into(), &Value::Null, &Value::Null)
    );
    let notes: Vec<String> = timeline["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| format!("{} {}", note["event"], note["times"]))
        .collect();
    assert_eq!(notes, [r#""warning" 2"#, r#""extract_summary" 1"#, r#""error" 1"#]);
    let id = row["syncId"].as_str().unwrap();
    let mut events =
        connlog(&format!("events --from {FIVETRAN}/syncs.ndjson --sync {id} -o json")).end().code(0).array();
    events.reverse();
    assert_eq!(object["events"].as_array().unwrap(), &events);
    assert!(!ended.stdout.contains("etl@example.com"), "a person");
    let asked = show(&format!("{FAILED} -o json --jq .timeline.tables[0].name")).code(0);
    assert_eq!(asked.stdout, "\"crm.account\"\n");
    let shown = show(&format!("{FAILED} --show-personal")).code(0).stdout;
    assert!(shown.contains("etl@example.com"), "{shown}");
}

#[test]
fn a_timeline_has_no_rows_and_takes_no_filters() {
    let usage =
        |arguments: &str| connlog(&format!("syncs {arguments} --from {FIVETRAN}/syncs.ndjson")).end().code(2).stderr;
    assert!(usage(&format!("show {GOOD} -o csv")).contains("does not support -o csv"));
    assert!(usage(&format!("show {GOOD} --fields status")).contains("`connlog syncs show` does not take --fields"));
    assert!(usage(&format!("--status failed show {GOOD}")).contains("`connlog syncs show` does not take --status"));
    let before = connlog(&format!("syncs --from {FIVETRAN}/syncs.ndjson show {GOOD}")).end().code(0).stdout;
    assert_eq!(before, show(GOOD).stdout, "files may be named first");
}

#[test]
fn what_stands_in_an_event_does_not_act_in_a_timeline() {
    let hostile = r"\u001b[2J::error::x\u202e";
    let event = |at: u8, name: &str, data: &str| {
        format!(
            r#"{{"event":"{name}","created":"2026-11-20T08:00:{at:02}Z","connection_id":"c","connection_name":"{hostile}","sync_id":"s1","data":{data}}}"#
        )
    };
    let table = format!(r#"{{"table":"{hostile}"}}"#);
    let lines = [
        event(0, "sync_start", "null"),
        event(1, "write_to_table_start", &table),
        event(2, "write_to_table_end", &table),
        event(3, "error", &format!(r#"{{"message":"{hostile}"}}"#)),
        event(4, "sync_end", &format!(r#"{{"status":"FAILURE","reason":"{hostile}"}}"#)),
    ];
    let text = connlog("syncs show s1 --from -").stdin(&lines.join("\n")).end().code(0).stdout;
    assert!(text.contains("\\u{1b}[2J") && text.contains("\\u{202e}"), "{text}");
    assert!(!text.chars().any(|c| c == '\u{1b}' || c == '\u{202e}'), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

#[test]
fn events_tell_their_severity_in_a_word() {
    let plain = connlog(&format!("events --from {FIVETRAN}/syncs.ndjson --event error,sync_end --connection crm"))
        .end()
        .code(0)
        .stdout;
    let words: Vec<&str> = plain.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(words, ["info", "failure", "failure"]);
}

#[test]
fn what_a_sync_did_counts_once_where_its_events_come_again() {
    let rows = "ID,CONNECTOR_ID,EVENT,MESSAGE_EVENT,MESSAGE_DATA,SYNC_ID,TIME_STAMP\n\
        A,apple,INFO,sync_start,,s,2026-11-28 19:00:00.100 +0000\n\
        B,apple,INFO,alter_table,\"{\"\"type\"\":\"\"DROP_COLUMN\"\",\"\"table\"\":\"\"t\"\"}\",s,2026-11-28 19:00:14.756 +0000\n\
        C,apple,INFO,alter_table,\"{\"\"type\"\":\"\"DROP_COLUMN\"\",\"\"table\"\":\"\"t\"\"}\",s,2026-11-28 19:00:14.756 +0000\n\
        D,apple,INFO,records_modified,\"{\"\"table\"\":\"\"t\"\",\"\"operationType\"\":\"\"REPLACED_OR_INSERTED\"\",\"\"count\"\":100}\",s,2026-11-28 19:00:20.756 +0000\n\
        E,apple,INFO,records_modified,\"{\"\"table\"\":\"\"t\"\",\"\"operationType\"\":\"\"REPLACED_OR_INSERTED\"\",\"\"count\"\":100}\",s,2026-11-28 19:00:20.756 +0000\n\
        F,apple,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",s,2026-11-28 19:01:00.000 +0000\n";
    let run = |flags: &str| connlog(&format!("syncs --all -o ndjson --from - {flags}")).stdin(rows).end().code(0);
    let sums = |row: &Value| (row["rows"]["upserted"].clone(), row["tables"]["changed"].clone());
    let (once, twice) = (run(""), run("--keep-repeats"));
    assert_eq!(once.stderr, "note: left out 2 repeated entries (--keep-repeats keeps them)\n");
    assert_ne!(sums(&once.lines()[0]), sums(&twice.lines()[0]), "{}", once.stdout);
    assert!(once.stdout.contains("100") && !once.stdout.contains("200"), "{}", once.stdout);
    assert!(twice.stdout.contains("200"), "{}", twice.stdout);
}
