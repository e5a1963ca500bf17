//! The statements of a count: groups of rows that the server counts, and the other rows. docs/development/warehouse.md
//! explains which rows are in groups.

use chrono::{DateTime, Utc};

use super::conditions::Moment;
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
/// The most times of repeats that a statement excludes. With more of them the client reads the entries.
const MOST_REPEATS: usize = 500;

/// Returns whether the rows of a group are counted as a group: not those of undocumented events, and not acts, which may also
/// be in AUDIT_TRAIL. The client compares the name, because the server would compare the name of each row.
pub(crate) fn is_counted<R: RowCells>(group: &R) -> bool {
    let name = group.text(at::NAME).unwrap_or_default();
    let is_named = event_catalog::find(name).is_some_and(|event| event.name == name) && !AuditTrace::is_act(name);
    let has_status = || group.text(at::DATA).is_some_and(|data| data.contains("\"status\""));
    is_named && group.text(COVERED).is_some() && (name != "sync_end" || has_status())
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
    /// The times of rows with equal connections, events and times. The client reads all rows of these times, because they
    /// may be repeats.
    repeats: Vec<DateTime<Utc>>,
}

impl<'q> CountStatements<'q> {
    /// Returns the builder; `None` if the server cannot count the rows of LOG.
    pub(crate) fn new(query: &'q Query, tables: &'q Tables, names: &'q Lookups) -> Option<Self> {
        let log = &tables.log;
        let has = |names: &[&str]| log.column(names).is_some_and(|column| column.is == ColumnType::Text);
        let is_timed = log.column(&["time_stamp"]).is_some_and(|column| column.is.is_time());
        let is_plain =
            is_timed && has(&["message_event"]) && has(&CONNECTION_ID) && log.column(&["message_data"]).is_some();
        is_plain.then_some(Self { query, tables, names, repeats: Vec::new() })
    }

    /// Counts the rows of LOG with a time, and the different times: two numbers that are equal if no row is a repeat.
    pub(crate) fn times(&self) -> Statement {
        self.numbers(&conditions::moment(&self.tables.log, "time_stamp").sql)
    }

    /// Counts the rows of LOG with a hash, and the different hashes. It takes several times as long as the times.
    pub(crate) fn hashes(&self) -> Statement {
        self.numbers(&self.hash())
    }

    fn numbers(&self, value: &str) -> Statement {
        let count = format!("CAST(COUNT({value}) AS TEXT)");
        self.of_log(vec![count, format!("CAST(COUNT(DISTINCT {value}) AS TEXT)")], "")
    }

    /// Selects the times of the rows whose hash other rows have too.
    pub(crate) fn repeated_times(&self) -> Statement {
        let (time, hash) = (conditions::moment(&self.tables.log, "time_stamp").sql, self.hash());
        let end = format!("\nGROUP BY {hash} HAVING COUNT({hash}) > 1 LIMIT {}", MOST_REPEATS + 1);
        self.of_log(vec![format!("MIN({time})")], &end)
    }

    /// Excludes the rows of these times from the groups. Returns false if there are too many times.
    pub(crate) fn exclude(&mut self, times: Vec<DateTime<Utc>>) -> bool {
        self.repeats = times;
        self.repeats.len() <= MOST_REPEATS
    }

    /// Selects columns of the rows of LOG. `end` follows the conditions.
    fn of_log(&self, columns: Vec<String>, end: &str) -> Statement {
        let mut builder = StatementBuilder::new(self.query, self.tables, self.names);
        let mut part = builder.log(TimeSpan::Window);
        part.columns = columns;
        let text = part.select(part.columns.len(), self.tables.log.dialect()) + end;
        Statement { text, parameters: builder.parameters, ..Statement::default() }
    }

    /// Selects the groups of rows, each with its oldest row's columns.
    pub(crate) fn groups(&self, grouping: RowGrouping) -> Statement {
        let mut builder = StatementBuilder::new(self.query, self.tables, self.names);
        let mut part = builder.log(TimeSpan::Window);
        let is_covered = self.covered(&mut builder);
        let log = &self.tables.log;
        let none = "CAST(NULL AS VARCHAR)".to_owned();
        let (time, name) = (conditions::moment(log, "time_stamp").sql, log.text(&["message_event"]));
        let data = log.text(&["message_data"]);
        // PostgreSQL compares a name with eight others one by one, and finds it among nine in a hash table.
        let names = format!("{0}, {0}", literals(|event| event.by_data));
        let data = format!("CASE WHEN {name} IN ({names}) THEN {data} END");
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
            format!("CASE WHEN {is_covered} THEN 'yes' END"),
        ];
        // Positions of columns: name, data, level. A condition is faster than its text.
        let mut keys = vec!["6".to_owned(), "7".to_owned(), "8".to_owned(), is_covered];
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
        let (is_covered, data) = (self.covered(&mut builder), self.tables.log.text(&["message_data"]));
        let has_end = format!("({name} <> 'sync_end' OR {data} LIKE '%\"status\"%')");
        builder.log_condition = Some(format!("({name} IN ({names}) AND {is_covered} AND {has_end}) IS NOT TRUE"));
        builder.statement(TimeSpan::Window, super::NEWEST_FIRST)
    }

    /// Returns the condition that a row of a documented event is counted in its group, if it is no end without a status.
    fn covered(&self, builder: &mut StatementBuilder<'_>) -> String {
        let log = &self.tables.log;
        let (Moment { sql: time, zoned }, connection) =
            (conditions::moment(log, "time_stamp"), log.text(&CONNECTION_ID));
        let mut condition = format!("({connection} <> '' AND ISFINITE({time})");
        if !self.repeats.is_empty() {
            let times: Vec<String> = self.repeats.iter().map(|time| builder.bind_time(*time, zoned)).collect();
            condition += &format!(" AND {time} NOT IN ({})", times.join(", "));
        }
        condition + ")"
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
