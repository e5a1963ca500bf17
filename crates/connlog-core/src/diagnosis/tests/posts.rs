//! The rules of posts.

use super::*;

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
