//! Where the result goes: stdout or a file, behind one buffered writer that is flushed a page at a time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::{Code, Fault, Result};

/// The one writer of results.
pub struct Output {
    writer: BufWriter<Box<dyn Write>>,
    name: String,
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
                let file = File::create(path).map_err(|error| {
                    Fault::new(Code::Io, format!("cannot write {name}"))
                        .cause(error)
                        .hint("check the folder of --out and its permissions")
                })?;
                Ok(Self::new(Box::new(file), name))
            }
            _ => Ok(Self::new(stdout, "stdout".to_owned())),
        }
    }

    fn new(writer: Box<dyn Write>, name: String) -> Self {
        Self { writer: BufWriter::with_capacity(64 * 1024, writer), name }
    }

    /// Lets `write` write, then tells a closed pipe from a real failure.
    pub fn with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        write(&mut self.writer).map_err(|error| self.stop(&error))
    }

    pub fn flush(&mut self) -> Result<(), Stop> {
        self.writer.flush().map_err(|error| self.stop(&error))
    }

    fn stop(&self, error: &io::Error) -> Stop {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Stop::Closed;
        }
        Stop::Failed(
            Fault::new(Code::Io, format!("cannot write to {}", self.name)).cause(error).hint("is the disk full?"),
        )
    }
}
