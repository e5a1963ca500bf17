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
