//! Tests paging against a simulated server in simulated time: every record that exists from start to end is emitted once and in
//! order, also if two lists are merged.
//!
//! A seed selects each schedule. A failing schedule prints its seed; `CONNLOG_TEST_SEED=N cargo test --test engine` repeats it,
//! and `CONNLOG_TEST_SCHEDULES=N` sets the number of schedules.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says where, and takes its seed from the environment"
)]

mod archive;
mod follow;
mod server;
mod world;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use connlog::sources::api::client::rate_limiter::RateLimiter;
use connlog::sources::api::client::retry::RetryPolicy;
use connlog::sources::api::client::retrying_client::RetryingClient;
use connlog::sources::api::paging::merge::KindMerge;
use connlog::sources::api::paging::pager::FirstPage;
use connlog::sources::api::paging::split_pager::SplitPager;
use connlog::sources::api::version_detection;
use connlog_core::providers;
use connlog_core::query::predicate::Predicate;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::{Kind, Record};
use server::{Row, Schedule, Server};

/// Schedules of each simulation, unless `CONNLOG_TEST_SCHEDULES` is set.
const SCHEDULES: u64 = 1_000;
/// Two lists take as long as ten schedules of one list.
const MERGED_SHARE: u64 = 10;
const THREADS: u8 = 2;

#[test]
fn every_record_comes_out_once_and_in_order_whatever_happens_meanwhile() {
    run_schedules(1, run, |seed| format!("{:?}", Schedule::draw(seed)));
    if let Some(schedules) = all_schedules(1) {
        let mut tally = Tally::default();
        (0..schedules).for_each(|seed| tally.add(&Schedule::draw(seed)));
        tally.assert_varied();
    }
}

#[test]
fn two_lists_become_one_without_losing_what_holds_for_each() {
    run_schedules(MERGED_SHARE, run_both, |seed| both(seed).map(|schedule| format!("{schedule:?}")).join("\n"));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Returns how many schedules to run: the configured number divided by `share`; `None` where one seed is given.
fn all_schedules(share: u64) -> Option<u64> {
    let schedules = number("CONNLOG_TEST_SCHEDULES").unwrap_or(SCHEDULES);
    number("CONNLOG_TEST_SEED").is_none().then_some(schedules / share)
}

/// Runs the schedules, or only the schedule of `CONNLOG_TEST_SEED`. `describe` writes the schedule that fails.
fn run_schedules(share: u64, run: fn(u64) -> Result<(), String>, describe: fn(u64) -> String) {
    let Some(schedules) = all_schedules(share) else {
        let seed = number("CONNLOG_TEST_SEED").unwrap_or_default();
        return run(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}\n{}", describe(seed)));
    };
    std::thread::scope(|scope| {
        for part in 0..THREADS {
            scope.spawn(move || {
                for seed in (u64::from(part)..schedules).step_by(THREADS.into()) {
                    if let Err(why) = run(seed) {
                        panic!("seed {seed}: {why}\n{}", describe(seed));
                    }
                }
            });
        }
    });
}

/// Which kinds of schedule were drawn: a simulation that never leaves the calm proves nothing.
#[derive(Debug, Default)]
struct Tally {
    all: u64,
    late: u64,
    shuffled: u64,
    faulty: u64,
    expiring: u64,
    unfrozen: u64,
    by_arrival: u64,
}

impl Tally {
    fn add(&mut self, schedule: &Schedule) {
        self.all += 1;
        self.late += u64::from(schedule.ids);
        self.shuffled += u64::from(schedule.shuffle);
        self.faulty += u64::from(schedule.faults > 0.0);
        self.expiring += u64::from(schedule.retention.is_some());
        self.by_arrival += u64::from(schedule.by_arrival);
        self.unfrozen += u64::from(!schedule.ids && !schedule.heeds_to);
    }

    fn assert_varied(&self) {
        let each = [self.late, self.shuffled, self.faulty, self.expiring, self.unfrozen, self.by_arrival];
        assert!(each.iter().all(|count| count * 20 > self.all), "{self:?}");
    }
}

fn run(seed: u64) -> Result<(), String> {
    // The jitter of retries is drawn from the thread's own generator.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let schedule = Schedule::draw(seed);
        let server = Rc::new(RefCell::new(Server::new(schedule.clone())));
        let got = read(&schedule, &server).await?;
        let server = server.borrow();
        check(&got, &server)
    })
}

fn query(kind: Kind, schedule: &Schedule, window: Window) -> Query {
    let page_size = Some(schedule.page_size);
    Query { kind, filters: Filters::default(), window, limit: None, skip: 0, page_size, optional: false }
}

/// Walks the whole list as `connlog --all` does.
async fn read(schedule: &Schedule, server: &Rc<RefCell<Server>>) -> Result<Vec<Record>, String> {
    let wire = server::Wire(Rc::clone(server));
    let clock = server::Wire(Rc::clone(server));
    let errors = (providers::DEFAULT_DIALECT.errors)("the test".into());
    let budget = RateLimiter::new(schedule.concurrency, Duration::from_secs(86_400));
    let patience = RetryPolicy { retries: 30, max_wait: Duration::from_secs(86_400) };
    let sender = RetryingClient {
        transport: &wire,
        budget: &budget,
        errors: &*errors,
        patience,
        clock: &|| clock.now(),
        trace: &|_| {},
    };
    let window = Window { since: None, until: None, days: None, now: clock.now() };
    let query = query(Kind::Connection, schedule, window);
    let source = (schedule.dialect().source)(&query).unwrap();
    let candidates = version_detection::VersionCandidates { sources: vec![source], known: true };
    let opened = version_detection::open(&sender, candidates, &query).await.map_err(|fault| fault.to_string())?;
    let first = FirstPage { page: opened.first, server_time: opened.facts.date };
    let mut walk = SplitPager::new(&sender, Rc::from(opened.source), first, &query);
    let mut got = Vec::new();
    while let Some(page) = walk.next().await {
        got.extend(page.map_err(|fault| format!("after {} records: {fault}", got.len()))?);
    }
    Ok(got)
}

/// Two lists that live side by side.
fn both(seed: u64) -> [Schedule; 2] {
    [Schedule::draw(2 * seed), Schedule::draw(2 * seed + 1)]
}

fn run_both(seed: u64) -> Result<(), String> {
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let schedules = both(seed);
        let servers = schedules.clone().map(|schedule| Rc::new(RefCell::new(Server::new(schedule))));
        // A walk whose requests nobody looks at would keep its places in the budget for ever.
        let got = tokio::time::timeout(Duration::from_secs(86_400), read_both(&schedules, &servers)).await;
        let got = got.map_err(|_| "it never ends".to_owned())??;
        for (kind, server) in Kind::of_the_api().iter().copied().zip(&servers) {
            let own: Vec<Record> = got.iter().filter(|record| record.kind() == kind).cloned().collect();
            check(&own, &server.borrow()).map_err(|why| format!("{}: {why}", kind.plural()))?;
        }
        let by_time = schedules.iter().all(|schedule| !schedule.by_arrival);
        let place = |record: &Record| (Reverse(record.time()), record.kind() == Kind::Post);
        match got.windows(2).find(|pair| by_time && place(&pair[0]) > place(&pair[1])) {
            Some(pair) => Err(format!("out of order: {} before {}", pair[0].raw(), pair[1].raw())),
            None => Ok(()),
        }
    })
}

/// Reads both lists whole as `connlog events --all` does.
async fn read_both(schedules: &[Schedule; 2], servers: &[Rc<RefCell<Server>>; 2]) -> Result<Vec<Record>, String> {
    let wires = servers.each_ref().map(|server| server::Wire(Rc::clone(server)));
    let clock = server::Wire(Rc::clone(&servers[0]));
    let errors = (providers::DEFAULT_DIALECT.errors)("the test".into());
    let budget = RateLimiter::new(schedules[0].concurrency, Duration::from_secs(86_400));
    let patience = RetryPolicy { retries: 30, max_wait: Duration::from_secs(86_400) };
    let now = || clock.now();
    let senders = wires.each_ref().map(|wire| RetryingClient {
        transport: wire,
        budget: &budget,
        errors: &*errors,
        patience,
        clock: &now,
        trace: &|_| {},
    });
    let window = Window { since: None, until: None, days: None, now: clock.now() };
    let queries = [0, 1].map(|at| query(Kind::of_the_api()[at], &schedules[at], window));
    let mut opened = Vec::new();
    for at in [0, 1] {
        let source = (schedules[at].dialect().source)(&queries[at]).unwrap();
        let candidates = version_detection::VersionCandidates { sources: vec![source], known: true };
        let one =
            version_detection::open(&senders[at], candidates, &queries[at]).await.map_err(|fault| fault.to_string())?;
        opened.push((one.source, FirstPage { page: one.first, server_time: one.facts.date }));
    }
    let (sources, firsts): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
    let parts = queries.iter().zip(&senders).zip(sources.into_iter().zip(firsts));
    let walks = parts.map(|((query, sender), (source, first))| {
        (SplitPager::new(sender, Rc::from(source), first, query), Predicate::new(query))
    });
    let mut merge = KindMerge::new(walks.collect(), None);
    let mut got = Vec::new();
    while let Some(records) = merge.next().await {
        got.extend(records.map_err(|(at, fault)| format!("list {at} after {} records: {fault}", got.len()))?);
    }
    Ok(got)
}

/// Compares what came out with what the server knows to be true.
fn check(got: &[Record], server: &Server) -> Result<(), String> {
    let start = server.start.as_ref().ok_or("no page was served")?;
    let count = |rows: &[Row]| {
        rows.iter().fold(HashMap::<Rc<str>, i64>::new(), |mut counts, row| {
            *counts.entry(Rc::clone(&row.text)).or_default() += 1;
            counts
        })
    };
    let there_at_start = count(start);
    let still_there: Vec<Row> = start.iter().filter(|row| server.has(row)).cloned().collect();
    let came = count(&server.came_late(start));
    let mut out: HashMap<Rc<str>, i64> = HashMap::new();
    for record in got {
        *out.entry(record.raw().into()).or_default() += 1;
    }
    for (text, wanted) in count(&still_there) {
        let found = out.get(&text).copied().unwrap_or_default();
        if found < wanted {
            return Err(format!("lost: {text} is there {wanted} times, came out {found} times"));
        }
    }
    for (text, found) in &out {
        // What arrived while we read, with a time below the top, may be seen or not; nothing else may.
        let most = there_at_start.get(text).copied().unwrap_or_default() + came.get(text).copied().unwrap_or_default();
        if *found > most {
            return Err(format!("repeated or too new: {text} came out {found} times, was there {most} times"));
        }
    }
    match server.out_of_order(got.iter().map(Record::raw)) {
        Some((above, below)) => Err(format!("out of order: {} before {}", above.text, below.text)),
        None => Ok(()),
    }
}
