//! Unescapes the text of a JSON string.

/// The number of bytes that are copied at once. Most escapes are closer to each other than a vector.
const STEP: usize = 8;

/// Unescapes texts. It keeps its memory from text to text.
#[derive(Debug, Default)]
pub(crate) struct Unescaper(Vec<u8>);

impl Unescaper {
    /// Returns the text between the quotes of a string, unescaped; `None` if an escape is invalid.
    pub(crate) fn text(&mut self, inner: &str) -> Option<&str> {
        let (bytes, out) = (inner.as_bytes(), &mut self.0);
        out.clear();
        out.reserve(bytes.len() + STEP);
        let mut at = 0;
        while let Some(step) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
            out.extend_from_slice(step);
            let eight = u64::from_le_bytes(*step);
            match first_backslash(eight) {
                None => at += STEP,
                Some(place) => {
                    out.truncate(out.len() - STEP + place);
                    at += place;
                    at += escape(inner, at, out)?;
                }
            }
        }
        while let Some(byte) = bytes.get(at) {
            if *byte == b'\\' {
                at += escape(inner, at, out)?;
            } else {
                out.push(*byte);
                at += 1;
            }
        }
        std::str::from_utf8(out).ok()
    }
}

/// Returns the place of the first backslash among eight bytes.
fn first_backslash(eight: u64) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zeros = eight ^ u64::from_le_bytes([b'\\'; 8]);
    // Bits above the first backslash may be wrong; only the first one is used.
    let found = zeros.wrapping_sub(ONES) & !zeros & HIGH;
    (found != 0).then_some(found.trailing_zeros() as usize / 8)
}

/// Appends the character of the escape at `at`. Returns its length.
fn escape(inner: &str, at: usize, out: &mut Vec<u8>) -> Option<usize> {
    let plain = match *inner.as_bytes().get(at + 1)? {
        escape @ (b'"' | b'\\' | b'/') => escape,
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'u' => {
            let (char, length) = unicode(inner.get(at..)?)?;
            out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(length);
        }
        _ => return None,
    };
    out.push(plain);
    Some(2)
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
