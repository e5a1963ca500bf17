//! `json`: an array, which is written element by element and also closed after an error.

use std::io;

use super::projection::ProjectedValues;
use crate::output::json_colours;
use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use connlog_core::record::ShownView;
use connlog_core::json::indent;
use connlog_core::sanitize::Escaped;
use crate::output::terminal::Palette;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "json",
    aliases: &["json-v1"],
    about: "one JSON array",
    machine: true,
    json: true,
    named: false,
    make: |style| Box::new(JsonFormatter::new(&style)),
};

struct JsonFormatter {
    values: ProjectedValues,
    palette: Palette,
    layout: Layout,
    element: Escaped,
    empty: bool,
}

#[derive(Clone, Copy)]
enum Layout {
    /// The bytes of the source.
    Untouched,
    /// The bytes of the source with escapes, for a terminal.
    Escaped,
    /// One line for each record.
    Compact,
    /// Indented for a terminal.
    Indented,
}

impl JsonFormatter {
    fn new(style: &OutputStyle) -> Self {
        let values = ProjectedValues::new(style);
        let layout = match (style.raw && style.jq.is_none(), style.terminal) {
            (true, _) if values.is_verbatim() => Layout::Untouched,
            (true, _) => Layout::Escaped,
            (false, true) => Layout::Indented,
            (false, false) => Layout::Compact,
        };
        Self { values, palette: style.palette, layout, element: Escaped::default(), empty: true }
    }
}

impl Formatter for JsonFormatter {
    fn begin(&mut self, out: &mut Escaped) -> io::Result<()> {
        out.literal("[");
        Ok(())
    }

    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        let Self { values, palette, layout, element, empty } = self;
        element.clear();
        values.each(view, |json| {
            element.literal(if *empty { "\n" } else { ",\n" });
            *empty = false;
            match layout {
                Layout::Untouched => element.raw(json),
                Layout::Escaped => element.json(json),
                Layout::Compact => json_colours::compact(element, json, palette),
                Layout::Indented => {
                    element.literal("  ");
                    indent::indent(element, json, 1, &|out, piece| json_colours::paint(out, piece, palette));
                }
            }
        })?;
        out.append(element);
        Ok(())
    }

    fn finish(&mut self, out: &mut Escaped) -> io::Result<()> {
        out.literal(if self.empty { "]\n" } else { "\n]\n" });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Value;

    use crate::output::formats::jq::JqFilter;
    use crate::output::formats::test_records::{fields, print, record, style, CONNECTIONS};
    use crate::output::formats::find;
    use crate::output::style::OutputStyle;
    use connlog_core::record::Kind;
    use connlog_core::sanitize::Escaped;
    use crate::output::terminal::Palette;

    #[test]
    fn an_empty_result_is_an_empty_array() {
        assert_eq!(print::<&str>("json", &style(Kind::Post), &[]), "[]\n");
    }

    #[test]
    fn the_array_contains_every_record_in_each_layout() {
        let expected: Vec<Value> = CONNECTIONS.iter().map(|json| serde_json::from_str(json).unwrap()).collect();
        for (terminal, raw) in [(false, false), (true, false), (false, true)] {
            let style = OutputStyle { terminal, raw, ..style(Kind::Connection) };
            let values: Vec<Value> = serde_json::from_str(&print("json", &style, &CONNECTIONS)).unwrap();
            assert_eq!(values, expected);
        }
    }

    #[test]
    fn a_terminal_gets_two_spaces_a_level() {
        let style = OutputStyle { terminal: true, ..style(Kind::Post) };
        let expected = "[\n  {\n    \"a\": {},\n    \"b\": [\n      1,\n      2e1\n    ]\n  }\n]\n";
        assert_eq!(print("json", &style, &[r#"{"a":{ },"b":[1,2e1]}"#]), expected);
    }

    #[test]
    fn a_projection_keeps_nesting_and_order() {
        let paths = ["platform", "error.code", "id", "error.message", "success.permissions[0]", "nothing.at.all"];
        let style = OutputStyle { fields: Some(fields(&paths)), ..style(Kind::Connection) };
        assert_eq!(
            print("json", &style, &CONNECTIONS[3..4]),
            "[\n{\"platform\":\"twitter\",\"error\":{\"code\":\"oauth_denied\",\"message\":\"OAuth error: access_denied\"},\
             \"id\":\"675f1c0a9e2b5af0012ab34ce\",\"success\":{\"permissions[0]\":null},\"nothing\":{\"at\":{\"all\":null}}}\n]\n"
        );
    }

    #[test]
    fn a_whole_object_swallows_its_parts() {
        for paths in [["a.b", "a"], ["a", "a.b"]] {
            let style = OutputStyle { fields: Some(fields(&paths)), ..style(Kind::Post) };
            assert_eq!(print("json", &style, &[r#"{"a":{"b":1,"c":2}}"#]), "[\n{\"a\":{\"b\":1,\"c\":2}}\n]\n");
        }
    }

    #[test]
    fn raw_bytes_are_not_touched() {
        let raw = "{ \"a\" :\n\t[1.0e5, 12345678901234567890123, \"\u{85}##[x\"] }";
        let style = OutputStyle { raw: true, ..style(Kind::Post) };
        assert_eq!(print("json", &style, &[raw]), format!("[\n{raw}\n]\n"));
        let terminal = OutputStyle { terminal: true, palette: Palette::new(true), ..style };
        let acting = "{\t\"a\":\"\u{85}##[x\"}";
        assert_eq!(print("json", &terminal, &[acting]), "[\n{ \"a\":\"\\u0085##\\u005bx\"}\n]\n");
    }

    #[test]
    fn results_of_a_filter_are_elements() {
        let jq = Some(Arc::new(JqFilter::compile(".n[]?").unwrap()));
        let style = OutputStyle { jq, ..style(Kind::Post) };
        assert_eq!(print("json", &style, &[r#"{"n":[1.50,2]}"#, "{}", r#"{"n":["x"]}"#]), "[\n1.50,\n2,\n\"x\"\n]\n");
    }

    #[test]
    fn a_failing_filter_leaves_a_valid_array() {
        let jq = Some(Arc::new(JqFilter::compile("1, error(\"no\")").unwrap()));
        let mut formatter = (find("json").unwrap().make)(OutputStyle { jq, ..style(Kind::Post) });
        let mut out = Escaped::default();
        formatter.begin(&mut out).unwrap();
        let failure = formatter.record(&mut out, &record(Kind::Post, "{}").view()).unwrap_err();
        formatter.finish(&mut out).unwrap();
        assert_eq!(failure.to_string(), "jq: no");
        assert_eq!(out.as_str(), "[]\n");
    }
}
