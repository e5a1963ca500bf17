//! The flags of `check`.

use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};

use crate::args::filters::EntryArgs;
use crate::args::kinds::KindWord;
use crate::args::window::WindowArgs;
use crate::output::reports::ReportTarget;
use connlog_core::gate::conditions::{FreshnessLimit, Percent};
use connlog_core::time;

const EXAMPLES: &str = "\
Examples:
  connlog check --demo
  connlog check --since 1h --max-failures 3
  connlog check --unresolved --by platform,account
  connlog check connections posts --max-failure-rate 2% --min-records 50
  connlog check posts --count posts --max-failure-rate 5% --min-records 20 --undecided pass
  connlog check --new-only --baseline known.json --write-baseline known.json
  connlog check --report junit=connlog.xml --report github
  connlog check status                   is every account able to post
  connlog check status --expires-within 7d
  connlog check syncs --from LOG.csv --unresolved --no-success-for 24h

Exit codes: 0 passed, 10 check failed, 11 check undecided (too few records, or
the window starts before the retention of the API), 8 incomplete; see connlog
--help for the others.";

const FORMAT: &str = "Output format [env: CONNLOG_OUTPUT] [default: table on a terminal, else plain]";

/// Flags of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Kinds of entries to check [default: connections]
    #[arg(value_name = "KIND", value_parser = KindWord::parser_for_check())]
    pub(crate) kinds: Vec<KindWord>,
    #[command(flatten)]
    pub(crate) gate: GateArgs,
    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,
    #[command(flatten)]
    pub(crate) entries: EntryArgs,
    #[command(flatten)]
    pub(crate) window: WindowArgs,
    #[command(flatten)]
    pub(crate) output: VerdictArgs,
}

/// The conditions and their effect on the exit code.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conditions (the check fails if one is not met)")]
pub(crate) struct GateArgs {
    /// Allow up to N failures [default: 0, without another condition]
    #[arg(long, value_name = "N")]
    pub(crate) max_failures: Option<u64>,
    /// Allow this share of failures, such as 2% or 0.5%
    #[arg(long, value_name = "P%")]
    pub(crate) max_failure_rate: Option<Percent>,
    /// Require a successful sync of each Fivetran connection in this time, such as 24h, or by its schedule: auto
    #[arg(long, value_name = "DURATION", value_parser = freshness)]
    pub(crate) no_success_for: Option<FreshnessLimit>,
    /// Count an account whose token ends within this time, such as 7d, as a failure (`check status`)
    #[arg(long, value_name = "DURATION", value_parser = time::duration)]
    pub(crate) expires_within: Option<Duration>,
    /// Allow up to N schema changes of Fivetran connections (with --from)
    #[arg(long, value_name = "N")]
    pub(crate) max_schema_changes: Option<u64>,
    /// Require at least N records; 0 also accepts an empty window
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_records: u64,
    /// Count entries, or posts by the last attempt of each post and account
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = CountArg::Entries, hide_default_value = true)]
    pub(crate) count: CountArg,
    /// Condition for a failure, such as 'durationMs > 30s' [default: status = failed]
    #[arg(long, value_name = "EXPR")]
    pub(crate) fail_on: Option<String>,
    /// Check each group of these fields, such as platform,account
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Count only failures without a later success of the same account
    #[arg(long)]
    pub(crate) unresolved: bool,
    /// Decide even if some entries could not be read
    #[arg(long)]
    pub(crate) allow_partial: bool,
    /// Report a failed check as a warning and exit with 0
    #[arg(long, conflicts_with = "exit_zero")]
    pub(crate) warn_only: bool,
    /// Exit with 0 instead of 10 and 11
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// What an undecided check (11) becomes: pass (0) or fail (10)
    #[arg(long, value_name = "RESULT", value_enum, default_value_t = UndecidedArg::Error, hide_default_value = true,
        conflicts_with = "exit_zero")]
    pub(crate) undecided: UndecidedArg,
}

/// What `check` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountArg {
    /// Every entry
    Entries,
    /// The last attempt of each post and account
    Posts,
}

/// What an undecided check becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UndecidedArg {
    /// Exit code 0 if there are too few records; unread data stays undecided (11)
    Pass,
    /// Exit code 10
    Fail,
    /// Exit code 11
    Error,
}

/// Flags for known failures.
#[derive(Debug, Args)]
#[command(next_help_heading = "Baseline")]
pub(crate) struct BaselineArgs {
    /// Read known failures from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Count only failures that are not in the baseline
    #[arg(long, requires = "baseline")]
    pub(crate) new_only: bool,
    /// Write known and current failures to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// Format and destination of the verdict.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct VerdictArgs {
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", value_parser = formats(), help = FORMAT)]
    pub(crate) output: Option<String>,
    /// Same as -o json
    #[arg(long, conflicts_with = "output")]
    pub(crate) json: bool,
    /// Apply this jq filter to the verdict (json and ndjson)
    #[arg(long, value_name = "FILTER")]
    pub(crate) jq: Option<String>,
    /// Print texts of --jq without quotes, one a line
    #[arg(short, long, requires = "jq")]
    pub(crate) raw_text: bool,
    /// Write to this file; `-` is stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Also write a report, such as junit=connlog.xml; may be repeated
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) report: Vec<ReportTarget>,
    /// File in the repository that reports attach failures to
    #[arg(long, value_name = "FILE", requires = "report")]
    pub(crate) report_path: Option<String>,
}

fn freshness(text: &str) -> Result<FreshnessLimit, String> {
    if text == "auto" {
        return Ok(FreshnessLimit::BySchedule);
    }
    match time::duration(text)? {
        short if short < Duration::from_secs(60) => {
            Err("expected at least one minute, such as 24h, or auto".to_owned())
        }
        duration => TimeDelta::from_std(duration).map(FreshnessLimit::Within).map_err(|error| error.to_string()),
    }
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new([
        PossibleValue::new("table").help("text that fits the terminal"),
        PossibleValue::new("plain").help("text without truncation, with full times"),
        PossibleValue::new("json").help("the verdict as one object").alias("json-v1"),
        PossibleValue::new("ndjson").help("the verdict on one line").aliases(["jsonl", "ndjson-v1"]),
    ])
}
