//! Reads records that connlog printed as `json` or `ndjson`; they already have the schema.

use std::borrow::Cow;

use super::{Provider, Recognized, fivetran, zernio};
use crate::json::{self, scanner};
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, Record, RecordLayout, schema};

/// A provider without its own `source`: its records keep the source with which they were printed.
pub(super) static PROVIDER: Provider = Provider::new(&[], recognize);

const fn shape(kind: Kind, lay: for<'r> fn(&'r str) -> Vec<Field<'r>>) -> RecordLayout {
    let time_key = if matches!(kind, Kind::Sync) { "startedAt" } else { "createdAt" };
    let peek: for<'r> fn(&MemberIndex<'r>, &str) -> Option<&'r str> =
        |outline, name| outline.member(name).or(Some("null"));
    RecordLayout {
        id_key: Some("id"),
        peek,
        rules: &zernio::secrets::RULES,
        ..RecordLayout::new(kind, "connlog", time_key, lay)
    }
}

static CONNECTION: RecordLayout = shape(Kind::Connection, |raw| lay(raw, Kind::Connection));
static POST: RecordLayout = shape(Kind::Post, |raw| lay(raw, Kind::Post));
static SYNC: RecordLayout =
    RecordLayout { fingerprint: fivetran::syncs::SYNC.fingerprint, ..shape(Kind::Sync, |raw| lay(raw, Kind::Sync)) };
/// The layout of a state, which connlog composes from an answer of an API.
pub(super) static STATE: RecordLayout =
    RecordLayout { time_key: "since", ..shape(Kind::State, |raw| lay(raw, Kind::State)) };
static EVENT: RecordLayout = RecordLayout {
    detail: fivetran::EVENT.detail,
    fingerprint: fivetran::EVENT.fingerprint,
    rules: fivetran::EVENT.rules,
    ..shape(Kind::Fivetran, |raw| lay(raw, Kind::Fivetran))
};

/// Kinds of the contract that no command lists.
const UNLISTED: &[&str] = &["webhook", "message", "workflow", "api_request"];

/// Returns the layout of a record that was printed before.
fn recognize(raw: &str) -> Option<Recognized> {
    let kind = scanner::member(raw, "kind").and_then(json::string)?;
    scanner::member(raw, "source").and_then(json::string)?;
    if UNLISTED.contains(&&*kind) {
        return Some(Recognized::Unlisted);
    }
    let kind = Kind::ALL.into_iter().chain([Kind::State]).find(|known| known.name() == kind)?;
    Some(Recognized::Entry(match kind {
        Kind::Connection => &CONNECTION,
        Kind::Post => &POST,
        Kind::Fivetran => &EVENT,
        Kind::Sync => &SYNC,
        Kind::State => &STATE,
        Kind::Stats => return Some(Recognized::Unlisted),
    }))
}

/// Returns a copy of a state with other values of some fields, which are JSON texts. The copy is not redacted.
pub fn with_fields(state: &Record, changes: &[(&str, String)]) -> Record {
    let view = state.raw_view();
    let mut text = String::new();
    for Field { name, json } in view.fields() {
        let new = changes.iter().find(|(field, _)| field == name).map_or(&**json, |(_, json)| json);
        text.push(if text.is_empty() { '{' } else { ',' });
        text.extend([&json::quote(name), ":", new]);
    }
    text.push('}');
    Record::from_text(text, &STATE)
}

/// Returns the keys of the schema in their order, then all other keys in theirs.
fn lay(raw: &str, kind: Kind) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    let keys = schema::keys(kind);
    let find = |name: &str| members.iter().find(|(key, _)| key == name).map_or("null", |(_, value)| value);
    let mut fields: Vec<Field<'_>> =
        keys.iter().map(|key| Field { name: Cow::Borrowed(key.name), json: Cow::Borrowed(find(key.name)) }).collect();
    let rest = members.iter().filter(|(name, _)| !keys.iter().any(|key| key.name == name));
    fields.extend(rest.map(|(name, value)| Field { name: name.clone(), json: Cow::Borrowed(*value) }));
    fields
}
