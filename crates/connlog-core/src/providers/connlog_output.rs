//! Reads records that connlog printed as `json` or `ndjson`; they already have the schema.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{Provider, Recognized, fivetran, zernio};
use crate::json::{self, scanner};
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, Record, RecordLayout, schema};

/// A provider without its own `source`: its records keep the source with which they were printed.
pub(super) static PROVIDER: Provider = Provider::new(&[], recognize);

/// Returns the key of the time in printed records.
fn time_key(kind: Kind) -> &'static str {
    kind.spec().time_keys.first().copied().unwrap_or("createdAt")
}

/// Returns the layout of printed records of a kind; summaries and fingerprints are those of the kind's provider.
fn layout(kind: Kind) -> RecordLayout {
    let peek: for<'r> fn(&MemberIndex<'r>, &str) -> Option<&'r str> =
        |outline, name| outline.member(name).or(Some("null"));
    let layout = RecordLayout {
        id_key: Some("id"),
        peek,
        rules: &zernio::secrets::RULES,
        ..RecordLayout::new(kind, "connlog", time_key(kind), lay)
    };
    match kind {
        Kind::Sync => RecordLayout { fingerprint: fivetran::syncs::SYNC.fingerprint, ..layout },
        Kind::Fivetran => RecordLayout {
            detail: fivetran::EVENT.detail,
            fingerprint: fivetran::EVENT.fingerprint,
            rules: fivetran::EVENT.rules,
            ..layout
        },
        Kind::ApiRequest => RecordLayout { rules: &zernio::secrets::REQUEST_RULES, ..layout },
        Kind::Message | Kind::Workflow => RecordLayout { rules: &zernio::secrets::MESSAGE_RULES, ..layout },
        Kind::Webhook => RecordLayout { rules: &zernio::secrets::WEBHOOK_RULES, ..layout },
        _ => layout,
    }
}

/// The layout of a state, which connlog composes from an answer of an API.
pub(super) static STATE: LazyLock<RecordLayout> = LazyLock::new(|| layout(Kind::State));

/// The layouts of all kinds that connlog saves.
static LAYOUTS: LazyLock<[RecordLayout; Kind::SAVED.len()]> = LazyLock::new(|| Kind::SAVED.map(layout));

/// Returns the layout of a record that was printed before.
fn recognize(raw: &str) -> Option<Recognized> {
    let kind = scanner::member(raw, "kind").and_then(json::string)?;
    scanner::member(raw, "source").and_then(json::string)?;
    if let Some(layout) = LAYOUTS.iter().find(|layout| layout.kind.name() == kind) {
        return Some(Recognized::Entry(layout));
    }
    Kind::printed().any(|known| known.name() == kind).then_some(Recognized::Unlisted)
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
