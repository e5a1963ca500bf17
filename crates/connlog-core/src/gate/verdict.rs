//! The result of `connlog check`: the source of exit code, text, `-o json` and every report.
//!
//! Its JSON form is published (`connlog schema verdict`) and additive only.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::count_unit::CountUnit;
use crate::error::Exit;
use crate::record::message_words::without_numbers;
use crate::wording::counted;

/// The outcome of the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictStatus {
    /// Enough was read, and no condition is exceeded.
    Passed,
    /// A condition is exceeded.
    Failed,
    /// There are too few records, or the window starts before the retention of the source.
    Undecided,
    /// Some records could not be read, and the others exceed no condition.
    Incomplete,
}

impl VerdictStatus {
    /// Returns the exit code of the outcome.
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
    /// The version of the JSON form; 1.
    pub version: u32,
    /// The outcome.
    pub outcome: VerdictStatus,
    /// The exit code of the run, after `--exit-zero` and `--warn-only`.
    pub exit_code: u8,
    /// Why it is not `passed`: each exceeded condition, and each reason why it cannot be decided.
    pub reasons: Vec<VerdictReason>,
    /// The plural names of the kinds that were judged: `connections`, `posts`.
    pub kinds: Vec<&'static str>,
    /// The plural names of the kinds that the source does not serve, and that were not judged.
    pub skipped: Vec<&'static str>,
    /// The name in `source` of the records; `None` if no record was read.
    pub source: Option<String>,
    /// The start of the window, inclusive.
    pub since: Option<DateTime<Utc>>,
    /// The end of the window, exclusive.
    pub until: Option<DateTime<Utc>>,
    /// The time at which the query was made.
    pub now: DateTime<Utc>,
    /// The duration of the run in seconds; 0 with a fixed clock.
    pub took_s: f64,
    /// Whether everything was read.
    pub complete: bool,
    /// What the numbers count.
    pub unit: CountUnit,
    /// The number of attempts before the last attempts of posts; `None` if every attempt counts.
    pub earlier_attempts: Option<u64>,
    /// The numbers of all records.
    pub totals: Counts,
    /// The groups of `--by`, the most failures first; empty without `--by`.
    pub groups: Vec<VerdictGroup>,
    /// One sentence about groups with fewer records than `--min-records`; `None` without such groups.
    pub unjudged: Option<String>,
    /// The groups by platform, for reports.
    pub platforms: Vec<VerdictGroup>,
    /// Failures by reason, the most frequent first.
    pub causes: Vec<Cause>,
    /// The failures that count, newest first, at most [`Verdict::FINDINGS`].
    pub findings: Vec<Finding>,
    /// The total number of failures that count.
    pub findings_total: u64,
    /// Accounts whose newest entry is a failure, the newest first.
    pub unhealed: Vec<VerdictAccount>,
    /// Counts over time, oldest first, including empty buckets.
    pub series: Vec<VerdictBucket>,
    /// The command that lists the counted failures.
    pub command: String,
}

impl Verdict {
    /// The maximum number of findings, so that memory does not grow with the window.
    pub const FINDINGS: usize = 10_000;

    /// Returns what an undecided verdict counts as, where a flag has decided that; `None` for every other verdict.
    pub const fn counts_as(&self) -> Option<&'static str> {
        match (self.outcome, self.exit_code) {
            (VerdictStatus::Undecided, 0) => Some("the undecided check counts as passed"),
            (VerdictStatus::Undecided, code) if code == Exit::GateFailed.number() => {
                Some("the undecided check counts as failed")
            }
            _ => None,
        }
    }
}

/// An exceeded condition, or a reason why the gate cannot decide.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictReason {
    /// `max_failures`, `max_failure_rate`, `fail_on`, `no_success`, `max_schema_changes`, `min_records`, `retention`,
    /// `incomplete`, `unknown` or `untimed`.
    pub condition: &'static str,
    /// The group, such as `platform=instagram`; `None` for all records together.
    pub group: Option<String>,
    /// One sentence with the numbers.
    pub message: String,
    /// The allowed value: a number, a share from 0 to 1, or hours, depending on the condition.
    pub limit: Option<f64>,
    /// The actual value in the same unit; `None` if nothing was counted.
    pub actual: Option<f64>,
}

impl VerdictReason {
    /// Returns the doubt that `count` values of files or tables could not be read as entries: they may be failures.
    pub fn unread(count: u64) -> Self {
        let message = format!("{} could not be read as entries", counted(count, "value"));
        #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
        let actual = Some(count as f64);
        Self { condition: "unread", group: None, message, limit: Some(0.0), actual }
    }
}

/// The numbers of a set of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The number of records.
    pub records: u64,
    /// Failures that count for the gate, after `--unresolved` and `--new-only`.
    pub failures: u64,
    /// Failures that a later success of the same account and platform resolved. They count unless `--unresolved` is
    /// set.
    pub healed: u64,
    /// Failures that are in the baseline. They do not count with `--new-only`.
    pub known: u64,
}

impl Counts {
    /// Returns the share of failures among all records, 0 to 1; `None` without records.
    pub fn rate(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
        (self.records > 0).then(|| self.failures as f64 / self.records as f64)
    }
}

/// The records of one group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictGroup {
    /// Fields and values, in the order of `--by`; `None` if a record has no value.
    pub key: Vec<(String, Option<String>)>,
    /// The numbers of the group.
    #[serde(flatten)]
    pub counts: Counts,
}

impl VerdictGroup {
    /// Returns the name of the group, such as `platform=instagram`, with `-` for no value.
    pub fn name(&self) -> String {
        let pairs = self.key.iter().map(|(field, value)| format!("{field}={}", value.as_deref().unwrap_or("-")));
        pairs.collect::<Vec<_>>().join(", ")
    }
}

/// The failures with one reason.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The error code; `unknown` if the record has none.
    pub code: String,
    /// The newest message.
    pub message: Option<String>,
    /// The number of different messages of its findings. Messages that differ only in numbers and ids count as one.
    pub messages_total: u64,
    /// The number of failures that count.
    pub failures: u64,
    /// The platforms of the failures, the most frequent first.
    pub platforms: Vec<String>,
    /// Names or ids of accounts, the most affected first, at most ten; `profile ID` if a first connect gave no
    /// account.
    pub accounts: Vec<String>,
    /// The total number of accounts.
    pub accounts_total: u64,
    /// The time of the oldest failure.
    pub oldest: Option<DateTime<Utc>>,
    /// The time of the newest failure.
    pub newest: Option<DateTime<Utc>>,
    /// The meaning of the code, if connlog knows it.
    pub meaning: Option<&'static str>,
    /// Who can fix it: `user`, `integrator`, `platform`, `api` or `unknown`.
    pub side: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// Whether a retry helps.
    pub retry: Option<&'static str>,
}

impl Cause {
    /// Returns whether the code is the words of the message, because the failure has no code.
    pub fn has_words_as_code(&self) -> bool {
        let message = self.message.as_deref();
        message.is_some_and(|message| without_numbers(message).is_some_and(|words| words == self.code))
    }
}

/// One failure that counts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The kind of the record.
    pub kind: &'static str,
    /// The id of the record, if it has one.
    pub id: Option<String>,
    /// The platform of the account.
    pub platform: Option<String>,
    /// The id of the account.
    pub account_id: Option<String>,
    /// The name of the account.
    pub account_name: Option<String>,
    /// The id of the profile.
    pub profile_id: Option<String>,
    /// What was attempted: the event type or the action.
    pub event: Option<String>,
    /// The error code; `unknown` if the record has none.
    pub code: String,
    /// The reason in words.
    pub message: Option<String>,
    /// The time of the failure.
    pub created_at: Option<DateTime<Utc>>,
    /// The fingerprint of the failure, as baselines store it: of kind, platform, account and code, not of time.
    pub fingerprint: String,
}

/// An account whose newest entry is a failure; a profile if a first connect gave no account.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictAccount {
    /// The kind of the records.
    pub kind: &'static str,
    /// The platform of the account.
    pub platform: Option<String>,
    /// The id of the account.
    pub account_id: Option<String>,
    /// The name of the account.
    pub account_name: Option<String>,
    /// The id of the profile.
    pub profile_id: Option<String>,
    /// The error code of its newest failure.
    pub code: String,
    /// The message of its newest failure.
    pub message: Option<String>,
    /// The number of failures since its last success.
    pub failures: u64,
    /// The time of the first failure since its last success.
    pub since: Option<DateTime<Utc>>,
    /// The time of its newest failure.
    pub newest: Option<DateTime<Utc>>,
}

/// The numbers of one time bucket.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictBucket {
    /// The start of the bucket.
    pub start: DateTime<Utc>,
    /// The length of the bucket in seconds.
    pub seconds: u64,
    /// The numbers of the bucket.
    #[serde(flatten)]
    pub counts: Counts,
}
