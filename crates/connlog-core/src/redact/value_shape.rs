//! Tells from the characters of a value whether it may be a secret.

use super::{HIDDEN, pseudonym};

/// Returns whether a value exists and is not already masked.
pub(super) fn looks_like_secret(value: &str) -> bool {
    !value.is_empty() && !value.chars().all(|c| c == '*') && value != HIDDEN && value != "null"
}

/// Returns whether a word looks random instead of like prose, ignoring redacted parts.
pub(super) fn looks_random(word: &str) -> bool {
    let word = pseudonym::without_marks(word);
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    word.len() >= 6 && (word.chars().any(|c| c.is_ascii_digit()) || inner_capital || word.len() >= 24)
}
