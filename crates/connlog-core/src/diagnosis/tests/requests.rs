//! The rules of requests, deliveries and settings.

use super::*;

fn call(time: &str, id: &str, status: u16, code: Option<&str>) -> CaseEntry {
    entry(&json!({
        "kind": "api_request", "source": "zernio", "requestId": id, "apiKeyId": "k1", "method": "POST", "path": "/api/v1/posts",
        "status": if status < 400 { "success" } else { "failed" }, "statusCode": status,
        "error": code.map(|code| json!({"code": code, "message": format!("message of {code}")})), "createdAt": at(time),
    }))
}

fn delivery(time: &str, event: &str, number: u32, status: u16) -> CaseEntry {
    entry(&json!({
        "kind": "webhook", "source": "zernio", "webhookId": "w1", "webhookName": "Production", "eventId": event, "event": "post.failed",
        "status": if status < 400 { "success" } else { "failed" }, "statusCode": status, "attemptNumber": number,
        "errorMessage": (status >= 400).then(|| format!("HTTP {status}")), "createdAt": at(time),
    }))
}

fn caused(time: &str, account: &str, error: Option<(u16, &str, &str)>) -> CaseEntry {
    let mut entry = attempt(time, account, "p1", error);
    entry.request = Some("r1".to_owned());
    entry
}

#[test]
fn call_rules_tell_limits_refusals_and_failures_apart() {
    let request = |entries| case(SubjectKind::Request, "r1", entries);
    let limited = vec![
        call("09:00", "r1", 429, Some("rate_limited")),
        call("09:00", "r2", 429, Some("rate_limited")),
        call("09:10", "r3", 429, None),
    ];
    let story = assert_rule(&request(limited), "call_limited");
    assert!(story.headline.contains("1 call more of this key, 1 of them refused too"), "{}", story.headline);
    assert_other_rule(&request(vec![call("09:00", "r1", 429, None)]), "call_refused");
    let forbidden = request(vec![call("09:00", "r1", 403, Some("ACCOUNT_DISCONNECTED"))]);
    assert_other_rule(&forbidden, "call_limited");
    let story = assert_rule(&forbidden, "call_refused");
    assert!(story.headline.contains("POST /api/v1/posts was answered 403 ACCOUNT_DISCONNECTED"), "{}", story.headline);
    let failed = vec![call("09:00", "r1", 201, None), caused("09:01", "A1", DOWN), caused("09:02", "A2", None)];
    let failed = request(failed);
    assert_other_rule(&failed, "call_accepted");
    let story = assert_rule(&failed, "call_with_failures");
    assert!(story.headline.contains("of 2 publications that it caused, 1 failed"), "{}", story.headline);
    // A retry of the same account succeeded.
    let repaired = vec![call("09:00", "r1", 201, None), caused("09:01", "A1", DOWN), caused("09:05", "A1", None)];
    let repaired = request(repaired);
    assert_other_rule(&repaired, "call_with_failures");
    let story = assert_rule(&repaired, "call_accepted");
    assert!(story.headline.contains("caused 2 attempts and 0 deliveries"), "{}", story.headline);
}

#[test]
fn event_rules_need_a_success_for_a_delivery() {
    let event = |entries| case(SubjectKind::Event, "e1", entries);
    let never = vec![
        delivery("09:00", "e1", 1, 500),
        delivery("09:05", "e1", 2, 503),
        delivery("09:06", "e2", 1, 503),
        delivery("08:00", "e0", 1, 200),
    ];
    let never = event(never);
    assert_other_rule(&never, "event_delivered");
    let story = assert_rule(&never, "event_not_delivered");
    assert!(
        story
            .headline
            .contains("never arrived at Production: 2 deliveries failed, the last at 09:05:00 today with HTTP 503"),
        "{}",
        story.headline
    );
    assert_eq!(story.affected.deliveries, 1);
    let late = vec![delivery("09:00", "e1", 1, 500), delivery("09:05", "e1", 2, 200)];
    let late = event(late);
    assert_other_rule(&late, "event_not_delivered");
    let story = assert_rule(&late, "event_delivered");
    assert!(
        story.headline.contains("arrived at Production at try 2")
            && matches!(story.finding.resolution, Resolution::Yes(..))
    );
}

#[test]
fn settings_tell_of_a_subscription_that_is_switched_off() {
    let body = json!({"webhooks": [
        {"_id": "w1", "name": "Old CRM", "isActive": false, "failureCount": 24, "lastFiredAt": "2026-11-08T00:00:00Z"},
        {"_id": "w2", "name": "Fine", "isActive": true, "failureCount": 0},
    ]});
    let fact =
        |id| super::super::webhook_settings::fact(&body.to_string(), id, &case(SubjectKind::Event, "e1", Vec::new()));
    assert_eq!(
        fact("w1").unwrap(),
        "the subscription Old CRM is switched off, its last success was at 2026-11-08 00:00:00"
    );
    assert_eq!(fact("w2"), None);
    assert_eq!(fact("w3").unwrap(), "the subscription of the event exists no more");
}
