//! Remembers files that were read or skipped before, and selects the part for a cursor.

use std::collections::{HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::content_hashes::{ContentHash, ContentHashes};
use super::rotated_names::RotationStamp;

/// The most files that a run remembers after it stopped following them.
const DEPARTED: usize = 64;
/// The most files that a cursor remembers, the last ones, and the most marks for each.
const KEPT: usize = 16;
/// The most rotated files that a cursor lists, the newest ones.
const LISTED: usize = 64;

/// Files that are no longer followed, and rotated files with known content.
#[derive(Default)]
pub(super) struct History {
    departed: VecDeque<ContentHashes>,
    rotated: HashSet<RotationStamp>,
    /// The stamps of `rotated` that were added last.
    latest: VecDeque<RotationStamp>,
}

/// The part of a [`History`] that a cursor keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedHistory {
    /// The content hashes of files that are no longer followed.
    departed: Vec<Vec<ContentHash>>,
    rotated: Vec<RotationStamp>,
}

impl History {
    /// Adds the history of an earlier run.
    pub(super) fn restore(&mut self, kept: SavedHistory) {
        self.add_departed(kept.departed.iter().map(|hashes| ContentHashes::restored(hashes)));
        self.add_rotated(kept.rotated);
    }

    /// Adds files that are no longer followed.
    pub(super) fn add_departed(&mut self, trails: impl IntoIterator<Item = ContentHashes>) {
        self.departed.extend(trails.into_iter().filter(|trail| !trail.is_empty()));
        self.departed.drain(..self.departed.len().saturating_sub(DEPARTED));
    }

    /// Adds rotated files with known content, the newest last.
    pub(super) fn add_rotated(&mut self, stamps: impl IntoIterator<Item = RotationStamp>) {
        let rotated = &mut self.rotated;
        self.latest.extend(stamps.into_iter().filter(|stamp| rotated.insert(*stamp)));
        self.latest.drain(..self.latest.len().saturating_sub(LISTED));
    }

    /// Returns the content hashes of files that are no longer followed.
    pub(super) fn departed(&self) -> impl Iterator<Item = &ContentHashes> {
        self.departed.iter()
    }

    /// Returns whether a rotated file has not changed since it was added.
    pub(super) fn has_rotated(&self, stamp: &RotationStamp) -> bool {
        self.rotated.contains(stamp)
    }

    /// Returns a number that grows with each added rotated file.
    pub(super) fn size(&self) -> usize {
        self.rotated.len()
    }

    /// Returns the part for a cursor. `open` are deleted files that are still open, which another run cannot open.
    pub(super) fn kept<'t>(&'t self, open: impl Iterator<Item = &'t ContentHashes>) -> SavedHistory {
        let departed: Vec<&ContentHashes> =
            self.departed.iter().chain(open.filter(|trail| !trail.is_empty())).collect();
        let last = &departed[departed.len().saturating_sub(KEPT)..];
        SavedHistory {
            departed: last.iter().map(|trail| trail.hashes_up_to(trail.offset(), KEPT)).collect(),
            rotated: self.latest.iter().copied().collect(),
        }
    }
}
