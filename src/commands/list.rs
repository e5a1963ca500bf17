//! The steps that the lists of one kind share with `connlog events`.

use std::path::Path;

use clap::Args;

use super::check::repro_command;
use super::listing::{self, Listing};
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
use crate::args::window::{ContextArgs, PagingArgs, SortArgs, WindowArgs};
use crate::env::Env;
use crate::output::formats::FormatSpec;
use crate::output::options::{self, OutputOptions};
use crate::output::record_printer::RecordPrinter;
use crate::pipeline::progress::Progress;
use crate::sources;
use crate::sources::api::paging::page_plan;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::providers::endpoint::IdKind;
use connlog_core::query::matching_kinds;
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
    context: ContextArgs,
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
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    let selection = KindSelection::resolve(words, source_type.capabilities.kinds)?;
    if args.follow { follow(&selection, args, own, shared, app) } else { print(&selection, args, own, shared, app) }
}

/// Prints the entries of a selection that exist already.
fn print(
    selection: &KindSelection,
    args: &ListArgs,
    own: &KindFilterArgs,
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    let held = &source_type.capabilities;
    let queries = args.queries(own, selection, held.is_api, app)?;
    let Some(query) = queries.first() else { return Ok(Exit::Done) };
    let (kinds, zone) = (&*selection.kinds, args.window.zone(&app.env)?);
    args.shows_none()?;
    let order = options::parse_order(&args.order.sort, kinds, args.filter.any_value)?;
    let context = listing::context_options(&args.context, &args.order, kinds, args.filter.any_value)?;
    let to_terminal = app.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.format(&app.env, to_terminal)?;
    let ages = args.window.tz.is_none() && !args.window.utc;
    let look = OutputOptions { kinds: kinds.to_vec(), spec, zone, ages, terminal: to_terminal };
    let mut style = look.style(&args.output, args.filter.any_value, &shared.look, app)?;
    if context.is_some() {
        style = style.with_signs();
    }
    let source = (source_type.open)(shared, app)?;
    let summary = (app.stderr_is_terminal && to_terminal && !spec.machine).then(|| args.summary(shared));
    let listing = Listing { queries: &queries, order, context, source: &*source, summary };
    if let Some(preview) = args.preview.selected() {
        app.print_text(&source.preview(&listing.requested(), preview, app)?, Keep::LINES)?;
        return Ok(Exit::Done);
    }
    let style = style.with_names(spec, &shared.look, || source.names(&[IdKind::Account], app));
    let output = app.output(args.output.out.as_deref())?;
    // A progress line would disturb other lines on the same terminal.
    let shown = held.is_remote
        && app.stderr_is_terminal
        && !app.quiet
        && !shared.network.debug
        && (!to_terminal || spec.is_table());
    let skip = if listing.skips() { query.skip } else { page_plan::left_to_skip(query) };
    let printer = match &listing.context {
        // The list with context selects the entries.
        Some(_) => RecordPrinter::new(&Query::all(query.kind, app.now()), 0, spec, style, output),
        None => RecordPrinter::new(query, skip, spec, style, output),
    };
    let printer = Box::new(printer);
    listing.print(printer, &Progress::new(shown, app), app)
}

fn follow(
    selection: &KindSelection,
    args: &ListArgs,
    own: &KindFilterArgs,
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<Exit> {
    args.endless()?;
    let WindowArgs { since, days, tz, utc, .. } = args.window.clone();
    let begin = BeginArgs { last: args.paging.limit, since, days, tz, utc, resume: None };
    let (filter, output, page_size) = (&args.filter, &args.output, args.paging.page_size);
    let request = FollowRequest { selection: selection.clone(), filter, own, begin: &begin, output, page_size };
    tail::of_list(&request, shared, app)
}

impl ListArgs {
    /// Returns the file of `--out`.
    pub(crate) fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    /// Returns the queries for the kinds that can match the filters.
    fn queries(
        &self,
        own: &KindFilterArgs,
        selection: &KindSelection,
        is_api: bool,
        app: &AppContext,
    ) -> Result<Vec<Query>> {
        if !is_api {
            unused::reject_api_flag(self.paging.page_size.map(|_| "--page-size"))?;
        }
        let (zone, now) = (self.window.zone(&app.env)?, app.now());
        let filters = self.filter.resolve(own, &self.filter.context(now, zone, &selection.kinds))?;
        let asked = matching_kinds::kinds(&selection.kinds, &filters, self.filter.any_value || !is_api)?;
        let query = |kind| {
            Ok(Query {
                kind,
                filters: Filters { life: selection.is_life_only(), ..filters.clone() },
                window: self.window.resolve(now, zone)?,
                limit: self.paging.entry_limit()?,
                skip: self.paging.entries_to_skip(),
                page_size: self.paging.page_size,
                optional: selection.is_optional(kind),
            })
        };
        asked.into_iter().map(query).collect()
    }

    /// Returns the command that sums up the failures in the window of the list.
    fn summary(&self, shared: &GlobalArgs) -> String {
        let mut words = vec!["connlog".to_owned(), "summary".to_owned()];
        let days = self.window.days.map(|days| days.to_string());
        let flags = [("--since", &self.window.since), ("--until", &self.window.until), ("--days", &days)];
        for (flag, value) in flags {
            words.extend(value.iter().flat_map(|value| [flag.to_owned(), value.clone()]));
        }
        repro_command::add_source(&mut words, shared);
        shell_words::join(words)
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
            (self.context.used().unwrap_or("-C"), self.context.used().is_some(), "`connlog events -C N` shows context"),
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
        if self.preview.selected().is_none() {
            return Ok(());
        }
        let own = if self.preview.curl { "--curl" } else { "--explain" };
        match self.output.used() {
            Some(flag) => Err(Error::usage(format!("{flag} cannot be used with {own}"))
                .cause(format!("{own} does not print entries"))
                .hint(format!("leave out {flag}"))),
            None => Ok(()),
        }
    }
}
