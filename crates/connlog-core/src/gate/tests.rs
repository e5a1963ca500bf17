//! Compares the gate with a naive implementation on the same entries, in any order of arrival.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::conditions::{Conditions, Percent};
use super::verdict::{Counts, Verdict, VerdictGroup, VerdictReason, VerdictStatus};
use super::*;
use crate::providers::zernio;
use crate::query::Filters;
use crate::record::{Kind, Record};
use crate::time::{self, Zone};

fn now() -> DateTime<Utc> {
    time::instant("2026-11-20T12:00:00Z").unwrap()
}

fn query(kind: Kind) -> Query {
    let window = Window { since: Some(now() - Duration::days(1)), until: None, days: None, now: now() };
    Query { kind, filters: Filters::default(), window, limit: None, skip: 0, page_size: None, optional: false }
}

/// An entry of the model.
#[derive(Debug, Clone)]
struct GateEntry {
    minute: i64,
    good: bool,
    platform: &'static str,
    account: Option<u8>,
    profile: Option<u8>,
    post: Option<u8>,
    code: &'static str,
}

impl GateEntry {
    fn at(&self) -> DateTime<Utc> {
        now() - Duration::minutes(self.minute)
    }

    fn row(&self, kind: Kind) -> Value {
        let id = |letter: &str, number: Option<u8>| number.map(|number| format!("{letter}{number}"));
        let status = if self.good { "success" } else { "failed" };
        let mut row = json!({
            "platform": self.platform, "accountId": id("a", self.account), "profileId": id("p", self.profile),
            "status": status, "createdAt": self.at().to_rfc3339(),
        });
        if kind == Kind::Post {
            row["postId"] = json!(id("post", self.post));
            row["response"] = json!({ "errorCode": self.code });
        } else {
            row["eventType"] = json!(if self.good { "connect_success" } else { "connect_failed" });
            row["error"] = json!({ "code": self.code });
        }
        row
    }

    /// Naive implementation of resolution.
    fn resolves(&self, failure: &Self, kind: Kind) -> bool {
        let same = |mine: Option<u8>, its: Option<u8>| its.map(|its| mine == Some(its));
        let account = same(self.account, failure.account);
        let bond = match kind {
            Kind::Post => match (account, same(self.post, failure.post)) {
                (Some(account), Some(post)) => account && post,
                (one, other) => one.or(other).unwrap_or(false),
            },
            _ => account.or_else(|| same(self.profile, failure.profile)).unwrap_or(false),
        };
        self.good && bond && self.platform == failure.platform && self.minute < failure.minute
    }
}

fn entry() -> impl Strategy<Value = GateEntry> {
    let id = || prop::option::weighted(0.7, 0..3_u8);
    let platform = prop::sample::select(vec!["tiktok", "x"]);
    let code = prop::sample::select(vec!["oauth_denied", "", "other"]);
    (1..9_i64, any::<bool>(), platform, id(), id(), id(), code).prop_map(
        |(minute, good, platform, account, profile, post, code)| GateEntry {
            minute: minute * 10,
            good,
            platform,
            account,
            profile,
            post,
            code,
        },
    )
}

fn records(kind: Kind, entries: &[GateEntry]) -> Vec<Record> {
    let rows: Vec<Value> = entries.iter().map(|entry| entry.row(kind)).collect();
    (zernio::LATE.source)(&query(kind)).unwrap().read(json!({ "logs": rows }).to_string()).unwrap().records
}

fn judge(kind: Kind, entries: &[GateEntry], conditions: Conditions, baseline: Baseline) -> (Verdict, Baseline) {
    let by = vec!["platform".parse().unwrap()];
    let case = GateConfig {
        queries: vec![query(kind)],
        kinds: vec![kind.plural()],
        fails: None,
        by,
        conditions,
        baseline,
        zone: Zone::Utc,
    };
    let mut gate = Gate::new(case, now()).unwrap();
    for record in records(kind, entries) {
        gate.accept(&record.view()).unwrap();
    }
    gate.finish(ReadCompleteness { complete: true, ..ReadCompleteness::default() }).unwrap()
}

#[test]
fn unreadable_outcomes_prevent_a_pass_but_hide_no_failure() {
    let judge = |rows: &[Value], conditions: &Conditions, statuses: &[&str]| {
        let filters =
            Filters { statuses: statuses.iter().map(|status| (*status).to_owned()).collect(), ..Filters::default() };
        let query_of_posts = Query { filters, ..query(Kind::Post) };
        let case = GateConfig {
            queries: vec![query_of_posts],
            kinds: vec!["posts"],
            fails: None,
            by: Vec::new(),
            conditions: conditions.clone(),
            baseline: Baseline::default(),
            zone: Zone::Utc,
        };
        let mut gate = Gate::new(case, now()).unwrap();
        let body = json!({ "logs": rows }).to_string();
        for record in (zernio::LATE.source)(&query(Kind::Post)).unwrap().read(body).unwrap().records {
            gate.accept(&record.view()).unwrap();
        }
        let (verdict, _) = gate.finish(ReadCompleteness { complete: true, ..ReadCompleteness::default() }).unwrap();
        let conditions: Vec<&str> = verdict.reasons.iter().map(|ground| ground.condition).collect();
        (verdict.outcome, conditions)
    };
    let row = |status: &Value, minute: i64| {
        let at = (now() - Duration::minutes(minute)).to_rfc3339();
        json!({ "accountId": "a", "postId": "p", "platform": "x", "status": status, "createdAt": at })
    };
    let (good, odd, bad) = (row(&json!("Success"), 1), row(&json!("odd"), 2), row(&json!("FAILED"), 3));
    let rows = [good.clone(), odd.clone()];
    assert_eq!(judge(&rows, &strict(), &[]), (VerdictStatus::Undecided, vec!["unknown"]));
    assert_eq!(judge(&rows, &strict(), &["failed"]), (VerdictStatus::Undecided, vec!["unknown"]));
    assert_eq!(judge(&[odd, bad], &strict(), &[]), (VerdictStatus::Failed, vec!["max_failures", "unknown"]));
    let healed = Conditions { unresolved: true, ..strict() };
    assert_eq!(judge(&rows, &healed, &[]), (VerdictStatus::Passed, vec![]));
    assert_eq!(judge(&[row(&json!(7), 0), good], &healed, &[]), (VerdictStatus::Undecided, vec!["unknown"]));
}

fn strict() -> Conditions {
    Conditions { max_failures: Some(0), min_records: 1, ..Conditions::default() }
}

proptest! {
    #[test]
    fn verdict_equals_the_naive_one_in_any_order_of_arrival(
        entries in prop::collection::vec(entry(), 0..40),
        order in any::<u64>(),
        unresolved in any::<bool>(),
        posts in any::<bool>(),
    ) {
        let kind = if posts { Kind::Post } else { Kind::Connection };
        let conditions = Conditions { unresolved, ..strict() };
        let (verdict, _) = judge(kind, &entries, conditions.clone(), Baseline::default());
        let failing: Vec<&GateEntry> = entries.iter().filter(|entry| !entry.good).collect();
        let open: Vec<&&GateEntry> =
            failing.iter().filter(|failure| !entries.iter().any(|other| other.resolves(failure, kind))).collect();
        let counted = if unresolved { open.len() } else { failing.len() } as u64;
        let healed = (failing.len() - open.len()) as u64;
        let expected = Counts { records: entries.len() as u64, failures: counted, healed, known: 0 };
        prop_assert_eq!(verdict.totals, expected);
        prop_assert_eq!(verdict.findings.len() as u64, counted);
        prop_assert_eq!(verdict.causes.iter().map(|cause| cause.failures).sum::<u64>(), counted);
        let sum = |groups: &[VerdictGroup]| groups.iter().map(|group| group.counts.failures).sum::<u64>();
        prop_assert_eq!((sum(&verdict.groups), sum(&verdict.platforms)), (counted, counted));
        prop_assert_eq!(verdict.series.iter().map(|bucket| bucket.counts.failures).sum::<u64>(), counted);
        let named = open.iter().filter(|entry| entry.account.is_some() || entry.profile.is_some()).count();
        prop_assert_eq!(verdict.unhealed.iter().map(|account| account.failures).sum::<u64>(), named as u64);
        let outcome = match (counted, entries.is_empty()) {
            (1.., _) => VerdictStatus::Failed,
            (0, true) => VerdictStatus::Undecided,
            (0, false) => VerdictStatus::Passed,
        };
        prop_assert_eq!(verdict.outcome, outcome);

        let mut shuffled = entries;
        fastrand::Rng::with_seed(order).shuffle(&mut shuffled);
        let (other, _) = judge(kind, &shuffled, conditions, Baseline::default());
        prop_assert_eq!(json!(verdict).to_string(), json!(other).to_string());
    }

    #[test]
    fn failures_in_the_baseline_are_not_new_later(
        entries in prop::collection::vec(entry(), 1..30),
        more in prop::collection::vec(entry(), 0..10),
    ) {
        let (_, baseline) = judge(Kind::Connection, &entries, strict(), Baseline::default());
        let read = Baseline::read(&baseline.text()).unwrap();
        prop_assert_eq!(&read, &baseline);
        let newcomers = Conditions { new_only: true, ..strict() };
        let (again, same) = judge(Kind::Connection, &entries, newcomers.clone(), read.clone());
        prop_assert_eq!(again.outcome, VerdictStatus::Passed);
        prop_assert_eq!(same.text(), baseline.text());

        let what = |entry: &GateEntry| {
            let account = entry.account.map(|id| format!("a{id}"));
            (entry.platform, account.or_else(|| entry.profile.map(|id| format!("p{id}"))), entry.code)
        };
        let known: BTreeSet<_> = entries.iter().filter(|entry| !entry.good).map(what).collect();
        let fresh = more.iter().filter(|entry| !entry.good && !known.contains(&what(entry))).count();
        let both = [entries, more].concat();
        let (later, _) = judge(Kind::Connection, &both, newcomers, read);
        prop_assert_eq!(later.totals.failures, fresh as u64);
    }
}

#[test]
fn shares_are_compared_exactly() {
    let group = |records, failures| Counts { records, failures, healed: 0, known: 0 };
    let fails = |rate: &str, counts| {
        let conditions = Conditions { max_rate: Some(rate.parse().unwrap()), ..Conditions::default() };
        conditions.judge(counts, &[], Vec::new(), Vec::new()).0 == VerdictStatus::Failed
    };
    for (rate, records, failures, expected) in [
        ("0.7%", 1000, 7, false),
        ("0.7%", 1000, 8, true),
        ("33.333333%", 3, 1, true),
        ("100%", 5, 5, false),
        ("0%", 5, 0, false),
        ("0%", u64::MAX / 2, 1, true),
    ] {
        assert_eq!(fails(rate, group(records, failures)), expected, "{failures} of {records} at {rate}");
    }
    for (text, shown) in [("2%", "2%"), ("0.50%", "0.5%"), ("002.0 %", "2%"), ("0.000001%", "0.000001%")] {
        assert_eq!(text.parse::<Percent>().map(|rate| rate.to_string()), Ok(shown.to_owned()));
    }
    for wrong in ["", "%", "2", "-1%", "1e1%", "100.1%", ".5%", "1.%", "99999999999999999999%"] {
        assert!(wrong.parse::<Percent>().is_err(), "{wrong}");
    }
}

#[test]
fn exceeded_counts_precede_doubts_and_doubts_precede_a_pass() {
    let counts = |failures| Counts { records: 10, failures, healed: 0, known: 0 };
    let doubt = |condition| VerdictReason { condition, group: None, message: String::new(), limit: None, actual: None };
    let rate = Conditions { max_rate: "10%".parse().ok(), min_records: 1, ..Conditions::default() };
    let few = Conditions { min_records: 11, ..strict() };
    let table = [
        (strict(), counts(0), vec![], VerdictStatus::Passed, vec![]),
        (strict(), counts(1), vec!["incomplete"], VerdictStatus::Failed, vec!["max_failures", "incomplete"]),
        (strict(), counts(0), vec!["incomplete"], VerdictStatus::Incomplete, vec!["incomplete"]),
        (strict(), counts(0), vec!["retention"], VerdictStatus::Undecided, vec!["retention"]),
        (
            strict(),
            counts(0),
            vec!["retention", "incomplete"],
            VerdictStatus::Incomplete,
            vec!["retention", "incomplete"],
        ),
        (rate.clone(), counts(2), vec![], VerdictStatus::Failed, vec!["max_failure_rate"]),
        (rate.clone(), counts(2), vec!["incomplete"], VerdictStatus::Incomplete, vec!["incomplete"]),
        (rate, counts(2), vec!["retention"], VerdictStatus::Undecided, vec!["retention"]),
        (few.clone(), counts(0), vec![], VerdictStatus::Undecided, vec!["min_records"]),
        (few, counts(1), vec![], VerdictStatus::Failed, vec!["max_failures"]),
    ];
    for (conditions, counts, doubts, outcome, grounds) in table {
        let (found, conditions_met) =
            conditions.judge(counts, &[], Vec::new(), doubts.iter().map(|name| doubt(name)).collect());
        let conditions_met: Vec<&str> = conditions_met.iter().map(|ground| ground.condition).collect();
        assert_eq!((found, conditions_met), (outcome, grounds), "{conditions:?} {doubts:?}");
    }
}

#[test]
fn only_the_newest_findings_are_kept() {
    let entries: Vec<GateEntry> = (0..2 * Verdict::FINDINGS + 500)
        .map(|number| GateEntry {
            minute: i64::try_from(number * 7919 % 1400).unwrap(),
            good: false,
            platform: "x",
            account: Some(1),
            profile: None,
            post: None,
            code: "",
        })
        .collect();
    let (verdict, _) = judge(Kind::Connection, &entries, strict(), Baseline::default());
    assert_eq!((verdict.findings.len(), verdict.findings_total), (Verdict::FINDINGS, entries.len() as u64));
    let mut times: Vec<DateTime<Utc>> = entries.iter().map(GateEntry::at).collect();
    times.sort_by_key(|at| std::cmp::Reverse(*at));
    times.truncate(Verdict::FINDINGS);
    assert_eq!(verdict.findings.iter().filter_map(|finding| finding.created_at).collect::<Vec<_>>(), times);
    let by_code: BTreeMap<&str, u64> =
        verdict.causes.iter().map(|cause| (cause.code.as_str(), cause.failures)).collect();
    assert_eq!(by_code, BTreeMap::from([("unknown", entries.len() as u64)]));
}
