//! Webhooks: one attempt to deliver an event to an endpoint of the user.

use super::attempt;
use super::spec::{CommonKeys, KindSpec, KindWords, ListHelp, StoryRole};
use crate::record::columns::Cell::{Attempt, Duration, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, WIDE};
use crate::record::log_words::WEBHOOK_EVENTS;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::STATUSES;
use crate::record::semantics::FailureReason;

/// Deliveries of webhooks.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "webhook",
    plural: "webhooks",
    words: KindWords {
        alias: "webhook",
        about: "Deliveries of webhooks",
        list: Some(ListHelp { about: "List deliveries of webhooks: which events did not arrive", examples: EXAMPLES }),
    },
    keys: KEYS,
    group_by: "event",
    columns: COLUMNS,
    filters: &["--event", "--webhook", "--status-code", "--request"],
    event_key: "event",
    common: CommonKeys {
        account_name: &[],
        platform: &[],
        outcome: &["status", "statusCode", "errorMessage"],
        code: &["statusCode", "errorMessage"],
        message: &["errorMessage"],
        ..attempt::COMMON
    },
    failure_reason: |view| FailureReason { code: attempt::http_code(view), message: attempt::webhook_message(view) },
    resolution_keys: &[&["webhookId", "eventId"], &["eventId"]],
    story: StoryRole::Delivery,
    ..attempt::LOG
};

const EXAMPLES: &str = "\
Examples:
  connlog webhooks --demo
  connlog webhooks --status failed --since 1d
  connlog webhooks --status failed --nth 1 -o details
  connlog webhooks --since 1d --sort duration:desc -n 5
  connlog webhooks --status failed -C 2
  connlog webhooks --event post.failed,account.disconnected
  connlog webhooks --webhook 507f1f77bcf86cd799439011 --status-code 500,503
  connlog check webhooks --unresolved        exit code 10 if an event never arrived";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("status", Ended, Text("status")).width(12, 12),
    ColumnSpec::new("event", Plain, Text("event")).width(16, 26).rank(1),
    ColumnSpec::new("code", Plain, Text("statusCode")).width(4, 4).rank(4),
    ColumnSpec::new("try", Quiet, Attempt).width(6, 6).rank(6),
    ColumnSpec::new("webhook", Plain, Text("webhookName")).width(10, 24).rank(3),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(7).from(WIDE),
    ColumnSpec::new("url", Quiet, Text("url")).width(12, 40).rank(8).from(140),
    ColumnSpec::new("reason", Reason, Cell::Reason).width(12, 44).rank(1),
];

const SOURCES: &[&str] = &["late", "zernio"];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("webhook"), "the kind of the record"),
    key("source", FieldType::Open(SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; null in the zernio dialect"),
    key("createdAt", FieldType::Time, "when it was sent"),
    key("webhookId", FieldType::Text, "the subscription"),
    key("webhookName", FieldType::Text, "the name of the subscription when it was sent"),
    key("eventId", FieldType::Text, "the event; the same for all attempts to deliver it"),
    key("event", FieldType::Open(WEBHOOK_EVENTS), "what happened"),
    key("test", FieldType::Flag, "whether it is a sample"),
    key("url", FieldType::Text, "the endpoint"),
    key("status", FieldType::Open(STATUSES), "how it ended"),
    key("statusCode", FieldType::Integer, "the HTTP status of the endpoint; null without an answer"),
    key("attemptNumber", FieldType::Integer, "1 for the first try, more for retries"),
    attempt::DURATION,
    key("errorMessage", FieldType::Text, "why it failed"),
    key("requestPayload", FieldType::Any, "the event as it was sent; text where the API cut it"),
    key("responseBody", FieldType::Text, "the answer of the endpoint, cut by the API"),
    key("userId", FieldType::Text, "the user"),
];
