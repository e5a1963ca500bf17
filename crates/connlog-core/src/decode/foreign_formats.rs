//! Recognises files of other formats by their first bytes, and says how to convert them.

/// A format that connlog recognises but cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignFormat {
    /// The name of the format with its article: `a Parquet file`.
    pub name: &'static str,
    /// The hint how to convert or unpack it.
    pub hint: &'static str,
}

const fn foreign(name: &'static str, hint: &'static str) -> ForeignFormat {
    ForeignFormat { name, hint }
}

const DUCKDB: &str =
    "convert it first: duckdb -c \"COPY (FROM 'FILE') TO '/dev/stdout' (FORMAT json)\" | connlog events --from -";
const SHEET: &str = "save the sheet as CSV (UTF-8) first; unpack an archive with unzip";

/// The magic bytes of each format.
const FORMATS: &[(&[u8], ForeignFormat)] = &[
    (b"BZh", foreign("packed with bzip2", "unpack it first: bzip2 -dc FILE | connlog events --from -")),
    (b"\xfd7zXZ\0", foreign("packed with xz", "unpack it first: xz -dc FILE | connlog events --from -")),
    (b"\x04\x22\x4d\x18", foreign("packed with LZ4", "unpack it first: lz4 -dc FILE | connlog events --from -")),
    (b"\xff\x06\0\0sNaPpY", foreign("packed with Snappy", "unpack it first: snzip -dc FILE | connlog events --from -")),
    (b"\x1f\x9d", foreign("packed with compress", "unpack it first: gzip -dc FILE | connlog events --from -")),
    (b"7z\xbc\xaf\x27\x1c", foreign("a 7-Zip archive", "unpack it first: 7z x FILE")),
    (b"Rar!", foreign("a RAR archive", "unpack it first")),
    (b"PK\x03\x04", foreign("a zip archive or an Excel file (xlsx)", SHEET)),
    (b"PK\x05\x06", foreign("an empty zip archive", "get it again")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", foreign("an old Office file (xls)", SHEET)),
    (b"PAR1", foreign("a Parquet file", DUCKDB)),
    (b"Obj\x01", foreign("an Avro file", "convert it first: avro-tools tojson FILE | connlog events --from -")),
    (b"ORC", foreign("an ORC file", "convert it first: orc-contents FILE | connlog events --from -")),
    (b"ARROW1", foreign("an Arrow file", "convert it to NDJSON first, for example with pyarrow or DuckDB")),
    (b"FEA1", foreign("a Feather file", "convert it to NDJSON first, for example with pyarrow")),
    (
        b"SQLite format 3\0",
        foreign(
            "an SQLite database",
            "export the table first: sqlite3 -json FILE 'SELECT * FROM log' | connlog events --from -",
        ),
    ),
    (b"%PDF", foreign("a PDF file", "get the entries as JSON, NDJSON or CSV")),
    (b"\x89PNG", foreign("a picture", "get the entries as JSON, NDJSON or CSV")),
    (b"\xff\xd8\xff", foreign("a picture", "get the entries as JSON, NDJSON or CSV")),
    (b"GIF8", foreign("a picture", "get the entries as JSON, NDJSON or CSV")),
    (b"\x7fELF", foreign("a program", "name the file that holds the entries")),
    (b"{\\rtf", foreign("an RTF document", "save it as plain text first")),
];
const UTF_16: ForeignFormat =
    foreign("UTF-16 text", "convert it first: iconv -f UTF-16 -t UTF-8 FILE | connlog events --from -");
const UTF_16_LE: ForeignFormat =
    foreign("UTF-16 text", "convert it first: iconv -f UTF-16LE -t UTF-8 FILE | connlog events --from -");
const UTF_16_BE: ForeignFormat =
    foreign("UTF-16 text", "convert it first: iconv -f UTF-16BE -t UTF-8 FILE | connlog events --from -");
const UTF_32: ForeignFormat =
    foreign("UTF-32 text", "convert it first: iconv -f UTF-32 -t UTF-8 FILE | connlog events --from -");
const TAR: ForeignFormat = foreign("a tar archive", "unpack it first: tar -xOf FILE | connlog events --from -");
const BINARY: ForeignFormat = foreign("a binary file", "get the entries as JSON, NDJSON or CSV");

/// The number of first bytes that [`known`] needs.
pub const HEAD: usize = 512;

/// Returns the format of a file that starts with `head`; `None` for text that may contain entries.
pub fn known(head: &[u8]) -> Option<ForeignFormat> {
    // A line of text may start with the same letters.
    let is_text = |magic: &[u8]| {
        magic.len() < 4 && head.get(magic.len()).is_none_or(|byte| matches!(byte, b' ' | b',' | b':' | b'a'..=b'z'))
    };
    if let Some((_, format)) = FORMATS.iter().find(|(magic, _)| head.starts_with(magic) && !is_text(magic)) {
        return Some(*format);
    }
    match *head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some(UTF_32),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some(UTF_16),
        [first, 0, second, 0, ..] if first != 0 && second != 0 => return Some(UTF_16_LE),
        [0, first, 0, second, ..] if first != 0 && second != 0 => return Some(UTF_16_BE),
        _ => {}
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(TAR);
    }
    // Text contains few control characters and hardly any zero bytes.
    let zeros = memchr::memchr_iter(0, head).count();
    (zeros * 8 > head.len()).then_some(BINARY)
}

/// The guess for a table with known columns but without a readable entry.
pub const TABLE: &str = "a table without a readable entry";

/// Returns what a text without entries seems to be, for the error message.
pub fn guess(head: &[u8]) -> &'static str {
    let head = &head[..head.len().min(2 * HEAD)];
    if is_binary(head) {
        return "a binary file";
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    let lower = text.to_ascii_lowercase();
    let has = |needle: &str| text.contains(needle);
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<head") {
        "an HTML page"
    } else if lower.starts_with("<?xml") || lower.starts_with('<') {
        "XML"
    } else if has("Fivetran-SDK") || has("Fivetran-Connector-SDK") || has("Fivetran-Tester-Process") {
        "the output of `fivetran debug`, which has no log entries with a date; read the table CONNECTOR_SDK_LOG instead"
    } else if text.starts_with('{') && has("\"message_origin\"") {
        "the output of a connector's container, whose lines have no time; read the table CONNECTOR_SDK_LOG instead"
    } else if text.starts_with('{') && has("\"setup_state\"") {
        "an answer of Fivetran's REST API about the state of connections, which has no log entries"
    } else if text.starts_with('{') && (has("\"error\"") || (has("\"code\"") && has("\"message\""))) {
        "an error answer of an API"
    } else if text.starts_with(['{', '[', '"']) {
        "JSON without log entries"
    } else if text
        .lines()
        .next()
        .is_some_and(|line| line.matches([',', '\t', ';', '|']).count() > 1 && !line.contains(". "))
    {
        "a table whose columns are not those of a log export; of its formats, connlog reads back json and ndjson"
    } else {
        "plain text"
    }
}

/// Whether more than one byte in ten is a control character or invalid UTF-8.
fn is_binary(head: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b);
    let controls = head.iter().filter(is_control).count();
    let invalid: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    (controls + invalid) * 10 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_their_first_bytes() {
        for (head, expected) in [
            (&b"BZh91AY&SY"[..], "packed with bzip2"),
            (b"\xfd7zXZ\0\0\x04", "packed with xz"),
            (b"PAR1\x15\x04", "a Parquet file"),
            (b"Obj\x01\x04\x16avro.schema", "an Avro file"),
            (b"PK\x03\x04\x14\0", "a zip archive or an Excel file (xlsx)"),
            (b"ORC\x08", "an ORC file"),
            (b"SQLite format 3\0\x10", "an SQLite database"),
            (b"%PDF-1.7\n", "a PDF file"),
            (b"\xff\xfe{\0", "UTF-16 text"),
            (b"{\0\"\0e\0", "UTF-16 text"),
            (b"\0{\0\"\0e", "UTF-16 text"),
            (b"\xff\xfe\0\0{\0\0\0", "UTF-32 text"),
            (b"\0\0\0\0\0\0\0\0", "a binary file"),
        ] {
            assert_eq!(known(head).map(|format| format.name), Some(expected), "{head:?}");
        }
        for text in
            ["", "{", "{}", "{\"a\":1}\n", "\u{feff}{}", "[\n", "id,event\n", "a\0b is text with one zero in it"]
        {
            assert_eq!(known(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn text_without_entries_is_guessed() {
        for (text, expected) in [
            ("  <!DOCTYPE HTML><html>", "an HTML page"),
            ("<?xml version='1.0'?>", "XML"),
            ("20:01:02.123 INFO     Fivetran-SDK   Starting", "the output of `fivetran debug`"),
            ("May 18, 2025 08:30:02 AM INFO Fivetran-Connector-SDK: x", "the output of `fivetran debug`"),
            (
                "{\"level\":\"INFO\", \"message\": \"x\", \"message_origin\": \"library\"}",
                "the output of a connector's container",
            ),
            ("{\"code\":\"Unauthorized\",\"message\":\"Invalid key\"}", "an error answer"),
            ("{\"a\":1}", "JSON without log entries"),
            ("a,b,c\n1,2,3\n", "a table whose columns"),
            ("Dear all", "plain text"),
            ("Grüße aus 東京", "plain text"),
            ("\u{1},\u{2},\u{3},\u{4};\u{5}", "a binary file"),
        ] {
            assert!(guess(text.as_bytes()).starts_with(expected), "{text}: {}", guess(text.as_bytes()));
        }
    }
}
