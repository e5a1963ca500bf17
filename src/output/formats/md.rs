//! `md`: a table in the Markdown of GitHub, for issues, pull requests and job summaries.

use std::borrow::Cow;
use std::io;

use crate::output::columns::{Column, CellContext};
use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use crate::output::markdown;
use connlog_core::record::ShownView;
use connlog_core::sanitize::{Escaped, Keep};

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "md",
    aliases: &["markdown"],
    about: "a Markdown table",
    machine: false,
    json: false,
    named: true,
    make: |style| Box::new(MarkdownFormatter::new(&style)),
};

struct MarkdownFormatter {
    context: CellContext,
    columns: Vec<Column>,
}

impl MarkdownFormatter {
    fn new(style: &OutputStyle) -> Self {
        Self { context: CellContext::full(style), columns: Column::narrow(style) }
    }
}

impl Formatter for MarkdownFormatter {
    fn begin(&mut self, out: &mut Escaped) -> io::Result<()> {
        line(out, self.columns.iter().map(|column| column.title.as_ref().into()));
        out.literal("|");
        self.columns.iter().for_each(|_| out.literal(" --- |"));
        out.literal("\n");
        Ok(())
    }

    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        line(out, self.columns.iter().map(|column| column.text(view, &self.context)));
        Ok(())
    }
}

fn line<'c>(out: &mut Escaped, cells: impl Iterator<Item = Cow<'c, str>>) {
    let mut row = String::from("|");
    for cell in cells {
        row.push(' ');
        row.push_str(&markdown::inert(&cell));
        row.push_str(" |");
    }
    row.push('\n');
    out.text(&row, Keep::LINES);
}

#[cfg(test)]
mod tests {
    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{fields, print, style, POSTS};
    use connlog_core::record::Kind;

    #[test]
    fn the_header_is_there_without_rows() {
        let style = OutputStyle { fields: Some(fields(&["id", "error.code"])), ..style(Kind::Post) };
        assert_eq!(print::<&str>("md", &style, &[]), "| id | error.code |\n| --- | --- |\n");
    }

    #[test]
    fn markup_in_values_stays_text() {
        let style = OutputStyle { fields: Some(fields(&["id"])), ..style(Kind::Post) };
        let record = r#"{"id":"a|b `c` <img> \\| \n* [x](y) & _c_d_"}"#;
        let row = r"| a\|b \`c\` &lt;img&gt; \\\| \\n\* \[x\](y) &amp; \_c_d_ |";
        assert_eq!(print("md", &style, &[record]).lines().last(), Some(row));
    }

    #[test]
    fn text_that_a_host_would_interpret_is_code() {
        let style = OutputStyle { fields: Some(fields(&["id", "x"])), ..style(Kind::Post) };
        for live in ["@org/team", "#12", "https://x.example", "www.x.example", "$math$", "a|@b", ":tada:"] {
            let cell = format!("`{}`", live.replace('|', "\\|"));
            let row = print("md", &style, &[format!("{{\"id\":\"{live}\"}}")]);
            assert_eq!(row.lines().last(), Some(&*format!("| {cell} |  |")));
        }
    }

    #[test]
    fn every_row_has_the_cells_of_the_header() {
        let table = print("md", &style(Kind::Post), &POSTS);
        assert_eq!(table.lines().count(), 2 + POSTS.len());
        assert!(table.lines().all(|line| line.split(" |").count() == 8), "{table}");
    }
}
