//! Entries whose outcome or time is unreadable. Each may be a failure, so the gate cannot pass with them.

use chrono::{DateTime, Utc};

use super::conditions;
use super::resolution::{ResolutionKey, ResolutionTracker};
use super::verdict::VerdictReason;
use crate::record::{View, semantics};
use crate::wording::counted;

/// The unreadable entries seen so far.
#[derive(Default)]
pub(super) struct UnreadableEntries {
    count: u64,
    /// Entries that a later success may resolve, if only unresolved failures count.
    open: Vec<(ResolutionKey, DateTime<Utc>)>,
    /// The number of syncs that have not ended.
    open_syncs: u64,
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

    /// Counts the entry if it is a sync that has not ended.
    pub(super) fn count_open(&mut self, view: &View<'_>) {
        self.open_syncs += u64::from(semantics::is_open_sync(view));
    }

    /// Returns the reasons against a verdict, with those of entries without a readable time. `records`: the number
    /// of records that were judged.
    pub(super) fn reasons(
        &self,
        resolution: &ResolutionTracker,
        untimed_entries: u64,
        records: u64,
    ) -> impl Iterator<Item = VerdictReason> + use<> {
        let reasons = [self.finish(resolution), untimed(untimed_entries), only_open(self.open_syncs, records)];
        reasons.into_iter().flatten()
    }

    /// Returns the reason that these entries give against a verdict; `None` if no entry is left.
    fn finish(&self, resolution: &ResolutionTracker) -> Option<VerdictReason> {
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
fn untimed(count: u64) -> Option<VerdictReason> {
    let verb = if count == 1 { "has" } else { "have" };
    (count > 0).then(|| VerdictReason {
        condition: "untimed",
        group: None,
        message: format!("{} {verb} no readable time and may be in the window", conditions::records(count)),
        limit: Some(0.0),
        actual: Some(conditions::number(count)),
    })
}

/// Returns the reason that open syncs give against a verdict if no other record was read; an open sync is no success.
fn only_open(open: u64, records: u64) -> Option<VerdictReason> {
    let verb = if open == 1 { "is" } else { "are" };
    (open > 0 && open == records).then(|| VerdictReason {
        condition: "min_records",
        group: None,
        message: format!("no sync has ended; {} {verb} open", counted(open, "sync")),
        limit: Some(1.0),
        actual: Some(0.0),
    })
}
