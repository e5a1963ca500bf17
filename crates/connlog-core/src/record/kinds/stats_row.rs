//! Result rows of `connlog stats`: one group and one time bucket. Sources have no such entries.

use super::{Kind, attempt};
use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, StoryRole};
use crate::json;
use crate::record::columns::ReasonText;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::semantics::{FailureReason, Outcome};
use crate::record::{Field, RecordLayout};

/// The layout of rows; they have the schema already.
pub static LAYOUT: RecordLayout = RecordLayout::new(Kind::Stats, "connlog", "bucket", lay);

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
}

/// Rows of `connlog stats`.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "stats",
    plural: "stats",
    words: KindWords { alias: "stats", about: "Result rows of `connlog stats`", list: None },
    defaults: KindDefaults::NONE,
    covers_all: false,
    also_listed_by: None,
    assembled_from: None,
    group: KindGroup::Connlog,
    keys: KEYS,
    time_keys: &["bucket"],
    group_by: "platform",
    account_key: "accountId",
    profile_key: "profileId",
    columns: &[],
    reason: ReasonText::Empty,
    filters: &[],
    has_duration: true,
    event_key: "eventType",
    status: attempt::status,
    outcome: Outcome::of_attempt,
    common: CommonKeys::NONE,
    failure_reason: |_| FailureReason::default(),
    failure_code: |_, reason| reason.code.clone(),
    failure_topics: |_, _| &[""],
    resolution_keys: &[],
    schema_changes: |_| 0,
    is_about_connection: |_| false,
    story: StoryRole::Other,
};

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("stats"), "the kind of the record"),
    key(
        "group",
        FieldType::Any,
        "an object with the fields of --by, nested as in the entries; values are texts, or null",
    ),
    key("bucket", FieldType::Time, "when the bucket of --every begins; null without, and for entries without a time"),
    key("bucketEnd", FieldType::Time, "when it ends"),
    key("count", FieldType::Integer, "entries"),
    key("failures", FieldType::Integer, "those that failed"),
    key("failureRate", FieldType::Number, "failures among all entries, 0 to 1; null without entries"),
    key(
        "durationMs",
        FieldType::Object(&[
            key("p50", FieldType::Integer, "half of the entries took no longer; within 1 %, exact up to 128 entries"),
            key("p95", FieldType::Integer, "95 of 100 entries took no longer; as exact as p50"),
            key("max", FieldType::Integer, "the longest, always exact"),
        ]),
        "how long they took, in milliseconds",
    ),
    key("oldest", FieldType::Time, "when the oldest entry happened"),
    key("newest", FieldType::Time, "when the newest did"),
    key("unknown", FieldType::Integer, "entries whose outcome cannot be read; not among the failures"),
    key("sum", FieldType::Any, "an object with the sums of the fields of --sum, nested as in the entries; null without"),
    key("max", FieldType::Any, "an object with the largest values of the fields of --max; null without"),
];
