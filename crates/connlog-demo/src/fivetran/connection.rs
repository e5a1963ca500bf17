//! The plan of a connection: its schedule and what is wrong with it.

use super::FivetranAccount;
use crate::rng::{Draws, Topic};

pub(super) const MINUTE: u64 = 60_000;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;

/// What happens to a connection. Each of the first 13 connections of 24 has another trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The login was refused; every sync since then fails.
    Login,
    /// A manual sync was put off.
    ManualPutOff,
    /// It was created and never set up.
    NeverSet,
    /// Its destination is broken, so every sync fails.
    Destination,
    /// Its agent is offline, so no sync begins.
    Agent,
    /// The source fails since some hours.
    Failing,
    /// A warning that stops no sync.
    Warning,
    /// Someone paused it.
    Paused,
    /// The quota of the source is used up.
    PutOff,
    /// Its first sync runs.
    Historical,
    /// A task that stops no sync yet.
    Task,
    /// Rows of its history that are unusual.
    Odd,
    None,
}

/// How a connection is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schedule {
    Interval,
    Cron,
    Manual,
}

/// A connection of the account.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoConnection {
    pub account: FivetranAccount,
    pub index: u64,
    pub trouble: Trouble,
    pub schedule: Schedule,
    /// Minutes between two syncs.
    pub minutes: u64,
}

impl FivetranAccount {
    /// Returns the connection with this index.
    pub(super) fn connection(self, index: u64) -> DemoConnection {
        const FREQUENCIES: [u64; 6] = [15, 30, 60, 360, 360, 720];
        let trouble = match index % 24 {
            1 => Trouble::Login,
            2 => Trouble::ManualPutOff,
            3 => Trouble::NeverSet,
            5 => Trouble::Destination,
            6 => Trouble::Agent,
            7 => Trouble::Failing,
            8 => Trouble::Warning,
            9 => Trouble::Paused,
            10 => Trouble::PutOff,
            11 => Trouble::Historical,
            12 => Trouble::Task,
            13 => Trouble::Odd,
            _ => Trouble::None,
        };
        let mut draws = Draws::new(self.dice.roll(Topic::FivetranConnection, !index));
        let (schedule, minutes) = match index % 24 {
            2 => (Schedule::Manual, 720),
            4 => (Schedule::Cron, 720),
            0 | 6 | 7 | 13 => (Schedule::Interval, 60),
            _ => (Schedule::Interval, *draws.pick(&FREQUENCIES)),
        };
        DemoConnection { account: self, index, trouble, schedule, minutes }
    }

    /// Returns the connection with this id.
    pub(super) fn find(self, id: &str) -> Option<DemoConnection> {
        // Most ids end with the index.
        let digits = id.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().ok();
        let is_it = |index: &u64| *index < self.connections && self.connection_id(*index) == id;
        digits.into_iter().chain(0..4).find(is_it).map(|index| self.connection(index))
    }
}

impl DemoConnection {
    /// Returns when it was created.
    pub(super) fn created(&self, now: u64) -> u64 {
        match self.trouble {
            Trouble::NeverSet | Trouble::Historical => now / DAY * DAY - 5 * HOUR,
            _ => (now / DAY * DAY).saturating_sub((90 + self.index % 200) * DAY),
        }
    }

    /// Returns since when its trouble lasts.
    pub(super) const fn trouble_since(&self, now: u64) -> u64 {
        let today = now / DAY * DAY;
        match self.trouble {
            Trouble::Login | Trouble::Destination => today - 30 * HOUR,
            Trouble::Agent => today - 9 * HOUR,
            Trouble::Failing => today - 3 * HOUR,
            Trouble::Paused => today - 60 * HOUR,
            Trouble::Historical => today - 4 * HOUR,
            _ => u64::MAX,
        }
    }
}
