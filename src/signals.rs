//! SIGINT and SIGTERM: the first signal asks the command to end, the second signal ends the process.
//!
//! A separate thread waits for the signals, so they also arrive while a write is blocked. Without a listener, the first
//! signal ends the process immediately. With one, the first signal ends the process if a write stays blocked.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use connlog_core::error::{Code, Error, Exit, Result};

/// A write that takes longer than this after the first signal counts as blocked.
const BLOCKED: Duration = Duration::from_millis(500);
/// The time between two checks for a blocked write.
const CHECK: Duration = Duration::from_millis(50);

/// The signals of this process. The first call of [`Signals::watch`] or [`Signals::listen`] installs the handlers.
#[derive(Clone, Default)]
pub struct Signals(Arc<SignalState>);

#[derive(Default)]
struct SignalState {
    first: OnceLock<Exit>,
    came: Notify,
    listeners: Mutex<Listeners>,
    /// The number of writes that began and ended: odd during a write.
    writes: AtomicU64,
    watching: Mutex<bool>,
}

type SignalCallback = Box<dyn FnOnce(Exit) + Send>;

#[derive(Default)]
struct Listeners {
    next: u64,
    /// What to call at the first signal, by the listener's number.
    calls: Vec<(u64, SignalCallback)>,
    /// What to call before the process ends from the thread of the signals.
    before_end: Vec<Box<dyn Fn() + Send>>,
}

/// Receives the first signal. While it exists, the first signal does not end the process.
pub struct Listener {
    signals: Signals,
    number: u64,
}

impl Signals {
    /// Installs the handlers: from now on a signal ends the process with 130 or 143, even during a blocked write.
    ///
    /// # Errors
    ///
    /// When the system refuses the thread of the signals.
    pub fn watch(&self) -> Result<()> {
        let mut watching = self.0.watching.lock().unwrap_or_else(PoisonError::into_inner);
        if *watching {
            return Ok(());
        }
        let failed = |error: io::Error| Error::new(Code::Internal, "cannot listen for signals").cause(error);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (ready, listening) = mpsc::channel();
        let signals = self.clone();
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                let exit = runtime.block_on(signals.wait(&ready));
                signals.end_process(exit);
            })
            .map_err(failed)?;
        // If the thread ended early, the system's default handling of signals applies.
        let _ = listening.recv();
        *watching = true;
        Ok(())
    }

    /// Returns a listener, with which the caller ends the command at the first signal.
    ///
    /// # Errors
    ///
    /// Those of [`Signals::watch`].
    pub fn listen(&self) -> Result<Listener> {
        self.listen_with(|_| {})
    }

    /// Returns a listener. The thread of the signals calls `call` at the first signal.
    ///
    /// # Errors
    ///
    /// Those of [`Signals::watch`].
    pub fn listen_with(&self, call: impl FnOnce(Exit) + Send + 'static) -> Result<Listener> {
        self.watch()?;
        let mut listeners = self.listeners();
        let number = listeners.next;
        listeners.next += 1;
        listeners.calls.push((number, Box::new(call)));
        Ok(Listener { signals: self.clone(), number })
    }

    /// Registers `call`, which runs before the thread of the signals ends the process.
    pub fn before_end(&self, call: impl Fn() + Send + 'static) {
        self.listeners().before_end.push(Box::new(call));
    }

    /// Wraps `writer` so that a signal can interrupt its blocked writes.
    pub fn interruptible(&self, writer: Box<dyn Write>) -> Box<dyn Write> {
        Box::new(Interruptible { writer, signals: self.clone() })
    }

    fn listeners(&self) -> std::sync::MutexGuard<'_, Listeners> {
        self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a signal ends the process, and returns the exit code.
    async fn wait(&self, ready: &Sender<()>) -> Exit {
        let mut source = SignalSource::new();
        let _ = ready.send(());
        let first = source.next().await;
        let _ = self.0.first.set(first);
        {
            let mut listeners = self.listeners();
            if listeners.calls.is_empty() {
                return first;
            }
            for (_, call) in std::mem::take(&mut listeners.calls) {
                call(first);
            }
        }
        self.0.came.notify_waiters();
        tokio::select! {
            second = source.next() => second,
            () = self.blocked_write() => first,
        }
    }

    /// Returns when one write has been blocked for [`BLOCKED`].
    async fn blocked_write(&self) {
        let (mut last, mut since) = (self.0.writes.load(Ordering::Relaxed), Instant::now());
        loop {
            sleep(CHECK).await;
            let writes = self.0.writes.load(Ordering::Relaxed);
            if writes != last || writes.is_multiple_of(2) {
                (last, since) = (writes, Instant::now());
            } else if since.elapsed() >= BLOCKED {
                return;
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the main thread is blocked, or the command has nothing to close")]
    fn end_process(&self, exit: Exit) {
        for call in &self.listeners().before_end {
            call();
        }
        std::process::exit(i32::from(exit.number()));
    }
}

impl Listener {
    /// Waits for the first signal.
    pub async fn first(&self) -> Exit {
        loop {
            let mut came = std::pin::pin!(self.signals.0.came.notified());
            came.as_mut().enable();
            if let Some(exit) = self.arrived() {
                return exit;
            }
            came.await;
        }
    }

    /// Returns the first signal, if it arrived.
    pub fn arrived(&self) -> Option<Exit> {
        self.signals.0.first.get().copied()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.signals.listeners().calls.retain(|(number, _)| *number != self.number);
    }
}

/// A writer that counts its writes, so that a blocked write can be detected.
struct Interruptible {
    writer: Box<dyn Write>,
    signals: Signals,
}

impl Interruptible {
    fn during<T>(&mut self, write: impl FnOnce(&mut dyn Write) -> T) -> T {
        let writes = &self.signals.0.writes;
        writes.fetch_add(1, Ordering::Relaxed);
        let written = write(&mut *self.writer);
        writes.fetch_add(1, Ordering::Relaxed);
        written
    }
}

impl Write for Interruptible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.during(|writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.during(|writer| writer.flush())
    }
}

/// The handlers of both signals. They stay installed between two signals, so no signal is lost.
#[cfg(unix)]
struct SignalSource {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl SignalSource {
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
struct SignalSource;

#[cfg(not(unix))]
impl SignalSource {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) -> Exit {
        drop(tokio::signal::ctrl_c().await);
        Exit::Interrupted
    }
}
