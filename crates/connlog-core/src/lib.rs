//! The core of connlog: records and their meaning, decoding, redaction, filters, aggregation and the quality gate.
//!
//! No I/O and no clock: callers pass bytes and times.

#![warn(missing_docs)]

pub mod aggregate;
pub mod decode;
pub mod diagnosis;
pub mod error;
mod error_reference;
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
