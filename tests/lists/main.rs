//! Tests lists of entries: kinds, filters, windows, order and pages.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

mod both_ways;
mod common_fields;
mod context;
mod deep_lists;
mod details;
mod events;
mod every_kind;
mod filters;
mod logs;
mod names;
mod paging;
mod records;
mod retrieval;
mod saved_filters;
mod sort;
mod untimed;
mod values;
mod r#where;
mod window;

use connlog_test_support::{self as support, terminal};
