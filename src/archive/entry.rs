//! An entry as an archive stores it: its key, its columns, and the bytes of its source.

use std::borrow::Cow;

use chrono::DateTime;

use super::column_names::{COLUMNS, WORDS};
use super::exact_columns::EntryColumns;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::layouts;
use connlog_core::record::semantics::{self, FailureReason, Outcome, OutcomeClass};
use connlog_core::record::{Kind, RawView, Record};

/// The time of an entry whose time cannot be read. It is older than all others.
pub const UNTIMED: i64 = i64::MIN;

/// An entry for an archive. All its texts are in one allocation, which halves the memory of a batch.
#[derive(Debug, Clone)]
pub struct ArchiveEntry {
    pub kind: Kind,
    /// The name of the layout, see [`layouts`].
    pub layout: &'static str,
    /// The time in nanoseconds since 1970, or [`UNTIMED`].
    pub time: i64,
    /// The hash of the id, else of the content: [`Record::identity`].
    pub identity: u64,
    /// The number among equal entries, from 1.
    pub copy: u32,
    /// The duration in milliseconds.
    pub duration: Option<i64>,
    /// The bits of the columns that counts can use, see [`exact_columns`](super::exact_columns).
    pub exact: u32,
    /// The bytes of the entry without secrets of the run, and the values of columns that are not a part of them.
    text: Box<str>,
    /// The length of the bytes.
    length: usize,
    /// The values of [`WORDS`] and [`IDS`](super::column_names::IDS) in `text`.
    columns: [Option<ColumnSpan>; COLUMNS],
}

/// The place of a value of a column in the text of its entry. Entries are shorter than 4 GiB.
#[derive(Debug, Clone, Copy)]
struct ColumnSpan {
    from: u32,
    to: u32,
}

impl ArchiveEntry {
    /// Makes the entry of a record. Returns `None` for a record that is no entry of a log, and for a sync that has not ended.
    ///
    /// `copy` is 0 if the caller sets the number later. The identity is that of `record`; the bytes are those of `stored`,
    /// which has no secrets.
    ///
    /// # Errors
    ///
    /// `internal` for an entry whose layout has no name.
    pub fn new(record: &Record, stored: &Record, copy: u32) -> Result<Option<Self>> {
        let kind = record.kind();
        let view = stored.raw_view();
        let is_open = kind.is_assembled() && semantics::status(&view).is_some_and(|status| status == "open");
        if !kind.is_entry() || is_open {
            return Ok(None);
        }
        let layout = layouts::name(record.shape()).ok_or_else(|| {
            Error::new(Code::Internal, format!("cannot archive an entry of the kind {}: no name", kind.name()))
        })?;
        let time = record.time().and_then(|time| time.timestamp_nanos_opt());
        let values = columns(&view);
        let duration = view.json("durationMs").and_then(|json| json.parse().ok());
        let columns = EntryColumns { time: time.map(DateTime::from_timestamp_nanos), duration, values: &values };
        let exact = columns.exact(stored, &view);
        let (text, columns) = join(stored.raw(), &values);
        Ok(Some(Self {
            kind,
            layout,
            time: time.unwrap_or(UNTIMED),
            identity: record.identity(),
            copy: if record.is_identified() { 1 } else { copy },
            duration,
            exact,
            text,
            length: stored.raw().len(),
            columns,
        }))
    }

    /// Returns the bytes of the entry, without secrets of the run.
    pub fn raw(&self) -> &str {
        self.text.get(..self.length).unwrap_or_default()
    }

    /// Returns the values of [`WORDS`].
    pub fn words(&self) -> impl Iterator<Item = Option<&str>> {
        self.columns().take(WORDS.len())
    }

    /// Returns the values of [`IDS`](super::column_names::IDS).
    pub fn ids(&self) -> impl Iterator<Item = Option<&str>> {
        self.columns().skip(WORDS.len())
    }

    /// Returns the values of [`WORDS`] and [`IDS`](super::column_names::IDS).
    pub fn columns(&self) -> impl Iterator<Item = Option<&str>> {
        self.columns.iter().map(|span| span.and_then(|span| self.text.get(span.from as usize..span.to as usize)))
    }

    /// Returns the number of bytes in memory.
    pub const fn size(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }
}

/// Joins the bytes of an entry with the values that are not a part of them. Returns the places of all values.
fn join(raw: &str, values: &[Option<Cow<'_, str>>; COLUMNS]) -> (Box<str>, [Option<ColumnSpan>; COLUMNS]) {
    let place_in_raw = |value: &str| {
        let from = (value.as_ptr() as usize).checked_sub(raw.as_ptr() as usize)?;
        (from + value.len() <= raw.len()).then_some(from)
    };
    let others = values.iter().flatten().filter(|value| place_in_raw(value).is_none()).map(|value| value.len());
    let mut text = String::with_capacity(raw.len() + others.sum::<usize>());
    text.push_str(raw);
    let spans = values.each_ref().map(|value| {
        let value = value.as_deref()?;
        let from = place_in_raw(value).unwrap_or_else(|| {
            text.push_str(value);
            text.len() - value.len()
        });
        Some(ColumnSpan { from: u32::try_from(from).ok()?, to: u32::try_from(from + value.len()).ok()? })
    });
    (text.into_boxed_str(), spans)
}

/// Returns the values of [`WORDS`] and [`IDS`](super::column_names::IDS).
fn columns<'v>(view: &'v RawView<'_>) -> [Option<Cow<'v, str>>; COLUMNS] {
    let text = |name: &str| view.text(name);
    let outcome = match Outcome::from_view(view).class() {
        OutcomeClass::Success => Some("success"),
        OutcomeClass::Failure => Some("failure"),
        OutcomeClass::Neutral => None,
        OutcomeClass::Unknown => Some("unknown"),
    };
    [
        text("platform"),
        semantics::status(view),
        semantics::event(view),
        text("action"),
        outcome.map(Cow::Borrowed),
        Some(semantics::severity(view)),
        FailureReason::from_view(view).code,
        text("statusCode"),
        text("connectorType"),
        text("connectionName"),
        text("accountId"),
        semantics::profile_id(view),
        text("postId"),
        text("connectionId"),
        text("syncId"),
        text("group"),
    ]
}
