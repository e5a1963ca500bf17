//! Formatters: convert records to escaped text.
//!
//! A format is one file that exports a [`FormatSpec`] named `SPEC`, and its name in the list `formats!`.

pub mod jq;
pub mod projection;

use std::io;

use crate::output::style::OutputStyle;
use crate::pipeline::EntryMark;
use connlog_core::record::ShownView;
use connlog_core::sanitize::Escaped;

/// Declares the modules of the formats and the list of their specs, in the order of help and completions.
macro_rules! formats {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// All formats.
        pub const FORMATS: &[FormatSpec] = &[$($module::SPEC),*];
    };
}

formats![table, wide, details, line, plain, json, ndjson, csv, tsv, md];

/// An output format.
pub struct FormatSpec {
    /// The name in `--output`.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// The description in help.
    pub about: &'static str,
    /// Whether it is for machines: colour only with `--color=always`, and errors as JSON.
    pub machine: bool,
    /// Whether the output is JSON, so that `--raw` and `--jq` apply.
    pub json: bool,
    /// Whether names replace the ids of accounts and profiles.
    pub named: bool,
    /// Creates a formatter.
    pub make: fn(OutputStyle) -> Box<dyn Formatter>,
}

impl FormatSpec {
    /// Returns whether the format keeps all rows until the end, to align them.
    pub fn is_table(&self) -> bool {
        matches!(self.name, "table" | "wide")
    }
}

/// Formats records one after another as escaped text. Errors are those of a filter of `--jq`.
pub trait Formatter {
    /// Writes the beginning. Called once before the first record, also without records.
    fn begin(&mut self, _out: &mut Escaped) -> io::Result<()> {
        Ok(())
    }

    /// Writes `view`, or keeps it until [`Formatter::finish`].
    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()>;

    /// Sets how the next record relates to the matches of a list with context. Formats for people show it; other formats
    /// ignore it.
    fn mark(&mut self, _out: &mut Escaped, _mark: EntryMark) {}

    /// Returns whether the text of a record is independent of other records, so that several formatters may share the work.
    fn is_stateless(&self) -> bool {
        false
    }

    /// Writes the end. Called once after the last record, also after an error.
    fn finish(&mut self, _out: &mut Escaped) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the sign before an entry of a list with context, as in `grep`; `None` for a separator.
pub(crate) const fn sign(mark: EntryMark) -> Option<&'static str> {
    match mark {
        EntryMark::Match => Some(":"),
        EntryMark::Context => Some("-"),
        EntryMark::Separator => None,
    }
}

/// Returns the format with this name or alias.
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
    use connlog_core::record::Kind;

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
                for kind in Kind::all() {
                    for terminal in [false, true] {
                        let style = OutputStyle { terminal, width: terminal.then_some(60), ..style(*kind) };
                        assert_inert(spec.name, &print(spec.name, &style, &[&record]));
                    }
                }
            }
        }
    }
}
