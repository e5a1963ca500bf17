//! The members of the wrappers of log services.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::limits::WIDEST;
use crate::json::scanner::{self, MemberSpan};
use crate::providers::Members;
use crate::time::timestamp;

/// The first characters of gzip in base64, the form in which log services forward packed entries.
const PACKED: &str = "H4sI";
/// The first characters of JSON in base64: of `{"`, of `[{` and of an object with line breaks.
const ENCODED: [&str; 3] = ["eyJ", "W3s", "ewo"];

/// Keys of texts that may contain an entry, in lower case.
const TEXTS: &[&str] = &[
    "message",
    "@message",
    "msg",
    "line",
    "content",
    "_raw",
    "raw",
    "event",
    "text",
    "textpayload",
    "log",
    "body",
    "payload",
    "value",
    "record",
    "original",
    "rawdata",
    "_msg",
    "short_message",
    "stringvalue",
];
/// Keys of a service's ingestion time, in lower case, the most precise first.
const TIMES: &[&str] = &[
    "timestamp",
    "@timestamp",
    "_time",
    "time",
    "timegenerated",
    "ts",
    "date",
    "eventtime",
    "receivetimestamp",
    "timeunixnano",
];

/// Returns the service's ingestion time in the members of an object.
pub(super) fn time(members: &Members<'_>) -> Option<DateTime<Utc>> {
    TIMES.iter().find_map(|name| {
        let (_, value) = members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        timestamp::moment(value)
    })
}

/// Returns whether a text may be gzip or JSON in base64.
pub(super) fn is_packed(text: &str) -> bool {
    text.starts_with(PACKED) || is_encoded(text)
}

/// Returns whether a text may be JSON in base64. Tokens and cursors of pages begin so too.
pub(super) fn is_encoded(text: &str) -> bool {
    ENCODED.iter().any(|begin| text.starts_with(begin))
}

/// Returns whether a member with this key may be a service's ingestion time.
pub(super) fn holds_time(key: &str) -> bool {
    TIMES.iter().any(|time| key.eq_ignore_ascii_case(time))
}

/// Returns whether a string with this key may contain an entry.
pub(super) fn holds_text(key: &str) -> bool {
    TEXTS.iter().any(|text| key.eq_ignore_ascii_case(text))
}

/// The members of an object.
pub(super) struct EnvelopeRow<'r> {
    pub(super) members: Vec<(Cow<'r, str>, &'r str)>,
    /// Whether these are all members.
    pub(super) whole: bool,
}

impl<'r> EnvelopeRow<'r> {
    /// Returns `None` if the object has too many members.
    pub(super) fn new(raw: &'r str) -> Option<Self> {
        let mut places = scanner::places(raw);
        let member = |place: MemberSpan| (scanner::unescaped(place.key(raw)), place.value(raw));
        let members: Vec<_> = places.by_ref().take(WIDEST + 1).map(member).collect();
        (members.len() <= WIDEST).then(|| Self { whole: places.ended(), members })
    }

    /// Returns the members of an event whose name is beside an object with the rest, such as `fields` of Splunk's HTTP Event
    /// Collector. `None` if there is no such object.
    pub(super) fn lifted(&self) -> Option<String> {
        let name = self.members.iter().find(|(key, value)| key == "event" && value.starts_with('"'))?;
        let is_rest = |value: &str| {
            value.starts_with('{') && scanner::member(value, "created").is_some_and(|created| created.starts_with('"'))
        };
        let (_, rest) = self.members.iter().find(|(_, value)| is_rest(value))?;
        let inner = rest.trim_start_matches('{');
        Some(format!("{{\"event\":{},{inner}", name.1))
    }

    /// Returns the service's ingestion time.
    pub(super) fn time(&self) -> Option<DateTime<Utc>> {
        time(&self.members)
    }
}
