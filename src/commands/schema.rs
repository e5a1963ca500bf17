//! `connlog schema [KIND]`.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::error::{Exit, Result};
use crate::process::Process;
use crate::record::{Kind, schema};

/// Which kind of record.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog schema connections > connection.schema.json")]
pub(super) struct SchemaArgs {
    /// The kind of record; without it, all of them
    #[arg(value_parser = kinds())]
    kind: Option<String>,
}

fn kinds() -> PossibleValuesParser {
    use clap::builder::PossibleValue;
    PossibleValuesParser::new(printed().map(|kind| PossibleValue::new(kind.plural()).alias(kind.name())))
}

/// What `json` and `ndjson` print: entries, and rows of numbers.
fn printed() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().chain([Kind::Stats])
}

pub(super) fn run(args: &SchemaArgs, process: &Process) -> Result<Exit> {
    let wanted = |kind: &Kind| args.kind.as_deref().is_none_or(|name| name == kind.plural() || name == kind.name());
    let kinds: Vec<Kind> = printed().filter(wanted).collect();
    process.print(&format!("{:#}\n", schema::document(&kinds)))?;
    Ok(Exit::Done)
}
