//! All time text, in and out. The clock is a parameter: nothing here asks what time it is.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{
    DateTime, Days, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, SecondsFormat, TimeDelta, TimeZone, Utc,
};

/// The zone that times are read and shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    #[default]
    Utc,
    Local,
    Iana(chrono_tz::Tz),
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "utc" | "z" => Ok(Self::Utc),
            "local" => Ok(Self::Local),
            _ => chrono_tz::Tz::from_str_insensitive(text)
                .map(Self::Iana)
                .map_err(|_| format!("`{text}` is no time zone; write utc, local or a name as Europe/Berlin")),
        }
    }
}

impl Zone {
    /// The instant at which a clock on the wall of this zone shows `naive`; the earlier one where it does so twice. Where
    /// it never does, since it is put forward, the one at which a clock that is not would show it.
    pub fn instant(self, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
        fn resolve<Z: TimeZone>(zone: &Z, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
            let exact = zone.from_local_datetime(&naive).earliest().map(|found| found.with_timezone(&Utc));
            // No zone puts its clock forward by more in these times.
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

    /// What a clock on the wall of this zone shows at `instant`.
    pub fn wall(self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        let offset = match self {
            Self::Utc => return utc,
            Self::Local => Local.offset_from_utc_datetime(&utc).fix(),
            Self::Iana(zone) => zone.offset_from_utc_datetime(&utc).fix(),
        };
        // At the ends of time there is no room for an offset.
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    fn date(self, instant: DateTime<Utc>) -> NaiveDate {
        self.wall(instant).date()
    }

    /// `instant` as RFC 3339 in this zone, with milliseconds where it has any.
    pub fn rfc3339(self, instant: DateTime<Utc>) -> String {
        let digits = if instant.timestamp_subsec_millis() == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        match self {
            Self::Utc => instant.to_rfc3339_opts(digits, true),
            Self::Local => instant.with_timezone(&Local).to_rfc3339_opts(digits, false),
            Self::Iana(zone) => instant.with_timezone(&zone).to_rfc3339_opts(digits, false),
        }
    }
}

/// Reads a moment as a person types it: `90m` or `2h30m` ago, `today`, `yesterday`, a date, a date with time, RFC 3339,
/// Unix seconds.
pub fn moment(text: &str, now: DateTime<Utc>, zone: Zone) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let midnight = |date: NaiveDate| zone.instant(date.and_time(NaiveTime::MIN));
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
        format!("`{text}` is no time; write 90m, 2h30m, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339 or Unix seconds")
    })
}

fn absolute(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return DateTime::from_timestamp(text.parse().ok()?, 0);
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return zone.instant(date.and_time(NaiveTime::MIN));
    }
    naive(text).and_then(|naive| zone.instant(naive))
}

fn naive(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// Reads a duration as a person types it: `90m`, `2h30m`, `3d`, `1w`.
pub fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| format!("`{text}` is no duration; write it like 30s, 90m, 2h30m or 3d"))
}

/// Reads the time of an entry: RFC 3339, or the same without a zone, which then is UTC, or as databases export it, with
/// `UTC` or `+0000` at its end.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Some(instant) = usual(text) {
        return Some(instant);
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let bare = text.strip_suffix(" UTC").unwrap_or(text);
    let zoned = || {
        ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"]
            .iter()
            .find_map(|form| DateTime::parse_from_str(bare, form).ok())
    };
    naive(bare).map(|naive| naive.and_utc()).or_else(|| zoned().map(|instant| instant.to_utc()))
}

/// The one form that APIs write, `2026-11-20T09:30:00.125Z`, read in a sixth of the steps that the whole of RFC 3339 takes: a
/// count of a file asks it of every entry. What it does not know is read below as anything else is.
fn usual(text: &str) -> Option<DateTime<Utc>> {
    const fn digit(text: &[u8; 24], at: usize) -> Option<u32> {
        match text[at] {
            digit @ b'0'..=b'9' => Some((digit - b'0') as u32),
            _ => None,
        }
    }
    let text: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let marks = [text[4], text[7], text[10], text[13], text[16], text[19], text[23]];
    let two = |at| Some(digit(text, at)? * 10 + digit(text, at + 1)?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(two(0)? * 100 + two(2)?).ok()?, two(5)?, two(8)?)?;
    let time = date.and_hms_milli_opt(two(11)?, two(14)?, two(17)?, two(20)? * 10 + digit(text, 22)?)?;
    (marks == *b"--T::.Z").then(|| time.and_utc())
}

/// How long ago `instant` was, in the largest unit that fits: `now`, `12s`, `3m`, `2h`, `5d`; `in 3m` for the future.
pub struct Age {
    pub instant: DateTime<Utc>,
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_usual_form_is_read_as_the_whole_of_rfc_3339_is(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z",
            place in 0_usize..24,
            other in prop::sample::select(vec!["", "0", "9", "Z", "z", ":", "-", ".", " ", "é"]),
        ) {
            let same = |text: &str| {
                let (own, whole) = (usual(text), DateTime::parse_from_rfc3339(text).ok());
                own.is_none() || own == whole.map(|instant| instant.to_utc())
            };
            let mut broken = text.clone();
            broken.replace_range(place..=place, other);
            prop_assert!(same(&text) && same(&broken), "{text} {broken}");
        }
    }

    #[test]
    fn a_time_of_the_usual_form_is_read_quickly() {
        for (text, expected) in [
            ("2026-11-20T09:30:00.125Z", Some(1_795_167_000_125)),
            ("2024-02-29T23:59:59.999Z", Some(1_709_251_199_999)),
            ("2026-02-29T00:00:00.000Z", None),
            ("2026-11-20T24:00:00.000Z", None),
            ("2026-11-20 09:30:00.125Z", None),
        ] {
            assert_eq!(usual(text).map(|time| time.timestamp_millis()), expected, "{text}");
        }
    }
}
