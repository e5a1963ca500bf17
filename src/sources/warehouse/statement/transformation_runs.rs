//! TRANSFORMATION_RUNS: the number of models that a job ran on a day.

use super::conditions::{self, loaded, moment};
use super::{RUNS, StatementBuilder, StatementPart, TimeSpan, of_life};
use crate::sources::warehouse::catalog::CatalogTable;
use connlog_core::providers::fivetran::event_catalog::EventGroup;
use connlog_core::providers::fivetran::severity::Severity;
use connlog_core::providers::fivetran::transformation_runs;

impl StatementBuilder<'_> {
    /// Returns whether such a row can match. All rows have one name, group and severity, and no connection, sync or
    /// stage.
    pub(super) fn wants_runs(&self) -> bool {
        let filters = &self.query.filters;
        let lets = |wanted: &[String], own: &str| {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(own))
        };
        let nobody = [&filters.connections, &filters.services, &filters.syncs, &filters.stages];
        !of_life(self.query)
            && nobody.iter().all(|wanted| wanted.is_empty())
            && lets(&filters.events, transformation_runs::EVENT)
            && lets(&filters.groups, EventGroup::Transformation.name())
            && lets(&filters.severities, Severity::Info.name())
    }

    /// Selects the rows; their day is their time.
    pub(super) fn runs(&mut self, runs: &CatalogTable, span: TimeSpan) -> StatementPart {
        let day = moment(runs, "measured_date");
        let counted = runs.column(&["updated_at"]).filter(|column| column.is.is_time());
        let counted = counted.map_or_else(|| day.clone(), conditions::time_of);
        let synced = loaded(runs, &counted);
        let conditions = self.span(&day, &synced, span);
        let columns = [
            format!("'{RUNS}'"),
            day.sql,
            synced.sql,
            runs.text(&["job_id"]),
            runs.text(&[]),
            runs.text(&["job_name"]),
            runs.text(&["model_runs"]),
            runs.text(&["free_type"]),
            runs.text(&["measured_date"]),
            runs.text(&["project_type"]),
            runs.text(&["updated_at"]),
            runs.text(&["destination_id"]),
        ];
        StatementPart { columns: columns.to_vec(), from: runs.from(), conditions }
    }
}
