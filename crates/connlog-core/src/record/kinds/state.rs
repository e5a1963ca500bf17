//! States: what an account or a connection can do now. An API or a saved answer says it; no log has such entries.

use super::spec::{CommonKeys, KindDefaults, KindGroup, KindSpec, KindWords, StoryRole};
use crate::record::account_state::AccountState;
use crate::record::columns::Cell::{Account, Flag, Instant, Remedy, Text};
use crate::record::columns::ColumnRole::{Outcome as Shown, Plain, Quiet, Reason};
use crate::record::columns::{ColumnSpec, ReasonText};
use crate::record::message_words::without_numbers;
use crate::record::schema_key::{FieldType, SchemaKey, key};
use crate::record::vocabulary::{PLATFORMS, STATES};
use crate::record::semantics::FailureReason;

/// States of accounts and connections.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "state",
    plural: "status",
    words: KindWords { alias: "state", about: "The present state of accounts", list: None },
    defaults: KindDefaults::NONE,
    covers_all: false,
    also_listed_by: None,
    assembled_from: None,
    group: KindGroup::State,
    keys: KEYS,
    time_keys: &["since", "checkedAt"],
    group_by: "platform",
    account_key: "id",
    profile_key: "groupId",
    columns: COLUMNS,
    reason: ReasonText::Field,
    filters: &[],
    has_duration: false,
    event_key: "state",
    status: |view| view.text("state"),
    outcome: AccountState::outcome,
    common: CommonKeys {
        account_name: &["name"],
        platform: &["platform"],
        outcome: &["state"],
        code: &["reason", "state"],
        message: &["reason"],
        link: &[],
    },
    failure_reason: |view| FailureReason { code: None, message: view.text("reason") },
    // The words of the reason, because states have no code.
    failure_code: |view, reason| reason.message.as_deref().and_then(without_numbers).or_else(|| view.text("state")),
    failure_topics: |_, _| &[],
    resolution_keys: &[],
    schema_changes: |_| 0,
    is_about_connection: |_| false,
    story: StoryRole::Other,
};

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("state", Shown, Text("state")).width(14, 14),
    ColumnSpec::new("since", Quiet, Instant("since")).width(10, 29).rank(3),
    ColumnSpec::new("platform", Plain, Text("platform")).width(9, 14).rank(2),
    ColumnSpec::new("account", Plain, Account).width(12, 24),
    ColumnSpec::new("post", Plain, Flag("canPost")).width(4, 4).rank(4),
    ColumnSpec::new("token", Quiet, Instant("tokenExpiresAt")).width(10, 29).rank(6).from(100),
    ColumnSpec::new("do", Quiet, Remedy).width(9, 20).rank(5),
    ColumnSpec::new("reason", Reason, Text("reason")).width(12, 60).rank(1).below(),
];

const SOURCES: &[&str] = &["late", "zernio", "fivetran"];

const KEYS: &[SchemaKey] = &[
    key("kind", FieldType::Const("state"), "always `state`"),
    key("source", FieldType::Open(SOURCES), "the dialect or the provider that served it"),
    key("id", FieldType::Text, "the account, or the Fivetran connection"),
    key("name", FieldType::Text, "its name"),
    key("platform", FieldType::Open(PLATFORMS), "its platform; for Fivetran the service that it reads"),
    key("groupId", FieldType::Text, "the profile of the account; for Fivetran the destination"),
    key("groupName", FieldType::Text, "the name of the group, if the answer has it"),
    key(
        "state",
        FieldType::Open(STATES),
        "what it can do; `unknown` where a field that decides is missing or unreadable",
    ),
    key("since", FieldType::Time, "when it became unhealthy"),
    key("reason", FieldType::Text, "why it is in this state"),
    key("needsAction", FieldType::Flag, "whether a person must do something; null where that is unknown"),
    key("canPost", FieldType::Flag, "whether the account can publish posts"),
    key("paused", FieldType::Flag, "whether someone paused it"),
    key("tokenExpiresAt", FieldType::Time, "when its token ends; the API renews tokens itself"),
    key("lastSuccessAt", FieldType::Time, "when it last succeeded"),
    key("lastFailureAt", FieldType::Time, "when it last failed"),
    key("expectedEvery", FieldType::Text, "how often it is expected to succeed, such as `6h`"),
    key("issues", FieldType::Texts, "everything that the provider reports about it"),
    key("checkedAt", FieldType::Time, "when the answer was read; null for saved answers"),
];
