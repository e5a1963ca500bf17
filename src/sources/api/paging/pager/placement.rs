//! Places each page: takes its new records, or finds out where the edge of the list is now.

use super::state::PagerEvent;
use super::{Pager, PendingPage, WindowEnd};
use crate::sources::api::paging::page_overlap::{JoinResult, ListPosition};
use connlog_core::providers::endpoint::{PagePosition, ResponsePage};
use connlog_core::record::Record;

impl Pager<'_> {
    /// Joins the page at `at` and returns its new records. A page that begins below the edge waits behind a new request
    /// for the records in between.
    pub(super) fn place(&mut self, number: u64, at: PagePosition, page: ResponsePage) -> Vec<Record> {
        if page.total.is_some() && (at.to == self.plan.to || self.pages == 0) {
            self.total = page.total;
            self.plan.bound(page.total);
        }
        let length = page.records.len() as u64;
        if let Some(limit) = page.limit.filter(|limit| *limit < at.limit && length <= u64::from(*limit)) {
            self.plan.clamp(limit);
        }
        let top = at.skip == 0 && at.to.is_none_or(|to| self.joiner.edge() < Some(to));
        let fresh = number > self.stale_until;
        let short = self.plan.is_narrower_than(self.joiner.overlap());
        let position = ListPosition { top, fresh, short, at_or_above_edge: at.skip <= self.edge_offset };
        match self.joiner.join(&page.records, position) {
            JoinResult::Joined(records) => {
                self.stale_until = self.last_number;
                let has_new = !records.is_empty();
                self.apply(PagerEvent::Joined { has_new });
                self.advance(at, length, page.has_more.unwrap_or(has_new));
                return records;
            }
            JoinResult::Above => self.place_above(number, at, &page, fresh),
            JoinResult::Below => {
                // A fresh page proves that the edge is not at its last offset.
                if fresh && at.skip <= self.edge_offset {
                    self.move_edge_up(at);
                }
                self.requeue(number, at, page);
            }
            JoinResult::Within => {
                self.plan.widen(self.joiner.overlap());
                if fresh {
                    // The next search begins at least half of the edge's records further up.
                    self.edge_offset = self.edge_offset.min(at.skip + self.joiner.overlap() / 2 - 1);
                }
                self.requeue(number, at, page);
            }
        }
        Vec::new()
    }

    /// Handles a page that ends above the edge: the list moved, ended, or the server ignores the end of the window.
    fn place_above(&mut self, number: u64, at: PagePosition, page: &ResponsePage, fresh: bool) {
        let is_empty = page.records.is_empty();
        // In an ordered list that ends above the edge, everything below it has expired.
        let all_expired = !is_empty && page.has_more == Some(false) && self.joiner.edge().is_some();
        // New records only move the edge down, so an empty page right below it is the end.
        let is_end = is_empty && (at.skip == 0 || fresh && at.skip == self.edge_offset + 1);
        if self.ignores_window_end(at, page) {
            self.apply(PagerEvent::Missed);
            self.drop_window_end();
        } else if all_expired || is_end {
            self.apply(PagerEvent::Ended);
        } else if is_empty && fresh && at.skip <= self.edge_offset {
            self.apply(PagerEvent::EmptyAtEdge);
            self.move_edge_up(at);
        } else {
            self.apply(PagerEvent::Missed);
            self.follow_edge_down(number, at, &page.records);
        }
    }

    /// Keeps a page for later and searches the edge first.
    fn requeue(&mut self, number: u64, at: PagePosition, page: ResponsePage) {
        self.apply(PagerEvent::Missed);
        self.requests.push_front(PendingPage { number, at, page: Some(Ok(page)) });
        self.search_edge(self.resume_offset());
    }

    /// Moves the edge to the end of a joined page, and ends reading after the last page.
    ///
    /// Without `hasMore`, the list ends with a page that has nothing new; a short page does not end it.
    fn advance(&mut self, at: PagePosition, length: u64, has_more: bool) {
        self.pages += 1;
        self.edge_offset = (at.skip + length).saturating_sub(1);
        self.plan.stride();
        if length == 0 || self.is_past_start() || !has_more || !self.endpoint.pages() {
            self.apply(PagerEvent::Ended);
        }
    }

    /// Records the new offset of the edge after new records moved the list, and drops requests that end above it.
    fn follow_edge_down(&mut self, number: u64, at: PagePosition, records: &[Record]) {
        // A page requested before the edge was seen says nothing about its present offset.
        if number > self.stale_until && !records.is_empty() {
            self.edge_offset = at.skip + records.len() as u64 - 1 + self.joiner.distance(records);
            self.stale_until = self.last_number;
        }
        self.plan.lengthen();
        let edge_offset = self.edge_offset;
        self.requests.retain(|request| request.at.skip + u64::from(request.at.limit) > edge_offset);
    }

    /// Moves the edge up by one page: it is neither at its last offset nor at `at`.
    fn move_edge_up(&mut self, at: PagePosition) {
        let stride = u64::from(at.limit).saturating_sub(self.joiner.overlap()).max(1);
        self.edge_offset = self.edge_offset.min(at.skip).saturating_sub(stride);
    }

    /// Returns whether a page after a window restart has records newer than the end of its window.
    fn ignores_window_end(&self, at: PagePosition, page: &ResponsePage) -> bool {
        let newest = page.records.first().and_then(Record::time);
        matches!(self.window_end, WindowEnd::Restarted { .. })
            && at.to.is_some_and(|to| newest.is_some_and(|newest| newest > to))
    }

    /// Continues by offsets from the top of the list, because the server ignores the end of the window.
    fn drop_window_end(&mut self) {
        self.edge_offset += self.restart_offset();
        self.window_end = WindowEnd::Ignored;
        self.requests.clear();
        self.in_flight.clear();
        let skip = self.resume_offset();
        self.plan.from(skip);
    }
}
