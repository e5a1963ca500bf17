//! Compiles the patterns of the rules.

use regex::Regex;

/// All patterns are constants, and a test uses each. A pattern that does not compile would silently redact nothing.
pub(super) fn compile(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern compiles")
}
