//! The layout of records that connlog prints: they have the schema already.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::fivetran;
use super::zernio::secrets;
use crate::json;
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, Record, RecordLayout, schema};

/// Returns the key of the time in printed records.
fn time_key(kind: Kind) -> &'static str {
    kind.spec().time_keys.first().copied().unwrap_or("createdAt")
}

/// Returns the layout of printed records of a kind; summaries and fingerprints are those of the kind's provider.
pub(super) fn layout(kind: Kind) -> RecordLayout {
    let peek: for<'r> fn(&MemberIndex<'r>, &str) -> Option<&'r str> =
        |outline, name| outline.member(name).or(Some("null"));
    let layout = RecordLayout {
        id_key: Some("id"),
        peek,
        rules: &secrets::RULES,
        ..RecordLayout::new(kind, "connlog", time_key(kind), lay)
    };
    match kind {
        Kind::Sync => RecordLayout { fingerprint: fivetran::syncs::SYNC.fingerprint, ..layout },
        Kind::Fivetran => RecordLayout {
            facts: Some(fivetran::envelope::printed_facts),
            detail: fivetran::EVENT.detail,
            fingerprint: fivetran::EVENT.fingerprint,
            rules: fivetran::EVENT.rules,
            ..layout
        },
        Kind::ApiRequest => RecordLayout { rules: &secrets::REQUEST_RULES, ..layout },
        Kind::Message | Kind::Workflow => RecordLayout { rules: &secrets::MESSAGE_RULES, ..layout },
        Kind::Webhook => RecordLayout { rules: &secrets::WEBHOOK_RULES, ..layout },
        _ => layout,
    }
}

/// The layout of a state, which connlog composes from an answer of an API.
static STATE: LazyLock<RecordLayout> = LazyLock::new(|| layout(Kind::State));

/// Returns the state with these fields, which are JSON texts. The record is not redacted.
pub(super) fn state<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> Record {
    let mut text = String::with_capacity(512);
    for (name, json) in fields {
        text.push(if text.is_empty() { '{' } else { ',' });
        text.extend([&json::quote(name), ":", json]);
    }
    text.push('}');
    state_from_json(text)
}

/// Returns the state whose fields are the members of a JSON object. The record is not redacted.
pub(super) fn state_from_json(text: String) -> Record {
    Record::from_text(text, &STATE)
}

/// Returns a copy of a state with other values of some fields, which are JSON texts. The copy is not redacted.
pub fn with_fields(record: &Record, changes: &[(&str, String)]) -> Record {
    let view = record.raw_view();
    let fields = view.fields();
    state(fields.iter().map(|Field { name, json }| {
        let new = changes.iter().find(|(field, _)| field == name).map_or(&**json, |(_, json)| json);
        (&**name, new)
    }))
}

/// Returns the keys of the schema in their order, then all other keys in theirs.
fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    let kind = members.iter().find(|(name, _)| name == "kind").and_then(|(_, value)| json::string(value));
    let kind = Kind::SAVED.into_iter().find(|known| Some(known.name()) == kind.as_deref());
    let keys = kind.map_or(&[][..], schema::keys);
    let find = |name: &str| members.iter().find(|(key, _)| key == name).map_or("null", |(_, value)| value);
    let mut fields: Vec<Field<'_>> =
        keys.iter().map(|key| Field { name: Cow::Borrowed(key.name), json: Cow::Borrowed(find(key.name)) }).collect();
    let rest = members.iter().filter(|(name, _)| !keys.iter().any(|key| key.name == name));
    fields.extend(rest.map(|(name, value)| Field { name: name.clone(), json: Cow::Borrowed(*value) }));
    fields
}
