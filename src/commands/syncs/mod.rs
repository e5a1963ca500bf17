//! `connlog syncs`: the runs of Fivetran's connections, one row a run, put together from their events in one pass; and
//! `connlog syncs show`: one of them over time.

mod show;

use clap::{Args, Subcommand};

use super::Shared;
use super::assemble;
use super::gather::{Early, Gathered, Sink, gather};
use super::look::Look;
use super::newest::Newest;
use super::printer::Printer;
use super::progress::Progress;
use super::session::Session;
use crate::cli::{OutputArgs, PagingArgs, SyncFilterArgs, WindowArgs};
use crate::error::{Code, Exit, Fault, Partial, Result};
use crate::output::{Output, Stop};
use crate::process::Process;
use crate::query::predicate::Predicate;
use crate::query::{Filters, Query};
use crate::record::redact::Reveal;
use crate::record::{Kind, Record};
use crate::time;
use crate::vendor::fivetran::syncs::Assembler;

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
    let output = Output::open(args.output.out.as_deref(), (process.stdout)())?;
    let progress = Progress::new(false);

    let mut runs = Runs::new(&query, Printer::new(&query, 0, (spec, style), output), process.reveal);
    let gathered = gather(&events(&query, session.database().is_some()), &session, &mut runs, &progress, process)?;
    conclude(gathered, runs, process)
}

/// What is asked of the source: the events of the syncs, or rows that connlog printed before. A database knows the name and
/// service of every event's connection; in files some events may lack them, so there the rows alone are asked.
fn events(query: &Query, database: bool) -> [Query; 2] {
    let Filters { syncs, connections, services, .. } = query.filters.clone();
    let filters = if database {
        Filters { connections, services, syncs, ..Filters::default() }
    } else {
        Filters { syncs, ..Filters::default() }
    };
    let window = assemble::reach(query.window);
    [Kind::Fivetran, Kind::Sync].map(|kind| Query {
        kind,
        filters: filters.clone(),
        window,
        limit: None,
        ..query.clone()
    })
}

/// Prints what is left and says what is missing. Whatever ends the reading, what was read is shown; only when the user ended
/// it, nobody knows whether the last syncs are really open.
fn conclude(gathered: Gathered, mut runs: Runs<'_>, process: &Process) -> Result<Exit> {
    let Gathered { facts, early } = gathered;
    let ended = match &early {
        Some(Early::Fault(_)) if facts.is_empty() => Ok(()),
        Some(Early::Stop(_)) => Ok(()),
        Some(Early::Signal(_)) => runs.close(),
        Some(Early::Fault(_)) | None => runs.finish(),
    };
    match (early, ended) {
        (Some(Early::Stop(Stop::Failed(fault))), _) | (_, Err(Stop::Failed(fault))) => Err(fault),
        (Some(Early::Stop(Stop::Closed)), _) | (_, Err(Stop::Closed)) => Ok(Exit::Done),
        (Some(Early::Signal(exit)), Ok(())) => Ok(exit),
        (Some(Early::Fault(fault)), Ok(())) if facts.is_empty() || fault.code == Code::Incomplete => Err(fault),
        (Some(Early::Fault(fault)), Ok(())) => {
            Err(fault.after(Partial { records: runs.printer.printed(), resume: None }))
        }
        (None, Ok(())) => {
            match runs.printer.printed() {
                0 => process.note("no sync matches"),
                printed if runs.printer.more() => {
                    process.note(&format!("the newest {printed} syncs; there are more: --all or -n N"));
                }
                _ => {}
            }
            Ok(Exit::Done)
        }
    }
}

/// From events to printed rows.
struct Runs<'q> {
    query: &'q Query,
    assembler: Assembler,
    predicate: Predicate,
    reveal: Reveal,
    /// The newest, and one more than is shown, to know of more; `None` for all as they come.
    newest: Option<Newest>,
    printer: Printer,
}

impl<'q> Runs<'q> {
    fn new(query: &'q Query, printer: Printer, reveal: Reveal) -> Self {
        let newest = query.limit.map(|limit| Newest::new(limit.saturating_add(1)));
        Self { query, assembler: Assembler::default(), predicate: Predicate::new(query), reveal, newest, printer }
    }

    /// Prints complete syncs, or keeps those that match. Says whether more are wanted.
    fn rows(&mut self, rows: Vec<Record>) -> Result<bool, Stop> {
        let rows = rows.into_iter().map(|row| row.revealing(self.reveal));
        let Some(newest) = &mut self.newest else {
            let rows: Vec<Record> = rows.collect();
            return if rows.is_empty() { Ok(true) } else { self.printer.take(self.query, &rows) };
        };
        for row in rows {
            let truth = row.truth();
            if self.predicate.matches(&truth) {
                let ended = || truth.text("endedAt").and_then(|text| time::instant(&text));
                newest.take(truth.created_at().or_else(ended), &row);
            }
        }
        Ok(true)
    }

    /// Prints the syncs that no event has ended, and closes the output.
    fn finish(&mut self) -> Result<(), Stop> {
        let last = std::mem::take(&mut self.assembler).finish();
        self.rows(last)?;
        self.close()
    }

    fn close(&mut self) -> Result<(), Stop> {
        if let Some(newest) = self.newest.take() {
            self.printer.take(self.query, &newest.into_records())?;
        }
        self.printer.finish()
    }
}

impl Sink for Runs<'_> {
    fn opened(&mut self, query: &Query) -> Result<(), Stop> {
        self.printer.opened(query)
    }

    fn take(&mut self, _: &Query, records: &[Record]) -> Result<bool, Stop> {
        let mut rows = Vec::new();
        for record in records {
            match record.kind() {
                Kind::Sync => rows.push(record.detached()),
                _ => rows.extend(self.assembler.take(record)),
            }
        }
        self.rows(rows)
    }
}
