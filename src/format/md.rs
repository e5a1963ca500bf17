//! `md`: a table in GitHub's Markdown, for issues, pull requests and job summaries.

use std::borrow::Cow;
use std::io::{self, Write};

use super::columns::{Column, Look};
use super::{Formatter, Spec, Style};
use crate::record::View;
use crate::term::visible;

pub(super) const SPEC: Spec = Spec {
    name: "md",
    aliases: &["markdown"],
    about: "a Markdown table",
    machine: false,
    json: false,
    make: |style| Box::new(Markdown::new(&style)),
};

struct Markdown {
    look: Look,
    columns: Vec<Column>,
}

impl Markdown {
    fn new(style: &Style) -> Self {
        Self { look: Look::full(style), columns: Column::narrow(style) }
    }
}

impl Formatter for Markdown {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        line(out, self.columns.iter().map(|column| column.title.as_ref().into()))?;
        writeln!(out, "|{}", " --- |".repeat(self.columns.len()))
    }

    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        line(out, self.columns.iter().map(|column| column.text(view, &self.look)))
    }
}

fn line<'c>(out: &mut dyn Write, cells: impl Iterator<Item = Cow<'c, str>>) -> io::Result<()> {
    let mut row = String::from("|");
    for cell in cells {
        row.push(' ');
        escape(&mut row, &visible(&cell));
        row.push_str(" |");
    }
    row.push('\n');
    out.write_all(row.as_bytes())
}

/// Adds `text` so that it is shown as it stands: no markup, no HTML, no second cell.
fn escape(row: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => row.push_str("&lt;"),
            '&' => row.push_str("&amp;"),
            '|' | '`' | '\\' | '*' | '[' | ']' | '~' => row.extend(['\\', character]),
            // Emphasis begins at the beginning of a word only.
            '_' if !row.ends_with(char::is_alphanumeric) => row.push_str("\\_"),
            other => row.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::format::Style;
    use crate::format::sample::{POSTS, fields, print, style};
    use crate::record::Kind;

    #[test]
    fn the_header_is_there_without_rows() {
        let style = Style { fields: Some(fields(&["id", "error.code"])), ..style(Kind::Post) };
        assert_eq!(print::<&str>("md", &style, &[]), "| id | error.code |\n| --- | --- |\n");
    }

    #[test]
    fn markup_in_values_stays_text() {
        let style = Style { fields: Some(fields(&["id"])), ..style(Kind::Post) };
        let record = r#"{"id":"a|b `c` <img> \\| \n* [x](y) &lt; _c_d_"}"#;
        let row = r"| a\|b \`c\` &lt;img> \\\| \\n\* \[x\](y) &amp;lt; \_c_d_ |";
        assert_eq!(print("md", &style, &[record]).lines().last(), Some(row));
    }

    #[test]
    fn every_row_has_the_cells_of_the_header() {
        let table = print("md", &style(Kind::Post), &POSTS);
        assert_eq!(table.lines().count(), 2 + POSTS.len());
        assert!(table.lines().all(|line| line.split(" |").count() == 8), "{table}");
    }
}
