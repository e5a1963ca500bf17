//! Decodes one block of the input into records; runs on worker threads.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::batch::EntryBatch;
use super::chunker::InputBlock;
use super::csv_header::{CsvHeader, CsvRow};
use super::decoded_entries::DecodedEntries;
use super::detect_format::InputFormat;
use super::envelopes::{self, EnvelopeWalker};
use super::prefilter::Prefilter;
use super::report::{DecodeStats, SkipReason};
use crate::json::scanner;
use crate::providers;
use crate::record::block::RecordBlock;

/// The assumed size of an entry in bytes, rather small. The list of entries is allocated for a block of such entries.
const ENTRY_SIZE: usize = 256;
/// The number of lines that are read to find out whether an input has entries at all.
const SAMPLE: usize = 20;

/// How to decode the blocks of one input.
pub struct BlockDecoder {
    /// How the input is structured.
    pub form: InputFormat,
    /// The header, if the input has rows.
    pub header: Option<CsvHeader>,
    /// The filter that skips lines before they are parsed.
    pub prefilter: Option<Arc<Prefilter>>,
    /// What the input seems to be, for the message that it has no entries.
    pub guess: &'static str,
}

impl BlockDecoder {
    /// Decodes a block. Returns its records in order, and statistics of what was not a record.
    ///
    /// The block's bytes become the text of the records. [`InputBlock::clear`] takes the buffer back when no record
    /// is left.
    pub fn read(&self, block: &mut InputBlock) -> (EntryBatch, DecodeStats) {
        let mut tally = DecodeStats { lines: block.before, ..DecodeStats::default() };
        if block.long {
            tally.skip(1, SkipReason::Long);
        }
        let (bytes, places) = (std::mem::take(&mut block.bytes), std::mem::take(&mut block.places));
        let mut found = DecodedEntries::new(places, Vec::with_capacity(bytes.len() / ENTRY_SIZE));
        (found.made, found.made_places) = std::mem::take(&mut block.made);
        let form = if block.long_value.is_some() { InputFormat::Values } else { self.form };
        let text = if matches!((form, &self.prefilter), (InputFormat::Rows(_), _) | (InputFormat::Lines, Some(_))) {
            // Invalid UTF-8: entries are copied, so the block keeps its bytes.
            block.bytes = bytes;
            None
        } else {
            String::from_utf8(bytes).map_err(|error| block.bytes = error.into_bytes()).ok()
        };
        found.text = text.as_deref().unwrap_or_default();
        match (form, &self.header) {
            (InputFormat::Lines, _) => match (&self.prefilter, &text) {
                (Some(prefilter), _) => {
                    likely_lines(&block.bytes, prefilter, &mut found, &mut tally);
                    if block.first && found.entries.is_empty() {
                        tally.add_counts(sample(&block.bytes));
                    }
                }
                (None, Some(text)) => lines(text, &mut found, &mut tally),
                (None, None) => lossy_lines(&block.bytes, &mut found, &mut tally),
            },
            (InputFormat::Rows(_), Some(header)) => {
                // All rows of the first block are read, because suggestions for a wrong filter are made of them.
                let prefilter = self.prefilter.as_deref().filter(|_| !block.first);
                rows(&block.bytes, header, prefilter, &mut found, &mut tally);
            }
            _ => values(block, text.as_deref(), &mut found, &mut tally),
        }
        if block.cut {
            tally.skip(tally.lines.max(1), SkipReason::Open);
        }
        let DecodedEntries { made, made_places, places, entries, .. } = found;
        tally.entries += entries.len() as u64;
        let own = Arc::new(RecordBlock::new(text.unwrap_or_default(), places));
        let made = Arc::new(RecordBlock::new(made, made_places));
        (block.page, block.made_page) = (Some(Arc::clone(&own)), Some(Arc::clone(&made)));
        (EntryBatch::new(own, made, entries), tally)
    }
}

/// Decodes every line of a block. Line numbers start at 1 in each block.
fn lines(text: &str, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    each_line(text.as_bytes(), tally, |span, number, tally| {
        found.line = u32::try_from(span.start).ok();
        line_of(text.get(span).unwrap_or_default(), number, found, tally);
    });
}

/// Decodes the lines of a block with invalid UTF-8.
fn lossy_lines(bytes: &[u8], found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    each_line(bytes, tally, |span, number, tally| one(&bytes[span], number, found, tally));
}

/// Decodes the lines that may match the query, and the lines that look damaged, so that they are counted.
fn likely_lines(bytes: &[u8], prefilter: &Prefilter, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    let mut cursor = prefilter.cursor(bytes);
    each_line(bytes, tally, |span, number, tally| {
        let line = &bytes[span.clone()];
        let whole = line.first() == Some(&b'{') && matches!(line, [.., b'}'] | [.., b'}', b'\r']);
        if cursor.may_match(span.start, span.end) || !whole {
            one(line, number, found, tally);
        }
    });
}

/// Decodes the first lines of an input if none of them may match the query, to find out whether it has entries at
/// all.
fn sample(bytes: &[u8]) -> DecodeStats {
    let (mut tally, mut found) = (DecodeStats::default(), DecodedEntries::new(Vec::new(), Vec::new()));
    let end = memchr::memchr_iter(b'\n', bytes).nth(SAMPLE).unwrap_or(bytes.len());
    lossy_lines(&bytes[..end], &mut found, &mut tally);
    tally.entries = found.entries.len() as u64;
    tally
}

/// Calls `each` with the range and number of every line that is not empty.
fn each_line(bytes: &[u8], tally: &mut DecodeStats, mut each: impl FnMut(Range<usize>, u64, &mut DecodeStats)) {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        tally.lines += 1;
        if start < end {
            each(start..end, tally.lines, tally);
        }
        start = end + 1;
    }
    tally.lines -= u64::from(bytes.is_empty() || bytes.ends_with(b"\n"));
}

/// Decodes a line that may be invalid UTF-8.
fn one(line: &[u8], number: u64, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    let text = String::from_utf8_lossy(line);
    tally.lossy_lines += u64::from(matches!(text, Cow::Owned(_)));
    line_of(&text, number, found, tally);
}

/// Decodes a line of text. Most lines are a plain entry or a usual wrapper; recognising one costs no second scan.
fn line_of(line: &str, number: u64, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    // The lines of an input are alike.
    let is_wrapped = found.is_wrapped;
    if is_wrapped && found.unwrap(line) {
        return;
    }
    let noted = found.places.len();
    if scanner::read_places(line, &mut found.places)
        && let Some(entry) = providers::recognize_plain(line, found.places.get(noted..).unwrap_or_default())
        && !envelopes::too_deep(line)
    {
        return found.line(line.trim_end_matches('\r'), noted, entry);
    }
    found.places.truncate(noted);
    if !is_wrapped && found.unwrap(line) {
        return;
    }
    EnvelopeWalker::new(found, tally, number).text(line);
}

fn values(block: &InputBlock, whole: Option<&str>, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
    let bytes = whole.map_or(&*block.bytes, str::as_bytes);
    let mut counted = 0;
    for span in &block.values {
        let before = bytes.get(counted..span.start).unwrap_or_default();
        tally.lines += memchr::memchr_iter(b'\n', before).count() as u64;
        counted = span.start;
        let line = tally.lines + 1;
        let text = match whole {
            Some(text) => Cow::Borrowed(text.get(span.clone()).unwrap_or_default()),
            None => String::from_utf8_lossy(bytes.get(span.clone()).unwrap_or_default()),
        };
        tally.lossy_lines += u64::from(matches!(text, Cow::Owned(_)));
        match &block.long_value {
            None if found.entry(text.trim()) => {}
            None => EnvelopeWalker::new(found, tally, line).text(&text),
            Some(value) if value.columns.is_empty() && found.entry(text.trim()) => {}
            Some(value) => EnvelopeWalker::new(found, tally, line).part(&text, value),
        }
    }
    tally.lines += memchr::memchr_iter(b'\n', bytes.get(counted..).unwrap_or_default()).count() as u64;
}

/// Decodes rows. A row of LOG that cannot match is counted as an entry and not composed; a filter for one event then takes
/// half the time. Other rows are read, so that damage is counted.
fn rows(
    bytes: &[u8],
    header: &CsvHeader,
    prefilter: Option<&Prefilter>,
    found: &mut DecodedEntries<'_>,
    tally: &mut DecodeStats,
) {
    let before = tally.lines;
    let mut cursor = prefilter.and_then(|prefilter| prefilter.row_cursor(bytes));
    let (read, lines) = header.plain_rows(bytes, |CsvRow { line, start, end }, cells| {
        let may_match = cursor.as_mut().is_none_or(|cursor| cursor.may_match(start, end));
        if !may_match && header.log_columns(cells).is_some_and(|log| log.is_event(|at| cells.get(at))) {
            tally.entries += 1;
            return;
        }
        found.line = u32::try_from(start).ok();
        if !found.log_row(header, cells) {
            let row = header.row(cells);
            if !found.entry(&row) {
                EnvelopeWalker::new(found, tally, before + line).text(&row);
            }
        }
    });
    found.line = None;
    let before = before + lines;
    if let Some(rest @ [_, ..]) = bytes.get(read..) {
        header.rows(rest, |line, row| match row {
            Ok(object) => EnvelopeWalker::new(found, tally, before + line).text(&object),
            Err(why) => tally.skip(before + line, why),
        });
    }
    tally.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::query::{Filters, Query, Window};
    use crate::record::Kind;

    /// Decodes rows in the general way.
    fn rows_by_walker(bytes: &[u8], header: &CsvHeader, found: &mut DecodedEntries<'_>, tally: &mut DecodeStats) {
        header.rows(bytes, |line, row| match row {
            Ok(object) => EnvelopeWalker::new(found, tally, line).text(&object),
            Err(why) => tally.skip(line, why),
        });
        tally.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
    }

    /// Returns the entries, the statistics, and whether the noted positions of members are right.
    fn decoded(decode: impl FnOnce(&mut DecodedEntries<'_>, &mut DecodeStats)) -> (Vec<String>, DecodeStats, bool) {
        let (mut found, mut tally) = (DecodedEntries::new(Vec::new(), Vec::new()), DecodeStats::default());
        decode(&mut found, &mut tally);
        tally.entries += found.entries.len() as u64;
        let are_noted = found.entries.iter().all(|entry| {
            let raw = &found.made[entry.span.clone()];
            let noted = found.made_places[entry.places.clone()].iter().map(|place| (place.key(raw), place.value(raw)));
            entry.places.is_empty() || noted.eq(scanner::members(raw))
        });
        (found.entries.iter().map(|entry| found.made[entry.span.clone()].to_owned()).collect(), tally, are_noted)
    }

    /// A header, and rows of usual and odd cells.
    fn tables() -> impl Strategy<Value = (CsvHeader, String)> {
        let headers = vec![
            "id,time_stamp,connection_id,event,message_event,message_data,sync_id",
            "_fivetran_id,TIME_STAMP,CONNECTOR_ID,EVENT,MESSAGE_EVENT,MESSAGE_DATA,SYNC_ID",
            "id,time_stamp,connection_id,message_event,message_data,transformation_id,message",
            "id,created,connection_id,event,message_event,message_data,timestamp",
            "id,time_stamp,event_s,message event,message_data,data.a,sync_id",
            "_time,_raw,a,b,c,d,e",
        ];
        let cells = vec![
            "",
            "x",
            "INFO",
            "SEVERE",
            "sync_end",
            "SYNC_END",
            "my_event",
            "2026-01-01 00:00:00.120 +0000",
            "2026-01-01T00:00:00Z",
            "soon",
            " ",
            "\"{\"\"status\"\": \"\"FAILURE\"\"}\"",
            "{}",
            "[1]",
            "{a",
            "\"\"\"x\"\"\"",
            "\"a\"\"b\"",
            "\"a\nb\"",
            "\"a,b\"",
            "\"a",
            "H4sI",
            " H4sI",
            "é\t",
            "\"{\"\"event\"\":\"\"x\"\",\"\"created\"\":1}\"",
            "transformation x failed",
            "NaN",
            "{\\u007b}",
            "\"{\"\"message\"\":\"\"s\\u0079nc_end\"\"}\"",
        ];
        let table = prop::collection::vec(prop::collection::vec(select(cells), 6..9), 1..5);
        (select(headers), table, select(vec!["\n", "\r\n", "\n\n"])).prop_map(|(header, table, end)| {
            let block: String = table.iter().map(|cells| cells.join(",") + end).collect();
            (CsvHeader::new(header.as_bytes(), b','), block)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn rows_are_composed_like_the_walker_composes_them((header, block) in tables()) {
            let found = decoded(|found, tally| rows(block.as_bytes(), &header, None, found, tally));
            let expected = decoded(|found, tally| rows_by_walker(block.as_bytes(), &header, found, tally));
            prop_assert!(found.2);
            prop_assert_eq!((found.0, found.1), (expected.0, expected.1), "{}", block);
        }

        #[test]
        fn a_filter_for_an_event_loses_no_row_and_no_damage((header, block) in tables()) {
            let filters = Filters { events: vec!["sync_end".to_owned()], ..Filters::default() };
            let window = Window { since: None, until: None, days: None, now: DateTime::<Utc>::UNIX_EPOCH };
            let query = Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None, optional: false };
            let prefilter = Prefilter::new(&query).unwrap();
            let few = decoded(|found, tally| rows(block.as_bytes(), &header, Some(&prefilter), found, tally));
            let all = decoded(|found, tally| rows(block.as_bytes(), &header, None, found, tally));
            let is_end = |raw: &String| {
                scanner::text(raw, &["event"]).is_some_and(|event| event.eq_ignore_ascii_case("sync_end"))
            };
            let ends = |entries: Vec<String>| entries.into_iter().filter(is_end).collect::<Vec<_>>();
            prop_assert_eq!((ends(few.0), few.1), (ends(all.0), all.1), "{}", block);
        }
    }
}
