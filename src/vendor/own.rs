//! What connlog itself printed as `json` or `ndjson`, read back: the schema is laid already.

use std::borrow::Cow;

use super::{Claim, Vendor, fivetran, late};
use crate::record::{Field, Kind, Outline, Shape, json, scan, schema};

/// A vendor like others, but for the `source` of its records, which is that of whoever wrote them.
pub(super) static VENDOR: Vendor = Vendor::new(&[], claim);

const fn shape(kind: Kind, lay: for<'r> fn(&'r str) -> Vec<Field<'r>>) -> Shape {
    let time_key = if matches!(kind, Kind::Sync) { "startedAt" } else { "createdAt" };
    let peek: for<'r> fn(&Outline<'r>, &str) -> Option<&'r str> = |outline, name| outline.member(name).or(Some("null"));
    Shape { id_key: Some("id"), peek, rules: &late::RULES, ..Shape::new(kind, "connlog", time_key, lay) }
}

static CONNECTION: Shape = shape(Kind::Connection, |raw| lay(raw, Kind::Connection));
static POST: Shape = shape(Kind::Post, |raw| lay(raw, Kind::Post));
static SYNC: Shape =
    Shape { fingerprint: fivetran::syncs::SYNC.fingerprint, ..shape(Kind::Sync, |raw| lay(raw, Kind::Sync)) };
static EVENT: Shape = Shape {
    detail: fivetran::EVENT.detail,
    fingerprint: fivetran::EVENT.fingerprint,
    rules: fivetran::EVENT.rules,
    ..shape(Kind::Fivetran, |raw| lay(raw, Kind::Fivetran))
};

/// Kinds of the contract that no command lists.
const UNLISTED: &[&str] = &["webhook", "message", "workflow", "api_request"];

/// The shape of a record that was printed before.
fn claim(raw: &str) -> Option<Claim> {
    let kind = scan::member(raw, "kind").and_then(json::string)?;
    scan::member(raw, "source").and_then(json::string)?;
    if UNLISTED.contains(&&*kind) {
        return Some(Claim::Unlisted);
    }
    let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
    Some(Claim::Entry(match kind {
        Kind::Connection => &CONNECTION,
        Kind::Post => &POST,
        Kind::Fivetran => &EVENT,
        Kind::Sync => &SYNC,
        Kind::Stats => return Some(Claim::Unlisted),
    }))
}

/// The schema's keys in their order, then the others in theirs.
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
