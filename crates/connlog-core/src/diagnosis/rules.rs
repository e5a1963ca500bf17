//! The rules behind `connlog why`: a pattern of entries, and the sentence that it allows. The first rule that applies to a
//! case names the cause.
//!
//! A rule states what entries show and cites them. Each rule has a story and a counter-example in `tests.rs`.

use super::case::{Case, SubjectKind};
use super::finding::DiagnosisFinding;
use super::{account_rules, fivetran_rules, post_rules, request_rules};

/// A rule.
pub struct Rule {
    /// The name in JSON and in the documentation.
    pub name: &'static str,
    /// What the rule is about.
    pub subject: SubjectKind,
    /// The pattern of entries.
    pub evidence: &'static str,
    /// What the pattern allows to say.
    pub sentence: &'static str,
    /// Applies the rule; `None` if the case lacks the pattern.
    pub find: fn(&Case) -> Option<DiagnosisFinding>,
}

/// Writes one rule.
const fn rule(
    name: &'static str,
    subject: SubjectKind,
    find: fn(&Case) -> Option<DiagnosisFinding>,
    evidence: &'static str,
    sentence: &'static str,
) -> Rule {
    Rule { name, subject, evidence, sentence, find }
}

use SubjectKind::{Account, Connection, Event, Post, Profile, Request, Sync};

/// The rules, most specific first.
pub static RULES: &[Rule] = &[
    rule(
        "post_without_failure",
        Post,
        post_rules::without_failure,
        "no attempt failed, and the post itself reports no failure",
        "the post went out on n accounts, or waits",
    ),
    rule(
        "connection_lost",
        Post,
        post_rules::connection_lost,
        "an attempt failed with an auth code or 401, and the last connection entry of its account before it is a disconnect or a failed reconnect",
        "the account lost its connection at T (reason)",
    ),
    rule(
        "disconnected_account",
        Post,
        post_rules::disconnected_account,
        "an attempt failed with an auth code or 401, and its account has been disconnected since an earlier time",
        "the account has been disconnected since T (reason)",
    ),
    rule(
        "permissions_missing",
        Post,
        post_rules::permissions_missing,
        "the code or the message of the failed attempt names a permission or a scope",
        "permissions are missing",
    ),
    rule(
        "rate_limited",
        Post,
        post_rules::rate_limited,
        "the failed attempt has 429 or a rate, quota, abuse or cooldown code",
        "the platform limits this account since T",
    ),
    rule(
        "platform_trouble",
        Post,
        post_rules::platform_trouble,
        "the attempt failed with 5xx or a platform code, and at least 2 other accounts of the platform failed so within 30 minutes",
        "the platform had trouble between T1 and T2",
    ),
    rule(
        "content_refused",
        Post,
        post_rules::content_refused,
        "the attempt failed with a content code",
        "the content was refused; the account works if another post of it succeeded",
    ),
    rule(
        "account_refused",
        Post,
        post_rules::account_refused,
        "the attempt failed with a code of the platform or the account, and no 2 other accounts of the platform failed so",
        "the platform refused the request of this account",
    ),
    rule(
        "refused_after_acceptance",
        Post,
        post_rules::refused_after_acceptance,
        "the log has a success, and the post itself reports a failure",
        "the platform accepted the post and refused it later",
    ),
    rule(
        "account_disconnected",
        Account,
        account_rules::disconnected,
        "the last connection entry is a disconnect or a failed reconnect, or the state is disconnected",
        "the account has been disconnected since T (reason)",
    ),
    rule(
        "account_failing",
        Account,
        account_rules::failing,
        "the account is connected, and its last 3 or more attempts failed with one code",
        "the last n posts failed with one code",
    ),
    rule(
        "account_reconnected",
        Account,
        account_rules::reconnected,
        "the account was lost and reconnected",
        "the account lost its connection n times and is connected again",
    ),
    rule(
        "account_restricted",
        Account,
        account_rules::restricted,
        "the account is connected, and its state is warning or failing",
        "the account is connected with a restriction",
    ),
    rule(
        "account_healthy",
        Account,
        account_rules::healthy,
        "the account has a state or an entry, and no loss",
        "the account is connected",
    ),
    rule(
        "profile_with_losses",
        Profile,
        account_rules::profile_with_losses,
        "at least one account of the profile is disconnected or failing",
        "n of m accounts of the profile are disconnected",
    ),
    rule(
        "profile_healthy",
        Profile,
        account_rules::profile_healthy,
        "the profile has accounts, and none is disconnected or failing",
        "all accounts of the profile are connected",
    ),
    rule(
        "call_limited",
        Request,
        request_rules::limited,
        "the call was answered with 429",
        "the key had used up its requests of that minute",
    ),
    rule(
        "call_refused",
        Request,
        request_rules::refused,
        "the call was answered with another 4xx or 5xx",
        "the API refused the call (code, message)",
    ),
    rule(
        "call_with_failures",
        Request,
        request_rules::with_failures,
        "the call was accepted, and an attempt that it caused failed last",
        "the call was accepted and n of m attempts failed",
    ),
    rule(
        "call_accepted",
        Request,
        request_rules::accepted,
        "the call was accepted, and nothing that it caused failed last",
        "the call was accepted and caused n attempts and m deliveries",
    ),
    rule(
        "event_not_delivered",
        Event,
        request_rules::not_delivered,
        "no delivery of the event succeeded",
        "the event never arrived; the endpoint answered CODE",
    ),
    rule(
        "event_delivered",
        Event,
        request_rules::delivered,
        "a delivery of the event succeeded",
        "the event arrived at the nth try",
    ),
    rule(
        "sync_failed",
        Sync,
        fivetran_rules::sync_failed,
        "an event of the sync is a failure, or the sync failed",
        "the sync failed at T: the first failure",
    ),
    rule(
        "sync_rescheduled",
        Sync,
        fivetran_rules::sync_rescheduled,
        "the sync ended as rescheduled",
        "the sync was rescheduled",
    ),
    rule("sync_succeeded", Sync, fivetran_rules::sync_succeeded, "the sync succeeded", "the sync succeeded"),
    rule(
        "connection_paused",
        Connection,
        fivetran_rules::paused,
        "the last pause or resume of the connection is a pause",
        "the connection is paused since T",
    ),
    rule(
        "connection_failing",
        Connection,
        fivetran_rules::failing,
        "the last sync failed",
        "syncs fail since T (first failure)",
    ),
    rule(
        "connection_healthy",
        Connection,
        fivetran_rules::healthy,
        "the last sync succeeded",
        "the last sync succeeded at T",
    ),
];

/// Applies the first rule for the subject that finds its pattern.
pub fn diagnose(case: &Case) -> Option<(&'static Rule, DiagnosisFinding)> {
    let mut rules = RULES.iter().filter(|rule| rule.subject == case.subject.kind);
    rules.find_map(|rule| Some((rule, (rule.find)(case)?)))
}
