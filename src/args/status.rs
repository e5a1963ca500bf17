//! Filter flags of `connlog status`.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use super::known_values::{FilterFlags, HEADING, KnownValues, check, platform_names, spelled};
use connlog_core::error::{Error, Result};
use connlog_core::query::Filters;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::record::{Kind, vocabulary};
use connlog_core::time::{self, Zone};

/// Filters for the states of accounts and connections.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct StatusFilterArgs {
    /// Platform, such as instagram or linkedin,tiktok
    #[arg(long = "platform", value_name = "P", value_delimiter = ',', value_parser = KnownValues(vocabulary::PLATFORMS),
        hide_possible_values = true)]
    pub(crate) platforms: Vec<String>,
    /// Id of the profile that owns the account
    #[arg(long = "profile", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub(crate) profiles: Vec<String>,
    /// Id or name of the account
    #[arg(long = "account", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub(crate) accounts: Vec<String>,
    /// State: disconnected, failing, unknown, warning, paused or ok
    #[arg(long = "state", value_name = "S", value_delimiter = ',', value_parser = KnownValues(vocabulary::STATES),
        hide_possible_values = true)]
    pub(crate) states: Vec<String>,
    /// Token that ends within this time, such as 7d; the account is then at least a warning
    #[arg(long, value_name = "DURATION", value_parser = time::duration)]
    pub(crate) expires_within: Option<Duration>,
    /// Expression over fields, such as 'state = failing and canPost = false'; repeated ones must all match
    #[arg(long = "where", value_name = "EXPR", value_parser = FilterFlags)]
    pub(crate) wheres: Vec<String>,
    /// Accept unknown values and fields
    #[arg(long)]
    pub(crate) any_value: bool,
}

impl StatusFilterArgs {
    /// Returns these filters. Checks all values against the known ones, unless `--any-value` is set. `any_platform`: the
    /// platforms are services of Fivetran, of which connlog has no list.
    pub(crate) fn resolve(&self, now: DateTime<Utc>, zone: Zone, any_platform: bool) -> Result<Filters> {
        let context = ExprContext { now, zone, kinds: &[Kind::named("state")], any_value: self.any_value };
        let statuses = spelled(&self.states, vocabulary::STATES);
        let platforms = platform_names(&self.platforms);
        if !self.any_value {
            check("--state", &statuses, vocabulary::STATES)?;
            if !any_platform {
                check("--platform", &platforms, vocabulary::PLATFORMS)?;
            }
        }
        let expires_before = expiry(now, self.expires_within)?;
        Ok(Filters {
            platforms,
            profiles: self.profiles.clone(),
            accounts: self.accounts.clone(),
            statuses,
            expires_before,
            wheres: self.wheres.iter().map(|text| Expr::parse(text, &context)).collect::<Result<_>>()?,
            ..Filters::default()
        })
    }
}

/// Returns the time that `--expires-within` means.
pub(crate) fn expiry(now: DateTime<Utc>, within: Option<Duration>) -> Result<Option<DateTime<Utc>>> {
    let Some(within) = within else { return Ok(None) };
    match TimeDelta::from_std(within).ok().and_then(|within| now.checked_add_signed(within)) {
        Some(end) => Ok(Some(end)),
        None => Err(Error::usage("invalid --expires-within: the time is too long").hint("use a time such as 7d")),
    }
}
