//! Index to time and back. Entry `n` of a kind has a place in time that depends on nothing but the seed and `n`, so the
//! list grows at its head and shrinks at its tail by the clock alone, and no entry is ever stored.
//!
//! Time is cut into slots of equal share; each slot holds one entry of each kind. Days have a rhythm: few slots at night.

use std::ops::Range;

use super::rng::{SeededRng, Topic};

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
pub(super) enum EntryKind {
    Connection,
    Post,
}

/// A list of entries: one kind, or both in the order of their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryFeed {
    Connections,
    Posts,
    All,
}

impl EntryFeed {
    const fn per_slot(self) -> u64 {
        match self {
            Self::Connections | Self::Posts => 1,
            Self::All => 2,
        }
    }
}

/// The places of all entries in time.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeIndex {
    dice: SeededRng,
    span: u64,
    entries: u64,
}

impl TimeIndex {
    /// `entries` of each kind within any `days` days.
    pub(super) fn new(dice: SeededRng, entries: u64, days: u32) -> Self {
        let span = u64::from(days.clamp(1, 90)) * DAY;
        Self { dice, span, entries: entries.clamp(1, span / SHORTEST_SLOT) }
    }

    /// How many entries of a kind share `hours` hours of the uniform part of time; never zero.
    pub(super) fn entries_in(&self, hours: u64) -> u64 {
        scale(hours * HOUR, self.entries, self.span).max(1)
    }

    /// When entry `n` of `kind` happens, in milliseconds since 1970. Strictly increasing in `n`.
    pub(super) fn time(&self, kind: EntryKind, n: u64) -> u64 {
        let topic = match kind {
            EntryKind::Connection => Topic::ConnectionTime,
            EntryKind::Post => Topic::PostTime,
        };
        let start = self.slot(n);
        start + self.dice.roll(topic, n) % (self.slot(n + 1) - start)
    }

    /// Which entry stands at `index` of `feed`. Free for a list of one kind.
    pub(super) fn entry(&self, feed: EntryFeed, index: u64) -> (EntryKind, u64) {
        match feed {
            EntryFeed::Connections => (EntryKind::Connection, index),
            EntryFeed::Posts => (EntryKind::Post, index),
            EntryFeed::All => {
                let (kind, n, _) = self.at(feed, index);
                (kind, n)
            }
        }
    }

    /// Which entry stands at `index` of `feed`, and its time.
    pub(super) fn at(&self, feed: EntryFeed, index: u64) -> (EntryKind, u64, u64) {
        match feed {
            EntryFeed::Connections => (EntryKind::Connection, index, self.time(EntryKind::Connection, index)),
            EntryFeed::Posts => (EntryKind::Post, index, self.time(EntryKind::Post, index)),
            EntryFeed::All => {
                let n = index / 2;
                let connection = (EntryKind::Connection, n, self.time(EntryKind::Connection, n));
                let post = (EntryKind::Post, n, self.time(EntryKind::Post, n));
                let connection_is_newer = connection.2 >= post.2;
                if connection_is_newer == (index % 2 == 1) { connection } else { post }
            }
        }
    }

    /// The indices of `feed` whose times lie within `from..=to`.
    pub(super) fn range(&self, feed: EntryFeed, from: u64, to: u64) -> Range<u64> {
        let start = self.first_from(feed, from);
        start..self.first_from(feed, to.saturating_add(1)).max(start)
    }

    /// The indices of `feed` that exist at `now`.
    pub(super) fn existing(&self, feed: EntryFeed, now: u64) -> Range<u64> {
        self.range(feed, (now + 1).saturating_sub(self.span), now)
    }

    /// The first index of `feed` at `time` or later. The guess is off by a slot or two, never by more.
    fn first_from(&self, feed: EntryFeed, time: u64) -> u64 {
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
            let line = TimeIndex::new(SeededRng(3), entries, 6);
            let existing = line.existing(EntryFeed::Connections, NOW);
            let some = existing.start..existing.end.min(existing.start + 5000);
            for n in some.clone() {
                assert!(line.time(EntryKind::Connection, n) < line.time(EntryKind::Connection, n + 1));
                assert!(line.time(EntryKind::Post, n) < line.time(EntryKind::Post, n + 1));
            }
            let merged: Vec<u64> =
                (some.start * 2..some.end * 2).map(|index| line.at(EntryFeed::All, index).2).collect();
            assert!(merged.is_sorted());
        }
    }

    #[test]
    fn a_range_holds_exactly_the_entries_between_its_ends() {
        let line = TimeIndex::new(SeededRng(1), 4000, 6);
        for feed in [EntryFeed::Connections, EntryFeed::Posts, EntryFeed::All] {
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
        let line = TimeIndex::new(SeededRng(1), 4000, 6);
        let mut before = line.existing(EntryFeed::Posts, NOW);
        for minute in 1..600 {
            let now = NOW + minute * 60_000;
            let existing = line.existing(EntryFeed::Posts, now);
            assert!(existing.start >= before.start && existing.end >= before.end);
            assert!((existing.end - existing.start).abs_diff(4000) <= 1);
            assert!(
                line.time(EntryKind::Post, existing.end - 1) <= now && line.time(EntryKind::Post, existing.end) > now
            );
            assert!(line.time(EntryKind::Post, existing.start) > now - line.span);
            before = existing;
        }
        assert!(before.end > line.existing(EntryFeed::Posts, NOW).end);
    }
}
