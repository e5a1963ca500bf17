//! Tests `tail` and `--resume`, over HTTP and with files.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod cursors;
#[cfg(target_os = "linux")]
mod resume;
#[cfg(target_os = "linux")]
mod tail;
#[cfg(target_os = "linux")]
mod tail_files;

use connlog_test_support::{self as support, terminal};
