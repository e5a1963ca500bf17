//! The message of a panic: the position in the source, and its text only if it is a literal of the program.
#![expect(clippy::disallowed_methods, reason = "a panic hook has no access to the writers")]

use std::io::{self, Write as _};
use std::panic;

use connlog_core::sanitize::Escaped;

/// Replaces the panic message of the standard library, which may quote text of a record.
pub fn report_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let why = info.payload().downcast_ref::<&'static str>().map_or_else(String::new, |why| format!(": {why}"));
        let mut line = Escaped::default();
        line.line(&format!("error: an internal error{place}{why}"));
        drop(io::stderr().write_all(line.as_bytes()));
    }));
}
