//! The following itself: news become lines, until something ends it; then everything is left in order.

use std::pin::{Pin, pin};
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

use super::commands::Commands;
use super::feed::{Entry, Feed, News};
use super::lines::Lines;
use super::reader;
use super::status::StatusLine;
use crate::commands::session;
use crate::error::{Code, Exit, Fault, Result};
use crate::fetch::follow::Gap;
use crate::output::Stop;
use crate::process::Process;
use crate::signals::Listener;
use crate::term::counted;
use crate::time::Zone;

/// What ends the following from outside.
pub(super) struct Ends {
    /// When.
    pub(super) at: Option<Instant>,
    /// After so many entries.
    pub(super) count: Option<u64>,
    /// Whether somebody reads who may go away.
    pub(super) reader: bool,
    pub(super) signals: Listener,
}

/// Why the following ended.
pub(super) enum End {
    Signal(Exit),
    /// What `--for` or `--count` asked for, or all there will ever be.
    Enough,
    Stop(Stop),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Stop(Stop::Failed(fault))
    }
}

/// A run of `tail`.
pub(super) struct Tail<'s> {
    pub(super) process: &'s Process,
    pub(super) lines: Lines,
    pub(super) status: StatusLine,
    pub(super) ends: Ends,
    pub(super) commands: Option<Commands>,
    pub(super) told: Told,
}

/// What is said beside the entries.
pub(super) struct Told {
    /// Of times on stderr.
    pub(super) zone: Zone,
    /// Gaps stand among the entries too.
    pub(super) control: bool,
    pub(super) heartbeat: Option<Duration>,
    pub(super) allow_gaps: bool,
}

/// What is waited for beside news, for the whole of a run.
struct Watch {
    reader: Pin<Box<dyn Future<Output = ()>>>,
    heartbeat: Option<Interval>,
    redraw: Option<Interval>,
}

impl Tail<'_> {
    /// Follows until something ends it.
    pub(super) fn run(mut self, feed: &mut impl Feed) -> Result<Exit> {
        let runtime = session::runtime()?;
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
    async fn follow(&mut self, feed: &mut impl Feed, first_gap: &mut Option<Gap>) -> End {
        let mut watch = Watch {
            reader: if self.ends.reader { Box::pin(reader::gone()) } else { Box::pin(std::future::pending()) },
            heartbeat: self.told.heartbeat.map(every),
            redraw: self.status.shown().then(|| every(Duration::from_secs(1))),
        };
        loop {
            let told = match self.wait(feed, &mut watch).await {
                Ok(News::Entries(entries)) => self.entries(entries).await.and_then(|()| self.reach(feed)),
                Ok(News::Gap(gap)) => {
                    let told = self.gap(&gap);
                    first_gap.get_or_insert(gap);
                    told
                }
                Ok(News::Connected) => self.reach(feed).and_then(|()| self.begin()),
                Ok(News::Quiet) => self.reach(feed),
                Ok(other) => {
                    self.say(other);
                    Ok(())
                }
                Err(end) => Err(end),
            };
            if let Err(end) = told {
                return end;
            }
            if self.ends.count.is_some_and(|count| self.lines.written() >= count) {
                return End::Enough;
            }
        }
    }

    /// Waits for news, and does what is to be done meanwhile. The future that waits is never dropped for anything but an
    /// end, so a slow answer is not asked for twice.
    async fn wait(&mut self, feed: &mut impl Feed, watch: &mut Watch) -> Result<News, End> {
        self.status.learn(feed.status());
        self.draw();
        let mut next = pin!(feed.next());
        loop {
            tokio::select! {
                biased;
                exit = self.ends.signals.first() => return Err(End::Signal(exit)),
                () = until(self.ends.at) => return Err(End::Enough),
                () = &mut watch.reader => return Err(End::Stop(Stop::Closed)),
                news = &mut next => return news?.ok_or(End::Enough),
                () = tick(&mut watch.heartbeat) => self.beat()?,
                () = tick(&mut watch.redraw) => self.draw(),
            }
        }
    }

    /// Everything printed so far is part of the feed's marks.
    fn reach(&mut self, feed: &impl Feed) -> Result<(), End> {
        Ok(feed.marks().map_or(Ok(()), |marks| self.lines.reach(marks))?)
    }

    fn begin(&mut self) -> Result<(), End> {
        let Self { lines, status, .. } = self;
        Ok(status.beside(|| lines.begin())?)
    }

    async fn entries(&mut self, entries: Vec<Entry>) -> Result<(), End> {
        let left = self.ends.count.map_or(u64::MAX, |count| count.saturating_sub(self.lines.written()));
        let cut = u64::try_from(entries.len()).is_ok_and(|found| found > left);
        let reveal = self.process.reveal;
        let shown = entries.into_iter().map(|entry| Entry { record: entry.record.revealing(reveal), ..entry });
        let mut entries = shown.take(usize::try_from(left).unwrap_or(usize::MAX));
        let Self { lines, status, ends, commands, process, .. } = self;
        match commands {
            Some(commands) => commands.each(&mut entries, ends, lines, process).await?,
            None => status.beside(|| {
                entries.try_for_each(|entry| {
                    ends.over()?;
                    Ok::<(), End>(lines.entry(&entry)?)
                })
            })?,
        }
        // The feed counts the rest as told, and the cursor must not.
        if cut { Err(End::Enough) } else { Ok(()) }
    }

    fn gap(&mut self, gap: &Gap) -> Result<(), End> {
        let (from, to) = (self.told.zone.rfc3339(gap.from), self.told.zone.rfc3339(gap.to));
        let line = format!("entries from {from} to {to} are lost: {}", gap.cause);
        let Self { lines, status, process, .. } = self;
        status.aside(|| process.warn(&line));
        if self.told.control {
            let (from, to) = (Zone::Utc.rfc3339(gap.from), Zone::Utc.rfc3339(gap.to));
            let record = json!({ "type": "gap", "from": from, "to": to, "cause": gap.cause });
            status.beside(|| lines.control(&record))?;
        }
        Ok(())
    }

    /// A sign of life among the entries.
    fn beat(&mut self) -> Result<(), End> {
        let polled = self.status.polled().map(|polled| Zone::Utc.rfc3339(polled));
        let (time, entries) = (Zone::Utc.rfc3339(self.process.now()), self.lines.written());
        let record = json!({ "type": "heartbeat", "time": time, "lastPoll": polled, "entries": entries });
        let Self { lines, status, .. } = self;
        Ok(status.beside(|| lines.control(&record))?)
    }

    /// Says on stderr what is no entry and no loss.
    fn say(&mut self, news: News) {
        let Self { status, process, told, .. } = self;
        match news {
            News::Late { count, oldest } => {
                let oldest = told.zone.rfc3339(oldest);
                status.aside(|| {
                    let late = counted(count, "entry");
                    process.note(&format!("{late} came later than --settle allows for; the oldest is of {oldest}"));
                });
            }
            News::Trouble(fault) => {
                let text = fault.to_string();
                status.aside(|| process.warn(&format!("{text}; trying on")));
                status.trouble(Some(text));
            }
            News::Note(text) => status.aside(|| process.note(&text)),
            News::Recovered { what, after } => {
                let after = humantime::format_duration(Duration::from_secs(after.as_secs()));
                status.aside(|| process.note(&format!("{what} answers again, after {after}")));
                status.trouble(None);
            }
            News::Connected | News::Entries(_) | News::Gap(_) | News::Quiet => {}
        }
    }

    fn draw(&self) {
        self.status.draw(self.lines.written(), self.process.now());
    }

    /// Leaves everything in order: what was begun is closed, and the cursor stands where the lines end.
    fn leave(mut self, end: End, first_gap: Option<Gap>) -> Result<Exit> {
        self.status.clear();
        let finished = if matches!(end, End::Stop(Stop::Closed)) { Ok(()) } else { self.lines.finish() };
        let saved = self.lines.save();
        let exit = match (end, finished) {
            (End::Stop(Stop::Failed(fault)), _) | (_, Err(Stop::Failed(fault))) => return Err(fault),
            (End::Stop(Stop::Closed), _) | (_, Err(Stop::Closed)) => return saved.map(|()| Exit::Done),
            (End::Signal(exit), Ok(())) => exit,
            (End::Enough, Ok(())) => Exit::Done,
        };
        saved?;
        match first_gap.filter(|_| !self.told.allow_gaps) {
            None => Ok(exit),
            Some(gap) => {
                let (from, to) = (self.told.zone.rfc3339(gap.from), self.told.zone.rfc3339(gap.to));
                Err(Fault::new(Code::Gap, format!("entries from {from} to {to} are lost"))
                    .cause(gap.cause)
                    .hint("--allow-gaps makes that no failure"))
            }
        }
    }
}

impl Ends {
    /// An error where it is time to end, between one line and the next.
    pub(super) fn over(&self) -> Result<(), End> {
        if let Some(exit) = self.signals.arrived() {
            return Err(End::Signal(exit));
        }
        if self.at.is_some_and(|at| at <= Instant::now()) { Err(End::Enough) } else { Ok(()) }
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

pub(super) async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
