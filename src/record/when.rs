//! Times as log services write them: with and without a zone, or counted since 1970 in seconds down to nanoseconds.

use chrono::{DateTime, SecondsFormat, Utc};

use super::json;
use crate::time;

/// The moment that a JSON value of a time stamp names.
pub fn moment(value: &str) -> Option<DateTime<Utc>> {
    let text = json::scalar(value)?;
    let text = text.trim();
    time::instant(text).or_else(|| written(text)).or_else(|| counted(text))
}

/// RFC 3339 with as many digits as the moment has, as a JSON string.
pub fn quoted(moment: DateTime<Utc>) -> String {
    format!("\"{}\"", moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// `2021-12-09 14:26:44.343 UTC`, `... +0000`, `...+00`: what warehouses export.
fn written(text: &str) -> Option<DateTime<Utc>> {
    if let Some(naive) = text.strip_suffix("UTC") {
        return time::instant(naive.trim_end());
    }
    let forms = ["%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"];
    forms.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()).map(|instant| instant.to_utc())
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970: told apart by size, since each unit's figures of
/// this century are out of the range of the next.
fn counted(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 19 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    match whole.len() {
        9..=10 => {
            let nanos = format!("{fraction:0<9}").get(..9).and_then(|digits| digits.parse().ok())?;
            DateTime::from_timestamp(count, nanos)
        }
        12..=13 => DateTime::from_timestamp_millis(count),
        15..=16 => DateTime::from_timestamp_micros(count),
        18..=19 => Some(DateTime::from_timestamp_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_facts_is_read() {
        for (value, expected) in [
            ("\"2026-05-22T00:06:08.638Z\"", "2026-05-22T00:06:08.638Z"),
            ("\"2025-07-22T14:50:49.356184217Z\"", "2025-07-22T14:50:49.356184217Z"),
            ("\"2021-12-09 14:26:44\"", "2021-12-09T14:26:44Z"),
            ("\"2021-12-09 14:26:31.579000 UTC\"", "2021-12-09T14:26:31.579Z"),
            ("\"2021-12-09 14:26:31.579 +0000\"", "2021-12-09T14:26:31.579Z"),
            ("\"2021-12-09 16:26:31.579+02:00\"", "2021-12-09T14:26:31.579Z"),
            ("\"2021-12-09 14:26:31+00\"", "2021-12-09T14:26:31Z"),
            ("\"2026-03-20T08:18:56.823+0000\"", "2026-03-20T08:18:56.823Z"),
            ("1773994736823", "2026-03-20T08:18:56.823Z"),
            ("\"1773994736823000001\"", "2026-03-20T08:18:56.823000001Z"),
            ("1773994736.8", "2026-03-20T08:18:56.800Z"),
            ("\"1773994736\"", "2026-03-20T08:18:56Z"),
        ] {
            assert_eq!(moment(value).map(quoted), Some(format!("\"{expected}\"")), "{value}");
        }
        for value in ["\"soon\"", "null", "12", "\"\"", "1.2.3", "99999999999999999999", "true", "[1773994736]"] {
            assert_eq!(moment(value), None, "{value}");
        }
    }
}
