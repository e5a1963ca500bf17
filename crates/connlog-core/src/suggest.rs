//! Suggestions for mistyped words.

/// Returns the known word most similar to `typed`; `None` if none is similar enough.
pub fn closest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let scored = known.into_iter().map(|word| (strsim::jaro_winkler(&typed.to_lowercase(), word), word));
    scored.filter(|(score, _)| *score > 0.75).max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, word)| word)
}

/// Returns `did you mean ...?` with a trailing space; empty if no known word is similar.
pub fn did_you_mean<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    closest(typed, known).map_or_else(String::new, |close| format!("did you mean `{close}`? "))
}

/// Returns the known word of which `typed` is a misspelling: at most one letter in four is wrong, or `typed` is its
/// beginning. `None` if no word is that close.
pub fn misspelt<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = typed.chars().count();
    let most = (length / 4).max(1);
    let distance = |word: &str| match strsim::osa_distance(typed, word) {
        _ if length >= 4 && word.starts_with(typed) => 0,
        distance => distance,
    };
    let near =
        known.into_iter().map(|word| (distance(word), word)).filter(|(distance, _)| length > 2 && *distance <= most);
    near.min_by_key(|(distance, word)| (*distance, word.len())).map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_close_words_are_suggested() {
        let known = ["status", "platform", "limit", "since", "search", "api-key-file"];
        for (typed, expected) in [
            ("staus", Some("status")),
            ("sttaus", Some("status")),
            ("limt", Some("limit")),
            ("plat", Some("platform")),
            ("last", None),
            ("sinc", Some("since")),
            ("event", None),
            ("severity", None),
            ("in", None),
        ] {
            assert_eq!(misspelt(typed, known), expected, "{typed}");
        }
    }
}
