//! The process edge: arguments, environment, clock and streams go in, an exit code comes out.

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::Utc;
use connlog::env::Env;
use connlog::output;
use connlog::process::Process;
use connlog::signals::Signals;

fn main() -> ExitCode {
    let signals = Signals::default();
    let mut process = Process {
        env: Env::new(std::env::vars_os()),
        clock: Arc::new(system_clock),
        stdin: Box::new(io::stdin()),
        stdout: stdout(signals.clone()),
        stderr: || Box::new(io::stderr()),
        stdout_is_terminal: io::stdout().is_terminal(),
        stderr_is_terminal: io::stderr().is_terminal(),
        width: terminal_size::terminal_size().map(|(width, _)| width.0),
        quiet: false,
        signals,
        reveal: connlog::record::redact::Reveal::default(),
    };
    ExitCode::from(connlog::run(std::env::args_os().collect(), &mut process).number())
}

fn stdout(signals: Signals) -> Box<dyn Fn() -> Box<dyn Write>> {
    Box::new(move || {
        if output::is_stdout_closed() {
            Box::new(output::Closed)
        } else {
            signals.interruptible(Box::new(io::stdout()))
        }
    })
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where the clock is read")]
fn system_clock() -> chrono::DateTime<Utc> {
    Utc::now()
}
