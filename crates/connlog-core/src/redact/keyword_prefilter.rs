//! Skips records without any word that a redaction rule needs, in one pass over their bytes. It uses plain words
//! instead of a large regex, whose compilation would cost more than printing a page of entries.

use std::ops::Range;
use std::sync::LazyLock;

use super::keyword_set::KeywordSet;
use super::rules::keys::{AFTER_PW, BETWEEN, FOLDED_TRIGGERS, OTHER_TRIGGERS, PAIRS, TRIGGERS, WORD_TRIGGERS};
use super::rules::structures::MARKERS;
use super::{secret_keys, value_forms};
use crate::record::block::MemberIndex;

/// The required surroundings of a word.
#[derive(Debug, Clone, Copy)]
enum Needle {
    /// None.
    Any,
    /// It is a separate word.
    Word,
    /// This word follows, with at most one mark of [`BETWEEN`] in between.
    Pair(&'static str),
    /// It starts a value of this form.
    Form(usize),
    /// It is in a key.
    Key,
}

/// Words to search for, ignoring case, and the at sign of addresses.
pub struct KeywordPrefilter {
    words: KeywordSet,
    needles: Vec<Needle>,
}

impl KeywordPrefilter {
    /// Returns a prefilter for the words of the table, `own` words of a provider, and words that matter only
    /// `in_keys`.
    pub fn new(own: &[&str], in_keys: &[&str]) -> Self {
        let plain = TRIGGERS.split(' ').chain(OTHER_TRIGGERS.iter().copied()).chain(own.iter().copied());
        let folded = FOLDED_TRIGGERS.split(' ').map(secret_keys::folded);
        let pairs = PAIRS.split(' ').filter_map(|pair| pair.split_once('_'));
        let pairs = pairs.map(|(one, other)| (secret_keys::folded(one), Needle::Pair(other)));
        let pw = AFTER_PW.iter().map(|mark| format!("pw{mark}"));
        let hosts = MARKERS.iter().map(|(_, marker)| marker.split('/').next().unwrap_or(marker).to_owned());
        let any = plain.map(str::to_owned).chain(folded).chain(pw).chain(hosts);
        let words = WORD_TRIGGERS.split(' ').map(|word| (word.to_owned(), Needle::Word));
        let values = value_forms::prefixes().into_iter().map(|(prefix, form)| (prefix, Needle::Form(form)));
        let keys = in_keys.iter().map(|word| (word.to_string(), Needle::Key));
        let (words, needles): (Vec<String>, Vec<Needle>) =
            any.map(|word| (word, Needle::Any)).chain(pairs).chain(words).chain(values).chain(keys).unzip();
        Self { words: KeywordSet::new(words), needles }
    }

    /// Returns whether one of the words occurs. The time depends on the length of the text only.
    pub fn are_in(&self, text: &str) -> bool {
        if text.is_ascii() { self.are_in_folded(text) } else { self.are_in_folded(&secret_keys::folded(text)) }
    }

    fn are_in_folded(&self, text: &str) -> bool {
        signs(text.as_bytes()).next().is_some() || self.visit(text, |_| true)
    }

    /// Returns the positions of the words.
    fn hits(&self, text: &str) -> KeywordHits {
        if text.is_ascii() {
            return KeywordHits::At(self.starts(text));
        }
        let folded = FoldedText::new(text);
        KeywordHits::At(self.starts(&folded.text).into_iter().map(|at| folded.original(at)).collect())
    }

    fn starts(&self, text: &str) -> Vec<usize> {
        let mut starts: Vec<usize> = signs(text.as_bytes()).collect();
        self.visit(text, |start| {
            starts.push(start);
            false
        });
        starts.sort_unstable();
        starts
    }

    /// Calls `visit` with the position of each word until it returns true. Returns whether it did.
    fn visit(&self, text: &str, mut visit: impl FnMut(usize) -> bool) -> bool {
        let mut quote_at = 0;
        self.words.visit(text, 0, |start, word| {
            let end = start + self.words.length(word);
            let counts = match self.needles.get(word) {
                Some(Needle::Any) => true,
                Some(Needle::Word) => begins_word(text.as_bytes(), start) && ends_word(text.as_bytes(), end),
                Some(Needle::Pair(other)) => is_followed(text.as_bytes(), end, other),
                Some(Needle::Form(form)) => {
                    value_forms::ALL.get(*form).is_some_and(|form| form.end(text.as_bytes(), start).is_some())
                }
                // Words before the same quote share the check whether it ends a key.
                Some(Needle::Key) if end > quote_at => {
                    quote_at = quote(text, end);
                    ends_key(text, quote_at)
                }
                Some(Needle::Key) | None => false,
            };
            counts && visit(start)
        })
    }
}

/// The positions of words in a text. Values between them contain nothing to redact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeywordHits {
    /// The start positions of the words, in ascending order.
    At(Vec<usize>),
    /// Every value must be checked.
    #[cfg(test)]
    Anywhere,
}

impl KeywordHits {
    pub(super) fn new(text: &str) -> Self {
        usual_words().hits(text)
    }

    /// Returns the positions in `text`, the decoded text of a value of this record.
    pub(super) fn within(&self, text: &str) -> Self {
        match self {
            #[cfg(test)]
            Self::Anywhere => Self::Anywhere,
            Self::At(_) => Self::new(text),
        }
    }

    /// Returns whether a word starts in this byte range.
    pub(super) fn are_in(&self, range: Range<usize>) -> bool {
        match self {
            #[cfg(test)]
            Self::Anywhere => true,
            Self::At(starts) => {
                let place = starts.partition_point(|start| *start < range.start);
                starts.get(place).is_some_and(|start| *start < range.end)
            }
        }
    }
}

/// A folded text with the positions in the original.
struct FoldedText {
    text: String,
    /// The characters that are not ASCII.
    characters: Vec<FoldedCharacter>,
}

struct FoldedCharacter {
    folded: Range<usize>,
    original: Range<usize>,
}

impl FoldedText {
    fn new(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), characters: Vec::new() };
        for (at, character) in text.char_indices() {
            let start = folded.text.len();
            secret_keys::push_folded(character, &mut folded.text);
            if !character.is_ascii() {
                let original = at..at + character.len_utf8();
                folded.characters.push(FoldedCharacter { folded: start..folded.text.len(), original });
            }
        }
        folded
    }

    /// Converts a position in the folded text to one in the original.
    fn original(&self, at: usize) -> usize {
        let before = self.characters.partition_point(|character| character.folded.start <= at);
        match before.checked_sub(1).and_then(|place| self.characters.get(place)) {
            None => at,
            Some(character) if at < character.folded.end => character.original.start,
            Some(character) => character.original.end + at - character.folded.end,
        }
    }
}

/// Returns whether a word may start at `start`. After an escape it returns true, because the last letter of the
/// escape is not part of the word: `\\nauth`, `%0Aauth`.
fn begins_word(text: &[u8], start: usize) -> bool {
    let before = |distance: usize| start.checked_sub(distance).and_then(|at| text.get(at)).copied();
    let Some(previous) = before(1).filter(u8::is_ascii_alphabetic) else { return true };
    let is = |at: usize, is: fn(&u8) -> bool| text.get(at).is_some_and(is);
    let is_capital = is(start, u8::is_ascii_uppercase);
    let ends_capitals = previous.is_ascii_uppercase() && is(start + 1, u8::is_ascii_lowercase);
    is_capital && (previous.is_ascii_lowercase() || ends_capitals)
        || before(2) == Some(b'\\')
        || before(3) == Some(b'%')
}

/// Returns whether a word ends at `end`: neither a lower-case letter nor an upper-case letter after another one
/// follows.
fn ends_word(text: &[u8], end: usize) -> bool {
    let is = |at: Option<usize>, is: fn(&u8) -> bool| at.and_then(|at| text.get(at)).is_some_and(is);
    let before = end.checked_sub(1);
    let goes_on = is(Some(end), u8::is_ascii_lowercase)
        || is(Some(end), u8::is_ascii_uppercase) && is(before, u8::is_ascii_uppercase);
    !goes_on
}

/// Returns whether `word` follows, with at most one mark in between.
fn is_followed(text: &[u8], end: usize, word: &str) -> bool {
    let at = end + usize::from(text.get(end).is_some_and(|byte| BETWEEN.contains(byte)));
    text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// Iterates over the positions of at signs, and of bars after a digit as in the tokens of Facebook apps.
fn signs(text: &[u8]) -> impl Iterator<Item = usize> {
    let is_numbered = |at: usize| at.checked_sub(1).and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr2_iter(b'@', b'|', text).filter(move |at| text.get(*at) == Some(&b'@') || is_numbered(*at))
}

/// Returns the position of the first quote at or after `at`; without a quote, the end of the text.
fn quote(text: &str, at: usize) -> usize {
    let found = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'"', rest));
    found.map_or(text.len(), |found| at + found)
}

/// Returns whether the quote at `at` ends a key.
fn ends_key(text: &str, at: usize) -> bool {
    let behind = text.as_bytes().get(at + 1..);
    behind.is_some_and(|behind| behind.trim_ascii_start().starts_with(b":"))
}

/// Returns whether a record contains one of the general words.
pub fn usual(entry: &MemberIndex<'_>) -> bool {
    speaks(entry.raw())
}

/// Returns whether a text contains one of the general words.
pub(super) fn speaks(text: &str) -> bool {
    usual_words().are_in(text)
}

fn usual_words() -> &'static KeywordPrefilter {
    static USUAL: LazyLock<KeywordPrefilter> = LazyLock::new(|| KeywordPrefilter::new(&[], &[]));
    &USUAL
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::redact::rules::keys::{GROUPS, Position};

    proptest! {
        #[test]
        fn it_finds_what_a_pattern_finds(pieces in prop::collection::vec(
            prop::sample::select(vec!["user", "\"", ":", " ", "\n", "pwd", "wd", "z", "resourceid", "Key", "ser", "é"]), 0..14,
        )) {
            let text = pieces.concat();
            let pattern = regex::Regex::new(r#"(?i)pwd|key|(user|resourceid)[^"]*"[ \n]*:"#).unwrap();
            prop_assert_eq!(KeywordPrefilter::new(&[], &["user", "resourceid"]).are_in(&text), pattern.is_match(&text), "{}", text);
        }
    }

    #[test]
    fn every_key_word_of_the_table_is_found() {
        let missed: Vec<String> = GROUPS
            .iter()
            .flat_map(|group| group.words.split_whitespace().map(|word| (group.position, word)))
            .flat_map(|(position, word)| {
                let mut camel = word.to_owned();
                camel.get_mut(..1).map(str::make_ascii_uppercase);
                let mut keys = vec![word.to_owned(), word.to_uppercase(), format!("db_{word}"), format!("db{camel}")];
                keys.retain(|key| secret_keys::weight(key).is_some() || !key.starts_with("db"));
                keys.extend(["\\n", "%0A", "2"].map(|before| format!("{before}{word}")));
                if position == Position::Part {
                    keys.push(format!("my{word}"));
                }
                keys
            })
            .flat_map(|key| [format!("{{\"{key}\":\"x\"}}"), format!("{key}=x"), format!("{key}: x")])
            .filter(|text| !speaks(text))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn words_are_found_in_any_case_but_some_only_in_keys() {
        let needles = KeywordPrefilter::new(&["\"uri"], &["user"]);
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
