//! What every kind of record tells, in whatever fields it does: how it ended, whose it is, and why. Columns, gates and
//! counts ask here, so that they agree.

use std::borrow::Cow;

use super::{Kind, View, json};

/// How an entry ended, as far as its words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Good,
    Bad,
    /// A connection ended; whether that was wanted is for the reason to say.
    Lost,
    /// A connection ended, and the API calls it a failure.
    Broken,
    Pending,
    Skipped,
    Unknown,
}

impl Outcome {
    pub fn of(view: &View<'_>) -> Self {
        let (status, event) = (view.text("status"), view.text("eventType"));
        let event = event.as_deref().unwrap_or_default();
        match status.as_deref() {
            Some("failed") if event == "disconnect" => Self::Broken,
            _ if event == "disconnect" => Self::Lost,
            Some("success") => Self::Good,
            Some("failed") => Self::Bad,
            Some("pending") => Self::Pending,
            Some("skipped") => Self::Skipped,
            _ if event.ends_with("_success") => Self::Good,
            _ if event.ends_with("_failed") => Self::Bad,
            _ => Self::Unknown,
        }
    }

    /// Whether it counts as a failure.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Bad | Self::Broken)
    }

    /// Whether someone who asks "what broke" wants to read on.
    pub const fn calls_for_a_look(self) -> bool {
        !matches!(self, Self::Good | Self::Skipped)
    }
}

/// The account's name, as well as the record knows it; its id is not a name.
pub fn account_name<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "success", "username")
        .or_else(|| inner(view, "metadata", "username"))
        .or_else(|| view.text("accountUsername"))
        .or_else(|| inner(view, "success", "displayName"))
}

/// Why an entry failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason<'v> {
    /// A stable code, as `oauth_denied`.
    pub code: Option<Cow<'v, str>>,
    /// The reason in words.
    pub message: Option<Cow<'v, str>>,
}

impl<'v> Reason<'v> {
    /// Both parts are empty where the record gives no reason.
    pub fn of(view: &'v View<'_>) -> Self {
        match view.record().kind() {
            Kind::Connection => Self {
                code: inner(view, "error", "code"),
                message: inner(view, "error", "message").or_else(|| view.text("error")),
            },
            Kind::Post => {
                Self { code: inner(view, "response", "errorCode"), message: inner(view, "response", "errorMessage") }
            }
            Kind::Stats => Self::default(),
        }
    }

    /// `code: message`, or the one of them there is.
    pub fn joined(self) -> Option<Cow<'v, str>> {
        match (self.code, self.message) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}").into()),
            (code, message) => code.or(message),
        }
    }
}

/// A scalar inside a top-level object.
pub fn inner<'v>(view: &'v View<'_>, object: &str, key: &str) -> Option<Cow<'v, str>> {
    let members = json::members(view.json(object)?)?;
    members.into_iter().find(|(name, _)| name == key).and_then(|(_, value)| json::scalar(value))
}
