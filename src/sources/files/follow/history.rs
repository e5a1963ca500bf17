//! Files that were read or passed over before: what a run remembers of them, and the part that a cursor keeps.

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

/// Files that are no longer followed, and rotated files whose content is not news.
#[derive(Default)]
pub(super) struct History {
    departed: VecDeque<ContentHashes>,
    rotated: HashSet<RotationStamp>,
    /// The stamps of `rotated` that were added last.
    latest: VecDeque<RotationStamp>,
}

/// The part of a [`History`] that a cursor keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What was handed out of files that are no longer followed.
    departed: Vec<Vec<ContentHash>>,
    rotated: Vec<RotationStamp>,
}

impl History {
    /// Adds what another run remembered.
    pub(super) fn restore(&mut self, kept: Kept) {
        self.add_departed(kept.departed.iter().map(|marks| ContentHashes::restored(marks)));
        self.add_rotated(kept.rotated);
    }

    /// Adds files that are no longer followed.
    pub(super) fn add_departed(&mut self, trails: impl IntoIterator<Item = ContentHashes>) {
        self.departed.extend(trails.into_iter().filter(|trail| !trail.is_empty()));
        self.departed.drain(..self.departed.len().saturating_sub(DEPARTED));
    }

    /// Adds rotated files whose content is not news, the newest last.
    pub(super) fn add_rotated(&mut self, stamps: impl IntoIterator<Item = RotationStamp>) {
        let rotated = &mut self.rotated;
        self.latest.extend(stamps.into_iter().filter(|stamp| rotated.insert(*stamp)));
        self.latest.drain(..self.latest.len().saturating_sub(LISTED));
    }

    /// The memory of files that are no longer followed.
    pub(super) fn departed(&self) -> impl Iterator<Item = &ContentHashes> {
        self.departed.iter()
    }

    /// Whether a rotated file is unchanged since it was added.
    pub(super) fn has_rotated(&self, stamp: &RotationStamp) -> bool {
        self.rotated.contains(stamp)
    }

    /// A number that grows with every addition of a rotated file.
    pub(super) fn size(&self) -> usize {
        self.rotated.len()
    }

    /// What a cursor keeps. `open` are deleted files that are still open, which another run cannot open.
    pub(super) fn kept<'t>(&'t self, open: impl Iterator<Item = &'t ContentHashes>) -> Kept {
        let departed: Vec<&ContentHashes> =
            self.departed.iter().chain(open.filter(|trail| !trail.is_empty())).collect();
        let last = &departed[departed.len().saturating_sub(KEPT)..];
        Kept {
            departed: last.iter().map(|trail| trail.hashes_up_to(trail.offset(), KEPT)).collect(),
            rotated: self.latest.iter().copied().collect(),
        }
    }
}
