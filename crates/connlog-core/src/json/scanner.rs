//! Finds members of JSON objects in place, without allocation and without reading much beyond the wanted member.
//!
//! It assumes valid JSON; on other text it may find nothing or the wrong slice, but it never fails. Filters read one
//! member of millions of entries; parsing each entry first costs several times as much.

use std::borrow::Cow;

use super::structural_index::StructuralIndex;
use crate::json;

/// The position of a member in the text of its object: the key between its quotes, and the value.
#[derive(Debug, Clone, Copy)]
pub struct MemberSpan {
    key: (u32, u32),
    value: (u32, u32),
}

impl MemberSpan {
    /// Returns the position of a member whose key and value are at these offsets.
    pub const fn new(key: (u32, u32), value: (u32, u32)) -> Self {
        Self { key, value }
    }

    /// Returns the position at these offsets, of which the end of the value is the largest.
    #[inline]
    fn at(key: (usize, usize), value: (usize, usize)) -> Option<Self> {
        let end = u32::try_from(value.1).ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "the other offsets are not larger than the end")]
        let offset = |at: usize| at as u32;
        Some(Self { key: (offset(key.0), offset(key.1)), value: (offset(value.0), end) })
    }

    /// Returns the key as written between its quotes. `object` is the text in which the position was found.
    pub fn key(self, object: &str) -> &str {
        slice(object, self.key)
    }

    /// Returns the key as bytes. Avoids UTF-8 boundary checks for the common case of comparing a key that does not
    /// match.
    #[inline]
    pub fn key_bytes(self, object: &str) -> &[u8] {
        let (from, to) = self.key;
        object.as_bytes().get(from as usize..to as usize).unwrap_or_default()
    }

    /// Returns the JSON text of the value as bytes.
    #[inline]
    pub fn value_bytes(self, object: &str) -> &[u8] {
        let (from, to) = self.value;
        object.as_bytes().get(from as usize..to as usize).unwrap_or_default()
    }

    /// Returns the JSON text of the value.
    pub fn value(self, object: &str) -> &str {
        slice(object, self.value)
    }

    /// Returns whether the key is `name`, also if it contains escapes.
    #[inline]
    pub fn is_called(self, object: &str, name: &str) -> bool {
        let key = self.key_bytes(object);
        if key.len() > name.len() { self.is_escaped_name(object, name) } else { key == name.as_bytes() }
    }

    /// Returns whether the key is longer than `name` only because of its escapes.
    fn is_escaped_name(self, object: &str, name: &str) -> bool {
        let key = self.key(object);
        json::is_escaped(key) && unescaped(key) == name
    }

    /// Returns the text from the quote before the key to the end of the value.
    pub fn text_with_key(self, object: &str) -> &str {
        slice(object, (self.key.0.saturating_sub(1), self.value.1))
    }
}

fn slice(text: &str, (from, to): (u32, u32)) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// Iterates over the positions of the members of a JSON object, in their order.
pub struct MemberSpans<'j> {
    bytes: &'j [u8],
    marks: StructuralIndex<'j>,
    at: usize,
    closed: bool,
    /// The offset of a value without an end.
    open: Option<usize>,
}

/// Iterates over the positions of the members of `object`; empty if it is not an object.
pub fn places(object: &str) -> MemberSpans<'_> {
    let bytes = object.as_bytes();
    let at = space(bytes, 0);
    let opened = bytes.get(at) == Some(&b'{');
    MemberSpans {
        bytes,
        marks: StructuralIndex::new(bytes),
        at: if opened { at + 1 } else { bytes.len() },
        closed: false,
        open: None,
    }
}

impl MemberSpans<'_> {
    /// Returns whether the object ended at the end of the text, so its top level is not broken. Valid after the last
    /// member was read.
    pub fn ended(&self) -> bool {
        self.closed && space(self.bytes, self.at) == self.bytes.len()
    }

    /// Returns the offset of a value without an end, if the text ends inside one. Valid after the last member was
    /// read.
    pub fn unfinished(&self) -> Option<usize> {
        self.open
    }
}

impl Iterator for MemberSpans<'_> {
    type Item = MemberSpan;

    #[inline]
    fn next(&mut self) -> Option<MemberSpan> {
        let bytes = self.bytes;
        let mut at = space(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = space(bytes, at + 1);
        }
        if bytes.get(at) != Some(&b'"') {
            self.closed |= bytes.get(at) == Some(&b'}');
            self.at = if self.closed { (at + 1).min(bytes.len()) } else { bytes.len() };
            return None;
        }
        let key_end = string_end(bytes, &mut self.marks, at)?;
        let colon = space(bytes, key_end);
        let start = space(bytes, colon + 1);
        let Some(end) = value_end(bytes, &mut self.marks, start).filter(|_| bytes.get(colon) == Some(&b':')) else {
            self.at = bytes.len();
            self.open = Some(start);
            return None;
        };
        self.at = end;
        MemberSpan::at((at + 1, key_end - 1), (start, end))
    }
}

/// Appends the positions of the members of `object` to `found`. Returns whether `object` is a whole object.
pub(crate) fn read_places(object: &str, found: &mut Vec<MemberSpan>) -> bool {
    let mut places = places(object);
    found.extend(places.by_ref());
    places.ended()
}

/// Iterates over the members of `object` in their order: the key as written between its quotes, and the JSON text of
/// the value. Empty if it is not an object.
pub fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    places(object).map(move |place| (place.key(object), place.value(object)))
}

/// Returns the value of the first member called `name`.
pub fn member<'j>(object: &'j str, name: &str) -> Option<&'j str> {
    places(object).find(|place| place.is_called(object, name)).map(|place| place.value(object))
}

/// Returns the value at the path `path`, a list of keys from the top level down.
pub fn at<'j>(object: &'j str, path: &[&str]) -> Option<&'j str> {
    path.iter().try_fold(object, |value, name| member(value, name))
}

/// Returns the scalar at the path `path` as text.
pub fn text<'j>(object: &'j str, path: &[&str]) -> Option<Cow<'j, str>> {
    at(object, path).and_then(json::scalar)
}

/// Returns the text of a key, unescaped.
pub fn unescaped(key: &str) -> Cow<'_, str> {
    if !json::is_escaped(key) {
        return Cow::Borrowed(key);
    }
    serde_json::from_str::<String>(&format!("\"{key}\"")).map_or(Cow::Borrowed(key), Cow::Owned)
}

/// Iterates over the elements of a JSON array; empty if it is not an array.
pub fn elements(array: &str) -> impl Iterator<Item = &str> {
    let bytes = array.as_bytes();
    let first = space(bytes, 0);
    let mut at = if bytes.get(first) == Some(&b'[') { first + 1 } else { bytes.len() };
    let mut marks = StructuralIndex::new(bytes);
    std::iter::from_fn(move || {
        let mut start = space(bytes, at);
        if bytes.get(start) == Some(&b',') {
            start = space(bytes, start + 1);
        }
        let end = value_end(bytes, &mut marks, start).filter(|end| *end > start);
        at = end.unwrap_or(bytes.len());
        array.get(start..end?)
    })
}

/// Returns the offset of the first byte at or after `at` that is not white space.
#[inline]
fn space(bytes: &[u8], mut at: usize) -> usize {
    // One comparison decides for nearly every byte of compact JSON.
    while bytes.get(at).is_some_and(|byte| *byte <= b' ' && matches!(byte, b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// Returns the end of the string that starts at `at`, after its closing quote.
#[inline]
fn string_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, at: usize) -> Option<usize> {
    let at = marks.from(at + 1)?;
    if bytes.get(at) == Some(&b'"') { Some(at + 1) } else { escaped_string_end(bytes, marks, at) }
}

/// Continues a string at `at`: a backslash, or a structural byte inside the string.
fn escaped_string_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
        at = marks.from(at)?;
    }
}

/// Returns the offset after the string at the start of `text`.
pub(crate) fn key_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return None;
    }
    string_end(bytes, &mut StructuralIndex::new(bytes), 0)
}

/// Returns the end of the value that starts at `at`.
#[inline]
fn value_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, marks, at),
        b'{' | b'[' => nested_end(bytes, marks, at),
        _ => number_end(bytes, at),
    }
}

/// Returns the end of the number, boolean or `null` that starts at `at`.
fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
    Some(end.map_or(bytes.len(), |end| at + end))
}

fn nested_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        at = marks.from(at)?;
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, marks, at)?;
                continue;
            }
            // The value's container is one level more.
            b'{' | b'[' if depth + 1 == json::MAX_DEPTH => return None,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_are_found_in_place() {
        let object = " { \"a\" : [1, {\"b\":\"}\"}] , \"b\":\"x\\\"y\", \"c\\u0064\":{\"e\" : -1.50e3}, \"b\":2 } ";
        assert_eq!(member(object, "a"), Some("[1, {\"b\":\"}\"}]"));
        assert_eq!(member(object, "b"), Some("\"x\\\"y\""), "the first of two counts");
        assert_eq!(at(object, &["cd", "e"]), Some("-1.50e3"));
        assert_eq!(text(object, &["b"]).as_deref(), Some("x\"y"));
        assert_eq!(member(object, "d"), None);
    }

    #[test]
    fn end_of_an_object_is_detected() {
        for (text, ended) in [
            ("{}", true),
            ("{\"a\":1} \n", true),
            ("{\"a\":{}}", true),
            ("{\"a\":1", false),
            ("{\"a\":1}x", false),
            ("{\"a\"}", false),
            ("{\"a\":\"b}", false),
            ("[]", false),
            ("", false),
        ] {
            let mut places = places(text);
            places.by_ref().for_each(drop);
            assert_eq!(places.ended(), ended, "{text}");
        }
    }

    #[test]
    fn elements_are_whole_values() {
        assert_eq!(
            elements(" [1, \"a,]\" ,{\"b\":[2]},[ ]]").collect::<Vec<_>>(),
            ["1", "\"a,]\"", "{\"b\":[2]}", "[ ]"]
        );
        assert_eq!(elements("[]").count() + elements("{}").count() + elements("").count(), 0);
    }

    proptest! {
        #[test]
        fn results_equal_those_of_the_parser(keys in prop::collection::vec(".{0,6}", 0..6), texts in prop::collection::vec(".{0,9}", 6)) {
            let pairs = keys.iter().zip(&texts).enumerate();
            let member = |(at, (key, text)): (usize, (&String, &String))| match at % 3 {
                0 => format!("{}: {}", json::quote(key), json::quote(text)),
                1 => format!("{} :[{},{{}}]", json::quote(key), json::quote(text)),
                _ => format!("{}:{{{}:null}}", json::quote(key), json::quote(text)),
            };
            let object = format!("{{{}}}", pairs.map(member).collect::<Vec<_>>().join(" , "));
            let found: Vec<_> = members(&object).map(|(key, value)| (unescaped(key), value)).collect();
            prop_assert_eq!(found, json::members(&object).unwrap());
        }

        #[test]
        fn malformed_text_is_accepted(text in "[ {}\\[\\],:\"\\\\aé1\n]{0,24}") {
            for (_, value) in members(&text) {
                prop_assert!(elements(value).count() <= text.len());
            }
            at(&text, &["a", "a"]);
        }
    }
}
