//! `connlog tail`: follows new entries until it is stopped.

pub mod args;

use std::ffi::OsString;
use std::num::NonZeroU64;
use std::path::Path;

use chrono::{DateTime, Utc};

pub(crate) use self::args::{BeginArgs, TailArgs};
use self::args::{LossArgs, OnError, TailOptions};
use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::filters::{EntryArgs, FilterArgs};
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::KindSelection;
use crate::args::output::OutputArgs;
use crate::args::unused::{self, InputNeeds};
use crate::config;
use crate::follow::cursor::ResumeCursor;
use crate::follow::cursor::key::{CursorKey, CursorOutput, SourceIdentity};
use crate::follow::entry_writer::EntryWriter;
use crate::follow::event_loop::{EventLoop, ReportOptions};
use crate::follow::exec;
use crate::follow::exec::ExecCommand;
use crate::follow::exec_queue::ExecQueue;
use crate::follow::exit_conditions::ExitConditions;
use crate::follow::status_line::StatusLine;
use crate::follow::{FollowPlan, FollowTarget};
use crate::output::formats::FormatSpec;
use crate::output::options::OutputOptions;
use crate::output::style::OutputStyle;
use crate::output::terminal;
use crate::output::terminal::Palette;
use crate::sources;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::escape::visible;
use connlog_core::providers::endpoint::IdKind;
use connlog_core::query::matching_kinds;
use connlog_core::query::{Filter, Filters, Query};
use connlog_core::record::Kind;

/// The settings that `tail` and `--follow` share.
pub(crate) struct FollowRequest<'a> {
    pub(crate) selection: KindSelection,
    pub(crate) filter: &'a FilterArgs,
    pub(crate) own: &'a KindFilterArgs,
    pub(crate) begin: &'a BeginArgs,
    pub(crate) output: &'a OutputArgs,
    pub(crate) page_size: Option<u32>,
}

impl Command for TailArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &TailArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let held = &sources::select(&shared.from)?.capabilities;
    let selection = args.select_kinds(held.kinds)?;
    if selection.is_states() {
        args.reject_log_flags(held.is_api)?;
    }
    if !held.has_whole_syncs && selection.kinds.iter().any(|kind| kind.is_assembled()) {
        return Err(Error::usage("`connlog tail` cannot follow syncs of this source")
            .cause("it has events, and a sync is complete only after its last event")
            .hint("follow the events with `connlog tail events`, or the syncs with --from fivetran:"));
    }
    let TailArgs { entries: EntryArgs { filter, own }, begin, output, .. } = args;
    let request = FollowRequest { selection, filter, own, begin, output, page_size: None };
    follow(&request, &args.manner, shared, app)
}

/// Runs `--follow` of a list.
pub(crate) fn of_list(request: &FollowRequest<'_>, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    follow(request, &TailOptions::default(), shared, app)
}

/// What the user can do about lost entries.
const GAP_HINT: &str = "use --allow-gaps to exit with 0 after lost entries";

fn follow(
    request: &FollowRequest<'_>,
    manner: &TailOptions,
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    let is_api = source_type.capabilities.is_api;
    if !is_api {
        unused::reject_api_flag(manner.pace.settle.map(|_| "--settle").or(request.page_size.map(|_| "--page-size")))?;
    }
    let ends_at = manner.end.lasting.map(|lasting| tokio::time::Instant::now() + lasting);
    let (begin, output) = (request.begin, request.output);
    let times = begin.times();
    let zone = times.zone(&app.env)?;
    let window = times.resolve(app.now(), zone)?;
    let context = request.filter.context(window.now, zone, &request.selection.kinds);
    let filters = request.filter.resolve(request.own, &context)?;
    let any = request.filter.any_value || !is_api;
    let filters = Filters { life: request.selection.is_life_only(), ..filters };
    let kinds = matching_kinds::kinds(&request.selection.kinds, &filters, any)?;

    let out = output.out.as_deref().filter(|path| path.as_os_str() != "-");
    let terminal = app.stdout_is_terminal && out.is_none();
    let spec = output.spec_or(&app.env, if terminal { "line" } else { "ndjson" })?;
    check_format(spec, manner, begin.resume.is_some())?;
    let look = OutputOptions { kinds: kinds.clone(), spec, zone, ages: false, terminal };
    let style = look.style(output, request.filter.any_value, &shared.look, app)?;
    let mut commands = commands(manner, &style, begin.resume.is_some())?;

    let target = (source_type.open_target)(shared, begin.resume.is_some(), app)?;
    if let Some(commands) = &mut commands {
        commands.exec.withhold(withheld(&manner.exec.exec_env, &*target, app)?);
    }
    let followed = FollowSubject { kinds: &kinds, filters: &filters, source: target.identity(), out };
    let cursor = cursor(request, followed, app)?;
    let style = style.with_names(spec, &shared.look, || target.names(&[IdKind::Account], app));
    let writer = EntryWriter::open((spec.make)(style), out, &app.streams, cursor)?;
    if writer.output_was_emptied() {
        app.note("the file of --out is empty or missing; connlog creates it again");
    }
    let status = status_line(terminal, commands.is_some(), shared, app)?;
    app.signals.before_end(status.eraser());
    let signals = app.signals.listen()?;
    let count = manner.end.count.map(NonZeroU64::get);
    let exit = ExitConditions {
        at: ends_at,
        count,
        caught_up: false,
        reader: out.is_none() && !app.stdout_is_terminal,
        signals,
    };
    let LossArgs { allow_gaps, control, heartbeat } = manner.losses;
    let among = spec.name == "ndjson";
    let (heartbeat, control) = (heartbeat.filter(|_| among), control && among);
    let options = ReportOptions { control, heartbeat, allow_gaps, ..ReportOptions::strict(zone, GAP_HINT) };
    let plan = FollowPlan {
        queries: queries(&kinds, &filters, window.now, request),
        last: begin.last,
        since: window.since,
        interval: manner.pace.interval,
        settle: manner.pace.settle,
        lookback: None,
        skips_missing_kinds: false,
        resumes: begin.resume.is_some(),
        out,
    };
    target.follow(EventLoop { app, writer: Box::new(writer), status, exit, commands, options }, plan)
}

/// Returns one query for each kind, without windows.
fn queries(kinds: &[Kind], filters: &Filters, now: DateTime<Utc>, request: &FollowRequest<'_>) -> Vec<Query> {
    let query = |kind: &Kind| Query {
        filters: filters.clone(),
        page_size: request.page_size,
        optional: request.selection.is_optional(*kind),
        ..Query::all(*kind, now)
    };
    kinds.iter().map(query).collect()
}

/// The resolved parts of a [`FollowRequest`] that identify a cursor.
struct FollowSubject<'a> {
    kinds: &'a [Kind],
    filters: &'a Filters,
    source: SourceIdentity,
    out: Option<&'a Path>,
}

/// Opens the cursor of `--resume`.
fn cursor(request: &FollowRequest<'_>, followed: FollowSubject<'_>, app: &AppContext) -> Result<Option<ResumeCursor>> {
    let Some(name) = &request.begin.resume else { return Ok(None) };
    let folder = config::cursors(&app.env).ok_or_else(|| {
        Error::config("cannot find the folder for the cursor of --resume").hint("set HOME or XDG_STATE_HOME")
    })?;
    let out = followed.out;
    ResumeCursor::open(&folder, name, cursor_key(request, followed, app), out).map(Some)
}

/// Returns the runner of `--exec`. Commands always receive complete records in ndjson.
fn commands(manner: &TailOptions, style: &OutputStyle, resumes: bool) -> Result<Option<ExecQueue>> {
    let Some(line) = manner.exec.exec.as_deref() else { return Ok(None) };
    let exec = ExecCommand::new(line, manner.exec.exec_shell)?;
    let parallel = usize::from(manner.exec.exec_parallel.unwrap_or(1));
    let palette = Palette::default();
    let style = OutputStyle { palette, fields: None, raw: false, jq: None, terminal: false, ..style.clone() };
    let on_error = manner.exec.exec_on_error.unwrap_or(OnError::Retry);
    let stops = match on_error {
        OnError::Stop => true,
        OnError::Retry => resumes,
        OnError::Skip => false,
    };
    let retries = if on_error == OnError::Retry { exec::RETRIES } else { 0 };
    Ok(Some(ExecQueue { exec, parallel, style, retries, stops }))
}

/// Returns the secret environment variables that commands do not inherit. `--exec-env` removes names from this list.
fn withheld(passed: &[String], target: &dyn FollowTarget, app: &AppContext) -> Result<Vec<OsString>> {
    if let Some(name) = passed.iter().find(|name| !app.env.is_set(name)) {
        return Err(Error::usage(format!("cannot pass `{}` to the command of --exec", visible(name)))
            .cause("the environment has no such variable")
            .hint("set the variable, or leave out --exec-env"));
    }
    let mut names = app.env.secret_names(&Vec::from_iter(target.secret()));
    names.retain(|name| !passed.iter().any(|passed| name == passed.as_str()));
    Ok(names)
}

/// Rejects formats that cannot be written while the run continues, or across runs.
fn check_format(spec: &FormatSpec, manner: &TailOptions, resume: bool) -> Result<()> {
    let endless = manner.end.lasting.is_none() && manner.end.count.is_none();
    let hint = "use line, ndjson, plain, csv, tsv or md";
    if spec.is_table() && endless {
        return Err(Error::usage("cannot print a table without an end")
            .hint("use -o line, or set an end with --for or --count"));
    }
    if resume && (spec.is_table() || spec.name == "json") {
        return Err(Error::usage(format!("--resume cannot be used with the format {}", spec.name))
            .cause("a later run cannot continue a table or an array")
            .hint(hint));
    }
    let ndjson_flags = [("--control", manner.losses.control), ("--heartbeat", manner.losses.heartbeat.is_some())];
    match ndjson_flags.into_iter().find(|(_, typed)| *typed) {
        // On a terminal, the status line shows this.
        Some((flag, _)) if !matches!(spec.name, "ndjson" | "line") => {
            Err(Error::usage(format!("{flag} requires the format ndjson"))
                .cause(format!("the format is {}", spec.name)))
        }
        _ => Ok(()),
    }
}

/// Returns the key of the cursor, without secrets.
fn cursor_key(request: &FollowRequest<'_>, followed: FollowSubject<'_>, app: &AppContext) -> CursorKey {
    let FollowSubject { kinds, filters, source, out } = followed;
    let values = |(filter, mut values): (Filter, Vec<String>)| {
        values.sort();
        values.dedup();
        (filter.flag().to_owned(), values)
    };
    // The kind that covers all stands for all kinds, so that a new kind in connlog leaves the key unchanged.
    let covers_all = |kind: &Kind| kind.spec().covers_all && !request.selection.life;
    let named = kinds.iter().find(|kind| covers_all(kind)).map_or(kinds, std::slice::from_ref);
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
    let key = CursorKey {
        source,
        kinds: named.iter().map(|kind| kind.plural().to_owned()).collect(),
        lifecycle_only: request.selection.life,
        output: out.map_or(CursorOutput::Stdout, |path| CursorOutput::File(absolute(path))),
        filters: filters.used().into_iter().map(values).collect(),
        expressions: request.filter.wheres.clone(),
    };
    key.without_secrets(app.secrets())
}

/// Returns whether to show the status line: never with `--exec` output or `--debug`.
fn status_line(terminal: bool, exec: bool, shared: &GlobalArgs, app: &AppContext) -> Result<StatusLine> {
    let shown = app.stderr_is_terminal && !app.quiet && !shared.network.debug && !exec;
    let choice = shared.look.colour(&app.env)?;
    let coloured = terminal::colour(choice, &app.env, app.stderr_is_terminal, false);
    Ok(StatusLine::new(shown, terminal, Palette::new(coloured), app.secrets()))
}
