//! `csv`: a header and a line a record, quoted as RFC 4180 has it, with line feeds; `tsv` is the same without quotes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{Formatter, Spec, Style, columns};
use crate::record::path::Path;
use crate::record::{Kind, View, schema};
use crate::term::visible_lines;
use crate::time::Zone;

pub(super) const SPEC: Spec = Spec {
    name: "csv",
    aliases: &[],
    about: "comma-separated values with a header",
    machine: true,
    json: false,
    make: |style| Box::new(Separated::new(&style, b',', QuoteStyle::Necessary, visible_lines)),
};

/// Values with something between them.
pub(super) struct Separated {
    paths: Vec<Path>,
    zone: Zone,
    /// Makes a value fit to be printed in a cell.
    guard: fn(&str) -> Cow<'_, str>,
    writer: Writer<Shared>,
    row: Shared,
}

impl Separated {
    pub(super) fn new(style: &Style, delimiter: u8, quotes: QuoteStyle, guard: fn(&str) -> Cow<'_, str>) -> Self {
        let row = Shared::default();
        let writer = WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(quotes)
            .terminator(Terminator::Any(b'\n'))
            .flexible(true)
            .from_writer(row.clone());
        let paths = style.fields.clone().unwrap_or_else(|| leaves(style.kind));
        Self { paths, zone: style.zone, guard, writer, row }
    }

    /// Ends the row and hands it on in one piece.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>)?;
        self.writer.flush()?;
        let mut row = self.row.0.borrow_mut();
        let written = out.write_all(&row);
        row.clear();
        written
    }
}

impl Formatter for Separated {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for path in &self.paths {
            self.writer.write_field((self.guard)(&path.to_string()).as_bytes())?;
        }
        self.end(out)
    }

    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        for path in &self.paths {
            let text = columns::at(view, path, self.zone).unwrap_or_default();
            self.writer.write_field((self.guard)(&text).as_bytes())?;
        }
        self.end(out)
    }
}

/// Every path of the schema that has no paths below it.
fn leaves(kind: Kind) -> Vec<Path> {
    let paths = schema::paths(kind);
    let is_leaf = |path: &&String| {
        let within = format!("{path}.");
        !paths.iter().any(|other| other.starts_with(&within))
    };
    paths.iter().filter(is_leaf).filter_map(|path| path.parse().ok()).collect()
}

/// A row under way, which the csv writer fills and we empty.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
