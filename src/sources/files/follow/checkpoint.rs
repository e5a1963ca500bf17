//! How far files were followed: all that a restart needs. A file is known by its inode and by how it begins, never by its
//! name, since rotation takes that away.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::hash::Hasher as _;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::content_hashes::ContentHash;
use super::history::Kept;

/// So much of a file's beginning tells it from others. Log lines bear times, so it is enough.
pub(super) const HEAD: usize = 1024;

/// The places in all files that are followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredFileCheckpoints", from = "StoredFileCheckpoints")]
pub struct FileCheckpoints {
    /// Nothing older was asked for.
    pub(super) since: Option<DateTime<Utc>>,
    /// The number of the next file that appears.
    pub(super) next: u64,
    /// By the numbers that entries bear.
    pub(super) files: BTreeMap<u64, FileCheckpoint>,
    /// Files that are no longer followed. Cursors of older versions have none.
    pub(super) history: Option<Kept>,
}

/// The form on disk: names of members are texts, and numbers are none.
#[derive(Serialize, Deserialize)]
struct StoredFileCheckpoints {
    since: Option<DateTime<Utc>>,
    next: u64,
    files: Vec<(u64, FileCheckpoint)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<Kept>,
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

/// How far one file was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileCheckpoint {
    pub(super) path: String,
    pub(super) id: Option<(u64, u64)>,
    /// Bytes of the beginning, and their hash.
    pub(super) head: (usize, u64),
    /// The length when it was looked at last.
    pub(super) size: u64,
    pub(super) at: ReadPosition,
    /// The time of the last entry.
    pub(super) last: Option<DateTime<Utc>>,
    /// It was packed, and read to its end.
    pub(super) done: bool,
    /// What was handed out, as far as it is remembered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trail: Vec<ContentHash>,
    /// When it was changed last.
    #[serde(default)]
    pub(super) changed: Option<SystemTime>,
}

/// Everything before an offset, and so many entries behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadPosition {
    pub offset: u64,
    pub taken: u64,
}

impl FileCheckpoint {
    /// Whether its beginning alone tells the file: something whole of it was handed out, and all of that, or as much as is
    /// ever remembered, is in the head. Half of a first line begins any log.
    pub(super) fn tells(&self) -> bool {
        let whole = usize::try_from(self.at.offset).unwrap_or(usize::MAX).min(HEAD);
        self.at != ReadPosition::default() && self.head.0 >= whole.max(1)
    }
}

impl FileCheckpoints {
    /// Counts an entry of the file of that number as handed out.
    pub fn record_position(&mut self, file: u64, at: ReadPosition) {
        if let Some(place) = self.files.get_mut(&file) {
            place.at = at;
        }
    }

    /// Whether these are places in the same files, so that what [`FileCheckpoints::record_position`] learns of one is of use to the other.
    pub fn same_files(&self, other: &Self) -> bool {
        self.files.keys().eq(other.files.keys())
    }
}

/// What the system tells a file by, where it does.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(super) fn id(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(super) fn id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether no name leads to the file any more.
#[cfg(unix)]
pub(super) fn is_deleted(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink() == 0
}

#[cfg(not(unix))]
pub(super) fn is_deleted(_: &Metadata) -> bool {
    false
}

/// How a head is remembered.
pub(super) fn summed(head: &[u8]) -> (usize, u64) {
    let mut hasher = SipHasher13::new();
    hasher.write(head);
    (head.len(), hasher.finish())
}

/// The first `length` bytes of a file, or as many as there are.
pub(super) fn head(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}
