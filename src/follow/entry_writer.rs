//! From entries to lines: each is one write, and the cursor knows of it.

use std::path::Path;

use super::cursor::ResumeCursor;
use super::source::{Checkpoint, CheckpointRef, EntryPosition, FollowedEntry};
use crate::output::formats::Formatter;
use crate::output::streams::Streams;
use crate::output::writer::{Output, WriteError};
use connlog_core::error::{Error, Result};
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// The lines of a run.
pub(crate) struct EntryWriter {
    formatter: Box<dyn Formatter>,
    output: Output,
    cursor: Option<ResumeCursor>,
    /// The line being made.
    line: Escaped,
    secrets: SecretRegistry,
    /// Entries written.
    written: u64,
    header: bool,
}

impl EntryWriter {
    /// Lines to `path`, after what the file holds, or to stdout.
    pub(crate) fn open(
        formatter: Box<dyn Formatter>,
        path: Option<&Path>,
        streams: &Streams,
        mut cursor: Option<ResumeCursor>,
    ) -> Result<Self> {
        let resumed = cursor.as_ref().is_some_and(|cursor| cursor.marks().is_some());
        if let (Some(cursor), Some(path)) = (&mut cursor, path) {
            cursor.keep(path)?;
        }
        let kept = cursor.as_ref().and_then(ResumeCursor::file);
        let (output, header) = match (path, kept) {
            (Some(path), Some((file, empty))) => {
                let name = path.display().to_string();
                let file = file.try_clone().map_err(|error| crate::output::writer::unwritable(&name, &error))?;
                (Output::to_file(file, name, streams), empty)
            }
            (Some(path), None) => {
                (Output::append(path, streams)?, !resumed && !std::fs::metadata(path).is_ok_and(|file| file.len() > 0))
            }
            (None, _) => (Output::open(None, streams)?, !resumed),
        };
        Ok(Self {
            formatter,
            output,
            cursor,
            line: Escaped::default(),
            secrets: streams.secrets().clone(),
            written: 0,
            header,
        })
    }

    /// How far another run came, if this one goes on from there.
    pub(crate) fn marks(&self) -> Option<&Checkpoint> {
        self.cursor.as_ref().and_then(ResumeCursor::marks)
    }

    /// Whether the output file held lines of another run, and is empty now.
    pub(crate) fn begun_anew(&self) -> bool {
        self.cursor.as_ref().is_some_and(ResumeCursor::begun_anew)
    }

    /// Entries written so far.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Begins the output, where this run is the first that writes to it.
    pub(crate) fn begin(&mut self) -> Result<(), WriteError> {
        self.line.clear();
        if self.header {
            let Self { formatter, output, line, .. } = self;
            output.with(|_| formatter.begin(line))?;
        }
        self.put(None)
    }

    /// Writes an entry. When this returns, it will not be written again.
    pub(crate) fn entry(&mut self, entry: &FollowedEntry) -> Result<(), WriteError> {
        self.line.clear();
        let Self { formatter, output, line, .. } = self;
        output.with(|_| formatter.record(line, &entry.record.view()))?;
        self.put(Some(entry.mark))?;
        self.written += 1;
        Ok(())
    }

    /// Writes a line of connlog's own, which is no entry.
    pub(crate) fn control(&mut self, value: &serde_json::Value) -> Result<(), WriteError> {
        self.line.clear();
        self.line.json(&format!("{value}\n"));
        self.put(None)
    }

    fn put(&mut self, entry: Option<EntryPosition>) -> Result<(), WriteError> {
        let Self { output, cursor, line, secrets, .. } = self;
        // The cursor knows the file by its last bytes, so these must be the ones that are written.
        line.hide(secrets);
        if line.is_empty() && entry.is_none() {
            return Ok(());
        }
        if let Some(cursor) = cursor {
            cursor.before(entry, line.as_bytes()).map_err(WriteError::Failed)?;
        }
        output.put(line)?;
        output.flush()?;
        match cursor {
            Some(cursor) => cursor.after(entry).map_err(WriteError::Failed),
            None => Ok(()),
        }
    }

    /// Every entry so far is in `marks`.
    pub(crate) fn reach(&mut self, marks: CheckpointRef<'_>) -> Result<()> {
        self.cursor.as_mut().map_or(Ok(()), |cursor| cursor.reach(marks))
    }

    /// Closes what was begun.
    pub(crate) fn finish(&mut self) -> Result<(), WriteError> {
        self.line.clear();
        let Self { formatter, output, line, .. } = self;
        output.with(|_| formatter.finish(line))?;
        self.put(None)
    }

    /// Writes down how far this run came.
    pub(crate) fn save(&mut self) -> Result<(), Error> {
        self.cursor.as_mut().map_or(Ok(()), ResumeCursor::write)
    }
}
