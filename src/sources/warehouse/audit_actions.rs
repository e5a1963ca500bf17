//! Acts of the audit trail that LOG and AUDIT_TRAIL both have.

use std::collections::{HashSet, VecDeque};

use connlog_core::providers::fivetran::audit_table::AuditTrace;

/// The maximum number of remembered acts of the audit trail, for deduplication.
const REMEMBERED: usize = 20_000;

/// Acts of the audit trail, which LOG may contain too.
#[derive(Default)]
pub(super) struct AuditActions {
    seen: HashSet<(AuditTrace, bool)>,
    order: VecDeque<(AuditTrace, bool)>,
}

impl AuditActions {
    /// Returns whether the other table had this act at about the same time.
    pub(super) fn repeats(&mut self, trace: AuditTrace, audit: bool) -> bool {
        let own = (trace, audit);
        if self.seen.contains(&(own.0.clone(), !audit)) {
            return true;
        }
        if self.seen.insert(own.clone()) {
            self.order.push_back(own);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        false
    }
}
