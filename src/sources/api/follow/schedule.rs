//! Schedules polls, and detects that the machine was asleep.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{Instant, sleep_until};

use crate::sources::api::client::rate_limiter;

const MINUTE: Duration = Duration::from_secs(60);
/// The pause after the first failed poll; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often the schedule compares the clocks.
const TICK: Duration = Duration::from_secs(1);
/// If the wall clock advances by this much more than the monotonic clock, the machine was asleep or the clock was set.
const SLEPT: TimeDelta = TimeDelta::seconds(5);

type ScheduleClock<'c> = &'c dyn Fn() -> DateTime<Utc>;

/// The times of the polls.
pub(super) struct PollSchedule {
    interval: Duration,
    due: Instant,
    /// The number of consecutive failed polls.
    failures: u32,
    /// Both clocks at the last comparison.
    compared: (DateTime<Utc>, Instant),
}

/// The cost of the last complete poll.
#[derive(Debug, Clone, Copy)]
pub(super) struct PollCost {
    pub(super) began: Instant,
    pub(super) requests: u64,
    /// The requests a minute that the server allows, if it reports them.
    pub(super) limit: Option<u64>,
    /// The poll was full, so more entries may be waiting.
    pub(super) full: bool,
}

impl PollSchedule {
    pub(super) fn new(interval: Duration, clock: ScheduleClock<'_>) -> Self {
        let now = Instant::now();
        Self { interval, due: now, failures: 0, compared: (clock(), now) }
    }

    /// Makes the next poll due at once.
    pub(super) fn at_once(&mut self) {
        self.due = Instant::now();
    }

    /// Schedules the next poll after a complete one: at once if more entries are waiting, else after the interval.
    ///
    /// Polls never use the whole rate limit. Polls without waiting entries use at most half of it.
    pub(super) fn succeeded(&mut self, cost: PollCost) {
        self.failures = 0;
        let interval = if cost.full { Duration::ZERO } else { self.interval };
        let share = if cost.full { 1 } else { 2 };
        let spread = cost.limit.filter(|limit| *limit > 0).map_or(Duration::ZERO, |limit| {
            let requests = u32::try_from(cost.requests.saturating_mul(share)).unwrap_or(u32::MAX);
            MINUTE.saturating_mul(requests) / u32::try_from(limit).unwrap_or(u32::MAX)
        });
        self.due = after(cost.began, interval.max(spread)).max(Instant::now());
    }

    /// Schedules the next poll after a failed one: the wait of the server, or a growing pause.
    pub(super) fn failed(&mut self, retry_after: Option<Duration>, jitter: f64) {
        let whole = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.due = after(
            Instant::now(),
            whole.mul_f64(0.5 + jitter / 2.0).max(retry_after.unwrap_or_default().min(rate_limiter::LONGEST)),
        );
    }

    /// Waits until a poll is due. A poll is due at once after the machine was asleep.
    pub(super) async fn rest(&mut self, clock: ScheduleClock<'_>) {
        while !self.slept(clock) && Instant::now() < self.due {
            sleep_until(self.due.min(Instant::now() + TICK)).await;
        }
    }

    /// Waits until the machine was asleep: answers in flight will not arrive then.
    pub(super) async fn woken(&mut self, clock: ScheduleClock<'_>) {
        while !self.slept(clock) {
            tokio::time::sleep(TICK).await;
        }
        self.at_once();
    }

    /// Returns whether the machine was asleep since the last call.
    ///
    /// The monotonic clock may stop during sleep, the wall clock does not. Setting the wall clock forward looks the same and
    /// costs one poll.
    pub(super) fn slept(&mut self, clock: ScheduleClock<'_>) -> bool {
        let now = (clock(), Instant::now());
        let (wall, monotonic) = std::mem::replace(&mut self.compared, now);
        let passed = TimeDelta::from_std(now.1 - monotonic).unwrap_or(TimeDelta::MAX);
        (now.0 - wall).checked_sub(&passed).is_some_and(|ahead| ahead > SLEPT)
    }
}

/// Returns `moment` plus `pause`, or one day later if the clock cannot represent it.
fn after(moment: Instant, pause: Duration) -> Instant {
    moment.checked_add(pause).unwrap_or_else(|| moment + MINUTE * 60 * 24)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn wall(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    /// A wall clock that is `ahead` seconds ahead of the monotonic clock.
    struct WallClock {
        began: Instant,
        ahead: Cell<i64>,
    }

    impl WallClock {
        fn new() -> Self {
            Self { began: Instant::now(), ahead: Cell::new(0) }
        }

        fn now(&self) -> DateTime<Utc> {
            wall(self.ahead.get()) + TimeDelta::from_std(self.began.elapsed()).unwrap()
        }
    }

    fn cost(requests: u64, limit: Option<u64>, full: bool) -> PollCost {
        PollCost { began: Instant::now(), requests, limit, full }
    }

    /// Returns how long the schedule waits after `change`.
    async fn rests(change: impl FnOnce(&mut PollSchedule)) -> Duration {
        let clock = WallClock::new();
        let mut schedule = PollSchedule::new(Duration::from_secs(5), &|| clock.now());
        change(&mut schedule);
        let began = Instant::now();
        schedule.rest(&|| clock.now()).await;
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_poll_waits_for_the_interval_unless_more_is_waiting() {
        assert_eq!(rests(|_| {}).await, Duration::ZERO);
        assert_eq!(rests(|schedule| schedule.succeeded(cost(1, None, false))).await, Duration::from_secs(5));
        assert_eq!(rests(|schedule| schedule.succeeded(cost(7, None, true))).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn polls_fit_the_rate_limit_and_idle_polls_half_of_it() {
        for (requests, limit, full, seconds) in [
            (1, 60, false, 5.0),
            (2, 600, false, 5.0),
            (4, 60, false, 8.0),
            (2, 10, false, 24.0),
            (4, 60, true, 4.0),
            (1, 0, true, 0.0),
        ] {
            let rested = rests(|schedule| schedule.succeeded(cost(requests, Some(limit), full))).await;
            assert!((rested.as_secs_f64() - seconds).abs() < 1.0, "{requests} of {limit}: {rested:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_after_failures_grow_to_thirty_seconds() {
        let pauses = |count: u32| rests(move |schedule| (0..count).for_each(|_| schedule.failed(None, 1.0)));
        let mut rested = Vec::new();
        for count in [1, 2, 3, 6, 40] {
            rested.push(pauses(count).await.as_secs());
        }
        assert_eq!(rested, [1, 2, 4, 30, 30]);
        assert_eq!(
            rests(|schedule| schedule.failed(Some(Duration::from_secs(90)), 0.0)).await,
            Duration::from_secs(90)
        );
        let again = |schedule: &mut PollSchedule| {
            (0..9).for_each(|_| schedule.failed(None, 1.0));
            schedule.succeeded(cost(1, None, false));
            schedule.failed(None, 1.0);
        };
        assert_eq!(rests(again).await, Duration::from_secs(1), "a complete poll resets the pause");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_range_of_the_clock_is_accepted() {
        let clock = WallClock::new();
        let mut schedule = PollSchedule::new(Duration::MAX, &|| clock.now());
        schedule.failed(Some(Duration::MAX), 0.5);
        schedule.succeeded(cost(u64::MAX, Some(1), false));
        assert!(schedule.due > Instant::now() + MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_sleep_a_poll_is_due_within_a_tick_and_a_clock_set_back_is_not_a_sleep() {
        let clock = WallClock::new();
        let now = || clock.now();
        let mut schedule = PollSchedule::new(Duration::from_secs(5), &now);
        schedule.failed(Some(Duration::from_secs(900)), 0.0);
        let began = Instant::now();
        let set = async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(-7200);
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(-7196);
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(3600);
        };
        tokio::join!(schedule.rest(&now), set);
        let rested = began.elapsed().as_secs_f64();
        assert!((30.0..=31.0).contains(&rested), "{rested}");
        assert!(!schedule.slept(&now), "a sleep is reported once");
    }

    #[tokio::test(start_paused = true)]
    async fn a_poll_in_flight_is_dropped_after_a_sleep() {
        let clock = WallClock::new();
        let now = || clock.now();
        let mut schedule = PollSchedule::new(Duration::from_secs(5), &now);
        let began = Instant::now();
        let sleep = async {
            tokio::time::sleep(Duration::from_millis(4500)).await;
            clock.ahead.set(60);
        };
        tokio::join!(schedule.woken(&now), sleep);
        assert_eq!(began.elapsed().as_secs(), 5);
        assert!(schedule.due <= Instant::now());
    }
}
