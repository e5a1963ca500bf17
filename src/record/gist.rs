//! What every kind of record tells, in whatever fields it does: how it ended, whose it is, and why. Columns, gates and
//! counts ask here, so that they agree.

use std::borrow::Cow;

use super::path::Path;
use super::{Kind, View, scan};

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
    /// Not bad yet, but someone should know.
    Warned,
    /// Neither good nor bad news.
    Routine,
    Unknown,
}

impl Outcome {
    pub fn of(view: &View<'_>) -> Self {
        match view.record().kind() {
            Kind::Connection | Kind::Post | Kind::Stats => {}
            Kind::Fivetran => return Self::of_severity(view.text("severity").as_deref()),
            Kind::Sync => return Self::of_sync(view.text("status").as_deref()),
        }
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

    fn of_severity(severity: Option<&str>) -> Self {
        match severity {
            Some("failure") => Self::Bad,
            Some("warning") => Self::Warned,
            Some("ok") => Self::Good,
            _ => Self::Routine,
        }
    }

    fn of_sync(status: Option<&str>) -> Self {
        match status {
            Some("succeeded") => Self::Good,
            Some("failed") => Self::Bad,
            Some("rescheduled") => Self::Warned,
            Some("cancelled" | "priority-first") => Self::Skipped,
            Some("open") => Self::Pending,
            _ => Self::Unknown,
        }
    }

    /// The same as a severity, for entries that name none.
    pub const fn severity(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Bad | Self::Broken => "failure",
            Self::Lost | Self::Pending | Self::Warned => "warning",
            Self::Skipped | Self::Routine | Self::Unknown => "info",
        }
    }

    /// Whether it counts as a failure.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Bad | Self::Broken)
    }

    /// Whether someone who asks "what broke" wants to read on.
    pub const fn calls_for_a_look(self) -> bool {
        !matches!(self, Self::Good | Self::Skipped | Self::Routine)
    }
}

/// The account's name, as well as the record knows it; its id is not a name.
pub fn account_name<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    if view.record().kind() == Kind::Fivetran {
        return view.text("connectionName");
    }
    inner(view, "success", "username")
        .or_else(|| inner(view, "metadata", "username"))
        .or_else(|| view.text("accountUsername"))
        .or_else(|| inner(view, "success", "displayName"))
        .or_else(|| view.text("connectionName"))
}

/// The account's id; of Fivetran's entries, the connection's.
pub fn account_id<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("accountId").or_else(|| view.text("connectionId"))
}

/// What the account or connection is of: the platform, with Fivetran the service.
pub fn platform<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("platform").or_else(|| view.text("connectorType"))
}

/// The value at `path` as text, for groups. Where the entry calls the same thing otherwise, as one of the other vendor does,
/// it is found there.
pub fn value<'v>(view: &'v View<'_>, path: &Path) -> Option<Cow<'v, str>> {
    view.at(path).or_else(|| {
        let mut pieces = path.pieces();
        match (pieces.next()?, pieces.next()) {
            ("event" | "eventType", None) => event(view),
            ("status", None) => status(view),
            ("platform" | "connectorType", None) => platform(view),
            ("accountId" | "connectionId", None) => account_id(view),
            ("accountUsername" | "connectionName", None) => account_name(view),
            _ => None,
        }
    })
}

/// What happened, by the entry's own word for it.
pub fn event<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text(if view.record().kind() == Kind::Fivetran { "event" } else { "eventType" })
}

/// How the entry ended, by its own word for it; the end of a Fivetran sync has it in its data.
pub fn status<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    if view.record().kind() == Kind::Fivetran { inner(view, "data", "status") } else { view.text("status") }
}

/// How bad an entry is, as it says itself, or as its outcome is.
pub fn severity<'v>(view: &'v View<'_>) -> Cow<'v, str> {
    view.text("severity").unwrap_or_else(|| Cow::Borrowed(Outcome::of(view).severity()))
}

/// Whether `found`, an entry's own word for how it ended, is what `wanted` asks for: Fivetran has words of its own for a
/// success and a failure, in capitals.
pub fn same_status(wanted: &str, found: &str) -> bool {
    match wanted {
        "success" if matches!(found, "SUCCESSFUL" | "SUCCESS" | "COMPLETED" | "succeeded") => true,
        "failed" if matches!(found, "FAILURE" | "FAILURE_WITH_TASK" | "FAILED" | "FAIL") => true,
        _ => {
            wanted == found || (!found.contains(|c: char| c.is_ascii_lowercase()) && wanted.eq_ignore_ascii_case(found))
        }
    }
}

/// The numbers of the stages of a connection's life that an event belongs to.
pub fn stages<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v str> {
    scan::elements(view.json("stages").unwrap_or("[]"))
}

/// Whether an entry is one of a connection's life: with Late all of that kind, with Fivetran the events that are in one of its
/// stages, and those that are not documented, which connections alone write.
pub fn is_of_connection(view: &View<'_>) -> bool {
    match view.record().kind() {
        Kind::Connection => true,
        Kind::Post | Kind::Sync | Kind::Stats => false,
        Kind::Fivetran => stages(view).next().is_some() || view.text("group").as_deref() == Some("unknown"),
    }
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
            Kind::Fivetran => Self::of_event(view),
            Kind::Sync => Self { code: view.text("status"), message: view.text("reason") },
            Kind::Stats => Self::default(),
        }
    }

    /// An event that is no failure needs no reason.
    fn of_event(view: &'v View<'_>) -> Self {
        if !Outcome::of(view).calls_for_a_look() {
            return Self::default();
        }
        let first = |keys: &[&str]| keys.iter().find_map(|key| inner(view, "data", key));
        Self {
            code: first(&["status", "type", "testName"]),
            message: first(&["reason", "message"]).or_else(|| view.detail()),
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

/// A scalar however deep inside.
pub fn deep<'v>(view: &'v View<'_>, way: &[&str]) -> Option<Cow<'v, str>> {
    let (top, rest) = way.split_first()?;
    scan::text(view.json(top)?, rest)
}

/// A scalar inside a top-level object.
pub fn inner<'v>(view: &'v View<'_>, object: &str, key: &str) -> Option<Cow<'v, str>> {
    scan::text(view.json(object)?, &[key])
}
