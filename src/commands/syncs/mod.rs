//! `connlog syncs`: lists the syncs of Fivetran connections, which an API has, or which connlog builds from events.

pub mod show;

use std::convert::Infallible;
use std::path::Path;
use std::slice;

use clap::{Args, Subcommand};

use super::Command;
use super::list_end::{self, AcceptedList};
use super::listing;
use super::preview::PreviewArgs;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::filters::SyncFilterArgs;
use crate::args::output::OutputArgs;
use crate::args::unused::InputNeeds;
use crate::args::window::{ContextArgs, PagingArgs, SortArgs, WindowArgs, entry_count};
use crate::output::options::{self, OutputOptions};
use crate::output::record_printer::RecordPrinter;
use crate::output::writer::WriteError;
use crate::pipeline::context_list::{ContextList, ContextOptions};
use crate::pipeline::latest::LatestN;
use crate::pipeline::progress::Progress;
use crate::pipeline::sorted_list::SortedList;
use crate::pipeline::{EntryList, ReadOutcome, Sink, gather};
use crate::sources;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::query::Query;
use connlog_core::query::order::SortOrder;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::{Kind, Record};
use connlog_core::sanitize::Keep;
use connlog_core::time;
use connlog_core::wording::counted;

/// The kind that the command lists.
const KIND: Kind = Kind::named("sync");

const EXAMPLES: &str = "\
Examples:
  connlog syncs --from fivetran: --since 24h
  connlog syncs --from fivetran: --group Warehouse --status failed
  connlog syncs --from fivetran: --demo
  connlog syncs --from export.ndjson
  connlog syncs --from 'logs/*.json.gz' --status failed,rescheduled --since 7d
  connlog syncs --from LOG.csv --connection orders_db --where 'errors > 0'
  connlog syncs --from export.ndjson --sort duration:desc -n 10
  connlog syncs --from export.ndjson --status failed -C 1 --context-by connection
  connlog syncs --from export.ndjson --all -o csv --out syncs.csv
  connlog syncs show 158f2e84 --from export.ndjson";

/// Flags of `syncs`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_precedence_over_arg = true, disable_help_subcommand = true)]
#[command(mut_arg("raw", |arg| arg.hide(true)))]
pub(crate) struct SyncsArgs {
    #[command(subcommand)]
    one: Option<SyncsCommand>,
    #[command(flatten)]
    filter: SyncFilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    /// Show the newest N syncs [default: 50]
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "all", value_parser = entry_count, help_heading = "Window")]
    limit: Option<u64>,
    /// Show all syncs, each as soon as it is complete
    #[arg(long, help_heading = "Window")]
    all: bool,
    #[command(flatten)]
    order: SortArgs,
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    preview: PreviewArgs,
}

#[derive(Debug, Subcommand)]
enum SyncsCommand {
    /// Draw one sync over time: phases, tables and errors
    Show(show::ShowArgs),
}

impl Command for SyncsArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn hidden_flags() -> Vec<clap::Id> {
        vec!["dialect".into(), "provider".into()]
    }

    fn out(&self) -> Option<&Path> {
        let output = match &self.one {
            Some(SyncsCommand::Show(show)) => &show.output,
            None => &self.output,
        };
        output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

impl SyncsArgs {
    /// Returns the first flag of the list in use, except filters.
    fn used(&self) -> Option<&'static str> {
        let flags = [
            ("--since", self.window.since.is_some()),
            ("--until", self.window.until.is_some()),
            ("--days", self.window.days.is_some()),
            ("--tz", self.window.tz.is_some()),
            ("--utc", self.window.utc),
            ("--limit", self.limit.is_some()),
            ("--all", self.all),
            ("--sort", !self.order.sort.is_empty()),
            (self.context.used().unwrap_or("-C"), self.context.used().is_some()),
            ("--explain", self.preview.explain),
            ("--curl", self.preview.curl),
        ];
        flags.into_iter().find(|(_, used)| *used).map(|(flag, _)| flag).or_else(|| self.output.used())
    }
}

fn run(args: &SyncsArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    if !sources::select(&shared.from)?.capabilities.kinds.contains(&KIND) {
        return Err(Error::usage("`connlog syncs` requires --from")
            .cause("the API of Late / Zernio has no syncs")
            .hint("use Fivetran's API with --from fivetran:, exported logs with --from FILE, or tables with --from postgres://..."));
    }
    match &args.one {
        Some(SyncsCommand::Show(show)) => {
            if let Some(flag) = args.filter.used().or_else(|| args.used()) {
                return Err(Error::usage(format!("`connlog syncs show` does not take {flag}"))
                    .hint(format!("leave out {flag}, or write flags of `show` after it")));
            }
            show::run(show, shared, app)
        }
        None => list(args, shared, app),
    }
}

fn list(args: &SyncsArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let (zone, now) = (args.window.zone(&app.env)?, app.now());
    let paging = PagingArgs { limit: args.limit, all: args.all, ..PagingArgs::default() };
    let query = Query {
        kind: KIND,
        filters: args.filter.resolve(now, zone)?,
        window: args.window.resolve(now, zone)?,
        limit: paging.entry_limit()?,
        skip: 0,
        page_size: None,
        optional: false,
    };
    let order = options::parse_order(&args.order.sort, &[KIND], args.filter.any_value)?;
    let context = listing::context_options(&args.context, &args.order, &[KIND], args.filter.any_value)?;
    let terminal = app.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&app.env, terminal)?;
    if args.output.raw {
        return Err(Error::usage("`connlog syncs` does not take --raw")
            .cause("a sync is built from many entries")
            .hint("`connlog events --sync ID --raw` prints the entries of one sync"));
    }
    let ages = args.window.tz.is_none() && !args.window.utc;
    let look = OutputOptions { kinds: vec![KIND], spec, zone, ages, terminal };
    let mut style = look.style(&args.output, args.filter.any_value, &shared.look, app)?;
    if context.is_some() {
        style = style.with_signs();
    }
    let source = (sources::select(&shared.from)?.open)(shared, app)?;
    let asked = context.as_ref().map_or_else(|| query.clone(), |context| listing::surroundings(&query, context));
    if let Some(preview) = args.preview.selected() {
        app.print_text(&source.preview(slice::from_ref(&asked), preview, app)?, Keep::LINES)?;
        return Ok(Exit::Done);
    }
    let output = app.output(args.output.out.as_deref())?;
    let progress = Progress::new(false, app);

    // The list with context selects the syncs.
    let shown = if context.is_some() { &Query::all(KIND, now) } else { &query };
    let printer = Box::new(RecordPrinter::new(shown, 0, spec, style, output));
    let mut rows = SyncRows::new(&query, order, context, printer);
    let gathered = gather(slice::from_ref(&asked), &*source, &mut rows, &progress, app)?;
    conclude(gathered, rows, app)
}

/// Prints the syncs and the notes about missing ones. Prints all syncs read so far, even after an error.
fn conclude(gathered: ReadOutcome, mut rows: SyncRows<'_>, app: &AppContext) -> Result<Exit> {
    if let Some(exit) = list_end::early_exit(gathered, &mut rows)? {
        return Ok(exit);
    }
    match rows.printer.printed() {
        0 => app.note("no sync matches"),
        printed if rows.printer.has_more() => {
            let syncs = counted(printed, "sync");
            let which = rows
                .order
                .as_ref()
                .map_or_else(|| format!("the newest {syncs}"), |order| format!("the first {syncs} by {order}"));
            app.note(&format!("{which}; there are more: --all or -n N"));
        }
        _ => {}
    }
    Ok(Exit::Done)
}

impl AcceptedList for SyncRows<'_> {
    fn end(&mut self) -> Result<(), WriteError> {
        self.close()
    }

    fn printed_records(&self) -> u64 {
        self.printer.printed()
    }
}

/// Prints matching syncs: all in input order, or the newest at the end.
struct SyncRows<'q> {
    query: &'q Query,
    predicate: Predicate,
    /// Holds one sync more than the limit, to detect further ones; `None` for all.
    newest: Option<LatestN>,
    /// The fields of `--sort`.
    order: Option<String>,
    printer: Box<dyn EntryList>,
    untimed: u64,
}

impl<'q> SyncRows<'q> {
    fn new(
        query: &'q Query,
        order: Option<SortOrder>,
        context: Option<ContextOptions>,
        printer: Box<dyn EntryList>,
    ) -> Self {
        let is_listed = order.is_none() && context.is_none();
        let newest = query.limit.filter(|_| is_listed).map(|limit| LatestN::new(limit.saturating_add(1)));
        let names = order.as_ref().map(SortOrder::names);
        let printer: Box<dyn EntryList> = match (order, context) {
            (Some(order), _) => Box::new(SortedList::new(order, query, 0, printer)),
            (None, Some(context)) => Box::new(ContextList::new(context, query, false, printer)),
            (None, None) => printer,
        };
        Self { query, predicate: Predicate::new(query), newest, order: names, printer, untimed: 0 }
    }

    /// Prints the stored syncs and closes the output.
    fn close(&mut self) -> Result<(), WriteError> {
        if let Some(newest) = self.newest.take() {
            self.printer.accept(self.query, &newest.into_records())?;
        }
        self.printer.finish()
    }
}

impl Sink for SyncRows<'_> {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    /// With a limit, the newest syncs are found in any order.
    fn accepts_any_order(&self) -> bool {
        self.newest.is_some()
    }

    fn begin(&mut self, query: &Query) -> Result<(), WriteError> {
        self.printer.begin(query)
    }

    fn accept(&mut self, query: &Query, syncs: &[Record]) -> Result<bool, WriteError> {
        let Some(newest) = &mut self.newest else { return self.printer.accept(query, syncs) };
        for sync in syncs {
            match self.predicate.test(sync) {
                Match::Yes => {
                    let truth = sync.raw_view();
                    let ended = || truth.text("endedAt").and_then(|text| time::instant(&text));
                    newest.push(truth.created_at().or_else(ended), sync);
                }
                Match::No => {}
                Match::Untimed => self.untimed += 1,
            }
        }
        Ok(true)
    }

    fn untimed(&self) -> u64 {
        self.untimed + self.printer.untimed()
    }
}
