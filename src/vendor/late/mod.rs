//! Late / Zernio: one API in two dialects, both served by the same kinds of record.
//!
//! *Old* ("late"): `/v1/connections/logs`, `/v1/posts/logs`, `/v1/posts/{id}/logs`; camelCase rows with `_id`, 7 days.
//! *Present* ("zernio"): `/v1/logs?type=…`; `snake_case` rows without an id, 90 days. `/v1/logs` itself meant post logs in
//! camelCase before 2026-02-17, so the style of the rows tells the dialects apart, not the path.

pub mod codes;
mod envelope;
pub mod errors;
mod old;
mod present;
mod row;
mod saved;
mod secrets;

pub use saved::claim;
pub(super) use secrets::RULES;

use std::fmt;

use crate::query::Query;
use crate::vendor::Source;

/// The two ways the API speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Until April 2026.
    Late,
    /// Since then.
    Zernio,
}

impl Dialect {
    pub const ALL: [Self; 2] = [Self::Late, Self::Zernio];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Zernio => "zernio",
        }
    }

    /// The dialect of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    const fn other(self) -> Self {
        match self {
            Self::Late => Self::Zernio,
            Self::Zernio => Self::Late,
        }
    }

    /// The source that asks `query` in this dialect.
    pub fn source(self, query: &Query) -> Box<dyn Source> {
        match self {
            Self::Late => Box::new(old::Old::new(query)),
            Self::Zernio => Box::new(present::Present::new(query)),
        }
    }

    /// The one source that asks all of `queries`, of a kind each, at once; the window is the first one's. What their
    /// filters let pass beyond their kinds is the caller's to take out.
    pub fn joint(self, queries: &[Query]) -> Option<Box<dyn Source>> {
        match self {
            Self::Late => None,
            Self::Zernio => Some(Box::new(present::Joint::new(queries)?)),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The dialects to try in turn: the one that was set alone, else the one remembered, or the present one, first.
pub fn candidates(set: Option<Dialect>, remembered: Option<Dialect>) -> Vec<Dialect> {
    if let Some(dialect) = set {
        return vec![dialect];
    }
    let first = remembered.unwrap_or(Dialect::Zernio);
    vec![first, first.other()]
}

/// `text` as one segment of a path.
fn path_segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
