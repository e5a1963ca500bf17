//! The outcome of a record: success, failure, or neither.

use super::failure_reason::FailureReason;
use super::{View, disconnect};
use crate::json;

/// The outcome of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A success.
    Good,
    /// A failure.
    Bad,
    /// A connection ended intentionally.
    Lost,
    /// A connection ended unintentionally; counts as a failure.
    Broken,
    /// Not finished yet.
    Pending,
    /// Skipped or cancelled on purpose.
    Skipped,
    /// A warning.
    Warned,
    /// Neither a success nor a failure, such as an informational event.
    Routine,
    /// The entry contains no known word for its outcome.
    Unknown,
}

/// How an outcome counts. Lists, `stats`, `syncs` and `check` decide by this class alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeClass {
    /// Counts as a success.
    Success,
    /// Counts as a failure.
    Failure,
    /// Counts as neither.
    Neutral,
    /// Unreadable. It never counts as a success, and `check` cannot pass with it.
    Unknown,
}

/// Status words that mean a success.
pub(super) const SUCCEEDED: &[&str] = &["success", "successful", "succeeded", "completed", "published"];
/// Status words that mean a failure.
pub(super) const FAILED: &[&str] = &["failed", "failure", "failure_with_task", "fail", "error"];
/// The remaining status words. `partial`: the post failed on some platforms.
const OTHERS: &[(&str, Outcome)] = &[
    ("partial", Outcome::Bad),
    ("pending", Outcome::Pending),
    ("processing", Outcome::Pending),
    ("uploading", Outcome::Pending),
    ("publishing", Outcome::Pending),
    ("scheduled", Outcome::Pending),
    ("queued", Outcome::Pending),
    ("draft", Outcome::Pending),
    ("pending_approval", Outcome::Pending),
    ("skipped", Outcome::Skipped),
    ("cancelled", Outcome::Skipped),
    ("canceled", Outcome::Skipped),
    ("rescheduled", Outcome::Warned),
];

/// Returns the outcome for a status word, ignoring case; `None` for an unknown word.
pub fn status_outcome(word: &str) -> Option<Outcome> {
    let word = word.trim();
    let is_in = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_in(SUCCEEDED) {
        Some(Outcome::Good)
    } else if is_in(FAILED) {
        Some(Outcome::Bad)
    } else {
        OTHERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, outcome)| *outcome)
    }
}

/// The status of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncStatus {
    /// It ended successfully.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// Fivetran postponed it.
    Rescheduled,
    /// Postponed on purpose, so that newer data is read first.
    PriorityFirst,
    /// Neither its end nor a later sync of its connection was read.
    Open,
    /// Its end contains no known status word.
    Unknown,
}

impl SyncStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Rescheduled,
        Self::PriorityFirst,
        Self::Open,
        Self::Unknown,
    ];

    /// Returns the value of the record's `status`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Rescheduled => "rescheduled",
            Self::PriorityFirst => "priority-first",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the status of a sync record; [`SyncStatus::Unknown`] for an unknown word.
    pub fn from_view(view: &View<'_>) -> Self {
        let word = view.text("status");
        let is_named =
            |status: &Self| word.as_deref().is_some_and(|word| word.trim().eq_ignore_ascii_case(status.name()));
        Self::ALL.into_iter().find(is_named).unwrap_or(Self::Unknown)
    }

    pub(super) const fn outcome(self) -> Outcome {
        match self {
            Self::Succeeded => Outcome::Good,
            Self::Failed => Outcome::Bad,
            Self::Cancelled | Self::PriorityFirst => Outcome::Skipped,
            Self::Rescheduled => Outcome::Warned,
            Self::Open => Outcome::Pending,
            Self::Unknown => Outcome::Unknown,
        }
    }
}

impl Outcome {
    /// Returns the outcome of the record behind `view`.
    pub fn from_view(view: &View<'_>) -> Self {
        view.outcome()
    }

    /// Returns the outcome of an attempt: the worse of its status, its event or action, and its HTTP status.
    pub(super) fn of_attempt(view: &View<'_>) -> Self {
        let json = view.json("status").filter(|json| !json::is_absent(json));
        let word = json.and_then(json::scalar);
        let status = word.as_deref().and_then(status_outcome);
        let event = view.text("eventType");
        let event = event.as_deref().unwrap_or_default();
        if event.eq_ignore_ascii_case("disconnect") {
            return match disconnect::is_intentional(view) {
                Some(true) => Self::Lost,
                Some(false) => Self::Broken,
                None if status == Some(Self::Bad) => Self::Broken,
                // The row does not say whether the disconnect was intentional, so it must not count as neutral.
                None => Self::Unknown,
            };
        }
        if ends_with(event, "_failed") {
            return Self::Bad;
        }
        match status {
            Some(Self::Good) if has_failed_parts(view) => Self::Bad,
            Some(outcome) => outcome,
            None if json.is_none() && ends_with(event, "_success") => Self::Good,
            None if word.is_none() && has_error(view) => Self::Bad,
            None => Self::Unknown,
        }
    }

    /// Returns the outcome of an event.
    pub(super) fn of_event(view: &View<'_>) -> Self {
        view.facts().map_or(Self::Unknown, |facts| facts.outcome)
    }

    /// Returns how the outcome counts. An intentional disconnect is neutral.
    pub const fn class(self) -> OutcomeClass {
        match self {
            Self::Good => OutcomeClass::Success,
            Self::Bad | Self::Broken => OutcomeClass::Failure,
            Self::Lost | Self::Pending | Self::Skipped | Self::Warned | Self::Routine => OutcomeClass::Neutral,
            Self::Unknown => OutcomeClass::Unknown,
        }
    }

    /// Returns the severity for entries that have no severity field.
    pub const fn severity(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Bad | Self::Broken => "failure",
            Self::Lost | Self::Pending | Self::Warned | Self::Unknown => "warning",
            Self::Skipped | Self::Routine => "info",
        }
    }

    /// Returns whether the outcome counts as a failure.
    pub const fn is_failure(self) -> bool {
        matches!(self.class(), OutcomeClass::Failure)
    }

    /// Returns whether the entry may explain a problem, so its reason is worth showing.
    pub const fn needs_attention(self) -> bool {
        !matches!(self, Self::Good | Self::Skipped | Self::Routine)
    }
}

/// Returns whether `text` ends with `tail`, ignoring case.
fn ends_with(text: &str, tail: &str) -> bool {
    let at = text.len().checked_sub(tail.len());
    at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
}

/// Returns whether an entry without a readable status has an error, a failed action or an HTTP status of 400 or
/// above.
fn has_error(view: &View<'_>) -> bool {
    let FailureReason { code, message } = FailureReason::from_view(view);
    code.is_some() || message.is_some() || has_failed_parts(view)
}

/// Returns whether the action says that it failed, or the HTTP status is 400 or above.
fn has_failed_parts(view: &View<'_>) -> bool {
    view.text("action").is_some_and(|action| ends_with(&action, "failed"))
        || view.text("statusCode").and_then(|code| code.trim().parse::<f64>().ok()).is_some_and(|code| code >= 400.0)
}
