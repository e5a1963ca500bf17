//! An API key that `Debug` does not print.

use std::fmt;

/// The public keys of the demo, which `connlog demo` prints.
const PUBLIC: [&str; 4] =
    [connlog_demo::KEY, connlog_demo::FIVETRAN_KEY, connlog_demo::FIVETRAN_SECRET, connlog_demo::FIVETRAN_PAIR];

/// Returns whether a key is one of the demo, which is public.
pub fn is_public(key: &str) -> bool {
    PUBLIC.contains(&key)
}

/// An API key with any prefix: the API accepts `sk_` and `zrk_` keys and OAuth tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Creates a key from `text` without the white space around it. Returns `None` if it is empty or invalid in a header.
    pub fn new(text: &str) -> Option<Self> {
        let key = text.trim();
        (!key.is_empty() && key.bytes().all(|byte| (0x21..0x7f).contains(&byte))).then(|| Self(key.to_owned()))
    }

    /// Returns the key as text, for the header of requests and for comparison with environment variables.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
