//! An entry as an archive stores it: its key, its columns, and the bytes of its source.

use chrono::DateTime;

use super::column_names::{IDS, WORDS};
use super::exact_columns::EntryColumns;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::layouts;
use connlog_core::record::semantics::{self, FailureReason, Outcome, OutcomeClass};
use connlog_core::record::{Kind, RawView, Record};

/// The time of an entry whose time cannot be read. It is older than all others.
pub const UNTIMED: i64 = i64::MIN;

/// An entry for an archive.
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
    /// The values of [`WORDS`].
    pub words: [Option<Box<str>>; WORDS.len()],
    /// The values of [`IDS`].
    pub ids: [Option<Box<str>>; IDS.len()],
    /// The duration in milliseconds.
    pub duration: Option<i64>,
    /// The bits of the columns that counts can use, see [`exact_columns`](super::exact_columns).
    pub exact: u32,
    /// The bytes of the entry, without secrets of the run.
    pub raw: Box<str>,
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
        let (words, ids) = (words(&view), ids(&view));
        let duration = view.json("durationMs").and_then(|json| json.parse().ok());
        let columns =
            EntryColumns { time: time.map(DateTime::from_timestamp_nanos), duration, words: &words, ids: &ids };
        Ok(Some(Self {
            kind,
            layout,
            time: time.unwrap_or(UNTIMED),
            identity: record.identity(),
            copy: if record.is_identified() { 1 } else { copy },
            exact: columns.exact(stored, &view),
            words,
            ids,
            duration,
            raw: stored.raw().into(),
        }))
    }
}

fn words(view: &RawView<'_>) -> [Option<Box<str>>; WORDS.len()] {
    let text = |name: &str| view.text(name).map(Box::from);
    let outcome = match Outcome::from_view(view).class() {
        OutcomeClass::Success => Some("success"),
        OutcomeClass::Failure => Some("failure"),
        OutcomeClass::Neutral => None,
        OutcomeClass::Unknown => Some("unknown"),
    };
    [
        text("platform"),
        semantics::status(view).map(Box::from),
        semantics::event(view).map(Box::from),
        text("action"),
        outcome.map(Box::from),
        Some(semantics::severity(view).into()),
        FailureReason::from_view(view).code.map(Box::from),
        text("statusCode"),
        text("connectorType"),
        text("connectionName"),
    ]
}

fn ids(view: &RawView<'_>) -> [Option<Box<str>>; IDS.len()] {
    let text = |name: &str| view.text(name).map(Box::from);
    [
        text("accountId"),
        semantics::profile_id(view).map(Box::from),
        text("postId"),
        text("connectionId"),
        text("syncId"),
        text("group"),
    ]
}
