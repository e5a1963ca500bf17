//! Cron expressions of connections: the longest time between two runs.
//!
//! Fivetran shows five fields, such as `0 5,17 * * *`. Their zone is unknown, and the time between two runs does not depend on it.
//! Crate `cron` counts Sunday as 1 instead of 0, and `croner` adds 12 crates.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/// The days that are searched: a leap year and both years around it.
const DAYS: u64 = 3 * 366;

/// Returns the longest time between two runs; `None` if the expression is unreadable or has less than two runs in three years.
pub(super) fn longest_gap(expression: &str) -> Option<TimeDelta> {
    let schedule = CronFields::parse(expression)?;
    let first_day = NaiveDate::from_ymd_opt(2027, 1, 1)?;
    let days = (0..DAYS).filter_map(|day| first_day.checked_add_days(Days::new(day)));
    let mut last_run: Option<NaiveDateTime> = None;
    let mut longest = None;
    for day in days.filter(|day| schedule.has_day(*day)) {
        for run in schedule.runs(day) {
            longest = longest.max(last_run.map(|last| run - last));
            last_run = Some(run);
        }
    }
    longest
}

/// The values of the five fields, as bits.
struct CronFields {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether a day needs to match only one of day and weekday, because both are restricted.
    is_either_day: bool,
}

impl CronFields {
    fn parse(expression: &str) -> Option<Self> {
        let fields: Vec<&str> = expression.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = *fields else { return None };
        let weekday_bits = CronField { first: 0, last: 7, names: &WEEKDAYS }.bits(weekdays)?;
        Some(Self {
            minutes: CronField { first: 0, last: 59, names: &[] }.bits(minutes)?,
            hours: CronField { first: 0, last: 23, names: &[] }.bits(hours)?,
            days: CronField { first: 1, last: 31, names: &[] }.bits(days)?,
            months: CronField { first: 1, last: 12, names: &MONTHS }.bits(months)?,
            // Sunday is 0 and 7.
            weekdays: weekday_bits | weekday_bits >> 7,
            is_either_day: !days.starts_with(['*', '?']) && !weekdays.starts_with(['*', '?']),
        })
    }

    fn has_day(&self, day: NaiveDate) -> bool {
        let is_day = has(self.days, day.day());
        let is_weekday = has(self.weekdays, day.weekday().num_days_from_sunday());
        has(self.months, day.month()) && if self.is_either_day { is_day || is_weekday } else { is_day && is_weekday }
    }

    /// Returns the runs of a day, in order.
    fn runs(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDateTime> {
        let minutes = move |hour| (0..60).filter(|minute| has(self.minutes, *minute)).map(move |minute| (hour, minute));
        let times = (0..24).filter(|hour| has(self.hours, *hour)).flat_map(minutes);
        times.filter_map(move |(hour, minute)| day.and_hms_opt(hour, minute, 0))
    }
}

/// The values that a field allows.
struct CronField {
    first: u32,
    last: u32,
    names: &'static [&'static str],
}

impl CronField {
    /// Returns the bits of a list such as `1-5,*/10,mon`.
    fn bits(&self, list: &str) -> Option<u64> {
        list.split(',').try_fold(0, |bits, part| Some(bits | self.part(part)?))
    }

    fn part(&self, part: &str) -> Option<u64> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse().ok().filter(|step| *step > 0)?)),
            None => (part, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => (self.first, self.last),
            Some((first, last)) => (self.value(first)?, self.value(last)?),
            None if step.is_some() => (self.value(range)?, self.last),
            None => (self.value(range)?, self.value(range)?),
        };
        let values = (first <= last).then(|| (first..=last).step_by(step.unwrap_or(1)))?;
        Some(values.fold(0, |bits, value| bits | 1 << value))
    }

    fn value(&self, text: &str) -> Option<u32> {
        let lower = text.to_ascii_lowercase();
        let named = self.names.iter().position(|name| *name == lower);
        let value = match named {
            Some(place) => self.first + u32::try_from(place).ok()?,
            None => text.parse().ok()?,
        };
        (self.first..=self.last).contains(&value).then_some(value)
    }
}

fn has(bits: u64, value: u32) -> bool {
    bits >> value & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_gap_is_that_between_two_runs() {
        for (expression, hours) in [
            ("0 5,17 * * *", 12),
            ("0 * * * *", 1),
            ("*/15 9-17 * * *", 15),
            ("30 6 * * 1-5", 72),
            ("30 6 * * MON-FRI", 72),
            ("0 0 * * 7", 168),
            ("0 0 * * 0", 168),
            ("0 0 1 * *", 31 * 24),
            ("0 0 1,15 * FRI", 168),
            ("0 8/6 * * ?", 12),
            ("0 0 29 2 *", 0),
        ] {
            let gap = longest_gap(expression).map_or(0, |gap| gap.num_minutes());
            let expected = if expression.starts_with("*/15") { hours * 60 + 15 } else { hours * 60 };
            assert_eq!(gap, expected, "{expression}");
        }
    }

    #[test]
    fn other_expressions_are_unreadable() {
        for expression in [
            "",
            "0 5 * *",
            "0 5 * * * *",
            "60 5 * * *",
            "0 5 0 * *",
            "0 5 L * *",
            "5-1 * * * *",
            "*/0 * * * *",
            "@daily",
            "a b c d e",
        ] {
            assert_eq!(longest_gap(expression), None, "{expression}");
        }
    }
}
