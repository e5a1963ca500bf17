//! `connlog archive`: copies what is new into an archive that outlives the retention of its source.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use sha2::{Digest as _, Sha256};

use super::Command;
use crate::app::AppContext;
use crate::archive::copy::copy;
use crate::archive::filler::ArchiveFiller;
use crate::archive::location::{ArchiveLocation, ArchivePlace};
use crate::archive::source::ArchiveSource;
use crate::archive::store::{ArchiveReport, ArchiveSummary, CursorName, KindCounts};
use crate::archive::table_engine::{self, TableEngine};
use crate::args::GlobalArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::known_values::KnownValues;
use crate::args::unused::InputNeeds;
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::event_loop::{EventLoop, ReportOptions};
use crate::follow::exit_conditions::ExitConditions;
use crate::follow::status_line::StatusLine;
use crate::follow::{FollowPlan, FollowTarget};
use crate::output::terminal::{self, Palette};
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{ReadOutcome, StopReason, read};
use crate::size;
use crate::sources::{self, SourceType, archives};
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::query::{Filters, Query};
use connlog_core::sanitize::Keep;
use connlog_core::time::{self, Zone};
use connlog_core::wording::counted;

/// How much further back each run looks for late entries.
const LOOKBACK: Duration = Duration::from_secs(3_600);
/// The first run reads the entries of this many days. No source of polls keeps entries longer.
const FIRST_DAYS: i64 = 100;

const EXAMPLES: &str = "\
Examples:
  connlog archive                        every kind, into the default archive
  connlog archive --demo --into sqlite:demo.db
  connlog archive connections posts --into sqlite:/srv/logs/connlog.db
  connlog archive --dry-run              count what is new, write nothing
  connlog archive --follow --interval 5m keep running
  connlog archive --from 'exports/*.json.gz'
  connlog archive --from old.db --into sqlite:new.db
  connlog archive --from archive --into 'clickhouse://me@db.example/logs?secure=1'
  connlog archive --into clickhouse://db1.example/logs --engine ReplicatedReplacingMergeTree
  connlog archive --check                compare counts and hashes
  connlog archive --prune-before 2y
  connlog events --from archive --all -o ndjson > archive.ndjson

A cron line: 17 * * * *  connlog archive -q
Exit codes: 0 done, 8 if entries are lost for good or the check found damage.";

/// Flags of `archive`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ArchiveArgs {
    /// Kinds of entries [default: all]
    #[arg(value_name = "KIND", value_parser = KindWord::parser_for_archive())]
    kinds: Vec<KindWord>,
    /// The archive: sqlite:PATH or clickhouse://USER@HOST/DATABASE [default: ~/.local/share/connlog/archive.db]
    #[arg(long, value_name = "TARGET")]
    into: Option<String>,
    /// Engine of the tables that a first run creates in ClickHouse [default: ReplacingMergeTree]
    #[arg(long, value_name = "ENGINE", requires = "into", value_parser = KnownValues(table_engine::NAMES))]
    #[arg(hide_possible_values = true)]
    engine: Option<String>,
    /// Keep running, and archive new entries as they appear
    #[arg(long, short)]
    follow: bool,
    /// Time between requests with --follow [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = time::duration, requires = "follow")]
    interval: Option<Duration>,
    /// Count what is new, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Read the whole archive, and compare counts and hashes
    #[arg(long, conflicts_with_all = ["kinds", "follow", "dry_run", "prune_before"])]
    check: bool,
    /// Remove entries before this time [2y, 90d, 2026-01-01]
    #[arg(long, value_name = "T", conflicts_with_all = ["kinds", "follow"])]
    prune_before: Option<String>,
}

impl Command for ArchiveArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn writes_to_server(&self) -> bool {
        self.location().is_ok_and(|location| location.is_server())
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        let location = self.location()?;
        if self.check {
            return check(&location, shared, app);
        }
        if let Some(text) = &self.prune_before {
            return self.prune(text, &location, shared, app);
        }
        self.fill(&location, shared, app)
    }
}

impl ArchiveArgs {
    /// Returns the archive of `--into`. An invalid text may hold a password, so the error does not repeat it.
    fn location(&self) -> Result<ArchiveLocation> {
        let Some(typed) = &self.into else { return Ok(ArchiveLocation::Default) };
        ArchiveLocation::parse(typed)?.ok_or_else(|| {
            Error::usage("invalid value for --into: expected sqlite:PATH or clickhouse://HOST/DATABASE")
                .hint("write sqlite: before the path of a file")
        })
    }

    fn fill(&self, location: &ArchiveLocation, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        let source_type = sources::select(&shared.from)?;
        let selection = self.selection(source_type)?;
        let queries = queries(&selection, app);
        let source = shared.from.archive()?;
        if let Some(source) = &source
            && archives::is_same(source, location, app)?
        {
            return Err(Error::usage("cannot copy an archive into itself")
                .cause(format!("--from and --into name {}", location.place(&app.env)?))
                .hint("name another archive with --into"));
        }
        let held = &source_type.capabilities;
        if self.follow && held.has_whole_syncs {
            return Err(Error::usage("--follow cannot be used with this source")
                .cause("its history is read as a whole")
                .hint("run the command from cron or a timer, without --follow"));
        }
        let is_polled = held.is_remote && !held.has_whole_syncs;
        // A source that cannot be opened leaves no empty archive.
        let origin = match source {
            Some(source) => {
                let reader = archives::open_reader(&source, shared, app)?;
                FillOrigin::Archive(ArchiveSource::new(reader, held, shared.from.strict))
            }
            None if is_polled || self.follow => FillOrigin::Followed((source_type.open_target)(shared, false, app)?),
            None => FillOrigin::Whole((source_type.open)(shared, app)?),
        };
        let engine = self.engine.as_deref().map(TableEngine::parse).transpose()?;
        let store = if self.dry_run {
            archives::open_or_empty(location, shared, app)?
        } else {
            archives::create(location, engine.as_ref(), shared, app)?
        };
        let mut filler = ArchiveFiller::new(store, self.dry_run, app.secrets().clone());
        let ended = match origin {
            FillOrigin::Archive(archive) => copy(&queries, archive, &mut filler, app),
            FillOrigin::Followed(target) if held.is_remote => {
                let since = first_time(held.is_api, app);
                filler.begin_cursor(cursor_name(&*target, &queries))?;
                if held.is_api {
                    filler.begin_first_poll(since, app.now())?;
                }
                let tail = self.event_loop(&mut filler, shared, app);
                let ended = tail.and_then(|tail| target.follow(tail, self.plan(queries, since)));
                let withdrawn = filler.end_first_poll();
                ended.and_then(|exit| withdrawn.map(|()| exit))
            }
            FillOrigin::Followed(target) => {
                filler.begin_source(FILES)?;
                target.follow(self.event_loop(&mut filler, shared, app)?, self.plan(queries, DateTime::UNIX_EPOCH))
            }
            FillOrigin::Whole(source) => {
                filler.begin_source(if held.is_remote { FIVETRAN } else { FILES })?;
                let progress = Progress::new(false, app);
                let outcome = read(&queries, &*source, &mut filler, &progress, app)?;
                filler.end().and_then(|()| end(outcome))
            }
        };
        let summary = filler.store().summary()?;
        print_summary(filler.counts(), &summary, &location.place(&app.env)?, self.dry_run, app)?;
        ended
    }

    fn selection(&self, source_type: &SourceType) -> Result<KindSelection> {
        let held = source_type.capabilities.kinds;
        let all: Vec<KindWord> = KindWord::every_kind().into_iter().collect();
        KindSelection::resolve(if self.kinds.is_empty() { &all } else { &self.kinds }, held)
    }

    /// Plans to follow a source into the archive.
    fn plan(&self, queries: Vec<Query>, since: DateTime<Utc>) -> FollowPlan<'_> {
        FollowPlan {
            queries,
            last: None,
            since: Some(since),
            interval: self.interval,
            settle: None,
            lookback: Some(LOOKBACK),
            skips_missing_kinds: self.kinds.is_empty(),
            resumes: true,
            out: None,
        }
    }

    /// Returns the loop that fills an archive until everything present is read, or with `--follow` until the run is stopped.
    fn event_loop<'a>(
        &self,
        filler: &'a mut ArchiveFiller,
        shared: &GlobalArgs,
        app: &'a AppContext,
    ) -> Result<EventLoop<'a>> {
        let coloured = terminal::colour(shared.look.colour(&app.env)?, &app.env, app.stderr_is_terminal, false);
        let shown = self.follow && app.stderr_is_terminal && !app.quiet && !shared.network.debug;
        let status = StatusLine::new(shown, false, Palette::new(coloured), app.secrets());
        app.signals.before_end(status.eraser());
        let signals = app.signals.listen()?;
        let exit = ExitConditions { at: None, count: None, caught_up: !self.follow, reader: false, signals };
        let gap_hint = "archive more often: `connlog archive --check` lists the lost windows";
        // A list with one page shows less than its retention from the beginning.
        let allow_first_gaps = !self.follow && filler.is_first();
        let options = ReportOptions { allow_first_gaps, ..ReportOptions::strict(Zone::Utc, gap_hint) };
        Ok(EventLoop { app, writer: Box::new(filler), status, exit, commands: None, options })
    }

    fn prune(&self, text: &str, location: &ArchiveLocation, shared: &GlobalArgs, app: &AppContext) -> Result<Exit> {
        let time = time::moment(text, app.now(), Zone::Utc)
            .map_err(|error| Error::usage("invalid value for --prune-before").cause(error))?;
        if time >= app.now() {
            return Err(Error::usage("invalid value for --prune-before: it would remove every entry")
                .cause(format!("{} is not in the past", Zone::Utc.rfc3339(time)))
                .hint("name an earlier time, such as 2y or 2025-01-01"));
        }
        let mut store = archives::open(location, shared, app)?;
        let pruned = if self.dry_run { store.count_before(time)? } else { store.prune(time)? };
        let summary = store.summary()?;
        let verb = if self.dry_run { "would remove" } else { "removed" };
        let text = format!("{verb} {} before {}\n", counted(pruned, "entry"), Zone::Utc.rfc3339(time));
        app.print_text(&text, Keep::LINES)?;
        app.print_text(&summary_line(&summary, &location.place(&app.env)?), Keep::LINES)?;
        Ok(Exit::Done)
    }
}

/// The name of the source of entries in files: the same entry in two files is archived once.
const FILES: &str = "files";

/// The name of Fivetran's API as a source.
const FIVETRAN: &str = "fivetran";

/// Where the entries come from.
enum FillOrigin {
    Archive(ArchiveSource),
    Followed(Box<dyn FollowTarget>),
    Whole(Box<dyn crate::pipeline::EntrySource>),
}

/// Returns the time of the oldest entry that a first run reads.
fn first_time(is_api: bool, app: &AppContext) -> DateTime<Utc> {
    let first = app.now().checked_sub_signed(TimeDelta::days(FIRST_DAYS));
    first.filter(|_| is_api).unwrap_or(DateTime::UNIX_EPOCH)
}

fn queries(selection: &KindSelection, app: &AppContext) -> Vec<Query> {
    let filters = Filters { life: selection.is_life_only(), ..Filters::default() };
    let query = |kind: &_| Query { filters: filters.clone(), ..Query::all(*kind, app.now()) };
    selection.kinds.iter().map(query).collect()
}

/// Returns the name of the cursor. Entries of another key or of other kinds are read from the beginning, and those that the
/// archive has are left out.
fn cursor_name(target: &dyn FollowTarget, queries: &[Query]) -> CursorName {
    let place = match target.identity() {
        SourceIdentity::Api { base_url, .. } => base_url,
        SourceIdentity::Demo { .. } => "demo".to_owned(),
        SourceIdentity::Files { .. } => FILES.to_owned(),
        SourceIdentity::Database { address, schema: Some(schema) } => format!("{address} {schema}"),
        SourceIdentity::Database { address, schema: None } => address,
    };
    let source = target.account().map_or(place.clone(), |account| format!("{account} {place}"));
    let mut kinds: Vec<&str> = queries.iter().map(|query| query.kind.plural()).collect();
    kinds.sort_unstable();
    let life = if queries.iter().any(|query| query.filters.life) { " lifecycle" } else { "" };
    let key = target.secret().map_or_else(String::new, |secret| {
        let hash = Sha256::digest(format!("connlog archive {secret}"));
        hash.iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    });
    CursorName { source, key: format!("{}{life} {key}", kinds.join(",")) }
}

/// Converts the end of a reading.
fn end(outcome: ReadOutcome) -> Result<Exit> {
    match outcome.early {
        None | Some(StopReason::Stop(WriteError::Closed)) => Ok(Exit::Done),
        Some(StopReason::Signal(exit)) => Ok(exit),
        Some(StopReason::Fault(fault) | StopReason::Stop(WriteError::Failed(fault))) => Err(fault),
    }
}

fn check(location: &ArchiveLocation, shared: &GlobalArgs, app: &AppContext) -> Result<Exit> {
    let mut store = archives::open(location, shared, app)?;
    let place = location.place(&app.env)?;
    let ArchiveReport { good, faults, gaps } = store.check()?;
    let summary = store.summary()?;
    let mut text = summary_line(&summary, &place);
    text += &format!("checked {}: bytes and hashes agree\n", counted(good, "entry"));
    for (source, gap) in &gaps {
        let (from, to) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
        text += &format!("lost    {source}: entries from {from} to {to}: {}\n", gap.cause);
    }
    for fault in &faults {
        text += &format!("damaged {fault}\n");
    }
    app.print_text(&text, Keep::LINES)?;
    match faults.first() {
        None => Ok(Exit::Done),
        Some(first) => Err(Error::new(Code::Incomplete, format!("the archive {place} is damaged"))
            .cause(first)
            .hint("restore the file from a backup; entries that the source still has can be archived again")),
    }
}

fn print_summary(
    new: &KindCounts,
    summary: &ArchiveSummary,
    place: &ArchivePlace<'_>,
    is_dry: bool,
    app: &AppContext,
) -> Result<()> {
    if app.quiet {
        return Ok(());
    }
    let total: u64 = new.values().sum();
    let kinds: Vec<String> =
        new.iter().filter(|(_, count)| **count > 0).map(|(kind, count)| format!("{count} {kind}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let verb = if is_dry { "would archive" } else { "archived" };
    app.print_text(&format!("{verb} {}{kinds}\n", counted(total, "new entry")), Keep::LINES)?;
    if is_dry && summary.entries == 0 { Ok(()) } else { app.print_text(&summary_line(summary, place), Keep::LINES) }
}

/// `PLACE: 3 entries from ... to ..., 1.2 MB`.
fn summary_line(summary: &ArchiveSummary, place: &ArchivePlace<'_>) -> String {
    let range = summary.range.map_or_else(String::new, |(oldest, newest)| {
        format!(" from {} to {}", Zone::Utc.rfc3339(oldest), Zone::Utc.rfc3339(newest))
    });
    let entries = counted(summary.entries, "entry");
    format!("{place}: {entries}{range}, {}\n", size::rounded(summary.bytes))
}
