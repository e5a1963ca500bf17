//! `connlog connections`, `connlog posts` and what `connlog events` shares with them: the way from flags to printed entries.

use chrono::TimeDelta;
use clap::Args;

use super::Shared;
use super::gather::{Early, Facts, Gathered, gather};
use super::look::Look;
use super::preview;
use super::printer::Printer;
use super::progress::Progress;
use super::session::{self, Session};
use super::tail::{self, BeginArgs, Wanted};
use crate::cli::{EventArgs, FilterArgs, OutputArgs, PagingArgs, PostArgs, WindowArgs};
use crate::error::{Code, Exit, Fault, Partial, Result};
use crate::fetch::plan;
use crate::fetch::send::Event;
use crate::output::{Output, Stop};
use crate::process::Process;
use crate::query::{Filters, Query};
use crate::record::Kind;

const CONNECTION_EXAMPLES: &str = "\
Examples:
  connlog connections --demo
  connlog connections --status failed --since 1d
  connlog connections --event disconnect --platform instagram,tiktok --days 7
  connlog connections --since yesterday --until today --tz Europe/Berlin
  connlog connections --where 'error.code ~ token and durationMs > 5s'
  connlog connections --days 7 --all -o csv --out week.csv
  connlog connections --all -o ndjson --jq '{accountId, why: .error.code}'";

const POST_EXAMPLES: &str = "\
Examples:
  connlog posts --demo
  connlog posts --status failed --since 6h
  connlog posts --post 65f1c0a9e2b5af0012ab34cd
  connlog posts --where 'statusCode >= 500 and createdAt >= 2h'
  connlog posts --search 'quota reached' --json=createdAt,response.errorMessage
  connlog posts --all -o ndjson > attempts.ndjson";

/// Flags of `connections`.
#[derive(Debug, Args)]
#[command(after_help = CONNECTION_EXAMPLES)]
pub(super) struct ConnectionsArgs {
    #[command(flatten)]
    event: EventArgs,
    #[command(flatten)]
    list: ListArgs,
}

/// Flags of `posts`.
#[derive(Debug, Args)]
#[command(after_help = POST_EXAMPLES)]
pub(super) struct PostsArgs {
    #[command(flatten)]
    post: PostArgs,
    #[command(flatten)]
    list: ListArgs,
}

/// Flags that all lists share.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    paging: PagingArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Go on with new entries as they happen: `connlog tail` with this kind and these filters
    #[arg(short, long, conflicts_with_all = ["until", "all", "skip", "explain", "curl"])]
    follow: bool,
    /// Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out
    #[arg(long, help_heading = "Preview", conflicts_with = "curl")]
    explain: bool,
    /// Print the first request as a curl command, without the key
    #[arg(long, help_heading = "Preview")]
    curl: bool,
}

pub(super) fn connections(args: &ConnectionsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    let kinds: &[Kind] =
        if shared.from.from.is_empty() { &[Kind::Connection] } else { &[Kind::Fivetran, Kind::Connection] };
    run(kinds, &args.list, &args.event, &PostArgs::default(), (shared, process))
}

pub(super) fn posts(args: &PostsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    run(&[Kind::Post], &args.list, &EventArgs::default(), &args.post, (shared, process))
}

/// Lists entries of `kinds`: of one, unless they come from files.
pub(super) fn run(
    kinds: &[Kind],
    args: &ListArgs,
    event: &EventArgs,
    post: &PostArgs,
    (shared, process): (&Shared, &mut Process),
) -> Result<Exit> {
    if args.follow {
        return follow(kinds, args, event, post, (shared, process));
    }
    let (zone, now) = (args.window.zone(&process.env)?, process.now());
    let query = |kind| -> Result<Query> {
        let filters = args.filter.resolve(event, post, &args.filter.context(now, zone, kinds))?;
        Ok(Query {
            kind,
            filters: Filters { life: kinds == [Kind::Fivetran, Kind::Connection], ..filters },
            window: args.window.resolve(now, zone)?,
            limit: args.paging.wanted()?,
            skip: args.paging.skip,
            page_size: args.paging.page_size,
        })
    };
    let queries = kinds.iter().map(|kind| query(*kind)).collect::<Result<Vec<_>>>()?;
    let Some(query) = queries.first() else { return Ok(Exit::Done) };
    let to_terminal =
        process.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&process.env, to_terminal)?;
    let ages = args.window.tz.is_none() && !args.window.utc;
    let look = Look { kinds: kinds.to_vec(), spec, zone, ages, terminal: to_terminal };
    let style = look.style(&args.output, args.filter.any_value, &shared.look, process)?;
    let session = Session::open(shared, process)?;
    session.require_key()?;
    if args.explain || args.curl {
        return preview(args, &queries, &session, process);
    }
    let output = Output::open(args.output.out.as_deref(), (process.stdout)())?;
    // Beside lines that stream onto the same terminal, a progress line would only disturb.
    let shown = session.files().is_none()
        && process.stderr_is_terminal
        && !process.quiet
        && !shared.network.debug
        && (!to_terminal || spec.name == "table");
    let skip = if session.keeps_all() { query.skip } else { plan::left_to_skip(query) };
    let printer = Printer::new(query, skip, (spec, style), output);
    list(&queries, &session, printer, &Progress::new(shown), process)
}

fn follow(
    kinds: &[Kind],
    args: &ListArgs,
    event: &EventArgs,
    post: &PostArgs,
    (shared, process): (&Shared, &mut Process),
) -> Result<Exit> {
    let WindowArgs { since, days, tz, utc, .. } = args.window.clone();
    let begin = BeginArgs { last: args.paging.limit, since, days, tz, utc, resume: None };
    let (filter, output, page_size) = (&args.filter, &args.output, args.paging.page_size);
    let life = kinds.contains(&Kind::Fivetran) && !kinds.contains(&Kind::Post);
    let wanted = Wanted { kinds: kinds.to_vec(), life, filter, event, post, begin: &begin, output, page_size };
    tail::of_list(&wanted, shared, process)
}

fn preview(args: &ListArgs, queries: &[Query], session: &Session, process: &Process) -> Result<Exit> {
    if let Some(database) = session.database().filter(|_| args.explain) {
        process.print(&database.explain(queries, process)?)?;
        return Ok(Exit::Done);
    }
    let Some(query) = queries.first().filter(|_| !session.keeps_all()) else {
        return Err(Fault::usage("there is no request to show")
            .cause("entries come from files or tables")
            .hint("leave out --from; --explain shows what a database is asked"));
    };
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &Event<'_>| session::tell(event, session.network.debug, process);
    let sender = session.sender((&http, &budget), &*errors, &trace, process);
    let text = if args.curl {
        preview::curl(query, session, &sender, process)?
    } else {
        session::runtime()?.block_on(preview::explain(query, session, &sender, process))?
    };
    process.print(&text)?;
    Ok(Exit::Done)
}

/// Reads and prints. Whatever ends the reading, what was begun is closed: an array, a table.
fn list(
    queries: &[Query],
    session: &Session,
    mut printer: Printer,
    progress: &Progress,
    process: &Process,
) -> Result<Exit> {
    let Gathered { facts, early } = gather(queries, session, &mut printer, progress, process)?;
    match (early, facts.first()) {
        (Some(Early::Stop(stop)), _) => printer_end(Err(stop)),
        (Some(Early::Signal(exit)), _) => {
            drop(printer_end(printer.finish()));
            Ok(exit)
        }
        (Some(Early::Fault(fault)), None) => Err(fault),
        (Some(Early::Fault(fault)), Some(_)) => {
            printer_end(printer.finish())?;
            Err(broken_off(fault, &printer, session))
        }
        (None, facts) => {
            let exit = printer_end(printer.finish())?;
            if let (Some(facts), Some(query)) = (facts, queries.first()) {
                notes(query, (*facts, session.keeps_all()), (printer.printed(), printer.more()), process);
            }
            Ok(exit)
        }
    }
}

/// The fault of a list that was begun. Files are read to their end all the same, so there is nothing to go on from.
fn broken_off(fault: Fault, printer: &Printer, session: &Session) -> Fault {
    match (session.files(), fault.code) {
        (None, _) => fault.after(printer.partial()),
        (Some(_), Code::Incomplete) => fault,
        (Some(_), _) => fault.after(Partial { resume: None, ..printer.partial() }),
    }
}

/// A reader that has read enough is no failure.
fn printer_end(ended: Result<(), Stop>) -> Result<Exit> {
    match ended {
        Ok(()) | Err(Stop::Closed) => Ok(Exit::Done),
        Err(Stop::Failed(fault)) => Err(fault),
    }
}

/// What the list alone does not tell: that it was cut, that it is empty, that older entries are gone.
fn notes(query: &Query, (facts, local): (Facts, bool), (printed, held_back): (u64, bool), process: &Process) {
    let kept = facts.kept;
    let plural = query.kind.plural();
    if query.window.since.is_some_and(|since| since < query.window.now - TimeDelta::days(i64::from(kept))) {
        process.note(&format!("the API keeps {kept} days; older {plural} are gone"));
    }
    if facts.cut {
        process.note("the API gives no more than this of one post; there may be older attempts");
    }
    if local && printed == 0 && query.skip == 0 {
        process.note("no entry matches");
    } else if printed == 0 && query.skip == 0 {
        process.note(&format!("no {plural} match (the API keeps {kept} days)"));
    } else if (held_back || facts.more) && query.limit == Some(printed) {
        let next = query.skip + printed;
        process.note(&format!("the newest {printed}; there may be more: --all, -n N or --skip {next}"));
    }
}
