//! A tape of JSON text, as in simdjson: the places of all members and elements of a value, found in one strict pass.
//!
//! A reader that looks into several levels of a value scans it once instead of once for each level. Unlike
//! [`super::scanner`] the pass accepts valid JSON only.

use super::scanner::MemberSpan;
use super::structural_index::StructuralIndex;
use super::text_span::TextSpan;

/// The maximum nesting; callers use the scanner for deeper values.
const DEEPEST: usize = 64;
/// The number of nodes of a usual entry.
const NODES: usize = 32;
/// The bytes of text for each node of a usual entry, rather few.
const NODE: usize = 16;

/// A member or an element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TapeNode {
    /// The key between its quotes; empty for an element.
    key: TextSpan,
    value: TextSpan,
    /// The index after the last node inside the value.
    next: u32,
    /// Whether the key contains escapes.
    pub(crate) has_escaped_key: bool,
    /// Whether the value is a string with escapes.
    pub(crate) has_escapes: bool,
    /// Whether the value is a string with an opening brace.
    pub(crate) has_brace: bool,
}

impl TapeNode {
    /// Returns the position of the member. Offsets start at `origin` in the text.
    pub(crate) fn place(self, origin: u32) -> MemberSpan {
        MemberSpan::new(self.key.relative_to(origin), self.value.relative_to(origin))
    }

    /// Returns the offset of the value.
    pub(crate) fn start(self) -> u32 {
        self.value.from
    }

    /// Returns the first byte of the value.
    pub(crate) fn first(self, text: &str) -> u8 {
        text.as_bytes().get(self.value.from as usize).copied().unwrap_or_default()
    }

    /// Returns the key as written between its quotes.
    pub(crate) fn key(self, text: &str) -> &str {
        self.key.slice(text)
    }

    /// Returns the JSON text of the value as bytes.
    pub(crate) fn value(self, text: &str) -> &[u8] {
        self.value.bytes(text)
    }

    /// Returns the JSON text of the value.
    pub(crate) fn json(self, text: &str) -> &str {
        self.value.slice(text)
    }
}

/// Returns the positions of the members of `object`; `None` if it is not valid JSON, not an object or too deep.
pub(crate) fn members(object: &str) -> Option<Vec<MemberSpan>> {
    let mut tape = JsonTape { nodes: Vec::with_capacity(NODES), may_hold_rows: false };
    tape.read(object).filter(|()| object.starts_with('{'))?;
    let mut places = Vec::with_capacity(NODES / 2);
    places.extend(tape.children(0).map(|(_, member)| member.place(0)));
    Some(places)
}

/// The nodes of a value in the order of the text. The first node is the value.
#[derive(Debug, Default)]
pub(crate) struct JsonTape {
    nodes: Vec<TapeNode>,
    /// Whether some array starts with an array or with an object of at most one member, so it may be a table.
    pub(crate) may_hold_rows: bool,
}

impl JsonTape {
    /// Returns an empty tape with space for the nodes of `text`.
    pub(crate) fn for_text(text: &str) -> Self {
        Self { nodes: Vec::with_capacity((text.len() / NODE).max(NODES)), may_hold_rows: false }
    }

    /// Reads `text`, which must be one JSON value without white space around it. Returns `None` if it is not valid
    /// JSON or too deep.
    pub(crate) fn read(&mut self, text: &str) -> Option<()> {
        self.nodes.clear();
        self.may_hold_rows = false;
        u32::try_from(text.len()).ok()?;
        let bytes = text.as_bytes();
        let mut reader = TapeReader { bytes, index: StructuralIndex::strict(bytes), at: 0, tape: self };
        reader.node(TextSpan::default(), false, DEEPEST)?;
        (reader.at == bytes.len()).then_some(())
    }

    /// Returns whether `text` is one JSON value without white space around it, according to the parser.
    pub(crate) fn is_json(&mut self, text: &str) -> bool {
        self.read(text).is_some() || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    }

    /// Returns a node.
    pub(crate) fn node(&self, number: usize) -> Option<TapeNode> {
        self.nodes.get(number).copied()
    }

    /// Iterates over the members or elements in the value of a node, with their numbers.
    pub(crate) fn children(&self, number: usize) -> impl Iterator<Item = (usize, TapeNode)> {
        let end = self.node(number).map_or(0, |node| node.next as usize);
        let mut next = number + 1;
        std::iter::from_fn(move || {
            let node = self.node(next).filter(|_| next < end)?;
            Some((std::mem::replace(&mut next, node.next as usize), node))
        })
    }
}

struct TapeReader<'t> {
    bytes: &'t [u8],
    index: StructuralIndex<true>,
    at: usize,
    tape: &'t mut JsonTape,
}

/// What is in a string.
#[derive(Default)]
struct StringSigns {
    escapes: bool,
    brace: bool,
}

impl TapeReader<'_> {
    /// Reads the value of a node.
    fn node(&mut self, key: TextSpan, has_escaped_key: bool, deepest: usize) -> Option<()> {
        let (number, start) = (self.tape.nodes.len(), self.offset());
        let node = TapeNode {
            key,
            value: TextSpan { from: start, to: start },
            next: 0,
            has_escaped_key,
            has_escapes: false,
            has_brace: false,
        };
        self.tape.nodes.push(node);
        let mut signs = StringSigns::default();
        match self.peek()? {
            b'"' => signs = self.string()?,
            b'{' => self.object(deepest.checked_sub(1)?)?,
            b'[' => self.array(deepest.checked_sub(1)?)?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => self.number()?,
        }
        let (end, next) = (self.offset(), u32::try_from(self.tape.nodes.len()).ok()?);
        let node = self.tape.nodes.get_mut(number)?;
        (node.value.to, node.next) = (end, next);
        (node.has_escapes, node.has_brace) = (signs.escapes, signs.brace);
        Some(())
    }

    fn object(&mut self, deepest: usize) -> Option<()> {
        self.at += 1;
        if self.closes(b'}') {
            return Some(());
        }
        loop {
            let start = self.offset() + 1;
            if self.peek()? != b'"' {
                return None;
            }
            let signs = self.string()?;
            let key = TextSpan { from: start, to: self.offset() - 1 };
            self.space();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.space();
            self.node(key, signs.escapes, deepest)?;
            if self.ends(b'}')? {
                return Some(());
            }
        }
    }

    fn array(&mut self, deepest: usize) -> Option<()> {
        self.at += 1;
        if self.closes(b']') {
            return Some(());
        }
        let first = self.tape.nodes.len();
        loop {
            self.node(TextSpan::default(), false, deepest)?;
            if self.ends(b']')? {
                break;
            }
        }
        let members = self.tape.children(first).take(2).count();
        self.tape.may_hold_rows |= match self.bytes.get(self.tape.node(first)?.value.from as usize) {
            Some(b'[') => true,
            Some(b'{') => members < 2,
            _ => false,
        };
        Some(())
    }

    /// Returns whether a container is empty, and moves behind its end.
    fn closes(&mut self, end: u8) -> bool {
        self.space();
        let closes = self.peek() == Some(end);
        self.at += usize::from(closes);
        closes
    }

    /// Moves behind the comma or the end after a member or element. Returns whether it was the end.
    fn ends(&mut self, end: u8) -> Option<bool> {
        self.space();
        let byte = self.peek()?;
        self.at += 1;
        if byte == end {
            return Some(true);
        }
        self.space();
        (byte == b',').then_some(false)
    }

    /// Reads a string. It works on copies of the state, which the compiler keeps in registers.
    fn string(&mut self) -> Option<StringSigns> {
        let (bytes, mut index, mut at) = (self.bytes, self.index, self.at + 1);
        let mut signs = StringSigns::default();
        loop {
            at = index.from(bytes, at)?;
            match bytes.get(at)? {
                b'"' => break,
                b'\\' => {
                    signs.escapes = true;
                    at += match bytes.get(at + 1)? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                        b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
                        _ => return None,
                    };
                }
                ..b' ' => return None,
                byte => {
                    signs.brace |= *byte == b'{';
                    at += 1;
                }
            }
        }
        (self.index, self.at) = (index, at + 1);
        Some(signs)
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek()? == b'-');
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the length of the text is tested")]
    fn offset(&self) -> u32 {
        self.at as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;
    use crate::json;

    /// Writes a value again from the nodes.
    fn rewritten(tape: &JsonTape, text: &str, number: usize) -> String {
        let node = tape.node(number).unwrap();
        let inner = |with_key: bool| {
            let one = |(number, node): (usize, TapeNode)| {
                let key = node.key(text);
                let value = rewritten(tape, text, number);
                if with_key { format!("\"{key}\":{value}") } else { value }
            };
            tape.children(number).map(one).collect::<Vec<_>>().join(",")
        };
        match node.value(text).first() {
            Some(b'{') => format!("{{{}}}", inner(true)),
            Some(b'[') => format!("[{}]", inner(false)),
            _ => node.json(text).to_owned(),
        }
    }

    proptest! {
        #[test]
        fn exactly_valid_json_is_accepted(
            text in prop_oneof![
                "[ {}\\[\\],:\"\\\\a1\n]{0,24}",
                "-?[0-9.eE+-]{1,6}",
                "\\[\"(\\\\[\"u/nx]|[0-9a-f]{4}|[ -~é\t]){0,6}\"\\]",
                "\\{\"a\" ?: ?(true|fals|null|\\{\\}|\\[1, ?\\{\"b\":0\\}\\])(, ?\"c\":-1.5e3)?\\}",
            ],
        ) {
            let mut tape = JsonTape::default();
            let text = text.trim();
            let read = tape.read(text).is_some();
            prop_assert_eq!(read, serde_json::from_str::<IgnoredAny>(text).is_ok(), "{}", text);
            if read {
                prop_assert_eq!(rewritten(&tape, text, 0), json::rewrite::compact(text));
            }
        }
    }

    #[test]
    fn deep_values_are_refused() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(JsonTape::default().read(&nested(DEEPEST)).is_some());
        assert!(JsonTape::default().read(&nested(DEEPEST + 1)).is_none());
    }
}
