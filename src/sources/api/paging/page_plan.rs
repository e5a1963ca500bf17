//! Which pages to ask for: how long the first one is, where the next ones begin, and how far ahead to read.

use chrono::{DateTime, TimeDelta, Utc};

use connlog_core::providers::endpoint::{ListEndpoint, PagePosition};
use connlog_core::query::{Filter, Query};

/// Records a page where nothing else decides; the API's maximum.
const FULL_PAGE: u32 = 100;
/// Pages after the first are at least so long, since they share records with the page before.
const SHORTEST_PAGE: u32 = 3;
/// Records that neighbouring pages share: the edge, and one above it.
pub const OVERLAP: u64 = 2;
/// An offset beyond which the walk begins a new stretch by time, where the source can: offsets cost the server.
const DEEP: u64 = 50_000;

/// The first page to ask `source` for: as long as what is wanted, where the server filters everything, else full.
pub fn first_page(query: &Query, source: &dyn ListEndpoint) -> PagePosition {
    let wanted = wanted(query, source).map(|wanted| u32::try_from(wanted).unwrap_or(FULL_PAGE));
    let skip = query.skip - left_to_skip(query);
    // One record alone would not show in which order the server lists them.
    // Where there is no second page, the first one has to hold everything.
    let fitting = if source.pages() { wanted.unwrap_or(FULL_PAGE).clamp(2, FULL_PAGE) } else { FULL_PAGE };
    let limit = query.page_size.unwrap_or(fitting);
    PagePosition { skip, limit, to: None }
}

/// Matching records that we pass over ourselves. The server's `skip` counts what the server filtered, which is certain
/// to be the same only where nothing is filtered at all.
pub fn left_to_skip(query: &Query) -> u64 {
    if query.filters().is_empty() { 0 } else { query.skip }
}

/// How many records will do, where that is known: the server filters everything, and a number was asked for.
fn wanted(query: &Query, source: &dyn ListEndpoint) -> Option<u64> {
    // Reading ends at `since` by itself, since the newest come first.
    let ours = |filter: &Filter| *filter != Filter::Since && !source.applied().contains(filter);
    let exact = !query.filters().iter().any(ours);
    query.limit.filter(|_| exact).map(|limit| limit.saturating_add(left_to_skip(query)))
}

/// Where the pages after the first lie.
pub struct PagePlan {
    limit: u32,
    /// The same as it was wished for.
    wished: u32,
    /// Records that the server puts on a page at most.
    most: u32,
    /// The limit that the server named; 0 where it cannot be believed.
    clamped: Option<u32>,
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

impl PagePlan {
    /// A plan for the pages after a first one that told of `total` records.
    pub fn new(query: &Query, source: &dyn ListEndpoint, total: Option<u64>) -> Self {
        let limit = query.page_size.unwrap_or(FULL_PAGE).max(SHORTEST_PAGE);
        let wanted = wanted(query, source);
        // A limit that we count ourselves, or a window's start, may end the walk at any page, and so may the list.
        let sure = total.is_some() && query.window.since.is_none() && (query.limit.is_none() || wanted.is_some());
        let ahead = if sure { usize::MAX } else { 1 };
        Self {
            limit,
            wished: limit,
            most: FULL_PAGE,
            clamped: None,
            next: 0,
            to: None,
            overlap: OVERLAP,
            horizon: total.unwrap_or(u64::MAX),
            wanted,
            ahead,
        }
    }

    /// Takes in that the server puts no more than `most` records on a page, whatever was asked for. A server that names a
    /// lower limit with every request is not believed.
    pub fn clamp(&mut self, most: u32) {
        if self.clamped == Some(0) || most >= self.most {
            return;
        }
        if self.clamped.is_some() {
            (self.limit, self.most, self.clamped) = (self.wished, FULL_PAGE, Some(0));
            return;
        }
        self.most = most.max(1);
        self.clamped = Some(self.most);
        self.limit = self.limit.min(self.most);
        self.overlap = self.overlap.min(self.limit().div_ceil(2));
    }

    /// Whether a page cannot hold `overlap` records and one more.
    pub fn is_narrower_than(&self, overlap: u64) -> bool {
        u64::from(self.most) <= overlap
    }

    /// Records a page after the first.
    pub fn limit(&self) -> u64 {
        u64::from(self.limit)
    }

    /// Cuts the pages off at the moment of the first answer, by the server's clock, where the source can.
    pub fn freeze(&mut self, source: &dyn ListEndpoint, began: Option<DateTime<Utc>>) {
        // The clock in the headers has whole seconds, so what was there may be a second newer than it.
        self.to = began.filter(|_| source.freezes()).map(|began| began + TimeDelta::seconds(1));
    }

    /// The next page of the stretch, unless it is beyond the horizon; `certain` asks for it even so.
    pub fn next(&mut self, certain: bool) -> Option<PagePosition> {
        if !certain && self.next >= self.horizon.min(DEEP) {
            return None;
        }
        let at = PagePosition { skip: self.next, limit: self.limit, to: self.to };
        self.next += self.limit().saturating_sub(self.overlap).max(1);
        Some(at)
    }

    /// Plans long pages from now on: the list slides by more than the present ones reach.
    pub fn lengthen(&mut self) {
        self.limit = self.most;
    }

    /// A page as long as the API allows, for a place where the list slides: the longer, the surer it holds the edge.
    pub fn long(&self, skip: u64) -> PagePosition {
        PagePosition { skip, limit: self.most, to: self.to }
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
    pub fn restart_window(&mut self, to: DateTime<Utc>, left: Option<u64>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::providers::endpoint::ApiVersion;
    use connlog_core::providers::{dialects, zernio};
    use connlog_core::query::{Filters, Window};
    use connlog_core::record::Kind;

    fn epoch() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn query(limit: Option<u64>, skip: u64, page_size: Option<u32>) -> Query {
        let window = Window { since: None, until: None, days: None, now: epoch() };
        Query { kind: Kind::Connection, filters: Filters::default(), window, limit, skip, page_size }
    }

    fn filtered(query: &Query, change: impl Fn(&mut Query)) -> Query {
        let mut query = query.clone();
        change(&mut query);
        query
    }

    fn source(dialect: &ApiVersion, query: &Query) -> Box<dyn ListEndpoint> {
        (dialect.source)(query).unwrap()
    }

    fn plan(query: &Query, total: Option<u64>) -> PagePlan {
        PagePlan::new(query, &*source(&zernio::ZERNIO, query), total)
    }

    /// Where the pages lie that are asked for in advance, at most `most` of them.
    fn skips(plan: &mut PagePlan, most: usize) -> Vec<u64> {
        std::iter::from_fn(|| plan.next(false)).take(most).map(|at| at.skip).collect()
    }

    #[test]
    fn the_first_page_is_as_long_as_what_is_wanted_where_the_server_filters_everything() {
        let platform = |query: &mut Query| query.filters.platforms = vec!["tiktok".into()];
        // Neither dialect can filter by two at once.
        let platforms = |query: &mut Query| query.filters.platforms = vec!["tiktok".into(), "reddit".into()];
        let since = |query: &mut Query| query.window.since = Some(epoch() - TimeDelta::hours(1));
        let until = |query: &mut Query| query.window.until = Some(epoch() - TimeDelta::hours(1));
        let some = query(Some(20), 0, None);
        let table = [
            ("a few", some.clone(), (0, 20)),
            ("one", query(Some(1), 0, None), (0, 2)),
            ("everything", query(None, 0, None), (0, 100)),
            ("more than a page", query(Some(1000), 0, None), (0, 100)),
            ("more than there are numbers", query(Some(u64::MAX), 0, None), (0, 100)),
            ("a page size", query(Some(20), 0, Some(7)), (0, 7)),
            ("further down", query(Some(20), 500, None), (500, 20)),
            ("one platform", filtered(&some, platform), (0, 20)),
            ("two platforms", filtered(&some, platforms), (0, 100)),
            ("a beginning", filtered(&some, since), (0, 20)),
            ("an end", filtered(&some, until), (0, 100)),
            ("two platforms, a page size", filtered(&query(Some(20), 0, Some(7)), platforms), (0, 7)),
            ("one platform, further down", filtered(&query(Some(20), 30, None), platform), (0, 50)),
            ("two platforms, further down", filtered(&query(Some(20), 30, None), platforms), (0, 100)),
        ];
        for (name, query, wanted) in table {
            for dialect in dialects() {
                let at = first_page(&query, &*source(dialect, &query));
                assert_eq!((at.skip, at.limit, at.to), (wanted.0, wanted.1, None), "{name} in {dialect:?}");
            }
        }
    }

    #[test]
    fn where_there_is_but_one_page_it_is_asked_for_whole() {
        let one_post = |limit, page_size| {
            let posts = |query: &mut Query| {
                query.kind = Kind::Post;
                query.filters.posts = vec!["65f1c0a9e2b5af0012ab34cd".into()];
            };
            let query = filtered(&query(limit, 0, page_size), posts);
            first_page(&query, &*source(&zernio::LATE, &query)).limit
        };
        assert_eq!((one_post(Some(3), None), one_post(None, None), one_post(None, Some(10))), (100, 100, 10));
    }

    #[test]
    fn what_is_passed_over_is_left_to_the_server_only_where_nothing_is_filtered() {
        let skipping = query(None, 40, None);
        assert_eq!(left_to_skip(&skipping), 0);
        let changes: [fn(&mut Query); 3] = [
            |query| query.filters.statuses = vec!["failed".into()],
            |query| query.window.since = Some(epoch()),
            |query| query.filters.search = vec!["x".into()],
        ];
        for change in changes {
            assert_eq!(left_to_skip(&filtered(&skipping, change)), 40);
        }
    }

    #[test]
    fn neighbouring_pages_share_two_records() {
        assert_eq!(skips(&mut plan(&query(None, 0, None), None), 4), [0, 98, 196, 294]);
        assert_eq!(skips(&mut plan(&query(None, 0, Some(10)), None), 4), [0, 8, 16, 24]);
        // A page that holds but what it shares would not go on.
        let mut shortest = plan(&query(None, 0, Some(1)), None);
        assert_eq!((shortest.limit(), skips(&mut shortest, 3)), (3, vec![0, 1, 2]));
    }

    #[test]
    fn pages_share_more_where_more_is_needed_but_still_go_on() {
        let mut wide = plan(&query(None, 0, Some(10)), None);
        wide.widen(5);
        assert_eq!((wide.limit(), skips(&mut wide, 3)), (10, vec![0, 5, 10]));
        wide.widen(20);
        assert_eq!((wide.limit(), skips(&mut wide, 2)), (100, vec![15, 95]));
        wide.widen(1000);
        wide.from(0);
        assert_eq!(skips(&mut wide, 3), [0, 50, 100]);
        wide.widen(2);
        wide.from(0);
        assert_eq!(skips(&mut wide, 2), [0, 50], "it is not narrowed again");
    }

    #[test]
    fn nothing_is_asked_for_beyond_the_horizon_unless_it_is_certain() {
        let mut plan = plan(&query(None, 0, Some(10)), Some(20));
        assert_eq!(skips(&mut plan, 10), [0, 8, 16]);
        assert_eq!(plan.next(true).map(|at| at.skip), Some(24), "the total is but a hint");
        plan.bound(Some(40));
        assert_eq!(skips(&mut plan, 10), [32]);
        plan.bound(None);
        assert_eq!(skips(&mut plan, 2), [40, 48], "a server that does not say how many bounds nothing");
    }

    #[test]
    fn offsets_beyond_which_a_new_stretch_is_better_are_not_read_ahead() {
        let mut plan = plan(&query(None, 0, None), None);
        plan.from(DEEP - 1);
        assert!(!plan.is_deep());
        assert_eq!(skips(&mut plan, 10), [DEEP - 1]);
        assert!(plan.is_deep());
        plan.restart_window(epoch(), Some(99));
        let at = plan.next(false).unwrap();
        assert_eq!((at.skip, at.to), (0, Some(epoch())));
        assert_eq!(skips(&mut plan, 10), [98]);
        assert_eq!(plan.long(5), PagePosition { skip: 5, limit: 100, to: Some(epoch()) });
    }

    #[test]
    fn what_was_read_meanwhile_is_passed_over_and_never_again_what_was_asked_for() {
        let mut plan = plan(&query(None, 0, None), None);
        plan.not_before(500);
        assert_eq!(skips(&mut plan, 1), [500]);
        plan.not_before(100);
        assert_eq!(skips(&mut plan, 1), [598]);
    }

    #[test]
    fn as_many_pages_are_read_ahead_as_the_end_is_known() {
        let sure = |query: &Query, total| plan(query, total).ahead(8, 0);
        let all = query(None, 0, None);
        assert_eq!(sure(&all, Some(5000)), 8, "everything is wanted");
        assert_eq!(sure(&all, None), 1, "the list may end at any page");
        let since = filtered(&all, |query| query.window.since = Some(epoch()));
        assert_eq!(sure(&since, Some(5000)), 1, "the window may begin on any page");
        let ours = filtered(&query(Some(50), 0, None), |query| query.filters.events = vec!["disconnect".into()]);
        assert_eq!(sure(&ours, Some(5000)), 1, "there may be enough on any page");
    }

    #[test]
    fn what_is_read_ahead_doubles_with_each_page_where_the_end_is_not_known() {
        let mut plan = plan(&query(None, 0, None), None);
        let ahead: Vec<usize> = (0..5).map(|_| (plan.ahead(8, 0), plan.stride()).0).collect();
        assert_eq!(ahead, [1, 2, 4, 8, 8]);
    }

    #[test]
    fn no_more_is_read_ahead_than_is_wanted() {
        let mut plan = plan(&query(Some(500), 0, None), Some(5000));
        // 98 new records a page.
        assert_eq!([100, 304, 305, 499].map(|read| plan.ahead(8, read)), [5, 2, 2, 1]);
        assert_eq!(plan.ahead(8, 600), 1);
        assert_eq!(plan.ahead(3, 0), 3);
    }
}
