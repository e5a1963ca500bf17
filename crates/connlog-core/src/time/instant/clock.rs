//! Reads the time of day and the zone of a time.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::LONGEST;
use super::unread::TimeReader;
use crate::time::IanaZone;

/// The zone abbreviations of RFC 2822, with their offsets in hours. Other abbreviations are ambiguous.
const ABBREVIATIONS: [(&str, i64); 12] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("edt", -4),
    ("est", -5),
    ("cdt", -5),
    ("cst", -6),
    ("mdt", -6),
    ("mst", -7),
    ("pdt", -7),
    ("pst", -8),
];

/// A time of day; 24:00 is the end of the day.
pub(super) struct ClockTime {
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) nanos: i64,
}

impl ClockTime {
    pub(super) const MIDNIGHT: Self = Self { hour: 0, minute: 0, second: 0, nanos: 0 };

    pub(super) fn on(&self, date: NaiveDate) -> Option<NaiveDateTime> {
        let Self { hour, minute, second, nanos } = *self;
        let is_end_of_day = hour == 24 && minute == 0 && second == 0 && nanos == 0;
        if (hour > 23 && !is_end_of_day) || minute > 59 || second > 60 {
            return None;
        }
        // A leap second counts as the end of the second before it.
        let (second, nanos) = if second == 60 { (59, 999_999_999) } else { (second, nanos) };
        let span = TimeDelta::seconds(hour * 3_600 + minute * 60 + second) + TimeDelta::nanoseconds(nanos);
        date.and_time(NaiveTime::MIN).checked_add_signed(span)
    }
}

/// The zone of a time.
pub(super) enum ClockDigits {
    /// Minutes east of UTC.
    Offset(i64),
    Zone(IanaZone),
}

impl TimeReader<'_> {
    /// Reads the separator between date and time, if a time follows.
    pub(super) fn separator(&mut self) -> bool {
        let rest = if let [b'T' | b't' | b':' | b'_', ..] = self.rest.as_bytes() {
            &self.rest[1..]
        } else {
            let rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
            let apart = rest.trim_start();
            match apart.get(..3) {
                Some(at) if at.eq_ignore_ascii_case("at ") => apart[3..].trim_start(),
                _ if apart.len() < rest.len() => apart,
                _ => return false,
            }
        };
        let follows = rest.starts_with(|first: char| first.is_ascii_digit());
        if follows {
            self.rest = rest;
        }
        follows
    }

    /// Reads `10`, `10:00`, `10:00:00.5`, `1000`, `100000.5`, each also with `AM` or `PM`.
    pub(super) fn clock(&mut self) -> Option<ClockTime> {
        let first = self.digits(1..=6)?;
        let part = |range: Range<usize>| first.get(range).and_then(|part| part.parse().ok()).unwrap_or(0);
        let mut clock = match first.len() {
            1 if !self.rest.starts_with(':') && TimeReader { rest: self.rest }.half_of_day().is_none() => return None,
            1 | 2 => self.after_hour(first.parse().ok()?)?,
            4 => ClockTime { hour: part(0..2), minute: part(2..4), ..ClockTime::MIDNIGHT },
            6 => {
                let nanos = self.fraction().unwrap_or(0);
                ClockTime { hour: part(0..2), minute: part(2..4), second: part(4..6), nanos }
            }
            _ => return None,
        };
        if let Some(is_afternoon) = self.half_of_day() {
            if !(1..=12).contains(&clock.hour) {
                return None;
            }
            clock.hour = clock.hour % 12 + if is_afternoon { 12 } else { 0 };
        }
        Some(clock)
    }

    fn after_hour(&mut self, hour: i64) -> Option<ClockTime> {
        if self.eat(&[':']).is_none() {
            return Some(ClockTime { hour, ..ClockTime::MIDNIGHT });
        }
        let minute = self.number(2..=2)?;
        if self.eat(&[':']).is_none() {
            return Some(ClockTime { hour, minute, ..ClockTime::MIDNIGHT });
        }
        let second = self.number(2..=2)?;
        Some(ClockTime { hour, minute, second, nanos: self.fraction().unwrap_or(0) })
    }

    /// Reads a fraction of a second of any length, in nanoseconds. Java log services write `:` before it.
    pub(super) fn fraction(&mut self) -> Option<i64> {
        let mut after = TimeReader { rest: self.rest };
        after.eat(&['.', ',', ':'])?;
        let digits = after.digits(1..=LONGEST)?;
        self.rest = after.rest;
        format!("{digits:0<9}").get(..9)?.parse().ok()
    }

    /// Reads `AM`, `p.m.` and similar; returns whether it is the afternoon.
    fn half_of_day(&mut self) -> Option<bool> {
        let rest = self.rest.trim_start();
        [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)].into_iter().find_map(|(word, is_afternoon)| {
            let after = rest.get(word.len()..)?;
            let is = rest.get(..word.len())?.eq_ignore_ascii_case(word)
                && !after.starts_with(|next: char| next.is_ascii_alphanumeric());
            is.then(|| {
                self.rest = after;
                is_afternoon
            })
        })
    }

    /// Reads a zone: `Z`, `+02`, `+0200`, `+02:00`, `UTC`, `GMT+0200 (CEST)`, `+0000 UTC`, `Europe/Berlin`,
    /// `+01:00[Europe/Berlin]`.
    pub(super) fn place(&mut self) -> Option<ClockDigits> {
        let mut after = TimeReader { rest: self.rest.trim_start() };
        let offset = after.offset().map(ClockDigits::Offset);
        if offset.is_some() {
            after.abbreviation();
        }
        let place = match offset {
            Some(offset) => offset,
            None => after.named()?,
        };
        after.comment();
        self.rest = after.rest;
        Some(place)
    }

    /// Reads `+2`, `+02`, `+0200`, `+02:00`, `-06:00` in minutes.
    fn offset(&mut self) -> Option<i64> {
        let mut after = TimeReader { rest: self.rest };
        let is_west = after.eat(&['+', '-', '\u{2212}'])? != '+';
        let first = after.digits(1..=4).filter(|digits| digits.len() != 3)?;
        let (hours, minutes) = match first.len() {
            4 => (first[..2].parse().ok()?, first[2..].parse().ok()?),
            _ if after.eat(&[':']).is_some() => (first.parse().ok()?, after.number(2..=2)?),
            _ => (first.parse::<i64>().ok()?, 0),
        };
        if hours > 23 || minutes > 59 {
            return None;
        }
        self.rest = after.rest;
        let minutes = hours * 60 + minutes;
        Some(if is_west { -minutes } else { minutes })
    }

    fn named(&mut self) -> Option<ClockDigits> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        if self.rest[..end].contains('/') {
            let zone = IanaZone::named(&self.rest[..end])?;
            self.rest = &self.rest[end..];
            return Some(ClockDigits::Zone(zone));
        }
        let letters = self.letters();
        let (_, hours) = ABBREVIATIONS.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(letters))?;
        self.rest = &self.rest[letters.len()..];
        // `GMT+0200` and `UTC+2` are offsets.
        let more = if hours == 0 { self.offset().unwrap_or(0) } else { 0 };
        Some(ClockDigits::Offset(hours * 60 + more))
    }

    /// Reads the abbreviation of a zone after its offset: ` UTC`, ` CEST`.
    fn abbreviation(&mut self) {
        let after = TimeReader { rest: self.rest.trim_start() };
        let letters = after.letters();
        if (2..=5).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.rest = &after.rest[letters.len()..];
        }
    }

    /// Reads the name of a zone in brackets: ` (Central European Time)`, `[Europe/Berlin]`.
    fn comment(&mut self) {
        let rest = self.rest.trim_start();
        let end = match rest.as_bytes().first() {
            Some(b'(') => rest.find(')'),
            Some(b'[') => rest.find(']'),
            _ => None,
        };
        self.rest = end.map_or(self.rest, |end| &rest[end + 1..]);
    }

    /// Reads ` m=+0.1`, which Go appends to a time.
    pub(super) fn monotonic(&mut self) {
        if let Some(rest) = self.rest.trim_start().strip_prefix("m=") {
            self.rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
        }
    }
}
