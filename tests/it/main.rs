//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

/// Completion files are what the program generates, and complete by value.
mod completions;
/// What is said and done when something goes wrong.
mod errors;
/// The picture in `src/lib.rs` stays true.
mod layers;
/// Formats, fields and what is promised of stdout.
mod output;
/// Records survive untouched, whatever they hold.
mod records;
/// Everything once, from a server that misbehaves.
mod retrieval;
mod support;
/// How tables look, snapshot by snapshot.
mod tables;
