//! Tests the counts, states and stories that commands make from entries: `stats`, `status`, `summary`, `syncs`, `why` and `explain`.
#![expect(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod explain;
mod lookups;
mod outcomes;
mod printed_syncs;
mod stats;
mod status;
mod summary;
mod syncs;
mod why;

use connlog_test_support::{self as support, terminal};
