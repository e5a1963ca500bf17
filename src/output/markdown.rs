//! Escapes text of records for Markdown, so that it creates no markup, links, mentions, references and formulas.
//!
//! Hosts such as GitHub also search escaped text for mentions (`@team`), references (`#12`, `!3`, `~label`), addresses, formulas
//! and emoji. They ignore code spans, so such text becomes a code span.

use std::borrow::Cow;

use connlog_core::escape::visible;

/// Returns `text` for a cell or a sentence: escaped, or as a code span if a host might interpret it.
pub(crate) fn inert(text: &str) -> String {
    let text = visible(text);
    if is_live(&text) { code(&text) } else { escaped(&text) }
}

/// Returns `text` as a code span, or an empty text for blanks.
pub(crate) fn code(text: &str) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        return String::new();
    }
    // The fence must be longer than each sequence of back-ticks inside.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A bar ends the cell of a table even in a code span, unless a backslash precedes it. An existing backslash before the bar
    // is doubled, because it would escape the added one.
    let inside = text.replace("\\|", "\\\\|").replace('|', "\\|");
    let padding = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{padding}{inside}{padding}{fence}")
}

/// Returns whether a host might interpret a part of `text`.
fn is_live(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let refers = |mark: char| {
        let begins = |next: char| next.is_alphanumeric() || matches!(next, '"' | '{');
        lower.match_indices(mark).any(|(at, _)| lower[at + 1..].starts_with(begins))
    };
    lower.contains(['@', '#', '$'])
        || ["://", "www.", "mailto:", "xmpp:"].iter().any(|sign| lower.contains(sign))
        || lower.match_indices("gh-").any(|(at, _)| lower[at + 3..].starts_with(|next: char| next.is_ascii_digit()))
        || ['!', '%', '&', '~', '^'].into_iter().any(refers)
        || has_emoji_name(&lower)
}

/// Returns whether there is a word between two colons, as in `:tada:`.
fn has_emoji_name(lower: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || "_+-".contains(c));
    let parts: Vec<&str> = lower.split(':').collect();
    parts.len() > 2 && parts[1..parts.len() - 1].iter().any(|part| is_name(part))
}

/// Escapes the markup in `text`.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '|' | '`' | '\\' | '*' | '[' | ']' | '~' | '!' => shown.extend(['\\', character]),
            // Emphasis begins only at the beginning of a word.
            '_' if !shown.ends_with(char::is_alphanumeric) => shown.push_str("\\_"),
            other => shown.push(other),
        }
    }
    shown
}

/// Returns a command as a code block.
pub(crate) fn block(text: &str) -> String {
    let text: Cow<'_, str> = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}sh\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_contain_any_text() {
        assert_eq!(code("oauth_denied"), "`oauth_denied`");
        assert_eq!(code("a|b"), r"`a\|b`");
        assert_eq!(code("a\\|b"), r"`a\\\|b`");
        assert_eq!(code("`x``"), "``` `x`` ```");
        assert_eq!(code(" "), "");
        assert_eq!(code("a\nb"), r"`a\nb`");
    }

    #[test]
    fn plain_text_is_escaped_and_live_text_is_code() {
        assert_eq!(inert("3 failures (75.0%): more than 0"), "3 failures (75.0%): more than 0");
        assert_eq!(inert("<b>[x](y)|a_b _c_"), r"&lt;b&gt;\[x\](y)\|a_b \_c_");
        assert_eq!(inert("2026-11-20T11:12:00Z"), "2026-11-20T11:12:00Z");
        for live in [
            "@org/team",
            "#12",
            "a#12",
            "org/repo#1",
            "https://x.example",
            "WWW.x.example",
            "$x$",
            "a$b$",
            "GH-12",
            "!3",
            "%\"v1\"",
            "&5",
            "~bug",
            ":tada:",
            "ada@x.example",
            "[vulnerability:1] ^x",
        ] {
            assert_eq!(inert(live), format!("`{live}`"), "{live}");
        }
    }
}
