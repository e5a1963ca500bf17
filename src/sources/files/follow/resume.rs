//! Finds the files of an earlier run's checkpoint under their present names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tokio::time::Instant;

use super::checkpoint::{FileCheckpoint, FileCheckpoints, ReadPosition};
use super::content_hashes::ContentHashes;
use super::followed_file::FollowedFile;
use super::rotated_names::beside;
use super::rotation::MovedFile;
use super::{FollowNotice, FollowedFiles};
use crate::sources::files::input::{FileId, regular_file};
use connlog_core::error::Error;

impl FollowedFiles {
    /// Resumes at the positions of an earlier run; finds each file under its present name.
    pub(super) fn resume(&mut self, places: FileCheckpoints, paths: &[PathBuf]) {
        self.places.next = self.places.next.max(places.next);
        let files: BTreeMap<u64, FileCheckpoint> =
            places.files.into_iter().filter(|(_, place)| !place.path.is_empty()).collect();
        // A cursor without a history does not say which rotated files are new.
        let changed = places.history.is_some().then(|| last_changes(&files, paths));
        self.history.restore(places.history.unwrap_or_default());
        let mut moved = self.resume_files(files, paths);
        let is_settled = |path: &Path| {
            let mut sources = self.sources.iter().filter(|source| source.path == path);
            moved.iter().any(|moved| moved.path == path) || sources.any(|source| source.at.offset > 0)
        };
        let unsettled: Vec<MovedFile> = changed
            .into_iter()
            .flatten()
            .filter(|(path, _)| !is_settled(path))
            .map(|(path, changed)| MovedFile { path, id: None, changed })
            .collect();
        moved.extend(unsettled);
        self.names(paths);
        for moved in &moved {
            self.between(moved);
        }
    }

    /// Tries again to resume in files that could not be read.
    pub(super) fn resume_waiting(&mut self, paths: &[PathBuf]) -> Vec<MovedFile> {
        let waiting = std::mem::take(&mut self.waiting);
        self.resume_files(waiting, paths)
    }

    /// Resumes in `files`. Returns the files that have other names than before.
    fn resume_files(
        &mut self,
        files: impl IntoIterator<Item = (u64, FileCheckpoint)>,
        paths: &[PathBuf],
    ) -> Vec<MovedFile> {
        let mut moved = Vec::new();
        let mut missing = Vec::new();
        // Copies have equal content, so inodes are compared first.
        for (number, known) in files {
            match self.locate(number, &known, paths, true) {
                ResumeLocation::Found(source, is_named) => moved.extend(self.resume_file(*source, is_named, known)),
                ResumeLocation::Unreadable(_) | ResumeLocation::Missing => missing.push((number, known)),
            }
        }
        for (number, known) in missing {
            match self.locate(number, &known, paths, false) {
                ResumeLocation::Found(source, is_named) => moved.extend(self.resume_file(*source, is_named, known)),
                ResumeLocation::Unreadable(fault) => {
                    self.refuse(Path::new(&known.path), fault);
                    self.waiting.push((number, known));
                }
                ResumeLocation::Missing => {
                    self.report_missing(&known);
                    self.history.add_departed([ContentHashes::restored(&known.trail)]);
                    moved.push(MovedFile { path: PathBuf::from(&known.path), id: None, changed: known.changed });
                }
            }
        }
        moved
    }

    /// Resumes in one file. Returns it if it has another name than before.
    fn resume_file(&mut self, mut source: FollowedFile, is_named: bool, known: FileCheckpoint) -> Option<MovedFile> {
        let path = PathBuf::from(&known.path);
        let trail = (!known.trail.is_empty()).then(|| ContentHashes::restored(&known.trail));
        let resumed = if known.done && source.is_unchanged(&known) {
            source.close_with(known.at, trail.unwrap_or_default());
            Ok(())
        } else {
            source.go_to(known.at, trail)
        };
        if let Err(fault) = resumed {
            self.refuse(&path, fault);
            self.waiting.push((source.number, known));
            return None;
        }
        source.last = known.last;
        source.left = (!is_named).then(Instant::now);
        let has_moved = source.path != path;
        let moved = MovedFile { path, id: source.id.or(known.id), changed: known.changed };
        self.sources.push(source);
        has_moved.then_some(moved)
    }

    /// Reports that the file of a checkpoint no longer exists.
    fn report_missing(&mut self, known: &FileCheckpoint) {
        let FileCheckpoint { path, size, at, last, done, .. } = known;
        if *done || (*at == ReadPosition::default() && *size == 0) {
            return;
        }
        let rotated = regular_file(Path::new(path)).is_some();
        self.events.push_back(if rotated || *size > at.offset {
            let cause =
                format!("{path} was rotated or removed since the last run, and its rest is not found beside it");
            FollowNotice::Lost { since: *last, cause }
        } else {
            FollowNotice::Note(format!("{path} is gone; everything that was known of it was read"))
        });
    }

    /// Finds the file of a checkpoint: by its inode and, unless `by_id`, also by its content.
    fn locate(&self, number: u64, known: &FileCheckpoint, paths: &[PathBuf], by_id: bool) -> ResumeLocation {
        let mut unreadable = None;
        let named = paths.iter().map(|path| (path.clone(), true));
        let others = beside(Path::new(&known.path)).map(|path| (path, false));
        for (path, is_named) in named.chain(others) {
            let Some(metadata) = regular_file(&path) else { continue };
            let id = FileId::new(&metadata);
            let same = known.id.is_some() && id == known.id;
            let taken = self.sources.iter().any(|source| id.is_some() && source.id == id);
            if taken || !(same || (!by_id && known.is_identifying())) {
                continue;
            }
            match FollowedFile::open(number, path, self.prefilter.clone()) {
                Ok(source) if source.begins_as(known) => return ResumeLocation::Found(Box::new(source), is_named),
                Err(fault) if same => unreadable = Some(fault),
                Ok(_) | Err(_) => {}
            }
        }
        unreadable.map_or(ResumeLocation::Missing, ResumeLocation::Unreadable)
    }
}

/// The file of a checkpoint.
enum ResumeLocation {
    /// The open file, and whether its name is followed.
    Found(Box<FollowedFile>, bool),
    Unreadable(Error),
    Missing,
}

/// The followed names, each with the last known change of its files. A name without files has the last change of all files.
fn last_changes(files: &BTreeMap<u64, FileCheckpoint>, paths: &[PathBuf]) -> Vec<(PathBuf, Option<SystemTime>)> {
    let last = files.values().filter_map(|place| place.changed).max();
    let change = |path: &PathBuf| {
        let places = files.values().filter(|place| Path::new(&place.path) == path);
        (path.clone(), places.filter_map(|place| place.changed).max().or(last))
    };
    paths.iter().map(change).collect()
}
