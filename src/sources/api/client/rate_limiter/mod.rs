//! Limits the requests in flight and delays requests until the server's rate limit allows them. All requests share it.
//!
//! A request is sent if the last reported quota minus the requests sent since is positive. Otherwise, and after a 429, all
//! requests wait until the server's reset time plus jitter. After a wait, one request goes first and learns the quota.

use std::cell::Cell;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Without a maximum wait, the next request is sent at the latest after this time.
pub const LONGEST: Duration = Duration::from_secs(3600);

/// The rate limiter of all requests of one run.
pub struct RateLimiter {
    /// The maximum number of requests in flight.
    most: usize,
    /// The present maximum: errors halve it, each success adds one.
    allowed: Cell<usize>,
    in_flight: Cell<usize>,
    /// The requests that the server still allows, minus those in flight; `None` if unknown.
    quota: Cell<Option<i64>>,
    /// The quota was not reported: it is the single request after a wait.
    assumed: Cell<bool>,
    /// No request is sent before this time.
    not_before: Cell<Option<Instant>>,
    /// The total wait for the rate limit, including the present one.
    waited: Cell<Duration>,
    max_wait: Duration,
    changed: Notify,
}

/// The wait would exceed the maximum total wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitTooLong;

impl RateLimiter {
    /// Creates a limiter for at most `most` requests in flight and a total wait of `max_wait`.
    pub fn new(most: usize, max_wait: Duration) -> Self {
        Self {
            most,
            allowed: Cell::new(most),
            in_flight: Cell::new(0),
            quota: Cell::new(None),
            assumed: Cell::new(false),
            not_before: Cell::new(None),
            waited: Cell::new(Duration::ZERO),
            max_wait,
            changed: Notify::new(),
        }
    }

    /// Returns a limiter without a maximum wait, with the known quota and wait of this one.
    #[must_use]
    pub fn patient(&self) -> Self {
        let patient = Self::new(self.most, Duration::MAX);
        patient.quota.set(self.quota.get());
        patient.not_before.set(self.not_before.get());
        patient
    }

    /// Returns the present maximum of requests in flight.
    pub fn allowed(&self) -> usize {
        self.allowed.get()
    }

    /// Waits until a request may be sent, and counts it.
    pub async fn enter(&self) -> Permit<'_> {
        loop {
            match self.not_before.get() {
                Some(moment) if Instant::now() < moment => {
                    tokio::time::sleep_until(moment).await;
                    continue;
                }
                Some(_) => {
                    self.not_before.set(None);
                    self.quota.set(Some(1));
                    self.assumed.set(true);
                }
                None => {}
            }
            // With no request in flight, only a new request can learn the quota.
            let has_quota = self.quota.get().is_none_or(|quota| quota > 0) || self.in_flight.get() == 0;
            if has_quota && self.in_flight.get() < self.allowed.get().max(1) {
                self.in_flight.set(self.in_flight.get() + 1);
                self.quota.set(self.quota.get().map(|quota| quota - 1));
                return Permit(self);
            }
            self.changed.notified().await;
        }
    }

    /// Updates the quota from an answer: `remaining` requests, and the wait until the next one. Returns the wait if it is
    /// longer than the present one.
    pub fn learn(&self, remaining: Option<u64>, next: Option<Duration>) -> Option<Duration> {
        let Some(remaining) = remaining.and_then(|remaining| i64::try_from(remaining).ok()) else {
            // The first request after a wait showed that the server reports no quota.
            if self.assumed.take() {
                self.quota.set(None);
            }
            return None;
        };
        let others = i64::try_from(self.in_flight.get()).unwrap_or(i64::MAX).saturating_sub(1);
        self.assumed.set(false);
        self.quota.set(Some(remaining.saturating_sub(others)));
        let held = self.not_before.get();
        // A wait above the maximum is not started; the server then answers 429.
        next.filter(|next| remaining == 0 && self.pause(*next).is_ok() && self.not_before.get() != held)
    }

    /// Sends no request for `pause` from now. Overlapping waits count once. Returns an error above the maximum total wait.
    pub fn pause(&self, pause: Duration) -> Result<(), WaitTooLong> {
        let now = Instant::now();
        let pause = if self.max_wait == Duration::MAX { pause.min(LONGEST) } else { pause };
        // A wait beyond the range of the clock exceeds any maximum.
        let until = now.checked_add(pause).ok_or(WaitTooLong)?;
        let from = self.not_before.get().filter(|moment| *moment > now).unwrap_or(now);
        let waited = self.waited.get() + until.saturating_duration_since(from);
        if waited > self.max_wait {
            return Err(WaitTooLong);
        }
        self.waited.set(waited);
        self.not_before.set(Some(until.max(from)));
        Ok(())
    }

    /// Halves the number of requests in flight after an error.
    pub fn slow_down(&self) {
        self.allowed.set((self.allowed.get() / 2).max(1));
    }

    /// Allows one more request in flight after a success.
    pub fn speed_up(&self) {
        self.allowed.set((self.allowed.get() + 1).min(self.most));
        self.changed.notify_one();
    }
}

/// A request in flight; dropping it allows the next one.
pub struct Permit<'b>(&'b RateLimiter);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.in_flight.set(self.0.in_flight.get().saturating_sub(1));
        self.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
