//! Drives the built program the way people do: over real HTTP, against the demo server or a server with a script.

mod support;
