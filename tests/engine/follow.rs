//! Simulates hours of following: every entry that appears in time is emitted once, and lost entries are reported.
//!
//! Environment variables set the seeds and their number, as in `main.rs`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use connlog::sources::api::client::rate_limiter::RateLimiter;
use connlog::sources::api::client::retry::RetryPolicy;
use connlog::sources::api::client::retrying_client::RetryingClient;
use connlog::sources::api::follow::checkpoint::PollCheckpoint;
use connlog::sources::api::follow::events::{Gap, PollEvent};
use connlog::sources::api::follow::poller::Poller;
use connlog::sources::api::follow::{PollPace, PollStart, PolledEndpoints};
use connlog::sources::api::version_detection::VersionCandidates;
use connlog_core::error::Error;
use connlog_core::providers;
use connlog_core::providers::endpoint::ApiVersion;
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Record;

use super::world::{Begin, Entry, Outage, Plan, Wire, World, at};

#[test]
fn every_entry_that_appears_in_time_comes_out_once_whatever_happens_meanwhile() {
    super::run_schedules(1, run, |seed| format!("{:?}", Plan::draw(seed)));
    if let Some(schedules) = super::all_schedules(1) {
        let mut tally = Tally::default();
        (0..schedules).for_each(|seed| tally.add(&Plan::draw(seed)));
        tally.assert_varied();
    }
}

/// Which kinds of schedule were drawn.
#[derive(Debug, Default)]
struct Tally {
    all: u64,
    old: u64,
    two_kinds: u64,
    together: u64,
    late: u64,
    too_late: u64,
    bursts: u64,
    twins: u64,
    slept: u64,
    lost_by_age: u64,
    clock_set: u64,
    outages: u64,
    faults: u64,
    limited: u64,
    restarts: u64,
    given_up: u64,
    history: u64,
    plain: u64,
}

impl Tally {
    fn add(&mut self, plan: &Plan) {
        let mut count = |counter: fn(&mut Self) -> &mut u64, counts: bool| *counter(self) += u64::from(counts);
        count(|tally| &mut tally.all, true);
        count(|tally| &mut tally.old, plan.ids);
        count(|tally| &mut tally.two_kinds, plan.kinds.len() > 1);
        count(|tally| &mut tally.together, plan.kinds.len() > 1 && plan.all && !plan.ids);
        count(|tally| &mut tally.late, plan.settles() > 0.0);
        count(|tally| &mut tally.too_late, plan.too_late > 0.0);
        count(|tally| &mut tally.bursts, plan.bursts.iter().any(|(_, count)| *count > 100));
        count(|tally| &mut tally.twins, plan.twins > 0.0 && !plan.ids);
        count(|tally| &mut tally.slept, plan.sleeps.iter().any(|(_, long)| *long > 3600.0));
        count(|tally| &mut tally.lost_by_age, plan.sleeps.iter().any(|(_, long)| *long > plan.kept()));
        count(|tally| &mut tally.clock_set, !plan.clocks.is_empty());
        count(|tally| &mut tally.outages, !plan.outages.is_empty());
        count(|tally| &mut tally.faults, plan.faults > 0.0);
        count(|tally| &mut tally.limited, plan.limit.is_some());
        count(|tally| &mut tally.restarts, plan.restarts > 0.0);
        count(|tally| &mut tally.given_up, plan.gives_up > 0.0);
        count(|tally| &mut tally.history, plan.begin != Begin::Now);
        count(|tally| &mut tally.plain, plan.is_plain());
    }

    fn assert_varied(&self) {
        let each = [
            self.old,
            self.two_kinds,
            self.together,
            self.late,
            self.too_late,
            self.twins,
            self.slept,
            self.clock_set,
            self.outages,
            self.faults,
            self.limited,
            self.restarts,
            self.given_up,
            self.history,
            self.plain,
        ];
        assert!(each.iter().all(|count| count * 20 > self.all), "{self:?}");
        assert!([self.bursts, self.lost_by_age].iter().all(|count| count * 100 > self.all), "{self:?}");
    }
}

fn run(seed: u64) -> Result<(), String> {
    // The jitter of retries is drawn from the thread's own generator.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let world = Rc::new(RefCell::new(World::new(Plan::draw(seed))));
        let log = follow(&world).await?;
        check(&log, &world.borrow())
    })
}

/// The dialects as the session hands them out.
pub(super) struct Dialects(pub &'static ApiVersion);

impl PolledEndpoints for Dialects {
    fn candidates(&self, query: &Query) -> VersionCandidates {
        let dialects = providers::candidates(Some(self.0), None);
        VersionCandidates {
            sources: dialects.into_iter().filter_map(|dialect| (dialect.source)(query)).collect(),
            known: true,
        }
    }

    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.source)(query)
    }

    fn combined_endpoint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.combined_endpoint)(queries)
    }
}

/// All that was told in a run, restarts included.
#[derive(Default)]
pub(super) struct Log {
    /// What came out.
    pub entries: Vec<Record>,
    pub gaps: Vec<Gap>,
    /// When the first poll was done.
    pub connected: Option<f64>,
    /// Entries that were told to be late.
    late: u64,
    restarts: u64,
}

/// Why one process ends.
enum End {
    Done,
    /// It is to be started anew from these marks.
    Restart(Option<PollCheckpoint>),
}

async fn follow(world: &Rc<RefCell<World>>) -> Result<Log, String> {
    let plan = world.borrow().plan.clone();
    let mut rng = fastrand::Rng::with_seed(plan.seed ^ 0xabc);
    let begin = || match plan.begin {
        Begin::Now => PollStart::Now,
        Begin::Last(count) => PollStart::Last(count),
        Begin::Since(before) => PollStart::Since(at(-before)),
    };
    let mut start = begin();
    let mut log = Log::default();
    loop {
        match process(world, start, &mut log, &mut rng).await? {
            End::Done => return Ok(log),
            End::Restart(marks) => {
                log.restarts += 1;
                let pause = Duration::from_secs_f64(rng.f64() * 10.0);
                tokio::time::sleep(pause).await;
                start = marks.map_or_else(begin, |marks| {
                    let stored = serde_json::to_string(&marks).unwrap();
                    PollStart::Resume(serde_json::from_str(&stored).unwrap())
                });
            }
        }
    }
}

/// One process from its start to its end.
async fn process(
    world: &Rc<RefCell<World>>,
    start: PollStart,
    log: &mut Log,
    rng: &mut fastrand::Rng,
) -> Result<End, String> {
    let plan = world.borrow().plan.clone();
    let wire = Wire(Rc::clone(world));
    let clock = || world.borrow().local();
    let errors = (providers::DEFAULT_DIALECT.errors)("the test".into());
    let budget = RateLimiter::new(4, Duration::from_secs(120));
    let patience = RetryPolicy { retries: 2, max_wait: Duration::from_secs(120) };
    let sender =
        RetryingClient { transport: &wire, budget: &budget, errors: &*errors, patience, clock: &clock, trace: &|_| {} };
    let dialects = Dialects(plan.dialect());
    let mut follow = Poller::new(&sender, &dialects, queries(&plan), start, pace(&plan));
    let mut told = Told::default();
    let (end, last) = (world.borrow().end(), plan.ends_at + 3_000.0);
    let settled = at(end - plan.settle - 2.0 * plan.interval - 5.0);
    // Without a clock in the headers the floor stays with the newest entry.
    let behind =
        |marks: Option<&PollCheckpoint>| plan.tells_date && marks.is_none_or(|marks| marks.complete_until() < settled);
    while world.borrow().now() < end || behind(follow.checkpoint()) {
        if world.borrow().steady() > last {
            return Err(format!("it does not catch up: {:?}", follow.checkpoint().map(PollCheckpoint::complete_until)));
        }
        let before = follow.checkpoint().cloned();
        let news = if rng.f64() < plan.gives_up {
            let patience = Duration::from_secs_f64(rng.f64() * 2.0);
            match tokio::time::timeout(patience, follow.next()).await {
                Ok(news) => news,
                Err(_) => continue,
            }
        } else {
            follow.next().await
        };
        let calm = world.borrow().steady() > plan.calm_at;
        let restart = !calm && rng.f64() < plan.restarts;
        let news = match news {
            Ok(news) => news,
            // A process that could not begin is started again by whoever wants it.
            Err(fault) if !told.connected && is_passing(&fault) => return Ok(End::Restart(before)),
            Err(fault) => return Err(format!("it ended: {fault:?}")),
        };
        if let (true, PollEvent::Entries(entries), Some(mut marks)) = (restart, &news, before.clone()) {
            // Killed within the batch: what was printed until then was noted down one by one.
            let printed = rng.usize(0..=entries.len());
            for entry in &entries[..printed] {
                marks.record_entry(entry.identity, entry.time);
            }
            log.entries.extend(entries[..printed].iter().map(|entry| entry.record.clone()));
            return Ok(End::Restart(Some(marks)));
        }
        told.take(news, before.as_ref(), log, world)?;
        bounded(&follow, &world.borrow())?;
        if restart {
            return Ok(End::Restart(follow.checkpoint().cloned()));
        }
    }
    Ok(End::Done)
}

pub(super) fn queries(plan: &Plan) -> Vec<Query> {
    let statuses = if plan.filtered { vec!["failed".into()] } else { Vec::new() };
    let query = |kind| Query {
        kind,
        filters: Filters { statuses: statuses.clone(), ..Filters::default() },
        window: Window { since: None, until: None, days: None, now: at(0.0) },
        limit: None,
        skip: 0,
        page_size: plan.page_size,
        optional: false,
    };
    plan.kinds.iter().map(|kind| query(*kind)).collect()
}

pub(super) fn pace(plan: &Plan) -> PollPace {
    PollPace {
        settle: Duration::from_secs_f64(plan.settle),
        lookback: Duration::from_secs_f64(plan.band),
        interval: Duration::from_secs_f64(plan.interval),
        max_records: plan.hold,
    }
}

pub(super) fn is_passing(fault: &Error) -> bool {
    use connlog_core::error::Code::{Network, RateLimited, SchemaDrift, Server, Timeout};
    matches!(fault.code, Network | Timeout | Server | RateLimited | SchemaDrift)
}

/// What one process told so far.
#[derive(Default)]
struct Told {
    connected: bool,
    trouble: bool,
    /// Of the entries that come next.
    late: Option<u64>,
}

impl Told {
    /// Takes `news`, told when the marks were `before`.
    fn take(
        &mut self,
        news: PollEvent,
        before: Option<&PollCheckpoint>,
        log: &mut Log,
        world: &RefCell<World>,
    ) -> Result<(), String> {
        if self.connected == matches!(news, PollEvent::Connected) {
            return Err("it must tell that it is connected once, before anything else".into());
        }
        match news {
            PollEvent::Connected => {
                self.connected = true;
                let mut world = world.borrow_mut();
                world.connected = true;
                let now = world.now();
                log.connected.get_or_insert(now);
            }
            PollEvent::Entries(entries) => {
                if entries.is_empty() || !entries.is_sorted_by_key(|entry| entry.time) {
                    return Err("a batch is not oldest first".into());
                }
                let floor = before.map(PollCheckpoint::complete_until);
                let late = entries.iter().filter(|entry| Some(entry.time) < floor).count() as u64;
                let said = self.late.take().unwrap_or_default();
                if late != said {
                    return Err(format!("{late} entries of a batch are late, {said} were told of"));
                }
                log.entries.extend(entries.into_iter().map(|entry| entry.record));
            }
            PollEvent::Late { count, .. } => {
                log.late += count;
                self.late = Some(count);
            }
            PollEvent::Gap(gap) => {
                let world = world.borrow();
                let kept_from = at(world.now() - world.plan.kept() + world.plan.date_ahead.max(0.0) + 1.0);
                let floor = before.map(PollCheckpoint::complete_until);
                if gap.from >= gap.to || gap.to > kept_from || Some(gap.from) != floor {
                    return Err(format!("{gap:?} is none: entries are kept from {kept_from}, read to {floor:?}"));
                }
                log.gaps.push(gap);
            }
            PollEvent::Note(text) => return Err(format!("no kind is optional here: {text}")),
            PollEvent::Trouble(_) if self.trouble => return Err("an outage is told of twice".into()),
            PollEvent::Trouble(_) => self.trouble = true,
            PollEvent::Recovered { .. } if !self.trouble => return Err("it recovered from nothing".into()),
            PollEvent::Recovered { .. } => self.trouble = false,
            PollEvent::Quiet => {}
        }
        Ok(())
    }
}

/// Whether no more is remembered than may be met again.
fn bounded(follow: &Poller<'_>, world: &World) -> Result<(), String> {
    let Some(marks) = follow.checkpoint() else { return Ok(()) };
    let alive = world.entries.iter().filter(|entry| entry.wanted && at(entry.time) >= marks.dedup_horizon()).count();
    if marks.remembered() > alive {
        return Err(format!("it remembers {} entries of {alive}", marks.remembered()));
    }
    Ok(())
}

/// Compares what came out with what the world knows to be true.
fn check(log: &Log, world: &World) -> Result<(), String> {
    let plan = &world.plan;
    let began = world.first_page.ok_or("no page was served")?;
    let connected = log.connected.ok_or("it never connected")?;
    let history = history(log, world, began, connected)?;
    if world.read_on_early {
        return Err(
            "a list was read on before the top of each was seen: what came meanwhile counts as there before".into()
        );
    }
    compare(log, world, (began, connected), history)?;
    false_alarms(log, world)?;
    manners(log, world)?;
    if plan.is_plain() && plan.too_late == 0.0 && log.late > 0 {
        return Err(format!("{} entries were called late", log.late));
    }
    Ok(())
}

/// Compares the entries that came out with those that must and those that may.
pub(super) fn compare(log: &Log, world: &World, start: (f64, f64), history: f64) -> Result<(), String> {
    let mut out: HashMap<&str, i64> = HashMap::new();
    for record in &log.entries {
        *out.entry(record.raw()).or_default() += 1;
    }
    // Truly equal entries cannot be told apart: of each text, so many must have come out, and so many may have.
    let mut due: HashMap<&str, (i64, i64)> = HashMap::new();
    for entry in world.entries.iter().filter(|entry| entry.wanted) {
        let (must, may) = due.entry(&entry.text).or_default();
        let fate = fate(entry, log, world, start, history);
        *must += i64::from(fate == Fate::Must);
        *may += i64::from(fate != Fate::Never);
    }
    for (text, (must, may)) in &due {
        let came = out.remove(text).unwrap_or_default();
        if came < *must {
            return Err(format!("lost: {text} came out {came} times of {must}"));
        }
        if came > *may {
            return Err(format!("repeated: {text} came out {came} times, {may} at most"));
        }
    }
    if let Some(text) = out.keys().next() {
        return Err(format!("{text} was not asked for"));
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It must come out.
    Must,
    /// It may: it appeared too late, or before the top of every list was seen, or was gone before it could be read.
    May,
    Never,
}

fn fate(entry: &Entry, log: &Log, world: &World, (began, connected): (f64, f64), history: f64) -> Fate {
    let plan = &world.plan;
    let lateness = entry.appears - entry.time;
    let in_gap = log.gaps.iter().any(|gap| (gap.from..gap.to).contains(&at(entry.time)));
    let gone = entry.time < world.now() - plan.kept() + 1.0;
    if entry.appears > world.end() - plan.settle - plan.interval * 2.0 - 10.0 {
        return Fate::May;
    }
    match plan.begin {
        Begin::Since(before) if entry.time < -before => return Fate::Never,
        // What the source had forgotten by then was not promised.
        Begin::Since(_) if entry.time < connected - plan.kept() + 1.0 => return Fate::May,
        // All that was there at the beginning is history, however late it came.
        Begin::Since(_) if entry.appears <= began && !gone => return Fate::Must,
        Begin::Now | Begin::Last(_) if entry.appears <= began => {
            let known = entry.time < history || plan.begin == Begin::Now;
            return if known { Fate::Never } else { Fate::May };
        }
        Begin::Now | Begin::Last(_) if entry.appears <= world.begun() => return Fate::May,
        _ => {}
    }
    // Where nothing else disturbs, each poll reads the lookback.
    let slack = plan.interval + 5.0;
    let banded = plan.is_plain() && plan.restarts == 0.0 && lateness < plan.settle + plan.band - slack;
    if lateness > plan.settles() && !banded || (gone && in_gap) { Fate::May } else { Fate::Must }
}

/// The time of the oldest entry that was to be shown as history; of those of that very time, some were.
fn history(log: &Log, world: &World, began: f64, connected: f64) -> Result<f64, String> {
    let Begin::Last(count) = world.plan.begin else { return Ok(f64::MIN) };
    // A machine that slept over the first poll begins when it wakes.
    let there = |entry: &&Entry| entry.wanted && world.shows(entry, began) && world.shows(entry, connected);
    let times: Vec<f64> = world.entries.iter().filter(there).map(|entry| entry.time).collect();
    let newcomers = world.entries.iter().filter(|entry| entry.wanted && (began..=connected).contains(&entry.appears));
    let wanted = times.len().min(usize::try_from(count).unwrap());
    let least = wanted.saturating_sub(newcomers.count());
    let oldest = if wanted == 0 { f64::MAX } else { times[wanted - 1] };
    let came = log.entries.iter().filter(|record| {
        let mut there = world.entries.iter().filter(|entry| entry.wanted && entry.appears <= began);
        there.any(|entry| &*entry.text == record.raw())
    });
    let came = came.count();
    // An equal entry that came later counts too.
    let equal = world.plan.twins > 0.0;
    // A process that was killed before it showed all of it may find some forgotten when it goes on.
    let least = if log.gaps.is_empty() { least } else { 0 };
    if came < least || (came > wanted && !equal) {
        return Err(format!("{came} entries of history came out, {least} to {wanted} were wanted"));
    }
    Ok(oldest)
}

/// A gap is told of only where the source may really have forgotten something unread.
fn false_alarms(log: &Log, world: &World) -> Result<(), String> {
    let slept: f64 = world.plan.sleeps.iter().map(|(_, long)| long).sum();
    let history = if let Begin::Since(before) = world.plan.begin { before } else { 0.0 };
    let reach = history + slept + world.plan.ends_at + world.plan.settle + 3_000.0;
    if !log.gaps.is_empty() && reach < world.plan.kept() {
        return Err(format!("{:?}, though it slept for {slept} seconds only", log.gaps));
    }
    Ok(())
}

/// Whether the server was asked neither too often, nor too late after a sleep.
fn manners(log: &Log, world: &World) -> Result<(), String> {
    let plan = &world.plan;
    // A process that has just begun does not know how much of the quota was used before, and learns it by a refusal.
    let kinds = plan.kinds.len() as u64;
    let woken = plan.sleeps.len() as u64;
    if world.refused > (log.restarts + 1 + woken) * 4 * kinds {
        return Err(format!("the rate limit refused {} requests", world.refused));
    }
    let calm = plan.faults == 0.0 && plan.outages.is_empty() && plan.limit.is_none() && plan.restarts == 0.0;
    let settled = plan.clocks.is_empty() && plan.gives_up == 0.0;
    if calm && settled {
        for (moment, long) in plan.sleeps.iter().filter(|(_, long)| *long > 10.0) {
            let soon = |request: &&f64| (*moment..moment + 1.5 + 2.0).contains(*request);
            if !world.requests.iter().any(|request| soon(&request)) {
                return Err(format!("no request after waking at {moment} from {long} seconds"));
            }
        }
    }
    Ok(())
}

/// What an outage fails with is drawn from all there are.
#[test]
fn every_kind_of_outage_is_drawn() {
    let modes = [Outage::Refused, Outage::Failing, Outage::Limited, Outage::Portal];
    let drawn = |mode| (0..500).any(|seed| Plan::draw(seed).outages.iter().any(|(.., drawn)| *drawn == mode));
    assert!(modes.into_iter().all(drawn));
}
