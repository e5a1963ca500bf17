//! How a failure is told: text for people, one JSON line for programs.

use std::ffi::OsString;

use crate::env::{self, Env};
use crate::error::Fault;
use crate::format;
use crate::term::{Palette, visible};

/// Whether errors are wanted as JSON: `CONNLOG_ERROR_FORMAT` says so, or the output format is a machine's. Read from
/// the bare arguments, since a command line that cannot be parsed has an error to tell too.
pub(crate) fn as_json(arguments: &[OsString], env: &Env) -> bool {
    match env.get(env::ERROR_FORMAT) {
        Some("json") => true,
        Some("text") => false,
        _ => {
            let typed = format_typed(arguments);
            typed.as_deref().or(env.get(env::OUTPUT)).and_then(format::find).is_some_and(|spec| spec.machine)
        }
    }
}

fn format_typed(arguments: &[OsString]) -> Option<String> {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str()).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--json" || word.starts_with("--json=") {
            return Some("json".to_owned());
        }
        if matches!(word, "-o" | "--output" | "--format") {
            return words.next().map(str::to_owned);
        }
        let glued = ["--output=", "--format=", "-o="].iter().find_map(|flag| word.strip_prefix(flag));
        let short = || word.strip_prefix("-o").filter(|_| !word.starts_with("--"));
        if let Some(name) = glued.or_else(short) {
            return Some(name.to_owned());
        }
    }
    None
}

/// A command line that could not be parsed, as a fault.
pub(crate) fn usage(error: &clap::Error) -> Fault {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let what = lines.next().unwrap_or("the command line cannot be read").trim_start_matches("error: ").to_owned();
    let tip = lines.find_map(|line| line.strip_prefix("tip: ").map(str::to_owned));
    Fault::usage(what).hint(tip.unwrap_or_else(|| "see connlog --help".to_owned()))
}

/// `error: what`, `  cause: why`, `  try: what to do`.
pub(crate) fn text(fault: &Fault, palette: &Palette) -> String {
    let mut text = format!("{} {}", Palette::paint(palette.bad, "error:"), visible(&fault.what));
    let lines = [("cause:", &fault.cause), ("try:", &fault.hint)];
    for (label, line) in lines.into_iter().filter_map(|(label, line)| Some((label, line.as_ref()?))) {
        text.extend(["\n  ", &*Palette::paint(palette.dim, label), " ", &*visible(line)]);
    }
    text
}
