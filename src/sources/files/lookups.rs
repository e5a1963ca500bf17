//! Reads exports of tables with names for ids. They are read before all other files, so that every entry gets its
//! names.

use std::io::Read as _;
use std::path::Path;

use super::input::Input;
use connlog_core::decode::csv_header::CsvHeader;
use connlog_core::decode::detect_format::{self, InputFormat};
use connlog_core::decode::envelopes::{EntryVisitor, EnvelopeWalker};
use connlog_core::decode::report::DecodeStats;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::record::RecordLayout;

/// The number of bytes that show whether a file begins with a row of such a table.
const HEAD: u64 = 4096;
/// The maximum number of decompressed bytes read of one table. Later rows are ignored.
const MOST: u64 = 64 << 20;

/// Reads the tables among `files`. Reads only the first bytes of other files. Skips unreadable files, which the
/// reader of their entries reports.
pub fn directory<'p>(files: impl Iterator<Item = &'p Path>) -> ConnectionDirectory {
    let mut directory = ConnectionDirectory::default();
    for file in files {
        if let Some(bytes) = table(file) {
            rows(&bytes, &mut directory);
        }
    }
    directory
}

/// Returns the bytes of a file that begins with a row of a table.
fn table(path: &Path) -> Option<Vec<u8>> {
    // Other inputs can be read only once.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut reader = Input::File(path.to_owned()).open().ok()?.reader;
    let mut bytes = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
    if !is_likely(&bytes) {
        return None;
    }
    // The bytes read before an error are used.
    let _ = reader.take(MOST).read_to_end(&mut bytes);
    Some(bytes)
}

/// Returns whether the text has columns of such a table and no column of events. The key `event` may be escaped by a
/// log service.
fn is_likely(head: &[u8]) -> bool {
    let head = head.to_ascii_lowercase();
    let has = |word: &str| memchr::memmem::find(&head, word.as_bytes()).is_some();
    let names = ["connection_name", "connector_name", "official_connector_name", "destination_type", "region"];
    let events = ["message_event", "\"event\"", "\"event\\"];
    names.iter().any(|name| has(name)) && !events.iter().any(|key| has(key))
}

fn rows(bytes: &[u8], directory: &mut ConnectionDirectory) {
    let (mut rows, mut tally) = (LookupRows(directory), DecodeStats::default());
    match detect_format::detect_format(bytes, true) {
        InputFormat::Rows(separator) => {
            let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
            let bytes = &bytes[start..];
            let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
            let (header, body) = bytes.split_at(end);
            CsvHeader::new(header, separator).rows(body, |line, row| {
                if let Ok(object) = row {
                    EnvelopeWalker::new(&mut rows, &mut tally, line).text(&object);
                }
            });
        }
        InputFormat::Lines => {
            for line in String::from_utf8_lossy(bytes).lines() {
                EnvelopeWalker::new(&mut rows, &mut tally, 1).text(line);
            }
        }
        InputFormat::Values => EnvelopeWalker::new(&mut rows, &mut tally, 1).text(&String::from_utf8_lossy(bytes)),
    }
}

/// Accepts rows of tables, and no entries.
struct LookupRows<'d>(&'d mut ConnectionDirectory);

impl EntryVisitor for LookupRows<'_> {
    fn accept(&mut self, _: &str, _: &'static RecordLayout) {}

    fn take_lookup(&mut self, raw: &str) {
        self.0.add(raw);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_table_is_read_in_every_form_and_no_other_file() {
        let home = tempfile::tempdir().unwrap();
        let csv = "\nCONNECTION_ID;CONNECTION_NAME;PAUSED\r\na;crm;TRUE\r\n";
        for (number, (text, known)) in [
            ("connection_id,connection_name,paused\na,crm,true\n", 1),
            (csv, 1),
            ("{\"connection_id\":\"a\",\"connection_name\":\"crm\"}\n{\"connection_id\":\"b\",\"connection_name\":\"x\"}\n", 2),
            ("[\n {\"connector_id\":\"a\",\"connector_name\":\"crm\"},\n {\"connector_id\":\"b\",\"connector_name\":\"x\"}\n]", 2),
            ("{\"columns\":[\"connection_id\",\"connection_name\"],\"rows\":[[\"a\",\"crm\"]]}", 1),
            ("{\"event\":\"sync_end\",\"created\":\"x\",\"connector_id\":\"a\",\"connector_name\":\"b\"}", 0),
            (r#"{"message":"{\"event\":\"sync_end\",\"connector_name\":\"b\"}"}"#, 0),
            ("id,message_event,connection_id,connection_name\n1,sync_end,a,crm\n", 0),
            ("", 0),
        ]
        .into_iter()
        .enumerate()
        {
            let path = home.path().join(number.to_string());
            fs::write(&path, text).unwrap();
            assert_eq!(directory([&*path].into_iter()).connections().count(), known, "{text}");
        }
        assert!(directory([Path::new("/no/such"), home.path()].into_iter()).is_empty());
    }
}
