//! Finds the entries in a JSON value, inside any wrapper of a log service.
//!
//! The walker does not know services by name. If a provider recognises an object, the object is an entry. Otherwise
//! it searches the members; see `docs/development/decoding.md`.

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use flate2::read::MultiGzDecoder;
use serde_json::value::RawValue;

use super::empty_answers;
use super::json_tables::{self, JsonTable};
use super::limits::{LAYERS, MOST, WIDEST};
use super::report::{DecodeStats, SHOWN, SkipReason};
use crate::json::scanner::MemberSpan;
use crate::json::{self, scanner};
use crate::providers::{self, Members, Recognized};
use crate::record::RecordLayout;
use crate::time::timestamp;

/// Valid JSON of this length cannot exceed the depth limit, because every level has an opening and a closing bracket.
const HARMLESS: usize = 2 * json::MAX_DEPTH;
/// The number of braces in a line that are tried as the start of its JSON.
const CANDIDATES: usize = 64;
/// The number of objects inside a broken line that are tried as the start of a whole entry.
const BROKEN_STARTS: usize = 64;
/// The first characters of gzip in base64, the form in which log services forward packed entries.
const PACKED: &str = "H4sI";

/// Keys of texts that may contain an entry, in lower case.
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
/// Keys of a service's ingestion time, in lower case, the most precise first.
const TIMES: &[&str] =
    &["timestamp", "@timestamp", "_time", "time", "timegenerated", "ts", "date", "eventtime", "receivetimestamp"];

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
    why: Option<SkipReason>,
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
                self.miss(why);
            }
        }
    }

    /// Reads a complete value at the end of a line whose start is half of another value, because its writer was
    /// interrupted.
    fn after_broken_half(&mut self, text: &str) {
        let starts = memchr::memmem::find_iter(text.as_bytes(), b"{\"").filter(|start| *start > 0).take(BROKEN_STARTS);
        // If a value is allowed at this place, it is part of the broken one.
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

    /// Stores why a text contains no entry. The caller counts it, because other values next to it may contain one.
    fn fail(&mut self, why: SkipReason) -> usize {
        self.why = Some(why);
        0
    }

    /// Reads JSON values that follow each other; words before the first one are allowed.
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
            Some(why) if found > 0 => self.miss(why),
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
    fn inside(&mut self, row: &EnvelopeRow<'_>, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let texts = row.members.iter().filter(|(key, value)| value.starts_with('"') && holds_text(key));
        let mut found: usize = texts.map(|(_, value)| self.string(value, time, layers)).sum();
        if found == 0 {
            let nested = row.members.iter().filter(|(_, value)| value.starts_with(['{', '[']));
            let counts: Vec<_> = nested.map(|(key, value)| (key, value, self.value(value, time, layers))).collect();
            found = counts.iter().map(|(_, _, count)| count).sum();
            // Next to entries, a list may contain anything, unless its key is one for entries.
            let lost = counts.iter().filter(|(key, value, count)| *count == 0 && is_lost(key, value)).count();
            (0..lost).filter(|_| found > 0).for_each(|_| self.miss(SkipReason::Alien));
        }
        if found == 0 {
            let packed =
                row.members.iter().filter(|(_, value)| value.get(1..).is_some_and(|text| text.starts_with(PACKED)));
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
            Some(why) => self.miss(why),
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
            Some(Recognized::Entry(shape)) => self.taker.accept(raw, shape),
            Some(Recognized::Unlisted) => self.tally.others += 1,
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
                    Err(cells) => self.miss(SkipReason::Row { cells, columns: table.width() }),
                }
            }
        } else {
            let rows = json_tables::transposed(&row.members)?;
            found = rows.iter().map(|object| self.row(object, time, layers)).sum();
        }
        // The object is a table even if no row is an entry; each row was already counted.
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

    /// Reads a list of entries, of pairs of field and value, or of a time and a text.
    fn list(&mut self, raw: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(first) = scanner::elements(raw).next() else { return 0 };
        if let Some(pairs) = scanner::elements(raw).map(pair).collect::<Option<Vec<_>>>() {
            return self.object(&json_tables::object(pairs.into_iter()), time, layers);
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
                self.miss(why);
            }
            self.tally.misses += more;
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
        if !text.contains('{') && !text.starts_with(PACKED) {
            return 0;
        }
        self.parts(text, time, layers)
    }

    /// Reads gzip in base64.
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

    /// Reads the entries in lists of a broken or truncated value. It does not search inside a broken entry, because
    /// its content is data.
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

/// Returns whether `half`, the start of an object, ends at a place where a value is allowed.
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

/// Returns whether a list without an entry should contain entries.
fn is_lost(key: &str, value: &str) -> bool {
    empty_answers::lists(key) && scanner::elements(value).any(|element| element.starts_with('{'))
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Returns the offset of the JSON in a line, after the prefix of services and tools: a time, `[pod/x/y]`, `svc  |`,
/// labels such as `{app="x"}`.
pub(super) fn json_start(text: &str) -> usize {
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

/// Returns the time before the JSON of a line. CloudWatch exports to S3 write `2026-03-20T08:18:56.823Z {...}`.
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
    /// Whether these are all members.
    whole: bool,
}

impl<'r> EnvelopeRow<'r> {
    /// Returns `None` if the object has too many members.
    fn new(raw: &'r str) -> Option<Self> {
        let mut places = scanner::places(raw);
        let member = |place: MemberSpan| (scanner::unescaped(place.key(raw)), place.value(raw));
        let members: Vec<_> = places.by_ref().take(WIDEST + 1).map(member).collect();
        (members.len() <= WIDEST).then(|| Self { whole: places.ended(), members })
    }

    /// Returns the service's ingestion time.
    fn time(&self) -> Option<DateTime<Utc>> {
        time(&self.members)
    }
}

/// Returns the service's ingestion time in the members of an object.
pub(super) fn time(members: &Members<'_>) -> Option<DateTime<Utc>> {
    TIMES.iter().find_map(|name| {
        let (_, value) = members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        timestamp::moment(value)
    })
}

/// Returns name and value of `{"field": "data.status", "value": "SUCCESSFUL"}`.
fn pair(element: &str) -> Option<(&str, &str)> {
    Some((scanner::member(element, "field")?, scanner::member(element, "value")?))
}

/// Returns whether a text is gzip in base64.
pub(super) fn is_packed(text: &str) -> bool {
    text.starts_with(PACKED)
}

/// Returns whether a member with this key may be a service's ingestion time.
pub(super) fn holds_time(key: &str) -> bool {
    TIMES.iter().any(|time| key.eq_ignore_ascii_case(time))
}

/// Returns whether a string with this key may contain an entry.
pub(super) fn holds_text(key: &str) -> bool {
    TEXTS.iter().any(|text| key.eq_ignore_ascii_case(text))
}

/// Returns the same as [`json::exceeds_depth`] for valid JSON, without a scan if the text is too short for the limit.
pub(crate) fn too_deep(text: &str) -> bool {
    text.len() > HARMLESS && json::exceeds_depth(text)
}
