//! Scans objects whose keys repeat, as in the lines of a log: it compares the next key with the key that followed last
//! time, instead of searching for its end. An entry of ten members takes half of the instructions.

use super::scanner::{self, MemberSpan, MemberSpans};

/// The maximum length of a cached key with its quotes, its colon and the comma before it.
const LONGEST: usize = 32;
/// The maximum number of cached keys, so that data with ever new keys does not slow the scan down.
const MOST: usize = 48;

/// The keys of the objects that were scanned, each with the keys that followed it last.
pub(crate) struct KeyCache {
    /// The first one stands for the start of an object.
    keys: Vec<CachedKey>,
}

/// The text between the end of a value and the start of the next one, such as `,"event":`.
#[derive(Clone, Copy, Default)]
struct CachedKey {
    text: [u64; LONGEST / 8],
    /// The bits of `text` that count.
    mask: [u64; LONGEST / 8],
    length: usize,
    /// The offsets of the key between its quotes.
    key: (usize, usize),
    /// The indexes of the keys that followed, the last one first; 0 if none did.
    next: [usize; 2],
}

impl Default for KeyCache {
    fn default() -> Self {
        Self { keys: vec![CachedKey::default()] }
    }
}

impl KeyCache {
    /// Appends the positions of the members of `object` to `places`, like [`scanner::places`]. Returns whether `object` is
    /// a whole object.
    pub(crate) fn scan(&mut self, object: &str, places: &mut Vec<MemberSpan>) -> bool {
        let mut spans = scanner::places(object);
        let mut last = Some(0);
        loop {
            let start = spans.offset();
            if let Some((index, place)) = last.and_then(|last| self.following(last, &mut spans)) {
                places.push(place);
                last = Some(index);
                continue;
            }
            let Some(place) = spans.next() else { return spans.ended() };
            places.push(place);
            last = self.learn(last, object, start, place);
        }
    }

    /// Reads the next member if it has a key that followed the key `last` before.
    #[inline]
    fn following(&mut self, last: usize, spans: &mut MemberSpans<'_>) -> Option<(usize, MemberSpan)> {
        let text: &[u8; LONGEST] = spans.rest().first_chunk()?;
        let (words, _) = text.as_chunks();
        let words: [u64; LONGEST / 8] = std::array::from_fn(|at| u64::from_le_bytes(words[at]));
        let [first, second] = self.keys.get(last)?.next;
        let index = if self.matches(first, words) {
            first
        } else if self.matches(second, words) {
            self.keys.get_mut(last)?.next = [second, first];
            second
        } else {
            return None;
        };
        let known = self.keys.get(index)?;
        spans.value_after(known.key, known.length).map(|place| (index, place))
    }

    #[inline]
    fn matches(&self, index: usize, words: [u64; LONGEST / 8]) -> bool {
        let Some(known) = self.keys.get(index).filter(|_| index > 0) else { return false };
        let differences = (0..words.len()).fold(0, |bits, at| bits | (words[at] ^ known.text[at]) & known.mask[at]);
        differences == 0
    }

    /// Caches the key of the member `place`, whose text begins at `start`. Returns its index; `None` if the key is too
    /// long or the cache is full.
    #[cold]
    fn learn(&mut self, last: Option<usize>, object: &str, start: usize, place: MemberSpan) -> Option<usize> {
        let value = place.value_start();
        let text = object.as_bytes().get(start..value).filter(|text| text.len() <= LONGEST)?;
        let new = CachedKey::new(text, place.key_range(start));
        let known = self.keys.iter().skip(1).position(|known| known.text == new.text && known.mask == new.mask);
        let index = match known {
            Some(known) => known + 1,
            None if self.keys.len() < MOST => {
                self.keys.push(new);
                self.keys.len() - 1
            }
            None => return None,
        };
        if let Some(last) = last.and_then(|last| self.keys.get_mut(last)) {
            last.next = [index, last.next[0]];
        }
        Some(index)
    }
}

impl CachedKey {
    fn new(text: &[u8], key: (usize, usize)) -> Self {
        let (mut bytes, mut mask) = ([0; LONGEST], [0; LONGEST]);
        bytes[..text.len()].copy_from_slice(text);
        mask[..text.len()].fill(u8::MAX);
        let words = |bytes: &[u8; LONGEST]| {
            let (words, _) = bytes.as_chunks();
            std::array::from_fn(|at| u64::from_le_bytes(words[at]))
        };
        Self { text: words(&bytes), mask: words(&mask), length: text.len(), key, next: [0; 2] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn places_equal_those_of_the_scanner(
            lines in prop::collection::vec(
                prop::collection::vec(
                    (
                        select(vec![
                            "\"event\":", "\"data\":", "\"created\":", "\"\":", "\"a\\u0062\":", "\"k\" :", "\"k\": ", "\"event\"", "event:", "\"",
                            "\"a key that is longer than the cache keeps\":", "{", "}", ",",
                        ]),
                        select(vec!["\"x\"", "\"x\\\"y\"", "{\"a\":[1,{}]}", "[]", "7", " 7", "null", "", "\"a long text with a brace } in it\"", "{", "\"", "\\"]),
                        select(vec![",", ",", ",", " ,", ", ", "", "}"]),
                    ),
                    0..7,
                ),
                1..8,
            ),
            end in select(vec!["}", "} ", "", "}x", "]"]),
        ) {
            let mut cache = KeyCache::default();
            for line in &lines {
                let members: String = line.iter().map(|(key, value, comma)| [*key, *value, *comma].concat()).collect();
                let line = format!("{{{}{end}", members.trim_end_matches(','));
                let mut found = Vec::new();
                let ended = cache.scan(&line, &mut found);
                let mut expected = scanner::places(&line);
                let places: Vec<_> = expected.by_ref().map(|place| (place.key(&line), place.value(&line))).collect();
                let found: Vec<_> = found.iter().map(|place| (place.key(&line), place.value(&line))).collect();
                prop_assert_eq!((found, ended), (places, expected.ended()), "{}", line);
            }
        }
    }

    #[test]
    fn keys_that_are_ever_new_fill_a_part_of_the_cache_only() {
        let mut cache = KeyCache::default();
        for number in 0..10_000 {
            let line = format!("{{\"key{number}\":{number},\"event\":\"a text of more than thirty bytes\"}}");
            let mut found = Vec::new();
            assert!(cache.scan(&line, &mut found));
            assert_eq!(found.len(), 2);
        }
        assert_eq!(cache.keys.len(), MOST);
    }
}
