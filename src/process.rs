//! What the process edge hands down: environment, clock, streams, and what they are.

use std::io::{Read, Write};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::env::{self, Env};
use crate::error::{Fault, Result};
use crate::output;
use crate::record::redact::Reveal;
use crate::signals::Signals;
use crate::time;

/// Tells what time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The process as its commands see it.
pub struct Process {
    pub env: Env,
    pub clock: Clock,
    pub stdin: Box<dyn Read + Send>,
    /// Opens stdout; asked for once.
    pub stdout: Box<dyn Fn() -> Box<dyn Write>>,
    pub stderr: fn() -> Box<dyn Write>,
    pub stdout_is_terminal: bool,
    pub stderr_is_terminal: bool,
    /// Columns of the terminal, if there is one.
    pub width: Option<u16>,
    /// No notes on stderr, errors only.
    pub quiet: bool,
    pub signals: Signals,
    /// What of entries is shown that is hidden otherwise.
    pub reveal: Reveal,
}

impl Process {
    /// Stops the clock where `CONNLOG_NOW` says so.
    pub fn pin_clock(&mut self) -> Result<()> {
        let Some(text) = self.env.get(env::NOW) else { return Ok(()) };
        let now = time::instant(text).ok_or_else(|| {
            Fault::config(format!("{} is no time", env::NOW)).cause(text).hint("write it like 2026-11-20T12:00:00Z")
        })?;
        self.clock = Arc::new(move || now);
        Ok(())
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Columns to fit into: the terminal's, else what `COLUMNS` says; 80 for a terminal that does not know its size.
    pub fn columns(&self) -> Option<u16> {
        let told = self.width.or_else(|| self.env.get(env::COLUMNS)?.parse().ok()).filter(|width| *width > 0);
        told.or_else(|| self.stdout_is_terminal.then_some(80))
    }

    /// Takes stdin away, for a reader on a thread of its own; nothing is left of it here.
    pub fn take_stdin(&mut self) -> Box<dyn Read + Send> {
        std::mem::replace(&mut self.stdin, Box::new(std::io::empty()))
    }

    /// Says something on stderr that is no error.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(&format!("note: {text}"));
        }
    }

    /// A line on stderr. One that cannot be written is nobody's loss.
    pub fn say(&self, line: &str) {
        drop(writeln!((self.stderr)(), "{line}"));
    }

    /// Prints `text` on stdout. A closed pipe is quiet.
    pub fn print(&self, text: &str) -> Result<()> {
        let mut stdout = (self.stdout)();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(output::unwritten("stdout", &error)),
            _ => Ok(()),
        }
    }
}
