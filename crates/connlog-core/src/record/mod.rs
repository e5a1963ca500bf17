//! Records: an entry's own bytes, and the typed view laid over them when someone asks.
//!
//! A [`Record`] never changes what the source sent. Its [`View`] carries the names of the published schema and is made
//! by the vendor that read the record; it cannot fail, and what it does not know it keeps.

pub mod block;
pub mod disconnect;
pub mod fingerprint;
pub mod path;
pub mod schema;
pub mod semantics;
pub mod sync_timeline;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::hash::Hasher as _;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use siphasher::sip::SipHasher13;

pub use self::block::{MemberIndex, RecordBlock};
use self::fingerprint::{Fingerprint, Fingerprinter};
use crate::json;
use crate::redact;
use crate::redact::{RedactionRules, Reveal};
use crate::time;

/// What an entry tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An account was connected, reconnected or lost, or an attempt at it failed.
    Connection,
    /// One attempt to publish a post on one platform.
    Post,
    /// Something a connection, a user or a transformation did, as Fivetran logs it.
    Fivetran,
    /// One run of a Fivetran connection, put together from its events.
    Sync,
    /// What `connlog stats` counted in one group and bucket of time: a row of ours, no entry of a source.
    Stats,
}

impl Kind {
    /// Every kind of entry that a source has.
    pub const ALL: [Self; 4] = [Self::Connection, Self::Post, Self::Fivetran, Self::Sync];

    /// The kinds that the API of Late / Zernio serves.
    pub const OF_THE_API: [Self; 2] = [Self::Connection, Self::Post];

    /// The value of the record's `kind`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Post => "post",
            Self::Fivetran => "fivetran",
            Self::Sync => "sync",
            Self::Stats => "stats",
        }
    }

    /// The word for several of them; also the name of the command that lists them.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Connection => "connections",
            Self::Post => "posts",
            Self::Fivetran => "events",
            Self::Sync => "syncs",
            Self::Stats => "stats",
        }
    }
}

/// How a vendor lays the schema over the bytes of its records of one kind.
pub struct RecordLayout {
    pub kind: Kind,
    /// The value of the record's `source`: `late`, `zernio`.
    pub source: &'static str,
    /// The row's own name for the moment it happened.
    pub time_key: &'static str,
    /// The row's own name for its id, where rows have one.
    pub id_key: Option<&'static str>,
    /// From the JSON text of an entry to the schema's fields in their order, then every field it does not know.
    pub lay: for<'r> fn(&'r str) -> Vec<Field<'r>>,
    /// The JSON text of one of the schema's fields, found without laying the others; `None` where they have to be laid.
    /// For filters over files, which ask millions of entries for one field each.
    pub peek: for<'r> fn(&MemberIndex<'r>, &str) -> Option<&'r str>,
    /// What the entry says in one short line, where the vendor words that better than a list of fields would.
    pub detail: for<'v> fn(&'v View<'_>) -> Option<Cow<'v, str>>,
    /// The fingerprint of what an entry says, where that identifies it; `None` where its id alone does.
    pub fingerprint: Option<for<'r> fn(&MemberIndex<'r>, &Fingerprinter) -> u64>,
    /// What of it is not shown.
    pub rules: &'static RedactionRules,
    /// Whether all could be read that decides how bad the entry is. Asked of warnings only.
    pub is_readable: fn(&Record) -> bool,
}

impl RecordLayout {
    /// Records without an id, that have to be laid, need no words of their own, and hide what is usual.
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
            is_readable: |_| true,
        }
    }
}

/// A name and the JSON text of its value: borrowed where the source sent it so, owned where it had to be composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'r> {
    pub name: Cow<'r, str>,
    pub json: Cow<'r, str>,
}

/// One entry as its source sent it: a piece of the page it came with.
#[derive(Clone)]
pub struct Record {
    page: Arc<RecordBlock>,
    span: Range<usize>,
    /// Which of the page's places are those of its members; none where they were not noted.
    places: Range<usize>,
    shape: &'static RecordLayout,
    reveal: Reveal,
    /// The bytes that may be shown, where they differ from the record's own; made when they are asked for.
    shown: OnceLock<Option<Box<str>>>,
}

impl Record {
    /// The entry at `span` of `page`; `span` must lie on the boundaries of a JSON value.
    pub fn new(page: Arc<RecordBlock>, span: Range<usize>, shape: &'static RecordLayout) -> Self {
        Self { page, span, places: 0..0, shape, reveal: Reveal::default(), shown: OnceLock::new() }
    }

    /// The entry that is all of `text`.
    pub fn from_text(text: String, shape: &'static RecordLayout) -> Self {
        let span = 0..text.len();
        Self::new(Arc::new(text.into()), span, shape)
    }

    /// The record whose members are where these places of its page say.
    #[must_use]
    pub fn noted(self, places: Range<usize>) -> Self {
        Self { places, ..self }
    }

    /// The record with what `reveal` lets be seen of its secrets and persons. Without it, nothing.
    #[must_use]
    pub fn with_redaction(self, reveal: Reveal) -> Self {
        Self { reveal, shown: OnceLock::new(), ..self }
    }

    /// The same record with bytes of its own, so that keeping it does not keep the page. A record that is most of its page
    /// keeps the page instead of a copy.
    #[must_use]
    pub fn to_owned_record(&self) -> Self {
        if self.span.len() > self.page.text().len() / 2 {
            return self.clone();
        }
        Self { reveal: self.reveal, shown: self.shown.clone(), ..Self::from_text(self.raw().to_owned(), self.shape) }
    }

    /// Makes it another entry of the same page, without the cost of a new record.
    pub fn move_to(&mut self, span: Range<usize>, places: Range<usize>, shape: &'static RecordLayout) {
        (self.span, self.places, self.shape) = (span, places, shape);
        self.shown = OnceLock::new();
    }

    /// The record's own bytes, secrets and all: for filters and identities, never for output.
    pub fn raw(&self) -> &str {
        &self.page.text()[self.span.clone()]
    }

    /// The record's own bytes as they may be shown: those of secrets and persons replaced, all others as they were sent.
    pub fn shown(&self) -> &str {
        self.masked().unwrap_or_else(|| self.raw())
    }

    /// Whether anything of it is not shown.
    fn hides(&self) -> bool {
        self.masked().is_some()
    }

    fn masked(&self) -> Option<&str> {
        let hidden = self
            .shown
            .get_or_init(|| redact::hide(&self.outline(), self.shape.rules, self.reveal).map(String::into_boxed_str));
        hidden.as_deref()
    }

    /// Whether this shape reads the record.
    pub fn is_read_by(&self, shape: &'static RecordLayout) -> bool {
        std::ptr::eq(self.shape, shape)
    }

    pub fn kind(&self) -> Kind {
        self.shape.kind
    }

    pub(crate) fn shape(&self) -> &'static RecordLayout {
        self.shape
    }

    /// When the entry happened, read without laying the whole view.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.member(self.shape.time_key).and_then(json::scalar).and_then(|text| time::instant(&text))
    }

    /// What tells this entry from others: its kind with its id, else everything it says, whatever the order of its keys.
    /// Truly equal entries without an id have one identity. It is kept on disk, so it never changes between versions.
    pub fn identity(&self) -> u64 {
        let mut hasher = SipHasher13::new();
        hasher.write(self.kind().name().as_bytes());
        match self.shape.id_key.and_then(|key| self.member(key)).filter(|id| !json::is_absent(id)) {
            Some(id) => hasher.write(id.as_bytes()),
            None => hasher.write(json::canonical(self.raw()).as_bytes()),
        }
        hasher.finish()
    }

    /// What this entry is recognised by when it comes again: what it says, or its id. Unlike [`Record::identity`] it does not
    /// depend on how the entry is spelled, and it is another one in each process.
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

    fn member(&self, name: &str) -> Option<&str> {
        self.outline().early(name)
    }

    /// The top level of the record's own bytes, as [`Record::raw`] has them.
    pub fn outline(&self) -> MemberIndex<'_> {
        MemberIndex::new(self.raw(), self.page.places(self.places.clone()))
    }

    /// The schema over what may be shown of the record.
    pub fn view(&self) -> View<'_> {
        View { record: self, own: self.outline(), masked: OnceCell::new(), truth: false, fields: OnceCell::new() }
    }

    /// The schema over the record as it is: for filters, which may ask for what is not shown. Never for output.
    pub fn raw_view(&self) -> View<'_> {
        View { record: self, own: self.outline(), masked: OnceCell::new(), truth: true, fields: OnceCell::new() }
    }
}

/// The published schema, laid over a record.
pub struct View<'r> {
    record: &'r Record,
    own: MemberIndex<'r>,
    /// Of what may be shown, where that differs.
    masked: OnceCell<MemberIndex<'r>>,
    /// Whether it is laid over the record's own bytes, or over those that may be shown.
    truth: bool,
    fields: OnceCell<Vec<Field<'r>>>,
}

impl<'r> View<'r> {
    pub fn record(&self) -> &'r Record {
        self.record
    }

    /// The bytes it is laid over.
    pub fn raw(&self) -> &'r str {
        if self.truth { self.record.raw() } else { self.record.shown() }
    }

    /// `kind`, `source`, the schema's other keys in their order, then unknown ones under their own names.
    pub fn fields(&self) -> &[Field<'r>] {
        self.fields.get_or_init(|| (self.record.shape.lay)(self.raw()))
    }

    /// The JSON text of a top-level field.
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

    /// A top-level value as text: a string without its quotes, a number or boolean as written; `None` for an absent,
    /// `null` or empty value.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.json(name).and_then(json::scalar)
    }

    /// The value at `path` as text, by the rules of [`View::text`]; objects and arrays as compact JSON.
    pub fn at(&self, path: &path::FieldPath) -> Option<Cow<'_, str>> {
        path.find(self).and_then(json::display)
    }

    /// When the entry happened, if it says so in a form we can read; of a sync, when it started.
    pub fn created_at(&self) -> Option<DateTime<Utc>> {
        self.moment(if self.record.kind() == Kind::Sync { "startedAt" } else { "createdAt" })
    }

    /// The moment by which windows and buckets take the entry. A sync counts when it ended, and while it is open when it
    /// started: so whoever asks every hour for the last hour meets every failure once, however long the sync took.
    pub fn time_for_counts(&self) -> Option<DateTime<Utc>> {
        let ended = if self.record.kind() == Kind::Sync { self.moment("endedAt") } else { None };
        ended.or_else(|| self.created_at())
    }

    fn moment(&self, name: &str) -> Option<DateTime<Utc>> {
        self.text(name).and_then(|text| time::instant(&text))
    }

    /// What the entry says in one short line; `None` where its fields say it.
    pub fn detail(&self) -> Option<Cow<'_, str>> {
        (self.record.shape.detail)(self)
    }
}
