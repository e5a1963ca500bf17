//! The counts of a gate: shares in a verdict, the baseline, and a verdict by the counts of a source.

use chrono::{DateTime, Utc};

use super::conditions::{Conditions, FreshnessLimit, Percent};
use super::verdict::Counts;
use super::*;
use crate::query::Filters;
use crate::record::{Field, Kind, Record, RecordLayout};
use crate::time::{self, Zone};

static LAYOUT: RecordLayout = RecordLayout::new(Kind::Post, "zernio", "createdAt", |raw| {
    let members = crate::json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
});

fn now() -> DateTime<Utc> {
    time::instant("2026-11-20T12:00:00Z").unwrap()
}

/// Returns a gate over failed posts of one day.
fn gate() -> Gate {
    let window = Window { since: Some(now() - chrono::Duration::days(1)), until: None, days: None, now: now() };
    let filters = Filters { statuses: vec!["failed".to_owned()], ..Filters::default() };
    let query = Query { kind: Kind::Post, filters, window, limit: None, skip: 0, page_size: None, optional: false };
    let case = GateConfig {
        queries: vec![query],
        kinds: vec![Kind::Post.plural()],
        fails: None,
        by: Vec::new(),
        conditions: Conditions::default(),
        baseline: Baseline::default(),
        zone: Zone::Utc,
    };
    Gate::new(case, now()).unwrap()
}

/// Returns the counts of a source in each grouping of a gate.
fn tallies(gate: &Gate, statuses: &[&str]) -> Vec<Aggregator> {
    let tally = |group_by: GroupBy| {
        let mut tally = Aggregator::new(group_by);
        for status in statuses {
            let post = format!(r#"{{"platform":"x","status":"{status}","createdAt":"2026-11-20T11:00:00Z"}}"#);
            tally.add(&Record::from_text(post, &LAYOUT).view()).unwrap();
        }
        tally
    };
    gate.groupings().unwrap().into_iter().map(tally).collect()
}

#[test]
fn counts_are_of_all_outcomes() {
    let queries = gate().counted_queries();
    assert_eq!(queries.len(), 1);
    assert!(queries[0].kind == Kind::Post && queries[0].filters.statuses.is_empty());
}

#[test]
fn counts_decide_only_a_window_without_failures_and_unknown_outcomes() {
    for (statuses, is_accepted) in [
        (&["success", "success"][..], true),
        (&["success", "failed"], false),
        (&["success", "odd"], false),
        (&["odd", "odd"], false),
    ] {
        let mut gate = gate();
        let counts = tallies(&gate, statuses);
        assert_eq!(gate.accept_counts(counts), is_accepted, "{statuses:?}");
    }
}

#[test]
fn a_verdict_has_the_allowed_share_and_the_found_one() {
    let conditions = Conditions { max_rate: Some("2.5%".parse::<Percent>().unwrap()), ..Conditions::default() };
    let counts = Counts { records: 8, failures: 2, healed: 0, known: 0 };
    let (_, reasons) = conditions.judge(counts, &[], Vec::new(), Vec::new());
    assert_eq!((reasons[0].limit, reasons[0].actual), (Some(0.025), Some(0.25)));
    assert_eq!(Counts { records: 0, failures: 0, healed: 0, known: 0 }.rate(), None);
}

#[test]
fn a_baseline_with_a_failure_is_not_empty() {
    let text = r#"{"version":1,"failures":[{"fingerprint":"post|x|a|e"}]}"#;
    assert!(!Baseline::read(text).unwrap().is_empty() && Baseline::default().is_empty());
}

#[test]
fn a_doubt_names_five_connections_and_counts_the_others() {
    let limit = FreshnessLimit::BySchedule;
    let window = Window { since: None, until: None, days: None, now: now() };
    let names: Vec<String> = (1..=7).map(|number| format!("c{number}")).collect();
    let message = |count: usize| {
        let names: Vec<&String> = names.iter().take(count).collect();
        FreshnessCheck::new(&[], limit, window).doubt(&names).message
    };
    assert!(message(7).contains("c5 and 2 more") && !message(7).contains("c6"), "{}", message(7));
    assert!(!message(5).contains("more"), "{}", message(5));
}
