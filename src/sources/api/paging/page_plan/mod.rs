//! Plans page requests: the length of the first page, the offsets of the next ones, and how far to read ahead.

use chrono::{DateTime, TimeDelta, Utc};

use connlog_core::providers::endpoint::{ListEndpoint, PagePosition};
use connlog_core::query::{Filter, Query};

/// The default number of records a page, which is the maximum of the API.
const FULL_PAGE: u32 = 100;
/// The minimum length of pages after the first one, because they overlap with the page before.
const SHORTEST_PAGE: u32 = 3;
/// The number of records that neighbouring pages share: the edge and one newer record.
pub const OVERLAP: u64 = 2;
/// The offset from which the pager restarts the window, if the endpoint supports it: large offsets are slow.
const DEEP: u64 = 50_000;

/// Returns the first page to request. It is shorter than the maximum if the server applies all filters and the user set
/// a limit.
pub fn first_page(query: &Query, source: &dyn ListEndpoint) -> PagePosition {
    let needed = needed_entries(query, source).map(|needed| u32::try_from(needed).unwrap_or(FULL_PAGE));
    let skip = requested_skip(query) - unserved_skip(query, source);
    // At least 2 records, because one record does not show the order of the list.
    // Without a second page, the first one must hold everything.
    let fitting = if source.pages() { needed.unwrap_or(FULL_PAGE).clamp(2, FULL_PAGE) } else { FULL_PAGE };
    let limit = query.page_size.unwrap_or(fitting);
    PagePosition { skip, limit, to: None }
}

/// Returns how many records the query asks the server to skip.
fn requested_skip(query: &Query) -> u64 {
    query.skip - left_to_skip(query)
}

/// Returns how many of these records a list with one page returns nevertheless, so that its reader must drop them.
pub fn unserved_skip(query: &Query, source: &dyn ListEndpoint) -> u64 {
    if source.pages() { 0 } else { requested_skip(query) }
}

/// Returns how many matching records the client must skip. The server counts `skip` after its own filters, which equals
/// the user's `--skip` only without filters.
pub fn left_to_skip(query: &Query) -> u64 {
    if query.filters().is_empty() { 0 } else { query.skip }
}

/// Returns the number of records to read, if the user set a limit and the server applies all filters.
fn needed_entries(query: &Query, source: &dyn ListEndpoint) -> Option<u64> {
    // `since` needs no filter on the server, because reading newest first stops there.
    let is_client_side = |filter: &Filter| *filter != Filter::Since && !source.applied().contains(filter);
    let exact = !query.filters().iter().any(is_client_side);
    query.limit.filter(|_| exact).map(|limit| limit.saturating_add(left_to_skip(query)))
}

/// Plans the pages after the first one.
pub struct PagePlan {
    limit: u32,
    /// The page length before the server reduced it.
    requested: u32,
    /// The maximum page length of the server.
    most: u32,
    /// The page length that the server reported; 0 if its reports are inconsistent.
    clamped: Option<u32>,
    /// The offset of the next page to request.
    next: u64,
    /// The end of the present window.
    pub to: Option<DateTime<Utc>>,
    overlap: u64,
    /// The offset at which the list probably ends; no page is requested in advance from there on.
    horizon: u64,
    /// The number of records to read, counted from the first page.
    needed: Option<u64>,
    /// The maximum number of pages to read ahead; it doubles with each page if the end is unknown.
    ahead: usize,
}

impl PagePlan {
    /// Creates a plan for the pages after the first one, which reported `total` records.
    pub fn new(query: &Query, source: &dyn ListEndpoint, total: Option<u64>) -> Self {
        let limit = query.page_size.unwrap_or(FULL_PAGE).max(SHORTEST_PAGE);
        let needed = needed_entries(query, source);
        // The end is unknown without a total, with a start of the window, and with a limit that the client counts.
        let is_end_known =
            total.is_some() && query.window.since.is_none() && (query.limit.is_none() || needed.is_some());
        let ahead = if is_end_known { usize::MAX } else { 1 };
        Self {
            limit,
            requested: limit,
            most: FULL_PAGE,
            clamped: None,
            next: 0,
            to: None,
            overlap: OVERLAP,
            horizon: total.unwrap_or(u64::MAX),
            needed,
            ahead,
        }
    }

    /// Reduces the page length to `most`, the length that the server reported. A second, lower report restores the
    /// requested length, because such a server reports something else.
    pub fn clamp(&mut self, most: u32) {
        if self.clamped == Some(0) || most >= self.most {
            return;
        }
        if self.clamped.is_some() {
            (self.limit, self.most, self.clamped) = (self.requested, FULL_PAGE, Some(0));
            return;
        }
        self.most = most.max(1);
        self.clamped = Some(self.most);
        self.limit = self.limit.min(self.most);
        self.overlap = self.overlap.min(self.limit().div_ceil(2));
    }

    /// Returns whether a page of maximum length cannot hold `overlap` records and one more.
    pub fn is_narrower_than(&self, overlap: u64) -> bool {
        u64::from(self.most) <= overlap
    }

    /// Returns the length of a page after the first one.
    pub fn limit(&self) -> u64 {
        u64::from(self.limit)
    }

    /// Fixes the end of the window to the server time of the first answer, if the endpoint supports it.
    pub fn fix_end(&mut self, source: &dyn ListEndpoint, began: Option<DateTime<Utc>>) {
        // The `Date` header has whole seconds, so records may be up to one second newer.
        self.to = began.filter(|_| source.supports_until()).map(|began| began + TimeDelta::seconds(1));
    }

    /// Returns the next page of the window, or `None` at the probable end of the list unless `certain` is set.
    pub fn next(&mut self, certain: bool) -> Option<PagePosition> {
        if !certain && self.next >= self.horizon.min(DEEP) {
            return None;
        }
        let at = PagePosition { skip: self.next, limit: self.limit, to: self.to };
        self.next += self.limit().saturating_sub(self.overlap).max(1);
        Some(at)
    }

    /// Plans pages of maximum length, because the list moves by more than the overlap.
    pub fn lengthen(&mut self) {
        self.limit = self.most;
    }

    /// Returns a page of maximum length at `skip`, which is the most likely to contain the edge of a moving list.
    pub fn long(&self, skip: u64) -> PagePosition {
        PagePosition { skip, limit: self.most, to: self.to }
    }

    /// Skips offsets below `skip`, which were read meanwhile.
    pub fn not_before(&mut self, skip: u64) {
        self.next = self.next.max(skip);
    }

    /// Continues at offset `skip`.
    pub fn from(&mut self, skip: u64) {
        self.next = skip;
    }

    /// Restarts at offset 0 with a window that ends at `to` and holds about `left` records.
    pub fn restart_window(&mut self, to: DateTime<Utc>, left: Option<u64>) {
        self.to = Some(to);
        self.next = 0;
        self.bound(left);
    }

    /// Sets the number of records in the window, if the server reports it.
    pub fn bound(&mut self, total: Option<u64>) {
        self.horizon = total.unwrap_or(u64::MAX);
    }

    /// Returns whether the offset is large enough for a window restart.
    pub fn is_deep(&self) -> bool {
        self.next >= DEEP
    }

    /// Increases the overlap of neighbouring pages to `overlap`, at most half a page.
    pub fn widen(&mut self, overlap: u64) {
        self.overlap = self.overlap.max(overlap);
        if self.overlap * 2 > self.limit() {
            self.lengthen();
        }
        self.overlap = self.overlap.min(self.limit() / 2);
    }

    /// Returns how many pages to request in advance, at most `most`, after `read` records.
    pub fn ahead(&mut self, most: usize, read: u64) -> usize {
        let stride = self.limit().saturating_sub(self.overlap).max(1);
        let left = self.needed.map(|needed| needed.saturating_sub(read).div_ceil(stride));
        let needed = left.map_or(usize::MAX, |pages| usize::try_from(pages).unwrap_or(usize::MAX).max(1));
        most.min(self.ahead).min(needed)
    }

    /// Doubles the number of pages to read ahead, after a page that joined.
    pub fn stride(&mut self) {
        self.ahead = self.ahead.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests;
