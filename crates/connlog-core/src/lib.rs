//! What connlog knows of log entries: records and their meaning, decoding, redaction, filters, counts and the gate.
//!
//! Nothing here reads a file, asks a server or knows the time: callers pass bytes and moments.

pub mod aggregate;
pub mod decode;
pub mod error;
pub mod escape;
pub mod gate;
pub mod json;
pub mod providers;
pub mod query;
pub mod record;
pub mod redact;
pub mod sanitize;
pub mod secret_registry;
pub mod suggest;
pub mod time;
pub mod wording;
