//! What a source remembers of its content, and what it learns from the memory of others.

use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

use super::reading::WHOLE;
use super::{Bytes, Source};
use crate::error::Result;
use crate::read::follow::place::{At, HEAD};
use crate::read::follow::trail::{Content, Trail};
use crate::read::input::{self, Input};

/// The content of a packed file, unpacked.
struct Packed(PathBuf);

impl Content for Packed {
    fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut reader = Input::File(self.0.clone()).open().map_err(io::Error::other)?.reader;
        io::copy(&mut reader.by_ref().take(offset), &mut io::sink())?;
        Ok(reader)
    }
}

impl Source {
    /// The memory of what was read, and will be handed out.
    pub(in crate::read::follow) fn trail(&self) -> Trail {
        self.pieces.trail().until(self.pieces.offset())
    }

    /// The memory of the content, and how far it counts for others.
    pub(in crate::read::follow) fn memory(&self) -> (&Trail, u64) {
        (self.pieces.trail(), self.pieces.offset())
    }

    /// Where reading goes on: everything before it was handed out, or waits for that.
    pub(in crate::read::follow) fn cut_at(&self) -> At {
        At { offset: self.pieces.offset(), taken: self.skip }
    }

    /// Whether others may have read what comes next.
    pub(in crate::read::follow) fn has_unread(&self) -> bool {
        match &self.bytes {
            Bytes::Plain(_) => self.skip == 0 && self.queue.is_empty() && self.seen.0 > self.read,
            Bytes::Packed(_) => self.skip == 0 && self.fresh,
            Bytes::Stdin(_) | Bytes::None => false,
        }
    }

    /// The memory that has the content from the beginning and most of what comes next; `None` where no memory has any of
    /// what comes next.
    pub(in crate::read::follow) fn furthest<'t>(
        &mut self,
        others: impl Iterator<Item = (&'t Trail, u64)>,
    ) -> io::Result<Option<Trail>> {
        let (own, at) = (self.pieces.trail().clone(), self.pieces.offset());
        let mut best: Option<Trail> = None;
        for (other, limit) in others {
            let cut;
            let other = if other.offset() > limit {
                cut = other.until(limit);
                &cut
            } else {
                other
            };
            let found = match &self.bytes {
                Bytes::Plain(file) => other.known((&own, at), &self.head, &mut &*file),
                Bytes::Packed(_) => other.known((&own, at), &self.head, &mut Packed(self.path.clone())),
                Bytes::Stdin(_) | Bytes::None => Ok(None),
            };
            let further = |found: &Trail| best.as_ref().is_none_or(|best| found.offset() > best.offset());
            if let Some(found) = found?.filter(further) {
                best = Some(found);
            }
        }
        self.read_on_at(self.read)?;
        Ok(best)
    }

    /// Goes behind what another source read.
    pub(in crate::read::follow) fn jump(&mut self, trail: Trail) -> Result<()> {
        self.go_to(At { offset: trail.offset(), taken: 0 }, Some(trail))
    }

    /// Whether the content is as remembered, where that ends.
    pub(in crate::read::follow) fn ends_as(&self, trail: &Trail) -> bool {
        match &self.bytes {
            Bytes::Plain(file) => trail.ends_in(&mut &*file),
            Bytes::Packed(_) => trail.ends_in(&mut Packed(self.path.clone())),
            Bytes::Stdin(_) | Bytes::None => true,
        }
    }

    /// The source without bytes, with the memory of a file that was read.
    pub(in crate::read::follow) fn close_with(&mut self, at: At, trail: Trail) {
        self.close();
        self.at = at;
        self.pieces.restart(at.offset);
        self.pieces.remember(trail);
    }

    /// The memory of everything before `offset`, as far as `trail` does not have it.
    pub(super) fn trail_to(&mut self, offset: u64, trail: Option<Trail>) -> Result<Trail> {
        let lines = self.pieces.has_lines() != Some(false);
        let made = match &self.bytes {
            Bytes::Plain(file) => reach(trail, offset, lines, &mut &*file),
            Bytes::Packed(_) => reach(trail, offset, lines, &mut Packed(self.path.clone())),
            Bytes::Stdin(_) | Bytes::None => Ok(trail.unwrap_or_default()),
        };
        let made = made.and_then(|made| self.read_on_at(offset).map(|()| made));
        let made = made.map_err(|error| input::unread(&self.name, &error))?;
        self.note_tail()?;
        Ok(made)
    }

    /// Notes the last bytes that were read.
    pub(super) fn note_tail(&mut self) -> Result<()> {
        let read = self.read;
        let Bytes::Plain(file) = &mut self.bytes else { return Ok(()) };
        let mut tail = Vec::new();
        let start = read.saturating_sub(HEAD as u64);
        let noted = file.seek(SeekFrom::Start(start)).and_then(|_| file.take(read - start).read_to_end(&mut tail));
        noted.map_err(|error| input::unread(&self.name, &error))?;
        self.tail = tail;
        Ok(())
    }

    fn read_on_at(&mut self, offset: u64) -> io::Result<()> {
        match &mut self.bytes {
            Bytes::Plain(file) => file.seek(SeekFrom::Start(offset)).map(drop),
            _ => Ok(()),
        }
    }
}

fn reach(trail: Option<Trail>, offset: u64, lines: bool, content: &mut dyn Content) -> io::Result<Trail> {
    let mut trail = match trail {
        Some(trail) => trail,
        None if offset <= WHOLE => Trail::default(),
        None => Trail::beyond(offset, content)?,
    };
    if trail.offset() < offset {
        trail.advance(offset, lines, content)?;
    }
    Ok(trail)
}
