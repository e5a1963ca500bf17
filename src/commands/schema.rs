//! `connlog schema [KIND]`, and `connlog schema verdict`.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::app::AppContext;
use connlog_core::error::{Exit, Result};
use connlog_core::gate;
use connlog_core::record::{Kind, schema};

/// The name of what `check` prints, beside the kinds of records.
const VERDICT: &str = "verdict";

/// Which kind of record.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog schema connections > connection.schema.json")]
pub(crate) struct SchemaArgs {
    /// The kind of record, or `verdict` for what `check` prints; without it, all kinds of records
    #[arg(value_parser = kinds())]
    kind: Option<String>,
}

fn kinds() -> PossibleValuesParser {
    use clap::builder::PossibleValue;
    let records = printed().map(|kind| PossibleValue::new(kind.plural()).alias(kind.name()));
    PossibleValuesParser::new(records.chain([PossibleValue::new(VERDICT)]))
}

/// What `json` and `ndjson` print: entries, and rows of numbers.
fn printed() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().chain([Kind::Stats])
}

pub(crate) fn run(args: &SchemaArgs, process: &AppContext) -> Result<Exit> {
    if args.kind.as_deref() == Some(VERDICT) {
        process.print_json(&gate::verdict_schema::document())?;
        return Ok(Exit::Done);
    }
    let wanted = |kind: &Kind| args.kind.as_deref().is_none_or(|name| name == kind.plural() || name == kind.name());
    let kinds: Vec<Kind> = printed().filter(wanted).collect();
    process.print_json(&schema::document(&kinds))?;
    Ok(Exit::Done)
}
