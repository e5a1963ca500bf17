//! The parameters of a statement, which are sent separately from its text.

use chrono::{DateTime, SecondsFormat, Utc};

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    Text(String),
    Time(DateTime<Utc>),
    Count(i64),
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Time(time) => write!(f, "{}", time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}
