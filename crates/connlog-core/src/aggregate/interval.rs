//! Time buckets that follow the local time of a zone, also when daylight saving time starts or ends.
//!
//! Days start at midnight, weeks on Monday. Buckets of several hours start at multiples of local time, so a clock
//! change makes one shorter or longer. Shorter buckets are counted from midnight and are always equally long.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};

use crate::time::{self, Zone};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The width of a bucket: a part of an hour, a number of hours that divides a day, or whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketInterval {
    seconds: i64,
}

impl BucketInterval {
    /// Returns the width in seconds on a day without a clock change.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the length of `buckets` buckets in the largest unit that fits: `90s`, `15m`, `6h`, `2d`, `1w`.
    pub fn times(self, buckets: usize) -> String {
        let seconds = i64::try_from(buckets).unwrap_or(i64::MAX).saturating_mul(self.seconds);
        let units = [(7 * DAY, "w"), (DAY, "d"), (HOUR, "h"), (60, "m")];
        let (unit, name) = units.into_iter().find(|(unit, _)| seconds % unit == 0).unwrap_or((1, "s"));
        format!("{}{name}", seconds / unit)
    }

    /// Returns whether the width is whole days, which start at midnight.
    pub const fn is_days(self) -> bool {
        self.seconds >= DAY
    }

    /// Returns the start of the bucket that contains `at`.
    pub fn start(self, at: DateTime<Utc>, zone: Zone) -> DateTime<Utc> {
        self.checked_start(at, zone).unwrap_or(at)
    }

    /// Returns the end of the bucket that starts at `start`, which is the start of the next bucket.
    pub fn end(self, start: DateTime<Utc>, zone: Zone) -> DateTime<Utc> {
        let plain = || start.checked_add_signed(TimeDelta::seconds(self.seconds));
        let end = self.checked_end(start, zone).filter(|end| *end > start).or_else(plain);
        end.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn checked_start(self, at: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
        let wall = zone.wall(at);
        match self.seconds {
            seconds if seconds <= HOUR => {
                let midnight = midnight(wall.date(), zone)?;
                let passed = (at.timestamp() - midnight.timestamp()).div_euclid(seconds) * seconds;
                midnight.checked_add_signed(TimeDelta::seconds(passed))
            }
            seconds if seconds < DAY => {
                let passed = i64::from(wall.num_seconds_from_midnight()) / seconds * seconds;
                let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(passed).ok()?, 0)?;
                zone.instant(wall.date().and_time(time))
            }
            _ => midnight(self.first_day(wall.date())?, zone),
        }
    }

    fn checked_end(self, start: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
        let wall = zone.wall(start);
        let days = |days: i64| wall.date().checked_add_signed(TimeDelta::days(days));
        match self.seconds {
            seconds if seconds <= HOUR => {
                let end = start.checked_add_signed(TimeDelta::seconds(seconds))?;
                Some(midnight(days(1)?, zone).filter(|midnight| *midnight > start).map_or(end, |next| next.min(end)))
            }
            seconds if seconds < DAY => {
                let passed = i64::from(wall.num_seconds_from_midnight()) / seconds * seconds + seconds;
                zone.instant(wall.date().and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(passed))?)
            }
            _ => midnight(days(self.seconds / DAY)?, zone),
        }
    }

    /// Returns the first day of the bucket that contains `day`. The first day of the common era was a Monday.
    fn first_day(self, day: NaiveDate) -> Option<NaiveDate> {
        let days = i32::try_from(self.seconds / DAY).ok()?;
        NaiveDate::from_num_days_from_ce_opt((day.num_days_from_ce() - 1).div_euclid(days) * days + 1)
    }
}

fn midnight(day: NaiveDate, zone: Zone) -> Option<DateTime<Utc>> {
    zone.instant(day.and_time(NaiveTime::MIN))
}

impl FromStr for BucketInterval {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let span = time::duration(text)?;
        let seconds = i64::try_from(span.as_secs()).ok().filter(|_| span.subsec_nanos() == 0);
        let fits = |seconds: i64| match seconds {
            ..1 => false,
            1..HOUR => HOUR % seconds == 0,
            HOUR..DAY => seconds % HOUR == 0 && DAY % seconds == 0,
            _ => seconds % DAY == 0 && seconds / DAY <= 366,
        };
        let even = seconds.filter(|seconds| fits(*seconds)).map(|seconds| Self { seconds });
        even.ok_or_else(|| {
            format!(
                "an hour or a day cannot be divided into buckets of {text}; use one like 1m, 5m, 15m, 1h, 6h, 1d or 1w"
            )
        })
    }
}

impl fmt::Display for BucketInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.times(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every(text: &str) -> BucketInterval {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        time::instant(text).unwrap()
    }

    /// Returns the bucket starts between two moments, in local time.
    fn local_starts(step: &str, zone: &str, (from, to): (&str, &str)) -> Vec<String> {
        let (every, zone): (BucketInterval, Zone) = (every(step), zone.parse().unwrap());
        let first = every.start(at(from), zone);
        let starts = std::iter::successors(Some(first), |start| Some(every.end(*start, zone)));
        starts
            .take_while(|start| *start < at(to))
            .map(|start| zone.rfc3339(start).chars().skip(5).take(17).collect())
            .collect()
    }

    #[test]
    fn a_bucket_divides_an_hour_or_a_day_or_is_days() {
        for text in ["1s", "10s", "1m", "15m", "60m", "1h", "6h", "12h", "24h", "1d", "3d", "1w"] {
            assert!(text.parse::<BucketInterval>().is_ok(), "{text}");
        }
        for text in ["", "0s", "7m", "90m", "5h", "36h", "500ms", "1h1ns", "400d", "1M", "hour"] {
            assert!(text.parse::<BucketInterval>().is_err(), "{text}");
        }
        for (text, shown) in [("60m", "1h"), ("24h", "1d"), ("7d", "1w"), ("14d", "2w"), ("90s", "90s"), ("2h", "2h")] {
            assert_eq!(every(text).to_string(), shown);
        }
    }

    #[test]
    fn days_begin_at_midnight_of_the_zone_and_weeks_on_monday() {
        let days = local_starts("1d", "Europe/Berlin", ("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"));
        assert_eq!(days, ["10-24T00:00:00+02", "10-25T00:00:00+02", "10-26T00:00:00+01"]);
        let weeks = local_starts("1w", "utc", ("2026-11-20T12:00:00Z", "2026-11-25T00:00:00Z"));
        assert_eq!(weeks, ["11-16T00:00:00Z", "11-23T00:00:00Z"]);
    }

    #[test]
    fn repeated_hours_are_two_buckets_and_skipped_hours_none() {
        let autumn = local_starts("1h", "Europe/Berlin", ("2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z"));
        assert_eq!(autumn, ["10-25T01:00:00+02", "10-25T02:00:00+02", "10-25T02:00:00+01", "10-25T03:00:00+01"]);
        let spring = local_starts("1h", "Europe/Berlin", ("2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z"));
        assert_eq!(spring, ["03-29T01:00:00+01", "03-29T03:00:00+02", "03-29T04:00:00+02"]);
    }

    #[test]
    fn several_hours_start_at_multiples_of_local_time() {
        let autumn = local_starts("6h", "Europe/Berlin", ("2026-10-24T23:30:00Z", "2026-10-25T12:00:00Z"));
        assert_eq!(autumn, ["10-25T00:00:00+02", "10-25T06:00:00+01", "10-25T12:00:00+01"]);
        let spring = local_starts("2h", "Europe/Berlin", ("2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z"));
        assert_eq!(spring, ["03-29T00:00:00+01", "03-29T03:00:00+02", "03-29T04:00:00+02"]);
        let half = local_starts("1h", "Asia/Kolkata", ("2026-11-20T12:00:00Z", "2026-11-20T12:40:00Z"));
        assert_eq!(half, ["11-20T17:00:00+05", "11-20T18:00:00+05"]);
    }

    #[test]
    fn limits_of_time_do_not_panic() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for step in ["1s", "6h", "1w"] {
                for zone in [Zone::Utc, "Asia/Tokyo".parse().unwrap(), "America/Lima".parse().unwrap()] {
                    let start = every(step).start(at, zone);
                    assert!(every(step).end(start, zone) >= start);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn buckets_contain_their_moments_without_gaps(
            seconds in 1_577_836_800_i64..2_208_988_800,
            step in prop::sample::select(vec!["1s", "1m", "15m", "30m", "1h", "2h", "3h", "6h", "12h", "1d", "3d", "1w"]),
            zone in prop::sample::select(time::IanaZone::all().collect::<Vec<_>>()),
        ) {
            let (every, zone, at) = (every(step), Zone::Iana(zone), DateTime::from_timestamp(seconds, 0).unwrap());
            let start = every.start(at, zone);
            let end = every.end(start, zone);
            prop_assert!(start <= at && at < end, "{start} {at} {end}");
            prop_assert_eq!(every.start(start, zone), start);
            prop_assert_eq!(every.start(end - TimeDelta::nanoseconds(1), zone), start);
            prop_assert_eq!(every.start(end, zone), end);
            prop_assert!((end - start).num_seconds() <= every.seconds() + 3 * HOUR);
        }
    }

    #[test]
    fn a_short_bucket_in_the_repeated_hour_starts_in_that_hour() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        for hour in ["2026-10-25T00:31:00Z", "2026-10-25T01:31:00Z"] {
            assert_eq!(every("15m").start(at(hour), zone), at(&hour.replace(":31", ":30")), "{hour}");
        }
    }
}
