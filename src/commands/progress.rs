//! How far a long read has come, on stderr while it lasts, gone when it is done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::term::counted;

/// A line on stderr, or nothing where nobody would see it.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    /// Until when the rate limit makes us wait.
    waiting: Arc<Mutex<Option<Instant>>>,
}

impl Progress {
    pub(super) fn new(shown: bool) -> Self {
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let waiting = Arc::new(Mutex::new(None));
        if shown {
            let until = Arc::clone(&waiting);
            let wait = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                let until: Option<Instant> = *until.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(left) = until.and_then(|until| until.checked_duration_since(Instant::now())) {
                    let _ = write!(out, ", rate limited: {} s", left.as_secs() + 1);
                }
            };
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}{wait}") {
                bar.set_style(style.with_key("wait", wait));
            }
            bar.set_message("asking the API");
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, began: Instant::now(), waiting }
    }

    /// Tells who is asked, where that is not the API.
    pub(super) fn asks(&self, whom: &str) {
        self.bar.set_message(format!("asking {whom}"));
    }

    /// Tells that the rate limit makes us wait for so long.
    pub(super) fn wait(&self, pause: Duration) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + pause);
    }

    /// Tells how much was read of how much there is.
    pub(super) fn read(&self, pages: u64, records: u64, total: Option<u64>) {
        if self.bar.is_hidden() {
            return;
        }
        let seconds = self.began.elapsed().as_secs().max(1);
        let rate = records / seconds;
        let left = total.filter(|_| rate > 0).map(|total| total.saturating_sub(records) / rate);
        let left = left.map_or_else(String::new, |left| format!(", about {left} s left"));
        let (pages, records) = (counted(pages, "page"), counted(records, "record"));
        self.bar.set_message(format!("{pages}, {records}, {rate}/s{left}"));
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
