//! What a source remembers of its content, and what it learns from the memory of others.

use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

use super::reader::WHOLE;
use super::{FollowedBytes, FollowedFile};
use crate::sources::files::follow::checkpoint::{HEAD, ReadPosition};
use crate::sources::files::follow::content_hashes::{Content, ContentHashes};
use crate::sources::files::input::{self, Input};
use connlog_core::error::Result;

/// The content of a packed file, unpacked.
struct PackedContent(PathBuf);

impl Content for PackedContent {
    fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut reader = Input::File(self.0.clone()).open().map_err(io::Error::other)?.reader;
        io::copy(&mut reader.by_ref().take(offset), &mut io::sink())?;
        Ok(reader)
    }
}

impl FollowedFile {
    /// The memory of what was read, and will be handed out.
    pub(crate) fn trail(&self) -> ContentHashes {
        self.pieces.trail().until(self.pieces.offset())
    }

    /// The memory of the content, and how far it counts for others.
    pub(crate) fn memory(&self) -> (&ContentHashes, u64) {
        (self.pieces.trail(), self.pieces.offset())
    }

    /// Where reading goes on: everything before it was handed out, or waits for that.
    pub(crate) fn cut_at(&self) -> ReadPosition {
        ReadPosition { offset: self.pieces.offset(), taken: self.skip }
    }

    /// Whether others may have read what comes next.
    pub(crate) fn has_unread(&self) -> bool {
        match &self.bytes {
            FollowedBytes::Plain(_) => self.skip == 0 && self.queue.is_empty() && self.seen.0 > self.read,
            FollowedBytes::Packed(_) => self.skip == 0 && self.fresh,
            FollowedBytes::Stdin(_) | FollowedBytes::None => false,
        }
    }

    /// The memory that has the content from the beginning and most of what comes next; `None` where no memory has any of
    /// what comes next.
    pub(crate) fn furthest<'t>(
        &mut self,
        others: impl Iterator<Item = (&'t ContentHashes, u64)>,
    ) -> io::Result<Option<ContentHashes>> {
        let (own, at) = (self.pieces.trail().clone(), self.pieces.offset());
        let mut best: Option<ContentHashes> = None;
        for (other, limit) in others {
            let cut;
            let other = if other.offset() > limit {
                cut = other.until(limit);
                &cut
            } else {
                other
            };
            let found = match &self.bytes {
                FollowedBytes::Plain(file) => other.known((&own, at), &self.head, &mut &*file),
                FollowedBytes::Packed(_) => other.known((&own, at), &self.head, &mut PackedContent(self.path.clone())),
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

    /// Goes behind what another source read.
    pub(crate) fn jump(&mut self, trail: ContentHashes) -> Result<()> {
        self.go_to(ReadPosition { offset: trail.offset(), taken: 0 }, Some(trail))
    }

    /// Whether the content is as remembered, where that ends.
    pub(crate) fn ends_as(&self, trail: &ContentHashes) -> bool {
        match &self.bytes {
            FollowedBytes::Plain(file) => trail.ends_in(&mut &*file),
            FollowedBytes::Packed(_) => trail.ends_in(&mut PackedContent(self.path.clone())),
            FollowedBytes::Stdin(_) | FollowedBytes::None => true,
        }
    }

    /// The source without bytes, with the memory of a file that was read.
    pub(crate) fn close_with(&mut self, at: ReadPosition, trail: ContentHashes) {
        self.close();
        self.at = at;
        self.pieces.restart(at.offset);
        self.pieces.remember(trail);
    }

    /// The memory of everything before `offset`, as far as `trail` does not have it.
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

    /// Notes the last bytes that were read.
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
