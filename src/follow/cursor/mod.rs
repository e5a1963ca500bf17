//! `--resume NAME`: the cursor of a run, from which a later run resumes without loss, even after a crash.
//!
//! Each entry adds a line to a journal. The cursor is replaced atomically from time to time, and then the journal is
//! emptied. `docs/development/cursor.md` explains the order of the writes.

pub mod journal;
pub mod key;
mod state_file;
#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::journal::{Journal, JournalEnd, JournalRecord};
use self::key::{CursorKey, KeyDifference, SavedKey};
use self::state_file::SavedState;
use super::entry_position::EntryPosition;
use super::output_file::AtomicAppendFile;
use super::source::{Checkpoint, CheckpointRef};
use crate::file_access::state;
use connlog_core::error::{Code, Error, Result};

/// The number of journal records after which the cursor is written.
const MAX_PENDING: u64 = 1_000;
/// The time after which the cursor is written, if the journal has records.
const BUSY_INTERVAL: Duration = Duration::from_secs(10);
/// The time after which the cursor is written, if the journal is empty.
const IDLE_INTERVAL: Duration = Duration::from_secs(60);

/// A cursor with its journal. A lock keeps other processes out.
pub(crate) struct ResumeCursor {
    path: PathBuf,
    key: CursorKey,
    generation: u64,
    checkpoint: Option<Checkpoint>,
    journal: Journal,
    pending: u64,
    /// When the cursor was last written.
    written: Instant,
    /// The output file, if it is a regular file.
    output: Option<AtomicAppendFile>,
    /// Whether the output file held lines and is empty now.
    output_was_emptied: bool,
    _lock: File,
}

impl ResumeCursor {
    /// Opens the cursor `name` in `folder`, and replays its journal. `out` is the file of `--out`.
    ///
    /// # Errors
    ///
    /// `config` when another process uses the cursor, it was created with another key, or it cannot be read.
    pub(crate) fn open(folder: &Path, name: &str, key: CursorKey, out: Option<&Path>) -> Result<Self> {
        check(name)?;
        let at = |kind: &str| folder.join(format!("{name}.{kind}"));
        let failed = |error: io::Error| {
            Error::new(Code::Io, format!("cannot open the cursor {}", at("json").display()))
                .cause(error)
                .hint("check the folder and its permissions, or set another folder with XDG_STATE_HOME")
        };
        state::create_folder(folder).map_err(failed)?;
        let lock = lock(&at("lock"), name)?;
        let path = at("json");
        let state = state_file::read(&path)?;
        let journal = Journal::open(&at("journal")).map_err(failed)?;
        let mut cursor = Self {
            path,
            key,
            generation: 0,
            checkpoint: None,
            pending: 0,
            written: Instant::now(),
            output: None,
            output_was_emptied: false,
            _lock: lock,
            journal,
        };
        if let Some(state) = state {
            cursor.check_key(&state.key, name)?;
            let records = cursor.journal.records(state.generation).map_err(failed)?;
            cursor.generation = state.generation;
            cursor.checkpoint = Some(state.checkpoint);
            cursor.replay(records, state.end.zip(out))?;
        }
        Ok(cursor)
    }

    /// Returns the checkpoint of an earlier run, or `None` in the first run.
    pub(crate) fn checkpoint(&self) -> Option<&Checkpoint> {
        self.checkpoint.as_ref()
    }

    /// Returns the attached output file, and whether it is empty.
    pub(crate) fn output(&self) -> Option<(&File, bool)> {
        self.output.as_ref().map(|output| (&output.file, output.end.length == 0))
    }

    /// Returns whether the output file held lines, and is empty or missing now.
    pub(crate) fn output_was_emptied(&self) -> bool {
        self.output_was_emptied
    }

    fn check_key(&self, saved: &SavedKey, name: &str) -> Result<()> {
        let Some(KeyDifference { saved, current }) = self.key.difference(saved) else { return Ok(()) };
        Err(Error::config(format!("cursor `{name}` was created with different options"))
            .cause(format!("it has {saved}, and this run has {current}"))
            .hint("use another name for --resume, or the same flags as before"))
    }

    /// Applies the records of the journal to the checkpoint, up to the last line that is complete in the output file.
    fn replay(&mut self, mut records: Vec<JournalRecord>, output: Option<(JournalEnd, &Path)>) -> Result<()> {
        if let Some((end, path)) = output {
            let expected = records.last().map_or(end, |record| record.end);
            let output = AtomicAppendFile::recover(path, end, &mut records)?;
            self.output_was_emptied = output.end.length == 0 && expected.length > expected.last;
            self.output = Some(output);
        }
        if let Some(checkpoint) = &mut self.checkpoint {
            for position in records.iter().filter_map(|record| record.entry) {
                checkpoint.record_position(position);
            }
        }
        self.write()
    }

    /// Attaches the regular file at `path` as output, unless the cursor has one. Devices and pipes are treated like stdout,
    /// because they cannot be read again.
    pub(crate) fn attach_output(&mut self, path: &Path) -> Result<()> {
        if self.output.is_none() && fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(());
        }
        if self.output.is_none() {
            self.output = Some(AtomicAppendFile::open(path)?);
        }
        Ok(())
    }

    /// Records the line `bytes` before it is written to the output file.
    pub(crate) fn before_write(&mut self, entry: Option<EntryPosition>, bytes: &[u8]) -> Result<()> {
        let Some(output) = &mut self.output else { return Ok(()) };
        output.extend_end(bytes);
        let record = JournalRecord { entry, end: output.end };
        self.append(&record)
    }

    /// Records an entry after it was written. For stdout, this adds the line to the journal.
    pub(crate) fn after_write(&mut self, entry: Option<EntryPosition>) -> Result<()> {
        if self.output.is_none() && entry.is_some() {
            self.append(&JournalRecord { entry, end: JournalEnd::default() })?;
        }
        if let (Some(position), Some(checkpoint)) = (entry, &mut self.checkpoint) {
            checkpoint.record_position(position);
        }
        Ok(())
    }

    fn append(&mut self, record: &JournalRecord) -> Result<()> {
        self.pending += 1;
        self.journal.add(self.generation, record).map_err(|error| self.failed(error))
    }

    /// Advances to a checkpoint that contains all emitted entries.
    ///
    /// The cursor is written only from time to time, because the journal has the same entries. It is written at once if the
    /// journal cannot express the change, such as a new file.
    pub(crate) fn advance(&mut self, checkpoint: CheckpointRef<'_>) -> Result<()> {
        let since = self.written.elapsed();
        let due = match self.pending {
            0 => since >= IDLE_INTERVAL,
            pending => pending >= MAX_PENDING || since >= BUSY_INTERVAL,
        };
        let is_current = |known: &Checkpoint| {
            if due { self.pending == 0 && known.equals(checkpoint) } else { known.can_become(checkpoint) }
        };
        if self.checkpoint.as_ref().is_some_and(is_current) {
            return Ok(());
        }
        self.checkpoint = Some(checkpoint.into());
        self.write()
    }

    /// Writes the cursor and empties the journal.
    pub(crate) fn write(&mut self) -> Result<()> {
        self.replace().map_err(|error| self.failed(error))
    }

    fn replace(&mut self) -> io::Result<()> {
        let Some(checkpoint) = &self.checkpoint else { return Ok(()) };
        if let Some(output) = &self.output {
            output.file.sync_data()?;
        }
        let generation = self.generation + 1;
        let end = self.output.as_ref().map(|output| output.end);
        let (key, checkpoint) = (self.key.clone(), checkpoint.clone());
        state_file::write(&self.path, SavedState { key, generation, end, checkpoint })?;
        self.generation = generation;
        self.pending = 0;
        self.written = Instant::now();
        self.journal.clear()
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::new(Code::Io, format!("cannot write the cursor {}", self.path.display()))
            .cause(error)
            .hint("check the free space of the disk")
    }
}

/// Checks that `name` is valid in a file name of every system.
fn check(name: &str) -> Result<()> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if (1..=64).contains(&name.len()) && name.bytes().all(fits) && !name.starts_with('.') {
        return Ok(());
    }
    Err(Error::usage(format!("invalid name `{name}` for a cursor"))
        .hint("use at most 64 letters, digits, `-`, `_` and `.`; the first one must not be `.`"))
}

/// Locks the cursor until the process ends.
fn lock(path: &Path, name: &str) -> Result<File> {
    let failed = |error: io::Error| {
        Error::new(Code::Io, format!("cannot lock {}", path.display()))
            .cause(error)
            .hint("check the folder and its owner, or set another folder with XDG_STATE_HOME")
    };
    let options = &mut OpenOptions::new();
    let mut file = state::open(path, options.read(true).write(true).create(true).truncate(false)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let known = file.read_to_string(&mut holder).is_ok() && holder.parse::<u32>().is_ok();
            let holder = if known { format!("process {holder}") } else { "another process".to_owned() };
            Err(Error::config(format!("the cursor `{name}` is in use"))
                .cause(format!("{holder} uses it"))
                .hint("end that process, or use another name for --resume"))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
