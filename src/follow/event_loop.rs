//! The following itself: news become lines, until something ends it; then everything is left in order.

use std::pin::{Pin, pin};
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::entry_writer::EntryWriter;
use super::exec_queue::ExecQueue;
use super::exit_conditions::{ExitConditions, FollowExit, until};
use super::source::{FollowEvent, FollowSource, FollowedEntry};
use super::status_line::StatusLine;
use super::stdout_watch;
use crate::app::AppContext;
use crate::output::writer::WriteError;
use crate::runtime;
use crate::sources::api::follow::events::Gap;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::time::Zone;
use connlog_core::wording::counted;

/// A run of `tail`.
pub(crate) struct EventLoop<'s> {
    pub(crate) process: &'s AppContext,
    pub(crate) lines: EntryWriter,
    pub(crate) status: StatusLine,
    pub(crate) ends: ExitConditions,
    pub(crate) commands: Option<ExecQueue>,
    pub(crate) told: ReportedCounts,
}

/// What is said beside the entries.
pub(crate) struct ReportedCounts {
    /// Of times on stderr.
    pub(crate) zone: Zone,
    /// Gaps stand among the entries too.
    pub(crate) control: bool,
    pub(crate) heartbeat: Option<Duration>,
    pub(crate) allow_gaps: bool,
}

/// What is waited for beside news, for the whole of a run.
struct Timers {
    reader: Pin<Box<dyn Future<Output = ()>>>,
    heartbeat: Option<Interval>,
    redraw: Option<Interval>,
}

impl EventLoop<'_> {
    /// Follows until something ends it.
    pub(crate) fn run(mut self, feed: &mut impl FollowSource) -> Result<Exit> {
        let runtime = runtime::start()?;
        let mut first_gap = None;
        let end = runtime.block_on(self.follow(feed, &mut first_gap));
        // A request that hangs is not waited for.
        runtime.shutdown_background();
        let process = self.process;
        let closing = self.leave(end, first_gap);
        let closed = feed.close(process);
        closing.and_then(|exit| closed.map(|()| exit))
    }

    /// Turns news into lines, until the end that is returned.
    async fn follow(&mut self, feed: &mut impl FollowSource, first_gap: &mut Option<Gap>) -> FollowExit {
        let mut watch = Timers {
            reader: if self.ends.reader { Box::pin(stdout_watch::gone()) } else { Box::pin(std::future::pending()) },
            heartbeat: self.told.heartbeat.map(every),
            redraw: self.status.is_visible().then(|| every(Duration::from_secs(1))),
        };
        loop {
            let told = match self.wait(feed, &mut watch).await {
                Ok(FollowEvent::Entries(entries)) => self.entries(entries).await.and_then(|()| self.reach(feed)),
                Ok(FollowEvent::Gap(gap)) => {
                    let told = self.gap(&gap);
                    first_gap.get_or_insert(gap);
                    told
                }
                Ok(FollowEvent::Connected) => self.reach(feed).and_then(|()| self.begin()),
                Ok(FollowEvent::Quiet) => self.reach(feed),
                Ok(other) => {
                    self.report(other);
                    Ok(())
                }
                Err(end) => Err(end),
            };
            if let Err(end) = told {
                return end;
            }
            if self.ends.count.is_some_and(|count| self.lines.written() >= count) {
                return FollowExit::Enough;
            }
        }
    }

    /// Waits for news, and does what is to be done meanwhile. The future that waits is never dropped for anything but an
    /// end, so a slow answer is not asked for twice.
    async fn wait(&mut self, feed: &mut impl FollowSource, watch: &mut Timers) -> Result<FollowEvent, FollowExit> {
        self.status.learn(feed.status());
        self.draw();
        let mut next = pin!(feed.next());
        loop {
            tokio::select! {
                biased;
                exit = self.ends.signals.first() => return Err(FollowExit::Signal(exit)),
                () = until(self.ends.at) => return Err(FollowExit::Enough),
                () = &mut watch.reader => return Err(FollowExit::Stop(WriteError::Closed)),
                news = &mut next => return news?.ok_or(FollowExit::Enough),
                () = tick(&mut watch.heartbeat) => self.beat()?,
                () = tick(&mut watch.redraw) => self.draw(),
            }
        }
    }

    /// Everything printed so far is part of the feed's marks.
    fn reach(&mut self, feed: &impl FollowSource) -> Result<(), FollowExit> {
        Ok(feed.marks().map_or(Ok(()), |marks| self.lines.reach(marks))?)
    }

    fn begin(&mut self) -> Result<(), FollowExit> {
        let Self { lines, status, .. } = self;
        Ok(status.beside(|| lines.begin())?)
    }

    async fn entries(&mut self, entries: Vec<FollowedEntry>) -> Result<(), FollowExit> {
        let left = self.ends.count.map_or(u64::MAX, |count| count.saturating_sub(self.lines.written()));
        let cut = u64::try_from(entries.len()).is_ok_and(|found| found > left);
        let reveal = self.process.reveal;
        let shown =
            entries.into_iter().map(|entry| FollowedEntry { record: entry.record.with_redaction(reveal), ..entry });
        let mut entries = shown.take(usize::try_from(left).unwrap_or(usize::MAX));
        let Self { lines, status, ends, commands, process, .. } = self;
        match commands {
            Some(commands) => commands.each(&mut entries, ends, lines, process).await?,
            None => status.beside(|| {
                entries.try_for_each(|entry| {
                    ends.over()?;
                    Ok::<(), FollowExit>(lines.entry(&entry)?)
                })
            })?,
        }
        // The feed counts the rest as told, and the cursor must not.
        if cut { Err(FollowExit::Enough) } else { Ok(()) }
    }

    fn gap(&mut self, gap: &Gap) -> Result<(), FollowExit> {
        let (from, to) = (self.told.zone.rfc3339(gap.from), self.told.zone.rfc3339(gap.to));
        let line = format!("entries from {from} to {to} are lost: {}", gap.cause);
        let Self { lines, status, process, .. } = self;
        status.suspend(|| process.warn(&line));
        if self.told.control {
            let (from, to) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
            let record = json!({ "type": "gap", "from": from, "to": to, "cause": gap.cause });
            status.beside(|| lines.control(&record))?;
        }
        Ok(())
    }

    /// A sign of life among the entries.
    fn beat(&mut self) -> Result<(), FollowExit> {
        let polled = self.status.polled().map(|polled| Zone::Utc.rfc3339(polled));
        let (time, entries) = (Zone::Utc.rfc3339(self.process.now()), self.lines.written());
        let record = json!({ "type": "heartbeat", "time": time, "lastPoll": polled, "entries": entries });
        let Self { lines, status, .. } = self;
        Ok(status.beside(|| lines.control(&record))?)
    }

    /// Says on stderr what is no entry and no loss.
    fn report(&mut self, news: FollowEvent) {
        let Self { status, process, told, .. } = self;
        match news {
            FollowEvent::Late { count, oldest } => {
                let oldest = told.zone.rfc3339(oldest);
                status.suspend(|| {
                    let late = counted(count, "entry");
                    process.note(&format!("{late} came later than --settle allows for; the oldest is of {oldest}"));
                });
            }
            FollowEvent::Trouble(fault) => {
                let text = fault.to_string();
                status.suspend(|| process.warn(&format!("{text}; trying on")));
                status.trouble(Some(text));
            }
            FollowEvent::Note(text) => status.suspend(|| process.note(&text)),
            FollowEvent::Recovered { what, after } => {
                let after = humantime::format_duration(Duration::from_secs(after.as_secs()));
                status.suspend(|| process.note(&format!("{what} answers again, after {after}")));
                status.trouble(None);
            }
            FollowEvent::Connected | FollowEvent::Entries(_) | FollowEvent::Gap(_) | FollowEvent::Quiet => {}
        }
    }

    fn draw(&self) {
        self.status.draw(self.lines.written(), self.process.now());
    }

    /// Leaves everything in order: what was begun is closed, and the cursor stands where the lines end.
    fn leave(mut self, end: FollowExit, first_gap: Option<Gap>) -> Result<Exit> {
        self.status.clear();
        let finished = if matches!(end, FollowExit::Stop(WriteError::Closed)) { Ok(()) } else { self.lines.finish() };
        let saved = self.lines.save();
        let exit = match (end, finished) {
            (FollowExit::Stop(WriteError::Failed(fault)), _) | (_, Err(WriteError::Failed(fault))) => {
                return Err(fault);
            }
            (FollowExit::Stop(WriteError::Closed), _) | (_, Err(WriteError::Closed)) => {
                return saved.map(|()| Exit::Done);
            }
            (FollowExit::Signal(exit), Ok(())) => exit,
            (FollowExit::Enough, Ok(())) => Exit::Done,
        };
        saved?;
        match first_gap.filter(|_| !self.told.allow_gaps) {
            None => Ok(exit),
            Some(gap) => {
                let (from, to) = (self.told.zone.rfc3339(gap.from), self.told.zone.rfc3339(gap.to));
                Err(Error::new(Code::Gap, format!("entries from {from} to {to} are lost"))
                    .cause(gap.cause)
                    .hint("--allow-gaps makes that no failure"))
            }
        }
    }
}

impl ExitConditions {
    /// An error where it is time to end, between one line and the next.
    pub(crate) fn over(&self) -> Result<(), FollowExit> {
        if let Some(exit) = self.signals.arrived() {
            return Err(FollowExit::Signal(exit));
        }
        if self.at.is_some_and(|at| at <= Instant::now()) { Err(FollowExit::Enough) } else { Ok(()) }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn tick(interval: &mut Option<Interval>) {
    match interval {
        Some(interval) => drop(interval.tick().await),
        None => std::future::pending().await,
    }
}
