//! `line`: one coloured line for each entry of any kind, for `tail`. On a terminal, lines fit the width, and a new date has
//! a separate line. In pipes and files, no text is cut and times are complete.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use owo_colors::Style as Paint;
use unicode_width::UnicodeWidthStr as _;

use crate::output::columns::{Column, CellContext, Role, OutcomeStyle as _, TimeStyle, VERY_WIDE};
use crate::output::columns::kinds::lines;
use crate::output::column_fit::{cut, fit, GAP, NARROW, ColumnWidth};
use crate::pipeline::EntryMark;
use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use connlog_core::record::ShownView;
use connlog_core::record::semantics::Outcome;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::escape::visible;
use crate::output::terminal::Palette;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "line",
    aliases: &[],
    about: "one coloured line for each entry",
    machine: false,
    json: false,
    named: true,
    make: |style| Box::new(LineFormatter::new(&style)),
};

/// The width of a symbol and the blank before it.
const SYMBOL: usize = 2;
/// The initial capacity of a line in bytes.
const LENGTH: usize = 192;
/// The width of a full time with milliseconds and zone.
const FULL: usize = 29;

struct LineFormatter {
    context: CellContext,
    palette: Palette,
    terminal: bool,
    columns: Vec<Column>,
    /// The indexes and widths of the shown columns. Without a line width, no text is cut to them.
    widths: Vec<(usize, usize)>,
    /// Whether the columns are the fields of `--fields`.
    listed: bool,
    width: Option<usize>,
    /// The last printed date.
    day: String,
    /// The sign of the next record in a list with context.
    sign: &'static str,
}

impl LineFormatter {
    fn new(style: &OutputStyle) -> Self {
        let times = if style.terminal { TimeStyle::Clock } else { TimeStyle::Full };
        let context = CellContext { zone: style.zone, times, short: style.width.is_some_and(|width| width < VERY_WIDE), names: Arc::clone(&style.names) };
        let width = style.width.map(usize::from);
        let columns = if style.fields.is_some() { Column::all(style) } else { lines() };
        let fitted = |width: usize| {
            let column_width = |(at, column): (usize, &Column)| {
                let natural = if column.role == Role::Reason { width } else { column.most };
                let whole = if at == 0 && times == TimeStyle::Full { FULL } else { 0 };
                let [least, most, natural] = [column.least, column.most, natural].map(|width| width.max(whole));
                let narrow = if at == 0 { least } else { least.min(NARROW) };
                ColumnWidth { at, least, narrow, most, natural, rank: column.rank, is_account: false, is_reason: false }
            };
            fit(columns.iter().enumerate().map(column_width).collect(), width.saturating_sub(SYMBOL))
        };
        let natural = || columns.iter().enumerate().map(|(at, column)| (at, column.most)).collect();
        let widths = width.map_or_else(natural, fitted);
        let listed = style.fields.is_some();
        let day = style.zone.rfc3339(style.now).get(..10).unwrap_or_default().to_owned();
        Self { context, palette: style.palette, terminal: style.terminal, columns, widths, listed, width, day, sign: "" }
    }

    /// Returns a line with the date, if it differs from the last printed date.
    fn date_line(&mut self, view: &ShownView<'_>) -> Option<String> {
        if !self.terminal {
            return None;
        }
        let text = self.context.zone.rfc3339(view.created_at()?);
        let day = text.get(..10).filter(|day| *day != self.day)?;
        day.clone_into(&mut self.day);
        Some(format!("{}\n", Palette::paint(self.palette.dim, day)))
    }

    fn paint(&self, column: &Column, outcome: Outcome) -> Paint {
        match column.role {
            Role::Outcome => outcome.style(&self.palette),
            Role::Quiet => self.palette.dim,
            Role::Reason if !outcome.needs_attention() => self.palette.dim,
            _ => Paint::new(),
        }
    }

    fn columns(&self, view: &ShownView<'_>, line: &mut String) {
        let outcome = Outcome::from_view(view);
        let last = self.widths.last().map(|(at, _)| *at);
        let mut owed = 0;
        for &(at, width) in &self.widths {
            let Some(column) = self.columns.get(at) else { continue };
            let text = column.text(view, &self.context);
            let text = visible(&text);
            let text = if self.width.is_some() { Cow::Owned(cut(&text, width)) } else { text };
            if !text.is_empty() {
                push_blanks(line, owed);
                owed = 0;
                let paint = self.paint(column, outcome);
                if paint.is_plain() {
                    line.push_str(&text);
                } else {
                    line.push_str(&Palette::paint(paint, &text));
                }
            }
            owed += width.saturating_sub(if text.is_ascii() { text.len() } else { text.width() });
            if at == 0 && self.terminal {
                line.extend([" ", &*Palette::paint(outcome.style(&self.palette), outcome.symbol())]);
                owed += 1;
            } else if Some(at) != last {
                owed += usize::from(GAP);
            }
        }
    }

    fn listed(&self, view: &ShownView<'_>, line: &mut String) {
        let texts: Vec<String> =
            self.columns.iter().map(|column| visible(&column.text(view, &self.context)).into_owned()).collect();
        let text = texts.join("  ");
        line.push_str(&self.width.map_or_else(|| text.clone(), |width| cut(&text, width)));
    }
}

/// Appends `count` blanks.
fn push_blanks(line: &mut String, mut count: usize) {
    const BLANKS: &str = "                                ";
    while let Some(rest) = count.checked_sub(BLANKS.len()) {
        line.push_str(BLANKS);
        count = rest;
    }
    line.push_str(&BLANKS[..count]);
}

impl Formatter for LineFormatter {
    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        let mut line = self.date_line(view).unwrap_or_default();
        line.reserve(LENGTH);
        if !self.sign.is_empty() {
            line.extend([self.sign, " "]);
        }
        if self.listed {
            self.listed(view, &mut line);
        } else {
            self.columns(view, &mut line);
        }
        line.push('\n');
        out.text(&line, Keep::coloured(!self.palette.is_plain()));
        Ok(())
    }

    fn mark(&mut self, out: &mut Escaped, mark: EntryMark) {
        match super::sign(mark) {
            Some(sign) => self.sign = sign,
            None => out.literal("--\n"),
        }
    }

    /// A terminal also shows changes of the date.
    fn is_stateless(&self) -> bool {
        !self.terminal
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{fields, print, style, CONNECTIONS, POSTS};
    use connlog_core::record::Kind;
use connlog_core::json;
    use crate::output::terminal::Palette;

    fn terminal(kind: Kind, width: u16) -> OutputStyle {
        OutputStyle { kinds: Kind::all().to_vec(), width: Some(width), terminal: true, ..style(kind) }
    }

    fn show(kind: Kind, style: &OutputStyle, records: &[&str]) -> String {
        print("line", &OutputStyle { kinds: vec![kind], ..style.clone() }, records)
    }

    #[test]
    fn a_terminal_shows_clock_times_and_the_date_where_it_changes() {
        let style = terminal(Kind::Connection, 80);
        let expected = "\
09:00:00 ✗ twitter                  connect_failed     oauth_denied: OAuth err…
2026-11-19
08:30:00 ✗ googlebus…               reconnect_failed   token_exchange_failed: …
2026-11-15
10:00:00 ✓ instagram   株式会社ア…  connect_success    token until 2027-01-19
";
        assert_eq!(show(Kind::Connection, &style, &CONNECTIONS[3..6]), expected);
    }

    #[test]
    fn the_outcome_is_a_word_where_the_event_does_not_say_it() {
        let shown = show(Kind::Post, &terminal(Kind::Post, 120), &POSTS);
        for text in ["publish success", "media_upload failed", "rate_limit_pause sk…", "published pending", " failed  "] {
            assert!(shown.contains(text), "{text} is missing from {shown}");
        }
        assert!(!shown.contains("failed failed"), "{shown}");
    }

    #[test]
    fn elsewhere_times_are_full_and_nothing_is_cut() {
        let shown = show(Kind::Connection, &style(Kind::Connection), &CONNECTIONS[2..3]);
        assert_eq!(
            shown,
            "2026-11-20T10:12:00Z  linkedin    64e1f0a9e2b5af0012ab3502  disconnect failed     \
             auth_expired: LinkedIn token expired. Please reconnect your LinkedIn account.\n"
        );
    }

    #[test]
    fn fields_make_the_line() {
        let style = OutputStyle { fields: Some(fields(&["platform", "error.code"])), ..terminal(Kind::Connection, 20) };
        assert_eq!(show(Kind::Connection, &style, &CONNECTIONS[3..4]), "twitter  oauth_deni…\n");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        for width in 40..140 {
            let plain = terminal(Kind::Post, width);
            let painted = show(Kind::Post, &OutputStyle { palette: Palette::new(true), ..plain.clone() }, &POSTS);
            let mut pieces = painted.split('\u{1b}');
            let first = pieces.next().unwrap_or_default().to_owned();
            let stripped = pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1);
            assert_eq!(stripped, show(Kind::Post, &plain, &POSTS));
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            texts in prop::collection::vec("\\PC{0,40}|[0-9a-f]{24}|❤️{1,30}|[\\x00-\\x7f]{0,20}", 5),
            width in 1_u16..200,
        ) {
            let q: Vec<String> = texts.iter().map(|text| json::quote(text)).collect();
            let record = format!(
                r#"{{"eventType":{},"status":{},"platform":{},"accountId":{},"error":{{"code":{}}},"createdAt":"2026-11-20T12:00:00Z"}}"#,
                q[0], q[1], q[2], q[3], q[4],
            );
            let shown = show(Kind::Connection, &terminal(Kind::Connection, width), &[&record]);
            prop_assert_eq!(shown.lines().count(), 1);
            prop_assert!(shown.trim_end_matches('\n').width() <= usize::from(width).max(10), "{:?}", shown);
        }
    }
}
