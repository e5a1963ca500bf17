//! The meaning of error codes, for all providers. Providers add codes without notice, so unknown codes are normal.

use super::{PROVIDERS, Provider};

/// A known error code.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorCodeInfo {
    /// The code.
    pub code: &'static str,
    /// Other codes with the same meaning.
    pub aliases: &'static [&'static str],
    /// What happened.
    pub meaning: &'static str,
    /// Who must act: one of [`SIDES`].
    pub side: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Whether a retry helps: one of [`RETRIES`].
    pub retry: &'static str,
    /// Where the code occurs: names of [`PLACES`], separated by a comma and a space.
    pub place: &'static str,
}

/// Returns the entry of a code; `found_in` adds where the code occurs.
pub(super) const fn known(
    code: &'static str,
    meaning: &'static str,
    side: &'static str,
    remedy: &'static str,
    retry: &'static str,
) -> ErrorCodeInfo {
    ErrorCodeInfo { code, aliases: &[], meaning, side, remedy, retry, place: "" }
}

impl ErrorCodeInfo {
    /// Sets where the code occurs.
    pub(super) const fn found_in(mut self, place: &'static str) -> Self {
        self.place = place;
        self
    }

    /// Sets other codes with the same meaning.
    pub(super) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// The sides that can cause a failure, with their descriptions.
pub const SIDES: &[(&str, &str)] = &[
    ("user", "the person who connects the account or writes the post"),
    ("integrator", "the operator of the application, its key and its settings"),
    ("platform", "the social platform, or the source that a Fivetran connection reads"),
    ("api", "the API itself: Late / Zernio or Fivetran"),
    ("unknown", "the code does not say"),
];

/// The effects of a retry, with their descriptions.
pub const RETRIES: &[(&str, &str)] = &[
    ("yes", "the same may work at once"),
    ("later", "the same may work after a while"),
    ("after the fix", "the same fails again until the cause is removed"),
    ("no", "the goal is already reached, or is impossible"),
];

/// The fields in which codes occur, with their descriptions.
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
    ("levels", "`level` of an entry of Fivetran: the column `event` of its table LOG"),
    ("setup_states", "`status.setup_state` of a connection in Fivetran's REST API"),
    ("sync_states", "`status.sync_state` of a connection in Fivetran's REST API"),
    ("update_states", "`status.update_state` of a connection in Fivetran's REST API"),
    ("schema_states", "`status.schema_status` of a connection in Fivetran's REST API"),
    ("schedules", "`schedule_type` of a connection or a transformation in Fivetran's REST API"),
    ("sensitivities", "`data_delay_sensitivity` of a connection in Fivetran's REST API"),
    ("setup_tests", "`status` of a setup test in Fivetran's REST API"),
    ("destinations", "`setup_status` of a destination in Fivetran's REST API"),
    ("networks", "`status` of a proxy agent or `state` of a private link in Fivetran's REST API"),
    ("transformations", "`status` of a transformation in Fivetran's REST API"),
    ("projects", "`status` of a project of transformations in Fivetran's REST API"),
    ("accounts", "`status` in Fivetran's table ACCOUNT"),
    ("account_states", "`state` of a row of `connlog status`"),
    ("sync_statuses", "`status` of a row of `connlog syncs`"),
    ("operations", "`data.operationType` of the event records_modified of Fivetran"),
    ("columns", "`data.type` of the event alter_table of Fivetran"),
    ("actions", "`data.action` of an event of Fivetran's audit trail"),
];

impl ErrorCodeInfo {
    /// Returns the places in which the code occurs.
    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.place.split(", ")
    }

    /// Returns the code and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.code].into_iter().chain(self.aliases.iter().copied())
    }

    /// Returns the code or alias that equals `typed`, ignoring case.
    pub fn name(&self, typed: &str) -> Option<&'static str> {
        self.names().find(|name| name.eq_ignore_ascii_case(typed.trim()))
    }
}

/// Returns every known code. Codes of API providers come first, because users look them up more often.
pub fn list() -> impl Iterator<Item = &'static ErrorCodeInfo> {
    let (of_apis, others): (Vec<&Provider>, Vec<&Provider>) =
        PROVIDERS.into_iter().partition(|provider| !provider.dialects.is_empty());
    of_apis.into_iter().chain(others).flat_map(|provider| provider.codes.iter().copied().flatten())
}

/// Returns the meaning of `code` in records with this `source`; codes of other providers do not count. Of several places
/// with the same word the first one of the provider counts, which lists reasons of failures first.
pub fn lookup(source: &str, code: &str) -> Option<&'static ErrorCodeInfo> {
    let provider = PROVIDERS.iter().find(|provider| provider.sources.contains(&source))?;
    provider.codes.iter().copied().flatten().find(|known| known.name(code).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_and_aliases_are_found_in_any_case_and_are_unique_in_their_place() {
        for provider in PROVIDERS {
            let mut seen = BTreeSet::new();
            for known in provider.codes.iter().copied().flatten() {
                for name in known.names() {
                    let is_first = !seen.iter().any(|(seen, _)| *seen == name.to_lowercase());
                    for place in known.places() {
                        assert!(seen.insert((name.to_lowercase(), place)), "{name} twice in {place}");
                    }
                    for source in provider.sources {
                        let found = lookup(source, name);
                        assert_eq!(found == Some(known), is_first, "{name}");
                        assert_eq!(lookup(source, &name.to_uppercase()), found, "{name}");
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
    fn entries_are_complete_and_use_explained_words() {
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
                let uses = |known: &ErrorCodeInfo| {
                    [known.side, known.retry].contains(word) || known.places().any(|place| place == *word)
                };
                assert!(list().any(uses), "nothing is {word}");
            }
        }
    }
}
