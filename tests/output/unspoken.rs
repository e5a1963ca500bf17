//! Tests that no secret and no person of a generated record is in the output of any command: formats, `--raw`, `--jq`, groups,
//! reasons, reports, baselines, errors and notes.

use std::fs;
use std::path::Path;

use connlog::output::formats::FORMATS;
use connlog_core::providers::fivetran::event_catalog;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::Run;

/// Records of each vendor.
const RECORDS: usize = 60;

/// What must not be seen.
struct Hidden {
    secret: String,
    person: String,
}

/// Places for a secret, `@`, and for a person's address, `%`, in the data of a Fivetran event.
fn fivetran_places() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = include_str!("../fixtures/fivetran/secret-keys.txt").lines().collect();
    prop_oneof![
        prop::sample::select(keys).prop_map(|key| format!(
            r#"{{"status":"FAILURE","properties":{{"a":{{"{key}":"@"}}}},"reason":"@ by %"}}"#
        )),
        Just(r#"{"newValues":{"credentials":{"host":"x","list":[1,{"any":"@"}]}},"message":"@ of %"}"#.to_owned()),
        Just(r#"{"status":"FAILURE","reason":"could not log in: password=@, user=%"}"#.to_owned()),
        Just(r#"{"status":"FAILURE_WITH_TASK","reason":"HTTP 401 for Authorization: Bearer @\nfor %"}"#.to_owned()),
        Just(r#"{"status":"FAILURE","reason":"{\"nested\":{\"client_secret\":\"@\",\"who\":\"%\"}}"}"#.to_owned()),
        Just(r#"{"status":"RESCHEDULED","reason":"jdbc:postgres://user:@\u0040db.example.org/x, asks %"}"#.to_owned()),
        Just(r#"{"type":"password=@ %","testName":"token=@ of %","taskType":"secret=@","message":"%"}"#.to_owned()),
        Just(r#"{"status":"FAILURE","password":"@","reason":"@ was refused to %","taskType":"@"}"#.to_owned()),
        Just(r#"{"uri":"https://api.example.org/x?anything=@","actor":"%","body":"@","state":{"x":"%"}}"#.to_owned()),
    ]
}

fn late_places() -> impl Strategy<Value = String> {
    let of = |texts: &'static [&'static str]| prop::sample::select(texts).prop_map(str::to_owned);
    of(&[
        r#"{"_id":"1","eventType":"connect_failed","error":{"code":"access_token=@ %","message":"password=@ of %","rawResponse":"{\"client_secret\":\"@\"}"}}"#,
        r#"{"_id":"1","eventType":"connect_failed","error":{"code":"x","message":"@ refused"},"context":{"invitationToken":"@","connectToken":"@"},"metadata":{"mail":"%"}}"#,
        r#"{"type":"publishing","status":"failed","error_code":"client_secret=@","error_message":"401 for Bearer @ of %","request_body":"{\"auth\":{\"access_token\":\"@\"}}"}"#,
        r#"{"type":"connections","status":"failed","action":"account.connect","error_message":"https://u:@\u0040api.example/x by %","metadata":"{\"connectToken\":\"@\",\"mail\":\"%\"}"}"#,
    ])
}

fn filled(place: &str, hidden: &Hidden) -> Value {
    let text = place.replace('@', &hidden.secret).replace('%', &hidden.person);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A file of records, with what must not be seen of them; the same on every run.
fn records() -> (String, Vec<Hidden>) {
    let mut runner = TestRunner::deterministic();
    let mut draw = |strategy: &dyn Fn(&mut TestRunner) -> String| strategy(&mut runner);
    let text = |pattern: &'static str| move |runner: &mut TestRunner| pattern.new_tree(runner).unwrap().current();
    let (mut lines, mut all) = (String::new(), Vec::new());
    for at in 0..2 * RECORDS {
        let secret = draw(&text("[A-Za-z][A-Za-z0-9]{7}[0-9][A-Za-z0-9]{2,12}"));
        let person = draw(&text("[a-z]{4,9}(\\.[a-z]{2,8})?")) + "@hidden-away.example";
        let hidden = Hidden { secret, person };
        let time = format!("2026-11-20T{:02}:{:02}:{:02}.000Z", at % 12, at % 60, at / 60);
        let record = if at < RECORDS {
            let name = draw(&|runner| {
                prop::sample::select(&event_catalog::NAMES[..]).new_tree(runner).unwrap().current().to_owned()
            });
            // Every other one ends a sync, so that its reason comes to be that of a whole sync.
            let name = if at % 2 == 0 { "sync_end".to_owned() } else { name };
            let place = draw(&|runner| fivetran_places().new_tree(runner).unwrap().current());
            let connection = if at % 7 == 0 { hidden.person.clone() } else { format!("name {at}") };
            json!({
                "event": name, "created": time, "data": filled(&place, &hidden), "connection_id": format!("c{}", at % 20),
                "connection_name": connection, "connector_type": "postgres", "sync_id": format!("s{at}"),
                "extra": { "api_token": hidden.secret },
            })
        } else {
            let place = draw(&|runner| late_places().new_tree(runner).unwrap().current());
            let mut row = filled(&place, &hidden);
            let stamp = if row["_id"].is_null() { "created_at" } else { "createdAt" };
            row[stamp] = time.into();
            row["platform"] = "tiktok".into();
            row
        };
        lines += &format!("{record}\n");
        all.push(hidden);
    }
    (lines, all)
}

/// Every way to have records printed that a command has.
fn commands() -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for list in ["events", "connections", "posts"] {
        lines.extend(FORMATS.iter().map(|spec| format!("{list} --all -o {}", spec.name)));
        lines.push(format!("{list} -o ndjson --raw --all"));
        lines.push(format!("{list} -o json --raw -n 400"));
        lines.push(format!("{list} -o ndjson --all --jq ."));
        lines.push(format!("{list} -o table --all --color=always"));
        lines.push(format!(
            "{list} -o csv --all --any-value --fields id,data,extra,error,metadata,context,request,response"
        ));
    }
    for by in
        ["data", "data.reason", "data.message", "data.actor", "connectionName", "error.message", "error", "metadata"]
    {
        for format in ["table", "json", "csv"] {
            lines.push(format!("stats --any-value --by {by} -o {format}"));
            lines.push(format!("check events --any-value --by {by} -o {}", format.replace("csv", "ndjson")));
        }
    }
    lines.push("stats posts --by response,request -o ndjson".to_owned());
    for by in ["reason", "connectionName"] {
        lines.push(format!("stats syncs --by {by} -o ndjson"));
        lines.push(format!("check syncs --by {by} --no-success-for 1m"));
    }
    for kind in ["events", "connections", "syncs", "posts"] {
        let reports: String = ["junit", "gitlab", "sarif", "md", "html", "json", "github"]
            .map(|name| format!(" --report {name}=reports/{kind}.{name}"))
            .concat();
        lines.push(format!("check {kind} --min-records 9999 --write-baseline reports/{kind}.baseline {reports}"));
        lines.push(format!("check {kind} -o table --unresolved --color=always"));
        lines.push(format!("check {kind} -o json --fail-on status=failed"));
    }
    lines.push("events --strict -o json -n 1 --jq .data.reason+1".to_owned());
    lines.push("check events --strict".to_owned());
    lines.into_iter().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[track_caller]
fn hides(what: &str, text: &str, all: &[Hidden]) {
    for Hidden { secret, .. } in all {
        assert!(!text.contains(secret.as_str()), "{secret} in {what}:\n{}", around(text, secret));
    }
    assert!(!text.contains("hidden-away"), "{what}:\n{}", around(text, "hidden-away"));
}

/// The line that holds it, so that a failure can be read.
fn around<'t>(text: &'t str, found: &str) -> &'t str {
    text.lines().find(|line| line.contains(found)).unwrap_or_default()
}

#[test]
fn no_secret_of_any_record_reaches_any_output() {
    let (text, all) = records();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.ndjson");
    fs::write(&path, format!("{text}{{\"password\":\"{}\"\n", all[0].secret)).unwrap();
    let mut printed = 0;
    for command in commands() {
        let what = command.join(" ");
        let words: Vec<String> = command
            .into_iter()
            .map(|word| word.replace("reports/", &format!("{}/reports/", folder.path().display())))
            .chain(["--from".to_owned(), path.display().to_string()])
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = Run::new(&words).end();
        assert!(matches!(ended.code, Some(0 | 2 | 8 | 10)), "{what}: {:?} {}", ended.code, ended.stderr);
        if ended.code == Some(2) {
            assert!(what.contains("--jq"), "{what}: {}", ended.stderr);
        }
        printed += ended.stdout.len();
        hides(&what, &ended.stdout, &all);
        hides(&what, &ended.stderr, &all);
    }
    assert!(printed > 400_000, "only {printed} bytes were looked at");
    let reports = files(&folder.path().join("reports"));
    assert_eq!(reports.len(), 4 * 8, "{:?}", reports.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (name, text) in &reports {
        hides(name, text, &all);
    }
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let read =
        |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap());
    fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn what_the_test_looks_for_is_in_what_is_shown_on_demand() {
    let (text, all) = records();
    let shown = Run::new(&[
        "events",
        "--from",
        "-",
        "--all",
        "-o",
        "ndjson",
        "--raw",
        "--show-secrets",
        "--show-personal",
        "--keep-repeats",
    ])
    .stdin(&text)
    .end()
    .code(0)
    .stdout;
    assert_eq!(shown, text, "the filters of this test see what is there");
    assert!(all.iter().all(|Hidden { secret, .. }| shown.contains(secret.as_str())));
}
