//! Filter flags: one for each field. Each may be repeated and takes lists separated by commas.

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};

use super::kind_filters::{ACTIONS, KindFilterArgs};
use connlog_core::error::{Error, Result};
use connlog_core::providers::fivetran::event_catalog;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::query::suggestions::IdSuggestions;
use connlog_core::query::{Filter, Filters, matching_kinds};
use connlog_core::record::log_words::WEBHOOK_EVENTS;
use connlog_core::record::{Kind, schema, semantics};
use connlog_core::suggest::did_you_mean;
use connlog_core::time::Zone;

pub(crate) const HEADING: &str = "Filters (an entry must match every filter, and one of its values)";

const FIVETRAN_HEADING: &str = "Filters for Fivetran entries";

/// Names of events: of connections, of webhooks and of Fivetran.
pub(crate) const EVENTS: &[&str] = &{
    let lists = [schema::EVENTS, WEBHOOK_EVENTS, &event_catalog::NAMES];
    let mut events = [""; schema::EVENTS.len() + WEBHOOK_EVENTS.len() + event_catalog::NAMES.len()];
    let (mut list, mut at, mut filled) = (0, 0, 0);
    while list < lists.len() {
        while at < lists[list].len() {
            events[filled] = lists[list][at];
            (at, filled) = (at + 1, filled + 1);
        }
        (list, at) = (list + 1, 0);
    }
    events
};
/// Statuses of entries of both providers.
pub(crate) const STATUSES: &[&str] = &[
    "success",
    "failed",
    "pending",
    "skipped",
    "SUCCESSFUL",
    "FAILURE",
    "FAILURE_WITH_TASK",
    "RESCHEDULED",
    "CANCELED",
    "succeeded",
    "cancelled",
    "rescheduled",
    "priority-first",
    "open",
];

// Not doc comments: rustdoc would require backticks around these values, and help would show them.
const WHERE: &str = "Expression over fields, such as 'durationMs > 30s'";
const WHERE_LONG: &str =
    "Expression over fields, such as 'error.code ~ token and durationMs > 30s'; repeated ones must all match";
const GROUP: &str = "Origin, such as connector, dashboard or rest_api";
const GROUP_LONG: &str = "Origin: connector, dashboard, rest_api, audit_trail, transformation or unknown";

/// Filters for every kind of entry.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct FilterArgs {
    /// Platform, such as instagram or linkedin,tiktok
    #[arg(long = "platform", value_name = "P", value_delimiter = ',', value_parser = KnownValues(schema::PLATFORMS),
        hide_possible_values = true)]
    pub platforms: Vec<String>,
    /// Outcome: success, failed, pending or skipped
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = KnownValues(STATUSES),
        hide_possible_values = true)]
    pub statuses: Vec<String>,
    /// Id of the account
    #[arg(long = "account", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub accounts: Vec<String>,
    /// Id of the profile that owns the account
    #[arg(long = "profile", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub profiles: Vec<String>,
    /// Text in any value of the entry, ignoring case
    #[arg(long, value_name = "TEXT", value_delimiter = ',', value_parser = FilterFlags)]
    pub search: Vec<String>,
    #[arg(long = "where", value_name = "EXPR", value_parser = FilterFlags, help = WHERE, long_help = WHERE_LONG)]
    pub wheres: Vec<String>,
    /// Accept unknown values and fields
    #[arg(long)]
    pub any_value: bool,
}

/// Filters for Fivetran connections, of events and of syncs. The including struct sets the heading.
#[derive(Debug, Clone, Default, Args)]
pub struct ConnectionFilterArgs {
    /// Id or name of the connection
    #[arg(long = "connection", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub connections: Vec<String>,
    /// Service, such as postgres or facebook_ads
    #[arg(long = "service", value_name = "TYPE", value_delimiter = ',', value_parser = FilterFlags)]
    pub services: Vec<String>,
}

/// Filters for Fivetran events.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = FIVETRAN_HEADING)]
pub struct FivetranArgs {
    #[command(flatten)]
    pub connection: ConnectionFilterArgs,
    /// Stage: 1 to 12, or a word of its title, like broken
    #[arg(long = "stage", value_name = "N", value_delimiter = ',', value_parser = FilterFlags)]
    pub stages: Vec<String>,
    /// Severity: ok, info, warning or failure
    #[arg(long = "severity", value_name = "S", value_delimiter = ',', value_parser = KnownValues(schema::SEVERITIES),
        hide_possible_values = true)]
    pub severities: Vec<String>,
    /// Id of the sync that the entry belongs to
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    #[arg(long = "group", value_name = "G", value_delimiter = ',', value_parser = KnownValues(schema::GROUPS), help = GROUP,
        long_help = GROUP_LONG, hide_possible_values = true)]
    pub groups: Vec<String>,
}

impl FivetranArgs {
    /// Returns the numbers of the stages in `--stage`. A word selects every stage with that word in its title.
    fn stages(&self) -> Result<Vec<String>> {
        let mut stages = Vec::new();
        for typed in &self.stages {
            let word = typed.to_lowercase();
            let matching = (1_u8..).zip(event_catalog::STAGES).filter(|(number, title)| match word.parse::<u8>() {
                Ok(wanted) => wanted == *number,
                Err(_) => title.to_lowercase().contains(&word),
            });
            let matching: Vec<String> = matching.map(|(number, _)| number.to_string()).collect();
            if matching.is_empty() {
                let known: Vec<String> =
                    (1..).zip(event_catalog::STAGES).map(|(n, title): (u8, _)| format!("{n} {title}")).collect();
                return Err(Error::usage(format!("unknown value `{typed}` for --stage"))
                    .cause(format!("known values are {}", known.join(", ")))
                    .hint("give a number, or a word of a title"));
            }
            stages.extend(matching);
        }
        Ok(stages)
    }
}

/// Filters for syncs.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct SyncFilterArgs {
    #[command(flatten)]
    pub connection: ConnectionFilterArgs,
    /// Outcome of the sync
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = KnownValues(schema::SYNC_STATUSES))]
    pub statuses: Vec<String>,
    /// Id of the sync
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    /// Expression over fields, such as 'errors > 0 or durationMs > 1h'; repeated ones must all match
    #[arg(long = "where", value_name = "EXPR", value_parser = FilterFlags)]
    pub wheres: Vec<String>,
    /// Accept unknown values and fields
    #[arg(long)]
    pub any_value: bool,
}

impl SyncFilterArgs {
    /// Returns these filters. Checks all values against the known ones, unless `--any-value` is set.
    pub fn resolve(&self, now: DateTime<Utc>, zone: Zone) -> Result<Filters> {
        let context = ExprContext { now, zone, kinds: &[Kind::named("sync")], any_value: self.any_value };
        let statuses = spelled(&self.statuses, schema::SYNC_STATUSES);
        if !self.any_value {
            check("--status", &statuses, schema::SYNC_STATUSES)?;
        }
        let filters = Filters {
            connections: self.connection.connections.clone(),
            services: self.connection.services.clone(),
            statuses,
            syncs: self.syncs.clone(),
            wheres: self.wheres.iter().map(|text| Expr::parse(text, &context)).collect::<Result<_>>()?,
            ..Filters::default()
        };
        Ok(Filters { near: IdSuggestions::new(&filters), ..filters })
    }

    /// Returns the first of these filters that is in use.
    pub fn used(&self) -> Option<&'static str> {
        let lists = [
            ("--connection", &self.connection.connections),
            ("--service", &self.connection.services),
            ("--status", &self.statuses),
            ("--sync", &self.syncs),
            ("--where", &self.wheres),
        ];
        lists.into_iter().find(|(_, values)| !values.is_empty()).map(|(flag, _)| flag)
    }
}

/// Filters for entries, for commands that accept several kinds.
#[derive(Debug, Clone, Default, Args)]
pub struct EntryArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    #[command(flatten)]
    pub own: KindFilterArgs,
}

impl FilterArgs {
    /// Returns the context to parse expressions over records of `kinds`.
    pub const fn context<'k>(&self, now: DateTime<Utc>, zone: Zone, kinds: &'k [Kind]) -> ExprContext<'k> {
        ExprContext { now, zone, kinds, any_value: self.any_value }
    }

    /// Returns these filters together with `own`. Checks all values against the known ones, unless `--any-value` is
    /// set.
    pub fn resolve(&self, own: &KindFilterArgs, context: &ExprContext<'_>) -> Result<Filters> {
        let fivetran = &own.fivetran;
        let has_fivetran = context.kinds.iter().any(|kind| kind.is_of_fivetran());
        let statuses = if has_fivetran { STATUSES } else { schema::STATUSES };
        let events = &*known_events(context.kinds);
        let mut filters = Filters {
            platforms: self.platforms.iter().map(|platform| schema::platform(platform).to_owned()).collect(),
            statuses: spelled(&self.statuses, statuses),
            accounts: self.accounts.clone(),
            profiles: self.profiles.clone(),
            connections: fivetran.connection.connections.clone(),
            services: fivetran.connection.services.clone(),
            stages: fivetran.stages()?,
            severities: spelled(&fivetran.severities, schema::SEVERITIES),
            syncs: fivetran.syncs.clone(),
            groups: spelled(&fivetran.groups, schema::GROUPS),
            search: self.search.clone(),
            wheres: self.wheres.iter().map(|text| Expr::parse(text, context)).collect::<Result<_>>()?,
            ..Filters::default()
        };
        own.copy_to(&mut filters);
        filters.events = spelled(&filters.events, events);
        filters.near = IdSuggestions::new(&filters);
        reject_fivetran_filters(&filters, context.kinds)?;
        if !self.any_value {
            check("--platform", &filters.platforms, schema::PLATFORMS)?;
            check("--status", &filters.statuses, statuses)?;
            check("--event", &filters.events, events)?;
            check("--severity", &filters.severities, schema::SEVERITIES)?;
            check("--group", &filters.groups, schema::GROUPS)?;
            check("--action", &filters.actions, ACTIONS)?;
        }
        Ok(filters)
    }
}

/// Returns the names of events that records of `kinds` can have.
fn known_events(kinds: &[Kind]) -> Vec<&'static str> {
    let mut events = schema::EVENTS.to_vec();
    if kinds.iter().any(|kind| kind.has_filter("--webhook")) {
        events.extend(WEBHOOK_EVENTS);
    }
    if kinds.iter().any(|kind| kind.is_of_fivetran()) {
        events.extend(event_catalog::NAMES);
    }
    events
}

/// Rejects filters that no entry of `kinds` can match, because an empty result would look like good news.
fn reject_fivetran_filters(filters: &Filters, kinds: &[Kind]) -> Result<()> {
    if kinds.iter().any(|kind| kind.is_of_fivetran()) {
        return Ok(());
    }
    let is_of_the_api = |filter: Filter| matching_kinds::is_in(filter, Kind::of_the_api());
    match filters.used().into_iter().find(|(filter, _)| !is_of_the_api(*filter)) {
        Some((filter, _)) => {
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            Err(Error::usage(format!("{} filters Fivetran entries only", filter.flag()))
                .cause(format!("{} of Late / Zernio do not have this field", plurals.join(" and ")))
                .hint(format!("name a source of Fivetran events with --from, or leave out {}", filter.flag())))
        }
        None => Ok(()),
    }
}

/// Maximum number of known values that an error lists in full.
const MAX_LISTED_VALUES: usize = 30;

/// Returns the values in the spelling of the known ones, ignoring case.
pub(crate) fn spelled(values: &[String], known: &[&str]) -> Vec<String> {
    let spell = |value: &String| {
        let same = known
            .iter()
            .find(|known| **known == value)
            .or_else(|| known.iter().find(|known| known.eq_ignore_ascii_case(value)));
        same.map_or_else(|| value.clone(), |known| (*known).to_owned())
    };
    values.iter().map(spell).collect()
}

/// Returns the known value with the same meaning as `value`, a status of the other provider.
fn translated<'k>(flag: &str, value: &str, known: &[&'k str]) -> Option<&'k str> {
    let outcome = semantics::status_outcome(value).filter(|_| flag == "--status")?;
    known.iter().copied().find(|known| semantics::status_outcome(known) == Some(outcome))
}

/// Returns a usage error for an unknown value, because an empty result after a typo would look like good news.
pub(crate) fn check(flag: &str, values: &[String], known: &[&str]) -> Result<()> {
    let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) else { return Ok(()) };
    // The events of connections come first; the others would fill a screen.
    let (first, more) = if known.len() > MAX_LISTED_VALUES {
        (&known[..schema::EVENTS.len()], ", and the events of webhooks and Fivetran (connlog explain --list events)")
    } else {
        (known, "")
    };
    let suggestion = match translated(flag, value, known) {
        Some(meant) => format!("did you mean `{meant}`? "),
        None => did_you_mean(value, known.iter().copied()),
    };
    Err(Error::usage(format!("unknown value `{value}` for {flag}"))
        .cause(format!("known values are {}{more}", first.join(", ")))
        .hint(format!("{suggestion}--any-value accepts it")))
}

/// Values that completions offer; empty for an id. Parsing accepts other values too; `check` rejects unknown ones later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownValues(pub(crate) &'static [&'static str]);

impl TypedValueParser for KnownValues {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        FilterFlags.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = self.0.iter().map(|value| PossibleValue::new(*value));
        (!self.0.is_empty()).then(|| Box::new(values) as Box<dyn Iterator<Item = PossibleValue>>)
    }
}

/// Accepts text that is not empty. An empty value usually comes from an unset shell variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilterFlags;

impl TypedValueParser for FilterFlags {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        match value.to_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            text => {
                let kind = if text.is_some() { ErrorKind::ValueValidation } else { ErrorKind::InvalidUtf8 };
                let mut error = clap::Error::new(kind).with_cmd(command);
                let name = arg.map(ToString::to_string).unwrap_or_default();
                error.insert(ContextKind::InvalidArg, ContextValue::String(name));
                error.insert(ContextKind::InvalidValue, ContextValue::String(String::new()));
                Err(error)
            }
        }
    }
}
