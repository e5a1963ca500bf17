//! A story and a counter-example for each rule.

use chrono::DateTime;
use serde_json::{Value, json};

use super::case::{Case, Subject, SubjectKind};
use super::entry::CaseEntry;
use super::finding::Resolution;
use super::post_result::PostResult;
use super::rules::RULES;
use super::story::Story;
use super::{rules, schema};
use crate::providers::{self, RecognizedObject};
use crate::record::Record;
use crate::redact::Reveal;
use crate::time::Zone;

/// 2026-11-20 at this time of day.
fn at(time: &str) -> String {
    format!("2026-11-20T{time}:00Z")
}

fn entry(value: &Value) -> CaseEntry {
    let Some(RecognizedObject::Entry(layout)) = providers::recognize(&value.to_string()) else {
        panic!("no entry: {value}")
    };
    CaseEntry::new(Record::from_text(value.to_string(), layout))
}

/// `row` with the members of `more`.
fn with(mut row: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row
}

fn connection(time: &str, account: &str, event: &str, more: &Value) -> CaseEntry {
    let row = json!({
        "kind": "connection", "source": "zernio", "accountId": account, "platform": "instagram", "eventType": event,
        "status": if event.ends_with("success") { "success" } else { "failed" }, "createdAt": at(time),
    });
    entry(&with(row, more))
}

fn lost(time: &str, account: &str) -> CaseEntry {
    connection(
        time,
        account,
        "disconnect",
        &json!({"metadata": {"disconnectionType": "unintentional", "reason": "Token expired"}}),
    )
}

fn attempt(time: &str, account: &str, post: &str, error: Option<(u16, &str, &str)>) -> CaseEntry {
    let mut row = json!({
        "kind": "post", "source": "zernio", "postId": post, "accountId": account, "platform": "instagram",
        "action": "publish", "status": "success", "statusCode": 200, "attemptNumber": 1, "createdAt": at(time),
    });
    if let Some((status, code, message)) = error {
        row["status"] = "failed".into();
        row["statusCode"] = status.into();
        row["response"] = json!({ "errorCode": code, "errorMessage": message });
    }
    entry(&row)
}

fn state(account: &str, word: &str, since: Option<&str>, reason: Option<&str>) -> CaseEntry {
    entry(&json!({
        "kind": "state", "source": "zernio", "id": account, "name": format!("name_{account}"), "platform": "instagram",
        "state": word, "since": since.map(at), "reason": reason, "needsAction": word != "ok",
    }))
}

fn post_document(targets: &Value) -> PostResult {
    let body = json!({ "post": { "_id": "p1", "status": "partial", "platforms": targets } });
    PostResult::from_body(&body.to_string(), Reveal::default()).unwrap()
}

fn case(kind: SubjectKind, id: &str, entries: Vec<CaseEntry>) -> Case {
    let mut case = Case {
        subject: Subject { kind, id: id.to_owned(), name: None },
        entries,
        states: Vec::new(),
        post: None,
        now: DateTime::parse_from_rfc3339("2026-11-20T12:00:00Z").unwrap().to_utc(),
        zone: Zone::Utc,
        missing: Vec::new(),
        facts: Vec::new(),
    };
    case.arrange();
    case
}

fn post_case(entries: Vec<CaseEntry>) -> Case {
    case(SubjectKind::Post, "p1", entries)
}

#[track_caller]
fn assert_rule(case: &Case, rule: &str) -> Story {
    let story = Story::new(case);
    assert_eq!(story.rule.map(|rule| rule.name), Some(rule), "{}", story.headline);
    let document = story.to_json(case);
    let validator = jsonschema::validator_for(&schema::document()).unwrap();
    let problems: Vec<String> = validator.iter_errors(&document).map(|problem| problem.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} {document}");
    story
}

#[track_caller]
fn assert_other_rule(case: &Case, rule: &str) {
    let story = Story::new(case);
    assert_ne!(story.rule.map(|rule| rule.name), Some(rule), "{}", story.headline);
}

const AUTH: Option<(u16, &str, &str)> = Some((401, "auth_expired", "The access token expired"));
const DOWN: Option<(u16, &str, &str)> = Some((503, "platform_error", "The platform is unavailable"));

#[test]
fn connection_lost_names_the_disconnect_before_the_attempt() {
    let entries = vec![
        connection("08:00", "A1", "connect_success", &json!({})),
        lost("09:00", "A1"),
        attempt("09:30", "A1", "p1", AUTH),
        attempt("09:40", "A1", "p2", AUTH),
        attempt("09:45", "A2", "p1", None),
        connection("10:00", "A1", "reconnect_success", &json!({})),
        attempt("10:30", "A1", "p3", None),
    ];
    let story = assert_rule(&post_case(entries), "connection_lost");
    assert!(
        story.headline.contains(
            "lost its connection at 09:00:00 today (Token expired) until it was reconnected at 10:00:00 today"
        ),
        "{}",
        story.headline
    );
    assert_eq!(story.affected.posts.iter().collect::<Vec<_>>(), ["p2"]);
    assert!(matches!(story.finding.resolution, Resolution::No(_)), "the post itself never went out");
    assert!(story.finding.action.unwrap().starts_with("publish the post again"));
    // The disconnect came after the attempt, and the account was connected at the attempt.
    let later = vec![attempt("09:30", "A1", "p1", AUTH), lost("10:00", "A1")];
    assert_other_rule(&post_case(later), "connection_lost");
    let reconnected = vec![
        lost("08:00", "A1"),
        connection("09:00", "A1", "reconnect_success", &json!({})),
        attempt("09:30", "A1", "p1", AUTH),
    ];
    assert_other_rule(&post_case(reconnected), "connection_lost");
}

#[test]
fn connection_lost_says_that_every_attempt_failed_only_if_entries_show_it() {
    let story = |more: CaseEntry| {
        let entries = vec![lost("09:00", "A1"), attempt("09:30", "A1", "p1", AUTH), more];
        assert_rule(&post_case(entries), "connection_lost").headline
    };
    assert!(story(attempt("09:40", "A1", "p2", AUTH)).contains("every attempt since then failed"));
    assert!(!story(attempt("09:40", "A1", "p2", None)).contains("every attempt"));
}

#[test]
fn disconnected_account_rests_on_the_state_if_the_log_has_no_disconnect() {
    let with_state = |since| {
        let mut case = post_case(vec![attempt("09:30", "A1", "p1", AUTH)]);
        case.states.push(state("A1", "disconnected", since, Some("Password changed")));
        case
    };
    let story = assert_rule(&with_state(Some("09:00")), "disconnected_account");
    assert!(
        story.headline.contains("instagram name_A1 has been disconnected since 09:00:00 today (Password changed)"),
        "{}",
        story.headline
    );
    assert_other_rule(&with_state(Some("10:00")), "disconnected_account");
    assert_other_rule(&with_state(None), "disconnected_account");
}

#[test]
fn permissions_missing_needs_a_word_for_them() {
    let refused = |message| post_case(vec![attempt("09:30", "A1", "p1", Some((403, "account_issue", message)))]);
    assert_rule(&refused("Missing permission pages_manage_posts"), "permissions_missing");
    assert_other_rule(&refused("The page is not published"), "permissions_missing");
}

#[test]
fn rate_limited_counts_other_posts_of_the_account() {
    let limit = Some((429, "platform_rate_limit", "Too many requests"));
    let entries = vec![
        attempt("09:30", "A1", "p1", limit),
        attempt("09:40", "A1", "p2", limit),
        attempt("09:50", "A2", "p3", limit),
    ];
    let story = assert_rule(&post_case(entries), "rate_limited");
    assert_eq!(story.affected.posts.iter().collect::<Vec<_>>(), ["p2"]);
    assert_other_rule(&post_case(vec![attempt("09:30", "A1", "p1", DOWN)]), "rate_limited");
}

#[test]
fn platform_trouble_needs_two_other_accounts_in_the_same_half_hour() {
    let entries = |second: &str| {
        vec![
            attempt("09:30", "A1", "p1", DOWN),
            attempt("09:35", "A2", "p2", DOWN),
            attempt(second, "A3", "p3", DOWN),
            attempt("09:36", "A4", "p4", AUTH),
        ]
    };
    let story = assert_rule(&post_case(entries("09:50")), "platform_trouble");
    assert!(
        story.headline.contains("between 09:30:00 today and 09:50:00 today: 3 accounts failed"),
        "{}",
        story.headline
    );
    assert_eq!(story.affected.accounts.len(), 2);
    // The third failed an hour later.
    let story = assert_rule(&post_case(entries("10:40")), "account_refused");
    assert!(story.affected.accounts.is_empty());
    assert_other_rule(&post_case(entries("10:40")), "platform_trouble");
    assert_other_rule(&post_case(entries("09:50")), "account_refused");
}

#[test]
fn content_refused_cites_a_post_that_the_account_published() {
    let duplicate = Some((422, "user_content", "Duplicate content"));
    let works = vec![attempt("09:00", "A1", "p2", None), attempt("09:30", "A1", "p1", duplicate)];
    let story = assert_rule(&post_case(works), "content_refused");
    assert!(story.headline.contains("the account works"));
    let alone = vec![attempt("09:30", "A1", "p1", duplicate)];
    assert!(!assert_rule(&post_case(alone), "content_refused").headline.contains("the account works"));
    assert_other_rule(&post_case(vec![attempt("09:30", "A1", "p1", DOWN)]), "content_refused");
}

#[test]
fn account_refused_needs_a_code_or_a_status() {
    let refused = attempt("09:30", "A1", "p1", Some((400, "platform_rejected", "The frame rate is not supported")));
    assert_rule(&post_case(vec![refused]), "account_refused");
    let silent = entry(&json!({
        "kind": "post", "source": "zernio", "postId": "p1", "accountId": "A1", "status": "failed", "createdAt": at("09:30"),
    }));
    let story = Story::new(&post_case(vec![silent]));
    assert!(
        story.rule.is_none() && story.headline.starts_with("The first failure is at 09:30:00 today"),
        "{}",
        story.headline
    );
    assert!(story.missing.iter().any(|text| text.contains("no rule names a cause")));
}

#[test]
fn a_later_success_of_the_same_account_resolves_the_post() {
    let entries = |account: &str| vec![attempt("09:30", "A1", "p1", DOWN), attempt("09:50", account, "p1", None)];
    let story = assert_rule(&post_case(entries("A1")), "account_refused");
    assert!(
        story.headline.starts_with("The post went out at 09:50:00 today after 1 failed attempt: "),
        "{}",
        story.headline
    );
    assert!(story.finding.action.is_none());
    let story = assert_rule(&post_case(entries("A2")), "account_refused");
    assert!(story.headline.starts_with("The post failed, 1 failed attempt: "), "{}", story.headline);
}

#[test]
fn log_and_post_are_shown_beside_each_other_where_they_disagree() {
    let mut case = post_case(vec![attempt("09:30", "A1", "p1", DOWN), attempt("09:31", "A2", "p1", None)]);
    case.post = Some(post_document(&json!([
        {"platform": "threads", "accountId": {"_id": "A1"}, "status": "published", "publishedAt": at("09:34"), "platformPostUrl": ""},
        {"platform": "tiktok", "accountId": "A2", "status": "published"},
    ])));
    let story = assert_rule(&case, "account_refused");
    assert!(story.headline.starts_with("The post went out at 09:34:00 today"), "{}", story.headline);
    assert_eq!(story.platforms.iter().map(|line| line.disagrees).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn refused_after_acceptance_needs_a_success_in_the_log() {
    let target =
        json!([{"platform": "tiktok", "accountId": "A1", "status": "failed", "errorMessage": "Review failed"}]);
    let mut case = post_case(vec![attempt("09:30", "A1", "p1", None)]);
    case.post = Some(post_document(&target));
    let story = assert_rule(&case, "refused_after_acceptance");
    assert!(story.platforms[0].disagrees && story.headline.contains("Review failed"));
    let mut case = post_case(vec![attempt("09:30", "A1", "p1", DOWN)]);
    case.post = Some(post_document(&target));
    assert_other_rule(&case, "refused_after_acceptance");
}

#[test]
fn post_without_failure_tells_what_is_live_and_what_waits() {
    let story = assert_rule(&post_case(vec![attempt("09:30", "A1", "p1", None)]), "post_without_failure");
    assert!(story.headline.starts_with("The post went out on 1 account"), "{}", story.headline);
    let accepted = entry(&json!({
        "kind": "post", "source": "zernio", "postId": "p1", "accountId": "A1", "platform": "tiktok", "status": "success",
        "response": {"platformPostId": "v_pub_url~v2-1.7412"}, "createdAt": at("09:30"),
    }));
    let story = assert_rule(&post_case(vec![accepted]), "post_without_failure");
    assert!(story.headline.contains("no entry shows that it is live"), "{}", story.headline);
    let mut waiting = post_case(Vec::new());
    waiting.post =
        Some(post_document(&json!([{"accountId": "A1", "status": "pending", "errorMessage": "Posting limit"}])));
    let story = assert_rule(&waiting, "post_without_failure");
    assert!(story.headline.contains("pending on 1 of 1 account: Posting limit"), "{}", story.headline);
    assert_other_rule(&post_case(vec![attempt("09:30", "A1", "p1", DOWN)]), "post_without_failure");
}

fn account_case(entries: Vec<CaseEntry>, now: Option<CaseEntry>) -> Case {
    let mut case = case(SubjectKind::Account, "A1", entries);
    case.states.extend(now);
    case
}

#[test]
fn account_disconnected_follows_the_state_and_without_one_the_log() {
    let entries = || vec![lost("09:00", "A1"), attempt("09:30", "A1", "p1", AUTH), attempt("08:30", "A1", "p0", DOWN)];
    let story = assert_rule(&account_case(entries(), None), "account_disconnected");
    assert_eq!(story.affected.posts.iter().collect::<Vec<_>>(), ["p1"], "p0 failed before the loss");
    let gone = state("A1", "disconnected", Some("09:00"), Some("Token expired"));
    assert!(assert_rule(&account_case(entries(), Some(gone)), "account_disconnected").finding.action.is_some());
    // The state is newer than the log.
    assert_other_rule(&account_case(entries(), Some(state("A1", "ok", None, None))), "account_disconnected");
}

#[test]
fn account_failing_needs_three_failures_with_one_code() {
    let failures = |third: Option<(u16, &str, &str)>| {
        vec![
            attempt("09:00", "A1", "p1", None),
            attempt("09:10", "A1", "p2", third),
            attempt("09:20", "A1", "p3", DOWN),
            attempt("09:30", "A1", "p4", DOWN),
        ]
    };
    let story = assert_rule(&account_case(failures(DOWN), None), "account_failing");
    assert!(story.headline.contains("3 attempts"), "{}", story.headline);
    assert_other_rule(&account_case(failures(AUTH), None), "account_failing");
    assert_other_rule(&account_case(failures(None), None), "account_failing");
}

#[test]
fn account_reconnected_counts_the_losses_and_the_posts_in_each() {
    let back = |time| connection(time, "A1", "reconnect_success", &json!({}));
    let entries = || {
        vec![
            lost("07:00", "A1"),
            attempt("07:10", "A1", "p1", AUTH),
            back("07:30"),
            lost("09:00", "A1"),
            attempt("09:10", "A1", "p2", AUTH),
            back("09:30"),
            attempt("09:40", "A1", "p3", DOWN),
        ]
    };
    let story = assert_rule(&account_case(entries(), None), "account_reconnected");
    assert!(story.headline.contains("2 times, last at 09:00:00 today (Token expired)"), "{}", story.headline);
    assert_eq!(story.affected.posts.iter().collect::<Vec<_>>(), ["p1", "p2"]);
    let mut open = entries();
    open.push(lost("11:00", "A1"));
    assert_other_rule(&account_case(open, None), "account_reconnected");
}

#[test]
fn account_restricted_and_healthy_differ_by_the_state() {
    let connected = || vec![connection("08:00", "A1", "connect_success", &json!({}))];
    let limited = state("A1", "warning", Some("09:00"), Some("messages are refused"));
    assert!(
        assert_rule(&account_case(connected(), Some(limited)), "account_restricted")
            .headline
            .contains("messages are refused")
    );
    let healthy = account_case(connected(), Some(state("A1", "ok", None, None)));
    assert_rule(&healthy, "account_healthy");
    assert_other_rule(&healthy, "account_restricted");
    let lost = vec![lost("09:00", "A1")];
    assert_other_rule(&account_case(lost, None), "account_healthy");
    assert!(Story::new(&account_case(Vec::new(), None)).rule.is_none(), "no entry is no good news");
}

#[test]
fn profile_rules_count_the_accounts_that_cannot_post() {
    let mut case = case(SubjectKind::Profile, "P1", vec![lost("09:00", "A1"), attempt("09:10", "A1", "p1", AUTH)]);
    case.states = vec![state("A1", "disconnected", Some("09:00"), None), state("A2", "ok", None, None)];
    let story = assert_rule(&case, "profile_with_losses");
    assert!(story.headline.starts_with("1 of 2 accounts of the profile cannot post"), "{}", story.headline);
    assert_eq!(story.affected.posts.len(), 1);
    assert_other_rule(&case, "profile_healthy");
    case.entries.push(connection("09:30", "A1", "reconnect_success", &json!({})));
    let told: Vec<String> = Story::new(&case).timeline.iter().map(|line| line.text.clone()).collect();
    assert!(told.iter().any(|line| line.contains("reconnect")), "{told:?}");
    case.states.remove(0);
    assert_rule(&case, "profile_healthy");
    assert_other_rule(&case, "profile_with_losses");
}

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
    let fact = |id| super::webhook_settings::fact(&body.to_string(), id, &case(SubjectKind::Event, "e1", Vec::new()));
    assert_eq!(
        fact("w1").unwrap(),
        "the subscription Old CRM is switched off, its last success was at 2026-11-08 00:00:00"
    );
    assert_eq!(fact("w2"), None);
    assert_eq!(fact("w3").unwrap(), "the subscription of the event exists no more");
}

fn sync(start: &str, id: &str, status: &str, reason: Option<&str>) -> CaseEntry {
    entry(&json!({
        "kind": "sync", "source": "fivetran", "connectionId": "c1", "connectionName": "orders_db", "syncId": id,
        "status": status, "startedAt": at(start), "endedAt": at(start), "reason": reason,
    }))
}

fn event(time: &str, name: &str, severity: &str, sync: Option<&str>, data: &Value) -> CaseEntry {
    entry(&json!({
        "kind": "fivetran", "source": "fivetran", "createdAt": at(time), "event": name, "severity": severity,
        "connectionId": "c1", "connectionName": "orders_db", "syncId": sync, "data": data,
    }))
}

#[test]
fn sync_rules_name_the_first_failure_and_the_next_success() {
    let entries = |next: &str| {
        vec![
            event("09:01", "warning", "warning", Some("s1"), &json!({})),
            event("09:02", "error", "failure", Some("s1"), &json!({"message": "relation does not exist"})),
            event("09:03", "error", "failure", Some("s1"), &json!({"message": "a second one"})),
            sync("09:00", "s1", "failed", Some("stopped")),
            sync("10:00", "s2", next, None),
        ]
    };
    let story = assert_rule(&case(SubjectKind::Sync, "s1", entries("succeeded")), "sync_failed");
    assert!(story.headline.contains("orders_db failed at 09:02:00 today: "), "{}", story.headline);
    assert!(
        story.headline.contains("relation does not exist") && matches!(story.finding.resolution, Resolution::Yes(..))
    );
    let story = assert_rule(&case(SubjectKind::Sync, "s1", entries("failed")), "sync_failed");
    assert!(matches!(story.finding.resolution, Resolution::No(_)));
    let succeeded = case(SubjectKind::Sync, "s2", entries("succeeded"));
    assert_rule(&succeeded, "sync_succeeded");
    assert_other_rule(&succeeded, "sync_failed");
    assert_other_rule(&succeeded, "sync_rescheduled");
    assert_other_rule(&case(SubjectKind::Sync, "s2", entries("failed")), "sync_succeeded");
    let waits = vec![sync("09:00", "s1", "rescheduled", Some("quota"))];
    assert_rule(&case(SubjectKind::Sync, "s1", waits), "sync_rescheduled");
}

#[test]
fn connection_rules_tell_failures_from_pauses() {
    let failing = || {
        vec![
            sync("07:00", "s0", "succeeded", None),
            event("08:00", "edit_connector", "info", None, &json!({})),
            sync("09:00", "s1", "failed", Some("wrong password")),
            sync("10:00", "s2", "failed", Some("wrong password")),
        ]
    };
    let connection = |entries| case(SubjectKind::Connection, "c1", entries);
    let story = assert_rule(&connection(failing()), "connection_failing");
    assert!(
        story.headline.contains("2 syncs of orders_db failed since 09:00:00 today: wrong password"),
        "{}",
        story.headline
    );
    assert!(story.headline.contains("the log has edit_connector") && story.affected.syncs == 1);
    let mut paused = failing();
    paused.push(event("11:00", "pause_connector", "info", None, &json!({})));
    let paused = connection(paused);
    assert_rule(&paused, "connection_paused");
    assert_other_rule(&paused, "connection_failing");
    assert_other_rule(&connection(failing()), "connection_healthy");
    let mut healthy = failing();
    healthy.push(event("10:30", "pause_connector", "info", None, &json!({})));
    healthy.push(event("10:40", "resume_connector", "info", None, &json!({})));
    healthy.push(sync("11:00", "s3", "succeeded", None));
    let healthy = connection(healthy);
    assert_rule(&healthy, "connection_healthy");
    assert_other_rule(&healthy, "connection_paused");
}

#[test]
fn a_long_story_keeps_its_evidence_and_says_what_it_leaves_out() {
    let mut entries = vec![lost("08:00", "A1")];
    entries.extend((10..40).map(|minute| attempt(&format!("09:{minute}"), "A1", "p1", AUTH)));
    let story = assert_rule(&post_case(entries), "connection_lost");
    assert_eq!((story.timeline.len(), story.left_out), (12, 19));
    assert_eq!(story.timeline[0].entry, 0, "the disconnect is there");
    assert!(story.timeline.is_sorted_by_key(|line| line.entry));
}

#[test]
fn every_rule_has_a_story_and_a_counter_example() {
    let source = include_str!("tests.rs");
    let has = |function: &str, rule: &str| {
        let (call, name) = (format!(" {function}("), format!("\"{rule}\""));
        source.split(&call).skip(1).any(|rest| rest.split(';').next().is_some_and(|call| call.contains(&name)))
    };
    for rule in RULES {
        assert!(has("assert_rule", rule.name), "{} has no story", rule.name);
        assert!(has("assert_other_rule", rule.name), "{} has no counter-example", rule.name);
    }
}

#[test]
fn every_rule_is_named_once_and_documented() {
    let page = include_str!("../../../../docs/development/why.md");
    for (place, rule) in RULES.iter().enumerate() {
        assert!(RULES.iter().skip(place + 1).all(|other| other.name != rule.name), "{}", rule.name);
        let row = format!("| `{}` | {} | {} | {} |", rule.name, rule.subject.name(), rule.evidence, rule.sentence);
        assert!(page.contains(&row), "docs/development/why.md lacks:\n{row}");
    }
    assert!(rules::diagnose(&post_case(Vec::new())).is_none());
}
