//! Words without which a record has nothing to hide. Nearly every entry costs one look at its bytes and no more, and a run
//! that prints a page of entries must not pay for a large pattern first: so it is plain words, looked for all at once.

use std::sync::LazyLock;

use super::Outline;
use super::spelled::Words;

/// What speaks of a secret or a person, beside the sign of addresses, whatever the vendor. JSON may spell any letter of a word as `\u00XX`.
const WORDS: &[&str] = &[
    "\\u00",
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "cred",
    "cert",
    "authorization",
    "signature",
    "sig=",
    "sig:",
    "sig ",
    "sig\t",
    "sig'",
    "sig\"",
    "sig\\",
    "cookie",
    "bearer",
    "basic",
    "truststore",
    "wallet",
    "eyj",
    "akia",
    "asia",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat",
    "xox",
    "aiza",
    "ya29",
    "sk_",
    "rk_",
    "eaa",
];
/// Words of two parts, and what may stand between them.
const PAIRS: &[(&str, &str)] = &[("sas", "url"), ("connection", "string"), ("role", "arn"), ("auth", "code")];
const BETWEEN: &[&str] = &["", "_", "-", " ", "."];

/// Words to look for, in upper or lower case, and the sign that every address has.
pub struct Needles {
    words: Words,
    /// The words from this one on count in keys only.
    keys: usize,
}

impl Needles {
    /// The usual words, those that a vendor knows beside them, and those that only a key makes telling.
    pub fn new(own: &[&str], keys: &[&str]) -> Self {
        let pairs = PAIRS.iter().flat_map(|(one, other)| BETWEEN.iter().map(move |mark| format!("{one}{mark}{other}")));
        let always: Vec<String> = WORDS.iter().chain(own).map(ToString::to_string).chain(pairs).collect();
        let all = always.iter().map(String::as_str).chain(keys.iter().copied());
        Self { words: Words::new(all), keys: always.len() }
    }

    /// Whether one of the words is there. It takes as long as the text is, however many words stand in it.
    pub fn are_in(&self, text: &str) -> bool {
        if memchr::memchr(b'@', text.as_bytes()).is_some() {
            return true;
        }
        let (mut from, mut looked) = (0, 0);
        while let Some((start, word)) = self.words.find(text, from) {
            if word < self.keys {
                return true;
            }
            // Of all words before one quote, the first has shown whether it ends a key.
            let end = start + self.words.length(word);
            if end > looked {
                looked = quote(text, end);
                if ends_key(text, looked) {
                    return true;
                }
            }
            from = start + 1;
        }
        false
    }
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

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_a_pattern_finds(pieces in prop::collection::vec(
            prop::sample::select(vec!["user", "\"", ":", " ", "\n", "sk_", "k_", "a", "resourceid", "Key", "ser", "é"]), 0..14,
        )) {
            let text = pieces.concat();
            let pattern = regex::Regex::new(r#"(?i)sk_|key|rk_|(user|resourceid)[^"]*"[ \n]*:"#).unwrap();
            prop_assert_eq!(Needles::new(&[], &["user", "resourceid"]).are_in(&text), pattern.is_match(&text), "{}", text);
        }
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
            "userk_1",
        ] {
            assert!(needles.are_in(text), "{text}");
        }
        for text in ["", "a string", "sas", "uri", "select user from t", "{\"a\":\"user\",\"b\":1}"] {
            assert!(!needles.are_in(text), "{text}");
        }
    }
}
