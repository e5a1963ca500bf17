//! Entries whose outcome or time is unreadable. Each may be a failure, so the gate cannot pass with them.

use chrono::{DateTime, Utc};

use super::conditions;
use super::resolution::{ResolutionKey, ResolutionTracker};
use super::verdict::VerdictReason;
use crate::record::View;

/// The unreadable entries seen so far.
#[derive(Default)]
pub(super) struct UnreadableEntries {
    count: u64,
    /// Entries that a later success may resolve, if only unresolved failures count.
    open: Vec<(ResolutionKey, DateTime<Utc>)>,
}

impl UnreadableEntries {
    /// Counts an entry. `unresolved`: a later success of the same account removes it again.
    pub(super) fn add(&mut self, view: &View<'_>, unresolved: bool) {
        let bond = if unresolved { ResolutionKey::of_failure(view) } else { None };
        match bond.zip(view.time_for_counts()) {
            Some(open) => self.open.push(open),
            None => self.count += 1,
        }
    }

    /// Returns the reason that these entries give against a verdict; `None` if no entry is left.
    pub(super) fn finish(&self, resolution: &ResolutionTracker) -> Option<VerdictReason> {
        let open = self.open.iter().filter(|(bond, at)| !resolution.resolves(Some(*bond), Some(*at))).count();
        let count = self.count + u64::try_from(open).unwrap_or(u64::MAX);
        let verb = if count == 1 { "has" } else { "have" };
        (count > 0).then(|| VerdictReason {
            condition: "unknown",
            group: None,
            message: format!(
                "{} {verb} no readable outcome, and an unreadable one may be a failure",
                conditions::records(count)
            ),
            limit: Some(0.0),
            actual: Some(conditions::number(count)),
        })
    }
}

/// Returns the reason that entries without a readable time give against a verdict; `None` for zero entries.
pub(super) fn untimed(count: u64) -> Option<VerdictReason> {
    let verb = if count == 1 { "has" } else { "have" };
    (count > 0).then(|| VerdictReason {
        condition: "untimed",
        group: None,
        message: format!("{} {verb} no readable time and may be in the window", conditions::records(count)),
        limit: Some(0.0),
        actual: Some(conditions::number(count)),
    })
}
