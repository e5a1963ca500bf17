//! The command line: its root, and one file a command. What several commands need stands in `session`.

pub mod check;
pub mod completions;
pub mod demo;
pub mod doctor;
pub mod dry_run;
pub mod events;
pub mod explain;
pub mod list;
pub mod schema;
pub mod stats;
pub mod syncs;
pub mod tail;

use std::path::Path;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiArgs;
use crate::args::input::FromArgs;
use crate::args::network::NetworkArgs;
use crate::args::output::DisplayArgs;
use crate::args::unused;
use crate::args::unused::InputNeeds;
use connlog_core::error::{Exit, Result};

/// Inspect the connection and publishing logs of Late / Zernio, and those of Fivetran
///
/// Who connected or lost an account, what became of every publishing attempt and of every sync, and why. Reads the HTTP
/// API in both its dialects, files, streams and tables; prints tables for people, JSON, NDJSON, CSV and more for programs.
#[derive(Debug, Parser)]
#[command(name = "connlog", version, propagate_version = true, max_term_width = 100, args_override_self = true, subcommand_precedence_over_arg = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    from: FromArgs,
    #[command(flatten)]
    api: ApiArgs,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    look: DisplayArgs,
}

const EXAMPLES: &str = "\
Examples:
  connlog connections --demo             look around without a key
  connlog connections --status failed    who could not connect, and why
  connlog posts --since 6h               publishing attempts of the last 6 hours
  connlog posts --post ID                every attempt at publishing one post
  connlog posts --all -o ndjson          every attempt, one JSON object a line
  connlog events -n 20                   the newest 20 of both in one list
  connlog tail -n 10                     the newest 10, then new ones as they happen
  connlog check --since 1d               exit code 10 if a connection failed
  connlog stats --since 1d --every 1h    what broke, where, since when
  connlog explain oauth_denied           what a code means and what to do
  connlog events --from export.json.gz   every event of a log service's export
  connlog syncs --from export.json.gz    one row a sync of Fivetran's connections
  connlog doctor                         where settings come from; tests the key

Exit codes: 0 done (also when nothing matched), 1 internal error, 2 usage,
3 configuration, 4 key, 5 not found, 6 network or server, 7 rate limit,
8 incomplete, 10 check failed, 11 check undecided, 130 interrupted, 143 terminated.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Account connection events: who connected, failed to, or lost an account
    Connections(Box<list::ConnectionsArgs>),
    /// Post publishing attempts: what went out, what failed, and why
    Posts(Box<list::PostsArgs>),
    /// Entries of every kind in one list, newest first
    Events(Box<events::EventsArgs>),
    /// Runs of Fivetran's connections, one row a sync; one of them over time with `show`
    Syncs(Box<syncs::SyncsArgs>),
    /// New entries as they happen, none lost, none twice; goes on after any interruption
    Tail(Box<tail::args::TailArgs>),
    /// Judge what was logged: a verdict as exit code for CI jobs, reports as files
    Check(Box<check::args::CheckArgs>),
    /// Count entries: failures, failure rates and durations, by group and over time
    Stats(Box<stats::StatsArgs>),
    /// Say what an error code means, whose side it is on, and what to do
    Explain(explain::ExplainArgs),
    /// Print the JSON Schema of the records that json and ndjson show
    Schema(schema::SchemaArgs),
    /// Show where each setting comes from; check key, clock, quota and dialect
    Doctor(doctor::DoctorArgs),
    /// Serve the demo API on a loopback port until stopped
    Demo(demo::DemoArgs),
    /// Print the completion script for a shell
    Completions(completions::CompletionsArgs),
}

impl Cli {
    /// Does what was asked.
    pub fn run(self, process: &mut AppContext) -> Result<Exit> {
        process.quiet = self.look.quiet;
        process.reveal = self.look.reveal();
        let out = self.command.out().map(Path::to_owned);
        let shared = GlobalArgs { from: self.from, out, api: self.api, network: self.network, look: self.look };
        let (name, reads) = self.command.reads();
        unused::check(name, reads, &shared)?;
        match self.command {
            Command::Connections(args) => list::connections(&args, &shared, process),
            Command::Posts(args) => list::posts(&args, &shared, process),
            Command::Events(args) => events::run(&args, &shared, process),
            Command::Syncs(args) => syncs::run(&args, &shared, process),
            Command::Tail(args) => tail::run(&args, &shared, process),
            Command::Check(args) => check::run(&args, &shared, process),
            Command::Stats(args) => stats::run(&args, &shared, process),
            Command::Explain(args) => explain::run(&args, &shared, process),
            Command::Schema(args) => schema::run(&args, process),
            Command::Doctor(args) => doctor::run(&args, &shared, process),
            Command::Demo(args) => demo::run(&args, process),
            Command::Completions(args) => completions::run(&args, &mut Self::command(), process),
        }
    }
}

impl Command {
    /// The file of `--out`, for commands that print entries or what is counted of them.
    fn out(&self) -> Option<&Path> {
        match self {
            Self::Connections(args) => args.out(),
            Self::Posts(args) => args.out(),
            Self::Events(args) => args.out(),
            Self::Syncs(args) => args.out(),
            Self::Tail(args) => args.out(),
            Self::Check(args) => args.out(),
            Self::Stats(args) => args.out(),
            _ => None,
        }
    }

    /// Its name, and what it reads.
    const fn reads(&self) -> (&'static str, InputNeeds) {
        match self {
            Self::Connections(_) => ("connections", InputNeeds::Entries),
            Self::Posts(_) => ("posts", InputNeeds::Entries),
            Self::Events(_) => ("events", InputNeeds::Entries),
            Self::Syncs(_) => ("syncs", InputNeeds::Entries),
            Self::Tail(_) => ("tail", InputNeeds::Entries),
            Self::Check(_) => ("check", InputNeeds::Entries),
            Self::Stats(_) => ("stats", InputNeeds::Entries),
            Self::Explain(_) => ("explain", InputNeeds::Nothing),
            Self::Schema(_) => ("schema", InputNeeds::Nothing),
            Self::Doctor(_) => ("doctor", InputNeeds::Api),
            Self::Demo(_) => ("demo", InputNeeds::Nothing),
            Self::Completions(_) => ("completions", InputNeeds::Nothing),
        }
    }
}
