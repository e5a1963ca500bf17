//! Finds the only entry in the usual wrappers of log services, without building the wrapper.
//!
//! This is a short cut: it returns `None` for every text in which [`EnvelopeWalker`](super::envelopes::EnvelopeWalker)
//! may find something else. See `docs/development/decoding.md`.

use super::envelope_keys;
use super::envelopes;
use crate::json::scanner::MemberSpan;
use crate::json::tape::{JsonTape, TapeNode};
use crate::json::unescape::Unescaper;
use crate::providers::member_signs::{self, MemberSigns};
use crate::record::RecognizedEntry;
use crate::time::timestamp;

/// The maximum number of objects around an entry.
const LAYERS: usize = 4;

/// The text of an entry.
pub(crate) enum EntryText<'t> {
    /// The whole text, which is an event.
    Event,
    /// The whole text, which is a row of an API or was printed by connlog.
    Row,
    /// A slice of the text.
    Slice(&'t str),
    /// The text was appended to the buffer.
    Unescaped,
}

/// Finds wrapped entries. It keeps its memory from text to text.
#[derive(Debug, Default)]
pub(crate) struct EntryFinder {
    tape: JsonTape,
    inner: JsonTape,
    unescaper: Unescaper,
}

/// The place of an entry in a wrapper.
enum EntryPlace {
    Object(usize, RecognizedEntry),
    Text(TapeNode),
}

impl EntryFinder {
    /// Returns the tape, for other values.
    pub(crate) fn tape(&mut self) -> &mut JsonTape {
        &mut self.tape
    }

    /// Finds the only entry in `text`. Appends an escaped entry to `made`, and the positions of the entry's members to
    /// `places`, as offsets from its start. On `None` both are unchanged.
    pub(crate) fn find<'t>(
        &mut self,
        text: &'t str,
        made: &mut String,
        places: &mut Vec<MemberSpan>,
    ) -> Option<(EntryText<'t>, RecognizedEntry)> {
        if !text.starts_with(['{', '[']) || envelopes::too_deep(text) {
            return None;
        }
        self.tape.read(text)?;
        if self.tape.may_hold_rows {
            return None;
        }
        match self.locate(text)? {
            EntryPlace::Object(number, entry) => {
                let node = self.tape.node(number)?;
                places.extend(self.tape.children(number).map(|(_, member)| member.place(node.start())));
                let whole = if MemberSigns::is_event(&entry) { EntryText::Event } else { EntryText::Row };
                Some((if number == 0 { whole } else { EntryText::Slice(node.json(text)) }, entry))
            }
            EntryPlace::Text(node) => {
                self.unescaped(node.json(text), made, places).map(|entry| (EntryText::Unescaped, entry))
            }
        }
    }

    fn locate(&self, text: &str) -> Option<EntryPlace> {
        if self.tape.node(0)?.first(text) == b'{' {
            return self.in_object(0, text, LAYERS);
        }
        // A pair of time and text.
        let mut elements = self.tape.children(0).map(|(_, node)| node);
        let (time, entry) = (elements.next()?, elements.next()?);
        let is_pair = elements.next().is_none() && is_plain(time, text) && entry.has_brace;
        (is_pair && timestamp::moment(time.json(text)).is_some()).then_some(EntryPlace::Text(entry))
    }

    /// Returns the only entry in an object.
    fn in_object(&self, number: usize, text: &str, layers: usize) -> Option<EntryPlace> {
        let layers = layers.checked_sub(1)?;
        let (mut signs, mut packed, mut is_nested) = (MemberSigns::default(), None, false);
        for (_, node) in self.tape.children(number) {
            signs.add(plain_key(node, text)?, node.value(text));
            match node.first(text) {
                b'"' if is_harmless(node, text) => {}
                b'"' if packed.is_some() => return None,
                b'"' => packed = Some(node),
                b'{' | b'[' => is_nested = true,
                _ => {}
            }
        }
        if let Some(entry) = signs.entry() {
            return Some(EntryPlace::Object(number, entry));
        }
        if signs.may_be_other() {
            let node = self.tape.node(number)?;
            return MemberSigns::other(node.json(text)).map(|entry| EntryPlace::Object(number, entry));
        }
        if self.may_be_columns(number, text) {
            return None;
        }
        if packed.is_some() || !is_nested {
            return packed.map(EntryPlace::Text);
        }
        let mut found = None;
        for (number, node) in self.tape.children(number) {
            if node.first(text) == b'"' || self.is_barren(number, node, text) {
                continue;
            }
            if found.is_some() || node.first(text) != b'{' {
                return None;
            }
            found = Some(self.in_object(number, text, layers)?);
        }
        found
    }

    /// Returns whether the object may be a table: one list or one object per column.
    fn may_be_columns(&self, number: usize, text: &str) -> bool {
        let mut firsts = self.tape.children(number).map(|(_, node)| node.first(text));
        let (Some(first @ (b'{' | b'[')), Some(second)) = (firsts.next(), firsts.next()) else { return false };
        first == second && firsts.all(|other| other == first)
    }

    /// Returns whether it is certain that the walker finds no entry in a value and does not count it.
    fn is_barren(&self, number: usize, node: TapeNode, text: &str) -> bool {
        let is_certain = |child: TapeNode| {
            let is_no_row = plain_key(child, text).is_some_and(|key| !member_signs::may_be_row_key(key));
            is_no_row && (child.first(text) != b'"' || is_harmless(child, text))
        };
        match node.first(text) {
            b'{' => {
                let mut children = self.tape.children(number);
                !self.may_be_columns(number, text)
                    && children.all(|(number, child)| is_certain(child) && self.is_barren(number, child, text))
            }
            b'[' => self.tape.children(number).all(|(_, child)| match child.first(text) {
                b'{' | b'[' => false,
                b'"' => is_plain(child, text),
                _ => true,
            }),
            _ => true,
        }
    }

    /// Appends the entry in a string to `made`.
    fn unescaped(&mut self, json: &str, made: &mut String, places: &mut Vec<MemberSpan>) -> Option<RecognizedEntry> {
        let inner = json.strip_prefix('"')?.strip_suffix('"')?;
        if !inner.starts_with('{') {
            return None;
        }
        let text = self.unescaper.text(inner)?;
        self.inner.read(text)?;
        let (mut signs, noted) = (MemberSigns::default(), places.len());
        for (_, node) in self.inner.children(0) {
            let Some(key) = plain_key(node, text) else {
                places.truncate(noted);
                return None;
            };
            signs.add(key, node.value(text));
            places.push(node.place(0));
        }
        let entry = signs.entry().filter(|_| !envelopes::too_deep(text));
        match entry {
            Some(_) => made.push_str(text),
            None => places.truncate(noted),
        }
        entry
    }
}

/// Returns the key of a member; `None` if it contains escapes.
fn plain_key(node: TapeNode, text: &str) -> Option<&str> {
    if node.has_escaped_key { None } else { Some(node.key(text)) }
}

/// Returns whether a string contains neither JSON nor a packed text.
fn is_plain(node: TapeNode, text: &str) -> bool {
    !node.has_escapes && !node.has_brace && !is_packed(node, text)
}

/// Returns whether the walker does not look into a string with this key.
fn is_harmless(node: TapeNode, text: &str) -> bool {
    let has_json = (node.has_escapes || node.has_brace) && envelope_keys::holds_text(node.key(text));
    !has_json && !is_packed(node, text)
}

fn is_packed(node: TapeNode, text: &str) -> bool {
    envelope_keys::is_packed(node.json(text).get(1..).unwrap_or_default().trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::decode::envelopes::{EntryVisitor, EnvelopeWalker};
    use crate::decode::report::DecodeStats;
    use crate::decode::tests::{ENVELOPES, SAMPLES};
    use crate::record::RecordLayout;

    /// The entries that the walker finds, and the number of lookup rows.
    #[derive(Default)]
    struct Found(Vec<(String, &'static RecordLayout)>, usize);

    impl EntryVisitor for Found {
        fn accept(&mut self, raw: &str, shape: &'static RecordLayout) {
            self.0.push((raw.to_owned(), shape));
        }

        fn take_lookup(&mut self, _: &str) {
            self.1 += 1;
        }
    }

    /// Compares the short cut with the walker. Returns whether the short cut found an entry.
    fn agrees(text: &str) -> bool {
        let (mut made, mut places) = ("before".to_owned(), Vec::new());
        let text = text.trim();
        let Some((found, entry)) = EntryFinder::default().find(text, &mut made, &mut places) else {
            assert_eq!((made.as_str(), places.len()), ("before", 0));
            return false;
        };
        let raw = match found {
            EntryText::Event | EntryText::Row => text,
            EntryText::Slice(raw) => raw,
            EntryText::Unescaped => &made["before".len()..],
        };
        let (mut all, mut tally) = (Found::default(), DecodeStats::default());
        EnvelopeWalker::new(&mut all, &mut tally, 1).text(text);
        assert_eq!((tally, all.1), (DecodeStats::default(), 0), "{text}");
        let [(expected, layout)] = &*all.0 else { panic!("{} entries in {text}", all.0.len()) };
        assert_eq!((raw, entry.layout.source), (expected.as_str(), layout.source), "{text}");
        let span = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let noted: Vec<_> = places.iter().map(|place| span((place.key(raw), place.value(raw)))).collect();
        assert_eq!(noted, crate::json::scanner::members(raw).map(span).collect::<Vec<_>>(), "{text}");
        true
    }

    #[test]
    fn usual_wrappers_are_found() {
        let event =
            json!({"event": "sync_end", "created": "2026-01-01T00:00:00Z", "data": {"a": [1, {"b": 2, "c": 3}]}});
        for wrapper in [
            event.clone(),
            json!({"timestamp": 1, "message": event.to_string(), "eventId": "1"}),
            json!({"_id": "A", "source": "fivetran", "tags": ["a:b"], "attributes": {"attributes": event, "host": "x"}}),
            json!({"preview": false, "result": {"_raw": event.to_string(), "_time": "x"}}),
            json!({"result": {"_raw": event.to_string(), "event": "sync_end", "created": "x", "data.a": "1"}}),
            json!({"time": 1.5, "event": event, "fields": {"a": "b"}}),
            json!({"insertId": "1", "jsonPayload": event, "resource": {"type": "x", "labels": {"a": "b\n", "project_id": "p"}}, "labels": {}}),
            json!(["1773994736823000000", event.to_string()]),
            json!({"log": event.to_string(), "kubernetes": {"labels": {"app": "x"}}, "stream": "stdout"}),
        ] {
            assert!(agrees(&wrapper.to_string()), "{wrapper}");
        }
    }

    /// Values with the keys and texts that decide what a value is.
    fn value() -> impl Strategy<Value = Value> {
        let event = r#"{"event":"sync_end","created":"2026-01-01T00:00:00Z"}"#;
        let texts =
            ["", "x", "H4sIAA", " H4sI", "2026-01-01T00:00:00Z", "{", "a\nb", event, r#"{"event":1}"#, "connections"];
        let leaf = prop_oneof![
            select(texts.to_vec()).prop_map(Value::from),
            Just(Value::Null),
            Just(json!(1_773_994_736_823_u64))
        ];
        let keys = [
            "event",
            "created",
            "message",
            "_raw",
            "data",
            "data.a",
            "@data_b",
            "kind",
            "source",
            "created_at",
            "createdAt",
            "action",
            "type",
            "eventType",
            "webhookId",
            "postId",
            "columns",
            "rows",
            "name",
            "fields",
            "field",
            "value",
            "time",
            "connection_id",
            "connector_name",
            "id",
            "message_event",
            "events",
            "Event Name",
            "attributes",
            "log",
            "status",
            "setup_state",
            "service",
            "isActive",
            "x",
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                3 => prop::collection::vec((select(keys.to_vec()), inner.clone()), 0..6)
                    .prop_map(|members| Value::from(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())),
                1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                1 => inner.prop_map(|value| Value::from(value.to_string())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_walker_finds_the_same_entry(value in value()) {
            agrees(&value.to_string());
        }

        #[test]
        fn the_walker_finds_the_same_entry_in_damaged_exports(
            line: Index, at: Index, bytes in select(vec!["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "x", "\\u007b", "\"message\":", "\t"]), length in 0_usize..6,
        ) {
            let exports = ENVELOPES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap().to_owned());
            let lines: Vec<String> = exports.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).chain(SAMPLES.lines().map(str::to_owned)).collect();
            let mut text = line.get(&lines).clone();
            let start = at.index(text.len().max(1));
            let end = (start + length).min(text.len());
            if text.is_char_boundary(start) && text.is_char_boundary(end) {
                text.replace_range(start..end, bytes);
            }
            agrees(&text);
        }
    }
}
