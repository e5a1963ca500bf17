//! The file of `--out` with a cursor. Each line is in it completely or not at all, also after a crash.
//!
//! `docs/development/cursor.md` explains the recovery.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use flate2::Crc;

use super::cursor::journal::{JournalEnd, JournalRecord};
use crate::file_access::target;
use crate::output::writer::open_failed;
use connlog_core::error::{Error, Result};

/// The number of bytes at the end of an existing file that the checksum covers.
const SAMPLE: u64 = 4_096;

/// The file and its end.
pub(crate) struct AtomicAppendFile {
    pub(crate) file: File,
    pub(crate) end: JournalEnd,
}

impl AtomicAppendFile {
    /// Opens the file at `path`, which another program may have written, and locks it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| open_failed(&path.display().to_string(), &error);
        let mut file = open(path)?;
        let length = file.metadata().map_err(failed)?.len();
        let last = length.min(SAMPLE);
        let sum = sum(&mut file, length, last).map_err(failed)?;
        Ok(Self { file, end: JournalEnd { length, last, sum } })
    }

    /// Updates the end for `bytes`. Called before they are written.
    pub(crate) fn extend_end(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            let mut crc = Crc::new();
            crc.update(bytes);
            let last = bytes.len() as u64;
            self.end = JournalEnd { length: self.end.length + last, last, sum: crc.sum() };
        }
    }

    /// Opens the file at `path` and truncates it after its last complete line. Removes the journal record of an incomplete
    /// line from `records`. `end` is the end of the file when the cursor was written.
    ///
    /// # Errors
    ///
    /// `config` when another program changed the file.
    pub(crate) fn recover(path: &Path, end: JournalEnd, records: &mut Vec<JournalRecord>) -> Result<Self> {
        let failed = |error: io::Error| open_failed(&path.display().to_string(), &error);
        let mut file = open(path)?;
        let length = file.metadata().map_err(failed)?.len();
        let last = records.last().map_or(end, |record| record.end);
        let before = records.iter().rev().nth(1).map_or(end, |record| record.end);
        let mut is =
            |known: JournalEnd| sum(&mut file, known.length, known.last).map(|sum| sum == known.sum).map_err(failed);
        if length == last.length && is(last)? {
            return Ok(Self { file, end: last });
        }
        if (before.length..last.length).contains(&length) && is(before)? {
            records.pop();
            file.set_len(before.length).map_err(failed)?;
            return Ok(Self { file, end: before });
        }
        if length == 0 {
            // A rotation removed the file. The last line may be incomplete in the removed file, so it is written again.
            records.pop();
            return Ok(Self { file, end: JournalEnd::default() });
        }
        let cause = if length < before.length { "it is shorter than" } else { "it differs from" };
        Err(Error::config(format!("{} was modified since connlog last wrote it", path.display()))
            .cause(format!("{cause} the state in the cursor: {length} instead of {} bytes", last.length))
            .hint("move the file, so that connlog creates a new one, or use another name for --resume"))
    }
}

fn open(path: &Path) -> Result<File> {
    let failed = |error: io::Error| open_failed(&path.display().to_string(), &error);
    let file = target::open(path, OpenOptions::new().read(true).append(true).create(true)).map_err(failed)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::config(format!("{} is in use", path.display()))
            .cause("another run of connlog writes to it")
            .hint("use another file for each name of --resume")),
        // Some file systems do not support locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Computes the checksum of the `last` bytes before `end`.
fn sum(file: &mut File, end: u64, last: u64) -> io::Result<u32> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(end.saturating_sub(last)))?;
    file.take(last).read_to_end(&mut bytes)?;
    let mut crc = Crc::new();
    crc.update(&bytes);
    Ok(crc.sum())
}
