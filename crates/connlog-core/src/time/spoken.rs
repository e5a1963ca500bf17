//! Reads times as people say them: `1 hour ago`, `yesterday 17:00`, `last monday`, `10:00`.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};

use super::{Zone, absolute, duration};

/// The marks of a time of day without a date.
const CLOCK_MARKS: [&str; 3] = [":", "am", "pm"];

/// A day in words, and the rest of the text after it.
struct SpokenDay<'t> {
    date: NaiveDate,
    /// The number of days to go back if the moment is still to come. 0: the moment may be in the future.
    step: u64,
    clock: &'t str,
}

/// Reads a time in words; `None` if `text` has another form. A time of day without a date is the last one that has
/// passed, and so is a day of the week.
pub(super) fn moment(text: &str, now: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
    let text = text.to_ascii_lowercase();
    if let Some(span) = span(&text) {
        return now.checked_sub_signed(span);
    }
    let SpokenDay { date, step, clock } = day(&text, zone.wall(now).date())?;
    let on = |date: NaiveDate| absolute(format!("{date} {clock}").trim_end(), zone);
    let moment = on(date)?;
    if moment > now && step > 0 { on(date.checked_sub_days(Days::new(step))?) } else { Some(moment) }
}

/// Reads `1 hour ago`, `an hour ago`, `last hour`, `last 2 days`.
fn span(text: &str) -> Option<TimeDelta> {
    let words = text.strip_suffix(" ago").or_else(|| text.strip_prefix("last "))?.trim();
    let one = ["an ", "a "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words);
    let counted = duration(words).or_else(|_| duration(&format!("1 {one}"))).ok()?;
    TimeDelta::from_std(counted).ok()
}

/// Reads the day at the beginning of `text`. Without one, the rest is a time of day.
fn day(text: &str, today: NaiveDate) -> Option<SpokenDay<'_>> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let named = |date: Option<NaiveDate>| Some(SpokenDay { date: date?, step: 0, clock: rest.trim_start() });
    match word {
        "today" => named(Some(today)),
        "yesterday" => named(today.pred_opt()),
        "tomorrow" => named(today.succ_opt()),
        "last" => {
            let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let date = latest(word.parse().ok()?, today.pred_opt()?)?;
            Some(SpokenDay { date, step: 0, clock: rest.trim_start() })
        }
        _ => match word.parse() {
            Ok(weekday) => Some(SpokenDay { date: latest(weekday, today)?, step: 7, clock: rest.trim_start() }),
            Err(_) if is_clock(text) => Some(SpokenDay { date: today, step: 1, clock: text }),
            Err(_) => None,
        },
    }
}

/// Returns the last date with this day of the week, which may be `date`.
fn latest(weekday: Weekday, date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(weekday))))
}

fn is_clock(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) && CLOCK_MARKS.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::super::{Zone, instant, moment};

    /// Returns the moment of a text at noon of a Friday.
    fn read(text: &str, zone: &str) -> Result<String, String> {
        let zone: Zone = zone.parse().unwrap();
        moment(text, instant("2026-11-20T12:00:00Z").unwrap(), zone).map(|at| Zone::Utc.rfc3339(at))
    }

    #[test]
    fn times_are_read_as_people_say_them() {
        for (text, expected) in [
            ("1 hour ago", "2026-11-20T11:00:00Z"),
            ("an hour ago", "2026-11-20T11:00:00Z"),
            ("a day ago", "2026-11-19T12:00:00Z"),
            ("2 hours 5 minutes ago", "2026-11-20T09:55:00Z"),
            ("90m ago", "2026-11-20T10:30:00Z"),
            ("last hour", "2026-11-20T11:00:00Z"),
            ("last 2 days", "2026-11-18T12:00:00Z"),
            ("last week", "2026-11-13T12:00:00Z"),
            ("2 hours", "2026-11-20T10:00:00Z"),
            ("Yesterday 17:00", "2026-11-19T17:00:00Z"),
            ("yesterday at 5pm", "2026-11-19T17:00:00Z"),
            ("today 09:30:15", "2026-11-20T09:30:15Z"),
            ("tomorrow", "2026-11-21T00:00:00Z"),
            ("10:00", "2026-11-20T10:00:00Z"),
            ("5pm", "2026-11-19T17:00:00Z"),
            ("12:00", "2026-11-20T12:00:00Z"),
            ("12:01", "2026-11-19T12:01:00Z"),
            ("friday", "2026-11-20T00:00:00Z"),
            ("last friday", "2026-11-13T00:00:00Z"),
            ("friday 13:00", "2026-11-13T13:00:00Z"),
            ("monday", "2026-11-16T00:00:00Z"),
            ("mon 9:00", "2026-11-16T09:00:00Z"),
            ("last monday 09:00", "2026-11-16T09:00:00Z"),
        ] {
            assert_eq!(read(text, "utc").as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn words_are_times_of_the_zone() {
        for (text, zone, expected) in [
            ("today", "Pacific/Auckland", "2026-11-20T11:00:00Z"),
            ("10:00", "Europe/Berlin", "2026-11-20T09:00:00Z"),
            ("yesterday 17:00", "+05:30", "2026-11-19T11:30:00Z"),
            ("14:00", "UTC+2", "2026-11-20T12:00:00Z"),
        ] {
            assert_eq!(read(text, zone).as_deref(), Ok(expected), "{text} {zone}");
        }
    }

    #[test]
    fn other_words_are_no_times() {
        for text in [
            "25:00",
            "last",
            "ago",
            "an ago",
            "yesterday 25:00",
            "yesterday noon",
            "last 5",
            "5 o'clock",
            "monday x",
            "10:00 x",
        ] {
            assert!(read(text, "utc").is_err(), "{text}");
        }
    }
}
