//! `json`: one array, element by element, closed whatever ends the run.

use std::io::{self, Write};

use super::values::{self, Values};
use super::{Formatter, Spec, Style};
use crate::record::View;
use crate::record::text;
use crate::term::Palette;

pub(super) const SPEC: Spec = Spec {
    name: "json",
    aliases: &["json-v1"],
    about: "one JSON array",
    machine: true,
    json: true,
    make: |style| Box::new(Json::new(&style)),
};

struct Json {
    values: Values,
    palette: Palette,
    layout: Layout,
    element: Vec<u8>,
    empty: bool,
}

#[derive(Clone, Copy)]
enum Layout {
    /// As the source sent it.
    Untouched,
    Compact,
    Indented,
}

impl Json {
    fn new(style: &Style) -> Self {
        let layout = match (style.raw && style.jq.is_none(), style.terminal) {
            (true, _) => Layout::Untouched,
            (false, true) => Layout::Indented,
            (false, false) => Layout::Compact,
        };
        Self { values: Values::new(style), palette: style.palette, layout, element: Vec::new(), empty: true }
    }
}

impl Formatter for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        let Self { values, palette, layout, element, empty } = self;
        element.clear();
        values.each(view, |json| {
            element.extend_from_slice(if *empty { b"\n" } else { b",\n" });
            *empty = false;
            match layout {
                Layout::Untouched => element.write_all(json.as_bytes()),
                Layout::Compact => values::compact(element, json, palette),
                Layout::Indented => {
                    element.write_all(b"  ")?;
                    text::indent(element, json, 1, &|out, piece| values::paint(out, piece, palette))
                }
            }
        })?;
        out.write_all(element)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.empty { b"]\n" } else { b"\n]\n" })
    }
}
