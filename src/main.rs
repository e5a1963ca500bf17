//! The process edge: arguments, environment, clock and streams go in, an exit code comes out.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::Utc;
use connlog::env::Env;
use connlog::process::Process;

fn main() -> ExitCode {
    let mut process = Process {
        env: Env::new(std::env::vars_os()),
        clock: Arc::new(system_clock),
        stdin: Box::new(io::stdin()),
        stdout: || Box::new(io::stdout()),
        stderr: || Box::new(io::stderr()),
        stdout_is_terminal: io::stdout().is_terminal(),
        stderr_is_terminal: io::stderr().is_terminal(),
        width: terminal_size::terminal_size().map(|(width, _)| width.0),
        quiet: false,
        reveal: connlog::record::redact::Reveal::default(),
    };
    ExitCode::from(connlog::run(std::env::args_os().collect(), &mut process).number())
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where the clock is read")]
fn system_clock() -> chrono::DateTime<Utc> {
    Utc::now()
}
