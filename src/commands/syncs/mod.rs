//! `connlog syncs`: the runs of Fivetran's connections, one row a run, put together from their events in one pass; and
//! `connlog syncs show`: one of them over time.

mod show;

use std::path::Path;
use std::slice;

use clap::{Args, Subcommand};

use super::Shared;
use super::gather::{Early, Gathered, Sink, gather};
use super::look::Look;
use super::newest::Newest;
use super::printer::Printer;
use super::progress::Progress;
use super::session::Session;
use crate::cli::{OutputArgs, PagingArgs, SyncFilterArgs, WindowArgs};
use crate::error::{Code, Exit, Fault, Partial, Result};
use crate::output::Stop;
use crate::process::Process;
use crate::query::Query;
use crate::query::predicate::{Match, Predicate};
use crate::record::{Kind, Record};
use crate::term::counted;
use crate::time;

const EXAMPLES: &str = "\
Examples:
  connlog syncs --from export.ndjson
  connlog syncs --from 'logs/*.json.gz' --status failed,rescheduled --since 7d
  connlog syncs --from LOG.csv --connection orders_db --where 'durationMs > 1h or errors > 0'
  connlog syncs --from export.ndjson --all -o csv --out syncs.csv
  connlog syncs show 158f2e84 --from export.ndjson";

/// Flags of `syncs`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_precedence_over_arg = true, disable_help_subcommand = true)]
pub(super) struct SyncsArgs {
    #[command(subcommand)]
    one: Option<One>,
    #[command(flatten)]
    filter: SyncFilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    /// At most N syncs, those that started last [default: 50]
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "all", help_heading = "How many")]
    limit: Option<u64>,
    /// All syncs, each as soon as it is complete
    #[arg(long, help_heading = "How many")]
    all: bool,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Subcommand)]
enum One {
    /// One sync over time: its phases, the tables it wrote, what went wrong
    Show(show::ShowArgs),
}

impl SyncsArgs {
    /// The file of `--out`.
    pub(super) fn out(&self) -> Option<&Path> {
        let output = match &self.one {
            Some(One::Show(show)) => &show.output,
            None => &self.output,
        };
        output.out.as_deref()
    }

    /// The first flag of the list in use, filters aside.
    fn used(&self) -> Option<&'static str> {
        let flags = [
            ("--since", self.window.since.is_some()),
            ("--until", self.window.until.is_some()),
            ("--days", self.window.days.is_some()),
            ("--tz", self.window.tz.is_some()),
            ("--utc", self.window.utc),
            ("--limit", self.limit.is_some()),
            ("--all", self.all),
        ];
        flags.into_iter().find(|(_, used)| *used).map(|(flag, _)| flag).or_else(|| self.output.used())
    }
}

pub(super) fn run(args: &SyncsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    if shared.from.from.is_empty() {
        return Err(Fault::usage("`syncs` needs files or a database to read")
            .cause("Fivetran has no API for its logs")
            .hint("name exports of its log service with --from, or its tables with --from postgres://..."));
    }
    match &args.one {
        Some(One::Show(show)) => {
            if let Some(flag) = args.filter.used().or_else(|| args.used()) {
                return Err(Fault::usage(format!("{flag} is of the list, not of `show`"))
                    .hint("`show` takes the id of one sync; write its own flags behind it"));
            }
            show::run(show, shared, process)
        }
        None => list(args, shared, process),
    }
}

fn list(args: &SyncsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    let (zone, now) = (args.window.zone(&process.env)?, process.now());
    let paging = PagingArgs { limit: args.limit, all: args.all, ..PagingArgs::default() };
    let query = Query {
        kind: Kind::Sync,
        filters: args.filter.resolve(now, zone)?,
        window: args.window.resolve(now, zone)?,
        limit: paging.wanted()?,
        skip: 0,
        page_size: None,
    };
    let terminal = process.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&process.env, terminal)?;
    if args.output.raw {
        return Err(Fault::usage("--raw prints entries as they are, and a sync is put together from many")
            .hint("`connlog events --sync ID --raw` prints those of one sync"));
    }
    let ages = args.window.tz.is_none() && !args.window.utc;
    let look = Look { kinds: vec![Kind::Sync], spec, zone, ages, terminal };
    let style = look.style(&args.output, args.filter.any_value, &shared.look, process)?;
    let session = Session::open(shared, process)?;
    let output = process.output(args.output.out.as_deref())?;
    let progress = Progress::new(false, process);

    let mut rows = Rows::new(&query, Printer::new(&query, 0, (spec, style), output));
    let gathered = gather(slice::from_ref(&query), &session, &mut rows, &progress, process)?;
    conclude(gathered, rows, process)
}

/// Prints what was kept and says what is missing. Whatever ends the reading, what was read is shown.
fn conclude(gathered: Gathered, mut rows: Rows<'_>, process: &Process) -> Result<Exit> {
    let Gathered { facts, early } = gathered;
    let ended = if matches!(early, Some(Early::Stop(_))) { Ok(()) } else { rows.close() };
    match (early, ended) {
        (Some(Early::Stop(Stop::Failed(fault))), _) | (_, Err(Stop::Failed(fault))) => Err(fault),
        (Some(Early::Stop(Stop::Closed)), _) | (_, Err(Stop::Closed)) => Ok(Exit::Done),
        (Some(Early::Signal(exit)), Ok(())) => Ok(exit),
        (Some(Early::Fault(fault)), Ok(())) if facts.is_empty() || fault.code == Code::Incomplete => Err(fault),
        (Some(Early::Fault(fault)), Ok(())) => {
            Err(fault.after(Partial { records: rows.printer.printed(), resume: None }))
        }
        (None, Ok(())) => {
            match rows.printer.printed() {
                0 => process.note("no sync matches"),
                printed if rows.printer.more() => {
                    process.note(&format!("the newest {}; there are more: --all or -n N", counted(printed, "sync")));
                }
                _ => {}
            }
            Ok(Exit::Done)
        }
    }
}

/// Prints the syncs that answer, all as they come or the newest in the end.
struct Rows<'q> {
    query: &'q Query,
    predicate: Predicate,
    /// One more than is shown, to know of more; `None` for all.
    newest: Option<Newest>,
    printer: Printer,
    untimed: u64,
}

impl<'q> Rows<'q> {
    fn new(query: &'q Query, printer: Printer) -> Self {
        let newest = query.limit.map(|limit| Newest::new(limit.saturating_add(1)));
        Self { query, predicate: Predicate::new(query), newest, printer, untimed: 0 }
    }

    /// Prints what was kept, and closes the output.
    fn close(&mut self) -> Result<(), Stop> {
        if let Some(newest) = self.newest.take() {
            self.printer.take(self.query, &newest.into_records())?;
        }
        self.printer.finish()
    }
}

impl Sink for Rows<'_> {
    fn opened(&mut self, query: &Query) -> Result<(), Stop> {
        self.printer.opened(query)
    }

    fn take(&mut self, query: &Query, syncs: &[Record]) -> Result<bool, Stop> {
        let Some(newest) = &mut self.newest else { return self.printer.take(query, syncs) };
        for sync in syncs {
            match self.predicate.test(sync) {
                Match::Yes => {
                    let truth = sync.truth();
                    let ended = || truth.text("endedAt").and_then(|text| time::instant(&text));
                    newest.take(truth.created_at().or_else(ended), sync);
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
