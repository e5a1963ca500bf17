//! The position of a member of a JSON object, which a scan finds and readers keep.

use std::ops::Range;

use super::text_span::TextSpan;
use super::unescape::unescaped;

/// The position of a member in the text of its object: the key between its quotes, and the value.
#[derive(Debug, Clone, Copy)]
pub struct MemberSpan {
    key: TextSpan,
    value: TextSpan,
}

impl MemberSpan {
    /// Returns the position of a member whose key and value are at these offsets.
    pub const fn new(key: TextSpan, value: TextSpan) -> Self {
        Self { key, value }
    }

    /// Returns the position at these offsets, of which the end of the value is the largest.
    #[inline]
    pub(super) fn at(key: Range<usize>, value: Range<usize>) -> Option<Self> {
        let end = u32::try_from(value.end).ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "the other offsets are not larger than the end")]
        let offset = |at: usize| at as u32;
        let key = TextSpan { from: offset(key.start), to: offset(key.end) };
        Some(Self { key, value: TextSpan { from: offset(value.start), to: end } })
    }

    /// Returns the key as written between its quotes. `object` is the text in which the position was found.
    pub fn key(self, object: &str) -> &str {
        self.key.slice(object)
    }

    /// Returns the key as bytes. Avoids UTF-8 boundary checks for the common case of comparing a key that does not
    /// match.
    #[inline]
    pub fn key_bytes(self, object: &str) -> &[u8] {
        self.key.bytes(object)
    }

    /// Returns the offset of the key in the object.
    pub(crate) const fn start(self) -> usize {
        self.key.from as usize
    }

    /// Returns the JSON text of the value as bytes.
    #[inline]
    pub fn value_bytes(self, object: &str) -> &[u8] {
        self.value.bytes(object)
    }

    /// Returns the JSON text of the value.
    pub fn value(self, object: &str) -> &str {
        self.value.slice(object)
    }

    /// Returns whether the key is `name`, also if it contains escapes.
    ///
    /// Most keys are shorter or begin with another byte. These tests take half the instructions of a comparison of texts.
    #[inline]
    pub fn is_called(self, object: &str, name: &str) -> bool {
        // A key with escapes is longer than its name.
        if ((self.key.to - self.key.from) as usize) < name.len() {
            return false;
        }
        let first = object.as_bytes().get(self.key.from as usize);
        let may_be = first == name.as_bytes().first() || first == Some(&b'\\') || name.is_empty();
        may_be && self.has_text(object, name)
    }

    fn has_text(self, object: &str, name: &str) -> bool {
        let key = self.key_bytes(object);
        if key.len() == name.len() {
            return key == name.as_bytes();
        }
        // A key with escapes is equal to the name up to the first escape.
        let is_escaped = || key.iter().zip(name.as_bytes()).find(|(one, other)| one != other).map(|(byte, _)| *byte);
        key.len() > name.len() && is_escaped() == Some(b'\\') && unescaped(self.key(object)) == name
    }

    /// Returns the text from the quote before the key to the end of the value.
    pub fn text_with_key(self, object: &str) -> &str {
        TextSpan { from: self.key.from.saturating_sub(1), to: self.value.to }.slice(object)
    }
}
