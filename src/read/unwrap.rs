//! Finding the entries in a JSON value, whatever a log service wrapped around them.
//!
//! No service is known by name. An object that a vendor claims is an entry, its own bytes the record. Else the entries
//! are looked for in what the object holds: texts that hold JSON themselves, tables of columns and rows, pairs of field and
//! value, then objects and lists, the shallowest first. What is left may be an entry whose keys a service flattened; the
//! vendor builds it anew.

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use flate2::read::MultiGzDecoder;
use serde_json::value::RawValue;

use super::cut::MOST;
use super::report::{Tally, Why};
use crate::record::{Shape, json, scan, when};
use crate::vendor::{self, Claim};

/// Valid JSON of this length cannot exceed the depth limit: every level opens and closes.
const HARMLESS: usize = 2 * json::MAX_DEPTH;
/// Wrappers within wrappers: an archive in a subscription in an export has six.
const LAYERS: usize = 12;
/// The beginning of gzip in base64, as log services pack what they pass on.
const PACKED: &str = "H4sI";

/// Keys of texts that may hold an entry, in lower case.
const TEXTS: &[&str] = &[
    "message",
    "@message",
    "msg",
    "line",
    "content",
    "_raw",
    "raw",
    "event",
    "text",
    "textpayload",
    "log",
    "body",
    "payload",
    "value",
    "record",
    "original",
    "rawdata",
];
/// Keys of the moment at which a service took an entry in, in lower case, the most exact first.
const TIMES: &[&str] =
    &["timestamp", "@timestamp", "_time", "time", "timegenerated", "ts", "date", "eventtime", "receivetimestamp"];

/// Takes the entries that are found.
pub(super) trait Take {
    /// An entry: a piece of the text that is being read, or a text of its own.
    fn take(&mut self, raw: &str, shape: &'static Shape);

    /// A row of a table that says what ids of entries stand for. It is no entry.
    fn take_lookup(&mut self, _raw: &str) {}
}

/// Walks through one value.
pub(super) struct Walk<'t> {
    taker: &'t mut dyn Take,
    tally: &'t mut Tally,
    line: u64,
    /// A list without elements was seen: an answer that found nothing.
    empty: bool,
    /// Why the text that was looked at last could not be read to its end.
    why: Option<Why>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(taker: &'t mut dyn Take, tally: &'t mut Tally, line: u64) -> Self {
        Self { taker, tally, line, empty: false, why: None }
    }

    /// Takes what is in a line or value of the input.
    pub(super) fn text(mut self, text: &str) {
        let text = text.trim();
        let found = self.parts(text, None, LAYERS);
        let alien = found == 0 && !self.empty && !text.is_empty();
        if let Some(why) = self.why.take().or(alien.then_some(Why::Alien)) {
            self.tally.miss(self.line, why);
        }
    }

    /// Takes what is in a text of JSON values one after another, with words before the first allowed.
    fn parts(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        self.why = None;
        if too_deep(text) {
            self.why = Some(Why::Deep);
            return 0;
        }
        if text.starts_with(PACKED) {
            return self.packed(text, time, layers);
        }
        let start = if text.starts_with(['{', '[', '"']) { 0 } else { text.find('{').unwrap_or(0) };
        let (before, json) = text.split_at(start);
        // `2026-03-20T08:18:56.823Z {...}` is how CloudWatch exports to S3.
        let told = before.split_whitespace().next().and_then(|word| when::moment(&json::quote(word)));
        let (mut found, mut broken) = (0, None);
        for value in serde_json::Deserializer::from_str(json).into_iter::<&RawValue>() {
            match value {
                Ok(value) => found += self.value(value.get(), told.or(time), layers),
                // What was found before stays found.
                Err(error) => broken = Some(Why::Broken(reason(&error))),
            }
            if broken.is_some() {
                break;
            }
        }
        self.why = broken;
        found
    }

    fn value(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return 0 };
        match raw.as_bytes().first() {
            Some(b'{') => self.object(raw, time, layers),
            Some(b'[') => self.list(raw, time, layers),
            Some(b'"') => self.string(raw, time, layers),
            _ => 0,
        }
    }

    fn object(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let row = Row(scan::members(raw).map(|(key, value)| (scan::unescaped(key), value)).collect());
        let flat = vendor::is_flat(&row.0);
        if !flat && self.claimed(raw) {
            return 1;
        }
        let time = row.time().or(time);
        if let Some(found) = self.table(&row, time, layers) {
            return found;
        }
        let texts = row.0.iter().filter(|(key, value)| value.starts_with('"') && holds_text(key));
        let mut found: usize = texts.map(|(_, value)| self.string(value, time, layers)).sum();
        if found == 0 {
            let nested = row.0.iter().filter(|(_, value)| value.starts_with(['{', '[']));
            found = nested.map(|(_, value)| self.value(value, time, layers)).sum();
        }
        if found == 0 {
            let packed = row.0.iter().filter(|(_, value)| value.get(1..).is_some_and(|text| text.starts_with(PACKED)));
            found = packed.map(|(_, value)| self.string(value, time, layers)).sum();
        }
        if found == 0 {
            found = usize::from(self.rebuilt(&row, time));
        }
        if found == 0 && flat {
            found = usize::from(self.claimed(raw));
        }
        if found == 0 && vendor::is_lookup(raw) {
            self.taker.take_lookup(raw);
            found = 1;
        }
        found
    }

    /// Takes an object that a vendor knows as an entry.
    fn claimed(&mut self, raw: &str) -> bool {
        match vendor::claim(raw) {
            Some(Claim::Entry(shape)) => self.taker.take(raw, shape),
            Some(Claim::Unlisted) => self.tally.others += 1,
            None => return false,
        }
        true
    }

    fn rebuilt(&mut self, row: &Row<'_>, time: Option<DateTime<Utc>>) -> bool {
        let Some((envelope, shape)) = vendor::rebuild(&row.0, time) else { return false };
        self.taker.take(&envelope, shape);
        true
    }

    /// `columns` and `rows`, as query services answer.
    fn table(&mut self, row: &Row<'_>, time: Option<DateTime<Utc>>, layers: usize) -> Option<usize> {
        let (columns, rows) = (row.get("columns")?, row.get("rows")?);
        let name = |column| match scan::member(column, "name") {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Borrowed(column),
        };
        let names: Vec<Cow<'_, str>> = scan::elements(columns).map(name).collect();
        self.empty |= scan::elements(rows).next().is_none();
        let mut found = 0;
        for cells in scan::elements(rows) {
            let pairs = names.iter().map(|name| &**name).zip(scan::elements(cells));
            let one = self.object(&object(pairs), time, layers);
            if one == 0 {
                self.tally.miss(self.line, Why::Alien);
            }
            // A row without an entry is told by itself.
            found += one.max(1);
        }
        Some(found)
    }

    /// A list of entries, of pairs of field and value, or of a time and a text.
    fn list(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let elements: Vec<&str> = scan::elements(raw).collect();
        let Some(first) = elements.first() else {
            self.empty = true;
            return 0;
        };
        if let Some(pairs) = elements.iter().map(|element| pair(element)).collect::<Option<Vec<_>>>() {
            return self.object(&object(pairs.into_iter()), time, layers);
        }
        let time = when::moment(first).or(time);
        let counts: Vec<usize> = elements.iter().map(|element| self.value(element, time, layers)).collect();
        let found = counts.iter().sum();
        // Among entries, an object that is none is told; beside them, it may be anything.
        if found > 0 {
            let lost = elements.iter().zip(&counts).filter(|(element, count)| **count == 0 && element.starts_with('{'));
            (0..lost.count()).for_each(|_| self.tally.miss(self.line, Why::Alien));
        }
        found
    }

    /// A text that may hold JSON.
    fn string(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return 0 };
        let Some(text) = json::string(raw) else { return 0 };
        let text = text.trim();
        if !text.contains('{') && !text.starts_with(PACKED) {
            return 0;
        }
        self.parts(text, time, layers)
    }

    /// gzip in base64.
    fn packed(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return 0 };
        let Ok(bytes) = STANDARD.decode(text.trim_end()) else { return 0 };
        let mut text = String::new();
        let read = MultiGzDecoder::new(&*bytes).take(MOST as u64).read_to_string(&mut text);
        read.map_or(0, |_| self.parts(text.trim(), time, layers))
    }
}

/// The members of an object.
struct Row<'r>(Vec<(Cow<'r, str>, &'r str)>);

impl<'r> Row<'r> {
    fn get(&self, name: &str) -> Option<&'r str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// The service's own time.
    fn time(&self) -> Option<DateTime<Utc>> {
        TIMES.iter().find_map(|name| {
            let (_, value) = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            when::moment(value)
        })
    }
}

/// `{"field": "data.status", "value": "SUCCESSFUL"}`: the name and the value.
fn pair(element: &str) -> Option<(&str, &str)> {
    Some((scan::member(element, "field")?, scan::member(element, "value")?))
}

/// A JSON object of names and values in JSON.
fn object<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let mut object = String::from("{");
    for (name, value) in pairs.filter(|(name, _)| name.starts_with('"')) {
        if object.len() > 1 {
            object.push(',');
        }
        object.extend([name, ":", value]);
    }
    object.push('}');
    object
}

fn holds_text(key: &str) -> bool {
    TEXTS.iter().any(|text| key.eq_ignore_ascii_case(text))
}

/// [`json::exceeds_depth`] for valid JSON: text that is too short for the limit is not searched.
pub(super) fn too_deep(text: &str) -> bool {
    text.len() > HARMLESS && json::exceeds_depth(text)
}

/// The parser's words without a line number: a value has one line, its own.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
