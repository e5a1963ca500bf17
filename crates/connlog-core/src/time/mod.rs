//! Reads and writes times. The current time is a parameter.

mod iana;
pub mod instant;
mod spoken;
pub mod timestamp;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, Offset as _, SecondsFormat, TimeDelta, TimeZone, Utc};

pub use self::iana::IanaZone;
pub use self::instant::instant;
pub(crate) use self::instant::{usual_instant, usual_text};

/// The zone in which times are read and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// Coordinated Universal Time.
    #[default]
    Utc,
    /// The zone of the system.
    Local,
    /// A zone of the IANA database.
    Iana(IanaZone),
    /// A fixed distance to UTC.
    Fixed(FixedOffset),
}

/// The forms of a zone, for messages.
const ZONE_FORMS: &str = "utc, local, a name such as Europe/Berlin, or an offset such as +02:00";

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "utc" | "z" => Ok(Self::Utc),
            "local" => Ok(Self::Local),
            lower => {
                let named = || IanaZone::named(text).map(Self::Iana);
                let zone = fixed_offset(lower).map(Self::Fixed).or_else(named);
                zone.ok_or_else(|| format!("unknown time zone `{text}`; expected {ZONE_FORMS}"))
            }
        }
    }
}

/// Reads `+02:00`, `-0530`, `+2` or `utc+2`, in lower case.
fn fixed_offset(text: &str) -> Option<FixedOffset> {
    let offset = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text);
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let is_number = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // The largest offset in use is +14:00.
    (hours <= 14 && minutes < 60).then(|| FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60)))?
}

impl Zone {
    /// Converts local time to UTC. Ambiguous times (end of daylight saving time) become the earlier instant; skipped
    /// times (its start) are shifted forward by the gap.
    pub fn instant(self, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
        fn resolve<Z: TimeZone>(zone: &Z, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
            let exact = zone.from_local_datetime(&naive).earliest().map(|found| found.with_timezone(&Utc));
            // No zone skips more than this in the supported years.
            let gap = TimeDelta::hours(3);
            let put_forward = || {
                let before = zone.from_local_datetime(&naive.checked_sub_signed(gap)?).earliest()?;
                before.with_timezone(&Utc).checked_add_signed(gap)
            };
            exact.or_else(put_forward)
        }
        match self {
            Self::Utc => Some(naive.and_utc()),
            Self::Local => resolve(&Local, naive),
            Self::Iana(zone) => zone.instant(naive),
            Self::Fixed(offset) => resolve(&offset, naive),
        }
    }

    /// Converts an instant to local time of this zone.
    pub fn wall(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        let offset = match self {
            Self::Utc => return utc,
            Self::Local => Local.offset_from_utc_datetime(&utc).fix(),
            Self::Iana(zone) => zone.offset(instant),
            Self::Fixed(offset) => offset,
        };
        // The offset may overflow at the limits of the supported range.
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    /// Formats `instant` as RFC 3339 in this zone, with milliseconds if it has any.
    pub fn rfc3339(self, instant: DateTime<Utc>) -> String {
        let digits = if instant.timestamp_subsec_millis() == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        match self {
            Self::Utc => instant.to_rfc3339_opts(digits, true),
            Self::Local => instant.with_timezone(&Local).to_rfc3339_opts(digits, false),
            Self::Iana(zone) => instant.with_timezone(&zone.offset(instant)).to_rfc3339_opts(digits, false),
            Self::Fixed(offset) => instant.with_timezone(&offset).to_rfc3339_opts(digits, false),
        }
    }
}

/// Reads a moment that a user typed: an age such as `90m`, words such as `yesterday 17:00` or `1 hour ago`, a date, a
/// date with time, RFC 3339, Unix seconds. Flags, expressions and the configuration use it.
///
/// The error says which forms are valid.
pub fn moment(text: &str, now: DateTime<Utc>, zone: Zone) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if matches!(digits.len(), 1..8) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{text}` has no unit; write {digits}m for an age, or @{digits} for Unix seconds"));
    }
    let read = if text.eq_ignore_ascii_case("now") {
        Some(now)
    } else {
        absolute(text, zone).or_else(|| {
            let span = TimeDelta::from_std(duration(text.strip_prefix('-').unwrap_or(text)).ok()?).ok()?;
            now.checked_sub_signed(span)
        })
    };
    read.or_else(|| spoken::moment(text, now, zone)).ok_or_else(|| {
        format!(
            "invalid time `{text}`; expected 90m, 2h30m, 3d, today, `yesterday 17:00`, `1 hour ago`, 10:00, monday, \
             2026-11-20, 2026-11-20T10:00, RFC 3339 or Unix seconds"
        )
    })
}

fn absolute(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    if let Some(seconds) = text.strip_prefix('@') {
        return DateTime::from_timestamp(seconds.parse().ok()?, 0);
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    // All other forms are those of entries, so that a time can be copied from an entry.
    instant::in_zone(text, zone)
}

/// Reads a duration that a user typed: `90m`, `2h30m`, `3d`, `1w`. The error says which forms are valid.
pub fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| format!("invalid duration `{text}`; expected 30s, 90m, 2h30m or 3d"))
}

/// Formats the age of `instant` in the largest unit that fits: `now`, `12s`, `3m`, `2h`, `5d`; `in 3m` for the
/// future.
pub struct Age {
    /// The moment.
    pub instant: DateTime<Utc>,
    /// The current time.
    pub now: DateTime<Utc>,
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = (self.now - self.instant).num_seconds();
        if seconds < 0 {
            f.write_str("in ")?;
        }
        match seconds.abs() {
            0 => f.write_str("now"),
            span @ 1..60 => write!(f, "{span}s"),
            span @ 60..3_600 => write!(f, "{}m", span / 60),
            span @ 3_600..172_800 => write!(f, "{}h", span / 3_600),
            span => write!(f, "{}d", span / 86_400),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_may_be_a_fixed_offset() {
        let noon = instant("2026-11-29T12:00:00Z").unwrap();
        for (text, expected) in [
            ("+02:00", "2026-11-29T14:00:00+02:00"),
            ("-0530", "2026-11-29T06:30:00-05:30"),
            ("+2", "2026-11-29T14:00:00+02:00"),
            ("UTC+2", "2026-11-29T14:00:00+02:00"),
            ("gmt-03:30", "2026-11-29T08:30:00-03:30"),
            ("Etc/GMT+2", "2026-11-29T10:00:00-02:00"),
            ("utc", "2026-11-29T12:00:00Z"),
        ] {
            let zone: Zone = text.parse().unwrap();
            assert_eq!(zone.rfc3339(noon), expected, "{text}");
            assert_eq!(zone.instant(zone.wall(noon)), Some(noon), "{text}");
        }
        for text in ["+", "+15:00", "+02:60", "+2:0", "2", "+02:00x", "utc+", "utc2", "++2", "+-2", "+123", "ütc"] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_typed_number_without_a_unit_is_a_unix_time_or_an_error() {
        let now = instant("2026-11-29T12:00:00Z").unwrap();
        for (text, expected) in [
            ("1795845600", "2026-11-28T06:00:00Z"),
            ("1795845600000", "2026-11-28T06:00:00Z"),
            ("@1795845600", "2026-11-28T06:00:00Z"),
            ("@0", "1970-01-01T00:00:00Z"),
            ("0s", "2026-11-29T12:00:00Z"),
            ("2026-11-28T06:00:00+02:00", "2026-11-28T04:00:00Z"),
            ("2026-11-28 06:00 UTC", "2026-11-28T06:00:00Z"),
        ] {
            assert_eq!(moment(text, now, Zone::Utc).map(|at| Zone::Utc.rfc3339(at)), Ok(expected.to_owned()), "{text}");
        }
        for text in ["0", "00", "1", "12", "-5", "86400", "@", "@x"] {
            let why = moment(text, now, Zone::Utc).unwrap_err();
            assert_eq!(why.contains("has no unit"), !text.starts_with('@'), "{text}: {why}");
        }
    }
}
