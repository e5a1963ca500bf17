//! Conditions on times, connections and lists of values.

use super::{StatementBuilder, TimeSpan};
use crate::sources::warehouse::catalog::{CatalogTable, ColumnType, TableColumn};
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::query::Filter;

/// The maximum number of values in a statement; protocols and planners have limits.
const MOST_VALUES: usize = 1000;

impl StatementBuilder<'_> {
    /// Adds the condition on the window of the query, or on the time of loading.
    pub(super) fn span(&mut self, time: &Moment, synced: &Moment, span: TimeSpan) -> Vec<String> {
        let window = self.query.window;
        let bounds = match span {
            TimeSpan::Loaded(from) => [from.map(|from| (synced, ">=", from)), None],
            TimeSpan::Window => {
                [window.since.map(|since| (time, ">=", since)), window.until.map(|until| (time, "<", until))]
            }
        };
        let is_window = matches!(span, TimeSpan::Window);
        let mut condition = |(Moment { sql: column, zoned }, compare, moment): (&Moment, &str, _)| {
            let condition = format!("{column} {compare} {}", self.bind_time(moment, *zoned));
            // The client counts entries without a readable time.
            if is_window { format!("({condition} OR {column} IS NULL)") } else { condition }
        };
        bounds.into_iter().flatten().map(&mut condition).collect()
    }

    /// Returns the condition that `expression` is one of `values`, if there are any.
    pub(super) fn any_of(&mut self, expression: &str, values: &[String], filter: Filter) -> Option<String> {
        if values.is_empty() {
            return None;
        }
        if values.len() > MOST_VALUES {
            self.inexact.push(filter);
            return None;
        }
        let places: Vec<String> = values.iter().map(|value| self.bind(Parameter::Text(value.clone()))).collect();
        Some(format!("{expression} IN ({})", places.join(", ")))
    }

    /// Adds the conditions on the connection: its id and the names for it.
    pub(super) fn placed(&mut self, connection: &str) -> Vec<String> {
        let filters = &self.query.filters;
        let mut conditions = Vec::new();
        if !filters.connections.is_empty() {
            let mut ids = self.names.with_name(&filters.connections);
            ids.extend(filters.connections.iter().filter(|id| !ids.contains(id)).cloned().collect::<Vec<_>>());
            conditions.extend(self.any_of(connection, &ids, Filter::Connection));
        }
        if !filters.services.is_empty() {
            let ids = self.names.with_service(&filters.services);
            match &*ids {
                [] => conditions.push("1 = 0".to_owned()),
                ids => conditions.extend(self.any_of(connection, ids, Filter::Service)),
            }
        }
        conditions
    }
}

/// A time of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) sql: String,
    /// Its type has a zone.
    pub(super) zoned: bool,
}

/// Returns a column as a timestamp. Unreadable text becomes null.
pub(super) fn time_of(column: &TableColumn) -> Moment {
    let plain = column.plain();
    match column.is {
        ColumnType::Time => Moment { sql: plain, zoned: false },
        ColumnType::ZonedTime => Moment { sql: plain, zoned: true },
        ColumnType::Text => Moment { sql: column.dialect().read_time(&plain), zoned: true },
        ColumnType::Flag | ColumnType::Super | ColumnType::Json | ColumnType::Other => {
            Moment { sql: format!("CAST({plain} AS TIMESTAMP)"), zoned: false }
        }
    }
}

/// Returns the timestamp of a column, or a null without the column.
pub(super) fn moment(table: &CatalogTable, name: &str) -> Moment {
    let missing = || Moment { sql: "CAST(NULL AS TIMESTAMP)".to_owned(), zoned: false };
    table.column(&[name]).map_or_else(missing, time_of)
}

/// Returns the time of loading of a row, or its substitute.
pub(super) fn loaded(table: &CatalogTable, instead: &Moment) -> Moment {
    table.column(&["_fivetran_synced"]).map_or_else(|| instead.clone(), time_of)
}
