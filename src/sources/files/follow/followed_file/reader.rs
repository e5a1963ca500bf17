//! Reads a followed file from a position, as its type allows.

use std::io::{self, Read, Seek as _, SeekFrom};

use tokio::sync::mpsc;

use super::{FollowedBytes, FollowedFile, READ};
use crate::sources::files::follow::checkpoint::{HEAD, ReadPosition};
use crate::sources::files::follow::content_hashes::ContentHashes;
use crate::sources::files::input::{self, Input};
use connlog_core::error::Result;

/// The maximum number of bytes in which the last line is searched.
const LAST: u64 = connlog_core::decode::limits::MOST as u64;
/// The maximum length of a file whose complete content is hashed, even if it is skipped.
pub(super) const WHOLE: u64 = 64 << 20;

impl FollowedFile {
    /// Continues at a position in the file. `trail` are the content hashes before it.
    pub(crate) fn go_to(&mut self, at: ReadPosition, trail: Option<ContentHashes>) -> Result<()> {
        let failed = |error: &io::Error| input::unread(&self.name, error);
        match &mut self.bytes {
            FollowedBytes::Plain(file) => {
                // The start of the file shows its format and the header of rows.
                if self.pieces.has_lines().is_none() {
                    self.pieces.restart(0);
                    file.rewind().map_err(|error| failed(&error))?;
                }
                while !self.pieces.sniff(false) {
                    let mut bytes = vec![0; READ];
                    let count = file.read(&mut bytes).map_err(|error| failed(&error))?;
                    if count == 0 {
                        break;
                    }
                    self.pieces.push(bytes.get(..count).unwrap_or_default());
                }
                self.read = at.offset.max(self.pieces.body());
                file.seek(SeekFrom::Start(self.read)).map_err(|error| failed(&error))?;
            }
            FollowedBytes::Packed(_) => {
                let mut reader = Input::File(self.path.clone()).open()?.reader;
                let mut first = Vec::new();
                reader.by_ref().take(READ as u64).read_to_end(&mut first).map_err(|error| failed(&error))?;
                self.pieces.push(&first);
                self.pieces.sniff(true);
                let mut reader = Input::File(self.path.clone()).open()?.reader;
                let offset = at.offset.max(self.pieces.body());
                let behind = io::copy(&mut reader.by_ref().take(offset), &mut io::sink());
                self.read = behind.map_err(|error| failed(&error))?;
                self.bytes = FollowedBytes::Packed(reader);
            }
            FollowedBytes::Stdin(_) | FollowedBytes::None => return Ok(()),
        }
        self.pieces.restart(self.read);
        let trail = self.trail_to(self.read, trail)?;
        self.pieces.remember(trail);
        (self.skip, self.at, self.idle, self.fresh) = (at.taken, at, false, true);
        self.queue.clear();
        Ok(())
    }

    /// Continues at an earlier position, also in a compressed file that was read to its end.
    pub(crate) fn reopen(&mut self, at: ReadPosition) -> Result<()> {
        if self.ended() && at < self.at {
            self.bytes = FollowedBytes::Packed(Input::File(self.path.clone()).open()?.reader);
        }
        let trail = self.pieces.trail().clone();
        self.go_to(at, Some(trail))
    }

    /// Skips everything that is complete now.
    pub(crate) fn go_to_end(&mut self) -> Result<()> {
        match &mut self.bytes {
            FollowedBytes::Plain(file) => {
                let failed = |error: io::Error| input::unread(&self.name, &error);
                let size = file.metadata().map_err(failed)?.len();
                let mut bytes = vec![0; READ];
                loop {
                    let count = file.read(&mut bytes).map_err(failed)?;
                    self.pieces.push(bytes.get(..count).unwrap_or_default());
                    self.pieces.sniff(false);
                    self.pieces.pass();
                    self.read += count as u64;
                    if count == 0 || self.read >= size {
                        break;
                    }
                    // Only the last line end matters.
                    let far = size > WHOLE && self.read < size.saturating_sub(LAST);
                    if far && self.pieces.has_lines() == Some(true) {
                        self.read = size - LAST;
                        self.pieces.restart(self.read);
                        self.pieces.remember(ContentHashes::beyond(self.read, &mut &*file).map_err(failed)?);
                        file.seek(SeekFrom::Start(self.read)).map_err(failed)?;
                    }
                }
            }
            FollowedBytes::Packed(_) => self.close(),
            FollowedBytes::Stdin(_) | FollowedBytes::None => {}
        }
        self.at = ReadPosition { offset: self.pieces.offset(), taken: 0 };
        self.note_tail()
    }

    /// Waits for stdin; never ends for a file.
    pub(crate) async fn arrives(&mut self) {
        let FollowedBytes::Stdin(receiver) = &mut self.bytes else { return std::future::pending().await };
        match receiver.recv().await {
            Some(Ok(bytes)) => self.pieces.push(&bytes),
            // After a read error of stdin, there are no more bytes.
            Some(Err(_)) | None => self.bytes = FollowedBytes::None,
        }
    }

    /// Reads bytes; returns `false` at the present end of the file.
    pub(super) fn more(&mut self) -> Result<bool> {
        let failed = |error: &io::Error| input::unread(&self.name, error);
        let mut limit = READ;
        let reader: &mut dyn Read = match &mut self.bytes {
            FollowedBytes::Plain(file) => {
                // New bytes may be of a rewritten file, which is checked first.
                limit = usize::try_from(self.seen.0.saturating_sub(self.read)).unwrap_or(READ).min(READ);
                file
            }
            FollowedBytes::Packed(reader) => reader,
            FollowedBytes::Stdin(receiver) => {
                return Ok(match receiver.try_recv() {
                    Ok(Ok(bytes)) => {
                        self.pieces.push(&bytes);
                        true
                    }
                    Err(mpsc::error::TryRecvError::Empty) => false,
                    Ok(Err(_)) | Err(mpsc::error::TryRecvError::Disconnected) => {
                        self.bytes = FollowedBytes::None;
                        true
                    }
                });
            }
            FollowedBytes::None => return Ok(self.pieces.unfinished() && !self.idle),
        };
        let mut bytes = vec![0; limit];
        let count = match reader.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            read => read.map_err(|error| failed(&error))?,
        };
        let bytes = bytes.get(..count).unwrap_or_default();
        self.pieces.push(bytes);
        // The first line may have been incomplete when the file was opened, and then matches any similar file.
        let known = usize::try_from(self.read).ok().and_then(|start| self.head.len().checked_sub(start));
        let more = known.and_then(|known| bytes.get(known..)).unwrap_or_default();
        self.head.extend(more.iter().take(HEAD.saturating_sub(self.head.len())));
        self.read += count as u64;
        self.fresh &= count == 0;
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(HEAD)..]);
        self.tail.drain(..self.tail.len().saturating_sub(HEAD));
        if count == 0 && matches!(self.bytes, FollowedBytes::Packed(_)) {
            self.bytes = FollowedBytes::None;
            return Ok(true);
        }
        Ok(count > 0)
    }
}
