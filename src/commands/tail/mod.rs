//! `connlog tail [KIND...]`: new entries as they happen, for as long as it takes. What the flags come to.

pub mod args;

use std::ffi::OsString;
use std::num::NonZeroU64;
use std::path::Path;

pub(crate) use self::args::{BeginArgs, TailArgs};
use self::args::{LossArgs, OnError, TailOptions};
use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::filters::{EntryArgs, EventArgs, FilterArgs, PostArgs};
use crate::args::kinds;
use crate::args::output::OutputArgs;
use crate::args::unused::{self, InputNeeds};
use crate::config;
use crate::follow::cursor::{CursorKey, ResumeCursor};
use crate::follow::entry_writer::EntryWriter;
use crate::follow::event_loop::{EventLoop, ExitConditions, ReportedCounts};
use crate::follow::exec;
use crate::follow::exec::ExecCommand;
use crate::follow::exec_queue::ExecQueue;
use crate::follow::status_line::StatusLine;
use crate::follow::{FollowPlan, FollowTarget};
use crate::output::formats::{FormatSpec, Style};
use crate::output::options::OutputOptions;
use crate::output::terminal;
use crate::output::terminal::Palette;
use crate::sources;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::escape::visible;
use connlog_core::query::matching_kinds;
use connlog_core::query::{Filter, Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::secret_registry::SecretRegistry;

/// What is to be followed: what `tail` and the `--follow` of a list have in common.
pub(crate) struct FollowRequest<'a> {
    pub(crate) kinds: Vec<Kind>,
    /// Of Fivetran's events, those of a connection's life alone.
    pub(crate) life: bool,
    pub(crate) filter: &'a FilterArgs,
    pub(crate) event: &'a EventArgs,
    pub(crate) post: &'a PostArgs,
    pub(crate) begin: &'a BeginArgs,
    pub(crate) output: &'a OutputArgs,
    pub(crate) page_size: Option<u32>,
}

impl Command for TailArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, process: &mut AppContext) -> Result<Exit> {
        run(self, shared, process)
    }
}

fn run(args: &TailArgs, shared: &GlobalArgs, process: &mut AppContext) -> Result<Exit> {
    let held = sources::select(&shared.from)?.capabilities.kinds;
    let kinds::KindSelection { kinds, life, .. } = args.wanted(held)?;
    let TailArgs { entries: EntryArgs { filter, event, post }, begin, output, .. } = args;
    let wanted = FollowRequest { kinds, life, filter, event, post, begin, output, page_size: None };
    follow(&wanted, &args.manner, shared, process)
}

/// `--follow` of a list: `tail` with its kind and its filters.
pub(crate) fn of_list(wanted: &FollowRequest<'_>, shared: &GlobalArgs, process: &mut AppContext) -> Result<Exit> {
    follow(wanted, &TailOptions::default(), shared, process)
}

fn follow(
    wanted: &FollowRequest<'_>,
    manner: &TailOptions,
    shared: &GlobalArgs,
    process: &mut AppContext,
) -> Result<Exit> {
    let source_type = sources::select(&shared.from)?;
    let is_api = source_type.capabilities.is_api;
    if !is_api {
        unused::of_the_api(manner.pace.settle.map(|_| "--settle").or(wanted.page_size.map(|_| "--page-size")))?;
    }
    let ends_at = manner.end.lasting.map(|lasting| tokio::time::Instant::now() + lasting);
    let (begin, output) = (wanted.begin, wanted.output);
    let times = begin.times();
    let zone = times.zone(&process.env)?;
    let window = times.resolve(process.now(), zone)?;
    let context = wanted.filter.context(window.now, zone, &wanted.kinds);
    let filters = wanted.filter.resolve(wanted.event, wanted.post, &context)?;
    let any = wanted.filter.any_value || !is_api;
    let kinds = matching_kinds::kinds(&wanted.kinds, &filters, any)?;

    let out = output.out.as_deref().filter(|path| path.as_os_str() != "-");
    let terminal = process.stdout_is_terminal && out.is_none();
    let spec = output.spec_or(&process.env, if terminal { "line" } else { "ndjson" })?;
    check_format(spec, manner, begin.resume.is_some())?;
    let look = OutputOptions { kinds: kinds.clone(), spec, zone, ages: false, terminal };
    let style = look.style(output, wanted.filter.any_value, &shared.look, process)?;
    let mut commands = commands(manner, &style, begin.resume.is_some())?;

    let target = (source_type.open_target)(shared, begin.resume.is_some(), process)?;
    if let Some(commands) = &mut commands {
        commands.exec.withhold(withheld(&manner.exec.exec_env, &*target, process)?);
    }
    let cursor = match &begin.resume {
        Some(name) => Some(cursor(
            name,
            question((&kinds, wanted.life), (&filters, &wanted.filter.wheres), &*target, (out, process.secrets()))?,
            process,
        )?),
        None => None,
    };
    let lines = EntryWriter::open((spec.make)(style), out, &process.streams, cursor)?;
    if lines.begun_anew() {
        process.note("the file of --out is empty or gone; a new one is begun");
    }
    let status = status_line(terminal, commands.is_some(), shared, process)?;
    process.signals.before_end(status.eraser());
    let signals = process.signals.listen()?;
    let count = manner.end.count.map(NonZeroU64::get);
    let ends = ExitConditions { at: ends_at, count, reader: out.is_none() && !process.stdout_is_terminal, signals };
    let LossArgs { allow_gaps, control, heartbeat } = manner.losses;
    let among = spec.name == "ndjson";
    let told = ReportedCounts { zone, control: control && among, heartbeat: heartbeat.filter(|_| among), allow_gaps };
    let plan = FollowPlan {
        queries: queries(&kinds, &filters, window, wanted.page_size),
        life: wanted.life,
        last: begin.last,
        since: window.since,
        interval: manner.pace.interval,
        settle: manner.pace.settle,
        resumes: begin.resume.is_some(),
        out,
    };
    target.follow(EventLoop { process, lines, status, ends, commands, told }, plan)
}

/// One a kind, without windows: the engine has its own.
fn queries(kinds: &[Kind], filters: &Filters, window: Window, page_size: Option<u32>) -> Vec<Query> {
    let window = Window { since: None, until: None, days: None, ..window };
    let query = |kind: &Kind| Query { kind: *kind, filters: filters.clone(), window, limit: None, skip: 0, page_size };
    kinds.iter().map(query).collect()
}

fn cursor(name: &str, question: CursorKey, process: &AppContext) -> Result<ResumeCursor> {
    let folder = config::cursors(&process.env).ok_or_else(|| {
        Error::config("there is no folder for the cursor of --resume").hint("set HOME or XDG_STATE_HOME")
    })?;
    ResumeCursor::open(&folder, name, question)
}

/// The commands of `--exec`. They get each record whole, as ndjson has it, however its line looks.
fn commands(manner: &TailOptions, style: &Style, resumes: bool) -> Result<Option<ExecQueue>> {
    let Some(line) = manner.exec.exec.as_deref() else { return Ok(None) };
    let exec = ExecCommand::new(line, manner.exec.exec_shell)?;
    let parallel = usize::from(manner.exec.exec_parallel.unwrap_or(1));
    let palette = Palette::default();
    let style = Style { palette, fields: None, raw: false, jq: None, terminal: false, ..style.clone() };
    let on_error = manner.exec.exec_on_error.unwrap_or(OnError::Retry);
    let stops = match on_error {
        OnError::Stop => true,
        OnError::Retry => resumes,
        OnError::Skip => false,
    };
    let retries = if on_error == OnError::Retry { exec::RETRIES } else { 0 };
    Ok(Some(ExecQueue { exec, parallel, style, retries, stops }))
}

/// The environment variables that commands do not inherit: those with a key or a password, without the ones that
/// `--exec-env` passes on.
fn withheld(passed: &[String], target: &dyn FollowTarget, process: &AppContext) -> Result<Vec<OsString>> {
    if let Some(name) = passed.iter().find(|name| !process.env.is_set(name)) {
        return Err(Error::usage(format!("cannot pass `{}` on to the command of --exec", visible(name)))
            .cause("the environment has no such variable")
            .hint("set the variable, or leave out --exec-env"));
    }
    let mut names = process.env.secret_names(&Vec::from_iter(target.secret()));
    names.retain(|name| !passed.iter().any(|passed| name == passed.as_str()));
    Ok(names)
}

/// A format must suit what never ends, or ends and goes on.
fn check_format(spec: &FormatSpec, manner: &TailOptions, resume: bool) -> Result<()> {
    let endless = manner.end.lasting.is_none() && manner.end.count.is_none();
    let hint = "use line, ndjson, plain, csv, tsv or md";
    if spec.name == "table" && endless {
        return Err(Error::usage("a table is printed at its end, and this has none")
            .hint("use -o line, or let it end with --for or --count"));
    }
    if resume && matches!(spec.name, "table" | "json") {
        return Err(Error::usage(format!("--resume goes on with lines, and {} has a beginning and an end", spec.name))
            .hint(hint));
    }
    let told = [("--control", manner.losses.control), ("--heartbeat", manner.losses.heartbeat.is_some())];
    match told.into_iter().find(|(_, typed)| *typed) {
        // On a terminal the status line tells.
        Some((flag, _)) if !matches!(spec.name, "ndjson" | "line") => {
            Err(Error::usage(format!("{flag} goes with ndjson only")).cause(format!("the format is {}", spec.name)))
        }
        _ => Ok(()),
    }
}

/// What a cursor is for: it means nothing to another question.
fn question(
    (kinds, life): (&[Kind], bool),
    (filters, wheres): (&Filters, &[String]),
    target: &dyn FollowTarget,
    (out, secrets): (Option<&Path>, &SecretRegistry),
) -> Result<CursorKey> {
    let mut question = CursorKey::new();
    // A cursor is a file, and a filter may name a key.
    let mut put = |key: &str, value: String| {
        question.insert(key.to_owned(), secrets.hide(&value).into_owned());
    };
    for (key, value) in target.identity()? {
        put(key, value);
    }
    put("kinds", kinds.iter().map(|kind| kind.plural()).collect::<Vec<_>>().join(","));
    if life {
        put("Fivetran's events", "of a connection's life alone".to_owned());
    }
    let output = out.map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    put("output", output.map_or_else(|| "stdout".to_owned(), |path| path.display().to_string()));
    for (filter, mut values) in filters.used() {
        values.sort();
        values.dedup();
        put(filter.flag(), values.join(","));
    }
    // As typed: an expression that was read has absolute times, which are others with every run.
    if !wheres.is_empty() {
        put(Filter::Where.flag(), wheres.join("; "));
    }
    Ok(question)
}

/// None beside the output of commands, or of `--debug`: it would disturb, and be disturbed.
fn status_line(terminal: bool, exec: bool, shared: &GlobalArgs, process: &AppContext) -> Result<StatusLine> {
    let shown = process.stderr_is_terminal && !process.quiet && !shared.network.debug && !exec;
    let choice = shared.look.colour(&process.env)?;
    let coloured = terminal::colour(choice, &process.env, process.stderr_is_terminal, false);
    Ok(StatusLine::new(shown, terminal, Palette::new(coloured), process.secrets()))
}
