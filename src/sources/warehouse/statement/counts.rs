//! The statements of a count: groups of rows that the server counts, and the other rows. docs/development/warehouse.md
//! explains which rows are in groups.

use super::log::CONNECTION_ID;
use super::{Statement, StatementBuilder, TimeSpan, at, conditions};
use crate::sources::warehouse::catalog::{ColumnType, Tables};
use crate::sources::warehouse::database::RowCells;
use crate::sources::warehouse::lookups::Lookups;
use connlog_core::providers::fivetran::audit_table::AuditTrace;
use connlog_core::providers::fivetran::event_catalog::{self, CatalogEvent, EVENTS};
use connlog_core::query::Query;

/// The position of the number of rows in a group.
pub(crate) const COUNT: usize = 12;
/// The position of the newest time in a group.
pub(crate) const NEWEST: usize = 11;
/// The position of a text if the server may count the rows of a group, see [`is_counted`].
const COVERED: usize = 13;

/// Returns whether the rows of a group are counted as a group: not those of undocumented events, and not acts, which may also
/// be in AUDIT_TRAIL. The client compares the name, because the server would compare the name of each row.
pub(crate) fn is_counted<R: RowCells>(group: &R) -> bool {
    let name = group.text(at::NAME).unwrap_or_default();
    let is_named = event_catalog::find(name).is_some_and(|event| event.name == name) && !AuditTrace::is_act(name);
    is_named && group.text(COVERED).is_some()
}

/// What the groups of rows distinguish besides event, level and the data that decides the severity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowGrouping {
    pub(crate) by_connection: bool,
    /// The length in seconds of the spans of time; `None` for one span.
    pub(crate) span: Option<i64>,
}

/// Builds the statements of a count.
pub(crate) struct CountStatements<'q> {
    query: &'q Query,
    tables: &'q Tables,
    names: &'q Lookups,
    /// Whether rows with equal connections, events and times are read, because they may be repeats.
    pub(crate) has_repeats: bool,
}

impl<'q> CountStatements<'q> {
    /// Returns the builder; `None` if the server cannot count the rows of LOG.
    pub(crate) fn new(query: &'q Query, tables: &'q Tables, names: &'q Lookups) -> Option<Self> {
        let log = &tables.log;
        let has = |names: &[&str]| log.column(names).is_some_and(|column| column.is == ColumnType::Text);
        let is_timed = log.column(&["time_stamp"]).is_some_and(|column| column.is.is_time());
        let is_plain =
            is_timed && has(&["message_event"]) && has(&CONNECTION_ID) && log.column(&["message_data"]).is_some();
        is_plain.then_some(Self { query, tables, names, has_repeats: false })
    }

    /// Counts the rows of LOG with a hash, and the different hashes: two numbers that are equal if no row is a repeat.
    pub(crate) fn distinct(&self) -> Statement {
        let mut builder = StatementBuilder::new(self.query, self.tables, self.names);
        let mut part = builder.log(TimeSpan::Window);
        let hash = self.hash();
        part.columns = vec![format!("CAST(COUNT({hash}) AS TEXT)"), format!("CAST(COUNT(DISTINCT {hash}) AS TEXT)")];
        Statement {
            text: part.select(2, self.tables.log.dialect()),
            parameters: builder.parameters,
            ..Statement::default()
        }
    }

    /// Selects the groups of rows, each with its oldest row's columns.
    pub(crate) fn groups(&self, grouping: RowGrouping) -> Statement {
        let mut builder = StatementBuilder::new(self.query, self.tables, self.names);
        let mut part = builder.log(TimeSpan::Window);
        let log = &self.tables.log;
        let none = "CAST(NULL AS VARCHAR)".to_owned();
        let (time, name) = (conditions::moment(log, "time_stamp").sql, log.text(&["message_event"]));
        let data = log.text(&["message_data"]);
        let data = format!("CASE WHEN {name} IN ({}) THEN {data} END", literals(|event| event.by_data));
        let connection = log.text(&CONNECTION_ID);
        // A row is complete with any connection.
        let any = "'-'".to_owned();
        part.columns = vec![
            "'log'".to_owned(),
            format!("MIN({time})"),
            "CAST(NULL AS TIMESTAMP)".to_owned(),
            none.clone(),
            if grouping.by_connection { connection.clone() } else { any },
            name,
            data,
            log.text(&["event"]),
            none.clone(),
            none.clone(),
            // The position of a time as text, which this table does not have.
            none,
            format!("MAX({time})"),
            "CAST(COUNT(*) AS TEXT)".to_owned(),
            format!("CASE WHEN {} THEN 'yes' END", self.covered()),
        ];
        // Positions of columns: name, data, level, and whether the rows are covered.
        let mut keys = vec!["6".to_owned(), "7".to_owned(), "8".to_owned(), "14".to_owned()];
        keys.extend(grouping.by_connection.then(|| "5".to_owned()));
        keys.extend(grouping.span.map(|span| format!("FLOOR(DATE_PART('epoch', {time}) / {span})")));
        let text = format!("{}\nGROUP BY {}", part.select(part.columns.len(), log.dialect()), keys.join(", "));
        Statement { text, parameters: builder.parameters, ..Statement::default() }
    }

    /// Selects the rows of all tables that are in no group, newest first.
    pub(crate) fn others(&self) -> Statement {
        let mut builder = StatementBuilder::new(self.query, self.tables, self.names);
        let names = literals(|event| !AuditTrace::is_act(event.name));
        let name = self.tables.log.text(&["message_event"]);
        builder.log_condition = Some(format!("({name} IN ({names}) AND {}) IS NOT TRUE", self.covered()));
        builder.statement(TimeSpan::Window, super::NEWEST_FIRST).0
    }

    /// Returns the condition that a row of a documented event is counted in its group.
    fn covered(&self) -> String {
        let log = &self.tables.log;
        let (time, name) = (conditions::moment(log, "time_stamp").sql, log.text(&["message_event"]));
        let (connection, data) = (log.text(&CONNECTION_ID), log.text(&["message_data"]));
        let mut condition =
            format!("{connection} <> '' AND ISFINITE({time}) AND ({name} <> 'sync_end' OR {data} LIKE '%\"status\"%')");
        if self.has_repeats {
            let hash = self.hash();
            condition += &format!(
                " AND {hash} NOT IN (SELECT {hash} FROM {} WHERE {hash} IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1)",
                log.from()
            );
        }
        condition
    }

    /// Returns a hash of connection, event and time. Repeats have the same one.
    fn hash(&self) -> String {
        let log = &self.tables.log;
        let (time, name) = (conditions::moment(log, "time_stamp").sql, log.text(&["message_event"]));
        let seconds =
            format!("CASE WHEN ISFINITE({time}) THEN CAST(DATE_PART('epoch', {time}) * 1000000 AS BIGINT) END");
        let connection = log.text(&CONNECTION_ID);
        format!("HASHTEXTEXTENDED({name}, HASHTEXTEXTENDED({connection}, {seconds}))")
    }
}

/// Returns the names of matching events as text literals.
fn literals(fits: impl Fn(&CatalogEvent) -> bool) -> String {
    let names: Vec<String> =
        EVENTS.iter().filter(|event| fits(event)).map(|event| format!("'{}'", event.name)).collect();
    names.join(", ")
}
