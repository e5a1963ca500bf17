//! The levels of severity.

use crate::record::Outcome;

/// The severity of an event, in ascending order. `Ok` reports a success and `Info` does not; neither is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A success.
    Ok,
    /// Information.
    Info,
    /// A warning.
    Warning,
    /// A failure.
    Failure,
}

impl Severity {
    /// Returns the outcome of an event of this severity whose parts are readable.
    pub(super) const fn outcome(self) -> Outcome {
        match self {
            Self::Ok => Outcome::Good,
            Self::Info => Outcome::Routine,
            Self::Warning => Outcome::Warned,
            Self::Failure => Outcome::Bad,
        }
    }

    /// Returns the name of the severity.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }

    /// Returns the name as JSON.
    pub(super) const fn json(self) -> &'static str {
        match self {
            Self::Ok => "\"ok\"",
            Self::Info => "\"info\"",
            Self::Warning => "\"warning\"",
            Self::Failure => "\"failure\"",
        }
    }

    /// Returns `other` if it is a warning or failure that is worse, else this severity.
    pub(super) fn or_worse(self, other: Self) -> Self {
        if other >= Self::Warning { self.max(other) } else { self }
    }
}
