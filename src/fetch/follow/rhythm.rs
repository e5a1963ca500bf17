//! When to poll next, and noticing that the machine slept.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{Instant, sleep_until};

const MINUTE: Duration = Duration::from_secs(60);
/// The pause after a first failed poll; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often the clocks are compared.
const TICK: Duration = Duration::from_secs(1);
/// So much more time on the clock on the wall than on ours means that the machine slept, or that somebody set the clock.
const SLEPT: TimeDelta = TimeDelta::seconds(5);

type Clock<'c> = &'c dyn Fn() -> DateTime<Utc>;

/// The beat of the polls.
pub(super) struct Rhythm {
    interval: Duration,
    due: Instant,
    /// Polls that failed in a row.
    failures: u32,
    /// What both clocks said when they were last compared.
    compared: (DateTime<Utc>, Instant),
}

/// What the last good poll took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) began: Instant,
    pub(super) requests: u64,
    /// Requests a minute that the server allows, where it says so.
    pub(super) limit: Option<u64>,
    /// It brought so much that more may wait already.
    pub(super) full: bool,
}

impl Rhythm {
    pub(super) fn new(interval: Duration, clock: Clock<'_>) -> Self {
        let now = Instant::now();
        Self { interval, due: now, failures: 0, compared: (clock(), now) }
    }

    /// The next poll is due at once.
    pub(super) fn at_once(&mut self) {
        self.due = Instant::now();
    }

    /// After a good poll: at once where more is waiting, else after the interval. Polls are spread so that they alone never
    /// use up the rate limit; idle ones leave half of it to others.
    pub(super) fn succeeded(&mut self, effort: Effort) {
        self.failures = 0;
        let interval = if effort.full { Duration::ZERO } else { self.interval };
        let share = if effort.full { 1 } else { 2 };
        let spread = effort.limit.filter(|limit| *limit > 0).map_or(Duration::ZERO, |limit| {
            let requests = u32::try_from(effort.requests.saturating_mul(share)).unwrap_or(u32::MAX);
            MINUTE.saturating_mul(requests) / u32::try_from(limit).unwrap_or(u32::MAX)
        });
        self.due = after(effort.began, interval.max(spread)).max(Instant::now());
    }

    /// After a poll that failed: what the server asks for, and longer each time.
    pub(super) fn failed(&mut self, asked: Option<Duration>, jitter: f64) {
        let whole = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.due = after(Instant::now(), whole.mul_f64(0.5 + jitter / 2.0).max(asked.unwrap_or_default()));
    }

    /// Waits until a poll is due. After a sleep it is due at once.
    pub(super) async fn rest(&mut self, clock: Clock<'_>) {
        while !self.slept(clock) && Instant::now() < self.due {
            sleep_until(self.due.min(Instant::now() + TICK)).await;
        }
    }

    /// Ends when the machine has slept: what was on its way then will not arrive.
    pub(super) async fn woken(&mut self, clock: Clock<'_>) {
        while !self.slept(clock) {
            tokio::time::sleep(TICK).await;
        }
        self.at_once();
    }

    /// Whether the machine slept since this was last asked. The monotonic clock may stand still meanwhile, the one on
    /// the wall does not. One that is set forward looks the same, and costs a poll.
    pub(super) fn slept(&mut self, clock: Clock<'_>) -> bool {
        let now = (clock(), Instant::now());
        let (wall, steady) = std::mem::replace(&mut self.compared, now);
        let passed = TimeDelta::from_std(now.1 - steady).unwrap_or(TimeDelta::MAX);
        (now.0 - wall).checked_sub(&passed).is_some_and(|ahead| ahead > SLEPT)
    }
}

/// A moment that is beyond what the clock can tell is as far off as a day.
fn after(moment: Instant, pause: Duration) -> Instant {
    moment.checked_add(pause).unwrap_or_else(|| moment + MINUTE * 60 * 24)
}
