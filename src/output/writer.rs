//! Where the result goes: stdout or a file, behind one buffer that is handed on a page at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::streams::Streams;
use crate::file_access::target;
use connlog_core::error::{Code, Error, Result};
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// A full buffer is handed on.
const FULL: usize = 64 * 1024;

/// The one writer of results. It takes escaped text only.
pub struct Output {
    writer: Box<dyn Write>,
    /// Whole lines that were not handed on yet.
    held: Escaped,
    secrets: SecretRegistry,
    name: String,
}

/// A file that keeps what it held until there is something to replace it with: a run that fails at once must not cost
/// the result of the last one.
struct ReplacingFile {
    file: File,
    begun: bool,
}

impl ReplacingFile {
    fn begin(&mut self) -> io::Result<()> {
        // Devices and pipes have no length to set.
        if !self.begun && self.file.metadata()?.is_file() {
            self.file.set_len(0)?;
        }
        self.begun = true;
        Ok(())
    }
}

impl Write for ReplacingFile {
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
pub enum WriteError {
    /// Whoever read us has read enough: not a failure.
    Closed,
    Failed(Error),
}

impl Output {
    /// Stdout, or the file at `path` unless that is `-`.
    pub fn open(path: Option<&Path>, streams: &Streams) -> Result<Self> {
        match path {
            Some(path) if path != Path::new("-") => {
                let name = path.display().to_string();
                let file = target::open(path, OpenOptions::new().write(true).create(true).truncate(false));
                let file = file.map_err(|error| unwritable(&name, &error))?;
                Ok(Self::new(Box::new(ReplacingFile { file, begun: false }), name, streams))
            }
            _ => Ok(Self::new(streams.open_stdout(), "stdout".to_owned(), streams)),
        }
    }

    /// The file at `path`, after what it holds.
    pub fn append(path: &Path, streams: &Streams) -> Result<Self> {
        let name = path.display().to_string();
        let file = target::open(path, OpenOptions::new().append(true).create(true));
        file.map(|file| Self::to_file(file, name.clone(), streams)).map_err(|error| unwritable(&name, &error))
    }

    /// An open file, which errors call `name`.
    pub fn to_file(file: File, name: String, streams: &Streams) -> Self {
        Self::new(Box::new(file), name, streams)
    }

    fn new(writer: Box<dyn Write>, name: String, streams: &Streams) -> Self {
        Self { writer, held: Escaped::default(), secrets: streams.secrets().clone(), name }
    }

    /// Lets `write` add whole lines, then tells a closed pipe from a real failure.
    pub fn with(&mut self, write: impl FnOnce(&mut Escaped) -> io::Result<()>) -> Result<(), WriteError> {
        write(&mut self.held).map_err(|error| self.stop(error))?;
        if self.held.len() >= FULL { self.hand_on() } else { Ok(()) }
    }

    /// Adds whole lines.
    pub fn put(&mut self, text: &Escaped) -> Result<(), WriteError> {
        self.with(|held| {
            held.append(text);
            Ok(())
        })
    }

    /// Hands on what is held, for readers that wait for it.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.hand_on()?;
        self.writer.flush().map_err(|error| self.stop(error))
    }

    fn hand_on(&mut self) -> Result<(), WriteError> {
        let Self { writer, held, secrets, .. } = self;
        let written = writer.write_all(secrets.hide(held.as_str()).as_bytes());
        held.clear();
        written.map_err(|error| self.stop(error))
    }

    /// What `error` means; a formatter may have wrapped a [`Fault`] of its own in it.
    fn stop(&self, error: io::Error) -> WriteError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return WriteError::Closed;
        }
        WriteError::Failed(error.downcast::<Error>().unwrap_or_else(|error| unwritten(&self.name, &error)))
    }
}

impl Drop for Output {
    /// Whatever ended the run, what was added before is handed on.
    fn drop(&mut self) {
        if !self.held.is_empty() {
            drop(self.hand_on());
        }
    }
}

/// The fault of a write to `name` that failed.
pub fn unwritten(name: &str, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::NotConnected => "write to a file with --out, or to /dev/null",
        _ => "is the disk full?",
    };
    Error::new(Code::Io, format!("cannot write to {name}")).cause(error).hint(hint)
}

/// A file of `--out` that cannot be opened.
pub fn unwritable(name: &str, error: &io::Error) -> Error {
    Error::new(Code::Io, format!("cannot write {name}"))
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

    fn streams(kind: io::ErrorKind) -> Streams {
        Streams::new(move || Box::new(Broken(kind)), || Box::new(io::sink()))
    }

    fn literal(text: &'static str) -> Escaped {
        let mut escaped = Escaped::default();
        escaped.literal(text);
        escaped
    }

    fn stop(kind: io::ErrorKind) -> WriteError {
        let mut output = Output::open(None, &streams(kind)).unwrap();
        output.put(&literal("x")).unwrap();
        output.flush().unwrap_err()
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert!(matches!(stop(io::ErrorKind::BrokenPipe), WriteError::Closed));
        assert!(matches!(stop(io::ErrorKind::StorageFull), WriteError::Failed(_)));
    }

    #[test]
    fn a_fault_of_the_formatter_comes_through() {
        let mut output = Output::open(None, &streams(io::ErrorKind::Other)).unwrap();
        let stop = output.with(|_| Err(io::Error::other(Error::usage("jq: no")))).unwrap_err();
        assert!(matches!(stop, WriteError::Failed(fault) if fault.what == "jq: no" && fault.code == Code::Usage));
    }

    #[test]
    fn a_file_takes_the_place_of_stdout() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let streams = streams(io::ErrorKind::Other);
        streams.secrets().add("Can4ryKey");
        let mut output = Output::open(Some(&path), &streams).unwrap();
        output.put(&literal("[]\n")).unwrap();
        output.put(&literal("Can4")).unwrap();
        output.put(&literal("ryKey\n")).unwrap();
        output.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"[]\n[hidden]\n");
        assert!(Output::open(Some(&folder.path().join("no/such")), &streams).is_err());
        assert_eq!(Output::open(Some(Path::new("-")), &streams).unwrap().name, "stdout");
    }
}
