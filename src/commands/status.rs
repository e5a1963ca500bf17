//! `connlog status`: the present state of accounts and connections, the worst first.

use std::path::Path;
use std::slice;

use clap::Args;

use super::Command;
use super::list_end::{self, AcceptedList};
use super::preview::PreviewArgs;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::output::OutputArgs;
use crate::args::status::StatusFilterArgs;
use crate::args::unused::InputNeeds;
use crate::args::window::{WindowArgs, ZONE, ZONE_LONG};
use crate::output::options::OutputOptions;
use crate::output::record_printer::RecordPrinter;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{EntryList as _, ReadOutcome, gather};
use crate::sources;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::query::{Query, Window};
use connlog_core::record::Kind;
use connlog_core::sanitize::Keep;

/// The kind that the command shows.
const KIND: Kind = Kind::named("state");

const EXAMPLES: &str = "\
Examples:
  connlog status --demo
  connlog status --state disconnected,failing -n 10
  connlog status --platform instagram --expires-within 7d
  connlog status --account acme_main -o json
  connlog status --from fivetran:        connections of Fivetran
  connlog status --from LOG.csv          states of Fivetran connections
  connlog status --from health.json --where 'canPost = false'
  connlog check status                   exit code 10 if an account cannot post";

/// Flags of `status`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("raw", |arg| arg.hide(true)))]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    filter: StatusFilterArgs,
    /// Number of accounts, the worst first [default: all]
    #[arg(short = 'n', long, value_name = "N", help_heading = "Paging")]
    limit: Option<u64>,
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help = ZONE, long_help = ZONE_LONG, help_heading = "Window")]
    tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz", help_heading = "Window")]
    utc: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    preview: PreviewArgs,
}

impl Command for StatusArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &StatusArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    source_type.capabilities.require_states()?;
    let times = WindowArgs { tz: args.tz.clone(), utc: args.utc, ..WindowArgs::default() };
    let (zone, now) = (times.zone(&app.env)?, app.now());
    let query = Query {
        kind: KIND,
        filters: args.filter.resolve(now, zone, source_type.capabilities.has_whole_syncs)?,
        window: Window { since: None, until: None, days: None, now },
        limit: limit(args)?,
        skip: 0,
        page_size: None,
        optional: false,
    };
    let terminal = app.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path == Path::new("-"));
    let spec = args.output.spec(&app.env, terminal)?;
    if args.output.raw {
        return Err(Error::usage("`connlog status` does not take --raw")
            .cause("a state is built from several fields of an answer")
            .hint("`-o json` prints all fields that the answer has"));
    }
    let ages = args.tz.is_none() && !args.utc;
    let look = OutputOptions { kinds: vec![KIND], spec, zone, ages, terminal };
    let style = look.style(&args.output, args.filter.any_value, &shared.look, app)?;
    let source = (source_type.open)(shared, app)?;
    if let Some(preview) = args.preview.selected() {
        app.print_text(&source.preview(slice::from_ref(&query), preview, app)?, Keep::LINES)?;
        return Ok(Exit::Done);
    }
    let output = app.output(args.output.out.as_deref())?;
    let mut printer = RecordPrinter::new(&query, 0, spec, style, output);
    let gathered = gather(slice::from_ref(&query), &*source, &mut printer, &Progress::new(false, app), app)?;
    conclude(gathered, printer, app)
}

/// Returns the limit of `--limit`.
fn limit(args: &StatusArgs) -> Result<Option<u64>> {
    match args.limit {
        Some(0) => Err(Error::usage("--limit 0 shows nothing").hint("leave out --limit to show all accounts")),
        limit => Ok(limit),
    }
}

/// Prints the end of the output. Prints all states read so far, even after an error.
fn conclude(gathered: ReadOutcome, mut printer: RecordPrinter, app: &AppContext) -> Result<Exit> {
    if let Some(exit) = list_end::early_exit(gathered, &mut printer)? {
        return Ok(exit);
    }
    if printer.printed() == 0 {
        app.note("no account matches");
    } else if printer.has_more() {
        app.note(&format!("the worst {}; there are more: leave out --limit, or -n N", printer.printed()));
    }
    Ok(Exit::Done)
}

impl AcceptedList for RecordPrinter {
    fn end(&mut self) -> Result<(), WriteError> {
        self.finish()
    }

    fn printed_records(&self) -> u64 {
        self.printed()
    }
}
