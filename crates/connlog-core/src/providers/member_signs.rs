//! Recognises objects by single members, for a reader that walks over the members of nested objects once.

use super::fivetran::{self, log_table};
use crate::record::RecordLayout;

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
    event: bool,
    created: bool,
    kind: bool,
    source: bool,
    /// A key of a row of an API, or of the state of an account.
    row: bool,
    flat: bool,
}

impl MemberSigns {
    /// Adds a member: its key without escapes, and the JSON text of its value.
    pub(crate) fn add(&mut self, key: &str, value: &[u8]) {
        match key.as_bytes() {
            b"event" => self.event |= log_table::is_name(value),
            b"created" => self.created |= log_table::is_moment(value),
            b"kind" => self.kind = true,
            b"source" => self.source = true,
            b"created_at" | b"createdAt" | b"tokenValid" | b"tokenStatus" | b"needsReconnect" | b"canPost"
            | b"needsReconnection" | b"isActive" => self.row = true,
            b"status" => self.row |= value.starts_with(b"{"),
            [b'@' | b'_' | b'd', ..] => self.flat |= log_table::is_piece(key),
            _ => {}
        }
    }

    /// Returns the layout if the object is a plain entry, like [`super::recognize_plain`].
    pub(crate) fn entry(&self) -> Option<&'static RecordLayout> {
        (self.event && self.created && !self.flat).then_some(&fivetran::EVENT)
    }

    /// Returns whether [`super::recognize`] may recognise an object that is not a plain entry.
    pub(crate) fn may_be_other(&self) -> bool {
        !self.flat && (self.row || self.kind && self.source)
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
