//! The help of `-h`, which fits one screen, and of `--help`, which shows every flag.

use std::ffi::OsString;

use clap::{Arg, Command};

use super::examples;

/// The flags of lists that `-h` shows.
const LIST: &str = "event post action webhook key request status-code platform status account where since limit all nth sort \
                    output fields from demo context";

/// The commands with more flags than a screen has lines, and the flags that `-h` shows.
const SCREENS: &[(&str, &str)] = &[
    ("connlog", "demo"),
    ("connections", LIST),
    ("posts", LIST),
    ("webhooks", LIST),
    ("requests", LIST),
    ("messages", LIST),
    ("workflows", LIST),
    (
        "events",
        "event action platform status account request where since limit all nth output follow from demo context",
    ),
    ("tail", "status platform where limit since resume exec for count output from demo context"),
    (
        "check",
        "status platform since max-failures max-failure-rate min-records fail-on unresolved count undecided report \
         output from demo",
    ),
    ("stats", "by every top sum max sort status platform where since until output from demo context"),
    ("summary", "platform status account where since output from demo context"),
    ("status", "platform status state account where output fields from demo context"),
    ("syncs", "connection service status where since limit all sort output fields from"),
];

/// The global flags that `-h` shows for commands that are not in [`SCREENS`].
const GLOBALS: [&str; 3] = ["from", "demo", "context"];

/// Texts of one line for flags whose help has several. A flag of one command only stands with its command.
const SHORT_TEXTS: &[(&str, &str, &str)] = &[
    ("", "output", "Format: details, wide, json, csv, ..."),
    ("", "nth", "Show only the Nth entry of the list"),
    ("", "since", "Start, such as 90m, 3d, today or 'yesterday 17:00'"),
    ("", "sort", "Sort by this field, such as duration:desc"),
    ("", "by", "Count by these fields, such as platform,code"),
    ("", "every", "Also count by time: 15m, 1h, 1d"),
    ("", "where", "Expression over fields, such as 'duration > 30s'"),
    ("check", "output", "Format: table, plain, json, ndjson"),
    ("check", "max-failures", "Allow up to N failures [default: 0]"),
    ("check", "max-failure-rate", "Allow this share of failures, such as 2%"),
    ("check", "min-records", "Require at least N entries [default: 1]"),
    ("check", "count", "Judge entries, or posts by their last attempts"),
    ("check", "fail-on", "What a failure is [default: status = failed]"),
    ("check", "unresolved", "Only failures without a later success"),
    ("check", "undecided", "Result of an undecided check: pass or fail"),
    ("check", "report", "Also write a report: junit=FILE, md=FILE, ..."),
    ("tail", "resume", "Continue where the last run of this name ended"),
    ("tail", "exec", "Run this command for each entry, as JSON on stdin"),
    ("tail", "output", "Format: line, details, ndjson, csv, ..."),
    ("syncs", "status", "Outcome, such as failed or rescheduled"),
];

/// The number of examples that `-h` shows.
const EXAMPLES: usize = 3;
/// The longest example that fits one line.
const LONGEST: usize = 78;

/// Returns the help for a command line with `-h` or `--help`. `clap` is the help of clap, whose usage names the command.
pub(crate) fn text(clap: &str, arguments: &[OsString]) -> String {
    let mut command = named_command(clap);
    let flags = arguments.iter().take_while(|argument| *argument != "--");
    let is_complete = flags.into_iter().any(|argument| argument == "--help");
    command = if is_complete { complete(command) } else { screen(command) };
    command.render_help().to_string()
}

/// Returns the command that the usage in `text` names, with its flags.
pub(crate) fn named_command(text: &str) -> Command {
    let mut command = crate::commands::Cli::clap_command();
    command.build();
    let usage = text.split_once("Usage: ").map_or("", |(_, usage)| usage);
    // The first word is the name of the program's file.
    for word in usage.split_whitespace().skip(1) {
        let Some(found) = command.find_subcommand(word) else { break };
        command = found.clone();
    }
    command
}

/// Shows every flag, also rare ones, and an example of each.
fn complete(command: Command) -> Command {
    let shown = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let further = examples::further(&command, &shown);
    command.mut_args(|arg| arg.hide_short_help(false)).after_help(format!("{shown}{further}"))
}

/// Leaves out rare flags, long lists and most examples, so that the help fits one screen.
fn screen(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let full_name = command.get_bin_name().unwrap_or(&name).to_owned();
    let listed = SCREENS.iter().find(|(screen, _)| *screen == name).map(|(_, flags)| *flags);
    let is_shown = |arg: &Arg| match (arg.get_long(), listed) {
        (None, _) => true,
        (Some("help" | "version"), _) => false,
        (Some(flag), Some(listed)) => listed.split_whitespace().any(|listed| listed == flag),
        (Some(flag), None) => GLOBALS.contains(&flag) || !arg.is_global_set(),
    };
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let command = command.mut_args(|arg| {
        let shown = is_shown(&arg);
        let texts = SHORT_TEXTS.iter().filter(|(_, flag, _)| arg.get_long() == Some(flag));
        let short = texts.filter(|(of, ..)| of.is_empty() || *of == name).max_by_key(|(of, ..)| of.len());
        let is_rare = arg.is_hide_short_help_set();
        let has_many_values = arg.get_possible_values().len() > 4;
        let arg = arg.hide_short_help(!shown || is_rare);
        let arg = if has_many_values || short.is_some() { arg.hide_possible_values(true) } else { arg };
        match short {
            Some((_, _, text)) => arg.help(*text).hide_default_value(true),
            None => arg,
        }
    });
    // The list of commands leaves room for fewer examples.
    let most = if full_name == "connlog" { EXAMPLES - 1 } else { EXAMPLES };
    command.after_help(format!("{}{}", first_examples(&examples, most), last_line(&full_name)))
}

/// Returns the first examples that fit one line, with their heading.
fn first_examples(text: &str, most: usize) -> String {
    let fits = |line: &&str| line.starts_with("  ") && line.chars().count() <= LONGEST;
    let lines: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).filter(fits).take(most).collect();
    if lines.is_empty() { String::new() } else { format!("Examples:\n{}\n\n", lines.join("\n")) }
}

/// Returns where the rest is.
fn last_line(full_name: &str) -> String {
    match full_name.strip_prefix("connlog ") {
        Some(name) => format!("{full_name} --help shows every flag, connlog help {name} explains them."),
        None => "connlog COMMAND -h helps with a command, connlog --help shows every flag and\n\
                 exit codes, connlog help TOPIC explains formats, expressions, environment."
            .to_owned(),
    }
}
