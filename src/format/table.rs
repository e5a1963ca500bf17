//! `table`: one aligned line a record, fitted to the width of the terminal. Widths need every row, so rows are kept until
//! the end; lists that are long or never end want another format.

use std::io::{self, Write};

use comfy_table::{Cell, Table as Grid, presets::NOTHING};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::columns::{Column, Look, Outcome, Role};
use super::{Formatter, Spec, Style};
use crate::record::View;
use crate::term::{Palette, visible};

pub(super) const SPEC: Spec = Spec {
    name: "table",
    aliases: &[],
    about: "aligned columns that fit the terminal",
    machine: false,
    json: false,
    make: |style| Box::new(Table::new(style)),
};

/// Blank columns between two cells.
const GAP: u16 = 2;
/// What the last column keeps before the others give up theirs.
const COMFORT: usize = 28;
/// comfy-table counts columns in sixteen bits, and would wrap what does not fit.
const WIDEST: usize = 60_000;

struct Table {
    style: Style,
    look: Look,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

struct Row {
    outcome: Outcome,
    cells: Vec<String>,
}

impl Table {
    fn new(style: Style) -> Self {
        let look = Look {
            zone: style.zone,
            ages: style.terminal.then_some(style.now),
            short: style.width.is_some(),
        };
        let width = style.width.unwrap_or(u16::MAX);
        let mut columns = Column::all(&style);
        columns.retain(|column| column.from <= width && !(style.terminal && column.role == Role::Words));
        Self { style, look, columns, rows: Vec::new() }
    }

    /// The widths of the columns to be shown, by their place among all.
    fn fit(&self) -> Vec<(usize, usize)> {
        let natural = |(at, column): (usize, &Column)| {
            let widest = self.rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
            let width = if widest == 0 && self.style.fields.is_none() { 0 } else { widest.max(column.title.width()) };
            Room { at, least: column.least.min(width), most: column.most.min(width), natural: width, rank: column.rank }
        };
        let rooms = self.columns.iter().enumerate().map(natural).filter(|room| room.natural > 0).collect();
        fit(rooms, self.style.width.map_or(WIDEST, usize::from))
    }

    fn header(&self, column: &Column, width: usize) -> Cell {
        Cell::new(Palette::paint(self.style.palette.dim, &cut(&visible(&column.title).to_uppercase(), width)))
    }

    fn cell(&self, row: &Row, at: usize, width: usize) -> Cell {
        let palette = &self.style.palette;
        let text = cut(&row.cells[at], width);
        let style = match self.columns[at].role {
            Role::Outcome => row.outcome.style(palette),
            Role::Quiet => palette.dim,
            Role::Reason if !row.outcome.calls_for_a_look() => palette.dim,
            _ => owo_colors::Style::new(),
        };
        Cell::new(if text.is_empty() { text } else { Palette::paint(style, &text) })
    }
}

impl Formatter for Table {
    fn record(&mut self, _out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        let outcome = Outcome::of(view);
        let cell = |column: &Column| {
            let text = column.text(view, &self.look);
            let shown = visible(&text);
            if column.role == Role::Outcome && self.style.terminal {
                format!("{} {shown}", outcome.symbol())
            } else {
                shown.into_owned()
            }
        };
        let cells = self.columns.iter().map(cell).collect();
        self.rows.push(Row { outcome, cells });
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let shown = self.fit();
        let mut grid = Grid::new();
        grid.load_style(NOTHING).force_no_tty();
        grid.set_header(shown.iter().map(|&(at, width)| self.header(&self.columns[at], width)).collect::<Vec<_>>());
        for row in &self.rows {
            grid.add_row(shown.iter().map(|&(at, width)| self.cell(row, at, width)).collect::<Vec<_>>());
        }
        let last = shown.len() - 1;
        for (place, column) in grid.column_iter_mut().enumerate() {
            column.set_padding((0, if place == last { 0 } else { GAP }));
        }
        grid.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

/// What a column asks for.
struct Room {
    at: usize,
    least: usize,
    most: usize,
    natural: usize,
    rank: u8,
}

/// Drops columns, the least important first, until the rest has its least widths; then shares out `width` among them.
fn fit(mut rooms: Vec<Room>, width: usize) -> Vec<(usize, usize)> {
    let gaps = |count: usize| usize::from(GAP) * (count - 1);
    while rooms.len() > 1 && rooms.iter().map(|room| room.least).sum::<usize>() + gaps(rooms.len()) > width {
        let drop = (0..rooms.len()).max_by_key(|&place| (rooms[place].rank, place));
        drop.map(|place| rooms.remove(place));
    }
    let Some(last) = rooms.len().checked_sub(1) else { return Vec::new() };
    let room = width.saturating_sub(gaps(rooms.len()));
    let mut widths: Vec<usize> = rooms.iter().map(|room| room.natural).collect();
    let mut excess = widths.iter().sum::<usize>().saturating_sub(room);
    let mut give = |place: usize, floor: usize| {
        let given = widths[place].saturating_sub(floor).min(excess);
        widths[place] -= given;
        excess -= given;
    };
    let mut order: Vec<usize> = (0..last).collect();
    order.sort_by_key(|&place| std::cmp::Reverse((rooms[place].rank, place)));
    order.iter().for_each(|&place| give(place, rooms[place].most.max(rooms[place].least)));
    give(last, COMFORT);
    order.iter().for_each(|&place| give(place, rooms[place].least));
    give(last, 1);
    order.iter().for_each(|&place| give(place, 1));
    rooms.iter().map(|room| room.at).zip(widths).collect()
}

/// `text` in at most `width` columns, with `…` where something is missing.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let mut used = 0;
    // A run of characters without width must not make a cell endless.
    let mut kept: String = text
        .chars()
        .take(room * 4)
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= room
        })
        .collect();
    // A sequence may be wider than its characters, as an emoji with its presentation selector is.
    while kept.width() > room {
        kept.pop();
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample::{CONNECTIONS, POSTS, print, style};
    use crate::record::Kind;

    fn terminal(kind: Kind, width: u16, coloured: bool) -> Style {
        Style { width: Some(width), terminal: true, palette: Palette::new(coloured), ..style(kind) }
    }

    #[test]
    fn look() {
        for width in [40, 60, 80, 100, 120, 150] {
            println!("{}{width}", "-".repeat(usize::from(width)));
            println!("{}", print("table", &terminal(Kind::Connection, width, false), &CONNECTIONS));
            println!("{}", print("table", &terminal(Kind::Post, width, false), &POSTS));
        }
        println!("{}", print("table", &style(Kind::Connection), &CONNECTIONS));
        for format in ["plain", "md", "csv", "tsv", "json", "ndjson"] {
            println!("{}", print(format, &style(Kind::Post), &POSTS[1..3]));
        }
        println!("{}", print("json", &terminal(Kind::Post, 80, true), &POSTS[1..2]));
    }
}
