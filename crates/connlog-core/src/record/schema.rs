//! Version 1 of the record schema: the table behind `connlog schema`, `--fields` and its completion.
//!
//! It is additive only: within version 1 no key is renamed, removed or given another type.

use serde_json::{Map, Value, json};

use super::Kind;
use super::path::FieldPath;

/// A key of the schema.
pub struct SchemaKey {
    /// The name of the key.
    pub name: &'static str,
    /// The type of its value.
    pub form: FieldType,
    /// Its description in the JSON Schema.
    pub about: &'static str,
}

/// The type of a value. Every value may also be `null`.
pub enum FieldType {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number that may have a fraction.
    Number,
    /// A time, normally RFC 3339. Text that the API sent in another form is kept.
    Time,
    /// A boolean.
    Flag,
    /// A list of strings.
    Texts,
    /// A list of whole numbers.
    Integers,
    /// One of these strings, or a string that the API has added since.
    Open(&'static [&'static str]),
    /// Always this string.
    Const(&'static str),
    /// An object with these keys. It may lack some of them and may have further ones.
    Object(&'static [SchemaKey]),
    /// Any JSON value, normally an object.
    Any,
}

const fn key(name: &'static str, form: FieldType, about: &'static str) -> SchemaKey {
    SchemaKey { name, form, about }
}

/// The platforms of accounts. The API accepts only some of them as a filter.
pub const PLATFORMS: &[&str] = &[
    "tiktok",
    "instagram",
    "facebook",
    "youtube",
    "linkedin",
    "twitter",
    "threads",
    "pinterest",
    "reddit",
    "bluesky",
    "googlebusiness",
    "telegram",
    "snapchat",
    "whatsapp",
    "discord",
    "slack",
    "shopify",
    "wordpress",
    "wix",
    "linkedinads",
    "metaads",
    "pinterestads",
    "tiktokads",
    "xads",
    "googleads",
    "openaiads",
    "redditads",
    "sms",
    "phone",
    "rcs",
    "whopads",
    "google",
    "microsoft",
    "hubspot",
    "webflow",
    "googleanalytics",
    "imessage",
    "tiktokshop",
    "microsoftads",
];
/// Aliases of platforms, each with the name in the API.
const PLATFORM_ALIASES: [(&str, &str); 1] = [("x", "twitter")];

/// Returns the API's name of a platform; a word that is not an alias is returned unchanged.
pub fn platform(word: &str) -> &str {
    let alias = PLATFORM_ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(word));
    alias.map_or(word, |(_, name)| name)
}

/// Returns whether rows may name the platform by an alias.
pub fn has_alias(platform: &str) -> bool {
    PLATFORM_ALIASES.iter().any(|(alias, name)| [alias, name].iter().any(|word| word.eq_ignore_ascii_case(platform)))
}

/// Returns whether two words name the same platform, ignoring case.
pub fn same_platform(wanted: &str, found: &str) -> bool {
    platform(wanted).eq_ignore_ascii_case(platform(found))
}
/// The event types of a connection entry.
pub const EVENTS: &[&str] =
    &["connect_success", "connect_failed", "disconnect", "reconnect_success", "reconnect_failed"];

/// The events that start and end a sync.
pub const SYNC_BOUNDS: [&str; 3] = ["sync_start", "sync_end", "status"];

/// Returns whether an event starts or ends a sync, ignoring case.
pub fn bounds_sync(name: &str) -> bool {
    SYNC_BOUNDS.iter().any(|bound| name.eq_ignore_ascii_case(bound))
}
/// The statuses of an attempt.
pub const STATUSES: &[&str] = &["success", "failed", "pending", "skipped"];
/// The severities of an event, in ascending order.
pub const SEVERITIES: &[&str] = &["ok", "info", "warning", "failure"];
/// The origins of Fivetran events; `unknown` for an undocumented event.
pub const GROUPS: &[&str] = &["connector", "dashboard", "rest_api", "audit_trail", "transformation", "unknown"];
/// The statuses of a sync.
pub const SYNC_STATUSES: &[&str] =
    &["succeeded", "failed", "cancelled", "rescheduled", "priority-first", "open", "unknown"];
/// The actions on a post: the words of the `late` dialect, then those of the `zernio` dialect.
pub const ACTIONS: &[&str] = &[
    "publish",
    "retry",
    "media_upload",
    "rate_limit_pause",
    "token_refresh",
    "cancelled",
    "post.published",
    "post.failed",
    "post.partial",
    "post.cancelled",
];

/// Returns whether the action `found` of a row in either dialect matches the filter value `wanted`.
///
/// The `zernio` dialect puts action and outcome into one word; the `late` dialect has a separate status.
pub fn same_action(wanted: &str, found: &str) -> bool {
    let meant: &[&str] = match wanted {
        "publish" => &["post.published", "post.failed", "post.partial"],
        "cancelled" => &["post.cancelled"],
        _ => &[],
    };
    wanted == found || meant.contains(&found)
}

const METHODS: &[&str] = &["oauth", "credentials", "invitation"];
const SOURCES: &[&str] = &["late", "zernio"];

const CONNECTION: &[SchemaKey] = &[
    key("kind", FieldType::Const("connection"), "the kind of the record"),
    key("source", FieldType::Open(SOURCES), "the dialect that served it"),
    key("id", FieldType::Text, "the entry's id; always null in the zernio dialect"),
    key("userId", FieldType::Text, "the user; null for early OAuth failures"),
    key("profileId", FieldType::Text, "the profile the account belongs to"),
    key("accountId", FieldType::Text, "the account; null where a first connect failed"),
    key("platform", FieldType::Open(PLATFORMS), "the social platform"),
    key("eventType", FieldType::Open(EVENTS), "what happened; the action of the row where it is not one of the five"),
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
    key("metadata", FieldType::Any, "further data of the API; an object where it is JSON"),
    key("createdAt", FieldType::Time, "when it happened"),
];

const POST: &[SchemaKey] = &[
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

const FIVETRAN: &[SchemaKey] = &[
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

const SYNC: &[SchemaKey] = &[
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
];

const STATS: &[SchemaKey] = &[
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
    key("failureRate", FieldType::Number, "failures among all entries, 0 to 1; null where there are none"),
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
];

/// Keys that rows may have besides those of the schema, under the API's own names. `--fields` accepts them without a
/// guarantee.
pub const EXTRAS: &[&str] = &[
    "action",
    "type",
    "metadata",
    "post",
    "operation_id",
    "status_code",
    "endpoint",
    "request_body",
    "response_body",
    "request_id",
    "api_key_id",
    "method",
    "path",
    "ip_address",
    "user_agent",
];

/// Returns the schema's keys for records of `kind`, in their order.
pub const fn keys(kind: Kind) -> &'static [SchemaKey] {
    match kind {
        Kind::Connection => CONNECTION,
        Kind::Post => POST,
        Kind::Fivetran => FIVETRAN,
        Kind::Sync => SYNC,
        Kind::Stats => STATS,
    }
}

/// Returns every path of the schema of `kind`: top-level keys and the keys of its objects.
pub fn paths(kind: Kind) -> Vec<String> {
    let mut paths = Vec::new();
    for key in keys(kind) {
        paths.push(key.name.to_owned());
        if let FieldType::Object(members) = key.form {
            paths.extend(members.iter().map(|member| format!("{}.{}", key.name, member.name)));
        }
    }
    paths
}

/// Returns every path of the schemas of `kinds` once, in the order of the kinds.
pub fn paths_of(kinds: &[Kind]) -> Vec<String> {
    let mut known = Vec::new();
    for path in kinds.iter().flat_map(|kind| paths(*kind)) {
        if !known.contains(&path) {
            known.push(path);
        }
    }
    known
}

/// Returns whether `--fields` accepts `path`: the schema has it, or it leads into a value without a fixed type.
pub fn has(kind: Kind, path: &FieldPath) -> bool {
    let first = path.first();
    let Some(key) = keys(kind).iter().find(|key| key.name == first) else {
        return kind != Kind::Stats && EXTRAS.contains(&first);
    };
    let second = path.pieces().nth(1).map(|piece| piece.split('[').next().unwrap_or(piece));
    match (&key.form, second) {
        (FieldType::Object(members), Some(second)) => members.iter().any(|member| member.name == second),
        (FieldType::Any, _) | (_, None) => true,
        (_, Some(_)) => false,
    }
}

/// Returns the type of the value at `path`; `None` if the schema does not define it.
pub fn form(kind: Kind, path: &FieldPath) -> Option<&'static FieldType> {
    let (mut keys, mut form) = (keys(kind), None);
    for piece in path.pieces() {
        let (name, indexed) = piece.split_once('[').map_or((piece, false), |(name, _)| (name, true));
        let key = keys.iter().find(|key| key.name == name)?;
        form = match (&key.form, indexed) {
            (FieldType::Texts, true) => Some(&FieldType::Text),
            (_, true) => return None,
            (form, false) => Some(form),
        };
        keys = if let Some(FieldType::Object(members)) = form { members } else { &[] };
    }
    form
}

/// Returns the JSON Schema (2020-12) of the records of `kinds`.
pub fn document(kinds: &[Kind]) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), "connlog record, version 1".into());
    if let [kind] = kinds {
        schema.extend(object(keys(*kind), true));
    } else {
        let any: Vec<Value> = kinds.iter().map(|kind| Value::Object(object(keys(*kind), true))).collect();
        schema.insert("oneOf".into(), any.into());
    }
    Value::Object(schema)
}

fn object(keys: &[SchemaKey], all_required: bool) -> Map<String, Value> {
    let mut schema = Map::new();
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    schema.insert("type".into(), if all_required { json!("object") } else { json!(["object", "null"]) });
    schema.insert("properties".into(), properties.into());
    if all_required {
        schema.insert("required".into(), keys.iter().map(|key| key.name).collect());
    }
    schema
}

fn property(key: &SchemaKey) -> Value {
    let mut schema = match &key.form {
        FieldType::Text => json!({ "type": ["string", "null"] }),
        FieldType::Integer => json!({ "type": ["integer", "null"] }),
        FieldType::Number => json!({ "type": ["number", "null"] }),
        FieldType::Time => json!({ "type": ["string", "null"], "examples": ["2026-11-20T12:00:00Z"] }),
        FieldType::Flag => json!({ "type": ["boolean", "null"] }),
        FieldType::Texts => json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        FieldType::Integers => json!({ "type": ["array", "null"], "items": { "type": "integer" } }),
        FieldType::Open(examples) => json!({ "type": ["string", "null"], "examples": examples }),
        FieldType::Const(text) => json!({ "const": text }),
        FieldType::Object(keys) => Value::Object(object(keys, false)),
        FieldType::Any => json!({}),
    };
    schema["description"] = key.about.into();
    schema
}
