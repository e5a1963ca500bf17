//! What an input is made of, from its first block: lines, values or rows.

use serde::de::IgnoredAny;

use super::csv;
use crate::record::{json, when};

/// How an input is to be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A value a line, or text with a value in it a line.
    Lines,
    /// JSON values over several lines, one after another or in one array.
    Values,
    /// A header, then rows, their cells separated by this.
    Rows(u8),
}

/// Lines that are tried before a text that begins like JSON counts as values over several lines.
const TRIED: usize = 20;

/// The columns by which a header is known, among those of all exports, without case and marks.
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
    // Rows of tables that only say what ids stand for.
    "connection_name",
    "connector_name",
    "official_connector_name",
    "destination_type",
];

/// The form of an input that begins with `head`; `whole` says that there is no more of it.
pub(super) fn form(head: &[u8], whole: bool) -> Form {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
    let head = &head[start..];
    match head.first() {
        None => Form::Lines,
        Some(b'[') if is_prefix(head) => Form::Lines,
        Some(b'[') => Form::Values,
        Some(b'{') => object(head, whole),
        Some(_) => separator(head).map_or(Form::Lines, Form::Rows),
    }
}

/// Whether lines begin with words in brackets rather than with a list: `[pod/x/y] {...}`.
fn is_prefix(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let opens = matches!(line[1..].trim_ascii_start(), [] | [b'{' | b'[' | b'"' | b']' | b',', ..]);
    let list = || memchr::memchr(b']', line).and_then(|end| line.get(..=end)).unwrap_or_default();
    !opens && serde_json::from_slice::<IgnoredAny>(list()).is_err() && memchr::memchr(b'{', line).is_some()
}

/// Lines if any of the first is a whole value: a pretty-printed object has none that begins in the first column.
fn object(head: &[u8], whole: bool) -> Form {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    // An open list may hold a line of its own, but between two such lines there is a comma.
    let enough = if first.ends_with(b"[") { 2 } else { 1 };
    let mut lines = head.split(|byte| *byte == b'\n').take(TRIED).peekable();
    let mut found = 0;
    while let Some(line) = lines.next() {
        let ends = whole || lines.peek().is_some();
        if line.first() == Some(&b'{') && ends && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
            found += 1;
            if found == enough {
                return Form::Lines;
            }
        }
    }
    // A first line that fills the block says nothing of its end; broken lines do not begin with a lone brace.
    let alone = first.len() < head.len() && first.len() > 1 && !ends_open(first);
    if alone { Form::Lines } else { Form::Values }
}

/// Whether a line ends as the lines of a pretty-printed object do.
fn ends_open(line: &[u8]) -> bool {
    matches!(line.last(), Some(b'{' | b'[' | b',' | b':'))
}

/// What separates the cells of the header that `head` begins with, if it is one.
fn separator(head: &[u8]) -> Option<u8> {
    let (hint, _) = csv::separator_hint(head);
    let header = &head[csv::header_line(head)];
    // What holds an object, or keys of one that lost its brace, is a broken line.
    if header.contains(&b'{') || memchr::memmem::find(header, b"\":").is_some() {
        return None;
    }
    let count = |separator: &u8| memchr::memchr_iter(*separator, header).count();
    let most = b"|,\t;".iter().copied().max_by_key(count).filter(|separator| count(separator) > 0).unwrap_or(b',');
    let separator = hint.unwrap_or(most);
    let cells = || header.split(|byte| *byte == separator).map(String::from_utf8_lossy);
    // A row in the place of the header has a time in it.
    let is_row =
        || cells().any(|cell| cell.len() > 8 && when::moment(&json::quote(cell.trim().trim_matches('"'))).is_some());
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
    fn the_form_is_found_out_from_the_first_lines() {
        for (head, expected) in [
            ("", Form::Lines),
            ("{\"a\":1}\n{\"a\":2}\n", Form::Lines),
            ("{\"a\":{\"b\":\n{\"a\":2}\n", Form::Lines),
            ("{\"a\":\"cut\n{\"a\":2}\n", Form::Lines),
            ("  {\"a\":1}", Form::Lines),
            ("{\n  \"a\" : 1\n}\n{\n", Form::Values),
            ("{ \"a\":1,\n \"b\":2}\n", Form::Values),
            ("\n[\n{\"a\":1},\n", Form::Values),
            ("2026-03-20T08:18:56.823Z {\"event\":\"x\"}\n", Form::Lines),
            ("2026-03-20, an event, or a message\n", Form::Lines),
            ("id,time_stamp,event,message_event\n1,2,3,4\n", Form::Rows(b',')),
            ("ID\tMESSAGE_EVENT\n", Form::Rows(b'\t')),
            ("\"id\";\"message_data\";a,b\n", Form::Rows(b';')),
            ("_raw\n", Form::Rows(b',')),
            ("TimeGenerated [UTC],event_s,created_t\n", Form::Rows(b',')),
            ("Date,Host,Service,Message\n", Form::Rows(b',')),
            ("H4sIAAAA\n", Form::Lines),
            ("]\"event\":\"sync_start\",\"created\"", Form::Lines),
            ("sep=;\r\nid;message_event\r\n", Form::Rows(b';')),
            ("\n\nid,message_event\n\n1,x\n", Form::Rows(b',')),
            ("id|time_stamp|message_event\n", Form::Rows(b'|')),
            (" id | message_event \n----+----\n", Form::Rows(b'|')),
            ("id,message_event1,2026-01-01 00:00:00,x\n", Form::Lines),
            ("[pod/a-1/b] {\"event\":1}\n", Form::Lines),
            ("[2026-11-29T10:00:00Z] {\"event\":1}\n", Form::Lines),
            ("[1,\n{}]", Form::Values),
            ("[null,{\"event\":1}]", Form::Values),
            ("[{\"event\":1}", Form::Values),
            ("[\"{}\"]", Form::Values),
            ("[", Form::Values),
        ] {
            assert_eq!(form(head.as_bytes(), true), expected, "{head}");
        }
    }
}
