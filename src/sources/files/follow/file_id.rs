//! The identity of a file.

use std::fs::Metadata;

/// Returns the device and inode numbers, if the system has them.
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
