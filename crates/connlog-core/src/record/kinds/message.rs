//! Messages: one message that an account sent, received or failed to send.

use super::{KindDefaults, KindGroup, KindSpec, KindWords, ListHelp, attempt};
use crate::record::columns::Cell::{Account, Action, Duration, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, ReasonText, WIDE};
use crate::record::log_words::MESSAGE_ACTIONS;
use crate::record::message_words::without_numbers;
use crate::record::schema::{FieldType, PLATFORMS, STATUSES, SchemaKey, key};
use crate::record::semantics::{FailureReason, Outcome};

/// Messages of accounts.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "message",
    plural: "messages",
    words: KindWords {
        alias: "message",
        about: "Messages of accounts",
        list: Some(ListHelp { about: "List messages of accounts: which were sent, received, or not delivered", examples: EXAMPLES }),
    },
    defaults: KindDefaults::NONE,
    covers_all: false,
    also_listed_by: None,
    assembled_from: None,
    group: KindGroup::Zernio,
    keys: KEYS,
    time_keys: &["createdAt"],
    group_by: "platform",
    columns: COLUMNS,
    reason: ReasonText::Failure,
    filters: &["--action", "--status-code", "--request", "--include-read-receipts"],
    has_duration: true,
    event_key: "action",
    status: attempt::status,
    outcome: Outcome::of_attempt,
    account_name: attempt::account_name,
    failure_reason: |view| FailureReason { code: attempt::error_code(view), message: attempt::error_message(view) },
    failure_code: |_, reason| reason.code.clone().or_else(|| reason.message.as_deref().and_then(without_numbers)),
    failure_topics: |_, _| &[""],
    resolution_keys: &[&["accountId"]],
    schema_changes: |_| 0,
    is_about_connection: |_| false,
};

const EXAMPLES: &str = "\
Examples:
  connlog messages --demo
  connlog messages --status failed --since 1d
  connlog messages --platform whatsapp --action message.failed
  connlog messages --include-read-receipts --account 64e1f0a9e2b5af0012ab3510
  connlog messages --all -o ndjson --show-personal";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, (29, 29, 0), Time),
    ColumnSpec::new("status", Ended, (12, 12, 0), Text("status")),
    ColumnSpec::new("platform", Plain, (9, 14, 3), Text("platform")),
    ColumnSpec::new("account", Plain, (10, 17, 1), Account),
    ColumnSpec::new("action", Plain, (16, 18, 5), Action),
    ColumnSpec::new("code", Plain, (4, 4, 6), Text("statusCode")).from(WIDE),
    ColumnSpec::new("took", Quiet, (8, 8, 7), Duration).from(WIDE),
    ColumnSpec::new("reason", Reason, (12, 44, 1), Cell::Reason),
];

const SOURCES: &[&str] = &["zernio"];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("message"), "the kind of the record"),
    key("source", FieldType::Open(SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; null, because the API gives none"),
    key("createdAt", FieldType::Time, "when it happened"),
    key("userId", FieldType::Text, "the user"),
    key("profileId", FieldType::Text, "the profile the account belongs to"),
    key("accountId", FieldType::Text, "the account"),
    key("platform", FieldType::Open(PLATFORMS), "the social platform"),
    key("action", FieldType::Open(MESSAGE_ACTIONS), "what happened"),
    key("status", FieldType::Open(STATUSES), "how it ended"),
    key("statusCode", FieldType::Integer, "the HTTP status of the platform"),
    key(
        "error",
        FieldType::Object(&[
            key("code", FieldType::Text, "a stable code"),
            key("message", FieldType::Text, "the reason in words"),
        ]),
        "why it failed",
    ),
    key("durationMs", FieldType::Integer, "how long it took, in milliseconds"),
    key("endpoint", FieldType::Text, "the route that was called"),
    key("request", FieldType::Object(&[key("rawBody", FieldType::Text, "the body, cut by the API")]), "what was sent"),
    key("response", FieldType::Object(&[key("rawBody", FieldType::Text, "the body, cut by the API")]), "what was answered"),
    key("metadata", FieldType::Any, "further data of the API; an object if it is JSON"),
];
