//! `ndjson`: one record a line.

use std::io;

use super::projection::ProjectedValues;
use super::{Formatter, FormatSpec, jq};
use connlog_core::record::ShownView;
use connlog_core::json::rewrite;
use connlog_core::sanitize::Escaped;
use crate::output::terminal::Palette;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "ndjson",
    aliases: &["jsonl", "ndjson-v1"],
    about: "one JSON object on each line",
    machine: true,
    json: true,
    named: false,
    make: |style| {
        let raw_text = style.jq.as_ref().is_some_and(|jq| jq.is_raw_text());
        Box::new(NdjsonFormatter { values: ProjectedValues::new(&style), palette: style.palette, raw_text })
    },
};

struct NdjsonFormatter {
    values: ProjectedValues,
    palette: Palette,
    raw_text: bool,
}

impl Formatter for NdjsonFormatter {
    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        let Self { values, palette, raw_text } = self;
        let verbatim = values.is_verbatim();
        values.each(view, |json| {
            let json = rewrite::one_line(json);
            if verbatim {
                out.raw(&json);
                out.literal("\n");
            } else {
                jq::push_line(out, &json, *raw_text, palette);
            }
        })
    }

    fn is_stateless(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::Value;

    use crate::output::formats::jq::JqFilter;
    use crate::output::style::OutputStyle;
    use crate::output::formats::test_records::{print, style, CONNECTIONS};
    use connlog_core::record::Kind;
use connlog_core::json;

    #[test]
    fn every_record_is_one_line() {
        let lines = print("ndjson", &style(Kind::Connection), &CONNECTIONS);
        assert_eq!(lines, CONNECTIONS.map(|json| format!("{json}\n")).concat());
    }

    #[test]
    fn raw_records_lose_their_line_ends_only_if_they_have_any() {
        let style = OutputStyle { raw: true, ..style(Kind::Post) };
        assert_eq!(print("ndjson", &style, &["{ \"a\": 1.0 }", "{\n  \"a b\": 1.0\n}"]), "{ \"a\": 1.0 }\n{\"a b\":1.0}\n");
    }

    #[test]
    fn each_result_of_a_filter_is_a_line() {
        let jq = Some(Arc::new(JqFilter::compile(".error | keys[]").unwrap()));
        let lines = print("ndjson", &OutputStyle { jq, ..style(Kind::Connection) }, &CONNECTIONS[3..4]);
        assert_eq!(lines, "\"code\"\n\"message\"\n");
    }

    #[test]
    fn raw_text_has_no_quotes_and_cannot_act() {
        let jq = JqFilter::compile(".a, .b, .c").unwrap().with_raw_text(true);
        let style = OutputStyle { jq: Some(Arc::new(jq)), ..style(Kind::Post) };
        let record = r#"{"a":"x \"y\"\n\tz","b":{"n":1},"c":"::error::\u001b[2J"}"#;
        assert_eq!(print("ndjson", &style, &[record]), "x \"y\"\n\tz\n{\"n\":1}\n\\::error::\\u{1b}[2J\n");
    }

    proptest! {
        #[test]
        fn lines_parse_back_to_the_values(name in ".{1,9}", text in ".*", space in "[ \n\t\r]{0,3}", number in any::<f64>()) {
            let json = format!(
                "{{{}:{space}[{space}{}{space},{space}{}]{space}}}",
                json::quote(&name), json::quote(&text), serde_json::to_string(&number).unwrap(),
            );
            let line = print("ndjson", &style(Kind::Post), &[&json]);
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), serde_json::from_str::<Value>(&json).unwrap());
        }
    }
}
