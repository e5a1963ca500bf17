//! Reads every record of a list once, newest first, with several requests in flight.
//!
//! Neighbouring pages share records, and [`OverlapJoiner`] joins them in list order. The pager requests a page again if
//! the list moved in between. Reading ends when the server reports no more records, or a page has nothing new.
//! docs/development/paging.md explains the algorithm.

mod placement;
mod state;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};

use self::state::{EdgeSearch, PagerEvent, PagerState};
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
    endpoint: Rc<dyn ListEndpoint>,
    /// Only [`Pager::apply`] changes it.
    state: PagerState,
    plan: PagePlan,
    joiner: OverlapJoiner,
    /// The requested pages in list order. The first one has been read before the pager is created.
    requests: VecDeque<PendingPage>,
    in_flight: FuturesUnordered<InFlight<'a>>,
    /// The number of the last request.
    last_number: u64,
    /// The offset of the edge, which is the oldest record read, when a page last showed it.
    edge_offset: u64,
    window_end: WindowEnd,
    since: Option<DateTime<Utc>>,
    /// The requested length of the first page.
    first_limit: u32,
    /// Requests up to this number were sent before `edge_offset` was known.
    stale_until: u64,
    /// The maximum number of pages to request before they are needed.
    max_ahead: usize,
    /// The number of records returned.
    pub read: u64,
    repeated: RepeatedPages,
    /// The number of joined pages.
    pub pages: u64,
    /// The number of records in the list, if the server reports it.
    pub total: Option<u64>,
}

/// The first page of a list, which the version detection reads.
pub struct FirstPage {
    pub page: ResponsePage,
    /// The server time of the answer. The pager uses it as the end of the window; `None` leaves the window open.
    pub server_time: Option<DateTime<Utc>>,
}

/// Whether requests have the end of a window, which the server must apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WindowEnd {
    /// The server has no such parameter, or ignores it. The pager reads by offsets alone.
    Ignored,
    /// A window restart is possible.
    Applied,
    /// The window was restarted. `offset` is that of the edge in the list without a window.
    Restarted { offset: u64 },
}

struct PendingPage {
    number: u64,
    at: PagePosition,
    page: Option<Result<ResponsePage>>,
}

/// The next page in list order.
struct ReceivedPage {
    number: u64,
    at: PagePosition,
    page: ResponsePage,
}

impl<'a> Pager<'a> {
    /// Creates a pager that continues after `first`, the first page of `query`. It stops at the start of the window.
    pub fn new(
        client: &'a RetryingClient<'a>,
        endpoint: Rc<dyn ListEndpoint>,
        first: FirstPage,
        query: &Query,
    ) -> Self {
        let FirstPage { page, server_time } = first;
        let at = first_page(query, &*endpoint);
        let mut plan = PagePlan::new(query, &*endpoint, page.total);
        plan.fix_end(&*endpoint, server_time);
        let is_clamped = |limit: &u32| *limit < at.limit && page.records.len() <= *limit as usize;
        if let Some(limit) = page.limit.filter(is_clamped) {
            plan.clamp(limit);
        }
        Self {
            client,
            window_end: if endpoint.supports_until() { WindowEnd::Applied } else { WindowEnd::Ignored },
            endpoint,
            state: PagerState::First,
            plan,
            total: page.total,
            stale_until: 0,
            joiner: OverlapJoiner::default(),
            requests: VecDeque::from([PendingPage { number: 0, at, page: Some(Ok(page)) }]),
            in_flight: FuturesUnordered::new(),
            last_number: 0,
            edge_offset: 0,
            since: query.window.since,
            first_limit: at.limit,
            max_ahead: usize::MAX,
            read: 0,
            repeated: RepeatedPages::default(),
            pages: 0,
        }
    }

    /// Returns whether there may be more records to read.
    pub fn has_next(&self) -> bool {
        self.state != PagerState::Done
    }

    /// Returns whether the list has one page only, and the window may have older records.
    pub fn is_cut(&self) -> bool {
        !self.endpoint.pages() && self.read >= u64::from(self.first_limit) && !self.is_past_start()
    }

    /// Returns whether the oldest record read is before the start of the window.
    fn is_past_start(&self) -> bool {
        self.since.is_some_and(|since| self.joiner.edge().is_some_and(|edge| edge < since))
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
            if self.state == PagerState::Reading {
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
        while self.has_next() {
            let ReceivedPage { number, at, page } = match self.next_page().await {
                Ok(received) => received,
                Err(error) => return Some(self.fail(error)),
            };
            let fingerprint = fingerprint(&page);
            let mut fresh = self.place(number, at, page);
            self.repeated.record(number, fingerprint, !fresh.is_empty());
            // Records of kinds that were not requested matter only for paging.
            fresh.retain(|record| self.endpoint.is_requested(record));
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
        self.apply(PagerEvent::Ended);
        Err(error)
    }

    /// Changes the state. At the end of the list, drops the requests in flight.
    fn apply(&mut self, event: PagerEvent) {
        self.state = self.state.after(event);
        if self.state == PagerState::Done {
            self.requests.clear();
            self.in_flight.clear();
        }
    }

    /// Waits for the page that is next in list order.
    async fn next_page(&mut self) -> Result<ReceivedPage> {
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
                return page.map(|page| ReceivedPage { number, at, page });
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
        match self.state {
            PagerState::Reading if self.requests.is_empty() => self.plan_from_edge(),
            PagerState::Reading => self.plan.not_before(self.resume_offset()),
            PagerState::Searching(EdgeSearch { below_edge, .. }) if self.requests.is_empty() => {
                let skip = if below_edge { self.edge_offset + 1 } else { self.resume_offset() };
                return self.search_edge(skip);
            }
            PagerState::First | PagerState::Searching(_) | PagerState::Done => return,
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
        let (number, client, endpoint) = (self.last_number, self.client, Rc::clone(&self.endpoint));
        self.in_flight.push(Box::pin(async move { (number, client.page(&*endpoint, at).await) }));
        PendingPage { number, at, page: None }
    }

    /// Sends a request for a page of maximum length at `skip`, before all planned pages.
    fn search_edge(&mut self, skip: u64) {
        self.apply(PagerEvent::SearchSent);
        let at = self.plan.long(skip);
        let request = self.send(at);
        self.requests.push_front(request);
    }

    /// Continues the plan at the edge: by a window restart if the offset is large and the server supports it, else by
    /// offset.
    fn plan_from_edge(&mut self) {
        if self.window_end != WindowEnd::Ignored
            && self.plan.is_deep()
            && let Some(above) = self.joiner.above_edge()
        {
            let overlap = self.joiner.overlap();
            let left = self.total.map(|total| total.saturating_sub(self.edge_offset + 1) + overlap);
            // The API docs do not say whether `until` is inclusive, so the window ends 1 ms later.
            self.plan.restart_window(above + TimeDelta::milliseconds(1), left);
            self.total = left;
            self.window_end = WindowEnd::Restarted { offset: self.restart_offset() + self.edge_offset };
            self.edge_offset = overlap - 1;
        } else {
            let skip = self.resume_offset();
            self.plan.from(skip);
        }
    }

    /// Returns the offset in the whole list at which the present window begins.
    fn restart_offset(&self) -> u64 {
        if let WindowEnd::Restarted { offset } = self.window_end { offset } else { 0 }
    }

    /// Returns the largest offset of a page that joins, if the list has not moved since the edge was seen.
    fn resume_offset(&self) -> u64 {
        let overlap = self.joiner.overlap();
        // A page shorter than the overlap shares all but one of its records.
        let overlap = if self.plan.is_narrower_than(overlap) { self.plan.limit() - 1 } else { overlap };
        (self.edge_offset + 1).saturating_sub(overlap)
    }
}
