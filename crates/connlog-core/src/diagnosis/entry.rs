//! An entry of a case: the fields of a record that rules compare.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::json::{self, scanner};
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::{self, FailureReason, Outcome, inner};
use crate::record::{Kind, Record, View, disconnect};

/// An entry of a case.
#[derive(Clone)]
pub struct CaseEntry {
    /// The kind of the record.
    pub kind: Kind,
    /// When it happened; for a sync, when it began.
    pub time: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Outcome,
    /// The id of the account or the Fivetran connection. A connection whose id the entry lacks has its name here.
    pub account: Option<String>,
    /// The name of the account or the Fivetran connection.
    pub name: Option<String>,
    /// The platform or service.
    pub platform: Option<String>,
    /// The id of the post.
    pub post: Option<String>,
    /// The id of the API request that caused it.
    pub request: Option<String>,
    /// The event, or the action of the row.
    pub event: Option<String>,
    /// The id of the webhook event.
    pub event_id: Option<String>,
    /// The name or the id of the webhook.
    pub webhook: Option<String>,
    /// The id of the sync.
    pub sync: Option<String>,
    /// The error code.
    pub code: Option<String>,
    /// The reason in words.
    pub message: Option<String>,
    /// The HTTP status.
    pub status_code: Option<u16>,
    /// The number of the attempt, 1 for the first.
    pub attempt: Option<u32>,
    /// The address of the published post.
    pub link: Option<String>,
    /// The platform's id of the post.
    pub platform_post: Option<String>,
    /// The record.
    pub record: Record,
}

impl CaseEntry {
    /// Reads a record. Texts are redacted as in every other output.
    pub fn new(record: Record) -> Self {
        let view = record.view();
        let text = |name: &str| view.text(name).map(Cow::into_owned);
        let reason = FailureReason::from_view(&view);
        let (code, message) = (reason.code.map(Cow::into_owned), reason.message.map(Cow::into_owned));
        let message = message.or_else(|| view.detail().map(Cow::into_owned)).or_else(|| text("errorMessage"));
        let number = |name: &str| view.text(name).and_then(|value| value.trim().parse().ok());
        let entry = Self {
            kind: record.kind(),
            time: view.created_at(),
            outcome: Outcome::from_view(&view),
            account: account(&view),
            name: name(&view),
            platform: semantics::platform(&view).map(Cow::into_owned),
            post: text("postId").or_else(|| payload(&view, &["post", "id"])),
            request: text("requestId").or_else(|| text("request_id")),
            event: event(&view),
            event_id: text("eventId").or_else(|| inner_text(&view, "metadata", "eventId")),
            webhook: text("webhookName")
                .or_else(|| text("webhookId"))
                .or_else(|| inner_text(&view, "metadata", "webhookId")),
            sync: text("syncId"),
            code,
            message,
            status_code: number("statusCode")
                .and_then(|status: u32| u16::try_from(status).ok())
                .filter(|code| *code > 0),
            attempt: number("attemptNumber").filter(|attempt| *attempt > 0),
            link: link(&view),
            platform_post: inner_text(&view, "response", "platformPostId"),
            record: record.clone(),
        };
        drop(view);
        Self { record, ..entry }
    }

    /// Whether the entry has this role in the story.
    pub fn has_role(&self, role: StoryRole) -> bool {
        self.kind.story() == role
    }

    /// Whether the entry says that the account is not connected.
    pub fn is_loss(&self) -> bool {
        self.has_role(StoryRole::Connection)
            && self.account.is_some()
            && !matches!(self.outcome, Outcome::Good)
            && (matches!(self.outcome, Outcome::Lost | Outcome::Broken)
                || self.event.as_deref() == Some("disconnect")
                || self.is_failed_reconnect())
    }

    fn is_failed_reconnect(&self) -> bool {
        self.outcome == Outcome::Bad && self.event.as_deref() == Some("reconnect_failed")
    }

    /// Whether somebody disconnected the account on purpose.
    pub fn is_intentional(&self) -> bool {
        self.outcome == Outcome::Lost
    }

    /// Whether the attempt, delivery or call failed.
    pub fn has_failed(&self) -> bool {
        self.outcome.is_failure()
    }

    /// Returns the reason in one phrase: of a disconnect its reason, else message, code or HTTP status.
    pub fn reason(&self) -> Option<String> {
        let view = self.record.view();
        let of_disconnect = || disconnect::reason(&view).map(Cow::into_owned).filter(|_| self.is_loss());
        let first_line = |text: &String| text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned);
        of_disconnect()
            .or_else(|| self.message.as_ref().and_then(first_line))
            .or_else(|| self.code.clone())
            .or_else(|| self.status_code.map(|status| format!("HTTP {status}")))
    }

    /// Whether the platform only accepted the post, and may still refuse it.
    pub fn is_accepted_only(&self) -> bool {
        self.outcome == Outcome::Good && self.platform_post.as_deref().is_some_and(|id| id.starts_with("v_pub_url~"))
    }

    /// Returns a name for the account: platform and name, else its id.
    pub fn account_label(&self) -> String {
        let name = self.name.as_deref().or(self.account.as_deref()).unwrap_or("an unknown account");
        match &self.platform {
            Some(platform) => format!("{platform} {name}"),
            None => name.to_owned(),
        }
    }

    /// Returns whether code, message or status show that the platform refused the token of the account.
    pub fn is_auth_failure(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default().to_ascii_lowercase();
        let message = self.message.as_deref().unwrap_or_default().to_ascii_lowercase();
        self.status_code == Some(401)
            || ["auth", "token", "disconnected", "reconnect"].iter().any(|word| code.contains(word))
            || ["reconnect", "is disconnected", "access token"].iter().any(|words| message.contains(words))
    }
}

fn inner_text(view: &View<'_>, object: &str, key: &str) -> Option<String> {
    inner(view, object, key).map(Cow::into_owned)
}

/// Returns the id of the account; for an entry of Fivetran without an id, the name of the connection.
fn account(view: &View<'_>) -> Option<String> {
    let id = semantics::account_id(view).map(Cow::into_owned);
    id.or_else(|| name(view).filter(|_| view.kind().is_of_fivetran()))
}

fn name(view: &View<'_>) -> Option<String> {
    semantics::account_name(view).map(|name| name.trim_start_matches('@').to_owned())
}

/// Returns the word for what happened: the event type, the event of a delivery, else the action.
fn event(view: &View<'_>) -> Option<String> {
    let own = semantics::event(view).or_else(|| view.text("event")).or_else(|| inner(view, "metadata", "event"));
    own.or_else(|| view.text("action")).map(Cow::into_owned)
}

/// Returns a text in the payload of a delivery.
fn payload(view: &View<'_>, path: &[&str]) -> Option<String> {
    let payload = view.json("requestPayload").filter(|payload| payload.starts_with('{'))?;
    scanner::text(payload, path).map(Cow::into_owned)
}

/// Returns the address of the published post: its field, or a URL in the platform's answer.
fn link(view: &View<'_>) -> Option<String> {
    if let Some(url) = inner(view, "response", "platformPostUrl") {
        return Some(url.into_owned());
    }
    let body = inner(view, "response", "rawBody")?;
    let body = body.trim();
    ["url", "permalink", "permalink_url", "link", "share_url"].into_iter().find_map(|name| {
        let value = scanner::member(body, name).and_then(json::string)?;
        value.starts_with("https://").then(|| value.into_owned())
    })
}
