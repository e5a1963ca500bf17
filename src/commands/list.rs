//! `connlog connections` and `connlog posts`: the way from flags to printed entries.

use std::rc::Rc;

use chrono::TimeDelta;
use clap::Args;

use super::Shared;
use super::printer::Printer;
use super::session::{self, Session};
use crate::cli::filter::closest;
use crate::cli::{EventArgs, FilterArgs, OutputArgs, PagingArgs, PostArgs, WindowArgs};
use crate::error::{Exit, Fault, Result};
use crate::fetch::pages::Walk;
use crate::fetch::plan;
use crate::fetch::probe::{self, Opened};
use crate::fetch::send::{Event, Sender};
use crate::format::jq::Jq;
use crate::format::{Formatter, Style};
use crate::output::{Output, Stop};
use crate::process::Process;
use crate::query::Query;
use crate::record::path::Path;
use crate::record::{Kind, schema};
use crate::term::{self, Palette};
use crate::vendor::late::{self, Dialect};

const CONNECTION_EXAMPLES: &str = "\
Examples:
  connlog connections --demo
  connlog connections --status failed --since 1d
  connlog connections --event disconnect --platform instagram,tiktok --days 7
  connlog connections --since yesterday --until today --tz Europe/Berlin
  connlog connections --days 7 --all -o csv --out week.csv
  connlog connections --all -o ndjson --jq '{accountId, why: .error.code}'";

const POST_EXAMPLES: &str = "\
Examples:
  connlog posts --demo
  connlog posts --status failed --since 6h
  connlog posts --post 65f1c0a9e2b5af0012ab34cd
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

/// Flags that both share.
#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    paging: PagingArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn connections(args: &ConnectionsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    run(Kind::Connection, &args.list, &args.event, &PostArgs::default(), (shared, process))
}

pub(super) fn posts(args: &PostsArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    run(Kind::Post, &args.list, &EventArgs::default(), &args.post, (shared, process))
}

fn run(
    kind: Kind,
    args: &ListArgs,
    event: &EventArgs,
    post: &PostArgs,
    (shared, process): (&Shared, &mut Process),
) -> Result<Exit> {
    let zone = args.window.zone(&process.env)?;
    let query = Query {
        kind,
        filters: args.filter.resolve(event, post)?,
        window: args.window.resolve(process.now(), zone)?,
        limit: args.paging.wanted()?,
        skip: args.paging.skip,
        page_size: args.paging.page_size,
    };
    let to_terminal =
        process.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&process.env, to_terminal)?;
    let coloured = term::colour(shared.look.colour(&process.env)?, &process.env, to_terminal, spec.machine);
    let style = Style {
        kind,
        palette: Palette::new(coloured),
        width: process.columns(),
        terminal: to_terminal,
        zone,
        now: process.now(),
        fields: fields(&args.output.fields(), kind, args.filter.any_value)?,
        raw: args.output.raw,
        jq: jq(args.output.jq.as_deref())?,
    };
    let session = Session::open(shared, process)?;
    session.api.require_key()?;
    let output = Output::open(args.output.out.as_deref(), (process.stdout)())?;
    session::runtime()?.block_on(fetch(&query, &session, (spec.make)(style), output, process))
}

/// The filter of `--jq`, compiled before anything is asked.
fn jq(typed: Option<&str>) -> Result<Option<Rc<Jq>>> {
    let compiled = typed.map(Jq::compile).transpose().map_err(|why| {
        Fault::usage("the filter of --jq cannot be read").cause(why).hint("it is the language of jq, as '.error.code'")
    })?;
    Ok(compiled.map(Rc::new))
}

/// The paths of `--fields`, checked against the schema: a typo would print nothing and look like missing data.
fn fields(typed: &[&str], kind: Kind, any: bool) -> Result<Option<Vec<Path>>> {
    let known = schema::paths(kind);
    let mut paths = Vec::with_capacity(typed.len());
    for text in typed {
        let path: Path = text.parse().map_err(Fault::usage)?;
        if !any && !schema::has(kind, &path) {
            let close = closest(text, known.iter().map(String::as_str));
            let hint = close.map_or_else(String::new, |close| format!("did you mean `{close}`? "));
            return Err(Fault::usage(format!("{} have no field `{}`", kind.plural(), term::visible(text)))
                .cause(format!("known are {}", known.join(", ")))
                .hint(format!("{hint}--any-value lets it pass as it is")));
        }
        paths.push(path);
    }
    Ok((!paths.is_empty()).then_some(paths))
}

async fn fetch(
    query: &Query,
    session: &Session,
    formatter: Box<dyn Formatter>,
    output: Output,
    process: &Process,
) -> Result<Exit> {
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &Event<'_>| session::tell(event, session.network.debug, process);
    let sender = session.sender((&http, &budget), &errors, &trace, process);
    let mut printer = Printer::new(query, plan::left_to_skip(query), formatter, output);
    tokio::select! {
        biased;
        exit = session::interrupted() => {
            // What was read stays good: an array is closed, a table drawn.
            drop(printer_end(printer.finish()));
            Ok(exit)
        }
        ended = list(query, session, &sender, &mut printer, process) => ended,
    }
}

async fn list(
    query: &Query,
    session: &Session,
    sender: &Sender<'_>,
    printer: &mut Printer,
    process: &Process,
) -> Result<Exit> {
    let remembered = session.remembered();
    let dialects = late::candidates(session.api.dialect.value.fixed(), remembered);
    let sources = dialects.into_iter().map(|dialect| dialect.source(query)).collect();
    let opened = probe::open(sender, sources, remembered.is_some(), query).await?;
    if let Some(dialect) = Dialect::named(opened.source.name()).filter(|_| opened.certain) {
        session.remember(dialect, process);
    }
    if opened.facts.untyped {
        process.note("the server sent JSON without a Content-Type; it was read as JSON");
    }
    let Opened { source, first, .. } = opened;
    let mut walk = Walk::new(sender, &*source, first, query);
    let ended = drain(&mut walk, printer).await;
    if let Ok(Ok(())) = &ended {
        let ended = Ended { kept: source.retention_days(), more: printer.more() || walk.has_next() };
        notes(query, &ended, printer.printed(), process);
    }
    match ended {
        Err(stop) => printer_end(Err(stop)),
        Ok(Err(fault)) => Err(fault.after(printer.partial())),
        Ok(Ok(())) => Ok(Exit::Done),
    }
}

/// Prints page after page. Whatever ends the walk, the output is closed.
async fn drain(walk: &mut Walk<'_>, printer: &mut Printer) -> Result<Result<()>, Stop> {
    printer.begin()?;
    let mut ended = Ok(());
    while let Some(page) = walk.next().await {
        match page {
            Ok(records) if printer.page(&records)? => {}
            Ok(_) => break,
            Err(fault) => {
                ended = Err(fault);
                break;
            }
        }
    }
    printer.finish()?;
    Ok(ended)
}

/// A reader that has read enough is no failure.
fn printer_end(ended: Result<(), Stop>) -> Result<Exit> {
    match ended {
        Ok(()) | Err(Stop::Closed) => Ok(Exit::Done),
        Err(Stop::Failed(fault)) => Err(fault),
    }
}

/// What is known at the end of a list.
struct Ended {
    /// Days the API keeps.
    kept: u32,
    /// Whether there may be more.
    more: bool,
}

/// What the list alone does not tell: that it was cut, that it is empty, that older entries are gone.
fn notes(query: &Query, ended: &Ended, printed: u64, process: &Process) {
    let Ended { kept, more } = *ended;
    let plural = query.kind.plural();
    if query.window.since.is_some_and(|since| since < query.window.now - TimeDelta::days(i64::from(kept))) {
        process.note(&format!("the API keeps {kept} days; older {plural} are gone"));
    }
    if printed == 0 && query.skip == 0 {
        process.note(&format!("no {plural} match (the API keeps {kept} days)"));
    } else if more && query.limit == Some(printed) {
        let next = query.skip + printed;
        process.note(&format!("the newest {printed}; there may be more: --all, -n N or --skip {next}"));
    }
}
