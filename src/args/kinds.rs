//! The KIND arguments. Each selects the entries that the list command of the same name shows.
//! The selected kinds of records depend on the source.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use connlog_core::error::{Error, Result};
use connlog_core::record::Kind;

/// A KIND argument: the plural of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KindWord(Kind);

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
    /// Every KIND argument.
    fn all() -> impl Iterator<Item = Self> {
        Kind::all().iter().copied().map(Self)
    }

    /// Returns the KIND argument that selects records of `kind`.
    pub const fn new(kind: Kind) -> Self {
        Self(kind)
    }

    /// Returns the word, which is also the name of the list command.
    pub const fn name(self) -> &'static str {
        self.0.plural()
    }

    /// Every KIND argument of `check` and `tail`: those of entries, and the states.
    fn all_with_states() -> impl Iterator<Item = Self> {
        Self::all().chain(Kind::printed().filter(|kind| kind.is_state()).map(Self))
    }

    /// Returns the KIND argument that is spelled `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::all_with_states().find(|word| text == word.name() || text == word.0.spec().words.alias)
    }

    /// Returns a parser for every KIND argument of entries.
    pub fn parser() -> impl TypedValueParser<Value = Self> {
        Self::parser_for(Self::all())
    }

    /// Returns a parser for the kinds that `check` can judge and `tail` can follow: entries and states.
    pub fn parser_for_check() -> impl TypedValueParser<Value = Self> {
        Self::parser_for(Self::all_with_states())
    }

    /// Returns a parser for the kinds that `events` can list: those that are not assembled.
    pub fn parser_for_events() -> impl TypedValueParser<Value = Self> {
        Self::parser_for(Self::all_with_states().filter(|word| !word.0.is_assembled()))
    }

    /// Returns a parser for the kinds that an archive can hold: entries that are not assembled.
    pub fn parser_for_archive() -> impl TypedValueParser<Value = Self> {
        Self::parser_for(Self::all().filter(|word| !word.0.is_assembled()))
    }

    fn parser_for(words: impl Iterator<Item = Self>) -> impl TypedValueParser<Value = Self> {
        let value = |word: Self| {
            let spec = word.0.spec();
            PossibleValue::new(spec.plural).help(spec.words.about).alias(spec.words.alias)
        };
        PossibleValuesParser::new(words.map(value))
            .try_map(|name| Self::parse(&name).ok_or_else(|| format!("unknown KIND `{name}`")))
    }

    /// Returns the default selection of `tail` and `stats` in a source with these kinds.
    pub fn defaults(available: &[Kind]) -> Vec<Self> {
        Self::defaults_by(available, |kind| kind.spec().defaults.tail)
    }

    /// Returns the default selection of `check` in a source with these kinds.
    pub fn defaults_of_check(available: &[Kind]) -> Vec<Self> {
        Self::select(available, |kind| kind.spec().defaults.check)
    }

    /// Returns the word that selects the entries of every kind.
    pub fn every_kind() -> Option<Self> {
        Self::all().find(|word| word.0.spec().covers_all)
    }

    /// Returns the kind that covers all, if the source has it, else the kinds that `is_default` selects.
    fn defaults_by(available: &[Kind], is_default: fn(Kind) -> bool) -> Vec<Self> {
        match available.iter().find(|kind| kind.spec().covers_all) {
            Some(kind) => vec![Self(*kind)],
            None => Self::select(available, is_default),
        }
    }

    /// Returns the kinds that `is_default` selects; all kinds of a source that has none of these.
    fn select(available: &[Kind], is_default: fn(Kind) -> bool) -> Vec<Self> {
        let selected: Vec<Self> = available.iter().copied().filter(|kind| is_default(*kind)).map(Self).collect();
        if selected.is_empty() { available.iter().copied().map(Self).collect() } else { selected }
    }

    /// Returns whether the word selects records of `kind`.
    fn selects(self, kind: Kind) -> bool {
        let is_covered = self.0.spec().covers_all && !kind.is_assembled();
        kind == self.0 || kind.spec().also_listed_by == Some(self.0) || is_covered
    }

    /// Returns the kinds of records that the word selects among `available`. The kind that covers all is the first.
    pub fn kinds(self, available: &[Kind]) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = available.iter().copied().filter(|kind| self.selects(*kind)).collect();
        if kinds.is_empty() && self.0.spec().covers_all {
            // The source has no events, only whole syncs.
            kinds = available.iter().copied().filter(|kind| kind.is_assembled()).collect();
        }
        kinds.sort_by_key(|kind| !kind.spec().covers_all);
        kinds
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
        if let Some(states) = words.iter().find(|word| word.0.is_state()) {
            let kinds = vec![states.0];
            return Self::states(words, kinds);
        }
        if let Some(word) = words.iter().find(|word| word.kinds(available).is_empty()) {
            return Err(missing(*word, available));
        }
        if let Some(word) = words.iter().find(|word| word.0.is_assembled())
            && words.len() > 1
        {
            let plural = word.name();
            return Err(Error::usage(format!("`{plural}` cannot be combined with other kinds"))
                .cause(format!("{plural} are built from events, so these events would count twice"))
                .hint(format!("run the command once for {plural} and once for the other kinds")));
        }
        let mut kinds: Vec<Kind> = available
            .iter()
            .copied()
            .filter(|kind| words.iter().any(|word| word.kinds(available).contains(kind)))
            .collect();
        kinds.sort_by_key(|kind| !kind.spec().covers_all);
        let life = !words.iter().any(|word| word.0.spec().covers_all);
        Ok(Self { words, kinds, life })
    }

    /// Returns the selection of the states, which are not entries of a log.
    fn states(words: Vec<KindWord>, kinds: Vec<Kind>) -> Result<Self> {
        if words.len() > 1 {
            return Err(Error::usage("`status` cannot be combined with other kinds")
                .cause("a state is of the present, and entries are of the past")
                .hint("run the command once for status and once for the other kinds"));
        }
        Ok(Self { words, kinds, life: false })
    }

    /// Returns whether the states are selected.
    pub fn is_states(&self) -> bool {
        matches!(*self.kinds, [kind] if kind.is_state())
    }

    /// Returns whether a source that does not serve `kind` may skip it, because no word names it.
    pub fn is_optional(&self, kind: Kind) -> bool {
        !self.words.contains(&KindWord(kind))
    }

    /// Returns whether the source must leave out Fivetran events that are not lifecycle events.
    pub fn is_life_only(&self) -> bool {
        self.life && self.kinds.iter().any(|kind| kind.is_fivetran_event())
    }

    /// Returns the words as text, such as `connections and posts`.
    pub fn named(&self) -> String {
        self.words.iter().map(|word| word.name()).collect::<Vec<_>>().join(" and ")
    }
}

/// Returns the error for a KIND that the source lacks.
fn missing(word: KindWord, available: &[Kind]) -> Error {
    let plurals: Vec<&str> = available.iter().map(|kind| kind.plural()).collect();
    let (plural, has) = (word.name(), plurals.join(" and "));
    if available == Kind::of_the_api() && word.0.is_assembled() {
        return Error::usage(format!("the API has no {plural}"))
            .cause(format!("it has {has}; connlog builds {plural} from Fivetran events in files or tables"))
            .hint("name a source with --from, or leave out the KIND");
    }
    let source = if available == Kind::of_the_api() { "the API" } else { "the source" };
    Error::usage(format!("{source} has no {plural}")).cause(format!("it has {has}")).hint(format!(
        "use `connlog {}`, or name another source with --from",
        plurals.first().copied().unwrap_or("doctor")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::error::Code;

    const CONNECTIONS: KindWord = KindWord(Kind::Connection);
    const POSTS: KindWord = KindWord(Kind::Post);
    const EVENTS: KindWord = KindWord(Kind::Fivetran);
    const SYNCS: KindWord = KindWord(Kind::Sync);

    const fn available(from: bool) -> &'static [Kind] {
        if from { Kind::all() } else { Kind::of_the_api() }
    }

    #[test]
    fn a_word_selects_what_its_list_command_shows() {
        for (words, from, kinds, life) in [
            (&[CONNECTIONS][..], false, &[Kind::Connection][..], true),
            (&[POSTS, CONNECTIONS, POSTS], false, &[Kind::Connection, Kind::Post], true),
            (&[CONNECTIONS], true, &[Kind::Fivetran, Kind::Connection], true),
            (&[EVENTS], false, Kind::of_the_api(), false),
            (&[SYNCS], true, &[Kind::Sync], true),
        ] {
            let selection = KindSelection::resolve(words, available(from)).unwrap();
            assert_eq!((&selection.kinds[..], selection.life), (kinds, life), "{words:?} {from}");
        }
        let named = KindSelection::resolve(&[POSTS, CONNECTIONS], Kind::all()).unwrap().named();
        assert_eq!(named, "connections and posts");
    }

    #[test]
    fn events_select_every_kind_that_is_not_assembled() {
        let selection = KindSelection::resolve(&[EVENTS, CONNECTIONS], Kind::all()).unwrap();
        let expected: Vec<Kind> = Kind::all().iter().copied().filter(|kind| !kind.is_assembled()).collect();
        assert!(!selection.life && selection.kinds[0] == Kind::Fivetran);
        assert_eq!(selection.kinds.len(), expected.len());
        assert!(expected.iter().all(|kind| selection.kinds.contains(kind)));
    }

    #[test]
    fn unavailable_kinds_are_usage_errors() {
        for (words, from) in [(&[SYNCS][..], false), (&[SYNCS, CONNECTIONS], true)] {
            assert_eq!(
                KindSelection::resolve(words, available(from)).unwrap_err().code,
                Code::Usage,
                "{words:?} {from}"
            );
        }
    }

    #[test]
    fn defaults_follow_the_source() {
        for (available, expected) in [(Kind::of_the_api(), "connections posts"), (Kind::all(), "events")] {
            let names: Vec<&str> = KindWord::defaults(available).into_iter().map(KindWord::name).collect();
            assert_eq!(names.join(" "), expected);
        }
        assert_eq!(KindWord::defaults_of_check(Kind::all()), [CONNECTIONS]);
    }
}
