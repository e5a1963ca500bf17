//! A block of text that holds several records, and the index of one record's top-level members.
//!
//! The decoder walks over the members of each entry anyway. It stores their positions in the block, so each entry is
//! scanned only once.

use std::cell::OnceCell;
use std::num::NonZeroU8;
use std::ops::Range;

use crate::json::scanner::{self, MemberSpan};

/// Text that holds the bytes of several entries.
#[derive(Debug, Default)]
pub struct RecordBlock {
    text: String,
    places: Vec<MemberSpan>,
}

impl RecordBlock {
    /// Builds a block. `places` holds the member positions of some of its entries, one entry after another; each
    /// position is a byte offset from the start of its entry.
    pub const fn new(text: String, places: Vec<MemberSpan>) -> Self {
        Self { text, places }
    }

    /// Returns the whole text of the block.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the stored member positions in the range `of`; empty if the decoder stored none.
    pub(crate) fn places(&self, of: Range<usize>) -> &[MemberSpan] {
        self.places.get(of).unwrap_or_default()
    }

    /// Returns the two buffers, so that the caller can reuse their memory for the next block.
    pub fn into_parts(self) -> (String, Vec<MemberSpan>) {
        (self.text, self.places)
    }
}

impl From<String> for RecordBlock {
    fn from(text: String) -> Self {
        Self::new(text, Vec::new())
    }
}

/// The number of a member among the members of its entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemberNumber(Option<NonZeroU8>);

impl MemberNumber {
    /// Returns the number of the member at this index; no number for an index above 254.
    #[inline]
    pub fn at(index: usize) -> Self {
        Self(u8::try_from(index + 1).ok().and_then(NonZeroU8::new))
    }

    /// Returns the index; `None` if the entry has no such member.
    #[inline]
    pub fn index(self) -> Option<usize> {
        self.0.map(|number| usize::from(number.get()) - 1)
    }
}

/// The members that decide how an event counts: the first one of each key. The decoder notes them while it recognises
/// the entry, so that no count searches for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyMembers {
    /// The name; without a number, no member was noted.
    pub name: MemberNumber,
    /// The time.
    pub time: MemberNumber,
    /// The data.
    pub data: MemberNumber,
    /// The log level.
    pub level: MemberNumber,
    /// The id of an exception.
    pub exception: MemberNumber,
    /// The id of the row, which is the last member. Each load gives the same event another one.
    pub row_id: MemberNumber,
}

/// The top-level members of one entry. The entry is scanned at most once, however many fields are read.
pub struct MemberIndex<'r> {
    raw: &'r str,
    /// Positions that the decoder stored; empty if it stored none.
    noted: &'r [MemberSpan],
    keys: KeyMembers,
    found: OnceCell<Vec<MemberSpan>>,
}

impl<'r> MemberIndex<'r> {
    pub(crate) const fn new(raw: &'r str, noted: &'r [MemberSpan], keys: KeyMembers) -> Self {
        Self { raw, noted, keys, found: OnceCell::new() }
    }

    /// Returns an index for an entry without stored positions.
    pub fn scan(raw: &'r str) -> Self {
        Self::new(raw, &[], KeyMembers::default())
    }

    /// Returns the JSON text of the entry.
    pub fn raw(&self) -> &'r str {
        self.raw
    }

    /// Returns the stored positions, if there are any. Then only white space and commas are between the members.
    pub fn noted(&self) -> Option<&'r [MemberSpan]> {
        Some(self.noted).filter(|places| !places.is_empty())
    }

    /// Returns the positions of all members; scans the entry on the first call.
    pub fn places(&self) -> &[MemberSpan] {
        if self.noted.is_empty() { self.found.get_or_init(|| scanner::places(self.raw).collect()) } else { self.noted }
    }

    /// Returns the members that the decoder noted; `None` if it noted none.
    pub(crate) fn keys(&self) -> Option<KeyMembers> {
        Some(self.keys).filter(|keys| keys.name.index().is_some())
    }

    /// Returns the JSON text of a noted member.
    pub(crate) fn noted_value(&self, number: MemberNumber) -> Option<&'r str> {
        self.noted.get(number.index()?).map(|place| place.value(self.raw))
    }

    /// Iterates over the members: each key as written between its quotes, and the JSON text of its value.
    pub fn members(&self) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.places().iter().map(|place| (place.key(self.raw), place.value(self.raw)))
    }

    /// Returns the same as [`MemberIndex::member`]. Without stored positions it scans only up to the member, which is
    /// cheaper for keys near the start.
    pub fn early(&self, name: &str) -> Option<&'r str> {
        let gone_through = !self.noted.is_empty() || self.found.get().is_some();
        if gone_through { self.member(name) } else { scanner::member(self.raw, name) }
    }

    /// Returns the JSON text of the first member called `name`.
    pub fn member(&self, name: &str) -> Option<&'r str> {
        self.places().iter().find(|place| place.is_called(self.raw, name)).map(|place| place.value(self.raw))
    }
}
