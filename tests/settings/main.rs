//! Tests settings, contexts, and errors in the arguments.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod addresses;
mod config;
mod idle;
mod mistakes;
mod settings;

use connlog_test_support as support;
