//! Records: the bytes of an entry, unchanged, and a typed view of its fields.
//!
//! A [`Record`] keeps what the source sent. A [`RawView`] or a [`ShownView`] maps the bytes to the published schema. A
//! view never fails, and it keeps unknown fields.

pub mod account_state;
pub mod block;
pub mod columns;
pub mod common_field;
pub mod counterparts;
pub mod disconnect;
mod failure_reason;
pub mod fingerprint;
pub mod kinds;
pub mod log_words;
pub mod members;
pub(crate) mod message_words;
mod outcome;
pub mod path;
pub mod schema;
pub mod schema_key;
pub mod semantics;
pub mod sync_timeline;
mod view;
pub mod vocabulary;

use std::borrow::Cow;
use std::fmt;
use std::hash::Hasher as _;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use siphasher::sip::SipHasher13;

pub use self::block::{KeyMembers, MemberIndex, RecordBlock};
use self::fingerprint::{Fingerprint, Fingerprinter};
pub use self::kinds::Kind;
pub use self::outcome::Outcome;
pub use self::view::{RawView, ShownView, View};
use crate::json;
use crate::redact;
use crate::redact::{RedactionRules, Reveal};
use crate::time;

/// Maps the raw records of one kind and one provider to the schema.
pub struct RecordLayout {
    /// The kind of the records.
    pub kind: Kind,
    /// The value of the record's `source`: `late`, `zernio` or `fivetran`.
    pub source: &'static str,
    /// The name of the raw field with the time of the entry.
    pub time_key: &'static str,
    /// The name of the raw field with the id; `None` if rows have no id.
    pub id_key: Option<&'static str>,
    /// Maps the JSON text of an entry to all fields: those of the schema in their order, then the unknown ones.
    pub lay: for<'r> fn(&'r str) -> Vec<Field<'r>>,
    /// Returns the JSON text of one field without building all fields; `None` if they must be built. Filters on files
    /// use it: they read one field of millions of entries.
    pub peek: for<'r> fn(&MemberIndex<'r>, &str) -> Option<&'r str>,
    /// Returns a one-line summary of the entry, if the provider has a better one than the list of fields.
    pub detail: for<'v> fn(&'v View<'_>) -> Option<Cow<'v, str>>,
    /// Computes the hash of the content, for records that their content identifies; `None` if the id identifies them.
    pub fingerprint: Option<for<'r> fn(&MemberIndex<'r>, &Fingerprinter) -> u64>,
    /// Which parts of the record are redacted.
    pub rules: &'static RedactionRules,
    /// Reads outcome and time from the members in one pass; `None` if fields of the schema have them.
    pub facts: Option<for<'r> fn(&MemberIndex<'r>) -> EntryFacts<'r>>,
}

impl fmt::Debug for RecordLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.kind.name(), self.source)
    }
}

impl RecordLayout {
    /// Returns a layout with defaults: no id, no direct field access, no summary, the usual redaction rules.
    pub const fn new(
        kind: Kind,
        source: &'static str,
        time_key: &'static str,
        lay: for<'r> fn(&'r str) -> Vec<Field<'r>>,
    ) -> Self {
        Self {
            kind,
            source,
            time_key,
            id_key: None,
            lay,
            peek: |_, _| None,
            detail: |_| None,
            fingerprint: None,
            rules: &RedactionRules::USUAL,
            facts: None,
        }
    }
}

/// What an object is, from the positions of its members.
#[derive(Debug, Clone, Copy)]
pub struct RecognizedEntry {
    /// The layout of the entry.
    pub layout: &'static RecordLayout,
    /// The members that decide how the entry counts.
    pub keys: KeyMembers,
}

/// How an entry counts.
#[derive(Debug, Clone, Copy)]
pub struct EntryFacts<'r> {
    /// The outcome.
    pub outcome: Outcome,
    /// The JSON text of the time of the entry; `None` if it is missing.
    pub time: Option<&'r str>,
}

/// A field of the schema. Name and value are borrowed if the source sent them in this form, otherwise owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'r> {
    /// The name in the schema.
    pub name: Cow<'r, str>,
    /// The value as JSON text.
    pub json: Cow<'r, str>,
}

/// One entry as its source sent it: a byte range of a shared block.
#[derive(Clone)]
pub struct Record {
    page: Arc<RecordBlock>,
    span: Range<usize>,
    /// The range of the block's member positions that belong to this record; empty without positions.
    places: Range<usize>,
    keys: KeyMembers,
    shape: &'static RecordLayout,
    reveal: Reveal,
    /// The redacted bytes, computed on first use; `None` inside if nothing is redacted.
    shown: OnceLock<Option<Box<str>>>,
}

impl Record {
    /// Returns the record at `span` of `page`. `span` must be the byte range of one JSON value.
    pub fn new(page: Arc<RecordBlock>, span: Range<usize>, shape: &'static RecordLayout) -> Self {
        let (reveal, shown) = (Reveal::default(), OnceLock::new());
        Self { page, span, places: 0..0, keys: KeyMembers::default(), shape, reveal, shown }
    }

    /// Returns a record that consists of the whole `text`.
    pub fn from_text(text: String, shape: &'static RecordLayout) -> Self {
        let span = 0..text.len();
        Self::new(Arc::new(text.into()), span, shape)
    }

    /// Sets the range of the block's member positions that belong to this record.
    #[must_use]
    pub fn noted(self, places: Range<usize>) -> Self {
        Self { places, ..self }
    }

    /// Sets which of the noted members decide how the entry counts.
    #[must_use]
    pub fn with_keys(self, keys: KeyMembers) -> Self {
        Self { keys, ..self }
    }

    /// Sets what `reveal` excludes from redaction. The default redacts secrets and personal data.
    #[must_use]
    pub fn with_redaction(self, reveal: Reveal) -> Self {
        Self { reveal, shown: OnceLock::new(), ..self }
    }

    /// Returns a copy with its own bytes, so that it does not keep the block in memory. A record that is more than
    /// half of its block keeps the block.
    #[must_use]
    pub fn to_owned_record(&self) -> Self {
        if self.span.len() > self.page.text().len() / 2 {
            return self.clone();
        }
        Self { reveal: self.reveal, shown: self.shown.clone(), ..Self::from_text(self.raw().to_owned(), self.shape) }
    }

    /// Turns the record into another entry of the same block; cheaper than a new record.
    pub(crate) fn move_to(&mut self, span: Range<usize>, places: Range<usize>, entry: RecognizedEntry) {
        (self.span, self.places, self.keys, self.shape) = (span, places, entry.keys, entry.layout);
        self.shown = OnceLock::new();
    }

    /// Returns the bytes without redaction. For filters and identities; never for output.
    pub fn raw(&self) -> &str {
        &self.page.text()[self.span.clone()]
    }

    /// Returns the bytes by which the entry is found again in one input: without the id of the row.
    pub fn text_without_id(&self) -> &str {
        let places = self.page.places(self.places.clone());
        let id = self.keys.row_id.index().and_then(|index| places.get(index));
        self.raw().get(..id.map_or(self.span.len(), |id| id.start())).unwrap_or_default()
    }

    /// Returns the bytes for output: secrets and personal data are replaced, everything else is unchanged.
    pub fn shown(&self) -> &str {
        self.masked().unwrap_or_else(|| self.raw())
    }

    /// Returns whether redaction changes anything.
    fn hides(&self) -> bool {
        self.masked().is_some()
    }

    fn masked(&self) -> Option<&str> {
        let hidden = self
            .shown
            .get_or_init(|| redact::hide(&self.outline(), self.shape.rules, self.reveal).map(String::into_boxed_str));
        hidden.as_deref()
    }

    /// Returns whether `shape` is the layout of this record.
    pub fn is_read_by(&self, shape: &'static RecordLayout) -> bool {
        std::ptr::eq(self.shape, shape)
    }

    /// Returns the kind of the record.
    pub fn kind(&self) -> Kind {
        self.shape.kind
    }

    /// Returns the layout of the record.
    pub fn shape(&self) -> &'static RecordLayout {
        self.shape
    }

    /// Returns the time of the entry without building the view; `None` if it is missing or invalid.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.member(self.shape.time_key).and_then(json::scalar).and_then(|text| time::instant(&text))
    }

    /// Returns a hash that identifies the entry: of kind and id, else of kind and content, independent of the order
    /// of keys.
    ///
    /// Equal entries without an id have the same hash. Cursor files store it, so it must never change between
    /// versions.
    pub fn identity(&self) -> u64 {
        let mut hasher = SipHasher13::new();
        hasher.write(self.kind().name().as_bytes());
        match self.shape.id_key.and_then(|key| self.member(key)).filter(|id| !json::is_absent(id)) {
            Some(id) => hasher.write(id.as_bytes()),
            None => hasher.write(json::canonical(self.raw()).as_bytes()),
        }
        hasher.finish()
    }

    /// Returns the hash by which a poll recognises the entry when it is read again: of its content or its id.
    ///
    /// Unlike [`Record::identity`] it ignores how the JSON is spelled, and it differs between processes.
    pub fn fingerprint(&self, digest: &Fingerprinter) -> Fingerprint {
        let kind = self.kind().name();
        if let Some(fingerprint) = self.shape.fingerprint {
            return Fingerprint::One(digest.member(kind, fingerprint(&self.outline(), digest)));
        }
        match self.shape.id_key.and_then(|key| self.member(key)).filter(|id| !json::is_absent(id)) {
            Some(id) => Fingerprint::One(digest.member(kind, digest.json(id))),
            None => Fingerprint::Many(digest.member(kind, digest.json(self.raw()))),
        }
    }

    /// Returns whether equal content or an equal id means the same entry. Of other entries, each copy is an entry.
    pub fn is_identified(&self) -> bool {
        self.shape.fingerprint.is_some() || self.has_id()
    }

    fn has_id(&self) -> bool {
        self.shape.id_key.and_then(|key| self.member(key)).is_some_and(|id| !json::is_absent(id))
    }

    fn member(&self, name: &str) -> Option<&str> {
        self.outline().early(name)
    }

    /// Returns the top-level members of the bytes that [`Record::raw`] returns.
    pub fn outline(&self) -> MemberIndex<'_> {
        MemberIndex::new(self.raw(), self.page.places(self.places.clone()), self.keys)
    }

    /// Returns the record as output shows it: secrets and personal data are replaced.
    pub fn view(&self) -> ShownView<'_> {
        ShownView(View::new(self, false))
    }

    /// Returns the record without redaction, for filters.
    pub fn raw_view(&self) -> RawView<'_> {
        RawView(View::new(self, true))
    }
}
