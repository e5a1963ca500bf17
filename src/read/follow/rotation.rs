//! Which files stand behind the names: new ones, renamed ones, copies, those cut short, and those that are gone.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::place::{self, At, Place, Places};
use super::source::{self, Rewritten, Source};
use super::{Files, Told};
use crate::error::Result;

/// A file whose name is another's by now is read on so long after its last growth.
const LINGER: Duration = Duration::from_secs(10);
/// So long where nothing took its name: whoever writes to it may go on for long.
const ORPHANED: Duration = Duration::from_secs(3600);
/// In so many files beside one that was rotated, its rest is looked for.
const NEIGHBOURS: usize = 1_000;

impl Files {
    /// Looks at all names. Says whether the set of files is another now.
    pub(super) fn look(&mut self) -> bool {
        self.looked = Some(Instant::now());
        let before: Vec<u64> = self.sources.iter().map(|source| source.number).collect();
        self.rewritten();
        let paths = (self.wanted.names)();
        let found = self.names(&paths);
        self.leave(&found, &paths);
        let same = self.sources.iter().map(|source| source.number).eq(before);
        if !same {
            self.note_places();
        }
        !same
    }

    /// Files that were cut short, or written anew: their rest may stand in a copy.
    fn rewritten(&mut self) {
        for index in 0..self.sources.len() {
            let source = &mut self.sources[index];
            let Some(Rewritten { lost }) = source.rewritten() else { continue };
            let (path, latest, at) = (source.path.clone(), source.last, source.at);
            let copy = neighbour(&path, |other, head| {
                let known = self.sources.iter().any(|source| source.id.is_some() && source.id == other.id);
                !known && other.size >= at.offset && head(&self.sources[index].head)
            });
            let number = self.number();
            let anew = Source::open(number, path.clone(), self.prefilter.clone());
            let source = &mut self.sources[index];
            let name = source.name.clone();
            let rest = copy.and_then(|copy| {
                let mut rest = Source::open(source.number, copy, self.prefilter.clone()).ok()?;
                rest.go_to(at).ok().map(|()| rest)
            });
            if let Some(mut rest) = rest {
                (rest.left, rest.last) = (Some(Instant::now()), latest);
                *source = rest;
            } else {
                source.close();
                source.queue.clear();
                source.left = Some(Instant::now());
                self.told.push_back(match lost {
                    Some(cause) => Told::Lost { since: latest, cause },
                    None => Told::Note(format!("{name} was cut short; it is read from its beginning")),
                });
            }
            match anew {
                Ok(anew) => self.sources.push(anew),
                Err(fault) => self.told.push_back(Told::Trouble(fault)),
            }
        }
    }

    /// Opens what is new; returns what was found.
    fn names(&mut self, paths: &[PathBuf]) -> HashSet<u64> {
        let mut found = HashSet::new();
        for path in paths {
            let Some(metadata) = source::metadata(path) else { continue };
            let id = place::id(&metadata);
            let known = |source: &&mut Source| match id {
                Some(_) => source.id == id,
                None => source.path == *path,
            };
            // Of those with one inode the latest: the file may have been written anew.
            if let Some(source) = self.sources.iter_mut().rev().find(known) {
                source.path.clone_from(path);
                found.insert(source.number);
                continue;
            }
            if self.copies.contains(&id) {
                continue;
            }
            match Source::open(self.places.next, path.clone(), self.prefilter.clone()) {
                Ok(new) if self.is_copy(&new, metadata.len()) => drop(self.copies.insert(id)),
                Ok(new) => {
                    self.places.next += 1;
                    self.refused.remove(path);
                    found.insert(new.number);
                    self.sources.push(new);
                }
                Err(fault) if self.refused.insert(path.clone()) => self.told.push_back(Told::Trouble(fault)),
                Err(_) => {}
            }
        }
        found
    }

    /// Whether a new file says what one that is followed said: what a rotation copies is not read twice.
    fn is_copy(&self, new: &Source, length: u64) -> bool {
        self.sources.iter().any(|source| {
            let known = source.at.offset > 0 && !source.head.is_empty();
            known && new.head.starts_with(&source.head) && (!new.is_plain() || length >= source.at.offset)
        })
    }

    /// Files whose names are gone are read to their end, and let go after a while.
    fn leave(&mut self, found: &HashSet<u64>, paths: &[PathBuf]) {
        for source in self.sources.iter_mut().filter(|source| !source.is_stdin()) {
            if found.contains(&source.number) {
                source.left = None;
                continue;
            }
            let taken = paths.contains(&source.path) && source.path.exists();
            if !source.idle || source.left.is_none() {
                source.left = Some(Instant::now());
            }
            let patience = if taken || source.is_deleted() { LINGER } else { ORPHANED };
            if !source.ended() && source.left.is_some_and(|left| left.elapsed() >= patience) {
                source.finish(&*self.wanted.keep, &mut self.report);
            }
        }
        let over =
            |source: &Source| source.left.is_some() && source.ended() && source.queue.is_empty() && !source.is_stdin();
        self.sources.retain(|source| !over(source));
    }

    /// Goes on from the places of another run: each file under whatever name it has now.
    pub(super) fn resume(&mut self, places: Places) -> Result<()> {
        self.places.next = self.places.next.max(places.next);
        let paths = (self.wanted.names)();
        for (number, known) in places.files {
            if known.path.is_empty() {
                continue;
            }
            let Some((path, is_named)) = whereabouts(&known, &paths) else {
                self.missing(&known);
                continue;
            };
            let mut source = Source::open(number, path, self.prefilter.clone())?;
            if known.done {
                source.close();
                source.at = known.at;
            } else {
                source.go_to(known.at)?;
            }
            source.last = known.last;
            source.left = (!is_named).then(Instant::now);
            self.sources.push(source);
        }
        self.names(&paths);
        Ok(())
    }

    /// Says that a file cannot be gone on with.
    fn missing(&mut self, known: &Place) {
        let Place { path, size, at, last, done, .. } = known;
        if *done || (*at == At::default() && *size == 0) {
            return;
        }
        let rotated = source::metadata(Path::new(path)).is_some();
        self.told.push_back(if rotated || *size > at.offset {
            let cause =
                format!("{path} was rotated or removed since the last run, and its rest is not found beside it");
            Told::Lost { since: *last, cause }
        } else {
            Told::Note(format!("{path} is gone; everything that was known of it was read"))
        });
    }
}

/// The path of the file that a place is in, and whether that is a name that is followed.
fn whereabouts(known: &Place, paths: &[PathBuf]) -> Option<(PathBuf, bool)> {
    let is = |path: &Path, by_id: bool| {
        let Some(metadata) = source::metadata(path) else { return false };
        let same = known.id.is_some() && place::id(&metadata) == known.id;
        (same || (!by_id && known.tells())) && begins_as(path, known)
    };
    for by_id in [true, false] {
        if let Some(path) = paths.iter().find(|path| is(path, by_id)) {
            return Some((path.clone(), true));
        }
        let beside = beside(Path::new(&known.path)).find(|path| is(path, by_id));
        if let Some(path) = beside {
            return Some((path, false));
        }
    }
    None
}

/// Whether the file at `path` begins as the place says, and reaches as far.
fn begins_as(path: &Path, known: &Place) -> bool {
    let Ok(head) = source::opened_head(path) else { return false };
    let same = head.get(..known.head.0).is_some_and(|head| place::summed(head) == known.head);
    let plain =
        File::open(path).and_then(|mut file| place::head(&mut file, 4)).is_ok_and(|first| !source::is_packed(&first));
    let long = source::metadata(path).is_some_and(|metadata| metadata.len() >= known.at.offset);
    same && (long || !plain)
}

/// A file that stands beside another one.
struct Neighbour {
    id: Option<(u64, u64)>,
    size: u64,
}

/// The first file beside `path` that `is` picks; it may ask whether the file begins with certain bytes.
fn neighbour(path: &Path, is: impl Fn(&Neighbour, &dyn Fn(&[u8]) -> bool) -> bool) -> Option<PathBuf> {
    beside(path).filter(|other| other != path).find(|other| {
        let Some(metadata) = source::metadata(other) else { return false };
        let begins =
            |head: &[u8]| !head.is_empty() && source::opened_head(other).is_ok_and(|found| found.starts_with(head));
        is(&Neighbour { id: place::id(&metadata), size: metadata.len() }, &begins)
    })
}

/// The files in the folder of `path`, itself among them; those with a like name first.
fn beside(path: &Path) -> impl Iterator<Item = PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let listed = folder.read_dir().into_iter().flatten().filter_map(Result::ok).take(NEIGHBOURS);
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
    let alike = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&stem));
    paths.sort_by_key(|path| (!alike(path), path.clone()));
    paths.into_iter()
}
