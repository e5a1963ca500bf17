//! What every kind of record tells, in whatever fields it does: how it ended, whose it is, and why. Columns, gates and
//! counts ask here, so that they agree.

use std::borrow::Cow;

use super::path::FieldPath;
use super::{Kind, View, disconnect};
use crate::json::{self, scanner};
use crate::time::timestamp;

/// How an entry ended, as far as its words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Good,
    Bad,
    /// A connection ended, and somebody wanted it to.
    Lost,
    /// A connection ended, and nobody wanted it to.
    Broken,
    Pending,
    Skipped,
    /// Not bad yet, but someone should know.
    Warned,
    /// Neither good nor bad news.
    Routine,
    /// No word of the entry says how it ended.
    Unknown,
}

/// What an outcome counts as. Lists, `stats`, `syncs` and `check` decide by this class alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeClass {
    Success,
    Failure,
    Neutral,
    /// Never a success: it is counted, and it keeps `check` from passing.
    Unknown,
}

/// The words of a status that mean a success.
const SUCCEEDED: &[&str] = &["success", "successful", "succeeded", "completed", "published"];
/// The words of a status that mean a failure.
const FAILED: &[&str] = &["failed", "failure", "failure_with_task", "fail", "error"];
/// The other words of a status. A partial post failed on some of its platforms.
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

/// Returns what the word of a status means, in upper or lower case; `None` for a word that is not known.
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

/// How a sync ended, or that it has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncStatus {
    Succeeded,
    Failed,
    Cancelled,
    Rescheduled,
    /// Put off on purpose, so that newer data comes first.
    PriorityFirst,
    /// No end was read, and no later sync of its connection.
    Open,
    /// No word of its end says how it ended.
    Unknown,
}

impl SyncStatus {
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Rescheduled,
        Self::PriorityFirst,
        Self::Open,
        Self::Unknown,
    ];

    /// The value of the record's `status`.
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

    /// Returns the status of a record of a sync.
    pub fn from_view(view: &View<'_>) -> Self {
        let word = view.text("status");
        let is_named =
            |status: &Self| word.as_deref().is_some_and(|word| word.trim().eq_ignore_ascii_case(status.name()));
        Self::ALL.into_iter().find(is_named).unwrap_or(Self::Unknown)
    }

    const fn outcome(self) -> Outcome {
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
    pub fn from_view(view: &View<'_>) -> Self {
        match view.record().kind() {
            Kind::Connection | Kind::Post | Kind::Stats => Self::of_attempt(view),
            Kind::Fivetran => Self::of_event(view),
            Kind::Sync => SyncStatus::from_view(view).outcome(),
        }
    }

    /// The outcome of a connection or a post: the worse of what its status and its event say.
    fn of_attempt(view: &View<'_>) -> Self {
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
                // Nothing says whether the account was lost, so it is not good news.
                None => Self::Unknown,
            };
        }
        if ends_with(event, "_failed") {
            return Self::Bad;
        }
        match status {
            Some(outcome) => outcome,
            None if json.is_none() && ends_with(event, "_success") => Self::Good,
            None if word.is_none() && has_error(view) => Self::Bad,
            None => Self::Unknown,
        }
    }

    /// The outcome of an event by its severity. What cannot be read is a warning at least, so only warnings are looked at.
    fn of_event(view: &View<'_>) -> Self {
        match view.text("severity").as_deref() {
            Some("failure") => Self::Bad,
            Some("warning") if !(view.record().shape().is_readable)(view.record()) => Self::Unknown,
            Some("warning") => Self::Warned,
            Some("ok") => Self::Good,
            Some("info") => Self::Routine,
            _ => Self::Unknown,
        }
    }

    /// What it counts as. A connection that somebody ended is neutral.
    pub const fn class(self) -> OutcomeClass {
        match self {
            Self::Good => OutcomeClass::Success,
            Self::Bad | Self::Broken => OutcomeClass::Failure,
            Self::Lost | Self::Pending | Self::Skipped | Self::Warned | Self::Routine => OutcomeClass::Neutral,
            Self::Unknown => OutcomeClass::Unknown,
        }
    }

    /// The same as a severity, for entries that name none.
    pub const fn severity(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Bad | Self::Broken => "failure",
            Self::Lost | Self::Pending | Self::Warned | Self::Unknown => "warning",
            Self::Skipped | Self::Routine => "info",
        }
    }

    /// Whether it counts as a failure.
    pub const fn is_failure(self) -> bool {
        matches!(self.class(), OutcomeClass::Failure)
    }

    /// Whether someone who asks "what broke" wants to read on.
    pub const fn needs_attention(self) -> bool {
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
pub fn value<'v>(view: &'v View<'_>, path: &FieldPath) -> Option<Cow<'v, str>> {
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
    view.text("severity").unwrap_or_else(|| Cow::Borrowed(Outcome::from_view(view).severity()))
}

/// Whether `found`, an entry's own word for how it ended, is what `wanted` asks for, in upper or lower case. Fivetran has
/// words of its own for a success and a failure.
pub fn same_status(wanted: &str, found: &str) -> bool {
    let is_in = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(found));
    match wanted {
        "success" if is_in(SUCCEEDED) => true,
        "failed" if is_in(FAILED) => true,
        _ => wanted.eq_ignore_ascii_case(found),
    }
}

/// Whether an entry reports that an account was disconnected.
pub fn is_disconnect(view: &View<'_>) -> bool {
    view.text("eventType").is_some_and(|event| event.eq_ignore_ascii_case("disconnect"))
}

/// Whether `text` ends with `tail`, in upper or lower case.
fn ends_with(text: &str, tail: &str) -> bool {
    let at = text.len().checked_sub(tail.len());
    at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
}

/// Whether an entry without a readable status names an error, or an action or HTTP status that failed.
fn has_error(view: &View<'_>) -> bool {
    let FailureReason { code, message } = FailureReason::from_view(view);
    code.is_some()
        || message.is_some()
        || view.text("action").is_some_and(|action| ends_with(&action, "failed"))
        || view.text("statusCode").and_then(|code| code.parse::<u16>().ok()).is_some_and(|code| code >= 400)
}

/// Whether an entry is an open sync whose start was not read: it has no time, and nothing of it is unreadable.
pub fn is_open_without_times(view: &View<'_>) -> bool {
    let is_absent = |name| view.json(name).is_none_or(json::is_absent);
    view.record().kind() == Kind::Sync
        && view.text("status").as_deref() == Some("open")
        && is_absent("startedAt")
        && is_absent("endedAt")
}

/// Whether an entry is a sync that ended at a time which cannot be read.
pub fn lacks_end_time(view: &View<'_>) -> bool {
    if view.record().kind() != Kind::Sync {
        return false;
    }
    let end = view.json("endedAt").filter(|end| !json::is_absent(end));
    match end {
        Some(end) => timestamp::moment(end).is_none(),
        None => !view.text("status").is_none_or(|status| matches!(&*status, "open" | "unknown")),
    }
}

/// The numbers of the stages of a connection's life that an event belongs to.
pub fn stages<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v str> {
    scanner::elements(view.json("stages").unwrap_or("[]"))
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
pub struct FailureReason<'v> {
    /// A stable code, as `oauth_denied`.
    pub code: Option<Cow<'v, str>>,
    /// The reason in words.
    pub message: Option<Cow<'v, str>>,
}

impl<'v> FailureReason<'v> {
    /// Both parts are empty where the record gives no reason.
    pub fn from_view(view: &'v View<'_>) -> Self {
        match view.record().kind() {
            Kind::Connection => Self {
                code: inner(view, "error", "code"),
                message: inner(view, "error", "message")
                    .or_else(|| view.text("error"))
                    .or_else(|| disconnect::reason(view).filter(|_| is_disconnect(view))),
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
        if !Outcome::from_view(view).needs_attention() {
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
    scanner::text(view.json(top)?, rest)
}

/// A scalar inside a top-level object.
pub fn inner<'v>(view: &'v View<'_>, object: &str, key: &str) -> Option<Cow<'v, str>> {
    scanner::text(view.json(object)?, &[key])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::{Field, Record, RecordLayout};

    static SHAPE: RecordLayout = RecordLayout::new(Kind::Connection, "late", "createdAt", |raw| {
        scanner::members(raw).map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
    });

    fn class(json: &str) -> OutcomeClass {
        Outcome::from_view(&Record::from_text(json.to_owned(), &SHAPE).view()).class()
    }

    #[test]
    fn the_class_follows_the_status_the_event_and_the_error() {
        for (json, expected) in [
            (r#"{"status":"FAILED"}"#, OutcomeClass::Failure),
            (r#"{"status":" Failed "}"#, OutcomeClass::Failure),
            (r#"{"status":"Success"}"#, OutcomeClass::Success),
            (r#"{"status":"partial"}"#, OutcomeClass::Failure),
            (r#"{"status":"Cancelled"}"#, OutcomeClass::Neutral),
            (r#"{"status":"odd","eventType":"connect_success"}"#, OutcomeClass::Unknown),
            (r#"{"status":{"value":"failed"},"eventType":"connect_success"}"#, OutcomeClass::Unknown),
            (r#"{"status":"","eventType":"connect_success"}"#, OutcomeClass::Success),
            (r#"{"status":"success","eventType":"RECONNECT_FAILED"}"#, OutcomeClass::Failure),
            (r#"{"status":7,"eventType":"connect_failed"}"#, OutcomeClass::Failure),
            (r#"{"status":null,"error":{"code":"oauth_denied"}}"#, OutcomeClass::Failure),
            (r#"{"status":null,"action":"post.failed"}"#, OutcomeClass::Failure),
            (r#"{"statusCode":502}"#, OutcomeClass::Failure),
            (r#"{"statusCode":200}"#, OutcomeClass::Unknown),
            (r#"{"status":"pending","error":{"message":"later"}}"#, OutcomeClass::Neutral),
            (r#"{"eventType":"disconnect","status":"FAILED"}"#, OutcomeClass::Failure),
            ("{}", OutcomeClass::Unknown),
        ] {
            assert_eq!(class(json), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn only_a_word_for_a_success_is_one(word in ".{0,20}") {
            let spelled = SUCCEEDED.iter().any(|known| known.eq_ignore_ascii_case(word.trim()));
            let json = format!("{{\"status\":{}}}", json::quote(&word));
            prop_assert_eq!(class(&json) == OutcomeClass::Success, spelled);
        }

        #[test]
        fn words_have_one_meaning_in_any_case(at in 0..SUCCEEDED.len() + FAILED.len(), upper in any::<u32>()) {
            let word = SUCCEEDED.iter().chain(FAILED).nth(at).unwrap();
            let case = |(at, letter): (usize, char)| {
                if upper >> (at % 32) & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
            };
            let written: String = word.chars().enumerate().map(case).collect();
            prop_assert_eq!(status_outcome(&written), status_outcome(word));
            let wanted = if at < SUCCEEDED.len() { "success" } else { "failed" };
            prop_assert!(same_status(wanted, &written));
        }
    }
}
