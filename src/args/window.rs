//! Flags for the time window, the time zone and the number of entries.

use std::num::{NonZeroU32, NonZeroU64};

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use super::field_names::FieldNames;
use crate::env::{self, Env};
use connlog_core::error::{Error, Result};
use connlog_core::query::Window;
use connlog_core::time::{self, Zone};

/// Entries shown without `--limit` and `--all`.
const DEFAULT_LIMIT: u64 = 50;

// Not a doc comment: rustdoc would require backticks around the variable, and help would show them.
pub(crate) const ZONE: &str = "Time zone: a name, local, utc or +02:00 [default: utc]";
pub(crate) const ZONE_LONG: &str = "Time zone of input and output: an IANA name such as Europe/Berlin, an offset such as +02:00 or UTC+2, local or utc \
     [env: CONNLOG_TZ] [default: utc]";

const SINCE: &str = "Start, inclusive, such as 90m, 3d, 'yesterday 17:00' or 2026-11-20";
const SINCE_LONG: &str = "Start, inclusive \
                          [90m, 2h30m, 3d, '1 hour ago', today, 'yesterday 17:00', 10:00, 'last monday', 2026-11-20, \
                          2026-11-20T10:00, RFC 3339, Unix seconds]";

/// Reads the value of `--limit`.
pub(crate) fn entry_count(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| match text {
        "all" | "none" | "unlimited" | "-1" => "use --all for every entry".to_owned(),
        _ => "expected a whole number, such as 200; --all shows every entry".to_owned(),
    })
}

/// Reads the value of `--days`.
pub(crate) fn day_count(text: &str) -> Result<NonZeroU32, String> {
    let has_unit = text.ends_with(|last: char| last.is_ascii_alphabetic()) && time::duration(text).is_ok();
    let explained = |_| {
        if has_unit {
            format!("expected a number of days; --since {text} accepts a unit")
        } else {
            "expected a number of days, at least 1".to_owned()
        }
    };
    text.parse().map_err(explained)
}

/// Reads a number of entries of `tail`, which has no `--all`.
pub(crate) fn whole_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "expected a whole number, such as 20".to_owned())
}

/// Time window and zone.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Window")]
pub struct WindowArgs {
    #[arg(long, value_name = "T", allow_hyphen_values = true, help = SINCE, long_help = SINCE_LONG)]
    pub since: Option<String>,
    /// End, exclusive
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// The last N days
    #[arg(long, value_name = "N", conflicts_with = "since", value_parser = day_count)]
    pub days: Option<NonZeroU32>,
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help = ZONE, long_help = ZONE_LONG)]
    pub tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz")]
    pub utc: bool,
}

/// Number of entries and page size.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Window")]
pub struct PagingArgs {
    /// Show the newest N entries [default: 50]
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "all", value_parser = entry_count)]
    pub limit: Option<u64>,
    /// Show all available entries
    #[arg(long)]
    pub all: bool,
    /// Skip the newest N entries
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub skip: u64,
    /// Show only the Nth entry of the list, on a terminal in full
    #[arg(long, value_name = "N", value_parser = ordinal, conflicts_with = "all")]
    pub nth: Option<NonZeroU64>,
    /// Entries per request, 1 to 100 (later pages at least 3)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub page_size: Option<u32>,
}

/// Entries around a match.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Window")]
pub struct ContextArgs {
    /// Show N entries after each match, as grep does
    #[arg(short = 'A', long = "after-context", value_name = "N")]
    pub after: Option<u32>,
    /// Show N entries before each match
    #[arg(short = 'B', long = "before-context", value_name = "N")]
    pub before: Option<u32>,
    /// Show N entries before and after each match
    #[arg(short = 'C', value_name = "N")]
    pub around: Option<u32>,
    /// Take the context from entries with the same value, such as account
    #[arg(long, value_name = "FIELD", value_parser = FieldNames::Entries, hide_possible_values = true)]
    pub context_by: Option<String>,
}

impl ContextArgs {
    /// Returns the first of these flags that is in use.
    pub const fn used(&self) -> Option<&'static str> {
        match self {
            Self { after: Some(_), .. } => Some("-A"),
            Self { before: Some(_), .. } => Some("-B"),
            Self { around: Some(_), .. } => Some("-C"),
            Self { context_by: Some(_), .. } => Some("--context-by"),
            _ => None,
        }
    }
}

/// Order of a list.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Window")]
pub struct SortArgs {
    /// Sort by this field, such as duration:desc [default: newest first]
    #[arg(long, value_name = "FIELD[:desc]", value_delimiter = ',', value_parser = FieldNames::Entries, hide_possible_values = true)]
    pub sort: Vec<String>,
}

impl WindowArgs {
    /// Returns the time zone from the flags, else from the environment, else UTC.
    pub fn zone(&self, env: &Env) -> Result<Zone> {
        match (&self.tz, env.get(env::ZONE)) {
            _ if self.utc => Ok(Zone::Utc),
            (Some(name), _) => name.parse().map_err(Error::usage),
            (None, Some(name)) => name.parse().map_err(|why| Error::config(why).cause(format!("{} is set", env::ZONE))),
            (None, None) => Ok(Zone::Utc),
        }
    }

    /// Returns the window in absolute times. Errors are usage errors.
    pub fn resolve(&self, now: DateTime<Utc>, zone: Zone) -> Result<Window> {
        let read = |flag: &str, text: &Option<String>| {
            let moment = text.as_deref().map(|text| time::moment(text, now, zone)).transpose();
            moment.map_err(|why| Error::usage(why).cause(format!("the value of {flag} is invalid")))
        };
        let days = self.days.map(NonZeroU32::get);
        let since = match days {
            Some(days) => now.checked_sub_signed(TimeDelta::days(i64::from(days))),
            None => read("--since", &self.since)?,
        };
        let until = read("--until", &self.until)?;
        if let (Some(since), Some(until)) = (since, until)
            && until <= since
        {
            let (since, until) = (zone.rfc3339(since), zone.rfc3339(until));
            return Err(Error::usage("the window is empty")
                .cause(format!("it starts at {since} and ends at {until}"))
                .hint("make --until later than --since"));
        }
        Ok(Window { since, until, days, now })
    }
}

/// Reads the number of an entry in a list.
fn ordinal(text: &str) -> Result<NonZeroU64, &'static str> {
    text.parse().map_err(|_| "expected the number of an entry; the first one is 1")
}

impl PagingArgs {
    /// Returns the number of entries to skip.
    pub fn entries_to_skip(&self) -> u64 {
        self.skip.saturating_add(self.nth.map_or(0, |nth| nth.get() - 1))
    }

    /// Returns the number of entries to show; `None` for all.
    ///
    /// # Errors
    ///
    /// `usage` for 0, and when the list ends before the entry of `--nth`.
    pub fn entry_limit(&self) -> Result<Option<u64>> {
        match self.limit {
            Some(limit) if self.nth.is_some_and(|nth| nth.get() > limit) => {
                Err(Error::usage("invalid --nth: the list ends before this entry")
                    .cause(format!("--limit {limit} ends the list"))
                    .hint("leave out --limit, or make it larger"))
            }
            Some(0) => Err(Error::usage("invalid --limit 0: expected at least 1").hint("use --all for every entry")),
            _ if self.nth.is_some() => Ok(Some(1)),
            _ if self.all => Ok(None),
            limit => Ok(Some(limit.unwrap_or(DEFAULT_LIMIT))),
        }
    }
}
