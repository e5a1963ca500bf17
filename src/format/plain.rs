//! `plain`: a line a record, tabs between columns, no header, nothing cut: for `cut`, `awk` and `grep`.

use std::io::{self, Write};

use super::columns::{Column, Look};
use super::{Formatter, Spec, Style};
use crate::record::View;
use crate::term::visible;

pub(super) const SPEC: Spec = Spec {
    name: "plain",
    aliases: &[],
    about: "tabs between columns, no header, nothing cut",
    machine: false,
    json: false,
    make: |style| Box::new(Plain::new(&style)),
};

struct Plain {
    look: Look,
    columns: Vec<Column>,
    line: Vec<u8>,
}

impl Plain {
    fn new(style: &Style) -> Self {
        let mut columns = Column::all(style);
        columns.retain(|column| column.from == 0);
        Self { look: Look::full(style), columns, line: Vec::new() }
    }
}

impl Formatter for Plain {
    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        self.line.clear();
        for (place, column) in self.columns.iter().enumerate() {
            if place > 0 {
                self.line.push(b'\t');
            }
            self.line.extend_from_slice(visible(&column.text(view, &self.look)).as_bytes());
        }
        self.line.push(b'\n');
        out.write_all(&self.line)
    }
}
