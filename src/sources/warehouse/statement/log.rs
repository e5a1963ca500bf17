//! LOG: the events.

use super::conditions::{loaded, moment};
use super::{StatementBuilder, StatementPart, TimeSpan, of_life};
use crate::sources::warehouse::catalog::{ColumnType, TableColumn};
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::providers::fivetran::event_catalog::{CatalogEvent, EVENTS, EventGroup};
use connlog_core::providers::fivetran::log_table;
use connlog_core::query::Filter;
use connlog_core::record::vocabulary::SYNC_BOUNDS;

pub(super) const CONNECTION_ID: [&str; 2] = ["connection_id", "connector_id"];

impl StatementBuilder<'_> {
    /// Selects rows of LOG.
    pub(super) fn log(&mut self, span: TimeSpan) -> StatementPart {
        let log = &self.tables.log;
        let time = moment(log, "time_stamp");
        let synced = loaded(log, &time);
        let mut columns = vec![
            "'log'".to_owned(),
            time.sql.clone(),
            synced.sql.clone(),
            log.text(&["id"]),
            log.text(&CONNECTION_ID),
            log.text(&["message_event"]),
            log.text(&["message_data"]),
            log.text(&["event"]),
            log.text(&["sync_id"]),
            log.text(&["transformation_id"]),
        ];
        // The server can parse fewer forms of a time than connlog.
        columns.extend(log.column(&["time_stamp"]).filter(|time| time.is == ColumnType::Text).map(TableColumn::text));
        let mut conditions = self.span(&time, &synced, span);
        conditions.extend(self.named());
        conditions.extend(self.placed(&log.text(&CONNECTION_ID)));
        conditions.extend(self.synced());
        conditions.extend(self.log_condition.clone());
        StatementPart { columns, from: log.from(), conditions }
    }

    /// Adds the condition on the sync id; starts and ends of other syncs pass if the query needs them.
    fn synced(&mut self) -> Option<String> {
        let (log, filters) = (&self.tables.log, &self.query.filters);
        let of_syncs = self.any_of(&log.text(&["sync_id"]), &filters.syncs, Filter::Sync)?;
        if !filters.sync_bounds {
            return Some(of_syncs);
        }
        let name = format!("COALESCE(LOWER({}), '')", log.text(&["message_event"]));
        let bounds = self.any_of(&name, &SYNC_BOUNDS.map(str::to_owned), Filter::Event)?;
        Some(format!("({of_syncs} OR {bounds})"))
    }

    /// Adds the condition on event names, as far as they decide.
    fn named(&mut self) -> Vec<String> {
        let log = &self.tables.log;
        let name = format!("COALESCE(LOWER({}), '')", log.text(&["message_event"]));
        let level = log.text(&["event"]);
        let filters = &self.query.filters;
        let lower: Vec<String> = filters.events.iter().map(|event| event.to_lowercase()).collect();
        let mut conditions = Vec::new();
        // The content of a row without a name may give it one of these names.
        if lower.iter().any(|event| log_table::GIVEN_NAMES.contains(&event.as_str())) {
            self.inexact.push(Filter::Event);
        } else {
            conditions.extend(self.any_of(&name, &lower, Filter::Event));
        }
        if of_life(self.query) {
            conditions.push(self.none_of(&name, |event| event.stages == "[]"));
        }
        if !filters.groups.is_empty() {
            let unwanted = |event: &CatalogEvent| !filters.groups.iter().any(|group| group == event.group.name());
            let asks = |wanted: &str| filters.groups.iter().any(|group| group == wanted);
            // The data of a row without a name may contain the result of a transformation.
            if asks("unknown") || asks(EventGroup::Transformation.name()) {
                self.inexact.push(Filter::Group);
                conditions.push(self.none_of(&name, unwanted));
            } else {
                conditions.push(self.only(&name, |event| !unwanted(event)));
            }
        }
        if !filters.stages.is_empty() {
            let may_be = |event: &CatalogEvent| {
                let mut stages = event.stages.trim_matches(['[', ']']).split(',');
                stages.any(|stage| filters.stages.iter().any(|wanted| wanted == stage))
            };
            conditions.push(self.only(&name, may_be));
        }
        if !filters.severities.is_empty() {
            // The data or the level may raise the severity of any event.
            let wanted = |event: &CatalogEvent| filters.severities.iter().any(|wanted| wanted == event.severity.name());
            let others = self.none_of(&name, |event| !event.by_data && !wanted(event));
            conditions.push(format!("({level} IS NULL OR UPPER({level}) <> 'INFO' OR {others})"));
        }
        conditions
    }

    /// Returns the condition that the event is a matching one of the catalog.
    fn only(&mut self, name: &str, fits: impl Fn(&CatalogEvent) -> bool) -> String {
        match self.catalogued(fits) {
            names if names.is_empty() => "1 = 0".to_owned(),
            names => format!("{name} IN ({})", names.join(", ")),
        }
    }

    /// Returns the condition that the event is not a matching one of the catalog; other events and rows without a
    /// name pass.
    fn none_of(&mut self, name: &str, fits: impl Fn(&CatalogEvent) -> bool) -> String {
        match self.catalogued(fits) {
            names if names.is_empty() => "1 = 1".to_owned(),
            names => format!("({name} IS NULL OR {name} NOT IN ({}))", names.join(", ")),
        }
    }

    fn catalogued(&mut self, fits: impl Fn(&CatalogEvent) -> bool) -> Vec<String> {
        let fitting = EVENTS.iter().filter(|event| fits(event));
        fitting.map(|event| self.bind(Parameter::Text(event.name.to_owned()))).collect()
    }
}
