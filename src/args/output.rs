//! Flags for the format and the destination of the output.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::field_names::FieldNames;
use crate::env::{self, Env};
use crate::output::formats::{self, FORMATS, FormatSpec};
use crate::output::terminal::ColorChoice;
use connlog_core::error::{Error, Result};
use connlog_core::redact::Reveal;

// Not doc comments: rustdoc would require backticks around variables, and help would show them.
// `connlog help COMMAND` prints the long texts.
const FORMAT: &str =
    "Format: table, wide, details, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]";
const FORMAT_LONG: &str = "Format: table (fits the terminal), wide (cuts nothing), details (one entry in full), line (one coloured line for each entry), plain (tabs, no header), \
                           json, ndjson, csv, tsv or md [env: CONNLOG_OUTPUT] [default: table, in pipes plain]";
const COLOUR: &str = "When to use colour: auto, always or never";
const COLOUR_LONG: &str = "When to use colour: auto, always or never \
                           [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]";

/// Format and destination of the output.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", value_parser = formats(), help = FORMAT,
        long_help = FORMAT_LONG, hide_possible_values = true)]
    pub output: Option<String>,
    /// Same as -o json, with only these fields if given
    #[arg(long, value_name = "FIELDS", num_args = 0..=1, require_equals = true, default_missing_value = "",
        conflicts_with = "output")]
    pub json: Option<String>,
    /// Print these fields in this order, such as time,code
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = FieldNames::Entries, hide_possible_values = true)]
    pub fields: Vec<String>,
    /// Apply this jq filter to each entry (json and ndjson)
    #[arg(long, value_name = "FILTER", conflicts_with = "raw")]
    pub jq: Option<String>,
    /// Print texts of --jq without quotes, one a line
    #[arg(short, long, requires = "jq")]
    pub raw_text: bool,
    /// Print entries byte for byte (json and ndjson)
    #[arg(long, conflicts_with = "fields")]
    pub raw: bool,
    /// Prefix formulas with an apostrophe (csv and tsv)
    #[arg(long)]
    pub csv_safe: bool,
    /// Write to this file; `-` is stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Colour, notes and hidden values; accepted by every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct DisplayArgs {
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "always",
        global = true, display_order = 900, help = COLOUR, long_help = COLOUR_LONG, hide_possible_values = true)]
    pub color: Option<ColorWhen>,
    /// Same as --color=never
    #[arg(long, conflicts_with = "color", global = true, display_order = 901)]
    pub no_color: bool,
    /// Print errors and warnings only, no notes
    #[arg(short, long, global = true, display_order = 902)]
    pub quiet: bool,
    /// Show ids instead of names in tables
    #[arg(long, global = true, display_order = 903)]
    pub no_names: bool,
    /// Show e-mail addresses and user names
    #[arg(long, global = true, display_order = 903)]
    pub show_personal: bool,
    /// Show passwords, tokens and keys in entries
    #[arg(long, global = true, display_order = 904)]
    pub show_secrets: bool,
}

/// Rewrites `--color WHEN` to `--color=WHEN`. A `--color` that no WHEN follows stays unchanged and means `always`.
pub fn join_color(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(arguments.len());
    let mut open = true;
    for argument in arguments {
        open &= argument != "--";
        let when = argument.to_str().filter(|text| ColorWhen::from_str(text, false).is_ok());
        match (joined.last_mut(), when) {
            (Some(last), Some(when)) if open && *last == "--color" => last.push(format!("={when}")),
            _ => joined.push(argument),
        }
    }
    joined
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

impl DisplayArgs {
    /// Returns which hidden values to show.
    pub const fn reveal(&self) -> Reveal {
        Reveal { secrets: self.show_secrets, personal: self.show_personal }
    }

    /// Returns when to use colour: from the flags, else from the environment.
    pub fn colour(&self, env: &Env) -> Result<ColorChoice> {
        let named = match (self.color, env.get(env::COLOR)) {
            _ if self.no_color => ColorWhen::Never,
            (Some(when), _) => when,
            (None, Some(text)) => ColorWhen::from_str(text, true).map_err(|_| {
                Error::config(format!("invalid {} `{text}`: expected auto, always or never", env::COLOR))
                    .hint(format!("correct or unset {}", env::COLOR))
            })?,
            (None, None) => ColorWhen::Auto,
        };
        Ok(match named {
            ColorWhen::Auto => ColorChoice::Auto,
            ColorWhen::Always if self.color.is_none() => ColorChoice::ForPeople,
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        })
    }
}

impl OutputArgs {
    /// Returns the format of a list. `terminal`: the list goes to a terminal.
    pub fn spec(&self, env: &Env, terminal: bool) -> Result<&'static FormatSpec> {
        self.spec_or(env, if terminal { "table" } else { "plain" })
    }

    /// Returns the format from the flags, else from the environment, else `default`.
    pub fn spec_or(&self, env: &Env, default: &'static str) -> Result<&'static FormatSpec> {
        let is_json = |name: &str| formats::find(name).is_some_and(|spec| spec.json);
        let (name, origin) = match (&self.output, env.get(env::OUTPUT)) {
            (None, _) if self.raw_text => ("ndjson", "--raw-text"),
            _ if self.json.is_some() => ("json", "--json"),
            (Some(name), _) if self.raw_text && is_json(name) => ("ndjson", "--raw-text"),
            (Some(name), _) => (name.as_str(), "--output"),
            (None, name) if self.jq.is_some() && !name.is_some_and(is_json) => ("ndjson", "--jq"),
            (None, Some(name)) => (name, env.origin(env::OUTPUT)),
            (None, None) => (default, "default"),
        };
        let spec = formats::find(name).ok_or_else(|| {
            let known: Vec<&str> = FORMATS.iter().map(|spec| spec.name).collect();
            Error::config(format!("unknown format `{name}`"))
                .cause(format!("{origin} sets it"))
                .hint(format!("use one of {}", known.join(", ")))
        })?;
        for (flag, used) in [("--raw", self.raw), ("--jq", self.jq.is_some())] {
            if used && !spec.json {
                return Err(Error::usage(format!("{flag} requires the format json or ndjson"))
                    .cause(format!("the format is {}", spec.name))
                    .hint("add -o json or -o ndjson"));
            }
        }
        if self.csv_safe && !matches!(spec.name, "csv" | "tsv") {
            return Err(Error::usage("--csv-safe requires the format csv or tsv")
                .cause(format!("the format is {}", spec.name))
                .hint("add -o csv or -o tsv"));
        }
        Ok(spec)
    }

    /// Returns the first of these flags that is in use.
    pub fn used(&self) -> Option<&'static str> {
        let flags = [
            ("--output", self.output.is_some()),
            ("--json", self.json.is_some()),
            ("--fields", !self.fields.is_empty()),
            ("--jq", self.jq.is_some()),
            ("--raw-text", self.raw_text),
            ("--raw", self.raw),
            ("--csv-safe", self.csv_safe),
            ("--out", self.out.is_some()),
        ];
        flags.into_iter().find(|(_, used)| *used).map(|(flag, _)| flag)
    }

    /// Returns whether `--fields` names nothing, as with an unset variable of the shell.
    pub fn has_blank_fields(&self) -> bool {
        !self.fields.is_empty() && self.fields.iter().all(|field| field.trim().is_empty())
    }

    /// Returns the fields of `--json` and `--fields`.
    pub fn fields(&self) -> Vec<&str> {
        let listed = self.json.iter().flat_map(|list| list.split(',')).chain(self.fields.iter().map(String::as_str));
        listed.map(str::trim).filter(|field| !field.is_empty()).collect()
    }
}

fn formats() -> PossibleValuesParser {
    use clap::builder::PossibleValue;
    let values = FORMATS.iter().map(|spec| PossibleValue::new(spec.name).help(spec.about).aliases(spec.aliases));
    PossibleValuesParser::new(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn color_takes_its_value_in_both_forms() {
        for (typed, expected) in [
            ("connlog --color never posts", "connlog --color=never posts"),
            ("connlog posts --color auto", "connlog posts --color=auto"),
            ("connlog --color posts", "connlog --color posts"),
            ("connlog --color=always never", "connlog --color=always never"),
            ("connlog tail -- --color never", "connlog tail -- --color never"),
        ] {
            let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
            assert_eq!(join_color(words(typed)), words(expected));
        }
    }
}
