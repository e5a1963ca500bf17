//! `connlog schema`: prints the JSON Schema of records, of the verdict, of a summary and of a story.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use connlog_core::diagnosis;
use connlog_core::error::{Exit, Result};
use connlog_core::gate;
use connlog_core::record::{Kind, schema};

/// The argument for the schema of the verdict of `check`.
const VERDICT: &str = "verdict";
/// The argument for the schema of `summary`.
const SUMMARY: &str = "summary";
/// The argument for the schema of the story of `why`.
const WHY: &str = "why";

/// Flags of `schema`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog schema connections > connection.schema.json")]
pub(crate) struct SchemaArgs {
    /// Kind of record, `verdict` for the output of `check`, `summary`, or `why` for a story [default: all kinds]
    #[arg(value_parser = kinds())]
    kind: Option<String>,
}

fn kinds() -> PossibleValuesParser {
    use clap::builder::PossibleValue;
    let records = Kind::printed().map(|kind| PossibleValue::new(kind.plural()).alias(kind.name()));
    PossibleValuesParser::new(records.chain([VERDICT, SUMMARY, WHY].map(PossibleValue::new)))
}

impl Command for SchemaArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, _: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, app)
    }
}

fn run(args: &SchemaArgs, app: &AppContext) -> Result<Exit> {
    if args.kind.as_deref() == Some(VERDICT) {
        app.print_json(&gate::verdict_schema::document())?;
        return Ok(Exit::Done);
    }
    if args.kind.as_deref() == Some(SUMMARY) {
        app.print_json(&gate::summary::document())?;
        return Ok(Exit::Done);
    }
    if args.kind.as_deref() == Some(WHY) {
        app.print_json(&diagnosis::schema::document())?;
        return Ok(Exit::Done);
    }
    let wanted = |kind: &Kind| args.kind.as_deref().is_none_or(|name| name == kind.plural() || name == kind.name());
    let kinds: Vec<Kind> = Kind::printed().filter(wanted).collect();
    app.print_json(&schema::document(&kinds))?;
    Ok(Exit::Done)
}
