//! `table`: one aligned line a record, fitted to the width of the terminal. Widths need every row, so rows are kept until
//! the end; lists that are long or never end want another format.

use std::io::{self, Write};

use comfy_table::{Cell, Table as Grid, presets::NOTHING};
use unicode_width::UnicodeWidthStr as _;

use super::columns::{Column, Look, Role, Shown as _, Times, WIDE};
use super::fit::{GAP, Room, SPARE, cut, fit};
use super::{Formatter, Spec, Style};
use crate::record::View;
use crate::record::gist::Outcome;
use crate::term::{Palette, visible};

pub(super) const SPEC: Spec = Spec {
    name: "table",
    aliases: &[],
    about: "aligned columns that fit the terminal",
    machine: false,
    json: false,
    make: |style| Box::new(Table::new(style)),
};

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
        let times = match style.width {
            _ if style.terminal && style.ages => Times::Ages(style.now),
            Some(..WIDE) => Times::Brief,
            _ => Times::Full,
        };
        let look = Look { zone: style.zone, times, short: style.width.is_some() };
        let width = style.width.unwrap_or(u16::MAX);
        let mut columns = Column::all(&style);
        columns.retain(|column| column.from <= width && !(style.terminal && column.role == Role::Words));
        Self { style, look, columns, rows: Vec::new() }
    }

    /// The widths of the columns to be shown, by their place among all.
    fn fit(&self) -> Vec<(usize, usize)> {
        let natural = |(at, column): (usize, &Column)| {
            let widest = self.rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
            let missed = widest > 0 || self.style.fields.is_some() || column.rank < SPARE;
            let width = if missed { widest.max(column.title.width()) } else { 0 };
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
        let last = shown.len().saturating_sub(1);
        for (place, column) in grid.column_iter_mut().enumerate() {
            column.set_padding((0, if place == last { 0 } else { GAP }));
        }
        grid.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{CONNECTIONS, POSTS, fields, print, style};
    use crate::record::{Kind, json};

    fn terminal(kind: Kind, width: u16) -> Style {
        Style { width: Some(width), terminal: true, ..style(kind) }
    }

    #[test]
    fn eighty_columns_show_what_broke_and_why() {
        let expected = "\
TIME  EVENT                PLATFORM     ACCOUNT        REASON
3m    ✓ reconnect_success  linkedin     acme-corp      token until 2027-01-01
1h    ○ disconnect         linkedin     …ab3503        Token expired
1h    ○ disconnect         linkedin     …ab3502        auth_expired: LinkedIn …
3h    ✗ connect_failed     twitter                     oauth_denied: OAuth err…
27h   ✗ reconnect_failed   googlebusi…                 token_exchange_failed: …
5d    ✓ connect_success    instagram    株式会社アク…  token until 2027-01-19
5d    … account.paused     mastodon     …ab3500
";
        assert_eq!(print("table", &terminal(Kind::Connection, 80), &CONNECTIONS), expected);
    }

    #[test]
    fn without_a_terminal_words_and_full_times_stand_uncut() {
        let table = print("table", &style(Kind::Connection), &CONNECTIONS[2..3]);
        for text in ["2026-11-20T10:12:00Z", "failed", "64e1f0a9e2b5af0012ab3502", "reconnect your LinkedIn account."] {
            assert!(table.contains(text), "{text} is missing from {table}");
        }
        assert!(!table.contains(['○', '…']));
    }

    #[test]
    fn a_narrow_line_without_a_terminal_has_brief_times_and_leaves_out_what_the_event_says() {
        let table = print("table", &Style { width: Some(80), ..style(Kind::Connection) }, &CONNECTIONS);
        assert!(table.starts_with("TIME            EVENT              PLATFORM   ACCOUNT      REASON\n"), "{table}");
        assert!(table.contains("\n11-20 10:12:00  disconnect         linkedin   …ab3502"), "{table}");
    }

    #[test]
    fn no_records_print_nothing() {
        assert_eq!(print::<&str>("table", &terminal(Kind::Post, 80), &[]), "");
    }

    #[test]
    fn fields_are_the_columns_even_where_they_are_empty() {
        let style =
            Style { fields: Some(fields(&["error.code", "nothing", "accountId"])), ..terminal(Kind::Connection, 40) };
        let table = print("table", &style, &CONNECTIONS[3..5]);
        assert_eq!(table.lines().next().unwrap().split_whitespace().count(), 3, "{table}");
        let ids = print(
            "table",
            &Style { width: Some(10), fields: Some(fields(&["accountId"])), ..style },
            &CONNECTIONS[..1],
        );
        assert!(ids.ends_with("…012ab3503\n"), "{ids}");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        for kind in [Kind::Connection, Kind::Post] {
            let records: &[&str] = if kind == Kind::Post { &POSTS } else { &CONNECTIONS };
            for width in 40..160 {
                let plain = terminal(kind, width);
                let coloured = Style { palette: Palette::new(true), ..plain.clone() };
                let painted = print("table", &coloured, records);
                assert!(painted.contains('\u{1b}'));
                assert_eq!(strip(&painted), print("table", &plain, records));
            }
        }
    }

    fn strip(text: &str) -> String {
        let mut pieces = text.split('\u{1b}');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1)
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            texts in prop::collection::vec("\\PC{0,40}|[0-9a-f]{24}|❤️{1,30}|[\\x00-\\x7f]{0,20}", 7),
            width in 1_u16..200,
            some_fields in any::<bool>(),
        ) {
            let q: Vec<String> = texts.iter().map(|text| json::quote(text)).collect();
            let record = format!(
                r#"{{"eventType":{},"status":{},"platform":{},"accountId":{},"connectionMethod":{},"error":{{"code":{},"message":{}}}}}"#,
                q[0], q[1], q[2], q[3], q[4], q[5], q[6],
            );
            let fields = some_fields.then(|| fields(&["status", "error.code", "eventType", "error"]));
            let table = print("table", &Style { fields, ..terminal(Kind::Connection, width) }, &[&record, &record]);
            for line in table.lines() {
                prop_assert!(line.width() <= usize::from(width), "{} columns: {}", line.width(), line);
            }
            prop_assert!(table.lines().count() <= 3);
            prop_assert!(!table.chars().any(|character| character.is_control() && character != '\n'));
        }
    }
}
