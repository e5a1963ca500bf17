//! Webhook deliveries beyond the last page of the API: connlog reads them by webhook, event and status.

use serde_json::{Value, json};

use crate::support::{Answer, Scripted, connlog, parameter};

/// The largest offset of the list.
const MAX_SKIP: usize = 10_000;
/// The number of deliveries of the server.
const ROWS: usize = 12_500;

/// One delivery: `number` counts from the newest, three in the same second.
fn row(number: usize, (webhook, event, status): (&str, &str, &str)) -> Value {
    let time = chrono::DateTime::from_timestamp(1_795_175_940 - i64::try_from(number / 3).unwrap(), 0).unwrap();
    json!({
        "webhookId": webhook, "event": event, "status": status, "eventId": format!("e{number}"),
        "createdAt": time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    })
}

/// A server with the limits of the API. `values` returns webhook, event and status of a delivery.
fn server(values: impl Fn(usize) -> (&'static str, &'static str, &'static str)) -> Scripted {
    let rows: Vec<Value> = (0..ROWS).map(|number| row(number, values(number))).collect();
    Scripted::start(move |_, target| {
        if target.starts_with("/v1/webhooks/settings") {
            return Answer::json(r#"{"webhooks":[{"_id":"listed","name":"n","isActive":true}]}"#);
        }
        let number = |name| parameter(target, name).and_then(|text| text.parse::<usize>().ok()).unwrap_or_default();
        if number("skip") > MAX_SKIP {
            return Answer::json(r#"{"error":"bad skip","param":"skip"}"#).status(400);
        }
        let is_selected = |row: &&Value| {
            ["webhookId", "event", "status"]
                .iter()
                .all(|name| parameter(target, name).is_none_or(|value| row[*name] == value))
        };
        let selected: Vec<&Value> = rows.iter().filter(is_selected).collect();
        let page: Vec<&&Value> = selected.iter().skip(number("skip")).take(number("limit")).collect();
        let more = number("skip") + page.len() < selected.len();
        let pagination =
            json!({ "total": selected.len(), "limit": number("limit"), "skip": number("skip"), "hasMore": more });
        Answer::json(&json!({ "logs": page, "pagination": pagination }).to_string())
    })
}

fn ids(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["eventId"].as_str().unwrap().to_owned()).collect()
}

/// Every delivery is listed once, newest first. Those of the same second may have any order.
fn assert_whole(records: &[Value]) {
    assert!(records.windows(2).all(|pair| pair[0]["createdAt"].as_str() >= pair[1]["createdAt"].as_str()));
    let mut found = ids(records);
    found.sort_unstable();
    let mut expected: Vec<String> = (0..ROWS).map(|number| format!("e{number}")).collect();
    expected.sort_unstable();
    assert_eq!(found.len(), expected.len());
    assert_eq!(found, expected);
}

#[test]
fn deliveries_beyond_the_last_page_are_read_by_webhook() {
    // `listed` has no delivery among the first; only the settings name it.
    let scripted = server(|number| match number {
        0..11_000 => (["a", "b"][number % 2], "post.published", "success"),
        _ => (["a", "listed"][number % 2], "post.failed", "failed"),
    });
    let ended = connlog("webhooks --all -o json").at(&scripted.base_url).end().code(0);
    assert_whole(&ended.array());
    let requests = scripted.requests();
    assert!(requests.iter().all(|target| !target.contains("event=")), "the webhooks suffice");
    assert!(requests.len() < ROWS / 98 + 20, "records are read once: {} requests", requests.len());
}

#[test]
fn deliveries_of_an_unknown_webhook_are_read_by_event_and_status() {
    // `gone` has no subscription any more, and no delivery among the first.
    let scripted = server(|number| match number {
        0..11_000 => ("a", "post.published", if number % 4 == 0 { "failed" } else { "success" }),
        _ => ("gone", "post.failed", "success"),
    });
    let ended = connlog("webhooks --all -o json").at(&scripted.base_url).end().code(0);
    assert_whole(&ended.array());
}

#[test]
fn deliveries_that_no_filter_reaches_are_a_gap() {
    let scripted = server(|_| ("a", "post.published", "success"));
    let ended = connlog("webhooks --all -o json").at(&scripted.base_url).end().code(8);
    let (shown, error) = (ended.array(), ended.error());
    assert!(shown.len() > MAX_SKIP, "{}", shown.len());
    assert_eq!(ids(&shown), (0..shown.len()).map(|number| format!("e{number}")).collect::<Vec<_>>());
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("webhookId=a event=post.published status=success before "), "{message}");
    assert!(error["hint"].as_str().unwrap().contains("--since"), "{error}");
    let checked = connlog("check webhooks --days 30").at(&scripted.base_url).end().code(8);
    assert!(checked.stdout.starts_with("INCOMPLETE"), "{}", checked.stdout);
    // A window that the pages reach has no gap.
    let since = "2026-11-20T11:30:00Z";
    connlog(&format!("webhooks --all --since {since}")).at(&scripted.base_url).end().code(0);
}

#[test]
fn other_kinds_are_merged_with_the_parts() {
    let scripted = server(|number| (["a", "b"][number % 2], "post.published", "success"));
    let ended = connlog("events webhooks --all --where kind=webhook -o json").at(&scripted.base_url).end();
    assert_whole(&ended.array());
    let stats = connlog("stats webhooks -o json").at(&scripted.base_url).end().code(0).array();
    assert_eq!(stats[0]["count"], json!(ROWS));
}
