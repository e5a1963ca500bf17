//! The loop: poll, tell what is new, rest. What it holds between two calls is all that it knows, so that a call may be
//! given up at any moment.

pub mod deduplicate;

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::checkpoint::PollCheckpoint;
use super::events::{PollEvent, PollStatus};
use super::kind_batching::KindBatching;
use super::poll::{KindPoll, Poll, PollAbort, PollRange, PollResult, ServerClock};
use super::schedule::PollSchedule;
use super::{PollPace, PollStart, PolledEndpoints};
use crate::sources::api::client::rate_limiter::RateLimiter;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Query;

/// Follows a log.
pub struct Poller<'a> {
    sender: &'a RetryingClient<'a>,
    sources: &'a dyn PolledEndpoints,
    lanes: Rc<[KindPoll]>,
    settle: TimeDelta,
    band: TimeDelta,
    hold: u64,
    /// What is done; `None` while the beginning is not known.
    marks: Option<PollCheckpoint>,
    /// How many of the entries that are there are wanted, where the beginning is the present.
    history: u64,
    connected: bool,
    /// The beginning may lie before what the source keeps: nobody was promised that.
    from_history: bool,
    /// To be told, in this order.
    ready: VecDeque<PollEvent>,
    /// Where the marks go when all is told.
    then: Option<Advance>,
    stint: Option<InFlightPoll<'a>>,
    rhythm: PollSchedule,
    heard: Rc<ServerClock>,
    /// Without an end to its patience; in force once connected.
    budget: Option<Rc<RateLimiter>>,
    dialect: Option<&'static str>,
    together: KindBatching,
    band_due: Option<Instant>,
    /// The length of the windows of catching up, where one poll would hold too much.
    slice: Option<TimeDelta>,
    /// The server heeds the end of a window.
    heeds_end: bool,
    /// The server's clock when it last told it.
    latest: Option<DateTime<Utc>>,
    /// It went back to before the line: new entries may bear times of which all was handed out.
    went_back: bool,
    /// Since when polls fail, by both clocks.
    outage: Option<(DateTime<Utc>, Instant)>,
    status: PollStatus,
}

/// A poll on its way.
struct InFlightPoll<'a> {
    harvest: Pin<Box<dyn Future<Output = Result<PollResult, PollAbort>> + 'a>>,
    began: Instant,
    /// Requests that had been answered by then.
    requests: u64,
    together: bool,
    /// It reads the band.
    deep: bool,
    until: Option<DateTime<Utc>>,
}

/// A step of the marks.
#[derive(Clone, Copy)]
struct Advance {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
}

impl<'a> Poller<'a> {
    /// Follows what answers any of `queries`, one a kind. Their filters count, not their windows and limits.
    ///
    /// Until the first poll is done, failures and waits are as final as `sender` has it; afterwards none is that may pass.
    pub fn new(
        sender: &'a RetryingClient<'a>,
        sources: &'a dyn PolledEndpoints,
        queries: Vec<Query>,
        start: PollStart,
        pace: PollPace,
    ) -> Self {
        let span = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::days(365));
        let (history, from_history) = match start {
            PollStart::Last(count) => (count, false),
            PollStart::Since(_) => (0, true),
            PollStart::Now | PollStart::Resume(_) => (0, false),
        };
        let marks = match start {
            PollStart::Now | PollStart::Last(_) => None,
            PollStart::Since(since) => Some(PollCheckpoint::since(since)),
            PollStart::Resume(marks) => Some(marks),
        };
        Self {
            sender,
            sources,
            together: KindBatching::new(queries.len()),
            lanes: queries.into_iter().map(KindPoll::new).collect(),
            settle: span(pace.settle),
            band: span(pace.band),
            hold: pace.hold.max(1),
            marks,
            history,
            connected: false,
            from_history,
            ready: VecDeque::new(),
            then: None,
            stint: None,
            rhythm: PollSchedule::new(pace.interval, sender.clock),
            heard: Rc::default(),
            budget: None,
            dialect: None,
            band_due: None,
            slice: None,
            heeds_end: true,
            latest: None,
            went_back: false,
            outage: None,
            status: PollStatus::default(),
        }
    }

    /// The next thing to tell; polls and rests until there is one. Fails where it cannot go on. A call may be given up at
    /// any moment: nothing is lost or repeated, and a poll that is on its way goes on with the next call.
    pub async fn next(&mut self) -> Result<PollEvent> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                return Ok(self.hand_out(news));
            }
            let (ended, stint) = self.polled().await;
            match ended {
                Ok(harvest) => self.take_in(harvest, &stint),
                Err(PollAbort::TooMany(slice)) => {
                    self.slice = Some(slice);
                    self.rhythm.at_once();
                }
                Err(PollAbort::Endless) => {
                    self.heeds_end = false;
                    self.rhythm.at_once();
                }
                Err(PollAbort::Fault(fault)) => self.failed(fault, &stint)?,
            }
        }
    }

    /// What a restart needs: all that was handed out counts as taken. `None` before [`PollEvent::Connected`] where the
    /// beginning is the present, which is not known until then.
    pub fn marks(&self) -> Option<&PollCheckpoint> {
        self.marks.as_ref()
    }

    /// How it goes, for whoever looks on: told at any moment, also while a poll is on its way.
    pub fn status(&self) -> PollStatus {
        let trouble = self.outage.map(|began| self.since(began));
        PollStatus { requests: self.heard.requests.get(), rate: self.heard.rate.get(), trouble, ..self.status }
    }

    /// Counts `news` as told.
    fn hand_out(&mut self, news: PollEvent) -> PollEvent {
        let Some(marks) = &mut self.marks else { return news };
        if let PollEvent::Entries(entries) = &news {
            for entry in entries {
                marks.record_entry(entry.identity, entry.time);
            }
            self.status.entries += entries.len() as u64;
        }
        if self.ready.is_empty()
            && let Some(Advance { floor, line }) = self.then.take()
        {
            marks.advance(floor, line);
        }
        news
    }

    /// The end of the next poll, or of the one that is on its way.
    async fn polled(&mut self) -> (Result<PollResult, PollAbort>, InFlightPoll<'a>) {
        loop {
            if self.stint.is_none() {
                self.rhythm.rest(self.sender.clock).await;
                self.stint = Some(self.begin());
            }
            let Some(stint) = &mut self.stint else { continue };
            let ended = tokio::select! {
                biased;
                ended = stint.harvest.as_mut() => Some(ended),
                () = self.rhythm.woken(self.sender.clock) => None,
            };
            // An answer that comes after a sleep may have been made long before it: when is not to be told any more.
            let slept = ended.is_some() && self.rhythm.slept(self.sender.clock);
            if let (Some(stint), Some(ended), false) = (self.stint.take(), ended, slept) {
                return (ended, stint);
            }
        }
    }

    /// Sends a poll on its way.
    fn begin(&self) -> InFlightPoll<'a> {
        let now = Instant::now();
        let together = self.together.wanted();
        let (reach, deep, until) = match &self.marks {
            Some(marks) if !self.went_back => {
                let deep = self.slice.is_none() && self.band_due.is_none_or(|due| now >= due);
                let until = self.end_of_slice(marks.floor());
                let shorten = (self.heeds_end && self.slice.is_some() == until.is_some()).then_some(marks.floor());
                let from = if deep { marks.line() } else { marks.floor() };
                (PollRange::Down { from, until, shorten }, deep, until)
            }
            _ => (PollRange::Top { depth: self.settle + self.band, matching: self.history }, true, None),
        };
        let poll = Poll {
            sender: self.sender,
            sources: self.sources,
            lanes: Rc::clone(&self.lanes),
            heard: Rc::clone(&self.heard),
            budget: self.budget.clone(),
            dialect: self.dialect,
            together,
            reach,
            settle: self.settle,
            hold: self.hold,
        };
        InFlightPoll {
            harvest: Box::pin(poll.run()),
            began: now,
            requests: self.heard.requests.get(),
            together,
            deep,
            until,
        }
    }

    /// Where a window of catching up that begins at `floor` is to end, unless it would reach what has yet to settle.
    fn end_of_slice(&self, floor: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let settled = self.heard.present.get()? - self.settle;
        floor.checked_add_signed(self.slice?).filter(|until| self.heeds_end && *until < settled)
    }

    /// A poll failed: tells so once an outage, and tries again, unless that is in vain.
    fn failed(&mut self, fault: Error, stint: &InFlightPoll<'_>) -> Result<()> {
        if stint.together && fault.code == Code::BadRequest {
            // Servers of before July 2026 do not know `type=all`.
            self.together.give_up(true);
            self.rhythm.at_once();
            return Ok(());
        }
        if !self.connected || is_lasting(fault.code) {
            return Err(fault);
        }
        let asked = fault.exchange.as_ref().and_then(|exchange| exchange.retry_after);
        self.rhythm.failed(asked, fastrand::f64());
        if self.outage.is_none() {
            self.outage = Some(((self.sender.clock)(), Instant::now()));
            self.ready.push_back(PollEvent::Trouble(fault));
        }
        Ok(())
    }

    /// How long ago a moment was: by the clock on the wall, since ours may stand while the machine sleeps, unless that
    /// clock was set back.
    fn since(&self, (wall, steady): (DateTime<Utc>, Instant)) -> Duration {
        ((self.sender.clock)() - wall).to_std().unwrap_or_default().max(steady.elapsed())
    }
}

/// Whether a failure is none that passes by itself. What looks like another server (a web page, a redirect, a route that is
/// not there) may be a network that wants its terms accepted first.
const fn is_lasting(code: Code) -> bool {
    matches!(
        code,
        Code::Usage
            | Code::Config
            | Code::AuthMissing
            | Code::AuthInvalid
            | Code::Forbidden
            | Code::BadRequest
            | Code::Internal
    )
}
