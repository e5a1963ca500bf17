//! Which pages to ask for: how long the first one is, where the next ones begin, and how far ahead to read.

use chrono::{DateTime, Utc};

use crate::query::{Filter, Query};
use crate::vendor::{PageAt, Source};

/// Records a page where nothing else decides; the API's maximum.
const FULL_PAGE: u32 = 100;
/// Pages after the first are at least so long, since they share records with the page before.
const SHORTEST_PAGE: u32 = 5;
/// Records that neighbouring pages share: the edge, and one above it.
const OVERLAP: u64 = 2;
/// An offset beyond which the walk begins a new stretch by time, where the source can: offsets cost the server.
const DEEP: u64 = 50_000;

/// The first page to ask `source` for: as long as what is wanted, where the server filters everything, else full.
pub fn first_page(query: &Query, source: &dyn Source) -> PageAt {
    let wanted = wanted(query, source).map(|wanted| u32::try_from(wanted).unwrap_or(FULL_PAGE));
    let skip = query.skip - left_to_skip(query);
    let limit = query.page_size.unwrap_or(wanted.unwrap_or(FULL_PAGE).clamp(1, FULL_PAGE));
    PageAt { skip, limit, to: None }
}

/// Matching records that we pass over ourselves. The server's `skip` counts what the server filtered, which is certain
/// to be the same only where nothing is filtered at all.
pub fn left_to_skip(query: &Query) -> u64 {
    if query.filters().is_empty() { 0 } else { query.skip }
}

/// How many records will do, where that is known: the server filters everything, and a number was asked for.
fn wanted(query: &Query, source: &dyn Source) -> Option<u64> {
    // Reading ends at `since` by itself, since the newest come first.
    let ours = |filter: &Filter| *filter != Filter::Since && !source.applied().contains(filter);
    let exact = !query.filters().iter().any(ours);
    query.limit.filter(|_| exact).map(|limit| limit.saturating_add(left_to_skip(query)))
}

/// Where the pages after the first lie.
pub struct Plan {
    limit: u32,
    /// Where the next page not asked for yet begins.
    next: u64,
    /// The end of the window that pages of this stretch are cut from.
    pub to: Option<DateTime<Utc>>,
    overlap: u64,
    /// No page is asked for in advance that begins beyond: the list ends there, or enough is read.
    horizon: u64,
    /// Records that will do, counted from the first page's beginning.
    wanted: Option<u64>,
    /// Pages that may be read ahead: grows page by page where the end of the walk is not known.
    ahead: usize,
}

impl Plan {
    pub fn new(query: &Query, source: &dyn Source) -> Self {
        let limit = query.page_size.unwrap_or(FULL_PAGE).max(SHORTEST_PAGE);
        let wanted = wanted(query, source);
        // A limit that we count ourselves, or a window's start, may end the walk at any page.
        let sure = query.window.since.is_none() && (query.limit.is_none() || wanted.is_some());
        let ahead = if sure { usize::MAX } else { 1 };
        Self { limit, next: 0, to: None, overlap: OVERLAP, horizon: u64::MAX, wanted, ahead }
    }

    pub fn limit(&self) -> u64 {
        u64::from(self.limit)
    }

    /// The next page of the stretch, unless it is beyond the horizon; `certain` asks for it even so.
    pub fn next(&mut self, certain: bool) -> Option<PageAt> {
        if !certain && self.next >= self.horizon.min(DEEP) {
            return None;
        }
        let at = PageAt { skip: self.next, limit: self.limit, to: self.to };
        self.next += self.limit().saturating_sub(self.overlap).max(1);
        Some(at)
    }

    /// Plans long pages from now on: the list slides by more than the present ones reach.
    pub fn lengthen(&mut self) {
        self.limit = FULL_PAGE;
    }

    /// A page as long as the API allows, for a place where the list slides: the longer, the surer it holds the edge.
    pub fn long(&self, skip: u64) -> PageAt {
        PageAt { skip, limit: FULL_PAGE, to: self.to }
    }

    /// Passes over what was read meanwhile.
    pub fn not_before(&mut self, skip: u64) {
        self.next = self.next.max(skip);
    }

    /// Goes on from `skip`.
    pub fn from(&mut self, skip: u64) {
        self.next = skip;
    }

    /// Begins a new stretch, whose window ends at `to`; `left` records are expected in it.
    pub fn stretch(&mut self, to: DateTime<Utc>, left: Option<u64>) {
        self.to = Some(to);
        self.next = 0;
        self.bound(left);
    }

    /// Takes in that the stretch holds `total` records in all, as far as the server knows.
    pub fn bound(&mut self, total: Option<u64>) {
        self.horizon = total.unwrap_or(u64::MAX);
    }

    /// Whether offsets have become so large that a new stretch is better.
    pub fn is_deep(&self) -> bool {
        self.next >= DEEP
    }

    /// Neighbouring pages share at least `overlap` records from now on, within reason.
    pub fn widen(&mut self, overlap: u64) {
        self.overlap = self.overlap.max(overlap);
        if self.overlap * 2 > self.limit() {
            self.lengthen();
        }
        self.overlap = self.overlap.min(self.limit() / 2);
    }

    /// How many pages may be asked for in advance, of at most `most`, when `read` records were read so far.
    pub fn ahead(&mut self, most: usize, read: u64) -> usize {
        let stride = self.limit().saturating_sub(self.overlap).max(1);
        let left = self.wanted.map(|wanted| wanted.saturating_sub(read).div_ceil(stride));
        let needed = left.map_or(usize::MAX, |pages| usize::try_from(pages).unwrap_or(usize::MAX).max(1));
        most.min(self.ahead).min(needed)
    }

    /// A page was read, and more are wanted: the next steps may be longer.
    pub fn stride(&mut self) {
        self.ahead = self.ahead.saturating_mul(2);
    }
}
