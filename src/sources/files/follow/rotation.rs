//! Finds the files behind the followed names: new, renamed, copied, truncated and removed files.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::checkpoint::FileCheckpoint;
use super::followed_file::content_memory::ReadContent;
use super::followed_file::{FollowedFile, TruncatedFile};
use super::rotated_names::{self, RotatedFile, RotationRank, beside};
use super::{FollowNotice, FollowedFiles};
use crate::sources::files::input::{FileId, regular_file};
use connlog_core::error::Error;

/// How long a file is read after its last growth once another file has its name.
const LINGER: Duration = Duration::from_secs(10);
/// The same if no file has its name, because the writer may continue for long.
const ORPHANED: Duration = Duration::from_secs(3600);

impl FollowedFiles {
    /// Checks all names. Returns whether the set of files has changed.
    pub(super) fn scan_folder(&mut self) -> bool {
        self.checked_at = Some(Instant::now());
        let before: Vec<u64> = self.sources.iter().map(|source| source.number).collect();
        let rotated = self.history.size();
        let paths = (self.filter.names)();
        let mut moved = self.resume_waiting(&paths);
        moved.extend(self.rewritten(&paths));
        let next = self.places.next;
        let found = self.names(&paths);
        moved.extend(self.leave(&found, &paths));
        moved.extend(self.unseen(next));
        let mut seen = HashSet::new();
        moved.retain(|moved| seen.insert(moved.path.clone()));
        for moved in &moved {
            self.between(moved);
        }
        let same = self.sources.iter().map(|source| source.number).eq(before);
        if !same || self.history.size() != rotated {
            self.note_places();
        }
        !same
    }

    /// Returns the names whose files may have been rotated between two checks: the name has a new file, or none.
    fn unseen(&self, next: u64) -> Vec<MovedFile> {
        let is_new = |path: &PathBuf| {
            let mut sources = self.sources.iter().filter(|source| source.path == *path);
            sources.any(|source| source.number >= next) || regular_file(path).is_none()
        };
        let names = self.first.iter().filter(|path| is_new(path));
        names.map(|path| MovedFile { path: path.clone(), id: None, changed: None }).collect()
    }

    /// Handles files that were truncated or rewritten. Their unread rest may be in a copy.
    fn rewritten(&mut self, paths: &[PathBuf]) -> Vec<MovedFile> {
        let mut moved = Vec::new();
        for index in 0..self.sources.len() {
            let source = &mut self.sources[index];
            let Some(TruncatedFile { lost, changed }) = source.rewritten() else { continue };
            let (path, latest, name) = (source.path.clone(), source.last, source.name.clone());
            let is_there = regular_file(&path).is_some_and(|metadata| FileId::new(&metadata) == source.id);
            let is_followed = paths.iter().any(|name| path == *name || rotated_names::is_rotated(&path, name));
            // A file under another name is found with the other names.
            let anew = (is_there && is_followed).then(|| {
                let number = self.number();
                FollowedFile::open(number, path.clone(), self.prefilter.clone())
            });
            let rest = self.copy_of(index);
            let id = rest.as_ref().and_then(|rest| rest.id);
            moved.push(MovedFile { path, id, changed });
            if let Some(rest) = rest {
                self.sources[index] = rest;
            } else {
                let trail = self.sources[index].trail();
                let mut others = self.sources.iter().enumerate().filter(|(other, _)| *other != index);
                let is_elsewhere = others.any(|(_, other)| other.memory().hashes.covers(&trail));
                self.sources[index].fail();
                let event = match lost {
                    Some(_) if is_elsewhere => None,
                    Some(cause) => Some(FollowNotice::Lost { since: latest, cause }),
                    None => Some(FollowNotice::Note(format!("{name} was cut short; it is read from its beginning"))),
                };
                self.events.extend(event);
            }
            match anew {
                Some(Ok(anew)) => self.sources.push(anew),
                Some(Err(fault)) => self.events.push_back(FollowNotice::Trouble(fault)),
                None => {}
            }
        }
        moved
    }

    /// Finds a copy of a truncated file beside it that is not followed.
    fn copy_of(&self, index: usize) -> Option<FollowedFile> {
        let source = &self.sources[index];
        let (trail, at) = (source.trail(), source.cut_at());
        let is_known = |id: Option<FileId>| self.sources.iter().any(|known| id.is_some() && known.id == id);
        let candidates = beside(&source.path).filter(|path| *path != source.path);
        candidates.filter(|path| regular_file(path).is_some_and(|metadata| !is_known(FileId::new(&metadata)))).find_map(
            |path| {
                let mut copy = FollowedFile::open(source.number, path, self.prefilter.clone()).ok()?;
                if source.head.is_empty() || !copy.head.starts_with(&source.head) {
                    return None;
                }
                let known = copy.furthest([ReadContent::whole(&trail)].into_iter()).ok()?;
                if known.map_or(0, |known| known.offset()) < at.offset {
                    return None;
                }
                copy.go_to(at, Some(trail.clone())).ok()?;
                copy.queue.extend(source.queue.iter().cloned());
                (copy.left, copy.last, copy.at) = (Some(Instant::now()), source.last, source.at);
                Some(copy)
            },
        )
    }

    /// Opens new files; returns the numbers of all files found.
    pub(super) fn names(&mut self, paths: &[PathBuf]) -> HashSet<u64> {
        let mut found = HashSet::new();
        for path in paths {
            let Some(metadata) = regular_file(path) else { continue };
            if self.is_output(path, &metadata) {
                continue;
            }
            let id = FileId::new(&metadata);
            let known = |source: &&mut FollowedFile| match id {
                Some(_) => source.id == id,
                None => source.path == *path,
            };
            // Of several files with one inode, the latest is meant: the file may have been rewritten.
            if let Some(source) = self.sources.iter_mut().rev().find(known) {
                if !found.contains(&source.number) {
                    source.path.clone_from(path);
                }
                found.insert(source.number);
                continue;
            }
            let is_waited_for = |(_, place): &(u64, FileCheckpoint)| place.id == id || Path::new(&place.path) == path;
            if self.waiting.iter().any(is_waited_for) {
                continue;
            }
            match FollowedFile::open(self.places.next, path.clone(), self.prefilter.clone()) {
                Ok(new) => {
                    self.places.next += 1;
                    found.insert(new.number);
                    self.sources.push(new);
                }
                Err(fault) => self.refuse(path, fault),
            }
        }
        found
    }

    pub(super) fn refuse(&mut self, path: &Path, fault: Error) {
        if self.refused.insert(path.to_owned()) {
            self.events.push_back(FollowNotice::Trouble(fault));
        }
    }

    /// Returns whether the file is an output of this run.
    fn is_output(&mut self, path: &Path, metadata: &Metadata) -> bool {
        let is = FileId::new(metadata).is_some_and(|id| self.filter.outputs.contains(&id));
        if is && self.refused.insert(path.to_owned()) {
            let path = path.display();
            self.events.push_back(FollowNotice::Note(format!("{path} is not read: the output of this run goes there")));
        }
        is
    }

    /// Reads files without a name to their end, and drops them after a while. Returns the files whose names have
    /// belonged to other files since the last check.
    fn leave(&mut self, found: &HashSet<u64>, paths: &[PathBuf]) -> Vec<MovedFile> {
        let mut moved = Vec::new();
        for source in self.sources.iter_mut().filter(|source| !source.is_stdin()) {
            if found.contains(&source.number) {
                (source.left, source.gone) = (None, false);
                continue;
            }
            let taken = paths.contains(&source.path) && source.path.exists();
            if source.left.is_none() {
                // The rotated files of the names at the start are known.
                let changed = source.changed().filter(|_| !self.first.contains(&source.path));
                moved.push(MovedFile { path: source.path.clone(), id: source.id, changed });
            }
            source.gone = source.is_deleted();
            if !source.idle || source.left.is_none() {
                source.left = Some(Instant::now());
            }
            let patience = if taken || source.gone { LINGER } else { ORPHANED };
            if !source.ended() && source.left.is_some_and(|left| left.elapsed() >= patience) {
                source.finish(&*self.filter.keep, &mut self.report);
            }
        }
        let over = |source: &FollowedFile| {
            source.left.is_some() && source.ended() && source.queue.is_empty() && !source.is_stdin()
        };
        let departed = || self.sources.iter().filter(|source| over(source));
        self.history.add_rotated(departed().map(FollowedFile::stamp));
        self.history.add_departed(departed().map(FollowedFile::trail));
        self.sources.retain(|source| !over(source));
        moved
    }

    /// Returns whether a rotated file is followed, or its content is known.
    fn knows(&self, sibling: &RotatedFile) -> bool {
        let is_followed = self.sources.iter().any(|source| source.id.is_some() && source.id == sibling.stamp.id);
        is_followed || self.history.has_rotated(&sibling.stamp)
    }

    /// Opens the rotated files between `moved` and the present file of a name.
    pub(super) fn between(&mut self, moved: &MovedFile) {
        let siblings = rotated_names::rotated(&moved.path);
        let moved_to = siblings.iter().find(|sibling| moved.id.is_some() && sibling.stamp.id == moved.id);
        let rank = moved_to.map(|sibling| sibling.rank.clone());
        let (known, new): (Vec<&RotatedFile>, Vec<&RotatedFile>) =
            siblings.iter().partition(|sibling| self.knows(sibling));
        for sibling in new {
            // A file may grow after its rotation, so its name is more reliable than its time.
            let is_newer = rank.as_ref().and_then(|rank| sibling.rank.is_newer_than(rank)).unwrap_or_else(|| {
                moved.changed.zip(sibling.stamp.changed).is_none_or(|(moved, changed)| changed >= moved)
            });
            // Older files have higher numbers or earlier dates.
            let is_older = !is_newer || known.iter().any(|known| known.rank.is_newer_than(&sibling.rank) == Some(true));
            if is_older {
                self.history.add_rotated([sibling.stamp]);
                continue;
            }
            if regular_file(&sibling.path).is_some_and(|file| self.is_output(&sibling.path, &file)) {
                continue;
            }
            match FollowedFile::open(self.places.next, sibling.path.clone(), self.prefilter.clone()) {
                Ok(mut new) => {
                    self.places.next += 1;
                    new.left = Some(Instant::now());
                    self.sources.push(new);
                }
                Err(fault) => self.refuse(&sibling.path, fault),
            }
        }
        let Some(RotationRank::Number(last)) = rank else { return };
        let is_there = |number| siblings.iter().any(|sibling| sibling.rank == RotationRank::Number(number));
        if let Some(number) = (1..last).find(|number| !is_there(*number)) {
            let path = moved.path.display();
            let cause = format!("{path} was rotated {last} times, and number {number} is not there");
            self.events.push_back(FollowNotice::Lost { since: None, cause });
        }
    }
}

/// A file whose name belongs to another file now.
pub(super) struct MovedFile {
    pub(super) path: PathBuf,
    pub(super) id: Option<FileId>,
    pub(super) changed: Option<SystemTime>,
}
