//! Conditions on times, connections and lists of values.

use super::{StatementBuilder, TimeSpan};
use crate::sources::warehouse::catalog::{CatalogTable, ColumnType, TableColumn};
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::query::Filter;

/// The maximum number of values in a statement; protocols and planners have limits.
const MOST_VALUES: usize = 1000;

impl StatementBuilder<'_> {
    /// Adds the condition on the window of the query, or on the time of loading.
    pub(super) fn span(&mut self, time: &str, synced: &str, span: TimeSpan) -> Vec<String> {
        let window = self.query.window;
        let bounds = match span {
            TimeSpan::Loaded(from) => [from.map(|from| (synced, ">=", from)), None],
            TimeSpan::Window => {
                [window.since.map(|since| (time, ">=", since)), window.until.map(|until| (time, "<", until))]
            }
        };
        let is_window = matches!(span, TimeSpan::Window);
        let mut condition = |(column, compare, moment): (&str, &str, _)| {
            let condition = format!("{column} {compare} {}", self.bind(Parameter::Time(moment)));
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

/// A pattern of text that every server can read as a time: one unreadable text would fail the whole query.
const READABLE: &str = "^[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)\
     ([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?( ?(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?)?$";

/// Returns a column as a timestamp. Unreadable text becomes null.
fn time_of(column: &TableColumn) -> String {
    match column.is {
        ColumnType::Time => column.plain(),
        ColumnType::Text => {
            let text = column.plain();
            format!("CASE WHEN {text} ~ '{READABLE}' THEN CAST({text} AS TIMESTAMP WITH TIME ZONE) END")
        }
        ColumnType::Flag | ColumnType::Super | ColumnType::Other => format!("CAST({} AS TIMESTAMP)", column.plain()),
    }
}

/// Returns the timestamp of a column, or a null without the column.
pub(super) fn moment(table: &CatalogTable, name: &str) -> String {
    table.column(&[name]).map_or_else(|| "CAST(NULL AS TIMESTAMP)".to_owned(), time_of)
}

/// Returns the time of loading of a row, or its substitute.
pub(super) fn loaded(table: &CatalogTable, instead: &str) -> String {
    table.column(&["_fivetran_synced"]).map_or_else(|| instead.to_owned(), time_of)
}
