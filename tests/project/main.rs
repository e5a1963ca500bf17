//! Tests the documentation, the help and the completions, and the structure of the source code.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod completions;
mod docs;
mod explained_words;
mod help;
mod layers;
mod reference;
mod source_files;
mod structure;

use connlog_test_support::{self as support, missing, terminal};
