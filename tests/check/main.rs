//! Tests `check`: its conditions, its exit codes and its reports.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod accounts;
#[cfg(unix)]
mod action;
mod browser;
mod check;
mod check_fivetran;
mod check_posts;
mod open_syncs;
mod reports;
mod undecided;
mod validators;
mod verdicts;

use connlog_test_support::{self as support, missing, terminal};
