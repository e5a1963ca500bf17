//! The user or the system wants an end: the first signal asks for it, the second one takes it.
//!
//! They are waited for on a thread of their own, so that the second one is heard while a write hangs on a reader that
//! does not read.

use std::sync::{Arc, OnceLock};
use std::thread;

use tokio::sync::{Notify, oneshot};

use crate::commands::session;
use crate::error::{Code, Exit, Fault, Result};

/// The first signal, once it came.
#[derive(Clone)]
pub(super) struct Signals(Arc<Shared>);

struct Shared {
    first: OnceLock<Exit>,
    came: Notify,
}

impl Signals {
    /// Listens from now on. `before_end` is called when the second signal ends the process.
    pub(super) fn listen(before_end: impl Fn() + Send + 'static) -> Result<Self> {
        let signals = Self(Arc::new(Shared { first: OnceLock::new(), came: Notify::new() }));
        let runtime = session::runtime()?;
        let heard = signals.clone();
        let (ready, listening) = oneshot::channel();
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                let end = runtime.block_on(heard.hear(ready));
                before_end();
                end_process(end);
            })
            .map_err(|error| Fault::new(Code::Internal, "cannot listen for signals").cause(error))?;
        // A thread that could not begin leaves signals to what the system makes of them.
        drop(listening.blocking_recv());
        Ok(signals)
    }

    /// Ends with the first signal.
    pub(super) async fn first(&self) -> Exit {
        loop {
            if let Some(exit) = self.arrived() {
                return exit;
            }
            self.0.came.notified().await;
        }
    }

    /// The first signal, if it came.
    pub(super) fn arrived(&self) -> Option<Exit> {
        self.0.first.get().copied()
    }

    /// Notes the first signal; ends with the second.
    async fn hear(self, ready: oneshot::Sender<()>) -> Exit {
        let mut source = Source::new();
        let _ = ready.send(());
        let first = source.next().await;
        let _ = self.0.first.set(first);
        self.0.came.notify_one();
        source.next().await
    }
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the thread that could end in good order hangs, and the user has asked twice"
)]
fn end_process(exit: Exit) {
    std::process::exit(i32::from(exit.number()));
}

/// Both signals, heard without a gap between one and the next.
#[cfg(unix)]
struct Source {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Source {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self { interrupt: signal(SignalKind::interrupt()).ok(), terminate: signal(SignalKind::terminate()).ok() }
    }

    async fn next(&mut self) -> Exit {
        tokio::select! {
            Some(()) = wait(&mut self.interrupt) => Exit::Interrupted,
            Some(()) = wait(&mut self.terminate) => Exit::Terminated,
            else => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
async fn wait(signal: &mut Option<tokio::signal::unix::Signal>) -> Option<()> {
    signal.as_mut()?.recv().await
}

#[cfg(not(unix))]
struct Source;

#[cfg(not(unix))]
impl Source {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) -> Exit {
        drop(tokio::signal::ctrl_c().await);
        Exit::Interrupted
    }
}
