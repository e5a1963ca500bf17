//! Index to time and back. Entry `n` of a kind has a place in time that depends on nothing but the seed and `n`, so the
//! list grows at its head and shrinks at its tail by the clock alone, and no entry is ever stored.
//!
//! Time is cut into slots of equal share; each slot holds one entry of each kind. Days have a rhythm: few slots at night.

use std::ops::Range;

use super::dice::{Dice, Topic};

const HOUR: u64 = 3_600_000;
/// A day in milliseconds.
pub(super) const DAY: u64 = 24 * HOUR;
/// Thousandths of a day's entries in each hour (UTC).
const RHYTHM: [u64; 24] =
    [14, 10, 8, 8, 10, 18, 30, 44, 58, 66, 68, 64, 58, 62, 66, 64, 60, 54, 50, 48, 46, 40, 32, 22];
const THOUSANDTH: u64 = DAY / 1000;
/// Slots are at least this long, in milliseconds, so that the busiest hour still gives each its own millisecond.
const SHORTEST_SLOT: u64 = 4;

/// A kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Connection,
    Post,
}

/// A list of entries: one kind, or both in the order of their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    Connections,
    Posts,
    All,
}

impl Feed {
    const fn per_slot(self) -> u64 {
        match self {
            Self::Connections | Self::Posts => 1,
            Self::All => 2,
        }
    }
}

/// The places of all entries in time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeline {
    dice: Dice,
    span: u64,
    entries: u64,
}

impl Timeline {
    /// `entries` of each kind within any `days` days.
    pub(super) fn new(dice: Dice, entries: u64, days: u32) -> Self {
        let span = u64::from(days.clamp(1, 90)) * DAY;
        Self { dice, span, entries: entries.clamp(1, span / SHORTEST_SLOT) }
    }

    /// How many entries of a kind share `hours` hours of the uniform part of time; never zero.
    pub(super) fn entries_in(&self, hours: u64) -> u64 {
        scale(hours * HOUR, self.entries, self.span).max(1)
    }

    /// When entry `n` of `kind` happens, in milliseconds since 1970. Strictly increasing in `n`.
    pub(super) fn time(&self, kind: Kind, n: u64) -> u64 {
        let topic = match kind {
            Kind::Connection => Topic::ConnectionTime,
            Kind::Post => Topic::PostTime,
        };
        let start = self.slot(n);
        start + self.dice.roll(topic, n) % (self.slot(n + 1) - start)
    }

    /// Which entry stands at `index` of `feed`. Free for a list of one kind.
    pub(super) fn entry(&self, feed: Feed, index: u64) -> (Kind, u64) {
        match feed {
            Feed::Connections => (Kind::Connection, index),
            Feed::Posts => (Kind::Post, index),
            Feed::All => {
                let (kind, n, _) = self.at(feed, index);
                (kind, n)
            }
        }
    }

    /// Which entry stands at `index` of `feed`, and its time.
    pub(super) fn at(&self, feed: Feed, index: u64) -> (Kind, u64, u64) {
        match feed {
            Feed::Connections => (Kind::Connection, index, self.time(Kind::Connection, index)),
            Feed::Posts => (Kind::Post, index, self.time(Kind::Post, index)),
            Feed::All => {
                let n = index / 2;
                let connection = (Kind::Connection, n, self.time(Kind::Connection, n));
                let post = (Kind::Post, n, self.time(Kind::Post, n));
                let connection_is_newer = connection.2 >= post.2;
                if connection_is_newer == (index % 2 == 1) { connection } else { post }
            }
        }
    }

    /// The indices of `feed` whose times lie within `from..=to`.
    pub(super) fn range(&self, feed: Feed, from: u64, to: u64) -> Range<u64> {
        let start = self.first_from(feed, from);
        start..self.first_from(feed, to.saturating_add(1)).max(start)
    }

    /// The indices of `feed` that exist at `now`.
    pub(super) fn existing(&self, feed: Feed, now: u64) -> Range<u64> {
        self.range(feed, (now + 1).saturating_sub(self.span), now)
    }

    /// The first index of `feed` at `time` or later. The guess is off by a slot or two, never by more.
    fn first_from(&self, feed: Feed, time: u64) -> u64 {
        let slot = scale(uniform(time), self.entries, self.span).saturating_sub(2);
        let mut index = slot * feed.per_slot();
        while index > 0 && self.at(feed, index - 1).2 >= time {
            index -= 1;
        }
        while self.at(feed, index).2 < time {
            index += 1;
        }
        index
    }

    fn slot(&self, n: u64) -> u64 {
        rhythmic(scale(n, self.span, self.entries))
    }
}

/// `number * up / down`, without overflow on the way.
fn scale(number: u64, up: u64, down: u64) -> u64 {
    u64::try_from(u128::from(number) * u128::from(up) / u128::from(down)).unwrap_or(u64::MAX)
}

/// From uniform time to a clock whose hours are unequally busy; both agree at midnight.
fn rhythmic(time: u64) -> u64 {
    let mut rest = time % DAY;
    let mut clock = time - rest;
    for share in RHYTHM {
        let length = share * THOUSANDTH;
        if rest < length {
            return clock + rest * HOUR / length;
        }
        rest -= length;
        clock += HOUR;
    }
    clock
}

/// The inverse of [`rhythmic`], to within a few milliseconds.
fn uniform(clock: u64) -> u64 {
    let rest = clock % DAY;
    let hour = rest / HOUR;
    let before: u64 = RHYTHM.iter().zip(0..hour).map(|(share, _)| share * THOUSANDTH).sum();
    let share = RHYTHM.iter().zip(0..=hour).last().map_or(0, |(share, _)| *share);
    clock - rest + before + rest % HOUR * share * THOUSANDTH / HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_262_400_123;

    #[test]
    fn times_strictly_increase_and_the_merged_feed_is_in_order() {
        for entries in [7, 4000, 1_000_000, u64::MAX] {
            let line = Timeline::new(Dice(3), entries, 6);
            let existing = line.existing(Feed::Connections, NOW);
            let some = existing.start..existing.end.min(existing.start + 5000);
            for n in some.clone() {
                assert!(line.time(Kind::Connection, n) < line.time(Kind::Connection, n + 1));
                assert!(line.time(Kind::Post, n) < line.time(Kind::Post, n + 1));
            }
            let merged: Vec<u64> = (some.start * 2..some.end * 2).map(|index| line.at(Feed::All, index).2).collect();
            assert!(merged.is_sorted());
        }
    }

    #[test]
    fn a_range_holds_exactly_the_entries_between_its_ends() {
        let line = Timeline::new(Dice(1), 4000, 6);
        for feed in [Feed::Connections, Feed::Posts, Feed::All] {
            let (from, to) = (NOW - 5 * HOUR, NOW - HOUR);
            let wide = line.range(feed, from - DAY, NOW);
            let brute: Vec<u64> = wide.filter(|index| (from..=to).contains(&line.at(feed, *index).2)).collect();
            assert_eq!(line.range(feed, from, to).collect::<Vec<u64>>(), brute);
            let time = line.at(feed, brute[9]).2;
            assert!(line.range(feed, time, time).contains(&brute[9]), "both ends are inside");
        }
    }

    #[test]
    fn the_list_is_live_and_keeps_its_length() {
        let line = Timeline::new(Dice(1), 4000, 6);
        let mut before = line.existing(Feed::Posts, NOW);
        for minute in 1..600 {
            let now = NOW + minute * 60_000;
            let existing = line.existing(Feed::Posts, now);
            assert!(existing.start >= before.start && existing.end >= before.end);
            assert!((existing.end - existing.start).abs_diff(4000) <= 1);
            assert!(line.time(Kind::Post, existing.end - 1) <= now && line.time(Kind::Post, existing.end) > now);
            assert!(line.time(Kind::Post, existing.start) > now - line.span);
            before = existing;
        }
        assert!(before.end > line.existing(Feed::Posts, NOW).end);
    }
}
