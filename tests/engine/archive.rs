//! Simulates hours of archiving by one or two processes that crash at any write: the archive has each entry once.
//!
//! The world is that of `follow.rs`: arrivals, late and equal rows, expiry, outages, sleeps. The archive is a real one.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connlog::archive::filler::ArchiveFiller;
use connlog::archive::store::{ArchiveBatch, ArchiveReport, ArchiveStore, ArchiveSummary, CursorName, KindCounts};
use connlog::follow::entry_output::EntryOutput;
use connlog::follow::entry_position::EntryPosition;
use connlog::follow::source::{Checkpoint, CheckpointRef, FollowedEntry};
use connlog::output::writer::WriteError;
use connlog::sources::api::client::rate_limiter::RateLimiter;
use connlog::sources::api::client::retry::RetryPolicy;
use connlog::sources::api::client::retrying_client::RetryingClient;
use connlog::sources::api::follow::PollStart;
use connlog::sources::api::follow::checkpoint::PollCheckpoint;
use connlog::sources::api::follow::events::{Gap, PollEvent};
use connlog::sources::api::follow::poller::Poller;
use connlog::sources::sqlite::SqliteStore;
use connlog_core::error::{Code, Error};
use connlog_core::providers;
use connlog_core::record::Record;
use connlog_core::secret_registry::SecretRegistry;

use super::follow::{Dialects, Log, compare, is_passing, pace, queries};
use super::world::{Begin, Plan, Wire, World, at};

/// A schedule of the archive takes as long as two of following.
const SHARE: u64 = 2;

#[test]
fn an_archive_has_each_entry_once_whatever_ends_a_run() {
    super::run_schedules(SHARE, run, |seed| format!("{:?}", plan(seed)));
}

/// The plan of following, which begins with the entries of some time before.
fn plan(seed: u64) -> Plan {
    let mut plan = Plan::draw(seed);
    if !matches!(plan.begin, Begin::Since(_)) {
        plan.begin = Begin::Since(600.0);
    }
    plan
}

fn run(seed: u64) -> Result<(), String> {
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "." }).unwrap();
        let path = folder.path().join("archive.db");
        let world = Rc::new(RefCell::new(World::new(plan(seed))));
        let log = RefCell::new(Log::default());
        let has_two = seed.is_multiple_of(3);
        let one = follow(&world, &path, &log, seed);
        let ended = if has_two {
            let (one, two) = tokio::join!(one, follow(&world, &path, &log, !seed));
            one.and(two)
        } else {
            one.await
        };
        ended?;
        let mut log = log.into_inner();
        let (entries, gaps) = archived(&path, &world.borrow().plan)?;
        (log.entries, log.gaps) = (entries, gaps);
        let world = world.borrow();
        let began = world.first_page.ok_or("no page was served")?;
        let connected = log.connected.ok_or("it never connected")?;
        compare(&log, &world, (began, connected), 0.0)
    })
}

/// Returns the entries of the archive, which is sound.
fn archived(path: &Path, plan: &Plan) -> Result<(Vec<Record>, Vec<Gap>), String> {
    let mut store = SqliteStore::create(path).map_err(|fault| fault.to_string())?;
    let report = store.check().map_err(|fault| fault.to_string())?;
    if !report.faults.is_empty() {
        return Err(format!("{:?}", report.faults));
    }
    let mut queries = queries(plan);
    for query in &mut queries {
        query.filters.statuses.clear();
    }
    let gaps = report.gaps.into_iter().map(|(_, gap)| gap).collect();
    store.records(&queries).map(|entries| (entries, gaps)).map_err(|fault| fault.to_string())
}

/// An archive whose writes crash the process: before or after the transaction.
struct CrashingStore {
    inner: SqliteStore,
    rng: fastrand::Rng,
    /// The probability of a crash.
    crashes: Rc<Cell<f64>>,
}

fn crash() -> Error {
    Error::new(Code::Internal, "the process was killed")
}

impl ArchiveStore for CrashingStore {
    fn cursor(&mut self, name: &CursorName) -> Result<Option<Checkpoint>, Error> {
        self.inner.cursor(name)
    }

    fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts, Error> {
        if self.rng.f64() < self.crashes.get() {
            return Err(crash());
        }
        let written = self.inner.write(batch)?;
        if self.rng.f64() < self.crashes.get() { Err(crash()) } else { Ok(written) }
    }

    fn count_new(&mut self, batch: &ArchiveBatch) -> Result<KindCounts, Error> {
        self.inner.count_new(batch)
    }

    fn summary(&mut self) -> Result<ArchiveSummary, Error> {
        self.inner.summary()
    }

    fn compact(&mut self) -> Result<(), Error> {
        self.inner.compact()
    }

    fn check(&mut self) -> Result<ArchiveReport, Error> {
        self.inner.check()
    }

    fn count_before(&mut self, time: DateTime<Utc>) -> Result<u64, Error> {
        self.inner.count_before(time)
    }

    fn prune(&mut self, time: DateTime<Utc>) -> Result<u64, Error> {
        self.inner.prune(time)
    }
}

/// One writer: processes one after another, each from the cursor in the archive.
struct Writer<'w> {
    world: &'w Rc<RefCell<World>>,
    path: PathBuf,
    log: &'w RefCell<Log>,
    rng: fastrand::Rng,
    crashes: Rc<Cell<f64>>,
}

async fn follow(world: &Rc<RefCell<World>>, path: &Path, log: &RefCell<Log>, seed: u64) -> Result<(), String> {
    let mut rng = fastrand::Rng::with_seed(seed ^ 0xdef);
    let crashes = if rng.bool() { 0.0 } else { rng.f64() * 0.3 };
    let mut writer = Writer { world, path: path.to_owned(), log, rng, crashes: Rc::new(Cell::new(crashes)) };
    while writer.process().await? {
        let pause = Duration::from_secs_f64(writer.rng.f64() * 10.0);
        tokio::time::sleep(pause).await;
    }
    Ok(())
}

impl Writer<'_> {
    /// Runs one process. Returns whether it crashed.
    async fn process(&mut self) -> Result<bool, String> {
        let plan = self.world.borrow().plan.clone();
        let (wire, clock) = (Wire(Rc::clone(self.world)), || self.world.borrow().local());
        let errors = (providers::DEFAULT_DIALECT.errors)("the test".into());
        let budget = RateLimiter::new(4, Duration::from_secs(120));
        let patience = RetryPolicy { retries: 2, max_wait: Duration::from_secs(120) };
        let sender = RetryingClient {
            transport: &wire,
            budget: &budget,
            errors: &*errors,
            patience,
            clock: &clock,
            trace: &|_| {},
        };
        let dialects = Dialects(plan.dialect());
        let inner = SqliteStore::create(&self.path).map_err(|fault| fault.to_string())?;
        let store = CrashingStore { inner, rng: self.rng.fork(), crashes: Rc::clone(&self.crashes) };
        let mut filler = ArchiveFiller::new(Box::new(store), false, SecretRegistry::default());
        let name = CursorName { source: "world".into(), key: "kinds".into() };
        filler.begin_cursor(name).map_err(|fault| fault.to_string())?;
        if let Begin::Since(before) = plan.begin
            && let Err(fault) = filler.begin_first_poll(at(-before), clock())
        {
            return if fault.code == Code::Internal { Ok(true) } else { Err(fault.to_string()) };
        }
        let mut output = &mut filler;
        let start = match (output.checkpoint(), plan.begin) {
            (Some(Checkpoint::Poll(checkpoint)), _) => PollStart::Resume(checkpoint.clone()),
            (_, Begin::Since(before)) => PollStart::Since(at(-before)),
            _ => PollStart::Now,
        };
        let mut follow = Poller::new(&sender, &dialects, queries(&plan), start, pace(&plan));
        let (end, last) = (self.world.borrow().end(), plan.ends_at + 3_000.0);
        let settled = at(end - plan.settle - 2.0 * plan.interval - 5.0);
        let behind = |marks: Option<&PollCheckpoint>| {
            plan.tells_date && marks.is_none_or(|marks| marks.complete_until() < settled)
        };
        while self.world.borrow().now() < end || behind(follow.checkpoint()) {
            if self.world.borrow().steady() > last {
                return Err("it does not catch up".to_owned());
            }
            if self.world.borrow().steady() > plan.calm_at {
                self.crashes.set(0.0);
            }
            let event = match follow.next().await {
                Ok(event) => event,
                Err(fault) if is_passing(&fault) => {
                    // The crash of this write ends the process too.
                    drop(output.end_first_poll());
                    return Ok(true);
                }
                Err(fault) => return Err(format!("it ended: {fault:?}")),
            };
            let Err(WriteError::Failed(fault)) = self.accept(event, &mut output, follow.checkpoint()) else { continue };
            return if fault.code == Code::Internal { Ok(true) } else { Err(fault.to_string()) };
        }
        let ended = output.finish().and_then(|()| output.save().map_err(WriteError::Failed));
        ended.map(|()| false).map_err(|error| format!("{error:?}"))
    }

    /// Passes an event to the archive, as the event loop does.
    fn accept(
        &self,
        event: PollEvent,
        output: &mut impl EntryOutput,
        checkpoint: Option<&PollCheckpoint>,
    ) -> Result<(), WriteError> {
        match event {
            PollEvent::Connected => {
                let mut world = self.world.borrow_mut();
                world.connected = true;
                let now = world.now();
                self.log.borrow_mut().connected.get_or_insert(now);
            }
            PollEvent::Entries(entries) => {
                for entry in entries {
                    let position = EntryPosition::Identity(entry.identity, entry.time);
                    output.entry(&FollowedEntry { record: entry.record, position, copy: Some(entry.copy) })?;
                }
            }
            PollEvent::Gap(gap) => {
                output.gap(&gap).map_err(WriteError::Failed)?;
                self.log.borrow_mut().gaps.push(gap);
                return Ok(());
            }
            PollEvent::Note(_) | PollEvent::Late { .. } | PollEvent::Trouble(_) | PollEvent::Recovered { .. } => {
                return Ok(());
            }
            PollEvent::Quiet => {}
        }
        let Some(checkpoint) = checkpoint else { return Ok(()) };
        output.advance(CheckpointRef::Poll(checkpoint)).map_err(WriteError::Failed)
    }
}
