//! The drawing of `connlog syncs show`: what a sync was, its phases and tables as bars on one axis of time, and what it met on
//! its way. Colour adds nothing to what it says.

mod chart;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use owo_colors::Style as Paint;
use unicode_width::UnicodeWidthStr as _;

use self::chart::Chart;
use super::columns::{Shown as _, lasting};
use super::fit::cut;
use super::values;
use super::{Style, jq};
use crate::record::gist::{Outcome, inner};
use crate::record::text;
use crate::record::timeline::{Note, Span, Timeline};
use crate::term::{Palette, visible};

/// The width of the labels of the head.
const LABEL: usize = 12;
/// Wide enough where nothing limits the width.
const UNLIMITED: usize = 60_000;

/// The drawing. Without a width nothing is cut, and times are full.
pub fn draw(timeline: &Timeline, style: &Style) -> String {
    let look = Look::new(timeline, style);
    let mut text = head(timeline, &look);
    text += &Chart::new(timeline, &look).map_or_else(String::new, |chart| format!("\n{}", chart.draw()));
    if !timeline.notes.is_empty() {
        text += &format!("\n{}\n", look.dim("WARNINGS, ERRORS AND SCHEMA CHANGES"));
        text.extend(timeline.notes.iter().map(|note| noted(note, &look)));
    }
    text
}

/// The timeline as one JSON object on a line, on several for a person; what a filter makes of it in its place.
pub fn json(timeline: &Timeline, style: &Style, lines: bool, out: &mut dyn Write) -> io::Result<()> {
    let whole = timeline.to_json();
    let values = match &style.jq {
        Some(filter) => filter.run(&whole).map_err(|error| jq::failed(&error))?,
        None => vec![whole],
    };
    for value in values {
        let value = text::harmless(&value);
        if style.terminal && !lines {
            text::indent(out, &value, 0, &|out, piece| values::paint(out, piece, &style.palette))?;
        } else {
            values::compact(out, &text::one_line(&value), &style.palette)?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What the parts of the drawing share.
struct Look<'s> {
    style: &'s Style,
    width: usize,
    /// The sync began and ended on one day.
    one_day: bool,
}

impl<'s> Look<'s> {
    fn new(timeline: &Timeline, style: &'s Style) -> Self {
        let date = |at| style.zone.wall(at).date();
        let one_day = timeline.span.is_none_or(|(from, to)| date(from) == date(to));
        Self { style, width: style.width.map_or(UNLIMITED, usize::from), one_day }
    }

    fn dim(&self, text: &str) -> String {
        Palette::paint(self.style.palette.dim, &cut(text, self.width))
    }

    /// A moment inside the sync, as short as its reader allows.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let wall = self.style.zone.wall(at);
        match self.style.width {
            None => self.style.zone.rfc3339(at),
            Some(_) if self.one_day => wall.format("%H:%M:%S").to_string(),
            Some(_) => wall.format("%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// What the sync was, a line each.
fn head(timeline: &Timeline, look: &Look<'_>) -> String {
    let view = timeline.row.view();
    let text = |name: &str| view.text(name).map(|text| visible(&text).into_owned());
    let (palette, outcome) = (&look.style.palette, Outcome::of(&view));
    let connection = [text("connectionName").or_else(|| text("connectionId")), text("connectorType")];
    let id = text("connectionId").filter(|id| Some(id) != connection[0].as_ref());
    let named: Vec<String> = connection.into_iter().flatten().chain(id).collect();

    let status = text("status").unwrap_or_default();
    let took = view.text("durationMs").and_then(|ms| ms.parse().ok()).map(lasting);
    let symbol = if look.style.terminal { format!("{} ", outcome.symbol()) } else { String::new() };
    let took = took.map_or_else(String::new, |took| format!(" after {took}"));
    let status = format!("{symbol}{status}{took}");
    let plain = Paint::new();
    let lines = [
        ("connection", Some(named.join(", ")).filter(|named| !named.is_empty()), palette.strong),
        ("status", Some(status), outcome.style(palette)),
        ("reason", text("reason"), plain),
        ("sync", text("syncId"), plain),
        ("started", view.created_at().map(|at| look.style.zone.rfc3339(at)), plain),
        (
            "ended",
            view.text("endedAt").and_then(|at| crate::time::instant(&at)).map(|at| look.style.zone.rfc3339(at)),
            plain,
        ),
        ("read", read(timeline), plain),
        ("written", written(timeline), plain),
    ];
    let room = look.width.saturating_sub(LABEL).max(8);
    let mut head = String::new();
    for (label, value, paint) in lines {
        for (place, piece) in value.iter().flat_map(|value| wrap(value, room)).enumerate() {
            let label = if place == 0 { label } else { "" };
            let label = Palette::paint(palette.dim, &cut(&format!("{label:<LABEL$}"), look.width.min(LABEL)));
            head += &format!("{label}{}\n", if piece.is_empty() { piece } else { Palette::paint(paint, &piece) });
        }
    }
    head
}

/// What was read from the source.
fn read(timeline: &Timeline) -> Option<String> {
    let view = timeline.row.view();
    let number = |key| inner(&view, "rows", key).and_then(|count| count.parse::<u64>().ok());
    let parts = [
        number("extracted").map(|rows| counted(rows, "row")),
        number("bytes").map(bytes),
        number("queries").map(|queries| counted(queries, "quer")),
    ];
    let there: Vec<String> = parts.into_iter().flatten().collect();
    (!there.is_empty()).then(|| there.join(", "))
}

/// What was written to the destination.
fn written(timeline: &Timeline) -> Option<String> {
    let view = timeline.row.view();
    let number = |key| inner(&view, "rows", key).and_then(|count| count.parse::<u64>().ok()).filter(|count| *count > 0);
    let operations = ["upserted", "updated", "deleted", "other"];
    let mut parts: Vec<String> =
        operations.iter().filter_map(|key| Some(format!("{} {key}", grouped(number(key)?)))).collect();
    let top = |name: &str| view.text(name).and_then(|count| count.parse::<u64>().ok()).filter(|count| *count > 0);
    parts.extend(top("tables").map(|tables| counted(tables, "table")));
    parts.extend(top("schemaChanges").map(|changes| counted(changes, "schema change")));
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A note: when, how bad, what; below it why, unless that fits behind it.
fn noted(note: &Note, look: &Look<'_>) -> String {
    let palette = &look.style.palette;
    let times = if note.times > 1 { format!(" ({} times)", grouped(note.times)) } else { String::new() };
    let at = note.at.map_or_else(|| "-".to_owned(), |at| look.moment(at));
    let word = if look.style.terminal { note.outcome.symbol().to_owned() } else { format!("{:<7}", note.severity) };
    let (event, detail) = (visible(&note.event), note.detail.as_deref().map(visible).unwrap_or_default());
    let indent = at.width() + 2 + word.width() + 2;
    let lead = indent + event.width() + times.width();
    let mut line = format!(
        "{}  {}  {}{times}",
        Palette::paint(palette.dim, &at),
        Palette::paint(note.outcome.style(palette), &word),
        Palette::paint(palette.strong, &cut(&event, look.width.saturating_sub(indent + times.width()).max(1))),
    );
    if detail.is_empty() {
        return line + "\n";
    }
    if lead + 2 + detail.width() <= look.width {
        return format!("{line}  {detail}\n");
    }
    line.push('\n');
    let indent = indent.min(look.width / 4);
    for piece in wrap(&detail, look.width.saturating_sub(indent).max(8)) {
        line += &format!("{}{piece}\n", " ".repeat(indent));
    }
    line
}

/// The text on lines of at most `width` columns, broken between words where that can be.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        let blank = usize::from(!line.is_empty());
        if line.width() + blank + word.width() <= width {
            line.push_str(&" ".repeat(blank));
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            line.push(character);
            if line.width() > width {
                line.pop();
                lines.push(std::mem::replace(&mut line, character.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

/// `1 row`, `2,000 rows`.
fn counted(count: u64, noun: &str) -> String {
    let ending = match (noun.ends_with("quer"), count) {
        (true, 1) => "y",
        (true, _) => "ies",
        (false, 1) => "",
        (false, _) => "s",
    };
    format!("{} {noun}{ending}", grouped(count))
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes in the largest unit that it fills.
fn bytes(count: u64) -> String {
    let units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000_u64)];
    match units.iter().find(|(_, size)| count >= *size) {
        Some((unit, size)) => format!("{}.{} {unit}", count / size, count % size * 10 / size),
        None => counted(count, "byte"),
    }
}

/// Milliseconds of a span.
fn millis((from, to): Span) -> u64 {
    u64::try_from((to - from).num_milliseconds()).unwrap_or(0)
}
