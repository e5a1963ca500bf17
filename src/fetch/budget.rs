//! The rate limit as all requests of a run share it: how many may be in flight, and from when on.
//!
//! A request goes out when the quota that the last answer told, less what was sent since, has room for it. Where it has
//! none, or a 429 came, everyone waits for the moment the server names, plus a share of chance, so that several
//! processes on one key do not come back in the same instant. After a wait one request goes first and learns the quota.

use std::cell::Cell;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Shared by all requests of one run.
pub struct Budget {
    /// Most requests in flight.
    most: usize,
    /// Requests in flight that are allowed for now: halved by trouble, regained by success.
    allowed: Cell<usize>,
    in_flight: Cell<usize>,
    /// Requests the server still allows, as far as is known, those in flight already taken off.
    quota: Cell<Option<i64>>,
    /// Nothing goes out before.
    not_before: Cell<Option<Instant>>,
    /// Time spent, or bound to be spent, on waiting for the rate limit.
    waited: Cell<Duration>,
    max_wait: Duration,
    changed: Notify,
}

/// There is no more patience for the rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted;

impl Budget {
    pub fn new(most: usize, max_wait: Duration) -> Self {
        Self {
            most,
            allowed: Cell::new(most),
            in_flight: Cell::new(0),
            quota: Cell::new(None),
            not_before: Cell::new(None),
            waited: Cell::new(Duration::ZERO),
            max_wait,
            changed: Notify::new(),
        }
    }

    /// Requests that may be in flight for now.
    pub fn allowed(&self) -> usize {
        self.allowed.get()
    }

    /// Waits until a request may go out, and counts it.
    pub async fn enter(&self) -> Ticket<'_> {
        loop {
            match self.not_before.get() {
                Some(moment) if Instant::now() < moment => {
                    tokio::time::sleep_until(moment).await;
                    continue;
                }
                Some(_) => {
                    self.not_before.set(None);
                    self.quota.set(Some(1));
                }
                None => {}
            }
            // With nothing in flight no answer would ever tell a new quota: the next request asks.
            let room = self.quota.get().is_none_or(|quota| quota > 0) || self.in_flight.get() == 0;
            if room && self.in_flight.get() < self.allowed.get().max(1) {
                self.in_flight.set(self.in_flight.get() + 1);
                self.quota.set(self.quota.get().map(|quota| quota - 1));
                return Ticket(self);
            }
            self.changed.notified().await;
        }
    }

    /// Takes in what an answer says of the quota: `remaining` requests, and the wait until the next is allowed.
    pub fn learn(&self, remaining: Option<u64>, next: Option<Duration>) {
        let Some(remaining) = remaining.and_then(|remaining| i64::try_from(remaining).ok()) else { return };
        let others = i64::try_from(self.in_flight.get()).unwrap_or(i64::MAX).saturating_sub(1);
        self.quota.set(Some(remaining.saturating_sub(others)));
        if remaining == 0
            && let Some(next) = next
        {
            // Only a wait that was worth having is kept; where patience ends, a 429 will say so.
            let _: Result<(), Exhausted> = self.hold(next);
        }
    }

    /// Lets nothing out for `pause` from now. Overlapping waits count once.
    pub fn hold(&self, pause: Duration) -> Result<(), Exhausted> {
        let now = Instant::now();
        let until = now + pause;
        let from = self.not_before.get().filter(|moment| *moment > now).unwrap_or(now);
        let waited = self.waited.get() + until.saturating_duration_since(from);
        if waited > self.max_wait {
            return Err(Exhausted);
        }
        self.waited.set(waited);
        self.not_before.set(Some(until.max(from)));
        Ok(())
    }

    /// The server is in trouble: fewer at a time.
    pub fn slow_down(&self) {
        self.allowed.set((self.allowed.get() / 2).max(1));
    }

    /// The server is well: one more at a time.
    pub fn speed_up(&self) {
        self.allowed.set((self.allowed.get() + 1).min(self.most));
        self.changed.notify_one();
    }
}

/// A request in flight; its place is free again when this is dropped.
pub struct Ticket<'b>(&'b Budget);

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.0.in_flight.set(self.0.in_flight.get().saturating_sub(1));
        self.0.changed.notify_waiters();
    }
}
