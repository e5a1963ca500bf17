//! The line at the bottom of the terminal: how the following goes. It is taken away before anything else is written
//! there, so it never stays in the scrollback.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::source::FollowStatus;
use crate::output::status_bar::StatusBar;
use crate::output::terminal::Palette;
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::time::Age;

/// A line on stderr, or nothing where nobody would see it.
pub(crate) struct StatusLine {
    bar: StatusBar,
    palette: Palette,
    /// Lines go to the same terminal, so the status makes room for them.
    shared: bool,
    last: Option<FollowStatus>,
    /// Why polls fail, while they do, and since when.
    trouble: Option<(String, Instant)>,
}

impl StatusLine {
    /// `shared` where the lines go to the same terminal.
    pub(crate) fn new(shown: bool, shared: bool, palette: Palette, secrets: &SecretRegistry) -> Self {
        let bar = StatusBar::new(shown, "{wide_msg}", None, secrets);
        Self { bar, palette, shared, last: None, trouble: None }
    }

    /// Whether there is a line that wants to be drawn now and then.
    pub(crate) fn is_visible(&self) -> bool {
        self.bar.is_shown()
    }

    /// What takes the line away, from any thread.
    pub(crate) fn eraser(&self) -> impl Fn() + Send + 'static {
        let bar = self.bar.clone();
        move || bar.clear()
    }

    /// Runs `write`, which writes lines to stdout, with the line out of its way.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        if self.shared && self.is_visible() { self.bar.suspend(write) } else { write() }
    }

    /// Runs `say`, which writes to stderr, with the line out of its way.
    pub(crate) fn suspend<T>(&self, say: impl FnOnce() -> T) -> T {
        if self.is_visible() { self.bar.suspend(say) } else { say() }
    }

    pub(crate) fn learn(&mut self, status: FollowStatus) {
        self.last = Some(status);
    }

    /// Polls fail for this reason; `None` when they are well again.
    pub(crate) fn trouble(&mut self, why: Option<String>) {
        self.trouble = why.map(|why| (why, Instant::now()));
    }

    /// The last good poll.
    pub(crate) fn polled(&self) -> Option<DateTime<Utc>> {
        self.last.and_then(|status| status.polled)
    }

    /// Draws what is known, with `entries` written so far.
    pub(crate) fn draw(&self, entries: u64, now: DateTime<Utc>) {
        if self.is_visible() {
            self.bar.set_message(&self.text(entries, now));
            self.bar.tick();
        }
    }

    pub(crate) fn clear(&self) {
        self.bar.clear();
    }

    fn text(&self, entries: u64, now: DateTime<Utc>) -> String {
        let plural = if entries == 1 { "entry" } else { "entries" };
        let count = format!("{entries} {plural}");
        let quota = self.last.and_then(|status| Some((status.rate.remaining?, status.rate.limit?)));
        let quota = quota.map(|(left, limit)| format!("quota {left}/{limit}"));
        let (mark, state) = match (&self.trouble, self.polled()) {
            (Some((why, since)), _) => {
                let lasted = humantime::format_duration(Duration::from_secs(since.elapsed().as_secs()));
                (Palette::paint(self.palette.bad, "✗"), format!("no answer for {lasted}: {why}"))
            }
            (None, Some(instant)) => {
                let age = match (Age { instant: instant.min(now), now }).to_string().as_str() {
                    "now" => "now".to_owned(),
                    age => format!("{age} ago"),
                };
                (Palette::paint(self.palette.good, "●"), format!("connected, asked {age}"))
            }
            (None, None) => (Palette::paint(self.palette.dim, "○"), "connecting".to_owned()),
        };
        let rest = quota.map_or_else(|| format!("  {count}"), |quota| format!("  {count}  {quota}"));
        // Trouble is long: what counts goes first.
        match &self.trouble {
            Some(_) => format!("{mark}{}  {state}", Palette::paint(self.palette.dim, &rest)),
            None => format!("{mark} {}", Palette::paint(self.palette.dim, &format!("{state}{rest}"))),
        }
    }
}
