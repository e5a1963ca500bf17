//! The table of `connlog stats`: a line a group, with a bar for its entries, or, over time, with its failure rate in
//! each bucket drawn in blocks. The other formats of `stats` are those of records.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr as _;

use super::Style;
use super::columns::{WIDE, span};
use super::fit::{GAP, Room, cut, fit};
use crate::tally::{Cell, Every, Question, Row};
use crate::term::{Palette, visible};

/// What stands for a value that the entries do not have.
const ABSENT: &str = "(none)";
/// The width of a bar, and of a drawing of few buckets, that has all the room it wants.
const DRAWING: usize = 40;
/// Buckets of failure rates: none failed, then more and more.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Wide enough where nothing limits the width.
const UNLIMITED: usize = 60_000;

/// The table of `rows`, cut to the first `top` groups; empty where there are no rows.
pub fn table(rows: &[Row], question: &Question, top: usize, style: &Style) -> String {
    let groups = rows.chunk_by(|one, other| Rc::ptr_eq(&one.key, &other.key));
    let starts: Vec<_> = groups.clone().next().unwrap_or_default().iter().filter_map(|row| row.bucket).collect();
    let mut lines: Vec<Line> = groups.map(|rows| Line::of(rows, starts.len())).collect();
    let total = (lines.len() > 1).then(|| Line::total(&lines, starts.len()));
    lines.truncate(top);
    lines.extend(total);
    if lines.is_empty() { String::new() } else { Table { question, style, starts, lines }.render() }
}

/// The entries of one bucket, or of several that share a column.
#[derive(Clone, Copy, Default)]
struct Point {
    count: u64,
    failures: u64,
}

impl Point {
    fn plus(self, other: Self) -> Self {
        Self { count: self.count + other.count, failures: self.failures + other.failures }
    }

    #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
    fn rate(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.failures as f64 / self.count as f64 }
    }
}

/// A group, or all of them.
struct Line {
    labels: Vec<String>,
    cell: Cell,
    /// One a bucket.
    points: Vec<Point>,
}

impl Line {
    fn of(rows: &[Row], buckets: usize) -> Self {
        let mut line = Self { labels: Vec::new(), cell: Cell::default(), points: Vec::with_capacity(buckets) };
        for Row { key, bucket, cell } in rows {
            if line.labels.is_empty() {
                line.labels = key.iter().map(|value| value.as_deref().map_or(ABSENT.into(), visible).into()).collect();
            }
            line.cell.merge(cell);
            line.points.extend(bucket.map(|_| Point { count: cell.count, failures: cell.failures }));
        }
        line
    }

    fn total(lines: &[Self], buckets: usize) -> Self {
        let mut total = Self { labels: vec!["all".to_owned()], cell: Cell::default(), points: Vec::new() };
        total.points.resize(buckets, Point::default());
        for line in lines {
            total.cell.merge(&line.cell);
            for (sum, point) in total.points.iter_mut().zip(&line.points) {
                *sum = sum.plus(*point);
            }
        }
        total
    }

    /// The points, `each` of them in one.
    fn squeezed(&self, each: usize) -> impl Iterator<Item = Point> {
        self.points.chunks(each.max(1)).map(|points| points.iter().copied().fold(Point::default(), Point::plus))
    }
}

/// A column of texts.
struct Column {
    title: String,
    texts: Vec<String>,
    room: (usize, usize),
    rank: u8,
    paint: fn(&Palette, &Line) -> owo_colors::Style,
    is_number: bool,
}

struct Table<'t> {
    question: &'t Question,
    style: &'t Style,
    /// When each bucket begins.
    starts: Vec<DateTime<Utc>>,
    lines: Vec<Line>,
}

impl Table<'_> {
    fn render(&self) -> String {
        let columns = self.columns();
        let width = self.style.width.map_or(UNLIMITED, usize::from);
        let room = |(at, column): (usize, &Column)| {
            let natural = column.texts.iter().chain([&column.title]).map(|text| text.width()).max().unwrap_or(0);
            let (least, most) = (column.room.0.min(natural), column.room.1.min(natural));
            Room { at, least, most, natural, rank: column.rank }
        };
        let mut rooms: Vec<Room> = columns.iter().enumerate().map(room).collect();
        let natural = self.natural();
        rooms.push(Room { at: columns.len(), least: natural.min(12), most: natural, natural, rank: 2 });
        let shown = fit(rooms, width);
        let drawing =
            Drawing::new(self, shown.iter().find(|(at, _)| *at == columns.len()).map_or(0, |(_, width)| *width));
        let dim = self.style.palette.dim;
        let mut text = Self::line(&shown, |at, width| match columns.get(at) {
            Some(column) => column.fit(&column.title, dim, width),
            None => Palette::paint(dim, &cut(drawing.title(), width)),
        });
        for (place, line) in self.lines.iter().enumerate() {
            text += &Self::line(&shown, |at, width| match columns.get(at) {
                Some(column) => column.fit(&column.texts[place], (column.paint)(&self.style.palette, line), width),
                None => drawing.draw(line),
            });
        }
        let indent: usize =
            shown.iter().filter(|(at, _)| *at < columns.len()).map(|(_, width)| width + usize::from(GAP)).sum();
        for foot in drawing.feet(indent, width) {
            text += &format!("{}\n", Palette::paint(dim, &foot));
        }
        text
    }

    /// One line of the table, of what `cell` makes of each column and its width.
    fn line(shown: &[(usize, usize)], cell: impl Fn(usize, usize) -> String) -> String {
        let cells: Vec<String> = shown.iter().map(|&(at, width)| cell(at, width)).collect();
        format!("{}\n", cells.join(&" ".repeat(usize::from(GAP))).trim_end())
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> =
            self.question.by.iter().enumerate().map(|(at, path)| self.label(at, &path.to_string())).collect();
        let plain = |_: &Palette, _: &Line| owo_colors::Style::new();
        let failed = |palette: &Palette, line: &Line| if line.cell.failures > 0 { palette.bad } else { palette.dim };
        let quiet = |palette: &Palette, _: &Line| palette.dim;
        let took = |ms: Option<u64>| ms.map_or_else(String::new, span);
        columns.push(self.number("COUNT", 3, plain, |line| line.cell.count.to_string()));
        columns.push(self.number("FAILED", 2, failed, |line| line.cell.failures.to_string()));
        columns.push(self.number("RATE", 1, failed, |line| rate(line.cell.failures, line.cell.count)));
        if self.lines.iter().any(|line| line.cell.max().is_some()) {
            columns.push(self.number("P50", 7, quiet, |line| took(line.cell.p50())));
            columns.push(self.number("P95", 6, quiet, |line| took(line.cell.p95())));
            columns.push(self.number("MAX", 8, quiet, |line| took(line.cell.max())));
        }
        if !self.starts.is_empty() && self.style.width.is_none_or(|width| width >= WIDE) {
            columns.push(Column { is_number: false, ..self.number("WORST", 9, failed, |line| self.worst(line)) });
        }
        columns
    }

    fn label(&self, at: usize, title: &str) -> Column {
        let texts = self.lines.iter().map(|line| line.labels.get(at).cloned().unwrap_or_default()).collect();
        let paint = |palette: &Palette, _: &Line| palette.strong;
        Column { title: visible(title).to_uppercase(), texts, room: (9, 24), rank: 0, paint, is_number: false }
    }

    fn number(
        &self,
        title: &str,
        rank: u8,
        paint: fn(&Palette, &Line) -> owo_colors::Style,
        text: impl Fn(&Line) -> String,
    ) -> Column {
        let texts = self.lines.iter().map(text).collect();
        Column { title: title.to_owned(), texts, room: (UNLIMITED, UNLIMITED), rank, paint, is_number: true }
    }

    /// The bucket with the most failures, the newest of several.
    fn worst(&self, line: &Line) -> String {
        let failing = self.starts.iter().zip(&line.points).filter(|(_, point)| point.failures > 0);
        failing.max_by_key(|(_, point)| point.failures).map_or_else(String::new, |(start, _)| self.moment(*start))
    }

    /// A moment as short as buckets allow: entries are not kept for a year.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let days = self.question.every.is_some_and(Every::is_days);
        self.question.zone.wall(at).format(if days { "%m-%d" } else { "%m-%d %H:%M" }).to_string()
    }

    /// The width the drawing wants.
    fn natural(&self) -> usize {
        let buckets = self.starts.len();
        if buckets == 0 { DRAWING } else { buckets * (DRAWING / buckets).clamp(1, 6) }
    }
}

impl Column {
    fn fit(&self, text: &str, paint: owo_colors::Style, width: usize) -> String {
        let text = cut(text, width);
        let blank = " ".repeat(width.saturating_sub(text.width()));
        let painted = if text.is_empty() { text } else { Palette::paint(paint, &text) };
        if self.is_number { blank + &painted } else { painted + &blank }
    }
}

/// What stands beside the numbers: bars, or blocks over time.
struct Drawing<'t> {
    table: &'t Table<'t>,
    width: usize,
    /// Buckets that share a column.
    each: usize,
    /// Columns that a bucket has.
    stretch: usize,
    /// What a full bar or a full block stands for: entries, or a failure rate.
    full: f64,
}

impl<'t> Drawing<'t> {
    fn new(table: &'t Table<'t>, width: usize) -> Self {
        let buckets = table.starts.len();
        let each = buckets.div_ceil(width.max(1)).max(1);
        let stretch = width.checked_div(buckets).unwrap_or(1).max(1);
        let rates = table.lines.iter().flat_map(|line| line.squeezed(each)).map(Point::rate);
        let full = rates.fold(0.0, f64::max);
        Self { table, width, each, stretch, full }
    }

    fn over_time(&self) -> bool {
        !self.table.starts.is_empty()
    }

    fn title(&self) -> &'static str {
        if self.over_time() { "FAILURE RATE OVER TIME" } else { "█ FAILED, ░ OTHERS" }
    }

    fn draw(&self, line: &Line) -> String {
        let palette = &self.table.style.palette;
        if !self.over_time() {
            let (failed, others) = self.bar(line);
            let paint = |style, text: String| if text.is_empty() { text } else { Palette::paint(style, &text) };
            return paint(palette.bad, "█".repeat(failed)) + &paint(palette.dim, "░".repeat(others));
        }
        let block = |point: Point| match point {
            Point { count: 0, .. } => " ".repeat(self.stretch),
            Point { failures: 0, .. } => Palette::paint(palette.dim, &BLOCKS[0].repeat(self.stretch)),
            point => Palette::paint(palette.bad, &self.block(point.rate()).repeat(self.stretch)),
        };
        line.squeezed(self.each).map(block).collect()
    }

    /// The lengths of the two parts of a bar. What is there is seen, however little it is.
    fn bar(&self, line: &Line) -> (usize, usize) {
        let Cell { count, failures, .. } = line.cell;
        let most = self.table.lines.iter().map(|line| line.cell.count).max().unwrap_or(0).max(1);
        let columns = |number: u64| usize::try_from((number * self.width as u64).div_ceil(most)).unwrap_or(0);
        let (whole, failed) = (columns(count), columns(failures));
        // One column for what did not fail, where there is room for both.
        let failed = if failures < count && whole > 1 { failed.min(whole - 1) } else { failed };
        (failed, whole - failed)
    }

    /// The block for a rate above 0, which is never the lowest.
    fn block(&self, rate: f64) -> &'static str {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 7")]
        let height = (rate / self.full * 7.0).ceil().clamp(1.0, 7.0) as usize;
        BLOCKS[height]
    }

    /// The lines below a drawing over time: its axis, and what its height and blanks mean.
    fn feet(&self, indent: usize, width: usize) -> Vec<String> {
        let (Some(every), Some(first), Some(last)) =
            (self.table.question.every, self.table.starts.first(), self.table.starts.last())
        else {
            return Vec::new();
        };
        let zone = self.table.question.zone;
        let end = if every.is_days() { *last } else { every.end(*last, zone) };
        let (from, to) = (self.table.moment(*first), self.table.moment(end));
        let columns =
            if self.each > 1 { format!("a column is {} x {every}", self.each) } else { format!("a column is {every}") };
        let drawn = self.table.starts.len().div_ceil(self.each) * self.stretch;
        let axis = drawn.checked_sub(from.width() + to.width() + 3);
        let scale = format!("{columns}, █ is {:.1}%, blank is no entries", self.full * 100.0);
        let mut feet = Vec::new();
        match axis {
            Some(line) if self.width > 0 => {
                feet.extend([format!("{}{from} {} {to}", " ".repeat(indent), "─".repeat(line + 1)), scale]);
            }
            _ => feet.extend([format!("{from} to {to}"), scale]),
        }
        feet.into_iter().map(|foot| cut(&foot, width)).collect()
    }
}

/// A failure rate that is 0 % or 100 % only where it is exactly so.
fn rate(failures: u64, count: u64) -> String {
    match failures {
        _ if count == 0 => String::new(),
        0 => "0%".to_owned(),
        _ if failures == count => "100%".to_owned(),
        _ => format!("{:.1}%", (Point { count, failures }.rate() * 100.0).clamp(0.1, 99.9)),
    }
}
