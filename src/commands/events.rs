//! `connlog events`: entries of every kind in one list.

use std::path::Path;

use clap::Args;

use super::Command;
use super::list::{self, ListArgs};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::KindWord;
use crate::args::unused::InputNeeds;
use connlog_core::error::{Exit, Result};

const EXAMPLES: &str = "\
Examples:
  connlog events --demo
  connlog events --status failed --since 1d
  connlog events --where 'outcome = failure' -B 3 -A 1 --context-by account
  connlog events --since 1d --sort duration:desc -n 5
  connlog events --status failed --nth 3 -o details
  connlog events --request 9a4ce1c8-0d5d-4c59-9d9b-5c1a3f8f7e21
  connlog events webhooks requests --status failed
  connlog events --from export.ndjson
  connlog events --from 'logs/*.json.gz' --event sync_end --since 1d
  connlog events --from LOG.csv --where 'severity == failure'
  connlog events --from postgres://reader@db.example/warehouse --severity failure --since 1d
  aws logs filter-log-events --log-group-name fivetran | connlog events --from -
  connlog events --from export.json --all -o ndjson --raw > events.ndjson";

/// Flags of `events`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EventsArgs {
    /// Kinds of entries [default: all]
    #[arg(value_name = "KIND", value_parser = KindWord::parser_for_events())]
    kinds: Vec<KindWord>,
    #[command(flatten)]
    own: KindFilterArgs,
    #[command(flatten)]
    list: ListArgs,
}

impl Command for EventsArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.list.out()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        let words = if self.kinds.is_empty() { Vec::from_iter(KindWord::every_kind()) } else { self.kinds.clone() };
        list::run(&words, &self.list, &self.own, shared, app)
    }
}
