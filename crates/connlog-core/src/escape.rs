//! Escapes untrusted text for output.

use std::borrow::Cow;

use crate::json::rewrite::{is_hostile, opens_command};

/// Escapes text from a record for one line of output: control characters and bidi overrides become `\n` or `\u{1b}`,
/// and command openers of CI runners are broken up.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_harmless(text, &[]) { Cow::Borrowed(text) } else { Cow::Owned(rewrite(text, &[])) }
}

/// Replaces line ends by `\n`. Other characters are escaped when the text is written.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        Cow::Owned(text.replace('\n', "\\n").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Escapes like [`visible`], but keeps line feeds and protects each line.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    const KEPT: &[char] = &['\n'];
    if is_harmless(text, KEPT) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(|line| rewrite(line, KEPT)).collect();
    Cow::Owned(lines.join("\n"))
}

fn is_harmless(text: &str, allowed: &[char]) -> bool {
    // Fast path for one line of plain characters. The loop has no early exit, so the compiler vectorises it.
    if text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'"' | b'$'..=b'~')) {
        return !text.starts_with([' ', ':']) || !text.trim_start().starts_with("::");
    }
    !text.contains("##")
        && !text.split('\n').any(|line| line.trim_start().starts_with("::"))
        && !text.chars().any(|character| is_hostile(character) && !allowed.contains(&character))
}

fn rewrite(text: &str, allowed: &[char]) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    if text.trim_start().starts_with("::") {
        shown.push('\\');
    }
    for character in text.chars() {
        match character {
            _ if allowed.contains(&character) => shown.push(character),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '[' if opens_command(&shown) => shown.push_str(" ["),
            hostile if is_hostile(hostile) => shown.extend(hostile.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn active_characters_are_escaped() {
        assert_eq!(visible("plain ✓"), "plain ✓");
        assert_eq!(visible("a\n\tb\r\u{1b}[31m\u{202e}"), "a\\n\\tb\\r\\u{1b}[31m\\u{202e}");
        assert_eq!(visible(" ::error::x"), "\\ ::error::x");
        assert_eq!(visible("a ::error::x"), "a ::error::x");
        assert_eq!(visible("##[error]x ##vso[task] # ["), "## [error]x ##vso [task] # [");
        assert_eq!(visible_lines("a\n\tb\n ::set::\u{7}"), "a\n\\tb\n\\ ::set::\\u{7}");
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let ranges = ['\u{ad}'..='\u{ad}', '\u{61c}'..='\u{61c}', '\u{200b}'..='\u{200f}', '\u{2060}'..='\u{2064}'];
        for character in ranges.into_iter().chain(['\u{202a}'..='\u{202e}', '\u{e0000}'..='\u{e007f}']).flatten() {
            let text = format!("a{character}b");
            let spelled = format!("a\\u{{{:x}}}b", u32::from(character));
            assert_eq!((&*visible(&text), &*visible_lines(&text)), (&*spelled, &*spelled));
            let json = format!("\"{text}\"");
            let harmless = crate::json::rewrite::harmless(&json);
            assert!(harmless.is_ascii(), "{harmless}");
            assert_eq!(serde_json::from_str::<String>(&harmless).unwrap(), text);
        }
        assert_eq!(visible("❤️ 日本"), "❤️ 日本");
    }

    proptest! {
        #[test]
        fn visible_text_holds_no_control_character(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(is_hostile));
            prop_assert!(!visible_lines(&text).chars().any(|c| is_hostile(c) && c != '\n'));
        }

        #[test]
        fn visible_text_opens_no_command(text in "[ :#\\[\\\\\n\u{feff}\u{85}a]{0,16}") {
            for shown in [visible(&text), visible_lines(&text)] {
                prop_assert!(!shown.contains("##["));
                prop_assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")));
            }
        }
    }
}
