//! Finds status words in data that is not valid JSON: truncated, in Python's quotes, encoded twice, nested elsewhere,
//! or free text. Used only for data without a readable status.

use std::borrow::Cow;

use crate::json;

/// The minimum length of a truncated word.
const SHORTEST: usize = "FAIL".len();

/// The meaning of the words of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StatusWords {
    /// Whether a word means a failure.
    pub(super) failure: bool,
    /// Whether the word `status` occurs.
    pub(super) mentions_status: bool,
    /// The first quoted word after `status`.
    pub(super) status: Option<String>,
}

impl StatusWords {
    pub(super) fn read(text: &str) -> Self {
        let mut spelling = Self::default();
        let mut at = 0;
        while let Some((word, end)) = next_word(text, at) {
            spelling.failure |= is_failure(word);
            if word.eq_ignore_ascii_case("status") {
                spelling.mentions_status = true;
                spelling.status = spelling.status.or_else(|| quoted(text.get(end..)?));
            }
            at = end;
        }
        spelling
    }
}

/// Returns the next run of letters, digits and underscores, and its end. Skips the letter of an escape such as `\n`.
fn next_word(text: &str, from: usize) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut start = from;
    while bytes.get(start).is_some_and(|byte| !is_part(byte)) {
        let escape = bytes.get(start) == Some(&b'\\') && matches!(bytes.get(start + 1), Some(b'n' | b't' | b'r'));
        start += if escape { 2 } else { 1 };
    }
    let length = bytes.get(start..)?.iter().take_while(|byte| is_part(byte)).count();
    (length > 0).then(|| (text.get(start..start + length).unwrap_or_default(), start + length))
}

/// Returns whether a word means a failure, also if it is truncated.
fn is_failure(word: &str) -> bool {
    let is_begun = |whole: &str| {
        word.len() >= SHORTEST && whole.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    is_begun("FAILURE_WITH_TASK") || is_begun("FAILED") || is_begun("FAILURES")
}

/// Returns the quoted word after a key and a colon or equals sign.
fn quoted(rest: &str) -> Option<String> {
    const QUOTES: [char; 2] = ['"', '\''];
    let word = rest.trim_start_matches(['\\', '"', '\'', ' ']).strip_prefix([':', '='])?;
    let word = word.trim_start_matches(['>', ' ', '\\']).strip_prefix(QUOTES)?;
    let end = word.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')))?;
    let (word, behind) = word.split_at_checked(end)?;
    behind.trim_start_matches('\\').starts_with(QUOTES).then(|| word.to_owned())
}

/// Returns the text of the data; for a JSON string its content.
pub(super) fn unescape(data: &str) -> Cow<'_, str> {
    json::string(data).unwrap_or(Cow::Borrowed(data))
}

/// Returns whether data is empty, in any spelling of an empty value.
pub(super) fn is_nothing(data: &str) -> bool {
    let text = unescape(data);
    let text = text.trim();
    text.is_empty() || ["null", "none", "nan", "{}"].iter().any(|nothing| nothing.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_quotes() {
        let status = |word: &str| Some(word.to_owned());
        for (text, failure, found) in [
            ("{'status': 'FAILURE', 'reason': 'x'}", true, status("FAILURE")),
            (r#"{"status":"FAILURE_WITH_TASK","rea"#, true, status("FAILURE_WITH_TASK")),
            (r#"{\"status\" : \"SUCCESSFUL\"}"#, false, status("SUCCESSFUL")),
            (r#"{"STATUS"=>"SUCCESSFUL"}"#, false, status("SUCCESSFUL")),
            ("status: 'SUCCESSFUL'", false, status("SUCCESSFUL")),
            (r#"{"status":"SUCCESSFU"#, false, None),
            (r#"{"status":"#, false, None),
            ("status SUCCESSFUL", false, None),
            (r#"{"reason":"x\nFAILED"}"#, true, None),
            ("Sync failed: locked out", true, None),
            ("failover fails", false, None),
            ("FAI", false, None),
            ("FAILU", true, None),
            ("", false, None),
        ] {
            let spelling = StatusWords::read(text);
            assert_eq!((spelling.failure, spelling.status), (failure, found), "{text}");
        }
    }
}
