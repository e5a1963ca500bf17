//! Whether to try again, and when. Pure: what happened goes in, a decision comes out.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::transport::HttpResponse;
use connlog_core::providers::retry_after::{self, RetryAfter, TimeUnit};

/// The first pause of the exponential back-off; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// No single back-off pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// How patient to be.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Further tries of a request after a failure that may pass.
    pub retries: u32,
    /// Time in all that may be spent waiting for a rate limit.
    pub max_wait: Duration,
}

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptResult {
    /// 429; with the wait the server asked for.
    Limited(Option<Duration>),
    /// A failure that may pass; with the wait the server asked for.
    Passing(Option<Duration>),
    /// An answer, or a failure that will not change.
    Final,
}

/// What is spent of one request's patience.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetryState {
    /// Failures other than the rate limit's.
    pub failures: u32,
    /// Answers with 429.
    pub limits: u32,
}

impl RetryState {
    /// The pause before the next try, or `None` if there is to be none. Whether there is patience left for a rate limit
    /// is the [`Budget`](super::rate_limiter::RateLimiter)'s to say, since all requests share it. `jitter` is between 0 and 1.
    pub fn next(&mut self, outcome: AttemptResult, patience: RetryPolicy, jitter: f64) -> Option<Duration> {
        match outcome {
            AttemptResult::Final => None,
            AttemptResult::Passing(asked) => {
                if self.failures >= patience.retries {
                    return None;
                }
                let pause = asked.unwrap_or_else(|| backoff(self.failures, jitter));
                self.failures += 1;
                // A wait that the server asks for counts against the patience for such waits; our own pauses are short.
                (asked.is_none() || pause <= patience.max_wait).then_some(pause)
            }
            AttemptResult::Limited(asked) => {
                let floor = backoff(self.limits, jitter);
                // Several processes on one key that were told the same second must not come back in the same instant.
                let pause = asked.map_or(floor, |asked| asked.max(FIRST_PAUSE) + FIRST_PAUSE.mul_f64(jitter));
                self.limits += 1;
                Some(pause)
            }
        }
    }
}

/// Exponential back-off with jitter: between half and the whole of the doubled pause.
fn backoff(tries: u32, jitter: f64) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(tries)).min(LONGEST_PAUSE);
    whole.mul_f64(0.5 + jitter / 2.0)
}

/// The wait an answer asks for: `Retry-After`, else what its body says, else the moment in `X-RateLimit-Reset`.
pub fn asked_wait(answer: &HttpResponse, in_body: Option<RetryAfter>, now: DateTime<Utc>) -> Option<Duration> {
    let now = answer.date.unwrap_or(now);
    let retry_after = answer.retry_after.as_deref().and_then(|text| retry_after::read(text, TimeUnit::Seconds));
    let limited = answer.reply.status == 429;
    let reset = || answer.rate.reset.filter(|_| limited);
    retry_after.or(in_body).or_else(reset).map(|wait| wait.from(now))
}

/// The time until the rate limit frees its next slot, by the server's clock where it tells it.
pub fn until_reset(answer: &HttpResponse, now: DateTime<Utc>) -> Option<Duration> {
    Some(answer.rate.reset?.from(answer.date.unwrap_or(now)))
}

/// Whether an answer with this status may be followed by a better one: the server, or one in front of it, was busy, slow
/// or down.
pub const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 500 | 502 | 503 | 504 | 520..=530)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: RetryPolicy = RetryPolicy { retries: 4, max_wait: Duration::from_secs(120) };

    #[test]
    fn failures_are_retried_with_growing_pauses_until_the_tries_are_spent() {
        let mut spent = RetryState::default();
        let pauses: Vec<_> = std::iter::from_fn(|| spent.next(AttemptResult::Passing(None), PATIENCE, 1.0)).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000].map(Duration::from_millis));
    }

    #[test]
    fn a_rate_limit_is_waited_for_as_asked_and_never_for_no_time_at_all() {
        let mut spent = RetryState::default();
        let ask = |seconds| AttemptResult::Limited(Some(Duration::from_secs(seconds)));
        assert_eq!(spent.next(ask(100), PATIENCE, 0.0), Some(Duration::from_secs(100)));
        assert_eq!(spent.next(ask(0), PATIENCE, 0.0), Some(FIRST_PAUSE));
    }

    #[test]
    fn what_will_not_change_is_not_tried_again() {
        assert_eq!(RetryState::default().next(AttemptResult::Final, PATIENCE, 0.0), None);
    }
}
