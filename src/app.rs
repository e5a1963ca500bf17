//! The context of a command: environment, clock and streams. `main` creates it.

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

/// Returns the present time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Everything that a command may use of the process.
pub struct AppContext {
    pub env: Env,
    pub clock: Clock,
    pub stdin: Box<dyn Read + Send>,
    /// Whether stdin is a pipe or a file, which may hold entries.
    pub stdin_is_piped: bool,
    /// Stdout and stderr, which accept escaped text only.
    pub streams: Rc<Streams>,
    pub stdout_is_terminal: bool,
    pub stderr_is_terminal: bool,
    /// The width of the terminal in columns, if there is one.
    pub width: Option<u16>,
    /// `--quiet`: notes are not printed.
    pub quiet: bool,
    pub signals: Signals,
    /// `--show-personal` and `--show-secrets`: what redaction leaves readable.
    pub reveal: Reveal,
}

impl AppContext {
    /// Replaces the clock by the time in `CONNLOG_NOW`, if the variable is set.
    ///
    /// # Errors
    ///
    /// `config` when the variable holds no RFC 3339 time.
    pub fn apply_fixed_clock(&mut self) -> Result<()> {
        let Some(text) = self.env.get(env::NOW) else { return Ok(()) };
        let now = time::instant(text).ok_or_else(|| {
            Error::config(format!("invalid time in {}", env::NOW))
                .cause(text)
                .hint("write it like 2026-11-20T12:00:00Z")
        })?;
        self.clock = Arc::new(move || now);
        Ok(())
    }

    /// Returns the present time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Returns the width of the output in columns: of the terminal, else of `COLUMNS`, else 80 for a terminal. Returns
    /// `None` for a pipe or file.
    pub fn columns(&self) -> Option<u16> {
        let known = self.width.or_else(|| self.env.get(env::COLUMNS)?.parse().ok()).filter(|width| *width > 0);
        known.or_else(|| self.stdout_is_terminal.then_some(80))
    }

    /// Moves stdin out of the context, for a reader on another thread. Afterwards `stdin` is empty.
    pub fn take_stdin(&mut self) -> Box<dyn Read + Send> {
        std::mem::replace(&mut self.stdin, Box::new(std::io::empty()))
    }

    /// Returns the registry of the keys and passwords of this run.
    pub fn secrets(&self) -> &SecretRegistry {
        self.streams.secrets()
    }

    /// Registers the secrets of the environment and of the command line. Called before anything is printed.
    pub fn register_secrets(&self, arguments: &[OsString]) {
        let secrets = self.secrets();
        for name in env::API_KEY.into_iter().chain(env::OTHER_KEYS).chain([env::PG_PASSWORD, env::CLICKHOUSE_PASSWORD])
        {
            // `connlog demo` prints the key of the demo, which is public.
            if let Some(value) =
                self.env.get(name).map(str::trim).filter(|value| !crate::config::secret::is_public(value))
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

    /// Prints a note on stderr, unless `--quiet` is set.
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

    /// Prints on stderr. Errors of the write are ignored.
    pub fn print_error(&self, text: &Escaped) {
        drop(self.streams.write_stderr(text));
    }

    /// Prints text on stdout. `keep` says which control characters stay.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written. A closed pipe is not an error.
    pub fn print_text(&self, text: &str, keep: Keep) -> Result<()> {
        self.print(&Escaped::from_text(text, keep))
    }

    /// Prints indented JSON on stdout.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written. A closed pipe is not an error.
    pub fn print_json(&self, json: &serde_json::Value) -> Result<()> {
        self.print(&Escaped::from_json(&format!("{json:#}\n")))
    }

    /// Prints `text` on stdout. A closed pipe is not an error.
    fn print(&self, text: &Escaped) -> Result<()> {
        match self.streams.write_stdout(text) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(output::writer::write_failed("stdout", &error))
            }
            _ => Ok(()),
        }
    }

    /// Opens the writer of results: to the file at `path`, or to stdout.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub fn output(&self, path: Option<&Path>) -> Result<Output> {
        Output::open(path, &self.streams)
    }
}
