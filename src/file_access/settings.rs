//! Small files that decide about keys and addresses: the configuration, key files, baselines and password files.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use super::refused;

/// A file that other users can change.
#[derive(Debug, PartialEq, Eq)]
pub struct ExposedFile {
    /// Who can change it.
    pub cause: String,
    /// How the user prevents that, in the imperative.
    pub hint: String,
}

/// Opens a regular file for reading, or a pipe that this process already has (`<(command)` in a shell). Every other kind of
/// file is refused, because `open` would wait for the writer of a named pipe.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    if is_stream(path) {
        return options.open(path);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() || path == Path::new("/dev/null") {
        Ok(file)
    } else {
        Err(refused("it is not a regular file"))
    }
}

/// Reads the text of a file that [`open`] accepts. A file of more than `limit` bytes is an error.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    text(open(path)?, limit)
}

/// Reads the text of an open file. A file of more than `limit` bytes is an error.
pub fn text(file: File, limit: u64) -> io::Result<String> {
    let mut text = String::new();
    file.take(limit + 1).read_to_string(&mut text)?;
    if text.len() as u64 > limit { Err(refused("it is too large")) } else { Ok(text) }
}

/// Returns whether `path` names a stream that the parent process opened.
fn is_stream(path: &Path) -> bool {
    ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder)) || path == Path::new("/dev/stdin")
}

/// Returns whether the mode of a regular file lets users other than its owner write to it.
#[cfg(unix)]
pub fn is_writable_by_others(file: &Metadata) -> bool {
    file.is_file() && super::owner::is_writable(file)
}

#[cfg(not(unix))]
pub fn is_writable_by_others(_: &Metadata) -> bool {
    false
}

/// Returns whether users other than its owner have any permission for a regular file.
#[cfg(unix)]
pub fn is_open_to_others(file: &Metadata) -> bool {
    file.is_file() && super::owner::mode(file) & 0o077 != 0
}

#[cfg(not(unix))]
pub fn is_open_to_others(_: &Metadata) -> bool {
    false
}

/// Returns how users other than its owner and the administrator can change the open file at `path`, or `None`.
#[cfg(unix)]
pub fn exposed(path: &Path, file: &Metadata) -> Option<ExposedFile> {
    use std::os::unix::fs::MetadataExt as _;

    use super::owner;

    if !file.is_file() {
        return None;
    }
    let exposed = |cause: String, hint: String| Some(ExposedFile { cause, hint });
    let quoted = |path: &Path| shell_words::quote(&path.display().to_string()).into_owned();
    if !owner::is_trusted(file) {
        let owner = file.uid();
        let hint = format!("make it yours: chown \"$(id -u)\" {}", quoted(path));
        return exposed(format!("it belongs to another user (id {owner})"), hint);
    }
    if owner::is_writable(file) {
        let cause = format!("its mode {:04o} lets other users write to it", owner::mode(file));
        return exposed(cause, format!("run chmod go-w {}", quoted(path)));
    }
    let resolved = match super::target::resolve(path) {
        Ok(target) => target.path().to_owned(),
        Err(error) => return exposed(error.to_string(), "name a file of yours".to_owned()),
    };
    let here = |path: &Path| path.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned);
    for folder in [here(path), here(&resolved)].into_iter().flatten() {
        let Some(metadata) = folder.metadata().ok().filter(owner::is_replaceable) else { continue };
        let shown = folder.display();
        return if owner::is_trusted(&metadata) {
            let cause = format!("the mode {:04o} of {shown} lets other users replace it", owner::mode(&metadata));
            exposed(cause, format!("run chmod go-w {}", quoted(&folder)))
        } else {
            let cause = format!("its folder {shown} belongs to another user (id {})", metadata.uid());
            exposed(cause, format!("make it yours: chown \"$(id -u)\" {}", quoted(&folder)))
        };
    }
    None
}

#[cfg(not(unix))]
pub fn exposed(_: &Path, _: &Metadata) -> Option<ExposedFile> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    use super::*;

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn only_regular_files_are_read_and_a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "12345").unwrap();
        std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert_eq!(read_text(&at("file"), 5).unwrap(), "12345");
        assert!(read_text(&at("file"), 4).is_err());
        assert_eq!(read_text(Path::new("/dev/null"), 4).unwrap(), "");
        for other in [at("pipe"), at(""), "/dev/zero".into()] {
            assert!(open(&other).unwrap_err().to_string().contains("not a regular file"), "{}", other.display());
        }
    }

    #[test]
    fn files_that_others_can_change_are_detected() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, path) = (folder.path(), folder.path().join("file"));
        fs::write(&path, "").unwrap();
        allow(&path, 0o644);
        let cause = || exposed(&path, &path.metadata().unwrap()).map(|exposed| exposed.cause).unwrap_or_default();
        assert_eq!(cause(), "");
        for mode in [0o602, 0o620, 0o666] {
            allow(&path, mode);
            assert!(cause().contains(&format!("its mode {mode:04o}")), "{mode:o}: {}", cause());
        }
        allow(&path, 0o600);
        for (mode, replaceable) in [(0o755, false), (0o777, true), (0o770, true), (0o1777, false)] {
            allow(folder, mode);
            assert_eq!(cause().contains("lets other users replace it"), replaceable, "{mode:o}: {}", cause());
        }
        let private = tempfile::tempdir().unwrap();
        let link = private.path().join("link");
        symlink(&path, &link).unwrap();
        allow(folder, 0o777);
        let linked = exposed(&link, &path.metadata().unwrap()).unwrap();
        assert!(linked.cause.contains("replace") && linked.hint.contains("chmod go-w"), "{linked:?}");
        allow(folder, 0o700);
        if chown(folder, Some(12_345), None).is_ok() {
            assert!(cause().contains("folder") && cause().contains("another user (id 12345)"), "{}", cause());
            chown(&path, Some(12_345), None).unwrap();
            assert!(cause().starts_with("it belongs to another user"), "{}", cause());
        }
    }
}
