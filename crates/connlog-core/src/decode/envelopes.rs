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

use super::chunker::MOST;
use super::empty_answers;
use super::json_tables::{self, JsonTable};
use super::report::{DecodeStats, SHOWN, SkipReason};
use crate::json::scanner::MemberSpan;
use crate::json::{self, scanner};
use crate::providers::{self, Recognized};
use crate::record::RecordLayout;
use crate::time::timestamp;

/// Valid JSON of this length cannot exceed the depth limit: every level opens and closes.
const HARMLESS: usize = 2 * json::MAX_DEPTH;
/// Wrappers within wrappers: an archive in a subscription in an export has six.
pub(crate) const LAYERS: usize = 12;
/// The most keys of one object.
pub(crate) const WIDEST: usize = 1 << 20;
/// Braces of a line that are tried for the beginning of its JSON.
const CANDIDATES: usize = 64;
/// The most objects inside a broken line that are tried as the beginning of a whole one.
const HALVES: usize = 64;
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
pub trait EntryVisitor {
    /// An entry: a piece of the text that is being read, or a text of its own.
    fn accept(&mut self, raw: &str, shape: &'static RecordLayout);

    /// A row of a table that says what ids of entries stand for. It is no entry.
    fn take_lookup(&mut self, _raw: &str) {}
}

/// Walks through one value.
pub struct EnvelopeWalker<'t> {
    taker: &'t mut dyn EntryVisitor,
    tally: &'t mut DecodeStats,
    line: u64,
    /// The answer of a service that found nothing was seen.
    empty: bool,
    /// Why the value that was looked at last holds no entry, where that is known.
    why: Option<SkipReason>,
    /// The bytes of texts that were unpacked so far.
    unpacked: usize,
}

impl<'t> EnvelopeWalker<'t> {
    pub fn new(taker: &'t mut dyn EntryVisitor, tally: &'t mut DecodeStats, line: u64) -> Self {
        Self { taker, tally, line, empty: false, why: None, unpacked: 0 }
    }

    /// Takes what is in a line or value of the input. What holds no entry is counted, unless it is the answer of a service
    /// that found nothing.
    pub fn text(mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.parts(text, None, LAYERS) > 0 {
            return;
        }
        match self.why.take() {
            None if self.empty => {}
            why => {
                let why = why.unwrap_or(SkipReason::Alien);
                if matches!(why, SkipReason::Broken | SkipReason::Cut) && text.starts_with('{') {
                    self.behind_half(text);
                }
                self.miss(why);
            }
        }
    }

    /// Takes a whole value at the end of a line whose beginning is half of another one: its writer was interrupted.
    fn behind_half(&mut self, text: &str) {
        let starts = memchr::memmem::find_iter(text.as_bytes(), b"{\"").filter(|start| *start > 0).take(HALVES);
        // Where a value may begin, it is a part of the broken one.
        let mut ends =
            starts.filter_map(|start| text.split_at_checked(start)).filter(|(half, _)| !ends_before_value(half));
        if let Some((_, whole)) = ends.find(|(_, end)| is_json(end)) {
            self.parts(whole, None, LAYERS);
        }
        self.why = None;
    }

    fn miss(&mut self, why: SkipReason) {
        self.tally.miss(self.line, why);
    }

    /// Notes why a text holds no entry; it is counted by the caller that knows whether there are others beside it.
    fn fail(&mut self, why: SkipReason) -> usize {
        self.why = Some(why);
        0
    }

    /// Takes what is in a text of JSON values one after another, with words before the first allowed.
    fn parts(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        if too_deep(text) {
            return self.fail(SkipReason::Deep);
        }
        if text.starts_with(PACKED) {
            return self.packed(text, time, layers);
        }
        let (before, json) = text.split_at(json_start(text));
        let time = stamp(before).or(time);
        let (mut found, mut lost, mut broken) = (0, None, None);
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<&RawValue>();
        for value in values.by_ref() {
            match value {
                Ok(value) => match self.one(value.get(), time, layers) {
                    0 => lost = lost.or(self.why.take()),
                    count => found += count,
                },
                // What was found before stays found.
                Err(error) => broken = Some(error),
            }
            if broken.is_some() {
                break;
            }
        }
        if let (Some(_), 0, None, Cow::Owned(mended)) = (&broken, found, &lost, json::without_nan(json)) {
            return self.parts(&mended, time, layers);
        }
        if let Some(error) = broken {
            let rest = json.get(values.byte_offset()..).unwrap_or_default().trim_start();
            found += self.salvage(rest, time, layers);
            let why = if error.is_eof() { SkipReason::Cut } else { SkipReason::Broken };
            lost = Some(if memchr::memchr2(b'{', b'[', json.as_bytes()).is_none() { SkipReason::Text } else { why });
        }
        match lost {
            Some(why) if found > 0 => self.miss(why),
            lost => self.why = lost,
        }
        found
    }

    /// Takes what is in one value. Where that is nothing, the cause is noted, but for answers that found nothing.
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
            // The text is valid JSON, so that only the depth can end the scan.
            return self.fail(SkipReason::Deep);
        }
        let flat = providers::is_flat(&row.members);
        if !flat && self.claimed(raw) {
            return 1;
        }
        let time = row.time().or(time);
        if let Some(found) = self.table(&row, time, layers) {
            return found;
        }
        let mut found = self.inside(&row, time, layers);
        if found == 0 {
            found = usize::from(self.rebuilt(&row, time));
        }
        if found == 0 && flat {
            found = usize::from(self.claimed(raw));
        }
        if found == 0 && providers::is_lookup(raw) {
            self.taker.take_lookup(raw);
            found = 1;
        }
        found
    }

    /// Takes the entries in the members of an object: in texts, else in objects and lists, else in packed texts.
    fn inside(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let texts = row.members.iter().filter(|(key, value)| value.starts_with('"') && holds_text(key));
        let mut found: usize = texts.map(|(_, value)| self.string(value, time, layers)).sum();
        if found == 0 {
            let nested = row.members.iter().filter(|(_, value)| value.starts_with(['{', '[']));
            let counts: Vec<_> = nested.map(|(key, value)| (key, value, self.value(value, time, layers))).collect();
            found = counts.iter().map(|(_, _, count)| count).sum();
            // Beside entries, a list of something else may be anything, but not under a key for entries.
            let is_lost = |(key, value, count): &&(&Cow<'_, str>, &&str, usize)| {
                *count == 0
                    && empty_answers::lists(key)
                    && scanner::elements(value).any(|element| element.starts_with('{'))
            };
            (0..counts.iter().filter(is_lost).count()).filter(|_| found > 0).for_each(|_| self.miss(SkipReason::Alien));
        }
        if found == 0 {
            let packed =
                row.members.iter().filter(|(_, value)| value.get(1..).is_some_and(|text| text.starts_with(PACKED)));
            found = packed.map(|(_, value)| self.string(value, time, layers)).sum();
        }
        found
    }

    /// Takes an object that a vendor knows as an entry.
    fn claimed(&mut self, raw: &str) -> bool {
        match providers::recognize(raw) {
            Some(Recognized::Entry(shape)) => self.taker.accept(raw, shape),
            Some(Recognized::Unlisted) => self.tally.others += 1,
            None => return false,
        }
        true
    }

    fn rebuilt(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>) -> bool {
        let Some((envelope, shape)) = providers::unflatten(&row.members, time) else { return false };
        self.taker.accept(&envelope, shape);
        true
    }

    /// Takes the rows of a table, as query services and data frames write them. A row without an entry is counted.
    fn table(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>, layers: usize) -> Option<usize> {
        let mut found = 0;
        if let Some(table) = JsonTable::find(&row.members) {
            for cells in table.rows() {
                match cells {
                    Ok(object) => found += self.row(&object, time, layers),
                    Err(cells) => self.miss(SkipReason::Row { cells, columns: table.width() }),
                }
            }
        } else {
            let rows = json_tables::transposed(&row.members)?;
            found = rows.iter().map(|object| self.row(object, time, layers)).sum();
        }
        // A table is a table, also where no row of it is an entry: each was counted.
        Some(found.max(1))
    }

    fn row(&mut self, object: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let found = self.one(object, time, layers);
        if found == 0 {
            let why = self.why.take().unwrap_or(SkipReason::Alien);
            self.miss(why);
        }
        found
    }

    /// A list of entries, of pairs of field and value, or of a time and a text.
    fn list(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(first) = scanner::elements(raw).next() else { return 0 };
        if let Some(pairs) = scanner::elements(raw).map(pair).collect::<Option<Vec<_>>>() {
            return self.object(&object(pairs.into_iter()), time, layers);
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
        // Among entries, what is not an entry is counted. Beside a time and the text of an entry there may be anything.
        if found > 0 && stamp.is_none() {
            for why in lost {
                self.miss(why);
            }
            self.tally.misses += more;
        } else if found == 0 {
            self.why = lost.into_iter().find(|why| *why != SkipReason::Alien);
        }
        found
    }

    /// A text that may hold JSON.
    fn string(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return self.fail(SkipReason::Wrapped) };
        let Some(text) = json::string(raw) else { return 0 };
        let text = text.trim();
        if !text.contains('{') && !text.starts_with(PACKED) {
            return 0;
        }
        self.parts(text, time, layers)
    }

    /// gzip in base64.
    fn packed(&mut self, text: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return self.fail(SkipReason::Wrapped) };
        let Ok(bytes) = STANDARD.decode(text.trim_end()) else { return self.fail(SkipReason::Packed) };
        let (mut unpacked, most) = (Vec::new(), MOST - self.unpacked);
        let read = MultiGzDecoder::new(&*bytes).take(most as u64 + 1).read_to_end(&mut unpacked);
        if unpacked.len() > most {
            return self.fail(SkipReason::Long);
        }
        self.unpacked += unpacked.len();
        let text = String::from_utf8_lossy(&unpacked);
        self.tally.mended += u64::from(matches!(text, Cow::Owned(_)));
        let found = self.parts(text.trim(), time, layers);
        match read {
            Ok(_) => {}
            Err(_) if found > 0 => self.miss(SkipReason::Packed),
            Err(_) => self.why = Some(SkipReason::Packed),
        }
        found
    }

    /// Takes the entries in lists of a value that is broken or cut off. A broken entry is left alone: what it holds is data.
    fn salvage(&mut self, rest: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return 0 };
        match rest.as_bytes().first() {
            Some(b'[') => return self.salvage_list(rest, time, layers),
            Some(b'{') => {}
            _ => return 0,
        }
        let mut places = scanner::places(rest);
        let members: Vec<_> =
            places.by_ref().map(|place| (scanner::unescaped(place.key(rest)), place.value(rest))).collect();
        let is_entry =
            members.iter().any(|(key, value)| empty_answers::is_of_entry(key) && !value.starts_with(['{', '[']));
        if is_entry || members.len() > WIDEST {
            return 0;
        }
        let (whole, broken): (Vec<_>, Vec<_>) = members.into_iter().partition(|(_, value)| is_json(value));
        let row = EnvelopeRow { members: whole, whole: true };
        let time = row.time().or(time);
        let open = places.unfinished().and_then(|at| rest.get(at..)).unwrap_or_default();
        let inside = self.inside(&row, time, layers);
        let broken = broken.into_iter().map(|(_, value)| value).chain([open]);
        inside + broken.map(|value| self.salvage(value, time, layers)).sum::<usize>()
    }

    fn salvage_list(&mut self, rest: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let (mut found, mut end) = (0, 1);
        for element in scanner::elements(rest) {
            end = element.as_ptr() as usize - rest.as_ptr() as usize + element.len();
            if is_json(element) {
                found += self.row(element, time, layers);
            } else {
                self.miss(SkipReason::Broken);
            }
        }
        let open = rest.get(end..).unwrap_or_default().trim_start_matches([',', ' ', '\n', '\r', '\t']);
        found + self.salvage(open, time, layers)
    }
}

/// Whether a value may follow the beginning of an object.
fn ends_before_value(half: &str) -> bool {
    let (mut open, mut last, mut string, mut escaped) = (Vec::new(), b' ', false, false);
    for byte in half.bytes() {
        if string {
            string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => string = true,
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    !string && (matches!(last, b':' | b'[') || (last == b',' && open.last() == Some(&b'[')))
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Where the JSON of a line begins, behind what services and tools write before it: a time, `[pod/x/y]`, `svc  |`, labels
/// such as `{app="x"}`.
fn json_start(text: &str) -> usize {
    match text.as_bytes() {
        [b'"', ..] => return 0,
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'"' | b']', ..] | []) => return 0,
        [b'[', ..]
            if serde_json::Deserializer::from_str(text)
                .into_iter::<&RawValue>()
                .next()
                .is_some_and(|one| one.is_ok()) =>
        {
            return 0;
        }
        _ => {}
    }
    let braces = || memchr::memchr_iter(b'{', text.as_bytes());
    let opens = |at: &usize| matches!(text.as_bytes()[at + 1..].trim_ascii_start(), [b'"', ..]);
    braces().take(CANDIDATES).find(opens).or_else(|| braces().next()).unwrap_or(0)
}

/// The time before the JSON of a line: `2026-03-20T08:18:56.823Z {...}` is how CloudWatch exports to S3.
fn stamp(before: &str) -> Option<DateTime<Utc>> {
    let is_date = |word: &&str| word.contains('-') && word.contains(':');
    let mut words = before.split_whitespace();
    let first = words.next()?;
    let moment = |word: &str| timestamp::moment(&json::quote(word));
    moment(first).or_else(|| words.take(3).filter(is_date).find_map(moment))
}

/// The members of an object.
struct EnvelopeRow<'r> {
    members: Vec<(Cow<'r, str>, &'r str)>,
    /// Whether these are all.
    whole: bool,
}

impl<'r> EnvelopeRow<'r> {
    /// `None` where the members are too many.
    fn new(raw: &'r str) -> Option<Self> {
        let mut places = scanner::places(raw);
        let member = |place: MemberSpan| (scanner::unescaped(place.key(raw)), place.value(raw));
        let members: Vec<_> = places.by_ref().take(WIDEST + 1).map(member).collect();
        (members.len() <= WIDEST).then(|| Self { whole: places.ended(), members })
    }

    /// The service's own time.
    fn time(&self) -> Option<DateTime<Utc>> {
        TIMES.iter().find_map(|name| {
            let (_, value) = self.members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            timestamp::moment(value)
        })
    }
}

/// `{"field": "data.status", "value": "SUCCESSFUL"}`: the name and the value.
fn pair(element: &str) -> Option<(&str, &str)> {
    Some((scanner::member(element, "field")?, scanner::member(element, "value")?))
}

/// A JSON object of names and values in JSON.
pub(crate) fn object<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
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
pub(crate) fn too_deep(text: &str) -> bool {
    text.len() > HARMLESS && json::exceeds_depth(text)
}
