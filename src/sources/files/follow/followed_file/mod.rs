//! A followed file or stream.

pub mod content_memory;
pub mod open_files_limit;
pub mod reader;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::Instant;

use super::checkpoint::{self, FileCheckpoint, HEAD, HeadHash, ReadPosition};
use super::content_hashes::{ContentHashes, KEPT};
use super::rotated_names::RotationStamp;
use super::splitter::EntrySplitter;
use crate::sources::files::input::FileId;
use crate::sources::files::input::{self, Input};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Error, Result};
use connlog_core::record::Record;

/// The number of bytes read at once.
const READ: usize = 256 * 1024;
/// The maximum number of reads of stdin that wait for the follower.
const WAITING: usize = 4;

/// The source of the bytes.
enum FollowedBytes {
    Plain(File),
    /// A stream, which can be read only once.
    Packed(Box<dyn Read + Send>),
    Stdin(Receiver<io::Result<Vec<u8>>>),
    /// The end of the input.
    None,
}

/// An entry that waits for older entries of other files.
#[derive(Clone)]
pub(super) struct PendingEntry {
    pub(super) record: Record,
    pub(super) time: Option<DateTime<Utc>>,
    pub(super) at: ReadPosition,
}

/// A truncated or rewritten file.
pub(super) struct TruncatedFile {
    /// Why the unread rest is lost, if any is known.
    pub(super) lost: Option<String>,
    /// The time of the change before.
    pub(super) changed: Option<SystemTime>,
}

/// A stream and its name.
pub struct FollowedStream {
    /// The name for messages.
    pub name: Arc<str>,
    /// The bytes.
    pub reader: Box<dyn Read + Send>,
}

/// A followed file or stream with its number.
pub(super) struct FollowedFile {
    pub(super) number: u64,
    pub(super) path: PathBuf,
    pub(super) name: Arc<str>,
    pub(super) id: Option<FileId>,
    bytes: FollowedBytes,
    /// The first bytes, at most [`HEAD`].
    pub(super) head: Vec<u8>,
    /// The length and the change time at the last check.
    seen: (u64, Option<SystemTime>),
    /// The last check found a change: change times are too coarse to show a second one soon after.
    changed: bool,
    /// Nothing was read since the file was opened or the position was set.
    fresh: bool,
    /// The number of bytes read, and the last of them.
    read: u64,
    tail: Vec<u8>,
    pieces: EntrySplitter,
    /// The number of entries that an earlier run emitted.
    skip: u64,
    pub(super) queue: VecDeque<PendingEntry>,
    /// The position of the emitted part.
    pub(super) at: ReadPosition,
    pub(super) last: Option<DateTime<Utc>>,
    /// The last read returned nothing.
    pub(super) idle: bool,
    /// The time since which its name belongs to another file or to none; later growth moves it.
    pub(super) left: Option<Instant>,
    /// The file has no name any more.
    pub(super) gone: bool,
    /// The number of lines read, for messages.
    lines: u64,
}

impl FollowedFile {
    /// Follows the file at `path` from its beginning.
    pub(super) fn open(number: u64, path: PathBuf, prefilter: Option<Arc<Prefilter>>) -> Result<Self> {
        let failed = |error: io::Error| input::unopened(&path, &error);
        let mut file = open_files_limit::open(&path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let first = checkpoint::head(&mut file, 4).map_err(failed)?;
        let (bytes, head) = if is_packed(&first) {
            let head = opened_head(&path)?;
            (FollowedBytes::Packed(Input::File(path.clone()).open()?.reader), head)
        } else {
            let head = checkpoint::head(&mut file, HEAD).map_err(failed)?;
            file.rewind().map_err(failed)?;
            (FollowedBytes::Plain(file), head)
        };
        let name = Arc::from(path.display().to_string());
        let mut source = Self::from_bytes(number, name, bytes, prefilter);
        (source.path, source.id, source.head) = (path, FileId::new(&metadata), head);
        source.seen = (metadata.len(), metadata.modified().ok());
        Ok(source)
    }

    /// Follows stdin or another stream on a separate thread, because a read of a pipe may never return.
    pub(super) fn stream(number: u64, stream: FollowedStream, prefilter: Option<Arc<Prefilter>>) -> Self {
        let FollowedStream { name, reader: mut stdin } = stream;
        let (sender, receiver) = mpsc::channel(WAITING);
        std::thread::spawn(move || {
            let mut buffer = vec![0; READ];
            loop {
                let read = match stdin.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(count) => Ok(buffer.get(..count).unwrap_or_default().to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let failed = read.is_err();
                if sender.blocking_send(read).is_err() || failed {
                    return;
                }
            }
        });
        Self::from_bytes(number, name, FollowedBytes::Stdin(receiver), prefilter)
    }

    fn from_bytes(number: u64, name: Arc<str>, bytes: FollowedBytes, prefilter: Option<Arc<Prefilter>>) -> Self {
        Self {
            number,
            path: PathBuf::new(),
            name,
            id: None,
            bytes,
            head: Vec::new(),
            seen: (0, None),
            changed: true,
            fresh: true,
            read: 0,
            tail: Vec::new(),
            pieces: EntrySplitter::new(prefilter),
            skip: 0,
            queue: VecDeque::new(),
            at: ReadPosition::default(),
            last: None,
            idle: false,
            left: None,
            gone: false,
            lines: 0,
        }
    }

    /// Closes a compressed file that was read before.
    pub(super) fn close(&mut self) {
        self.bytes = FollowedBytes::None;
        self.idle = true;
    }

    /// Closes an unreadable file, which counts as another file from now on.
    pub(super) fn fail(&mut self) {
        self.close();
        self.id = None;
        self.left = Some(Instant::now());
    }

    /// Returns whether another run cannot continue the file: nobody can open it, and everything was emitted.
    pub(super) fn is_over(&self) -> bool {
        self.gone && self.idle && self.queue.is_empty()
    }

    /// Returns whether nothing more can come.
    pub(super) fn ended(&self) -> bool {
        matches!(self.bytes, FollowedBytes::None)
    }

    /// Returns whether it is a plain file, which can grow, be rotated and be read again.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.bytes, FollowedBytes::Plain(_))
    }

    pub(super) fn is_stdin(&self) -> bool {
        self.path.as_os_str().is_empty()
    }

    /// Reads more if no entry is pending. `keep` returns matching records with their redaction. Returns whether
    /// anything was read.
    pub(super) fn fill(&mut self, keep: &dyn Fn(Record) -> Option<Record>, report: &mut DecodeReport) -> Result<bool> {
        if !self.queue.is_empty() {
            return Ok(false);
        }
        if !self.cut(false, keep, report) && !self.more()? {
            self.idle = true;
            return Ok(false);
        }
        self.cut(self.ended(), keep, report);
        self.idle = false;
        Ok(true)
    }

    /// Accepts an incomplete last entry, because nothing follows.
    pub(super) fn finish(&mut self, keep: &dyn Fn(Record) -> Option<Record>, report: &mut DecodeReport) {
        while self.cut(true, keep, report) {}
        self.close();
    }

    /// Decodes the next chunk; returns `false` if none is complete.
    fn cut(&mut self, last: bool, keep: &dyn Fn(Record) -> Option<Record>, report: &mut DecodeReport) -> bool {
        let Some(mut piece) = self.pieces.next(last) else { return false };
        let records = std::mem::take(&mut piece.records);
        let (start, end, mut taken) = (piece.start, piece.end, 0);
        for record in records {
            taken += 1;
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let time = record.time();
            if let Some(record) = keep(record) {
                self.queue.push_back(PendingEntry { record, time, at: ReadPosition { offset: start, taken } });
            }
        }
        piece.report_misses(report, &self.name, &mut self.lines);
        match self.queue.back_mut() {
            // The rest after the last entry is not needed.
            Some(last) => last.at = ReadPosition { offset: end, taken: self.skip },
            None => self.at = ReadPosition { offset: end, taken: self.skip },
        }
        true
    }

    /// Checks the open file; returns `Some` if it was truncated or rewritten.
    pub(super) fn rewritten(&mut self) -> Option<TruncatedFile> {
        let FollowedBytes::Plain(file) = &mut self.bytes else { return None };
        let metadata = file.metadata().ok()?;
        let now = (metadata.len(), metadata.modified().ok());
        let before = std::mem::replace(&mut self.seen, now);
        let changed = std::mem::replace(&mut self.changed, before != now);
        if before == now && !changed && now.0 >= self.read {
            return None;
        }
        let same = now.0 >= self.read && holds(file, &self.head, &self.tail, self.read);
        if same {
            return None;
        }
        let unread = before.0.max(self.read).saturating_sub(self.pieces.offset());
        let lost = before.0 > self.read || self.pieces.unfinished();
        let cause = || format!("{} was cut short with {unread} bytes that were not read", self.name);
        Some(TruncatedFile { lost: lost.then(cause), changed: before.1 })
    }

    /// Returns whether the open file has no name any more.
    pub(super) fn is_deleted(&self) -> bool {
        match &self.bytes {
            FollowedBytes::Plain(file) => file.metadata().is_ok_and(|metadata| checkpoint::is_deleted(&metadata)),
            _ => true,
        }
    }

    /// Returns the change time of the last check.
    pub(super) fn changed(&self) -> Option<SystemTime> {
        self.seen.1
    }

    /// Returns the values that show a change of the file.
    pub(super) fn stamp(&self) -> RotationStamp {
        RotationStamp { id: self.id, size: self.seen.0, changed: self.seen.1 }
    }

    /// Returns whether the file is compressed, has this position, and did not change since.
    pub(super) fn is_unchanged(&self, known: &FileCheckpoint) -> bool {
        !self.is_plain() && self.id == known.id && self.seen == (known.size, known.changed)
    }

    /// Returns whether the file has the first bytes of the checkpoint and at least its length.
    pub(super) fn begins_as(&self, known: &FileCheckpoint) -> bool {
        let same = self.head.get(..known.head.length()).is_some_and(|head| HeadHash::new(head) == known.head);
        let long = !self.is_plain() || self.seen.0 >= known.at.offset;
        same && long && self.ends_as(&ContentHashes::restored(&known.trail))
    }

    /// Returns the checkpoint of the file.
    pub(super) fn place(&self) -> FileCheckpoint {
        FileCheckpoint {
            path: self.path.display().to_string(),
            id: self.id,
            head: HeadHash::new(&self.head),
            size: self.seen.0,
            at: self.at,
            last: self.last,
            done: self.ended() && self.queue.is_empty(),
            trail: self.pieces.trail().hashes_up_to(self.at.offset, KEPT),
            changed: self.seen.1,
        }
    }
}

/// Returns whether `file` still begins with `head` and has `tail` before `read`, where reading continues.
fn holds(file: &mut File, head: &[u8], tail: &[u8], read: u64) -> bool {
    let begins = checkpoint::head(file, head.len()).is_ok_and(|found| found == head);
    let mut found = vec![0; tail.len()];
    let start = read.saturating_sub(tail.len() as u64);
    let ends = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut found)).is_ok() && found == tail;
    // The file must be at `read` again.
    let back = file.seek(SeekFrom::Start(read)).is_ok();
    begins && ends && back
}

/// Returns whether the bytes are the start of gzip or zstd.
pub(super) fn is_packed(first: &[u8]) -> bool {
    matches!(first, [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd])
}

/// Reads the first bytes of a file, decompressed.
pub(super) fn opened_head(path: &std::path::Path) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    let opened = Input::File(path.to_owned()).open()?;
    opened
        .reader
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| input::unread(&path.display().to_string(), &error))?;
    Ok(head)
}

#[cfg(test)]
mod tests;
