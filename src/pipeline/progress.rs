//! How far a long read has come, on stderr while it lasts, gone when it is done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::app::AppContext;
use crate::output::status_bar::StatusBar;
use connlog_core::wording::counted;

/// A line on stderr, or nothing where nobody would see it.
pub(crate) struct Progress {
    bar: StatusBar,
    began: Instant,
    /// Until when the rate limit makes us wait.
    waiting: Arc<Mutex<Option<Instant>>>,
}

impl Progress {
    pub(crate) fn new(shown: bool, process: &AppContext) -> Self {
        let waiting = Arc::new(Mutex::new(None));
        let until = Arc::clone(&waiting);
        let wait = move || {
            let until: Option<Instant> = *until.lock().unwrap_or_else(PoisonError::into_inner);
            let left = until.and_then(|until| until.checked_duration_since(Instant::now()));
            left.map_or_else(String::new, |left| format!(", rate limited: {} s", left.as_secs() + 1))
        };
        let bar = StatusBar::new(shown, "{spinner} {msg}{wait}", Some(("wait", Arc::new(wait))), process.secrets());
        if shown {
            bar.set_message("asking the API");
            bar.tick_every(Duration::from_millis(120));
        }
        Self { bar, began: Instant::now(), waiting }
    }

    /// Tells who is asked, where that is not the API.
    pub(crate) fn asks(&self, whom: &str) {
        self.bar.set_message(&format!("asking {whom}"));
    }

    /// Tells that the rate limit makes us wait for so long.
    pub(crate) fn wait(&self, pause: Duration) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + pause);
    }

    /// Tells how much was read of how much there is.
    pub(crate) fn read(&self, pages: u64, records: u64, total: Option<u64>) {
        if !self.bar.is_shown() {
            return;
        }
        let seconds = self.began.elapsed().as_secs().max(1);
        let rate = records / seconds;
        let left = total.filter(|_| rate > 0).map(|total| total.saturating_sub(records) / rate);
        let left = left.map_or_else(String::new, |left| format!(", about {left} s left"));
        let (pages, records) = (counted(pages, "page"), counted(records, "record"));
        self.bar.set_message(&format!("{pages}, {records}, {rate}/s{left}"));
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        self.bar.clear();
    }
}
