//! Words in a text, in upper or lower case, looked for all at once.
//!
//! Every byte that is printed of a file is looked at here. A word is known by the hash of its first three letters, and of most
//! three letters no word begins with them. That takes as long as an automaton over the same words does; but the automaton has
//! to be made first, which took every run a millisecond, a page of entries as well as a gigabyte.

/// Hashes of three letters.
const SLOTS: usize = 4096;
/// No word.
const NONE: u8 = u8::MAX;
/// Makes a letter a small one.
const SMALL: u8 = b'a' - b'A';

/// Fewer than 255 words of three letters or more.
pub(super) struct Words {
    /// The first word of those whose beginning has this hash.
    first: Box<[u8; SLOTS]>,
    words: Vec<Word>,
}

struct Word {
    text: String,
    /// The next of those whose beginning has the same hash.
    next: u8,
}

impl Words {
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut new = Self { first: Box::new([NONE; SLOTS]), words: Vec::new() };
        for text in words {
            new.add(text);
        }
        new
    }

    fn add(&mut self, text: &str) {
        let place = u8::try_from(self.words.len()).ok().filter(|place| *place != NONE);
        let (Some(place), Some(beginning)) = (place, text.as_bytes().first_chunk::<3>()) else {
            unreachable!("a constant list of words, each used by a test")
        };
        let first = &mut self.first[slot(beginning.iter().fold(0, |letters, letter| rolled(letters, *letter)))];
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
        self.words.push(Word { text: text.to_owned(), next: NONE });
    }

    /// The first place at or after `from` where one of the words begins, and which of them it is.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let (bytes, mut letters) = (text.as_bytes(), 0);
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            letters = rolled(letters, *byte);
            let first = self.first[slot(letters)];
            if first == NONE {
                continue;
            }
            let start = at.checked_sub(2).filter(|start| *start >= from);
            if let Some((start, rest)) = start.and_then(|start| Some((start, bytes.get(start..)?)))
                && let Some(word) = self.beginning(rest, first)
            {
                return Some((start, word));
            }
        }
        None
    }

    /// Whether one of the words is there.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// How long a word is.
    pub(super) fn length(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.text.len())
    }

    /// Which word of a row the text begins with.
    fn beginning(&self, text: &[u8], mut place: u8) -> Option<usize> {
        while let Some(word) = self.words.get(usize::from(place)) {
            if text.get(..word.text.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.text.as_bytes())) {
                return Some(place.into());
            }
            place = word.next;
        }
        None
    }
}

/// The last three letters with one more.
const fn rolled(letters: u32, letter: u8) -> u32 {
    (letters << 8 | (letter | SMALL) as u32) & 0x00ff_ffff
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
            prop_assert_eq!(all.find(&text, from), expected);
            prop_assert_eq!(all.are_in(&text), all.find(&text, 0).is_some());
        }
    }
}
