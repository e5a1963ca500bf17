//! The table of `connlog stats`: one line for each group, with its numbers and its bars. Other formats of `stats` use the
//! formatters of records.

pub mod bars;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr as _;

use self::bars::BarScale;
use super::column_fit::{ColumnWidth, GAP, cut, fit};
use super::columns::WIDE;
use super::columns::cells::format_duration;
use crate::output::style::OutputStyle;
use crate::output::terminal::Palette;
use connlog_core::aggregate::interval::BucketInterval;
use connlog_core::aggregate::metrics::GroupMetrics;
use connlog_core::aggregate::{AggregateRow, GroupBy, Measures};
use connlog_core::escape::visible;
use connlog_core::json;
use connlog_core::record::path::FieldPath;

/// The label of a missing value.
const ABSENT: &str = "(none)";
/// The width without a limit.
const UNLIMITED: usize = 60_000;

/// Formats the table of `rows` with the first `top` groups and the total. Returns an empty text without rows.
pub fn table(rows: &[AggregateRow], group_by: &GroupBy, top: usize, style: &OutputStyle) -> String {
    let groups = rows.chunk_by(|one, other| Rc::ptr_eq(&one.key, &other.key));
    let starts: Vec<_> = groups.clone().next().unwrap_or_default().iter().filter_map(|row| row.bucket).collect();
    let mut lines: Vec<StatsLine> = groups.map(|rows| StatsLine::measure(rows, starts.len(), style)).collect();
    let total = (lines.len() > 1).then(|| StatsLine::total(&lines, starts.len()));
    lines.truncate(top);
    lines.extend(total);
    if lines.is_empty() { String::new() } else { StatsGrid { group_by, style, starts, lines }.render() }
}

/// The counts of the buckets in one column.
#[derive(Clone, Copy, Default)]
struct SparkPoint {
    count: u64,
    failures: u64,
}

impl SparkPoint {
    fn plus(self, other: Self) -> Self {
        Self { count: self.count + other.count, failures: self.failures + other.failures }
    }
}

/// The line of a group, or the total.
struct StatsLine {
    labels: Vec<String>,
    cell: GroupMetrics,
    /// The counts of the buckets.
    points: Vec<SparkPoint>,
    is_total: bool,
}

impl StatsLine {
    fn measure(rows: &[AggregateRow], buckets: usize, style: &OutputStyle) -> Self {
        // Only groups by an id have a value that is the key of a name.
        let named = |value: &str| style.names.get(value).map_or_else(|| value.to_owned(), Clone::clone);
        let mut line = Self {
            labels: Vec::new(),
            cell: GroupMetrics::default(),
            points: Vec::with_capacity(buckets),
            is_total: false,
        };
        for AggregateRow { key, bucket, cell } in rows {
            if line.labels.is_empty() {
                let label = |value: &str| visible(&named(value)).into_owned();
                line.labels =
                    key.iter().map(|value| value.as_deref().map_or_else(|| ABSENT.to_owned(), label)).collect();
            }
            line.cell.merge(cell);
            line.points.extend(bucket.map(|_| SparkPoint { count: cell.count, failures: cell.failures }));
        }
        line
    }

    fn total(lines: &[Self], buckets: usize) -> Self {
        let points = vec![SparkPoint::default(); buckets];
        let mut total = Self { labels: vec!["all".to_owned()], cell: GroupMetrics::default(), points, is_total: true };
        for line in lines {
            total.cell.merge(&line.cell);
            for (sum, point) in total.points.iter_mut().zip(&line.points) {
                *sum = sum.plus(*point);
            }
        }
        total
    }

    /// Returns the points, with `each` neighbours added up.
    fn merged_points(&self, each: usize) -> impl Iterator<Item = SparkPoint> {
        self.points
            .chunks(each.max(1))
            .map(|points| points.iter().copied().fold(SparkPoint::default(), SparkPoint::plus))
    }
}

/// A column of texts.
struct StatsColumn {
    title: String,
    texts: Vec<String>,
    limits: (usize, usize),
    rank: u8,
    paint: fn(&Palette, &StatsLine) -> owo_colors::Style,
    is_number: bool,
}

struct StatsGrid<'t> {
    group_by: &'t GroupBy,
    style: &'t OutputStyle,
    /// The starts of the buckets.
    starts: Vec<DateTime<Utc>>,
    lines: Vec<StatsLine>,
}

impl StatsGrid<'_> {
    fn render(&self) -> String {
        let columns = self.columns();
        let width = self.style.width.map_or(UNLIMITED, usize::from);
        let column_width = |(at, column): (usize, &StatsColumn)| {
            let natural = column.texts.iter().chain([&column.title]).map(|text| text.width()).max().unwrap_or(0);
            let (least, most) = (column.limits.0.min(natural), column.limits.1.min(natural));
            ColumnWidth {
                at,
                least,
                narrow: least,
                most,
                natural,
                rank: column.rank,
                is_account: false,
                is_reason: false,
            }
        };
        let mut widths: Vec<ColumnWidth> = columns.iter().enumerate().map(column_width).collect();
        let natural = BarScale::natural(self.starts.len());
        let least = natural.min(12);
        widths.push(ColumnWidth {
            at: columns.len(),
            least,
            narrow: least,
            most: natural,
            natural,
            rank: 2,
            is_account: false,
            is_reason: false,
        });
        let shown = fit(widths, width);
        let bars =
            BarScale::new(self, shown.iter().find(|(at, _)| *at == columns.len()).map_or(0, |(_, width)| *width));
        let dim = self.style.palette.dim;
        let mut text = Self::line(&shown, |at, width| match columns.get(at) {
            Some(column) => column.fit(&column.title, dim, width),
            None => Palette::paint(dim, &cut(bars.title(), width)),
        });
        for (place, line) in self.lines.iter().enumerate() {
            text += &Self::line(&shown, |at, width| match columns.get(at) {
                Some(column) => column.fit(&column.texts[place], (column.paint)(&self.style.palette, line), width),
                None => bars.draw(line),
            });
        }
        let indent: usize =
            shown.iter().filter(|(at, _)| *at < columns.len()).map(|(_, width)| width + usize::from(GAP)).sum();
        for foot in bars.footer(indent, width) {
            text += &format!("{}\n", Palette::paint(dim, &foot));
        }
        text
    }

    /// Formats one line of the table. `cell` returns the cell of a column with its width.
    fn line(shown: &[(usize, usize)], cell: impl Fn(usize, usize) -> String) -> String {
        let cells: Vec<String> = shown.iter().map(|&(at, width)| cell(at, width)).collect();
        format!("{}\n", cells.join(&" ".repeat(usize::from(GAP))).trim_end())
    }

    fn columns(&self) -> Vec<StatsColumn> {
        let mut columns: Vec<StatsColumn> =
            self.group_by.by.iter().enumerate().map(|(at, path)| self.label(at, &path.to_string())).collect();
        let plain = |_: &Palette, _: &StatsLine| owo_colors::Style::new();
        let failed =
            |palette: &Palette, line: &StatsLine| if line.cell.failures > 0 { palette.bad } else { palette.dim };
        let quiet = |palette: &Palette, _: &StatsLine| palette.dim;
        // With `--every`, a narrow line needs its width for the bars.
        let is_wide = self.style.width.is_none_or(|width| width >= WIDE);
        let took = |ms: Option<u64>| ms.map_or_else(String::new, format_duration);
        columns.push(self.number("COUNT", 3, plain, |line| line.cell.count.to_string()));
        columns.push(self.number("FAILED", 2, failed, |line| line.cell.failures.to_string()));
        columns.push(self.number("RATE", 1, failed, |line| rate(&line.cell)));
        if self.lines.iter().any(|line| line.cell.unknown > 0) {
            let warned =
                |palette: &Palette, line: &StatsLine| if line.cell.unknown > 0 { palette.warn } else { palette.dim };
            columns.push(self.number("UNKNOWN", 4, warned, |line| line.cell.unknown.to_string()));
        }
        if self.lines.iter().any(|line| line.cell.max().is_some()) {
            let all = self.starts.is_empty() || is_wide;
            columns.extend(all.then(|| self.number("P50", 7, quiet, |line| took(line.cell.p50()))));
            columns.push(self.number("P95", 6, quiet, |line| took(line.cell.p95())));
            columns.extend(all.then(|| self.number("MAX", 8, quiet, |line| took(line.cell.max()))));
        }
        columns.extend(self.measured());
        if !self.starts.is_empty() && is_wide {
            columns.push(StatsColumn { is_number: false, ..self.number("WORST", 9, failed, |line| self.worst(line)) });
        }
        columns
    }

    /// Returns the columns of `--sum` and `--max`.
    fn measured(&self) -> Vec<StatsColumn> {
        let plain = |_: &Palette, _: &StatsLine| owo_colors::Style::new();
        let Measures { sums, maxima } = &self.group_by.measures;
        let sums = sums.iter().enumerate().map(|(place, path)| {
            self.number(&format!("SUM {path}"), 2, plain, |line| {
                measured_text(line.cell.measured.sum(place).as_deref(), path)
            })
        });
        let maxima = maxima.iter().enumerate().map(|(place, (path, _))| {
            self.number(&format!("MAX {path}"), 2, plain, |line| measured_text(line.cell.measured.max(place), path))
        });
        sums.chain(maxima).collect()
    }

    fn label(&self, at: usize, title: &str) -> StatsColumn {
        let texts = self.lines.iter().map(|line| line.labels.get(at).cloned().unwrap_or_default()).collect();
        let paint = |palette: &Palette, _: &StatsLine| palette.strong;
        StatsColumn { title: visible(title).to_uppercase(), texts, limits: (10, 24), rank: 0, paint, is_number: false }
    }

    fn number(
        &self,
        title: &str,
        rank: u8,
        paint: fn(&Palette, &StatsLine) -> owo_colors::Style,
        text: impl Fn(&StatsLine) -> String,
    ) -> StatsColumn {
        let texts = self.lines.iter().map(text).collect();
        StatsColumn { title: title.to_owned(), texts, limits: (UNLIMITED, UNLIMITED), rank, paint, is_number: true }
    }

    /// Returns the start of the bucket with the most failures; of the newest one, if several are equal.
    fn worst(&self, line: &StatsLine) -> String {
        let failing = self.starts.iter().zip(&line.points).filter(|(_, point)| point.failures > 0);
        failing.max_by_key(|(_, point)| point.failures).map_or_else(String::new, |(start, _)| self.moment(*start))
    }

    /// Formats the start of a bucket. The year is omitted, because APIs keep entries for less than a year.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let days = self.group_by.every.is_some_and(BucketInterval::is_days);
        self.group_by.zone.wall(at).format(if days { "%m-%d" } else { "%m-%d %H:%M" }).to_string()
    }
}

impl StatsColumn {
    fn fit(&self, text: &str, paint: owo_colors::Style, width: usize) -> String {
        let text = cut(text, width);
        let blank = " ".repeat(width.saturating_sub(text.width()));
        let painted = if text.is_empty() { text } else { Palette::paint(paint, &text) };
        if self.is_number { blank + &painted } else { painted + &blank }
    }
}

/// Formats a measured value; milliseconds as a duration.
fn measured_text(json: Option<&str>, path: &FieldPath) -> String {
    let Some(text) = json.and_then(json::display) else { return String::new() };
    match text.parse() {
        Ok(ms) if path.counts_milliseconds() => format_duration(ms),
        _ => visible(&text).into_owned(),
    }
}

/// Formats a failure rate. Rounding never gives 0 % or 100 %.
fn rate(cell: &GroupMetrics) -> String {
    match cell.rate() {
        None => String::new(),
        Some(_) if cell.failures == 0 => "0%".to_owned(),
        Some(_) if cell.failures == cell.count => "100%".to_owned(),
        Some(rate) => format!("{:.1}%", (rate * 100.0).clamp(0.1, 99.9)),
    }
}

#[cfg(test)]
mod tests;
