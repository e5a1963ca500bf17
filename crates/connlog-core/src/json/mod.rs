//! Reads JSON text without changing it: members as slices, scalars as text.

mod canonical;
pub mod indent;
mod member_span;
pub mod rewrite;
pub mod scanner;
pub mod structural_index;
pub(crate) mod tape;
pub mod text_span;
pub(crate) mod unescape;

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub use self::canonical::canonical;

/// The maximum nesting of objects and arrays in any source: files, API answers, JSON inside strings. Code that walks
/// JSON may use recursion up to this depth.
pub const MAX_DEPTH: usize = 256;
/// [`exceeds_depth`] looks into strings with JSON at most this many times.
const PACKINGS: usize = 4;
/// The length in bytes above which vectorised search is faster; names and ids are shorter.
const LONG: usize = 64;

/// Returns whether a value counts as absent. The API sends `null` and `""` instead of omitting a field.
pub fn is_absent(json: &str) -> bool {
    matches!(json, "null" | "\"\"")
}

/// Returns the members of a JSON object in their order, with values as JSON text; `None` if `json` is not an object.
pub fn members(json: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.deserialize_map(JsonMembers).ok()
}

/// Returns the elements of a JSON array as JSON text; `None` if `json` is not an array.
pub fn elements(json: &str) -> Option<Vec<&str>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.deserialize_seq(JsonElements).ok()
}

/// Returns the unescaped text of a JSON string; `None` if `json` is not a string.
pub fn string(json: &str) -> Option<Cow<'_, str>> {
    let [b'"', .., b'"'] = json.as_bytes() else { return None };
    let inner = json.get(1..json.len() - 1)?;
    if !is_escaped(inner) {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str::<String>(json).ok().map(Cow::Owned)
}

/// Returns whether the text between the quotes of a string contains escapes.
pub(crate) fn is_escaped(inner: &str) -> bool {
    let bytes = inner.as_bytes();
    if bytes.len() > LONG {
        return memchr::memchr(b'\\', bytes).is_some();
    }
    let Some(last) = bytes.last_chunk() else { return bytes.contains(&b'\\') };
    let (eights, _) = bytes.as_chunks();
    eights.iter().chain([last]).any(|eight| has_backslash(u64::from_le_bytes(*eight)))
}

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Returns whether one of eight bytes is a backslash.
const fn has_backslash(eight: u64) -> bool {
    has_byte(eight, b'\\')
}

/// Returns whether one of eight bytes is `byte`.
const fn has_byte(eight: u64, byte: u8) -> bool {
    let zeros = eight ^ u64::from_le_bytes([byte; 8]);
    zeros.wrapping_sub(ONES) & !zeros & HIGH != 0
}

/// Returns whether a JSON string must escape a byte of this text.
fn needs_escapes(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk() else {
        return text.iter().any(|byte| matches!(byte, b'"' | b'\\' | ..b' '));
    };
    let (eights, _) = text.as_chunks();
    eights.iter().chain([last]).any(|eight| {
        let eight = u64::from_le_bytes(*eight);
        let has_control = eight.wrapping_sub(u64::from_le_bytes([b' '; 8])) & !eight & HIGH != 0;
        has_control || has_byte(eight, b'"') || has_byte(eight, b'\\')
    })
}

/// Returns a scalar as text; `None` for an object, an array or an absent value.
pub fn scalar(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'"' => string(json).filter(|text| !text.is_empty()),
        // Python writes NaN and Infinity; they count as absent.
        b'{' | b'[' | b'N' | b'I' => None,
        b'-' if json.starts_with("-I") => None,
        _ => (json != "null").then_some(Cow::Borrowed(json)),
    }
}

/// Returns any value as text: scalars as [`scalar`] does, objects and arrays as compact JSON.
pub fn display(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'{' | b'[' => Some(rewrite::compact(json)),
        _ => scalar(json),
    }
}

/// Returns `text` as a JSON string with quotes.
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Appends `text` as a JSON string with quotes to `json`.
pub fn push_quoted(json: &mut String, text: &str) {
    if needs_escapes(text.as_bytes()) {
        json.push_str(&quote(text));
    } else {
        json.push('"');
        json.push_str(text);
        json.push('"');
    }
}

/// Replaces NaN, Infinity and -Infinity by `null`. Python writes them, but JSON does not have them.
pub fn without_nan(json: &str) -> Cow<'_, str> {
    use self::rewrite::Token;

    let is_odd = |piece: Token<'_>| matches!(piece, Token::Word("NaN" | "Infinity" | "-Infinity"));
    if !(json.contains("NaN") || json.contains("Infinity")) || !rewrite::pieces(json).any(is_odd) {
        return Cow::Borrowed(json);
    }
    rewrite::pieces(json).map(|piece| if is_odd(piece) { "null" } else { piece.text() }).collect::<String>().into()
}

/// Returns whether `json`, or JSON inside its strings, is nested deeper than [`MAX_DEPTH`]. The text need not be
/// valid JSON.
pub fn exceeds_depth(json: &str) -> bool {
    is_deeper(json, PACKINGS)
}

/// Returns whether `json` is nested deeper than [`MAX_DEPTH`], without looking into its strings.
pub fn nests_too_deep(json: &str) -> bool {
    is_deeper(json, 0)
}

fn is_deeper(json: &str, packings: usize) -> bool {
    if !may_be_deep(json) {
        return false;
    }
    let bytes = json.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = rewrite::string_end(&bytes[at..]) + at;
                let packed = json.get(at..end).filter(|text| packings > 0 && may_be_deep(text)).and_then(string);
                if packed.is_some_and(|text| {
                    text.trim_start().starts_with(['{', '[', '"']) && is_deeper(&text, packings - 1)
                }) {
                    return true;
                }
                at = end;
                continue;
            }
            b'{' | b'[' if depth == MAX_DEPTH => return true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    false
}

/// Returns whether `json` has enough brackets to exceed [`MAX_DEPTH`].
fn may_be_deep(json: &str) -> bool {
    json.len() > MAX_DEPTH && memchr::memchr2_iter(b'{', b'[', json.as_bytes()).nth(MAX_DEPTH).is_some()
}

struct JsonKey;

impl<'de> DeserializeSeed<'de> for JsonKey {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for JsonKey {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

struct JsonMembers;

impl<'de> Visitor<'de> for JsonMembers {
    type Value = Vec<(Cow<'de, str>, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(20);
        while let Some(key) = map.next_key_seed(JsonKey)? {
            members.push((key, map.next_value::<&'de RawValue>()?.get()));
        }
        Ok(members)
    }
}

struct JsonElements;

impl<'de> Visitor<'de> for JsonElements {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::with_capacity(100);
        while let Some(element) = seq.next_element::<&'de RawValue>()? {
            elements.push(element.get());
        }
        Ok(elements)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn nested(depth: usize, open: &str, close: &str) -> String {
        format!("{}1{}", open.repeat(depth), close.repeat(depth))
    }

    proptest! {
        #[test]
        fn depth_limit_includes_json_in_strings(depth in 200_usize..320, packings in 0_usize..3, objects: bool) {
            let (open, close) = if objects { ("{\"a\":", "}") } else { ("[", "]") };
            let mut text = nested(depth, open, close);
            for _ in 0..packings {
                text = Value::from(text).to_string();
            }
            let text = format!("{{\"a\":[\"[[[{{\",{{}}], \"b\":{}}}", Value::from(text));
            prop_assert_eq!(exceeds_depth(&text), depth > MAX_DEPTH);
        }

        #[test]
        fn brackets_in_strings_and_siblings_are_not_depth(text in "[\\[{ a]{300,400}") {
            let text = Value::from(format!("x{text}")).to_string();
            let side_by_side = vec!["[]"; 1000].join(",");
            prop_assert!(!exceeds_depth(&text));
            prop_assert!(!exceeds_depth(&side_by_side));
        }

        #[test]
        fn any_text_is_accepted(text in "[{\\[\\]}\"\\\\a]{0,900}") {
            exceeds_depth(&text);
        }
    }
}
