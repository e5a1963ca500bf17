//! The bytes that records are pieces of, and the top level of one of them.
//!
//! Whoever finds entries in a page goes through their members anyway, to know them for entries. Where it notes their places
//! on the way, nobody has to look for them again: of a million entries each is gone through once.

use std::cell::OnceCell;
use std::ops::Range;

use crate::json::scanner::{self, MemberSpan};

/// A text that holds entries.
#[derive(Debug, Default)]
pub struct RecordBlock {
    text: String,
    places: Vec<MemberSpan>,
}

impl RecordBlock {
    /// `places` are those of the members of some of its entries, one entry after another, each counted from its entry's
    /// own beginning.
    pub const fn new(text: String, places: Vec<MemberSpan>) -> Self {
        Self { text, places }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The places of one entry's members; none where they were not noted.
    pub(crate) fn places(&self, of: Range<usize>) -> &[MemberSpan] {
        self.places.get(of).unwrap_or_default()
    }

    /// Its buffers, for another page.
    pub fn into_parts(self) -> (String, Vec<MemberSpan>) {
        (self.text, self.places)
    }
}

impl From<String> for RecordBlock {
    fn from(text: String) -> Self {
        Self::new(text, Vec::new())
    }
}

/// The top level of an entry, gone through once however many of its fields are asked for.
pub struct MemberIndex<'r> {
    raw: &'r str,
    /// What was noted before; none where nothing was.
    noted: &'r [MemberSpan],
    found: OnceCell<Vec<MemberSpan>>,
}

impl<'r> MemberIndex<'r> {
    pub(crate) const fn new(raw: &'r str, noted: &'r [MemberSpan]) -> Self {
        Self { raw, noted, found: OnceCell::new() }
    }

    /// The top level of an entry of which nothing was noted.
    pub const fn scan(raw: &'r str) -> Self {
        Self::new(raw, &[])
    }

    pub fn raw(&self) -> &'r str {
        self.raw
    }

    /// Where the members are, if that was noted; then nothing but white space and commas stands between them.
    pub fn noted(&self) -> Option<&'r [MemberSpan]> {
        Some(self.noted).filter(|places| !places.is_empty())
    }

    /// Where the members are.
    pub fn places(&self) -> &[MemberSpan] {
        if self.noted.is_empty() { self.found.get_or_init(|| scanner::places(self.raw).collect()) } else { self.noted }
    }

    /// Keys as they stand between their quotes, and the JSON text of their values.
    pub fn members(&self) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.places().iter().map(|place| (place.key(self.raw), place.value(self.raw)))
    }

    /// As [`MemberIndex::member`], for members that stand near the beginning: of an entry that nothing else is asked of, no more
    /// is read than these.
    pub fn early(&self, name: &str) -> Option<&'r str> {
        let gone_through = !self.noted.is_empty() || self.found.get().is_some();
        if gone_through { self.member(name) } else { scanner::member(self.raw, name) }
    }

    /// The first member called `name`.
    pub fn member(&self, name: &str) -> Option<&'r str> {
        self.places().iter().find(|place| place.is_called(self.raw, name)).map(|place| place.value(self.raw))
    }
}
