//! The terminal: whether to colour, which colours, and making untrusted text harmless before it is shown.

use std::borrow::Cow;

use owo_colors::Style;

use crate::env::{self, Env};
use crate::record::text::{is_hostile, opens_command};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    #[default]
    Auto,
    /// Typed: in machine formats too.
    Always,
    /// Set for good, in the environment: what is piped on to a program stays as it is.
    Wanted,
    Never,
}

/// Whether to colour one stream: the flag, else `NO_COLOR`, else the forcing variables, else `CLICOLOR=0`, else what
/// the stream is. Machine formats are coloured only when `always` was typed.
pub fn colour(choice: ColorChoice, env: &Env, terminal: bool, machine: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Wanted => !machine,
        ColorChoice::Never => false,
        ColorChoice::Auto if machine || env.get(env::NO_COLOR).is_some() => false,
        ColorChoice::Auto if env::FORCE_COLOR.iter().any(|name| env.get(name).is_some_and(|value| value != "0")) => {
            true
        }
        ColorChoice::Auto => terminal && env.get(env::CLICOLOR) != Some("0") && env.get(env::TERM) != Some("dumb"),
    }
}

/// The styles of everything coloured; all of them empty where there is no colour.
#[derive(Debug, Clone, Copy, Default)]
pub struct Palette {
    pub good: Style,
    pub bad: Style,
    pub warn: Style,
    pub dim: Style,
    pub strong: Style,
    pub key: Style,
    pub text: Style,
}

impl Palette {
    pub fn new(coloured: bool) -> Self {
        if !coloured {
            return Self::default();
        }
        let style = Style::new;
        Self {
            good: style().green(),
            bad: style().red(),
            warn: style().yellow(),
            dim: style().dimmed(),
            strong: style().bold(),
            key: style().blue(),
            text: style().green(),
        }
    }

    /// Whether there is no colour.
    pub const fn is_plain(&self) -> bool {
        self.key.is_plain()
    }

    /// `text` in `style`; untouched where the style is empty.
    pub fn paint(style: Style, text: &str) -> String {
        if style.is_plain() { text.to_owned() } else { style.style(text).to_string() }
    }
}

/// Text from a record, fit to be shown: control characters, escapes and bidi overrides as `\n` or `\u{1b}`, and the
/// openers of CI commands broken up, which runners look for in everything that is printed.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_harmless(text, &[]) { Cow::Borrowed(text) } else { Cow::Owned(rewrite(text, &[])) }
}

/// `text` without line ends, which are shown instead. Everything else is escaped when it is printed.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        Cow::Owned(text.replace('\n', "\\n").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(text)
    }
}

/// As [`visible`], for places where text may have lines: line feeds stay, and each line is guarded.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    const KEPT: &[char] = &['\n'];
    if is_harmless(text, KEPT) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(|line| rewrite(line, KEPT)).collect();
    Cow::Owned(lines.join("\n"))
}

fn is_harmless(text: &str, kept: &[char]) -> bool {
    // Most text by far is one line of plain characters, which is told without decoding any.
    // Without an early way out, so that it is done many bytes at a time.
    if text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'"' | b'$'..=b'~')) {
        return !text.trim_start().starts_with("::");
    }
    !text.contains("##")
        && !text.split('\n').any(|line| line.trim_start().starts_with("::"))
        && !text.chars().any(|character| is_hostile(character) && !kept.contains(&character))
}

fn rewrite(text: &str, kept: &[char]) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    if text.trim_start().starts_with("::") {
        shown.push('\\');
    }
    for character in text.chars() {
        match character {
            _ if kept.contains(&character) => shown.push(character),
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

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A count with its noun in the right number: `1 row`, `2 rows`, `1,234 entries`.
pub fn counted(count: u64, noun: &str) -> String {
    let number = grouped(count);
    if count == 1 {
        return format!("{number} {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sanitize::{Escaped, Keep};

    #[test]
    fn a_noun_has_the_number_of_its_count() {
        let shown = [(0, "row"), (1, "row"), (2, "row"), (1, "entry"), (1_234, "entry"), (2, "day")];
        assert_eq!(
            shown.map(|(count, noun)| counted(count, noun)),
            ["0 rows", "1 row", "2 rows", "1 entry", "1,234 entries", "2 days"]
        );
    }

    #[test]
    fn what_would_act_is_shown_instead() {
        assert_eq!(visible("plain ✓"), "plain ✓");
        assert_eq!(visible("a\n\tb\r\u{1b}[31m\u{202e}"), "a\\n\\tb\\r\\u{1b}[31m\\u{202e}");
        assert_eq!(visible(" ::error::x"), "\\ ::error::x");
        assert_eq!(visible("a ::error::x"), "a ::error::x");
        assert_eq!(visible("##[error]x ##vso[task] # ["), "## [error]x ##vso [task] # [");
        assert_eq!(visible_lines("a\n\tb\n ::set::\u{7}"), "a\n\\tb\n\\ ::set::\\u{7}");
    }

    #[test]
    fn colour_is_decided_in_the_order_of_the_contract() {
        let env = |pairs: &[(&str, &str)]| Env::new(pairs.iter().map(|(name, value)| (name.into(), value.into())));
        let decide = |pairs: &[(&str, &str)], terminal| colour(ColorChoice::Auto, &env(pairs), terminal, false);
        assert!(decide(&[], true) && !decide(&[], false));
        assert!(!decide(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(decide(&[("FORCE_COLOR", "1"), ("CLICOLOR", "0"), ("CLICOLOR_FORCE", "0")], false));
        assert!(!decide(&[("CLICOLOR", "0")], true) && !decide(&[("TERM", "dumb")], true));
        assert!(decide(&[("NO_COLOR", "")], true), "an empty variable counts as not set");
        assert!(!colour(ColorChoice::Auto, &env(&[("FORCE_COLOR", "1")]), true, true));
        assert!(colour(ColorChoice::Always, &env(&[("NO_COLOR", "1")]), false, true));
        assert!(colour(ColorChoice::Wanted, &env(&[("NO_COLOR", "1")]), false, false));
        assert!(!colour(ColorChoice::Wanted, &env(&[]), true, true));
        assert!(!colour(ColorChoice::Never, &env(&[("FORCE_COLOR", "1")]), true, false));
    }

    #[test]
    fn painting_without_colour_adds_nothing() {
        assert!(Palette::new(false).is_plain() && !Palette::new(true).is_plain());
        assert_eq!(Palette::paint(Palette::new(false).bad, "x"), "x");
        assert_eq!(Palette::paint(Palette::new(true).bad, "x"), "\u{1b}[31mx\u{1b}[0m");
    }

    #[test]
    fn what_cannot_be_seen_is_made_visible() {
        let ranges = ['\u{ad}'..='\u{ad}', '\u{61c}'..='\u{61c}', '\u{200b}'..='\u{200f}', '\u{2060}'..='\u{2064}'];
        for character in ranges.into_iter().chain(['\u{202a}'..='\u{202e}', '\u{e0000}'..='\u{e007f}']).flatten() {
            let text = format!("a{character}b");
            let spelled = format!("a\\u{{{:x}}}b", u32::from(character));
            assert_eq!((&*visible(&text), &*visible_lines(&text)), (&*spelled, &*spelled));
            let json = format!("\"{text}\"");
            let harmless = crate::record::text::harmless(&json);
            assert!(harmless.is_ascii(), "{harmless}");
            assert_eq!(serde_json::from_str::<String>(&harmless).unwrap(), text);
        }
        assert_eq!(visible("❤️ 日本"), "❤️ 日本");
    }

    #[test]
    fn every_style_of_the_palette_is_known() {
        let Palette { good, bad, warn, dim, strong, key, text: other } = Palette::new(true);
        for style in [good, bad, warn, dim, strong, key, other] {
            let painted = Palette::paint(style, "x");
            assert_eq!(Escaped::from_text(&painted, Keep::coloured(true)).as_str(), painted);
        }
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
