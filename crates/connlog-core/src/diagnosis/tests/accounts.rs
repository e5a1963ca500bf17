//! The rules of accounts and profiles.

use super::*;

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
