//! What a vendor must tell us. A vendor describes, it never performs: no I/O, no clock, no client.
//!
//! A third vendor is a third folder and its line in `VENDORS`, below. What the folder holds:
//!
//! - a [`RecordLayout`] for each kind of its records: the schema laid over a row, where it keeps time and id, what of it is secret;
//! - a [`Provider`] with the `source` of its records and a `claim`, which knows a row of its own wherever one is found. So
//!   every command reads its files;
//! - where it has an API, a [`ApiVersion`] with a [`ListEndpoint`]: the request for a page of a query, and the reading of the answer.
//!   Retries, limits, redirects, polling and printing are the caller's, written once for all vendors;
//! - what the codes of its failures mean, if it has codes.
//!
//! Outside of the folder, `record::schema` names each `source` in the schema that is published, and so it does with words
//! (platforms, events, actions) that no vendor had before. A kind of record that is none of [`Kind`](crate::record::Kind)
//! is more than a vendor: it is a new table of the contract, with keys and columns of its own.

pub mod connlog_output;
pub mod endpoint;
pub mod error_codes;
pub mod fivetran;
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
use crate::record::RecordLayout;

/// Every vendor, in the order in which they are asked whose an object is. What connlog printed itself has keys of Late's, so
/// it stands before Late.
static PROVIDERS: [&Provider; 3] = [&fivetran::VENDOR, &connlog_output::VENDOR, &zernio::VENDOR];

/// What the default base URL speaks.
pub static DEFAULT_DIALECT: &ApiVersion = &zernio::ZERNIO;

/// What the rest of the house asks of a vendor.
pub struct Provider {
    /// The values of `source` in its records.
    pub sources: &'static [&'static str],
    /// The ways its API speaks; none where there is no API.
    pub dialects: &'static [&'static ApiVersion],
    /// What a whole JSON object is, if it is an entry of this vendor.
    pub claim: fn(&str) -> Option<Recognized>,
    /// The shape of a line that is an entry as it stands, for whoever has millions of lines: only what can be told in one
    /// pass. Where its members are is added to the places, also where it is none.
    pub plain: fn(&str, &mut Vec<MemberSpan>) -> Option<&'static RecordLayout>,
    /// Whether the members of an object look like an entry whose keys a log service flattened.
    pub is_flat: fn(&Members<'_>) -> bool,
    /// The entry that a flattened object or the row of a table stands for, in the form the vendor reads. The time is when a
    /// service took it in, for entries that do not say their own.
    pub rebuild: fn(&Members<'_>, Option<DateTime<Utc>>) -> Option<Unflattened>,
    /// What the codes of its failures mean, in lists.
    pub codes: &'static [&'static [ErrorCodeInfo]],
}

/// An entry's text in the form its vendor reads, and how that is read.
pub type Unflattened = (String, &'static RecordLayout);

/// Names and JSON texts of an object's members.
pub type Members<'m> = [(Cow<'m, str>, &'m str)];

impl Provider {
    /// A vendor without an API, whose entries are read as they stand.
    const fn new(sources: &'static [&'static str], claim: fn(&str) -> Option<Recognized>) -> Self {
        Self { sources, dialects: &[], claim, plain: |_, _| None, is_flat: |_| false, rebuild: |_, _| None, codes: &[] }
    }
}

/// What a JSON object that was found somewhere is to us.
#[derive(Clone, Copy)]
pub enum Recognized {
    /// An entry of this shape.
    Entry(&'static RecordLayout),
    /// An entry of a kind that no command lists.
    Unlisted,
}

/// Asks every vendor whether `raw`, a whole JSON object, is an entry of its own.
pub fn recognize(raw: &str) -> Option<Recognized> {
    PROVIDERS.iter().find_map(|vendor| (vendor.claim)(raw))
}

/// The shape of a line that some vendor knows in one pass: [`Provider::plain`].
pub fn recognize_line(line: &str, places: &mut Vec<MemberSpan>) -> Option<&'static RecordLayout> {
    let noted = places.len();
    PROVIDERS.iter().find_map(|vendor| {
        places.truncate(noted);
        (vendor.plain)(line, places)
    })
}

/// Whether the members look like an entry of some vendor, flattened: [`Provider::is_flat`].
pub fn is_flat(members: &Members<'_>) -> bool {
    PROVIDERS.iter().any(|vendor| (vendor.is_flat)(members))
}

/// Whether an object that is no entry is a row of a table that says what ids of entries stand for.
pub fn is_lookup(raw: &str) -> bool {
    fivetran::directory::is_row(raw)
}

/// The entry that some vendor sees in the members: [`Provider::rebuild`].
pub fn unflatten(members: &Members<'_>, time: Option<DateTime<Utc>>) -> Option<Unflattened> {
    PROVIDERS.iter().find_map(|vendor| (vendor.rebuild)(members, time))
}

/// Every dialect of every API.
pub fn dialects() -> impl Iterator<Item = &'static ApiVersion> {
    PROVIDERS.iter().flat_map(|vendor| vendor.dialects.iter().copied())
}

/// The dialect of this name.
pub fn dialect(name: &str) -> Option<&'static ApiVersion> {
    dialects().find(|dialect| dialect.name == name)
}

/// The dialects to try in turn: the one that was set alone, else all of one API, with the one it spoke last time first.
pub fn candidates(
    set: Option<&'static ApiVersion>,
    remembered: Option<&'static ApiVersion>,
) -> Vec<&'static ApiVersion> {
    if let Some(dialect) = set {
        return vec![dialect];
    }
    let first = remembered.unwrap_or(DEFAULT_DIALECT);
    let siblings = PROVIDERS.iter().map(|vendor| vendor.dialects).find(|dialects| dialects.contains(&first));
    let others = siblings.unwrap_or_default().iter().copied().filter(|dialect| *dialect != first);
    [first].into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::Kind;
    use crate::record::schema::{self, FieldType};

    #[test]
    fn the_dialect_that_was_set_is_tried_alone_else_the_remembered_one_first() {
        let (late, zernio) = (&zernio::LATE, &zernio::ZERNIO);
        assert_eq!(candidates(Some(late), Some(zernio)), [late]);
        assert_eq!(candidates(None, Some(late)), [late, zernio]);
        assert_eq!(candidates(None, None), [zernio, late]);
    }

    #[test]
    fn the_published_schema_names_the_sources_of_all_vendors() {
        let published = |kind| match schema::keys(kind).iter().find(|key| key.name == "source").map(|key| &key.form) {
            Some(FieldType::Open(sources)) => sources.to_vec(),
            Some(FieldType::Const(source)) => vec![*source],
            _ => Vec::new(),
        };
        let published: BTreeSet<&str> = Kind::ALL.into_iter().flat_map(published).collect();
        let sources: Vec<&str> = PROVIDERS.iter().flat_map(|vendor| vendor.sources).copied().collect();
        assert_eq!(sources.iter().copied().collect::<BTreeSet<_>>(), published);
        assert_eq!(sources.len(), published.len(), "a source is of one vendor");
        for vendor in PROVIDERS {
            assert!(vendor.dialects.iter().all(|dialect| vendor.sources.contains(&dialect.name)));
        }
    }
}
