//! The six logs, and what connects them.

use super::*;

fn values<'r>(rows: &'r [Value], key: &str) -> Vec<&'r str> {
    rows.iter().filter_map(|row| row[key].as_str()).collect()
}

#[test]
fn every_type_has_a_log_and_all_is_the_six_of_them() {
    let world = Dataset::new(1, 300, 6);
    let types = ["publishing", "connections", "webhooks", "messaging", "workflow_event", "api_request"];
    let mut sum = 0;
    for name in types {
        let some = rows(&world, &format!("logs?type={name}&includeReadReceipts=true"));
        assert_eq!(some.len().abs_diff(300) / 2, 0, "{name}");
        assert!(some.iter().all(|row| row["type"] == name));
        assert!(some.is_sorted_by(|newer, older| newer["created_at"].as_str() > older["created_at"].as_str()));
        let statuses = values(&some, "status");
        assert!(statuses.contains(&"success") && statuses.contains(&"failed"), "{name}");
        sum += some.len();
    }
    assert_eq!(total(&world, "logs?type=all&includeReadReceipts=true"), sum);
    let hidden = sum - total(&world, "logs?type=all");
    assert_eq!(hidden, 300 - total(&world, "logs?type=messaging"));
    assert!(hidden > 10, "{hidden}");
}

#[test]
fn a_request_id_connects_the_call_with_all_that_it_caused() {
    let world = Dataset::new(1, 1_500, 6);
    let requests = rows(&world, "logs?type=api_request");
    let posts = rows(&world, "logs?type=publishing");
    let (mut published, mut delivered) = (0, 0);
    for request in requests.iter().filter(|row| row["operation_id"] == "createPost").take(60) {
        let id = request["request_id"].as_str().unwrap();
        let caused = rows(&world, &format!("logs?type=all&requestId={id}"));
        assert_eq!(caused.last(), Some(request), "the call comes first");
        let mut post_ids: Vec<&str> = values(&caused, "post_id");
        post_ids.dedup();
        assert!(post_ids.len() <= 1, "{caused:?}");
        for row in &caused {
            assert_eq!(row["request_id"], id);
            assert_eq!(row["profile_id"], request["profile_id"], "{row}");
        }
        let same_id = posts.iter().filter(|row| row["request_id"] == id).count();
        assert_eq!(caused.iter().filter(|row| row["type"] == "publishing").count(), same_id);
        if request["status"] == "failed" {
            assert_eq!(caused.len(), 1, "a call that was refused causes nothing");
        }
        published += same_id;
        delivered += caused.iter().filter(|row| row["type"] == "webhooks").count();
    }
    assert!(published > 60 && delivered > 20, "{published} {delivered}");
    let sent = requests.iter().find(|row| row["operation_id"] == "sendInboxMessage").unwrap();
    let caused = rows(&world, &format!("logs?type=all&request_id={}", sent["request_id"].as_str().unwrap()));
    assert_eq!(values(&caused, "type").iter().filter(|kind| **kind == "messaging").count(), 1);
    assert_eq!(total(&world, "logs?type=all&requestId=9a4ce1c8-0d5d-4c59-9d9b-5c1a3f8f7e21"), 0);
}

#[test]
fn filters_of_one_type_equal_a_count_by_hand() {
    let world = Dataset::new(1, 900, 6);
    let requests = rows(&world, "logs?type=api_request");
    let by = |key: &str, value: &Value| requests.iter().filter(|row| row[key] == *value).count();
    for (parameter, key) in [("statusCode", "status_code"), ("apiKeyId", "api_key_id"), ("profileId", "profile_id")] {
        let value = requests.iter().map(|row| &row[key]).find(|value| !value.is_null()).unwrap();
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert_eq!(total(&world, &format!("logs?type=api_request&{parameter}={text}")), by(key, value), "{key}");
    }
    assert!(by("status_code", &429.into()) > 5);
    let deliveries = rows(&world, "logs?type=webhooks");
    let failed = deliveries.iter().filter(|row| row["metadata"].as_str().unwrap().contains("\"post.failed\"")).count();
    assert_eq!(total(&world, "logs?type=webhooks&event=post.failed"), failed);
    assert_eq!(total(&world, "logs?type=all&event=post.failed"), failed);
    let account = deliveries.iter().find_map(|row| row["account_id"].as_str()).unwrap();
    let same = deliveries.iter().filter(|row| row["account_id"] == account).count();
    assert_eq!(total(&world, &format!("logs?type=webhooks&accountId={account}")), same);
    assert_eq!(ask_at(&world, ServedVersions::Both, "logs?type=messaging&includeReadReceipts=maybe", NOW), Err(400));
}

#[test]
fn the_webhook_log_shows_the_same_deliveries_with_their_events() {
    let world = Dataset::new(1, 900, 6);
    let deliveries = rows(&world, "webhooks/logs");
    let unified = rows(&world, "logs?type=webhooks");
    assert_eq!(deliveries.len(), unified.len());
    for (delivery, row) in deliveries.iter().zip(&unified) {
        for (a, b) in [("createdAt", "created_at"), ("status", "status"), ("url", "endpoint")] {
            assert_eq!(delivery[a], row[b]);
        }
        assert_eq!(delivery["requestPayload"]["id"], delivery["eventId"]);
        assert_eq!(delivery["requestPayload"]["event"], delivery["event"]);
        let metadata: Value = serde_json::from_str(row["metadata"].as_str().unwrap()).unwrap();
        assert_eq!(metadata["eventId"], delivery["eventId"]);
    }
    let retried = deliveries.iter().find(|row| row["attemptNumber"] == 3).unwrap();
    let tries = rows(&world, &format!("webhooks/logs?eventId={}", retried["eventId"].as_str().unwrap()));
    assert_eq!(tries.iter().map(|row| row["attemptNumber"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 2, 1]);
    assert!(tries.iter().all(|row| row["event"] == retried["event"] && row["webhookId"] == retried["webhookId"]));
    for (query, status) in [("skip=10000", 200), ("skip=10001", 400), ("status=all", 400), ("event=", 400)] {
        let answer = ask_at(&world, ServedVersions::Both, &format!("webhooks/logs?{query}"), NOW);
        assert_eq!(answer.err().unwrap_or(200), status, "{query}");
    }
    let failed = deliveries.iter().filter(|row| row["status"] == "failed").count();
    assert_eq!(total(&world, "webhooks/logs?status=failed"), failed);
}

#[test]
fn an_event_is_what_the_entry_says_that_it_reports() {
    let world = Dataset::new(1, 900, 6);
    let posts = rows(&world, "logs");
    let connections = rows(&world, "logs?type=connections");
    let (mut of_posts, mut of_accounts) = (0, 0);
    for delivery in rows(&world, "webhooks/logs") {
        let payload = &delivery["requestPayload"];
        let time = payload["timestamp"].as_str().unwrap_or_default();
        assert!(time < delivery["createdAt"].as_str().unwrap(), "{delivery}");
        if let Some(post) = posts.iter().find(|row| row["created_at"] == time) {
            assert_eq!(payload["post"]["id"], post["post_id"]);
            assert_eq!(payload["post"]["platforms"][0]["error"], post["error_message"]);
            assert_eq!(delivery["event"] == "post.published", post["status"] == "success");
            of_posts += 1;
        }
        if let Some(row) = connections.iter().find(|row| row["created_at"] == time) {
            assert_eq!(payload["account"]["accountId"], row["account_id"]);
            assert_eq!(delivery["event"], row["action"]);
            of_accounts += 1;
        }
    }
    assert!(of_posts > 300 && of_accounts > 100, "{of_posts} {of_accounts}");
}

#[test]
fn the_old_webhook_log_is_one_page() {
    let world = Dataset::new(1, 900, 6);
    let late = |query: &str| ask_at(&world, ServedVersions::Late, &format!("webhooks/logs{query}"), NOW);
    let page = late("?limit=100&status=failed").unwrap();
    assert!(page.get("pagination").is_none());
    let list = page["logs"].as_array().unwrap();
    assert!(list.len() == 100 && list.iter().all(|row| row["_id"].is_string() && row.get("eventId").is_none()));
    assert_eq!(late("?event=account.permissions_changed"), Err(400));
    let settings = late("").and_then(|_| ask_at(&world, ServedVersions::Late, "webhooks/settings", NOW)).unwrap();
    let settings = settings["webhooks"].as_array().unwrap();
    assert!(
        settings.iter().any(|one| one["isActive"] == false) && settings.iter().all(|one| one.get("secret").is_none())
    );
}
