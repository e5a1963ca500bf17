//! Replaces `@NAME` on the command line by the flags of the saved filter `[filter.NAME]`.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use super::Cli;
use crate::args::fivetran_filters::FIVETRAN_HEADING;
use crate::args::known_values::HEADING;
use crate::config::filters::{SavedFilters, SavedFlag};
use crate::env::Env;
use connlog_core::error::{Error, Result};

/// The commands without their own list that take filters.
const COMMANDS: [&str; 7] = ["events", "summary", "status", "syncs", "tail", "check", "stats"];

/// The headings of the flags that a filter may set.
const HEADINGS: [&str; 3] = [HEADING, FIVETRAN_HEADING, "Window"];

/// Replaces every `@NAME` that is no value of a flag. A flag on the command line replaces the same flag of the filter, except
/// `--where`, whose expressions must all be true.
///
/// # Errors
///
/// `usage` when there is no such filter, when the command takes none, or when the filter sets a flag that the command lacks.
pub(crate) fn expand(arguments: Vec<OsString>, env: &Env) -> Result<Vec<OsString>> {
    let texts: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    if !texts.iter().skip(1).any(|text| text.len() > 1 && text.starts_with('@')) {
        return Ok(arguments);
    }
    let mut root = Cli::clap_command();
    root.build();
    let Some(command) = texts.iter().skip(1).find_map(|text| root.find_subcommand(text)) else { return Ok(arguments) };
    // A free text may be the handle of an account, such as `@acme`.
    if !takes_filters(command) && command.get_positionals().any(|arg| arg.get_possible_values().is_empty()) {
        return Ok(arguments);
    }
    let mut expanded = Vec::with_capacity(arguments.len());
    let (mut filters, mut is_open) = (None, true);
    for (at, argument) in arguments.into_iter().enumerate() {
        is_open &= texts[at] != "--";
        let is_value = at > 0 && takes_value(command, &texts[at - 1]);
        match texts[at].strip_prefix('@').filter(|name| at > 0 && is_open && !is_value && !name.is_empty()) {
            None => expanded.push(argument),
            Some(name) => {
                require_filters(command)?;
                if filters.is_none() {
                    filters = Some(SavedFilters::load(env)?);
                }
                let Some(filters) = &filters else { continue };
                for flag in filters.find(name)? {
                    let arg = named(command, name, flag)?;
                    if flag.name == "where" || !texts.iter().any(|text| is_flag(arg, text)) {
                        expanded.extend(words(flag));
                    }
                }
            }
        }
    }
    Ok(expanded)
}

/// Returns whether the command accepts `@NAME`.
pub(super) fn takes_filters(command: &Command) -> bool {
    let name = command.get_name();
    COMMANDS.contains(&name) || super::kind_lists::KindListArgs::kind(name).is_some()
}

/// Returns an error for a command that takes no filters.
fn require_filters(command: &Command) -> Result<()> {
    if takes_filters(command) {
        return Ok(());
    }
    let name = command.get_name();
    Err(Error::usage(format!("`connlog {name}` does not take a saved filter"))
        .cause("a saved filter selects entries")
        .hint("use it with a list, summary, tail, check or stats"))
}

/// Returns the flag of the command that a filter sets.
fn named<'c>(command: &'c Command, filter: &str, flag: &SavedFlag) -> Result<&'c Arg> {
    let known = || {
        command.get_arguments().filter(|arg| arg.get_help_heading().is_some_and(|heading| HEADINGS.contains(&heading)))
    };
    let found = known().find(|arg| arg.get_long() == Some(&flag.name));
    found.ok_or_else(|| {
        let names: Vec<&str> = known().filter_map(Arg::get_long).collect();
        Error::usage(format!(
            "the saved filter `@{filter}` sets --{}, which `connlog {}` does not take",
            flag.name,
            command.get_name()
        ))
        .cause(format!("a filter of this command can set {}", names.join(", ")))
        .hint("correct the filter, or use it with another command")
    })
}

/// Returns the words of a flag on the command line.
fn words(flag: &SavedFlag) -> Vec<OsString> {
    match &*flag.values {
        [] => vec![format!("--{}", flag.name).into()],
        values => values.iter().map(|value| format!("--{}={value}", flag.name).into()).collect(),
    }
}

/// Returns whether a word of the command line is this flag.
fn is_flag(arg: &Arg, word: &str) -> bool {
    let long = arg
        .get_long()
        .is_some_and(|name| word.strip_prefix("--").is_some_and(|rest| rest.split('=').next() == Some(name)));
    let is_short =
        |short: char| word.strip_prefix('-').is_some_and(|rest| !rest.starts_with('-') && rest.starts_with(short));
    long || arg.get_short().is_some_and(is_short)
}

/// Returns whether the word is a flag whose value is the next word.
fn takes_value(command: &Command, word: &str) -> bool {
    let is_exact = |arg: &&Arg| {
        arg.get_long().is_some_and(|name| word.strip_prefix("--") == Some(name))
            || arg.get_short().is_some_and(|short| word == format!("-{short}"))
    };
    let arg = command.get_arguments().find(is_exact);
    arg.is_some_and(|arg| {
        matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && !arg.is_require_equals_set()
    })
}
