//! Finds all keywords of a set in a text in one pass, ignoring case.
//!
//! Keywords are found through a hash table of their first three letters. Aho-Corasick is equally fast at searching,
//! but building it costs 1 ms at every start (measured).

/// The number of hash slots.
const SLOTS: usize = 4096;
/// An empty slot.
const NONE: u16 = u16::MAX;
/// The bit that makes an ASCII letter lower case.
const SMALL: u8 = b'a' - b'A';

/// A set of fewer than 65,535 words with at least three letters each.
pub(super) struct KeywordSet {
    /// The words by the hash of their first three letters.
    slots: Box<[Slot; SLOTS]>,
    words: Vec<KeywordMatch>,
}

/// The words with the same hash.
#[derive(Clone, Copy)]
struct Slot {
    /// The index of the first word.
    first: u16,
    /// A bitmap of the fourth letters' last four bits. It excludes most text with the same hash.
    fourth: u16,
}

struct KeywordMatch {
    /// The first three letters.
    letters: u32,
    text: String,
    /// The index of the next word with the same hash.
    next: u16,
}

impl KeywordSet {
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut new = Self { slots: Box::new([Slot { first: NONE, fourth: 0 }; SLOTS]), words: Vec::new() };
        for text in words {
            new.add(text);
        }
        new
    }

    fn add(&mut self, text: &str) {
        let place = u16::try_from(self.words.len()).ok().filter(|place| *place != NONE);
        let (Some(place), Some(beginning)) = (place, text.as_bytes().first_chunk::<3>()) else {
            unreachable!("a constant list of words, each used by a test")
        };
        let letters = beginning.iter().fold(0, |letters, letter| rolled(letters, *letter));
        let Slot { first, fourth } = &mut self.slots[slot(letters)];
        *fourth |= text.as_bytes().get(3).map_or(u16::MAX, |letter| bit(*letter));
        // Append to the chain, so that of two words at one position the first one in the list is found.
        if *first == NONE {
            *first = place;
        } else {
            let mut last = *first;
            while let Some(word) = self.words.get(usize::from(last)).filter(|word| word.next != NONE) {
                last = word.next;
            }
            self.words[usize::from(last)].next = place;
        }
        self.words.push(KeywordMatch { letters, text: text.to_owned(), next: NONE });
    }

    /// Calls `visit` with each position at or after `from` where a word starts, and the word's index, until it
    /// returns true. Returns whether it did.
    pub(super) fn visit(&self, text: &str, from: usize, mut visit: impl FnMut(usize, usize) -> bool) -> bool {
        let (bytes, mut letters) = (text.as_bytes(), 0);
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            letters = rolled(letters, *byte);
            let Slot { first: mut place, fourth } = self.slots[slot(letters)];
            if fourth == 0 || bytes.get(at + 1).is_some_and(|letter| fourth & bit(*letter) == 0) {
                continue;
            }
            let Some(start) = at.checked_sub(2).filter(|start| *start >= from) else { continue };
            while let Some(word) = self.words.get(usize::from(place)) {
                if word.letters == letters && begins(bytes, start, &word.text) && visit(start, place.into()) {
                    return true;
                }
                place = word.next;
            }
        }
        false
    }

    /// Returns the length of a word in bytes.
    pub(super) fn length(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.text.len())
    }
}

/// Returns whether `word` is at `start`, ignoring case.
fn begins(text: &[u8], start: usize, word: &str) -> bool {
    text.get(start..start + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// Appends a letter to the last three letters.
const fn rolled(letters: u32, letter: u8) -> u32 {
    (letters << 8 | (letter | SMALL) as u32) & 0x00ff_ffff
}

/// Returns one bit for the last four bits of a letter, which are equal in both cases.
const fn bit(letter: u8) -> u16 {
    1 << (letter & 15)
}

const fn slot(letters: u32) -> usize {
    (letters.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_word_is_found_where_it_begins(
            words in prop::collection::vec("[abAB_@\"]{3,6}", 1..40),
            text in "[abAB_@\"é ]{0,60}",
            from in 0_usize..70,
        ) {
            let all = KeywordSet::new(words.iter().map(String::as_str));
            let is_at = |start: usize, word: &String| {
                let found = text.as_bytes().get(start..start + word.len());
                found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
            };
            let expected = (from..text.len())
                .find_map(|start| Some((start, words.iter().position(|word| is_at(start, word))?)));
            let mut found = None;
            let is_found = all.visit(&text, from, |start, word| {
                found = Some((start, word));
                true
            });
            prop_assert_eq!(found, expected);
            prop_assert_eq!(is_found, expected.is_some());
        }
    }
}
