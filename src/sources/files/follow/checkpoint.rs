//! The positions in followed files, from which a restart continues. A file is recognised by its inode and its first
//! bytes, because rotation changes its name.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::hash::Hasher as _;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::content_hashes::ContentHash;
use super::history::SavedHistory;
use crate::sources::files::input::FileId;

/// The number of first bytes that identify a file. Log lines have times, so this is enough.
pub(super) const HEAD: usize = 1024;

/// The positions in all followed files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredFileCheckpoints", from = "StoredFileCheckpoints")]
pub struct FileCheckpoints {
    /// The start of the window, if the user set one.
    pub(super) since: Option<DateTime<Utc>>,
    /// The number for the next new file.
    pub(super) next: u64,
    /// The files by the number in their entries.
    pub(super) files: BTreeMap<u64, FileCheckpoint>,
    /// Files that are no longer followed. Cursors of older versions have no history.
    pub(super) history: Option<SavedHistory>,
}

/// The form in the cursor file, where keys are texts instead of numbers.
#[derive(Serialize, Deserialize)]
struct StoredFileCheckpoints {
    since: Option<DateTime<Utc>>,
    next: u64,
    files: Vec<(u64, FileCheckpoint)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<SavedHistory>,
}

impl From<FileCheckpoints> for StoredFileCheckpoints {
    fn from(FileCheckpoints { since, next, files, history }: FileCheckpoints) -> Self {
        Self { since, next, files: files.into_iter().collect(), history }
    }
}

impl From<StoredFileCheckpoints> for FileCheckpoints {
    fn from(StoredFileCheckpoints { since, next, files, history }: StoredFileCheckpoints) -> Self {
        Self { since, next, files: files.into_iter().collect(), history }
    }
}

/// The position in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileCheckpoint {
    pub(super) path: String,
    pub(super) id: Option<FileId>,
    pub(super) head: HeadHash,
    /// The length at the last check.
    pub(super) size: u64,
    pub(super) at: ReadPosition,
    /// The time of the last entry.
    pub(super) last: Option<DateTime<Utc>>,
    /// The file was compressed and read to its end.
    pub(super) done: bool,
    /// The content hashes of the emitted part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trail: Vec<ContentHash>,
    /// The time of the last change.
    #[serde(default)]
    pub(super) changed: Option<SystemTime>,
}

/// All bytes before an offset, and a number of entries after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadPosition {
    pub offset: u64,
    pub taken: u64,
}

impl FileCheckpoint {
    /// Returns whether the first bytes are enough to recognise the file: they contain at least one complete emitted
    /// entry. A partial first line is not enough, because many logs begin alike.
    pub(super) fn is_identifying(&self) -> bool {
        let whole = usize::try_from(self.at.offset).unwrap_or(usize::MAX).min(HEAD);
        self.at != ReadPosition::default() && self.head.length() >= whole.max(1)
    }
}

impl FileCheckpoints {
    /// Counts an entry of this file as emitted.
    pub fn record_position(&mut self, file: u64, at: ReadPosition) {
        if let Some(place) = self.files.get_mut(&file) {
            place.at = at;
        }
    }

    /// Returns whether both have positions in the same files, so that [`FileCheckpoints::record_position`] applies to
    /// both.
    pub fn same_files(&self, other: &Self) -> bool {
        self.files.keys().eq(other.files.keys())
    }
}

/// Returns whether the file has no name any more.
#[cfg(unix)]
pub(super) fn is_deleted(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink() == 0
}

#[cfg(not(unix))]
pub(super) fn is_deleted(_: &Metadata) -> bool {
    false
}

/// The number of the first bytes of a file, and their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeadHash(usize, u64);

impl HeadHash {
    pub(super) fn new(head: &[u8]) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write(head);
        Self(head.len(), hasher.finish())
    }

    /// Returns the number of bytes.
    pub(super) fn length(self) -> usize {
        self.0
    }
}

/// Reads the first `length` bytes of a file, or all bytes of a shorter one.
pub(super) fn head(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}
