//! The flags that say which entries: one a field, each repeatable or with a comma list.

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};

use crate::error::{Fault, Result};
use crate::query::Filters;
use crate::query::expr::{Context, Expr};
use crate::record::{Kind, schema};
use crate::suggest::did_you_mean;
use crate::time::Zone;
use crate::vendor::fivetran::catalogue;

const HEADING: &str = "Filters (several values of one mean any of them, several filters all of them)";

// No doc comments, since these values would want backticks, which help shows.
const EVENT: &str = "What happened, like connect_failed or disconnect";
const ACTION: &str = "What was attempted, like publish, retry or media_upload";

/// Filters that every kind of entry has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct FilterArgs {
    /// Social platform, like instagram or linkedin,tiktok
    #[arg(long = "platform", value_name = "P", value_delimiter = ',', value_parser = Known(schema::PLATFORMS))]
    pub platforms: Vec<String>,
    /// How it ended: success, failed, pending or skipped
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = Known(schema::STATUSES))]
    pub statuses: Vec<String>,
    /// Id of the account
    #[arg(long = "account", value_name = "ID", value_delimiter = ',', value_parser = Filled)]
    pub accounts: Vec<String>,
    /// Id of the profile the account belongs to
    #[arg(long = "profile", value_name = "ID", value_delimiter = ',', value_parser = Filled)]
    pub profiles: Vec<String>,
    /// Text in any value of the entry, upper or lower case alike
    #[arg(long, value_name = "TEXT", value_delimiter = ',', value_parser = Filled)]
    pub search: Vec<String>,
    /// Expression over the fields, like 'error.code ~ token and durationMs > 30s'; several must all be true
    #[arg(long = "where", value_name = "EXPR", value_parser = Filled)]
    pub wheres: Vec<String>,
    /// Accept values and fields that connlog does not know
    #[arg(long)]
    pub any_value: bool,
}

/// Filters of connection entries.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct EventArgs {
    #[arg(long = "event", value_name = "E", value_delimiter = ',', value_parser = Known(schema::EVENTS), help = EVENT)]
    pub events: Vec<String>,
}

/// Filters of post entries.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct PostArgs {
    /// Id of the post: every attempt at publishing it
    #[arg(long = "post", value_name = "ID", value_delimiter = ',', value_parser = Filled)]
    pub posts: Vec<String>,
    #[arg(long = "action", value_name = "A", value_delimiter = ',', value_parser = Known(schema::ACTIONS), help = ACTION)]
    pub actions: Vec<String>,
}

impl FilterArgs {
    /// What expressions over records of `kinds` are read by.
    pub const fn context<'k>(&self, now: DateTime<Utc>, zone: Zone, kinds: &'k [Kind]) -> Context<'k> {
        Context { now, zone, kinds, any_value: self.any_value }
    }

    /// These filters with those of the kind's own, all values checked against the known ones unless `--any-value`.
    pub fn resolve(&self, event: &EventArgs, post: &PostArgs, context: &Context<'_>) -> Result<Filters> {
        let filters = Filters {
            platforms: self.platforms.clone(),
            statuses: self.statuses.clone(),
            events: event.events.clone(),
            actions: post.actions.clone(),
            accounts: self.accounts.clone(),
            profiles: self.profiles.clone(),
            posts: post.posts.clone(),
            search: self.search.clone(),
            wheres: self.wheres.iter().map(|text| Expr::parse(text, context)).collect::<Result<_>>()?,
        };
        if !self.any_value {
            check("--platform", &filters.platforms, schema::PLATFORMS)?;
            check("--status", &filters.statuses, schema::STATUSES)?;
            let events = context.kinds.contains(&Kind::Fivetran);
            let known = |event: &String| events && catalogue::find(event).is_some();
            let others: Vec<String> = filters.events.iter().filter(|event| !known(event)).cloned().collect();
            check("--event", &others, schema::EVENTS)?;
            check("--action", &filters.actions, schema::ACTIONS)?;
        }
        Ok(filters)
    }
}

/// A typo in a filter would find nothing and look like good news, so it is an error.
fn check(flag: &str, values: &[String], known: &[&str]) -> Result<()> {
    let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) else { return Ok(()) };
    let meant = did_you_mean(value, known.iter().copied());
    Err(Fault::usage(format!("`{value}` is no known value of {flag}"))
        .cause(format!("known are {}", known.join(", ")))
        .hint(format!("{meant}--any-value lets it pass as it is")))
}

/// A word that is offered in completions; any other is taken too and checked later, when all flags are known.
#[derive(Debug, Clone, Copy)]
struct Known(&'static [&'static str]);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        Filled.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|value| PossibleValue::new(*value))))
    }
}

/// Text that is not empty: an empty value of a filter is a variable that was not set, not a wish for everything.
#[derive(Debug, Clone, Copy)]
struct Filled;

impl TypedValueParser for Filled {
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
