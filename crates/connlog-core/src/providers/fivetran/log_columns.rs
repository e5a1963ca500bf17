//! Composes the envelope of a LOG row directly from its cells.
//!
//! This is a short cut for [`log_table::unflatten`]: the columns of a table are the same in every row, so their
//! meaning is found once.

use super::{event_catalog, event_keys, log_level, log_table};
use crate::json;
use crate::json::scanner::MemberSpan;
use crate::json::tape::JsonTape;
use crate::json::text_span::TextSpan;
use crate::record::RecognizedEntry;
use crate::record::block::{KeyMembers, MemberNumber};
use crate::time;
use crate::time::timestamp;

/// The columns of a LOG table.
#[derive(Debug, Clone)]
pub(crate) struct LogColumns {
    name: Option<usize>,
    data: Option<usize>,
    level: Option<usize>,
    time: Option<usize>,
    id: Option<usize>,
    /// Further columns with their keys in the envelope, in its order.
    keys: Vec<(&'static str, usize)>,
    /// Whether the data column has a JSON type: its cells are valid JSON.
    is_typed: bool,
}

/// Composes the envelopes of the rows of a LOG table in a database.
#[derive(Debug)]
pub struct LogRowComposer {
    columns: LogColumns,
    tape: JsonTape,
}

impl LogRowComposer {
    /// Returns the composer for rows with these columns; `None` if the rows may be something else. `is_typed`: the data
    /// column has a JSON type.
    pub fn new(names: &[&str], is_typed: bool) -> Option<Self> {
        let columns = LogColumns { is_typed, ..LogColumns::new(names)? };
        Some(Self { columns, tape: JsonTape::default() })
    }

    /// Appends the envelope of a row to `text`, and the positions of its members to `places`. `cell` returns the text
    /// of a column, or an empty text for a null. Returns `None` for a row that needs
    /// [`unflatten`](crate::providers::unflatten); then `text` and `places` are unchanged.
    pub fn append<'c>(
        &mut self,
        cell: impl Fn(usize) -> &'c str,
        text: &mut String,
        places: &mut Vec<MemberSpan>,
    ) -> Option<KeyMembers> {
        let (start, noted) = (text.len(), places.len());
        let composed = self.columns.compose(cell, &mut self.tape, text, places);
        if composed.is_none() {
            text.truncate(start);
            places.truncate(noted);
        }
        composed.map(|entry| entry.keys)
    }
}

/// The name of the event in a row.
struct EventName<'c> {
    name: &'c str,
    /// Whether the catalogue has it.
    is_listed: bool,
}

/// The envelope in the making, at the end of a text with other entries.
struct EnvelopeWriter<'w> {
    text: &'w mut String,
    places: &'w mut Vec<MemberSpan>,
    start: usize,
    /// The number of positions before those of this envelope.
    noted: usize,
}

impl LogColumns {
    /// Returns the columns if every row with these column names is a row of LOG and nothing else.
    pub(crate) fn new(names: &[&str]) -> Option<Self> {
        let plain: Vec<_> = names.iter().map(|name| log_table::plain_name(name)).collect();
        let column = |name: &str| plain.iter().position(|other| other == name);
        let has_parts = names.iter().any(|name| event_keys::is_flattened(name.as_bytes()))
            || plain.iter().any(|name| name.starts_with("data.") || name.starts_with("data_"));
        let may_be_other = names.iter().any(|name| matches!(*name, "kind" | "created_at" | "createdAt"))
            || ["created", "message_origin"].iter().any(|name| column(name).is_some());
        let is_repeated = plain.iter().enumerate().any(|(at, name)| column(name) != Some(at));
        let (name, data) = (column("message_event"), column("message_data"));
        if has_parts || may_be_other || is_repeated || (name.is_none() && data.is_none()) {
            return None;
        }
        let keys = log_table::KEYS.iter().filter_map(|key| Some((*key, column(key)?))).collect();
        Some(Self {
            name,
            data,
            level: column("event"),
            time: column("time_stamp"),
            id: column("id"),
            keys,
            is_typed: false,
        })
    }

    /// Returns whether [`LogColumns::compose`] composes an envelope from a row without a JSON type.
    pub(crate) fn is_event<'c>(&self, cell: impl Fn(usize) -> &'c str) -> bool {
        let is_packed = |data: &str| data.trim_start().starts_with('"');
        self.name(&cell).is_some() && !self.data.is_some_and(|data| is_packed(cell(data)))
    }

    /// Returns the name of the event in a row.
    fn name<'c>(&self, cell: impl Fn(usize) -> &'c str) -> Option<EventName<'c>> {
        let name = cell(self.name?);
        let is_listed = event_catalog::find(name).is_some();
        (is_listed || !name.trim().is_empty() && log_level::word(name).is_none())
            .then_some(EventName { name, is_listed })
    }

    /// Appends the envelope of a row to `text`, and the positions of its members to `places`. `cell` returns the text
    /// of a column. Returns `None` for a row without a name, and for data encoded twice; then `text` and `places` may
    /// have a part of the envelope.
    pub(crate) fn compose<'c>(
        &self,
        cell: impl Fn(usize) -> &'c str,
        tape: &mut JsonTape,
        text: &mut String,
        places: &mut Vec<MemberSpan>,
    ) -> Option<RecognizedEntry> {
        let filled = |column: Option<usize>| column.map(&cell).filter(|cell| !cell.is_empty());
        let EventName { name, is_listed } = self.name(&cell)?;
        let mut keys = KeyMembers::default();
        let mut envelope = EnvelopeWriter { start: text.len(), noted: places.len(), text, places };
        envelope.text.push('{');
        keys.name = envelope.push_text("event", name);
        if let Some(data) = filled(self.data) {
            keys.data = envelope.push_data(data, tape, self.is_typed)?;
        }
        if let Some(own) = filled(self.time) {
            keys.time = envelope.push_time(own);
        }
        for (key, column) in &self.keys {
            if let Some(value) = filled(Some(*column)) {
                let number = envelope.push_text(key, value);
                if *key == "exception_id" {
                    keys.exception = number;
                }
            }
        }
        match filled(self.level) {
            Some(level) => keys.level = envelope.push_text("level", level),
            None if self.level.is_some() || !is_listed => {
                keys.level = envelope.push("level", |text| text.push_str("null"));
            }
            None => {}
        }
        if let Some(id) = filled(self.id) {
            keys.row_id = envelope.push_text("id", id);
        }
        envelope.text.push('}');
        Some(RecognizedEntry { layout: &super::EVENT, keys })
    }
}

impl EnvelopeWriter<'_> {
    /// Adds a member and returns its number.
    #[inline]
    fn push(&mut self, key: &str, value: impl FnOnce(&mut String)) -> MemberNumber {
        let offset = |text: &String, start: usize| u32::try_from(text.len() - start).unwrap_or(u32::MAX);
        if self.text.len() > self.start + 1 {
            self.text.push(',');
        }
        self.text.push('"');
        let from = offset(self.text, self.start);
        self.text.push_str(key);
        let to = offset(self.text, self.start);
        self.text.push_str("\":");
        let begin = offset(self.text, self.start);
        value(self.text);
        let span = TextSpan { from: begin, to: offset(self.text, self.start) };
        self.places.push(MemberSpan::new(TextSpan { from, to }, span));
        MemberNumber::at(self.places.len() - self.noted - 1)
    }

    fn push_text(&mut self, key: &str, value: &str) -> MemberNumber {
        self.push(key, |text| json::push_quoted(text, value))
    }

    /// Adds the time: in the form of APIs, or its text.
    fn push_time(&mut self, cell: &str) -> MemberNumber {
        if let Some(usual) = time::usual_text(cell) {
            return self.push("created", |text| text.push_str(std::str::from_utf8(&usual).unwrap_or_default()));
        }
        match time::instant(cell) {
            Some(moment) => self.push("created", |text| timestamp::push_quoted(text, moment)),
            None => self.push_text("created", cell),
        }
    }

    /// Adds the data: the JSON in the cell, or its text.
    fn push_data(&mut self, cell: &str, tape: &mut JsonTape, is_typed: bool) -> Option<MemberNumber> {
        let inner = cell.trim();
        let is_nested = inner.starts_with(['{', '[']);
        if inner.starts_with('"') || is_typed && !is_nested {
            return None;
        }
        let is_json = is_typed || is_nested && tape.is_json(inner) && !json::exceeds_depth(inner);
        Some(if is_json { self.push("data", |text| text.push_str(inner)) } else { self.push_text("data", cell) })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::json::scanner;
    use crate::providers;

    const NAMES: [&str; 6] = ["message_event", "message_data", "time_stamp", "connection_id", "id", "event"];

    proptest! {
        #[test]
        fn rows_of_databases_are_composed_like_any_row(
            name in select(vec!["", " ", "sync_end", "SYNC_END", "my_event", "INFO", "transformation x"]),
            data in select(vec!["", "{}", "{\"a\": [1]}", "[\"x\"]", "\"{}\"", "5", "null"]),
            text in select(vec!["{", "{\"a\"}", "x\ny", "{} x"]),
            time in select(vec!["", "2026-01-01 00:00:00.12+00", "2026-01-01T00:00:00Z", "soon"]),
            (others, has_level, is_typed) in (prop::array::uniform3(select(vec!["", "x", "a\"b", "SEVERE"])), any::<bool>(), any::<bool>()),
        ) {
            let data = if is_typed || !others[0].is_empty() { data } else { text };
            let cells = [name, data, time, others[0], others[1], others[2]];
            let names = if has_level { &NAMES[..] } else { &NAMES[..5] };
            let (mut composed, mut places) = ("before".to_owned(), Vec::new());
            let mut composer = LogRowComposer::new(names, is_typed).unwrap();
            if composer.append(|at| cells[at], &mut composed, &mut places).is_some() {
                let quoted = |at: usize| match names[at] {
                    "message_data" if is_typed && !data.is_empty() => data.to_owned(),
                    "message_event" | "event" if cells[at].is_empty() => "null".to_owned(),
                    _ => json::quote(cells[at]),
                };
                let values: Vec<String> = (0..names.len()).map(quoted).collect();
                let members: Vec<_> = names.iter().zip(&values).map(|(name, value)| (Cow::Borrowed(*name), value.as_str())).collect();
                let (expected, _) = providers::unflatten(&members, None).unwrap();
                let envelope = composed.strip_prefix("before").unwrap();
                prop_assert_eq!(envelope, expected);
                let noted: Vec<_> = places.iter().map(|place| (place.key(envelope), place.value(envelope))).collect();
                prop_assert_eq!(noted, scanner::members(envelope).collect::<Vec<_>>());
            } else {
                prop_assert_eq!((composed.as_str(), places.len()), ("before", 0));
            }
        }
    }
}
