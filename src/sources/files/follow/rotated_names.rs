//! Recognises files beside a followed file that a rotation made, by names such as `app.log.1`, `app.log.2.gz`,
//! `app.log-20261129` and `app-2026-11-29.log`.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::sources::files::input::{FileId, regular_file};

/// The maximum number of names of a folder that are checked.
const NAMES: usize = 10_000;
/// The maximum number of files of a folder that are compared with a file without a name.
const NEIGHBOURS: usize = 1_000;

/// A rotated file.
#[derive(Debug, Clone)]
pub(super) struct RotatedFile {
    pub(super) path: PathBuf,
    pub(super) rank: RotationRank,
    pub(super) stamp: RotationStamp,
}

/// The values that show a change of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct RotationStamp {
    pub(super) id: Option<FileId>,
    pub(super) size: u64,
    pub(super) changed: Option<SystemTime>,
}

/// The age of a rotated file according to its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RotationRank {
    /// A number, counted from the newest file.
    Number(u64),
    /// A date, often with a count within the day.
    Date(Vec<String>),
    /// `old` and the like.
    Unknown,
}

impl RotationRank {
    /// Returns whether the file of this rank is newer than the other; `None` if the names do not show it.
    pub(super) fn is_newer_than(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => Some(one < other),
            (Self::Date(one), Self::Date(other)) if one != other => Some(is_later(one, other)),
            _ => None,
        }
    }
}

/// Returns the rotated files of `paths`, the latest change last.
pub(super) fn stamps(paths: &[PathBuf]) -> Vec<RotationStamp> {
    let mut stamps: Vec<RotationStamp> =
        paths.iter().flat_map(|path| rotated(path)).map(|sibling| sibling.stamp).collect();
    stamps.sort_by_key(|stamp| stamp.changed);
    stamps
}

/// Returns whether `one` is a later date than `other`. Longer numbers are larger, as with 10 and 9.
fn is_later(one: &[String], other: &[String]) -> bool {
    if one.len() != other.len() {
        return one.concat() > other.concat();
    }
    let key = |number: &String| {
        let digits = number.trim_start_matches('0');
        (digits.len(), digits.to_owned())
    };
    one.iter().map(key).gt(other.iter().map(key))
}

/// Returns whether `path` is a rotated name of `original`.
pub(super) fn is_rotated(path: &Path, original: &Path) -> bool {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.parent() == original.parent() && rank(&name(path), &name(original)).is_some()
}

/// Returns the rotated files of `path`.
pub(super) fn rotated(path: &Path) -> Vec<RotatedFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return Vec::new() };
    let listed = folder.read_dir().into_iter().flatten().filter_map(Result::ok).take(NAMES);
    let mut found: Vec<RotatedFile> = listed
        .filter_map(|entry| {
            let rank = rank(&entry.file_name().to_string_lossy(), &name)?;
            let path = path.with_file_name(entry.file_name());
            let stamp = stamp(&regular_file(&path)?);
            Some(RotatedFile { path, rank, stamp })
        })
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Returns the files in the folder of `path`, including itself; similar names first.
pub(super) fn beside(path: &Path) -> impl Iterator<Item = PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let listed = folder.read_dir().into_iter().flatten().filter_map(Result::ok).take(NEIGHBOURS);
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
    let alike = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&stem));
    paths.sort_by_key(|path| (!alike(path), path.clone()));
    paths.into_iter()
}

fn stamp(metadata: &Metadata) -> RotationStamp {
    RotationStamp { id: FileId::new(metadata), size: metadata.len(), changed: metadata.modified().ok() }
}

/// Returns the rank if `name` is a rotated name of `original`.
fn rank(name: &str, original: &str) -> Option<RotationRank> {
    let bare = ["gz", "zst"].iter().find_map(|packed| name.strip_suffix(packed)?.strip_suffix('.')).unwrap_or(name);
    let behind = bare.strip_prefix(original);
    let inside = || {
        let (stem, extension) = original.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
        bare.strip_prefix(stem)?.strip_suffix(extension)?.strip_suffix('.')
    };
    let middle = behind.or_else(inside)?.strip_prefix(['.', '-', '_'])?;
    if matches!(middle, "old" | "prev" | "previous") {
        return Some(RotationRank::Unknown);
    }
    let digits = middle.split(|one: char| !one.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let digits: Vec<String> = digits.map(str::to_owned).collect();
    let others = middle.chars().all(|one| one.is_ascii_digit() || "-_.:TZ".contains(one));
    if digits.is_empty() || !others {
        return None;
    }
    Some(match middle.parse() {
        Ok(number) if middle.len() <= 5 => RotationRank::Number(number),
        _ => RotationRank::Date(digits),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rotations_are_told_from_others() {
        let date = |text: &str| Some(RotationRank::Date(text.split(' ').map(str::to_owned).collect()));
        for (name, expected) in [
            ("app.log.1", Some(RotationRank::Number(1))),
            ("app.log.12.gz", Some(RotationRank::Number(12))),
            ("app.1.log", Some(RotationRank::Number(1))),
            ("app.log-20261129", date("20261129")),
            ("app-2026-11-29T10:00.log.zst", date("2026 11 29 10 00")),
            ("app.log.2026-11-29", date("2026 11 29")),
            ("app-2026-11-29.10.log.gz", date("2026 11 29 10")),
            ("app.log.old", Some(RotationRank::Unknown)),
            ("app.log", None),
            ("app.log.bak", None),
            ("app.log1", None),
            ("app2.log", None),
            ("other.log.1", None),
            ("app.log.", None),
            ("app.log.-", None),
        ] {
            assert_eq!(rank(name, "app.log"), expected, "{name}");
        }
        assert_eq!(RotationRank::Number(1).is_newer_than(&RotationRank::Number(2)), Some(true));
        for (older, newer) in [
            ("app-2026-11-29.9.log", "app-2026-11-29.10.log"),
            ("app-2026-11-29.10.log", "app-2026-11-30.1.log"),
            ("app-20261129.log", "app-20261129-1.log"),
            ("app.log-20261128", "app.log-20261129"),
            ("app.log.09-1", "app.log.10-0"),
        ] {
            let rank = |name| rank(name, "app.log").unwrap();
            assert_eq!(rank(newer).is_newer_than(&rank(older)), Some(true), "{older} {newer}");
            assert_eq!(rank(older).is_newer_than(&rank(newer)), Some(false), "{older} {newer}");
        }
        assert_eq!(RotationRank::Unknown.is_newer_than(&RotationRank::Number(2)), None);
    }
}
