//! What the process edge hands down: environment, clock, streams, and what they are.

use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::env::{self, Env};
use crate::output;
use crate::output::streams::Streams;
use crate::output::writer::Output;
use crate::signals::Signals;
use connlog_core::error::{Error, Result};
use connlog_core::redact::Reveal;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::time;

/// Tells what time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The process as its commands see it.
pub struct AppContext {
    pub env: Env,
    pub clock: Clock,
    pub stdin: Box<dyn Read + Send>,
    /// Stdout and stderr, for escaped text.
    pub streams: Rc<Streams>,
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

impl AppContext {
    /// Stops the clock where `CONNLOG_NOW` says so.
    pub fn apply_fixed_clock(&mut self) -> Result<()> {
        let Some(text) = self.env.get(env::NOW) else { return Ok(()) };
        let now = time::instant(text).ok_or_else(|| {
            Error::config(format!("{} is no time", env::NOW)).cause(text).hint("write it like 2026-11-20T12:00:00Z")
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

    /// The keys and passwords of this run.
    pub fn secrets(&self) -> &SecretRegistry {
        self.streams.secrets()
    }

    /// Notes the secrets that the environment and the command line hold, before anything is printed.
    pub fn learn_secrets(&self, arguments: &[OsString]) {
        let secrets = self.secrets();
        for name in env::API_KEY.into_iter().chain([env::PG_PASSWORD]) {
            // The key of the demo opens nothing, and `connlog demo` prints it.
            if let Some(value) =
                self.env.get(name).map(str::trim).filter(|value| *value != crate::config::secret::PUBLIC)
            {
                secrets.add(value);
            }
        }
        for name in env::ADDRESSES {
            let Some(value) = self.env.get(name) else { continue };
            // A proxy needs no scheme.
            let address = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
            secrets.add_addresses(&address);
        }
        for argument in arguments {
            secrets.add_addresses(&argument.to_string_lossy());
        }
    }

    /// Prints a note on stderr, unless notes are off.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.print_line("note", text);
        }
    }

    /// Prints a warning on stderr.
    pub fn warn(&self, text: &str) {
        self.print_line("warning", text);
    }

    /// Prints a line of `--debug` on stderr.
    pub fn debug(&self, text: &str) {
        self.print_line("debug", text);
    }

    fn print_line(&self, label: &str, text: &str) {
        let mut line = Escaped::default();
        line.line(&format!("{label}: {text}"));
        self.print_error(&line);
    }

    /// Prints on stderr. What cannot be written there is lost.
    pub fn print_error(&self, text: &Escaped) {
        drop(self.streams.write_stderr(text));
    }

    /// Prints lines of text on stdout.
    pub fn print_text(&self, text: &str, keep: Keep) -> Result<()> {
        self.print(&Escaped::from_text(text, keep))
    }

    /// Prints JSON on stdout, on several lines.
    pub fn print_json(&self, json: &serde_json::Value) -> Result<()> {
        self.print(&Escaped::from_json(&format!("{json:#}\n")))
    }

    /// Prints `text` on stdout. A closed pipe is quiet.
    fn print(&self, text: &Escaped) -> Result<()> {
        match self.streams.write_stdout(text) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(output::writer::unwritten("stdout", &error))
            }
            _ => Ok(()),
        }
    }

    /// The writer of results: to the file at `path`, or to stdout.
    pub fn output(&self, path: Option<&Path>) -> Result<Output> {
        Output::open(path, &self.streams)
    }
}
