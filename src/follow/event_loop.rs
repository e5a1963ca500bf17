//! The event loop of `tail`: writes the entries of a source, reports its other events, and ends at an exit condition.

use std::pin::{Pin, pin};
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::entry_output::EntryOutput;
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

/// A run of `tail`, with everything that it needs.
pub(crate) struct EventLoop<'s> {
    pub(crate) app: &'s AppContext,
    pub(crate) writer: Box<dyn EntryOutput + 's>,
    pub(crate) status: StatusLine,
    pub(crate) exit: ExitConditions,
    pub(crate) commands: Option<ExecQueue>,
    pub(crate) options: ReportOptions,
}

/// How the run reports events that are not entries.
pub(crate) struct ReportOptions {
    /// The zone of times on stderr.
    pub(crate) zone: Zone,
    /// `--control`: writes a record for each gap to the output.
    pub(crate) control: bool,
    /// `--heartbeat`: the pause between two heartbeat records.
    pub(crate) heartbeat: Option<Duration>,
    /// `--allow-gaps`: a gap does not change the exit code.
    pub(crate) allow_gaps: bool,
    /// The same for a gap that the first poll finds: nothing was promised before it.
    pub(crate) allow_first_gaps: bool,
    /// What the user can do about lost entries.
    pub(crate) gap_hint: &'static str,
}

impl ReportOptions {
    /// Returns the options of a run in which every gap decides the exit code.
    pub(crate) const fn strict(zone: Zone, gap_hint: &'static str) -> Self {
        Self { zone, control: false, heartbeat: None, allow_gaps: false, allow_first_gaps: false, gap_hint }
    }
}

/// What the loop waits for besides events of the source.
struct Timers {
    /// Ends when the reader of stdout has gone.
    reader: Pin<Box<dyn Future<Output = ()>>>,
    heartbeat: Option<Interval>,
    redraw: Option<Interval>,
}

impl EventLoop<'_> {
    /// Follows `feed` until an exit condition is met, and returns the exit code.
    ///
    /// # Errors
    ///
    /// When the source or the output fails, and when entries were lost and [`ReportOptions::allow_gaps`] is not set.
    pub(crate) fn run(mut self, feed: &mut impl FollowSource) -> Result<Exit> {
        let runtime = runtime::start()?;
        let mut first_gap = None;
        let end = runtime.block_on(self.follow(feed, &mut first_gap));
        // The runtime does not wait for a request in flight.
        runtime.shutdown_background();
        let app = self.app;
        let exit = self.close(end, first_gap);
        let closed = feed.close(app);
        exit.and_then(|exit| closed.map(|()| exit))
    }

    /// Handles events until an exit condition is met, and returns that condition.
    async fn follow(&mut self, feed: &mut impl FollowSource, first_gap: &mut Option<Gap>) -> FollowExit {
        let mut timers = Timers {
            reader: if self.exit.reader { Box::pin(stdout_watch::closed()) } else { Box::pin(std::future::pending()) },
            heartbeat: self.options.heartbeat.map(every),
            redraw: self.status.is_visible().then(|| every(Duration::from_secs(1))),
        };
        let mut is_promised = !self.options.allow_first_gaps;
        loop {
            let handled = match self.wait(feed, &mut timers).await {
                Ok(FollowEvent::Entries(entries)) => {
                    is_promised = true;
                    self.write_entries(entries).await.and_then(|()| self.advance(feed))
                }
                Ok(FollowEvent::Gap(gap)) => {
                    let reported = self.report_gap(&gap);
                    if is_promised {
                        first_gap.get_or_insert(gap);
                    }
                    reported
                }
                Ok(FollowEvent::Connected) => self.advance(feed).and_then(|()| self.begin()),
                Ok(FollowEvent::Quiet) => {
                    is_promised = true;
                    self.advance(feed)
                }
                Ok(FollowEvent::Trouble(fault)) if self.exit.caught_up => Err(fault.into()),
                Ok(other) => {
                    self.report(other);
                    Ok(())
                }
                Err(end) => Err(end),
            };
            if let Err(end) = handled {
                return end;
            }
            if self.exit.count.is_some_and(|count| self.writer.written() >= count) {
                return FollowExit::Enough;
            }
            if self.exit.caught_up && feed.is_caught_up() {
                return FollowExit::Enough;
            }
        }
    }

    /// Waits for the next event, and meanwhile writes heartbeats and draws the status line.
    ///
    /// Only an exit drops the future of the source, so a slow request is not sent twice.
    async fn wait(&mut self, feed: &mut impl FollowSource, timers: &mut Timers) -> Result<FollowEvent, FollowExit> {
        self.status.update(feed.status());
        self.draw();
        let mut next = pin!(feed.next());
        loop {
            tokio::select! {
                biased;
                exit = self.exit.signals.first() => return Err(FollowExit::Signal(exit)),
                () = until(self.exit.at) => return Err(FollowExit::Enough),
                () = &mut timers.reader => return Err(FollowExit::Stop(WriteError::Closed)),
                event = &mut next => return event?.ok_or(FollowExit::Enough),
                () = tick(&mut timers.heartbeat) => self.heartbeat()?,
                () = tick(&mut timers.redraw) => self.draw(),
            }
        }
    }

    /// Passes the checkpoint of the source to the cursor. Called when all entries up to it are written.
    fn advance(&mut self, feed: &impl FollowSource) -> Result<(), FollowExit> {
        Ok(feed.checkpoint().map_or(Ok(()), |checkpoint| self.writer.advance(checkpoint))?)
    }

    fn begin(&mut self) -> Result<(), FollowExit> {
        let Self { writer, status, .. } = self;
        Ok(status.around_output(|| writer.begin())?)
    }

    async fn write_entries(&mut self, entries: Vec<FollowedEntry>) -> Result<(), FollowExit> {
        let left = self.exit.count.map_or(u64::MAX, |count| count.saturating_sub(self.writer.written()));
        let cut = u64::try_from(entries.len()).is_ok_and(|found| found > left);
        let reveal = self.app.reveal;
        let shown =
            entries.into_iter().map(|entry| FollowedEntry { record: entry.record.with_redaction(reveal), ..entry });
        let mut entries = shown.take(usize::try_from(left).unwrap_or(usize::MAX));
        let Self { writer, status, exit, commands, app, .. } = self;
        match commands {
            Some(commands) => commands.run_all(&mut entries, exit, &mut **writer, app).await?,
            None => status.around_output(|| {
                entries.try_for_each(|entry| {
                    exit.check()?;
                    Ok::<(), FollowExit>(writer.entry(&entry)?)
                })
            })?,
        }
        // The checkpoint of the source contains the remaining entries too, so the cursor must not advance to it.
        if cut { Err(FollowExit::Enough) } else { Ok(()) }
    }

    fn report_gap(&mut self, gap: &Gap) -> Result<(), FollowExit> {
        let (from, to) = (self.options.zone.rfc3339(gap.from), self.options.zone.rfc3339(gap.to));
        let line = format!("entries from {from} to {to} are lost: {}", gap.cause);
        let Self { writer, status, app, .. } = self;
        status.suspend(|| app.warn(&line));
        writer.gap(gap)?;
        if self.options.control {
            let (from, to) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
            let record = json!({ "type": "gap", "from": from, "to": to, "cause": gap.cause });
            status.around_output(|| writer.control(&record))?;
        }
        Ok(())
    }

    /// Writes a heartbeat record to the output.
    fn heartbeat(&mut self) -> Result<(), FollowExit> {
        let polled = self.status.polled().map(|polled| Zone::Utc.rfc3339(polled));
        let (time, entries) = (Zone::Utc.rfc3339(self.app.now()), self.writer.written());
        let record = json!({ "type": "heartbeat", "time": time, "lastPoll": polled, "entries": entries });
        let Self { writer, status, .. } = self;
        Ok(status.around_output(|| writer.control(&record))?)
    }

    /// Reports an event on stderr that is neither an entry nor a gap.
    fn report(&mut self, event: FollowEvent) {
        let Self { status, app, options, .. } = self;
        match event {
            FollowEvent::Late { count, oldest } => {
                let oldest = options.zone.rfc3339(oldest);
                status.suspend(|| {
                    let late = counted(count, "entry");
                    app.note(&format!("{late} appeared later than --settle; the oldest is from {oldest}"));
                });
            }
            FollowEvent::Trouble(fault) => {
                let text = fault.to_string();
                status.suspend(|| app.warn(&format!("{text}; retrying")));
                status.set_trouble(Some(text));
            }
            FollowEvent::Note(text) => status.suspend(|| app.note(&text)),
            FollowEvent::Recovered { what, after } => {
                let after = humantime::format_duration(Duration::from_secs(after.as_secs()));
                status.suspend(|| app.note(&format!("{what} is available again after {after}")));
                status.set_trouble(None);
            }
            FollowEvent::Connected | FollowEvent::Entries(_) | FollowEvent::Gap(_) | FollowEvent::Quiet => {}
        }
    }

    fn draw(&self) {
        self.status.draw(self.writer.written(), self.app.now());
    }

    /// Closes the output, saves the cursor and returns the exit code.
    fn close(mut self, end: FollowExit, first_gap: Option<Gap>) -> Result<Exit> {
        self.status.clear();
        let finished = if matches!(end, FollowExit::Stop(WriteError::Closed)) { Ok(()) } else { self.writer.finish() };
        let saved = self.writer.save();
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
        match first_gap.filter(|_| !self.options.allow_gaps) {
            None => Ok(exit),
            Some(gap) => {
                let (from, to) = (self.options.zone.rfc3339(gap.from), self.options.zone.rfc3339(gap.to));
                Err(Error::new(Code::Gap, format!("entries from {from} to {to} are lost"))
                    .cause(gap.cause)
                    .hint(self.options.gap_hint))
            }
        }
    }
}

impl ExitConditions {
    /// Returns an error if the run must end. Called between two entries.
    pub(crate) fn check(&self) -> Result<(), FollowExit> {
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
