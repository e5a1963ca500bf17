//! What a vendor must tell us. A vendor describes, it never performs: no I/O, no clock, no client.
//!
//! A third vendor is a third folder and its line in `VENDORS`, below. What the folder holds:
//!
//! - a [`Shape`] for each kind of its records: the schema laid over a row, where it keeps time and id, what of it is secret;
//! - a [`Vendor`] with the `source` of its records and a `claim`, which knows a row of its own wherever one is found. So
//!   every command reads its files;
//! - where it has an API, a [`Dialect`] with a [`Source`]: the request for a page of a query, and the reading of the answer.
//!   Retries, limits, redirects, polling and printing are the caller's, written once for all vendors;
//! - what the codes of its failures mean, if it has codes.
//!
//! Outside of the folder, `record::schema` names each `source` in the schema that is published, and so it does with words
//! (platforms, events, actions) that no vendor had before. A kind of record that is none of [`Kind`](crate::record::Kind)
//! is more than a vendor: it is a new table of the contract, with keys and columns of its own.

pub mod codes;
pub mod fivetran;
pub mod late;
mod own;
mod source;
pub mod wait;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use self::codes::Known;
pub use self::fivetran::directory::Directory;
pub use self::source::{Challenge, Dialect, Errors, Misread, Page, PageAt, Recognition, Reply, Request, Source};
use crate::record::Shape;
use crate::record::scan::Place;

/// Every vendor, in the order in which they are asked whose an object is. What connlog printed itself has keys of Late's, so
/// it stands before Late.
static VENDORS: [&Vendor; 3] = [&fivetran::VENDOR, &own::VENDOR, &late::VENDOR];

/// What the default base URL speaks.
pub static DEFAULT_DIALECT: &Dialect = &late::ZERNIO;

/// What the rest of the house asks of a vendor.
pub struct Vendor {
    /// The values of `source` in its records.
    pub sources: &'static [&'static str],
    /// The ways its API speaks; none where there is no API.
    pub dialects: &'static [&'static Dialect],
    /// What a whole JSON object is, if it is an entry of this vendor.
    pub claim: fn(&str) -> Option<Claim>,
    /// The shape of a line that is an entry as it stands, for whoever has millions of lines: only what can be told in one
    /// pass. Where its members are is added to the places, also where it is none.
    pub plain: fn(&str, &mut Vec<Place>) -> Option<&'static Shape>,
    /// Whether the members of an object look like an entry whose keys a log service flattened.
    pub is_flat: fn(&Members<'_>) -> bool,
    /// The entry that a flattened object or the row of a table stands for, in the form the vendor reads. The time is when a
    /// service took it in, for entries that do not say their own.
    pub rebuild: fn(&Members<'_>, Option<DateTime<Utc>>) -> Option<Rebuilt>,
    /// What the codes of its failures mean, in lists.
    pub codes: &'static [&'static [Known]],
}

/// An entry's text in the form its vendor reads, and how that is read.
pub type Rebuilt = (String, &'static Shape);

/// Names and JSON texts of an object's members.
pub type Members<'m> = [(Cow<'m, str>, &'m str)];

impl Vendor {
    /// A vendor without an API, whose entries are read as they stand.
    const fn new(sources: &'static [&'static str], claim: fn(&str) -> Option<Claim>) -> Self {
        Self { sources, dialects: &[], claim, plain: |_, _| None, is_flat: |_| false, rebuild: |_, _| None, codes: &[] }
    }
}

/// What a JSON object that was found somewhere is to us.
#[derive(Clone, Copy)]
pub enum Claim {
    /// An entry of this shape.
    Entry(&'static Shape),
    /// An entry of a kind that no command lists.
    Unlisted,
}

/// Asks every vendor whether `raw`, a whole JSON object, is an entry of its own.
pub fn claim(raw: &str) -> Option<Claim> {
    VENDORS.iter().find_map(|vendor| (vendor.claim)(raw))
}

/// The shape of a line that some vendor knows in one pass: [`Vendor::plain`].
pub fn plain(line: &str, places: &mut Vec<Place>) -> Option<&'static Shape> {
    let noted = places.len();
    VENDORS.iter().find_map(|vendor| {
        places.truncate(noted);
        (vendor.plain)(line, places)
    })
}

/// Whether the members look like an entry of some vendor, flattened: [`Vendor::is_flat`].
pub fn is_flat(members: &Members<'_>) -> bool {
    VENDORS.iter().any(|vendor| (vendor.is_flat)(members))
}

/// Whether an object that is no entry is a row of a table that says what ids of entries stand for.
pub fn is_lookup(raw: &str) -> bool {
    fivetran::directory::is_row(raw)
}

/// The entry that some vendor sees in the members: [`Vendor::rebuild`].
pub fn rebuild(members: &Members<'_>, time: Option<DateTime<Utc>>) -> Option<Rebuilt> {
    VENDORS.iter().find_map(|vendor| (vendor.rebuild)(members, time))
}

/// Every dialect of every API.
pub fn dialects() -> impl Iterator<Item = &'static Dialect> {
    VENDORS.iter().flat_map(|vendor| vendor.dialects.iter().copied())
}

/// The dialect of this name.
pub fn dialect(name: &str) -> Option<&'static Dialect> {
    dialects().find(|dialect| dialect.name == name)
}

/// The dialects to try in turn: the one that was set alone, else all of one API, with the one it spoke last time first.
pub fn candidates(set: Option<&'static Dialect>, remembered: Option<&'static Dialect>) -> Vec<&'static Dialect> {
    if let Some(dialect) = set {
        return vec![dialect];
    }
    let first = remembered.unwrap_or(DEFAULT_DIALECT);
    let siblings = VENDORS.iter().map(|vendor| vendor.dialects).find(|dialects| dialects.contains(&first));
    let others = siblings.unwrap_or_default().iter().copied().filter(|dialect| *dialect != first);
    [first].into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::Kind;
    use crate::record::schema::{self, Form};

    #[test]
    fn the_dialect_that_was_set_is_tried_alone_else_the_remembered_one_first() {
        let (late, zernio) = (&late::LATE, &late::ZERNIO);
        assert_eq!(candidates(Some(late), Some(zernio)), [late]);
        assert_eq!(candidates(None, Some(late)), [late, zernio]);
        assert_eq!(candidates(None, None), [zernio, late]);
    }

    #[test]
    fn the_published_schema_names_the_sources_of_all_vendors() {
        let published = |kind| match schema::keys(kind).iter().find(|key| key.name == "source").map(|key| &key.form) {
            Some(Form::Open(sources)) => sources.to_vec(),
            Some(Form::Const(source)) => vec![*source],
            _ => Vec::new(),
        };
        let published: BTreeSet<&str> = Kind::ALL.into_iter().flat_map(published).collect();
        let sources: Vec<&str> = VENDORS.iter().flat_map(|vendor| vendor.sources).copied().collect();
        assert_eq!(sources.iter().copied().collect::<BTreeSet<_>>(), published);
        assert_eq!(sources.len(), published.len(), "a source is of one vendor");
        for vendor in VENDORS {
            assert!(vendor.dialects.iter().all(|dialect| vendor.sources.contains(&dialect.name)));
        }
    }
}
