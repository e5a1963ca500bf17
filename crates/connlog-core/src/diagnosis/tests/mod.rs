//! A story and a counter-example for each rule.

mod accounts;
mod fivetran;
mod posts;
mod requests;

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
    let source = [
        include_str!("accounts.rs"),
        include_str!("fivetran.rs"),
        include_str!("posts.rs"),
        include_str!("requests.rs"),
    ]
    .concat();
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
    let page = include_str!("../../../../../docs/development/why.md");
    for (place, rule) in RULES.iter().enumerate() {
        assert!(RULES.iter().skip(place + 1).all(|other| other.name != rule.name), "{}", rule.name);
        let row = format!("| `{}` | {} | {} | {} |", rule.name, rule.subject.name(), rule.evidence, rule.sentence);
        assert!(page.contains(&row), "docs/development/why.md lacks:\n{row}");
    }
    assert!(rules::diagnose(&post_case(Vec::new())).is_none());
}
