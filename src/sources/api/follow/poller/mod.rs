//! Polls, returns events, and waits. Its whole state is in [`Poller`], so a call can be dropped at any time.

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
use super::poll::{KindPoll, Poll, PollRange};
use super::poll_result::{PollAbort, PollResult};
use super::schedule::PollSchedule;
use super::server_clock::ServerClock;
use super::{PollPace, PollStart, PolledEndpoints};
use crate::sources::api::client::rate_limiter::RateLimiter;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Query;

/// Follows a list by polling.
pub struct Poller<'a> {
    client: &'a RetryingClient<'a>,
    sources: &'a dyn PolledEndpoints,
    kind_polls: Rc<[KindPoll]>,
    settle: TimeDelta,
    lookback: TimeDelta,
    max_records: u64,
    /// The entries emitted so far; `None` before the first poll of a start at the present.
    checkpoint: Option<PollCheckpoint>,
    /// The number of existing entries to emit first, for a start at the present.
    history: u64,
    connected: bool,
    /// No earlier poll promised entries, so those that expired before this one are not a gap.
    is_start: bool,
    /// The events to return, in order.
    events: VecDeque<PollEvent>,
    /// The step of the checkpoint after all events are returned.
    next_step: Option<Advance>,
    in_flight: Option<InFlightPoll<'a>>,
    schedule: PollSchedule,
    server_clock: Rc<ServerClock>,
    /// A rate limiter without a maximum wait, used after the first poll.
    budget: Option<Rc<RateLimiter>>,
    dialect: Option<&'static str>,
    kind_batching: KindBatching,
    lookback_due: Option<Instant>,
    /// The length of a catch-up window, if one poll would have too many records.
    catch_up_span: Option<TimeDelta>,
    /// The server applies the end of a window.
    honours_until: bool,
    /// The last server time.
    server_time: Option<DateTime<Utc>>,
    /// The server's clock went back to before the dedup horizon, so new entries may have times that were complete.
    clock_went_back: bool,
    /// How many days the source keeps entries of the kind that it keeps for the longest time.
    longest_retention_days: Option<u32>,
    /// Earlier entries of the kind that the source keeps for the shortest time had expired at the last poll.
    expired_until: Option<DateTime<Utc>>,
    outage: Option<Outage>,
    status: PollStatus,
}

/// A poll in flight.
struct InFlightPoll<'a> {
    result: Pin<Box<dyn Future<Output = Result<PollResult, PollAbort>> + 'a>>,
    began: Instant,
    /// The number of answered requests at the start of the poll.
    requests: u64,
    together: bool,
    /// The poll reads the lookback.
    with_lookback: bool,
    until: Option<DateTime<Utc>>,
}

/// A step of the checkpoint.
#[derive(Clone, Copy)]
struct Advance {
    complete_until: DateTime<Utc>,
    dedup_horizon: DateTime<Utc>,
    /// The entries that earlier runs lost are reported by then.
    settles_first_poll: bool,
}

impl<'a> Poller<'a> {
    /// Creates a poller of `queries`, one for each kind. Uses their filters, not their windows and limits.
    ///
    /// Until the first poll is complete, errors and waits end the poller as in `sender`. Later only lasting errors do.
    pub fn new(
        client: &'a RetryingClient<'a>,
        sources: &'a dyn PolledEndpoints,
        queries: Vec<Query>,
        start: PollStart,
        pace: PollPace,
    ) -> Self {
        let span = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::days(365));
        let (history, is_start) = match &start {
            PollStart::Last(count) => (*count, false),
            PollStart::Since(_) => (0, true),
            PollStart::Resume(checkpoint) => (0, checkpoint.is_before_first_poll()),
            PollStart::Now => (0, false),
        };
        let checkpoint = match start {
            PollStart::Now | PollStart::Last(_) => None,
            PollStart::Since(since) => Some(PollCheckpoint::since(since)),
            PollStart::Resume(checkpoint) => Some(checkpoint),
        };
        Self {
            client,
            sources,
            kind_batching: KindBatching::new(queries.len()),
            kind_polls: queries.into_iter().map(KindPoll::new).collect(),
            settle: span(pace.settle),
            lookback: span(pace.lookback),
            max_records: pace.max_records.max(1),
            checkpoint,
            history,
            connected: false,
            is_start,
            events: VecDeque::new(),
            next_step: None,
            in_flight: None,
            schedule: PollSchedule::new(pace.interval, client.clock),
            server_clock: Rc::default(),
            budget: None,
            dialect: None,
            lookback_due: None,
            catch_up_span: None,
            honours_until: true,
            server_time: None,
            clock_went_back: false,
            longest_retention_days: None,
            expired_until: None,
            outage: None,
            status: PollStatus::default(),
        }
    }

    /// Returns the next event; polls and waits until there is one. Returns an error if polling cannot continue.
    ///
    /// The future can be dropped at any time without loss; the next call continues a poll in flight.
    pub async fn next(&mut self) -> Result<PollEvent> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(self.emit(event));
            }
            let (ended, in_flight) = self.wait_for_poll().await;
            match ended {
                Ok(result) => self.accept(result, &in_flight),
                Err(PollAbort::TooMany { span, retention_days }) => {
                    self.catch_up_span = Some(span);
                    self.longest_retention_days = self.longest_retention_days.max(Some(retention_days));
                    self.schedule.at_once();
                }
                Err(PollAbort::Endless) => {
                    self.honours_until = false;
                    self.schedule.at_once();
                }
                Err(PollAbort::Fault(error)) => self.failed(error, &in_flight)?,
            }
        }
    }

    /// Returns the state for a restart, which counts all returned entries as emitted. `None` before
    /// [`PollEvent::Connected`] for a start at the present.
    pub fn checkpoint(&self) -> Option<&PollCheckpoint> {
        self.checkpoint.as_ref()
    }

    /// Returns the progress; callers may ask while a poll is in flight.
    pub fn status(&self) -> PollStatus {
        let trouble = self.outage.map(|outage| outage.duration((self.client.clock)()));
        PollStatus {
            requests: self.server_clock.requests.get(),
            rate: self.server_clock.rate.get(),
            trouble,
            ..self.status
        }
    }

    /// Returns whether all entries were returned that the server had at the last poll.
    pub fn is_caught_up(&self) -> bool {
        let is_idle = self.events.is_empty() && self.in_flight.is_none() && self.outage.is_none();
        self.connected && is_idle && self.catch_up_span.is_none() && !self.clock_went_back
    }

    /// Counts an event as returned.
    fn emit(&mut self, mut event: PollEvent) -> PollEvent {
        let Some(checkpoint) = &mut self.checkpoint else { return event };
        if let PollEvent::Entries(entries) = &mut event {
            for entry in entries.iter_mut() {
                entry.copy = checkpoint.record_entry(entry.identity, entry.time);
            }
            self.status.entries += entries.len() as u64;
        }
        if self.events.is_empty()
            && let Some(step) = self.next_step.take()
        {
            checkpoint.advance(step.complete_until, step.dedup_horizon);
            if step.settles_first_poll {
                checkpoint.settle_first_poll();
            }
        }
        event
    }

    /// Waits for the end of the poll in flight, or of the next one.
    async fn wait_for_poll(&mut self) -> (Result<PollResult, PollAbort>, InFlightPoll<'a>) {
        loop {
            if self.in_flight.is_none() {
                self.schedule.rest(self.client.clock).await;
                self.in_flight = Some(self.begin());
            }
            let Some(in_flight) = &mut self.in_flight else { continue };
            let ended = tokio::select! {
                biased;
                ended = in_flight.result.as_mut() => Some(ended),
                () = self.schedule.woken(self.client.clock) => None,
            };
            // An answer that arrives after a sleep may be old, and its time is unknown.
            let slept = ended.is_some() && self.schedule.slept(self.client.clock);
            if let (Some(in_flight), Some(ended), false) = (self.in_flight.take(), ended, slept) {
                return (ended, in_flight);
            }
        }
    }

    /// Starts a poll.
    fn begin(&self) -> InFlightPoll<'a> {
        let now = Instant::now();
        let together = self.kind_batching.is_together();
        let (range, with_lookback, until) = match &self.checkpoint {
            Some(checkpoint) if !self.clock_went_back => {
                let with_lookback = self.catch_up_span.is_none() && self.lookback_due.is_none_or(|due| now >= due);
                let until = self.catch_up_end(checkpoint.complete_until());
                let shorten = (self.honours_until && self.catch_up_span.is_some() == until.is_some())
                    .then_some(checkpoint.complete_until());
                let from = if with_lookback { checkpoint.dedup_horizon() } else { checkpoint.complete_until() };
                (PollRange::Down { from, until, shorten }, with_lookback, until)
            }
            _ => (PollRange::Top { depth: self.settle + self.lookback, matching: self.history }, true, None),
        };
        let poll = Poll {
            client: self.client,
            sources: self.sources,
            kind_polls: Rc::clone(&self.kind_polls),
            server_clock: Rc::clone(&self.server_clock),
            budget: self.budget.clone(),
            dialect: self.dialect,
            together,
            range,
            settle: self.settle,
            max_records: self.max_records,
        };
        InFlightPoll {
            result: Box::pin(poll.run()),
            began: now,
            requests: self.server_clock.requests.get(),
            together,
            with_lookback,
            until,
        }
    }

    /// Returns the end of a catch-up window, or `None` if it would reach into the settle time. A window that begins before the
    /// retention has its length from the edge on, so that the edge does not pass its end meanwhile.
    fn catch_up_end(&self, complete_until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let present = self.server_clock.present.get()?;
        let retention = self.longest_retention_days.map(|days| TimeDelta::days(days.into()));
        let retained_from = retention.map_or(complete_until, |retention| present - retention);
        let until = complete_until.max(retained_from).checked_add_signed(self.catch_up_span?);
        until.filter(|until| self.honours_until && *until < present - self.settle)
    }

    /// Handles a failed poll: queues one event an outage and schedules a retry. Returns lasting errors.
    fn failed(&mut self, error: Error, in_flight: &InFlightPoll<'_>) -> Result<()> {
        if in_flight.together && matches!(error.code, Code::BadRequest | Code::NotFound) {
            // Servers from before July 2026 do not support `type=all`.
            self.kind_batching.give_up(true);
            self.schedule.at_once();
            return Ok(());
        }
        if !self.connected || is_lasting(error.code) {
            return Err(error);
        }
        let retry_after = error.exchange.as_ref().and_then(|exchange| exchange.retry_after);
        self.schedule.failed(retry_after, fastrand::f64());
        if self.outage.is_none() {
            self.outage = Some(Outage { wall: (self.client.clock)(), monotonic: Instant::now() });
            self.events.push_back(PollEvent::Trouble(error));
        }
        Ok(())
    }
}

/// The start of a time without answers, by two clocks.
#[derive(Clone, Copy)]
struct Outage {
    wall: DateTime<Utc>,
    monotonic: Instant,
}

impl Outage {
    /// Returns the duration until `now`: by the wall clock, because the monotonic clock may stop during sleep, or by the
    /// monotonic clock if the wall clock was set back.
    fn duration(self, now: DateTime<Utc>) -> Duration {
        (now - self.wall).to_std().unwrap_or_default().max(self.monotonic.elapsed())
    }
}

/// Returns whether retries cannot help. A web page, a redirect or a missing route may come from the login page of a
/// network, so they do not last.
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
