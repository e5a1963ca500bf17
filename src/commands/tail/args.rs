//! The flags of `tail`.

use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

use clap::{Args, value_parser};

use crate::args::filters::EntryArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::output::OutputArgs;
use crate::args::window::{WindowArgs, ZONE, day_count, whole_number};
use connlog_core::error::{Error, Result};
use connlog_core::record::Kind;
use connlog_core::time;

const EXAMPLES: &str = "\
Examples:
  connlog tail --demo                            watch the built-in demo
  connlog tail -n 20 --status failed             first the last 20 failures
  connlog tail connections --event disconnect --since today
  connlog tail status                            changes of state
  connlog tail --resume alerts -q | while read -r entry; do ...; done
  connlog tail --resume archive --out archive.ndjson
  connlog tail posts --status failed --exec 'notify-send connlog'
  connlog tail --resume hook --exec ./hook --exec-on-error stop
  connlog tail --exec ./repair --exec-env ZERNIO_API_KEY
  connlog tail --for 10m -o csv > ten-minutes.csv
  connlog tail --from fivetran.ndjson --event sync_end
  connlog tail --from postgres://reader@db/logs --resume loads -o ndjson

With --resume, a run continues where the last run of that name ended.
Exit codes: 0 with --for, --count or a closed pipe, 8 if entries are lost
(see --allow-gaps), 130 interrupted, 143 terminated.";

// Not doc comments: rustdoc would require backticks around the variable, and help would show them.
const FORMAT: &str =
    "Format: line, details, plain, json, ndjson, csv, tsv, md, table, wide [default: line, in pipes ndjson]";
const FORMAT_LONG: &str = "Format: line (one coloured line for each entry), details, plain, json, ndjson, csv, tsv, md, or table and wide, which \
                           requires --for or --count [env: CONNLOG_OUTPUT] [default: line, in pipes ndjson]";

/// Flags of `tail`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("output", |arg| arg.help(FORMAT).long_help(FORMAT_LONG)))]
pub(crate) struct TailArgs {
    /// Kinds of entries [default: all]
    #[arg(value_name = "KIND", value_parser = KindWord::parser_for_check())]
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

/// Flags of `tail` that a list with `--follow` does not have.
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

/// Flags for the entries to print before new ones.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Start")]
pub(crate) struct BeginArgs {
    /// Print the newest N entries first
    #[arg(short = 'n', long = "limit", value_name = "N", conflicts_with_all = ["since", "days"], value_parser = whole_number)]
    pub(crate) last: Option<u64>,
    /// Print the entries since this time first [90m, 2h30m, 3d, '1 hour ago', today, 'yesterday 17:00', 10:00, 2026-11-20T10:00, RFC 3339, Unix seconds]
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) since: Option<String>,
    /// Print the last N days first
    #[arg(long, value_name = "N", conflicts_with = "since", value_parser = day_count)]
    pub(crate) days: Option<NonZeroU32>,
    /// Continue where the last run of this name ended, and save the position
    #[arg(long, value_name = "NAME")]
    pub(crate) resume: Option<String>,
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help = ZONE)]
    pub(crate) tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz")]
    pub(crate) utc: bool,
}

/// Flags for the timing of requests.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Pace")]
pub(crate) struct PaceArgs {
    /// Time between requests while few entries arrive [default: 5s; status: 30s]
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) interval: Option<Duration>,
    /// Largest delay at which late entries are always found [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = time::duration)]
    pub(crate) settle: Option<Duration>,
}

/// Flags that end the run.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "End")]
pub(crate) struct EndArgs {
    /// End after this time with exit code 0
    #[arg(long = "for", value_name = "DURATION", value_parser = time::duration)]
    pub(crate) lasting: Option<Duration>,
    /// End after N entries with exit code 0
    #[arg(long, value_name = "N", value_parser = entry_total)]
    pub(crate) count: Option<NonZeroU64>,
}

/// Reads the value of `--count`.
fn entry_total(text: &str) -> Result<NonZeroU64, &'static str> {
    text.parse().map_err(|_| "expected a number of entries, at least 1")
}

/// Flags for reports of lost entries and heartbeats.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Losses")]
pub(crate) struct LossArgs {
    /// Report lost entries, but do not exit with an error
    #[arg(long)]
    pub(crate) allow_gaps: bool,
    /// Emit {"type":"gap",...} records between entries (ndjson)
    #[arg(long)]
    pub(crate) control: bool,
    /// Emit {"type":"heartbeat",...} records between entries (ndjson)
    #[arg(long, value_name = "DURATION", value_parser = interval)]
    pub(crate) heartbeat: Option<Duration>,
}

/// Flags for a command that runs for each entry.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Commands")]
pub(crate) struct ExecArgs {
    /// Run this command without a shell for each entry, with the record as a JSON line on stdin
    #[arg(long, value_name = "CMD")]
    pub(crate) exec: Option<String>,
    /// Parallel commands, 1 to 256 [default: 1]
    #[arg(long, value_name = "N", requires = "exec", value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) exec_parallel: Option<u16>,
    /// Run the command with a shell
    #[arg(long, requires = "exec")]
    pub(crate) exec_shell: bool,
    /// Pass this secret environment variable to the command; may be repeated
    #[arg(long, value_name = "NAME", requires = "exec")]
    pub(crate) exec_env: Vec<String>,
    /// After a failed command: stop (exit code 1), retry (3 times, then stop with --resume, else skip) or skip
    /// (with a warning) [default: retry]
    #[arg(long, value_name = "WHAT", requires = "exec", value_enum, hide_possible_values = true)]
    pub(crate) exec_on_error: Option<OnError>,
}

/// The reaction to a failed command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnError {
    Stop,
    Retry,
    Skip,
}

fn interval(text: &str) -> Result<Duration, String> {
    match time::duration(text)? {
        short if short < Duration::from_millis(100) => Err("expected at least 100ms, such as 5s".to_owned()),
        duration => Ok(duration),
    }
}

impl TailArgs {
    /// Returns the kinds to follow in a source with the kinds `held`.
    pub(crate) fn select_kinds(&self, held: &[Kind]) -> Result<KindSelection> {
        let defaults = KindWord::defaults(held);
        KindSelection::resolve(if self.kinds.is_empty() { &defaults } else { &self.kinds }, held)
    }
}

impl TailArgs {
    /// Rejects flags that do not fit states.
    pub(crate) fn reject_log_flags(&self, is_api: bool) -> Result<()> {
        let flags = [
            ("--from", !is_api, "only an API has states that change"),
            ("--since", self.begin.since.is_some(), "a state is of the present"),
            ("--days", self.begin.days.is_some(), "a state is of the present"),
            ("--resume", self.begin.resume.is_some(), "each run begins with the present states"),
            ("--settle", self.manner.pace.settle.is_some(), "states do not come late"),
            ("--status", !self.entries.filter.statuses.is_empty(), "--where 'state = failing' selects states"),
        ];
        match flags.into_iter().find(|(_, used, _)| *used) {
            Some((flag, _, cause)) => Err(Error::usage(format!("`connlog tail status` does not take {flag}"))
                .cause(cause)
                .hint(format!("leave out {flag}"))),
            None => Ok(()),
        }
    }
}

impl BeginArgs {
    /// Returns the time flags in the form of lists.
    pub(crate) fn times(&self) -> WindowArgs {
        let Self { since, days, tz, utc, .. } = self;
        WindowArgs { since: since.clone(), days: *days, tz: tz.clone(), utc: *utc, until: None }
    }
}
