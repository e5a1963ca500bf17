//! `connlog completions`: prints the script that connects a shell with connlog, which then completes each command line.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, ArgAction, Args, ValueHint};
use clap_complete::Shell;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;

use super::kind_lists::KindListArgs;
use super::{Cli, Command, saved_filters};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::field_names;
use crate::args::unused::InputNeeds;
use crate::config::filters::SavedFilters;
use crate::config::overview::ConfigOverview;
use crate::env::{COMPLETE, Env};
use crate::output::reports::REPORTS;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::record::Kind;
use connlog_core::sanitize::Keep;
use connlog_core::time::IanaZone;

/// The flags whose values are names of fields.
const FIELD_FLAGS: [&str; 3] = ["fields", "sort", "context_by"];

/// Flags of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog completions bash > ~/.local/share/bash-completion/completions/connlog")]
pub(crate) struct CompletionsArgs {
    /// Shell
    shell: Shell,
}

impl Command for CompletionsArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, _: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        let (name, mut script) = (self.shell.to_string(), Vec::new());
        let shells = Shells::builtins();
        let shell = shells.completer(&name).ok_or_else(|| unknown_shell(&name))?;
        shell.write_registration(COMPLETE, "connlog", "connlog", "connlog", &mut script).map_err(failure)?;
        // connlog prints one candidate a line, because it escapes the separator of the library.
        let script = String::from_utf8_lossy(&script).replace(r"$'\013'", r"$'\n'");
        app.print_text(&format!("{}\n", script.trim()), Keep::TABS)?;
        Ok(Exit::Done)
    }
}

/// Completes a command line for the script of a shell, which sets the variable [`COMPLETE`] to the name of the shell. The
/// words of the command line follow `--` in `arguments`.
///
/// # Errors
///
/// `usage` for an unknown shell.
pub(crate) fn complete(shell: &str, arguments: &[OsString], app: &AppContext) -> Result<Exit> {
    let shells = Shells::builtins();
    let completer = shells.completer(shell).ok_or_else(|| unknown_shell(shell))?;
    let words: Vec<OsString> = arguments.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    let mut candidates = Vec::new();
    if !words.is_empty() {
        completer.write_complete(&mut tree(&app.env), words, Some(Path::new(".")), &mut candidates).map_err(failure)?;
    }
    app.print_text(&String::from_utf8_lossy(&candidates), Keep::TABS)?;
    Ok(Exit::Done)
}

/// A value that a shell offers.
#[derive(Clone)]
struct OfferedValue {
    value: String,
    about: Option<StyledStr>,
}

impl OfferedValue {
    fn saved_filter(name: &str) -> Self {
        Self { value: format!("@{name}"), about: Some(StyledStr::from("a saved filter")) }
    }

    fn plain(value: &str) -> Self {
        Self { value: value.to_owned(), about: None }
    }

    fn known(value: &PossibleValue) -> Self {
        Self { value: value.get_name().to_owned(), about: value.get_help().cloned() }
    }

    fn candidates(values: Vec<Self>) -> ArgValueCandidates {
        let candidate = |value: Self| CompletionCandidate::new(value.value).help(value.about);
        ArgValueCandidates::new(move || values.iter().cloned().map(candidate).collect())
    }
}

fn unknown_shell(name: &str) -> Error {
    Error::usage(format!("cannot complete for the shell `{name}`")).hint("use bash, zsh, fish, powershell or elvish")
}

fn failure(error: std::io::Error) -> Error {
    Error::new(Code::Internal, "cannot complete the command line").cause(error)
}

/// Returns the command line with the fields of each command, and the saved filters where a command accepts them.
fn tree(env: &Env) -> clap::Command {
    // A file that cannot be read has no names to offer; the command itself reports the error.
    let filters = SavedFilters::load(env).unwrap_or_default();
    let saved: Vec<OfferedValue> = filters.names().map(OfferedValue::saved_filter).collect();
    let open = open_values(env);
    let mut root = Cli::clap_command().mut_arg("from", |arg| arg.value_hint(ValueHint::AnyPath));
    // clap makes the flags of a command when it builds the command.
    root.build();
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let root = names.iter().fold(root, |root, name| {
        root.mut_subcommand(name, |command| with_open_values(with_own_values(command, &saved), &open))
    });
    root.mut_subcommand("config", |config| config.mut_subcommand("use", |command| with_open_values(command, &open)))
}

/// Returns flags with free values, and values that are often meant.
fn open_values(env: &Env) -> Vec<(&'static str, Vec<OfferedValue>)> {
    let contexts = ConfigOverview::read(env).map(|overview| overview.contexts).unwrap_or_default();
    let contexts: Vec<OfferedValue> = contexts.iter().map(|context| OfferedValue::plain(&context.name)).collect();
    let zones = ["utc", "local"].into_iter().chain(IanaZone::all().map(IanaZone::name));
    let listed = |values: &[&str]| values.iter().map(|value| OfferedValue::plain(value)).collect::<Vec<_>>();
    vec![
        ("name", contexts.clone()),
        ("context", contexts),
        ("tz", zones.map(OfferedValue::plain).collect()),
        ("since", listed(&["1h", "6h", "24h", "7d", "today", "yesterday", "monday"])),
        ("until", listed(&["1h", "6h", "24h", "today", "yesterday", "monday"])),
        ("every", listed(&["5m", "15m", "1h", "6h", "1d", "1w"])),
        ("report", REPORTS.iter().map(|report| OfferedValue::plain(&format!("{}=", report.name))).collect()),
    ]
}

/// Adds the candidates of flags with free values to a command.
fn with_open_values(command: clap::Command, open: &[(&'static str, Vec<OfferedValue>)]) -> clap::Command {
    open.iter().fold(command, |command, (flag, values)| {
        if !has_argument(&command, flag) {
            return command;
        }
        command.mut_arg(flag, |arg| arg.add(OfferedValue::candidates(values.clone())))
    })
}

/// Adds the candidates of one command.
fn with_own_values(command: clap::Command, saved: &[OfferedValue]) -> clap::Command {
    let kind = own_kind(command.get_name());
    let command = FIELD_FLAGS.into_iter().fold(command, |command, flag| match kind {
        Some(kind) if has_argument(&command, flag) => {
            command.mut_arg(flag, |arg| arg.add(ArgValueCandidates::new(move || field_names::candidates(kind))))
        }
        _ => command,
    });
    if saved.is_empty() || !saved_filters::takes_filters(&command) {
        return command;
    }
    let positional = command.get_positionals().next().map(|arg| arg.get_id().to_string());
    let Some(positional) = positional else {
        let candidates = OfferedValue::candidates(saved.to_vec());
        return command.arg(Arg::new("saved_filter").index(1).num_args(0..).action(ArgAction::Append).add(candidates));
    };
    command.mut_arg(positional, |arg| {
        let known = arg.get_possible_values();
        let values = known.iter().map(OfferedValue::known).chain(saved.iter().cloned()).collect();
        arg.add(OfferedValue::candidates(values))
    })
}

/// Returns the only kind whose fields a command has.
fn own_kind(command: &str) -> Option<Kind> {
    match command {
        "syncs" => Some(Kind::named("sync")),
        "status" => Some(Kind::named("state")),
        _ => KindListArgs::kind(command),
    }
}

fn has_argument(command: &clap::Command, id: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == id)
}
