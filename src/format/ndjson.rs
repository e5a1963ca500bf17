//! `ndjson`: one record a line, one write a line, so that a reader never sees half a record.

use std::io::{self, Write};

use super::values::{self, Values};
use super::{Formatter, Spec};
use crate::record::View;
use crate::record::text;
use crate::term::Palette;

pub(super) const SPEC: Spec = Spec {
    name: "ndjson",
    aliases: &["jsonl", "ndjson-v1"],
    about: "one JSON object a line",
    machine: true,
    json: true,
    make: |style| Box::new(Ndjson { values: Values::new(&style), palette: style.palette, line: Vec::new() }),
};

struct Ndjson {
    values: Values,
    palette: Palette,
    line: Vec<u8>,
}

impl Formatter for Ndjson {
    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        let Self { values, palette, line } = self;
        values.each(view, |json| {
            line.clear();
            values::compact(line, &text::one_line(json), palette)?;
            line.push(b'\n');
            out.write_all(line)
        })
    }

    fn is_apart(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::Value;

    use crate::format::jq::Jq;
    use crate::format::sample::{CONNECTIONS, print, record, style};
    use crate::format::{Style, find};
    use crate::record::{Kind, json};

    /// Counts the writes it gets.
    struct Writes(Vec<Vec<u8>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_record_is_one_line_in_one_write() {
        let mut out = Writes(Vec::new());
        let mut formatter = (find("ndjson").unwrap().make)(style(Kind::Connection));
        for json in CONNECTIONS {
            formatter.record(&mut out, &record(Kind::Connection, json).view()).unwrap();
        }
        let expected: Vec<Vec<u8>> = CONNECTIONS.iter().map(|json| format!("{json}\n").into_bytes()).collect();
        assert_eq!(out.0, expected);
    }

    #[test]
    fn raw_records_lose_their_line_ends_only_if_they_have_any() {
        let style = Style { raw: true, ..style(Kind::Post) };
        assert_eq!(print("ndjson", &style, &["{ \"a\": 1.0 }", "{\n  \"a b\": 1.0\n}"]), "{ \"a\": 1.0 }\n{\"a b\":1.0}\n");
    }

    #[test]
    fn each_result_of_a_filter_is_a_line() {
        let jq = Some(Arc::new(Jq::compile(".error | keys[]").unwrap()));
        let lines = print("ndjson", &Style { jq, ..style(Kind::Connection) }, &CONNECTIONS[3..4]);
        assert_eq!(lines, "\"code\"\n\"message\"\n");
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
