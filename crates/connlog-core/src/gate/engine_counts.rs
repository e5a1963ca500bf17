//! Judges a window without failures by counts alone, which a source computes faster than it reads records.

use super::count_unit::CountUnit;
use super::scope;
use super::{Gate, GateConfig};
use crate::aggregate::{Aggregator, GroupBy};
use crate::query::Query;
use crate::record::path::FieldPath;

impl Gate {
    /// Returns the groupings that a verdict without failures needs; `None` if the conditions need the records.
    pub fn groupings(&self) -> Option<Vec<GroupBy>> {
        let GateConfig { queries, fails, by, conditions, zone, .. } = &self.case;
        let needs_records = fails.is_some()
            || self.watch.is_some()
            || conditions.unit != CountUnit::Records
            || conditions.max_schema_changes.is_some()
            || queries.iter().any(|query| query.filters.expiring.is_some());
        let group_by = |by: Vec<FieldPath>, every| GroupBy { by, every, zone: *zone, ..GroupBy::default() };
        let platform = "platform".parse().into_iter().collect();
        let groupings = [group_by(platform, None), group_by(Vec::new(), Some(self.every)), group_by(by.clone(), None)];
        // Without fields the totals are the only group.
        let needed = if by.is_empty() { 2 } else { 3 };
        (!needs_records).then(|| groupings.into_iter().take(needed).collect())
    }

    /// Returns the queries of the counts: without the filters that select failures only.
    pub fn counted_queries(&self) -> Vec<Query> {
        self.case.queries.iter().map(scope::counting).collect()
    }

    /// Accepts the counts of [`Gate::groupings`], in their order. Returns false, and accepts nothing, if the records are
    /// needed: because one of them may be a failure, or because entries were added between two counts.
    pub fn accept_counts(&mut self, tallies: Vec<Aggregator>) -> bool {
        let mut totals = tallies.iter().map(Aggregator::totals);
        let Some(first) = totals.next() else { return false };
        if first.failures > 0 || first.unknown > 0 || totals.any(|other| other.count != first.count) {
            return false;
        }
        let mut tallies = tallies.into_iter();
        let (Some(platforms), Some(series)) = (tallies.next(), tallies.next()) else { return false };
        (self.platforms, self.series) = (platforms, series);
        if let Some(groups) = tallies.next() {
            self.groups = groups;
        }
        true
    }
}
