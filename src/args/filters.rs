//! The flags that say which entries: one a field, each repeatable or with a comma list.

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};

use connlog_core::error::{Error, Result};
use connlog_core::providers::fivetran::event_catalog;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::query::suggestions::IdSuggestions;
use connlog_core::query::{Filter, Filters};
use connlog_core::record::{Kind, schema, semantics};
use connlog_core::suggest::did_you_mean;
use connlog_core::time::Zone;

const HEADING: &str = "Filters (several values of one mean any of them, several filters all of them)";

const FIVETRAN_HEADING: &str = "Filters of Fivetran's entries";

/// What can happen to a connection, with either vendor.
const EVENTS: &[&str] = &{
    let mut events = [""; schema::EVENTS.len() + event_catalog::NAMES.len()];
    let mut at = 0;
    while at < events.len() {
        let late = schema::EVENTS.len();
        events[at] = if at < late { schema::EVENTS[at] } else { event_catalog::NAMES[at - late] };
        at += 1;
    }
    events
};
/// How an entry can end, with either vendor.
const STATUSES: &[&str] = &[
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

// No doc comments, since these values would want backticks, which help shows.
const EVENT: &str = "What happened, like connect_failed or disconnect; with Fivetran like sync_end";
const ACTION: &str = "What was attempted, like publish, retry or media_upload";

/// Filters that every kind of entry has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct FilterArgs {
    /// Social platform, like instagram or linkedin,tiktok
    #[arg(long = "platform", value_name = "P", value_delimiter = ',', value_parser = KnownValues(schema::PLATFORMS))]
    pub platforms: Vec<String>,
    /// How it ended: success, failed, pending or skipped
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = KnownValues(STATUSES))]
    pub statuses: Vec<String>,
    /// Id of the account
    #[arg(long = "account", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub accounts: Vec<String>,
    /// Id of the profile the account belongs to
    #[arg(long = "profile", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub profiles: Vec<String>,
    /// Text in any value of the entry, upper or lower case alike
    #[arg(long, value_name = "TEXT", value_delimiter = ',', value_parser = FilterFlags)]
    pub search: Vec<String>,
    /// Expression over the fields, like 'error.code ~ token and durationMs > 30s'; several must all be true
    #[arg(long = "where", value_name = "EXPR", value_parser = FilterFlags)]
    pub wheres: Vec<String>,
    /// Accept values and fields that connlog does not know
    #[arg(long)]
    pub any_value: bool,
}

/// Filters of connection entries.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct EventArgs {
    #[arg(long = "event", value_name = "E", value_delimiter = ',', value_parser = KnownValues(EVENTS), help = EVENT)]
    pub events: Vec<String>,
    #[command(flatten)]
    pub fivetran: FivetranArgs,
}

/// Which connections of Fivetran it is about: of events and of syncs alike. The heading is that of whoever takes them in.
#[derive(Debug, Clone, Default, Args)]
pub struct ConnectionFilterArgs {
    /// Id or name of the connection
    #[arg(long = "connection", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub connections: Vec<String>,
    /// The service it reads, like postgres or facebook_ads
    #[arg(long = "service", value_name = "TYPE", value_delimiter = ',', value_parser = FilterFlags)]
    pub services: Vec<String>,
}

/// Filters of Fivetran's events.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = FIVETRAN_HEADING)]
pub struct FivetranArgs {
    #[command(flatten)]
    pub connection: ConnectionFilterArgs,
    /// Stage of a connection's life: 1 to 12, or words of its title, like broken
    #[arg(long = "stage", value_name = "N", value_delimiter = ',', value_parser = FilterFlags)]
    pub stages: Vec<String>,
    /// How bad it is: ok, info, warning or failure; of Late's entries, as they ended
    #[arg(long = "severity", value_name = "S", value_delimiter = ',', value_parser = KnownValues(schema::SEVERITIES))]
    pub severities: Vec<String>,
    /// Id of the sync it is part of
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    /// Who writes such events, like connector or audit_trail
    #[arg(long = "group", value_name = "G", value_delimiter = ',', value_parser = KnownValues(schema::GROUPS))]
    pub groups: Vec<String>,
}

impl FivetranArgs {
    /// The stages that are meant, by number or by words of their titles; those of several titles mean all of them.
    fn stages(&self) -> Result<Vec<String>> {
        let mut stages = Vec::new();
        for typed in &self.stages {
            let word = typed.to_lowercase();
            let meant = (1_u8..).zip(event_catalog::STAGES).filter(|(number, title)| match word.parse::<u8>() {
                Ok(wanted) => wanted == *number,
                Err(_) => title.to_lowercase().contains(&word),
            });
            let meant: Vec<String> = meant.map(|(number, _)| number.to_string()).collect();
            if meant.is_empty() {
                let known: Vec<String> =
                    (1..).zip(event_catalog::STAGES).map(|(n, title): (u8, _)| format!("{n} {title}")).collect();
                return Err(Error::usage(format!("unknown value `{typed}` for --stage"))
                    .cause(format!("known values are {}", known.join(", ")))
                    .hint("give a number, or a word of a title"));
            }
            stages.extend(meant);
        }
        Ok(stages)
    }
}

/// Filters of syncs.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct SyncFilterArgs {
    #[command(flatten)]
    pub connection: ConnectionFilterArgs,
    /// How it ended, or that it is open
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = KnownValues(schema::SYNC_STATUSES))]
    pub statuses: Vec<String>,
    /// Id of the sync
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    /// Expression over the fields, like 'errors > 0 or durationMs > 1h'; several must all be true
    #[arg(long = "where", value_name = "EXPR", value_parser = FilterFlags)]
    pub wheres: Vec<String>,
    /// Accept values and fields that connlog does not know
    #[arg(long)]
    pub any_value: bool,
}

impl SyncFilterArgs {
    /// These filters, all values checked against the known ones unless `--any-value`.
    pub fn resolve(&self, now: DateTime<Utc>, zone: Zone) -> Result<Filters> {
        let context = ExprContext { now, zone, kinds: &[Kind::Sync], any_value: self.any_value };
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

    /// The first of these filters that is in use.
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

/// Filters of post entries.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct PostArgs {
    /// Id of the post: every attempt at publishing it
    #[arg(long = "post", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub posts: Vec<String>,
    #[arg(long = "action", value_name = "A", value_delimiter = ',', value_parser = KnownValues(schema::ACTIONS), help = ACTION)]
    pub actions: Vec<String>,
}

/// Every filter of single entries, for commands that take several kinds.
#[derive(Debug, Clone, Default, Args)]
pub struct EntryArgs {
    #[command(flatten)]
    pub filter: FilterArgs,
    #[command(flatten)]
    pub event: EventArgs,
    #[command(flatten)]
    pub post: PostArgs,
}

impl FilterArgs {
    /// What expressions over records of `kinds` are read by.
    pub const fn context<'k>(&self, now: DateTime<Utc>, zone: Zone, kinds: &'k [Kind]) -> ExprContext<'k> {
        ExprContext { now, zone, kinds, any_value: self.any_value }
    }

    /// These filters with those of the kind's own, all values checked against the known ones unless `--any-value`.
    pub fn resolve(&self, event: &EventArgs, post: &PostArgs, context: &ExprContext<'_>) -> Result<Filters> {
        let has_fivetran = context.kinds.iter().any(|kind| kind.is_of_fivetran());
        let (statuses, events) = if has_fivetran { (STATUSES, EVENTS) } else { (schema::STATUSES, schema::EVENTS) };
        let mut filters = Filters {
            platforms: self.platforms.iter().map(|platform| schema::platform(platform).to_owned()).collect(),
            statuses: spelled(&self.statuses, statuses),
            events: spelled(&event.events, events),
            actions: post.actions.clone(),
            accounts: self.accounts.clone(),
            profiles: self.profiles.clone(),
            posts: post.posts.clone(),
            connections: event.fivetran.connection.connections.clone(),
            services: event.fivetran.connection.services.clone(),
            stages: event.fivetran.stages()?,
            severities: spelled(&event.fivetran.severities, schema::SEVERITIES),
            syncs: event.fivetran.syncs.clone(),
            sync_bounds: false,
            groups: spelled(&event.fivetran.groups, schema::GROUPS),
            life: false,
            search: self.search.clone(),
            wheres: self.wheres.iter().map(|text| Expr::parse(text, context)).collect::<Result<_>>()?,
            near: IdSuggestions::default(),
        };
        filters.near = IdSuggestions::new(&filters);
        answerable(&filters, context.kinds)?;
        if !self.any_value {
            check("--platform", &filters.platforms, schema::PLATFORMS)?;
            check("--status", &filters.statuses, statuses)?;
            check("--event", &filters.events, events)?;
            check("--severity", &filters.severities, schema::SEVERITIES)?;
            check("--group", &filters.groups, schema::GROUPS)?;
            check("--action", &filters.actions, schema::ACTIONS)?;
        }
        Ok(filters)
    }
}

/// What Fivetran's entries alone have.
const OF_FIVETRAN: [Filter; 5] = [Filter::Connection, Filter::Service, Filter::Stage, Filter::Sync, Filter::Group];

/// Refuses filters that nothing of `kinds` can ever match: finding nothing would look like good news.
fn answerable(filters: &Filters, kinds: &[Kind]) -> Result<()> {
    if kinds.iter().any(|kind| kind.is_of_fivetran()) {
        return Ok(());
    }
    match filters.used().into_iter().find(|(filter, _)| OF_FIVETRAN.contains(filter)) {
        Some((filter, _)) => {
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            Err(Error::usage(format!("{} is a filter of Fivetran's entries", filter.flag()))
                .cause(format!("{} of Late / Zernio have nothing that it compares", plurals.join(" and ")))
                .hint(format!("name files of Fivetran's events with --from, or leave out {}", filter.flag())))
        }
        None => Ok(()),
    }
}

/// So many values are listed in an error.
const FEW: usize = 30;

/// The values as the known ones are spelled: upper and lower case are alike.
fn spelled(values: &[String], known: &[&str]) -> Vec<String> {
    let spell = |value: &String| {
        let same = known
            .iter()
            .find(|known| **known == value)
            .or_else(|| known.iter().find(|known| known.eq_ignore_ascii_case(value)));
        same.map_or_else(|| value.clone(), |known| (*known).to_owned())
    };
    values.iter().map(spell).collect()
}

/// A known value that means the same as `value`, a word of the other vendor.
fn translated<'k>(flag: &str, value: &str, known: &[&'k str]) -> Option<&'k str> {
    let meant = semantics::status_outcome(value).filter(|_| flag == "--status")?;
    known.iter().copied().find(|known| semantics::status_outcome(known) == Some(meant))
}

/// A typo in a filter would find nothing and look like good news, so it is an error.
fn check(flag: &str, values: &[String], known: &[&str]) -> Result<()> {
    let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) else { return Ok(()) };
    // The first of them are the API's; all of Fivetran's would fill a screen.
    let (first, more) =
        if known.len() > FEW { (&known[..schema::EVENTS.len()], ", and those of Fivetran") } else { (known, "") };
    let meant = match translated(flag, value, known) {
        Some(meant) => format!("did you mean `{meant}`? "),
        None => did_you_mean(value, known.iter().copied()),
    };
    Err(Error::usage(format!("unknown value `{value}` for {flag}"))
        .cause(format!("known values are {}{more}", first.join(", ")))
        .hint(format!("{meant}--any-value accepts it")))
}

/// A word that is offered in completions; any other is taken too and checked later, when all flags are known.
#[derive(Debug, Clone, Copy)]
struct KnownValues(&'static [&'static str]);

impl TypedValueParser for KnownValues {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        FilterFlags.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|value| PossibleValue::new(*value))))
    }
}

/// Text that is not empty: an empty value of a filter is a variable that was not set, not a wish for everything.
#[derive(Debug, Clone, Copy)]
struct FilterFlags;

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
