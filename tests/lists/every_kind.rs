//! `events` over the API reads every kind that the API serves, and names the kinds that it skips.

use serde_json::{Value, json};

use crate::events::KINDS;
use crate::support::{Answer, Demo, Scripted, connlog, page};

/// The note about the logs that the dialect `late` lacks.
const LATE_NOTE: &str = "skipped requests, messages and workflows: the API has no such log";

fn kinds(records: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<&str> = records.iter().map(|record| record["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// A server of the dialect `zernio` with one row of each log. `answer` replaces the answer of a log.
fn server(answer: impl Fn(&str) -> Option<Answer> + Send + 'static) -> Scripted {
    Scripted::start(move |_, target| {
        let word = if target.starts_with("/v1/webhooks/") {
            "webhooks"
        } else {
            target.split(['=', '&']).nth(1).unwrap_or_default()
        };
        let row = json!({
            "type": word, "action": "a", "status": "success", "event": "post.published",
            "created_at": "2026-11-20T11:00:00Z", "createdAt": "2026-11-20T11:00:00Z"
        });
        answer(word).unwrap_or_else(|| page(&[row], false))
    })
}

fn refused() -> Answer {
    Answer::json(r#"{"error":"Forbidden","code":"insufficient_permissions"}"#).status(403)
}

#[test]
fn no_match_among_all_kinds_is_one_short_note() {
    let ended = connlog("events --demo --request req_nosuch").end().code(0);
    assert!(ended.stderr.contains("no entries match (the API keeps"), "{}", ended.stderr);
}

#[test]
fn one_list_has_every_kind_by_time_with_one_page_of_each() {
    let demo = Demo::start("--serves zernio --entries 200");
    let ended = connlog("events --all -o json").at(&demo.base_url).end().code(0);
    let all = ended.array();
    let mut expected: Vec<&str> = KINDS.iter().map(|(_, kind)| *kind).collect();
    expected.sort_unstable();
    assert_eq!(kinds(&all), expected);
    assert!(all.windows(2).all(|pair| pair[0]["createdAt"].as_str() >= pair[1]["createdAt"].as_str()));
    for (command, kind) in KINDS {
        let alone = connlog(&format!("{command} --all -o json")).at(&demo.base_url).end().code(0).array();
        let together: Vec<Value> = all.iter().filter(|record| record["kind"] == kind).cloned().collect();
        assert_eq!(together, alone, "{command}");
    }
    let before = demo.requests().len();
    let first = connlog("events -o json").at(&demo.base_url).end().code(0).array();
    assert_eq!((first[..].to_vec(), demo.requests().len() - before), (all[..50].to_vec(), KINDS.len()));
}

#[test]
fn logs_that_the_dialect_lacks_are_skipped_with_one_note() {
    let demo = Demo::start("--serves late --entries 60");
    let run = |command: &str| connlog(command).at(&demo.base_url).end();
    let ended = run("events -n 500 -o json").code(0);
    assert_eq!(kinds(&ended.array()), ["connection", "post", "webhook"]);
    assert_eq!(ended.stderr.matches("skipped").count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains(LATE_NOTE), "{}", ended.stderr);
    assert!(run("stats events").code(0).stderr.contains(LATE_NOTE));
    assert!(run("events --explain").code(0).stdout.contains("kind     requests\nskipped  the API has no such log"));
    let asked = demo.requests();
    let missing = asked.iter().filter(|asked| asked["query"].as_str().unwrap().contains("type=message"));
    assert_eq!(missing.count(), 0, "a log that the known dialect lacks is not requested: {asked:?}");
}

#[test]
fn a_named_kind_that_the_api_lacks_is_an_error() {
    let demo = Demo::start("--serves late --entries 60");
    for command in ["events requests", "events events messages", "check workflows", "tail events requests"] {
        let ended = connlog(&format!("{command} --dialect late")).at(&demo.base_url).end().code(2);
        assert!(ended.stderr.contains("the API has no "), "{command}: {}", ended.stderr);
    }
}

#[test]
fn a_log_that_the_key_has_no_right_to_read_is_skipped() {
    let scripted = server(|word| (word == "webhooks").then(refused));
    let ended = connlog("events -o json").at(&scripted.base_url).end().code(0);
    assert_eq!(ended.array().len(), KINDS.len() - 1);
    assert!(ended.stderr.contains("skipped webhooks: the key has no right to read them"), "{}", ended.stderr);
    let all_refused = server(|_| Some(refused()));
    let ended = connlog("events -o json").at(&all_refused.base_url).end().code(4);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("forbidden"), "{}", ended.stderr);
}

#[test]
fn a_log_whose_type_the_api_rejects_is_missing_and_another_bad_request_is_an_error() {
    // A server from before July 2026 compares `type` with a list.
    let old = |word: &str| {
        let refusal = json!({"error": "Invalid value for type", "type": "invalid_request_error",
            "code": "invalid_field_value", "param": "type"});
        ["api_request", "messaging", "workflow_event", "all"]
            .contains(&word)
            .then(|| Answer::json(&refusal.to_string()).status(400))
    };
    let scripted = server(old);
    let run = |command: &str| connlog(command).at(&scripted.base_url).end();
    let ended = run("events -o json").code(0);
    assert_eq!(kinds(&ended.array()), ["connection", "post", "webhook"]);
    assert!(ended.stderr.contains(LATE_NOTE), "{}", ended.stderr);
    let followed = run("tail events -n 9 --for 1s").code(0);
    assert_eq!(kinds(&followed.lines()), ["connection", "post", "webhook"], "{}", followed.stderr);
    assert!(run("check events --max-failures 9").code(0).stderr.contains(LATE_NOTE));
    let error = run("requests -o json").code(2).error();
    assert_eq!((&error["code"], &error["http_status"]), (&json!("bad_request"), &json!(400)));
    assert!(error["message"].as_str().unwrap().contains("no log of the type `api_request`"), "{error}");
    run("events requests").code(2);
    let other = server(|word| {
        let refusal = r#"{"error":"Invalid value for limit","code":"invalid_field_value","param":"limit"}"#;
        (word == "messaging").then(|| Answer::json(refusal).status(400))
    });
    connlog("events").at(&other.base_url).end().code(2);
}

#[test]
fn a_failure_of_one_log_is_not_skipped() {
    for (status, code) in [(500, 6), (401, 4), (400, 2), (429, 7)] {
        let failing = move |word: &str| {
            let body = r#"{"error":"no","code":"invalid_credentials"}"#;
            (word == "messaging").then(|| Answer::json(body).status(status))
        };
        let scripted = server(failing);
        let line = "events -o plain --retries 0 --max-wait 0s";
        let ended = connlog(line).at(&scripted.base_url).end().code(code);
        assert!(ended.stdout.is_empty() && ended.stderr.contains("messages could not be read"), "{}", ended.stderr);
        let checked = connlog("check events --retries 0 --max-wait 0s").at(&scripted.base_url).end();
        assert!(checked.code(8).stdout.starts_with("INCOMPLETE"));
    }
}

#[test]
fn a_verdict_names_the_judged_kinds_first() {
    let scripted = server(|word| (word == "webhooks").then(refused));
    let line = "check events --since 2026-11-20";
    let ended = connlog(line).at(&scripted.base_url).end().code(11);
    let first = ended.stdout.lines().next().unwrap();
    let judged = "UNDECIDED: connections, posts, requests, messages and workflows (without webhooks): ";
    assert!(first.starts_with(judged) && first.contains("the key has no right to read webhooks"), "{first}");
    let missing = server(|word| (word == "webhooks").then(|| Answer::json("{}").status(404)));
    let passed = connlog(line).at(&missing.base_url).end().code(0).stdout;
    assert!(passed.starts_with("PASSED: connections, posts, requests, messages and workflows (without webhooks): "));
    let verdict = connlog(&format!("{line} -o json")).at(&scripted.base_url).end().code(11).stdout;
    let verdict: Value = serde_json::from_str(&verdict).unwrap();
    assert_eq!(verdict["kinds"], json!(["connections", "posts", "requests", "messages", "workflows"]));
    assert_eq!(verdict["skipped"], json!(["webhooks"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.md");
    connlog(&format!("{line} --report md={}", path.display())).at(&scripted.base_url).end().code(11);
    let report = std::fs::read_to_string(path).unwrap();
    assert!(report.contains("not judged: webhooks"), "{report}");
}

#[test]
fn tail_follows_every_kind_that_the_api_serves() {
    for (dialect, expected) in [("zernio", KINDS.len()), ("late", 3)] {
        let demo = Demo::start(&format!("--serves {dialect} --entries 60"));
        let ended = connlog("tail events -n 200 --count 120 -o ndjson").at(&demo.base_url).end().code(0);
        assert_eq!(kinds(&ended.lines()).len(), expected, "{dialect}");
        assert_eq!(ended.stderr.contains(LATE_NOTE), dialect == "late", "{}", ended.stderr);
    }
}

#[test]
fn one_page_that_reaches_the_start_of_the_window_is_whole() {
    let demo = Demo::start("--serves late --entries 2000");
    let ended = connlog("check webhooks --since 1h --max-failures 1000").at(&demo.base_url).end().code(0);
    assert!(ended.stdout.starts_with("PASSED"), "{}", ended.stdout);
    connlog("check webhooks --since 6d --max-failures 1000").at(&demo.base_url).end().code(8);
}
