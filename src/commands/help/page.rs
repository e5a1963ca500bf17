//! Lays out Markdown for a terminal: headings in bold, text wrapped, tables as indented entries.

use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};

/// The indent of what a table says about its first column.
const INDENT: &str = "    ";

/// Returns the page `markdown` in lines of at most `width` columns. Code blocks keep their lines.
pub(super) fn layout(markdown: &str, width: usize, palette: &Palette) -> String {
    let mut text = String::new();
    let mut is_code = false;
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            text.push_str(&format!("  {line}\n"));
        } else if let Some(title) = line.strip_prefix("# ") {
            text.push_str(&(Palette::paint(palette.strong, title) + "\n"));
        } else if line.is_empty() {
            text.push('\n');
        } else if line.starts_with('|') {
            // The row of dashes follows the head of a table. Neither is shown.
            if lines.next_if(|next| next.starts_with("| ---")).is_none() {
                text.push_str(&entry(line, width, palette));
            }
        } else {
            let mut paragraph = line.to_owned();
            while let Some(next) = lines.next_if(|next| continues(next)) {
                paragraph.push(' ');
                paragraph.push_str(next.trim_start());
            }
            let hanging = if paragraph.starts_with("- ") { "  " } else { "" };
            let joint = format!("\n{hanging}");
            let text_width = width.saturating_sub(hanging.len()).max(20);
            text.push_str(&(wrap(&paragraph.replace('`', ""), text_width, LongWords::Keep).join(&joint) + "\n"));
        }
    }
    text
}

/// Returns whether a line belongs to the paragraph or list item before it.
fn continues(line: &str) -> bool {
    let is_numbered = line.starts_with(|first: char| first.is_ascii_digit());
    !line.is_empty() && !is_numbered && !["- ", "| ", "```", "# "].iter().any(|start| line.starts_with(start))
}

/// Returns a row of a table: the first cell on one line, the others below it.
fn entry(row: &str, width: usize, palette: &Palette) -> String {
    let cells = row.trim().trim_start_matches("| ").trim_end_matches(" |").split(" | ");
    let mut cells = cells.map(|cell| cell.replace('`', "").replace("\\|", "|"));
    let first = Palette::paint(palette.strong, &cells.next().unwrap_or_default());
    let text_width = width.saturating_sub(INDENT.len()).max(20);
    let rest = cells.filter(|cell| !cell.trim().is_empty()).flat_map(|cell| wrap(&cell, text_width, LongWords::Keep));
    let lines = rest.fold(String::new(), |lines, line| lines + INDENT + &line + "\n");
    format!("{first}\n{lines}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_wrapped_text_whole_code_and_entries_for_rows() {
        let page = "# Title\n\nSome `code` and text\nthat goes over two lines.\n\n- an item that is\n  too long\n- next\n\n\
                    | name | what |\n| --- | --- |\n| `a` | 1 | the effect of it |\n\n```sh\nconnlog posts --a-long-flag\n```\n";
        let expected = "Title\n\nSome code and text that\ngoes over two lines.\n\n- an item that is too\n  long\n- next\n\n\
                        a\n    1\n    the effect of it\n\n  connlog posts --a-long-flag\n";
        assert_eq!(layout(page, 24, &Palette::default()), expected);
    }
}
