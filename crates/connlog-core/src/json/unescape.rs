//! Unescapes the text of a JSON string into a buffer.

/// Appends the text between the quotes of a string to `text`, unescaped. Returns `None` if an escape is invalid; then
/// `text` may have a part of it.
pub(crate) fn append(text: &mut String, inner: &str) -> Option<()> {
    let mut rest = inner;
    text.reserve(inner.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(rest.get(..at)?);
        let escape = *rest.as_bytes().get(at + 1)?;
        let plain = match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let (char, length) = unicode(rest.get(at..)?)?;
                text.push(char);
                rest = rest.get(at + length..)?;
                continue;
            }
            _ => return None,
        };
        text.push(plain);
        rest = rest.get(at + 2..)?;
    }
    text.push_str(rest);
    Some(())
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
        fn result_equals_that_of_the_parser(inner in "(\\\\[\"\\\\/bfnrtu]|\\\\u[dD][89abcdAB][0-9a-f]{2}|\\\\u00[0-9a-f]{2}|[ -!#-\\[é]){0,8}") {
            let mut text = "before".to_owned();
            let appended = append(&mut text, &inner).map(|()| text.trim_start_matches("before").to_owned());
            prop_assert_eq!(appended, serde_json::from_str::<String>(&format!("\"{inner}\"")).ok());
        }
    }
}
