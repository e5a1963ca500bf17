//! Computes the numbers of a verdict: groups, platforms, and the series over time.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::conditions::Conditions;
use super::failure_counts::FailureCounts;
use super::verdict::{Counts, Finding, VerdictBucket, VerdictGroup};
use crate::aggregate::AggregateRow;
use crate::aggregate::interval::BucketInterval;
use crate::error::{Code, Error, Result};
use crate::query::Window;

/// The maximum number of buckets of a series, plus or minus one at each end.
const BUCKETS: i64 = 48;

/// Returns a bucket width that divides hours or days evenly, with few enough buckets to read.
pub(super) fn every(window: Window) -> Result<BucketInterval> {
    let end = window.until.unwrap_or(window.now);
    let span = window.since.map_or(i64::MAX, |since| (end - since).num_seconds());
    let steps = ["1m", "5m", "15m", "30m", "1h", "2h", "6h", "12h", "1d", "1w", "30d"];
    let mut lengths = steps.iter().filter_map(|step| step.parse::<BucketInterval>().ok());
    let broken = || Error::new(Code::Internal, "cannot find a bucket width for the series");
    let fits = |every: &BucketInterval| span / every.seconds() <= BUCKETS;
    lengths.clone().find(fits).or_else(|| lengths.next_back()).ok_or_else(broken)
}

/// Returns the groups with their numbers, those with the most counted failures first.
pub(super) fn groups(
    by: &[String],
    rows: Vec<AggregateRow>,
    fails: &HashMap<Vec<Option<String>>, FailureCounts>,
    conditions: &Conditions,
) -> Vec<VerdictGroup> {
    let group = |row: AggregateRow| {
        let fails = fails.get(&*row.key).copied().unwrap_or_default();
        let key = by.iter().cloned().zip(row.key.iter().cloned()).collect();
        VerdictGroup { key, counts: conditions.count_failures(row.cell.count, fails) }
    };
    let mut groups: Vec<VerdictGroup> = rows.into_iter().map(group).collect();
    let rank = |group: &VerdictGroup| (group.counts.failures, group.counts.records);
    groups.sort_by(|one, other| rank(other).cmp(&rank(one)).then_with(|| one.key.cmp(&other.key)));
    groups
}

/// Returns the sum of all groups.
pub(super) fn sum(groups: &[VerdictGroup]) -> Counts {
    groups.iter().map(|group| group.counts).fold(Counts::default(), |sum, counts| Counts {
        records: sum.records + counts.records,
        failures: sum.failures + counts.failures,
        healed: sum.healed + counts.healed,
        known: sum.known + counts.known,
    })
}

/// Returns the numbers over time.
pub(super) fn series(
    rows: Vec<AggregateRow>,
    fails: &HashMap<DateTime<Utc>, FailureCounts>,
    conditions: &Conditions,
    every: BucketInterval,
) -> Vec<VerdictBucket> {
    let bucket = |row: AggregateRow| {
        let start = row.bucket?;
        let fails = fails.get(&start).copied().unwrap_or_default();
        let seconds = u64::try_from(every.seconds()).unwrap_or_default();
        Some(VerdictBucket { start, seconds, counts: conditions.count_failures(row.cell.count, fails) })
    };
    rows.into_iter().filter_map(bucket).collect()
}

/// Orders findings by time, independent of the order in which they arrived.
pub(super) fn newest_first(one: &Finding, other: &Finding) -> Ordering {
    fn rest(finding: &Finding) -> [Option<&str>; 5] {
        let Finding { fingerprint, id, message, profile_id, event, .. } = finding;
        [Some(fingerprint.as_str()), id.as_deref(), message.as_deref(), profile_id.as_deref(), event.as_deref()]
    }
    other.created_at.cmp(&one.created_at).then_with(|| rest(one).cmp(&rest(other)))
}
