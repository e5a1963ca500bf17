//! Where the result goes: stdout or a file, behind one buffered writer that is flushed a page at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::{Code, Fault, Result};
use crate::file_access::target;

/// The one writer of results.
pub struct Output {
    writer: BufWriter<Box<dyn Write>>,
    name: String,
}

/// A file that keeps what it held until there is something to replace it with: a run that fails at once must not cost
/// the result of the last one.
struct Replacing {
    file: File,
    begun: bool,
}

impl Replacing {
    fn begin(&mut self) -> io::Result<()> {
        // Devices and pipes have no length to set.
        if !self.begun && self.file.metadata()?.is_file() {
            self.file.set_len(0)?;
        }
        self.begun = true;
        Ok(())
    }
}

impl Write for Replacing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.begin()?;
        self.file.flush()
    }
}

/// Why writing ended.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read us has read enough: not a failure.
    Closed,
    Failed(Fault),
}

impl Output {
    /// `stdout`, or the file at `path` unless that is `-`.
    pub fn open(path: Option<&Path>, stdout: Box<dyn Write>) -> Result<Self> {
        match path {
            Some(path) if path != Path::new("-") => {
                let name = path.display().to_string();
                let file = target::open(path, OpenOptions::new().write(true).create(true).truncate(false));
                let file = file.map_err(|error| unwritable(&name, &error))?;
                Ok(Self::new(Box::new(Replacing { file, begun: false }), name))
            }
            _ => Ok(Self::new(stdout, "stdout".to_owned())),
        }
    }

    /// The file at `path`, after what it holds.
    pub fn append(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let file = target::open(path, OpenOptions::new().append(true).create(true));
        file.map(|file| Self::new(Box::new(file), name.clone())).map_err(|error| unwritable(&name, &error))
    }

    /// `writer`, which errors call `name`.
    pub fn new(writer: Box<dyn Write>, name: String) -> Self {
        Self { writer: BufWriter::with_capacity(64 * 1024, writer), name }
    }

    /// Lets `write` write, then tells a closed pipe from a real failure.
    pub fn with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        write(&mut self.writer).map_err(|error| self.stop(error))
    }

    /// Hands on what is held back, for readers that wait for it.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.writer.flush().map_err(|error| self.stop(error))
    }

    /// What `error` means; a formatter may have wrapped a [`Fault`] of its own in it.
    fn stop(&self, error: io::Error) -> Stop {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Stop::Closed;
        }
        Stop::Failed(error.downcast::<Fault>().unwrap_or_else(|error| unwritten(&self.name, &error)))
    }
}

/// Whether the process was started with a closed stdout, as `>&-` does; `src/closed_stdout.c` leaves the mark.
#[cfg(target_os = "linux")]
pub fn is_stdout_closed() -> bool {
    use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, stat};

    let stdout = io::stdout();
    let Ok(opened) = fstat(&stdout) else { return true };
    FileType::from_raw_mode(opened.st_mode).is_char_device()
        && stat("/dev/full").is_ok_and(|full| full.st_rdev == opened.st_rdev)
        && fcntl_getfl(&stdout).is_ok_and(|flags| flags.contains(OFlags::RDWR | OFlags::APPEND))
}

#[cfg(not(target_os = "linux"))]
pub fn is_stdout_closed() -> bool {
    false
}

/// A stdout that is closed.
pub struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::NotConnected, "stdout is closed"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The fault of a write to `name` that failed.
pub fn unwritten(name: &str, error: &io::Error) -> Fault {
    let hint = match error.kind() {
        io::ErrorKind::NotConnected => "write to a file with --out, or to /dev/null",
        _ => "is the disk full?",
    };
    Fault::new(Code::Io, format!("cannot write to {name}")).cause(error).hint(hint)
}

/// A file of `--out` that cannot be opened.
pub fn unwritable(name: &str, error: &io::Error) -> Fault {
    Fault::new(Code::Io, format!("cannot write {name}"))
        .cause(error)
        .hint("check the folder of --out and its permissions")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe whose reader went away, or a disk that is full.
    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn stop(kind: io::ErrorKind) -> Stop {
        let mut output = Output::open(None, Box::new(Broken(kind))).unwrap();
        output.with(|out| out.write_all(b"x")).unwrap();
        output.flush().unwrap_err()
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert!(matches!(stop(io::ErrorKind::BrokenPipe), Stop::Closed));
        assert!(matches!(stop(io::ErrorKind::StorageFull), Stop::Failed(_)));
    }

    #[test]
    fn a_fault_of_the_formatter_comes_through() {
        let mut output = Output::open(None, Box::new(io::sink())).unwrap();
        let stop = output.with(|_| Err(io::Error::other(Fault::usage("jq: no")))).unwrap_err();
        assert!(matches!(stop, Stop::Failed(fault) if fault.what == "jq: no" && fault.code == Code::Usage));
    }

    #[test]
    fn a_file_takes_the_place_of_stdout() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let mut output = Output::open(Some(&path), Box::new(Broken(io::ErrorKind::Other))).unwrap();
        output.with(|out| out.write_all(b"[]\n")).unwrap();
        output.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"[]\n");
        assert!(Output::open(Some(&folder.path().join("no/such")), Box::new(io::sink())).is_err());
        assert_eq!(Output::open(Some(Path::new("-")), Box::new(io::sink())).unwrap().name, "stdout");
    }
}
