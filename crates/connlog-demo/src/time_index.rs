//! Index to time and back. Entry `n` of a kind has a place in time that depends on nothing but the seed and `n`, so the
//! list grows at its head and shrinks at its tail by the clock alone, and no entry is ever stored.
//!
//! Time is cut into slots of equal share; each slot holds one entry of each kind. Days have a rhythm: few slots at night.

use std::ops::Range;

use super::rng::{SeededRng, Topic, below_len};

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
    Request,
    Delivery,
    Message,
    Workflow,
}

impl EntryKind {
    /// Every kind; of entries with one time, the later kind here is the newer one.
    const ALL: [Self; 6] = [Self::Request, Self::Post, Self::Delivery, Self::Message, Self::Workflow, Self::Connection];
}

const KINDS: u64 = EntryKind::ALL.len() as u64;

/// A list of entries: one kind, or all in the order of their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryFeed {
    Connections,
    Posts,
    Requests,
    Deliveries,
    Messages,
    Workflows,
    All,
}

impl EntryFeed {
    /// The kind of the list's entries; none if they are of all kinds.
    const fn kind(self) -> Option<EntryKind> {
        match self {
            Self::Connections => Some(EntryKind::Connection),
            Self::Posts => Some(EntryKind::Post),
            Self::Requests => Some(EntryKind::Request),
            Self::Deliveries => Some(EntryKind::Delivery),
            Self::Messages => Some(EntryKind::Message),
            Self::Workflows => Some(EntryKind::Workflow),
            Self::All => None,
        }
    }

    const fn per_slot(self) -> u64 {
        match self {
            Self::All => KINDS,
            _ => 1,
        }
    }
}

/// An entry and its time.
pub(super) struct PlacedEntry {
    pub(super) kind: EntryKind,
    /// The number among the entries of its kind.
    pub(super) number: u64,
    /// In milliseconds since 1970.
    pub(super) time: u64,
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
    ///
    /// Within a slot, the API request comes before the post that it creates, and the delivery of its webhook after it.
    pub(super) fn time(&self, kind: EntryKind, n: u64) -> u64 {
        let (start, end) = (self.slot(n), self.slot(n + 1));
        let anywhere = |topic| start + self.dice.roll(topic, n) % (end - start);
        match kind {
            EntryKind::Connection => anywhere(Topic::ConnectionTime),
            EntryKind::Post => anywhere(Topic::PostTime),
            EntryKind::Message => anywhere(Topic::MessageTime),
            EntryKind::Workflow => anywhere(Topic::WorkflowTime),
            EntryKind::Request => {
                let post = anywhere(Topic::PostTime);
                post - ((post - start) / 2).min(300 + self.dice.roll(Topic::RequestTime, n) % 1_200)
            }
            EntryKind::Delivery => {
                let post = anywhere(Topic::PostTime);
                post + ((end - 1 - post) / 2).min(900 + self.dice.roll(Topic::DeliveryTime, n) % 2_000)
            }
        }
    }

    /// The kinds of the entries of slot `n`, oldest first.
    fn slot_order(&self, n: u64) -> [(u64, EntryKind); EntryKind::ALL.len()] {
        let mut order = EntryKind::ALL.map(|kind| (self.time(kind, n), kind));
        order.sort_by_key(|(time, _)| *time);
        order
    }

    /// The entries at `range` of `feed`, newest first.
    pub(super) fn newest_first(&self, feed: EntryFeed, range: Range<u64>) -> impl Iterator<Item = (EntryKind, u64)> {
        let mut slot = None;
        range.rev().map(move |index| {
            let Some(kind) = feed.kind() else {
                let n = index / KINDS;
                let (_, order) = match slot {
                    Some((number, order)) if number == n => (n, order),
                    _ => *slot.insert((n, self.slot_order(n))),
                };
                return (order[below_len(index % KINDS)].1, n);
            };
            (kind, index)
        })
    }

    /// Which entry stands at `index` of `feed`, and its time.
    pub(super) fn at(&self, feed: EntryFeed, index: u64) -> PlacedEntry {
        if let Some(kind) = feed.kind() {
            return PlacedEntry { kind, number: index, time: self.time(kind, index) };
        }
        let n = index / KINDS;
        let (time, kind) = self.slot_order(n)[below_len(index % KINDS)];
        PlacedEntry { kind, number: n, time }
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
        while index > 0 && self.at(feed, index - 1).time >= time {
            index -= 1;
        }
        while self.at(feed, index).time < time {
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
                for kind in EntryKind::ALL {
                    assert!(line.time(kind, n) < line.time(kind, n + 1));
                }
                assert!(line.time(EntryKind::Request, n) <= line.time(EntryKind::Post, n));
                assert!(line.time(EntryKind::Post, n) <= line.time(EntryKind::Delivery, n));
            }
            let merged: Vec<u64> =
                (some.start * KINDS..some.end * KINDS).map(|index| line.at(EntryFeed::All, index).time).collect();
            assert!(merged.is_sorted());
        }
    }

    #[test]
    fn a_range_holds_exactly_the_entries_between_its_ends() {
        let line = TimeIndex::new(SeededRng(1), 4000, 6);
        for feed in [EntryFeed::Connections, EntryFeed::Posts, EntryFeed::Deliveries, EntryFeed::All] {
            let (from, to) = (NOW - 5 * HOUR, NOW - HOUR);
            let wide = line.range(feed, from - DAY, NOW);
            let brute: Vec<u64> = wide.filter(|index| (from..=to).contains(&line.at(feed, *index).time)).collect();
            assert_eq!(line.range(feed, from, to).collect::<Vec<u64>>(), brute);
            let time = line.at(feed, brute[9]).time;
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
