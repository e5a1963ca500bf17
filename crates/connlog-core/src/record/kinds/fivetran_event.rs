//! Events of Fivetran's connections, users and transformations.

use super::Kind;
use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, StoryRole};
use crate::providers::fivetran::event_catalog;
use crate::record::View;
use crate::record::columns::ReasonText;
use crate::record::message_words::without_numbers;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::{GROUPS, SEVERITIES};
use crate::record::semantics::{self, FailureReason, Outcome, inner};

/// Events that Fivetran logs.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "fivetran",
    plural: "events",
    words: KindWords { alias: "event", about: "All kinds of entries", list: None },
    defaults: KindDefaults::NONE,
    covers_all: true,
    also_listed_by: Some(Kind::Connection),
    assembled_from: None,
    group: KindGroup::Fivetran,
    keys: KEYS,
    time_keys: &["createdAt"],
    group_by: "platform",
    account_key: "connectionId",
    profile_key: "profileId",
    // Files hold several kinds, which share their columns.
    columns: &[],
    reason: ReasonText::Summary,
    filters: &["--event", "--connection", "--service", "--stage", "--sync", "--group"],
    // An event has no duration, and the search for a missing field costs more than all other counts.
    has_duration: false,
    event_key: "event",
    status: |view| inner(view, "data", "status"),
    outcome: Outcome::of_event,
    common: CommonKeys {
        account_name: &["connectionName"],
        platform: &["connectorType"],
        outcome: &["severity"],
        code: &["data.type", "data.taskType", "data.testName", "data.reason", "data.message", "event"],
        message: &["data.reason", "data.message", "data"],
        link: &[],
    },
    failure_reason,
    failure_code: |view, reason| {
        let named = ["type", "taskType", "testName"].iter().find_map(|key| inner(view, "data", key));
        named
            .or_else(|| reason.message.as_deref().and_then(without_numbers))
            .or_else(|| semantics::event(view))
    },
    failure_topics,
    // A transformation has an id and no connection.
    resolution_keys: &[&["connectionId"], &["data.id"]],
    schema_changes: |view| {
        let known = semantics::event(view).and_then(|event| event_catalog::find(&event));
        known.map_or(0, |event| u64::from(event.schema_change))
    },
    is_about_connection: |view| {
        semantics::stages(view).next().is_some() || view.text("group").as_deref() == Some("unknown")
    },
    story: StoryRole::Event,
};

/// Returns the reason of an event; empty for an event that is not a problem.
fn failure_reason<'v>(view: &'v View<'_>) -> FailureReason<'v> {
    if !Outcome::from_view(view).needs_attention() {
        return FailureReason::default();
    }
    let first = |keys: &[&str]| keys.iter().find_map(|key| inner(view, "data", key));
    FailureReason {
        code: first(&["status", "type", "testName"]),
        message: first(&["reason", "message"]).or_else(|| view.detail()),
    }
}

/// A successful sync resolves every failure of its connection; a passed setup test resolves failures of setup tests only.
fn failure_topics(view: &View<'_>, failure: bool) -> &'static [&'static str] {
    let event = view.text("event").map(|event| event.to_ascii_lowercase()).unwrap_or_default();
    match event.as_str() {
        "connection_failure" | "connection_successful" | "edit_connection" => &["setup"],
        "transformation_failed" | "transformation_succeeded" | "dbt_run_failed" | "dbt_run_succeeded" => {
            &["transformation"]
        }
        "sync_end" | "status" if !failure => &["sync", "setup"],
        _ if failure => &["sync"],
        // A successful part does not mean that the whole sync succeeded.
        _ => &[],
    }
}

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("fivetran"), "always `fivetran`"),
    key("source", FieldType::Const("fivetran"), "always `fivetran`"),
    key("id", FieldType::Text, "the id of the row, in a LOG table only; not unique there"),
    key("createdAt", FieldType::Time, "when it happened"),
    key("event", FieldType::Text, "what happened; connections also have undocumented events"),
    key("severity", FieldType::Open(SEVERITIES), "how bad it is: the worst of event, data and level"),
    key("group", FieldType::Open(GROUPS), "who writes such events"),
    key("stages", FieldType::Integers, "the stages of a connection's life it belongs to, 1 to 12"),
    key("connectionId", FieldType::Text, "the connection"),
    key("connectionName", FieldType::Text, "its name"),
    key("connectorType", FieldType::Text, "the service it reads"),
    key("syncId", FieldType::Text, "the sync it is part of"),
    key("exceptionId", FieldType::Text, "what support asks for after an unexpected problem"),
    key("data", FieldType::Any, "what the event carries, as Fivetran wrote it"),
];
