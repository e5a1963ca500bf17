//! The schedule of a connection: how often it is expected to succeed, and when it is overdue.

use chrono::{DateTime, TimeDelta, Utc};

use super::cron_schedule;
use crate::json::scanner;
use crate::time::timestamp;

/// The tolerance for a late sync, where the connection does not set its own.
const TOLERANCE: TimeDelta = TimeDelta::hours(1);

/// When a connection syncs, and how late it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSchedule {
    rhythm: SyncRhythm,
    tolerance: TimeDelta,
    /// Whether a historical sync runs, which may take days.
    is_historical: bool,
    /// Whether Fivetran says that the connection is on schedule; `None` if it does not say.
    is_on_schedule: Option<bool>,
}

/// How often a connection syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SyncRhythm {
    Every(TimeDelta),
    /// Someone starts each sync.
    Manual,
    /// No readable schedule.
    Unknown,
}

/// Whether a connection is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// It succeeded in time, or nobody expects a success.
    No,
    /// No success within this time.
    Within(TimeDelta),
    /// Fivetran reports a delay, and the schedule cannot be computed.
    Reported,
    /// Neither the schedule nor Fivetran says it.
    Unknown,
}

impl SyncSchedule {
    /// Reads the schedule from a row of `/v1/connections`.
    pub fn read(raw: &str) -> Self {
        let word = |path: &[&str]| scanner::text(raw, path).map(|text| text.to_ascii_lowercase());
        let minutes = |path: &[&str]| scanner::text(raw, path)?.parse().ok().and_then(TimeDelta::try_minutes);
        let every = |path: &[&str]| minutes(path).filter(|every| *every > TimeDelta::zero()).map(SyncRhythm::Every);
        let kind = word(&["schedule", "schedule_type"]);
        let rhythm = match (word(&["schedule_type"]).as_deref(), kind.as_deref()) {
            (Some("manual"), _) | (_, Some("manual")) => SyncRhythm::Manual,
            (_, Some("time_of_day")) => SyncRhythm::Every(TimeDelta::days(longest_gap(raw))),
            (_, Some("cron")) => {
                let expression = scanner::text(raw, &["schedule", "cron"]).unwrap_or_default();
                cron_schedule::longest_gap(&expression).map_or(SyncRhythm::Unknown, SyncRhythm::Every)
            }
            _ => every(&["sync_frequency"]).or_else(|| every(&["schedule", "interval"])).unwrap_or(SyncRhythm::Unknown),
        };
        let own = word(&["data_delay_sensitivity"]).filter(|word| word == "custom");
        let tolerance = own.and_then(|_| minutes(&["data_delay_threshold"])).unwrap_or(TOLERANCE);
        let is_on_schedule = word(&["status", "update_state"]).and_then(|word| match &*word {
            "on_schedule" => Some(true),
            "delayed" => Some(false),
            _ => None,
        });
        let is_historical = scanner::at(raw, &["status", "is_historical_sync"]) == Some("true");
        Self { rhythm, tolerance, is_historical, is_on_schedule }
    }

    /// Returns the time between two syncs, if it is known.
    pub const fn every(&self) -> Option<TimeDelta> {
        match self.rhythm {
            SyncRhythm::Every(every) => Some(every),
            SyncRhythm::Manual | SyncRhythm::Unknown => None,
        }
    }

    /// Returns whether someone starts each sync.
    pub const fn is_manual(&self) -> bool {
        matches!(self.rhythm, SyncRhythm::Manual)
    }

    /// Returns whether nobody expects a success at a certain time: someone starts each sync, or a historical sync runs.
    pub const fn is_exempt(&self) -> bool {
        self.is_manual() || self.is_historical
    }

    /// Returns the time within which a success is expected: two intervals, because a sync may take as long as one, and
    /// the tolerance.
    pub fn allowed(&self) -> Option<TimeDelta> {
        self.every()?.checked_mul(2)?.checked_add(&self.tolerance)
    }

    /// Returns whether a connection with this last success is overdue at `now`. A connection that was created within the
    /// allowed time is new.
    pub fn overdue(
        &self,
        succeeded: Option<DateTime<Utc>>,
        created: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Overdue {
        if self.is_exempt() {
            return Overdue::No;
        }
        let Some(allowed) = self.allowed() else {
            return match self.is_on_schedule {
                Some(true) => Overdue::No,
                Some(false) => Overdue::Reported,
                None => Overdue::Unknown,
            };
        };
        let is_recent = |at: Option<DateTime<Utc>>| at.is_some_and(|at| now - at <= allowed);
        if is_recent(succeeded) || is_recent(created) { Overdue::No } else { Overdue::Within(allowed) }
    }
}

/// Returns the most days between two syncs of a daily schedule that leaves out some days of the week.
fn longest_gap(raw: &str) -> i64 {
    let days = scanner::at(raw, &["schedule", "days_of_week"]).map_or(0, |days| scanner::elements(days).count());
    match i64::try_from(days) {
        Ok(days @ 1..=7) => 8 - days,
        _ => 1,
    }
}

/// Returns the time of a member.
pub(super) fn moment(raw: &str, name: &str) -> Option<DateTime<Utc>> {
    scanner::member(raw, name).and_then(timestamp::moment)
}

/// Formats a time span: `15m`, `6h`, `1d`.
pub fn in_words(span: TimeDelta) -> String {
    match span.num_minutes() {
        whole if whole % 1_440 == 0 => format!("{}d", whole / 1_440),
        whole if whole % 60 == 0 => format!("{}h", whole / 60),
        whole => format!("{whole}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overdue(row: &str, hours: i64) -> Overdue {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        SyncSchedule::read(row).overdue(Some(now - TimeDelta::hours(hours)), None, now)
    }

    #[test]
    fn each_schedule_has_its_own_limit() {
        let six = r#"{"sync_frequency":360,"schedule_type":"auto"}"#;
        assert_eq!(overdue(six, 13), Overdue::No);
        assert_eq!(overdue(six, 14), Overdue::Within(TimeDelta::hours(13)));
        let custom = r#"{"sync_frequency":60,"data_delay_sensitivity":"CUSTOM","data_delay_threshold":600}"#;
        assert_eq!(overdue(custom, 12), Overdue::No);
        assert_eq!(overdue(custom, 13), Overdue::Within(TimeDelta::hours(12)));
        let daily = r#"{"sync_frequency":null,"schedule":{"schedule_type":"TIME_OF_DAY","days_of_week":["MON","TUE","WED","THU","FRI"]}}"#;
        assert_eq!(overdue(daily, 145), Overdue::No);
        assert_eq!(overdue(daily, 146), Overdue::Within(TimeDelta::hours(145)));
    }

    #[test]
    fn cron_has_its_longest_gap_as_interval() {
        let twice = r#"{"sync_frequency":null,"schedule":{"schedule_type":"CRON","cron":"0 5,17 * * *"}}"#;
        assert_eq!(overdue(twice, 25), Overdue::No);
        assert_eq!(overdue(twice, 26), Overdue::Within(TimeDelta::hours(25)));
    }

    #[test]
    fn manual_and_historical_syncs_are_never_overdue_and_unreadable_cron_follows_fivetran() {
        for exempt in [
            r#"{"schedule_type":"manual","sync_frequency":60}"#,
            r#"{"schedule":{"schedule_type":"MANUAL"},"sync_frequency":60}"#,
            r#"{"sync_frequency":60,"status":{"is_historical_sync":true}}"#,
            r#"{"schedule":{"schedule_type":"CRON"},"status":{"update_state":"on_schedule"}}"#,
        ] {
            assert_eq!(overdue(exempt, 900), Overdue::No, "{exempt}");
        }
        let late = r#"{"schedule":{"schedule_type":"CRON"},"status":{"update_state":"delayed"}}"#;
        assert_eq!(overdue(late, 1), Overdue::Reported);
        assert_eq!(overdue(r#"{"sync_frequency":null}"#, 1), Overdue::Unknown);
    }

    #[test]
    fn a_new_connection_is_not_overdue() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let schedule = SyncSchedule::read(r#"{"sync_frequency":60}"#);
        assert_eq!(schedule.overdue(None, Some(now - TimeDelta::hours(1)), now), Overdue::No);
        assert_eq!(schedule.overdue(None, Some(now - TimeDelta::days(1)), now), Overdue::Within(TimeDelta::hours(3)));
    }
}
