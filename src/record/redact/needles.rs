//! Words without which a record has nothing to hide. Nearly every entry costs one look at its bytes and no more, and a run
//! that prints a page of entries must not pay for a large pattern first: so it is plain words, looked for all at once.

use std::sync::LazyLock;

use super::rules::{AFTER_PW, BETWEEN, FOLDED_TRIGGERS, MARKERS, OTHER_TRIGGERS, PAIRS, TRIGGERS, WORD_TRIGGERS};
use super::spelled::Words;
use super::{forms, keys};
use crate::record::Outline;

/// What must be around a word.
#[derive(Debug, Clone, Copy)]
enum Needle {
    /// It counts anywhere.
    Any,
    /// It ends a word.
    Word,
    /// This word follows, with one mark of [`BETWEEN`] or none between them.
    Pair(&'static str),
    /// It begins a value of this form.
    Form(usize),
    /// It is in a key.
    Key,
}

/// Words to look for, in upper or lower case, and the sign that every address has.
pub struct Needles {
    words: Words,
    needles: Vec<Needle>,
}

impl Needles {
    /// The words of the table, those that a vendor knows beside them, and those that only a key makes telling.
    pub fn new(own: &[&str], in_keys: &[&str]) -> Self {
        let plain = TRIGGERS.split(' ').chain(OTHER_TRIGGERS.iter().copied()).chain(own.iter().copied());
        let folded = FOLDED_TRIGGERS.split(' ').map(keys::folded);
        let pairs = PAIRS.split(' ').filter_map(|pair| pair.split_once('_'));
        let pairs = pairs.map(|(one, other)| (keys::folded(one), Needle::Pair(other)));
        let pw = AFTER_PW.iter().map(|mark| format!("pw{mark}"));
        let hosts = MARKERS.iter().map(|(_, marker)| marker.split('/').next().unwrap_or(marker).to_owned());
        let any = plain.map(str::to_owned).chain(folded).chain(pw).chain(hosts);
        let words = WORD_TRIGGERS.split(' ').map(|word| (word.to_owned(), Needle::Word));
        let values = forms::prefixes().into_iter().map(|(prefix, form)| (prefix, Needle::Form(form)));
        let keys = in_keys.iter().map(|word| (word.to_string(), Needle::Key));
        let (words, needles): (Vec<String>, Vec<Needle>) =
            any.map(|word| (word, Needle::Any)).chain(pairs).chain(words).chain(values).chain(keys).unzip();
        Self { words: Words::new(words.iter().map(String::as_str)), needles }
    }

    /// Whether one of the words is there. It takes as long as the text is, however many words stand in it.
    pub fn are_in(&self, text: &str) -> bool {
        if text.is_ascii() { self.are_in_folded(text) } else { self.are_in_folded(&keys::folded(text)) }
    }

    fn are_in_folded(&self, text: &str) -> bool {
        if has_sign(text.as_bytes()) {
            return true;
        }
        let mut looked = 0;
        self.words.visit(text, 0, |start, word| {
            let end = start + self.words.length(word);
            match self.needles.get(word) {
                Some(Needle::Any) => true,
                Some(Needle::Word) => ends_word(text.as_bytes(), end),
                Some(Needle::Pair(other)) => is_followed(text.as_bytes(), end, other),
                Some(Needle::Form(form)) => {
                    forms::ALL.get(*form).is_some_and(|form| form.end(text.as_bytes(), start).is_some())
                }
                // Of all words before one quote, the first has shown whether it ends a key.
                Some(Needle::Key) if end > looked => {
                    looked = quote(text, end);
                    ends_key(text, looked)
                }
                Some(Needle::Key) | None => false,
            }
        })
    }
}

/// Whether a word ends at `end`: no small letter follows, and no capital follows a capital.
fn ends_word(text: &[u8], end: usize) -> bool {
    let is = |at: Option<usize>, is: fn(&u8) -> bool| at.and_then(|at| text.get(at)).is_some_and(is);
    let before = end.checked_sub(1);
    let goes_on = is(Some(end), u8::is_ascii_lowercase)
        || is(Some(end), u8::is_ascii_uppercase) && is(before, u8::is_ascii_uppercase);
    !goes_on
}

/// Whether a word follows, with one mark or none between.
fn is_followed(text: &[u8], end: usize, word: &str) -> bool {
    let at = end + usize::from(text.get(end).is_some_and(|byte| BETWEEN.contains(byte)));
    text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether the sign of addresses is there, or a bar that follows a digit, as in the tokens of Facebook's apps.
fn has_sign(text: &[u8]) -> bool {
    let is_numbered = |at: usize| at.checked_sub(1).and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr2_iter(b'@', b'|', text).any(|at| text.get(at) == Some(&b'@') || is_numbered(at))
}

/// Where the first quote at or after `at` stands; the end of the text where there is none.
fn quote(text: &str, at: usize) -> usize {
    let found = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'"', rest));
    found.map_or(text.len(), |found| at + found)
}

/// Whether the quote at `at` is the one behind a key.
fn ends_key(text: &str, at: usize) -> bool {
    let behind = text.as_bytes().get(at + 1..);
    behind.is_some_and(|behind| behind.trim_ascii_start().starts_with(b":"))
}

/// Whether a record has one of the usual words.
pub fn usual(entry: &Outline<'_>) -> bool {
    speaks(entry.raw())
}

/// Whether a text has one of the usual words.
pub(super) fn speaks(text: &str) -> bool {
    static USUAL: LazyLock<Needles> = LazyLock::new(|| Needles::new(&[], &[]));
    USUAL.are_in(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rules::GROUPS;
    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_a_pattern_finds(pieces in prop::collection::vec(
            prop::sample::select(vec!["user", "\"", ":", " ", "\n", "pwd", "wd", "z", "resourceid", "Key", "ser", "é"]), 0..14,
        )) {
            let text = pieces.concat();
            let pattern = regex::Regex::new(r#"(?i)pwd|key|(user|resourceid)[^"]*"[ \n]*:"#).unwrap();
            prop_assert_eq!(Needles::new(&[], &["user", "resourceid"]).are_in(&text), pattern.is_match(&text), "{}", text);
        }
    }

    #[test]
    fn every_key_word_of_the_table_is_found() {
        let texts = |word: &str| {
            let keys = [word.to_owned(), word.to_uppercase(), format!("db_{word}")];
            keys.map(|key| [format!("{{\"{key}\":\"x\"}}"), format!("{key}=x"), format!("{key}: x")]).concat()
        };
        let words = GROUPS.iter().flat_map(|group| group.words.split_whitespace());
        let missed: Vec<String> = words.flat_map(texts).filter(|text| !speaks(text)).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn words_are_found_in_any_case_and_some_in_keys_only() {
        let needles = Needles::new(&["\"uri"], &["user"]);
        for text in [
            "my PassWord",
            "SAS url",
            "connection-String",
            "a@b",
            "\"URI\":1",
            "p\\u0061ss",
            "{\"user\":1}",
            "\"newUserId\" \n: 2",
            "user and \"user\":",
            "user_pwd",
        ] {
            assert!(needles.are_in(text), "{text}");
        }
        for text in ["", "a string", "sass", "uri", "select user from t", "{\"a\":\"user\",\"b\":1}"] {
            assert!(!needles.are_in(text), "{text}");
        }
    }
}
