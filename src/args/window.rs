//! The flags that say when and how many.

use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use crate::env::{self, Env};
use connlog_core::error::{Error, Result};
use connlog_core::query::Window;
use connlog_core::time::{self, Zone};

/// Entries shown where nobody says how many.
const DEFAULT_LIMIT: u64 = 50;

// No doc comment, since the variable would want backticks, which help shows.
pub(crate) const ZONE: &str =
    "Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]";

/// Time window and zone.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Window")]
pub struct WindowArgs {
    /// Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// End, not included; same forms
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// The last N days
    #[arg(long, value_name = "N", conflicts_with = "since")]
    pub days: Option<NonZeroU32>,
    #[arg(long, value_name = "ZONE", help = ZONE)]
    pub tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz")]
    pub utc: bool,
}

/// How many entries, and how they are fetched.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "How many")]
pub struct PagingArgs {
    /// At most N entries, the newest [default: 50]
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "all")]
    pub limit: Option<u64>,
    /// All entries that the API still has
    #[arg(long)]
    pub all: bool,
    /// Skip the newest N entries
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub skip: u64,
    /// Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub page_size: Option<u32>,
}

impl WindowArgs {
    /// The zone in force.
    pub fn zone(&self, env: &Env) -> Result<Zone> {
        match (&self.tz, env.get(env::ZONE)) {
            _ if self.utc => Ok(Zone::Utc),
            (Some(name), _) => name.parse().map_err(Error::usage),
            (None, Some(name)) => name.parse().map_err(|why| Error::config(why).cause(format!("{} is set", env::ZONE))),
            (None, None) => Ok(Zone::Utc),
        }
    }

    /// The window in absolute times.
    pub fn resolve(&self, now: DateTime<Utc>, zone: Zone) -> Result<Window> {
        let read = |flag: &str, text: &Option<String>| {
            let moment = text.as_deref().map(|text| time::moment(text, now, zone)).transpose();
            moment.map_err(|why| Error::usage(why).cause(format!("it is the value of {flag}")))
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
                .cause(format!("it would begin at {since} and end at {until}"))
                .hint("make --until later than --since"));
        }
        Ok(Window { since, until, days, now })
    }
}

impl PagingArgs {
    /// How many entries are wanted; `None` for all.
    pub fn wanted(&self) -> Result<Option<u64>> {
        match self.limit {
            Some(0) => Err(Error::usage("--limit 0 asks for nothing").hint("for every entry, use --all")),
            _ if self.all => Ok(None),
            limit => Ok(Some(limit.unwrap_or(DEFAULT_LIMIT))),
        }
    }
}
