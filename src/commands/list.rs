//! The steps that the lists of one kind share with `connlog events`.

use std::path::Path;

use chrono::TimeDelta;
use clap::Args;

use super::preview::PreviewArgs;
use super::tail::args::BeginArgs;
use super::tail::{self, FollowRequest};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::filters::FilterArgs;
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::output::OutputArgs;
use crate::args::unused;
use crate::args::window::{PagingArgs, SortArgs, WindowArgs};
use crate::env::Env;
use crate::output::formats::FormatSpec;
use crate::output::options::{self, OutputOptions};
use crate::output::record_printer::RecordPrinter;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::sorted_list::SortedList;
use crate::pipeline::{Capabilities, EntryList, EntrySource, ReadOutcome, SourceStats, StopReason, gather};
use crate::sources;
use crate::sources::api::paging::page_plan;
use connlog_core::error::{Code, Error, Exit, PartialOutput, Result};
use connlog_core::providers::endpoint::IdKind;
use connlog_core::query::matching_kinds;
use connlog_core::query::order::SortOrder;
use connlog_core::query::{Filters, Query};
use connlog_core::sanitize::Keep;

/// Flags of all lists.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    paging: PagingArgs,
    #[command(flatten)]
    order: SortArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Continue with new entries, like `connlog tail`
    #[arg(short, long)]
    follow: bool,
    #[command(flatten)]
    preview: PreviewArgs,
}

/// Lists the entries that `words` select.
pub(crate) fn run(
    words: &[KindWord],
    args: &ListArgs,
    own: &KindFilterArgs,
    (shared, process): (&GlobalArgs, &mut AppContext),
) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    let held = &source_type.capabilities;
    let wanted = KindSelection::resolve(words, held.kinds)?;
    if args.follow {
        return follow(&wanted, args, own, (shared, process));
    }
    let kinds = &*wanted.kinds;
    if !held.is_api {
        unused::reject_api_flag(args.paging.page_size.map(|_| "--page-size"))?;
    }
    let (zone, now) = (args.window.zone(&process.env)?, process.now());
    let filters = args.filter.resolve(own, &args.filter.context(now, zone, kinds))?;
    let asked = matching_kinds::kinds(kinds, &filters, args.filter.any_value || !held.is_api)?;
    let query = |kind| -> Result<Query> {
        Ok(Query {
            kind,
            filters: Filters { life: wanted.is_life_only(), ..filters.clone() },
            window: args.window.resolve(now, zone)?,
            limit: args.paging.entry_limit()?,
            skip: args.paging.entries_to_skip(),
            page_size: args.paging.page_size,
        })
    };
    let queries = asked.into_iter().map(query).collect::<Result<Vec<_>>>()?;
    let Some(query) = queries.first() else { return Ok(Exit::Done) };
    let order = options::parse_order(&args.order.sort, kinds, args.filter.any_value)?;
    if args.preview.selected().is_some() {
        args.shows_none()?;
    }
    let to_terminal =
        process.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.format(&process.env, to_terminal)?;
    let ages = args.window.tz.is_none() && !args.window.utc;
    let look = OutputOptions { kinds: kinds.to_vec(), spec, zone, ages, terminal: to_terminal };
    let style = look.style(&args.output, args.filter.any_value, &shared.look, process)?;
    let source = (source_type.open)(shared, process)?;
    let listing = Listing { queries: &queries, order, source: &*source };
    if let Some(preview) = args.preview.selected() {
        process.print_text(&source.preview(&listing.requested(), preview, process)?, Keep::LINES)?;
        return Ok(Exit::Done);
    }
    let style = style.with_names(spec, &shared.look, || source.names(&[IdKind::Account], process));
    let output = process.output(args.output.out.as_deref())?;
    // A progress line would disturb other lines on the same terminal.
    let shown = held.is_remote
        && process.stderr_is_terminal
        && !process.quiet
        && !shared.network.debug
        && (!to_terminal || spec.is_table());
    let skip = if listing.skips() { query.skip } else { page_plan::left_to_skip(query) };
    let printer = Box::new(RecordPrinter::new(query, skip, (spec, style), output));
    listing.print(printer, &Progress::new(shown, process), process)
}

fn follow(
    wanted: &KindSelection,
    args: &ListArgs,
    own: &KindFilterArgs,
    (shared, process): (&GlobalArgs, &mut AppContext),
) -> Result<Exit> {
    args.endless()?;
    let WindowArgs { since, days, tz, utc, .. } = args.window.clone();
    let begin = BeginArgs { last: args.paging.limit, since, days, tz, utc, resume: None };
    let (filter, output, page_size) = (&args.filter, &args.output, args.paging.page_size);
    let KindSelection { kinds, life, .. } = wanted.clone();
    let wanted = FollowRequest { kinds, life, filter, own, begin: &begin, output, page_size };
    tail::of_list(&wanted, shared, process)
}

impl ListArgs {
    /// Returns the file of `--out`.
    pub(crate) fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    /// Returns the format. A single entry is shown in full on a terminal.
    fn format(&self, env: &Env, terminal: bool) -> Result<&'static FormatSpec> {
        match self.paging.nth {
            Some(_) if terminal => self.output.spec_or(env, "details"),
            _ => self.output.spec(env, terminal),
        }
    }

    /// Rejects flags that cannot be used with `--follow`.
    fn endless(&self) -> Result<()> {
        let PagingArgs { limit, all, skip, nth, .. } = self.paging;
        let begins = self.window.since.is_some() || self.window.days.is_some();
        let end = "`connlog tail` ends with --for after a time, with --count after so many entries";
        let older = "-n or --since shows entries first that are there already";
        let both = "-n counts the newest entries that are shown first, --since says from when on: give one of them";
        let idle = [
            ("--sort", !self.order.sort.is_empty(), "leave out --sort, because entries come as they happen"),
            ("--until", self.window.until.is_some(), end),
            ("--all", all, older),
            ("--skip", skip > 0, older),
            ("--nth", nth.is_some(), "leave out --follow"),
            ("both --limit and --since or --days", limit.is_some() && begins, both),
            ("--explain", self.preview.explain, "leave out --follow"),
            ("--curl", self.preview.curl, "leave out --follow"),
        ];
        match idle.into_iter().find(|(_, typed, _)| *typed) {
            Some((flag, _, hint)) => Err(Error::usage(format!("--follow cannot be used with {flag}"))
                .cause("--follow starts at --since, --days or now, and continues until it is stopped")
                .hint(hint)),
            None => Ok(()),
        }
    }

    /// Rejects output flags with `--explain` and `--curl`, which do not print entries.
    fn shows_none(&self) -> Result<()> {
        let own = if self.preview.curl { "--curl" } else { "--explain" };
        match self.output.used() {
            Some(flag) => Err(Error::usage(format!("{flag} cannot be used with {own}"))
                .cause(format!("{own} does not print entries"))
                .hint(format!("leave out {flag}"))),
            None => Ok(()),
        }
    }
}

/// A list that is ready to be read.
struct Listing<'l> {
    /// The queries of the user, one for each kind.
    queries: &'l [Query],
    order: Option<SortOrder>,
    source: &'l dyn EntrySource,
}

impl Listing<'_> {
    /// Returns the queries for the source. A sorted list needs every entry of the window.
    fn requested(&self) -> Vec<Query> {
        match &self.order {
            Some(_) => self.queries.iter().map(|query| Query { limit: None, skip: 0, ..query.clone() }).collect(),
            None => self.queries.to_vec(),
        }
    }

    /// Returns whether connlog skips entries. A server can only skip entries of one kind in its own order.
    fn skips(&self) -> bool {
        !self.source.capabilities().is_api || self.queries.len() > 1 || self.order.is_some()
    }

    /// Reads and prints entries. Completes the array or the table, even after an error.
    fn print(self, printer: Box<dyn EntryList>, progress: &Progress, process: &AppContext) -> Result<Exit> {
        let held = self.source.capabilities();
        let mut printer = self.arranged(printer);
        let ReadOutcome { facts, early } = gather(&self.requested(), self.source, &mut *printer, progress, process)?;
        match (early, facts.is_empty()) {
            (Some(StopReason::Stop(stop)), _) => printer_end(Err(stop)),
            (Some(StopReason::Signal(exit)), _) => {
                drop(printer_end(printer.finish()));
                Ok(exit)
            }
            (Some(StopReason::Fault(fault)), true) => Err(fault),
            (Some(StopReason::Fault(fault)), false) => {
                printer_end(printer.finish())?;
                Err(broken_off(fault, &*printer, held))
            }
            (None, _) => {
                let exit = printer_end(printer.finish())?;
                self.notes(&facts, &*printer, process);
                Ok(exit)
            }
        }
    }

    /// Returns `printer` behind the lists that change the order of its entries.
    fn arranged(&self, printer: Box<dyn EntryList>) -> Box<dyn EntryList> {
        match (&self.order, self.queries.first()) {
            (Some(order), Some(query)) => Box::new(SortedList::new(order.clone(), query, query.skip, printer)),
            _ => printer,
        }
    }

    /// Prints notes about the limit, an empty list and the retention of the API.
    fn notes(&self, facts: &[SourceStats], list: &dyn EntryList, process: &AppContext) {
        let (printed, is_local) = (list.printed(), !self.source.capabilities().is_api);
        let Some((query, SourceStats { kept, .. })) = self.queries.first().zip(facts.first()) else { return };
        let kinds: Vec<&str> = self.queries.iter().map(|query| query.kind.plural()).collect();
        if query.window.since.is_some_and(|since| since < query.window.now - TimeDelta::days(i64::from(*kept))) {
            process.note(&format!("the API keeps {kept} days; older {} are gone", kinds.join(" and ")));
        }
        if facts.iter().any(|facts| facts.cut) {
            process.note(&single_page(self.queries));
        }
        let next = query.skip + printed;
        let has_more = list.has_more() || facts.iter().any(|facts| facts.more);
        let is_one_of_many = query.limit == Some(1) && query.skip > 0;
        if printed == 0 && query.skip > 0 {
            process.note(&format!("the list ends before entry {}", query.skip + 1));
        } else if is_local && printed == 0 {
            process.note("no entry matches");
        } else if printed == 0 {
            process.note(&format!("no {} match (the API keeps {kept} days)", kinds.join(" or ")));
        } else if let (Some(order), true) = (&self.order, list.has_more() && !is_one_of_many) {
            let names = order.names();
            process.note(&format!("the first {printed} by {names}; there are more: --all, -n N or --skip {next}"));
        } else if has_more && query.limit == Some(printed) && !is_one_of_many {
            process.note(&format!("the newest {printed}; there may be more: --all, -n N or --skip {next}"));
        }
    }
}

/// Returns the error of a list that ended early. Files are always read to their end, so there is nothing to resume.
fn broken_off(fault: Error, printer: &dyn EntryList, held: &Capabilities) -> Error {
    if fault.code == Code::Incomplete && !held.is_api {
        return fault;
    }
    // A list that the API does not continue ends at the same place with a narrower window.
    let resume = printer.partial().resume.filter(|_| held.is_remote && fault.code != Code::Incomplete);
    fault.after(PartialOutput { resume, ..printer.partial() })
}

/// Converts the result of a write. A closed pipe is a success.
fn printer_end(ended: Result<(), WriteError>) -> Result<Exit> {
    match ended {
        Ok(()) | Err(WriteError::Closed) => Ok(Exit::Done),
        Err(WriteError::Failed(fault)) => Err(fault),
    }
}

/// Returns the note about a list with one page only: the attempts of a post, and deliveries in the old dialect.
pub(super) fn single_page(queries: &[Query]) -> String {
    let is_post = queries.iter().any(|query| !query.filters.posts.is_empty());
    if is_post {
        return "the API returns only one page of a post; there may be older attempts".to_owned();
    }
    let plurals: Vec<&str> = queries.iter().map(|query| query.kind.plural()).collect();
    format!("the API returns only one page of {}; there may be older ones", plurals.join(" and "))
}
