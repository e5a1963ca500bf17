//! Tests `check` and `stats` over events of Fivetran, and conditions that require syncs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Ended, Run, connlog};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran");

/// An event of a connection whose id and name are the same; times are of the day before [`crate::support::NOW`].
fn event(at: &str, name: &str, connection: &str, sync: &str, data: &Value) -> String {
    let at = if at.len() == 5 { format!("2026-11-20T{at}:00.000Z") } else { at.to_owned() };
    let mut event = json!({
        "event": name, "data": data, "created": at, "connector_type": "postgres",
        "connection_id": connection, "connection_name": format!("{connection}_name"),
    });
    if !sync.is_empty() {
        event["sync_id"] = sync.into();
    }
    format!("{event}\n")
}

/// A sync from start to end, its id made of connection and start.
fn sync(connection: &str, from: &str, to: &str, status: &str, reason: &str) -> String {
    let id = format!("{connection}{from}");
    let data =
        if reason.is_empty() { json!({ "status": status }) } else { json!({ "status": status, "reason": reason }) };
    event(from, "sync_start", connection, &id, &json!({})) + &event(to, "sync_end", connection, &id, &data)
}

/// A day in which `a` fails and recovers, `b` ends with a failure, and `c` is well.
fn day() -> String {
    [
        sync("a", "01:00", "01:10", "FAILURE", "too many connections for role 5"),
        sync("b", "02:00", "02:10", "SUCCESSFUL", ""),
        sync("a", "03:00", "03:10", "SUCCESSFUL", ""),
        sync("b", "04:00", "04:10", "FAILURE_WITH_TASK", "too many connections for role 17"),
        sync("c", "05:00", "05:10", "SUCCESSFUL", ""),
        event("05:04", "create_table", "c", "c05:00", &json!({ "schema": "s", "name": "t" })),
        event("05:05", "alter_table", "c", "c05:00", &json!({ "type": "ADD_COLUMN", "table": "t" })),
        sync("b", "06:00", "06:10", "RESCHEDULED", "intended behavior: priority-first"),
    ]
    .concat()
}

/// The words of a command line, as a shell with single quotes reads them.
fn words(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts.flat_map(|(at, part)| if at % 2 == 0 { part.split_whitespace().collect() } else { vec![part] }).collect()
}

fn over(text: &str, command: &str) -> Ended {
    connlog(command).stdin(text).end()
}

#[track_caller]
fn verdict(text: &str, flags: &str, code: i32) -> Value {
    let ended = over(text, &format!("check {flags} --from - -o json")).code(code);
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error} in {}", ended.stdout))
}

#[test]
fn every_exit_code_has_its_cause() {
    let (day, quiet) = (day(), sync("c", "05:00", "05:10", "SUCCESSFUL", ""));
    let torn = format!("{quiet}not an entry\n");
    for (what, text, flags, code) in [
        ("two syncs failed", &day, "syncs", 10),
        ("one sync is unhealed", &day, "syncs --unresolved", 10),
        ("and one is allowed", &day, "syncs --unresolved --max-failures 1", 0),
        ("a third of the syncs", &day, "syncs --max-failure-rate 33%", 10),
        ("less than half of the syncs", &day, "syncs --max-failure-rate 40%", 0),
        ("a sync that went well", &quiet, "syncs", 0),
        ("a connection that went well", &quiet, "", 0),
        ("events that tell of failures", &day, "events", 10),
        ("connections, which is the default", &day, "", 10),
        ("one connection alone", &day, "syncs --connection c", 0),
        ("by name", &day, "syncs --connection b_name", 10),
        ("another service", &day, "syncs --service mysql", 11),
        ("two changes of schemas", &day, "--max-schema-changes 1", 10),
        ("two changes that are allowed", &day, "--max-schema-changes 2", 0),
        ("two changes in a sync", &day, "syncs --max-schema-changes 1", 10),
        ("and no more", &day, "syncs --max-schema-changes 2", 0),
        ("a rule of one's own", &day, "syncs --fail-on 'durationMs > 5m'", 10),
        ("the same for each group", &day, "syncs --by account --max-failures 1", 0),
        ("no entries at all", &String::new(), "", 11),
        ("no entries in the window", &day, "syncs --until 2026-11-20T00:30:00Z", 11),
        ("nothing is enough", &String::new(), "--min-records 0", 0),
        ("no posts in these files", &day, "posts", 11),
        ("a line that is no entry", &torn, "syncs", 11),
        ("which may be allowed too", &torn, "syncs --allow-partial", 0),
        ("is a hole when every line counts", &torn, "syncs --strict", 8),
        ("which may be allowed", &torn, "syncs --strict --allow-partial", 0),
        ("a count that is exceeded stays so", &format!("{day}no entry\n"), "syncs --strict", 10),
        ("syncs beside others", &day, "syncs connections", 2),
        ("no messages in these files", &day, "messages", 11),
        ("an unknown kind", &day, "gadgets", 2),
        ("success of posts", &day, "posts --no-success-for 24h", 2),
    ] {
        let words: Vec<&str> = ["check"].into_iter().chain(words(flags)).chain(["--from", "events"]).collect();
        let ended = Run::new(&words).file("events", text).at_home().end();
        assert_eq!(ended.code, Some(code), "{what}: {flags}\n{}{}", ended.stdout, ended.stderr);
    }
}

#[test]
fn what_the_api_does_not_have_is_said_and_nothing_else_is_asked_for() {
    for command in ["check syncs", "stats syncs", "check --no-success-for 24h", "check events --no-success-for 24h"] {
        let ended = connlog(&format!("{command} --demo")).env("CONNLOG_ERROR_FORMAT", "json").end().code(2);
        assert_eq!(ended.error()["code"], "usage", "{command}");
        assert!(ended.stdout.is_empty() && ended.error()["hint"].as_str().unwrap().contains("--from"), "{command}");
    }
}

#[test]
fn syncs_heal_those_of_their_own_connection_and_reasons_are_told_apart_by_words() {
    let all = verdict(&day(), "syncs", 10);
    assert_eq!((&all["totals"]["failures"], &all["totals"]["healed"]), (&json!(2), &json!(1)));
    assert_eq!((&all["totals"]["records"], &all["kinds"]), (&json!(6), &json!(["syncs"])));
    let causes = all["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "the role's number is no other reason: {causes:?}");
    assert_eq!(causes[0]["code"], "too many connections for role #");
    assert_eq!(causes[0]["message"], "too many connections for role 17");
    assert_eq!(causes[0]["accounts"], json!(["a_name", "b_name"]));
    assert_eq!(causes[0]["platforms"], json!(["postgres"]));
    assert_eq!(causes[0]["meaning"], Value::Null);

    let open = verdict(&day(), "syncs --unresolved", 10);
    assert_eq!(open["totals"]["failures"], 1);
    let finding = &open["findings"][0];
    assert_eq!((&finding["accountId"], &finding["kind"]), (&json!("b"), &json!("sync")));
    assert_eq!(finding["createdAt"], "2026-11-20T04:10:00Z", "a sync fails when it ends");
    assert_eq!(finding["fingerprint"], "sync|postgres|b|too%20many%20connections%20for%20role%20#");
    assert_eq!(open["unhealed"][0]["accountName"], "b_name");
}

#[test]
fn a_part_that_went_well_heals_nothing() {
    let ok = |at, name, data: Value| event(at, name, "a", "", &data);
    let failed = ok("01:00", "connection_failure", json!({ "testName": "Logging in", "message": "no" }));
    let tested = ok("02:00", "connection_successful", json!({}));
    let synced = sync("a", "03:00", "03:10", "SUCCESSFUL", "");
    let broken = sync("a", "01:00", "01:10", "FAILURE", "no");
    let extracted = ok("04:00", "extract_summary", json!({ "status": "SUCCESS" }));
    for (what, text, open) in [
        ("setup by a test", format!("{failed}{tested}"), 0),
        ("setup by a sync", format!("{failed}{synced}"), 0),
        ("a sync by a sync", format!("{broken}{synced}"), 0),
        ("a sync not by a test", format!("{broken}{tested}"), 1),
        ("a sync not by its extract", format!("{broken}{extracted}"), 1),
    ] {
        let verdict = verdict(&text, "--unresolved --max-failures 9", 0);
        assert_eq!(verdict["totals"]["failures"], open, "{what}");
    }
    let verdict = verdict(&failed, "", 10);
    assert_eq!(verdict["causes"][0]["code"], "Logging in");
}

#[test]
fn a_known_word_is_explained_and_that_of_the_other_vendor_is_not() {
    let task = event("01:00", "sync_end", "a", "s", &json!({ "status": "FAILURE_WITH_TASK", "taskType": "reconnect" }));
    let verdict_of = |text: &str| verdict(text, "events", 10)["causes"][0].clone();
    let cause = verdict_of(&task);
    assert_eq!((&cause["code"], &cause["retry"]), (&json!("reconnect"), &json!("after the fix")));
    assert!(cause["remedy"].as_str().unwrap().contains("authorise"));
    let foreign = event("01:00", "error", "a", "s", &json!({ "type": "oauth_denied", "message": "no" }));
    assert_eq!(verdict_of(&foreign)["meaning"], Value::Null);
}

/// What `--no-success-for 24h` makes of a connection `x` beside one that is well and reaches far back.
#[test]
fn overdue_is_who_owes_a_success() {
    let old = |connection: &str| {
        event("2026-11-10T00:00:00Z", "sync_start", connection, "o", &json!({}))
            + &event("2026-11-10T00:10:00Z", "sync_end", connection, "o", &json!({ "status": "SUCCESSFUL" }))
    };
    let well = old("well") + &sync("well", "05:00", "05:10", "SUCCESSFUL", "");
    let x = |at: &str, name: &str, data: Value| event(at, name, "x", "", &data);
    let edit = |at: &str, paused: bool| x(at, "edit_connection", json!({ "newValues": { "is_paused": paused } }));
    for (what, text, expected) in [
        ("nothing but the well one", String::new(), None),
        ("an old success", old("x"), Some("the last one ended 10d ago")),
        ("a failure since", old("x") + &sync("x", "01:00", "01:10", "FAILURE", "no"), Some("one failed 10h ago")),
        (
            "put off by Fivetran",
            old("x") + &sync("x", "01:00", "01:10", "RESCHEDULED", "try later"),
            Some("one was rescheduled 10h ago"),
        ),
        ("newer data first", old("x") + &sync("x", "01:00", "01:10", "RESCHEDULED", "this is intended behavior"), None),
        (
            "one that still runs",
            old("x") + &event("09:00", "sync_start", "x", "y", &json!({})),
            Some("one runs since 3h"),
        ),
        ("paused", old("x") + &x("01:00", "pause_connector", json!({ "actor": "ada" })), None),
        ("paused in the audit trail", old("x") + &edit("01:00", true), None),
        ("paused and resumed", old("x") + &edit("01:00", true) + &edit("02:00", false), Some("10d ago")),
        (
            "resumed and paused, in another order",
            edit("2026-11-12T00:00:00Z", true) + &edit("2026-11-11T00:00:00Z", false) + &old("x"),
            None,
        ),
        ("deleted", old("x") + &x("01:00", "delete_connection", json!({})), None),
        ("never synced", x("2026-11-12T00:00:00Z", "create_connection", json!({})), Some("it never synced")),
        ("made today", x("03:00", "create_connection", json!({})), None),
        ("a success in time", old("x") + &sync("x", "01:00", "01:10", "SUCCESSFUL", ""), None),
    ] {
        for kind in ["syncs", "connections", "events"] {
            let text = format!("{well}{text}");
            let code = if expected.is_some() { 10 } else { 0 };
            let verdict = verdict(&text, &format!("{kind} --no-success-for 24h"), code);
            let grounds = verdict["reasons"].as_array().unwrap();
            let Some(expected) = expected else {
                assert!(grounds.is_empty(), "{what}, {kind}: {grounds:?}");
                continue;
            };
            assert_eq!(grounds.len(), 1, "{what}, {kind}: {grounds:?}");
            assert_eq!((&grounds[0]["condition"], &grounds[0]["limit"]), (&json!("no_success"), &json!(24.0)));
            let message = grounds[0]["message"].as_str().unwrap();
            assert!(message.starts_with("x_name (x) on postgres: no succeeded sync for 24h; "), "{what}: {message}");
            assert!(message.contains(expected), "{what}, {kind}: {message}");
        }
    }
}

#[test]
fn data_that_does_not_reach_back_is_no_pass() {
    let failing = sync("x", "09:00", "09:10", "FAILURE", "no");
    let verdict_at = |flags: &str, code| verdict(&failing, &format!("syncs --no-success-for {flags}"), code);
    let unsure = verdict_at("24h", 11);
    assert_eq!(unsure["reasons"][0]["condition"], "retention");
    assert!(unsure["reasons"][0]["message"].as_str().unwrap().contains("x_name"), "{unsure}");
    assert_eq!(verdict_at("1h", 10)["reasons"][0]["condition"], "no_success");
    assert_eq!(
        verdict(&failing, "syncs --no-success-for 24h --max-failures 0", 10)["reasons"].as_array().unwrap().len(),
        2
    );
    // Late's entries have no syncs that could be overdue.
    let late = connlog("check --no-success-for 24h -o json --since 2020-01-01 --from")
        .arg(&format!("{}/tests/fixtures/late/old-connections-logs.json", env!("CARGO_MANIFEST_DIR")));
    let late = late.end().code(11);
    assert!(late.stdout.contains("no connection of Fivetran"), "{}", late.stdout);
}

#[test]
fn a_sync_counts_when_it_ends_so_that_hourly_runs_meet_each_failure_once() {
    let long = sync("x", "08:00", "11:30", "FAILURE", "no");
    assert_eq!(verdict(&long, "syncs --since 1h", 10)["totals"]["failures"], 1);
    assert_eq!(verdict(&long, "syncs --since 3h --until 2026-11-20T11:00:00Z", 11)["totals"]["failures"], 0);
}

#[test]
fn the_command_in_the_verdict_lists_what_failed() {
    let file = |flags: &str| {
        let run = connlog(&format!("check {flags} -o json --from day.ndjson")).file("day.ndjson", &day()).at_home();
        let verdict: Value = serde_json::from_str(&run.end().code(10).stdout).unwrap();
        (verdict["totals"]["failures"].clone(), verdict["command"].as_str().unwrap().to_owned())
    };
    for flags in [
        "events",
        "events --connection b",
        "events --fail-on data.status=FAILURE",
        "",
        "syncs",
        "syncs --service postgres",
    ] {
        let (failures, command) = file(flags);
        assert!(command.contains("--from day.ndjson"), "{command}");
        let words: Vec<&str> = words(&command).into_iter().skip(1).chain(["-o", "json"]).collect();
        let listed = Run::new(&words).file("day.ndjson", &day()).at_home().end().code(0).array();
        assert_eq!(json!(listed.len()), failures, "{command}");
    }
}

#[test]
fn reports_name_connections_and_services() {
    let reports = ["junit", "gitlab", "sarif", "md", "html", "json", "github"];
    let flags: String = reports.map(|name| format!("--report {name}={name}.out ")).concat();
    let overdue = sync("late", "2026-11-10T00:00:00Z", "2026-11-10T00:10:00Z", "SUCCESSFUL", "");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("day.ndjson"), day() + &overdue).unwrap();
    let flags = flags.replace('=', &format!("={}/", folder.path().display()));
    let file = folder.path().join("day.ndjson");
    let line = format!("check syncs --no-success-for 24h --max-failures 0 {flags} --from {}", file.display());
    connlog(&line).end().code(10);
    for name in reports {
        let text = std::fs::read_to_string(folder.path().join(format!("{name}.out"))).unwrap();
        assert!(text.contains("b_name") && text.contains("postgres"), "{name}: {text}");
        assert!(text.contains("no succeeded sync for 24h") || matches!(name, "gitlab" | "sarif"), "{name}: {text}");
        assert!(!text.contains("unknown platform") && !text.contains("unknown account"), "{name}: {text}");
    }
}

#[test]
fn the_numbers_of_stats_are_those_of_the_lists() {
    let samples = format!("{FIXTURES}/samples.ndjson");
    let listed = connlog(&format!("events --from {samples} --all -o json")).end().code(0).array();
    for (by, of) in [
        ("event", "event"),
        ("severity", "severity"),
        ("connectionName", "connectionName"),
        ("connectorType", "connectorType"),
        ("platform", "connectorType"),
        ("account", "connectionId"),
        ("group", "group"),
    ] {
        let mut expected: BTreeMap<Option<String>, (u64, u64)> = BTreeMap::new();
        for entry in &listed {
            let cell = expected.entry(entry[of].as_str().map(str::to_owned)).or_default();
            cell.0 += 1;
            cell.1 += u64::from(entry["severity"] == "failure");
        }
        let line = format!("stats events --from {samples} --by {by} -o");
        let rows = connlog(&format!("{line} json")).end().code(0).array();
        let counted = rows.iter().map(|row| {
            let group = row["group"].as_object().unwrap().values().next().unwrap();
            (group.as_str().map(str::to_owned), (row["count"].as_u64().unwrap(), row["failures"].as_u64().unwrap()))
        });
        assert_eq!(counted.collect::<BTreeMap<_, _>>(), expected, "--by {by}");
        assert_eq!(connlog(&format!("{line} ndjson")).end().code(0).lines(), rows);
        let table = connlog(&format!("{line} csv")).end().code(0).stdout;
        assert_eq!(table.lines().count(), rows.len() + 1);
        for (line, row) in table.lines().skip(1).zip(&rows) {
            assert!(line.contains(&format!(",{},{},", row["count"], row["failures"])), "{line} {row}");
        }
    }
}

#[test]
fn stats_count_syncs_by_connection_and_over_time() {
    let rows = over(&day(), "stats syncs --from - -o json").code(0).array();
    let brief: Vec<_> = rows
        .iter()
        .map(|row| format!("{} {}/{}", row["group"]["connectionName"], row["failures"], row["count"]))
        .collect();
    assert_eq!(brief, ["\"b_name\" 1/3", "\"a_name\" 1/2", "\"c_name\" 0/1"]);
    assert_eq!(rows[0]["durationMs"]["max"], 600_000);
    let hours = over(&day(), "stats syncs --from - --by status --every 1h -o json").code(0).array();
    let total: u64 = hours.iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!(total, 6);
    assert!(
        hours.iter().any(|row| row["bucket"] == "2026-11-20T06:00:00Z" && row["group"]["status"] == "priority-first")
    );
    // Without a kind, every kind of entry is counted, of both vendors by one name.
    let late =
        json!({ "_id": "1", "createdAt": "2026-11-20T01:00:00Z", "platform": "tiktok", "eventType": "disconnect" });
    let both = over(&format!("{}{late}\n", day()), "stats --from - -o json").code(0).array();
    let names: Vec<_> = both.iter().map(|row| row["group"]["platform"].as_str().unwrap()).collect();
    assert_eq!(names, ["postgres", "tiktok"]);
}

#[test]
fn connections_of_files_are_what_their_list_shows() {
    let file = format!("{FIXTURES}/samples.ndjson");
    let listed = connlog(&format!("connections --from {file} --all -o json")).end().code(0).array().len();
    let events = connlog(&format!("events --from {file} --all -o json")).end().code(0).array().len();
    assert!(listed > 10 && listed < events, "{listed} of {events}");
    let judged = connlog(&format!("check connections --from {file} --since 2000-01-01 -o json")).end();
    let judged: Value = serde_json::from_str(&judged.stdout).unwrap();
    assert_eq!(judged["totals"]["records"], json!(listed));
    let counted = connlog(&format!("stats connections --from {file} --by kind -o json")).end().code(0).array();
    assert_eq!(counted.iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>(), listed as u64);
}

#[test]
fn a_failure_that_is_delivered_again_is_one_failure() {
    let failed = sync("a", "01:00", "01:10", "FAILURE", "boom");
    let text = sync("b", "02:00", "02:10", "SUCCESSFUL", "") + &failed.repeat(3);
    for kind in ["syncs", "events --event sync_end"] {
        let once = verdict(&text, &format!("{kind} --max-failures 1"), 0);
        assert_eq!(once["totals"]["failures"], 1, "{kind}: {once}");
        if kind != "syncs" {
            let all = verdict(&text, &format!("{kind} --max-failures 1 --keep-repeats"), 10);
            assert_eq!(all["totals"]["failures"], 3, "{all}");
            assert!(all["command"].as_str().unwrap().contains("--keep-repeats"), "{all}");
        }
    }
}
