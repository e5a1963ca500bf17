//! Text that may leave the process. [`Escaped`] has only methods that escape what they add, so a writer that takes
//! `Escaped` cannot print raw text.
//!
//! The methods protect whole printed lines; wrap and align text before adding it.

use std::borrow::Cow;

use memchr::memmem;

use crate::json::rewrite::{self, is_hostile, opens_command};
use crate::secret_registry::SecretRegistry;

/// Escaped text, ready for a stream or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Escaped(String);

/// What to keep besides printable characters and line feeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keep {
    /// Whether to keep tabs, which separate the cells of a line.
    pub tabs: bool,
    /// Whether to keep the colour codes of the palette.
    pub colour: bool,
}

impl Keep {
    /// Keeps line feeds only.
    pub const LINES: Self = Self { tabs: false, colour: false };
    /// Keeps line feeds, and tabs between cells.
    pub const TABS: Self = Self { tabs: true, colour: false };

    /// Keeps line feeds, and the colours of the palette if `coloured`.
    pub const fn coloured(colour: bool) -> Self {
        Self { tabs: false, colour }
    }
}

impl Escaped {
    /// Escapes JSON text.
    pub fn from_json(json: &str) -> Self {
        let mut escaped = Self::default();
        escaped.json(json);
        escaped
    }

    /// Escapes lines of text.
    pub fn from_text(text: &str, keep: Keep) -> Self {
        let mut escaped = Self::default();
        escaped.text(text, keep);
        escaped
    }

    /// Appends a text of the program.
    pub fn literal(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    /// Appends JSON text. Dangerous characters become `\uXXXX`, which every JSON parser reads as the same value.
    pub fn json(&mut self, json: &str) {
        if json.starts_with('[') && opens_command(&self.0) {
            self.0.push(' ');
        }
        self.0.push_str(&rewrite::harmless(json));
    }

    /// Appends the original bytes of a record; for `--raw` only.
    pub fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Appends whole lines of text. Control and invisible characters become `\n` or `\u{1b}`, and no line opens a
    /// command of a CI runner.
    pub fn text(&mut self, text: &str, keep: Keep) {
        if is_clean(text, keep) {
            return self.0.push_str(text);
        }
        for line in text.split_inclusive('\n') {
            push_line(&mut self.0, line, keep);
        }
    }

    /// Appends one line of text and a line feed. Line feeds inside the text become `\n`.
    pub fn line(&mut self, text: &str) {
        self.text(&crate::escape::visible(text), Keep::LINES);
        self.0.push('\n');
    }

    /// Appends a workflow command of GitHub's runner. The text cannot end the command or open another one.
    pub fn workflow_command(&mut self, level: &'static str, title: &str, message: &str) {
        let guarded = |text: &str| {
            let lines = Self::from_text(text, Keep::LINES).0;
            lines.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
        };
        let title = guarded(title).replace(':', "%3A").replace(',', "%2C");
        self.0.extend(["::", level, " title=", &title, "::", &guarded(message), "\n"]);
    }

    /// Appends text that is already escaped.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Replaces the keys and passwords of this run.
    pub fn hide(&mut self, secrets: &SecretRegistry) {
        if let Cow::Owned(text) = secrets.hide(&self.0) {
            self.0 = text;
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Returns the length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes the text and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Reserves memory for `bytes` more bytes.
    pub fn reserve(&mut self, bytes: usize) {
        self.0.reserve(bytes);
    }
}

/// Returns whether `text` certainly needs no escaping. Plain ASCII is checked many bytes at a time.
fn is_clean(text: &str, keep: Keep) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'\n' | b' '..=b'~' | 0x80..) || (keep.tabs && byte == b'\t');
    let bytes = text.as_bytes();
    // These loops have no early exit, so the compiler vectorises them.
    let plain = bytes.iter().fold(true, |plain, byte| plain & is_plain(*byte));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_colon = |byte: &u8| u8::from(*byte == b':');
    let has_colons = pairs.fold(0, |found, (one, next)| found | (is_colon(one) & is_colon(next))) != 0;
    if !plain || (has_colons && opens_line(text)) || (memchr::memchr(b'#', bytes).is_some() && text.contains("##")) {
        return false;
    }
    !rewrite::has_hostile_beyond_ascii(text)
}

/// Returns whether a line of `text` starts with `::`.
fn opens_line(text: &str) -> bool {
    let begins = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        text[line..at].trim_start().is_empty()
    };
    memmem::find_iter(text.as_bytes(), b"::").any(begins)
}

/// Appends one line, which may end with a line feed.
fn push_line(shown: &mut String, line: &str, keep: Keep) {
    let begin = shown.len();
    let mut guarded = false;
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(code) = colour_code(rest).filter(|_| keep.colour) {
            shown.push_str(code);
            rest = &rest[code.len()..];
            continue;
        }
        let after = &rest[character.len_utf8()..];
        if !guarded && !character.is_whitespace() {
            guarded = true;
            if rest.starts_with("::") {
                shown.push('\\');
            }
        }
        match character {
            '\n' => shown.push('\n'),
            '\t' if keep.tabs => shown.push('\t'),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '[' if opens_command(&shown[begin..]) => shown.push_str(" ["),
            hostile if is_hostile(hostile) => shown.extend(hostile.escape_unicode()),
            other => shown.push(other),
        }
        rest = after;
    }
}

/// Returns the colour code of the palette at the start of `text`.
fn colour_code(text: &str) -> Option<&str> {
    const CODES: [&str; 8] =
        ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[34m", "\u{1b}[39m"];
    CODES.into_iter().find_map(|code| text.starts_with(code).then(|| &text[..code.len()]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str, keep: Keep) -> String {
        Escaped::from_text(text, keep).0
    }

    #[test]
    fn lines_are_guarded_and_colours_stay_where_there_are_colours() {
        assert_eq!(text("a\n ::b::\tc\u{1b}[31m", Keep::LINES), "a\n \\::b::\\tc\\u{1b}[31m");
        assert_eq!(text("a\tb\n::x\n", Keep::TABS), "a\tb\n\\::x\n");
        let painted = "\u{1b}[31m::x\u{1b}[0m";
        assert_eq!(text(painted, Keep::coloured(true)), "\u{1b}[31m\\::x\u{1b}[0m");
        assert_eq!(text("\u{1b}[8mx\u{1b}]0;t\u{7}", Keep::coloured(true)), "\\u{1b}[8mx\\u{1b}]0;t\\u{7}");
        assert_eq!(text("##[x] ##vso[y]", Keep::LINES), "## [x] ##vso [y]");
    }

    #[test]
    fn lines_stay_on_one_line() {
        let mut line = Escaped::default();
        line.line("note: a\n::error::b");
        assert_eq!(line.as_str(), "note: a\\n::error::b\n");
    }

    #[test]
    fn workflow_commands_are_escaped_as_the_runner_unescapes_them() {
        let mut out = Escaped::default();
        out.workflow_command("error", "a: b, 5%", "one\ntwo, 5%: x");
        assert_eq!(out.as_str(), "::error title=a%3A b%2C 5%25::one%0Atwo, 5%25: x\n");
    }

    #[test]
    fn malformed_json_opens_no_command() {
        let mut out = Escaped::default();
        out.json("##");
        out.json("[\t");
        assert_eq!(out.as_str(), "## [ ");
    }

    proptest! {
        #[test]
        fn text_cannot_act(
            pieces in prop::collection::vec("::|##|\\[|a|[ \n\t\r]|\u{1b}\\[31m|\u{1b}|\u{202e}|\u{85}|é|\\PC", 0..12),
            tabs in any::<bool>(), colour in any::<bool>(),
        ) {
            let keep = Keep { tabs, colour };
            let shown = text(&pieces.concat(), keep);
            prop_assert_eq!(&text(&shown, keep), &shown);
            let bare = if colour { shown.replace("\u{1b}[31m", "") } else { shown.clone() };
            prop_assert!(!bare.chars().any(|c| is_hostile(c) && c != '\n' && !(tabs && c == '\t')));
            prop_assert!(!shown.contains("##["));
            prop_assert!(!bare.lines().any(|line| line.trim_start().starts_with("::")));
        }
    }
}
