//! Private files of connlog: cursors, locks, journals and caches. Other users can neither read them nor replace them by
//! links.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::{is_absent, refused};

/// Creates the folder and its missing parents. A link of another user on the path is an error.
pub fn create_folder(path: &Path) -> io::Result<()> {
    super::target::resolve(path)?;
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens the file with `options`. A new file is readable by its owner only.
///
/// A link, a file of another user, a file with several names and everything but a regular file is refused.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(super::no_links());
    }
    let opened = options.open(path).map_err(|error| {
        let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        if is_link { refused("it is a symbolic link, which connlog does not follow here") } else { error }
    });
    let file = opened?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// Reads the file, or returns `None` if it does not exist. A file of more than `limit` bytes is an error.
pub fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match open(path, OpenOptions::new().read(true)) {
        Err(error) if is_absent(&error) => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(refused("it is too large")) } else { Ok(Some(bytes)) }
}

/// Replaces the file by `bytes` atomically. A link at `path` is replaced, and its target is unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{:032x}.draft", fastrand::u128(..)));
    let written = open(&draft, OpenOptions::new().write(true).create_new(true))
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        drop(fs::remove_file(&draft));
    }
    written
}

#[cfg(unix)]
fn check(file: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    if !file.is_file() {
        return Err(refused("it is not a regular file"));
    }
    if !super::owner::is_trusted(file) {
        return Err(refused(format!("it belongs to another user (id {})", file.uid())));
    }
    if file.nlink() > 1 {
        return Err(refused("the same file has another name (a hard link)"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check(file: &Metadata) -> io::Result<()> {
    if file.is_file() { Ok(()) } else { Err(refused("it is not a regular file")) }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn append(path: &Path) -> io::Result<File> {
        open(path, OpenOptions::new().append(true).create(true))
    }

    #[test]
    fn links_and_special_files_are_refused_and_left_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("target"), "kept").unwrap();
        symlink(at("target"), at("link")).unwrap();
        symlink(at("missing"), at("dangling")).unwrap();
        fs::hard_link(at("target"), at("hard")).unwrap();
        std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        for (name, cause) in [
            ("link", "symbolic link"),
            ("dangling", "symbolic link"),
            ("hard", "hard link"),
            ("pipe", "not a regular file"),
        ] {
            for error in [append(&at(name)).unwrap_err(), read(&at(name), 10).unwrap_err()] {
                // A named pipe without a reader cannot be opened for writing.
                let expected = error.to_string().contains(cause) || error.raw_os_error().is_some();
                assert!(expected, "{name}: {error}");
            }
            assert!(read(&at(name), 10).unwrap_err().to_string().contains(cause), "{name}");
        }
        assert_eq!(fs::read(at("target")).unwrap(), b"kept");
        assert!(!at("missing").exists());
        replace(&at("link"), b"new").unwrap();
        assert_eq!((fs::read(at("target")).unwrap(), fs::read(at("link")).unwrap()), (b"kept".into(), b"new".into()));
    }

    #[test]
    fn files_are_private_and_no_draft_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        create_folder(&folder.path().join("a")).unwrap();
        assert_eq!(read(&path, 10).unwrap(), None);
        replace(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).unwrap().as_deref(), Some(&b"12345"[..]));
        assert!(read(&path, 4).is_err());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder.path().join("a")), mode(&path)), (0o700, 0o600));
        assert!(replace(&folder.path().join("a"), b"x").is_err(), "a folder is not replaced");
        let names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["a"]);
    }
}
