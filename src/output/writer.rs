//! The writer of results: to stdout or a file, through a buffer.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::streams::Streams;
use crate::file_access::target;
use connlog_core::error::{Code, Error, Result};
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// The size in bytes at which the buffer is written.
const BUFFER_SIZE: usize = 64 * 1024;

/// The writer of results. It accepts only escaped text.
pub struct Output {
    writer: Box<dyn Write>,
    /// Complete lines that are not written yet.
    buffer: Escaped,
    secrets: SecretRegistry,
    name: String,
}

/// A file that keeps its content until the first write, so that a run that fails early does not delete an earlier result.
struct ReplacingFile {
    file: File,
    begun: bool,
}

impl ReplacingFile {
    fn begin(&mut self) -> io::Result<()> {
        // Devices and pipes cannot be truncated.
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

/// The reason why writing ended.
#[derive(Debug)]
pub enum WriteError {
    /// The reader closed the pipe, which counts as success.
    Closed,
    /// The write failed.
    Failed(Error),
}

impl Output {
    /// Opens the file at `path`, or stdout for `-` and for no path.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub fn open(path: Option<&Path>, streams: &Streams) -> Result<Self> {
        match path {
            Some(path) if path != Path::new("-") => {
                let name = path.display().to_string();
                let file = target::open(path, OpenOptions::new().write(true).create(true).truncate(false));
                let file = file.map_err(|error| open_failed(&name, &error))?;
                Ok(Self::new(Box::new(ReplacingFile { file, begun: false }), name, streams))
            }
            _ => Ok(Self::new(streams.open_stdout(), "stdout".to_owned(), streams)),
        }
    }

    /// Opens the file at `path` to append to it.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub fn append(path: &Path, streams: &Streams) -> Result<Self> {
        let name = path.display().to_string();
        let file = target::open(path, OpenOptions::new().append(true).create(true));
        file.map(|file| Self::to_file(file, name.clone(), streams)).map_err(|error| open_failed(&name, &error))
    }

    /// Creates a writer to an open file. `name` is its name in errors.
    pub fn to_file(file: File, name: String, streams: &Streams) -> Self {
        Self::new(Box::new(file), name, streams)
    }

    fn new(writer: Box<dyn Write>, name: String, streams: &Streams) -> Self {
        Self { writer, buffer: Escaped::default(), secrets: streams.secrets().clone(), name }
    }

    /// Calls `write`, which adds complete lines to the buffer. Writes a full buffer.
    ///
    /// # Errors
    ///
    /// When `write` or the output fails.
    pub fn with(&mut self, write: impl FnOnce(&mut Escaped) -> io::Result<()>) -> Result<(), WriteError> {
        write(&mut self.buffer).map_err(|error| self.write_error(error))?;
        if self.buffer.len() >= BUFFER_SIZE { self.write_out() } else { Ok(()) }
    }

    /// Adds complete lines.
    ///
    /// # Errors
    ///
    /// When the output fails.
    pub fn put(&mut self, text: &Escaped) -> Result<(), WriteError> {
        self.with(|buffer| {
            buffer.append(text);
            Ok(())
        })
    }

    /// Writes the buffer, so that readers see all lines.
    ///
    /// # Errors
    ///
    /// When the output fails.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.write_out()?;
        self.writer.flush().map_err(|error| self.write_error(error))
    }

    fn write_out(&mut self) -> Result<(), WriteError> {
        let Self { writer, buffer, secrets, .. } = self;
        let written = writer.write_all(secrets.hide(buffer.as_str()).as_bytes());
        buffer.clear();
        written.map_err(|error| self.write_error(error))
    }

    /// Converts an error of a write. A formatter may have wrapped an [`Error`] in it.
    fn write_error(&self, error: io::Error) -> WriteError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return WriteError::Closed;
        }
        WriteError::Failed(error.downcast::<Error>().unwrap_or_else(|error| write_failed(&self.name, &error)))
    }
}

impl Drop for Output {
    /// Writes the buffer, also after an error.
    fn drop(&mut self) {
        if !self.buffer.is_empty() {
            drop(self.write_out());
        }
    }
}

/// Creates the error of a failed write to `name`.
pub fn write_failed(name: &str, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::NotConnected => "write to a file with --out, or to /dev/null",
        _ => "check the free space of the disk",
    };
    Error::new(Code::Io, format!("cannot write to {name}")).cause(error).hint(hint)
}

/// Creates the error of a file of `--out` that cannot be opened.
pub fn open_failed(name: &str, error: &io::Error) -> Error {
    let fault = Error::new(Code::Io, format!("cannot write {name}"));
    if Path::new(name).is_dir() {
        return fault.cause("it is a folder").hint("name a file in the folder");
    }
    fault.cause(error).hint("check the folder of --out and its permissions")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe without a reader, or a full disk.
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
    fn a_closed_pipe_counts_as_success() {
        assert!(matches!(stop(io::ErrorKind::BrokenPipe), WriteError::Closed));
        assert!(matches!(stop(io::ErrorKind::StorageFull), WriteError::Failed(_)));
    }

    #[test]
    fn an_error_of_the_formatter_is_returned_unchanged() {
        let mut output = Output::open(None, &streams(io::ErrorKind::Other)).unwrap();
        let stop = output.with(|_| Err(io::Error::other(Error::usage("jq: no")))).unwrap_err();
        assert!(matches!(stop, WriteError::Failed(fault) if fault.what == "jq: no" && fault.code == Code::Usage));
    }

    #[test]
    fn output_goes_to_a_file_without_secrets() {
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
