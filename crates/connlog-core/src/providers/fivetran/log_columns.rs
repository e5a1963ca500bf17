//! Composes the envelope of a LOG row directly from its cells.
//!
//! This is a short cut for [`log_table::unflatten`]: the columns of a table are the same in every row, so their
//! meaning is found once.

use super::{event_catalog, log_level, log_table};
use crate::json;
use crate::json::scanner::MemberSpan;
use crate::json::tape::JsonTape;
use crate::record::RecordLayout;
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
}

/// The envelope in the making, at the end of a text with other entries.
struct EnvelopeWriter<'w> {
    text: &'w mut String,
    places: &'w mut Vec<MemberSpan>,
    start: usize,
}

impl LogColumns {
    /// Returns the columns if every row with these column names is a row of LOG and nothing else.
    pub(crate) fn new(names: &[&str]) -> Option<Self> {
        let plain: Vec<_> = names.iter().map(|name| log_table::plain_name(name)).collect();
        let column = |name: &str| plain.iter().position(|other| other == name);
        let has_parts = names.iter().any(|name| log_table::is_piece(name))
            || plain.iter().any(|name| name.starts_with("data.") || name.starts_with("data_"));
        let may_be_other = names.iter().any(|name| matches!(*name, "kind" | "created_at" | "createdAt"))
            || ["created", "message_origin"].iter().any(|name| column(name).is_some());
        let is_repeated = plain.iter().enumerate().any(|(at, name)| column(name) != Some(at));
        let (name, data) = (column("message_event"), column("message_data"));
        if has_parts || may_be_other || is_repeated || (name.is_none() && data.is_none()) {
            return None;
        }
        let keys = log_table::KEYS.iter().filter_map(|key| Some((*key, column(key)?))).collect();
        Some(Self { name, data, level: column("event"), time: column("time_stamp"), id: column("id"), keys })
    }

    /// Appends the envelope of a row to `text`, and the positions of its members to `places`. `cell` returns the text
    /// of a column. Returns `None` for a row without a name, and for data encoded twice; then `text` and `places` may
    /// have a part of the envelope.
    pub(crate) fn compose<'c>(
        &self,
        cell: impl Fn(usize) -> &'c str,
        tape: &mut JsonTape,
        (text, places): (&mut String, &mut Vec<MemberSpan>),
    ) -> Option<&'static RecordLayout> {
        let filled = |column: Option<usize>| column.map(&cell).filter(|cell| !cell.is_empty());
        let name = filled(self.name).filter(|name| !name.trim().is_empty())?;
        let is_listed = event_catalog::find(name).is_some();
        if !is_listed && log_level::word(name).is_some() {
            return None;
        }
        let mut envelope = EnvelopeWriter { start: text.len(), text, places };
        envelope.text.push('{');
        envelope.push_text("event", name);
        if let Some(data) = filled(self.data) {
            envelope.push_data(data, tape)?;
        }
        if let Some(own) = filled(self.time) {
            match time::instant(own) {
                Some(moment) => envelope.push("created", |text| timestamp::push_quoted(text, moment)),
                None => envelope.push_text("created", own),
            }
        }
        for (key, column) in &self.keys {
            if let Some(value) = filled(Some(*column)) {
                envelope.push_text(key, value);
            }
        }
        match filled(self.level) {
            Some(level) => envelope.push_text("level", level),
            None if self.level.is_some() || !is_listed => envelope.push("level", |text| text.push_str("null")),
            None => {}
        }
        if let Some(id) = filled(self.id) {
            envelope.push_text("id", id);
        }
        envelope.text.push('}');
        Some(&super::EVENT)
    }
}

impl EnvelopeWriter<'_> {
    fn push(&mut self, key: &str, value: impl FnOnce(&mut String)) {
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
        self.places.push(MemberSpan::new((from, to), (begin, offset(self.text, self.start))));
    }

    fn push_text(&mut self, key: &str, value: &str) {
        self.push(key, |text| json::push_quoted(text, value));
    }

    /// Adds the data: the JSON in the cell, or its text.
    fn push_data(&mut self, cell: &str, tape: &mut JsonTape) -> Option<()> {
        let inner = cell.trim();
        if inner.starts_with('"') {
            return None;
        }
        let is_json = inner.starts_with(['{', '[']) && tape.is_json(inner) && !json::exceeds_depth(inner);
        if is_json {
            self.push("data", |text| text.push_str(inner));
        } else {
            self.push_text("data", cell);
        }
        Some(())
    }
}
