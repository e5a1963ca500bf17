//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.
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
mod addresses;
mod answers;
mod archive;
mod archive_counts;
#[cfg(target_os = "linux")]
mod archive_crashes;
mod both_ways;
mod browser;
mod canary;
mod check;
mod check_fivetran;
mod check_posts;
#[cfg(target_os = "linux")]
mod clickhouse;
mod common_fields;
mod completions;
mod config;
mod context;
mod cursors;
#[cfg(unix)]
mod database_tls;
mod deep_lists;
mod details;
mod dialects;
mod docs;
mod endings;
mod errors;
mod events;
mod every_kind;
mod explain;
#[cfg(unix)]
mod file_safety;
mod filters;
mod fivetran_api;
mod help;
mod idle;
mod inert;
mod layers;
mod logs;
mod lookups;
mod missing;
mod mistakes;
mod names;
mod network;
mod outcomes;
mod output;
mod paging;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(unix)]
mod postgres;
mod preview;
mod reading;
mod reads_only;
mod records;
mod reference;
mod reports;
#[cfg(target_os = "linux")]
mod resume;
mod retrieval;
mod saved_filters;
mod secrets;
mod services;
mod settings;
mod sort;
mod stats;
mod status;
mod summary;
mod support;
mod syncs;
mod tables;
#[cfg(target_os = "linux")]
mod tail;
#[cfg(target_os = "linux")]
mod tail_files;
mod undecided;
mod unreadable;
mod unspoken;
mod untimed;
mod validators;
mod values;
mod verdicts;
mod r#where;
mod why;
mod window;
