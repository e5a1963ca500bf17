//! Finds the entries in a JSON value, inside any wrapper of a log service.
//!
//! The walker does not know services by name. If a provider recognises an object, the object is an entry. Otherwise
//! it searches the members; see `docs/development/decoding.md`.

use std::borrow::Cow;
use std::io::Read as _;

use chrono::{DateTime, Utc};
use flate2::read::MultiGzDecoder;
use serde_json::value::RawValue;

use super::base64_text::decode_base64;
use super::empty_answers;
use super::envelope_keys::{self, EnvelopeRow};
use super::json_tables::{self, JsonTable};
use super::limits::{LAYERS, MOST};
use super::line_prefix;
use super::otlp_values;
use super::report::{DecodeStats, SHOWN, SkipReason};
use crate::json::{self, scanner};
use crate::providers::{self, RecognizedObject};
use crate::record::RecordLayout;
use crate::time::timestamp;

/// Valid JSON of this length cannot exceed the depth limit, because every level has an opening and a closing bracket.
const HARMLESS: usize = 2 * json::MAX_DEPTH;
/// Receives the entries that the walker finds.
pub trait EntryVisitor {
    /// Called for each entry. `raw` is a slice of the input, or a composed text.
    fn accept(&mut self, raw: &str, shape: &'static RecordLayout);

    /// Called for each row of a lookup table, which maps ids to names. Such a row is not an entry.
    fn take_lookup(&mut self, _raw: &str) {}
}

/// Walks over one value and collects its entries.
pub struct EnvelopeWalker<'t> {
    taker: &'t mut dyn EntryVisitor,
    tally: &'t mut DecodeStats,
    line: u64,
    /// Whether the answer of a service that found nothing was seen.
    empty: bool,
    /// Why the last value contains no entry, if the reason is known.
    pub(super) why: Option<SkipReason>,
    /// The number of bytes that were decompressed so far.
    unpacked: usize,
}

impl<'t> EnvelopeWalker<'t> {
    /// Returns a walker for the value at line `line`. `taker` receives the entries; `tally` counts what is not an
    /// entry.
    pub fn new(taker: &'t mut dyn EntryVisitor, tally: &'t mut DecodeStats, line: u64) -> Self {
        Self { taker, tally, line, empty: false, why: None, unpacked: 0 }
    }

    /// Reads a line or value of the input. It is counted if it contains no entry, unless it is the answer of a
    /// service that found nothing.
    pub fn text(mut self, text: &str) {
        self.top(text, None);
    }

    /// Reads a value that is not inside another one. `time` is the ingestion time.
    pub(super) fn top(&mut self, text: &str, time: Option<DateTime<Utc>>) {
        let text = text.trim();
        if text.is_empty() || self.parts(text, time, LAYERS) > 0 {
            return;
        }
        match self.why.take() {
            None if self.empty => {}
            why => {
                let why = why.unwrap_or(SkipReason::Alien);
                if matches!(why, SkipReason::Broken | SkipReason::Cut) && text.starts_with('{') {
                    self.after_broken_half(text);
                }
                self.skip(why);
            }
        }
    }

    pub(super) fn skip(&mut self, why: SkipReason) {
        self.tally.skip(self.line, why);
    }

    /// Stores why a text contains no entry. The caller counts it, because other values next to it may contain one.
    fn fail(&mut self, why: SkipReason) -> usize {
        self.why = Some(why);
        0
    }

    /// Reads JSON values that follow each other; words before the first one are allowed.
    pub(super) fn parts(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        if too_deep(text) {
            return self.fail(SkipReason::Deep);
        }
        if envelope_keys::is_encoded(text) {
            if let Some(found) = self.encoded(text, time, layers) {
                return found;
            }
        } else if envelope_keys::is_packed(text) {
            return self.packed(text, time, layers);
        }
        let (before, json) = text.split_at(line_prefix::json_start(text));
        let time = line_prefix::stamp(before).or(time);
        let (mut found, mut lost, mut broken) = (0, None, None);
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<&RawValue>();
        for value in values.by_ref() {
            match value {
                Ok(value) => match self.one(value.get(), time, layers) {
                    0 => lost = lost.or(self.why.take()),
                    count => found += count,
                },
                // Entries before the error are kept.
                Err(error) => broken = Some(error),
            }
            if broken.is_some() {
                break;
            }
        }
        if let (Some(_), 0, None, Cow::Owned(without_nan)) = (&broken, found, &lost, json::without_nan(json)) {
            return self.parts(&without_nan, time, layers);
        }
        if let Some(error) = broken {
            let rest = json.get(values.byte_offset()..).unwrap_or_default().trim_start();
            found += self.salvage(rest, time, layers);
            let why = if error.is_eof() { SkipReason::Cut } else { SkipReason::Broken };
            lost = Some(if memchr::memchr2(b'{', b'[', json.as_bytes()).is_none() { SkipReason::Text } else { why });
        }
        match lost {
            Some(why) if found > 0 => self.skip(why),
            lost => self.why = lost,
        }
        found
    }

    /// Reads one value. Stores the reason if it contains no entry, unless it is the answer of a service that found
    /// nothing.
    fn one(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        self.why = None;
        let found = self.value(raw, time, layers);
        if found == 0 {
            let is_answer = empty_answers::is_empty(raw);
            self.empty |= is_answer;
            self.why = if is_answer { None } else { Some(self.why.take().unwrap_or(SkipReason::Alien)) };
        }
        found
    }

    fn value(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return self.fail(SkipReason::Wrapped) };
        match raw.as_bytes().first() {
            Some(b'{') => self.object(raw, time, layers),
            Some(b'[') => self.list(raw, time, layers),
            Some(b'"') => self.string(raw, time, layers),
            _ => 0,
        }
    }

    fn object(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(row) = EnvelopeRow::new(raw) else { return self.fail(SkipReason::Wide) };
        if !row.whole {
            // The text is valid JSON, so only the depth limit can stop the scan.
            return self.fail(SkipReason::Deep);
        }
        let flat = providers::is_flat(&row.members);
        if !flat && self.accept_recognized(raw) {
            return 1;
        }
        let time = row.time().or(time);
        if let Some(found) = self.table(&row, time, layers) {
            return found;
        }
        let mut found = self.inside(&row, time, layers);
        if found == 0 {
            found = usize::from(self.accept_unflattened(&row, time));
        }
        if found == 0
            && let Some(event) = row.lifted()
        {
            found = self.value(&event, time, layers);
        }
        if found == 0 && flat {
            found = usize::from(self.accept_recognized(raw));
        }
        if found == 0 && providers::is_lookup(raw) {
            self.taker.take_lookup(raw);
            found = 1;
        }
        found
    }

    /// Reads the entries in the members of an object: in texts, else in objects and lists, else in packed texts.
    pub(super) fn inside(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let texts = row.members.iter().filter(|(key, value)| value.starts_with('"') && envelope_keys::holds_text(key));
        let mut found: usize = texts.map(|(_, value)| self.string(value, time, layers)).sum();
        if found == 0 {
            let nested = row.members.iter().filter(|(_, value)| value.starts_with(['{', '[']));
            let counts: Vec<_> = nested.map(|(key, value)| (key, value, self.value(value, time, layers))).collect();
            found = counts.iter().map(|(_, _, count)| count).sum();
            // Next to entries, a list may contain anything, unless its key is one for entries.
            let lost = counts.iter().filter(|(key, value, count)| *count == 0 && is_lost(key, value)).count();
            (0..lost).filter(|_| found > 0).for_each(|_| self.skip(SkipReason::Alien));
        }
        if found == 0 {
            let packed = row.members.iter().filter(|(_, value)| value.get(1..).is_some_and(envelope_keys::is_packed));
            found = packed.map(|(_, value)| self.string(value, time, layers)).sum();
        }
        found
    }

    /// Reads a member of a long value. It is counted if it is damaged, or if it is a list that should contain entries.
    pub(super) fn member(&mut self, key: &str, value: &str, time: Option<DateTime<Utc>>) {
        if !value.starts_with(['{', '[']) || self.parts(value, time, LAYERS) > 0 {
            return;
        }
        match self.why.take() {
            Some(SkipReason::Alien) if !is_lost(key, value) => {}
            Some(why) => self.skip(why),
            None => {}
        }
    }

    /// Reads a row of a long table.
    pub(super) fn row_of(&mut self, object: &str, time: Option<DateTime<Utc>>) {
        self.row(object, time, LAYERS);
    }

    /// Accepts an object that a provider recognises as an entry.
    fn accept_recognized(&mut self, raw: &str) -> bool {
        match providers::recognize(raw) {
            Some(RecognizedObject::Entry(shape)) => self.taker.accept(raw, shape),
            Some(RecognizedObject::Unlisted) => self.tally.unlisted += 1,
            None => return false,
        }
        true
    }

    fn accept_unflattened(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>) -> bool {
        let Some((envelope, shape)) = providers::unflatten(&row.members, time) else { return false };
        self.taker.accept(&envelope, shape);
        true
    }

    /// Reads the rows of a table in the form of query services and data frames. A row without an entry is counted.
    fn table(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>, layers: usize) -> Option<usize> {
        let mut found = 0;
        if let Some(table) = JsonTable::find(&row.members) {
            for cells in table.rows() {
                match cells {
                    Ok(object) => found += self.row(&object, time, layers),
                    Err(cells) => self.skip(SkipReason::Row { cells, columns: table.width() }),
                }
            }
        } else {
            let rows = json_tables::transposed(&row.members)?;
            found = rows.iter().map(|object| self.row(object, time, layers)).sum();
        }
        // The object is a table even if no row is an entry; each row was already counted.
        Some(found.max(1))
    }

    pub(super) fn row(&mut self, object: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let found = self.one(object, time, layers);
        if found == 0 {
            let why = self.why.take().unwrap_or(SkipReason::Alien);
            self.skip(why);
        }
        found
    }

    /// Reads a list of entries, of pairs of field and value, or of a time and a text.
    fn list(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(first) = scanner::elements(raw).next() else { return 0 };
        if let Some(object) = json_tables::object_from_pairs(raw).or_else(|| otlp_values::object(raw)) {
            return self.object(&object, time, layers);
        }
        let stamp = timestamp::moment(first);
        let time = stamp.or(time);
        let mut found = 0;
        let mut lost = Vec::new();
        let mut more = 0_u64;
        for element in scanner::elements(raw) {
            match self.one(element, time, layers) {
                0 if lost.len() < SHOWN => lost.extend(self.why.take()),
                0 => more += u64::from(self.why.take().is_some()),
                count => found += count,
            }
        }
        // In a list of entries, other values are counted. In a pair of time and text they are not.
        if found > 0 && stamp.is_none() {
            for why in lost {
                self.skip(why);
            }
            self.tally.undecodable += more;
        } else if found == 0 {
            self.why = lost.into_iter().find(|why| *why != SkipReason::Alien);
        }
        found
    }

    /// Reads a text that may contain JSON.
    fn string(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return self.fail(SkipReason::Wrapped) };
        let Some(text) = json::string(raw) else { return 0 };
        let text = text.trim();
        if !text.contains('{') && !envelope_keys::is_packed(text) {
            return 0;
        }
        self.parts(text, time, layers)
    }

    /// Reads JSON in base64. Returns `None` if the text is something else, such as a token.
    fn encoded(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> Option<usize> {
        let layers = layers.checked_sub(1)?;
        let json = String::from_utf8(decode_base64(text)?).ok()?;
        Some(self.parts(json.trim(), time, layers))
    }

    /// Reads gzip in base64.
    fn packed(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return self.fail(SkipReason::Wrapped) };
        let Some(bytes) = decode_base64(text) else { return self.fail(SkipReason::Packed) };
        let (mut unpacked, most) = (Vec::new(), MOST - self.unpacked);
        let read = MultiGzDecoder::new(&*bytes).take(most as u64 + 1).read_to_end(&mut unpacked);
        if unpacked.len() > most {
            return self.fail(SkipReason::Long);
        }
        self.unpacked += unpacked.len();
        let text = String::from_utf8_lossy(&unpacked);
        self.tally.lossy_lines += u64::from(matches!(text, Cow::Owned(_)));
        let found = self.parts(text.trim(), time, layers);
        match read {
            Ok(_) => {}
            Err(_) if found > 0 => self.skip(SkipReason::Packed),
            Err(_) => self.why = Some(SkipReason::Packed),
        }
        found
    }
}

/// Returns whether a list without an entry should contain entries.
fn is_lost(key: &str, value: &str) -> bool {
    empty_answers::lists(key) && scanner::elements(value).any(|element| element.starts_with('{'))
}

/// Returns the same as [`json::exceeds_depth`] for valid JSON, without a scan if the text is too short for the limit.
pub(crate) fn too_deep(text: &str) -> bool {
    text.len() > HARMLESS && json::exceeds_depth(text)
}
