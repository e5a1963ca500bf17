//! Views: the fields of a record, before redaction and as output shows it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Deref;

use chrono::{DateTime, Utc};

use super::common_field::DerivedValues;
use super::{EntryFacts, Field, Kind, MemberIndex, Outcome, Record, RecordLayout, path};
use crate::json;
use crate::time::timestamp;

/// The fields of a record under the names of the published schema, with or without redaction.
///
/// Functions that classify a record take it. Code that prints takes a [`ShownView`], so that it cannot receive a
/// [`RawView`].
pub struct View<'r> {
    record: &'r Record,
    own: MemberIndex<'r>,
    /// The members of the redacted bytes, if they differ.
    masked: OnceCell<MemberIndex<'r>>,
    /// Whether the view shows the record without redaction.
    truth: bool,
    fields: OnceCell<Vec<Field<'r>>>,
    derived: OnceCell<Box<DerivedValues>>,
    /// The outcome, if it was read.
    outcome: Cell<Option<Outcome>>,
}

impl<'r> View<'r> {
    pub(super) fn new(record: &'r Record, truth: bool) -> Self {
        Self {
            record,
            own: record.outline(),
            masked: OnceCell::new(),
            truth,
            fields: OnceCell::new(),
            derived: OnceCell::new(),
            outcome: Cell::new(None),
        }
    }

    /// Returns the record of the view. Private to the core, because it has the raw bytes.
    pub(crate) fn record(&self) -> &'r Record {
        self.record
    }

    /// Returns the kind of the record.
    pub fn kind(&self) -> Kind {
        self.record.kind()
    }

    /// Returns the values of common fields that were computed so far.
    pub(super) fn derived(&self) -> &DerivedValues {
        self.derived.get_or_init(Box::default)
    }

    /// Returns the outcome. Counts and archives need it several times.
    pub(super) fn outcome(&self) -> Outcome {
        if let Some(outcome) = self.outcome.get() {
            return outcome;
        }
        let outcome = (self.kind().spec().outcome)(self);
        self.outcome.set(Some(outcome));
        outcome
    }

    fn bytes(&self) -> &'r str {
        if self.truth { self.record.raw() } else { self.record.shown() }
    }

    /// Returns all fields: `kind`, `source`, the other keys of the schema in their order, then unknown ones under
    /// their own names.
    pub fn fields(&self) -> &[Field<'r>] {
        self.fields.get_or_init(|| (self.record.shape.lay)(self.bytes()))
    }

    /// Returns the JSON text of the top-level field `name`; `None` if the record does not have it.
    pub fn json(&self, name: &str) -> Option<&str> {
        let RecordLayout { peek, rules, .. } = self.record.shape;
        if self.fields.get().is_none() {
            let outline = if self.truth || (rules.open)(name) || !self.record.hides() {
                &self.own
            } else {
                self.masked.get_or_init(|| MemberIndex::scan(self.record.shown()))
            };
            if let Some(json) = peek(outline, name) {
                return Some(json);
            }
        }
        self.fields().iter().find(|field| field.name == name).map(|field| &*field.json)
    }

    /// Returns a top-level value as text: a string without quotes, a number or boolean as written. `None` if it is
    /// absent, `null` or empty.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.json(name).and_then(json::scalar)
    }

    /// Returns the value at `path` as text, as [`View::text`] does; objects and arrays as compact JSON.
    pub fn at(&self, path: &path::FieldPath) -> Option<Cow<'_, str>> {
        path.find(self).and_then(json::display)
    }

    /// Returns the time of the entry: of a sync its start, of a state its beginning or else the time of the check;
    /// `None` if it is missing or invalid.
    pub fn created_at(&self) -> Option<DateTime<Utc>> {
        self.kind().spec().time_keys.iter().find_map(|key| self.moment(key))
    }

    /// Returns the time by which windows and buckets sort the entry. For a sync this is its end, or its start while
    /// it is open.
    ///
    /// A job that reads the last hour once an hour therefore sees every failed sync exactly once, however long the
    /// sync took.
    pub fn time_for_counts(&self) -> Option<DateTime<Utc>> {
        let ended = if self.kind().is_assembled() { self.moment("endedAt") } else { None };
        ended.or_else(|| self.created_at())
    }

    /// Returns outcome and time of the entry from one pass over its members; `None` if fields of the schema have them.
    pub(crate) fn facts(&self) -> Option<EntryFacts<'r>> {
        self.record.shape.facts.map(|read| read(&self.own))
    }

    fn moment(&self, name: &str) -> Option<DateTime<Utc>> {
        self.json(name).and_then(timestamp::moment)
    }

    /// Returns a one-line summary of the entry; `None` if its fields are enough.
    pub fn detail(&self) -> Option<Cow<'_, str>> {
        (self.record.shape.detail)(self)
    }
}

/// A record without redaction, for filters.
pub struct RawView<'r>(pub(super) View<'r>);

/// A record as output shows it: secrets and personal data are replaced.
pub struct ShownView<'r>(pub(super) View<'r>);

impl<'r> ShownView<'r> {
    /// Returns the redacted bytes of the record, for `--raw`.
    pub fn shown(&self) -> &'r str {
        self.0.bytes()
    }
}

impl<'r> Deref for RawView<'r> {
    type Target = View<'r>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'r> Deref for ShownView<'r> {
    type Target = View<'r>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
