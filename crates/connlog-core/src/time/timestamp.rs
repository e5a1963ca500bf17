//! Reads and writes times in JSON values.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::json;
use crate::time;

/// Returns the moment of a JSON time stamp; `None` if it is not one.
pub fn moment(value: &str) -> Option<DateTime<Utc>> {
    json::scalar(value).and_then(|text| time::instant(&text))
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
    format!("\"{}\"", moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

#[cfg(test)]
mod tests {
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
