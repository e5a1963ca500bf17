//! Recognises secrets by their own form: compiles the forms of the table and finds them in text.

use std::ops::Range;
use std::sync::LazyLock;

use super::keyword_set::KeywordSet;
use super::rules::forms::FORMS;

/// The maximum length of a run that is not the last one of its form.
const LONGEST: usize = 512;
/// The minimum length of a prefix that rarely occurs in prose; after a shorter one the value must look random.
const TELLING: usize = 6;

/// The characters that a run may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Hex,
    Digit,
    Upper,
    Letter,
    Alnum,
    Word,
    Dotted,
    Base64,
}

impl Alphabet {
    fn named(name: &str) -> Self {
        match name {
            "hex" => Self::Hex,
            "digit" => Self::Digit,
            "upper" => Self::Upper,
            "letter" => Self::Letter,
            "alnum" => Self::Alnum,
            "word" => Self::Word,
            "dotted" => Self::Dotted,
            "base64" => Self::Base64,
            _ => unreachable!("a constant form, used by a test"),
        }
    }

    const fn has(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Digit => byte.is_ascii_digit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-',
            Self::Letter => byte.is_ascii_alphabetic(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'=' | b'~'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-'),
        }
    }
}

#[derive(Debug)]
enum FormPart {
    Text(&'static str),
    Run(Alphabet, usize),
}

/// A compiled form of the table.
#[derive(Debug)]
pub(super) struct ValueForm {
    prefix: &'static str,
    pieces: Vec<FormPart>,
}

/// All forms and their prefixes, compiled.
pub(super) static ALL: LazyLock<Vec<ValueForm>> =
    LazyLock::new(|| FORMS.iter().map(|(_, form)| ValueForm::new(form)).collect());
/// The prefixes of the forms, and the form of each prefix.
static PREFIXES: LazyLock<(KeywordSet, Vec<usize>)> = LazyLock::new(|| {
    let (words, forms): (Vec<String>, Vec<usize>) = prefixes().into_iter().unzip();
    (KeywordSet::new(words.iter().map(String::as_str)), forms)
});

/// Returns the prefixes of all forms with at least three characters, and the form's index in [`ALL`].
pub(super) fn prefixes() -> Vec<(String, usize)> {
    let beginnings = |(place, form): (usize, &ValueForm)| {
        let longer: Vec<String> = match form.pieces.first() {
            Some(FormPart::Run(alphabet, _)) if form.prefix.len() < 3 => (0..=127_u8)
                .filter(|byte| alphabet.has(*byte) && !byte.is_ascii_uppercase())
                .map(|byte| format!("{}{}", form.prefix, char::from(byte)))
                .collect(),
            _ => vec![form.prefix.to_owned()],
        };
        longer.into_iter().map(move |prefix| (prefix, place)).collect::<Vec<_>>()
    };
    ALL.iter().enumerate().flat_map(beginnings).collect()
}

impl ValueForm {
    fn new(form: &'static str) -> Self {
        let (prefix, mut rest) = form.split_at(form.find('<').unwrap_or(form.len()));
        let mut pieces = Vec::new();
        while let Some(inner) = rest.strip_prefix('<') {
            let (run, behind) = inner.split_once('>').unwrap_or((inner, ""));
            let (alphabet, least) = run.split_once(' ').unwrap_or((run, "1"));
            pieces.push(FormPart::Run(Alphabet::named(alphabet), least.parse().unwrap_or(1)));
            let end = behind.find('<').unwrap_or(behind.len());
            if end > 0 {
                pieces.push(FormPart::Text(behind.get(..end).unwrap_or_default()));
            }
            rest = behind.get(end..).unwrap_or_default();
        }
        Self { prefix, pieces }
    }

    /// Returns the end of the value that starts at `start`, if it has this form. A backslash before a slash is part
    /// of a run.
    pub(super) fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        // Most matches of a prefix are in the middle of a word.
        if !self.stands_apart(text, start) || !self.begins(text, start) {
            return None;
        }
        let body = start + self.prefix.len();
        let mut at = body;
        for (place, piece) in self.pieces.iter().enumerate() {
            match piece {
                FormPart::Text(literal) => {
                    at = text.get(at..)?.starts_with(literal.as_bytes()).then_some(at + literal.len())?;
                }
                FormPart::Run(alphabet, count) => {
                    let is_last = place + 1 == self.pieces.len();
                    if is_last && !self.is_telling(text.get(body..at + count)?) {
                        return None;
                    }
                    at += self.run(text.get(at..)?, *alphabet, *count, is_last)?;
                }
            }
        }
        Some(at)
    }

    /// Returns whether the prefix is at `start`. Case is ignored for a prefix of four letters and a mark.
    fn begins(&self, text: &[u8], start: usize) -> bool {
        let is_marked = self.prefix.len() >= 4 && self.prefix.ends_with(['_', '-', '.', '=', '~']);
        let found = text.get(start..start + self.prefix.len()).unwrap_or_default();
        let mut pairs = found.iter().zip(self.prefix.as_bytes());
        found.len() == self.prefix.len()
            && pairs.all(|(found, byte)| found == byte || is_marked && found.eq_ignore_ascii_case(byte))
    }

    /// Returns whether the prefix rarely occurs in prose, or what follows looks random.
    fn is_telling(&self, body: &[u8]) -> bool {
        let has = |is: fn(&u8) -> bool| body.iter().any(is);
        let (small, capital) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
        self.prefix.len() >= TELLING || has(u8::is_ascii_digit) || small && capital || capital && body.len() >= 16
    }

    /// Returns the length of a run if it has enough characters.
    fn run(&self, text: &[u8], alphabet: Alphabet, least: usize, is_last: bool) -> Option<usize> {
        let has = |at: usize| {
            let slash = |at: usize| alphabet == Alphabet::Base64 && text.get(at..at + 2) == Some(b"\\/");
            text.get(at).is_some_and(|byte| alphabet.has(*byte)) || slash(at)
        };
        if !(0..least).all(has) {
            return None;
        }
        let most = if is_last { text.len() } else { LONGEST.min(text.len()) };
        let length = (least..most).find(|at| !has(*at)).unwrap_or(most);
        if !is_last {
            return Some(length);
        }
        let ends_in_word = text.get(length).is_some_and(u8::is_ascii_alphanumeric);
        if alphabet == Alphabet::Hex && self.prefix.len() < 5 && ends_in_word {
            return None;
        }
        // The full stop of a sentence is not part of the value.
        let trimmed = text.get(..length)?.trim_ascii_end();
        let points = trimmed.iter().rev().take_while(|byte| **byte == b'.').count();
        Some(least.max(length - points.min(length)))
    }

    /// Returns whether the value is not preceded by a letter or digit, except that of an escape.
    fn stands_apart(&self, text: &[u8], start: usize) -> bool {
        // This prefix is in the middle of a value.
        if self.prefix.starts_with('.') {
            return true;
        }
        let before = |back: usize| start.checked_sub(back).and_then(|at| text.get(at)).copied();
        match before(1) {
            Some(byte) if byte.is_ascii_alphanumeric() => {
                let is_percent = before(3) == Some(b'%') && byte.is_ascii_hexdigit();
                let is_escape = before(2) == Some(b'\\') && matches!(byte, b'n' | b'r' | b't');
                is_percent || is_escape
            }
            Some(b'_' | b'-') => self.prefix.len() >= 4,
            Some(_) | None => true,
        }
    }
}

/// Returns the ranges of values in `text` that have a form of the table.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    let (words, forms) = &*PREFIXES;
    let mut spans: Vec<Range<usize>> = Vec::new();
    words.visit(text, 0, |start, word| {
        let inside = spans.last().is_some_and(|last| last.contains(&start));
        let form = forms.get(word).and_then(|form| ALL.get(*form)).filter(|_| !inside);
        if let Some(end) = form.and_then(|form| form.end(text.as_bytes(), start)) {
            spans.push(widened(text.as_bytes(), start)..end);
        }
        false
    });
    spans
}

/// Returns the start of a value whose form has its mark in the middle.
fn widened(text: &[u8], start: usize) -> usize {
    if text.get(start) != Some(&b'.') {
        return start;
    }
    let before = text.get(..start).unwrap_or_default();
    start - before.iter().rev().take(64).take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// Returns whether `text` contains a value that has a form of the table.
pub(super) fn are_in(text: &str) -> bool {
    let (words, forms) = &*PREFIXES;
    words.visit(text, 0, |start, word| {
        let form = forms.get(word).and_then(|form| ALL.get(*form));
        form.is_some_and(|form| form.end(text.as_bytes(), start).is_some())
    })
}
