//! Version 1 of the record schema: the table behind `connlog schema`, `--fields` and its completion.
//!
//! It is additive only: within version 1 no key is renamed, removed or given another type.

use serde_json::{Map, Value, json};

use super::Kind;
use super::common_field::CommonField;
use super::kinds::spec::KindGroup;
use super::path::FieldPath;
use super::schema_key::{FieldType, SchemaKey};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_name_keys_of_the_schema_or_of_objects_with_any_content() {
        for kind in Kind::saved() {
            for (field, key) in
                CommonField::ALL.iter().flat_map(|field| field.keys(*kind).iter().map(move |key| (field, key)))
            {
                let path = key.parse().unwrap();
                assert!(has(*kind, &path), "{} of {}: {key}", field.name(), kind.name());
            }
        }
    }
}
