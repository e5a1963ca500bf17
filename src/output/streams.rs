//! The raw streams of the process. No other module opens them.
#![expect(clippy::disallowed_methods, reason = "this module opens the streams for the writers of `output`")]

use std::fs::Metadata;
use std::io::{self, Write};
use std::process::Stdio;

use crate::signals::Signals;
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// Returns stdout without the buffer of the standard library. The standard library writes its buffer at exit, and that write
/// blocks if the reader of a pipe does not read.
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

type OpenStream = Box<dyn Fn() -> Box<dyn Write>>;

/// Stdout and stderr. They accept only escaped text, and replace the keys and passwords of this run.
pub struct Streams {
    stdout: OpenStream,
    stderr: OpenStream,
    secrets: SecretRegistry,
}

impl Streams {
    /// Returns the streams of this process. A signal interrupts a blocked write to stdout.
    pub fn from_process(signals: Signals) -> Self {
        let stdout = move || -> Box<dyn Write> {
            if is_stdout_closed() { Box::new(ClosedStream) } else { signals.interruptible(unbuffered_stdout()) }
        };
        Self::new(stdout, || Box::new(io::stderr()))
    }

    /// Creates streams from the functions `stdout` and `stderr`, which open them for each use.
    pub fn new(stdout: impl Fn() -> Box<dyn Write> + 'static, stderr: impl Fn() -> Box<dyn Write> + 'static) -> Self {
        Self { stdout: Box::new(stdout), stderr: Box::new(stderr), secrets: SecretRegistry::default() }
    }

    /// Returns the registry of the keys and passwords of this run.
    pub fn secrets(&self) -> &SecretRegistry {
        &self.secrets
    }

    /// Opens the raw stdout for the writer of results.
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

/// A closed stdout.
struct ClosedStream;

impl Write for ClosedStream {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::NotConnected, "stdout is closed"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns whether the process was started with a closed stdout (`>&-`). `src/closed_stdout.c` opens /dev/full in that case.
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

/// Returns the regular file that stdout writes to, or `None` for a terminal, a pipe or a device.
#[cfg(unix)]
pub fn stdout_file() -> Option<Metadata> {
    use std::os::fd::AsFd as _;

    let stdout = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned().ok()?);
    stdout.metadata().ok().filter(Metadata::is_file)
}

/// Returns `None`, because this system does not report the file of stdout.
#[cfg(not(unix))]
pub fn stdout_file() -> Option<Metadata> {
    None
}

/// Returns `false` if stdout is a pipe whose reader has gone.
#[cfg(unix)]
pub fn has_reader() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let stdout = io::stdout();
    // The system reports errors without a request for them.
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    let reported = poll(&mut watched, Some(&now)).is_ok_and(|reported| reported > 0);
    !(reported && watched.iter().any(|stdout| stdout.revents().contains(PollFlags::ERR)))
}

/// Returns stderr as the stdout of a command of `--exec`, because stdout is for entries.
pub fn child_stdout() -> Stdio {
    Stdio::from(io::stderr())
}
