//! Finds the JSON in a line, and the time before it.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use crate::json;
use crate::time::timestamp;

/// The number of braces in a line that are tried as the start of its JSON.
const CANDIDATES: usize = 64;

/// Returns the offset of the JSON in a line, after the prefix of services and tools: a time, `[pod/x/y]`, `svc  |`,
/// labels such as `{app="x"}`.
pub(super) fn json_start(text: &str) -> usize {
    match text.as_bytes() {
        [b'"', ..] => return 0,
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'"' | b']', ..] | []) => return 0,
        [b'[', ..]
            if serde_json::Deserializer::from_str(text)
                .into_iter::<&RawValue>()
                .next()
                .is_some_and(|one| one.is_ok()) =>
        {
            return 0;
        }
        _ => {}
    }
    let braces = || memchr::memchr_iter(b'{', text.as_bytes());
    let opens = |at: &usize| matches!(text.as_bytes()[at + 1..].trim_ascii_start(), [b'"', ..]);
    braces().take(CANDIDATES).find(opens).or_else(|| braces().next()).unwrap_or(0)
}

/// Returns the time before the JSON of a line. CloudWatch exports to S3 write `2026-03-20T08:18:56.823Z {...}`.
pub(super) fn stamp(before: &str) -> Option<DateTime<Utc>> {
    let is_date = |word: &&str| word.contains('-') && word.contains(':');
    let mut words = before.split_whitespace();
    let first = words.next()?;
    let moment = |word: &str| timestamp::moment(&json::quote(word));
    moment(first).or_else(|| words.take(3).filter(is_date).find_map(moment))
}
