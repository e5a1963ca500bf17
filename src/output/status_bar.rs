//! A status line on stderr. It is removed before other output.
#![expect(clippy::disallowed_methods, reason = "this module draws the line and escapes its text")]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::secret_registry::SecretRegistry;

/// A line on stderr, which may be hidden.
#[derive(Clone)]
pub struct StatusBar {
    bar: ProgressBar,
    secrets: SecretRegistry,
}

/// The text that a template shows for one of its keys.
type Part = Arc<dyn Fn() -> String + Send + Sync>;

impl StatusBar {
    /// Creates a line from a template of indicatif. `part`: a key of the template, and the function that returns its text.
    pub fn new(shown: bool, template: &str, part: Option<(&'static str, Part)>, secrets: &SecretRegistry) -> Self {
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(mut style) = ProgressStyle::with_template(template) {
            if let Some((name, part)) = part {
                let draw = move |_: &ProgressState, out: &mut dyn fmt::Write| {
                    let _ = out.write_str(Escaped::from_text(&part(), Keep::LINES).as_str());
                };
                style = style.with_key(name, draw);
            }
            bar.set_style(style);
        }
        Self { bar, secrets: secrets.clone() }
    }

    /// Returns whether the line is shown.
    pub fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Draws the line again at this interval.
    pub fn tick_every(&self, interval: Duration) {
        self.bar.enable_steady_tick(interval);
    }

    /// Sets the text of the line. Colours of the palette stay.
    pub fn set_message(&self, text: &str) {
        let text = text.replace('\n', " ");
        let escaped = Escaped::from_text(&text, Keep::coloured(true));
        self.bar.set_message(self.secrets.hide(escaped.as_str()).into_owned());
    }

    /// Draws the line now.
    pub fn tick(&self) {
        self.bar.tick();
    }

    /// Runs `write` while the line is hidden.
    pub fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Removes the line.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
