//! Rewrites JSON text without parsing it: removes or adds white space, and escapes characters that could act on a
//! terminal or CI runner. Numbers keep their spelling, keys their order.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::iter;

/// Returns `json` on one line, without white space outside strings.
pub fn compact(json: &str) -> Cow<'_, str> {
    if is_compact(json) {
        return Cow::Borrowed(json);
    }
    let mut line = String::with_capacity(json.len());
    push_compact(&mut line, json);
    Cow::Owned(line)
}

/// Appends to `line` what [`compact`] returns, without an extra buffer.
pub fn push_compact(line: &mut String, json: &str) {
    if is_compact(json) {
        line.push_str(json);
    } else {
        line.extend(Tokens(json).filter(|piece| !matches!(piece, Token::Space(_))).map(Token::text));
    }
}

/// Returns whether `json` certainly has no white space between tokens: it is a scalar, or contains no white space at
/// all.
fn is_compact(json: &str) -> bool {
    let bytes = json.as_bytes();
    let is_string = bytes.first() == Some(&b'"') && string_end(bytes) == bytes.len();
    is_string || (memchr::memchr3(b' ', b'\n', b'\r', bytes).is_none() && memchr::memchr(b'\t', bytes).is_none())
}

/// Removes the line ends from `json`, so that it fits on one line of NDJSON. Strings cannot contain line ends, so
/// only white space between tokens changes.
pub fn one_line(json: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_none() { Cow::Borrowed(json) } else { compact(json) }
}

/// Escapes everything that could act on a terminal or CI runner: control characters, bidi overrides, invisible
/// characters, and the command openers `##[` and `##vso[`.
///
/// White space between tokens becomes spaces or line feeds. Every JSON parser still reads the same value.
pub fn harmless(json: &str) -> Cow<'_, str> {
    if is_harmless(json) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for piece in Tokens(json) {
        let blank = matches!(piece, Token::Space(_));
        for character in piece.text().chars() {
            match character {
                '\n' if blank => safe.push('\n'),
                _ if blank => safe.push(' '),
                '[' if opens_command(&safe) => push_escaped(&mut safe, '['),
                hostile if is_hostile(hostile) => push_escaped(&mut safe, hostile),
                other => safe.push(other),
            }
        }
    }
    if opens_line(&safe) { Cow::Owned(without_openers(&safe)) } else { Cow::Owned(safe) }
}

fn push_escaped(safe: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _ = write!(safe, "\\u{unit:04x}");
    }
}

/// May return false for harmless text, never the reverse. Text without line ends is checked many bytes at a time.
fn is_harmless(json: &str) -> bool {
    let bytes = json.as_bytes();
    if bytes.iter().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'"' | b'$'..=b'~' | 0x80..)) {
        return !json.trim_start().starts_with("::") && !has_hostile_beyond_ascii(json);
    }
    // Line feeds between tokens are the only control characters that stay.
    if !bytes.iter().fold(true, |plain, byte| plain & matches!(byte, b'\n' | b' '..=b'~' | 0x80..)) {
        return false;
    }
    if opens_line(json) || (memchr::memchr(b'\n', bytes).is_some() && Tokens(json).any(Token::is_cut_by_a_line_end)) {
        return false;
    }
    !json.contains("##") && !has_hostile_beyond_ascii(json)
}

/// Returns whether a line starts with `::`, which does not occur in JSON.
fn opens_line(json: &str) -> bool {
    memchr::memmem::find(json.as_bytes(), b"::").is_some()
        && json.lines().any(|line| line.trim_start().starts_with("::"))
}

/// Puts a blank into command openers at the start of lines of malformed JSON.
fn without_openers(malformed: &str) -> String {
    let lines = malformed.split('\n').map(|line| {
        let opens = line.trim_start().starts_with("::");
        if opens { Cow::Owned(line.replacen("::", ": :", 1)) } else { Cow::Borrowed(line) }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns whether `text` contains a non-ASCII character that [`is_hostile`].
pub(crate) fn has_hostile_beyond_ascii(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.is_ascii() {
        return false;
    }
    // The first bytes of all hostile non-ASCII characters.
    let leads = memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).chain(memchr::memchr3_iter(0xd8, 0xe1, 0xf3, bytes));
    leads.map(|at| text[at..].chars().next()).any(|first| first.is_some_and(is_hostile))
}

/// Returns whether `[` after `before` would open a command of a CI runner. Runners look for `##[` and `##name[`
/// anywhere in a line.
pub fn opens_command(before: &str) -> bool {
    before.trim_end_matches(|character: char| character.is_ascii_alphanumeric()).ends_with("##")
}

/// Returns whether a character acts on a terminal, changes how text around it is displayed, or is invisible.
///
/// These are controls, directional marks, line and paragraph separators, soft hyphens, zero-width characters, tags
/// and supplementary variation selectors. The variation selectors of emoji (U+FE00 to U+FE0F) are not hostile.
pub fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
                | '\u{e0100}'..='\u{e01ef}'
        )
}

/// Iterates over the tokens of `json` without white space; keys and other strings are different tokens.
pub fn pieces(json: &str) -> impl Iterator<Item = Token<'_>> {
    let mut pieces = Tokens(json).filter(|piece| !matches!(piece, Token::Space(_))).peekable();
    iter::from_fn(move || match (pieces.next()?, pieces.peek()) {
        (Token::Text(text), Some(Token::Mark(":"))) => Some(Token::Key(text)),
        (piece, _) => Some(piece),
    })
}

/// A token of JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'j> {
    /// One of `{ } [ ] , :`.
    Mark(&'j str),
    /// A string that is a key, with quotes.
    Key(&'j str),
    /// A string, with quotes.
    Text(&'j str),
    /// A number, `true`, `false` or `null`.
    Word(&'j str),
    /// White space between two tokens.
    Space(&'j str),
}

impl<'j> Token<'j> {
    /// Returns the text of the token.
    pub fn text(self) -> &'j str {
        match self {
            Self::Mark(text) | Self::Key(text) | Self::Text(text) | Self::Word(text) | Self::Space(text) => text,
        }
    }

    /// Returns whether a string contains a line end, which JSON does not allow.
    fn is_cut_by_a_line_end(self) -> bool {
        !matches!(self, Self::Space(_)) && self.text().contains('\n')
    }
}

/// The tokens of JSON text. In malformed text every byte still belongs to exactly one token.
struct Tokens<'j>(&'j str);

impl<'j> Iterator for Tokens<'j> {
    type Item = Token<'j>;

    fn next(&mut self) -> Option<Token<'j>> {
        let bytes = self.0.as_bytes();
        let first = *bytes.first()?;
        let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let mark = |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':');
        let until = |end: &dyn Fn(&u8) -> bool| bytes.iter().position(end).unwrap_or(bytes.len());
        let (end, make): (usize, fn(&'j str) -> Token<'j>) = match first {
            b'"' => (string_end(bytes), Token::Text),
            byte if mark(&byte) => (1, Token::Mark),
            byte if space(&byte) => (until(&|byte| !space(byte)), Token::Space),
            _ => (until(&|byte| space(byte) || mark(byte) || *byte == b'"'), Token::Word),
        };
        let (piece, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(make(piece))
    }
}

/// Returns the length of the JSON string at the start of `bytes`, with quotes.
pub(crate) fn string_end(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::json::indent::indent;
    use crate::sanitize::Escaped;

    fn arbitrary_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[ {}\\[\\],:\"\\\\#\u{85}\u{202e}]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".{0,5}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn indented(json: &str) -> String {
        let mut out = Escaped::default();
        indent(&mut out, json, 0, &|out, piece| out.json(piece.text()));
        out.as_str().to_owned()
    }

    #[test]
    fn numbers_keep_their_spelling() {
        assert_eq!(compact(" [ 1.0e5 ,\t-0.0 , 12345678901234567890123 ]\n"), "[1.0e5,-0.0,12345678901234567890123]");
    }

    #[test]
    fn keys_and_strings_are_different_tokens() {
        let all: Vec<Token<'_>> = pieces(r#"{"a" : "b"}"#).collect();
        let (mark, key, text) = (Token::Mark, Token::Key("\"a\""), Token::Text("\"b\""));
        assert_eq!(all, [mark("{"), key, mark(":"), text, mark("}")]);
    }

    #[test]
    fn only_command_openers_are_escaped() {
        assert_eq!(harmless(r#""a ##[b] #[ ü €""#), r#""a ##\u005bb] #[ ü €""#);
        assert_eq!(harmless("\"##vso[x] ##[[ ## [a\""), "\"##vso\\u005bx] ##\\u005b[ ## [a\"");
        assert_eq!(harmless("\"\u{9b}\u{7f}\u{2066}\""), r#""\u009b\u007f\u2066""#);
    }

    #[test]
    fn indentation_equals_serde_json() {
        let json = r#"{"a":{},"b":[],"c":[{},[[]],{"d":[1,{"e":null}]}],"f":""}"#;
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(indented(json), serde_json::to_string_pretty(&value).unwrap());
    }

    proptest! {
        #[test]
        fn rewriting_keeps_the_value(value in arbitrary_json()) {
            let (short, long) = (value.to_string(), serde_json::to_string_pretty(&value).unwrap());
            prop_assert_eq!(&compact(&long), &short);
            prop_assert_eq!(&one_line(&long), &short);
            prop_assert_eq!(&indented(&short), &harmless(&long));
            for json in [short, long] {
                let safe = harmless(&json);
                prop_assert_eq!(&serde_json::from_str::<Value>(&safe).unwrap(), &value);
                prop_assert!(!safe.contains("##[") && !safe.chars().any(|c| is_hostile(c) && c != '\n'));
            }
        }

        #[test]
        fn malformed_text_is_accepted(text in "[ {}\\[\\],:\"\\\\#aé\n]{0,20}") {
            let all: String = Tokens(&text).map(Token::text).collect();
            prop_assert_eq!(&all, &text);
            indented(&text);
            let safe = harmless(&text);
            prop_assert!(!safe.lines().any(|line| line.trim_start().starts_with("::")), "{}", safe);
        }
    }
}
