//! Reads the date of a time, and combines it with the time of day and the zone.

use std::ops::{Range, RangeInclusive};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};

use super::clock::{ClockDigits, ClockTime};
use super::unread::TimeReader;
use crate::time::Zone;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A date with its time of day, and the zone if the text has one.
struct DateAndClock {
    date: NaiveDate,
    clock: ClockTime,
    place: Option<ClockDigits>,
}

impl<'t> TimeReader<'t> {
    pub(super) fn finish(mut self, zone: Zone) -> Option<DateTime<Utc>> {
        self.weekday();
        let DateAndClock { date, clock, place } = if self.rest.starts_with(|first: char| first.is_ascii_digit()) {
            let (date, clock) = self.date()?;
            let clock = match clock {
                Some(clock) => Some(clock),
                None if self.separator() => Some(self.clock()?),
                None => None,
            };
            let place = self.place();
            DateAndClock { date, clock: clock.unwrap_or(ClockTime::MIDNIGHT), place }
        } else {
            self.month_first()?
        };
        self.monotonic();
        self.spaces();
        if !self.rest.is_empty() {
            return None;
        }
        let naive = clock.on(date)?;
        match place {
            None => zone.instant(naive),
            Some(ClockDigits::Offset(minutes)) => {
                naive.checked_sub_signed(TimeDelta::minutes(minutes)).map(|at| at.and_utc())
            }
            Some(ClockDigits::Zone(zone)) => Zone::Iana(zone).instant(naive),
        }
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let any = rest.len() < self.rest.len();
        self.rest = rest;
        any
    }

    pub(super) fn eat(&mut self, marks: &[char]) -> Option<char> {
        let first = self.rest.chars().next().filter(|first| marks.contains(first))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    /// Reads a run of digits whose length is in `lengths`; does not read a longer run.
    pub(super) fn digits(&mut self, lengths: RangeInclusive<usize>) -> Option<&'t str> {
        let end = self.rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        lengths.contains(&end).then(|| {
            self.rest = rest;
            digits
        })
    }

    pub(super) fn number(&mut self, lengths: RangeInclusive<usize>) -> Option<i64> {
        self.digits(lengths)?.parse().ok()
    }

    /// Returns the letters at the front without consuming them.
    pub(super) fn letters(&self) -> &'t str {
        let end = self.rest.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    /// Reads one of `names`, in full or at least its first three letters; returns its index.
    fn name(&mut self, names: &[&str]) -> Option<usize> {
        let letters = self.letters();
        let is = |name: &&str| {
            letters.len() >= 3 && name.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters))
        };
        let place = names.iter().position(is)?;
        self.rest = &self.rest[letters.len()..];
        Some(place)
    }

    /// Reads the day of the week, which is redundant.
    fn weekday(&mut self) {
        if self.name(&WEEKDAYS).is_some() {
            self.eat(&['.']);
            self.eat(&[',']);
            self.spaces();
        }
    }

    fn month(&mut self) -> Option<u32> {
        let month = u32::try_from(self.name(&MONTHS)?).ok()? + 1;
        self.eat(&['.']);
        Some(month)
    }

    /// Reads a date that starts with a digit; includes the time if both are one number.
    fn date(&mut self) -> Option<(NaiveDate, Option<ClockTime>)> {
        let first = self.digits(1..=17)?;
        let number = |range: Range<usize>| first.get(range)?.parse::<u32>().ok();
        match first.len() {
            4 => self.after_year(first.parse().ok()?).map(|date| (date, None)),
            1 | 2 => self.day_or_month(first.parse().ok()?).map(|date| (date, None)),
            8 | 12 | 14 | 17 => {
                let date = NaiveDate::from_ymd_opt(first[..4].parse().ok()?, number(4..6)?, number(6..8)?)?;
                let part = |range| number(range).map_or(0, i64::from);
                let nanos = if first.len() == 14 { self.fraction().unwrap_or(0) } else { part(14..17) * 1_000_000 };
                let clock = ClockTime { hour: part(8..10), minute: part(10..12), second: part(12..14), nanos };
                Some((date, (first.len() > 8).then_some(clock)))
            }
            _ => None,
        }
    }

    /// Reads `-11-29`, `/11/29`, `.11.29`, `-Nov-29`, and of ISO 8601 the day of the year `-333` and the week
    /// `-W48-7`.
    fn after_year(&mut self, year: i32) -> Option<NaiveDate> {
        let mark = self.eat(&['-', '/', '.', ' '])?;
        if mark == '-' && self.eat(&['W', 'w']).is_some() {
            let week = u32::try_from(self.number(2..=2)?).ok()?;
            let day = if self.eat(&['-']).is_some() { self.number(1..=1)? } else { 1 };
            return NaiveDate::from_isoywd_opt(year, week, Weekday::try_from(u8::try_from(day - 1).ok()?).ok()?);
        }
        if mark == '-'
            && let Some(day) = self.number(3..=3)
        {
            return NaiveDate::from_yo_opt(year, u32::try_from(day).ok()?);
        }
        let month = match self.month() {
            Some(month) => month,
            None if mark == ' ' => return None,
            None => u32::try_from(self.number(1..=2)?).ok()?,
        };
        self.eat(&[mark])?;
        NaiveDate::from_ymd_opt(year, month, u32::try_from(self.number(1..=2)?).ok()?)
    }

    /// Reads `29 Nov 2026`, `29-Nov-26`, `29/Nov/2026`, `11/28/2026`, `28.11.2026`. Of two numbers, the one above 12
    /// is the day. Fails if both could be the month.
    fn day_or_month(&mut self, first: u32) -> Option<NaiveDate> {
        let mark = self.eat(&['-', '/', '.', ' '])?;
        self.spaces();
        if let Some(month) = self.month() {
            self.eat(&['-', '/', ',']);
            self.spaces();
            return NaiveDate::from_ymd_opt(self.year()?, month, first);
        }
        let second = u32::try_from(self.number(1..=2).filter(|_| mark != ' ')?).ok()?;
        self.eat(&[mark])?;
        let year = i32::try_from(self.number(4..=4)?).ok()?;
        match (first, second) {
            (month, day) if month <= 12 && (day > 12 || month == day) => NaiveDate::from_ymd_opt(year, month, day),
            (day, month) if day > 12 && month <= 12 => NaiveDate::from_ymd_opt(year, month, day),
            _ => None,
        }
    }

    /// Reads a year; two digits as RFC 2822 defines them.
    fn year(&mut self) -> Option<i32> {
        let digits = self.digits(2..=4).filter(|digits| digits.len() != 3)?;
        let year: i32 = digits.parse().ok()?;
        Some(match digits.len() {
            2 if year < 50 => 2000 + year,
            2 => 1900 + year,
            _ => year,
        })
    }

    /// Reads `Nov 29, 2026 10:00:00 AM`, `Nov 29 10:00:00 2026`, `Nov 29 10:00:00 UTC 2026`.
    fn month_first(&mut self) -> Option<DateAndClock> {
        let month = self.month()?;
        self.spaces();
        let day = u32::try_from(self.number(1..=2)?).ok()?;
        self.eat(&[',']);
        self.spaces();
        if let Some(year) = self.number(4..=4) {
            let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            let clock = if self.separator() { self.clock()? } else { ClockTime::MIDNIGHT };
            return Some(DateAndClock { date, clock, place: self.place() });
        }
        let clock = self.clock()?;
        // In `10:00:00 2026` the year is not a zone.
        let place = self.place();
        self.spaces();
        let year = i32::try_from(self.number(4..=4)?).ok()?;
        let place = place.or_else(|| self.place());
        Some(DateAndClock { date: NaiveDate::from_ymd_opt(year, month, day)?, clock, place })
    }
}
