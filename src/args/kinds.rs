//! The KIND words of a command line. Each means what the list command of that name shows, which depends on where entries
//! come from.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use connlog_core::error::{Error, Result};
use connlog_core::record::Kind;

/// A KIND as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum KindWord {
    /// Account connections; with --from, the life of Fivetran's connections too
    #[value(alias = "connection")]
    Connections,
    /// Attempts to publish a post
    #[value(alias = "post")]
    Posts,
    /// Every kind of entry; of the API connections and posts
    #[value(alias = "event")]
    Events,
    /// Fivetran's syncs, one a run (with --from)
    #[value(alias = "sync")]
    Syncs,
}

/// What a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSelection {
    /// The words, each once, in one order whatever theirs.
    pub words: Vec<KindWord>,
    /// The kinds of records they stand for.
    pub kinds: Vec<Kind>,
    /// Of Fivetran's events, those of a connection's life alone.
    pub life: bool,
}

impl KindWord {
    /// The word itself; also the name of the command that lists it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Posts => "posts",
            Self::Events => "events",
            Self::Syncs => "syncs",
        }
    }

    /// Reads a word for entries as they were written. Syncs are put together from them, so cannot be followed.
    pub fn of_entries() -> impl TypedValueParser<Value = Self> {
        let words = Self::value_variants().iter().filter(|word| **word != Self::Syncs);
        PossibleValuesParser::new(words.filter_map(Self::to_possible_value))
            .try_map(|name| Self::from_str(&name, false))
    }

    /// The words for all entries of a source that holds these kinds.
    pub fn every(held: &[Kind]) -> &'static [Self] {
        if held.contains(&Kind::Fivetran) { &[Self::Events] } else { &[Self::Connections, Self::Posts] }
    }

    /// The kinds of records that the word means.
    const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Connections => &[Kind::Fivetran, Kind::Connection],
            Self::Posts => &[Kind::Post],
            Self::Events => &[Kind::Fivetran, Kind::Connection, Kind::Post],
            Self::Syncs => &[Kind::Sync],
        }
    }
}

impl KindSelection {
    /// Returns the kinds that `words` mean in a source that holds the kinds `held`.
    ///
    /// # Errors
    ///
    /// A usage error for a word that the source has no kind for, and for `syncs` beside another word.
    pub fn resolve(words: &[KindWord], held: &[Kind]) -> Result<Self> {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.dedup();
        if words.contains(&KindWord::Syncs) && !held.contains(&Kind::Sync) {
            return Err(Error::usage("the API has no syncs")
                .cause("it has connections and posts; syncs are put together from Fivetran's events, which files hold")
                .hint("name the files with --from, or leave out the KIND"));
        }
        if words.len() > 1 && words.contains(&KindWord::Syncs) {
            return Err(Error::usage("syncs stand alone")
                .cause("they are put together from the same events, and would be counted twice")
                .hint("ask for syncs, and for the others in a run of their own"));
        }
        let meant = |kind: &Kind| words.iter().any(|word| word.kinds().contains(kind));
        let all = [Kind::Fivetran, Kind::Connection, Kind::Post, Kind::Sync];
        let kinds = all.into_iter().filter(|kind| meant(kind) && held.contains(kind)).collect();
        let life = !words.contains(&KindWord::Events);
        Ok(Self { words, kinds, life })
    }

    /// The words, as `connections and posts`.
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

    const fn held(from: bool) -> &'static [Kind] {
        if from { &SAVED } else { &Kind::OF_THE_API }
    }

    #[test]
    fn a_word_means_what_the_list_of_its_name_shows() {
        for (words, from, kinds, life) in [
            (&[KindWord::Connections][..], false, &[Kind::Connection][..], true),
            (&[KindWord::Posts, KindWord::Connections, KindWord::Posts], false, &Kind::OF_THE_API, true),
            (&[KindWord::Connections], true, &[Kind::Fivetran, Kind::Connection], true),
            (&[KindWord::Events, KindWord::Connections], true, &[Kind::Fivetran, Kind::Connection, Kind::Post], false),
            (&[KindWord::Events], false, &Kind::OF_THE_API, false),
            (&[KindWord::Syncs], true, &[Kind::Sync], true),
        ] {
            let wanted = KindSelection::resolve(words, held(from)).unwrap();
            assert_eq!((&wanted.kinds[..], wanted.life), (kinds, life), "{words:?} {from}");
        }
        assert_eq!(
            KindSelection::resolve(&[KindWord::Posts, KindWord::Connections], &SAVED).unwrap().named(),
            "connections and posts"
        );
    }

    #[test]
    fn what_is_not_to_be_had_is_no_other_kind() {
        for (words, from) in [(&[KindWord::Syncs][..], false), (&[KindWord::Syncs, KindWord::Connections], true)] {
            assert_eq!(KindSelection::resolve(words, held(from)).unwrap_err().code, Code::Usage, "{words:?} {from}");
        }
    }
}
