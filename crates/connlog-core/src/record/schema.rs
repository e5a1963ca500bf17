//! Version 1 of the record schema: the table behind `connlog schema`, `--fields` and its completion.
//!
//! It is additive only: within version 1 no key is renamed, removed or given another type.

use serde_json::{Map, Value, json};

use super::Kind;
use super::common_field::CommonField;
use super::kinds::KindGroup;
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

/// Returns a key of the schema.
pub(super) const fn key(name: &'static str, form: FieldType, about: &'static str) -> SchemaKey {
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
/// The states of an account or a connection, the worst first.
pub const STATES: &[&str] = &["disconnected", "failing", "unknown", "warning", "paused", "ok"];
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

/// The key that an account inside a row adds to rows of the social media API.
const ACCOUNT_NAME: &str = "accountUsername";

/// Returns the schema's keys for records of `kind`, in their order.
pub const fn keys(kind: Kind) -> &'static [SchemaKey] {
    kind.spec().keys
}

/// Returns the values that a field of the kind is known to have; an empty list if it takes any text.
pub fn known_values(kind: Kind, field: &str) -> &'static [&'static str] {
    match keys(kind).iter().find(|key| key.name == field).map(|key| &key.form) {
        Some(FieldType::Open(known)) => known,
        _ => &[],
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

/// Returns whether records of `kind` have the common fields.
const fn has_common(kind: Kind) -> bool {
    kind.is_entry() || kind.is_state()
}

/// Returns every name that `--fields` accepts for `kinds`: the common fields, then the paths of the schemas.
pub fn field_names(kinds: &[Kind]) -> Vec<String> {
    let mut names = Vec::new();
    if kinds.iter().any(|kind| has_common(*kind)) {
        names.extend(CommonField::ALL.map(|field| field.name().to_owned()));
    }
    names.extend(paths_of(kinds).into_iter().filter(|path| CommonField::named(path).is_none()));
    names
}

/// Returns whether `--fields` accepts `path`: it is a common field, the schema has it, or it leads into a value without a
/// fixed type.
pub fn has(kind: Kind, path: &FieldPath) -> bool {
    if path.common().is_some() && has_common(kind) {
        return true;
    }
    let first = path.first();
    let Some(key) = keys(kind).iter().find(|key| key.name == first) else {
        let is_added = first == ACCOUNT_NAME && matches!(kind.spec().group, KindGroup::Zernio);
        return kind.is_entry() && (is_added || EXTRAS.contains(&first));
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
    if let Some(field) = path.common().filter(|_| has_common(kind)) {
        return Some(field.form(kind));
    }
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
        schema.extend(record(*kind));
    } else {
        let any: Vec<Value> = kinds.iter().map(|kind| Value::Object(record(*kind))).collect();
        schema.insert("oneOf".into(), any.into());
    }
    Value::Object(schema)
}

/// Returns the schema of the records of a kind. `x-alias` lists the keys that each common field reads.
fn record(kind: Kind) -> Map<String, Value> {
    let mut schema = object(keys(kind), true);
    if has_common(kind) {
        let alias = CommonField::ALL.map(|field| (field.name().to_owned(), json!(field.keys(kind))));
        schema.insert("x-alias".into(), Value::Object(alias.into_iter().collect()));
    }
    schema
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
