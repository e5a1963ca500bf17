//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

/// Addresses of databases: which are read, and that no password is printed.
mod accounts;
/// The steps of the GitHub Action.
#[cfg(unix)]
mod action;
mod addresses;
/// What the API answers at odd moments.
mod answers;
/// What is done on many threads and what is done in turn come to the same.
mod both_ways;
/// A browser to look at pages with.
mod browser;
/// The keys and passwords of a run, repeated by servers, are printed nowhere.
mod canary;
/// The gate of CI jobs: conditions, healing, baselines, exit codes.
mod check;
/// The same gate and the same numbers over Fivetran's events.
mod check_fivetran;
/// Completion files are what the program generates, and complete by value.
mod completions;
/// Where the password of a database goes.
#[cfg(unix)]
mod database_tls;
/// Which form of the API is spoken, and what both come to.
mod dialects;
/// README and the book say nothing that the program does not do.
mod docs;
/// How commands end that cannot print.
mod endings;
/// What is said and done when something goes wrong.
mod errors;
/// Several kinds of an API in one list.
mod events;
/// What error codes mean.
mod explain;
/// Files of other users are neither followed nor waited for; keys stay where they belong.
#[cfg(unix)]
mod file_safety;
/// Which entries a filter lets pass, in both dialects.
mod filters;
/// The help of every command.
mod help;
/// No flag is taken that does nothing.
mod idle;
/// Nothing that is read acts on who prints it.
mod inert;
/// The picture in `src/lib.rs` stays true.
mod layers;
/// Tables of connections beside files of events.
mod lookups;
/// Skips a test where a program that it needs is missing.
mod missing;
/// How requests are sent: how many at once, over which connections, and within the rate limit.
mod network;
/// One outcome per entry, in every command.
mod outcomes;
/// Formats, fields and what is promised of stdout.
mod output;
/// How many entries, and the pages they come in.
mod paging;
/// Fivetran's tables in a real PostgreSQL.
#[cfg(unix)]
mod postgres;
/// What a list would ask, what was asked, and how far it has come.
mod preview;
/// Files and streams: what is read, in which order, and what is said of the rest.
mod reading;
/// Records survive untouched, whatever they hold.
mod records;
/// Generated pages and man pages are what the program generates.
mod reference;
/// What CI systems get to read about a verdict.
mod reports;
/// A cursor outlives its process, however that ends.
#[cfg(target_os = "linux")]
mod resume;
/// Everything once, from a server that misbehaves.
mod retrieval;
/// Secrets and persons are hidden in everything that is printed.
mod secrets;
/// Where settings come from, and what `doctor` makes of them.
mod settings;
/// What is counted, by group and over time.
mod stats;
/// The present state of accounts, from an API, its log, and saved answers.
mod status;
mod support;
/// Syncs of Fivetran's connections, and the timeline of one.
mod syncs;
/// How tables look, snapshot by snapshot.
mod tables;
/// Following: nothing lost, nothing twice, and an end in good order.
#[cfg(target_os = "linux")]
mod tail;
/// Following files: through growth, rotation and kills, each line once.
#[cfg(target_os = "linux")]
mod tail_files;
/// What cannot be read is counted, named, and never good news.
mod unreadable;
/// No secret of any record reaches any output of any command.
mod unspoken;
mod untimed;
/// Programs and schemas of others that reports are held against.
mod validators;
mod values;
mod verdicts;
/// Expressions over the fields of entries, and what is said of those that cannot be read.
mod r#where;
/// Which span of time is meant, asked for and shown.
mod window;
