//! Recognises events by their members, and notes the members that decide how an event counts.

use crate::json::scanner::MemberSpan;
use crate::record::RecognizedEntry;
use crate::record::block::{KeyMembers, MemberNumber};

/// What the members of an object say about it as an event.
#[derive(Debug, Default)]
pub(crate) struct EventKeys {
    keys: KeyMembers,
    has_name: bool,
    has_time: bool,
    /// Whether the object has a flattened key.
    is_flat: bool,
    /// Whether a key has a second member or another spelling, so that more than the noted members decide.
    is_repeated: bool,
}

impl EventKeys {
    /// Adds the member at an index: its key without escapes, and the JSON text of its value.
    ///
    /// It compares the first four bytes as one number, because most keys are of other members: half the instructions.
    #[inline]
    pub(crate) fn add<'v>(&mut self, index: usize, key: &[u8], value: impl FnOnce() -> &'v [u8]) {
        const EVENT: u32 = u32::from_le_bytes(*b"even");
        const CREATED: u32 = u32::from_le_bytes(*b"crea");
        const DATA: u32 = u32::from_le_bytes(*b"data");
        const LEVEL: u32 = u32::from_le_bytes(*b"leve");
        const EXCEPTION: u32 = u32::from_le_bytes(*b"exce");
        let Some(start) = key.first_chunk() else { return };
        let noted = match u32::from_le_bytes(*start) {
            EVENT if key == b"event" => {
                self.has_name |= is_name(value());
                &mut self.keys.name
            }
            CREATED if key == b"created" => {
                self.has_time |= is_moment(value());
                &mut self.keys.time
            }
            DATA if key == b"data" => &mut self.keys.data,
            LEVEL if key == b"level" => &mut self.keys.level,
            EXCEPTION if key == b"exception_id" => &mut self.keys.exception,
            CREATED | EXCEPTION => {
                self.is_repeated |= matches!(key, b"createdAt" | b"exceptionId");
                return;
            }
            // A flattened key starts with `data`, `@` or `_`.
            DATA => {
                self.is_flat |= is_flattened(key);
                return;
            }
            _ => {
                self.is_flat |= start[0] < b'a' && is_flattened(key);
                return;
            }
        };
        let number = MemberNumber::at(index);
        self.is_repeated |= noted.index().is_some() || number.index().is_none();
        *noted = number;
    }

    /// Returns whether the object has a flattened key.
    pub(crate) fn is_flat(&self) -> bool {
        self.is_flat
    }

    /// Returns the entry if the object satisfies [`super::claims`] and has no flattened keys.
    #[inline]
    pub(crate) fn entry(&self) -> Option<RecognizedEntry> {
        let keys = if self.is_repeated { KeyMembers::default() } else { self.keys };
        (self.has_name && self.has_time && !self.is_flat).then_some(RecognizedEntry { layout: &super::EVENT, keys })
    }
}

/// Recognises a whole object that is a plain envelope: it satisfies [`super::claims`] and has no flattened keys. `places`
/// holds the positions of all members.
pub(crate) fn recognize_plain(raw: &str, places: &[MemberSpan]) -> Option<RecognizedEntry> {
    let mut keys = EventKeys::default();
    for (index, place) in places.iter().enumerate() {
        keys.add(index, place.key_bytes(raw), || place.value_bytes(raw));
    }
    keys.entry()
}

/// Returns whether a JSON value may be an event name.
pub(in crate::providers) const fn is_name(value: &[u8]) -> bool {
    matches!(value, [b'"', _, _, ..])
}

/// Returns whether a JSON value may be the time of an event.
pub(in crate::providers) const fn is_moment(value: &[u8]) -> bool {
    !matches!(value, b"null" | b"\"\"" | [b'{' | b'[', ..])
}

/// Returns whether a key is a part of `data`, or has the text of a whole entry next to its fields.
pub(in crate::providers) fn is_flattened(mut key: &[u8]) -> bool {
    while let [b'@', rest @ ..] = key {
        key = rest;
    }
    key == b"_raw" || matches!(key, [b'd', b'a', b't', b'a', b'.' | b'_', ..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::json::scanner;
    use crate::providers::fivetran::envelope;
    use crate::record::block::MemberIndex;

    /// Returns whether an object is recognised, after a comparison with the reader that searches for its members.
    fn counts_alike(object: &str) -> bool {
        let places: Vec<_> = scanner::places(object).collect();
        let Some(entry) = recognize_plain(object, &places) else { return false };
        let (noted, scanned) =
            (MemberIndex::new(object, &places, entry.keys), MemberIndex::new(object, &places, KeyMembers::default()));
        let (found, expected) = (envelope::facts(&noted), envelope::facts(&scanned));
        assert_eq!((found.outcome, found.time), (expected.outcome, expected.time), "{object}");
        true
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn noted_members_decide_like_all_members(
            members in prop::collection::vec(
                (
                    select(vec![
                        "event", "created", "data", "level", "exception_id", "createdAt", "exceptionId", "sync_id", "dat", "even",
                        "e\\u0076ent", "data_x", "@data.x", "_raw", "_id", "connection_id", "",
                    ]),
                    select(vec![
                        "\"sync_end\"", "\"SYNC_START\"", "\"my_event\"", "\"s\\u0079nc_end\"", "\"SEVERE\"", "\"INFO\"", "null", "\"\"", "7", "{}",
                        "{\"status\":\"FAILURE\"}", "\"2020-01-01T00:00:00.000Z\"", "\"error\"",
                    ]),
                ),
                0..7,
            ),
        ) {
            let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            counts_alike(&format!("{{{}}}", members.join(",")));
            counts_alike(&format!("{{\"event\":\"sync_end\",\"created\":\"x\",{}}}", members.join(",")));
        }
    }

    #[test]
    fn members_far_behind_decide_too() {
        let others = |count: usize| "\"other\":0,".repeat(count);
        for count in [0, 251, 252, 253, 254, 255, 300] {
            let object =
                format!("{{{}\"event\":\"sync_start\",\"created\":\"x\",\"level\":\"SEVERE\"}}", others(count));
            assert!(counts_alike(&object), "{count}");
        }
    }
}
