//! Tests archives in SQLite and ClickHouse.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod archive;
mod archive_counts;
#[cfg(target_os = "linux")]
mod archive_crashes;
#[cfg(target_os = "linux")]
mod clickhouse;
mod engines;
mod first_runs;

use connlog_test_support::{self as support, missing};
