//! Provider definitions: pure data and functions. No I/O, no clock, no HTTP client.
//!
//! A provider is a folder with a [`Provider`], listed in `PROVIDERS`. It recognises its records and has a
//! [`RecordLayout`] for each kind. A provider with an API also has an [`ApiVersion`] with [`ListEndpoint`]s. See
//! `docs/development/architecture.md`.

pub mod connlog_output;
pub mod endpoint;
mod error_answers;
pub mod error_codes;
mod error_reason;
pub mod fivetran;
pub mod layouts;
pub(crate) mod member_signs;
pub mod printed_layout;
pub mod retry_after;
pub mod zernio;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

pub use self::endpoint::{
    ApiReply, ApiVersion, Challenge, ErrorParser, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition,
    ResponsePage,
};
use self::error_codes::ErrorCodeInfo;
pub use self::fivetran::directory::ConnectionDirectory;
use crate::json::scanner::MemberSpan;
use crate::record::{RecognizedEntry, RecordLayout};

/// Every provider, in the order in which they recognise objects. Printed records have keys of Late, so
/// `connlog_output` comes before `zernio`.
static PROVIDERS: [&Provider; 3] = [&fivetran::PROVIDER, &connlog_output::PROVIDER, &zernio::PROVIDER];

/// The API version of the default base URL.
pub static DEFAULT_DIALECT: &ApiVersion = &zernio::ZERNIO;

/// A provider of entries.
pub struct Provider {
    /// The values of `source` in its records.
    pub sources: &'static [&'static str],
    /// The versions of its API; empty without an API.
    pub dialects: &'static [&'static ApiVersion],
    /// Recognises a complete JSON object as an entry of this provider.
    pub claim: fn(&str) -> Option<RecognizedObject>,
    /// Recognises a whole JSON object that is a plain entry, from the positions of its members.
    pub plain: fn(&str, &[MemberSpan]) -> Option<RecognizedEntry>,
    /// Returns whether the members look like an entry with flattened keys.
    pub is_flat: fn(&Members<'_>) -> bool,
    /// Composes the entry from a flattened object or a table row, in the form that the provider reads. The time is
    /// the ingestion time, for entries without their own.
    pub rebuild: fn(&Members<'_>, Option<DateTime<Utc>>) -> Option<UnflattenedEntry>,
    /// The meaning of its error codes.
    pub codes: &'static [&'static [ErrorCodeInfo]],
    /// The layouts of its entries with their permanent names, see [`layouts`].
    pub layouts: fn() -> Vec<(String, &'static RecordLayout)>,
}

/// The text of a composed entry, and its layout.
pub type UnflattenedEntry = (String, &'static RecordLayout);

/// Names and JSON texts of an object's members.
pub type Members<'m> = [(Cow<'m, str>, &'m str)];

impl Provider {
    /// Returns a provider without an API and without flattened or plain entries.
    const fn new(sources: &'static [&'static str], claim: fn(&str) -> Option<RecognizedObject>) -> Self {
        Self {
            sources,
            dialects: &[],
            claim,
            plain: |_, _| None,
            is_flat: |_| false,
            rebuild: |_, _| None,
            codes: &[],
            layouts: Vec::new,
        }
    }
}

/// The result of recognising a JSON object.
#[derive(Clone, Copy)]
pub enum RecognizedObject {
    /// An entry with this layout.
    Entry(&'static RecordLayout),
    /// An entry of a kind that no command lists.
    Unlisted,
}

/// Returns what `raw`, a complete JSON object, is according to the first provider that recognises it.
pub fn recognize(raw: &str) -> Option<RecognizedObject> {
    PROVIDERS.iter().find_map(|provider| (provider.claim)(raw))
}

/// Returns what an object is that a provider recognises as a plain entry; see [`Provider::plain`].
pub fn recognize_plain(object: &str, places: &[MemberSpan]) -> Option<RecognizedEntry> {
    PROVIDERS.iter().find_map(|provider| (provider.plain)(object, places))
}

/// Returns whether the members look like a flattened entry of any provider.
pub fn is_flat(members: &Members<'_>) -> bool {
    PROVIDERS.iter().any(|provider| (provider.is_flat)(members))
}

/// Returns whether an object that is not an entry is a row of a table that maps ids to names.
pub fn is_lookup(raw: &str) -> bool {
    fivetran::directory::is_row(raw)
}

/// Returns the entry that a provider composes from the members; see [`Provider::rebuild`].
pub fn unflatten(members: &Members<'_>, time: Option<DateTime<Utc>>) -> Option<UnflattenedEntry> {
    PROVIDERS.iter().find_map(|provider| (provider.rebuild)(members, time))
}

/// Returns every version of every API.
pub fn dialects() -> impl Iterator<Item = &'static ApiVersion> {
    PROVIDERS.iter().flat_map(|provider| provider.dialects.iter().copied())
}

/// Returns the API version of this name.
pub fn dialect(name: &str) -> Option<&'static ApiVersion> {
    dialects().find(|dialect| dialect.name == name)
}

/// Returns the API versions to try in order: only the configured one, or all versions of an API, the last used one
/// first.
pub fn candidates(
    set: Option<&'static ApiVersion>,
    remembered: Option<&'static ApiVersion>,
) -> Vec<&'static ApiVersion> {
    if let Some(dialect) = set {
        return vec![dialect];
    }
    let first = remembered.unwrap_or(DEFAULT_DIALECT);
    let siblings = PROVIDERS.iter().map(|provider| provider.dialects).find(|dialects| dialects.contains(&first));
    let others = siblings.unwrap_or_default().iter().copied().filter(|dialect| *dialect != first);
    [first].into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::Kind;
    use crate::record::schema;
    use crate::record::schema_key::FieldType;

    #[test]
    fn configured_dialect_is_the_only_candidate_else_the_last_used_is_first() {
        let (late, zernio) = (&zernio::LATE, &zernio::ZERNIO);
        assert_eq!(candidates(Some(late), Some(zernio)), [late]);
        assert_eq!(candidates(None, Some(late)), [late, zernio]);
        assert_eq!(candidates(None, None), [zernio, late]);
    }

    #[test]
    fn published_schema_names_the_sources_of_all_providers() {
        let published = |kind| match schema::keys(kind).iter().find(|key| key.name == "source").map(|key| &key.form) {
            Some(FieldType::Open(sources)) => sources.to_vec(),
            Some(FieldType::Const(source)) => vec![*source],
            _ => Vec::new(),
        };
        let published: BTreeSet<&str> = Kind::ALL.into_iter().flat_map(published).collect();
        let sources: Vec<&str> = PROVIDERS.iter().flat_map(|provider| provider.sources).copied().collect();
        assert_eq!(sources.iter().copied().collect::<BTreeSet<_>>(), published);
        assert_eq!(sources.len(), published.len(), "a source is of one provider");
        for provider in PROVIDERS {
            assert!(provider.dialects.iter().all(|dialect| provider.sources.contains(&dialect.name)));
        }
    }
}
