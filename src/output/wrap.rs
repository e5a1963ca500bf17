//! Wraps text to lines of a limited width.

use textwrap::{Options, WordSeparator, WrapAlgorithm};

/// How to treat a word that is longer than a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LongWords {
    /// Breaks the word.
    Break,
    /// Puts the word on a separate line.
    Keep,
}

/// Returns the lines of `text`, broken at spaces, each at most `width` columns wide.
pub(crate) fn wrap(text: &str, width: usize, long_words: LongWords) -> Vec<String> {
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(long_words == LongWords::Break);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
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
            ("日本語", 4, LongWords::Break, &["日本", "語"]),
            ("東京 大阪", 5, LongWords::Keep, &["東京", "大阪"]),
            ("no limit here", usize::MAX, LongWords::Keep, &["no limit here"]),
            ("", 10, LongWords::Keep, &[""]),
        ] {
            assert_eq!(wrap(text, width, long_words), expected, "{text:?}");
        }
    }
}
