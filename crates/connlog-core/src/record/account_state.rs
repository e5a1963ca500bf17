//! The present state of an account or a connection, and the order of states in `connlog status`.

use chrono::{DateTime, Utc};

use super::View;
use super::semantics::Outcome;
use crate::time;

/// The state of an account or a connection, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountState {
    /// The account is not connected.
    Disconnected,
    /// The account is connected and does not work.
    Failing,
    /// The row does not show the state.
    Unknown,
    /// The account works; something needs attention soon.
    Warning,
    /// Someone paused it.
    Paused,
    /// The account works.
    Ok,
}

impl AccountState {
    /// Every state, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Disconnected, Self::Failing, Self::Unknown, Self::Warning, Self::Paused, Self::Ok];

    /// Returns the value of the record's `state`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disconnected => "disconnected",
            Self::Failing => "failing",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Paused => "paused",
            Self::Ok => "ok",
        }
    }

    /// Returns the value of the record's `state` as JSON text.
    pub(crate) const fn json(self) -> &'static str {
        match self {
            Self::Disconnected => "\"disconnected\"",
            Self::Failing => "\"failing\"",
            Self::Unknown => "\"unknown\"",
            Self::Warning => "\"warning\"",
            Self::Paused => "\"paused\"",
            Self::Ok => "\"ok\"",
        }
    }

    /// Returns the state of a record; [`AccountState::Unknown`] for an unknown word.
    pub fn from_view(view: &View<'_>) -> Self {
        let word = view.text("state");
        let is_named =
            |state: &Self| word.as_deref().is_some_and(|word| word.trim().eq_ignore_ascii_case(state.name()));
        Self::ALL.into_iter().find(is_named).unwrap_or(Self::Unknown)
    }

    /// Returns the outcome of a state record. An account that was removed on purpose is not a failure.
    pub(crate) fn outcome(view: &View<'_>) -> Outcome {
        match Self::from_view(view) {
            Self::Disconnected if view.text("needsAction").as_deref() == Some("false") => Outcome::Lost,
            Self::Disconnected => Outcome::Broken,
            Self::Failing => Outcome::Bad,
            Self::Unknown => Outcome::Unknown,
            Self::Warning => Outcome::Warned,
            Self::Paused => Outcome::Skipped,
            Self::Ok => Outcome::Good,
        }
    }
}

/// Returns whether the token of an account ends before `end`.
pub fn token_ends_before(view: &View<'_>, end: DateTime<Utc>) -> bool {
    view.json("tokenExpiresAt").and_then(time::timestamp::moment).is_some_and(|at| at < end)
}

/// Returns whether an account works and its token ends before `end`.
pub fn is_expiring(view: &View<'_>, end: DateTime<Utc>) -> bool {
    let works = matches!(AccountState::from_view(view), AccountState::Ok | AccountState::Warning);
    works && token_ends_before(view, end)
}

/// Returns the key by which states are listed: the worst first, then those that need an action, then the oldest.
pub fn rank(view: &View<'_>) -> (AccountState, bool, DateTime<Utc>) {
    let since = view.text("since").and_then(|since| time::instant(&since));
    let needs_nothing = view.text("needsAction").as_deref() == Some("false");
    (AccountState::from_view(view), needs_nothing, since.unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// Returns what to do about the state in one phrase, or `None`.
pub fn remedy(view: &View<'_>) -> Option<&'static str> {
    let is_fivetran = view.text("source").as_deref() == Some("fivetran");
    if view.text("needsAction").as_deref() == Some("false") {
        return None;
    }
    match (AccountState::from_view(view), is_fivetran) {
        (AccountState::Disconnected, false) => Some("reconnect it"),
        (AccountState::Disconnected, true) => Some("fix the setup"),
        (AccountState::Failing, false) => Some("fix the reason"),
        (AccountState::Failing, true) => Some("fix, then sync"),
        (AccountState::Unknown, false) => Some("see its log"),
        (AccountState::Unknown, true) => Some("see its syncs"),
        (AccountState::Warning, _) => Some("see the reason"),
        (AccountState::Paused | AccountState::Ok, _) => None,
    }
}
