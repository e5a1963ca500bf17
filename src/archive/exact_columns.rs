//! Finds out which columns of an entry have the values that `stats` counts by, so that an archive can count its columns.
//!
//! A column has the text of a field. A field with an object, or with a text that redaction changes, differs from its column.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use super::column_names::{COLUMNS, IDS, WORDS};
use connlog_core::aggregate::metrics::duration_ms;
use connlog_core::record::path::FieldPath;
use connlog_core::record::{RawView, Record, View, semantics};
use connlog_core::redact::Reveal;

/// The bit of an entry whose time, outcome and duration are those of its columns.
pub const METRICS: u32 = 1;

/// The column of outcomes, which is empty for [`NEUTRAL`].
const OUTCOME: &str = "outcome";
const NEUTRAL: &str = "neutral";

/// The columns with the fields that each one answers. The position decides the bit: a new pair is appended.
const FIELDS: [(&str, &[&str]); 18] = [
    ("platform", &["platform"]),
    ("status", &["status"]),
    ("event", &["event", "eventType"]),
    ("action", &["action"]),
    (OUTCOME, &["outcome"]),
    ("severity", &["severity"]),
    ("code", &["code"]),
    ("code", &["error.code"]),
    ("code", &["response.errorCode"]),
    ("status_code", &["statusCode"]),
    ("service", &["connectorType"]),
    ("connection_name", &["connectionName"]),
    ("account", &["accountId"]),
    ("profile", &["profileId"]),
    ("post", &["postId"]),
    ("connection", &["connectionId"]),
    ("sync", &["syncId"]),
    ("team", &["group"]),
];

/// [`FIELDS`] with the position of the column among [`WORDS`] and [`IDS`], and with parsed paths.
static PATHS: LazyLock<Vec<(usize, Vec<FieldPath>)>> = LazyLock::new(|| {
    let parse = |fields: &[&str]| fields.iter().filter_map(|field| field.parse().ok()).collect();
    let place = |column: &str| WORDS.iter().chain(&IDS).position(|known| *known == column);
    FIELDS.iter().filter_map(|(column, fields)| Some((place(column)?, parse(fields)))).collect()
});

/// A column that answers a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactColumn {
    /// The name of the column, one of [`WORDS`] or [`IDS`].
    pub name: &'static str,
    /// The bit of the entries whose field has the value of the column.
    pub bit: u32,
}

impl ExactColumn {
    /// Returns the column that answers a field of `--by`; `None` if no column does.
    pub fn find(path: &FieldPath) -> Option<Self> {
        let text = path.to_string();
        let place = FIELDS.iter().position(|(_, fields)| fields.contains(&&*text))?;
        FIELDS.get(place).map(|(name, _)| Self { name, bit: 2 << place })
    }

    /// Returns whether the column has ids.
    pub fn is_id(self) -> bool {
        IDS.contains(&self.name)
    }

    /// Returns the text of a field whose column is empty.
    pub fn default(self) -> Option<&'static str> {
        (self.name == OUTCOME).then_some(NEUTRAL)
    }
}

/// The columns of an entry that counts use.
pub(super) struct EntryColumns<'e> {
    pub(super) time: Option<DateTime<Utc>>,
    pub(super) duration: Option<i64>,
    /// The values of [`WORDS`] and [`IDS`].
    pub(super) values: &'e [Option<Cow<'e, str>>; COLUMNS],
}

impl EntryColumns<'_> {
    /// Returns the bits of the columns that have the values of `record`, with and without redaction. `view` is its view.
    pub(super) fn exact(&self, record: &Record, view: &RawView<'_>) -> u32 {
        let record = record.clone().with_redaction(Reveal::default());
        let raw = self.equal(view, false);
        // Redaction adds no values, so a column that is empty and exact is not compared again.
        if std::ptr::eq(record.shown(), record.raw()) { raw } else { raw & self.equal(&record.view(), true) }
    }

    fn text(&self, place: usize) -> Option<&str> {
        let default = || (WORDS.get(place) == Some(&OUTCOME)).then_some(NEUTRAL);
        self.values.get(place)?.as_deref().or_else(default)
    }

    /// Returns the bits of the columns that have the values of `view`. With `skips_empty`, empty columns count as equal.
    fn equal(&self, view: &View<'_>, skips_empty: bool) -> u32 {
        let duration = self.duration.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX));
        let has_metrics = view.time_for_counts() == self.time && duration_ms(view) == duration;
        let mut bits = if has_metrics { METRICS } else { 0 };
        for (bit, (place, paths)) in PATHS.iter().enumerate() {
            let text = self.text(*place);
            let is_skipped = skips_empty && text.is_none();
            if is_skipped || paths.iter().all(|path| semantics::value(view, path).as_deref() == text) {
                bits |= 2 << bit;
            }
        }
        bits
    }
}
