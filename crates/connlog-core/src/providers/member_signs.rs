//! Recognises objects by single members, for a reader that walks over the members of nested objects once.

use super::fivetran::EVENT;
use super::fivetran::event_keys::EventKeys;
use super::{RecognizedObject, recognize};
use crate::record::{KeyMembers, RecognizedEntry};

/// Keys of other objects that providers recognise: rows of lookup tables and of an API, states of accounts, printed
/// records. In lower case.
const ROW_KEYS: &[&str] = &[
    "connection_name",
    "connector_name",
    "official_connector_name",
    "account_id",
    "created_at",
    "createdat",
    "kind",
    "source",
    "setup_state",
    "tokenvalid",
    "tokenstatus",
    "needsreconnect",
    "canpost",
    "needsreconnection",
    "isactive",
];

/// What the members of an object say about it.
#[derive(Debug, Default)]
pub(crate) struct MemberSigns {
    event: EventKeys,
    /// The number of members so far.
    count: usize,
    kind: bool,
    source: bool,
    /// A key of a row of an API, or of the state of an account.
    row: bool,
}

impl MemberSigns {
    /// Adds a member: its key without escapes, and the JSON text of its value.
    pub(crate) fn add(&mut self, key: &str, value: &[u8]) {
        self.event.add(self.count, key.as_bytes(), || value);
        self.count += 1;
        match key.as_bytes() {
            b"kind" => self.kind = true,
            b"source" => self.source = true,
            b"created_at" | b"createdAt" | b"tokenValid" | b"tokenStatus" | b"needsReconnect" | b"canPost"
            | b"needsReconnection" | b"isActive" => self.row = true,
            b"status" => self.row |= value.starts_with(b"{"),
            _ => {}
        }
    }

    /// Returns what the object is if it is a plain entry, like [`super::recognize_plain`].
    pub(crate) fn entry(&self) -> Option<RecognizedEntry> {
        self.event.entry()
    }

    /// Returns whether the entry is an event.
    pub(crate) fn is_event(entry: &RecognizedEntry) -> bool {
        std::ptr::eq(entry.layout, &raw const EVENT)
    }

    /// Returns what an object is that is not an event; `None` if it is no entry that a command lists.
    pub(crate) fn other(object: &str) -> Option<RecognizedEntry> {
        match recognize(object)? {
            RecognizedObject::Entry(layout) => Some(RecognizedEntry { layout, keys: KeyMembers::default() }),
            RecognizedObject::Unlisted => None,
        }
    }

    /// Returns whether [`super::recognize`] may recognise an object that is not a plain entry.
    pub(crate) fn may_be_other(&self) -> bool {
        !self.event.is_flat() && (self.row || self.kind && self.source)
    }
}

/// Returns whether an object with this key may be a row of a table, so that [`super::unflatten`] or
/// [`super::is_lookup`] may accept it.
pub(crate) fn may_be_row_key(key: &str) -> bool {
    let letters = key.bytes().filter(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
    let letters: Vec<u8> = letters.collect();
    let contains = |word: &[u8]| letters.windows(word.len()).any(|part| part == word);
    contains(b"event") || contains(b"message") || ROW_KEYS.iter().any(|known| key.eq_ignore_ascii_case(known))
}
