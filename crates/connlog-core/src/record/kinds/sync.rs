//! Syncs: one run of a Fivetran connection, assembled from its events.

use super::{Kind, attempt};
use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, StoryRole};
use crate::record::columns::Cell::{Account, Duration, IdPrefix, Inner, RowsWritten, Text, Time};
use crate::record::columns::ColumnRole::{Outcome, Plain, Quiet, Reason};
use crate::record::columns::{ColumnSpec, ReasonText, WIDE};

use crate::record::message_words::without_numbers;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::SYNC_STATUSES;
use crate::record::semantics::{FailureReason, Outcome as SyncOutcome, SyncStatus};

/// Syncs.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "sync",
    plural: "syncs",
    words: KindWords { alias: "sync", about: "Syncs of Fivetran connections (of its API, or with --from)", list: None },
    defaults: KindDefaults::NONE,
    covers_all: false,
    also_listed_by: None,
    assembled_from: Some(Kind::Fivetran),
    group: KindGroup::Fivetran,
    keys: KEYS,
    time_keys: &["startedAt"],
    group_by: "connectionName",
    account_key: "connectionId",
    profile_key: "profileId",
    columns: COLUMNS,
    reason: ReasonText::Field,
    filters: &["--connection", "--service", "--stage", "--sync", "--group"],
    has_duration: true,
    event_key: "eventType",
    status: attempt::status,
    outcome: |view| match SyncStatus::from_view(view) {
        // A paused sync is neither a success nor a failure.
        SyncStatus::Unknown if view.text("status").is_some_and(|word| word.eq_ignore_ascii_case("paused")) => {
            SyncOutcome::Skipped
        }
        status => status.outcome(),
    },
    common: CommonKeys {
        account_name: &["connectionName"],
        platform: &["connectorType"],
        outcome: &["status"],
        code: &["reason", "status"],
        message: &["reason"],
        link: &[],
    },
    failure_reason: |view| FailureReason { code: view.text("status"), message: view.text("reason") },
    failure_code: |_, reason| {
        reason.message.as_deref().and_then(without_numbers).or_else(|| reason.code.clone())
    },
    failure_topics: |_, _| &[""],
    resolution_keys: &[&["connectionId"]],
    schema_changes: |view| view.text("schemaChanges").and_then(|count| count.parse().ok()).unwrap_or(0),
    is_about_connection: |_| false,
    story: StoryRole::Sync,
};

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("started", Quiet, Time).width(29, 29),
    ColumnSpec::new("sync", Quiet, IdPrefix("syncId")).width(8, 8).rank(4),
    ColumnSpec::new("status", Outcome, Text("status")).width(16, 16),
    ColumnSpec::new("connection", Plain, Account).width(12, 24).rank(1),
    ColumnSpec::new("service", Plain, Text("connectorType")).width(8, 16).rank(8).from(100),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(3),
    ColumnSpec::new("read", Plain, Inner("rows", "extracted")).width(8, 10).rank(6),
    ColumnSpec::new("written", Plain, RowsWritten).width(8, 10).rank(5),
    ColumnSpec::new("tables", Quiet, Text("tables")).width(6, 6).rank(9).from(100),
    ColumnSpec::new("changes", Quiet, Text("schemaChanges")).width(7, 7).rank(10).from(WIDE),
    ColumnSpec::new("warnings", Quiet, Text("warnings")).width(8, 8).rank(7).from(100),
    ColumnSpec::new("errors", Plain, Text("errors")).width(6, 6).rank(4).from(100),
    ColumnSpec::new("reason", Reason, Text("reason")).width(12, 60).rank(1),
];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("sync"), "always `sync`"),
    key("source", FieldType::Const("fivetran"), "always `fivetran`"),
    key("connectionId", FieldType::Text, "the connection"),
    key("connectionName", FieldType::Text, "its name"),
    key("connectorType", FieldType::Text, "the service it reads"),
    key("syncId", FieldType::Text, "the sync; null before 2022"),
    key(
        "status",
        FieldType::Open(SYNC_STATUSES),
        "how it ended; `unknown` where its end does not say so, or was never read",
    ),
    key("startedAt", FieldType::Time, "when it started"),
    key("endedAt", FieldType::Time, "when it ended; `null` while it is open"),
    key("durationMs", FieldType::Integer, "how long it took, in milliseconds"),
    key("reason", FieldType::Text, "why it failed, was put off or stopped"),
    key(
        "phases",
        FieldType::Object(&[
            key("extractMs", FieldType::Integer, "reading the source, in milliseconds"),
            key("processMs", FieldType::Integer, "from there to the first write"),
            key("loadMs", FieldType::Integer, "writing to the destination"),
        ]),
        "where the time went",
    ),
    key(
        "rows",
        FieldType::Object(&[
            key("queries", FieldType::Integer, "calls of the source's API, or SQL queries"),
            key("extracted", FieldType::Integer, "rows read"),
            key("bytes", FieldType::Integer, "bytes read"),
            key("upserted", FieldType::Integer, "rows inserted or replaced"),
            key("updated", FieldType::Integer, "rows updated"),
            key("deleted", FieldType::Integer, "rows deleted"),
            key("other", FieldType::Integer, "rows of unknown operations"),
        ]),
        "what was read and written; operations are counted, not distinct rows",
    ),
    key("tables", FieldType::Integer, "tables written"),
    key("schemaChanges", FieldType::Integer, "changes of the destination's schema"),
    key("warnings", FieldType::Integer, "events of severity `warning`"),
    key("errors", FieldType::Integer, "events of severity `failure`, without the end of the sync"),
    key(
        "volumeMb",
        FieldType::Object(&[
            key("extract", FieldType::Number, "read from the source, in megabytes"),
            key("process", FieldType::Number, "processed, in megabytes"),
            key("load", FieldType::Number, "written to the destination, in megabytes"),
        ]),
        "the data of each phase; only Fivetran's REST API reports it",
    ),
];
