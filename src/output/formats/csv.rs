//! `csv`: a header and one line for each record, with the quotes of RFC 4180 and line feeds. `tsv` is the same without quotes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{Formatter, FormatSpec};
use crate::output::style::OutputStyle;
use crate::output::columns;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::record::path::FieldPath;
use connlog_core::record::{schema, Kind, ShownView};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::escape::visible_lines;
use connlog_core::time::Zone;

pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "csv",
    aliases: &[],
    about: "comma-separated values with a header",
    machine: true,
    json: false,
    named: false,
    make: |style| Box::new(DelimitedFormatter::new(&style, b',', QuoteStyle::Necessary, visible_lines)),
};

/// The formatter of `csv` and `tsv`.
pub(crate) struct DelimitedFormatter {
    paths: Vec<FieldPath>,
    zone: Zone,
    names: Arc<IdNames>,
    /// Escapes a value for a cell.
    guard: fn(&str) -> Cow<'_, str>,
    safe: bool,
    /// Whether the delimiter is a tab.
    tabs: bool,
    writer: Writer<SharedBuffer>,
    row: SharedBuffer,
}

impl DelimitedFormatter {
    pub(crate) fn new(style: &OutputStyle, delimiter: u8, quotes: QuoteStyle, guard: fn(&str) -> Cow<'_, str>) -> Self {
        let row = SharedBuffer::default();
        let writer = WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(quotes)
            .terminator(Terminator::Any(b'\n'))
            .flexible(true)
            .from_writer(row.clone());
        let paths = style.fields.clone().unwrap_or_else(|| leaves(&style.kinds));
        Self { paths, zone: style.zone, names: Arc::clone(&style.names), guard, safe: style.csv_safe, tabs: delimiter == b'\t', writer, row }
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        let shown = (self.guard)(text);
        if self.safe && is_formula(text) {
            return Ok(self.writer.write_field(format!("'{shown}"))?);
        }
        Ok(self.writer.write_field(shown.as_bytes())?)
    }

    /// Ends the row and adds it to `out`.
    fn end(&mut self, out: &mut Escaped) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>)?;
        self.writer.flush()?;
        let mut row = self.row.0.borrow_mut();
        out.text(str::from_utf8(&row).map_err(io::Error::other)?, Keep { tabs: self.tabs, colour: false });
        row.clear();
        Ok(())
    }
}

impl Formatter for DelimitedFormatter {
    fn begin(&mut self, out: &mut Escaped) -> io::Result<()> {
        for path in self.paths.clone() {
            self.write(&path.to_string())?;
        }
        self.end(out)
    }

    fn record(&mut self, out: &mut Escaped, view: &ShownView<'_>) -> io::Result<()> {
        for place in 0..self.paths.len() {
            let text = columns::at(view, &self.paths[place], self.zone, &self.names).unwrap_or_default();
            self.write(&text)?;
        }
        self.end(out)
    }

    fn is_stateless(&self) -> bool {
        true
    }
}

/// Returns whether a spreadsheet would interpret a cell as a formula. Such a cell begins with a sign of formulas, possibly after
/// blanks or in full width, and is not a number.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 9] = ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}'];
    let is_sign = |text: &str| text.starts_with(SIGNS) || text.starts_with('\u{ff20}');
    (is_sign(text) || is_sign(text.trim_start())) && text.parse::<f64>().map_or(true, |number| !number.is_finite())
}

/// Returns the paths in the schemas of `kinds` that have no paths below them.
fn leaves(kinds: &[Kind]) -> Vec<FieldPath> {
    let paths = schema::paths_of(kinds);
    let is_leaf = |path: &&String| {
        let within = format!("{path}.");
        !paths.iter().any(|other| other.starts_with(&within))
    };
    paths.iter().filter(is_leaf).filter_map(|path| path.parse().ok()).collect()
}

/// The buffer of a row, which the CSV writer fills.
#[derive(Clone, Default)]
struct SharedBuffer(Rc<RefCell<Vec<u8>>>);

impl Write for SharedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::formats::test_records::{fields, print, style, POSTS};
    use connlog_core::json;

    #[test]
    fn the_header_names_every_leaf_even_without_rows() {
        let header = print::<&str>("csv", &style(Kind::Connection), &[]);
        assert!(header.starts_with("kind,source,id,userId,"), "{header}");
        assert!(header.contains(",error.code,error.message,error.rawResponse,success.displayName,"), "{header}");
        assert!(header.ends_with(",durationMs,metadata,createdAt\n"), "{header}");
        assert!(!header.contains(",error,"), "{header}");
    }

    #[test]
    fn lists_are_compact_json_and_times_in_the_zone() {
        let zone = "Asia/Tokyo".parse().unwrap();
        let style = OutputStyle { fields: Some(fields(&["createdAt", "tags", "error"])), zone, ..style(Kind::Post) };
        let record = r#"{"createdAt":"2026-11-20T12:00:00Z","tags":["a", "b"],"error":null}"#;
        let rows = print("csv", &style, &[record]);
        assert_eq!(rows, "createdAt,tags,error\n2026-11-20T21:00:00+09:00,\"[\"\"a\"\",\"\"b\"\"]\",\n");
    }

    #[test]
    fn line_ends_stay_in_csv_and_show_in_tsv() {
        let style = OutputStyle { fields: Some(fields(&["a", "b"])), ..style(Kind::Post) };
        let record = r#"{"a":"x\ty\n::error::z\u001b","b":"\"q\""}"#;
        assert_eq!(print("csv", &style, &[record]), "a,b\n\"x\\ty\n\\::error::z\\u{1b}\",\"\"\"q\"\"\"\n");
        assert_eq!(print("tsv", &style, &[record]), "a\tb\nx\\ty\\n::error::z\\u{1b}\t\"q\"\n");
    }

    #[test]
    fn formulas_are_guarded_where_that_is_asked_for() {
        let style = OutputStyle { fields: Some(fields(&["a", "b"])), ..style(Kind::Post) };
        for (text, is_guarded) in [
            ("=1+1", true),
            ("+1 555 0100", true),
            ("-x", true),
            ("@SUM(A1)", true),
            ("\t=1", true),
            ("\r=1", true),
            (" =1", true),
            ("\u{ff1d}1", true),
            ("\u{ff20}x", true),
            ("-inf", true),
            ("-5", false),
            ("+1.5e3", false),
            ("a=1", false),
            ("", false),
        ] {
            let record = format!(r#"{{"a":{},"b":-5}}"#, json::quote(text));
            for (format, delimiter) in [("csv", ','), ("tsv", '\t')] {
                let plain = print(format, &style, &[&record]);
                let safe = print(format, &OutputStyle { csv_safe: true, ..style.clone() }, &[&record]);
                let (_, row) = safe.split_once('\n').unwrap();
                assert_eq!(row.trim_start_matches('"').starts_with('\''), is_guarded, "{text:?}: {row}");
                assert!(row.ends_with(&format!("{delimiter}-5\n")), "{row}");
                assert_eq!(safe.replacen('\'', "", 1) == plain, is_guarded || plain == safe, "{plain} {safe}");
            }
        }
    }

    #[test]
    fn every_row_is_as_wide_as_the_header() {
        let text = print("csv", &style(Kind::Post), &POSTS);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.records().map(Result::unwrap).count(), POSTS.len());
    }

    proptest! {
        #[test]
        fn cells_read_back_as_they_were(a in "[^\\p{C}#:\u{2028}\u{2029}\u{e0100}-\u{e01ef}]*", b in "[ -9;-~\n]*", c in any::<i64>()) {
            let style = OutputStyle { fields: Some(fields(&["a", "b", "c"])), ..style(Kind::Post) };
            let record = format!(r#"{{"a":{},"b":{},"c":{c}}}"#, json::quote(&a), json::quote(&b));
            prop_assume!(!b.contains("##["));
            let text = print("csv", &style, &[&record]);
            let row = csv::Reader::from_reader(text.as_bytes()).into_records().next().unwrap().unwrap();
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), [a.as_str(), b.as_str(), &c.to_string()]);
        }
    }
}
