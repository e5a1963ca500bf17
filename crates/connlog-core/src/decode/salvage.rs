//! Reads the entries in broken and truncated values.

use chrono::{DateTime, Utc};

use super::empty_answers;
use super::envelope_keys::EnvelopeRow;
use super::envelopes::EnvelopeWalker;
use super::limits::{LAYERS, WIDEST};
use super::report::SkipReason;
use crate::json::scanner;

/// The number of objects inside a broken line that are tried as the start of a whole entry.
const BROKEN_STARTS: usize = 64;

impl EnvelopeWalker<'_> {
    /// Reads a complete value at the end of a line whose start is half of another value, because its writer was
    /// interrupted.
    pub(super) fn after_broken_half(&mut self, text: &str) {
        let starts = memchr::memmem::find_iter(text.as_bytes(), b"{\"").filter(|start| *start > 0).take(BROKEN_STARTS);
        // If a value is allowed at this place, it is part of the broken one.
        let mut ends =
            starts.filter_map(|start| text.split_at_checked(start)).filter(|(half, _)| !ends_before_value(half));
        if let Some((_, whole)) = ends.find(|(_, end)| is_json(end)) {
            self.parts(whole, None, LAYERS);
        }
        self.why = None;
    }

    /// Reads the entries in lists of a broken or truncated value. It does not search inside a broken entry, because
    /// its content is data.
    pub(super) fn salvage(&mut self, rest: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let Some(layers) = layers.checked_sub(1) else { return 0 };
        match rest.as_bytes().first() {
            Some(b'[') => return self.salvage_list(rest, time, layers),
            Some(b'{') => {}
            _ => return 0,
        }
        let mut places = scanner::places(rest);
        let members: Vec<_> =
            places.by_ref().map(|place| (scanner::unescaped(place.key(rest)), place.value(rest))).collect();
        let is_entry =
            members.iter().any(|(key, value)| empty_answers::is_of_entry(key) && !value.starts_with(['{', '[']));
        if is_entry || members.len() > WIDEST {
            return 0;
        }
        let (whole, broken): (Vec<_>, Vec<_>) = members.into_iter().partition(|(_, value)| is_json(value));
        let row = EnvelopeRow { members: whole, whole: true };
        let time = row.time().or(time);
        let open = places.unfinished().and_then(|at| rest.get(at..)).unwrap_or_default();
        let inside = self.inside(&row, time, layers);
        let broken = broken.into_iter().map(|(_, value)| value).chain([open]);
        inside + broken.map(|value| self.salvage(value, time, layers)).sum::<usize>()
    }

    fn salvage_list(&mut self, rest: &str, time: Option<DateTime<Utc>>, layers: usize) -> usize {
        let (mut found, mut end) = (0, 1);
        for element in scanner::elements(rest) {
            end = element.as_ptr() as usize - rest.as_ptr() as usize + element.len();
            if is_json(element) {
                found += self.row(element, time, layers);
            } else {
                self.skip(SkipReason::Broken);
            }
        }
        let open = rest.get(end..).unwrap_or_default().trim_start_matches([',', ' ', '\n', '\r', '\t']);
        found + self.salvage(open, time, layers)
    }
}

/// Returns whether `half`, the start of an object, ends at a place where a value is allowed.
fn ends_before_value(half: &str) -> bool {
    let (mut open, mut last, mut string, mut escaped) = (Vec::new(), b' ', false, false);
    for byte in half.bytes() {
        if string {
            string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => string = true,
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    !string && (matches!(last, b':' | b'[') || (last == b',' && open.last() == Some(&b'[')))
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}
