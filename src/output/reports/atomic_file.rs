//! Replaces a file atomically, so that a CI system never collects an incomplete file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::file_access::target::{self, FileTarget};

/// Replaces the file at `path` by the output of `write`, and creates missing folders. If `write` fails, the old file stays.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let target = target::resolve(path)?;
    target.check_owner()?;
    if let FileTarget::Stream(_) = &target {
        return fill(target::open_target(&target, fs::OpenOptions::new().append(true))?, write);
    }
    let path = target.path();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        // A device or a pipe must not be replaced by a file.
        return fill(target::open_target(&target, fs::OpenOptions::new().write(true))?, write);
    }
    let draft = draft(path)?;
    let done = File::create_new(&draft)
        .and_then(|file| old.map_or(Ok(()), |old| file.set_permissions(old.permissions())).map(|()| file))
        .and_then(|file| fill(file, write))
        .and_then(|()| fs::rename(&draft, path));
    if done.is_err() {
        drop(fs::remove_file(&draft));
    }
    done
}

fn draft(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no file name"))?;
    let name = format!(".{}.{:x}.draft", name.to_string_lossy(), fastrand::u128(..));
    Ok(path.with_file_name(name))
}

fn fill(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut writer = BufWriter::new(file);
    write(&mut writer)?;
    writer.flush()
}
