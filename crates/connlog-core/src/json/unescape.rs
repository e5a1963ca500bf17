//! Unescapes the text of a JSON string.

use std::borrow::Cow;

use super::is_escaped;

/// The number of bytes that are copied at once. Most escapes are closer to each other than a vector.
const STEP: usize = 8;

/// Returns the text of a key, unescaped.
pub fn unescaped(key: &str) -> Cow<'_, str> {
    if !is_escaped(key) {
        return Cow::Borrowed(key);
    }
    serde_json::from_str::<String>(&format!("\"{key}\"")).map_or(Cow::Borrowed(key), Cow::Owned)
}

/// Unescapes texts. It keeps its memory from text to text.
#[derive(Debug, Default)]
pub(crate) struct Unescaper(Vec<u8>);

impl Unescaper {
    /// Returns the text between the quotes of a string, unescaped; `None` if an escape is invalid.
    pub(crate) fn text(&mut self, inner: &str) -> Option<&str> {
        let bytes = inner.as_bytes();
        // No text is longer than its escaped form.
        if self.0.len() < bytes.len() + STEP {
            self.0.resize(bytes.len() + STEP, 0);
        }
        let out = self.0.as_mut_slice();
        let (mut at, mut end) = (0, 0);
        while let Some(step) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
            *out.get_mut(end..)?.first_chunk_mut()? = *step;
            let place = first_backslash(u64::from_le_bytes(*step));
            (at, end) = (at + place, end + place);
            if place == STEP {
                continue;
            }
            // Nearly all escapes of JSON in a string.
            if let escape @ (b'"' | b'\\' | b'/') = *bytes.get(at + 1)? {
                *out.get_mut(end)? = escape;
                (at, end) = (at + 2, end + 1);
                continue;
            }
            let (char, length) = escape(inner.get(at..)?)?;
            at += length;
            end += char.encode_utf8(out.get_mut(end..)?).len();
        }
        while let Some(byte) = bytes.get(at) {
            if *byte == b'\\' {
                let (char, length) = escape(inner.get(at..)?)?;
                at += length;
                end += char.encode_utf8(out.get_mut(end..)?).len();
            } else {
                *out.get_mut(end)? = *byte;
                (at, end) = (at + 1, end + 1);
            }
        }
        std::str::from_utf8(self.0.get(..end)?).ok()
    }
}

/// Returns the place of the first backslash among eight bytes; 8 without a backslash.
fn first_backslash(eight: u64) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zeros = eight ^ u64::from_le_bytes([b'\\'; 8]);
    // Bits above the first backslash may be wrong; only the first one is used.
    let found = zeros.wrapping_sub(ONES) & !zeros & HIGH;
    found.trailing_zeros() as usize / 8
}

/// Returns the character of the escape at the start of `text`, and its length.
fn escape(text: &str) -> Option<(char, usize)> {
    let plain = match *text.as_bytes().get(1)? {
        escape @ (b'"' | b'\\' | b'/') => escape,
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((char::from(plain), 2))
}

/// Returns the character of the `\uXXXX` escape at the start of `text`, or of two such escapes, and their length.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    if !(0xd800..0xe000).contains(&first) {
        return Some((char::from_u32(first.into())?, 6));
    }
    let pair = char::decode_utf16([first, unit(6)?]).next()?;
    Some((pair.ok()?, 12))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn result_equals_that_of_the_parser(inner in "(\\\\[\"\\\\/bfnrtu]|\\\\u[dD][89abcdAB][0-9a-f]{2}|\\\\u00[0-9a-f]{2}|[ -!#-\\[é]){0,30}") {
            let mut unescaper = Unescaper(b"before".to_vec());
            let expected = serde_json::from_str::<String>(&format!("\"{inner}\"")).ok();
            prop_assert_eq!(unescaper.text(&inner), expected.as_deref());
        }
    }
}
