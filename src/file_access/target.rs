//! Files that the user names for output: `--out`, `--report`, `--write-baseline`.
//!
//! A link of the user or of the administrator is followed. A link of another user is refused, and so is a file that another
//! user put into a shared folder such as /tmp.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The destination of output.
#[derive(Debug, PartialEq, Eq)]
pub enum FileTarget {
    /// A path without links.
    Path(PathBuf),
    /// A stream that this process already has, such as /dev/stdout.
    Stream(PathBuf),
}

impl FileTarget {
    /// Returns the path to open.
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) | Self::Stream(path) => path,
        }
    }

    /// Refuses a file that another user put into a shared folder.
    #[cfg(unix)]
    pub fn check_owner(&self) -> io::Result<()> {
        match self {
            Self::Path(path) => std::fs::symlink_metadata(path).map_or(Ok(()), |found| check(path, &found)),
            Self::Stream(_) => Ok(()),
        }
    }

    #[cfg(not(unix))]
    pub fn check_owner(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Checks the links and the owner of the file at `path`, and opens it with `options`.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    open_target(&resolve(path)?, options)
}

/// Opens a target that [`resolve`] returned.
#[cfg(unix)]
pub fn open_target(target: &FileTarget, options: &mut OpenOptions) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    target.check_owner()?;
    if matches!(target, FileTarget::Path(_)) {
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    let file = options.open(target.path())?;
    if let FileTarget::Path(path) = target {
        check(path, &file.metadata()?)?;
    }
    Ok(file)
}

#[cfg(not(unix))]
pub fn open_target(target: &FileTarget, options: &mut OpenOptions) -> io::Result<File> {
    options.open(target.path())
}

#[cfg(unix)]
fn check(path: &Path, file: &std::fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    if super::owner::is_planted(path, file) {
        let owner = file.uid();
        return Err(super::refused(format!("another user (id {owner}) put this file into the shared folder")));
    }
    Ok(())
}

/// Resolves the links in `path`. A link of another user is an error. The file itself may be missing.
#[cfg(unix)]
pub fn resolve(path: &Path) -> io::Result<FileTarget> {
    use std::collections::VecDeque;
    use std::fs;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Component;

    const MOST_LINKS: u32 = 40;
    let parts = |path: &Path| path.iter().map(ToOwned::to_owned).collect::<VecDeque<_>>();
    let (mut resolved, mut rest, mut links) = (PathBuf::new(), parts(path), 0);
    while let Some(part) = rest.pop_front() {
        match Path::new(&part).components().next() {
            Some(Component::ParentDir) if resolved.file_name().is_some() => drop(resolved.pop()),
            Some(Component::Normal(_)) => {
                let next = resolved.join(&part);
                // Links below /proc lead to open streams, and have no path.
                if next.starts_with("/proc") {
                    return Ok(FileTarget::Stream(rest.iter().fold(next, |path, part| path.join(part))));
                }
                match fs::symlink_metadata(&next) {
                    Ok(link) if link.is_symlink() => {
                        links += 1;
                        if links > MOST_LINKS {
                            return Err(super::refused("there are too many symbolic links in its path"));
                        }
                        if !super::owner::is_trusted(&link) {
                            let (link, owner) = (next.display(), link.uid());
                            return Err(super::refused(format!(
                                "the symbolic link {link} belongs to another user (id {owner})"
                            )));
                        }
                        let mut parts = parts(&fs::read_link(&next)?);
                        parts.append(&mut rest);
                        rest = parts;
                    }
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => resolved = next,
                }
            }
            Some(Component::RootDir) => resolved = PathBuf::from("/"),
            Some(Component::ParentDir) if !resolved.has_root() => resolved.push(".."),
            _ => {}
        }
    }
    if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        // A path that ends with a slash names a folder.
        resolved.push("");
    }
    Ok(FileTarget::Path(resolved))
}

#[cfg(not(unix))]
pub fn resolve(path: &Path) -> io::Result<FileTarget> {
    Ok(FileTarget::Path(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{lchown, symlink};

    use super::*;

    #[test]
    fn own_links_are_followed_also_to_missing_files() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        fs::create_dir(home.join("real")).unwrap();
        symlink("real", home.join("folder")).unwrap();
        symlink("../folder/file", home.join("real/link")).unwrap();
        symlink("loop", home.join("loop")).unwrap();
        for (typed, resolved) in
            [("folder/file", "real/file"), ("folder/link", "real/file"), ("real/../x", "x"), ("folder/../x", "x")]
        {
            assert_eq!(resolve(&home.join(typed)).unwrap(), FileTarget::Path(home.join(resolved)), "{typed}");
        }
        assert!(resolve(&home.join("loop")).is_err());
        assert_eq!(resolve(Path::new("../a/./b")).unwrap(), FileTarget::Path("../a/b".into()));
        assert_eq!(resolve(Path::new("/../a")).unwrap(), FileTarget::Path("/a".into()));
        assert!(open(&home.join("new/"), OpenOptions::new().write(true).create(true)).is_err());
        let stream = resolve(Path::new("/dev/fd/1")).unwrap();
        assert!(!cfg!(target_os = "linux") || matches!(stream, FileTarget::Stream(_)), "{stream:?}");
    }

    #[test]
    fn links_and_planted_files_of_another_user_are_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("target"), "kept").unwrap();
        symlink("target", at("link")).unwrap();
        symlink(".", at("here")).unwrap();
        fs::write(at("planted"), "kept").unwrap();
        // Only the administrator can give files away.
        let given = ["link", "here", "planted"].map(|name| lchown(at(name), Some(12_345), Some(12_345)));
        if given.iter().any(Result::is_err) {
            return;
        }
        let write = |name: &str| open(&at(name), OpenOptions::new().write(true).create(true)).map(drop);
        assert!(write("planted").is_ok(), "the folder is not shared");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
        for name in ["link", "here/target", "here/new", "planted"] {
            assert_eq!(write(name).unwrap_err().kind(), io::ErrorKind::PermissionDenied, "{name}");
        }
        assert!(write("target").is_ok());
    }
}
