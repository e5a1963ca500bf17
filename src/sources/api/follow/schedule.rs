//! When to poll next, and noticing that the machine slept.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{Instant, sleep_until};

use crate::sources::api::client::rate_limiter;

const MINUTE: Duration = Duration::from_secs(60);
/// The pause after a first failed poll; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often the clocks are compared.
const TICK: Duration = Duration::from_secs(1);
/// So much more time on the clock on the wall than on ours means that the machine slept, or that somebody set the clock.
const SLEPT: TimeDelta = TimeDelta::seconds(5);

type ScheduleClock<'c> = &'c dyn Fn() -> DateTime<Utc>;

/// The beat of the polls.
pub(super) struct PollSchedule {
    interval: Duration,
    due: Instant,
    /// Polls that failed in a row.
    failures: u32,
    /// What both clocks said when they were last compared.
    compared: (DateTime<Utc>, Instant),
}

/// What the last good poll took.
#[derive(Debug, Clone, Copy)]
pub(super) struct PollCost {
    pub(super) began: Instant,
    pub(super) requests: u64,
    /// Requests a minute that the server allows, where it says so.
    pub(super) limit: Option<u64>,
    /// It brought so much that more may wait already.
    pub(super) full: bool,
}

impl PollSchedule {
    pub(super) fn new(interval: Duration, clock: ScheduleClock<'_>) -> Self {
        let now = Instant::now();
        Self { interval, due: now, failures: 0, compared: (clock(), now) }
    }

    /// The next poll is due at once.
    pub(super) fn at_once(&mut self) {
        self.due = Instant::now();
    }

    /// After a good poll: at once where more is waiting, else after the interval. Polls are spread so that they alone never
    /// use up the rate limit; idle ones leave half of it to others.
    pub(super) fn succeeded(&mut self, effort: PollCost) {
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
        self.due = after(
            Instant::now(),
            whole.mul_f64(0.5 + jitter / 2.0).max(asked.unwrap_or_default().min(rate_limiter::LONGEST)),
        );
    }

    /// Waits until a poll is due. After a sleep it is due at once.
    pub(super) async fn rest(&mut self, clock: ScheduleClock<'_>) {
        while !self.slept(clock) && Instant::now() < self.due {
            sleep_until(self.due.min(Instant::now() + TICK)).await;
        }
    }

    /// Ends when the machine has slept: what was on its way then will not arrive.
    pub(super) async fn woken(&mut self, clock: ScheduleClock<'_>) {
        while !self.slept(clock) {
            tokio::time::sleep(TICK).await;
        }
        self.at_once();
    }

    /// Whether the machine slept since this was last asked. The monotonic clock may stand still meanwhile, the one on
    /// the wall does not. One that is set forward looks the same, and costs a poll.
    pub(super) fn slept(&mut self, clock: ScheduleClock<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn wall(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    /// A clock on the wall that goes with the steady one, and is ahead of it by `ahead` seconds.
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

    fn effort(requests: u64, limit: Option<u64>, full: bool) -> PollCost {
        PollCost { began: Instant::now(), requests, limit, full }
    }

    /// How long it rests after what `change` does.
    async fn rests(change: impl FnOnce(&mut PollSchedule)) -> Duration {
        let clock = WallClock::new();
        let mut rhythm = PollSchedule::new(Duration::from_secs(5), &|| clock.now());
        change(&mut rhythm);
        let began = Instant::now();
        rhythm.rest(&|| clock.now()).await;
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn it_rests_for_the_interval_unless_more_is_waiting() {
        assert_eq!(rests(|_| {}).await, Duration::ZERO);
        assert_eq!(rests(|rhythm| rhythm.succeeded(effort(1, None, false))).await, Duration::from_secs(5));
        assert_eq!(rests(|rhythm| rhythm.succeeded(effort(7, None, true))).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn polls_are_spread_so_that_they_fit_the_rate_limit_idle_ones_into_half_of_it() {
        for (requests, limit, full, seconds) in [
            (1, 60, false, 5.0),
            (2, 600, false, 5.0),
            (4, 60, false, 8.0),
            (2, 10, false, 24.0),
            (4, 60, true, 4.0),
            (1, 0, true, 0.0),
        ] {
            let rested = rests(|rhythm| rhythm.succeeded(effort(requests, Some(limit), full))).await;
            assert!((rested.as_secs_f64() - seconds).abs() < 1.0, "{requests} of {limit}: {rested:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_are_answered_with_growing_pauses_that_end_at_half_a_minute() {
        let pauses = |count: u32| rests(move |rhythm| (0..count).for_each(|_| rhythm.failed(None, 1.0)));
        let mut rested = Vec::new();
        for count in [1, 2, 3, 6, 40] {
            rested.push(pauses(count).await.as_secs());
        }
        assert_eq!(rested, [1, 2, 4, 30, 30]);
        assert_eq!(rests(|rhythm| rhythm.failed(Some(Duration::from_secs(90)), 0.0)).await, Duration::from_secs(90));
        let again = |rhythm: &mut PollSchedule| {
            (0..9).for_each(|_| rhythm.failed(None, 1.0));
            rhythm.succeeded(effort(1, None, false));
            rhythm.failed(None, 1.0);
        };
        assert_eq!(rests(again).await, Duration::from_secs(1), "a good poll ends it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_all_time_does_not_end_the_world() {
        let clock = WallClock::new();
        let mut rhythm = PollSchedule::new(Duration::MAX, &|| clock.now());
        rhythm.failed(Some(Duration::MAX), 0.5);
        rhythm.succeeded(effort(u64::MAX, Some(1), false));
        assert!(rhythm.due > Instant::now() + MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_sleep_it_polls_within_a_tick_and_a_clock_that_goes_back_is_none() {
        let clock = WallClock::new();
        let now = || clock.now();
        let mut rhythm = PollSchedule::new(Duration::from_secs(5), &now);
        rhythm.failed(Some(Duration::from_secs(900)), 0.0);
        let began = Instant::now();
        let set = async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(-7200);
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(-7196);
            tokio::time::sleep(Duration::from_secs(10)).await;
            clock.ahead.set(3600);
        };
        tokio::join!(rhythm.rest(&now), set);
        let rested = began.elapsed().as_secs_f64();
        assert!((30.0..=31.0).contains(&rested), "{rested}");
        assert!(!rhythm.slept(&now), "it is told once");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_on_its_way_is_given_up_after_a_sleep() {
        let clock = WallClock::new();
        let now = || clock.now();
        let mut rhythm = PollSchedule::new(Duration::from_secs(5), &now);
        let began = Instant::now();
        let sleep = async {
            tokio::time::sleep(Duration::from_millis(4500)).await;
            clock.ahead.set(60);
        };
        tokio::join!(rhythm.woken(&now), sleep);
        assert_eq!(began.elapsed().as_secs(), 5);
        assert!(rhythm.due <= Instant::now());
    }
}
