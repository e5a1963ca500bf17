//! The bars of a sync: phases, then tables, on one axis of time.

use chrono::{DateTime, TimeDelta, Utc};
use owo_colors::Style as Paint;
use unicode_width::UnicodeWidthStr as _;

use super::{RenderContext, millis};
use crate::output::column_fit::{GAP, cut};
use crate::output::columns::ShownColumn as _;
use crate::output::columns::cells::lasting;
use crate::output::terminal::Palette;
use connlog_core::escape::visible;
use connlog_core::record::semantics::Outcome;
use connlog_core::record::sync_timeline::{SyncTimeline, TableRows, TimelineSpan, TimelineTable};
use connlog_core::wording::counted;
use connlog_core::wording::grouped;

/// The width of the bars where nothing limits it.
const FREE: usize = 40;
/// Narrower bars tell too little: what stands beside them gives way. On a wide line they get a third of it.
const LEAST: usize = 20;
/// Columns between two others.
const BETWEEN: usize = GAP as usize;

pub(super) struct Chart<'t> {
    look: &'t RenderContext<'t>,
    span: TimelineSpan,
    lines: Vec<ChartLine>,
    label: usize,
    bar: usize,
    took: usize,
    /// Which text of a line says what was written; none where there is no room.
    beside: Option<LabelSide>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelSide {
    Operations,
    Sum,
}

/// A line of the chart.
struct ChartLine {
    label: String,
    drawn: ChartMark,
    took: String,
    rows: Option<TableRows>,
}

enum ChartMark {
    Nothing,
    /// A bar; `false` where its end is not known.
    Bar(TimelineSpan, bool, Paint),
    /// One column each.
    Marks(Vec<(DateTime<Utc>, Outcome)>),
    /// The title of what follows.
    Title,
}

impl<'t> Chart<'t> {
    /// `None` where nothing has a time.
    pub(super) fn new(timeline: &SyncTimeline, look: &'t RenderContext<'t>) -> Option<Self> {
        let span = timeline.span?;
        let mut lines = phases(timeline, span, &look.style.palette);
        lines.extend(problems(timeline));
        if !timeline.tables.is_empty() {
            lines.push(ChartLine {
                label: "TABLES".to_owned(),
                drawn: ChartMark::Title,
                took: String::new(),
                rows: None,
            });
        }
        lines.extend(timeline.tables.iter().map(|table| written(table, span, look.style.palette.good)));
        let widest = |text: &dyn Fn(&ChartLine) -> usize| lines.iter().map(text).max().unwrap_or(0);
        let label = widest(&|line| line.label.width()).min((look.width / 4).max(12));
        let took = widest(&|line| line.took.width());
        let fixed = label + BETWEEN + BETWEEN + took;
        let room = |beside: Option<LabelSide>| {
            let widest = widest(&|line| beside.map_or(0, |beside| beside.text(line).width()));
            look.width.saturating_sub(fixed + if widest > 0 { BETWEEN + widest } else { 0 })
        };
        let ways = [Some(LabelSide::Operations), Some(LabelSide::Sum), None];
        let least = if look.style.width.is_some() { LEAST.max(look.width / 3) } else { 0 };
        let beside = ways.into_iter().find(|way| room(*way) >= least).flatten();
        let bar = if look.style.width.is_none() { FREE } else { room(beside).max(1) };
        Some(Self { look, span, lines, label, bar, took, beside })
    }

    pub(super) fn draw(&self) -> String {
        let mut text = format!("{}{}\n", " ".repeat(self.label + BETWEEN), self.look.dim(&self.axis()));
        for line in &self.lines {
            text += &self.line(line);
        }
        text
    }

    /// When the bars begin and end.
    fn axis(&self) -> String {
        let (from, to) = (self.look.moment(self.span.0), self.look.moment(self.span.1));
        match self.bar.checked_sub(from.width() + to.width()) {
            Some(gap @ 3..) => format!("{from} {} {to}", "─".repeat(gap - 2)),
            _ => cut(&format!("{from} to {to}"), self.look.width.saturating_sub(self.label + BETWEEN)),
        }
    }

    fn line(&self, line: &ChartLine) -> String {
        let palette = &self.look.style.palette;
        if let ChartMark::Title = line.drawn {
            return format!("\n{}\n", self.look.dim(&line.label));
        }
        let label = cut(&line.label, self.label);
        let mut text = label.clone() + &" ".repeat(self.label - label.width() + BETWEEN);
        let drawing = self.drawing(&line.drawn);
        text += &drawing.iter().map(|(piece, paint)| Palette::paint(*paint, piece)).collect::<String>();
        let drawn: usize = drawing.iter().map(|(piece, _)| piece.width()).sum();
        text += &" ".repeat(self.bar.saturating_sub(drawn) + BETWEEN + self.took - line.took.width());
        if !line.took.is_empty() {
            text += &Palette::paint(palette.dim, &line.took);
        }
        let beside = self.beside.map_or_else(String::new, |beside| beside.text(line));
        if !beside.is_empty() {
            text += &" ".repeat(BETWEEN);
            text += &beside;
        }
        text.trim_end().to_owned() + "\n"
    }

    fn drawing(&self, drawn: &ChartMark) -> Vec<(String, Paint)> {
        let plain = Paint::new();
        match drawn {
            ChartMark::Nothing | ChartMark::Title => Vec::new(),
            ChartMark::Bar((from, to), whole, paint) => {
                let start = self.column(*from).min(self.bar.saturating_sub(1));
                let end = self.column(*to).max(start + 1);
                // A moment between two columns is in the second, so a bar ends with the column it touches.
                let end = if self.is_inside(*to) { (end + 1).min(self.bar) } else { end };
                let block = if *whole { "█" } else { "░" };
                vec![(" ".repeat(start), plain), (block.repeat(end - start), *paint)]
            }
            ChartMark::Marks(marks) => {
                let mut columns: Vec<Option<Outcome>> = vec![None; self.bar];
                for (at, outcome) in marks {
                    let column = self.column(*at).min(self.bar.saturating_sub(1));
                    // Of two in one column the worse is seen.
                    if let Some(place) = columns.get_mut(column).filter(|place| **place != Some(Outcome::Bad)) {
                        *place = Some(*outcome);
                    }
                }
                let piece = |mark: &Option<Outcome>| match mark {
                    Some(outcome) => (outcome.symbol().to_owned(), outcome.style(&self.look.style.palette)),
                    None => (" ".to_owned(), plain),
                };
                columns.iter().map(piece).collect()
            }
        }
    }

    /// The column of a moment, from 0 to the width of the bars; the last one for what ends the axis.
    fn column(&self, at: DateTime<Utc>) -> usize {
        let (from, to) = self.span;
        let whole = millis((from, to)).max(1);
        let column = u128::from(millis((from, at))) * self.bar as u128 / u128::from(whole);
        usize::try_from(column).unwrap_or(self.bar).min(self.bar)
    }

    /// Whether a moment lies between the two ends of a column.
    fn is_inside(&self, at: DateTime<Utc>) -> bool {
        let whole = u128::from(millis(self.span).max(1));
        !(u128::from(millis((self.span.0, at))) * self.bar as u128).is_multiple_of(whole)
    }
}

impl LabelSide {
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

/// Extract, process and load, as far as anything tells of them. A phase that only says how long it was follows the one before.
fn phases(timeline: &SyncTimeline, span: TimelineSpan, palette: &Palette) -> Vec<ChartLine> {
    let paints = [palette.key, palette.dim, palette.good];
    let mut cursor = Some(span.0);
    let mut lines = Vec::new();
    for (phase, paint) in timeline.phases.iter().zip(paints) {
        let took = phase.took.and_then(|ms| i64::try_from(ms).ok()).and_then(TimeDelta::try_milliseconds);
        let told = || cursor.zip(cursor.zip(took).and_then(|(from, took)| from.checked_add_signed(took)));
        let drawn = phase.span.or_else(told).map(|(from, to)| (from, to.min(span.1).max(from)));
        cursor = drawn.map(|(_, to)| to);
        lines.push(ChartLine {
            label: phase.name.to_owned(),
            drawn: drawn.map_or(ChartMark::Nothing, |span| ChartMark::Bar(span, true, paint)),
            took: phase.took.map_or_else(String::new, lasting),
            rows: None,
        });
    }
    lines.retain(|line| !line.took.is_empty());
    lines
}

/// Where on the axis there were warnings and errors.
fn problems(timeline: &SyncTimeline) -> Option<ChartLine> {
    let drawn = ChartMark::Marks(timeline.problems.clone());
    let line = ChartLine { label: "problems".to_owned(), drawn, took: String::new(), rows: None };
    (!timeline.problems.is_empty()).then_some(line)
}

fn written(table: &TimelineTable, span: TimelineSpan, paint: Paint) -> ChartLine {
    let (drawn, took) = match (table.span(), table.started.or(table.ended)) {
        (Some(own), _) => (ChartMark::Bar(own, true, paint), lasting(millis(own))),
        (None, Some(at)) if table.ended.is_none() => {
            (ChartMark::Bar((at, span.1.max(at)), false, paint), "open".to_owned())
        }
        (None, Some(at)) => (ChartMark::Bar((at, at), false, paint), String::new()),
        (None, None) => (ChartMark::Nothing, String::new()),
    };
    ChartLine { label: visible(&table.name).into_owned(), drawn, took, rows: Some(table.rows) }
}
