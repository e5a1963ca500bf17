//! `details`: each entry in full, as aligned fields and values. Long texts are wrapped, and JSON is indented.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr as _;

use super::{FormatSpec, Formatter};
use crate::output::json_colours;
use crate::output::style::OutputStyle;
use crate::output::columns::cells::{format_duration, full_event_and_status};
use crate::output::columns::{CellContext, OutcomeStyle as _, TimeStyle};
use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};
use connlog_core::escape::visible;
use connlog_core::json;
use connlog_core::json::indent;
use connlog_core::record::ShownView;
use connlog_core::record::semantics::Outcome;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::time::{self, Age};

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "details",
    aliases: &[],
    about: "every field of an entry, one below the other",
    machine: false,
    json: false,
    named: true,
    make: |style| Box::new(DetailsFormatter { style, is_first: true }),
};

/// The widest field name that others are aligned to.
const WIDEST_NAME: usize = 28;
/// The number of blanks between name and value, and before a value below its name.
const GAP: usize = 2;
/// The least width of the values. On a narrower line, they are below the names.
const LEAST_VALUE: usize = 24;

struct DetailsFormatter {
    style: OutputStyle,
    is_first: bool,
}

/// A field with its value.
struct DetailRow<'v> {
    name: String,
    value: DetailValue<'v>,
}

enum DetailValue<'v> {
    /// A text, perhaps with line ends.
    Text(Cow<'v, str>),
    /// An object or an array, which is indented below the name.
    Json(Cow<'v, str>),
}

impl DetailsFormatter {
    fn rows<'v>(&self, view: &'v ShownView<'_>) -> Vec<DetailRow<'v>> {
        let mut rows = Vec::new();
        match &self.style.fields {
            Some(fields) => {
                for path in fields {
                    let json = path.find(view).unwrap_or("null");
                    rows.push(DetailRow { name: path.to_string(), value: self.value(&path.to_string(), json) });
                }
            }
            None => view.fields().iter().for_each(|field| self.flatten(&field.name, &field.json, &mut rows)),
        }
        rows
    }

    /// Adds a field, or the members of an object. Leaves out values that are absent or empty.
    fn flatten<'v>(&self, name: &str, json: &'v str, rows: &mut Vec<DetailRow<'v>>) {
        if json::is_absent(json) || is_empty(json) {
            return;
        }
        match json::members(json) {
            Some(members) => {
                for (member, json) in members.into_iter().filter(|(_, json)| !json::is_absent(json) && !is_empty(json)) {
                    let name = format!("{name}.{member}");
                    rows.push(DetailRow { value: self.value(&name, json), name });
                }
            }
            None => rows.push(DetailRow { name: name.to_owned(), value: self.value(name, json) }),
        }
    }

    fn value<'v>(&self, name: &str, json: &'v str) -> DetailValue<'v> {
        if json.starts_with(['{', '[']) {
            return match json::elements(json) {
                Some(elements) if elements.iter().all(|element| json::scalar(element).is_some()) => {
                    let texts: Vec<_> = elements.iter().filter_map(|element| json::scalar(element)).collect();
                    DetailValue::Text(texts.join(", ").into())
                }
                _ => DetailValue::Json(json.into()),
            };
        }
        let Some(text) = json::scalar(json) else { return DetailValue::Text("".into()) };
        if is_json(&text) {
            return DetailValue::Json(text);
        }
        DetailValue::Text(self.explained(name, &text).map_or(text, Cow::Owned))
    }

    /// Returns a time in the zone with its age, a duration with its unit, or an account with its name.
    fn explained(&self, name: &str, text: &str) -> Option<String> {
        let style = &self.style;
        if name.ends_with("At") {
            let instant = time::instant(text)?;
            let full = style.zone.rfc3339(instant);
            return Some(match style.now {
                _ if !style.terminal || !style.ages => full,
                now if instant > now => format!("{full} (in {})", Age { instant: now, now: instant }),
                now => format!("{full} ({} ago)", Age { instant, now }),
            });
        }
        if name.ends_with("durationMs") {
            let ms = text.parse().ok().filter(|ms| *ms >= 1_000)?;
            return Some(format!("{text} ({})", format_duration(ms)));
        }
        let known = name.ends_with("Id").then(|| style.names.get(text))??;
        Some(format!("{text} ({known})"))
    }

    /// Adds the line above the fields: what happened, in the colour of the outcome.
    fn heading(&self, out: &mut Escaped, view: &ShownView<'_>) {
        let outcome = Outcome::from_view(view);
        let context =
            CellContext { zone: self.style.zone, times: TimeStyle::Full, short: false, names: Arc::clone(&self.style.names) };
        let event = full_event_and_status(view, &context).unwrap_or_else(|| view.kind().name().into());
        let title = format!("{} {}", outcome.symbol(), visible(&event));
        let palette = &self.style.palette;
        out.text(&format!("{}\n", Palette::paint(outcome.style(palette), &title)), self.keep());
    }

    /// Adds a field. `names` is the width of the names.
    fn row(&self, out: &mut Escaped, row: &DetailRow<'_>, names: usize, outcome: Outcome) {
        let palette = &self.style.palette;
        let name = visible(&row.name);
        let label = Palette::paint(palette.key, &name);
        let text = match &row.value {
            DetailValue::Text(text) => text,
            DetailValue::Json(json) => {
                out.text(&format!("{label}\n"), self.keep());
                out.literal("  ");
                indent::indent(out, json, 1, &|out, piece| json_colours::paint(out, piece, palette));
                return out.literal("\n");
            }
        };
        let width = self.style.width.map_or(usize::MAX, usize::from);
        let is_beside = name.width() <= names && width.saturating_sub(names + GAP) >= LEAST_VALUE;
        let column = if is_beside { names + GAP } else { GAP };
        let paint = match &*row.name {
            "eventType" | "status" | "state" | "severity" => outcome.style(palette),
            _ => owo_colors::Style::new(),
        };
        let first = if text.is_empty() {
            String::new()
        } else if is_beside {
            " ".repeat(column - name.width())
        } else {
            format!("\n{}", " ".repeat(column))
        };
        let lines = text.lines().flat_map(|line| self.wrapped(line, width.saturating_sub(column)));
        let lines: Vec<String> = lines.map(|line| Palette::paint(paint, &line)).collect();
        let lines = lines.join(&format!("\n{}", " ".repeat(column)));
        out.text(&format!("{label}{first}{lines}\n"), self.keep());
    }

    /// Returns the lines of a value. A long word stays whole, so that it can be copied.
    fn wrapped(&self, line: &str, width: usize) -> Vec<String> {
        let line = visible(line);
        if self.style.width.is_none() { vec![line.into_owned()] } else { wrap(&line, width.max(1), LongWords::Keep) }
    }

    const fn keep(&self) -> Keep {
        Keep::coloured(!self.style.palette.is_plain())
    }
}

/// Returns whether `text` is an object or an array as JSON.
fn is_json(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with('{') && json::members(text).is_some()) || (text.starts_with('[') && json::elements(text).is_some())
}

/// Returns whether `json` is an object or an array without content.
fn is_empty(json: &str) -> bool {
    let inner = json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.or_else(|| json.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inner.is_some_and(|inner| inner.trim().is_empty())
}

impl Formatter for DetailsFormatter {
    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        if !std::mem::replace(&mut self.is_first, false) {
            out.literal("\n");
        }
        let rows = self.rows(view);
        if self.style.fields.is_none() {
            self.heading(out, view);
        }
        let texts = rows.iter().filter(|row| matches!(row.value, DetailValue::Text(_)));
        let names = texts.map(|row| visible(&row.name).width()).filter(|width| *width <= WIDEST_NAME).max();
        let outcome = Outcome::from_view(view);
        for row in &rows {
            self.row(out, row, names.unwrap_or(0), outcome);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{CONNECTIONS, POSTS, fields, print, style};
    use crate::output::terminal::Palette;
    use connlog_core::record::Kind;

    fn terminal(kind: Kind, width: u16) -> OutputStyle {
        OutputStyle { width: Some(width), terminal: true, ..style(kind) }
    }

    #[test]
    fn a_terminal_shows_aligned_fields_with_wrapped_texts() {
        let expected = "\
✗ post.failed
kind                   post
source                 zernio
postId                 65f1c0a9e2b5af0012ab34d2
platform               tiktok
accountId              64e1f0a9e2b5af0012ab3502
accountUsername        @acme.tok
action                 post.failed
status                 failed
statusCode             403
response.errorMessage  Daily active user quota reached. Please
                       try again in 24 hours or contact support.
response.errorCode     spam_risk_too_many_posts
durationMs             870
createdAt              2026-11-18T08:57:00Z (2d ago)
";
        assert_eq!(print("details", &terminal(Kind::Post, 64), &POSTS[4..]), expected);
    }

    #[test]
    fn values_are_below_their_names_on_a_narrow_line() {
        let shown = print("details", &terminal(Kind::Post, 40), &POSTS[4..]);
        assert!(shown.contains("response.errorMessage\n  Daily active user quota reached.\n  Please try"), "{shown}");
    }

    #[test]
    fn a_body_is_indented_also_inside_a_string() {
        let style = OutputStyle { fields: Some(fields(&["a", "b", "list"])), ..style(Kind::Post) };
        let record = r#"{"a":{"x":[1,{"y":null}]},"b":"{\"code\":\"::error::x\"}","list":["p","q"]}"#;
        let body = "{\n    \"x\": [\n      1,\n      {\n        \"y\": null\n      }\n    ]\n  }";
        let expected = format!("a\n  {body}\nb\n  {{\n    \"code\": \"::error::x\"\n  }}\nlist  p, q\n");
        assert_eq!(print("details", &style, &[record]), expected);
    }

    #[test]
    fn entries_are_apart_and_absent_values_are_left_out() {
        let shown = print("details", &style(Kind::Connection), &CONNECTIONS[2..4]);
        let (first, second) = shown.split_once("\n\n").unwrap();
        assert!(first.starts_with("○ disconnect") && second.starts_with("✗ connect_failed"), "{shown}");
        assert!(!first.contains("success") && !second.contains("accountId"), "{shown}");
        assert!(first.contains("error.code"), "{shown}");
    }

    #[test]
    fn several_lines_of_a_value_stay_aligned() {
        let style = OutputStyle { fields: Some(fields(&["error.message", "x"])), ..style(Kind::Connection) };
        let shown = print("details", &style, &CONNECTIONS[4..5]);
        assert_eq!(shown, "error.message  Invalid identifier or password\n               Try again\nx\n");
    }

    #[test]
    fn no_line_exceeds_the_width_and_colour_adds_only_colour() {
        for width in 70..120 {
            let plain = terminal(Kind::Post, width);
            let shown = print("details", &plain, &POSTS);
            assert!(shown.lines().all(|line| line.width() <= usize::from(width)), "{width}: {shown}");
            let painted = print("details", &OutputStyle { palette: Palette::new(true), ..plain }, &POSTS);
            let mut pieces = painted.split('\u{1b}');
            let first = pieces.next().unwrap_or_default().to_owned();
            assert_eq!(pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1), shown);
        }
    }
}
