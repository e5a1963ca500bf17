//! Canonical JSON: one text for all spellings of a value.

use smallvec::SmallVec;

use super::tape::JsonTape;
use super::{elements, members, push_quoted, string};

/// Inline capacity for the members of an object.
const MEMBERS: usize = 24;

/// Returns the canonical JSON of a value: without white space, with sorted keys at every level.
pub fn canonical(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut tape = JsonTape::for_text(json);
    let is_written = tape.read(json).and_then(|()| TapeWriter { tape: &tape, json }.push(&mut text, 0));
    if is_written.is_none() {
        text.clear();
        push_parsed(&mut text, json);
    }
    text
}

/// Writes values of a tape. Its methods return `None` at a key with escapes, which the parser may reject.
struct TapeWriter<'t> {
    tape: &'t JsonTape,
    json: &'t str,
}

/// A member of an object. Members are sorted by key, then by value.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct TapeMember<'t> {
    key: &'t str,
    value: &'t str,
    /// The number of the node.
    number: usize,
}

impl TapeWriter<'_> {
    fn push(&self, text: &mut String, number: usize) -> Option<()> {
        let node = self.tape.node(number)?;
        match node.first(self.json) {
            b'{' => return self.push_object(text, number),
            b'[' => {
                text.push('[');
                for (place, (child, _)) in self.tape.children(number).enumerate() {
                    if place > 0 {
                        text.push(',');
                    }
                    self.push(text, child)?;
                }
                text.push(']');
            }
            b'"' if node.has_escapes && !has_usual_escapes(node.value(self.json)) => match string(node.json(self.json))
            {
                Some(value) => push_quoted(text, &value),
                None => text.push_str(node.json(self.json)),
            },
            _ => text.push_str(node.json(self.json)),
        }
        Some(())
    }

    fn push_object(&self, text: &mut String, number: usize) -> Option<()> {
        let mut members = SmallVec::<[TapeMember<'_>; MEMBERS]>::new();
        for (number, node) in self.tape.children(number) {
            if node.has_escaped_key {
                return None;
            }
            members.push(TapeMember { key: node.key(self.json), value: node.json(self.json), number });
        }
        members.sort_unstable();
        text.push('{');
        for (place, TapeMember { key, value, number }) in members.iter().enumerate() {
            text.push_str(if place > 0 { ",\"" } else { "\"" });
            text.push_str(key);
            text.push_str("\":");
            // Numbers and words.
            if matches!(value.as_bytes().first(), Some(b'{' | b'[' | b'"')) {
                self.push(text, *number)?;
            } else {
                text.push_str(value);
            }
        }
        text.push('}');
        Some(())
    }
}

/// Returns whether each escape of a string is the one that [`push_quoted`] writes.
fn has_usual_escapes(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        match rest.get(at + 1) {
            Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => rest = rest.get(at + 2..).unwrap_or_default(),
            _ => return false,
        }
    }
    true
}

/// Appends the canonical JSON of any text. The parser reads each level again, which takes four times as long as a tape.
fn push_parsed(text: &mut String, json: &str) {
    match json.as_bytes().first() {
        Some(b'{') => {
            let mut members = members(json).unwrap_or_default();
            members.sort();
            text.push('{');
            for (place, (name, value)) in members.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push_quoted(text, name);
                text.push(':');
                push_parsed(text, value);
            }
            text.push('}');
        }
        Some(b'[') => {
            text.push('[');
            for (place, value) in elements(json).unwrap_or_default().into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push_parsed(text, value);
            }
            text.push(']');
        }
        Some(b'"') => match string(json) {
            Some(value) => push_quoted(text, &value),
            None => text.push_str(json),
        },
        _ => text.push_str(json),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    fn parsed(json: &str) -> String {
        let mut text = String::new();
        push_parsed(&mut text, json);
        text
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<f64>().prop_map(Value::from),
            "[ab\"\\\\/é\u{1}\u{7f}{}]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 30, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[abcé]{0,2}|[ab\"\\\\]{0,2}", inner), 0..5)
                    .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_tape_gives_what_the_parser_gives(value in value()) {
            for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                prop_assert_eq!(canonical(&json), parsed(&json));
            }
        }

        #[test]
        fn any_text_is_accepted(text in "[ {}\\[\\],:\"\\\\aubé1.\n-]{0,24}") {
            prop_assert_eq!(canonical(&text), parsed(&text));
        }
    }

    #[test]
    fn escapes_have_one_spelling() {
        for (json, canonical_json) in [
            (r#""\"\\\n\/\u0041\u0001""#, r#""\"\\\n/A\u0001""#),
            (r#""\"\\\b\f\n\r\t""#, r#""\"\\\b\f\n\r\t""#),
            (r#""\ud800""#, r#""\ud800""#),
        ] {
            assert_eq!((canonical(json), parsed(json)), (canonical_json.to_owned(), canonical_json.to_owned()));
        }
    }

    #[test]
    fn members_are_sorted_by_key_and_then_by_value() {
        let json = "{\"b\":1, \"a\" : \"\\u0041\\/\",\"a\":[ 2 ,{\"z\":0,\"y\":0}],\"b\":0}";
        assert_eq!(canonical(json), "{\"a\":\"A/\",\"a\":[2,{\"y\":0,\"z\":0}],\"b\":0,\"b\":1}");
    }

    #[test]
    fn deep_values_are_read_by_the_parser() {
        let deep = format!("{}{{\"b\":1,\"a\":2}}{}", "[".repeat(90), "]".repeat(90));
        assert_eq!(canonical(&deep), format!("{}{{\"a\":2,\"b\":1}}{}", "[".repeat(90), "]".repeat(90)));
    }
}
