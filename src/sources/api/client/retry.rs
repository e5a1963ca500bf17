//! Decides whether and when to retry. Pure functions without I/O.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::transport::HttpResponse;
use connlog_core::providers::retry_after::{self, RetryAfter, TimeUnit};

/// The first pause of the exponential back-off; it doubles with each attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The maximum back-off pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// The limits of retries.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// The maximum number of retries after temporary errors.
    pub retries: u32,
    /// The maximum total wait for the rate limit.
    pub max_wait: Duration,
}

/// The result of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptResult {
    /// Status 429, with the wait that the server asked for.
    Limited(Option<Duration>),
    /// A temporary error, with the wait that the server asked for.
    Passing(Option<Duration>),
    /// An answer or an error that a retry does not change.
    Final,
}

/// The attempts of one request so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetryState {
    /// The number of errors other than 429.
    pub failures: u32,
    /// The number of answers with status 429.
    pub limits: u32,
}

impl RetryState {
    /// Returns the pause before the next attempt, or `None` if there is no further attempt. `jitter` is between 0 and 1.
    ///
    /// The [`RateLimiter`](super::rate_limiter::RateLimiter) limits the total wait for the rate limit of all requests.
    pub fn next(&mut self, outcome: AttemptResult, patience: RetryPolicy, jitter: f64) -> Option<Duration> {
        match outcome {
            AttemptResult::Final => None,
            AttemptResult::Passing(server_wait) => {
                if self.failures >= patience.retries {
                    return None;
                }
                let pause = server_wait.unwrap_or_else(|| backoff(self.failures, jitter));
                self.failures += 1;
                // `max_wait` also limits the wait that the server asks for; our own pauses are short.
                (server_wait.is_none() || pause <= patience.max_wait).then_some(pause)
            }
            AttemptResult::Limited(server_wait) => {
                let floor = backoff(self.limits, jitter);
                // Jitter spreads processes with one key that wait for the same second.
                let pause =
                    server_wait.map_or(floor, |server_wait| server_wait.max(FIRST_PAUSE) + FIRST_PAUSE.mul_f64(jitter));
                self.limits += 1;
                Some(pause)
            }
        }
    }
}

/// Returns the exponential back-off with jitter: 50 to 100 % of the doubled pause.
fn backoff(tries: u32, jitter: f64) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(tries)).min(LONGEST_PAUSE);
    whole.mul_f64(0.5 + jitter / 2.0)
}

/// Returns the wait that an answer asks for: by `Retry-After`, else by its body, else by `X-RateLimit-Reset`.
pub fn requested_wait(answer: &HttpResponse, in_body: Option<RetryAfter>, now: DateTime<Utc>) -> Option<Duration> {
    let now = answer.date.unwrap_or(now);
    let retry_after = answer.retry_after.as_deref().and_then(|text| retry_after::read(text, TimeUnit::Seconds));
    let limited = answer.reply.status == 429;
    let reset = || answer.rate.reset.filter(|_| limited);
    retry_after.or(in_body).or_else(reset).map(|wait| wait.from(now))
}

/// Returns the time until the rate limit allows the next request, by the server time if known.
pub fn until_reset(answer: &HttpResponse, now: DateTime<Utc>) -> Option<Duration> {
    Some(answer.rate.reset?.from(answer.date.unwrap_or(now)))
}

/// Returns whether the status is a temporary error of the server or of a proxy.
pub const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 500 | 502 | 503 | 504 | 520..=530)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: RetryPolicy = RetryPolicy { retries: 4, max_wait: Duration::from_secs(120) };

    #[test]
    fn pauses_between_retries_grow_until_the_limit() {
        let mut spent = RetryState::default();
        let pauses: Vec<_> = std::iter::from_fn(|| spent.next(AttemptResult::Passing(None), PATIENCE, 1.0)).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000].map(Duration::from_millis));
    }

    #[test]
    fn the_wait_for_a_rate_limit_is_at_least_the_first_pause() {
        let mut spent = RetryState::default();
        let ask = |seconds| AttemptResult::Limited(Some(Duration::from_secs(seconds)));
        assert_eq!(spent.next(ask(100), PATIENCE, 0.0), Some(Duration::from_secs(100)));
        assert_eq!(spent.next(ask(0), PATIENCE, 0.0), Some(FIRST_PAUSE));
    }

    #[test]
    fn a_final_result_is_not_retried() {
        assert_eq!(RetryState::default().next(AttemptResult::Final, PATIENCE, 0.0), None);
    }
}
