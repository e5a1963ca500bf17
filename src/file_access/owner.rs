//! Owners and modes of files.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// Write permission of group and others.
const WRITABLE: u32 = 0o022;
/// In a folder with this bit, only the owner of a file may rename or remove it.
const STICKY: u32 = 0o1000;

/// Returns whether a file belongs to the user of this process or to the administrator.
pub(super) fn is_trusted(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw() || metadata.uid() == 0
}

/// Returns whether users other than the owner may write to the file or folder.
pub(super) fn is_writable(metadata: &Metadata) -> bool {
    metadata.permissions().mode() & WRITABLE != 0
}

/// Returns the permission bits in the form of `chmod`.
pub(super) fn mode(metadata: &Metadata) -> u32 {
    metadata.permissions().mode() & 0o7777
}

/// Returns whether other users can replace files in the folder.
pub(super) fn is_replaceable(folder: &Metadata) -> bool {
    !is_trusted(folder) || is_writable(folder) && mode(folder) & STICKY == 0
}

/// Returns whether a user who owns neither the folder nor this process put `file` into a shared folder. Linux has the same
/// rule for `fs.protected_regular` and `fs.protected_fifos`.
pub(super) fn is_planted(path: &Path, file: &Metadata) -> bool {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(parent).is_ok_and(|folder| {
        let is_shared = mode(&folder) & STICKY != 0 && is_writable(&folder);
        is_shared && !is_trusted(file) && file.uid() != folder.uid()
    })
}
