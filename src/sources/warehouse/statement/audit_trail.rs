//! AUDIT_TRAIL: acts of users, some of which LOG contains too.

use super::conditions::{loaded, moment};
use super::{AUDIT, StatementBuilder, StatementPart, TimeSpan};
use crate::sources::warehouse::catalog::CatalogTable;
use connlog_core::providers::fivetran::event_catalog::{self, EventGroup};
use connlog_core::query::Filter;

impl StatementBuilder<'_> {
    /// Returns whether a row of the audit trail can match.
    pub(super) fn wants_audit(&self) -> bool {
        let filters = &self.query.filters;
        let other =
            |event: &String| event_catalog::find(event).is_some_and(|event| event.group != EventGroup::AuditTrail);
        let group = |group: &String| group == EventGroup::AuditTrail.name() || group == "unknown";
        filters.syncs.is_empty()
            && (filters.events.is_empty() || !filters.events.iter().all(other))
            && (filters.groups.is_empty() || filters.groups.iter().any(group))
    }

    /// Selects rows of the audit trail. The client filters by event name, because names are built from the rows.
    pub(super) fn audit(&mut self, audit: &CatalogTable, span: TimeSpan) -> StatementPart {
        let time = moment(audit, "captured_at");
        let synced = loaded(audit, &time);
        let columns = [
            format!("'{AUDIT}'"),
            time.sql.clone(),
            synced.sql.clone(),
            audit.text(&["id"]),
            audit.text(&[]),
            audit.text(&["action"]),
            audit.text(&["new_values"]),
            audit.text(&["interaction_method"]),
            audit.text(&["old_values"]),
            audit.text(&["user_id"]),
            audit.text(&["primary_resource_type"]),
            audit.text(&["primary_resource_id"]),
            audit.text(&["secondary_resource_type"]),
            audit.text(&["secondary_resource_id"]),
        ];
        // connlog builds the names of its events from the rows.
        let filters = [Filter::Event, Filter::Group];
        self.inexact.extend(self.query.filters().into_iter().filter(|filter| filters.contains(filter)));
        let mut conditions = self.span(&time, &synced, span);
        let connection = |side: &str| {
            let [kind, id] = ["type", "id"].map(|part| audit.text(&[&format!("{side}_resource_{part}")]));
            format!("WHEN UPPER({kind}) IN ('CONNECTION', 'CONNECTOR') THEN {id}")
        };
        let connection = format!("CASE {} {} END", connection("primary"), connection("secondary"));
        conditions.extend(self.placed(&connection));
        StatementPart { columns: columns.to_vec(), from: audit.from(), conditions }
    }
}
