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
}
