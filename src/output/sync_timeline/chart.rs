//! The chart of a sync: bars of phases and tables on a time axis.

use chrono::{DateTime, TimeDelta, Utc};
use owo_colors::Style as Paint;
use unicode_width::UnicodeWidthStr as _;

use super::RenderContext;
use crate::output::column_fit::{GAP, cut};
use crate::output::columns::OutcomeStyle as _;
use crate::output::columns::cells::format_duration;
use crate::output::terminal::Palette;
use connlog_core::escape::visible;
use connlog_core::record::semantics::Outcome;
use connlog_core::record::sync_timeline::{SyncTimeline, TableRows, TimelineSpan, TimelineTable};
use connlog_core::wording::counted;
use connlog_core::wording::grouped;

/// The width of the bars without a limit.
const UNLIMITED_BAR: usize = 40;
/// The least width of the bars, besides a third of the line. If less is left, the label of the rows is shortened.
const MIN_BAR: usize = 20;
/// The number of blanks between two columns.
const BETWEEN: usize = GAP as usize;

/// The lines of a chart, and the widths of its columns.
pub(super) struct Chart<'t> {
    context: &'t RenderContext<'t>,
    span: TimelineSpan,
    lines: Vec<ChartLine>,
    label: usize,
    bar: usize,
    took: usize,
    /// The label of the written rows; `None` if there is not enough width.
    side: Option<RowsLabel>,
}

/// The label of the written rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowsLabel {
    /// The rows of each operation.
    Operations,
    /// The sum of all rows.
    Sum,
}

/// A line of the chart.
struct ChartLine {
    label: String,
    mark: ChartMark,
    took: String,
    rows: Option<TableRows>,
}

enum ChartMark {
    Nothing,
    /// A bar; `false` if its end is unknown.
    Bar(TimelineSpan, bool, Paint),
    /// Symbols of one column.
    Marks(Vec<(DateTime<Utc>, Outcome)>),
    /// The title of the next lines.
    Title,
}

impl<'t> Chart<'t> {
    /// Creates the chart. Returns `None` if the sync has no times.
    pub(super) fn new(timeline: &SyncTimeline, context: &'t RenderContext<'t>) -> Option<Self> {
        let span = timeline.span?;
        let mut lines = phases(timeline, span, &context.style.palette);
        lines.extend(problems(timeline));
        if !timeline.tables.is_empty() {
            lines.push(ChartLine {
                label: "TABLES".to_owned(),
                mark: ChartMark::Title,
                took: String::new(),
                rows: None,
            });
        }
        lines.extend(timeline.tables.iter().map(|table| table_line(table, span, context.style.palette.good)));
        let widest = |text: &dyn Fn(&ChartLine) -> usize| lines.iter().map(text).max().unwrap_or(0);
        let label = widest(&|line| line.label.width()).min((context.width / 4).max(12));
        let took = widest(&|line| line.took.width());
        let fixed = label + BETWEEN + BETWEEN + took;
        let bar_width = |side: Option<RowsLabel>| {
            let widest = widest(&|line| side.map_or(0, |side| side.text(line).width()));
            context.width.saturating_sub(fixed + if widest > 0 { BETWEEN + widest } else { 0 })
        };
        let labels = [Some(RowsLabel::Operations), Some(RowsLabel::Sum), None];
        let least = if context.style.width.is_some() { MIN_BAR.max(context.width / 3) } else { 0 };
        let side = labels.into_iter().find(|label| bar_width(*label) >= least).flatten();
        let bar = if context.style.width.is_none() { UNLIMITED_BAR } else { bar_width(side).max(1) };
        Some(Self { context, span, lines, label, bar, took, side })
    }

    /// Draws the time axis and the lines.
    pub(super) fn draw(&self) -> String {
        let mut text = format!("{}{}\n", " ".repeat(self.label + BETWEEN), self.context.dim(&self.axis()));
        for line in &self.lines {
            text += &self.line(line);
        }
        text
    }

    /// Draws the time axis.
    fn axis(&self) -> String {
        let (from, to) = (self.context.moment(self.span.from), self.context.moment(self.span.to));
        match self.bar.checked_sub(from.width() + to.width()) {
            Some(gap @ 3..) => format!("{from} {} {to}", "─".repeat(gap - 2)),
            _ => cut(&format!("{from} to {to}"), self.context.width.saturating_sub(self.label + BETWEEN)),
        }
    }

    fn line(&self, line: &ChartLine) -> String {
        let palette = &self.context.style.palette;
        if let ChartMark::Title = line.mark {
            return format!("\n{}\n", self.context.dim(&line.label));
        }
        let label = cut(&line.label, self.label);
        let mut text = label.clone() + &" ".repeat(self.label - label.width() + BETWEEN);
        let drawing = self.drawing(&line.mark);
        text += &drawing.iter().map(|(piece, paint)| Palette::paint(*paint, piece)).collect::<String>();
        let mark: usize = drawing.iter().map(|(piece, _)| piece.width()).sum();
        text += &" ".repeat(self.bar.saturating_sub(mark) + BETWEEN + self.took - line.took.width());
        if !line.took.is_empty() {
            text += &Palette::paint(palette.dim, &line.took);
        }
        let side = self.side.map_or_else(String::new, |side| side.text(line));
        if !side.is_empty() {
            text += &" ".repeat(BETWEEN);
            text += &side;
        }
        text.trim_end().to_owned() + "\n"
    }

    fn drawing(&self, mark: &ChartMark) -> Vec<(String, Paint)> {
        let plain = Paint::new();
        match mark {
            ChartMark::Nothing | ChartMark::Title => Vec::new(),
            ChartMark::Bar(TimelineSpan { from, to }, whole, paint) => {
                let start = self.column(*from).min(self.bar.saturating_sub(1));
                let end = self.column(*to).max(start + 1);
                // A time between two columns belongs to the second one, so a bar includes the last column that it touches.
                let end = if self.is_inside(*to) { (end + 1).min(self.bar) } else { end };
                let block = if *whole { "█" } else { "░" };
                vec![(" ".repeat(start), plain), (block.repeat(end - start), *paint)]
            }
            ChartMark::Marks(marks) => {
                let mut columns: Vec<Option<Outcome>> = vec![None; self.bar];
                for (at, outcome) in marks {
                    let column = self.column(*at).min(self.bar.saturating_sub(1));
                    // A failure hides a warning in the same column.
                    if let Some(place) = columns.get_mut(column).filter(|place| **place != Some(Outcome::Bad)) {
                        *place = Some(*outcome);
                    }
                }
                let piece = |mark: &Option<Outcome>| match mark {
                    Some(outcome) => (outcome.symbol().to_owned(), outcome.style(&self.context.style.palette)),
                    None => (" ".to_owned(), plain),
                };
                columns.iter().map(piece).collect()
            }
        }
    }

    /// Returns the column of a time, from 0 to the width of the bars.
    fn column(&self, at: DateTime<Utc>) -> usize {
        let whole = self.span.millis().max(1);
        let column = u128::from(self.span_until(at).millis()) * self.bar as u128 / u128::from(whole);
        usize::try_from(column).unwrap_or(self.bar).min(self.bar)
    }

    /// Returns the span from the start of the chart to a time.
    fn span_until(&self, at: DateTime<Utc>) -> TimelineSpan {
        TimelineSpan { from: self.span.from, to: at }
    }

    /// Returns whether a time is inside a column, and not at its edge.
    fn is_inside(&self, at: DateTime<Utc>) -> bool {
        let whole = u128::from(self.span.millis().max(1));
        !(u128::from(self.span_until(at).millis()) * self.bar as u128).is_multiple_of(whole)
    }
}

impl RowsLabel {
    fn text(self, line: &ChartLine) -> String {
        let Some(rows) = line.rows else { return String::new() };
        let named = rows.named();
        let sum = named.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
        match self {
            _ if sum == 0 => String::new(),
            Self::Sum => counted(sum, "row"),
            Self::Operations => {
                let there = named.iter().filter(|(_, count)| *count > 0);
                there.map(|(name, count)| format!("{} {name}", grouped(*count))).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// Returns the lines of the phases extract, process and load. A phase with only a duration begins at the end of the phase
/// before it.
fn phases(timeline: &SyncTimeline, span: TimelineSpan, palette: &Palette) -> Vec<ChartLine> {
    let paints = [palette.key, palette.dim, palette.good];
    let mut cursor = Some(span.from);
    let mut lines = Vec::new();
    for (phase, paint) in timeline.phases.iter().zip(paints) {
        let took = phase.took.and_then(|ms| i64::try_from(ms).ok()).and_then(TimeDelta::try_milliseconds);
        let after_previous = || Some(TimelineSpan { from: cursor?, to: cursor?.checked_add_signed(took?)? });
        let mark =
            phase.span.or_else(after_previous).map(|own| TimelineSpan { to: own.to.min(span.to).max(own.from), ..own });
        cursor = mark.map(|own| own.to);
        lines.push(ChartLine {
            label: phase.name.to_owned(),
            mark: mark.map_or(ChartMark::Nothing, |span| ChartMark::Bar(span, true, paint)),
            took: phase.took.map_or_else(String::new, format_duration),
            rows: None,
        });
    }
    lines.retain(|line| !line.took.is_empty());
    lines
}

/// Returns the line of warnings and errors.
fn problems(timeline: &SyncTimeline) -> Option<ChartLine> {
    let mark = ChartMark::Marks(timeline.problems.clone());
    let line = ChartLine { label: "problems".to_owned(), mark, took: String::new(), rows: None };
    (!timeline.problems.is_empty()).then_some(line)
}

/// Returns the line of a table.
fn table_line(table: &TimelineTable, span: TimelineSpan, paint: Paint) -> ChartLine {
    let (mark, took) = match (table.span(), table.started.or(table.ended)) {
        (Some(own), _) => (ChartMark::Bar(own, true, paint), format_duration(own.millis())),
        (None, Some(at)) if table.ended.is_none() => {
            (ChartMark::Bar(TimelineSpan { from: at, to: span.to.max(at) }, false, paint), "open".to_owned())
        }
        (None, Some(at)) => (ChartMark::Bar(TimelineSpan { from: at, to: at }, false, paint), String::new()),
        (None, None) => (ChartMark::Nothing, String::new()),
    };
    ChartLine { label: visible(&table.name).into_owned(), mark, took, rows: Some(table.rows) }
}
