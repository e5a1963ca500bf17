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
use super::{Formatter, FormatSpec, Style};
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
    style: Style,
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
    fn new(style: Style) -> Self {
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
        let rooms = self.columns.iter().enumerate().map(natural).filter(|room| room.natural > 0 && Some(room.at) != below).collect();
        fit(rooms, self.style.width.map_or(WIDEST, usize::from))
    }

    /// Returns the column whose text is below the rows, because `shown` gives it less than its useful width.
    fn below(&self, shown: &[(usize, usize)]) -> Option<usize> {
        let at = self.columns.iter().position(|column| column.may_be_below)?;
        let natural = self.rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
        let room = shown.iter().find(|(place, _)| *place == at).map_or(0, |(_, width)| *width);
        let is_wide = self.style.width.is_some_and(|width| usize::from(width) >= 5 * INDENT);
        (is_wide && room < natural.min(self.columns[at].most)).then_some(at)
    }

    /// Returns the lines of the text below `row`.
    fn lines_below(&self, row: &TableRow, at: usize) -> Vec<String> {
        let room = self.style.width.map_or(WIDEST, usize::from).saturating_sub(INDENT).max(1);
        let mut lines = wrap(&row.cells[at], room, LongWords::Break);
        if lines.len() > MOST_BELOW {
            let rest = lines.split_off(MOST_BELOW - 1);
            lines.push(cut(&rest.join(" "), room));
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::formats::test_records::{fields, print, style, CONNECTIONS, POSTS};
    use connlog_core::record::Kind;
use connlog_core::json;

    fn terminal(kind: Kind, width: u16) -> Style {
        Style { width: Some(width), terminal: true, ..style(kind) }
    }

    #[test]
    fn eighty_columns_show_failures_and_their_reasons() {
        let expected = "\
TIME  EVENT                PLATFORM   ACCOUNT            REASON
3m    ✓ reconnect_success  linkedin   acme-corp          token until 2027-01-01
1h    ○ disconnect         linkedin   acme-corp          Token expired
1h    ○ disconnect         linkedin   …ab3502            auth_expired: LinkedIn…
3h    ✗ connect_failed     twitter                       oauth_denied: OAuth er…
27h   ✗ reconnect_failed   googlebu…                     token_exchange_failed:…
5d    ✓ connect_success    instagram  株式会社アクメ 🎉  token until 2027-01-19
5d    … account.paused     mastodon   株式会社アクメ 🎉
";
        assert_eq!(print("table", &terminal(Kind::Connection, 80), &CONNECTIONS), expected);
    }

    #[test]
    fn without_a_terminal_words_and_times_are_complete() {
        let table = print("table", &style(Kind::Connection), &CONNECTIONS[2..3]);
        for text in ["2026-11-20T10:12:00Z", "failed", "64e1f0a9e2b5af0012ab3502", "reconnect your LinkedIn account."] {
            assert!(table.contains(text), "{text} is missing from {table}");
        }
        assert!(!table.contains(['○', '…']));
    }

    #[test]
    fn a_narrow_line_without_a_terminal_has_brief_times_and_omits_the_status() {
        let table = print("table", &Style { width: Some(80), ..style(Kind::Connection) }, &CONNECTIONS);
        assert!(table.starts_with("TIME            EVENT              ACCOUNT            REASON\n"), "{table}");
        assert!(table.contains("\n11-20 10:12:00  disconnect         …ab3502"), "{table}");
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
    fn account_and_time_are_kept_before_a_reason_that_few_rows_have() {
        let record = |at: usize, reason: &str| {
            format!(
                r#"{{"eventType":"reconnect_success","platform":"instagram","accountId":"64e1f0a9e2b5af0012ab35{at:02}",
                "createdAt":"2026-11-20T10:12:00Z","success":{{"username":"account_{at}"}},"error":{{"message":"{reason}"}}}}"#
            )
        };
        let records: Vec<String> =
            (0..9).map(|at| record(at, if at == 0 { "a reason that is long enough to be cut" } else { "" })).collect();
        for (terminal, last) in [(true, ["ACCOUNT", "REASON"]), (false, ["PLATFORM", "ACCOUNT"])] {
            let style = Style { width: Some(60), terminal, ..style(Kind::Connection) };
            let table = print("table", &style, &records);
            let header: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
            assert_eq!(header, [["TIME", "EVENT"], last].concat(), "{table}");
        }
    }

    #[test]
    fn the_time_is_never_cut_if_it_fits() {
        let failed = CONNECTIONS[2..3].repeat(3);
        let named = [
            r#"{"eventType":"reconnect_success","platform":"googlebusiness","accountId":"64e1f0a9e2b5af0012ab3501",
            "createdAt":"2026-11-20T10:12:00Z","success":{"username":"a_long_name"},"error":{"code":"c","message":"a long reason"}}"#,
        ];
        for records in [&CONNECTIONS[..], &failed, &named] {
            for (terminal, time) in [(true, "1h"), (false, "11-20 10:12:00")] {
                for width in 14..WIDE {
                    let style = Style { width: Some(width), terminal, ..style(Kind::Connection) };
                    let table = print("table", &style, records);
                    assert!(table.starts_with("TIME") && table.contains(&format!("\n{time}")), "{width}\n{table}");
                }
            }
        }
    }

    #[test]
    fn ids_are_complete_if_they_fit_and_accounts_have_known_names() {
        let post = r#"{"postId":"65f1c0a9e2b5af0012ab34cd","status":"failed","accountId":"64e1f0a9e2b5af0012ab3503","platform":"x"}"#;
        let named = r#"{"postId":"65f1c0a9e2b5af0012ab34ce","status":"failed","accountId":"64e1f0a9e2b5af0012ab3504","accountUsername":"acme","platform":"x"}"#;
        let same = r#"{"postId":"65f1c0a9e2b5af0012ab34cf","status":"failed","accountId":"64e1f0a9e2b5af0012ab3504","platform":"x"}"#;
        let wide = print("table", &terminal(Kind::Post, 200), &[post, named, same]);
        for text in ["65f1c0a9e2b5af0012ab34cd", "64e1f0a9e2b5af0012ab3503", "65f1c0a9e2b5af0012ab34ce"] {
            assert!(wide.contains(text), "{text} is missing from {wide}");
        }
        assert_eq!(wide.matches("acme").count(), 2, "{wide}");
        assert!(!wide.contains('…'), "{wide}");
        let long = "x".repeat(90);
        let full = post.replace("\"platform\"", &format!("\"response\":{{\"errorMessage\":\"{long}\"}},\"platform\""));
        assert!(print("table", &terminal(Kind::Post, 120), &[&full]).contains("…ab34cd"));
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
