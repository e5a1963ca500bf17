//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

/// Which form of the API is spoken, and what both come to.
mod dialects;
/// Which entries a filter lets pass, in both dialects.
mod filters;
/// How many entries, and the pages they come in.
mod paging;
/// Everything once, from a server that misbehaves.
mod retrieval;
/// Where settings come from, and what `doctor` makes of them.
mod settings;
mod support;
/// Which span of time is meant, asked for and shown.
mod window;
