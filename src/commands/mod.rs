//! The command line: its root, and one file a command. The macro `commands!` lists them.

mod api_notes;
pub mod archive;
pub mod check;
pub mod completions;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod events;
pub mod explain;
pub mod help;
pub mod kind_lists;
pub mod list;
mod list_end;
mod listing;
pub mod mistakes;
pub mod preview;
pub(crate) mod saved_filters;
pub mod schema;
pub mod stats;
pub mod status;
pub mod summary;
pub mod syncs;
pub mod tail;
pub mod why;

use std::ffi::OsString;
use std::path::Path;

use clap::{ArgAction, ArgMatches, CommandFactory as _, FromArgMatches, Parser, Subcommand};

use self::kind_lists::KindListArgs;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiArgs;
use crate::args::input::FromArgs;
use crate::args::network::NetworkArgs;
use crate::args::output::DisplayArgs;
use crate::args::unused;
use crate::args::unused::InputNeeds;
use crate::config::provider;
use crate::output::formats;
use crate::sources;
use connlog_core::error::{Exit, Result};

/// A command: its flags are the fields of the type.
pub(crate) trait Command: clap::Args {
    /// What the command reads. Flags for anything else are a usage error.
    const INPUT: InputNeeds;

    /// Returns the ids in clap of the global flags that the help of the command hides.
    fn hidden_flags() -> Vec<clap::Id> {
        unused::rejected_flags(Self::INPUT)
    }

    /// Returns the file of `--out`.
    fn out(&self) -> Option<&Path> {
        None
    }

    /// Returns whether the command sends what it reads to an archive on a server.
    fn writes_to_server(&self) -> bool {
        false
    }

    /// Runs the command and returns how it ended.
    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit>;
}

/// Makes the subcommands of clap and their dispatch from the list of commands.
macro_rules! commands {
    ($(#[doc = $help:literal] $name:ident($args:ty),)+) => {
        #[derive(Debug, Subcommand)]
        enum Subcommands {
            $($name(Box<$args>),)+
        }

        /// The names of the commands, in the order of the help.
        const NAMES: &[&str] = &[$({
            const NAME: [u8; stringify!($name).len()] = lowercase(stringify!($name));
            match std::str::from_utf8(&NAME) {
                Ok(name) => name,
                Err(_) => "",
            }
        }),+];

        impl Subcommands {
            /// The file of `--out`.
            fn out(&self) -> Option<&Path> {
                match self {
                    $(Self::$name(args) => args.out(),)+
                }
            }

            /// What the command reads.
            const fn input(&self) -> InputNeeds {
                match self {
                    $(Self::$name(_) => <$args>::INPUT,)+
                }
            }

            fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
                match self {
                    $(Self::$name(args) => {
                        let name = stringify!($name).to_ascii_lowercase();
                        unused::check(&name, <$args>::INPUT, args.writes_to_server(), shared)?;
                        args.run(shared, app)
                    })+
                }
            }

            /// Adds the commands. clap makes the flags of a command only if the command line names it.
            fn augment(root: clap::Command) -> clap::Command {
                let make: [fn(clap::Command) -> clap::Command; NAMES.len()] = [$(with_flags::<$args>,)+];
                let help = [$($help,)+];
                NAMES.iter().zip(help).zip(make).fold(root, |root, ((name, help), make)| {
                    root.subcommand(clap::Command::new(*name).about(help.trim_start()).defer(make))
                })
            }
        }
    };
}

/// Inspect the connection and publishing logs of Late / Zernio, and the logs of Fivetran
///
/// Shows who connected or lost an account, how every publishing attempt and every sync ended, and why. Reads the HTTP API,
/// files, streams and database tables. Prints tables, JSON, NDJSON, CSV and more.
#[derive(Debug, Parser)]
#[command(name = "connlog", version, propagate_version = true, max_term_width = 100, args_override_self = true, subcommand_precedence_over_arg = true, disable_help_flag = true, disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct Cli {
    /// Print help (-h: one screen, connlog help COMMAND: explanations)
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    help: Option<bool>,
    #[command(subcommand)]
    command: CliCommand,
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
  connlog posts --post ID                every attempt to publish one post
  connlog posts --all -o ndjson          every attempt, one JSON object on each line
  connlog events --request ID            everything that one call to the API caused
  connlog tail -n 10                     the newest 10, then new ones as they happen
  connlog summary --since 1h             what broke, who must act, what to do
  connlog check --since 1d               exit code 10 if a connection failed
  connlog stats --since 1d --every 1h    what broke, where, since when
  connlog why ID                         the story behind a post or an account
  connlog explain oauth_denied           what a code means and what to do
  connlog events --from export.json.gz   the newest events of an exported log
  connlog syncs --from export.json.gz    the newest syncs of Fivetran connections
  connlog doctor                         where settings come from; tests the key

Exit codes: 0 done (also when nothing matched), 1 internal error, 2 usage,
3 configuration, 4 key, 5 not found, 6 network or server, 7 rate limit,
8 incomplete, 10 check failed, 11 check undecided, 130 interrupted, 143 terminated.";

commands! {
    /// List entries of several kinds together, newest first
    Events(events::EventsArgs),
    /// Sum up what broke: failures by cause, who must act, what to do, who is not resolved
    Summary(summary::SummaryArgs),
    /// Show the present state of accounts, the worst first
    Status(status::StatusArgs),
    /// Tell the story behind one id: its cause, what it hit, what to do
    Why(why::WhyArgs),
    /// List syncs of Fivetran connections; `show` draws one sync
    Syncs(syncs::SyncsArgs),
    /// Follow new entries, each once, also after interruptions
    Tail(tail::args::TailArgs),
    /// Check entries in CI jobs: conditions, exit code, reports
    Check(check::args::CheckArgs),
    /// Count failures, failure rates and durations, by group and time
    Stats(stats::StatsArgs),
    /// Archive what is new, each entry once, so that it outlives the retention of the API
    Archive(archive::ArchiveArgs),
    /// Explain error codes: meaning, who must act, and what to do
    Explain(explain::ExplainArgs),
    /// Print the JSON Schema of the records in json and ndjson
    Schema(schema::SchemaArgs),
    /// Show the origin of settings; check key, clock and quota
    Doctor(doctor::DoctorArgs),
    /// Show or change the configuration file: contexts, preferences
    Config(config::ConfigArgs),
    /// Serve the demo API on a loopback port until interrupted
    Demo(demo::DemoArgs),
    /// Print the completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Print the help of a command, or a topic such as exit-codes
    Help(help::HelpArgs),
}

/// Adds flags to a command that clap makes late. Help shows the global flags after them, without those in `hidden`.
fn globals_last(
    command: clap::Command,
    augment: impl FnOnce(clap::Command) -> clap::Command,
    hidden: &[clap::Id],
) -> clap::Command {
    let globals = command.get_arguments().count();
    let mut args = Vec::new();
    let command = augment(command.mut_args(|arg| if hidden.contains(arg.get_id()) { arg.hide(true) } else { arg }));
    // clap has no function that moves arguments. `mut_arg` for each one takes 1.1 of the 19 million instructions of a page.
    let command = command.mut_args(|arg| {
        args.push(arg);
        clap::Arg::default()
    });
    args.rotate_left(globals);
    let mut args = args.into_iter();
    command.mut_args(|_| args.next().unwrap_or_default())
}

/// Adds the flags of a command. Hides the global flags that the command rejects.
fn with_flags<A: Command>(command: clap::Command) -> clap::Command {
    let about = command.get_about().cloned().unwrap_or_default();
    let command = globals_last(command, A::augment_args, &A::hidden_flags());
    command.about(about).long_about(None::<&str>)
}

/// Returns the bytes of `text` in lower case; `N` is their number.
const fn lowercase<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(text.as_bytes());
    bytes.make_ascii_lowercase();
    bytes
}

/// A command: a list of one kind, or a command of `commands!`.
#[derive(Debug)]
enum CliCommand {
    List(Box<KindListArgs>),
    Other(Subcommands),
}

impl CliCommand {
    /// Returns the file of `--out`.
    fn out(&self) -> Option<&Path> {
        match self {
            Self::List(list) => list.out(),
            Self::Other(command) => command.out(),
        }
    }

    /// What the command reads.
    const fn input(&self) -> InputNeeds {
        match self {
            Self::List(_) => InputNeeds::Entries,
            Self::Other(command) => command.input(),
        }
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        match self {
            Self::List(list) => list.run(shared, app),
            Self::Other(command) => command.run(shared, app),
        }
    }
}

impl Subcommand for CliCommand {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        Subcommands::augment(KindListArgs::augment(command))
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        KindListArgs::kind(name).is_some() || Subcommands::has_subcommand(name)
    }
}

impl FromArgMatches for CliCommand {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let Some(kind) = matches.subcommand_name().and_then(KindListArgs::kind) else {
            return Subcommands::from_arg_matches_mut(matches).map(Self::Other);
        };
        let mut own = matches.remove_subcommand().map(|(_, own)| own).unwrap_or_default();
        KindListArgs::parse(kind, &mut own).map(|list| Self::List(Box::new(list)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Cli {
    /// Returns the command line for clap, with its help.
    pub fn clap_command() -> clap::Command {
        Self::command()
    }

    /// Parses a command line.
    ///
    /// # Errors
    ///
    /// Returns the error of clap, which also stands for help and version.
    pub fn parse_arguments(arguments: Vec<OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::clap_command();
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }

    /// Runs the command. `preferences` is the result of reading the configuration file, which only some commands need.
    pub fn run(self, preferences: Result<()>, app: &mut AppContext) -> Result<Exit> {
        app.quiet = self.look.quiet;
        if self.command.input() == InputNeeds::Entries
            && let Err(fault) = preferences
        {
            // Files need no configuration.
            let is_local = sources::select(&self.from).is_ok_and(|source| !source.capabilities.is_remote);
            if !is_local {
                return Err(fault);
            }
            app.warn(&format!("{fault}; the preferences are ignored"));
        }
        app.reveal = self.look.reveal();
        let out = self.command.out().map(Path::to_owned);
        if let Some(name) = out.as_deref().and_then(Path::to_str).filter(|name| formats::find(name).is_some()) {
            app.warn(&format!("--out {name} writes a file named `{name}`; -o {name} sets the format"));
        }
        let from = match self.command.input() {
            InputNeeds::Entries | InputNeeds::Api => self.from.with_provider(provider(&self.api, &app.env)),
            InputNeeds::Demo | InputNeeds::Nothing => self.from,
        };
        let shared = GlobalArgs { from, out, api: self.api, network: self.network, look: self.look };
        self.command.run(&shared, app)
    }
}
