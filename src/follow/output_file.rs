//! The file of `--out` beside a cursor: each piece stands in it whole, or not at all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use flate2::Crc;

use super::cursor::journal::{JournalEnd, JournalRecord};
use crate::file_access::target;
use crate::output::writer::unwritable;
use connlog_core::error::{Error, Result};

/// Of a file that was there before us, so much is checked to be the same.
const SAMPLE: u64 = 4_096;

/// The file and where it ends.
pub(crate) struct AtomicAppendFile {
    pub(crate) file: File,
    pub(crate) end: JournalEnd,
}

impl AtomicAppendFile {
    /// The file at `path` as it is, whoever wrote it.
    pub(crate) fn adopt(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| unwritable(&path.display().to_string(), &error);
        let mut file = open(path)?;
        let length = file.metadata().map_err(failed)?.len();
        let last = length.min(SAMPLE);
        let sum = sum(&mut file, length, last).map_err(failed)?;
        Ok(Self { file, end: JournalEnd { length, last, sum } })
    }

    /// `bytes` are about to be written.
    pub(crate) fn will_end_with(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            let mut crc = Crc::new();
            crc.update(bytes);
            let last = bytes.len() as u64;
            self.end = JournalEnd { length: self.end.length + last, last, sum: crc.sum() };
        }
    }

    /// Brings the file at `path` to the end of its last whole piece, and drops the note of the one that is not. `end` is what
    /// the cursor knows, the notes go on from there.
    pub(crate) fn mend(path: &Path, end: JournalEnd, notes: &mut Vec<JournalRecord>) -> Result<Self> {
        let failed = |error: io::Error| unwritable(&path.display().to_string(), &error);
        let mut file = open(path)?;
        let length = file.metadata().map_err(failed)?.len();
        let last = notes.last().map_or(end, |note| note.end);
        let before = notes.iter().rev().nth(1).map_or(end, |note| note.end);
        let mut is =
            |known: JournalEnd| sum(&mut file, known.length, known.last).map(|sum| sum == known.sum).map_err(failed);
        if length == last.length && is(last)? {
            return Ok(Self { file, end: last });
        }
        if (before.length..last.length).contains(&length) && is(before)? {
            notes.pop();
            file.set_len(before.length).map_err(failed)?;
            return Ok(Self { file, end: before });
        }
        if length == 0 {
            // Taken away by a rotation, and whatever it held with it; only the piece in flight is not known to be whole.
            notes.pop();
            return Ok(Self { file, end: JournalEnd::default() });
        }
        let expected = if length < before.length { "shorter" } else { "other" };
        Err(Error::config(format!("{} is not as connlog left it", path.display()))
            .cause(format!("it is {expected} than the cursor says: {length} bytes of {}", last.length))
            .hint("move it away, and a new one is begun; or take another name for --resume"))
    }
}

fn open(path: &Path) -> Result<File> {
    let failed = |error: io::Error| unwritable(&path.display().to_string(), &error);
    let file = target::open(path, OpenOptions::new().read(true).append(true).create(true)).map_err(failed)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::config(format!("{} is in use", path.display()))
            .cause("another run of connlog writes to it")
            .hint("give each name of --resume a file of its own")),
        // Where files cannot be locked, that is no reason not to write.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// The checksum of the `last` bytes before `end`.
fn sum(file: &mut File, end: u64, last: u64) -> io::Result<u32> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(end.saturating_sub(last)))?;
    file.take(last).read_to_end(&mut bytes)?;
    let mut crc = Crc::new();
    crc.update(&bytes);
    Ok(crc.sum())
}
