//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod support;
