//! What a gate judges, and how complete the data is.

use super::baseline::Baseline;
use super::conditions::Conditions;
use super::verdict::VerdictReason;
use crate::query::Query;
use crate::query::expression::Expr;
use crate::record::path::FieldPath;
use crate::time::Zone;

/// What to judge, and by which conditions.
pub struct GateConfig {
    /// The queries of the user, one for each kind.
    pub queries: Vec<Query>,
    /// The plural names of the kinds: `connections`, `posts`.
    pub kinds: Vec<&'static str>,
    /// The expression that makes an entry a failure (`--fail-on`); without it, the outcome decides.
    pub fails: Option<Expr>,
    /// The fields to group by.
    pub by: Vec<FieldPath>,
    /// The conditions to apply.
    pub conditions: Conditions,
    /// The known failures.
    pub baseline: Baseline,
    /// The zone of the days in the series.
    pub zone: Zone,
}

impl GateConfig {
    /// Returns a configuration without groups, baseline and expression, with days in UTC.
    pub fn new(queries: impl IntoIterator<Item = Query>, conditions: Conditions) -> Self {
        let queries: Vec<Query> = queries.into_iter().collect();
        let kinds = queries.iter().map(|query| query.kind.plural()).collect();
        Self { queries, kinds, fails: None, by: Vec::new(), conditions, baseline: Baseline::default(), zone: Zone::Utc }
    }
}

/// How complete the data is, known after reading.
#[derive(Debug, Default)]
pub struct ReadCompleteness {
    /// The name in `source` of the records; `None` if no record was read.
    pub source: Option<String>,
    /// Whether everything was read.
    pub complete: bool,
    /// The plural names of kinds that the source does not serve, and that were not judged.
    pub skipped: Vec<&'static str>,
    /// Reasons why the records are incomplete or cannot be judged: `incomplete`, `retention`, `unknown`, `untimed`.
    pub doubts: Vec<VerdictReason>,
    /// The duration of the run in seconds.
    pub took_s: f64,
    /// The command that lists the counted failures.
    pub command: String,
}

impl ReadCompleteness {
    /// Returns the completeness of a read in which `undecodable` values hold no entry. Such values may be failures, so
    /// the gate cannot pass.
    pub fn from_undecodable(undecodable: u64) -> Self {
        let doubts = (undecodable > 0).then(|| VerdictReason::unread(undecodable)).into_iter().collect();
        Self { complete: undecodable == 0, doubts, ..Self::default() }
    }
}
