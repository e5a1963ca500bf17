//! Joins overlapping pages without a gap and without duplicates.
//!
//! Two pages join if the second one holds a record newer than the oldest record read (the *edge*). Its older records
//! are new. Records with the timestamp of the edge are compared by identity and count. If timestamps are missing or not
//! in order, pages join by identity alone. docs/development/paging.md explains why this is correct.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};

use connlog_core::record::Record;

/// The number of records kept to join by identity; it exceeds any overlap of two pages.
const REMEMBERED: usize = 300;
/// Above this number, records of one timestamp and one newer record may not fit on one page.
const CROWD: u64 = 70;

/// Joins pages to the oldest records read so far.
pub struct OverlapJoiner {
    /// The last records read, oldest last.
    tail: VecDeque<SeenRecord>,
    /// Whether all records so far have a timestamp and came newest first.
    ordered: bool,
    /// Whether no page was read yet; the first page is accepted unchanged.
    blank: bool,
}

struct SeenRecord {
    time: Option<DateTime<Utc>>,
    record: Record,
}

/// Where the server took a page from the list, as far as the pager knows.
#[derive(Debug, Clone, Copy)]
pub struct ListPosition {
    /// The page begins at the top of the list.
    pub top: bool,
    /// The page was requested after the offset of the edge was known.
    pub fresh: bool,
    /// The maximum page length is too short for the overlap and one new record.
    pub short: bool,
    /// The page begins at or above the last known offset of the edge.
    pub at_or_above_edge: bool,
}

/// The position of a page relative to the records read before.
pub enum JoinResult {
    /// The page continues the list without a gap; these records are new.
    Joined(Vec<Record>),
    /// The page begins below the edge: there may be records in between.
    Below,
    /// The page ends above the edge and has no new records.
    Above,
    /// The page begins among records with the timestamp of the edge, so a longer overlap is needed.
    Within,
}

impl Default for OverlapJoiner {
    fn default() -> Self {
        Self { tail: VecDeque::new(), ordered: true, blank: true }
    }
}

impl OverlapJoiner {
    /// Returns the timestamp of the oldest record, or `None` if the records did not come newest first.
    pub fn edge(&self) -> Option<DateTime<Utc>> {
        self.tail.back().and_then(|known| known.time).filter(|_| self.ordered)
    }

    /// Returns the oldest known timestamp that is newer than the edge.
    pub fn above_edge(&self) -> Option<DateTime<Utc>> {
        let edge = self.edge()?;
        self.tail.iter().rev().filter_map(|known| known.time).find(|time| *time > edge)
    }

    /// Returns how many known records a page must contain to join: all records with the timestamp of the edge, and one
    /// newer record.
    pub fn overlap(&self) -> u64 {
        let Some(edge) = self.edge() else { return 2 };
        self.tail.iter().rev().take_while(|known| known.time == Some(edge)).count() as u64 + 1
    }

    /// Returns the minimum number of known records below the last record of a page that ends above the edge.
    pub fn distance(&self, records: &[Record]) -> u64 {
        let Some(last) = records.last() else { return 0 };
        let identity = last.identity();
        let below = match self.tail.iter().rposition(|known| known.record.identity() == identity) {
            Some(place) => self.tail.len() - 1 - place,
            None if !self.ordered => 0,
            None => self.tail.iter().filter(|known| known.time < last.time()).count(),
        };
        below as u64
    }

    /// Joins a page to the records read before, and remembers its new records if it joins.
    pub fn join(&mut self, records: &[Record], place: ListPosition) -> JoinResult {
        let page: Vec<SeenRecord> =
            records.iter().map(|record| SeenRecord { time: record.time(), record: record.clone() }).collect();
        self.ordered &=
            page.iter().all(|known| known.time.is_some()) && page.windows(2).all(|pair| pair[0].time >= pair[1].time);
        if std::mem::take(&mut self.blank) {
            return JoinResult::Joined(self.accept(page));
        }
        match self.edge() {
            Some(edge) => self.join_by_time(page, edge, place),
            None => self.join_by_identity(page, place),
        }
    }

    fn join_by_time(&mut self, page: Vec<SeenRecord>, edge: DateTime<Utc>, place: ListPosition) -> JoinResult {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return JoinResult::Above };
        if first.time < Some(edge) && !place.top {
            return JoinResult::Below;
        }
        if last.time > Some(edge) {
            return JoinResult::Above;
        }
        if first.time == Some(edge) && !place.top {
            return if place.short || self.overlap() > CROWD {
                self.join_by_identity(page, place)
            } else {
                JoinResult::Within
            };
        }
        let mut have = counts(self.tail.iter().filter(|known| known.time == Some(edge)));
        let holds_edge =
            page.iter().any(|known| known.time == Some(edge) && have.contains_key(&known.record.identity()));
        if last.time < Some(edge) && !holds_edge && !place.top {
            if place.fresh {
                // Only the oldest records expire, so a page across the edge must contain it. The list is not ordered by time.
                self.ordered = false;
                return self.join_by_identity(page, place);
            }
            // The edge may be a late record that came after this page; then the page has a record from above it.
            let all = counts(self.tail.iter());
            if !page.iter().any(|known| all.contains_key(&known.record.identity())) {
                return JoinResult::Below;
            }
        }
        let new =
            |known: &SeenRecord| known.time < Some(edge) || (known.time == Some(edge) && beyond(&mut have, known));
        let fresh = filter(page, new);
        JoinResult::Joined(self.accept(fresh))
    }

    fn join_by_identity(&mut self, page: Vec<SeenRecord>, place: ListPosition) -> JoinResult {
        if page.is_empty() {
            return JoinResult::Above;
        }
        let mut have = counts(self.tail.iter());
        let known: Vec<bool> = page.iter().map(|record| !beyond(&mut have, record)).collect();
        let Some(last_known) = known.iter().rposition(|known| *known) else {
            // New records only move the edge down, so a page at or above its last offset is above its present one.
            return if place.fresh && place.at_or_above_edge { JoinResult::Above } else { JoinResult::Below };
        };
        let is_edge =
            |known: &SeenRecord| self.tail.back().is_some_and(|edge| edge.record.identity() == known.record.identity());
        if last_known + 1 == page.len() && !is_edge(&page[last_known]) {
            return JoinResult::Above;
        }
        // An unknown record before a known one arrived after the known one was read.
        let fresh = page.into_iter().skip(last_known + 1).collect();
        JoinResult::Joined(self.accept(fresh))
    }

    fn accept(&mut self, fresh: Vec<SeenRecord>) -> Vec<Record> {
        let records = fresh.iter().map(|known| known.record.clone()).collect();
        self.tail.extend(fresh);
        let edge = self.tail.back().and_then(|known| known.time);
        // All records with the timestamp of the edge stay.
        while self.tail.len() > REMEMBERED && (edge.is_none() || self.tail[1].time != edge) {
            self.tail.pop_front();
        }
        records
    }
}

fn counts<'k>(known: impl Iterator<Item = &'k SeenRecord>) -> HashMap<u64, usize> {
    known.fold(HashMap::new(), |mut counts, known| {
        *counts.entry(known.record.identity()).or_default() += 1;
        counts
    })
}

/// Returns whether `have` counts no further record of this identity; otherwise reduces the count by one.
fn beyond(have: &mut HashMap<u64, usize>, known: &SeenRecord) -> bool {
    match have.get_mut(&known.record.identity()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    }
}

fn filter(page: Vec<SeenRecord>, mut keep: impl FnMut(&SeenRecord) -> bool) -> Vec<SeenRecord> {
    page.into_iter().filter(|known| keep(known)).collect()
}

#[cfg(test)]
mod tests;
