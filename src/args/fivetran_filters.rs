//! Filter flags for entries of Fivetran.

use clap::Args;

use super::known_values::{FilterFlags, KnownValues};
use connlog_core::error::{Error, Result};
use connlog_core::providers::fivetran::event_catalog;
use connlog_core::record::vocabulary;

pub(crate) const FIVETRAN_HEADING: &str = "Filters for Fivetran entries";

// Not doc comments: rustdoc would require backticks around these values, and help would show them.
const GROUP: &str = "Only events of this origin, such as connector or rest_api";
const GROUP_LONG: &str = "Only events of this origin: connector, dashboard, rest_api, audit_trail, transformation or unknown; \
                          `connlog stats --by` counts by a field";

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
    #[arg(long = "severity", value_name = "S", value_delimiter = ',', value_parser = KnownValues(vocabulary::SEVERITIES),
        hide_possible_values = true)]
    pub severities: Vec<String>,
    /// Id of the sync that the entry belongs to
    #[arg(long = "sync", value_name = "ID", value_delimiter = ',', value_parser = FilterFlags)]
    pub syncs: Vec<String>,
    #[arg(long = "group", value_name = "G", value_delimiter = ',', value_parser = KnownValues(vocabulary::GROUPS), help = GROUP,
        long_help = GROUP_LONG, hide_possible_values = true)]
    pub groups: Vec<String>,
}

impl FivetranArgs {
    /// Returns the numbers of the stages in `--stage`. A word selects every stage with that word in its title.
    pub(super) fn stages(&self) -> Result<Vec<String>> {
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
