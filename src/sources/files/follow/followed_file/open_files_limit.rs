//! Opening many files: the soft limit of open files is raised to the hard one when it is reached.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens the file at `path` for reading.
pub(super) fn open(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if is_limit(&error) && raise() => File::open(path),
        opened => opened,
    }
    .map_err(|error| {
        if is_limit(&error) { io::Error::new(error.kind(), "too many open files; raise `ulimit -n`") } else { error }
    })
}

#[cfg(unix)]
fn is_limit(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error())
}

#[cfg(unix)]
fn raise() -> bool {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let mut limit = getrlimit(Resource::Nofile);
    let raised = limit.current != limit.maximum;
    limit.current = limit.maximum;
    raised && setrlimit(Resource::Nofile, limit).is_ok()
}

#[cfg(not(unix))]
fn is_limit(_: &io::Error) -> bool {
    false
}

#[cfg(not(unix))]
fn raise() -> bool {
    false
}
