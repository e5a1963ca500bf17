//! Finds copies of redacted values elsewhere in their record: unchanged, in another case, URL-encoded, escaped, in
//! Base64, or in hexadecimal.
//!
//! Text is normalised to a form in which these spellings are equal, and the redacted values are searched for in that
//! form.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::json_string_edits::{self, Replacement};
use super::value_shape::looks_random;
use super::work_limit::WorkLimit;
use super::{HIDDEN, RedactionRule, Reveal};

/// A secret of this length is searched for inside other texts; a shorter one may be an ordinary word.
const TELLING: usize = 8;
/// The same for a secret that looks random.
const TELLING_RANDOM: usize = 6;
/// A value of this length is redacted if it is the whole text.
const OWN: usize = 4;

/// Values that were redacted, as text.
#[derive(Default)]
pub(super) struct KnownText {
    pub(super) secrets: HashSet<String>,
    pub(super) people: HashSet<String>,
    /// The normalised forms to search for in other texts, by their first bytes.
    telling: HashMap<[u8; TELLING_RANDOM], Vec<Vec<u8>>>,
    /// The first two bytes of these forms, to skip most positions of a text quickly.
    first: ByteSet,
    second: ByteSet,
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, Default)]
struct ByteSet([u64; 4]);

impl ByteSet {
    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    const fn contains(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] & 1 << (byte & 63) != 0
    }
}

impl KnownText {
    pub(super) fn is_empty(&self) -> bool {
        self.secrets.is_empty() && self.people.is_empty()
    }

    /// Returns the rule for a text that may be equal to a redacted value.
    pub(super) fn treatment(&self, text: &str, treatment: RedactionRule) -> RedactionRule {
        let is = |known: &HashSet<String>| text.len() >= OWN && known.contains(text);
        match treatment {
            RedactionRule::Plain | RedactionRule::Secret => treatment,
            _ if is(&self.secrets) => RedactionRule::Secret,
            _ if is(&self.people) => RedactionRule::Personal,
            _ => treatment,
        }
    }

    /// Builds the index of the secrets' spellings by their first bytes.
    pub(super) fn index(&mut self, work: &WorkLimit) {
        let mut spellings = HashSet::new();
        for secret in &self.secrets {
            work.spend(16 * secret.len());
            if work.is_spent() {
                break;
            }
            for part in parts(secret) {
                spellings.extend(spelled(part.as_bytes()));
            }
        }
        for spelling in spellings {
            if let Some(beginning) = spelling.first_chunk::<TELLING_RANDOM>() {
                self.first.insert(beginning[0]);
                self.second.insert(beginning[1]);
                self.telling.entry(*beginning).or_default().push(spelling);
            }
        }
    }

    /// Returns the ranges of a text that are copies of redacted values.
    pub(super) fn inside(&self, text: &str, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
        let mut cuts: Vec<Replacement> = Vec::new();
        if reveal.secrets || self.telling.is_empty() || text.len() < TELLING_RANDOM {
            return cuts;
        }
        work.spend(2 * text.len());
        let plain = Plain::new(text);
        for at in 0..plain.bytes.len() {
            let rest = plain.bytes.get(at..).unwrap_or_default();
            let Some(beginning) = rest.first_chunk::<TELLING_RANDOM>() else { break };
            if !self.first.contains(beginning[0]) || !self.second.contains(beginning[1]) {
                continue;
            }
            for secret in self.telling.get(beginning).into_iter().flatten() {
                work.spend(secret.len());
                if rest.starts_with(secret) {
                    cuts.extend(plain.range(text, at..at + secret.len()).map(Replacement::hidden));
                }
            }
            if work.is_spent() {
                return vec![json_string_edits::replace_all(text)];
            }
        }
        cuts
    }
}

/// Returns the secret, the part after an authentication scheme in it, and its Base64-decoded value.
fn parts(secret: &str) -> Vec<String> {
    let mut parts = vec![secret.to_owned()];
    let schemes = ["bearer ", "basic ", "token ", "digest "];
    let behind = schemes.iter().find_map(|scheme| {
        let begins = secret.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme));
        secret.get(scheme.len()..).filter(|_| begins)
    });
    parts.extend(behind.map(str::to_owned));
    let encoded = behind.unwrap_or(secret).trim_end_matches('=');
    let decoded = STANDARD_NO_PAD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(decoded) = decoded.filter(|text| !text.chars().any(char::is_control)) {
        parts.extend(decoded.split_once(':').map(|(_, password)| password.to_owned()));
        parts.push(decoded);
    }
    parts.retain(|part| part.len() >= TELLING || part.len() >= TELLING_RANDOM && looks_random(part));
    parts
}

/// Returns the normalised forms of a secret: unchanged, in Base64 and in hexadecimal.
fn spelled(secret: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(secret);
    let mut spellings = vec![Plain::new(&text).bytes, Plain::literal(&text).bytes];
    // Base64 has three spellings, depending on the offset. Characters that depend on neighbouring bytes are left out.
    for lead in 0..3 {
        let mut bytes = vec![0; lead];
        bytes.extend_from_slice(secret);
        let (from, to) = ((lead * 8).div_ceil(6), bytes.len() * 8 / 6);
        for encoded in [STANDARD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let core = encoded.get(from..to).filter(|core| core.len() >= TELLING);
            spellings.extend(core.map(|core| Plain::new(core).bytes));
        }
    }
    spellings.push(secret.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    spellings.retain(|spelling| {
        spelling.len() >= TELLING_RANDOM && !HIDDEN.as_bytes().windows(spelling.len()).any(|part| part == spelling)
    });
    spellings
}

/// A normalised text: lower case, without escapes.
struct Plain {
    bytes: Vec<u8>,
    /// The offset of each byte's spelling in the text, and the end of the text.
    places: Vec<usize>,
}

impl Plain {
    fn new(text: &str) -> Self {
        let mut plain = Self { bytes: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len() + 1) };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = plain.push(rest, at);
            at += length;
        }
        plain.places.push(text.len());
        plain
    }

    /// Normalises a text without escapes, even if it looks escaped.
    fn literal(text: &str) -> Self {
        let mut plain = Self { bytes: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        text.char_indices().for_each(|(at, letter)| plain.letter(letter, at));
        plain
    }

    /// Adds the first character of `rest`, and returns the length of its spelling.
    fn push(&mut self, rest: &str, at: usize) -> usize {
        let bytes = rest.as_bytes();
        match bytes.first() {
            Some(b'%') => {
                if let Some((letter, length)) = encoded(rest) {
                    self.letter(letter, at);
                    return length;
                }
            }
            Some(b'\\') => {
                let code = rest.get(2..6).filter(|_| bytes.get(1) == Some(&b'u'));
                if let Some(letter) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32)
                {
                    self.letter(letter, at);
                    return 6;
                }
                // The escaped character is read next.
                return 1;
            }
            Some(b'&') => {
                if let Some((letter, length)) = entity(rest) {
                    self.letter(letter, at);
                    return length;
                }
            }
            _ => {}
        }
        let letter = rest.chars().next().unwrap_or_default();
        self.letter(letter, at);
        letter.len_utf8().max(1)
    }

    fn letter(&mut self, letter: char, at: usize) {
        if letter.is_ascii() {
            self.add(u8::try_from(letter).unwrap_or_default(), at);
            return;
        }
        // In upper case it becomes two letters.
        if letter == 'ß' {
            self.add(b's', at);
            return self.add(b's', at);
        }
        for lower in letter.to_lowercase() {
            for byte in lower.encode_utf8(&mut [0; 4]).bytes() {
                self.add(byte, at);
            }
        }
    }

    /// Adds a byte. A plus is a space in URL queries. Backslashes are dropped, and a line feed becomes the letter
    /// that escapes it.
    fn add(&mut self, byte: u8, at: usize) {
        let plain = match byte {
            b'\\' => return,
            b'+' => b' ',
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            other => other.to_ascii_lowercase(),
        };
        self.bytes.push(plain);
        self.places.push(at);
    }

    /// Returns the range in the text that spells these bytes.
    fn range(&self, text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
        let (start, end) = (*self.places.get(bytes.start)?, *self.places.get(bytes.end)?);
        text.get(start..end).filter(|found| !found.is_empty()).map(|_| start..end)
    }
}

/// Returns the URL-encoded character at the start of a text, and the length of its spelling. It may be encoded
/// several times.
fn encoded(text: &str) -> Option<(char, usize)> {
    let (mut bytes, mut at) = ([0; 4], 0);
    for count in 1..=bytes.len() {
        let Some((byte, end)) = encoded_byte(text, at) else { break };
        bytes[count - 1] = byte;
        at = end;
        if let Some(letter) = std::str::from_utf8(bytes.get(..count)?).ok().and_then(|letter| letter.chars().next()) {
            return Some((letter, at));
        }
    }
    // The percent sign itself is encoded.
    let signs = text.strip_prefix('%')?.len() - text.strip_prefix('%')?.trim_start_matches("25").len();
    (signs > 0).then_some(('%', 1 + signs))
}

/// Returns the byte whose spelling starts at `at`, and the end of the spelling.
fn encoded_byte(text: &str, at: usize) -> Option<(u8, usize)> {
    let mut hex = text.get(at..)?.starts_with('%').then_some(at + 1)?;
    while text.get(hex..).is_some_and(|more| more.starts_with("25")) && pair(text, hex + 2).is_some() {
        hex += 2;
    }
    Some((pair(text, hex)?, hex + 2))
}

/// Returns the byte of two hexadecimal digits.
fn pair(text: &str, at: usize) -> Option<u8> {
    let digits = text.get(at..at + 2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// Returns the character of an HTML entity, and the length of the entity.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let letter = match name {
        "amp" => '&',
        "quot" => '"',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse::<u32>()).ok()?)?
        }
    };
    Some((letter, end + 1))
}
