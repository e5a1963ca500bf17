//! The flags of `check`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::args::filters::EntryArgs;
use crate::args::kinds::KindWord;
use crate::args::window::WindowArgs;
use crate::output::reports::ReportTarget;
use connlog_core::gate::conditions::Percent;
use connlog_core::time;

const EXAMPLES: &str = "\
Examples:
  connlog check --demo
  connlog check --since 1h --max-failures 3
  connlog check --unresolved --by platform,account
  connlog check connections posts --max-failure-rate 2% --min-records 50
  connlog check --new-only --baseline known.json --write-baseline known.json
  connlog check --report junit=connlog.xml --report github
  connlog check syncs --from LOG.csv --unresolved --no-success-for 24h

Exit codes: 0 passed, 10 check failed, 11 check undecided (too few records, or the
window begins before what the API keeps), 8 incomplete, others as everywhere.";

const FORMAT: &str = "Format; without it text, as on a terminal (table) or as in a log (plain) [env: CONNLOG_OUTPUT]";

/// Flags of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Which entries to judge [default: connections]
    #[arg(value_name = "KIND", value_enum)]
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

/// The conditions, and what they come to.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conditions (any of them trips the gate)")]
pub(crate) struct GateArgs {
    /// At most N failures [default: 0, unless there is another condition of this kind]
    #[arg(long, value_name = "N")]
    pub(crate) max_failures: Option<u64>,
    /// At most this share of the records, like 2% or 0.5%
    #[arg(long, value_name = "P%")]
    pub(crate) max_failure_rate: Option<Percent>,
    /// Each of Fivetran's connections has a sync that succeeded in this time, like 24h (with --from)
    #[arg(long, value_name = "DURATION", value_parser = span)]
    pub(crate) no_success_for: Option<Duration>,
    /// At most N changes of schemas: tables created, altered, dropped, settings changed (with --from)
    #[arg(long, value_name = "N")]
    pub(crate) max_schema_changes: Option<u64>,
    /// No verdict with fewer records than this; 0 lets a quiet night pass
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_records: u64,
    /// What counts as a failure, in place of `status = failed`, like 'error.code = oauth_denied or durationMs > 30s'
    #[arg(long, value_name = "EXPR")]
    pub(crate) fail_on: Option<String>,
    /// Group by these fields, like platform,account; the conditions hold for each group
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Count only failures that no later success of the same account has healed
    #[arg(long)]
    pub(crate) unresolved: bool,
    /// Decide even if some entries could not be read
    #[arg(long)]
    pub(crate) allow_partial: bool,
    /// Print a failed check as a warning, and exit with 0
    #[arg(long, conflicts_with = "exit_zero")]
    pub(crate) warn_only: bool,
    /// Exit with 0 instead of 10 and 11
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// Failures that are known.
#[derive(Debug, Args)]
#[command(next_help_heading = "Baseline")]
pub(crate) struct BaselineArgs {
    /// Failures that are known, as --write-baseline wrote them
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Count only failures that the baseline lacks
    #[arg(long, requires = "baseline")]
    pub(crate) new_only: bool,
    /// Write the baseline's failures and those that count now
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// How the verdict looks and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct VerdictArgs {
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", value_parser = formats(), help = FORMAT)]
    pub(crate) output: Option<String>,
    /// Same as -o json
    #[arg(long, conflicts_with = "output")]
    pub(crate) json: bool,
    /// Filter in the jq language, applied to the verdict (json and ndjson)
    #[arg(long, value_name = "FILTER")]
    pub(crate) jq: Option<String>,
    /// Write to this file, `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write a report too, like junit=connlog.xml; may be repeated
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) report: Vec<ReportTarget>,
    /// The file of the repository that reports pin failures to
    #[arg(long, value_name = "FILE", requires = "report")]
    pub(crate) report_path: Option<String>,
}

fn span(text: &str) -> Result<Duration, String> {
    match time::duration(text)? {
        short if short < Duration::from_secs(60) => Err("at least a minute; write it like 24h".to_owned()),
        duration => Ok(duration),
    }
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new([
        PossibleValue::new("table").help("text that fits the terminal"),
        PossibleValue::new("plain").help("text that is not cut, times in full"),
        PossibleValue::new("json").help("the verdict as one object").alias("json-v1"),
        PossibleValue::new("ndjson").help("the same on one line").aliases(["jsonl", "ndjson-v1"]),
    ])
}
