//! Filter flags that only some kinds have. Each command has the flags of the kinds that it reads.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::fivetran_filters::FivetranArgs;
use super::known_values::{ACTIONS, EVENTS, HEADING, KnownValues};
use connlog_core::query::{Filter, Filters, matching_kinds};
use connlog_core::record::Kind;

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
static KIND_FILTERS: [KindFilter; 7] = [
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
        known: ACTIONS,
    },
    KindFilter {
        filter: Filter::StatusCode,
        value_name: "N",
        help: "HTTP status, such as 429 or 500,503",
        long_help: "HTTP status of the attempt, such as 429 or 500,503",
        known: &[],
    },
    KindFilter {
        filter: Filter::Webhook,
        value_name: "ID",
        help: "Id of the webhook",
        long_help: "Id of the webhook",
        known: &[],
    },
    KindFilter {
        filter: Filter::Key,
        value_name: "ID",
        help: "Id of the API key",
        long_help: "Id of the key that called the API",
        known: &[],
    },
    KindFilter {
        filter: Filter::Request,
        value_name: "ID",
        help: "Id of a call to the API",
        long_help: "Id of a call to the API; selects everything that the call caused",
        known: &[],
    },
];

/// The flag that asks for receipts of messages.
const RECEIPTS: &str = "include-read-receipts";

/// The values of the flags that only some kinds have.
#[derive(Debug, Clone, Default)]
pub struct KindFilterArgs {
    values: Vec<(Filter, Vec<String>)>,
    read_receipts: bool,
    pub fivetran: FivetranArgs,
}

impl KindFilterArgs {
    /// Adds the flags that records of `kinds` can match.
    pub fn augment_for(command: Command, kinds: &[Kind]) -> Command {
        let flags = KIND_FILTERS.iter().filter(|flag| matching_kinds::is_in(flag.filter, kinds));
        // The help of lists fits two screens; `connlog help` shows the rare flags too.
        let is_every_kind = kinds.len() == Kind::all().len();
        let is_usual = !is_every_kind && kinds.iter().any(|kind| kind.spec().defaults.tail);
        let is_rare = |flag: &KindFilter| match flag.filter {
            Filter::Request | Filter::StatusCode => is_usual,
            Filter::Webhook | Filter::Key => is_every_kind,
            _ => false,
        };
        let arg = |flag: &KindFilter| flag.arg().hide_short_help(is_rare(flag));
        let command = flags.fold(command, |command, flag| command.arg(arg(flag)));
        let has_receipts = kinds.iter().any(|kind| kind.has_filter("--include-read-receipts"));
        let command = if has_receipts { command.arg(receipts().hide_short_help(is_every_kind)) } else { command };
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
        filters.read_receipts = self.read_receipts;
    }
}

fn receipts() -> Arg {
    Arg::new(RECEIPTS)
        .long(RECEIPTS)
        .action(ArgAction::SetTrue)
        .help("Also list receipts of messages")
        .long_help(
            "Also list receipts of messages, message.read and message.delivered, which the API leaves out otherwise",
        )
        .help_heading(HEADING)
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
        let read_receipts = matches.try_get_one(RECEIPTS).is_ok_and(|set| set == Some(&true));
        let has_fivetran = matches.try_contains_id("connections").is_ok();
        let fivetran =
            if has_fivetran { FivetranArgs::from_arg_matches_mut(matches)? } else { FivetranArgs::default() };
        Ok(Self { values, read_receipts, fivetran })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
