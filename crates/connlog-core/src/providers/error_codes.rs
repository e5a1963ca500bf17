//! What the codes of failures mean, whichever vendor uses them: pure data, found by code. Vendors add codes without notice,
//! so a code that is not here is no mistake in the data.

use super::{PROVIDERS, Provider};

/// A code that a vendor is known to give.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorCodeInfo {
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
    ("platform", "the social platform, or the source that a Fivetran connection reads"),
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
    ("events", "`data.type` of an error or a warning of Fivetran"),
    ("syncs", "`data.taskType` of the end of a Fivetran sync"),
    ("tests", "`data.testName` of a setup test of a Fivetran connection"),
    ("statuses", "`data.status` of an event of Fivetran, or a code of a connection's tasks and warnings"),
    ("names", "`event` of an entry of Fivetran"),
    ("models", "`errorCategory` of a model of a Fivetran transformation"),
];

impl ErrorCodeInfo {
    /// The places of [`PLACES`] the code appears in.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.place.split(", ")
    }

    /// Its code and aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.code].into_iter().chain(self.aliases.iter().copied())
    }

    /// The name of it that is `typed` in any case.
    pub fn name(&self, typed: &str) -> Option<&'static str> {
        self.names().find(|name| name.eq_ignore_ascii_case(typed.trim()))
    }
}

/// Every known code of every vendor. Those of an API come first: more of them are asked for.
pub fn list() -> impl Iterator<Item = &'static ErrorCodeInfo> {
    let (of_apis, others): (Vec<&Provider>, Vec<&Provider>) =
        PROVIDERS.into_iter().partition(|vendor| !vendor.dialects.is_empty());
    of_apis.into_iter().chain(others).flat_map(|vendor| vendor.codes.iter().copied().flatten())
}

/// What `code` means in records whose `source` is this: a word of one vendor means nothing in the mouth of another.
pub fn lookup(source: &str, code: &str) -> Option<&'static ErrorCodeInfo> {
    let vendor = PROVIDERS.iter().find(|vendor| vendor.sources.contains(&source))?;
    vendor.codes.iter().copied().flatten().find(|known| known.name(code).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_and_alias_of_a_vendor_is_found_in_any_case_and_is_there_once() {
        for vendor in PROVIDERS {
            let mut seen = BTreeSet::new();
            for known in vendor.codes.iter().copied().flatten() {
                for name in known.names() {
                    assert!(seen.insert(name.to_lowercase()), "{name} twice");
                    for source in vendor.sources {
                        assert_eq!(lookup(source, name), Some(known), "{name}");
                        assert_eq!(lookup(source, &name.to_uppercase()), Some(known), "{name}");
                    }
                }
            }
        }
        assert!(list().count() > 60);
        assert_eq!(lookup("zernio", "x_ads_denied").map(|known| known.code), Some("oauth_denied"));
        assert_eq!(lookup("late", "authentication_error").map(|known| known.code), Some("invalid_credentials"));
        for (source, code) in
            [("late", "no_such_code"), ("late", ""), ("fivetran", "oauth_denied"), ("", "oauth_denied")]
        {
            assert_eq!(lookup(source, code), None, "{source} {code}");
        }
    }

    #[test]
    fn every_entry_says_all_it_has_to_in_the_words_that_are_explained() {
        for known in list() {
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
                assert!(list().any(|known| [known.side, known.retry, known.place].contains(word)), "nothing is {word}");
            }
        }
    }
}
