//! Writes each entry with one write, and records it in the cursor.

use std::path::Path;

use super::cursor::ResumeCursor;
use super::entry_output::EntryOutput;
use super::entry_position::EntryPosition;
use super::source::{Checkpoint, CheckpointRef, FollowedEntry};
use crate::output::formats::Formatter;
use crate::output::streams::Streams;
use crate::output::writer::{Output, WriteError};
use connlog_core::error::Result;
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// The writer of entries, with the cursor of the run.
pub(crate) struct EntryWriter {
    formatter: Box<dyn Formatter>,
    output: Output,
    cursor: Option<ResumeCursor>,
    /// The buffer of the next line.
    line: Escaped,
    secrets: SecretRegistry,
    /// The number of written entries.
    written: u64,
    /// Whether the output begins with the header of the format.
    header: bool,
}

impl EntryWriter {
    /// Opens the output: appends to the file at `path`, or writes to stdout.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, another run writes to it, or it changed since the cursor was written.
    pub(crate) fn open(
        formatter: Box<dyn Formatter>,
        path: Option<&Path>,
        streams: &Streams,
        mut cursor: Option<ResumeCursor>,
    ) -> Result<Self> {
        let resumed = cursor.as_ref().is_some_and(|cursor| cursor.checkpoint().is_some());
        if let (Some(cursor), Some(path)) = (&mut cursor, path) {
            cursor.attach_output(path)?;
        }
        let attached = cursor.as_ref().and_then(ResumeCursor::output);
        let (output, header) = match (path, attached) {
            (Some(path), Some((file, empty))) => {
                let name = path.display().to_string();
                let file = file.try_clone().map_err(|error| crate::output::writer::open_failed(&name, &error))?;
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

    /// Returns whether the output file held lines of an earlier run and is empty now.
    pub(crate) fn output_was_emptied(&self) -> bool {
        self.cursor.as_ref().is_some_and(ResumeCursor::output_was_emptied)
    }

    /// Writes the line in the buffer, and records it in the cursor.
    fn write_line(&mut self, entry: Option<EntryPosition>) -> Result<(), WriteError> {
        let Self { output, cursor, line, secrets, .. } = self;
        // Secrets are removed before, because the cursor recognizes the file by the checksum of its last bytes.
        line.hide(secrets);
        if line.is_empty() && entry.is_none() {
            return Ok(());
        }
        if let Some(cursor) = cursor {
            cursor.before_write(entry, line.as_bytes()).map_err(WriteError::Failed)?;
        }
        output.put(line)?;
        output.flush()?;
        match cursor {
            Some(cursor) => cursor.after_write(entry).map_err(WriteError::Failed),
            None => Ok(()),
        }
    }
}

impl EntryOutput for EntryWriter {
    /// Returns the checkpoint of an earlier run, if this run resumes it.
    fn checkpoint(&self) -> Option<&Checkpoint> {
        self.cursor.as_ref().and_then(ResumeCursor::checkpoint)
    }

    /// Returns the number of written entries.
    fn written(&self) -> u64 {
        self.written
    }

    /// Writes the header of the format, if no earlier run wrote to the output.
    fn begin(&mut self) -> Result<(), WriteError> {
        self.line.clear();
        if self.header {
            let Self { formatter, output, line, .. } = self;
            output.with(|_| formatter.begin(line))?;
        }
        self.write_line(None)
    }

    /// Writes an entry. When this returns, no later run writes it again.
    fn entry(&mut self, entry: &FollowedEntry) -> Result<(), WriteError> {
        self.line.clear();
        let Self { formatter, output, line, .. } = self;
        output.with(|_| formatter.record(line, &entry.record.view()))?;
        self.write_line(Some(entry.position))?;
        self.written += 1;
        Ok(())
    }

    /// Writes a control record, such as a heartbeat.
    fn control(&mut self, value: &serde_json::Value) -> Result<(), WriteError> {
        self.line.clear();
        self.line.json(&format!("{value}\n"));
        self.write_line(None)
    }

    /// Passes a checkpoint that contains all written entries to the cursor.
    fn advance(&mut self, checkpoint: CheckpointRef<'_>) -> Result<()> {
        self.cursor.as_mut().map_or(Ok(()), |cursor| cursor.advance(checkpoint))
    }

    /// Writes the end of the format.
    fn finish(&mut self) -> Result<(), WriteError> {
        self.line.clear();
        let Self { formatter, output, line, .. } = self;
        output.with(|_| formatter.finish(line))?;
        self.write_line(None)
    }

    /// Writes the cursor.
    fn save(&mut self) -> Result<()> {
        self.cursor.as_mut().map_or(Ok(()), ResumeCursor::write)
    }
}
