//! Tests the sources of entries: the API and its faults, Fivetran, files and databases.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod answers;
#[cfg(unix)]
mod database_tls;
mod dialects;
mod errors;
mod fivetran_api;
mod fivetran_requests;
mod network;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(unix)]
mod postgres;
mod preview;
mod reading;
mod reads_only;
mod services;
mod unreadable;

use connlog_test_support::{self as support, missing};
