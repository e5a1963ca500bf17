//! Finding members of JSON objects in place: no allocation, and little read beyond the member that is asked for. It trusts
//! that the text is JSON; on anything else it finds nothing, or something of the text, and never fails.
//!
//! Filters ask millions of entries for one member each. A parser that reads the whole entry first costs several times as much.

use std::borrow::Cow;

use super::structural_index::StructuralIndex;
use crate::json;

/// Where a member of an object stands in the object's text: the key between its quotes, and the value.
#[derive(Debug, Clone, Copy)]
pub struct MemberSpan {
    key: (u32, u32),
    value: (u32, u32),
}

impl MemberSpan {
    /// The key as it stands between its quotes. `object` is the text in which the place was found.
    pub fn key(self, object: &str) -> &str {
        slice(object, self.key)
    }

    /// The same as bytes: most keys are held against a few names and are none of them, and bytes need not be known to begin
    /// and end a character.
    pub fn key_bytes(self, object: &str) -> &[u8] {
        let (from, to) = self.key;
        object.as_bytes().get(from as usize..to as usize).unwrap_or_default()
    }

    /// The value's own text as bytes.
    pub fn value_bytes(self, object: &str) -> &[u8] {
        let (from, to) = self.value;
        object.as_bytes().get(from as usize..to as usize).unwrap_or_default()
    }

    /// The value's own text.
    pub fn value(self, object: &str) -> &str {
        slice(object, self.value)
    }

    /// Whether the key is `name`, however it is spelled.
    pub fn is_called(self, object: &str, name: &str) -> bool {
        let key = self.key_bytes(object);
        let may_be = || key.len() > name.len() && json::is_escaped(self.key(object));
        key == name.as_bytes() || (may_be() && unescaped(self.key(object)) == name)
    }

    /// From the quote before the key to the end of the value.
    pub fn text_with_key(self, object: &str) -> &str {
        slice(object, (self.key.0.saturating_sub(1), self.value.1))
    }
}

fn slice(text: &str, (from, to): (u32, u32)) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// The places of the members of a JSON object, in their order.
pub struct MemberSpans<'j> {
    bytes: &'j [u8],
    marks: StructuralIndex<'j>,
    at: usize,
    closed: bool,
    /// Where the value begins that has no end.
    open: Option<usize>,
}

/// Where the members of `object` are; none if it is no object.
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
    /// Whether the object ended where the text does, so that nothing of it was broken on the top level. To be asked when there
    /// are no more members.
    pub fn ended(&self) -> bool {
        self.closed && space(self.bytes, self.at) == self.bytes.len()
    }

    /// Where the value begins that has no end, if the text ended in one. To be asked when there are no more members.
    pub fn unfinished(&self) -> Option<usize> {
        self.open
    }
}

impl Iterator for MemberSpans<'_> {
    type Item = MemberSpan;

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
        let end = value_end(bytes, &mut self.marks, start).filter(|_| bytes.get(colon) == Some(&b':'));
        self.at = end.unwrap_or(bytes.len());
        if end.is_none() {
            self.open = Some(start);
        }
        let span = |from: usize, to: usize| Some((u32::try_from(from).ok()?, u32::try_from(to).ok()?));
        Some(MemberSpan { key: span(at + 1, key_end - 1)?, value: span(start, end?)? })
    }
}

/// The members of `object` in their order: the key as it stands between its quotes, the value's own text; none if it is no
/// object.
pub fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    places(object).map(move |place| (place.key(object), place.value(object)))
}

/// The value of the first member called `name`.
pub fn member<'j>(object: &'j str, name: &str) -> Option<&'j str> {
    places(object).find(|place| place.is_called(object, name)).map(|place| place.value(object))
}

/// The value at the end of a way of keys.
pub fn at<'j>(object: &'j str, way: &[&str]) -> Option<&'j str> {
    way.iter().try_fold(object, |value, name| member(value, name))
}

/// The scalar at the end of a way of keys, as text.
pub fn text<'j>(object: &'j str, way: &[&str]) -> Option<Cow<'j, str>> {
    at(object, way).and_then(json::scalar)
}

/// The text of a key as it stands in JSON text.
pub fn unescaped(key: &str) -> Cow<'_, str> {
    if !json::is_escaped(key) {
        return Cow::Borrowed(key);
    }
    serde_json::from_str::<String>(&format!("\"{key}\"")).map_or(Cow::Borrowed(key), Cow::Owned)
}

/// The elements of a JSON array; none if it is no array.
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

/// The first byte at or after `at` that is no white space.
fn space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// The end of the string that begins at `at`, quotes included.
fn string_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at = marks.from(at)?;
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of the value that begins at `at`.
fn value_end(bytes: &[u8], marks: &mut StructuralIndex<'_>, at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, marks, at),
        b'{' | b'[' => nested_end(bytes, marks, at),
        _ => {
            let rest = bytes.get(at..)?;
            let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
            Some(end.map_or(bytes.len(), |end| at + end))
        }
    }
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
            // The container of the value is one level more.
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
    fn a_member_is_found_where_it_stands() {
        let object = " { \"a\" : [1, {\"b\":\"}\"}] , \"b\":\"x\\\"y\", \"c\\u0064\":{\"e\" : -1.50e3}, \"b\":2 } ";
        assert_eq!(member(object, "a"), Some("[1, {\"b\":\"}\"}]"));
        assert_eq!(member(object, "b"), Some("\"x\\\"y\""), "the first of two counts");
        assert_eq!(at(object, &["cd", "e"]), Some("-1.50e3"));
        assert_eq!(text(object, &["b"]).as_deref(), Some("x\"y"));
        assert_eq!(member(object, "d"), None);
    }

    #[test]
    fn an_object_is_known_to_have_ended() {
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
        fn it_agrees_with_the_parser(keys in prop::collection::vec(".{0,6}", 0..6), texts in prop::collection::vec(".{0,9}", 6)) {
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
        fn broken_text_is_survived(text in "[ {}\\[\\],:\"\\\\aé1\n]{0,24}") {
            for (_, value) in members(&text) {
                prop_assert!(elements(value).count() <= text.len());
            }
            at(&text, &["a", "a"]);
        }
    }
}
