//! Access to files whose owner and kind matter.
//!
//! - `state`: private files of connlog, such as cursors and caches. Links are never followed.
//! - `target`: files that the user names for output. Links of the user are followed, links of other users are refused.
//! - `settings`: small files that decide about keys and addresses. Only regular files are read.

#[cfg(unix)]
pub mod owner;
pub mod settings;
pub mod state;
pub mod target;

use std::io;

/// Returns whether a file does not exist: also if a part of its path is a file, as with `HOME=/dev/null`.
pub fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Creates the error of an access that is refused for safety. `cause` follows `cannot ...:` in a message.
fn refused(cause: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, cause.into())
}

/// Returns the flags that prevent `open` from following a link and from waiting for the other end of a named pipe.
#[cfg(unix)]
fn no_links() -> i32 {
    use rustix::fs::OFlags;

    (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed()
}
