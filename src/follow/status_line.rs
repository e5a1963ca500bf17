//! The status line at the bottom of the terminal. It is removed before other output, so it never stays in the scrollback.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::source::FollowStatus;
use crate::output::status_bar::StatusBar;
use crate::output::terminal::Palette;
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::time::Age;

/// A line on stderr, which is hidden if stderr is not a terminal.
pub(crate) struct StatusLine {
    bar: StatusBar,
    palette: Palette,
    /// Whether entries go to the same terminal.
    shared: bool,
    last: Option<FollowStatus>,
    /// The error of the source and its start, until the source recovers.
    trouble: Option<(String, Instant)>,
}

impl StatusLine {
    /// Creates the line. `shared`: entries go to the same terminal.
    pub(crate) fn new(shown: bool, shared: bool, palette: Palette, secrets: &SecretRegistry) -> Self {
        let bar = StatusBar::new(shown, "{wide_msg}", None, secrets);
        Self { bar, palette, shared, last: None, trouble: None }
    }

    /// Returns whether the line is visible.
    pub(crate) fn is_visible(&self) -> bool {
        self.bar.is_shown()
    }

    /// Returns a function that removes the line, from any thread.
    pub(crate) fn eraser(&self) -> impl Fn() + Send + 'static {
        let bar = self.bar.clone();
        move || bar.clear()
    }

    /// Runs `write`, which writes to stdout. Hides the line meanwhile, if both share a terminal.
    pub(crate) fn around_output<T>(&self, write: impl FnOnce() -> T) -> T {
        if self.shared && self.is_visible() { self.bar.suspend(write) } else { write() }
    }

    /// Runs `write`, which writes to stderr. Hides the line meanwhile.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        if self.is_visible() { self.bar.suspend(write) } else { write() }
    }

    /// Sets the data of the line.
    pub(crate) fn update(&mut self, status: FollowStatus) {
        self.last = Some(status);
    }

    /// Sets the error of the source; `None` when it has recovered.
    pub(crate) fn set_trouble(&mut self, error: Option<String>) {
        self.trouble = error.map(|error| (error, Instant::now()));
    }

    /// Returns the time of the last successful poll.
    pub(crate) fn polled(&self) -> Option<DateTime<Utc>> {
        self.last.and_then(|status| status.polled)
    }

    /// Draws the line. `entries`: the number of written entries.
    pub(crate) fn draw(&self, entries: u64, now: DateTime<Utc>) {
        if self.is_visible() {
            self.bar.set_message(&self.text(entries, now));
            self.bar.tick();
        }
    }

    /// Removes the line.
    pub(crate) fn clear(&self) {
        self.bar.clear();
    }

    fn text(&self, entries: u64, now: DateTime<Utc>) -> String {
        let plural = if entries == 1 { "entry" } else { "entries" };
        let count = format!("{entries} {plural}");
        let quota = self.last.and_then(|status| Some((status.rate.remaining?, status.rate.limit?)));
        let quota = quota.map(|(left, limit)| format!("quota {left}/{limit}"));
        let (mark, state) = match (&self.trouble, self.polled()) {
            (Some((error, since)), _) => {
                let lasted = humantime::format_duration(Duration::from_secs(since.elapsed().as_secs()));
                (Palette::paint(self.palette.bad, "✗"), format!("no answer for {lasted}: {error}"))
            }
            (None, Some(instant)) => {
                let age = match (Age { instant: instant.min(now), now }).to_string().as_str() {
                    "now" => "now".to_owned(),
                    age => format!("{age} ago"),
                };
                (Palette::paint(self.palette.good, "●"), format!("connected, last poll {age}"))
            }
            (None, None) => (Palette::paint(self.palette.dim, "○"), "connecting".to_owned()),
        };
        let rest = quota.map_or_else(|| format!("  {count}"), |quota| format!("  {count}  {quota}"));
        // The text of an error may be longer than the line, so the numbers precede it.
        match &self.trouble {
            Some(_) => format!("{mark}{}  {state}", Palette::paint(self.palette.dim, &rest)),
            None => format!("{mark} {}", Palette::paint(self.palette.dim, &format!("{state}{rest}"))),
        }
    }
}
