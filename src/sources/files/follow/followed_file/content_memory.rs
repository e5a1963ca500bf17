//! The content hashes of a followed file, and what it learns from those of other files.

use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

use super::reader::WHOLE;
use super::{FollowedBytes, FollowedFile};
use crate::sources::files::follow::checkpoint::{HEAD, ReadPosition};
use crate::sources::files::follow::content_hashes::{Content, ContentHashes};
use crate::sources::files::input::{self, Input};
use connlog_core::error::Result;

/// The decompressed content of a file.
struct PackedContent(PathBuf);

/// What a file is known to contain.
#[derive(Clone, Copy)]
pub(in crate::sources::files::follow) struct ReadContent<'t> {
    pub(in crate::sources::files::follow) hashes: &'t ContentHashes,
    /// How far other files can use the hashes.
    limit: u64,
}

impl<'t> ReadContent<'t> {
    /// Returns the content of hashes that other files can use to their end.
    pub(in crate::sources::files::follow) fn whole(hashes: &'t ContentHashes) -> Self {
        Self { hashes, limit: hashes.offset() }
    }
}

impl Content for PackedContent {
    fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut reader = Input::File(self.0.clone()).open().map_err(io::Error::other)?.reader;
        io::copy(&mut reader.by_ref().take(offset), &mut io::sink())?;
        Ok(reader)
    }
}

impl FollowedFile {
    /// Returns the hashes of the content that was read and will be emitted.
    pub(crate) fn trail(&self) -> ContentHashes {
        self.pieces.trail().until(self.pieces.offset())
    }

    /// Returns the content that other files can use.
    pub(crate) fn memory(&self) -> ReadContent<'_> {
        ReadContent { hashes: self.pieces.trail(), limit: self.pieces.offset() }
    }

    /// Returns the position of reading: everything before it was emitted or is pending.
    pub(crate) fn cut_at(&self) -> ReadPosition {
        ReadPosition { offset: self.pieces.offset(), taken: self.skip }
    }

    /// Returns whether other files may have read the next content.
    pub(crate) fn has_unread(&self) -> bool {
        match &self.bytes {
            FollowedBytes::Plain(_) => self.skip == 0 && self.queue.is_empty() && self.seen.0 > self.read,
            FollowedBytes::Packed(_) => self.skip == 0 && self.fresh,
            FollowedBytes::Stdin(_) | FollowedBytes::None => false,
        }
    }

    /// Returns the hashes that contain this file from its start and most of its next content; `None` if none contain
    /// any of it.
    pub(crate) fn furthest<'t>(
        &mut self,
        others: impl Iterator<Item = ReadContent<'t>>,
    ) -> io::Result<Option<ContentHashes>> {
        let (own, at) = (self.pieces.trail().clone(), self.pieces.offset());
        let mut best: Option<ContentHashes> = None;
        for ReadContent { hashes: other, limit } in others {
            let cut;
            let other = if other.offset() > limit {
                cut = other.until(limit);
                &cut
            } else {
                other
            };
            let found = match &self.bytes {
                FollowedBytes::Plain(file) => other.known(&own, at, &self.head, &mut &*file),
                FollowedBytes::Packed(_) => other.known(&own, at, &self.head, &mut PackedContent(self.path.clone())),
                FollowedBytes::Stdin(_) | FollowedBytes::None => Ok(None),
            };
            let further = |found: &ContentHashes| best.as_ref().is_none_or(|best| found.offset() > best.offset());
            if let Some(found) = found?.filter(further) {
                best = Some(found);
            }
        }
        self.read_on_at(self.read)?;
        Ok(best)
    }

    /// Skips content that another file had.
    pub(crate) fn jump(&mut self, trail: ContentHashes) -> Result<()> {
        self.go_to(ReadPosition { offset: trail.offset(), taken: 0 }, Some(trail))
    }

    /// Returns whether the content matches the end of the hashes.
    pub(crate) fn ends_as(&self, trail: &ContentHashes) -> bool {
        match &self.bytes {
            FollowedBytes::Plain(file) => trail.ends_in(&mut &*file),
            FollowedBytes::Packed(_) => trail.ends_in(&mut PackedContent(self.path.clone())),
            FollowedBytes::Stdin(_) | FollowedBytes::None => true,
        }
    }

    /// Closes the file with the hashes of a file that was read.
    pub(crate) fn close_with(&mut self, at: ReadPosition, trail: ContentHashes) {
        self.close();
        self.at = at;
        self.pieces.restart(at.offset);
        self.pieces.remember(trail);
    }

    /// Returns the hashes before `offset`, as far as `trail` lacks them.
    pub(super) fn trail_to(&mut self, offset: u64, trail: Option<ContentHashes>) -> Result<ContentHashes> {
        let lines = self.pieces.has_lines() != Some(false);
        let made = match &self.bytes {
            FollowedBytes::Plain(file) => reach(trail, offset, lines, &mut &*file),
            FollowedBytes::Packed(_) => reach(trail, offset, lines, &mut PackedContent(self.path.clone())),
            FollowedBytes::Stdin(_) | FollowedBytes::None => Ok(trail.unwrap_or_default()),
        };
        let made = made.and_then(|made| self.read_on_at(offset).map(|()| made));
        let made = made.map_err(|error| input::unread(&self.name, &error))?;
        self.note_tail()?;
        Ok(made)
    }

    /// Stores the last bytes read.
    pub(super) fn note_tail(&mut self) -> Result<()> {
        let read = self.read;
        let FollowedBytes::Plain(file) = &mut self.bytes else { return Ok(()) };
        let mut tail = Vec::new();
        let start = read.saturating_sub(HEAD as u64);
        let noted = file.seek(SeekFrom::Start(start)).and_then(|_| file.take(read - start).read_to_end(&mut tail));
        noted.map_err(|error| input::unread(&self.name, &error))?;
        self.tail = tail;
        Ok(())
    }

    fn read_on_at(&mut self, offset: u64) -> io::Result<()> {
        match &mut self.bytes {
            FollowedBytes::Plain(file) => file.seek(SeekFrom::Start(offset)).map(drop),
            _ => Ok(()),
        }
    }
}

fn reach(
    trail: Option<ContentHashes>,
    offset: u64,
    lines: bool,
    content: &mut dyn Content,
) -> io::Result<ContentHashes> {
    let mut trail = match trail {
        Some(trail) => trail,
        None if offset <= WHOLE => ContentHashes::default(),
        None => ContentHashes::beyond(offset, content)?,
    };
    if trail.offset() < offset {
        trail.advance(offset, lines, content)?;
    }
    Ok(trail)
}
