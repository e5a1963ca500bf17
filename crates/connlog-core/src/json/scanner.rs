//! Finds members of JSON objects in place, without allocation and without reading much beyond the wanted member.
//!
//! It assumes valid JSON; on other text it may find nothing or the wrong slice, but it never fails. Filters read one
//! member of millions of entries; parsing each entry first costs several times as much.

#![expect(
    clippy::inline_always,
    reason = "inlined, the scan keeps its state in registers: a tenth of the time of a count"
)]

use std::borrow::Cow;

pub use super::member_span::MemberSpan;
use super::structural_index::StructuralIndex;
pub use super::unescape::unescaped;
use crate::json;

/// Iterates over the positions of the members of a JSON object, in their order.
pub struct MemberSpans<'j> {
    bytes: &'j [u8],
    marks: StructuralIndex,
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

    #[inline(always)]
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
        MemberSpan::at(at + 1..key_end - 1, start..end)
    }
}

/// Appends the positions of the members of `object` to `found`. Returns whether `object` is a whole object.
///
/// It is not inlined, so that the compiler keeps the state of the scan in registers.
#[inline(never)]
pub(crate) fn read_places(object: &str, found: &mut Vec<MemberSpan>) -> bool {
    let mut places = places(object);
    for place in places.by_ref() {
        found.push(place);
    }
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
#[inline(always)]
fn space(bytes: &[u8], at: usize) -> usize {
    // One comparison decides for nearly every byte of compact JSON.
    if bytes.get(at).is_some_and(|byte| *byte > b' ') { at } else { space_end(bytes, at) }
}

#[inline(never)]
fn space_end(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// Returns the end of the string that starts at `at`, after its closing quote.
#[inline(always)]
fn string_end(bytes: &[u8], marks: &mut StructuralIndex, at: usize) -> Option<usize> {
    let end = marks.from(bytes, at + 1)?;
    if bytes.get(end) == Some(&b'"') {
        return Some(end + 1);
    }
    let (end, index) = escaped_string_end(bytes, *marks, end);
    *marks = index;
    end
}

/// Continues a string at `at`: a backslash, or a structural byte inside the string. It takes and returns the index as a
/// value, like [`nested_end`].
#[cold]
fn escaped_string_end(bytes: &[u8], mut marks: StructuralIndex, at: usize) -> (Option<usize>, StructuralIndex) {
    let mut next = Some(at);
    while let Some(at) = next {
        match bytes.get(at) {
            Some(b'"') => return (Some(at + 1), marks),
            Some(b'\\') => next = marks.from(bytes, at + 2),
            _ => next = marks.from(bytes, at + 1),
        }
    }
    (None, marks)
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
#[inline(always)]
fn value_end(bytes: &[u8], marks: &mut StructuralIndex, at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, marks, at),
        b'{' | b'[' => {
            let (end, index) = nested_end(bytes, *marks, at);
            *marks = index;
            end
        }
        _ => number_end(bytes, at),
    }
}

/// Returns the end of the number, boolean or `null` that starts at `at`.
fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
    Some(end.map_or(bytes.len(), |end| at + end))
}

/// Returns the end of the object or array that starts at `at`. It takes and returns the index as a value, so that the
/// scan of the members keeps its index in registers.
#[inline(never)]
fn nested_end(bytes: &[u8], mut marks: StructuralIndex, at: usize) -> (Option<usize>, StructuralIndex) {
    let (mut depth, mut next) = (0_usize, marks.from(bytes, at));
    while let Some(at) = next {
        let mut from = at + 1;
        match bytes.get(at) {
            Some(b'"') => match string_end(bytes, &mut marks, at) {
                Some(end) => from = end,
                None => break,
            },
            // The value's container is one level more.
            Some(b'{' | b'[') if depth + 1 == json::MAX_DEPTH => break,
            Some(b'{' | b'[') => depth += 1,
            Some(b'}' | b']') if depth == 1 => return (Some(at + 1), marks),
            Some(b'}' | b']') => depth -= 1,
            _ => {}
        }
        next = marks.from(bytes, from);
    }
    (None, marks)
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
