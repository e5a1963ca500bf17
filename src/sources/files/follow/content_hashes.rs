//! Hashes the content of a read file at the ends of entries, to find the new part of a copied, replaced or rewritten
//! file.
//!
//! The hashes form a chain: the hash of a line depends on all lines before it. The number of hashes is limited, and
//! old ones become sparse. So a comparison may end some entries too early, but never too late.

use std::fs::File;
use std::hash::Hasher as _;
use std::io::{self, Read, Seek as _, SeekFrom};

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

/// The maximum number of hashes for one file.
const MOST: usize = 4_096;
/// The maximum number of hashes of a followed file in a cursor.
pub(super) const KEPT: usize = 32;
/// The number of bytes read at once for a comparison.
const READ: usize = 64 * 1024;
/// The number of bytes at the start and before the root that identify a file whose start was not read.
const PRINT: usize = 1_024;

/// The hash of the content up to an offset, which is a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ContentHash {
    pub(super) offset: u64,
    chain: u64,
}

/// The hash of an empty file.
const BEGINNING: ContentHash = ContentHash { offset: 0, chain: 0 };

/// The hashes of one file.
#[derive(Clone)]
pub(super) struct ContentHashes {
    /// The hashes by offset. The first one is the root, where hashing began.
    hashes: Vec<ContentHash>,
    /// The hash of all complete lines so far.
    chain: u64,
    /// The hash and the length of the incomplete last line.
    line: SipHasher13,
    partial_length: u64,
    /// The end of the hashed content.
    offset: u64,
}

/// Content that can be read from any offset.
pub(super) trait Content {
    /// Returns a reader from `offset` on.
    fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>>;
}

impl Content for &File {
    fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let mut file = *self;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Box::new(file))
    }
}

impl Default for ContentHashes {
    fn default() -> Self {
        Self::rooted(BEGINNING)
    }
}

impl ContentHashes {
    /// Creates the hashes of a file that is read from `root` on.
    fn rooted(root: ContentHash) -> Self {
        let ContentHash { offset, chain } = root;
        Self { hashes: vec![root], chain, line: SipHasher13::new_with_keys(chain, 0), partial_length: 0, offset }
    }

    /// Creates the hashes of a file that is read from `offset` on, and identified by some bytes before.
    pub(super) fn beyond(offset: u64, content: &mut dyn Content) -> io::Result<Self> {
        Ok(Self::rooted(ContentHash { offset, chain: print(offset, content)? }))
    }

    /// Creates the hashes that a cursor holds.
    pub(super) fn restored(hashes: &[ContentHash]) -> Self {
        let mut trail = Self::rooted(hashes.last().copied().unwrap_or(BEGINNING));
        if !hashes.is_empty() {
            trail.hashes = hashes.to_vec();
        }
        trail
    }

    /// Returns at most `limit` hashes up to `offset` for a cursor, half of them at the last entries.
    pub(super) fn hashes_up_to(&self, offset: u64, limit: usize) -> Vec<ContentHash> {
        let hashes = self.up_to(offset);
        let old = hashes.len().saturating_sub(limit / 2);
        let step = old.div_ceil(limit / 2).max(1);
        let kept = |(at, mark): (usize, &ContentHash)| (at >= old || at % step == 0).then_some(*mark);
        hashes.iter().enumerate().filter_map(kept).collect()
    }

    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Adds `bytes`, which begin at `start`, without the part that is hashed already. `is_end` says which line ends,
    /// by their position in `bytes`, are ends of entries.
    pub(super) fn feed(&mut self, start: u64, bytes: &[u8], is_end: impl Fn(usize) -> bool) {
        let known = self.offset.checked_sub(start).and_then(|known| usize::try_from(known).ok());
        // Nothing is added after a gap.
        let Some(known) = known else { return };
        let Some(new) = bytes.get(known..) else { return };
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', new) {
            self.line.write(&new[from..=end]);
            self.offset += (end + 1 - from) as u64;
            from = end + 1;
            self.chain = self.line.finish();
            self.line = SipHasher13::new_with_keys(self.chain, 0);
            self.partial_length = 0;
            if is_end(known + end) {
                self.hashes.push(ContentHash { offset: self.offset, chain: self.chain });
            }
        }
        self.line.write(&new[from..]);
        self.partial_length += (new.len() - from) as u64;
        self.offset += (new.len() - from) as u64;
        if self.hashes.len() > MOST {
            let mut at = 0;
            self.hashes.retain(|_| {
                at += 1;
                at > MOST / 2 || at % 2 == 1
            });
        }
    }

    /// Hashes `content` up to `offset`, the end of an entry. `lines` says that every line is an entry.
    pub(super) fn advance(&mut self, offset: u64, lines: bool, content: &mut dyn Content) -> io::Result<()> {
        self.read_on(offset, &mut *content.from(self.offset)?, |_| lines)?;
        let end = ContentHash { offset, chain: self.chain };
        if self.partial_length == 0 && self.hashes.last() != Some(&end) {
            self.hashes.push(end);
        }
        Ok(())
    }

    fn read_on(&mut self, offset: u64, reader: &mut dyn Read, is_end: impl Fn(usize) -> bool) -> io::Result<()> {
        let mut bytes = vec![0; READ];
        while self.offset < offset {
            let length = usize::try_from(offset - self.offset).unwrap_or(READ).min(READ);
            match reader.read(&mut bytes[..length]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.feed(self.offset, &bytes[..count], &is_end),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Returns the hashes up to `offset`.
    fn up_to(&self, offset: u64) -> &[ContentHash] {
        let end = self.hashes.partition_point(|mark| mark.offset <= offset);
        &self.hashes[..end]
    }

    /// Returns the hashes up to `offset` at most; they end at a hash there, or with all hashed content.
    pub(super) fn until(&self, offset: u64) -> Self {
        if offset >= self.offset {
            return self.clone();
        }
        let hashes = match self.up_to(offset) {
            [] => &self.hashes[..1],
            hashes => hashes,
        };
        Self::restored(hashes)
    }

    /// Returns whether nothing is hashed.
    pub(super) fn is_empty(&self) -> bool {
        self.hashes.len() == 1 && self.partial_length == 0 && self.offset == 0
    }

    /// Returns whether `content` matches the hashes between the last two.
    pub(super) fn ends_in(&self, content: &mut dyn Content) -> bool {
        let [.., before, last] = &*self.hashes else { return true };
        let mut candidate = Self::rooted(*before);
        let reader = content.from(before.offset);
        reader.is_ok_and(|mut reader| candidate.read_on(last.offset, &mut *reader, |_| false).is_ok())
            && (candidate.chain, candidate.partial_length) == (last.chain, 0)
    }

    /// Returns whether both have the same content up to the end of `other`.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let end = other.hashes.last().copied().unwrap_or(BEGINNING);
        end.offset > 0 && self.up_to(end.offset).last() == Some(&end)
    }

    /// Returns how far `content` matches these hashes, if that is after `at`. `own` are the hashes of `content` so
    /// far, and `head` its first bytes.
    pub(super) fn known(
        &self,
        own: &Self,
        at: u64,
        head: &[u8],
        content: &mut dyn Content,
    ) -> io::Result<Option<Self>> {
        if self.offset <= at || self.is_other(head) {
            return Ok(None);
        }
        let root = self.hashes[0];
        let shared = self.up_to(at).iter().rev().find(|mark| own.up_to(mark.offset).last() == Some(mark));
        let start = match shared {
            Some(mark) => *mark,
            None if at == 0 && print(root.offset, content).is_ok_and(|found| found == root.chain) => root,
            None => return Ok(None),
        };
        let mut candidate = Self::rooted(start);
        let mut best = start.offset;
        let mut reader = content.from(start.offset)?;
        let later = self.hashes.partition_point(|mark| mark.offset <= start.offset);
        for mark in &self.hashes[later..] {
            let ends = candidate.read_on(mark.offset, &mut *reader, |_| false).is_err();
            if ends && candidate.offset + 1 == mark.offset && candidate.offset > at {
                // The last line may be known except for its line end.
                let mut whole = candidate.clone();
                whole.feed(candidate.offset, b"\n", |_| false);
                if whole.chain == mark.chain {
                    candidate.hashes = self.up_to(best).to_vec();
                    return Ok(Some(candidate));
                }
            }
            if ends || (candidate.chain, candidate.partial_length) != (mark.chain, 0) {
                return Ok((best > at).then(|| self.until(best)));
            }
            best = mark.offset;
        }
        let last = candidate.read_on(self.offset, &mut *reader, |_| false).is_ok();
        if last
            && (candidate.chain, candidate.partial_length) == (self.chain, self.partial_length)
            && candidate.line.finish() == self.line.finish()
        {
            best = self.offset;
        }
        Ok((best > at).then(|| self.until(best)))
    }

    /// Returns whether the first bytes are enough to see that it is another file.
    fn is_other(&self, head: &[u8]) -> bool {
        let [root, first, ..] = &*self.hashes else { return false };
        let Some(line) = usize::try_from(first.offset).ok().and_then(|end| head.get(..end)) else { return false };
        if *root != BEGINNING {
            return false;
        }
        let mut candidate = Self::default();
        candidate.feed(0, line, |_| false);
        candidate.chain != first.chain
    }
}

/// Returns the hash of the first bytes of `content` and of the bytes before `offset`.
fn print(offset: u64, content: &mut dyn Content) -> io::Result<u64> {
    if offset == 0 {
        return Ok(BEGINNING.chain);
    }
    let mut hasher = SipHasher13::new_with_keys(offset, 1);
    let length = (PRINT as u64).min(offset);
    for start in [0, offset - length] {
        let mut bytes = Vec::new();
        content.from(start)?.take(length).read_to_end(&mut bytes)?;
        hasher.write(&bytes);
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Content for &[u8] {
        fn from(&mut self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
            Ok(Box::new(self.get(usize::try_from(offset).unwrap()..).unwrap_or_default()))
        }
    }

    fn lines(count: usize) -> String {
        (0..count).map(|line| line.to_string()).collect::<Vec<_>>().join("\n") + "\n"
    }

    fn trail(text: &str, lengths: &[usize]) -> ContentHashes {
        let (mut trail, mut at, mut lengths) = (ContentHashes::default(), 0, lengths.iter().cycle());
        while at < text.len() {
            let end = (at + lengths.next().unwrap().max(&1)).min(text.len());
            trail.feed(at as u64, &text.as_bytes()[at..end], |_| true);
            at = end;
        }
        trail
    }

    fn known(content: &str, at: usize, other: &ContentHashes) -> u64 {
        let own = trail(&content[..at], &[3]);
        let found = other.known(&own, at as u64, content.as_bytes(), &mut content.as_bytes()).unwrap();
        found.map_or(at as u64, |found| found.offset())
    }

    proptest! {
        #[test]
        fn what_is_known_is_the_common_beginning(
            shared in "[ab\n]{0,20}", one in "[cd\n]{0,8}", other in "[ef\n]{0,8}",
            lengths in prop::collection::vec(1usize..5, 1..4),
        ) {
            let (one, other) = (format!("{shared}{one}"), format!("{shared}{other}"));
            let memory = trail(&one, &lengths);
            let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
            let lines = one[..common].rfind('\n').map_or(0, |at| at + 1);
            // All of what is remembered, or all of the content but a line end.
            let is_all = common == one.len()
                || (common == other.len() && common > lines && one.as_bytes()[common] == b'\n');
            let expected = if is_all { common } else { lines };
            prop_assert_eq!(known(&other, 0, &memory), expected as u64);
            let at = other[..lines].find('\n').map_or(0, |at| at + 1);
            prop_assert_eq!(known(&other, at, &memory), expected as u64);
        }

        #[test]
        fn a_long_memory_gets_sparse_and_is_right(length in 1usize..20_000) {
            let text: String = lines(length);
            let memory = trail(&text, &[1_000]);
            prop_assert!(memory.hashes.len() <= MOST);
            prop_assert_eq!(known(&format!("{text}x\n"), 0, &memory), text.len() as u64);
            let kept = ContentHashes::restored(&memory.hashes_up_to(memory.offset, KEPT));
            prop_assert!(kept.hashes.len() <= KEPT + 1);
            prop_assert_eq!(known(&format!("{text}x\n"), 0, &kept), text.len() as u64);
        }
    }

    #[test]
    fn a_file_that_was_read_from_some_place_on_is_known_by_what_is_before_it() {
        let text: String = lines(1_000);
        let mut memory = ContentHashes::beyond(2_000, &mut text.as_bytes()).unwrap();
        memory.feed(2_000, &text.as_bytes()[2_000..], |_| true);
        assert_eq!(known(&format!("{text}x\n"), 0, &memory), text.len() as u64);
        assert_eq!(known(&format!("x{}", &text[1..]), 0, &memory), 0);
        assert_eq!(known(&text[..1_900], 0, &memory), 0);
    }
}
