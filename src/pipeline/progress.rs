//! Shows the progress of a long read on stderr, and removes it at the end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::app::AppContext;
use crate::output::status_bar::StatusBar;
use connlog_core::wording::counted;

/// A status line on stderr, or nothing without a terminal.
pub(crate) struct Progress {
    bar: StatusBar,
    began: Instant,
    /// The end of the wait for the rate limit.
    waiting: Arc<Mutex<Option<Instant>>>,
}

impl Progress {
    pub(crate) fn new(shown: bool, app: &AppContext) -> Self {
        let waiting = Arc::new(Mutex::new(None));
        let until = Arc::clone(&waiting);
        let wait = move || {
            let until: Option<Instant> = *until.lock().unwrap_or_else(PoisonError::into_inner);
            let left = until.and_then(|until| until.checked_duration_since(Instant::now()));
            left.map_or_else(String::new, |left| format!(", rate limited: {} s", left.as_secs() + 1))
        };
        let bar = StatusBar::new(shown, "{spinner} {msg}{wait}", Some(("wait", Arc::new(wait))), app.secrets());
        if shown {
            bar.set_message("asking the API");
            bar.tick_every(Duration::from_millis(120));
        }
        Self { bar, began: Instant::now(), waiting }
    }

    /// Shows what the command does, if it does not ask the API.
    pub(crate) fn show(&self, activity: &str) {
        self.bar.set_message(activity);
    }

    /// Shows a wait for the rate limit.
    pub(crate) fn wait(&self, pause: Duration) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + pause);
    }

    /// Shows how much was read of the total.
    pub(crate) fn read(&self, pages: u64, records: u64, total: Option<u64>) {
        if !self.bar.is_shown() {
            return;
        }
        let speed = speed(records, total, self.began.elapsed());
        let (pages, records) = (counted(pages, "page"), counted(records, "record"));
        self.bar.set_message(&format!("{pages}, {records}{speed}"));
    }

    /// Removes the line.
    pub(crate) fn clear(&self) {
        self.bar.clear();
    }
}

/// Returns the rate and the estimated rest of the reading; an empty text in the first half second, when both are guesses.
fn speed(records: u64, total: Option<u64>, elapsed: Duration) -> String {
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let rate = records.saturating_mul(1000) / milliseconds.max(1);
    if milliseconds < 500 || rate == 0 {
        return String::new();
    }
    let left = total.map(|total| total.saturating_sub(records).div_ceil(rate));
    left.map_or_else(|| format!(", {rate}/s"), |left| format!(", {rate}/s, about {left} s left"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_from_the_rate_after_half_a_second() {
        let speed = |milliseconds| speed(900, Some(2_000), Duration::from_millis(milliseconds));
        assert_eq!(speed(499), "");
        assert_eq!(speed(1_500), ", 600/s, about 2 s left");
        assert_eq!(super::speed(900, None, Duration::from_secs(3)), ", 300/s");
        assert_eq!(super::speed(0, Some(10), Duration::from_secs(3)), "");
    }
}
