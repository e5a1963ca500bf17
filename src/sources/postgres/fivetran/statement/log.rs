//! LOG: the events themselves.

use super::conditions::{loaded, moment};
use super::parameter::Parameter;
use super::{StatementBuilder, StatementPart, TimeSpan, of_life};
use crate::sources::postgres::fivetran::catalog::{ColumnType, TableColumn};
use connlog_core::providers::fivetran::event_catalog::{CatalogEvent, EVENTS, EventGroup};
use connlog_core::providers::fivetran::log_table;
use connlog_core::query::Filter;
use connlog_core::record::schema::SYNC_BOUNDS;

const CONNECTION_ID: [&str; 2] = ["connection_id", "connector_id"];

impl StatementBuilder<'_> {
    /// Rows of LOG.
    pub(super) fn log(&mut self, span: TimeSpan) -> StatementPart {
        let log = &self.tables.log;
        let time = moment(log, "time_stamp");
        let synced = loaded(log, &time);
        let mut columns = vec![
            "'log'".to_owned(),
            time.clone(),
            synced.clone(),
            log.text(&["id"]),
            log.text(&CONNECTION_ID),
            log.text(&["message_event"]),
            log.text(&["message_data"]),
            log.text(&["event"]),
            log.text(&["sync_id"]),
            log.text(&["transformation_id"]),
        ];
        // The server reads fewer forms of a time than we do.
        columns.extend(log.column(&["time_stamp"]).filter(|time| time.is == ColumnType::Text).map(TableColumn::text));
        let mut conditions = self.span(&time, &synced, span);
        conditions.extend(self.named());
        conditions.extend(self.placed(&log.text(&CONNECTION_ID)));
        conditions.extend(self.synced());
        StatementPart { columns, from: log.from(), conditions }
    }

    /// By the id of the sync; the starts and ends of others pass too where the query says so.
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

    /// By the names of events, where they decide or at least rule out.
    fn named(&mut self) -> Vec<String> {
        let log = &self.tables.log;
        let name = format!("COALESCE(LOWER({}), '')", log.text(&["message_event"]));
        let level = log.text(&["event"]);
        let filters = &self.query.filters;
        let lower: Vec<String> = filters.events.iter().map(|event| event.to_lowercase()).collect();
        let mut conditions = Vec::new();
        // A row without a name may get one of these from what it says.
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
            // The data of a row without a name may say what became of a transformation.
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
            // The data or the level of the log may make any event worse than its name.
            let wanted = |event: &CatalogEvent| filters.severities.iter().any(|wanted| wanted == event.severity.name());
            let others = self.none_of(&name, |event| !event.by_data && !wanted(event));
            conditions.push(format!("({level} IS NULL OR UPPER({level}) <> 'INFO' OR {others})"));
        }
        conditions
    }

    /// That the event is one of the catalogue's that fit.
    fn only(&mut self, name: &str, fits: impl Fn(&CatalogEvent) -> bool) -> String {
        match self.catalogued(fits) {
            names if names.is_empty() => "1 = 0".to_owned(),
            names => format!("{name} IN ({})", names.join(", ")),
        }
    }

    /// That the event is none of the catalogue's that fit; others pass, and rows without a name.
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
