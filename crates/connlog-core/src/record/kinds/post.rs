//! Posts: one attempt to publish a post on one platform.

use super::attempt;
use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, ListHelp, StoryRole};
use crate::record::columns::Cell::{Account, Action, Attempt, Duration, HexId, Preview, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, ReasonText, VERY_WIDE, WIDE};

use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::{ACTIONS, PLATFORMS, STATUSES};
use crate::record::semantics::{FailureReason, Outcome, inner};

/// Attempts to publish.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "post",
    plural: "posts",
    words: KindWords {
        alias: "post",
        about: "Attempts to publish posts",
        list: Some(ListHelp {
            about: "List attempts to publish posts: which failed, and why",
            examples: EXAMPLES,
        }),
    },
    defaults: KindDefaults { tail: true, check: false },
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
    reason: ReasonText::Post,
    filters: &["--post", "--action", "--status-code", "--request"],
    has_duration: true,
    event_key: "eventType",
    status: attempt::status,
    outcome: Outcome::of_attempt,
    common: CommonKeys {
        account_name: &["metadata.username", "accountUsername"],
        outcome: &["status", "response", "statusCode"],
        code: &["response.errorCode"],
        message: &["response.errorMessage"],
        link: &["response.platformPostUrl", "response.rawBody"],
        ..attempt::COMMON
    },
    failure_reason: |view| FailureReason {
        code: inner(view, "response", "errorCode"),
        message: inner(view, "response", "errorMessage"),
    },
    failure_code: |_, reason| reason.code.clone(),
    failure_topics: |_, _| &[""],
    resolution_keys: &[&["accountId", "postId"], &["accountId"], &["postId"]],
    schema_changes: |_| 0,
    is_about_connection: |_| false,
    story: StoryRole::Attempt,
};

const EXAMPLES: &str = "\
Examples:
  connlog posts --demo
  connlog posts --status failed --since 6h
  connlog posts --status failed --nth 2 -o details
  connlog posts --since 1d --sort duration:desc -n 5
  connlog posts --status failed -C 2 --context-by account
  connlog posts @failing-tiktok --since 1d       a filter of config.toml
  connlog posts --post 65f1c0a9e2b5af0012ab34cd
  connlog posts --where 'statusCode >= 500 and createdAt >= 2h'
  connlog posts --search 'quota reached' --json=createdAt,response.errorMessage
  connlog posts --all -o ndjson > attempts.ndjson";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("status", Ended, Text("status")).width(12, 12),
    ColumnSpec::new("platform", Plain, Text("platform")).width(9, 14).rank(3),
    ColumnSpec::new("account", Plain, Account).width(10, 20).rank(1),
    ColumnSpec::new("action", Plain, Action).width(16, 16).rank(6).from(100),
    ColumnSpec::new("try", Quiet, Attempt).width(6, 6).rank(5),
    ColumnSpec::new("post", Quiet, HexId("postId")).width(7, 24).rank(8).from(WIDE),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(7).from(WIDE),
    ColumnSpec::new("content", Quiet, Preview).width(12, 20).rank(4).from(VERY_WIDE),
    ColumnSpec::new("result", Reason, Cell::Reason).width(12, 44).rank(1),
];

const SOURCES: &[&str] = &["late", "zernio"];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("post"), "the kind of the record"),
    key("source", FieldType::Open(SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; always null in the zernio dialect"),
    key("postId", FieldType::Text, "the post; a populated post is in `post`"),
    key("userId", FieldType::Text, "the user"),
    key("profileId", FieldType::Text, "the profile the account belongs to"),
    key("platform", FieldType::Open(PLATFORMS), "the social platform"),
    key("accountId", FieldType::Text, "the account it was published with"),
    key("accountUsername", FieldType::Text, "that account's handle"),
    key("action", FieldType::Open(ACTIONS), "what was attempted"),
    key("status", FieldType::Open(STATUSES), "how it ended"),
    key("statusCode", FieldType::Integer, "the platform's HTTP status; null where the row has none, or 0"),
    key("endpoint", FieldType::Text, "the platform API that was called"),
    key(
        "request",
        FieldType::Object(&[
            key("contentPreview", FieldType::Text, "the first 200 characters of the post"),
            key("mediaCount", FieldType::Integer, "how many media it carries"),
            key("mediaTypes", FieldType::Texts, "their types"),
            key("mediaUrls", FieldType::Texts, "their URLs"),
            key("scheduledFor", FieldType::Time, "when it was due"),
            key("rawBody", FieldType::Text, "the request, cut by the API at 5,000 characters"),
        ]),
        "what was sent to the platform",
    ),
    key(
        "response",
        FieldType::Object(&[
            key("platformPostId", FieldType::Text, "the post's id on the platform"),
            key("platformPostUrl", FieldType::Text, "its address there"),
            key("errorMessage", FieldType::Text, "the reason in words"),
            key("errorCode", FieldType::Text, "a stable code"),
            key("rawBody", FieldType::Text, "the answer, cut by the API at 5,000 or 10,000 characters"),
        ]),
        "what the platform answered",
    ),
    key("durationMs", FieldType::Integer, "how long it took, in milliseconds"),
    key("attemptNumber", FieldType::Integer, "1 for the first try, more for retries"),
    key("createdAt", FieldType::Time, "when it happened"),
];
