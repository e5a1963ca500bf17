//! Formats small aligned tables within a text of limited width.

use unicode_width::UnicodeWidthStr as _;

use super::column_fit::{ColumnWidth, GAP, cut, fit};

/// A column of a small table.
#[derive(Debug, Clone)]
pub(crate) struct TextColumn {
    pub(crate) title: String,
    /// Whether the cells are aligned to the right.
    pub(crate) right: bool,
    /// The width to which the column may be cut.
    least: usize,
    /// Columns of a higher rank are dropped first if the width is too small.
    pub(crate) rank: u8,
}

impl TextColumn {
    /// Creates a column of numbers.
    pub(crate) fn number(title: &str, rank: u8) -> Self {
        Self { title: title.to_owned(), right: true, least: usize::MAX, rank }
    }

    /// Creates a column of texts.
    pub(crate) fn text(title: &str, rank: u8) -> Self {
        Self { title: title.to_owned(), right: false, least: 10, rank }
    }

    /// Creates a column of accounts, which a reader recognises by most of the name.
    pub(crate) fn account(title: &str, rank: u8) -> Self {
        Self { least: 20, ..Self::text(title, rank) }
    }

    /// Creates a column of times, which are useless if they are cut.
    pub(crate) fn time(title: &str, rank: u8) -> Self {
        Self { least: usize::MAX, ..Self::text(title, rank) }
    }
}

/// Returns the lines of a table, the header first. Without a width, no text is cut.
pub(crate) fn lines(columns: &[TextColumn], rows: &[Vec<String>], width: Option<usize>) -> Vec<String> {
    let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let column_width = |(at, column): (usize, &TextColumn)| {
        let natural = rows.iter().map(|row| cell(row, at).width()).max().unwrap_or(0).max(column.title.width());
        let least = natural.min(column.least);
        ColumnWidth {
            at,
            least,
            narrow: least,
            most: natural.min(30),
            natural,
            rank: column.rank,
            is_account: false,
            is_reason: false,
        }
    };
    let shown = fit(columns.iter().enumerate().map(column_width).collect(), width.unwrap_or(usize::from(u16::MAX)));
    let line = |texts: &dyn Fn(usize) -> String| {
        let cells = shown.iter().filter_map(|(at, width)| {
            let text = cut(&texts(*at), *width);
            let blank = " ".repeat(width.saturating_sub(text.width()));
            Some(if columns.get(*at)?.right { blank + &text } else { text + &blank })
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(usize::from(GAP))).trim_end().to_owned()
    };
    let head = line(&|at| columns.get(at).map(|column| column.title.to_uppercase()).unwrap_or_default());
    let body = rows.iter().map(|row| line(&|at| cell(row, at)));
    [head].into_iter().chain(body).collect()
}
