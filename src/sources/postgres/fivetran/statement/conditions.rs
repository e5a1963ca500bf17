//! What the parts of a statement have in common: conditions on moments, connections and lists of values.

use super::parameter::Parameter;
use super::{StatementBuilder, TimeSpan};
use crate::sources::postgres::fivetran::catalog::{CatalogTable, ColumnType, TableColumn};
use connlog_core::query::Filter;

/// More values than this are not sent; protocols and planners have their limits.
const MOST_VALUES: usize = 1000;

impl StatementBuilder<'_> {
    /// By the window of the query, or by the moment of loading.
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
            // An entry without a readable time is counted by whoever reads it.
            if is_window { format!("({condition} OR {column} IS NULL)") } else { condition }
        };
        bounds.into_iter().flatten().map(&mut condition).collect()
    }

    /// That `expression` is one of `values`, if any are asked for.
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

    /// By the connection: its id, and what its id stands for.
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

/// Text that a server surely reads as a moment: one text that it cannot read would end the whole answer.
const READABLE: &str = "^[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)\
     ([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?( ?(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?)?$";

/// A column of moments, as a moment where it holds text. Text that may be unreadable is a null.
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

/// The moment in a column; a null where there is none.
pub(super) fn moment(table: &CatalogTable, name: &str) -> String {
    table.column(&[name]).map_or_else(|| "CAST(NULL AS TIMESTAMP)".to_owned(), time_of)
}

/// When a row was loaded; where the table does not say, what stands in for it.
pub(super) fn loaded(table: &CatalogTable, instead: &str) -> String {
    table.column(&["_fivetran_synced"]).map_or_else(|| instead.to_owned(), time_of)
}
