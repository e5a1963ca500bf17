//! Connections: an account was connected, reconnected or disconnected, or the attempt failed.

use super::attempt;
use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, ListHelp, StoryRole};
use crate::record::columns::Cell::{Account, Duration, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason, Words};
use crate::record::columns::{Cell, ColumnSpec, ReasonText, WIDE};

use crate::record::disconnect;
use crate::record::message_words::without_numbers;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::{EVENTS, PLATFORMS, STATUSES};
use crate::record::semantics::{self, FailureReason, Outcome, inner};

/// Connections of accounts.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "connection",
    plural: "connections",
    words: KindWords {
        alias: "connection",
        about: "Account connections; with --from also lifecycle events of Fivetran connections",
        list: Some(ListHelp {
            about: "List who connected, failed to connect, or lost an account",
            examples: EXAMPLES,
        }),
    },
    defaults: KindDefaults { tail: true, check: true },
    covers_all: false,
    also_listed_by: None,
    assembled_from: None,
    group: KindGroup::Zernio,
    keys: KEYS,
    time_keys: &["createdAt"],
    group_by: "platform",
    account_key: "accountId",
    profile_key: "profileId",
    columns: COLUMNS,
    reason: ReasonText::Connection,
    filters: &["--event", "--request"],
    has_duration: true,
    event_key: "eventType",
    status: attempt::status,
    outcome: Outcome::of_attempt,
    common: CommonKeys {
        account_name: &["success.username", "metadata.username", "accountUsername", "success.displayName"],
        outcome: &["status", "eventType", "metadata", "error"],
        code: &["error.code", "metadata"],
        message: &["error.message", "error", "metadata"],
        ..attempt::COMMON
    },
    failure_reason: |view| FailureReason {
        code: inner(view, "error", "code"),
        message: inner(view, "error", "message")
            .or_else(|| view.text("error"))
            .or_else(|| if semantics::is_disconnect(view) { disconnect::reason(view) } else { None }),
    },
    // A disconnect rarely has a code, and accounts are disconnected for different reasons.
    failure_code: |view, reason| {
        let words = || reason.message.as_deref().filter(|_| semantics::is_disconnect(view)).and_then(without_numbers);
        reason.code.clone().or_else(words)
    },
    failure_topics: |_, _| &[""],
    resolution_keys: &[&["accountId"], &["profileId"], &["userId"]],
    schema_changes: |_| 0,
    is_about_connection: |_| true,
    story: StoryRole::Connection,
};

const EXAMPLES: &str = "\
Examples:
  connlog connections --demo
  connlog connections --status failed --since 1d
  connlog connections --status failed -C 2 --context-by account
  connlog connections --status failed --nth 1 -o details
  connlog connections --since 1d --sort duration:desc -n 5
  connlog connections --since 1d -o wide
  connlog connections --event disconnect --platform instagram,tiktok --days 7
  connlog connections --all -o ndjson --jq '{accountId, why: .error.code}'";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("event", Ended, Text("eventType")).width(24, 24),
    ColumnSpec::new("status", Words, Text("status")).width(10, 12).rank(7),
    ColumnSpec::new("platform", Plain, Text("platform")).width(9, 14).rank(3),
    ColumnSpec::new("account", Plain, Account).width(12, 20).rank(1),
    ColumnSpec::new("method", Quiet, Text("connectionMethod")).width(11, 12).rank(6).from(WIDE),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(5).from(WIDE),
    ColumnSpec::new("reason", Reason, Cell::Reason).width(12, 44).rank(1),
];

const METHODS: &[&str] = &["oauth", "credentials", "invitation"];
const SOURCES: &[&str] = &["late", "zernio"];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("connection"), "the kind of the record"),
    key("source", FieldType::Open(SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; always null in the zernio dialect"),
    key("userId", FieldType::Text, "the user; null for early OAuth failures"),
    key("profileId", FieldType::Text, "the profile the account belongs to"),
    key("accountId", FieldType::Text, "the account; null where a first connect failed"),
    key("platform", FieldType::Open(PLATFORMS), "the social platform"),
    key("eventType", FieldType::Open(EVENTS), "what happened; the action of the row if it is not one of the five"),
    key(
        "status",
        FieldType::Open(STATUSES),
        "how it ended; in the old dialect derived from eventType, null for a disconnect",
    ),
    key("connectionMethod", FieldType::Open(METHODS), "how the account was connected"),
    key(
        "error",
        FieldType::Object(&[
            key("code", FieldType::Text, "a stable code, such as oauth_denied"),
            key("message", FieldType::Text, "the reason in words"),
            key("rawResponse", FieldType::Text, "the platform's answer, cut at 2,000 characters by the API"),
        ]),
        "why it failed",
    ),
    key(
        "success",
        FieldType::Object(&[
            key("displayName", FieldType::Text, "the account's name"),
            key("username", FieldType::Text, "the account's handle"),
            key("profilePicture", FieldType::Text, "URL of its picture"),
            key("permissions", FieldType::Texts, "the scopes that were granted"),
            key("tokenExpiresAt", FieldType::Time, "when the token ends"),
            key("accountType", FieldType::Open(&["personal", "business", "organization"]), "the kind of account"),
        ]),
        "what was connected",
    ),
    key(
        "context",
        FieldType::Object(&[
            key("isHeadlessMode", FieldType::Flag, "connected without the hosted page"),
            key("hasCustomRedirectUrl", FieldType::Flag, "returned to a URL of the integrator"),
            key("isReconnection", FieldType::Flag, "the account was known before"),
            key("isBYOK", FieldType::Flag, "with the integrator's own platform keys"),
            key("invitationToken", FieldType::Text, "the invitation it came through"),
            key("connectToken", FieldType::Text, "the connect token it came through"),
        ]),
        "how the connection was made",
    ),
    key("durationMs", FieldType::Integer, "how long it took, in milliseconds"),
    key("metadata", FieldType::Any, "further data of the API; an object if it is JSON"),
    key("createdAt", FieldType::Time, "when it happened"),
];
