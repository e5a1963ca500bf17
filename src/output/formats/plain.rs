//! `plain`: one line for each record with tabs between columns, for `cut`, `awk` and `grep`.

use std::io;

use crate::output::columns::{Column, CellContext};
use crate::pipeline::EntryMark;
use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use connlog_core::record::ShownView;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::escape::visible;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "plain",
    aliases: &[],
    about: "tabs between columns, without header and cuts",
    machine: false,
    json: false,
    named: false,
    make: |style| Box::new(PlainFormatter::new(&style)),
};

struct PlainFormatter {
    context: CellContext,
    columns: Vec<Column>,
    line: String,
    /// The sign of the next record in a list with context.
    sign: &'static str,
}

impl PlainFormatter {
    fn new(style: &OutputStyle) -> Self {
        Self { context: CellContext::full(style), columns: Column::narrow(style), line: String::new(), sign: "" }
    }
}

impl Formatter for PlainFormatter {
    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        self.line.clear();
        if !self.sign.is_empty() {
            self.line.push_str(self.sign);
            self.line.push('\t');
        }
        for (place, column) in self.columns.iter().enumerate() {
            if place > 0 {
                self.line.push('\t');
            }
            self.line.push_str(&visible(&column.text(view, &self.context)));
        }
        self.line.push('\n');
        out.text(&self.line, Keep::TABS);
        Ok(())
    }

    fn mark(&mut self, out: &mut Escaped, mark: EntryMark) {
        match super::sign(mark) {
            Some(sign) => self.sign = sign,
            None => out.literal("--\n"),
        }
    }

    fn is_stateless(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{fields, print, style, CONNECTIONS, POSTS};
    use connlog_core::record::Kind;

    #[test]
    fn a_line_has_full_values_between_tabs() {
        assert_eq!(
            print("plain", &style(Kind::Post), &POSTS[1..2]),
            "2026-11-20T11:59:40Z\tfailed\ttiktok\t@acme.tok\tmedia_upload\ttry 2\t\
             503 PLATFORM_ERROR: Chunk upload failed\n"
        );
        assert_eq!(
            print("plain", &style(Kind::Connection), &CONNECTIONS[4..5]),
            "2026-11-19T08:30:00Z\treconnect_failed\tfailed\tgooglebusiness\t\t\
             token_exchange_failed: Invalid identifier or password\\nTry again\n"
        );
    }

    #[test]
    fn neither_width_nor_terminal_changes_what_is_printed() {
        let on_terminal = OutputStyle { width: Some(40), terminal: true, ..style(Kind::Connection) };
        assert_eq!(print("plain", &on_terminal, &CONNECTIONS), print("plain", &style(Kind::Connection), &CONNECTIONS));
    }

    #[test]
    fn fields_are_the_columns_in_the_order_asked_for() {
        let style = OutputStyle { fields: Some(fields(&["error.message", "nothing", "createdAt"])), ..style(Kind::Connection) };
        assert_eq!(print("plain", &style, &CONNECTIONS[3..4]), "OAuth error: access_denied\t\t2026-11-20T09:00:00Z\n");
    }
}
