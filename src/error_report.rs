//! Formats the error that ends a command: text for people, one JSON line for programs.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use unicode_width::UnicodeWidthStr as _;

use crate::env::{self, Env};
use crate::output::formats;
use crate::output::terminal::Palette;
use connlog_core::error::{Error, Excerpt};
use connlog_core::escape::one_line;
use connlog_core::escape::visible;
use connlog_core::redact::{self, Reveal};

/// Returns whether errors are printed as JSON: by `CONNLOG_ERROR_FORMAT`, else with a machine format such as `-o json`.
///
/// Reads the unparsed arguments, because a command line that cannot be parsed also ends with an error.
pub(crate) fn as_json(arguments: &[OsString], env: &Env) -> bool {
    match env.get(env::ERROR_FORMAT) {
        Some("json") => true,
        Some("text") => false,
        _ => {
            let typed = output_format(arguments);
            typed.as_deref().or(env.get(env::OUTPUT)).and_then(formats::find).is_some_and(|spec| spec.machine)
        }
    }
}

/// Returns the name of the output format in the unparsed `arguments`.
fn output_format(arguments: &[OsString]) -> Option<String> {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str()).take_while(|word| *word != "--");
    let mut implied = None;
    while let Some(word) = words.next() {
        if word == "--json" || word.starts_with("--json=") {
            return Some("json".to_owned());
        }
        if word == "--jq" || word.starts_with("--jq=") {
            implied = Some("ndjson".to_owned());
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
    implied
}

/// Redacts secrets in the values that `error` quotes, and escapes line ends, which could imitate a line of the message.
pub(crate) fn sanitize_values(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| redact::prose(&one_line(text), Reveal::default());
    let values: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(shown(text)))),
            ContextValue::Strings(texts) => Some((kind, ContextValue::Strings(texts.iter().map(shown).collect()))),
            _ => None,
        })
        .collect();
    for (kind, value) in values {
        error.insert(kind, value);
    }
    error
}

/// Returns the first line of an error of clap.
pub(crate) fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("the command line cannot be read").trim_start_matches("error: ").to_owned()
}

/// Converts an error of clap into an error of connlog.
pub(crate) fn usage(error: &clap::Error) -> Error {
    let text = error.to_string();
    let what = first_line(error);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).skip(1);
    let tip = |line: &str| line.strip_prefix("tip: ").map(str::to_owned);
    let values =
        |line: &str| Some(format!("use one of {}", line.strip_prefix("[possible values: ")?.trim_end_matches(']')));
    let rest: Vec<&str> = lines.collect();
    let hint = rest.iter().find_map(|line| tip(line)).or_else(|| rest.iter().find_map(|line| values(line)));
    Error::usage(what).hint(hint.unwrap_or_else(|| "see connlog --help".to_owned()))
}

/// Formats an error as text: `error: what`, the excerpt with carets, `  cause: why`, `  try: what to do`.
pub(crate) fn text(fault: &Error, palette: &Palette) -> String {
    let mut text = format!("{} {}", Palette::paint(palette.bad, "error:"), visible(&fault.what));
    if let Some(excerpt) = &fault.excerpt {
        text.push_str(&excerpt_with_carets(excerpt, palette));
    }
    let lines = [("cause:", &fault.cause), ("try:", &fault.hint)];
    for (label, line) in lines.into_iter().filter_map(|(label, line)| Some((label, line.as_ref()?))) {
        text.extend(["\n  ", &*Palette::paint(palette.dim, label), " ", &*visible(line)]);
    }
    text
}

/// Formats the line of the excerpt, and carets below the wrong part. Cuts a long line to the surroundings of that part.
fn excerpt_with_carets(excerpt: &Excerpt, palette: &Palette) -> String {
    const AROUND: usize = 60;
    let Excerpt { text, at } = excerpt;
    let (Some(before), Some(place), Some(after)) = (text.get(..at.start), text.get(at.clone()), text.get(at.end..))
    else {
        return String::new();
    };
    let left = before.char_indices().rev().nth(AROUND).map_or(0, |(left, _)| left);
    let right = after.char_indices().nth(AROUND).map_or(after.len(), |(right, _)| right);
    let (open, close) = (if left > 0 { "…" } else { "" }, if right < after.len() { "…" } else { "" });
    let (before, after) = (format!("{open}{}", &before[left..]), format!("{}{close}", &after[..right]));
    let indent = visible(&before).width();
    let carets = "^".repeat(visible(place).width().max(1));
    let line = format!("{before}{place}{after}");
    format!("\n  {}\n  {:indent$}{}", visible(&line), "", Palette::paint(palette.bad, &carets))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, place: &str) -> Vec<String> {
        let start = text.find(place).unwrap();
        let excerpt = Excerpt { text: text.to_owned(), at: start..start + place.len() };
        let shown = excerpt_with_carets(&excerpt, &Palette::default());
        shown.lines().skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn carets_are_below_the_place_also_after_wide_and_escaped_characters() {
        assert_eq!(shown("a = bad", "bad"), ["  a = bad", "      ^^^"]);
        assert_eq!(shown("名前 = \u{1b}[31m", "="), ["  名前 = \\u{1b}[31m", "       ^"]);
        assert_eq!(shown("a\n= bad", "bad"), ["  a\\n= bad", "       ^^^"]);
    }

    #[test]
    fn a_long_line_is_cut_to_the_surroundings_of_the_place() {
        let lines = shown(&format!("{}HERE{}", "x".repeat(500), "y".repeat(500)), "HERE");
        assert!(lines[0].starts_with("  …xxx") && lines[0].ends_with("yyy…") && lines[0].chars().count() < 140);
        let caret = lines[1].find('^').unwrap();
        assert_eq!(lines[0].chars().skip(caret).take(4).collect::<String>(), "HERE");
    }
}
