//! What the error codes of the API mean: pure data, found by code. The API adds codes without notice, so a code that is
//! not here is no mistake in the data.
//!
//! Facts: the lists of GET /v1/connect/{platform} and of `errorCategory` in spec 1.444.0, the API's page on errors.

mod api;
mod connect;
mod publish;

/// An error code that the API is known to give.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    pub code: &'static str,
    /// Codes that mean the same to whoever has to act.
    pub aliases: &'static [&'static str],
    /// What happened.
    pub meaning: &'static str,
    /// Who must act, or has to be waited for: one of [`SIDES`].
    pub side: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Whether trying again helps: one of [`RETRIES`].
    pub retry: &'static str,
    /// Where the code appears: of [`PLACES`], joined by a comma.
    pub place: &'static str,
}

/// The sides a failure can be on, each with what it stands for.
pub const SIDES: &[(&str, &str)] = &[
    ("user", "the person who connects the account or writes the post"),
    ("integrator", "whoever runs the application, its key and its settings"),
    ("platform", "the social platform"),
    ("api", "Late / Zernio"),
    ("unknown", "the code does not tell"),
];

/// What can be said of another try, each with what it stands for.
pub const RETRIES: &[(&str, &str)] = &[
    ("yes", "the same may work at once"),
    ("later", "the same may work after a while"),
    ("after the fix", "the same fails again until the cause is removed"),
    ("no", "what was wanted has happened, or cannot"),
];

/// Where codes appear, each with what it stands for.
pub const PLACES: &[(&str, &str)] = &[
    ("connections", "`error.code` of a connection"),
    ("posts", "`response.errorCode` of a post"),
    ("api", "`code` or `type` of an answer that refuses a request"),
];

const fn known(
    (code, place): (&'static str, &'static str),
    meaning: &'static str,
    side: &'static str,
    remedy: &'static str,
    retry: &'static str,
) -> Known {
    Known { code, aliases: &[], meaning, side, remedy, retry, place }
}

impl Known {
    /// The places of [`PLACES`] the code appears in.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.place.split(", ")
    }

    const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// Every known code: of connections, of posts, of the API's refusals.
pub fn all() -> impl Iterator<Item = &'static Known> {
    connect::CODES.iter().chain(publish::CODES).chain(api::CODES)
}

/// What is known of `code`, written in any case, or of a code that means the same.
pub fn find(code: &str) -> Option<&'static Known> {
    let same = |name: &str| name.eq_ignore_ascii_case(code.trim());
    all().find(|known| same(known.code) || known.aliases.iter().copied().any(same))
}

/// Every code and alias.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().flat_map(|known| [known.code].into_iter().chain(known.aliases.iter().copied()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_and_alias_is_found_in_any_case_and_is_there_once() {
        let mut seen = BTreeSet::new();
        for known in all() {
            for name in [known.code].iter().chain(known.aliases) {
                assert!(seen.insert(name.to_lowercase()), "{name} twice");
                assert_eq!(find(name), Some(known), "{name}");
                assert_eq!(find(&name.to_uppercase()), Some(known), "{name}");
            }
        }
        assert_eq!(names().count(), seen.len());
        assert!(seen.len() > 80);
        assert_eq!(find("x_ads_denied").map(|known| known.code), Some("oauth_denied"));
        assert_eq!(find("no_such_code"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn every_entry_says_all_it_has_to_in_the_words_that_are_explained() {
        for known in all() {
            let places = known.places().map(|place| (place, PLACES));
            for (word, words) in [(known.side, SIDES), (known.retry, RETRIES)].into_iter().chain(places) {
                assert!(words.iter().any(|(listed, _)| *listed == word), "{}: {word}", known.code);
            }
            for sentence in [known.meaning, known.remedy] {
                assert!(sentence.len() > 12 && !sentence.ends_with('.'), "{}: {sentence}", known.code);
                assert!(sentence.chars().all(|character| (' '..='~').contains(&character)), "{}", known.code);
            }
        }
        for words in [SIDES, RETRIES, PLACES] {
            for (word, _) in words {
                assert!(all().any(|known| [known.side, known.retry, known.place].contains(word)), "nothing is {word}");
            }
        }
    }
}
