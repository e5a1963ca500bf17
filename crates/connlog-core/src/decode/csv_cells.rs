//! The cells of a CSV row that is one line, read without copies.

use std::ops::Range;

/// The cells of the last row. It keeps its memory from row to row.
#[derive(Debug, Default)]
pub(crate) struct CsvCells<'l> {
    line: &'l str,
    cells: Vec<CellText>,
    /// The text of cells with doubled quotes, one after another.
    unquoted: String,
}

/// The place of a cell's text.
#[derive(Debug)]
enum CellText {
    Line(Range<usize>),
    Unquoted(Range<usize>),
}

impl<'l> CsvCells<'l> {
    /// Reads a row without its line end. Returns `false` if the row may continue in the next line, or if it has other
    /// signs that need a full reader.
    pub(crate) fn read(&mut self, line: &'l str, separator: u8) -> bool {
        self.line = line;
        self.cells.clear();
        self.unquoted.clear();
        let bytes = line.as_bytes();
        // A carriage return ends a row.
        if memchr::memchr(b'\r', bytes).is_some() {
            return false;
        }
        let mut at = 0;
        loop {
            let end = if bytes.get(at) == Some(&b'"') { self.quoted(at) } else { Some(self.bare(at, separator)) };
            match end {
                Some(end) if end == bytes.len() => return true,
                Some(end) if bytes[end] == separator => at = end + 1,
                _ => return false,
            }
        }
    }

    /// Returns the whole row.
    pub(crate) fn line(&self) -> &'l str {
        self.line
    }

    /// Returns the number of cells.
    pub(crate) fn count(&self) -> usize {
        self.cells.len()
    }

    /// Returns the text of a cell; empty if there is no such cell.
    pub(crate) fn get(&self, column: usize) -> &str {
        match self.cells.get(column) {
            Some(CellText::Line(span)) => self.line.get(span.clone()).unwrap_or_default(),
            Some(CellText::Unquoted(span)) => self.unquoted.get(span.clone()).unwrap_or_default(),
            None => "",
        }
    }

    /// Reads a cell without quotes. Returns its end.
    fn bare(&mut self, start: usize, separator: u8) -> usize {
        let rest = &self.line.as_bytes()[start..];
        let end = start + memchr::memchr(separator, rest).unwrap_or(rest.len());
        self.cells.push(CellText::Line(start..end));
        end
    }

    /// Reads a quoted cell. Returns the offset after its last quote.
    fn quoted(&mut self, start: usize) -> Option<usize> {
        let (bytes, first) = (self.line.as_bytes(), self.unquoted.len());
        let mut from = start + 1;
        loop {
            let quote = from + memchr::memchr(b'"', bytes.get(from..)?)?;
            if bytes.get(quote + 1) != Some(&b'"') {
                let is_whole = from == start + 1;
                if is_whole {
                    self.cells.push(CellText::Line(from..quote));
                } else {
                    self.unquoted.push_str(self.line.get(from..quote)?);
                    self.cells.push(CellText::Unquoted(first..self.unquoted.len()));
                }
                return Some(quote + 1);
            }
            self.unquoted.push_str(self.line.get(from..=quote)?);
            from = quote + 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use csv::{ReaderBuilder, StringRecord};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn cells_equal_those_of_the_library(line in "[a\", \r;é]{1,16}", separator in prop::sample::select(vec![b',', b';'])) {
            let mut cells = CsvCells::default();
            if cells.read(&line, separator) {
                let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(line.as_bytes());
                let mut expected = StringRecord::new();
                prop_assert!(reader.read_record(&mut expected).unwrap());
                let found: Vec<&str> = (0..cells.count()).map(|at| cells.get(at)).collect();
                prop_assert_eq!(found, expected.iter().collect::<Vec<_>>());
                prop_assert!(!reader.read_record(&mut expected).unwrap());
            }
        }
    }
}
