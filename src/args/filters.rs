//! Filter flags: one for each field. Each may be repeated and takes lists separated by commas.

use chrono::{DateTime, Utc};
use clap::Args;

use super::fivetran_filters::ConnectionFilterArgs;
use super::kind_filters::KindFilterArgs;
use super::known_values::{
    FilterFlags, HEADING, KnownValues, STATUSES, check, check_status_codes, known_actions, known_events,
    platform_names, spelled,
};
use connlog_core::error::{Error, Result};
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::query::suggestions::IdSuggestions;
use connlog_core::query::{Filter, Filters, matching_kinds};
use connlog_core::record::{Kind, vocabulary};
use connlog_core::time::Zone;

// Not doc comments: rustdoc would require backticks around these values, and help would show them.
const WHERE: &str = "Expression over fields, such as 'durationMs > 30s'";
const WHERE_LONG: &str =
    "Expression over fields, such as 'error.code ~ token and durationMs > 30s'; repeated ones must all match";

/// Filters for every kind of entry.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct FilterArgs {
    /// Platform, such as instagram or linkedin,tiktok
    #[arg(long = "platform", value_name = "P", value_delimiter = ',', value_parser = KnownValues(vocabulary::PLATFORMS),
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

/// Filters for syncs.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct SyncFilterArgs {
    #[command(flatten)]
    pub connection: ConnectionFilterArgs,
    /// Outcome of the sync
    #[arg(long = "status", value_name = "S", value_delimiter = ',', value_parser = KnownValues(vocabulary::SYNC_STATUSES))]
    pub statuses: Vec<String>,
    /// Id of the sync
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    /// Id or name of the group, which is also the destination
    #[arg(long = "group", value_name = "G", value_delimiter = ',', value_parser = FilterFlags)]
    pub groups: Vec<String>,
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
        let statuses = spelled(&self.statuses, vocabulary::SYNC_STATUSES);
        if !self.any_value {
            check("--status", &statuses, vocabulary::SYNC_STATUSES)?;
        }
        let filters = Filters {
            connections: self.connection.connections.clone(),
            services: self.connection.services.clone(),
            statuses,
            syncs: self.syncs.clone(),
            groups: self.groups.clone(),
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
            ("--group", &self.groups),
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
        let statuses = if has_fivetran { STATUSES } else { vocabulary::STATUSES };
        let events = &*known_events(context.kinds);
        let mut filters = Filters {
            platforms: platform_names(&self.platforms),
            statuses: spelled(&self.statuses, statuses),
            accounts: self.accounts.clone(),
            profiles: self.profiles.clone(),
            connections: fivetran.connection.connections.clone(),
            services: fivetran.connection.services.clone(),
            stages: fivetran.stages()?,
            severities: spelled(&fivetran.severities, vocabulary::SEVERITIES),
            syncs: fivetran.syncs.clone(),
            groups: spelled(&fivetran.groups, vocabulary::GROUPS),
            search: self.search.clone(),
            wheres: self.wheres.iter().map(|text| Expr::parse(text, context)).collect::<Result<_>>()?,
            ..Filters::default()
        };
        own.copy_to(&mut filters);
        let actions = &*known_actions(context.kinds);
        filters.events = spelled(&filters.events, events);
        filters.actions = spelled(&filters.actions, actions);
        filters.near = IdSuggestions::new(&filters);
        reject_fivetran_filters(&filters, context.kinds)?;
        if !self.any_value {
            check("--platform", &filters.platforms, vocabulary::PLATFORMS)?;
            check("--status", &filters.statuses, statuses)?;
            check("--event", &filters.events, events)?;
            check("--action", &filters.actions, actions)?;
            check_status_codes(&filters.status_codes)?;
            check("--severity", &filters.severities, vocabulary::SEVERITIES)?;
            check("--group", &filters.groups, vocabulary::GROUPS)?;
        }
        Ok(filters)
    }
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
            let count = if filter.flag() == "--group" { "; `connlog stats --by FIELD` counts by a field" } else { "" };
            Err(Error::usage(format!("{} filters Fivetran entries only", filter.flag()))
                .cause(format!("{} of Late / Zernio do not have this field", plurals.join(" and ")))
                .hint(format!("name a source of Fivetran events with --from, or leave out {}{count}", filter.flag())))
        }
        None => Ok(()),
    }
}
