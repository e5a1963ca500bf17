//! What the numbers of a check count: records or posts.

use serde::Serialize;

use crate::wording::counted;

/// What the numbers of a check count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CountUnit {
    /// Every record.
    #[default]
    Records,
    /// Of posts the last attempt of each post and account; every other record.
    Posts,
}

impl CountUnit {
    /// Returns the noun for one.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Records => "record",
            Self::Posts => "post",
        }
    }

    /// Returns `1 record`, `3 posts`.
    pub fn counted(self, count: u64) -> String {
        counted(count, self.noun())
    }
}
