//! The API's other logs: deliveries of webhooks, calls to the API, messages and steps of workflows.

use serde_json::{Value, json};

use crate::support::{Answer, Demo, Scripted, connlog, cut, parameter};

const LATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/late");
/// More entries of each kind than one page holds.
const SOME: &str = "--serves zernio --entries 350";
/// The commands with the kinds of their records.
const LOGS: [(&str, &str); 4] =
    [("webhooks", "webhook"), ("requests", "api_request"), ("messages", "message"), ("workflows", "workflow")];

fn list(demo: &Demo, command: &str) -> Vec<Value> {
    connlog(&format!("{command} -o json")).at(&demo.base_url).end().code(0).array()
}

/// Path and query of the API requests since the first `since`.
fn asked(demo: &Demo, since: usize) -> Vec<String> {
    let text = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let requests = demo.requests();
    requests.iter().skip(since).map(|request| text(request, "path") + "?" + &text(request, "query")).collect()
}

#[test]
fn each_log_is_listed_whole_and_newest_first() {
    let demo = Demo::start(SOME);
    for (command, kind) in LOGS {
        let all = list(&demo, &format!("{command} --all"));
        assert!(all.len() > 200, "{command}: {}", all.len());
        assert!(all.iter().all(|record| record["kind"] == kind && record["source"] == "zernio"), "{command}");
        let times: Vec<&str> = all.iter().map(|record| record["createdAt"].as_str().unwrap()).collect();
        assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{command} is not newest first");
        assert_eq!(list(&demo, &format!("{command} --all --page-size 41")), all, "{command} by small pages");
        assert_eq!(list(&demo, &format!("{command} --skip 7 -n 3")), all[7..10], "{command}");
    }
}

#[test]
fn a_list_with_one_page_skips_too() {
    let demo = Demo::start("--serves late --entries 60");
    let all = list(&demo, "webhooks --since 2026-01-01 --all");
    for (flags, range) in [("--skip 7 -n 3", 7..10), ("--skip 7 -n 3 --since 2026-01-01", 7..10), ("-n 2", 0..2)] {
        assert_eq!(list(&demo, &format!("webhooks {flags}")), all[range], "{flags}");
    }
    let end = all.len();
    assert_eq!(list(&demo, &format!("webhooks --skip {} -n 9", end - 2)), all[end - 2..]);
    assert!(list(&demo, &format!("webhooks --skip {}", end + 5)).is_empty());
}

#[test]
fn every_record_has_all_keys_of_its_schema() {
    let demo = Demo::start("--serves zernio --entries 60");
    for (command, kind) in LOGS {
        let schema: Value = serde_json::from_str(&connlog(&format!("schema {command}")).end().code(0).stdout).unwrap();
        let keys = schema["required"].as_array().unwrap();
        assert_eq!(schema["properties"]["kind"]["const"], kind);
        for record in list(&demo, &format!("{command} --all")) {
            assert!(keys.iter().all(|key| record.get(key.as_str().unwrap()).is_some()), "{record}");
        }
    }
}

#[test]
fn filters_reach_the_server_and_hold_for_every_record() {
    let demo = Demo::start(SOME);
    for (command, parameters, holds) in [
        ("requests --status-code 429", &["type=api_request", "statusCode=429"][..], ("statusCode", "429")),
        (
            "requests --key 6507a1b2c3d4e5f6a7b8c9d0",
            &["apiKeyId=6507a1b2c3d4e5f6a7b8c9d0"],
            ("apiKeyId", "6507a1b2c3d4e5f6a7b8c9d0"),
        ),
        ("webhooks --event post.failed", &["/v1/webhooks/logs?", "event=post.failed"], ("event", "post.failed")),
        (
            "webhooks --webhook 507f1f77bcf86cd799439011",
            &["webhookId=507f1f77bcf86cd799439011"],
            ("webhookId", "507f1f77bcf86cd799439011"),
        ),
        ("webhooks --status failed", &["status=failed"], ("status", "failed")),
        ("webhooks --status-code 404", &["/v1/webhooks/logs?"], ("statusCode", "404")),
        (
            "messages --action message.failed",
            &["type=messaging", "action=message.failed"],
            ("action", "message.failed"),
        ),
        ("messages --platform instagram", &["platform=instagram"], ("platform", "instagram")),
        ("workflows --action node_failed", &["type=workflow_event"], ("action", "node_failed")),
    ] {
        let kind = command.split(' ').next().unwrap();
        let every = list(&demo, &format!("{kind} --all"));
        let before = demo.requests().len();
        let found = list(&demo, &format!("{command} --all"));
        let requests = asked(&demo, before);
        assert!(requests.iter().all(|request| parameters.iter().all(|part| request.contains(part))), "{requests:?}");
        let (field, value) = holds;
        let text = |record: &Value| record[field].as_str().map_or_else(|| record[field].to_string(), str::to_owned);
        let wanted: Vec<&Value> = every.iter().filter(|record| text(record) == value).collect();
        assert!(!wanted.is_empty() && wanted.len() < every.len(), "{command} proves nothing");
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{command}");
    }
}

#[test]
fn receipts_are_listed_on_request_only() {
    let demo = Demo::start(SOME);
    let is_receipt = |record: &Value| matches!(record["action"].as_str(), Some("message.read" | "message.delivered"));
    let without = list(&demo, "messages --all");
    assert!(!without.iter().any(is_receipt));
    let with = list(&demo, "messages --include-read-receipts --all");
    assert!(with.iter().any(is_receipt));
    assert_eq!(
        with.iter().filter(|record| !is_receipt(record)).collect::<Vec<_>>(),
        without.iter().collect::<Vec<_>>()
    );
    assert!(list(&demo, "messages --action message.read -n 5").iter().all(is_receipt));
}

#[test]
fn one_call_is_shown_with_everything_that_it_caused() {
    let demo = Demo::start("--serves zernio --entries 2000");
    let created = connlog("requests --all -o json --where").arg("operationId = createPost and status = success");
    let created = created.at(&demo.base_url).end().code(0).array();
    let causes_posts = |call: &Value| {
        let id = call["requestId"].as_str().unwrap();
        let caused = list(&demo, &format!("events --request {id} --all"));
        let kinds: Vec<&str> = caused.iter().map(|record| record["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"api_request"), "{kinds:?}");
        kinds.contains(&"post") && kinds.contains(&"webhook")
    };
    assert!(created.iter().take(40).any(causes_posts), "no call caused a post and a delivery");
}

#[test]
fn other_commands_read_these_logs_when_they_are_named() {
    let demo = Demo::start(SOME);
    let run = |command: &str| connlog(command).at(&demo.base_url).end();
    let events = list(&demo, "events webhooks workflows --all");
    let kinds = |kind: &str| events.iter().filter(|record| record["kind"] == kind).count();
    assert!(kinds("webhook") > 200 && kinds("workflow") > 200);
    assert_eq!(kinds("webhook") + kinds("workflow"), events.len());
    let stats = list(&demo, "stats webhooks");
    assert!(stats.iter().any(|row| row["group"]["event"] == "post.failed"), "{stats:?}");
    for (command, _) in LOGS {
        let verdict = run(&format!("check {command} --days 30 -o json")).code(10).stdout;
        assert!(verdict.contains(&format!("\"kinds\":[\"{command}\"]")) || verdict.contains(command), "{verdict}");
    }
    let tail = run("tail messages requests -n 5 --count 5").code(0).lines();
    assert_eq!(tail.len(), 5);
    assert!(tail.iter().all(|record| record["kind"] == "message" || record["kind"] == "api_request"));
}

#[test]
fn without_a_kind_only_connections_and_posts_are_requested() {
    let demo = Demo::start("--serves zernio --entries 40");
    for command in ["stats", "check --allow-partial --exit-zero", "tail -n 2 --count 2"] {
        let before = demo.requests().len();
        connlog(command).at(&demo.base_url).end().code(0);
        for request in asked(&demo, before) {
            let is_other =
                ["webhooks", "messaging", "workflow_event", "api_request"].iter().any(|word| request.contains(word));
            assert!(!is_other, "{command}: {request}");
        }
    }
}

#[test]
fn saved_answers_have_the_kinds_of_their_rows() {
    for (command, file, count) in [
        ("webhooks", "unified-webhooks.json", 2),
        ("webhooks", "current-webhooks-logs.json", 3),
        ("webhooks", "old-webhooks-logs.json", 2),
        ("requests", "unified-api_request.json", 2),
        ("messages", "unified-messaging.json", 2),
        ("workflows", "unified-workflow_event.json", 1),
    ] {
        let ended = connlog(&format!("{command} --from {LATE}/{file} -o ndjson")).end().code(0);
        assert_eq!(ended.lines().len(), count, "{command} {file}");
        let printed = ended.stdout;
        let again = connlog(&format!("{command} --from - -o ndjson")).stdin(&printed).end().code(0).stdout;
        assert_eq!(again, printed, "{file} is read back the same");
        assert_eq!(connlog(&format!("events --from {LATE}/{file} -o ndjson")).end().code(0).lines().len(), count);
    }
}

#[test]
fn saved_deliveries_say_where_an_event_went_and_what_came_back() {
    let read = |file: &str| connlog(&format!("webhooks --from {LATE}/{file} -o json")).end().code(0).array();
    let current = read("current-webhooks-logs.json");
    let failed = current.iter().find(|record| record["status"] == "failed").unwrap();
    assert_eq!((&failed["statusCode"], &failed["durationMs"]), (&json!(500), &json!(812)));
    assert_eq!(failed["responseBody"], "Internal Server Error");
    assert!(current.iter().any(|record| record["test"] == true));
    let unified = read("unified-webhooks.json");
    assert_eq!(unified[0]["event"], "post.published");
    assert_eq!(unified[0]["url"], "https://example.com/webhook");
    assert_eq!(unified[1]["attemptNumber"], 3);
}

#[test]
fn bodies_of_messages_are_shown_with_personal_data_only() {
    let demo = Demo::start("--serves zernio --entries 60");
    let shown = |flags: &str| connlog(&format!("messages --all {flags}")).at(&demo.base_url).end().code(0).stdout;
    assert!(shown("-o ndjson --show-personal").contains(r#"{\"text\":"#));
    for format in [
        "ndjson",
        "json",
        "csv",
        "plain",
        "table",
        "md",
        "ndjson --raw",
        "json --fields request",
        "ndjson --fields request.rawBody",
    ] {
        let text = shown(&format!("-o {format}"));
        assert!(!text.contains("text\\\":") && !text.contains("\"\"text\"\":"), "{format}: {text}");
    }
    assert!(shown("-o ndjson").contains(r#""request":{"rawBody":"[hidden]"}"#));
}

/// A delivery of the present dialect.
fn delivery(n: u64) -> Value {
    let second = 59 - n % 60;
    json!({
        "userId": "u", "webhookId": "w", "webhookName": "Hook", "eventId": format!("e{n}"), "event": "post.failed",
        "url": "https://example.com", "status": "failed", "statusCode": 500, "attemptNumber": 1, "responseTime": 5,
        "createdAt": format!("2026-11-{:02}T{:02}:{:02}:{second:02}Z", 20 - n / 86_400, 23 - n / 3_600 % 24, 59 - n / 60 % 60),
    })
}

#[test]
fn a_server_that_ignores_filters_and_counts_nothing_leaves_a_gap() {
    let rows: Vec<Value> = (0..10_300).map(delivery).collect();
    let server = Scripted::start(move |_, target| {
        let skip: u64 = parameter(target, "skip").map_or(0, |skip| skip.parse().unwrap());
        if skip > 10_000 { Answer::json(r#"{"error":"skip"}"#).status(400) } else { cut(&rows, target) }
    });
    let run = |flags: &str| connlog(&format!("webhooks {flags}")).at(&server.base_url).end();
    let ended = run("--all -o ndjson").code(8);
    let shown = ended.lines();
    let ids: std::collections::BTreeSet<&str> = shown.iter().map(|row| row["eventId"].as_str().unwrap()).collect();
    assert!((10_000..=10_100).contains(&shown.len()) && ids.len() == shown.len(), "{} {}", shown.len(), ids.len());
    assert!(ended.stderr.contains("the API has no page for some entries"), "{}", ended.stderr);
    assert!(ended.stderr.contains("--webhook"), "{}", ended.stderr);
    assert!(
        server.requests().len() < 400,
        "{}: a part that the server cannot select is read no further",
        server.requests().len()
    );
    let skips = server.requests().iter().filter_map(|request| parameter(request, "skip")?.parse::<u64>().ok()).max();
    assert!(skips.is_some_and(|skip| (9_900..=10_000).contains(&skip)), "{skips:?}");
    run("-n 50 -o ndjson").code(0);
}

#[test]
fn the_old_dialect_has_one_page_of_deliveries() {
    let demo = Demo::start("--serves late --entries 2000");
    let run = |flags: &str| connlog(flags).at(&demo.base_url).end();
    let ended = run("webhooks --all -o json").code(0);
    assert_eq!(ended.array().len(), 100);
    assert!(ended.array().iter().all(|record| record["source"] == "late" && record["id"].is_string()));
    assert!(ended.stderr.contains("the API returns only one page of webhooks"), "{}", ended.stderr);
    run("check webhooks --event webhook.test --max-failures 1000").code(8);
}

#[test]
fn the_old_dialect_has_no_other_logs() {
    let demo = Demo::start("--serves late --entries 20");
    for command in ["messages", "requests", "workflows"] {
        let ended = connlog(&format!("{command} --dialect late")).at(&demo.base_url).end().code(2);
        assert!(ended.stderr.contains(&format!("the API has no {command}")), "{}", ended.stderr);
    }
}

#[test]
fn an_event_without_a_success_is_unresolved() {
    let mut rows: Vec<Value> = (0..3).map(delivery).collect();
    // The first event arrived later, by its second attempt.
    rows.insert(
        0,
        json!({ "attemptNumber": 2, "status": "success", "statusCode": 200, "eventId": "e0",
        "webhookId": "w", "event": "post.failed", "createdAt": "2026-11-20T23:59:59.500Z" }),
    );
    let text = json!({ "logs": rows, "pagination": { "hasMore": false } }).to_string();
    let check = |flags: &str| {
        connlog(&format!("check webhooks --from - --since 30d --until 2026-11-21 -o json {flags}")).stdin(&text).end()
    };
    let verdict: Value = serde_json::from_str(&check("--unresolved").code(10).stdout).unwrap();
    assert_eq!(verdict["totals"]["failures"], 2, "{verdict}");
}

#[test]
fn unknown_events_and_actions_of_these_logs_are_usage_errors() {
    for (command, meant) in [
        ("webhooks --event post.faild", "post.failed"),
        ("messages --action message.snt", "message.sent"),
        ("workflows --action node_faild", "node_failed"),
    ] {
        let ended = connlog(command).at("http://127.0.0.1:9/api").end().code(2);
        assert!(ended.stderr.contains(&format!("did you mean `{meant}`?")), "{}", ended.stderr);
    }
}

#[test]
fn the_name_of_a_webhook_leads_to_its_id() {
    let ended =
        connlog(&format!("webhooks --webhook production --from {LATE}/current-webhooks-logs.json")).end().code(0);
    assert!(ended.stderr.contains("no entry has the webhook `production`"), "{}", ended.stderr);
    let ended =
        connlog(&format!("webhooks --webhook 507f1f77bc --from {LATE}/current-webhooks-logs.json")).end().code(0);
    let meant = "did you mean 507f1f77bcf86cd799439011 (My Production Webhook)?";
    assert!(ended.stderr.contains(meant), "{}", ended.stderr);
}
