//! Several walks as one list, newest first: what `events` shows of an API that lists one kind at a time.
//!
//! Each walk hands out its records in its own order, and the next record of all is the newest of their heads. A walk whose
//! head is not known yet can still hold nothing newer than the last record it read: that is its *bound*. So the walk with
//! the newest bound comes next. Has it a head, that is the next record of all; has it none, its next page is needed for
//! certain, and only then it is waited for. Of equal times the record of the earlier walk comes first. A record that has
//! no time, or stands in its walk where its time does not belong, stays behind the one before it.
//!
//! Where everything is wanted, all walks read ahead while one of them is waited for. Where so many are wanted, a walk
//! reads ahead half of the pages that its share of the list so far makes likely, so that next to nothing is asked for in
//! vain. Memory holds a page of each walk, and what it reads ahead.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::pager::Pager;
use connlog_core::error::{Error, Result};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;

/// Walks that become one list.
pub struct KindMerge<'a> {
    lanes: Vec<MergeInput<'a>>,
    /// Matching records that were handed out.
    handed: u64,
    /// Matching records that are still wanted; `None` for all of them.
    left: Option<u64>,
}

/// One of the walks.
struct MergeInput<'a> {
    walk: Pager<'a>,
    predicate: Predicate,
    heads: VecDeque<MergeHead>,
    /// Nothing newer is to come.
    bound: DateTime<Utc>,
    /// Heads whose turn has come, those that do not match among them.
    passed: u64,
    /// Records that were left out because their time cannot be read.
    untimed: u64,
}

/// A record that was read, whose turn is still to come.
struct MergeHead {
    /// What decides its place.
    time: DateTime<Utc>,
    /// `None` where it does not match.
    record: Option<Record>,
}

impl<'a> KindMerge<'a> {
    /// A list of the records of `walks` that match the predicates beside them, `wanted` of them at most.
    pub fn new(walks: Vec<(Pager<'a>, Predicate)>, wanted: Option<u64>) -> Self {
        let bound = DateTime::<Utc>::MAX_UTC;
        let lane =
            |(walk, predicate)| MergeInput { walk, predicate, heads: VecDeque::new(), bound, passed: 0, untimed: 0 };
        Self { lanes: walks.into_iter().map(lane).collect(), handed: 0, left: wanted }
    }

    /// The walks, in their order.
    pub fn walks(&self) -> impl Iterator<Item = &Pager<'a>> {
        self.lanes.iter().map(|lane| &lane.walk)
    }

    /// How many records were left out because their time cannot be read.
    pub fn untimed(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.untimed).sum()
    }

    /// Whether a walk may have more records that match, those that were read and not wanted among them.
    pub fn has_next(&self) -> bool {
        let known = |lane: &MergeInput<'_>| lane.heads.iter().any(|head| head.record.is_some());
        self.lanes.iter().any(|lane| lane.walk.has_next() || known(lane))
    }

    /// The next records in order, as far as they are known; none where a page was read that does not tell yet. `None` when
    /// the list is done. A failure is that of the walk with this number: what was handed out before is complete, and
    /// nothing further comes.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>, (usize, Error)>> {
        let mut records = self.decided();
        if records.is_empty() {
            let at = self.newest().filter(|_| self.left != Some(0))?;
            if let Err(fault) = self.advance(at).await {
                self.left = Some(0);
                return Some(Err((at, fault)));
            }
            records = self.decided();
        }
        Some(Ok(records))
    }

    /// The records that nothing unread can stand before.
    fn decided(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        while self.left != Some(0)
            && let Some(at) = self.newest()
            && let Some(head) = self.pass(at)
        {
            records.extend(head.record);
        }
        records
    }

    /// The walk that the next record is of.
    fn newest(&self) -> Option<usize> {
        let bounds = self.lanes.iter().enumerate().filter_map(|(at, lane)| Some((at, lane.next()?)));
        bounds.reduce(|one, other| if other.1 > one.1 { other } else { one }).map(|(at, _)| at)
    }

    /// Takes the head of a walk, where it is known.
    fn pass(&mut self, at: usize) -> Option<MergeHead> {
        let lane = self.lanes.get_mut(at)?;
        let head = lane.heads.pop_front()?;
        lane.passed += 1;
        let matching = u64::from(head.record.is_some());
        self.handed += matching;
        self.left = self.left.map(|left| left.saturating_sub(matching));
        Some(head)
    }

    /// Waits for the next records of a walk, while the others read ahead.
    async fn advance(&mut self, at: usize) -> Result<()> {
        for place in 0..self.lanes.len() {
            let ahead = self.ahead(place);
            if let Some(lane) = self.lanes.get_mut(place) {
                lane.walk.limit_ahead(ahead);
            }
        }
        let (before, rest) = self.lanes.split_at_mut(at);
        let Some((lane, after)) = rest.split_first_mut() else { return Ok(()) };
        let others = before.iter_mut().chain(after);
        let page = tokio::select! {
            biased;
            page = lane.walk.next() => page,
            never = read_ahead(others) => match never {},
        };
        page.map_or(Ok(()), |records| records.map(|records| lane.put(records)))
    }

    /// How many pages a walk may ask for before they are needed: as many as it likes where everything is wanted.
    fn ahead(&self, at: usize) -> usize {
        let (Some(left), Some(lane)) = (self.left, self.lanes.get(at)) else { return usize::MAX };
        let likely = u128::from(left) * u128::from(lane.passed) / u128::from(self.handed + 1);
        let unread = likely.saturating_sub(lane.heads.len() as u128);
        let a_page = lane.walk.read.div_ceil(lane.walk.pages.max(1)).max(1);
        usize::try_from(unread / u128::from(a_page) / 2).unwrap_or(usize::MAX)
    }
}

impl MergeInput<'_> {
    /// When its next record can have happened at the latest; `None` where there is none.
    fn next(&self) -> Option<DateTime<Utc>> {
        match self.heads.front() {
            Some(head) => Some(head.time),
            None => self.walk.has_next().then_some(self.bound),
        }
    }

    fn put(&mut self, records: Vec<Record>) {
        for record in records {
            self.bound = record.time().map_or(self.bound, |time| time.min(self.bound));
            let found = self.predicate.test(&record);
            self.untimed += u64::from(found == Match::Untimed);
            let record = (found == Match::Yes).then_some(record);
            self.heads.push_back(MergeHead { time: self.bound, record });
        }
    }
}

/// Lets all of `lanes` read ahead; never ends.
async fn read_ahead<'l, 'a: 'l>(lanes: impl Iterator<Item = &'l mut MergeInput<'a>>) -> Infallible {
    join_all(lanes.map(|lane| lane.walk.read_ahead())).await;
    pending().await
}
