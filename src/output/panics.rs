//! What a panic prints: the place in the source, and a text only if it is one of the program itself.
#![expect(clippy::disallowed_methods, reason = "a panic has no writer that is handed down")]

use std::io::{self, Write as _};
use std::panic;

use connlog_core::sanitize::Escaped;

/// Replaces the panic message of the standard library, which quotes the text that an operation failed on.
pub fn report_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let why = info.payload().downcast_ref::<&'static str>().map_or_else(String::new, |why| format!(": {why}"));
        let mut line = Escaped::default();
        line.line(&format!("error: an internal error{place}{why}"));
        drop(io::stderr().write_all(line.as_bytes()));
    }));
}
