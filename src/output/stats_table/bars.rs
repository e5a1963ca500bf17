//! The bars of `stats`: the entries of a group, or, with `--every`, its failures over time.

use unicode_width::UnicodeWidthStr as _;

use super::{SparkPoint, StatsGrid, StatsLine};
use crate::output::column_fit::cut;
use crate::output::terminal::Palette;
use connlog_core::aggregate::interval::BucketInterval;
use connlog_core::aggregate::metrics::GroupMetrics;
use connlog_core::wording::counted;

/// The width of a bar, and of bars over time with few buckets, without a limit.
const DRAWING: usize = 40;
/// The blocks of buckets: without failures, then with increasing numbers of failures.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The bars of all lines of a table, in the same scale.
pub(super) struct BarScale<'t> {
    table: &'t StatsGrid<'t>,
    width: usize,
    /// The number of buckets in a column.
    each: usize,
    /// The number of columns of a bucket.
    stretch: usize,
    /// The number of entries of a full bar, or of failures of a full block.
    full: u64,
}

/// The columns of the parts of a bar.
#[derive(Default)]
struct BarLengths {
    failed: usize,
    others: usize,
}

impl<'t> BarScale<'t> {
    /// Returns the width of bars with `buckets` buckets without a limit.
    pub(super) fn natural(buckets: usize) -> usize {
        if buckets == 0 { DRAWING } else { buckets * (DRAWING / buckets).clamp(1, 6) }
    }

    pub(super) fn new(table: &'t StatsGrid<'t>, width: usize) -> Self {
        let buckets = table.starts.len();
        let each = buckets.div_ceil(width.max(1)).max(1);
        let stretch = width.checked_div(buckets).unwrap_or(1).max(1);
        let mut bars = Self { table, width, each, stretch, full: 1 };
        let groups = table.lines.iter().filter(|line| !line.is_total);
        bars.full = groups.map(|line| bars.most(line)).max().unwrap_or(0).max(1);
        bars
    }

    fn over_time(&self) -> bool {
        !self.table.starts.is_empty()
    }

    pub(super) fn title(&self) -> &'static str {
        if self.over_time() { "FAILURES OVER TIME" } else { "█ FAILED, ░ OTHERS" }
    }

    /// Returns the number of entries of the bar of a line, or of failures of its highest block.
    fn most(&self, line: &StatsLine) -> u64 {
        if !self.over_time() {
            return line.cell.count;
        }
        line.merged_points(self.each).map(|point| point.failures).max().unwrap_or(0)
    }

    pub(super) fn draw(&self, line: &StatsLine) -> String {
        let palette = &self.table.style.palette;
        if !self.over_time() {
            let BarLengths { failed, others } = self.bar(line);
            let paint = |style, text: String| if text.is_empty() { text } else { Palette::paint(style, &text) };
            return paint(palette.bad, "█".repeat(failed)) + &paint(palette.dim, "░".repeat(others));
        }
        // The total has a separate scale, because the groups would be too small in its scale.
        let full = if line.is_total { self.most(line) } else { self.full };
        let block = |SparkPoint { count, failures }| match (count, failures) {
            (0, _) => " ",
            (_, 0) => BLOCKS[0],
            _ => BLOCKS[height(failures, full)],
        };
        let points: Vec<SparkPoint> = line.merged_points(self.each).collect();
        let end = points.iter().rposition(|point| point.count > 0).map_or(0, |last| last + 1);
        let runs = points[..end].chunk_by(|one, other| (one.failures > 0) == (other.failures > 0));
        let paint = |points: &[SparkPoint]| {
            let blocks: String = points.iter().map(|point| block(*point).repeat(self.stretch)).collect();
            let failed = points.iter().any(|point| point.failures > 0);
            Palette::paint(if failed { palette.bad } else { palette.dim }, &blocks)
        };
        runs.map(paint).collect()
    }

    /// Returns the lengths of the failed and the other part of a bar. A part that is not empty has at least one column.
    fn bar(&self, line: &StatsLine) -> BarLengths {
        if line.is_total {
            return BarLengths::default();
        }
        let GroupMetrics { count, failures, .. } = line.cell;
        let columns = |number: u64| usize::try_from((number * self.width as u64).div_ceil(self.full)).unwrap_or(0);
        let (whole, failed) = (columns(count), columns(failures));
        // One column is left for entries that did not fail.
        let failed = if failures < count && whole > 1 { failed.min(whole - 1) } else { failed };
        BarLengths { failed, others: whole - failed }
    }

    /// Returns the lines below bars over time: the time axis and the legend.
    pub(super) fn footer(&self, indent: usize, width: usize) -> Vec<String> {
        let StatsGrid { group_by, starts, lines, .. } = self.table;
        let (Some(every), Some(first), Some(last)) = (group_by.every, starts.first(), starts.last()) else {
            return Vec::new();
        };
        let end = if every.is_days() { *last } else { every.end(*last, group_by.zone) };
        let (from, to) = (self.table.moment(*first), self.table.moment(end));
        let drawn = if self.width == 0 { 0 } else { starts.len().div_ceil(self.each) * self.stretch };
        let axis = match drawn.saturating_sub(from.width() + to.width()) {
            0 => format!("{from} to {to}"),
            gap @ 1..3 => format!("{}{from}{}{to}", " ".repeat(indent), " ".repeat(gap)),
            gap => format!("{}{from} {} {to}", " ".repeat(indent), "─".repeat(gap - 2)),
        };
        let mut footer = vec![axis];
        footer.extend(wrap(&self.scale(every, lines), width));
        footer.into_iter().map(|foot| cut(&foot, width)).collect()
    }

    /// Returns the parts of the legend.
    fn scale(&self, every: BucketInterval, lines: &[StatsLine]) -> Vec<String> {
        let full = counted(self.full, "failure");
        let total = lines.iter().find(|line| line.is_total);
        let of_all = total.map_or_else(String::new, |line| format!(" (in row all: {})", self.most(line).max(1)));
        let mut pieces = vec![
            format!("a column is {}", every.times(self.each)),
            format!("█ is {full}{of_all}"),
            "blank means no entries".to_owned(),
        ];
        let drawn = |line: &StatsLine| line.points.iter().map(|point| point.count).sum::<u64>();
        let timeless: u64 = lines.iter().filter(|line| !line.is_total).map(|line| line.cell.count - drawn(line)).sum();
        pieces.extend((timeless > 0).then(|| format!("not shown: {} without a time", counted(timeless, "entry"))));
        pieces
    }
}

/// Joins the pieces with commas on as few lines as possible.
fn wrap(pieces: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + piece.width() <= width => line.extend([", ", piece]),
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

/// Returns the index in [`BLOCKS`] for one or more failures.
fn height(failures: u64, full: u64) -> usize {
    usize::try_from((failures * 7).div_ceil(full.max(1))).unwrap_or(7).clamp(1, 7)
}
