//! `wide`: the table without a limit of its width. Nothing is cut, on a terminal and in pipes.

use super::{FormatSpec, table};
use crate::output::style::OutputStyle;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "wide",
    aliases: &[],
    about: "the table with all columns, in which nothing is cut",
    machine: false,
    json: false,
    named: true,
    make: |style| (table::SPEC.make)(without_limit(style)),
};

/// Returns the style of a table that no terminal limits: full times, ids and words.
fn without_limit(style: OutputStyle) -> OutputStyle {
    OutputStyle { width: None, terminal: false, ..style }
}

#[cfg(test)]
mod tests {
    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{CONNECTIONS, POSTS, print, style};
    use connlog_core::record::Kind;

    #[test]
    fn the_width_of_the_terminal_cuts_nothing() {
        for (kind, records) in [(Kind::Connection, &CONNECTIONS[..]), (Kind::Post, &POSTS[..])] {
            let narrow = OutputStyle { width: Some(40), terminal: true, ..style(kind) };
            let table = print("wide", &narrow, records);
            assert_eq!(table, print("wide", &style(kind), records));
            assert!(!table.contains("…\n") && !table.contains("…  "), "{table}");
        }
    }

    #[test]
    fn times_and_ids_are_complete() {
        let narrow = OutputStyle { width: Some(40), terminal: true, ..style(Kind::Connection) };
        let table = print("wide", &narrow, &CONNECTIONS[2..3]);
        for text in ["2026-11-20T10:12:00Z", "64e1f0a9e2b5af0012ab3502", "reconnect your LinkedIn account."] {
            assert!(table.contains(text), "{text} is missing from {table}");
        }
    }
}
