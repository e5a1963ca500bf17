//! A key that cannot be printed: trimmed, stars in `Debug`, its text handed out to `fetch/http.rs` only.

use std::fmt;

/// The key of the demo, which opens nothing else and which `connlog demo` prints.
pub const PUBLIC: &str = connlog_demo::KEY;

/// An API key. Any prefix is taken: besides `sk_` and `zrk_` keys, OAuth tokens work as bearers too.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The key in `text` without the white space around it; `None` if nothing is left or it cannot go into a header.
    pub fn new(text: &str) -> Option<Self> {
        let key = text.trim();
        (!key.is_empty() && key.bytes().all(|byte| (0x21..0x7f).contains(&byte))).then(|| Self(key.to_owned()))
    }

    /// The key itself, for the header it goes into, and for comparison with environment variables.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
