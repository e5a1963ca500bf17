//! Reads the time of an entry in every form that APIs, databases, log services and languages write.
//!
//! A text that two conventions read differently (`05/11/2026`, a zone abbreviation such as `IST`) is not a time;
//! callers count the entry as untimed. The most frequent form is tried first.

pub mod clock;
pub mod reader;
pub mod unread;

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use self::unread::TimeReader;
use super::Zone;

/// The maximum length of a time in bytes.
const LONGEST: usize = 128;

/// Years outside this range are placeholders: Go and .NET write year 1 for a missing time.
const YEARS: RangeInclusive<i32> = 1970..=9999;

/// Reads the time of an entry; without a zone it is UTC. Returns `None` for a text that is not a time.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    usual_instant(text).or_else(|| in_table(text)).or_else(|| {
        let instant = in_zone(text, Zone::Utc)?;
        YEARS.contains(&instant.year()).then_some(instant)
    })
}

/// Reads `2026-11-20T09:30:00.125Z`, the form of APIs, by position. It takes a twelfth of the general reader's time,
/// and counting a file reads the time of every entry.
pub(crate) fn usual_instant(text: &str) -> Option<DateTime<Utc>> {
    let ([date, clock, second], []) = text.as_bytes().as_chunks() else { return None };
    let date = DigitPairs::read(*date, *b"0000-00-")?;
    let clock = DigitPairs::read(*clock, *b"00T00:00")?;
    let second = DigitPairs::read(*second, *b":00.000Z")?;
    let day = date.day(clock.pair(0))?;
    let milli = second.pair(4) * 10 + second.digit(6);
    Some(day.and_hms_milli_opt(clock.pair(3), clock.pair(6), second.pair(1), milli)?.and_utc())
}

/// Returns `"2026-11-20T09:30:00.125Z"`, a JSON string, for the form `2026-11-20 09:30:00.125 +0000` of exported
/// tables; `None` for another form, and for a whole second, which has no fraction in JSON.
pub(crate) fn usual_text(text: &str) -> Option<[u8; 26]> {
    let (head, b" +0000") = text.as_bytes().split_first_chunk::<23>()? else { return None };
    let mut usual = *b"\"0000-00-00T00:00:00.000Z\"";
    usual[1..24].copy_from_slice(head);
    let mark = std::mem::replace(&mut usual[11], b'T');
    let instant = usual_instant(std::str::from_utf8(&usual[1..25]).ok()?)?;
    (mark == b' ' && instant.timestamp_subsec_millis() > 0).then_some(usual)
}

/// Eight characters of a time, digits and marks. They are read together as one number of eight bytes.
#[derive(Clone, Copy)]
struct DigitPairs {
    digits: u64,
    /// In each byte: the number that its digit and the next one form.
    pairs: u64,
}

impl DigitPairs {
    /// Reads text of the same form as `form`, in which `0` represents any digit.
    #[inline]
    fn read(text: [u8; 8], form: [u8; 8]) -> Option<Self> {
        let form = u64::from_le_bytes(form);
        let digits = u64::from_le_bytes(text) ^ form;
        // A byte gets its highest bit if it is a wrong mark, or above 9 where a digit is expected.
        let mut limits = [0_u8; 8];
        for (limit, byte) in limits.iter_mut().zip(form.to_le_bytes()) {
            *limit = if byte == b'0' { 0x7f - 9 } else { 0x7f };
        }
        let high = digits | digits.wrapping_add(u64::from_le_bytes(limits));
        let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
        (high & u64::from_le_bytes([0x80; 8]) == 0).then_some(Self { digits, pairs })
    }

    #[inline]
    const fn digit(self, at: usize) -> u32 {
        self.digits.to_le_bytes()[at] as u32
    }

    /// Returns the number of two digits at this place.
    #[inline]
    const fn pair(self, at: usize) -> u32 {
        self.pairs.to_le_bytes()[at] as u32
    }

    /// Returns the date whose year and month are in `0000-00-`; `None` for a placeholder.
    #[inline]
    fn day(self, day: u32) -> Option<NaiveDate> {
        let year = i32::try_from(self.pair(0) * 100 + self.pair(2)).ok()?;
        NaiveDate::from_ymd_opt(year, self.pair(5), day).filter(|_| YEARS.contains(&year))
    }
}

/// Reads `2026-11-20 09:30:00.125 +0000`, the form of exported tables, by position: with one to nine digits of
/// the second or none, and with any spelling of UTC.
fn in_table(text: &str) -> Option<DateTime<Utc>> {
    let (head, rest) = text.as_bytes().split_first_chunk::<19>()?;
    let (Some(date), Some(day), Some(clock)) = (head.first_chunk(), head[3..11].first_chunk(), head.last_chunk())
    else {
        return None;
    };
    let date = DigitPairs::read(*date, *b"0000-00-")?;
    let day = DigitPairs::read(*day, *b"0-00-00T").or_else(|| DigitPairs::read(*day, *b"0-00-00 "))?;
    let clock = DigitPairs::read(*clock, *b"00:00:00")?;
    let (length, nanos) = match rest {
        [b'.', digits @ ..] => {
            let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let places = u32::try_from(length).ok().filter(|places| (1..=9).contains(places))?;
            let number = digits[..length].iter().fold(0, |number, byte| number * 10 + u32::from(byte - b'0'));
            (length + 1, number * 10_u32.pow(9 - places))
        }
        _ => (0, 0),
    };
    if !matches!(&rest[length..], b"Z" | b" UTC" | b" +0000" | b"+0000" | b"+00:00" | b"+00") {
        return None;
    }
    let date = date.day(day.pair(5))?;
    Some(date.and_hms_nano_opt(clock.pair(0), clock.pair(3), clock.pair(6), nanos)?.and_utc())
}

/// Reads a time in any form; without a zone it is in `zone`.
pub(super) fn in_zone(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+'));
    let count = if is_number { counted(text) } else { None };
    count.or_else(|| TimeReader { rest: text }.finish(zone)).or_else(|| wrapped(text))
}

/// Reads a number since 1970 inside other text: Snowflake's `1795845600.000000000 1440`, whose second number is a
/// zone, and .NET's `/Date(1795845600000+0200)/`.
fn wrapped(text: &str) -> Option<DateTime<Utc>> {
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        let end = inner.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(inner.len());
        return counted(&inner[..end]);
    }
    let (count, zone) = text.split_once(' ')?;
    let zone: u16 = zone.trim_start().parse().ok()?;
    counted(count).filter(|_| zone <= 2 * 1440)
}

/// Reads seconds, milliseconds, microseconds or nanoseconds since 1970, with a fraction and an exponent. The size
/// decides the unit: this century's numbers of one unit are out of range for the next.
fn counted(text: &str) -> Option<DateTime<Utc>> {
    whole_number(text).or_else(|| decimal_number(text))
}

/// Reads a whole number in the usual units of this century.
fn whole_number(text: &str) -> Option<DateTime<Utc>> {
    let units_per_second = match text.len() {
        10 => 1,
        13 => 1_000,
        16 => 1_000_000,
        19 => 1_000_000_000,
        _ => return None,
    };
    if text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (number, unit): (i64, i64) = (text.parse().ok()?, units_per_second);
    let nanos = number % unit * (1_000_000_000 / unit);
    DateTime::from_timestamp(number / unit, u32::try_from(nanos).ok()?)
}

/// Reads a number in any unit.
fn decimal_number(text: &str) -> Option<DateTime<Utc>> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<usize>().ok().filter(|exponent| *exponent < 20)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let moved = exponent.min(fraction.len());
    let zeros = "0".repeat(exponent - moved);
    let whole = [whole, &fraction[..moved], &zeros].concat();
    let whole = whole.trim_start_matches('0');
    // The number of decimal places down to nanoseconds.
    let (unit, places) = match whole.len() {
        9..=10 => (1_000_000_000, 9),
        12 if is_compact(whole) => return None,
        12..=13 => (1_000_000, 6),
        15..=16 => (1_000, 3),
        18..=19 => (1, 0),
        _ => return None,
    };
    let part: i128 = format!("{:0<places$}", &fraction[moved..]).get(..places)?.parse().unwrap_or(0);
    let nanos = whole.parse::<i128>().ok()? * unit + part;
    let (seconds, nanos) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, u32::try_from(nanos).ok()?)
}

/// Returns whether twelve digits are a date with hour and minute (`202611291000`); as milliseconds they would be
/// before 1977.
fn is_compact(digits: &str) -> bool {
    matches!(digits.get(..2), Some("19" | "20")) && TimeReader { rest: digits }.finish(Zone::Utc).is_some()
}

#[cfg(test)]
mod tests;
