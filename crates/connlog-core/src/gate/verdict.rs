//! What `connlog check` found: the one object behind the exit code, the text, `-o json` and every report.
//!
//! Its JSON form is published (`connlog schema verdict`) and additive only, as records are.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::error::Exit;

/// How the gate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictStatus {
    /// Enough was read, and no condition is met.
    Passed,
    /// A condition is met.
    Failed,
    /// Too little to judge by, or the window reaches beyond what the source keeps.
    Undecided,
    /// Some records could not be read, and those that were meet no condition.
    Incomplete,
}

impl VerdictStatus {
    /// The exit code it stands for.
    pub const fn exit(self) -> Exit {
        match self {
            Self::Passed => Exit::Done,
            Self::Failed => Exit::GateFailed,
            Self::Undecided => Exit::GateUndecided,
            Self::Incomplete => Exit::Incomplete,
        }
    }
}

/// The whole verdict.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Version of this form; 1.
    pub version: u32,
    pub outcome: VerdictStatus,
    /// The exit code of the run, after `--exit-zero` and `--warn-only`.
    pub exit_code: u8,
    /// Why it is not `passed`: each condition that is met, and each thing that keeps it from being decided.
    pub reasons: Vec<VerdictReason>,
    /// What was looked at: `connections`, `posts`.
    pub kinds: Vec<&'static str>,
    /// The name in `source` of the records; `None` where nothing answered.
    pub source: Option<String>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// When the question was asked.
    pub now: DateTime<Utc>,
    /// Seconds the run took, 0 where the clock stands.
    pub took_s: f64,
    /// Whether everything that was asked for was read.
    pub complete: bool,
    pub totals: Counts,
    /// One for each group of `--by`, the most failures first; empty without `--by`.
    pub groups: Vec<VerdictGroup>,
    /// The groups of `--by` that have fewer records than `--min-records`, in one sentence; `None` where there are none.
    pub unjudged: Option<String>,
    /// Always grouped by platform, for reports.
    pub platforms: Vec<VerdictGroup>,
    /// Failures by reason, the most frequent first.
    pub causes: Vec<Cause>,
    /// The failures that count, newest first, at most [`Verdict::FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many count in all.
    pub findings_total: u64,
    /// Accounts whose last word is a failure, the newest first.
    pub unhealed: Vec<VerdictAccount>,
    /// Counts over time, oldest first, empty buckets among them.
    pub series: Vec<VerdictBucket>,
    /// The command that lists what counts.
    pub command: String,
}

impl Verdict {
    /// The most findings that are kept, so that memory does not grow with the window.
    pub const FINDINGS: usize = 10_000;
}

/// A condition that is met, or what keeps the gate from being decided.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictReason {
    /// `max_failures`, `max_failure_rate`, `fail_on`, `no_success`, `max_schema_changes`, `min_records`, `retention`,
    /// `incomplete`, `unknown`, `untimed`.
    pub condition: &'static str,
    /// The group it is about, as `platform=instagram`; `None` for all together.
    pub group: Option<String>,
    /// One sentence with the numbers.
    pub message: String,
    /// What was allowed: a number, a share from 0 to 1, or hours, as the condition counts.
    pub limit: Option<f64>,
    /// What was found, in the same unit; `None` where there is nothing to count.
    pub actual: Option<f64>,
}

/// Numbers of a set of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    pub records: u64,
    /// Records that count as failures for the gate: after `--unresolved` and `--new-only`.
    pub failures: u64,
    /// Failures that a later success of the same account and platform has healed; they count without `--unresolved`.
    pub healed: u64,
    /// Failures the baseline knows; they do not count with `--new-only`.
    pub known: u64,
}

impl Counts {
    /// Failures among all records, 0 to 1; `None` where there are no records.
    pub fn rate(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
        (self.records > 0).then(|| self.failures as f64 / self.records as f64)
    }
}

/// Records of one group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictGroup {
    /// Field and value, in the order of `--by`; `None` where a record has no value.
    pub key: Vec<(String, Option<String>)>,
    #[serde(flatten)]
    pub counts: Counts,
}

impl VerdictGroup {
    /// As `platform=instagram`; `-` for no value.
    pub fn name(&self) -> String {
        let pairs = self.key.iter().map(|(field, value)| format!("{field}={}", value.as_deref().unwrap_or("-")));
        pairs.collect::<Vec<_>>().join(", ")
    }
}

/// Failures of one reason.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The error code, `unknown` where the record gives none.
    pub code: String,
    /// The newest message in words.
    pub message: Option<String>,
    /// How many different messages its findings have; those that differ in numbers and ids alone are one.
    pub messages_total: u64,
    pub failures: u64,
    pub platforms: Vec<String>,
    /// Names or ids, the most affected first, at most ten; `profile ID` where a first connect gave no account.
    pub accounts: Vec<String>,
    /// How many accounts in all.
    pub accounts_total: u64,
    pub oldest: Option<DateTime<Utc>>,
    pub newest: Option<DateTime<Utc>>,
    /// What the code means, where connlog knows it.
    pub meaning: Option<&'static str>,
    /// Whose side it is on: `user`, `integrator`, `platform`, `api` or `unknown`.
    pub side: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// Whether trying again helps.
    pub retry: Option<&'static str>,
}

/// One failure that counts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub kind: &'static str,
    /// The record's own id, where it has one.
    pub id: Option<String>,
    pub platform: Option<String>,
    pub account_id: Option<String>,
    pub account_name: Option<String>,
    pub profile_id: Option<String>,
    /// What was attempted: the event type or the action.
    pub event: Option<String>,
    pub code: String,
    pub message: Option<String>,
    pub created_at: Option<DateTime<Utc>>,
    /// Stable over runs and dialects: of kind, platform, account and code, not of time. What baselines hold.
    pub fingerprint: String,
}

/// An account whose last word is a failure, or a profile where a first connect gave no account.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictAccount {
    pub kind: &'static str,
    pub platform: Option<String>,
    pub account_id: Option<String>,
    pub account_name: Option<String>,
    pub profile_id: Option<String>,
    /// Of its newest failure.
    pub code: String,
    pub message: Option<String>,
    /// Its failures since its last success.
    pub failures: u64,
    pub since: Option<DateTime<Utc>>,
    pub newest: Option<DateTime<Utc>>,
}

/// Counts of a span of time.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictBucket {
    pub start: DateTime<Utc>,
    pub seconds: u64,
    #[serde(flatten)]
    pub counts: Counts,
}
