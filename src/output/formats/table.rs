//! `table`: one aligned line for each record, fitted to the width of the terminal. The widths depend on all rows, so rows are
//! kept in memory until the end.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use comfy_table::{Cell, Table as Grid};
use comfy_table::presets::NOTHING;
use unicode_width::UnicodeWidthStr as _;

use crate::output::columns::{Column, CellContext, Role, OutcomeStyle as _, TimeStyle, VERY_WIDE, WIDE};
use crate::output::column_fit::{cut, fit, GAP, NARROW, ColumnWidth, SPARE};
use crate::pipeline::EntryMark;
use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use connlog_core::record::ShownView;
use connlog_core::record::semantics::{self, Outcome};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::escape::visible;
use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "table",
    aliases: &[],
    about: "aligned columns that fit the terminal",
    machine: false,
    json: false,
    named: true,
    make: |style| Box::new(TableFormatter::new(style)),
};

/// The width without a limit. comfy-table counts columns in 16 bits, and would wrap longer lines.
const WIDEST: usize = 60_000;
/// The least width of a column of reasons, if few rows have a reason.
const SPARSE: usize = 8;
/// The indent of a text below its row.
const INDENT: usize = 4;
/// The most lines of a text below its row.
const MOST_BELOW: usize = 3;

struct TableFormatter {
    style: OutputStyle,
    context: CellContext,
    columns: Vec<Column>,
    rows: Vec<TableRow>,
    /// The names of accounts by id, for entries without a name.
    names: HashMap<String, String>,
    /// The sign of the next record in a list with context, and whether it does not follow the record before it.
    sign: &'static str,
    is_separated: bool,
}

struct TableRow {
    sign: &'static str,
    is_separated: bool,
    outcome: Outcome,
    cells: Vec<String>,
    /// The complete ids of cells that show only their ends, with the index of the column.
    ids: Vec<(usize, String)>,
    /// The id of the account, if the entry has no name of it.
    nameless: Option<String>,
}

impl TableFormatter {
    fn new(style: OutputStyle) -> Self {
        let times = match style.width {
            _ if style.terminal && style.ages => TimeStyle::Ages(style.now),
            Some(..WIDE) => TimeStyle::Brief,
            _ => TimeStyle::Full,
        };
        let context = CellContext { zone: style.zone, times, short: style.width.is_some_and(|width| width < VERY_WIDE), names: Arc::clone(&style.names) };
        let width = style.width.unwrap_or(u16::MAX);
        let mut columns = Column::all(&style);
        columns.retain(|column| column.from <= width && !(style.terminal && column.role == Role::Words));
        Self { style, context, columns, rows: Vec::new(), names: HashMap::new(), sign: "", is_separated: false }
    }

    /// Returns the indexes and widths of the shown columns. The column `below` is none of them.
    fn fit(&self, below: Option<usize>) -> Vec<(usize, usize)> {
        let natural = |(at, column): (usize, &Column)| {
            let widest = self.rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
            let missed = widest > 0 || self.style.fields.is_some() || (column.rank < SPARE && !column.account);
            let width = if missed { widest.max(column.title.width()) } else { 0 };
            let filled = self.rows.iter().filter(|row| !row.cells[at].is_empty()).count();
            let is_sparse = column.role == Role::Reason && filled * 2 < self.rows.len();
            let least = if is_sparse { column.least.min(SPARSE) } else { column.least }.min(width);
            // A cut time is useless.
            let narrow = if column.rank == 0 && column.role == Role::Quiet { least } else { least.min(NARROW) };
            ColumnWidth { at, least, narrow, most: column.most.min(width), natural: width, rank: column.rank, is_account: column.account, is_reason: column.role == Role::Reason }
        };
        let columns = self.columns.iter().enumerate().map(natural).filter(|column| column.natural > 0 && Some(column.at) != below).collect();
        fit(columns, self.style.width.map_or(WIDEST, usize::from))
    }

    /// Returns the column whose text is below the rows, because `shown` gives it less than its useful width.
    fn below(&self, shown: &[(usize, usize)]) -> Option<usize> {
        let at = self.columns.iter().position(|column| column.may_be_below)?;
        let natural = self.rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
        let shown = shown.iter().find(|(place, _)| *place == at).map_or(0, |(_, width)| *width);
        let is_wide = self.style.width.is_some_and(|width| usize::from(width) >= 5 * INDENT);
        (is_wide && shown < natural.min(self.columns[at].most)).then_some(at)
    }

    /// Returns the lines of the text below `row`.
    fn lines_below(&self, row: &TableRow, at: usize) -> Vec<String> {
        let text_width = self.style.width.map_or(WIDEST, usize::from).saturating_sub(INDENT).max(1);
        let mut lines = wrap(&row.cells[at], text_width, LongWords::Break);
        if lines.len() > MOST_BELOW {
            let rest = lines.split_off(MOST_BELOW - 1);
            lines.push(cut(&rest.join(" "), text_width));
        }
        let style = if row.outcome.needs_attention() { owo_colors::Style::new() } else { self.style.palette.dim };
        let filled = lines.into_iter().filter(|line| !line.is_empty());
        filled.map(|line| format!("{:INDENT$}{}", "", Palette::paint(style, &line))).collect()
    }

    /// Adds the name of the account to entries without it, if other entries have it.
    fn name_accounts(&mut self) {
        let Some(at) = self.columns.iter().position(|column| column.account) else { return };
        for row in &mut self.rows {
            let name = row.nameless.as_ref().and_then(|id| self.names.get(id));
            if let (Some(name), Some(cell)) = (name, row.cells.get_mut(at)) {
                name.clone_into(cell);
                row.ids.retain(|(place, _)| *place != at);
            }
        }
    }

    /// Shows complete ids in the columns for which the line is wide enough.
    fn widen(&mut self, shown: &mut [(usize, usize)]) {
        let Some(width) = self.style.width.map(usize::from) else { return };
        let gaps = usize::from(GAP) * shown.len().saturating_sub(1);
        let mut left = width.saturating_sub(shown.iter().map(|(_, width)| width).sum::<usize>() + gaps);
        for (at, width) in shown {
            let ids = self.rows.iter().flat_map(|row| &row.ids).filter(|(place, _)| place == at);
            let Some(extra) = ids.map(|(_, id)| id.width()).max().map(|whole| whole.saturating_sub(*width)) else { continue };
            if extra > left {
                continue;
            }
            (*width, left) = (*width + extra, left - extra);
            for row in &mut self.rows {
                if let Some((_, id)) = row.ids.iter().find(|(place, _)| place == at) {
                    row.cells[*at].clone_from(id);
                }
            }
        }
    }

    fn header(&self, column: &Column, width: usize) -> Cell {
        Cell::new(Palette::paint(self.style.palette.dim, &cut(&visible(&column.title).to_uppercase(), width)))
    }

    fn cell(&self, row: &TableRow, at: usize, width: usize) -> Cell {
        let palette = &self.style.palette;
        let text = cut(&row.cells[at], width);
        let style = match self.columns[at].role {
            Role::Outcome => row.outcome.style(palette),
            Role::Quiet => palette.dim,
            Role::Reason if !row.outcome.needs_attention() => palette.dim,
            _ => owo_colors::Style::new(),
        };
        Cell::new(if text.is_empty() { text } else { Palette::paint(style, &text) })
    }
}

impl Formatter for TableFormatter {
    fn record(&mut self, _out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        let outcome = Outcome::from_view(view);
        let cell = |column: &Column| {
            let text = column.text(view, &self.context);
            let shown = visible(&text);
            if column.role == Role::Outcome && self.style.terminal {
                format!("{} {shown}", outcome.symbol())
            } else {
                shown.into_owned()
            }
        };
        let cells: Vec<String> = self.columns.iter().map(cell).collect();
        let whole = self.context.whole();
        let id = |(at, column): (usize, &Column)| {
            let id = column.id.then(|| visible(&column.text(view, &whole)).into_owned())?;
            (id != cells[at]).then_some((at, id))
        };
        let ids = self.columns.iter().enumerate().filter_map(id).collect();
        let mut nameless = view.text("accountId").map(Cow::into_owned);
        if let Some(name) = semantics::account_name(view)
            && let Some(id) = nameless.take()
        {
            self.names.entry(id).or_insert_with(|| visible(&name).into_owned());
        }
        let is_separated = std::mem::take(&mut self.is_separated);
        self.rows.push(TableRow { sign: self.sign, is_separated, outcome, cells, ids, nameless });
        Ok(())
    }

    fn finish(&mut self, out: &mut Escaped) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.name_accounts();
        let below = self.below(&self.fit(None));
        let mut shown = self.fit(below);
        self.widen(&mut shown);
        let mut grid = Grid::new();
        grid.load_style(NOTHING).force_no_tty();
        grid.set_header(shown.iter().map(|&(at, width)| self.header(&self.columns[at], width)).collect::<Vec<_>>());
        for row in &self.rows {
            grid.add_row(shown.iter().map(|&(at, width)| self.cell(row, at, width)).collect::<Vec<_>>());
        }
        let last = shown.len().saturating_sub(1);
        for (place, column) in grid.column_iter_mut().enumerate() {
            column.set_padding((0, if place == last { 0 } else { GAP }));
        }
        let keep = Keep::coloured(!self.style.palette.is_plain());
        for (place, line) in grid.lines().enumerate() {
            let row = place.checked_sub(1).and_then(|at| self.rows.get(at));
            if row.is_some_and(|row| row.is_separated) {
                out.literal("--\n");
            }
            let sign = if self.sign.is_empty() { String::new() } else { format!("{:<2}", row.map_or("", |row| row.sign)) };
            out.text(&format!("{}\n", format!("{sign}{line}").trim_end()), keep);
            if let (Some(row), Some(at)) = (row, below) {
                self.lines_below(row, at).iter().for_each(|line| out.text(&format!("{line}\n"), keep));
            }
        }
        Ok(())
    }

    fn mark(&mut self, _out: &mut Escaped, mark: EntryMark) {
        match super::sign(mark) {
            Some(sign) => self.sign = sign,
            None => self.is_separated = true,
        }
    }
}

#[cfg(test)]
mod tests;
