//! The entry point: passes arguments, environment, clock and streams to `connlog::run`, and returns its exit code.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use chrono::Utc;
use connlog::app::AppContext;
use connlog::env::Env;
use connlog::output;
use connlog::output::streams::Streams;
use connlog::signals::Signals;

fn main() -> ExitCode {
    output::panics::report_panics();
    let signals = Signals::default();
    let (stdout_is_terminal, stderr_is_terminal) = terminals();
    let mut app = AppContext {
        env: Env::new(std::env::vars_os()),
        clock: Arc::new(system_clock),
        stdin: Box::new(io::stdin()),
        stdin_is_piped: stdin_is_piped(),
        streams: Rc::new(Streams::from_process(signals.clone())),
        stdout_is_terminal,
        stderr_is_terminal,
        width: terminal_size::terminal_size().map(|(width, _)| width.0),
        quiet: false,
        signals,
        reveal: connlog_core::redact::Reveal::default(),
    };
    ExitCode::from(connlog::run(std::env::args_os().collect(), &mut app).number())
}

/// Returns whether stdout and stderr are terminals.
#[expect(clippy::disallowed_methods, reason = "this only asks whether the streams are terminals, and writes nothing")]
fn terminals() -> (bool, bool) {
    (io::stdout().is_terminal(), io::stderr().is_terminal())
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where the clock is read")]
fn system_clock() -> chrono::DateTime<Utc> {
    Utc::now()
}

/// Returns whether stdin is a pipe or a file. A terminal and `/dev/null`, which cron passes, are neither.
#[cfg(unix)]
fn stdin_is_piped() -> bool {
    use rustix::fs::FileType;

    let status = rustix::fs::fstat(io::stdin());
    status.is_ok_and(|file| matches!(FileType::from_raw_mode(file.st_mode), FileType::Fifo | FileType::RegularFile))
}

#[cfg(not(unix))]
fn stdin_is_piped() -> bool {
    !io::stdin().is_terminal()
}
