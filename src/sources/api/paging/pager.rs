//! The walk: every record of a source once, newest first, with several pages in flight.
//!
//! Pages are planned ahead so that neighbours share records, fetched in any order, and joined in list order by
//! [`OverlapJoiner`], whose doc says why nothing is lost or repeated. A page that does not join proves that the list slid while
//! we read: what is missing is fetched again, beginning at the last known place of the edge, and the page waits its
//! turn. Where the source takes an end of the window, the window is frozen at the moment of the first answer, so that
//! newcomers move nothing but those that come late; and where offsets have become large, a new *stretch* is begun just
//! above the edge. A server that ignores the end of a window is noticed and walked by offsets alone.
//!
//! The end is where the server says so: `hasMore` is false on a page that joins, or nothing new comes. `total` only
//! bounds how far ahead we read.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};

use super::page_overlap::{JoinResult, ListPosition, OverlapJoiner};
use super::page_plan::{PagePlan, first_page};
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition, ResponsePage};
use connlog_core::query::Query;
use connlog_core::record::Record;

/// Pages in a row that may bring nothing new while the server says there is more.
const PATIENCE: u32 = 100;
/// Equal pages that were asked for at different places: so many end a walk where the server counts its entries.
const REPEATS: usize = 4;
/// The same where it does not, so that the list may grow by as much as we advance.
const REPEATS_UNCOUNTED: usize = 20;

type InFlight<'a> = Pin<Box<dyn Future<Output = (u64, Result<ResponsePage>)> + 'a>>;

/// A walk over the records of one source.
pub struct Pager<'a> {
    sender: &'a RetryingClient<'a>,
    source: &'a dyn ListEndpoint,
    /// The first page, which was read while finding out the dialect.
    first: Option<(PagePosition, ResponsePage)>,
    plan: PagePlan,
    seam: OverlapJoiner,
    /// Pages asked for, in list order.
    slots: VecDeque<PageSlot>,
    in_flight: FuturesUnordered<InFlight<'a>>,
    numbers: u64,
    /// Where the edge stood in the list when it was last seen there.
    edge_at: u64,
    /// Whether the server heeds the end of the window that stretches are cut off with.
    freezes: bool,
    since: Option<DateTime<Utc>>,
    /// The last request that was made before that was known: later ones know the place.
    seen_before: u64,
    /// Where the edge stood when the present stretch was begun.
    stretched_at: u64,
    /// Pages that may be asked for before they are needed.
    ahead: usize,
    /// Records handed out.
    pub read: u64,
    /// The last page that joined held nothing new: the next one is asked for just below the edge.
    look_past: bool,
    /// A page that was asked for at the edge was empty.
    ends_above: bool,
    /// Pages in a row without a new record.
    idle: u32,
    /// Numbers of these pages, and what tells their contents apart.
    idle_pages: Vec<(u64, u64)>,
    done: bool,
    /// Pages joined so far.
    pub pages: u64,
    /// How many there are in all, as far as the server knows.
    pub total: Option<u64>,
}

struct PageSlot {
    number: u64,
    at: PagePosition,
    page: Option<Result<ResponsePage>>,
}

impl<'a> Pager<'a> {
    /// A walk that begins with `first`, the first page of `query`, served at `began` by the server's clock. It ends
    /// before the window begins.
    pub fn new(
        sender: &'a RetryingClient<'a>,
        source: &'a dyn ListEndpoint,
        (first, began): (ResponsePage, Option<DateTime<Utc>>),
        query: &Query,
    ) -> Self {
        let mut plan = PagePlan::new(query, source, first.total);
        plan.freeze(source, began);
        if let Some(limit) = first
            .limit
            .filter(|limit| *limit < first_page(query, source).limit && first.records.len() <= *limit as usize)
        {
            plan.clamp(limit);
        }
        Self {
            sender,
            source,
            plan,
            total: first.total,
            seen_before: 0,
            stretched_at: 0,
            first: Some((first_page(query, source), first)),
            seam: OverlapJoiner::default(),
            slots: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            numbers: 0,
            edge_at: 0,
            freezes: source.freezes(),
            since: query.window.since,
            ahead: usize::MAX,
            read: 0,
            look_past: false,
            ends_above: false,
            idle: 0,
            idle_pages: Vec::new(),
            done: false,
            pages: 0,
        }
    }

    /// Whether there may be more records to read.
    pub fn has_next(&self) -> bool {
        !self.done
    }

    /// Lets no more than `pages` be asked for from now on before they are needed.
    pub fn limit_ahead(&mut self, pages: usize) {
        self.ahead = pages;
    }

    /// Asks for pages that are not needed yet, and takes in what comes, for as long as it is awaited; never ends. It may be
    /// dropped at any time, and so may [`Pager::next`]: nothing is lost.
    pub async fn read_ahead(&mut self) -> Infallible {
        loop {
            // The first page, or one that did not join, must be placed before it is known where the others lie.
            if !self.done && self.first.is_none() && self.idle == 0 {
                self.fill(0);
            }
            match self.in_flight.next().await {
                Some((number, page)) => self.arrived(number, page),
                None => pending().await,
            }
        }
    }

    /// The next records in order; `None` when the walk is done. After a failure nothing further comes.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>>> {
        while !self.done {
            let (number, at, page) = match self.first.take() {
                Some((at, page)) => (0, at, page),
                None => match self.front().await {
                    Ok(front) => front,
                    Err(fault) => return Some(self.fail(fault)),
                },
            };
            let content = content(&page);
            let mut fresh = self.place(number, at, page);
            self.count_idle(number, content, fresh.is_empty());
            // What was not asked for counts in paging, and nowhere else.
            fresh.retain(|record| self.source.wants(record));
            self.read += fresh.len() as u64;
            if !fresh.is_empty() {
                return Some(Ok(fresh));
            }
            if self.idle > PATIENCE || self.is_answered_alike() {
                return Some(self.fail(unstable_pages_error(self.idle)));
            }
        }
        None
    }

    /// Counts a page that brought nothing new; one that did ends the count.
    fn count_idle(&mut self, number: u64, content: Option<u64>, is_idle: bool) {
        if !is_idle {
            self.idle = 0;
            self.idle_pages.clear();
            return;
        }
        self.idle += 1;
        if let Some(content) = content
            && !self.idle_pages.iter().any(|(known, _)| *known == number)
        {
            self.idle_pages.push((number, content));
        }
    }

    /// Whether the server answers requests for several places with the same page.
    fn is_answered_alike(&self) -> bool {
        let Some((_, last)) = self.idle_pages.last() else { return false };
        let most = if self.total.is_some() { REPEATS } else { REPEATS_UNCOUNTED };
        self.idle_pages.iter().filter(|(_, content)| content == last).count() >= most
    }

    fn fail<T>(&mut self, fault: Error) -> Result<T> {
        self.finish();
        Err(fault)
    }

    /// Nothing further is wanted; what is in flight is dropped.
    fn finish(&mut self) {
        self.done = true;
        self.slots.clear();
        self.in_flight.clear();
    }

    /// The page that is next in list order.
    async fn front(&mut self) -> Result<(u64, PagePosition, ResponsePage)> {
        // The network goes first: a request that could be on its way must not wait until pages at hand are printed.
        tokio::task::yield_now().await;
        loop {
            self.fill(1);
            while let Some(Some((number, page))) = self.in_flight.next().now_or_never() {
                self.arrived(number, page);
                self.fill(1);
            }
            if self.slots.front().is_some_and(|slot| slot.page.is_some())
                && let Some(PageSlot { number, at, page: Some(page) }) = self.slots.pop_front()
            {
                return page.map(|page| (number, at, page));
            }
            let Some((number, page)) = self.in_flight.next().await else {
                return Err(Error::new(Code::Internal, "the walk waits for a page that nobody fetches"));
            };
            self.arrived(number, page);
        }
    }

    /// Keeps a page for its turn, unless it is not wanted any more.
    fn arrived(&mut self, number: u64, page: Result<ResponsePage>) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.number == number) {
            slot.page = Some(page);
        }
    }

    /// Asks for pages in advance: as many at once as the rate limit allows, no more than twice that read ahead, and at
    /// least `needed`.
    fn fill(&mut self, needed: usize) {
        match (self.slots.is_empty(), self.idle) {
            (true, 0) => self.plan_from_edge(),
            (true, _) if self.look_past => return self.look_for_edge(self.edge_at + 1),
            (true, _) => return self.look_for_edge(self.resume_at()),
            // While the edge is not found again, whatever else is planned would miss it too.
            (false, 1..) => return,
            (false, 0) => self.plan.not_before(self.resume_at()),
        }
        let most = self.sender.budget.allowed();
        let window = self.plan.ahead(2 * most, self.read).min(self.ahead).max(needed);
        while self.slots.len() < window && self.in_flight.len() < most {
            let Some(at) = self.plan.next(self.slots.len() < needed) else { return };
            let slot = self.ask(at);
            self.slots.push_back(slot);
        }
    }

    fn ask(&mut self, at: PagePosition) -> PageSlot {
        self.numbers += 1;
        let (number, sender, source) = (self.numbers, self.sender, self.source);
        self.in_flight.push(Box::pin(async move { (number, sender.page(source, at).await) }));
        PageSlot { number, at, page: None }
    }

    /// Plans on from the edge: by a new stretch where that is possible and due, else by its offset.
    fn plan_from_edge(&mut self) {
        if self.freezes
            && self.plan.is_deep()
            && let Some(above) = self.seam.above_edge()
        {
            let overlap = self.seam.overlap();
            let left = self.total.map(|total| total.saturating_sub(self.edge_at + 1) + overlap);
            // A millisecond more, since whether the API counts the end in is not said.
            self.plan.restart_window(above + TimeDelta::milliseconds(1), left);
            self.total = left;
            self.stretched_at += self.edge_at;
            self.edge_at = overlap - 1;
        } else {
            let skip = self.resume_at();
            self.plan.from(skip);
        }
    }

    /// Where a page must begin at the latest to join, if nothing slid since the edge was seen.
    fn resume_at(&self) -> u64 {
        let overlap = self.seam.overlap();
        // Where a page is too short for all that it should share, it shares what leaves room for one more.
        let overlap = if self.plan.is_narrower_than(overlap) { self.plan.limit() - 1 } else { overlap };
        (self.edge_at + 1).saturating_sub(overlap)
    }

    /// Fits the page at `at` to what was read, and says what is new in it. A page that does not fit is put back behind
    /// the one that is fetched in its place.
    fn place(&mut self, number: u64, at: PagePosition, page: ResponsePage) -> Vec<Record> {
        if page.total.is_some() && (at.to == self.plan.to || self.pages == 0) {
            self.total = page.total;
            self.plan.bound(page.total);
        }
        let length = page.records.len() as u64;
        if let Some(limit) = page.limit.filter(|limit| *limit < at.limit && length <= u64::from(*limit)) {
            self.plan.clamp(limit);
        }
        let top = at.skip == 0 && at.to.is_none_or(|to| self.seam.edge() < Some(to));
        let fresh = number > self.seen_before;
        let short = self.plan.is_narrower_than(self.seam.overlap());
        match self
            .seam
            .join(&page.records, ListPosition { top, fresh, short, at_or_above_edge: at.skip <= self.edge_at })
        {
            JoinResult::Joined(fresh) => {
                self.seen_before = self.numbers;
                self.joined(at, length, page.has_more, fresh.is_empty());
                return fresh;
            }
            JoinResult::Above if self.ignores_freeze(at, &page) => self.drop_window_end(),
            // Where times are in order, a list that ends above the edge has lost all below it to its age.
            JoinResult::Above if length > 0 && page.has_more == Some(false) && self.seam.edge().is_some() => {
                self.finish();
            }
            JoinResult::Above if length == 0 && at.skip == 0 => self.finish(),
            // Newcomers push the edge further down, so an empty page just below its place proves the end.
            JoinResult::Above if length == 0 && fresh && at.skip == self.edge_at + 1 => self.finish(),
            // The list is shorter than where the edge was seen, and than further up: what stood there is gone.
            JoinResult::Above if length == 0 && fresh && at.skip <= self.edge_at => {
                if std::mem::replace(&mut self.ends_above, true) {
                    self.finish();
                } else {
                    self.step_back(at);
                }
            }
            JoinResult::Above => self.slid(number, at, &page.records),
            JoinResult::Below => {
                // Asked for after the edge was seen, it speaks against the place where that was.
                if fresh && at.skip <= self.edge_at {
                    self.step_back(at);
                }
                self.slots.push_front(PageSlot { number, at, page: Some(Ok(page)) });
                self.look_for_edge(self.resume_at());
            }
            JoinResult::Within => {
                self.plan.widen(self.seam.overlap());
                if fresh {
                    // The next look begins further up by half the moment at least.
                    self.edge_at = self.edge_at.min(at.skip + self.seam.overlap() / 2 - 1);
                }
                self.slots.push_front(PageSlot { number, at, page: Some(Ok(page)) });
                self.look_for_edge(self.resume_at());
            }
        }
        Vec::new()
    }

    fn joined(&mut self, at: PagePosition, length: u64, has_more: Option<bool>, nothing_new: bool) {
        self.pages += 1;
        self.edge_at = (at.skip + length).saturating_sub(1);
        self.plan.stride();
        let past = self.since.is_some_and(|since| self.seam.edge().is_some_and(|edge| edge < since));
        // Without `hasMore`, a short page is not the end, but a page with nothing new is.
        let ended = !has_more.unwrap_or(!nothing_new);
        self.look_past = nothing_new;
        if length == 0 || past || ended || !self.source.pages() {
            self.finish();
        }
    }

    /// The page at `at` ends above the edge: the list slid. Notes where the edge stands now, and drops pages that were
    /// asked for too far above.
    fn slid(&mut self, number: u64, at: PagePosition, records: &[Record]) {
        // Asked for before the edge was seen, it tells nothing new of its place.
        if number > self.seen_before && !records.is_empty() {
            self.edge_at = at.skip + records.len() as u64 - 1 + self.seam.distance(records);
            self.seen_before = self.numbers;
        }
        self.plan.lengthen();
        let edge_at = self.edge_at;
        self.slots.retain(|slot| slot.at.skip + u64::from(slot.at.limit) > edge_at);
    }

    /// The edge is not where it was seen, and not at `at` either: it must stand further up.
    fn step_back(&mut self, at: PagePosition) {
        let stride = u64::from(at.limit).saturating_sub(self.seam.overlap()).max(1);
        self.edge_at = self.edge_at.min(at.skip).saturating_sub(stride);
    }

    /// Asks for a long page at `skip`, before everything planned.
    fn look_for_edge(&mut self, skip: u64) {
        self.look_past = false;
        let at = self.plan.long(skip);
        let slot = self.ask(at);
        self.slots.push_front(slot);
    }

    /// Whether the page is of a later stretch and holds records that the end of its window excludes.
    fn ignores_freeze(&self, at: PagePosition, page: &ResponsePage) -> bool {
        let newest = page.records.first().and_then(Record::time);
        self.stretched_at > 0 && at.to.is_some_and(|to| newest.is_some_and(|newest| newest > to))
    }

    /// Goes on by offsets from the top of the list: the server ignores the end of a window.
    fn drop_window_end(&mut self) {
        self.freezes = false;
        self.slots.clear();
        self.in_flight.clear();
        self.edge_at += std::mem::take(&mut self.stretched_at);
        let skip = self.resume_at();
        self.plan.from(skip);
    }
}

/// What tells the contents of a page apart, cheaply; `None` for an empty page.
fn content(page: &ResponsePage) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    // While a list grows, the same entries may stand at several places one after another; then the total grows as well.
    (page.records.first()?.raw(), page.records.last()?.raw(), page.records.len(), page.total).hash(&mut hasher);
    Some(hasher.finish())
}

fn unstable_pages_error(pages: u32) -> Error {
    let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages in a row") };
    Error::new(Code::SchemaDrift, "the server's pages do not go on")
        .cause(format!("{pages} held nothing new, yet it says there is more"))
        .hint("a proxy or server that ignores `skip`? `--debug` shows the requests")
}
