//! What the kinds of the API share: functions, the base of a log's specification, and keys of the schema.

use std::borrow::Cow;

use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, StoryRole};
use crate::record::View;
use crate::record::columns::ReasonText;
use crate::record::message_words::without_numbers;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::semantics::{FailureReason, Outcome, inner};
use crate::record::vocabulary::{PLATFORMS, STATUSES};

/// The specification of a log of the API. A kind replaces names, keys, columns and filters.
pub(super) const LOG: KindSpec = KindSpec {
    name: "",
    plural: "",
    words: KindWords { alias: "", about: "", list: None },
    defaults: KindDefaults::NONE,
    covers_all: false,
    also_listed_by: None,
    assembled_from: None,
    group: KindGroup::Zernio,
    keys: &[],
    time_keys: &["createdAt"],
    group_by: "platform",
    account_key: "accountId",
    profile_key: "profileId",
    columns: &[],
    reason: ReasonText::Failure,
    filters: &[],
    has_duration: true,
    event_key: "action",
    status,
    outcome: Outcome::of_attempt,
    common: COMMON,
    failure_reason: |view| FailureReason { code: error_code(view), message: error_message(view) },
    failure_code: |_, reason| reason.code.clone().or_else(|| reason.message.as_deref().and_then(without_numbers)),
    failure_topics: |_, _| &[""],
    resolution_keys: &[&["accountId"]],
    schema_changes: |_| 0,
    is_about_connection: |_| false,
    story: StoryRole::Other,
};

/// The keys of common fields in the logs of the API.
pub(super) const COMMON: CommonKeys = CommonKeys {
    account_name: &["metadata.username"],
    platform: &["platform"],
    outcome: &["status", "error"],
    code: &["error.code", "error.message"],
    message: &["error.message", "error"],
    link: &[],
};

/// The one dialect that serves calls, messages and workflows.
pub(super) const SOURCES: &[&str] = &["zernio"];

/// The key of the error.
pub(super) const ERROR: SchemaKey = key(
    "error",
    FieldType::Object(&[
        key("code", FieldType::Text, "a stable code"),
        key("message", FieldType::Text, "the reason in words"),
    ]),
    "why it failed",
);

/// The key of the duration.
pub(super) const DURATION: SchemaKey = key("durationMs", FieldType::Integer, "how long it took, in milliseconds");

const BODY: FieldType = FieldType::Object(&[key("rawBody", FieldType::Text, "the body, cut by the API")]);

/// The key of the request.
pub(super) const REQUEST: SchemaKey = key("request", BODY, "what was sent");

/// The key of the response.
pub(super) const RESPONSE: SchemaKey = key("response", BODY, "what was answered");

/// The key of further data.
pub(super) const METADATA: SchemaKey =
    key("metadata", FieldType::Any, "further data of the API; an object if it is JSON");

/// Returns the schema's keys of messages and of workflows: entries of an account with an action.
pub(super) const fn action_keys(kind: &'static str, actions: &'static [&'static str]) -> [SchemaKey; 17] {
    [
        key("kind", FieldType::Const(kind), "the kind of the record"),
        key("source", FieldType::Open(SOURCES), "the dialect that served it"),
        key("id", FieldType::Text, "the entry's id; null, because the API gives none"),
        key("createdAt", FieldType::Time, "when it happened"),
        key("userId", FieldType::Text, "the user"),
        key("profileId", FieldType::Text, "the profile the account belongs to"),
        key("accountId", FieldType::Text, "the account"),
        key("platform", FieldType::Open(PLATFORMS), "the social platform"),
        key("action", FieldType::Open(actions), "what happened"),
        key("status", FieldType::Open(STATUSES), "how it ended"),
        key("statusCode", FieldType::Integer, "the HTTP status of the platform"),
        ERROR,
        DURATION,
        key("endpoint", FieldType::Text, "the route that was called"),
        REQUEST,
        RESPONSE,
        METADATA,
    ]
}

/// Returns the status field.
pub(super) fn status<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("status")
}

/// Returns the code of the error.
pub(super) fn error_code<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "error", "code")
}

/// Returns the reason of the error in words.
pub(super) fn error_message<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "error", "message").or_else(|| view.text("error"))
}

/// Returns `HTTP 503` for an answer that reports an error.
pub(super) fn http_code<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let code = view.text("statusCode")?;
    code.parse().is_ok_and(|code: u32| code >= 400).then(|| format!("HTTP {code}").into())
}

/// Returns why a delivery failed, if the words say more than its HTTP status.
pub(super) fn webhook_message<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("errorMessage").filter(|message| Some(&**message) != http_code(view).as_deref())
}
