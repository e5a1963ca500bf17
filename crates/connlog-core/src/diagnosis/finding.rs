//! What a rule found in a case.

use chrono::{DateTime, Utc};

/// What a rule found.
#[derive(Debug, Default)]
pub struct DiagnosisFinding {
    /// The cause in one sentence.
    pub sentence: String,
    /// When the cause began.
    pub since: Option<DateTime<Utc>>,
    /// Places of the entries that show it.
    pub evidence: Vec<usize>,
    /// Places of the other entries that it hit.
    pub hit: Vec<usize>,
    /// Whether it is over.
    pub resolution: Resolution,
    /// What to do; `None` if no action helps.
    pub action: Option<String>,
}

/// Whether a cause is over.
#[derive(Debug, Default, Clone)]
pub enum Resolution {
    /// No entry shows it.
    #[default]
    Unknown,
    /// There was nothing to resolve.
    Nothing,
    /// It is not over.
    No(String),
    /// It is over since a time, as one sentence says.
    Yes(Option<DateTime<Utc>>, String),
}
