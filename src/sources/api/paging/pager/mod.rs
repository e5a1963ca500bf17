//! Reads every record of a list once, newest first, with several requests in flight.
//!
//! Neighbouring pages share records, and [`OverlapJoiner`] joins them in list order. The pager requests a page again if
//! the list moved in between. Reading ends when the server reports no more records, or a page has nothing new.
//! docs/development/paging.md explains the algorithm.

mod placement;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};

use super::page_overlap::OverlapJoiner;
use super::page_plan::{PagePlan, first_page};
use super::repeated_pages::{RepeatedPages, fingerprint};
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition, ResponsePage};
use connlog_core::query::Query;
use connlog_core::record::Record;

type InFlight<'a> = Pin<Box<dyn Future<Output = (u64, Result<ResponsePage>)> + 'a>>;

/// Reads the records of one list.
pub struct Pager<'a> {
    client: &'a RetryingClient<'a>,
    endpoint: &'a dyn ListEndpoint,
    /// The first page, which the version detection has read already.
    first: Option<(PagePosition, ResponsePage)>,
    plan: PagePlan,
    joiner: OverlapJoiner,
    /// The requested pages in list order.
    requests: VecDeque<PendingPage>,
    in_flight: FuturesUnordered<InFlight<'a>>,
    /// The number of the last request.
    last_number: u64,
    /// The offset of the edge, which is the oldest record read, when a page last showed it.
    edge_offset: u64,
    /// Whether the server applies the end of a window, so that a window restart is possible.
    honours_until: bool,
    since: Option<DateTime<Utc>>,
    /// Requests up to this number were sent before `edge_offset` was known.
    stale_until: u64,
    /// The offset of the edge at the last window restart.
    restart_offset: u64,
    /// The maximum number of pages to request before they are needed.
    max_ahead: usize,
    /// The number of records returned.
    pub read: u64,
    /// The last joined page had nothing new, so the next request starts below the edge.
    search_below_edge: bool,
    /// A page requested at the edge was empty.
    ended_above_edge: bool,
    repeated: RepeatedPages,
    done: bool,
    /// The number of joined pages.
    pub pages: u64,
    /// The number of records in the list, if the server reports it.
    pub total: Option<u64>,
}

struct PendingPage {
    number: u64,
    at: PagePosition,
    page: Option<Result<ResponsePage>>,
}

impl<'a> Pager<'a> {
    /// Creates a pager that continues after `first`, the first page of `query`. It stops at the start of the window.
    ///
    /// `began` is the server time of the first answer; the pager uses it as the end of the window.
    pub fn new(
        client: &'a RetryingClient<'a>,
        endpoint: &'a dyn ListEndpoint,
        (first, began): (ResponsePage, Option<DateTime<Utc>>),
        query: &Query,
    ) -> Self {
        let mut plan = PagePlan::new(query, endpoint, first.total);
        plan.freeze(endpoint, began);
        if let Some(limit) = first
            .limit
            .filter(|limit| *limit < first_page(query, endpoint).limit && first.records.len() <= *limit as usize)
        {
            plan.clamp(limit);
        }
        Self {
            client,
            endpoint,
            plan,
            total: first.total,
            stale_until: 0,
            restart_offset: 0,
            first: Some((first_page(query, endpoint), first)),
            joiner: OverlapJoiner::default(),
            requests: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            last_number: 0,
            edge_offset: 0,
            honours_until: endpoint.freezes(),
            since: query.window.since,
            max_ahead: usize::MAX,
            read: 0,
            search_below_edge: false,
            ended_above_edge: false,
            repeated: RepeatedPages::default(),
            done: false,
            pages: 0,
        }
    }

    /// Returns whether there may be more records to read.
    pub fn has_next(&self) -> bool {
        !self.done
    }

    /// Sets the maximum number of pages to request before they are needed.
    pub fn limit_ahead(&mut self, pages: usize) {
        self.max_ahead = pages;
    }

    /// Requests pages in advance and stores the answers; never ends.
    ///
    /// The futures of this function and of [`Pager::next`] can be dropped at any time without loss.
    pub async fn read_ahead(&mut self) -> Infallible {
        loop {
            // The offsets of other pages are known only after the first page, or a page that did not join, is placed.
            if !self.done && self.first.is_none() && !self.repeated.is_repeating() {
                self.fill(0);
            }
            match self.in_flight.next().await {
                Some((number, page)) => self.store(number, page),
                None => pending().await,
            }
        }
    }

    /// Returns the next records in order, or `None` at the end of the list. An error ends the list.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>>> {
        while !self.done {
            let (number, at, page) = match self.first.take() {
                Some((at, page)) => (0, at, page),
                None => match self.next_page().await {
                    Ok(page) => page,
                    Err(error) => return Some(self.fail(error)),
                },
            };
            let fingerprint = fingerprint(&page);
            let mut fresh = self.place(number, at, page);
            self.repeated.record(number, fingerprint, !fresh.is_empty());
            // Records of kinds that were not requested matter only for paging.
            fresh.retain(|record| self.endpoint.wants(record));
            self.read += fresh.len() as u64;
            if !fresh.is_empty() {
                return Some(Ok(fresh));
            }
            if let Some(error) = self.repeated.error(self.total.is_some()) {
                return Some(self.fail(error));
            }
        }
        None
    }

    fn fail<T>(&mut self, error: Error) -> Result<T> {
        self.finish();
        Err(error)
    }

    /// Ends reading and drops the requests in flight.
    fn finish(&mut self) {
        self.done = true;
        self.requests.clear();
        self.in_flight.clear();
    }

    /// Waits for the page that is next in list order.
    async fn next_page(&mut self) -> Result<(u64, PagePosition, ResponsePage)> {
        // Requests are sent before the caller prints the pages that have arrived.
        tokio::task::yield_now().await;
        loop {
            self.fill(1);
            while let Some(Some((number, page))) = self.in_flight.next().now_or_never() {
                self.store(number, page);
                self.fill(1);
            }
            if self.requests.front().is_some_and(|request| request.page.is_some())
                && let Some(PendingPage { number, at, page: Some(page) }) = self.requests.pop_front()
            {
                return page.map(|page| (number, at, page));
            }
            let Some((number, page)) = self.in_flight.next().await else {
                return Err(Error::new(Code::Internal, "the pager waits for a page without a request"));
            };
            self.store(number, page);
        }
    }

    /// Stores an answer for its turn, or drops it if its request was discarded.
    fn store(&mut self, number: u64, page: Result<ResponsePage>) {
        if let Some(request) = self.requests.iter_mut().find(|request| request.number == number) {
            request.page = Some(page);
        }
    }

    /// Requests pages in advance, at least `needed`.
    ///
    /// The rate limit bounds the requests in flight; the pages held at once are bounded by twice that number.
    fn fill(&mut self, needed: usize) {
        match (self.requests.is_empty(), self.repeated.is_repeating()) {
            (true, false) => self.plan_from_edge(),
            (true, true) if self.search_below_edge => return self.search_edge(self.edge_offset + 1),
            (true, true) => return self.search_edge(self.resume_offset()),
            // Until the edge is found again, other pages would miss it too.
            (false, true) => return,
            (false, false) => self.plan.not_before(self.resume_offset()),
        }
        let allowed = self.client.budget.allowed();
        let window = self.plan.ahead(2 * allowed, self.read).min(self.max_ahead).max(needed);
        while self.requests.len() < window && self.in_flight.len() < allowed {
            let Some(at) = self.plan.next(self.requests.len() < needed) else { return };
            let request = self.send(at);
            self.requests.push_back(request);
        }
    }

    fn send(&mut self, at: PagePosition) -> PendingPage {
        self.last_number += 1;
        let (number, client, endpoint) = (self.last_number, self.client, self.endpoint);
        self.in_flight.push(Box::pin(async move { (number, client.page(endpoint, at).await) }));
        PendingPage { number, at, page: None }
    }

    /// Sends a request for a page of maximum length at `skip`, before all planned pages.
    fn search_edge(&mut self, skip: u64) {
        self.search_below_edge = false;
        let at = self.plan.long(skip);
        let request = self.send(at);
        self.requests.push_front(request);
    }

    /// Continues the plan at the edge: by a window restart if the offset is large and the server supports it, else by
    /// offset.
    fn plan_from_edge(&mut self) {
        if self.honours_until
            && self.plan.is_deep()
            && let Some(above) = self.joiner.above_edge()
        {
            let overlap = self.joiner.overlap();
            let left = self.total.map(|total| total.saturating_sub(self.edge_offset + 1) + overlap);
            // The API docs do not say whether `until` is inclusive, so the window ends 1 ms later.
            self.plan.restart_window(above + TimeDelta::milliseconds(1), left);
            self.total = left;
            self.restart_offset += self.edge_offset;
            self.edge_offset = overlap - 1;
        } else {
            let skip = self.resume_offset();
            self.plan.from(skip);
        }
    }

    /// Returns the largest offset of a page that joins, if the list has not moved since the edge was seen.
    fn resume_offset(&self) -> u64 {
        let overlap = self.joiner.overlap();
        // A page shorter than the overlap shares all but one of its records.
        let overlap = if self.plan.is_narrower_than(overlap) { self.plan.limit() - 1 } else { overlap };
        (self.edge_offset + 1).saturating_sub(overlap)
    }
}
