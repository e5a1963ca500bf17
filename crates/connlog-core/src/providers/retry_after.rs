//! Reads how long a server wants the client to wait: numbers, spans in words, moments, sentences.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::time;

/// The unit of a number without a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// A wait that a server requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// For this duration.
    For(Duration),
    /// Until this moment.
    Until(DateTime<Utc>),
}

impl RetryAfter {
    /// Returns the wait counted from `now`, the server's clock; zero for a moment in the past.
    pub fn from(self, now: DateTime<Utc>) -> Duration {
        match self {
            Self::For(span) => span,
            Self::Until(moment) => (moment - now).to_std().unwrap_or_default(),
        }
    }
}

/// Numbers from here on are moments since 1970, not spans: 10^9 seconds are 31 years.
const FIRST_EPOCH: f64 = 1e9;
/// Moments from here on are in milliseconds, from the next limit on in microseconds.
const FIRST_MILLIS: f64 = 1e11;
const FIRST_MICROS: f64 = 1e14;

/// Reads the wait in a header or a member of a body: a number, a span such as `1m 30s`, or a moment. `None` for
/// anything else.
pub fn read(text: &str, unit: TimeUnit) -> Option<RetryAfter> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if !number.is_finite() || number < 0.0 => None,
        Ok(number) if number >= FIRST_EPOCH => epoch(number).map(RetryAfter::Until),
        Ok(number) => Some(RetryAfter::For(span(number, unit))),
        Err(_) => words(text).map(RetryAfter::For).or_else(|| moment(text).map(RetryAfter::Until)),
    }
}

/// Reads the wait in a sentence such as "Retry in 3s." or "Please try again after 2 minutes".
pub fn in_prose(text: &str) -> Option<Duration> {
    let lower = text.to_lowercase();
    ["retry", "again", "wait", "reset", "resets", "available"].iter().find_map(|trigger| {
        lower.match_indices(trigger).find_map(|(at, found)| {
            let mut rest = lower.get(at + found.len()..)?.trim_start_matches(|c: char| !c.is_alphanumeric());
            while let Some(after) = FILLERS.iter().find_map(|filler| rest.strip_prefix(filler)) {
                rest = after.trim_start();
            }
            first_span(rest)
        })
    })
}

/// Words that may be between the verb and the span.
const FILLERS: [&str; 8] = ["in ", "after ", "for ", "about ", "at ", "least ", "approximately ", "another "];

/// Reads a text that consists of a span: `3s`, `1m 30s`, `2 minutes`.
fn words(text: &str) -> Option<Duration> {
    let lower = text.to_lowercase();
    let (span, rest) = pairs(&lower)?;
    rest.trim().is_empty().then_some(span)
}

/// Reads the span at the start of a text; a number without a unit means seconds.
fn first_span(text: &str) -> Option<Duration> {
    if let Some((span, _)) = pairs(text) {
        return Some(span);
    }
    let (number, rest) = number(text)?;
    let ends = rest.is_empty() || rest.starts_with(['.', ',', ';', '!', ')']);
    (ends && number < FIRST_EPOCH).then(|| span(number, TimeUnit::Seconds))
}

/// Reads all numbers with units at the start of a text, and returns the rest.
fn pairs(text: &str) -> Option<(Duration, &str)> {
    let (mut total, mut rest, mut any) = (Duration::ZERO, text, false);
    while let Some((number, after)) = number(rest) {
        let after = after.trim_start();
        let length = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (word, after) = after.split_at(length);
        let Some(seconds) = seconds(word) else { break };
        total = total.saturating_add(span(number * seconds, TimeUnit::Seconds));
        (rest, any) = (after.trim_start(), true);
        rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix(", ")).unwrap_or(rest).trim_start();
    }
    any.then_some((total, rest))
}

/// Reads the decimal number at the start of a text.
fn number(text: &str) -> Option<(f64, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(text);
    let fraction = text.get(whole..).and_then(|rest| rest.strip_prefix('.')).map_or(0, digits);
    let length = if fraction > 0 { whole + 1 + fraction } else { whole };
    let (number, rest) = text.split_at_checked(length)?;
    Some((number.parse().ok().filter(|number: &f64| number.is_finite())?, rest))
}

/// Returns the seconds of a unit of time.
fn seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        _ => return None,
    })
}

/// Converts a number of units to a duration; saturates at the maximum.
fn span(number: f64, unit: TimeUnit) -> Duration {
    let seconds = if unit == TimeUnit::Milliseconds { number / 1000.0 } else { number };
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// Converts a number since 1970 to a moment.
fn epoch(number: f64) -> Option<DateTime<Utc>> {
    let per_second = match number {
        number if number >= FIRST_MICROS => 1e6,
        number if number >= FIRST_MILLIS => 1e3,
        _ => 1.0,
    };
    let since = Duration::try_from_secs_f64(number / per_second).ok()?;
    DateTime::from_timestamp(i64::try_from(since.as_secs()).ok()?, since.subsec_nanos())
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let http = || DateTime::parse_from_rfc2822(text).ok().map(|moment| moment.to_utc());
    http().or_else(|| time::instant(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_795_176_000;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).unwrap()
    }

    fn lasts(text: &str) -> Option<Duration> {
        read(text, TimeUnit::Seconds).map(|wait| wait.from(now()))
    }

    #[test]
    fn usual_forms_are_read() {
        let table: [(&str, TimeUnit, Option<u64>); 28] = [
            ("3", TimeUnit::Seconds, Some(3_000)),
            (" 3 ", TimeUnit::Seconds, Some(3_000)),
            ("1.5", TimeUnit::Seconds, Some(1_500)),
            ("0", TimeUnit::Seconds, Some(0)),
            ("1500", TimeUnit::Milliseconds, Some(1_500)),
            ("3s", TimeUnit::Seconds, Some(3_000)),
            ("3 s", TimeUnit::Milliseconds, Some(3_000)),
            ("250ms", TimeUnit::Seconds, Some(250)),
            ("1m 30s", TimeUnit::Seconds, Some(90_000)),
            ("1m30s", TimeUnit::Seconds, Some(90_000)),
            ("2 minutes", TimeUnit::Seconds, Some(120_000)),
            ("1 hour and 5 minutes", TimeUnit::Seconds, Some(3_900_000)),
            ("1795176003", TimeUnit::Seconds, Some(3_000)),
            ("1795176003.5", TimeUnit::Seconds, Some(3_500)),
            ("1795176003000", TimeUnit::Seconds, Some(3_000)),
            ("1795176003000", TimeUnit::Milliseconds, Some(3_000)),
            ("1795176003000000", TimeUnit::Seconds, Some(3_000)),
            ("1795175000", TimeUnit::Seconds, Some(0)),
            ("2026-11-20T12:00:03Z", TimeUnit::Seconds, Some(3_000)),
            ("Fri, 20 Nov 2026 12:00:03 GMT", TimeUnit::Seconds, Some(3_000)),
            ("-1", TimeUnit::Seconds, None),
            ("NaN", TimeUnit::Seconds, None),
            ("inf", TimeUnit::Seconds, None),
            ("1e400", TimeUnit::Seconds, None),
            ("", TimeUnit::Seconds, None),
            ("soon", TimeUnit::Seconds, None),
            ("3 apples", TimeUnit::Seconds, None),
            ("s", TimeUnit::Seconds, None),
        ];
        for (text, unit, expected) in table {
            assert_eq!(
                read(text, unit).map(|wait| wait.from(now())),
                expected.map(Duration::from_millis),
                "{text} in {unit:?}"
            );
        }
    }

    #[test]
    fn spans_are_found_in_sentences() {
        for (text, expected) in [
            ("Rate limit reached for this account. Retry in 3s.", Some(3_000)),
            ("Too many requests, please try again in 12 seconds", Some(12_000)),
            ("Please retry after 1m 30s", Some(90_000)),
            ("Retry after 30.", Some(30_000)),
            ("wait 500ms", Some(500)),
            ("You must wait at least 2 minutes", Some(120_000)),
            ("Limit of 60 requests in 60s reached: resets in 5 s", Some(5_000)),
            ("25 posts in 24 hours are allowed", None),
            ("Retry later", None),
            ("Retry 3 times", None),
            ("", None),
        ] {
            assert_eq!(in_prose(text), expected.map(Duration::from_millis), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_wait_reads_the_same_in_every_form(seconds in 0_u64..900_000_000) {
            let wait = Some(Duration::from_secs(seconds));
            prop_assert_eq!(lasts(&seconds.to_string()), wait);
            prop_assert_eq!(lasts(&format!("{seconds}s")), wait);
            let moment = u64::try_from(NOW).unwrap() + seconds;
            for text in [moment.to_string(), format!("{moment}000"), format!("{moment}000000")] {
                prop_assert_eq!(lasts(&text), wait, "{}", text);
            }
            prop_assert_eq!(in_prose(&format!("Slow down! Try again in {seconds} seconds.")), wait);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}", number in any::<f64>()) {
            for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds] {
                read(&text, unit);
                let read = read(&number.to_string(), unit);
                prop_assert!(number.is_finite() && number >= 0.0 || read.is_none());
            }
            in_prose(&format!("retry in {text}"));
            in_prose(&text);
        }
    }
}
