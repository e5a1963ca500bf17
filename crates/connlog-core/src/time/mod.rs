//! Reads and writes times. The current time is a parameter.

pub mod instant;
pub mod timestamp;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{
    DateTime, Days, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, SecondsFormat, TimeDelta, TimeZone, Utc,
};

pub use self::instant::instant;

/// The zone in which times are read and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// Coordinated Universal Time.
    #[default]
    Utc,
    /// The zone of the system.
    Local,
    /// A zone of the IANA database.
    Iana(chrono_tz::Tz),
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "utc" | "z" => Ok(Self::Utc),
            "local" => Ok(Self::Local),
            _ => chrono_tz::Tz::from_str_insensitive(text).map(Self::Iana).map_err(|_| {
                format!("unknown time zone `{text}`; expected utc, local or a name such as Europe/Berlin")
            }),
        }
    }
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
            Self::Iana(zone) => resolve(&zone, naive),
        }
    }

    /// Converts an instant to local time of this zone.
    pub fn wall(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        let offset = match self {
            Self::Utc => return utc,
            Self::Local => Local.offset_from_utc_datetime(&utc).fix(),
            Self::Iana(zone) => zone.offset_from_utc_datetime(&utc).fix(),
        };
        // The offset may overflow at the limits of the supported range.
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    fn date(self, instant: DateTime<Utc>) -> NaiveDate {
        self.wall(instant).date()
    }

    /// Formats `instant` as RFC 3339 in this zone, with milliseconds if it has any.
    pub fn rfc3339(self, instant: DateTime<Utc>) -> String {
        let digits = if instant.timestamp_subsec_millis() == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        match self {
            Self::Utc => instant.to_rfc3339_opts(digits, true),
            Self::Local => instant.with_timezone(&Local).to_rfc3339_opts(digits, false),
            Self::Iana(zone) => instant.with_timezone(&zone).to_rfc3339_opts(digits, false),
        }
    }
}

/// Reads a moment that a user typed: `90m` or `2h30m` ago, `today`, `yesterday`, a date, a date with time, RFC 3339,
/// Unix seconds.
///
/// The error says which forms are valid.
pub fn moment(text: &str, now: DateTime<Utc>, zone: Zone) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let midnight = |date: NaiveDate| zone.instant(date.and_time(NaiveTime::MIN));
    let digits = text.strip_prefix('-').unwrap_or(text);
    if matches!(digits.len(), 1..8) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{text}` has no unit; write {digits}m for an age, or @{digits} for Unix seconds"));
    }
    let read = match text {
        "now" => Some(now),
        "today" => midnight(zone.date(now)),
        "yesterday" => zone.date(now).checked_sub_days(Days::new(1)).and_then(midnight),
        _ => absolute(text, zone).or_else(|| {
            let span = TimeDelta::from_std(duration(text.strip_prefix('-').unwrap_or(text)).ok()?).ok()?;
            now.checked_sub_signed(span)
        }),
    };
    read.ok_or_else(|| {
        format!("invalid time `{text}`; expected 90m, 2h30m, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339 or Unix seconds")
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
