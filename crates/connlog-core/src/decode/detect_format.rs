//! Detects from the first block whether an input contains lines, JSON values or rows.

use serde::de::IgnoredAny;

use super::csv_splitter;
use crate::json;
use crate::time::timestamp;

/// How an input is structured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// One value per line, possibly with text around it.
    Lines,
    /// JSON values over several lines, one after another or in one array.
    Values,
    /// A header and rows of cells, separated by this byte.
    Rows(u8),
}

/// The number of lines to try before text that starts like JSON counts as values over several lines.
const SAMPLED_LINES: usize = 20;

/// The column names that identify a header, of all exports; without case and punctuation.
const COLUMNS: &[&str] = &[
    "message_event",
    "message_data",
    "_raw",
    "raw",
    "message",
    "line",
    "content",
    "event",
    "created",
    "data",
    "jsonpayload",
    "textpayload",
    "log",
    "body",
    "payload",
    "value",
    "rawdata",
    "msg",
    "_msg",
    // Columns of lookup tables, which only map ids to names.
    "connection_name",
    "connector_name",
    "official_connector_name",
    "destination_type",
    "region",
];

/// Returns the format of an input that starts with `head`. `whole`: `head` is the whole input.
pub fn detect_format(head: &[u8], whole: bool) -> InputFormat {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
    let head = &head[start..];
    match head.first() {
        None => InputFormat::Lines,
        Some(b'[') if is_prefix(head) => InputFormat::Lines,
        Some(b'[') => InputFormat::Values,
        Some(b'{') => object(head, whole),
        // A text without a line after it is the rest of an entry, and not a header.
        Some(b'"') if whole && serde_json::from_slice::<&str>(head.trim_ascii_end()).is_ok() => InputFormat::Lines,
        Some(_) => separator(head).map_or(InputFormat::Lines, InputFormat::Rows),
    }
}

/// Returns whether lines start with words in brackets instead of a list: `[pod/x/y] {...}`.
fn is_prefix(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let opens = matches!(line[1..].trim_ascii_start(), [] | [b'{' | b'[' | b'"' | b']' | b',', ..]);
    let list = || memchr::memchr(b']', line).and_then(|end| line.get(..=end)).unwrap_or_default();
    !opens && serde_json::from_slice::<IgnoredAny>(list()).is_err() && memchr::memchr(b'{', line).is_some()
}

/// Returns `Lines` if one of the first lines is a complete value. A pretty-printed object has no such line at column
/// 0.
fn object(head: &[u8], whole: bool) -> InputFormat {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    // A list over several lines may contain a one-line value, but two adjacent ones are separated by a comma.
    let enough = if first.ends_with(b"[") { 2 } else { 1 };
    let mut lines = head.split(|byte| *byte == b'\n').take(SAMPLED_LINES).peekable();
    let mut found = 0;
    while let Some(line) = lines.next() {
        let ends = whole || lines.peek().is_some();
        if line.first() == Some(&b'{') && ends && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
            found += 1;
            if found == enough {
                return InputFormat::Lines;
            }
        }
    }
    // A first line that fills the block may continue after it. A damaged line rarely consists of a single brace.
    let alone = first.len() < head.len() && first.len() > 1 && !ends_open(first);
    if alone { InputFormat::Lines } else { InputFormat::Values }
}

/// Returns whether a line ends like a line of a pretty-printed object.
fn ends_open(line: &[u8]) -> bool {
    matches!(line.last(), Some(b'{' | b'[' | b',' | b':'))
}

/// Returns the separator of the header at the start of `head`, if there is a header.
fn separator(head: &[u8]) -> Option<u8> {
    let hint = csv_splitter::separator_hint(head).map(|hint| hint.separator);
    let header = &head[csv_splitter::header_line(head)];
    // A line with an object, or with keys of an object without its brace, is a damaged line.
    if header.contains(&b'{') || memchr::memmem::find(header, b"\":").is_some() {
        return None;
    }
    // The end of a line with an open text is missing.
    if memchr::memchr_iter(b'"', header).count() % 2 == 1 {
        return None;
    }
    let count = |separator: &u8| memchr::memchr_iter(*separator, header).count();
    let most = b"|,\t;".iter().copied().max_by_key(count).filter(|separator| count(separator) > 0).unwrap_or(b',');
    let separator = hint.unwrap_or(most);
    let cells = || header.split(|byte| *byte == separator).map(String::from_utf8_lossy);
    // A row instead of a header contains a time.
    let is_row = || {
        cells().any(|cell| cell.len() > 8 && timestamp::moment(&json::quote(cell.trim().trim_matches('"'))).is_some())
    };
    (cells().any(|cell| is_known(&cell)) && !is_row()).then_some(separator)
}

fn is_known(cell: &str) -> bool {
    let cell = cell.trim().trim_matches('"').trim_start_matches('@').to_ascii_lowercase();
    let bare = ["_s", "_t"].iter().find_map(|suffix| cell.strip_suffix(suffix)).unwrap_or(&cell);
    COLUMNS.contains(&bare) || COLUMNS.contains(&cell.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_is_detected_from_the_first_lines() {
        for (head, expected) in [
            ("", InputFormat::Lines),
            ("{\"a\":1}\n{\"a\":2}\n", InputFormat::Lines),
            ("{\"a\":{\"b\":\n{\"a\":2}\n", InputFormat::Lines),
            ("{\"a\":\"cut\n{\"a\":2}\n", InputFormat::Lines),
            ("  {\"a\":1}", InputFormat::Lines),
            ("{\n  \"a\" : 1\n}\n{\n", InputFormat::Values),
            ("{ \"a\":1,\n \"b\":2}\n", InputFormat::Values),
            ("\n[\n{\"a\":1},\n", InputFormat::Values),
            ("2026-03-20T08:18:56.823Z {\"event\":\"x\"}\n", InputFormat::Lines),
            ("2026-03-20, an event, or a message\n", InputFormat::Lines),
            ("id,time_stamp,event,message_event\n1,2,3,4\n", InputFormat::Rows(b',')),
            ("ID\tMESSAGE_EVENT\n", InputFormat::Rows(b'\t')),
            ("\"id\";\"message_data\";a,b\n", InputFormat::Rows(b';')),
            ("_raw\n", InputFormat::Rows(b',')),
            ("received_at,body\n", InputFormat::Rows(b',')),
            ("key\tvalue\n", InputFormat::Rows(b'\t')),
            ("TimeGenerated [UTC],event_s,created_t\n", InputFormat::Rows(b',')),
            ("Date,Host,Service,Message\n", InputFormat::Rows(b',')),
            ("H4sIAAAA\n", InputFormat::Lines),
            ("]\"event\":\"sync_start\",\"created\"", InputFormat::Lines),
            (" \"event", InputFormat::Lines),
            ("\"event\"", InputFormat::Lines),
            ("\"event\"\n\"x\"\n", InputFormat::Rows(b',')),
            ("sep=;\r\nid;message_event\r\n", InputFormat::Rows(b';')),
            ("\n\nid,message_event\n\n1,x\n", InputFormat::Rows(b',')),
            ("id|time_stamp|message_event\n", InputFormat::Rows(b'|')),
            (" id | message_event \n----+----\n", InputFormat::Rows(b'|')),
            ("id,message_event1,2026-01-01 00:00:00,x\n", InputFormat::Lines),
            ("[pod/a-1/b] {\"event\":1}\n", InputFormat::Lines),
            ("[2026-11-29T10:00:00Z] {\"event\":1}\n", InputFormat::Lines),
            ("[1,\n{}]", InputFormat::Values),
            ("[null,{\"event\":1}]", InputFormat::Values),
            ("[{\"event\":1}", InputFormat::Values),
            ("[\"{}\"]", InputFormat::Values),
            ("[", InputFormat::Values),
        ] {
            assert_eq!(detect_format(head.as_bytes(), true), expected, "{head}");
        }
    }
}
