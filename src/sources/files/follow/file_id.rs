//! The identity of a file, and its metadata.

use std::fs::Metadata;
use std::path::Path;

/// Returns the device and inode numbers, if the system has them.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such numbers")]
pub(super) fn id(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(super) fn id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Returns the metadata of a file at `path`, or `None` for anything else.
pub(super) fn metadata(path: &Path) -> Option<Metadata> {
    std::fs::metadata(path).ok().filter(Metadata::is_file)
}
