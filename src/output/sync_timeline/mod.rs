//! The output of `connlog syncs show`: the data of a sync, a chart of its phases and tables, and its warnings and errors.
//! It is complete without colours.

pub mod chart;

use std::io;

use chrono::{DateTime, Utc};
use owo_colors::Style as Paint;
use unicode_width::UnicodeWidthStr as _;

use self::chart::Chart;
use super::column_fit::cut;
use super::columns::OutcomeStyle as _;
use super::columns::cells::format_duration;
use super::formats::jq;
use super::json_colours;
use crate::output::style::OutputStyle;
use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};
use connlog_core::escape::visible;
use connlog_core::json::{indent, rewrite};
use connlog_core::record::semantics::{Outcome, inner};
use connlog_core::record::sync_timeline::{SyncTimeline, TimelineNote};
use connlog_core::sanitize::Escaped;
use connlog_core::wording::counted;
use connlog_core::wording::grouped;

/// The width of the labels above the chart.
const LABEL: usize = 12;
/// The width without a limit.
const UNLIMITED: usize = 60_000;

/// Formats the timeline as text. Without a width, no text is cut and times are complete.
pub fn draw(timeline: &SyncTimeline, style: &OutputStyle) -> String {
    let context = RenderContext::new(timeline, style);
    let mut text = head(timeline, &context);
    text += &Chart::new(timeline, &context).map_or_else(String::new, |chart| format!("\n{}", chart.draw()));
    if !timeline.notes.is_empty() {
        text += &format!("\n{}\n", context.dim("WARNINGS, ERRORS AND SCHEMA CHANGES"));
        text.extend(timeline.notes.iter().map(|note| note_lines(note, &context)));
    }
    text
}

/// Writes the timeline, or the results of `--jq`, as JSON. `lines`: one object a line, also on a terminal.
///
/// # Errors
///
/// When the filter of `--jq` fails.
pub fn json(timeline: &SyncTimeline, style: &OutputStyle, lines: bool, out: &mut Escaped) -> io::Result<()> {
    let whole = timeline.to_json();
    let raw_text = style.jq.as_ref().is_some_and(|filter| filter.is_raw_text());
    let values = match &style.jq {
        Some(filter) => filter.run(&whole).map_err(|error| jq::filter_error(&error))?,
        None => vec![whole],
    };
    for value in values {
        if raw_text {
            jq::push_line(out, &value, true, &style.palette);
            continue;
        }
        if style.terminal && !lines {
            indent::indent(out, &value, 0, &|out, piece| json_colours::paint(out, piece, &style.palette));
        } else {
            json_colours::compact(out, &rewrite::one_line(&value), &style.palette);
        }
        out.literal("\n");
    }
    Ok(())
}

/// The style and width of all parts of the output.
struct RenderContext<'s> {
    style: &'s OutputStyle,
    width: usize,
    /// Whether the sync began and ended on the same day.
    one_day: bool,
}

impl<'s> RenderContext<'s> {
    fn new(timeline: &SyncTimeline, style: &'s OutputStyle) -> Self {
        let date = |at| style.zone.wall(at).date();
        let one_day = timeline.span.is_none_or(|span| date(span.from) == date(span.to));
        Self { style, width: style.width.map_or(UNLIMITED, usize::from), one_day }
    }

    fn dim(&self, text: &str) -> String {
        Palette::paint(self.style.palette.dim, &cut(text, self.width))
    }

    /// Formats a time within the sync. Omits the date on a terminal, if the sync is within one day.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let wall = self.style.zone.wall(at);
        match self.style.width {
            None => self.style.zone.rfc3339(at),
            Some(_) if self.one_day => wall.format("%H:%M:%S").to_string(),
            Some(_) => wall.format("%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// Formats the data of the sync, one line each.
fn head(timeline: &SyncTimeline, context: &RenderContext<'_>) -> String {
    let view = timeline.row.view();
    let text = |name: &str| view.text(name).map(|text| visible(&text).into_owned());
    let (palette, outcome) = (&context.style.palette, Outcome::from_view(&view));
    let connection = [text("connectionName").or_else(|| text("connectionId")), text("connectorType")];
    let id = text("connectionId").filter(|id| Some(id) != connection[0].as_ref());
    let named: Vec<String> = connection.into_iter().flatten().chain(id).collect();

    let status = text("status").unwrap_or_default();
    let took = view.text("durationMs").and_then(|ms| ms.parse().ok()).map(format_duration);
    let symbol = if context.style.terminal { format!("{} ", outcome.symbol()) } else { String::new() };
    let took = took.map_or_else(String::new, |took| format!(" after {took}"));
    let status = format!("{symbol}{status}{took}");
    let plain = Paint::new();
    let lines = [
        ("connection", Some(named.join(", ")).filter(|named| !named.is_empty()), palette.strong),
        ("status", Some(status), outcome.style(palette)),
        ("reason", text("reason"), plain),
        ("sync", text("syncId"), plain),
        ("started", view.created_at().map(|at| context.style.zone.rfc3339(at)), plain),
        (
            "ended",
            view.text("endedAt")
                .and_then(|at| connlog_core::time::instant(&at))
                .map(|at| context.style.zone.rfc3339(at)),
            plain,
        ),
        ("read", read(timeline), plain),
        ("written", written(timeline), plain),
    ];
    let text_width = context.width.saturating_sub(LABEL).max(8);
    let mut head = String::new();
    for (label, value, paint) in lines {
        for (place, piece) in value.iter().flat_map(|value| wrap(value, text_width, LongWords::Break)).enumerate() {
            let label = if place == 0 { label } else { "" };
            let label = Palette::paint(palette.dim, &cut(&format!("{label:<LABEL$}"), context.width.min(LABEL)));
            head += &format!("{label}{}\n", if piece.is_empty() { piece } else { Palette::paint(paint, &piece) });
        }
    }
    head
}

/// Formats what the sync read from the source.
fn read(timeline: &SyncTimeline) -> Option<String> {
    let view = timeline.row.view();
    let number = |key| inner(&view, "rows", key).and_then(|count| count.parse::<u64>().ok());
    let parts = [
        number("extracted").map(|rows| counted(rows, "row")),
        number("bytes").map(bytes),
        number("queries").map(|queries| counted(queries, "query")),
        inner(&view, "volumeMb", "extract").map(|volume| format!("{volume} MB")),
    ];
    let there: Vec<String> = parts.into_iter().flatten().collect();
    (!there.is_empty()).then(|| there.join(", "))
}

/// Formats what the sync wrote to the destination.
fn written(timeline: &SyncTimeline) -> Option<String> {
    let view = timeline.row.view();
    let number = |key| inner(&view, "rows", key).and_then(|count| count.parse::<u64>().ok()).filter(|count| *count > 0);
    let operations = ["upserted", "updated", "deleted", "other"];
    let mut parts: Vec<String> =
        operations.iter().filter_map(|key| Some(format!("{} {key}", grouped(number(key)?)))).collect();
    parts.extend(inner(&view, "volumeMb", "load").map(|volume| format!("{volume} MB")));
    let top = |name: &str| view.text(name).and_then(|count| count.parse::<u64>().ok()).filter(|count| *count > 0);
    parts.extend(top("tables").map(|tables| counted(tables, "table")));
    parts.extend(top("schemaChanges").map(|changes| counted(changes, "schema change")));
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Formats a note: time, severity and event. The detail follows on the same line if it fits, else below.
fn note_lines(note: &TimelineNote, context: &RenderContext<'_>) -> String {
    let palette = &context.style.palette;
    let times = if note.times > 1 { format!(" ({} times)", grouped(note.times)) } else { String::new() };
    let at = note.at.map_or_else(|| "-".to_owned(), |at| context.moment(at));
    let word = if context.style.terminal { note.outcome.symbol().to_owned() } else { format!("{:<7}", note.severity) };
    let (event, detail) = (visible(&note.event), note.detail.as_deref().map(visible).unwrap_or_default());
    let indent = at.width() + 2 + word.width() + 2;
    let lead = indent + event.width() + times.width();
    let mut line = format!(
        "{}  {}  {}{times}",
        Palette::paint(palette.dim, &at),
        Palette::paint(note.outcome.style(palette), &word),
        Palette::paint(palette.strong, &cut(&event, context.width.saturating_sub(indent + times.width()).max(1))),
    );
    if detail.is_empty() {
        return line + "\n";
    }
    if lead + 2 + detail.width() <= context.width {
        return format!("{line}  {detail}\n");
    }
    line.push('\n');
    let indent = indent.min(context.width / 4);
    for piece in wrap(&detail, context.width.saturating_sub(indent).max(8), LongWords::Break) {
        line += &format!("{}{piece}\n", " ".repeat(indent));
    }
    line
}

/// Formats a number of bytes in the largest unit below it.
fn bytes(count: u64) -> String {
    let units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000_u64)];
    match units.iter().find(|(_, size)| count >= *size) {
        Some((unit, size)) => format!("{}.{} {unit}", count / size, count % size * 10 / size),
        None => counted(count, "byte"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::output::formats::test_records::{now, record, style};
    use connlog_core::json;
    use connlog_core::record::Kind;
    use connlog_core::record::sync_timeline::{Phase, TableRows, TimelineSpan, TimelineTable};

    fn at(seconds: i64) -> DateTime<Utc> {
        now() + TimeDelta::seconds(seconds)
    }

    /// Returns a sync of `seconds` seconds with `text` in all its texts.
    fn sample(text: &str, seconds: i64) -> SyncTimeline {
        let quoted = json::quote(text);
        let row = format!(
            r#"{{"connectionName":{quoted},"connectorType":{quoted},"syncId":{quoted},"status":"failed","reason":{quoted},"startedAt":"2026-11-20T12:00:00Z","durationMs":{},"rows":{{"extracted":12345,"bytes":1234567,"queries":1,"deleted":2}},"tables":1}}"#,
            seconds * 1000
        );
        let phase = |name, span: Option<TimelineSpan>| Phase { name, took: Some(1000), span };
        let table = |started, ended| TimelineTable {
            name: text.to_owned(),
            started,
            ended,
            rows: TableRows { upserted: 1_000_000, updated: 2, deleted: 3, other: 4 },
        };
        let note = |detail: &str| TimelineNote {
            at: Some(at(1)),
            outcome: Outcome::Bad,
            severity: "failure".to_owned(),
            event: text.to_owned(),
            detail: Some(detail.to_owned()),
            times: 2,
        };
        SyncTimeline {
            row: record(Kind::Sync, &row),
            span: Some(TimelineSpan { from: at(0), to: at(seconds) }),
            phases: vec![
                phase("extract", Some(TimelineSpan { from: at(0), to: at(seconds / 2) })),
                phase("process", None),
                phase("load", None),
            ],
            tables: vec![table(Some(at(seconds / 2)), Some(at(seconds))), table(Some(at(1)), None), table(None, None)],
            notes: vec![note(text), note("")],
            problems: vec![(at(0), Outcome::Bad), (at(seconds), Outcome::Warned), (at(seconds + 9), Outcome::Bad)],
            events: Vec::new(),
        }
    }

    #[test]
    fn large_numbers_are_readable() {
        assert_eq!(
            [grouped(0), grouped(999), grouped(1_000), grouped(11_624_686_068)],
            ["0", "999", "1,000", "11,624,686,068"]
        );
        assert_eq!(
            [bytes(1), bytes(999), bytes(1_000), bytes(431_800_420)],
            ["1 byte", "999 bytes", "1.0 kB", "431.8 MB"]
        );
    }

    proptest! {
        #[test]
            fn no_line_is_wider_than_the_terminal_and_hostile_text_is_escaped(
            text in "\\PC{0,60}|[a-z ]{0,200}|[\\x00-\\x7f]{0,20}|(::|##\\[|\u{1b}|\u{202e}|\n){0,6}",
            seconds in prop_oneof![Just(0_i64), 1..100_i64, 80_000..300_000_i64],
            width in 40_u16..200,
            terminal in any::<bool>(),
        ) {
            let style = OutputStyle { width: Some(width), terminal, ..style(Kind::Sync) };
            let drawn = draw(&sample(&text, seconds), &style);
            for line in drawn.lines() {
                prop_assert!(line.width() <= usize::from(width), "{} columns: {line}", line.width());
                prop_assert!(!line.trim_start().starts_with("::"), "{line}");
            }
            prop_assert!(!drawn.contains("##["));
            prop_assert!(!drawn.chars().any(|c| c != '\n' && rewrite::is_hostile(c)));
            let coloured = draw(&sample(&text, seconds), &OutputStyle { palette: Palette::new(true), ..style });
            let mut pieces = coloured.split('\u{1b}');
            let first = pieces.next().unwrap_or_default().to_owned();
            let bare = pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1);
            prop_assert_eq!(bare, drawn);
        }
    }
}
