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
    Query { kind: Kind::Connection, filters: Filters::default(), window, limit, skip, page_size, optional: false }
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

/// Returns the offsets of at most `most` pages requested in advance.
fn skips(plan: &mut PagePlan, most: usize) -> Vec<u64> {
    std::iter::from_fn(|| plan.next(false)).take(most).map(|at| at.skip).collect()
}

#[test]
fn the_first_page_is_as_long_as_the_limit_if_the_server_applies_all_filters() {
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
fn an_endpoint_with_one_page_gets_a_request_for_a_full_page() {
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
fn the_server_skips_records_only_without_filters() {
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
    // A page of only shared records would make no progress.
    let mut shortest = plan(&query(None, 0, Some(1)), None);
    assert_eq!((shortest.limit(), skips(&mut shortest, 3)), (3, vec![0, 1, 2]));
}

#[test]
fn a_wider_overlap_leaves_at_least_half_a_page_for_new_records() {
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
fn pages_beyond_the_total_are_requested_only_if_certain() {
    let mut plan = plan(&query(None, 0, Some(10)), Some(20));
    assert_eq!(skips(&mut plan, 10), [0, 8, 16]);
    assert_eq!(plan.next(true).map(|at| at.skip), Some(24), "the total is only a hint");
    plan.bound(Some(40));
    assert_eq!(skips(&mut plan, 10), [32]);
    plan.bound(None);
    assert_eq!(skips(&mut plan, 2), [40, 48], "without a total there is no bound");
}

#[test]
fn offsets_beyond_a_window_restart_are_not_read_ahead() {
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
fn the_plan_skips_offsets_that_were_read_and_never_goes_back() {
    let mut plan = plan(&query(None, 0, None), None);
    plan.not_before(500);
    assert_eq!(skips(&mut plan, 1), [500]);
    plan.not_before(100);
    assert_eq!(skips(&mut plan, 1), [598]);
}

#[test]
fn only_one_page_is_read_ahead_if_the_end_is_unknown() {
    let ahead = |query: &Query, total| plan(query, total).ahead(8, 0);
    let all = query(None, 0, None);
    assert_eq!(ahead(&all, Some(5000)), 8, "no limit");
    assert_eq!(ahead(&all, None), 1, "the list may end at any page");
    let since = filtered(&all, |query| query.window.since = Some(epoch()));
    assert_eq!(ahead(&since, Some(5000)), 1, "the window may begin on any page");
    let client_side = filtered(&query(Some(50), 0, None), |query| query.filters.events = vec!["disconnect".into()]);
    assert_eq!(ahead(&client_side, Some(5000)), 1, "there may be enough on any page");
}

#[test]
fn the_number_of_pages_read_ahead_doubles_if_the_end_is_unknown() {
    let mut plan = plan(&query(None, 0, None), None);
    let ahead: Vec<usize> = (0..5).map(|_| (plan.ahead(8, 0), plan.stride()).0).collect();
    assert_eq!(ahead, [1, 2, 4, 8, 8]);
}

#[test]
fn no_more_pages_are_read_ahead_than_the_limit_needs() {
    let mut plan = plan(&query(Some(500), 0, None), Some(5000));
    // 98 new records a page.
    assert_eq!([100, 304, 305, 499].map(|read| plan.ahead(8, read)), [5, 2, 2, 1]);
    assert_eq!(plan.ahead(8, 600), 1);
    assert_eq!(plan.ahead(3, 0), 3);
}
