//! Finds all keywords of a set in a text in one pass, ignoring case.
//!
//! The words are divided into 64 groups. For each of the first four letters, a table has the groups that allow a byte
//! there. Where a group allows four letters, a hash table of the first three finds the words. Aho-Corasick is equally fast
//! at searching, but building it costs 1 ms at every start (measured).

use std::ops::Range;

/// The number of letters that the table of groups compares.
const LETTERS: usize = 4;
/// The number of groups, one for each bit of a mask.
const GROUPS: usize = 64;
/// The groups of words of three letters. They allow any fourth letter: among other words, half of the matches of groups
/// would be no words.
const SHORT_GROUPS: usize = 20;
/// The number of hash slots.
const SLOTS: usize = 4096;
/// An empty slot.
const NONE: u16 = u16::MAX;
/// The bits that make ASCII letters lower case.
const SMALL: u32 = u32::from_le_bytes([0x20, 0x20, 0x20, 0]);

/// A set of fewer than 65,535 words with at least three letters each.
pub(super) struct KeywordSet {
    /// For each byte, the groups with a word that has this byte as first, second, third or fourth letter.
    allowed: Box<[[u64; LETTERS]; 256]>,
    /// The index of the first word by the hash of its first three letters.
    slots: Box<[u16; SLOTS]>,
    words: Vec<KeywordMatch>,
}

struct KeywordMatch {
    text: String,
    /// The index of the next word with the same hash.
    next: u16,
}

/// A word by its first two letters.
struct WordStart<'w> {
    beginning: u16,
    text: &'w [u8],
}

impl<'w> WordStart<'w> {
    fn new(text: &'w [u8]) -> Option<Self> {
        let beginning = text.first_chunk()?;
        Some(Self { beginning: u16::from_be_bytes(beginning.map(|letter: u8| letter.to_ascii_lowercase())), text })
    }
}

/// The groups that allow the last letter, the last two and the last three letters of a text.
#[derive(Default)]
struct AllowedGroups(u64, u64, u64);

impl AllowedGroups {
    /// Adds a letter with its groups. Returns the groups that allow the last four letters.
    #[inline]
    fn add(&mut self, [first, second, third, fourth]: &[u64; LETTERS]) -> u64 {
        let found = self.2 & fourth;
        *self = Self(*first, self.0 & second, self.1 & third);
        found
    }
}

impl KeywordSet {
    pub(super) fn new<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        let slots = Box::new([NONE; SLOTS]);
        let mut new = Self { allowed: Box::new([[0; LETTERS]; 256]), slots, words: Vec::new() };
        words.into_iter().for_each(|word| new.add(word.into()));
        new.divide(|length| length < LETTERS, 0..SHORT_GROUPS);
        new.divide(|length| length >= LETTERS, SHORT_GROUPS..GROUPS);
        new
    }

    /// Divides the words of some lengths among groups. Words with the same first two letters are in one group, so that a
    /// group allows few bytes.
    fn divide(&mut self, is_length: fn(usize) -> bool, groups: Range<usize>) {
        let words = self.words.iter().map(|word| word.text.as_bytes()).filter(|word| is_length(word.len()));
        let mut words: Vec<WordStart<'_>> = words.filter_map(WordStart::new).collect();
        words.sort_unstable_by_key(|word| word.beginning);
        let count = words.chunk_by(|one, other| one.beginning == other.beginning).count();
        for (place, words) in words.chunk_by(|one, other| one.beginning == other.beginning).enumerate() {
            let group = 1 << (groups.start + place * groups.len() / count);
            for word in words {
                allow(&mut self.allowed, word.text, group);
            }
        }
        if is_length(LETTERS - 1) {
            let all = groups.fold(0, |all, group| all | 1 << group);
            self.allowed.iter_mut().for_each(|allowed| allowed[LETTERS - 1] |= all);
        }
    }

    /// Adds a word to the hash table.
    fn add(&mut self, text: String) {
        let place = u16::try_from(self.words.len()).ok().filter(|place| *place != NONE);
        let (Some(place), Some(beginning)) = (place, text.as_bytes().first_chunk()) else {
            unreachable!("a constant list of words, each used by a test")
        };
        let first = &mut self.slots[slot(*beginning)];
        // Append to the chain, so that of two words at one position the first one in the list is found.
        let mut last = *first;
        if last == NONE {
            *first = place;
        } else {
            while let Some(word) = self.words.get(usize::from(last)).filter(|word| word.next != NONE) {
                last = word.next;
            }
            self.words[usize::from(last)].next = place;
        }
        self.words.push(KeywordMatch { text, next: NONE });
    }

    /// Calls `visit` with each position at or after `from` where a word starts, and the word's index, until it
    /// returns true. Returns whether it did.
    pub(super) fn visit(&self, text: &str, from: usize, mut visit: impl FnMut(usize, usize) -> bool) -> bool {
        let bytes = text.as_bytes().get(from..).unwrap_or_default();
        let mut groups = AllowedGroups::default();
        let mut visit_at = |start: usize| {
            // Six of seven matches of groups have no word with these three letters (measured).
            let first = self.first_word(bytes, start);
            first != NONE && self.words_at(bytes, start, first).any(|word| visit(from + start, word))
        };
        let (chunks, rest) = bytes.as_chunks::<LETTERS>();
        for (chunk, [first, second, third, fourth]) in chunks.iter().enumerate() {
            // Without LTO, closures over the letters take twice the instructions (measured: 533 against 257 million for 20 MB).
            let found = [
                groups.add(self.allowed(*first)),
                groups.add(self.allowed(*second)),
                groups.add(self.allowed(*third)),
                groups.add(self.allowed(*fourth)),
            ];
            if found[0] | found[1] | found[2] | found[3] != 0 {
                for (at, found) in found.iter().enumerate() {
                    if *found != 0 && visit_at(chunk * LETTERS + at + 1 - LETTERS) {
                        return true;
                    }
                }
            }
        }
        // The group of a word of three letters allows any fourth letter, also behind the end of the text.
        rest.iter().chain([&0]).enumerate().any(|(at, letter)| {
            groups.add(self.allowed(*letter)) != 0 && visit_at(bytes.len() - rest.len() + at + 1 - LETTERS)
        })
    }

    #[inline]
    fn allowed(&self, letter: u8) -> &[u64; LETTERS] {
        &self.allowed[usize::from(letter)]
    }

    /// Returns the index of the first word whose letters have the hash of the three letters at `start`.
    #[inline]
    fn first_word(&self, bytes: &[u8], start: usize) -> u16 {
        let letters = bytes.get(start..).and_then(<[u8]>::first_chunk);
        letters.map_or(NONE, |letters| self.slots[slot(*letters)])
    }

    /// Returns the words that start at `start`, in the order of the list, from the word at `first` on.
    fn words_at<'t>(&'t self, bytes: &'t [u8], start: usize, first: u16) -> impl Iterator<Item = usize> + 't {
        let mut next = first;
        let chain = std::iter::from_fn(move || {
            let place = usize::from(next);
            let word = self.words.get(place)?;
            next = word.next;
            Some((place, &*word.text))
        });
        chain.filter(move |(_, word)| begins(bytes, start, word)).map(|(place, _)| place)
    }

    /// Returns the length of a word in bytes.
    pub(super) fn length(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.text.len())
    }
}

/// Adds the first letters of a word to the table of groups.
fn allow(allowed: &mut [[u64; LETTERS]; 256], word: &[u8], group: u64) {
    for (place, letter) in word.iter().take(LETTERS).enumerate() {
        for byte in [letter.to_ascii_lowercase(), letter.to_ascii_uppercase()] {
            allowed[usize::from(byte)][place] |= group;
        }
    }
}

/// Returns whether `word` is at `start`, ignoring case.
fn begins(text: &[u8], start: usize, word: &str) -> bool {
    text.get(start..start + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// Returns the slot of three letters, which is the same in both cases.
const fn slot([one, two, three]: [u8; 3]) -> usize {
    let letters = u32::from_le_bytes([one, two, three, 0]) | SMALL;
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
