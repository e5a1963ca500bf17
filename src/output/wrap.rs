//! Wraps text to lines of a limited width.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

use textwrap::{Options, WordSeparator, WrapAlgorithm};

/// How to treat a word that is longer than a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LongWords {
    /// Breaks the word, unless it is a link, which a terminal recognises only as a whole.
    Break,
    /// Puts the word on a separate line.
    Keep,
}

/// Returns the lines of `text`, broken at spaces, each at most `width` columns wide, except for long words that stay whole.
pub(crate) fn wrap(text: &str, width: usize, long_words: LongWords) -> Vec<String> {
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, &options).into_iter();
    let is_whole = |line: &str| long_words == LongWords::Keep || line.contains("://");
    let pieces = |line: Cow<'_, str>| -> Vec<String> {
        if is_whole(&line) || line.width() <= width {
            return vec![line.into_owned()];
        }
        textwrap::wrap(&line, options.clone().break_words(true)).into_iter().map(Cow::into_owned).collect()
    };
    lines.flat_map(pieces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_count_columns() {
        for (text, width, long_words, expected) in [
            ("one two three", 7, LongWords::Keep, &["one two", "three"][..]),
            ("a longer-than-that b", 6, LongWords::Keep, &["a", "longer-than-that", "b"]),
            ("abcdefgh", 3, LongWords::Break, &["abc", "def", "gh"]),
            ("abcdefgh ij", 3, LongWords::Break, &["abc", "def", "gh", "ij"]),
            ("at https://x.io/abc now", 5, LongWords::Break, &["at", "https://x.io/abc", "now"]),
            ("日本語", 4, LongWords::Break, &["日本", "語"]),
            ("東京 大阪", 5, LongWords::Keep, &["東京", "大阪"]),
            ("no limit here", usize::MAX, LongWords::Keep, &["no limit here"]),
            ("", 10, LongWords::Keep, &[""]),
        ] {
            assert_eq!(wrap(text, width, long_words), expected, "{text:?}");
        }
    }
}
