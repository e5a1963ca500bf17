//! The conditions of the gate, and how numbers are judged by them.
//!
//! A failure count can be exceeded even on incomplete data. Passing, and any rate, requires complete data.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;

use super::count_unit::CountUnit;
use super::failure_counts::FailureCounts;
use super::verdict::{Counts, VerdictGroup, VerdictReason, VerdictStatus};
use crate::wording::counted;

/// The maximum number of groups that a message names.
const NAMED: usize = 5;

/// The maximum time without a successful sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreshnessLimit {
    /// The same time for every connection.
    Within(TimeDelta),
    /// Each connection by its own schedule, which the source must know.
    BySchedule,
}

/// The conditions that the user set. With groups they apply to each group, otherwise to all records together.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The maximum number of failures; `None` if only the rate is limited.
    pub max_failures: Option<u64>,
    /// The maximum share of failures among the records.
    pub max_rate: Option<Percent>,
    /// The minimum number of records for a verdict.
    pub min_records: u64,
    /// The maximum time without a successful sync of a connection.
    pub no_success_for: Option<FreshnessLimit>,
    /// The maximum number of schema changes.
    pub max_schema_changes: Option<u64>,
    /// Whether to count only failures that no later success resolved.
    pub unresolved: bool,
    /// Whether to count only failures that are not in the baseline.
    pub new_only: bool,
    /// Whether `--fail-on` is set without a limit: one matching entry fails the gate.
    pub own_rule: bool,
    /// Whether to decide on incomplete data.
    pub allow_partial: bool,
    /// What the numbers count.
    pub unit: CountUnit,
}

/// A percentage from 0 to 100, exact to a millionth of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    millionths: u64,
}

impl Percent {
    /// Returns whether `part` of `whole` is more than this share.
    fn is_exceeded(self, part: u64, whole: u64) -> bool {
        u128::from(part) * 100_000_000 > u128::from(self.millionths) * u128::from(whole)
    }

    /// Returns the share as a number from 0 to 1.
    fn ratio(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "at most 10^8")]
        let millionths = self.millionths as f64;
        millionths / 100_000_000.0
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (whole, part) =
                text.strip_suffix('%')?.trim().split_once('.').unwrap_or((text.trim_end_matches('%').trim(), "0"));
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(whole) || !digits(part) || part.len() > 6 {
                return None;
            }
            let millionths =
                whole.parse::<u64>().ok()?.checked_mul(1_000_000)? + format!("{part:0<6}").parse::<u64>().ok()?;
            (millionths <= 100_000_000).then_some(Self { millionths })
        };
        read().ok_or_else(|| format!("invalid share `{text}`; expected 0% to 100%, such as 2% or 0.5%"))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.millionths / 1_000_000, self.millionths % 1_000_000);
        let part = format!("{part:06}");
        match part.trim_end_matches('0') {
            "" => write!(f, "{whole}%"),
            part => write!(f, "{whole}.{part}%"),
        }
    }
}

impl Conditions {
    /// Returns whether a failure counts. Only this function and [`Conditions::counted`] decide it.
    pub(super) const fn counts(&self, healed: bool, known: bool) -> bool {
        !(self.unresolved && healed || self.new_only && known)
    }

    /// Returns the counts of a set of records.
    pub(super) const fn count_failures(&self, records: u64, fails: FailureCounts) -> Counts {
        Counts { records, failures: self.counted(fails), healed: fails.healed, known: fails.known }
    }

    /// Returns the number of failures that count.
    pub(super) const fn counted(&self, fails: FailureCounts) -> u64 {
        let FailureCounts { all, healed, known, both } = fails;
        match (self.unresolved, self.new_only) {
            (false, false) => all,
            (true, false) => all - healed,
            (false, true) => all - known,
            (true, true) => all + both - healed - known,
        }
    }

    /// Returns the outcome with its reasons.
    ///
    /// `met` are conditions that do not compare numbers. `doubts` are reasons why the records are incomplete:
    /// `incomplete` and `retention`.
    pub fn judge(
        &self,
        totals: Counts,
        groups: &[VerdictGroup],
        met: Vec<VerdictReason>,
        doubts: Vec<VerdictReason>,
    ) -> (VerdictStatus, Vec<VerdictReason>) {
        let whole = doubts.is_empty();
        let mut grounds = Vec::new();
        if groups.is_empty() {
            grounds.extend(self.exceeded(totals, None, whole));
        }
        for group in groups {
            grounds.extend(self.exceeded(group.counts, Some(group), whole));
        }
        grounds.extend(met);
        let few = (totals.records < self.min_records).then(|| self.too_few(totals.records));
        let too_few = few.or_else(|| self.undecided(groups));
        let cut = doubts.iter().any(|doubt| doubt.condition == "incomplete");
        let outcome = match grounds.is_empty() {
            false => VerdictStatus::Failed,
            true if cut => VerdictStatus::Incomplete,
            true if !whole => VerdictStatus::Undecided,
            true if too_few.is_some() => VerdictStatus::Undecided,
            true => VerdictStatus::Passed,
        };
        if outcome != VerdictStatus::Failed {
            grounds.extend(too_few);
        }
        grounds.extend(doubts);
        (outcome, grounds)
    }

    /// Returns the groups with too few records for a verdict.
    pub(super) fn unjudged<'g>(&self, groups: &'g [VerdictGroup]) -> Vec<&'g VerdictGroup> {
        groups.iter().filter(|group| group.counts.records < self.min_records).collect()
    }

    /// Returns why the groups are undecided: all of them, or one with failures, have too few records. A small
    /// group without failures exceeds no condition, so it is not a reason.
    fn undecided(&self, groups: &[VerdictGroup]) -> Option<VerdictReason> {
        let small = self.unjudged(groups);
        let failing: Vec<&VerdictGroup> = small.iter().copied().filter(|group| group.counts.failures > 0).collect();
        let all_small = small.len() == groups.len();
        let named = if all_small { small } else { failing };
        let most = named.iter().map(|group| group.counts.records).max()?;
        Some(VerdictReason {
            condition: "min_records",
            group: None,
            message: self.not_judged(&named, groups.len()),
            limit: Some(number(self.min_records)),
            actual: Some(number(most)),
        })
    }

    /// Returns `2 of 3 groups have fewer than 50 records and were not judged: platform=x, platform=y`.
    pub fn not_judged(&self, small: &[&VerdictGroup], all: usize) -> String {
        let (noun, have) = (if all == 1 { "group" } else { "groups" }, if small.len() == 1 { "has" } else { "have" });
        let were = if small.len() == 1 { "was" } else { "were" };
        let mut names = small.iter().take(NAMED).map(|group| group.name()).collect::<Vec<_>>().join("; ");
        if small.len() > NAMED {
            names += &format!("; and {} more", small.len() - NAMED);
        }
        let (count, fewest) = (small.len(), self.unit.counted(self.min_records));
        format!("{count} of {all} {noun} {have} fewer than {fewest} and {were} not judged: {names}")
    }

    /// Returns the condition that this number of schema changes exceeds, if any.
    pub(super) fn too_many_changes(&self, changes: u64) -> Option<VerdictReason> {
        let most = self.max_schema_changes.filter(|most| changes > *most)?;
        let noun = if changes == 1 { "change of a schema" } else { "changes of schemas" };
        Some(VerdictReason {
            condition: "max_schema_changes",
            group: None,
            message: format!("{changes} {noun}; {}", allowed(most)),
            limit: Some(number(most)),
            actual: Some(number(changes)),
        })
    }

    /// Returns the conditions that `counts` exceed.
    fn exceeded(
        &self,
        counts: Counts,
        group: Option<&VerdictGroup>,
        whole: bool,
    ) -> impl Iterator<Item = VerdictReason> {
        let count = self.max_failures.filter(|most| counts.failures > *most).map(|most| self.too_many(counts, most));
        let judged = whole && counts.records >= self.min_records;
        let rate = self.max_rate.filter(|rate| judged && rate.is_exceeded(counts.failures, counts.records));
        let rate = rate.map(|rate| self.too_often(counts, rate));
        let name = group.map(VerdictGroup::name);
        [count, rate].into_iter().flatten().map(move |mut ground| {
            if let Some(name) = &name {
                ground.message = format!("{name}: {}", ground.message);
                ground.group = Some(name.clone());
            }
            ground
        })
    }

    fn too_many(&self, counts: Counts, most: u64) -> VerdictReason {
        let failures = self.among(counts);
        VerdictReason {
            condition: if self.own_rule { "fail_on" } else { "max_failures" },
            group: None,
            message: format!("{failures}; {}", allowed(most)),
            limit: Some(number(most)),
            actual: Some(number(counts.failures)),
        }
    }

    fn too_often(&self, counts: Counts, rate: Percent) -> VerdictReason {
        VerdictReason {
            condition: "max_failure_rate",
            group: None,
            message: format!("{}; at most {rate} are allowed", self.among(counts)),
            limit: Some(rate.ratio()),
            actual: counts.rate(),
        }
    }

    fn too_few(&self, found: u64) -> VerdictReason {
        let found_text = if found == 0 { format!("no {}s", self.unit.noun()) } else { self.unit.counted(found) };
        let verb = if self.min_records == 1 { "is" } else { "are" };
        VerdictReason {
            condition: "min_records",
            group: None,
            message: format!("{found_text}; at least {} {verb} needed", self.min_records),
            limit: Some(number(self.min_records)),
            actual: Some(number(found)),
        }
    }

    /// Returns `3 new failures among 40 records (7.5%)`, with the words for the active filters.
    fn among(&self, counts: Counts) -> String {
        let noun = if counts.failures == 1 { "failure" } else { "failures" };
        let which = match (self.new_only, self.unresolved) {
            (true, true) => "new unresolved ",
            (true, false) => "new ",
            (false, true) => "unresolved ",
            (false, false) => "",
        };
        let among = self.unit.counted(counts.records);
        format!("{} {which}{noun} among {among} ({})", counts.failures, share(counts))
    }
}

fn allowed(most: u64) -> String {
    match most {
        0 => "none is allowed".to_owned(),
        1 => "at most 1 is allowed".to_owned(),
        most => format!("at most {most} are allowed"),
    }
}

/// Returns `1 record`, `3 records`.
pub fn records(count: u64) -> String {
    counted(count, "record")
}

/// Returns the share of failures: `6.6%`. A share below a tenth of a percent is not rounded to zero.
pub fn share(counts: Counts) -> String {
    match counts.rate().unwrap_or_default() * 100.0 {
        none if none <= 0.0 => "0%".to_owned(),
        little if little < 0.1 => "<0.1%".to_owned(),
        all if all >= 100.0 => "100%".to_owned(),
        share => format!("{:.1}%", share.min(99.9)),
    }
}

pub(super) fn number(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let number = count as f64;
    number
}
