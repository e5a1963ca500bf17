//! `connlog tail [KIND...]`: new entries as they happen, for as long as it takes. What the flags come to.

mod api;
mod args;
mod commands;
mod cursor;
mod database;
mod exec;
mod feed;
mod files;
mod journal;
mod lines;
mod reader;
mod run;
mod status;
mod whole;

use std::ffi::OsString;
use std::num::NonZeroU64;
use std::path::Path;

pub(super) use self::args::{BeginArgs, TailArgs};
use self::args::{LossArgs, Manner, OnError};
use self::commands::Commands;
use self::cursor::{Cursor, Question};
use self::database::Loads;
use self::exec::Exec;
use self::feed::Marks;
use self::lines::Lines;
use self::run::{Ends, Tail, Told};
use self::status::StatusLine;
use super::Shared;
use super::apt;
use super::database::Database;
use super::idle;
use super::look::Look;
use super::session::Session;
use crate::cli::{EntryArgs, EventArgs, FilterArgs, OutputArgs, PostArgs, kinds};
use crate::error::{Exit, Fault, Result};
use crate::fetch::follow::Start;
use crate::format::{Spec, Style};
use crate::process::Process;
use crate::query::{Filter, Filters, Query, Window};
use crate::read::follow::Stream;
use crate::record::Kind;
use crate::secret_registry::SecretRegistry;
use crate::settings::{self, Network};
use crate::term::{self, Palette, visible};

/// What is to be followed: what `tail` and the `--follow` of a list have in common.
pub(super) struct Wanted<'a> {
    pub(super) kinds: Vec<Kind>,
    /// Of Fivetran's events, those of a connection's life alone.
    pub(super) life: bool,
    pub(super) filter: &'a FilterArgs,
    pub(super) event: &'a EventArgs,
    pub(super) post: &'a PostArgs,
    pub(super) begin: &'a BeginArgs,
    pub(super) output: &'a OutputArgs,
    pub(super) page_size: Option<u32>,
}

pub(super) fn run(args: &TailArgs, shared: &Shared, process: &mut Process) -> Result<Exit> {
    let kinds::Wanted { kinds, life, .. } = args.wanted(!shared.from.from.is_empty())?;
    let TailArgs { entries: EntryArgs { filter, event, post }, begin, output, .. } = args;
    let wanted = Wanted { kinds, life, filter, event, post, begin, output, page_size: None };
    follow(&wanted, &args.manner, shared, process)
}

/// `--follow` of a list: `tail` with its kind and its filters.
pub(super) fn of_list(wanted: &Wanted<'_>, shared: &Shared, process: &mut Process) -> Result<Exit> {
    follow(wanted, &Manner::default(), shared, process)
}

/// What is followed.
enum Place {
    Api(Box<Session>),
    Files,
    Database(Box<Database>),
}

impl Place {
    fn settle(shared: &Shared, resumes: bool, process: &mut Process) -> Result<Self> {
        if let Some(database) = Database::named(shared, Network::from(&shared.network), process)? {
            return Ok(Self::Database(Box::new(database)));
        }
        if !shared.from.from.is_empty() {
            files::check(shared, resumes)?;
            return Ok(Self::Files);
        }
        let session = Session::open(shared, process)?;
        session.api.require_key()?;
        Ok(Self::Api(Box::new(session)))
    }
}

fn follow(wanted: &Wanted<'_>, manner: &Manner, shared: &Shared, process: &mut Process) -> Result<Exit> {
    if !shared.from.from.is_empty() {
        idle::of_the_api(manner.pace.settle.map(|_| "--settle").or(wanted.page_size.map(|_| "--page-size")))?;
    }
    let ends_at = manner.end.lasting.map(|lasting| tokio::time::Instant::now() + lasting);
    let (begin, output) = (wanted.begin, wanted.output);
    let times = begin.times();
    let zone = times.zone(&process.env)?;
    let window = times.resolve(process.now(), zone)?;
    let context = wanted.filter.context(window.now, zone, &wanted.kinds);
    let filters = wanted.filter.resolve(wanted.event, wanted.post, &context)?;
    let any = wanted.filter.any_value || !shared.from.from.is_empty();
    let kinds = apt::kinds(&wanted.kinds, &filters, any)?;

    let out = output.out.as_deref().filter(|path| path.as_os_str() != "-");
    let terminal = process.stdout_is_terminal && out.is_none();
    let spec = output.spec_or(&process.env, if terminal { "line" } else { "ndjson" })?;
    fits(spec, manner, begin.resume.is_some())?;
    let look = Look { kinds: kinds.clone(), spec, zone, ages: false, terminal };
    let style = look.style(output, wanted.filter.any_value, &shared.look, process)?;
    let mut commands = commands(manner, &style, begin.resume.is_some())?;

    let place = Place::settle(shared, begin.resume.is_some(), process)?;
    if let Some(commands) = &mut commands {
        commands.exec.withhold(withheld(&manner.exec.exec_env, &place, process)?);
    }
    let cursor = match &begin.resume {
        Some(name) => Some(cursor(
            name,
            question(
                (&kinds, wanted.life),
                (&filters, &wanted.filter.wheres),
                (&place, shared),
                (out, process.secrets()),
            )?,
            process,
        )?),
        None => None,
    };
    let lines = Lines::open((spec.make)(style), out, &process.streams, cursor)?;
    if lines.begun_anew() {
        process.note("the file of --out is empty or gone; a new one is begun");
    }
    let status = status_line(terminal, commands.is_some(), shared, process)?;
    process.signals.before_end(status.eraser());
    let signals = process.signals.listen()?;
    let count = manner.end.count.map(NonZeroU64::get);
    let ends = Ends { at: ends_at, count, reader: out.is_none() && !process.stdout_is_terminal, signals };
    let LossArgs { allow_gaps, control, heartbeat } = manner.losses;
    let among = spec.name == "ndjson";
    let told = Told { zone, control: control && among, heartbeat: heartbeat.filter(|_| among), allow_gaps };
    let queries = queries(&kinds, &filters, window, wanted.page_size);
    let streams = files::streams(shared, process);
    let tail = Tail { process, lines, status, ends, commands, told };
    go(tail, place, queries, (wanted, manner, window), (shared, streams, out))
}

/// Opens what is followed, and follows it.
fn go(
    tail: Tail<'_>,
    place: Place,
    queries: Vec<Query>,
    (wanted, manner, window): (&Wanted<'_>, &Manner, Window),
    (shared, streams, out): (&Shared, Vec<Stream>, Option<&Path>),
) -> Result<Exit> {
    let (begin, interval, process) = (wanted.begin, manner.pace.interval, tail.process);
    match place {
        Place::Api(session) => {
            let start = start(&tail.lines, begin, window);
            api::follow(tail, &session, queries, start, manner.pace.pace())
        }
        Place::Files => {
            let start = files::start(tail.lines.marks(), begin.last, window.since);
            // Of entries that are older than asked for none is wanted, whenever they come.
            let resumes = begin.resume.is_some();
            let mut files =
                files::open((shared, streams, out), (&queries, wanted.life), (start, resumes), (interval, process));
            tail.run(&mut files)
        }
        Place::Database(database) => {
            let kind = if wanted.life { Kind::Connection } else { Kind::Fivetran };
            let Some(query) = queries.into_iter().find(|query| query.kind == kind) else {
                return Err(Fault::usage("there is nothing to follow").cause("Fivetran's tables hold no posts"));
            };
            let start = database::start(tail.lines.marks(), begin.last, window.since);
            tail.run(&mut Loads::new(*database, query, start, interval, process))
        }
    }
}

/// A cursor is where another run ended; without one, the flags say where to begin.
fn start(lines: &Lines, begin: &BeginArgs, window: Window) -> Start {
    let marks = match lines.marks() {
        Some(Marks::Met(marks)) => Some(marks.clone()),
        _ => None,
    };
    Start::of(marks, begin.last, window.since)
}

/// One a kind, without windows: the engine has its own.
fn queries(kinds: &[Kind], filters: &Filters, window: Window, page_size: Option<u32>) -> Vec<Query> {
    let window = Window { since: None, until: None, days: None, ..window };
    let query = |kind: &Kind| Query { kind: *kind, filters: filters.clone(), window, limit: None, skip: 0, page_size };
    kinds.iter().map(query).collect()
}

fn cursor(name: &str, question: Question, process: &Process) -> Result<Cursor> {
    let folder = settings::cursors(&process.env).ok_or_else(|| {
        Fault::config("there is no folder for the cursor of --resume").hint("set HOME or XDG_STATE_HOME")
    })?;
    Cursor::open(&folder, name, question)
}

/// The commands of `--exec`. They get each record whole, as ndjson has it, however its line looks.
fn commands(manner: &Manner, style: &Style, resumes: bool) -> Result<Option<Commands>> {
    let Some(line) = manner.exec.exec.as_deref() else { return Ok(None) };
    let exec = Exec::new(line, manner.exec.exec_shell)?;
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
    Ok(Some(Commands { exec, parallel, style, retries, stops }))
}

/// The environment variables that commands do not inherit: those with a key or a password, without the ones that
/// `--exec-env` passes on.
fn withheld(passed: &[String], place: &Place, process: &Process) -> Result<Vec<OsString>> {
    if let Some(name) = passed.iter().find(|name| !process.env.is_set(name)) {
        return Err(Fault::usage(format!("cannot pass `{}` on to the command of --exec", visible(name)))
            .cause("the environment has no such variable")
            .hint("set the variable, or leave out --exec-env"));
    }
    let secret = match place {
        Place::Api(session) => session.api.key.as_ref().map(|key| key.value.reveal()),
        Place::Database(database) => database.address().password(),
        Place::Files => None,
    };
    let mut names = process.env.secret_names(&Vec::from_iter(secret));
    names.retain(|name| !passed.iter().any(|passed| name == passed.as_str()));
    Ok(names)
}

/// A format must suit what never ends, or ends and goes on.
fn fits(spec: &Spec, manner: &Manner, resume: bool) -> Result<()> {
    let endless = manner.end.lasting.is_none() && manner.end.count.is_none();
    let hint = "use line, ndjson, plain, csv, tsv or md";
    if spec.name == "table" && endless {
        return Err(Fault::usage("a table is printed at its end, and this has none")
            .hint("use -o line, or let it end with --for or --count"));
    }
    if resume && matches!(spec.name, "table" | "json") {
        return Err(Fault::usage(format!("--resume goes on with lines, and {} has a beginning and an end", spec.name))
            .hint(hint));
    }
    let told = [("--control", manner.losses.control), ("--heartbeat", manner.losses.heartbeat.is_some())];
    match told.into_iter().find(|(_, typed)| *typed) {
        // On a terminal the status line tells.
        Some((flag, _)) if !matches!(spec.name, "ndjson" | "line") => {
            Err(Fault::usage(format!("{flag} goes with ndjson only")).cause(format!("the format is {}", spec.name)))
        }
        _ => Ok(()),
    }
}

/// What a cursor is for: it means nothing to another question.
fn question(
    (kinds, life): (&[Kind], bool),
    (filters, wheres): (&Filters, &[String]),
    (place, shared): (&Place, &Shared),
    (out, secrets): (Option<&Path>, &SecretRegistry),
) -> Result<Question> {
    let mut question = Question::new();
    // A cursor is a file, and a filter may name a key.
    let mut put = |key: &str, value: String| {
        question.insert(key.to_owned(), secrets.hide(&value).into_owned());
    };
    match place {
        Place::Api(session) => {
            let base_url = &session.api.base_url.value;
            // The demo is the same on every port.
            put("base URL", if shared.api.demo()? { "of the demo".to_owned() } else { base_url.to_string() });
            put("--dialect", session.api.dialect.value.name().to_owned());
        }
        Place::Files => {
            let absolute =
                |path: &String| std::path::absolute(path).map_or(path.clone(), |path| path.display().to_string());
            put("--from", shared.from.from.iter().map(absolute).collect::<Vec<_>>().join(" "));
        }
        Place::Database(database) => {
            // Never the URL, which may have a password.
            put("database", database.address().to_string());
            if let Some(schema) = database.schema() {
                put("--schema", schema.to_owned());
            }
        }
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
fn status_line(terminal: bool, exec: bool, shared: &Shared, process: &Process) -> Result<StatusLine> {
    let shown = process.stderr_is_terminal && !process.quiet && !shared.network.debug && !exec;
    let choice = shared.look.colour(&process.env)?;
    let coloured = term::colour(choice, &process.env, process.stderr_is_terminal, false);
    Ok(StatusLine::new(shown, terminal, Palette::new(coloured), process.secrets()))
}
