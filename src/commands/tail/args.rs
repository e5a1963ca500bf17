//! The flags of `tail`.

use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

use clap::{Args, value_parser};

use crate::args::filters::EntryArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::output::OutputArgs;
use crate::args::window::{WindowArgs, ZONE};
use connlog_core::error::Result;
use connlog_core::record::Kind;
use connlog_core::time;

const EXAMPLES: &str = "\
Examples:
  connlog tail --demo                            watch the built-in demo
  connlog tail -n 20 --status failed             the last 20 failures, then new ones
  connlog tail connections --event disconnect --since today
  connlog tail --resume alerts -q | while read -r entry; do ...; done
  connlog tail --resume archive --out archive.ndjson     each entry once, whatever happens
  connlog tail posts --status failed --exec 'notify-send connlog'
  connlog tail --resume hook --exec ./hook --exec-on-error stop
  connlog tail --exec ./repair --exec-env ZERNIO_API_KEY     the command gets this key
  connlog tail --for 10m -o csv > ten-minutes.csv
  connlog tail --from fivetran.ndjson --event sync_end   a file that grows, or is rotated
  connlog tail --from postgres://reader@db/logs --resume loads -o ndjson     Fivetran's tables

With --resume, a run goes on where the last one of that name ended, even if that was
killed. Exit codes: 0 with --for, --count or a closed pipe, 8 where entries are lost for
good (see --allow-gaps), 130 interrupted, 143 terminated.";

/// Flags of `tail`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TailArgs {
    /// Kinds of entries; without them, all of these
    #[arg(value_name = "KIND", value_parser = KindWord::of_entries())]
    kinds: Vec<KindWord>,
    #[command(flatten)]
    pub(crate) entries: EntryArgs,
    #[command(flatten)]
    pub(crate) begin: BeginArgs,
    #[command(flatten)]
    pub(crate) manner: TailOptions,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What a list with `--follow` has no flags for.
#[derive(Debug, Default, Args)]
pub(crate) struct TailOptions {
    #[command(flatten)]
    pub(crate) pace: PaceArgs,
    #[command(flatten)]
    pub(crate) end: EndArgs,
    #[command(flatten)]
    pub(crate) losses: LossArgs,
    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// What comes before the new entries.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Where to begin")]
pub(crate) struct BeginArgs {
    /// The newest N entries first, then new ones; 0 for new ones alone
    #[arg(short = 'n', long = "limit", value_name = "N", conflicts_with_all = ["since", "days"])]
    pub(crate) last: Option<u64>,
    /// Everything from here on first: 90m or 2h30m ago, 3d, today, 2026-11-20T10:00, RFC 3339, Unix seconds
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) since: Option<String>,
    /// The last N days first
    #[arg(long, value_name = "N", conflicts_with = "since")]
    pub(crate) days: Option<NonZeroU32>,
    /// Go on where the last run of this name ended, and remember how far this one comes
    #[arg(long, value_name = "NAME")]
    pub(crate) resume: Option<String>,
    #[arg(long, value_name = "ZONE", help = ZONE)]
    pub(crate) tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz")]
    pub(crate) utc: bool,
}

/// How closely to follow.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Pace")]
pub(crate) struct PaceArgs {
    /// Ask again after this long when there is little news [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) interval: Option<Duration>,
    /// How much later than its own time an entry may appear and be found for certain [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = time::duration)]
    pub(crate) settle: Option<Duration>,
}

/// When to end without being asked.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Where to end")]
pub(crate) struct EndArgs {
    /// End after this long, with exit code 0
    #[arg(long = "for", value_name = "DURATION", value_parser = time::duration)]
    pub(crate) lasting: Option<Duration>,
    /// End after N entries, with exit code 0
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<NonZeroU64>,
}

/// How losses and life are told.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Losses")]
pub(crate) struct LossArgs {
    /// Entries that are lost for good are told, and are no failure
    #[arg(long)]
    pub(crate) allow_gaps: bool,
    /// Tell of gaps among the entries too, as {"type":"gap",...} (ndjson)
    #[arg(long)]
    pub(crate) control: bool,
    /// Tell of life among the entries, as {"type":"heartbeat",...} (ndjson)
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) heartbeat: Option<Duration>,
}

/// A command for each entry.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Commands")]
pub(crate) struct ExecArgs {
    /// Run this for each entry, with the record as one line of JSON on its stdin; split into words, no shell
    #[arg(long, value_name = "CMD")]
    pub(crate) exec: Option<String>,
    /// Run at most N of them at once, 1 to 256 [default: 1]
    #[arg(long, value_name = "N", requires = "exec", value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) exec_parallel: Option<u16>,
    /// Give the command to a shell
    #[arg(long, requires = "exec")]
    pub(crate) exec_shell: bool,
    /// Pass this environment variable on to the command, though it holds a key or a password; may be repeated
    #[arg(long, value_name = "NAME", requires = "exec")]
    pub(crate) exec_env: Vec<String>,
    /// What to do where a command fails: stop with exit code 1; retry it 3 times, then stop with --resume and skip
    /// without; skip the entry with a warning [default: retry]
    #[arg(long, value_name = "WHAT", requires = "exec", value_enum, hide_possible_values = true)]
    pub(crate) exec_on_error: Option<OnError>,
}

/// What to do where the command of an entry fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnError {
    Stop,
    Retry,
    Skip,
}

fn interval(text: &str) -> Result<Duration, String> {
    match time::duration(text)? {
        short if short < Duration::from_millis(100) => Err("at least 100ms; write it like 5s".to_owned()),
        duration => Ok(duration),
    }
}

impl TailArgs {
    /// Returns the kinds to follow in a source that holds the kinds `held`.
    pub(crate) fn wanted(&self, held: &[Kind]) -> Result<KindSelection> {
        KindSelection::resolve(if self.kinds.is_empty() { KindWord::every(held) } else { &self.kinds }, held)
    }
}

impl BeginArgs {
    /// The flags for times as lists have them.
    pub(crate) fn times(&self) -> WindowArgs {
        let Self { since, days, tz, utc, .. } = self;
        WindowArgs { since: since.clone(), days: *days, tz: tz.clone(), utc: *utc, until: None }
    }
}
