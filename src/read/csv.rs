//! Rows of a table: cut at their ends without breaking quoted cells, then told as JSON objects by the header's names.

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};

use super::cut;
use crate::record::json;

/// Finds the ends of rows; goes on where the last block ended.
#[derive(Debug)]
pub(super) struct Rows {
    separator: u8,
    state: State,
    seen: usize,
    /// Behind the last row that ended.
    ended: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first byte of a cell, where a quote opens.
    Start,
    Bare,
    Quoted,
    /// Behind a quote in a quoted cell: doubled, or the end.
    Quote,
}

impl Rows {
    pub(super) const fn new(separator: u8) -> Self {
        Self { separator, state: State::Start, seen: 0, ended: 0 }
    }

    /// Begins again, at the start of a row.
    pub(super) fn restart(&mut self) {
        *self = Self::new(self.separator);
    }

    /// Where the last whole row ends, among the bytes seen so far.
    pub(super) fn cut(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.seen < bytes.len() {
            let ahead = &bytes[self.seen..];
            let jump = match self.state {
                State::Quoted => memchr::memchr(b'"', ahead),
                State::Bare => memchr::memchr2(b'\n', self.separator, ahead),
                State::Start | State::Quote => Some(0),
            };
            let Some(jump) = jump else {
                self.seen = bytes.len();
                break;
            };
            self.seen += jump;
            self.step(bytes[self.seen]);
            self.seen += 1;
        }
        let end = std::mem::take(&mut self.ended);
        if end == 0 {
            return None;
        }
        self.seen -= end;
        Some(end)
    }

    fn step(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Quote,
            (State::Start | State::Quote, b'"') | (State::Quoted, _) => State::Quoted,
            (_, b'\n') => {
                self.ended = self.seen + 1;
                State::Start
            }
            (_, byte) if byte == self.separator => State::Start,
            _ => State::Bare,
        };
    }
}

/// The names of the columns.
#[derive(Debug, Clone)]
pub(super) struct Header {
    separator: u8,
    /// As JSON strings.
    names: Arc<[String]>,
    /// The column that may hold JSON with separators that nobody quoted.
    text: Option<usize>,
}

impl Header {
    pub(super) fn new(line: &[u8], separator: u8) -> Self {
        let mut cells = ByteRecord::new();
        let _ = reader(line, separator).read_byte_record(&mut cells);
        let names: Vec<String> = cells.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let text = names.iter().position(|name| name.eq_ignore_ascii_case("message_data"));
        Self { separator, names: names.iter().map(|name| json::quote(name)).collect(), text }
    }

    /// The rows of a block, each with its line and as the JSON object it says, or why it says none.
    pub(super) fn rows(&self, block: &[u8], mut each: impl FnMut(u64, Result<String, String>)) {
        let mut reader = reader(block, self.separator);
        let mut cells = ByteRecord::new();
        let (mut line, mut counted) = (1, 0);
        loop {
            let start = offset(&reader);
            match reader.read_byte_record(&mut cells) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return each(line, Err(error.to_string())),
            }
            let end = offset(&reader);
            // Rows begin behind the empty lines before them.
            let ahead = block.get(start..).unwrap_or_default();
            let start = start + ahead.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
            line += memchr::memchr_iter(b'\n', block.get(counted..start).unwrap_or_default()).count() as u64;
            counted = start;
            let told = if cells.len() == self.names.len() {
                Ok(self.object(cells.iter().map(String::from_utf8_lossy)))
            } else {
                let raw = String::from_utf8_lossy(block.get(start..end).unwrap_or_default());
                self.mended(raw.trim_matches(['\r', '\n']))
                    .ok_or_else(|| format!("a row of {} cells under a header of {}", cells.len(), self.names.len()))
            };
            each(line, told);
        }
    }

    fn object(&self, cells: impl Iterator<Item = impl AsRef<str>>) -> String {
        let mut object = String::with_capacity(cut::BLOCK >> 11);
        for (name, cell) in self.names.iter().zip(cells) {
            object.push(if object.is_empty() { '{' } else { ',' });
            object.push_str(name);
            object.push(':');
            object.push_str(&json::quote(cell.as_ref()));
        }
        object.push('}');
        object
    }

    /// A row whose JSON was not quoted has too many cells: those around the JSON are counted off from both ends.
    fn mended(&self, raw: &str) -> Option<String> {
        let (text, columns) = (self.text?, self.names.len());
        let separator = char::from(self.separator);
        let cells: Vec<&str> = raw.split(separator).collect();
        let surplus = cells.len().checked_sub(columns).filter(|surplus| *surplus > 0)?;
        let json = cells.get(text..=text + surplus)?.join(&*separator.to_string());
        let json = json.trim().trim_matches('"');
        if !json.starts_with(['{', '[', '\'']) {
            return None;
        }
        let cells =
            cells.iter().copied().take(text).chain([json]).chain(cells.iter().copied().skip(text + surplus + 1));
        Some(self.object(cells))
    }
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, length: usize) -> Vec<String> {
        let (mut rows, mut block, mut all) = (Rows::new(b','), Vec::new(), Vec::new());
        for piece in text.as_bytes().chunks(length.max(1)) {
            block.extend_from_slice(piece);
            if let Some(end) = rows.cut(&block) {
                all.push(String::from_utf8_lossy(&block[..end]).into_owned());
                block.drain(..end);
            }
        }
        all.push(String::from_utf8_lossy(&block).into_owned());
        all
    }

    fn rows(header: &str, block: &str) -> Vec<(u64, Result<String, String>)> {
        let mut all = Vec::new();
        Header::new(header.as_bytes(), b',').rows(block.as_bytes(), |line, row| all.push((line, row)));
        all
    }

    #[test]
    fn a_row_is_an_object() {
        let all = rows("id,MESSAGE_DATA,\"a \"\"b\"\"\"\r\n", "1,\"{\"\"a\"\":\n1}\",x\r\n\n2,,\"y,\"\n");
        let expected = [
            (1, Ok(r#"{"id":"1","MESSAGE_DATA":"{\"a\":\n1}","a \"b\"":"x"}"#.to_owned())),
            (4, Ok(r#"{"id":"2","MESSAGE_DATA":"","a \"b\"":"y,"}"#.to_owned())),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn json_that_nobody_quoted_is_put_together_again() {
        let all = rows("id,message_data,sync_id\n", "1,{\"a\":1,\"b\":[2,3]},s\n2,x,y,z\n3,4\n");
        assert_eq!(all[0].1.as_deref(), Ok(r#"{"id":"1","message_data":"{\"a\":1,\"b\":[2,3]}","sync_id":"s"}"#));
        assert!(all[1].1.is_err() && all[2].1.is_err(), "{all:?}");
    }

    proptest! {
        #[test]
        fn blocks_hold_whole_rows(table in prop::collection::vec(prop::collection::vec("[a\",\n ]{0,4}", 2), 1..6), length in 1usize..30) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut found = Vec::new();
            for block in cut(&text, length) {
                let all = ReaderBuilder::new().has_headers(false).from_reader(block.as_bytes()).into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
                found.extend(all);
            }
            prop_assert_eq!(found, table);
        }
    }
}
