//! What connection entries say about an account at a time: it is connected, or it lost its connection, since when and why.
//!
//! The entries of an account are found through segments: for each account, its places among 8,192 connection entries. A
//! segment is made when somebody needs it, and the server keeps the latest few.

use std::sync::Arc;

use super::connections::ConnectionEvent;
use super::dataset::Dataset;
use super::history_cache::Segment;
use super::rng::below_len;
use super::time_index::{EntryFeed, EntryKind};

const SEGMENT: u64 = 8_192;
/// How many segments are searched for the last entry of an account.
const SEARCHED: u64 = 3;

/// A lost connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountLoss {
    /// The connection entry with which it began.
    pub first: u64,
    /// The latest connection entry that shows it.
    pub last: u64,
    /// Whether somebody removed the account.
    pub intentional: bool,
}

impl Dataset {
    /// Returns the loss that `account` suffers at `now`.
    pub(super) fn loss_at(&self, account: usize, now: u64) -> Option<AccountLoss> {
        self.loss_before(account, self.line.range(EntryFeed::Connections, 0, now).end)
    }

    /// Returns the loss that `account` suffers when publishing entry `n` happens.
    pub(super) fn loss_at_post(&self, account: usize, n: u64) -> Option<AccountLoss> {
        let same_slot = self.events_before(account, n + 1).next() == Some(n);
        let is_earlier = same_slot && self.line.time(EntryKind::Connection, n) <= self.line.time(EntryKind::Post, n);
        self.loss_before(account, n + u64::from(is_earlier))
    }

    /// Returns the last connection entry at which `account` was connected, before connection entry `bound`.
    pub(super) fn last_connect(&self, account: usize, bound: u64) -> Option<u64> {
        self.events_before(account, bound).find(|n| self.connection_outline(*n).event.succeeded())
    }

    /// Returns the reason of `loss` in the words of the entry that shows it.
    pub(super) fn loss_reason(&self, loss: AccountLoss) -> &'static str {
        let first = self.connection(loss.first);
        let reason = first.ending.map(|ending| ending.reason).or_else(|| first.failure.map(|failure| failure.message));
        reason.unwrap_or("The connection was lost")
    }

    fn loss_before(&self, account: usize, bound: u64) -> Option<AccountLoss> {
        let mut loss: Option<AccountLoss> = None;
        for n in self.events_before(account, bound) {
            let outline = self.connection_outline(n);
            if outline.event.succeeded() {
                break;
            }
            let intentional = outline.event == ConnectionEvent::Disconnect && outline.intentional;
            loss = Some(AccountLoss { first: n, last: loss.map_or(n, |later| later.last), intentional });
        }
        loss
    }

    /// Returns the connection entries of `account` before entry `bound`, newest first.
    fn events_before(&self, account: usize, bound: u64) -> impl Iterator<Item = u64> + '_ {
        let newest = bound.saturating_sub(1) / SEGMENT;
        let segments = (newest.saturating_sub(SEARCHED - 1)..=newest).rev();
        segments.flat_map(move |number| {
            let segment = self.segment(number);
            let start = number * SEGMENT;
            let end = segment[account].partition_point(|place| start + u64::from(*place) < bound);
            (0..end).rev().map(move |index| start + u64::from(segment[account][index]))
        })
    }

    fn segment(&self, number: u64) -> Arc<Segment> {
        self.history.get(number, || {
            let mut segment = vec![Vec::new(); self.cast.accounts.len()];
            for place in 0..SEGMENT {
                let outline = self.connection_outline(number * SEGMENT + place);
                if outline.event != ConnectionEvent::ConnectFailed {
                    segment[outline.account].push(u16::try_from(below_len(place)).unwrap_or(u16::MAX));
                }
            }
            segment
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_262_400_123;

    #[test]
    fn the_loss_of_an_account_is_what_its_last_entries_say() {
        let world = Dataset::new(1, 4000, 6);
        let existing = world.line.existing(EntryFeed::Connections, NOW);
        let mut losses = 0;
        for account in 0..world.cast.accounts.len() {
            let shown = |n: &u64| {
                let outline = world.connection_outline(*n);
                outline.account == account && outline.event != ConnectionEvent::ConnectFailed
            };
            let Some(last) = existing.clone().rev().find(shown) else { continue };
            let loss = world.loss_at(account, NOW);
            assert_eq!(loss.is_some(), !world.connection_outline(last).event.succeeded());
            if let Some(loss) = loss {
                losses += 1;
                assert_eq!(loss.last, last);
                assert!(world.last_connect(account, last).is_none_or(|connect| connect < loss.first));
            }
        }
        assert!((5..60).contains(&losses), "{losses}");
    }

    #[test]
    fn entries_of_earlier_segments_count() {
        let world = Dataset::new(1, 4000, 6);
        let all: Vec<u64> = world.events_before(7, SEGMENT * 2).collect();
        assert!(all.iter().any(|n| *n < SEGMENT) && all.is_sorted_by(|newer, older| newer > older));
    }
}
