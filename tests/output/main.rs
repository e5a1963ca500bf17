//! Tests what is printed: formats, tables, secrets, hostile text and the files that connlog writes.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod canary;
mod endings;
#[cfg(unix)]
mod file_safety;
mod inert;
mod output;
mod secrets;
mod tables;
mod unspoken;

use connlog_test_support::{self as support, missing, terminal};
