//! Kinds that a source does not serve, and that the user did not name. A list of every kind skips them.

use connlog_core::query::Query;
use connlog_core::record::Kind;
use connlog_core::wording;

/// A kind that was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SkippedKind {
    pub(crate) kind: Kind,
    pub(crate) reason: KindSkipReason,
}

/// Why a kind was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindSkipReason {
    /// The API has no such log.
    Missing,
    /// The key has no right to read the log.
    Refused,
}

impl KindSkipReason {
    /// Returns the reason as a clause.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Missing => "the API has no such log",
            Self::Refused => "the key has no right to read them",
        }
    }
}

/// Returns the note that names the skipped kinds; `None` without any.
pub(crate) fn note(skipped: &[SkippedKind]) -> Option<String> {
    let part = |reason: KindSkipReason| {
        let plurals: Vec<&str> =
            skipped.iter().filter(|skipped| skipped.reason == reason).map(|skipped| skipped.kind.plural()).collect();
        (!plurals.is_empty()).then(|| format!("skipped {}: {}", wording::joined(&plurals), reason.text()))
    };
    let parts: Vec<String> = [KindSkipReason::Missing, KindSkipReason::Refused].into_iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Returns the kinds that the key has no right to read.
pub(crate) fn refused(skipped: &[SkippedKind]) -> impl Iterator<Item = Kind> {
    skipped.iter().filter(|skipped| skipped.reason == KindSkipReason::Refused).map(|skipped| skipped.kind)
}

/// Returns the queries without those of skipped kinds.
pub(crate) fn served(queries: &[Query], skipped: &[SkippedKind]) -> Vec<Query> {
    let is_served = |query: &&Query| skipped.iter().all(|skipped| skipped.kind != query.kind);
    queries.iter().filter(is_served).cloned().collect()
}
