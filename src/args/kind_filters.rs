//! Filter flags that only some kinds have. Each command has the flags of the kinds that it reads.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::filters::{EVENTS, FivetranArgs, HEADING, KnownValues};
use connlog_core::query::{Filter, Filters, matching_kinds};
use connlog_core::record::{Kind, schema};

/// A flag that only some kinds have.
struct KindFilter {
    filter: Filter,
    value_name: &'static str,
    help: &'static str,
    /// The text in `connlog help COMMAND`.
    long_help: &'static str,
    /// The values that completions offer.
    known: &'static [&'static str],
}

/// The flags in the order of the help.
static KIND_FILTERS: [KindFilter; 3] = [
    KindFilter {
        filter: Filter::Event,
        value_name: "E",
        help: "Event, such as connect_failed or sync_end",
        long_help: "Event, such as connect_failed or sync_end [list: connlog explain --list events]",
        known: EVENTS,
    },
    KindFilter {
        filter: Filter::Post,
        value_name: "ID",
        help: "Id of the post; selects every attempt to publish it",
        long_help: "Id of the post; selects every attempt to publish it",
        known: &[],
    },
    KindFilter {
        filter: Filter::Action,
        value_name: "A",
        help: "Action, such as publish, retry or media_upload",
        long_help: "Action, such as publish, retry or media_upload [list: connlog explain --list actions]",
        known: schema::ACTIONS,
    },
];

/// The values of the flags that only some kinds have.
#[derive(Debug, Clone, Default)]
pub struct KindFilterArgs {
    values: Vec<(Filter, Vec<String>)>,
    pub fivetran: FivetranArgs,
}

impl KindFilterArgs {
    /// Adds the flags that records of `kinds` can match.
    pub fn augment_for(command: Command, kinds: &[Kind]) -> Command {
        let flags = KIND_FILTERS.iter().filter(|flag| matching_kinds::is_in(flag.filter, kinds));
        let command = flags.fold(command, |command, flag| command.arg(flag.arg()));
        if kinds.iter().any(|kind| kind.is_of_fivetran()) { FivetranArgs::augment_args(command) } else { command }
    }

    /// Returns the values of a flag.
    pub fn get(&self, filter: Filter) -> &[String] {
        self.values.iter().find(|(flag, _)| *flag == filter).map_or(&[], |(_, values)| values)
    }

    /// Returns the first flag in use that no record of `kinds` can match.
    pub fn misfit(&self, kinds: &[Kind]) -> Option<Filter> {
        let used = self.values.iter().filter(|(_, values)| !values.is_empty());
        used.map(|(filter, _)| *filter).find(|filter| !matching_kinds::is_in(*filter, kinds))
    }

    /// Returns the values without the flags that records of `kind` cannot match.
    #[must_use]
    pub fn for_kind(&self, kind: Kind) -> Self {
        let mut own = self.clone();
        own.values.retain(|(filter, _)| matching_kinds::is_in(*filter, &[kind]));
        own
    }

    /// Copies the values to the filters of a query.
    pub fn copy_to(&self, filters: &mut Filters) {
        for (filter, values) in &self.values {
            if let Some(list) = filters.list_mut(*filter) {
                list.clone_from(values);
            }
        }
    }
}

impl KindFilter {
    /// Returns the id in clap: the flag without its dashes.
    fn id(&self) -> &'static str {
        self.filter.flag().trim_start_matches('-')
    }

    fn arg(&self) -> Arg {
        Arg::new(self.id())
            .long(self.id())
            .value_name(self.value_name)
            .value_delimiter(',')
            .action(ArgAction::Append)
            .value_parser(KnownValues(self.known))
            .hide_possible_values(true)
            .help(self.help)
            .long_help(self.long_help)
            .help_heading(HEADING)
    }
}

impl Args for KindFilterArgs {
    fn augment_args(command: Command) -> Command {
        Self::augment_for(command, Kind::all())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for KindFilterArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    /// A command without a flag has no values for it.
    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let mut values = Vec::new();
        for flag in &KIND_FILTERS {
            if let Ok(Some(typed)) = matches.try_remove_many(flag.id()) {
                values.push((flag.filter, typed.collect()));
            }
        }
        let has_fivetran = matches.try_contains_id("connections").is_ok();
        let fivetran =
            if has_fivetran { FivetranArgs::from_arg_matches_mut(matches)? } else { FivetranArgs::default() };
        Ok(Self { values, fivetran })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
