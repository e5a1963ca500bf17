//! What stands beside the numbers of `stats`: a bar for the entries of a group, or, over time, blocks for its failures.

use unicode_width::UnicodeWidthStr as _;

use super::{SparkPoint, StatsGrid, StatsLine};
use crate::output::column_fit::cut;
use crate::output::terminal::Palette;
use connlog_core::aggregate::interval::BucketInterval;
use connlog_core::aggregate::metrics::GroupMetrics;
use connlog_core::wording::counted;

/// The width of a bar, and of a drawing of few buckets, that has all the room it wants.
const DRAWING: usize = 40;
/// Buckets in which none failed, then more and more.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The drawing of every line of a table, in one scale.
pub(super) struct BarScale<'t> {
    table: &'t StatsGrid<'t>,
    width: usize,
    /// Buckets that share a column.
    each: usize,
    /// Columns that a bucket has.
    stretch: usize,
    /// What a full bar or block of a group stands for: entries, or failures.
    full: u64,
}

impl<'t> BarScale<'t> {
    /// The width that a drawing of so many buckets wants.
    pub(super) fn natural(buckets: usize) -> usize {
        if buckets == 0 { DRAWING } else { buckets * (DRAWING / buckets).clamp(1, 6) }
    }

    pub(super) fn new(table: &'t StatsGrid<'t>, width: usize) -> Self {
        let buckets = table.starts.len();
        let each = buckets.div_ceil(width.max(1)).max(1);
        let stretch = width.checked_div(buckets).unwrap_or(1).max(1);
        let mut drawing = Self { table, width, each, stretch, full: 1 };
        let groups = table.lines.iter().filter(|line| !line.is_total);
        drawing.full = groups.map(|line| drawing.most(line)).max().unwrap_or(0).max(1);
        drawing
    }

    fn over_time(&self) -> bool {
        !self.table.starts.is_empty()
    }

    pub(super) fn title(&self) -> &'static str {
        if self.over_time() { "FAILURES OVER TIME" } else { "█ FAILED, ░ OTHERS" }
    }

    /// What the longest bar or the highest block of a line stands for.
    fn most(&self, line: &StatsLine) -> u64 {
        if !self.over_time() {
            return line.cell.count;
        }
        line.squeezed(self.each).map(|point| point.failures).max().unwrap_or(0)
    }

    pub(super) fn draw(&self, line: &StatsLine) -> String {
        let palette = &self.table.style.palette;
        if !self.over_time() {
            let (failed, others) = self.bar(line);
            let paint = |style, text: String| if text.is_empty() { text } else { Palette::paint(style, &text) };
            return paint(palette.bad, "█".repeat(failed)) + &paint(palette.dim, "░".repeat(others));
        }
        // All together would make every group look small, so they have a scale of their own.
        let full = if line.is_total { self.most(line) } else { self.full };
        let block = |SparkPoint { count, failures }| match (count, failures) {
            (0, _) => " ",
            (_, 0) => BLOCKS[0],
            _ => BLOCKS[height(failures, full)],
        };
        let points: Vec<SparkPoint> = line.squeezed(self.each).collect();
        let end = points.iter().rposition(|point| point.count > 0).map_or(0, |last| last + 1);
        let alike = points[..end].chunk_by(|one, other| (one.failures > 0) == (other.failures > 0));
        let paint = |points: &[SparkPoint]| {
            let blocks: String = points.iter().map(|point| block(*point).repeat(self.stretch)).collect();
            let failed = points.iter().any(|point| point.failures > 0);
            Palette::paint(if failed { palette.bad } else { palette.dim }, &blocks)
        };
        alike.map(paint).collect()
    }

    /// The lengths of the two parts of a group's bar. What is there is seen, however little it is.
    fn bar(&self, line: &StatsLine) -> (usize, usize) {
        if line.is_total {
            return (0, 0);
        }
        let GroupMetrics { count, failures, .. } = line.cell;
        let columns = |number: u64| usize::try_from((number * self.width as u64).div_ceil(self.full)).unwrap_or(0);
        let (whole, failed) = (columns(count), columns(failures));
        // One column for what did not fail, where there is room for both.
        let failed = if failures < count && whole > 1 { failed.min(whole - 1) } else { failed };
        (failed, whole - failed)
    }

    /// The lines below a drawing over time: its axis, and what its heights and blanks mean.
    pub(super) fn feet(&self, indent: usize, width: usize) -> Vec<String> {
        let StatsGrid { question, starts, lines, .. } = self.table;
        let (Some(every), Some(first), Some(last)) = (question.every, starts.first(), starts.last()) else {
            return Vec::new();
        };
        let end = if every.is_days() { *last } else { every.end(*last, question.zone) };
        let (from, to) = (self.table.moment(*first), self.table.moment(end));
        let drawn = if self.width == 0 { 0 } else { starts.len().div_ceil(self.each) * self.stretch };
        let axis = match drawn.saturating_sub(from.width() + to.width()) {
            0 => format!("{from} to {to}"),
            gap @ 1..3 => format!("{}{from}{}{to}", " ".repeat(indent), " ".repeat(gap)),
            gap => format!("{}{from} {} {to}", " ".repeat(indent), "─".repeat(gap - 2)),
        };
        let mut feet = vec![axis];
        feet.extend(wrap(&self.scale(every, lines), width));
        feet.into_iter().map(|foot| cut(&foot, width)).collect()
    }

    /// What a column, its height and a blank mean, and what is not drawn.
    fn scale(&self, every: BucketInterval, lines: &[StatsLine]) -> Vec<String> {
        let full = counted(self.full, "failure");
        let total = lines.iter().find(|line| line.is_total);
        let of_all = total.map_or_else(String::new, |line| format!(" ({} of all)", self.most(line).max(1)));
        let mut pieces = vec![
            format!("a column is {}", every.times(self.each)),
            format!("█ is {full}{of_all}"),
            "blank is no entries".to_owned(),
        ];
        let drawn = |line: &StatsLine| line.points.iter().map(|point| point.count).sum::<u64>();
        let timeless: u64 = lines.iter().filter(|line| !line.is_total).map(|line| line.cell.count - drawn(line)).sum();
        pieces.extend((timeless > 0).then(|| format!("{timeless} without a time are not drawn")));
        pieces
    }
}

/// The pieces with commas between them, on as few lines as fit.
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

/// The place among [`BLOCKS`] for so many failures, which is never that of none.
fn height(failures: u64, full: u64) -> usize {
    usize::try_from((failures * 7).div_ceil(full.max(1))).unwrap_or(7).clamp(1, 7)
}
