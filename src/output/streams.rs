//! The raw streams of the process. No other module opens them.
#![expect(clippy::disallowed_methods, reason = "the streams are opened here, for the writers of this module")]

use std::fs::Metadata;
use std::io::{self, Write};
use std::process::Stdio;

use crate::signals::Signals;
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// Stdout without the buffer of the standard library. At exit the standard library writes what its buffer holds: where nobody
/// reads stdout, that write never ends.
#[cfg(unix)]
fn unbuffered_stdout() -> Box<dyn Write> {
    use std::os::fd::AsFd as _;

    let stdout = io::stdout();
    match stdout.as_fd().try_clone_to_owned() {
        Ok(file) => Box::new(std::fs::File::from(file)),
        Err(_) => Box::new(stdout),
    }
}

#[cfg(not(unix))]
fn unbuffered_stdout() -> Box<dyn Write> {
    Box::new(io::stdout())
}

type Open = Box<dyn Fn() -> Box<dyn Write>>;

/// Stdout and stderr. What is written to them is escaped, and holds no key or password of this run.
pub struct Streams {
    stdout: Open,
    stderr: Open,
    secrets: SecretRegistry,
}

impl Streams {
    /// The streams of this process. A signal interrupts a blocked write to stdout.
    pub fn from_process(signals: Signals) -> Self {
        let stdout = move || -> Box<dyn Write> {
            if is_stdout_closed() { Box::new(Closed) } else { signals.interruptible(unbuffered_stdout()) }
        };
        Self::new(stdout, || Box::new(io::stderr()))
    }

    /// Streams that `stdout` and `stderr` open, once for each use.
    pub fn new(stdout: impl Fn() -> Box<dyn Write> + 'static, stderr: impl Fn() -> Box<dyn Write> + 'static) -> Self {
        Self { stdout: Box::new(stdout), stderr: Box::new(stderr), secrets: SecretRegistry::default() }
    }

    /// The keys and passwords of this run.
    pub fn secrets(&self) -> &SecretRegistry {
        &self.secrets
    }

    /// The raw stdout, for the writer of results.
    pub(super) fn open_stdout(&self) -> Box<dyn Write> {
        (self.stdout)()
    }

    /// Writes to stdout.
    pub fn write_stdout(&self, text: &Escaped) -> io::Result<()> {
        self.write(&mut *(self.stdout)(), text)
    }

    /// Writes to stderr.
    pub fn write_stderr(&self, text: &Escaped) -> io::Result<()> {
        self.write(&mut *(self.stderr)(), text)
    }

    fn write(&self, stream: &mut dyn Write, text: &Escaped) -> io::Result<()> {
        stream.write_all(self.secrets.hide(text.as_str()).as_bytes())?;
        stream.flush()
    }
}

/// A stdout that is closed.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::NotConnected, "stdout is closed"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the process was started with a closed stdout, as `>&-` does; `src/closed_stdout.c` leaves the mark.
#[cfg(target_os = "linux")]
fn is_stdout_closed() -> bool {
    use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, stat};

    let stdout = io::stdout();
    let Ok(opened) = fstat(&stdout) else { return true };
    FileType::from_raw_mode(opened.st_mode).is_char_device()
        && stat("/dev/full").is_ok_and(|full| full.st_rdev == opened.st_rdev)
        && fcntl_getfl(&stdout).is_ok_and(|flags| flags.contains(OFlags::RDWR | OFlags::APPEND))
}

#[cfg(not(target_os = "linux"))]
fn is_stdout_closed() -> bool {
    false
}

/// The regular file that stdout writes to; `None` for a terminal, a pipe or a device.
#[cfg(unix)]
pub fn stdout_file() -> Option<Metadata> {
    use std::os::fd::AsFd as _;

    let stdout = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned().ok()?);
    stdout.metadata().ok().filter(Metadata::is_file)
}

/// The regular file that stdout writes to. `None` because this system does not tell.
#[cfg(not(unix))]
pub fn stdout_file() -> Option<Metadata> {
    None
}

/// Whether somebody may still read stdout. A pipe without a reader has none; a file always has.
#[cfg(unix)]
pub fn has_reader() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let stdout = io::stdout();
    // The system reports errors without being asked for them.
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    let reported = poll(&mut watched, Some(&now)).is_ok_and(|reported| reported > 0);
    !(reported && watched.iter().any(|stdout| stdout.revents().contains(PollFlags::ERR)))
}

/// Where a child of `--exec` prints: to our stderr, because stdout is for entries alone.
pub fn child_stdout() -> Stdio {
    Stdio::from(io::stderr())
}
