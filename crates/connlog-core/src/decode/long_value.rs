//! Finds the array of entries in a value that is too long for one block, and reads the parts of such a value.
//!
//! Saved answers of APIs are one object with one long array. The splitter enters the array, and each element is read
//! like a separate value.

use chrono::{DateTime, Utc};

use super::empty_answers;
use super::envelope_keys;
use super::envelopes::{EntryVisitor, EnvelopeWalker};
use super::json_splitter::OpenBracket;
use super::json_tables::ColumnNames;
use super::report::DecodeStats;
use crate::json::scanner;
use crate::record::RecordLayout;

/// What the members before a long array say about its elements.
#[derive(Debug, Clone, Default)]
pub struct LongValue {
    /// The service's ingestion time.
    pub(crate) time: Option<DateTime<Utc>>,
    /// The names of columns, if the elements are rows of a table.
    pub(crate) columns: ColumnNames,
}

/// Returns how many of the brackets `open` of a long value must be entered, so that the elements of an array of
/// entries become values; `None` if no complete element contains an entry. `around` is the long value around this one.
pub(crate) fn find(bytes: &[u8], open: &[OpenBracket], around: Option<&LongValue>) -> Option<(usize, LongValue)> {
    let mut value = around.cloned().unwrap_or_default();
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
    };
    for (depth, bracket) in open.iter().enumerate() {
        // The next bracket belongs to the incomplete member or element.
        let end = open.get(depth + 1).map_or(valid.len(), |next| next.at);
        let text = valid.get(bracket.at..end)?;
        if !bracket.is_object {
            if has_entry(text, &value) {
                return Some((depth + 1, value));
            }
            continue;
        }
        let members: Vec<_> = scanner::members(text).map(|(key, value)| (scanner::unescaped(key), value)).collect();
        // The arrays in an entry are data.
        if members.iter().any(|(key, value)| empty_answers::is_of_entry(key) && !value.starts_with(['{', '['])) {
            return None;
        }
        value.time = envelope_keys::time(&members).or(value.time);
        value.columns.add(&members);
    }
    None
}

/// Returns whether one of the complete elements of an array contains an entry.
fn has_entry(array: &str, value: &LongValue) -> bool {
    let (mut found, mut tally) = (EntryCount(0), DecodeStats::default());
    scanner::elements(array).any(|element| {
        EnvelopeWalker::new(&mut found, &mut tally, 0).part(element, value);
        found.0 > 0 || tally.unlisted > 0
    })
}

/// Counts entries.
struct EntryCount(usize);

impl EntryVisitor for EntryCount {
    fn accept(&mut self, _: &str, _: &'static RecordLayout) {
        self.0 += 1;
    }
}

impl EnvelopeWalker<'_> {
    /// Reads an element or a member of a long value. An element without an entry is counted. A member is counted like
    /// a member of a short value.
    pub(crate) fn part(mut self, part: &str, value: &LongValue) {
        if let Some((key, member)) = member(part) {
            self.member(key, member, value.time);
        } else if let Some(row) = value.columns.object(part) {
            self.row_of(&row, value.time);
        } else if !value.columns.is_header(part) {
            self.top(part, value.time);
        }
    }
}

/// Returns key and value if `part` is a member of an object instead of a value.
fn member(part: &str) -> Option<(&str, &str)> {
    let end = scanner::key_end(part)?;
    let value = part.get(end..)?.trim_ascii_start().strip_prefix(':')?;
    Some((part.get(1..end - 1)?, value.trim_ascii()))
}
