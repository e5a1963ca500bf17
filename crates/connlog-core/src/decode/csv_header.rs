//! Turns the rows of a CSV table into JSON objects with the header's names.

use std::borrow::Cow;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, Trim};
use serde_json::value::RawValue;

use super::csv_cells::CsvCells;
use super::envelope_keys;
use super::envelopes;
use super::limits;
use super::report::SkipReason;
use crate::json;
use crate::providers::fivetran::log_columns::LogColumns;
use crate::time::timestamp;

/// Columns that contain times, in lower case.
const TIMES: &[&str] =
    &["time_stamp", "timestamp", "@timestamp", "_time", "time", "created", "created_at", "event_time", "date"];

/// The place of a row in its block.
#[derive(Clone, Copy)]
pub(crate) struct CsvRow {
    /// The number of its line.
    pub(crate) line: u64,
    /// The offset of its first byte.
    pub(crate) start: usize,
    /// The offset after its last byte, without the line end.
    pub(crate) end: usize,
}

/// The header of a CSV table.
#[derive(Debug, Clone)]
pub struct CsvHeader {
    separator: u8,
    /// The names of the columns, as JSON strings.
    names: Arc<[String]>,
    /// The column that may contain JSON with unquoted separators.
    text: Option<usize>,
    /// The index of a column of times.
    time: Option<usize>,
    /// The index of the column with the event name.
    event: Option<usize>,
    /// The columns, if the table is LOG.
    log: Option<LogColumns>,
    /// The indexes of columns in which the walker searches JSON.
    texts: Arc<[usize]>,
}

impl CsvHeader {
    /// Reads the header from its line.
    pub fn new(line: &[u8], separator: u8) -> Self {
        let mut cells = ByteRecord::new();
        let _ = reader(line, separator).read_byte_record(&mut cells);
        let names: Vec<String> = cells.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let column = |known: &[&str]| {
            known.iter().find_map(|known| names.iter().position(|name| name.eq_ignore_ascii_case(known)))
        };
        let (text, time, event) = (column(&["message_data"]), column(TIMES), column(&["message_event"]));
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        // Another column may have the time of a row without one.
        let log = if known.iter().any(|name| envelope_keys::holds_time(name)) { None } else { LogColumns::new(&known) };
        let texts = (0..known.len()).filter(|at| envelope_keys::holds_text(known[*at])).collect();
        let names = names.iter().map(|name| json::quote(name)).collect();
        Self { separator, names, text, time, event, log, texts }
    }

    /// Calls `each` for the first rows of a block, with their places and cells, up to a row that is not one
    /// plain line. Returns the bytes and the lines of these rows; [`CsvHeader::rows`] reads the others.
    pub(crate) fn plain_rows(&self, block: &[u8], mut each: impl FnMut(CsvRow, &CsvCells<'_>)) -> (usize, u64) {
        let mut cells = CsvCells::default();
        let (mut start, mut line) = (0, 0);
        // psql pads its cells.
        let text = if self.separator == b'|' { "" } else { std::str::from_utf8(block).unwrap_or_default() };
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let row = rest[..length].trim_end_matches(['\n', '\r']);
            if !row.is_empty() {
                if !cells.read(row, self.separator) || cells.count() != self.names.len() {
                    break;
                }
                each(CsvRow { line: line + 1, start, end: start + row.len() }, &cells);
            }
            (start, line) = (start + length, line + 1);
        }
        (start, line)
    }

    /// Returns the columns of LOG, if the cells are certainly a row of LOG and nothing else.
    pub(crate) fn log_columns(&self, cells: &CsvCells<'_>) -> Option<&LogColumns> {
        let log = self.log.as_ref()?;
        let has_json = self.texts.iter().any(|at| {
            let cell = cells.get(*at);
            cell.contains('{') || envelope_keys::is_packed(cell.trim_start())
        });
        let is_packed = || (0..cells.count()).any(|at| envelope_keys::is_packed(cells.get(at)));
        (!has_json && !is_packed() && !envelopes::too_deep(cells.line())).then_some(log)
    }

    /// Returns the row as a JSON object.
    pub(crate) fn row(&self, cells: &CsvCells<'_>) -> String {
        self.object((0..cells.count()).map(|at| cells.get(at)))
    }

    /// Calls `each` for every row of a block with its line number and its JSON object, or the reason why it cannot be
    /// read.
    pub fn rows(&self, block: &[u8], mut each: impl FnMut(u64, Result<String, SkipReason>)) {
        let mut reader = reader(block, self.separator);
        let mut cells = ByteRecord::new();
        let (mut line, mut counted) = (1, 0);
        loop {
            let start = offset(&reader);
            if !reader.read_byte_record(&mut cells).unwrap_or(false) {
                return;
            }
            let end = offset(&reader);
            // Empty lines before a row belong to no row.
            let ahead = block.get(start..).unwrap_or_default();
            let start = start + ahead.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
            line += memchr::memchr_iter(b'\n', block.get(counted..start).unwrap_or_default()).count() as u64;
            counted = start;
            let raw = trim_line(block.get(start..end).unwrap_or_default());
            let spans = memchr::memchr(b'\n', raw).is_some();
            if spans && self.is_joined(raw) {
                self.lines(raw, line, &mut each);
            } else if cells.len() == self.names.len() {
                each(line, Ok(self.object(cells.iter().map(String::from_utf8_lossy))));
            } else if !self.is_frame(raw) {
                each(line, self.uneven(&cells, raw));
            }
        }
    }

    /// Reads text with an unclosed quote: each line is one row.
    fn lines(&self, raw: &[u8], first: u64, each: &mut dyn FnMut(u64, Result<String, SkipReason>)) {
        // Adjacent lines with closed quotes are read together.
        let (mut closed, mut line, mut end, mut next) = (0, first, 0, first);
        for piece in raw.split_inclusive(|byte| *byte == b'\n') {
            if !is_closed(trim_line(piece), self.separator) {
                self.rows(&raw[closed..end], |at, row| each(line + at - 1, row));
                each(next, Err(SkipReason::Quote));
                (closed, line) = (end + piece.len(), next + 1);
            }
            end += piece.len();
            next += 1;
        }
        self.rows(&raw[closed..], |at, row| each(line + at - 1, row));
    }

    /// Returns whether a row of several lines is really several rows, joined by an unclosed quote: its quotes do not
    /// match, or one of its lines is a complete row.
    fn is_joined(&self, raw: &[u8]) -> bool {
        if !is_closed(raw, self.separator) {
            return true;
        }
        let enough = |line: &[u8]| memchr::memchr_iter(self.separator, line).count() + 1 >= self.names.len();
        let is_row = |line: &[u8]| {
            let cells = self.cells(line);
            cells.len() == self.names.len() && is_closed(line, self.separator) && self.has_time(&cells)
        };
        self.time.is_some()
            && raw.split(|byte| *byte == b'\n').skip(1).any(|line| enough(line) && is_row(trim_line(line)))
    }

    fn cells(&self, line: &[u8]) -> ByteRecord {
        let mut cells = ByteRecord::new();
        let _ = reader(line, self.separator).read_byte_record(&mut cells);
        cells
    }

    fn has_time(&self, cells: &ByteRecord) -> bool {
        let cell = self.time.and_then(|at| cells.get(at)).unwrap_or_default();
        timestamp::moment(&json::quote(&String::from_utf8_lossy(cell))).is_some()
    }

    /// Returns whether the first cells of a row with too many cells are in their columns.
    fn has_width(&self, cells: &ByteRecord) -> bool {
        self.has_time(cells) && self.event.is_none_or(|at| cells.get(at).is_some_and(|name| !name.is_empty()))
    }

    fn object(&self, cells: impl Iterator<Item = impl AsRef<str>>) -> String {
        let mut object = String::with_capacity(limits::BLOCK >> 11);
        for (name, cell) in self.names.iter().zip(cells) {
            object.push(if object.is_empty() { '{' } else { ',' });
            object.push_str(name);
            object.push(':');
            object.push_str(&json::quote(cell.as_ref()));
        }
        object.push('}');
        object
    }

    /// Reads a row with a wrong number of cells. The row is read only if its columns are certain: the surplus cells
    /// are empty, or part of unquoted JSON.
    fn uneven(&self, cells: &ByteRecord, raw: &[u8]) -> Result<String, SkipReason> {
        let columns = self.names.len();
        let is_empty_behind = cells.len() > columns && cells.iter().skip(columns).all(<[u8]>::is_empty);
        if is_empty_behind && self.has_width(cells) {
            return Ok(self.object(cells.iter().take(columns).map(String::from_utf8_lossy)));
        }
        let unquoted = if cells.len() > columns { self.unquoted(&String::from_utf8_lossy(raw)) } else { None };
        unquoted.ok_or(SkipReason::Row { cells: cells.len(), columns })
    }

    /// Reads a row with unquoted JSON. The JSON ends at its closing bracket, or where the remaining cells start.
    fn unquoted(&self, raw: &str) -> Option<String> {
        let (text, columns) = (self.text?, self.names.len());
        let separator = char::from(self.separator);
        let before: Vec<&str> = raw.split(separator).take(text).collect();
        if before.iter().any(|cell| cell.starts_with('"')) {
            return None;
        }
        let start = before.iter().map(|cell| cell.len() + 1).sum::<usize>();
        let rest = raw.get(start..).filter(|rest| rest.starts_with(['{', '[']))?;
        let value = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>().next().and_then(Result::ok);
        let length = value.map(|value| value.get().len()).or_else(|| {
            // The text may not be valid JSON; then the cells after it are counted from the end of the row.
            let ends = rest.rmatch_indices(separator).map(|(at, _)| at);
            let end = ends.chain([rest.len()]).nth((columns - text).checked_sub(2)?)?;
            rest.get(..end)
                .filter(|json| json.ends_with(['}', ']']) && !rest[end..].contains(['"', '{', '}']))
                .map(str::len)
        })?;
        let (json, behind) = rest.split_at(length);
        let behind = self.cells(behind.strip_prefix(separator).or(behind.is_empty().then_some(""))?.as_bytes());
        let behind = behind.iter().map(String::from_utf8_lossy);
        let cells: Vec<Cow<'_, str>> = before.into_iter().chain([json]).map(Cow::Borrowed).chain(behind).collect();
        (cells.len() == columns).then(|| self.object(cells.into_iter()))
    }

    /// Returns whether a line is part of psql's frame: a rule, or the number of rows.
    fn is_frame(&self, raw: &[u8]) -> bool {
        let is_rule = raw.iter().all(|byte| matches!(byte, b'-' | b'+' | b'|' | b' '));
        let is_count = raw.starts_with(b"(") && (raw.ends_with(b" rows)") || raw == b"(1 row)");
        self.separator == b'|' && (is_rule || is_count)
    }
}

/// Returns whether every quote that opens a cell of `raw` is closed at the end of a cell.
fn is_closed(raw: &[u8], separator: u8) -> bool {
    let mut at = 0;
    loop {
        if raw.get(at) == Some(&b'"') {
            let Some(length) = quoted_length(&raw[at..]) else { return false };
            at += length;
            if !matches!(raw.get(at), None | Some(b'\n' | b'\r')) && raw.get(at) != Some(&separator) {
                return false;
            }
        }
        match memchr::memchr2(separator, b'\n', raw.get(at..).unwrap_or_default()) {
            Some(found) => at += found + 1,
            None => return true,
        }
    }
}

/// Returns the length of the quoted cell at the start of `bytes`, including the quotes.
fn quoted_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    // psql pads cells and never quotes them.
    let trim = if separator == b'|' { Trim::All } else { Trim::None };
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).trim(trim).from_reader(bytes)
}

fn trim_line(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b'\n' | b'\r'] = line {
        line = rest;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(header: &str, block: &str) -> Vec<(u64, Result<String, SkipReason>)> {
        let mut all = Vec::new();
        CsvHeader::new(header.as_bytes(), b',').rows(block.as_bytes(), |line, row| all.push((line, row)));
        all
    }

    /// Returns the cells of the plain rows, and the number of bytes that other rows begin at.
    fn plain(header: &str, block: &str) -> (Vec<(u64, Vec<String>)>, usize) {
        let mut all = Vec::new();
        let each = |CsvRow { line, .. }: CsvRow, cells: &CsvCells<'_>| {
            all.push((line, (0..cells.count()).map(|at| cells.get(at).to_owned()).collect()));
        };
        let (read, _) = CsvHeader::new(header.as_bytes(), b',').plain_rows(block.as_bytes(), each);
        (all, read)
    }

    #[test]
    fn plain_rows_end_before_a_row_that_is_not_plain() {
        let row = |line, cells: [&str; 2]| (line, cells.map(str::to_owned).to_vec());
        let block = "1,\"a \"\"b\"\"\"\r\n\n2,\n3,\"x\ny\"\n4,z\n";
        assert_eq!(plain("a,b", block), (vec![row(1, ["1", "a \"b\""]), row(3, ["2", ""])], block.find('3').unwrap()));
        assert_eq!(plain("a,b", "1,2,3\n4,5\n"), (Vec::new(), 0));
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
    fn unquoted_json_is_reassembled() {
        let all = rows("id,message_data,sync_id\n", "1,{\"a\":1,\"b\":[2,3]},s\n2,x,y,z\n3,4\n");
        assert_eq!(all[0].1.as_deref().unwrap(), r#"{"id":"1","message_data":"{\"a\":1,\"b\":[2,3]}","sync_id":"s"}"#);
        assert!(all[1].1.is_err() && all[2].1.is_err(), "{all:?}");
    }
}
