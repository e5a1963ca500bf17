//! The KIND arguments. Each selects the entries that the list command of the same name shows.
//! The selected kinds of records depend on the source.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use connlog_core::error::{Error, Result};
use connlog_core::record::Kind;

/// A KIND argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum KindWord {
    /// Account connections; with --from also lifecycle events of Fivetran connections
    #[value(alias = "connection")]
    Connections,
    /// Attempts to publish posts
    #[value(alias = "post")]
    Posts,
    /// All kinds of entries
    #[value(alias = "event")]
    Events,
    /// Syncs of Fivetran connections (requires --from)
    #[value(alias = "sync")]
    Syncs,
}

/// The kinds that a command reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSelection {
    /// The KIND arguments, sorted and without duplicates.
    pub words: Vec<KindWord>,
    /// The kinds of records that `words` select.
    pub kinds: Vec<Kind>,
    /// Whether only lifecycle events are selected among Fivetran events.
    pub life: bool,
}

impl KindWord {
    /// Returns the word, which is also the name of the list command.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Posts => "posts",
            Self::Events => "events",
            Self::Syncs => "syncs",
        }
    }

    /// Returns a parser for every word except `syncs`, which `tail` cannot follow.
    pub fn of_entries() -> impl TypedValueParser<Value = Self> {
        let words = Self::value_variants().iter().filter(|word| **word != Self::Syncs);
        PossibleValuesParser::new(words.filter_map(Self::to_possible_value))
            .try_map(|name| Self::from_str(&name, false))
    }

    /// Returns the default selection without a KIND: all entries of a source with these kinds.
    pub fn every(available: &[Kind]) -> &'static [Self] {
        if available.contains(&Kind::Fivetran) { &[Self::Events] } else { &[Self::Connections, Self::Posts] }
    }

    /// Returns the kinds of records that this word selects.
    const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Connections => &[Kind::Fivetran, Kind::Connection],
            Self::Posts => &[Kind::Post],
            Self::Events => &[Kind::Fivetran, Kind::Connection, Kind::Post, Kind::State],
            Self::Syncs => &[Kind::Sync],
        }
    }
}

impl KindSelection {
    /// Returns the kinds that `words` select in a source with the kinds `available`.
    ///
    /// # Errors
    ///
    /// Returns a usage error if the source lacks the kind of a word, and for `syncs` together with another word.
    pub fn resolve(words: &[KindWord], available: &[Kind]) -> Result<Self> {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.dedup();
        if words.contains(&KindWord::Syncs) && !available.contains(&Kind::Sync) {
            return Err(Error::usage("the API has no syncs")
                .cause("it has connections and posts; connlog builds syncs from Fivetran events in files or tables")
                .hint("name a source with --from, or leave out the KIND"));
        }
        if words.len() > 1 && words.contains(&KindWord::Syncs) {
            return Err(Error::usage("`syncs` cannot be combined with other kinds")
                .cause("syncs are built from events, so these events would count twice")
                .hint("run the command once for syncs and once for the other kinds"));
        }
        let is_selected = |kind: &Kind| words.iter().any(|word| word.kinds().contains(kind));
        let all = [Kind::Fivetran, Kind::Connection, Kind::Post, Kind::Sync, Kind::State];
        let kinds = all.into_iter().filter(|kind| is_selected(kind) && available.contains(kind)).collect();
        let life = !words.contains(&KindWord::Events);
        Ok(Self { words, kinds, life })
    }

    /// Returns the words as text, such as `connections and posts`.
    pub fn named(&self) -> String {
        self.words.iter().map(|word| word.name()).collect::<Vec<_>>().join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::error::Code;

    /// The kinds of files.
    const SAVED: [Kind; 4] = [Kind::Fivetran, Kind::Connection, Kind::Post, Kind::Sync];

    const fn available(from: bool) -> &'static [Kind] {
        if from { &SAVED } else { &Kind::OF_THE_API }
    }

    #[test]
    fn a_word_selects_what_its_list_command_shows() {
        for (words, from, kinds, life) in [
            (&[KindWord::Connections][..], false, &[Kind::Connection][..], true),
            (&[KindWord::Posts, KindWord::Connections, KindWord::Posts], false, &Kind::OF_THE_API, true),
            (&[KindWord::Connections], true, &[Kind::Fivetran, Kind::Connection], true),
            (&[KindWord::Events, KindWord::Connections], true, &[Kind::Fivetran, Kind::Connection, Kind::Post], false),
            (&[KindWord::Events], false, &Kind::OF_THE_API, false),
            (&[KindWord::Syncs], true, &[Kind::Sync], true),
        ] {
            let wanted = KindSelection::resolve(words, available(from)).unwrap();
            assert_eq!((&wanted.kinds[..], wanted.life), (kinds, life), "{words:?} {from}");
        }
        assert_eq!(
            KindSelection::resolve(&[KindWord::Posts, KindWord::Connections], &SAVED).unwrap().named(),
            "connections and posts"
        );
    }

    #[test]
    fn unavailable_kinds_are_usage_errors() {
        for (words, from) in [(&[KindWord::Syncs][..], false), (&[KindWord::Syncs, KindWord::Connections], true)] {
            assert_eq!(
                KindSelection::resolve(words, available(from)).unwrap_err().code,
                Code::Usage,
                "{words:?} {from}"
            );
        }
    }
}
