//! API requests: one call to the API with one of the user's keys.

use super::attempt;
use super::spec::{CommonKeys, KindSpec, KindWords, ListHelp, StoryRole};
use crate::record::columns::Cell::{Duration, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, WIDE};
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::{PLATFORMS, STATUSES};
use crate::record::semantics::FailureReason;

/// Calls to the API.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "api_request",
    plural: "requests",
    words: KindWords {
        alias: "request",
        about: "Calls to the API",
        list: Some(ListHelp { about: "List calls to the API: which failed, and with which key", examples: EXAMPLES }),
    },
    keys: KEYS,
    group_by: "operationId",
    columns: COLUMNS,
    filters: &["--status-code", "--key", "--request"],
    event_key: "operationId",
    common: CommonKeys {
        account_name: &[],
        outcome: &["status", "statusCode", "error"],
        code: &["error.code", "statusCode"],
        ..attempt::COMMON
    },
    failure_reason: |view| FailureReason { code: attempt::error_code(view).or_else(|| attempt::http_code(view)), message: attempt::error_message(view) },
    failure_code: |_, reason| reason.code.clone(),
    resolution_keys: &[&["apiKeyId", "operationId"], &["operationId"]],
    story: StoryRole::Call,
    ..attempt::LOG
};

const EXAMPLES: &str = "\
Examples:
  connlog requests --demo
  connlog requests --status-code 429 --since 1d
  connlog requests --status failed --nth 1 -o details
  connlog requests --since 1d --sort duration:desc -n 5
  connlog requests --status failed -C 2
  connlog requests --key 6507a1b2c3d4e5f6a7b8c9d0 --status failed
  connlog events --request 9a4ce1c8-0d5d-4c59-9d9b-5c1a3f8f7e21
  connlog stats requests --by operationId,statusCode";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("status", Ended, Text("status")).width(12, 12),
    ColumnSpec::new("code", Plain, Text("statusCode")).width(4, 4).rank(2),
    ColumnSpec::new("method", Plain, Text("method")).width(6, 7).rank(4),
    ColumnSpec::new("path", Plain, Text("path")).width(14, 40).rank(1),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(6),
    ColumnSpec::new("key", Quiet, Cell::HexId("apiKeyId")).width(8, 24).rank(8).from(WIDE),
    ColumnSpec::new("request", Quiet, Cell::IdPrefix("requestId")).width(8, 36).rank(7).from(WIDE),
    ColumnSpec::new("reason", Reason, Cell::Reason).width(12, 44).rank(1),
];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("api_request"), "the kind of the record"),
    key("source", FieldType::Open(attempt::SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; null, because the API gives none"),
    key("createdAt", FieldType::Time, "when it happened"),
    key("method", FieldType::Text, "the HTTP method"),
    key("path", FieldType::Text, "the path"),
    key("operationId", FieldType::Text, "the operation in the API's specification, such as createPost"),
    key("status", FieldType::Open(STATUSES), "how it ended"),
    key("statusCode", FieldType::Integer, "the HTTP status of the answer"),
    attempt::ERROR,
    attempt::DURATION,
    key("requestId", FieldType::Text, "the id of the call; entries that it caused have it too"),
    key("apiKeyId", FieldType::Text, "the id of the key"),
    key("userId", FieldType::Text, "the user"),
    key("profileId", FieldType::Text, "the profile that the call named"),
    key("accountId", FieldType::Text, "the account that the call named"),
    key("platform", FieldType::Open(PLATFORMS), "the platform of the account"),
    key("ipAddress", FieldType::Text, "where the call came from"),
    key("userAgent", FieldType::Text, "the program that called"),
    attempt::REQUEST,
    attempt::RESPONSE,
    attempt::METADATA,
];
