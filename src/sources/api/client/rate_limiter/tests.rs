use std::cell::RefCell;

use futures_util::future::join_all;

use super::*;

const TOOK: Duration = Duration::from_secs(1);
const PATIENT: Duration = Duration::from_secs(600);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns the seconds from now at which each of `count` requests is sent. Each takes [`TOOK`]; `answered` is called with
/// its number, from 1, while it still counts as in flight.
async fn departures<T>(budget: &RateLimiter, count: usize, answered: impl Fn(usize) -> T) -> Vec<u64> {
    let began = Instant::now();
    let left = RefCell::new(Vec::new());
    let request = async || {
        let _ticket = budget.enter().await;
        left.borrow_mut().push(began.elapsed().as_secs());
        let number = left.borrow().len();
        tokio::time::sleep(TOOK).await;
        answered(number);
    };
    join_all((0..count).map(|_| request())).await;
    left.into_inner()
}

#[tokio::test(start_paused = true)]
async fn no_more_are_in_flight_than_allowed_and_no_fewer() {
    let budget = RateLimiter::new(3, PATIENT);
    let left = departures(&budget, 8, |_| assert!(budget.in_flight.get() <= 3)).await;
    assert_eq!(left, [0, 0, 0, 1, 1, 1, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_quota_delays_further_requests_until_the_reset() {
    let budget = RateLimiter::new(8, PATIENT);
    {
        let _first = budget.enter().await;
        budget.learn(Some(5), Some(seconds(30)));
    }
    // After the reset the server allows many again.
    let answered = |number| match number {
        1..=5 => budget.learn(Some(5 - number as u64), Some(seconds(30))),
        _ => budget.learn(Some(100), Some(seconds(60))),
    };
    let left = departures(&budget, 9, answered).await;
    assert_eq!(left, [0, 0, 0, 0, 0, 31, 32, 32, 32]);
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_reduce_the_reported_quota() {
    let budget = RateLimiter::new(8, PATIENT);
    let first = budget.enter().await;
    let _second = budget.enter().await;
    budget.learn(Some(2), None);
    drop(first);
    // The server does not know of the second yet, which leaves one of the two.
    let _third = budget.enter().await;
    assert!(tokio::time::timeout(seconds(60), budget.enter()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_empty_quota_without_a_reset_allows_one_request_at_a_time() {
    let budget = RateLimiter::new(8, PATIENT);
    let left = departures(&budget, 11, |_| budget.learn(Some(0), None)).await;
    assert_eq!(left[8..], [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn after_a_wait_one_request_goes_first_and_learns_the_quota() {
    let budget = RateLimiter::new(8, PATIENT);
    budget.pause(seconds(10)).unwrap();
    let left = departures(&budget, 5, |_| budget.learn(Some(50), None)).await;
    assert_eq!(left, [10, 11, 11, 11, 11]);
}

#[tokio::test(start_paused = true)]
async fn after_a_wait_a_server_without_a_quota_gets_all_requests_again() {
    let budget = RateLimiter::new(4, PATIENT);
    budget.pause(seconds(10)).unwrap();
    let left = departures(&budget, 9, |_| budget.learn(None, None)).await;
    assert_eq!(left, [10, 11, 11, 11, 11, 12, 12, 12, 12]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_quota_keeps_the_known_quota() {
    let budget = RateLimiter::new(4, PATIENT);
    let first = budget.enter().await;
    let second = budget.enter().await;
    budget.learn(Some(1), Some(seconds(30)));
    drop(first);
    budget.learn(None, None);
    assert!(tokio::time::timeout(TOOK, budget.enter()).await.is_err());
    drop(second);
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_one_request_delays_all() {
    let budget = RateLimiter::new(2, PATIENT);
    let answered = |number| {
        if number == 1 {
            budget.pause(seconds(20)).unwrap();
        }
        budget.learn(Some(100), None);
    };
    let left = departures(&budget, 5, answered).await;
    assert_eq!(left[..3], [0, 0, 21]);
    assert!(left[3..].iter().all(|second| *second == 22), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_can_become_longer() {
    let budget = RateLimiter::new(2, PATIENT);
    budget.pause(seconds(5)).unwrap();
    let longer = async {
        tokio::time::sleep(seconds(3)).await;
        budget.pause(seconds(10)).unwrap();
    };
    let (left, ()) = tokio::join!(departures(&budget, 1, |_| {}), longer);
    assert_eq!(left, [13]);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_wait_does_not_end_a_longer_one() {
    let budget = RateLimiter::new(2, PATIENT);
    budget.pause(seconds(10)).unwrap();
    budget.pause(seconds(5)).unwrap();
    assert_eq!(departures(&budget, 1, |_| {}).await, [10]);
}

#[tokio::test(start_paused = true)]
async fn overlapping_waits_count_once() {
    let budget = RateLimiter::new(4, seconds(12));
    for _ in 0..4 {
        budget.pause(seconds(10)).unwrap();
    }
    assert_eq!(budget.waited.get(), seconds(10));
    tokio::time::advance(seconds(8)).await;
    budget.pause(seconds(4)).unwrap();
    assert_eq!(budget.waited.get(), seconds(12));
    tokio::time::advance(seconds(60)).await;
    assert_eq!(budget.pause(seconds(1)), Err(WaitTooLong), "a new wait counts in full");
}

#[tokio::test(start_paused = true)]
async fn a_wait_above_the_maximum_is_not_started() {
    let budget = RateLimiter::new(4, seconds(10));
    assert_eq!(budget.pause(seconds(11)), Err(WaitTooLong));
    assert_eq!(departures(&budget, 1, |_| {}).await, [0]);
    assert_eq!(budget.pause(seconds(10)), Ok(()));
    assert_eq!(RateLimiter::new(4, Duration::ZERO).pause(Duration::from_millis(1)), Err(WaitTooLong));
}

#[tokio::test(start_paused = true)]
async fn a_patient_limiter_waits_any_number_of_times_but_at_most_one_hour_at_once() {
    let short = RateLimiter::new(4, seconds(10));
    short.pause(seconds(8)).unwrap();
    let patient = short.patient();
    assert_eq!(departures(&patient, 1, |_| {}).await, [8], "the present wait is kept");
    for _ in 0..3 {
        patient.pause(seconds(86_400)).unwrap();
        tokio::time::advance(seconds(90_000)).await;
    }
    assert_eq!(patient.pause(Duration::MAX), Ok(()));
    assert_eq!(departures(&patient, 1, |_| {}).await, [3600]);
    assert_eq!(short.pause(Duration::MAX), Err(WaitTooLong));
}

#[tokio::test(start_paused = true)]
async fn a_wait_above_the_maximum_sends_the_next_request_at_once() {
    let budget = RateLimiter::new(4, seconds(10));
    let first = budget.enter().await;
    budget.learn(Some(0), Some(seconds(60)));
    drop(first);
    assert_eq!(departures(&budget, 1, |_| {}).await, [0]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_the_quota_is_reported_once() {
    let budget = RateLimiter::new(4, seconds(40));
    let _request = budget.enter().await;
    assert_eq!(budget.learn(Some(1), Some(seconds(30))), None, "there is one left");
    assert_eq!(budget.learn(Some(0), Some(seconds(30))), Some(seconds(30)));
    assert_eq!(budget.learn(Some(0), Some(seconds(30))), None, "the wait is as long already");
    assert_eq!(budget.learn(Some(0), Some(seconds(35))), Some(seconds(35)));
    assert_eq!(budget.learn(Some(0), Some(seconds(60))), None, "the wait is above the maximum");
    assert_eq!(budget.learn(Some(0), None), None);
}

#[tokio::test(start_paused = true)]
async fn errors_halve_the_requests_in_flight_and_each_success_adds_one() {
    let budget = RateLimiter::new(5, PATIENT);
    let widths: Vec<usize> = (0..4).map(|_| (budget.slow_down(), budget.allowed()).1).collect();
    assert_eq!(widths, [2, 1, 1, 1]);
    let widths: Vec<usize> = (0..6).map(|_| (budget.speed_up(), budget.allowed()).1).collect();
    assert_eq!(widths, [2, 3, 4, 5, 5, 5]);
    budget.slow_down();
    assert_eq!(departures(&budget, 4, |_| {}).await, [0, 0, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_request_is_sent_after_a_success() {
    let budget = RateLimiter::new(2, PATIENT);
    budget.slow_down();
    let _first = budget.enter().await;
    let (entered, ()) = tokio::join!(tokio::time::timeout(TOOK, budget.enter()), async { budget.speed_up() });
    assert!(entered.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_waiting_request_is_sent_after_another_is_dropped() {
    let budget = RateLimiter::new(1, PATIENT);
    let given_up = async {
        let never = async {
            let _ticket = budget.enter().await;
            std::future::pending::<()>().await;
        };
        assert!(tokio::time::timeout(seconds(2), never).await.is_err());
    };
    let (left, ()) = tokio::join!(
        async {
            tokio::task::yield_now().await;
            departures(&budget, 3, |_| {}).await
        },
        given_up
    );
    assert_eq!(left, [2, 3, 4]);
    assert_eq!(budget.in_flight.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiting_request_does_not_count() {
    let budget = RateLimiter::new(1, PATIENT);
    let first = budget.enter().await;
    assert!(tokio::time::timeout(TOOK, budget.enter()).await.is_err());
    drop(first);
    assert_eq!(departures(&budget, 2, |_| {}).await, [0, 1]);
}
