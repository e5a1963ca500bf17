//! Formatters: records in, text out, through a writer they are given.
//!
//! Adding a format is one file that exports a [`FormatSpec`] named `SPEC`, and its name in the list below.

pub mod jq;
pub mod projection;

use std::io;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use self::jq::JqFilter;
use crate::output::terminal::Palette;
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Kind, View};
use connlog_core::sanitize::Escaped;
use connlog_core::time::Zone;

/// Declares the formats' modules and the registry of their specs, in the order help and completions show them.
macro_rules! formats {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every format there is.
        pub const FORMATS: &[FormatSpec] = &[$($module::SPEC),*];
    };
}

formats![table, line, plain, json, ndjson, csv, tsv, md];

/// What the command line needs to know of a format, and how to make one.
pub struct FormatSpec {
    pub name: &'static str,
    /// Other spellings of the name.
    pub aliases: &'static [&'static str],
    pub about: &'static str,
    /// Machine formats get no colour unless it is typed, and turn errors into JSON.
    pub machine: bool,
    /// Whether `--raw` and `--jq` apply: the output is JSON.
    pub json: bool,
    pub make: fn(Style) -> Box<dyn Formatter>,
}

/// Everything about the output that is decided before the first record.
#[derive(Clone)]
pub struct Style {
    /// The kinds of the records: one, or several in one output.
    pub kinds: Vec<Kind>,
    pub palette: Palette,
    /// Columns to fit into; `None` where nothing may be cut.
    pub width: Option<u16>,
    /// Whether a person looks on: ages and symbols in place of full times and plain words, JSON indented.
    pub terminal: bool,
    pub zone: Zone,
    /// Whether a terminal shows ages; clock times of the zone where not.
    pub ages: bool,
    pub now: DateTime<Utc>,
    /// The fields asked for, in order; `None` for the format's own choice.
    pub fields: Option<Vec<FieldPath>>,
    /// The record's own bytes in place of the schema.
    pub raw: bool,
    /// Cells of `csv` and `tsv` that a spreadsheet would read as formulas get an apostrophe.
    pub csv_safe: bool,
    /// What makes other JSON of each record's.
    pub jq: Option<Arc<JqFilter>>,
}

/// Renders records one after another, as escaped text. An error is one of a filter of `--jq`.
pub trait Formatter {
    /// What stands before the first record, written also where none follows.
    fn begin(&mut self, _out: &mut Escaped) -> io::Result<()> {
        Ok(())
    }

    /// Writes `view`, or holds it back until enough is known of the others.
    fn record(&mut self, out: &mut Escaped, view: &View<'_>) -> io::Result<()>;

    /// Whether the text of a record is the same whatever stands before and after it, so that several formatters of one
    /// style may share the work.
    fn is_stateless(&self) -> bool {
        false
    }

    /// What stands behind the last record. Called whatever ends the run, so that what was begun is closed.
    fn finish(&mut self, _out: &mut Escaped) -> io::Result<()> {
        Ok(())
    }
}

/// The format of this name or alias.
pub fn find(name: &str) -> Option<&'static FormatSpec> {
    FORMATS.iter().find(|spec| spec.name == name || spec.aliases.contains(&name))
}

#[cfg(test)]
mod secrets_tests;
#[cfg(test)]
pub mod test_records;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::formats::test_records::{print, style};
    use connlog_core::json;

    #[test]
    fn names_and_aliases_are_unique_and_found() {
        let names = || FORMATS.iter().flat_map(|spec| spec.aliases.iter().chain([&spec.name]));
        assert!(names().all(|name| find(name).is_some()));
        assert!(names().all(|name| names().filter(|other| *other == name).count() == 1));
        assert_eq!(find("jsonl").map(|spec| spec.name), Some("ndjson"));
        assert!(find("xml").is_none());
    }

    fn assert_inert(format: &str, text: &str) {
        assert!(!text.contains("##["), "{format}: {text}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{format}: {text}");
        let acts =
            |c: char| json::rewrite::is_hostile(c) && c != '\n' && !(c == '\t' && matches!(format, "plain" | "tsv"));
        assert!(!text.chars().any(acts), "{format}: {text:?}");
    }

    proptest! {
        #[test]
        fn no_format_lets_a_record_act(text in "([ \n\t\r]|::|error::|##|\\[|\u{1b}\\[2J|\u{202e}|\u{85}|\u{9b}|\u{7f}|x|\\|){0,12}") {
            let value = json::quote(&text);
            let record = format!(
                r#"{{{value}:{value},"eventType":{value},"status":{value},"platform":{value},"createdAt":{value},"accountId":{value},
                "error":{{"code":{value},"message":{value}}},"response":{{"errorCode":{value}}},"metadata":[{value}]}}"#
            );
            for spec in FORMATS {
                for kind in Kind::ALL {
                    for terminal in [false, true] {
                        let style = Style { terminal, width: terminal.then_some(60), ..style(kind) };
                        assert_inert(spec.name, &print(spec.name, &style, &[&record]));
                    }
                }
            }
        }
    }
}
