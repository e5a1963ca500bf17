//! Edits JSON strings: maps positions in the decoded text to positions in its JSON spelling.

use std::borrow::Cow;
use std::ops::Range;

use super::HIDDEN;
use super::work_limit::WorkLimit;

/// A range of text and its replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) range: Range<usize>,
    pub(super) with: String,
}

impl Replacement {
    /// Returns the replacement of `range` by [`super::HIDDEN`].
    pub(super) fn hidden(range: Range<usize>) -> Self {
        Self { range, with: HIDDEN.to_owned() }
    }

    /// Returns the same replacement, shifted by `by` bytes.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { range: self.range.start + by..self.range.end + by, ..self }
    }
}

/// A decoded JSON string with the positions in its spelling.
pub(super) struct DecodedString<'j> {
    pub(super) text: Cow<'j, str>,
    /// The offset of each byte in the spelling, and its end; `None` without escapes.
    places: Option<Vec<usize>>,
}

impl<'j> DecodedString<'j> {
    /// Decodes the text between the quotes of a JSON string.
    pub(super) fn decode(inner: &'j str) -> Self {
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            return Self { text: Cow::Borrowed(inner), places: None };
        }
        let mut text = String::with_capacity(inner.len());
        let mut places = Vec::with_capacity(inner.len() + 1);
        let mut rest = inner;
        while !rest.is_empty() {
            let start = inner.len() - rest.len();
            let (character, length) = first(rest);
            places.extend(std::iter::repeat_n(start, character.len_utf8()));
            text.push(character);
            rest = rest.get(length..).unwrap_or_default();
        }
        places.push(inner.len());
        Self { text: Cow::Owned(text), places: Some(places) }
    }

    /// Converts a replacement in the text to one in the spelling.
    pub(super) fn spelled(&self, cut: &Replacement) -> Replacement {
        let at = |place: usize| match &self.places {
            Some(places) => places.get(place).or(places.last()).copied().unwrap_or(place),
            None => place,
        };
        let with = cut.with.replace('\\', "\\\\").replace('"', "\\\"");
        Replacement { range: at(cut.range.start)..at(cut.range.end), with }
    }
}

/// Returns the first character of `spelling`, and the number of bytes that spell it.
fn first(spelling: &str) -> (char, usize) {
    let mut characters = spelling.chars();
    let character = characters.next().unwrap_or('\u{fffd}');
    if character != '\\' {
        return (character, character.len_utf8());
    }
    match characters.next() {
        Some('n') => ('\n', 2),
        Some('t') => ('\t', 2),
        Some('r') => ('\r', 2),
        Some('b') => ('\u{8}', 2),
        Some('f') => ('\u{c}', 2),
        Some('u') => unit(spelling, 2).map_or(('\u{fffd}', 2), |high| coded(spelling, high)),
        Some(other) => (other, 1 + other.len_utf8()),
        None => ('\\', 1),
    }
}

/// Returns the value of the four hexadecimal digits at `at`.
fn unit(spelling: &str, at: usize) -> Option<u32> {
    u32::from_str_radix(spelling.get(at..at + 4)?, 16).ok()
}

/// Returns the character of one or two UTF-16 code units.
fn coded(spelling: &str, high: u32) -> (char, usize) {
    if let Some(character) = char::from_u32(high) {
        return (character, 6);
    }
    let low = spelling.get(6..8).filter(|next| *next == "\\u").and_then(|_| unit(spelling, 8));
    let pair = low.filter(|low| (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(low));
    let character = pair.and_then(|low| char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
    character.map_or(('\u{fffd}', 6), |character| (character, 12))
}

/// The maximum number of passes; ordinary texts need fewer.
const ROUNDS: usize = 8;

/// Applies `find` repeatedly until it finds nothing more, so redacting already redacted output changes nothing. After
/// `ROUNDS` passes, or too much work, the whole text is redacted.
pub(super) fn redact_to_fixpoint(
    text: &str,
    work: &WorkLimit,
    mut find: impl FnMut(&str) -> Vec<Replacement>,
) -> Vec<Replacement> {
    let mut cuts = disjoint(find(text));
    for _ in 0..ROUNDS {
        if work.is_spent() {
            break;
        }
        work.spend(text.len());
        let done = if cuts.is_empty() { return cuts } else { replace(text, &cuts) };
        let mut more = disjoint(find(&done));
        more.retain(|cut| done.get(cut.range.clone()) != Some(&*cut.with));
        if more.is_empty() {
            return cuts;
        }
        let mut origins = Origins::new(&cuts);
        for cut in &mut more {
            let start = origins.next(cut.range.start, |range| range.start);
            cut.range = start..origins.next(cut.range.end, |range| range.end);
        }
        // A replacement inside one of these is part of it.
        let mut around = more.iter().peekable();
        cuts.retain(|cut| {
            while around.next_if(|more| more.range.end <= cut.range.start).is_some() {}
            around.peek().is_none_or(|more| more.range.start > cut.range.start)
        });
        cuts = disjoint([more, cuts].concat());
    }
    vec![replace_all(text)]
}

/// Returns the replacement of the whole `text`.
pub(super) fn replace_all(text: &str) -> Replacement {
    Replacement { range: 0..text.len(), with: HIDDEN.to_owned() }
}

/// Maps positions after some replacements to positions before them.
struct Origins<'c> {
    cuts: std::iter::Peekable<std::slice::Iter<'c, Replacement>>,
    /// A position before the replacements, and the same position after them.
    text: usize,
    done: usize,
}

impl<'c> Origins<'c> {
    fn new(cuts: &'c [Replacement]) -> Self {
        Self { cuts: cuts.iter().peekable(), text: 0, done: 0 }
    }

    /// Returns the position before the replacements. Positions must be passed in ascending order. `inside` maps a
    /// position inside a replacement.
    fn next(&mut self, place: usize, inside: impl Fn(&Range<usize>) -> usize) -> usize {
        while let Some(cut) = self.cuts.peek() {
            let from = self.done + cut.range.start - self.text;
            if place <= from {
                break;
            }
            let to = from + cut.with.len();
            if place < to {
                return inside(&cut.range);
            }
            (self.text, self.done) = (cut.range.end, to);
            self.cuts.next();
        }
        self.text + place - self.done
    }
}

/// Returns the sorted replacements without overlaps. Of two that overlap, the longer or first one covers both.
pub(super) fn disjoint(mut cuts: Vec<Replacement>) -> Vec<Replacement> {
    cuts.sort_by_key(|cut| (cut.range.start, std::cmp::Reverse(cut.range.end)));
    let mut apart: Vec<Replacement> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match apart.last_mut() {
            Some(last) if cut.range.start < last.range.end => last.range.end = last.range.end.max(cut.range.end),
            _ => apart.push(cut),
        }
    }
    apart
}

/// Applies the replacements to `text`. Of two that overlap, the longer one is used.
pub(super) fn replace(text: &str, cuts: &[Replacement]) -> String {
    let mut cuts: Vec<&Replacement> = cuts.iter().collect();
    cuts.sort_by_key(|cut| (cut.range.start, std::cmp::Reverse(cut.range.end)));
    let mut done = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        if cut.range.start >= at {
            done.push_str(text.get(at..cut.range.start).unwrap_or_default());
            done.push_str(&cut.with);
        }
        at = at.max(cut.range.end);
    }
    done.push_str(text.get(at..).unwrap_or_default());
    done
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json;

    #[test]
    fn replacements_in_the_text_apply_to_the_spelling() {
        let inner = r#"a\n\u00e9\/\ud83c\udf89 "x\""#;
        let meaning = DecodedString::decode(inner);
        let at = meaning.text.find('x').unwrap();
        let cut = meaning.spelled(&Replacement { range: at..at + 1, with: "\"y\"".to_owned() });
        assert_eq!(replace(inner, &[cut]), r#"a\n\u00e9\/\ud83c\udf89 "\"y\"\""#);
    }

    proptest! {
        #[test]
        fn decoded_text_equals_the_parsers(text in any::<String>()) {
            let spelled = json::quote(&text);
            let meaning = DecodedString::decode(&spelled[1..spelled.len() - 1]);
            prop_assert_eq!(&*meaning.text, &*text);
        }

        #[test]
        fn any_spelling_is_survived(spelling in "(\\\\|\\\\u|\\\\ud83c|d|8|é|\"|n){0,12}") {
            let meaning = DecodedString::decode(&spelling);
            let length = meaning.text.len();
            let cut = meaning.spelled(&Replacement { range: 0..length, with: String::new() });
            prop_assert_eq!(cut.range, 0..spelling.len());
        }
    }
}
