//! Reads and writes times in JSON values.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, SecondsFormat, Timelike as _, Utc};

use crate::json;
use crate::time;

/// Returns the moment of a JSON time stamp; `None` if it is not one.
pub fn moment(value: &str) -> Option<DateTime<Utc>> {
    // Text with escapes has another form.
    let usual = value.strip_prefix('"').and_then(|text| time::usual_instant(text.strip_suffix('"')?));
    usual.or_else(|| json::scalar(value).and_then(|text| time::instant(&text)))
}

/// Returns a JSON time stamp as the schema's text: a number becomes RFC 3339, other values stay unchanged. `None` for
/// an absent value.
pub fn text(value: &str) -> Option<Cow<'_, str>> {
    let number = value.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    match moment(value).filter(|_| number) {
        Some(moment) => Some(Cow::Owned(quoted(moment))),
        None => Some(Cow::Borrowed(value)).filter(|value| !json::is_absent(value)),
    }
}

/// Formats a moment as a JSON string in RFC 3339, with all digits that it has.
pub fn quoted(moment: DateTime<Utc>) -> String {
    let mut text = String::with_capacity(32);
    push_quoted(&mut text, moment);
    text
}

/// Formats a moment in RFC 3339, with all digits that it has.
pub fn plain(moment: DateTime<Utc>) -> String {
    let mut text = quoted(moment);
    text.pop();
    text.remove(0);
    text
}

/// Appends the same as [`quoted`] to `text`.
pub(crate) fn push_quoted(text: &mut String, moment: DateTime<Utc>) {
    // Each field of a time with a zone would compute the local time.
    let naive = moment.naive_utc();
    let nanos = naive.nanosecond();
    let Some(year) = u32::try_from(naive.year()).ok().filter(|year| *year < 10_000 && nanos < 1_000_000_000) else {
        text.extend(["\"", &moment.to_rfc3339_opts(SecondsFormat::AutoSi, true), "\""]);
        return;
    };
    text.push('"');
    push_digits(text, year, 4);
    for (mark, number) in
        [('-', naive.month()), ('-', naive.day()), ('T', naive.hour()), (':', naive.minute()), (':', naive.second())]
    {
        text.push(mark);
        push_digits(text, number, 2);
    }
    for (unit, digits) in [(1_000_000, 3), (1_000, 6), (1, 9)] {
        if nanos > 0 && nanos.is_multiple_of(unit) {
            text.push('.');
            push_digits(text, nanos / unit, digits);
            break;
        }
    }
    text.push_str("Z\"");
}

/// Appends a number with leading zeros.
fn push_digits(text: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_text_in_the_schema() {
        for (value, expected) in [
            ("1773994736823", Some("\"2026-03-20T08:18:56.823Z\"")),
            ("1.7958456E9", Some("\"2026-11-28T06:00:00Z\"")),
            ("12", Some("12")),
            ("\"2026-03-20 08:18:56,823\"", Some("\"2026-03-20 08:18:56,823\"")),
            ("{\"a\":1}", Some("{\"a\":1}")),
            ("null", None),
        ] {
            assert_eq!(text(value).as_deref(), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn written_times_equal_those_of_the_library(
            seconds in -99_999_999_999_i64..999_999_999_999,
            nanos in prop_oneof![Just(0), (0_u32..1000).prop_map(|n| n * 1_000_000), 0_u32..1_000_000, 0_u32..2_000_000_000],
        ) {
            if let Some(moment) = DateTime::from_timestamp(seconds, nanos) {
                prop_assert_eq!(quoted(moment), format!("\"{}\"", moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
            }
        }
    }

    #[test]
    fn every_documented_form_is_read() {
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
