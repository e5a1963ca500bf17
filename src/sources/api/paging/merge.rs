//! Merges the lists of several kinds into one list, newest first.
//!
//! The input with the newest record, or with the newest possible record, is next. If its next record is unknown, the merge
//! waits for its next page while the other inputs read ahead. For equal times the earlier input is first. A record without
//! a time stays behind the record before it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::split_pager::SplitPager;
use connlog_core::error::{Error, Result};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;

/// Merges the lists of several pagers by time.
pub struct KindMerge<'a> {
    inputs: Vec<MergeInput<'a>>,
    /// The number of matching records returned.
    returned: u64,
    /// The number of matching records left until the limit; `None` without a limit.
    left: Option<u64>,
}

/// One input of the merge.
pub struct MergeInput<'a> {
    pub pager: SplitPager<'a>,
    predicate: Predicate,
    queue: VecDeque<MergeHead>,
    /// The time of the last record read: later ones are not newer.
    bound: DateTime<Utc>,
    /// The number of records that left this input, including those that do not match.
    consumed: u64,
    /// The number of records skipped because their time is unreadable.
    untimed: u64,
}

/// A record that was read but not returned yet.
struct MergeHead {
    /// The time that decides the position of the record.
    time: DateTime<Utc>,
    /// `None` if the record does not match.
    record: Option<Record>,
}

impl<'a> KindMerge<'a> {
    /// Creates a merge of the matching records of each pager, at most `limit`.
    pub fn new(pagers: Vec<(SplitPager<'a>, Predicate)>, limit: Option<u64>) -> Self {
        let bound = DateTime::<Utc>::MAX_UTC;
        let input = |(pager, predicate)| MergeInput {
            pager,
            predicate,
            queue: VecDeque::new(),
            bound,
            consumed: 0,
            untimed: 0,
        };
        Self { inputs: pagers.into_iter().map(input).collect(), returned: 0, left: limit }
    }

    /// Returns the inputs in their order.
    pub fn inputs(&self) -> impl Iterator<Item = &MergeInput<'a>> {
        self.inputs.iter()
    }

    /// Returns the number of records skipped because their time is unreadable.
    pub fn untimed(&self) -> u64 {
        self.inputs.iter().map(|input| input.untimed).sum()
    }

    /// Returns whether there may be more matching records, including records beyond the limit.
    pub fn has_next(&self) -> bool {
        let known = |input: &MergeInput<'_>| input.queue.iter().any(|head| head.record.is_some());
        self.inputs.iter().any(|input| input.pager.has_next() || known(input))
    }

    /// Returns the next records in order, or `None` at the end of the list.
    ///
    /// The records are empty if the page just read does not decide the order yet. An error names the input that failed and
    /// ends the list; the records returned before are complete.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>, (usize, Error)>> {
        let mut records = self.decided();
        if records.is_empty() {
            let at = self.newest().filter(|_| self.left != Some(0))?;
            if let Err(error) = self.advance(at).await {
                self.left = Some(0);
                return Some(Err((at, error)));
            }
            records = self.decided();
        }
        Some(Ok(records))
    }

    /// Returns the records that no unread record can precede.
    fn decided(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        while self.left != Some(0)
            && let Some(at) = self.newest()
            && let Some(head) = self.pop(at)
        {
            records.extend(head.record);
        }
        records
    }

    /// Returns the index of the input with the next record.
    fn newest(&self) -> Option<usize> {
        let bounds = self.inputs.iter().enumerate().filter_map(|(at, input)| Some((at, input.next()?)));
        bounds.reduce(|one, other| if other.1 > one.1 { other } else { one }).map(|(at, _)| at)
    }

    /// Removes the next record of an input, if it is known.
    fn pop(&mut self, at: usize) -> Option<MergeHead> {
        let input = self.inputs.get_mut(at)?;
        let head = input.queue.pop_front()?;
        input.consumed += 1;
        let matching = u64::from(head.record.is_some());
        self.returned += matching;
        self.left = self.left.map(|left| left.saturating_sub(matching));
        Some(head)
    }

    /// Waits for the next page of one input, while the other inputs read ahead.
    async fn advance(&mut self, at: usize) -> Result<()> {
        for index in 0..self.inputs.len() {
            let ahead = self.ahead(index);
            if let Some(input) = self.inputs.get_mut(index) {
                input.pager.limit_ahead(ahead);
            }
        }
        let (before, rest) = self.inputs.split_at_mut(at);
        let Some((input, after)) = rest.split_first_mut() else { return Ok(()) };
        let others = before.iter_mut().chain(after);
        let page = tokio::select! {
            biased;
            page = input.pager.next() => page,
            never = read_ahead(others) => match never {},
        };
        page.map_or(Ok(()), |records| records.map(|records| input.push(records)))
    }

    /// Returns how many pages an input may request in advance; without a limit there is no maximum.
    fn ahead(&self, at: usize) -> usize {
        let (Some(left), Some(input)) = (self.left, self.inputs.get(at)) else { return usize::MAX };
        let expected = u128::from(left) * u128::from(input.consumed) / u128::from(self.returned + 1);
        let unread = expected.saturating_sub(input.queue.len() as u128);
        let per_page = input.pager.read.div_ceil(input.pager.pages.max(1)).max(1);
        usize::try_from(unread / u128::from(per_page) / 2).unwrap_or(usize::MAX)
    }
}

impl MergeInput<'_> {
    /// Returns whether the merged list has reached the end of the only page, and older records may be missing.
    pub fn is_cut(&self) -> bool {
        self.queue.is_empty() && self.pager.is_cut()
    }

    /// Returns the latest possible time of the next record, or `None` at the end of the input.
    fn next(&self) -> Option<DateTime<Utc>> {
        match self.queue.front() {
            Some(head) => Some(head.time),
            None => self.pager.has_next().then_some(self.bound),
        }
    }

    fn push(&mut self, records: Vec<Record>) {
        for record in records {
            self.bound = record.time().map_or(self.bound, |time| time.min(self.bound));
            let found = self.predicate.test(&record);
            self.untimed += u64::from(found == Match::Untimed);
            let record = (found == Match::Yes).then_some(record);
            self.queue.push_back(MergeHead { time: self.bound, record });
        }
    }
}

/// Reads ahead on all inputs; never ends.
async fn read_ahead<'l, 'a: 'l>(inputs: impl Iterator<Item = &'l mut MergeInput<'a>>) -> Infallible {
    join_all(inputs.map(|input| input.pager.read_ahead())).await;
    pending().await
}
