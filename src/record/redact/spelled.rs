//! Words in a text, in upper or lower case, looked for all at once.
//!
//! Every byte that is printed of a file is looked at here. A word is known by the hash of its first three letters, and of most
//! three letters no word begins with them. That takes as long as an automaton over the same words does; but the automaton has
//! to be made first, which took every run a millisecond, a page of entries as well as a gigabyte.

/// Hashes of three letters.
const SLOTS: usize = 4096;
/// No word.
const NONE: u16 = u16::MAX;
/// Makes a letter a small one.
const SMALL: u8 = b'a' - b'A';

/// Fewer than 65,535 words of three letters or more.
pub(super) struct Words {
    /// The words by the hash of their beginning.
    slots: Box<[Slot; SLOTS]>,
    words: Vec<Word>,
}

/// The words whose beginning has one hash.
#[derive(Clone, Copy)]
struct Slot {
    /// The first of them.
    first: u16,
    /// The fourth letters that they have, by their last four bits: most text that has the hash has another one.
    fourth: u16,
}

struct Word {
    /// Its first three letters.
    letters: u32,
    text: String,
    /// The next of those whose beginning has the same hash.
    next: u16,
}

impl Words {
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
        // To the end of the row: of two words at one place, the one that was named first is found.
        if *first == NONE {
            *first = place;
        } else {
            let mut last = *first;
            while let Some(word) = self.words.get(usize::from(last)).filter(|word| word.next != NONE) {
                last = word.next;
            }
            self.words[usize::from(last)].next = place;
        }
        self.words.push(Word { letters, text: text.to_owned(), next: NONE });
    }

    /// Calls `visit` with each place at or after `from` where a word begins, and with the word, until it returns true. Returns
    /// whether it did.
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

    /// How long a word is.
    pub(super) fn length(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.text.len())
    }
}

/// Whether `word` begins at `start`, in any case of its letters.
fn begins(text: &[u8], start: usize, word: &str) -> bool {
    text.get(start..start + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// The last three letters with one more.
const fn rolled(letters: u32, letter: u8) -> u32 {
    (letters << 8 | (letter | SMALL) as u32) & 0x00ff_ffff
}

/// The last four bits of a letter, which are the same in both cases, as one bit.
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
            let all = Words::new(words.iter().map(String::as_str));
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
