//! Builds the single statement of a query, with a part for each table that may have entries. Values are parameters.
//! Uses only plain SQL, so that other databases with PostgreSQL's protocol accept it.

pub mod audit_trail;
pub mod conditions;
pub mod counts;
pub mod log;
pub mod transformation_runs;

use chrono::{DateTime, Utc};

use super::catalog::Tables;
use super::database::RowReader;
use super::dialect::Dialect;
use super::lookups::Lookups;
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::error::Result;
use connlog_core::query::{Filter, Query};

/// Positions of the columns that every row has.
pub(crate) mod at {
    pub(crate) const PART: usize = 0;
    pub(crate) const TIME: usize = 1;
    pub(crate) const LOADED: usize = 2;
    pub(crate) const ID: usize = 3;
    pub(crate) const CONNECTION: usize = 4;
    /// The name of an event; the action of an audit row; the job of a day's runs.
    pub(crate) const NAME: usize = 5;
    /// The data of an event; the new values of an audit row; how many runs there were.
    pub(crate) const DATA: usize = 6;
    /// The level of an event; how an act was done; whether runs are paid for.
    pub(crate) const LEVEL: usize = 7;
    /// The sync of an event; the old values of an audit row; the day of runs.
    pub(crate) const SYNC: usize = 8;
    /// The transformation of an event; the user of an audit row; the type of a project.
    pub(crate) const USER: usize = 9;
    /// The time of an event as text, where the column holds text.
    pub(crate) const TIME_TEXT: usize = 10;
    /// Of audit rows: type and id of both resources.
    pub(crate) const RESOURCES: [usize; 4] = [10, 11, 12, 13];
    /// Of a day's runs: when they were counted.
    pub(crate) const UPDATED: usize = 10;
    /// Of a day's runs: the destination.
    pub(crate) const DESTINATION: usize = 11;
}

/// The value of [`at::PART`] in audit rows.
pub(crate) const AUDIT: &str = "audit";
/// Its value in rows that count runs.
pub(crate) const RUNS: &str = "runs";
/// The column names in order.
const COLUMNS: [&str; 14] = [
    "part",
    "entry_time",
    "loaded",
    "id",
    "connection",
    "name",
    "data",
    "level",
    "sync",
    "acting",
    "kind_1",
    "id_1",
    "kind_2",
    "id_2",
];

/// The order of a list.
const NEWEST_FIRST: &str = "entry_time DESC NULLS LAST, loaded DESC NULLS LAST, part DESC, id, level";

/// A statement with its parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) parameters: Vec<Parameter>,
    /// The filters that the server applies exactly.
    pub(crate) applied: Vec<Filter>,
    /// Whether the server applies every filter.
    is_exact: bool,
}

impl Statement {
    /// Selects the entries for `query`, newest first.
    pub(crate) fn newest(query: &Query, tables: &Tables, names: &Lookups) -> Self {
        let builder = StatementBuilder::new(query, tables, names);
        let twice = tables.audit.is_some() && builder.wants_audit();
        let mut statement = builder.statement(TimeSpan::Window, NEWEST_FIRST);
        if let Some(limit) = query.limit.filter(|_| statement.is_exact && !of_life(query)) {
            // One more row shows whether there are more.
            let wanted = limit.saturating_add(query.skip).saturating_add(1);
            // The client drops one of two rows of the same act.
            let rows = if twice { wanted.saturating_mul(2) } else { wanted };
            let rows = Parameter::Count(i64::try_from(rows).unwrap_or(i64::MAX));
            let place = tables.log.dialect().bind(rows, &mut statement.parameters);
            statement.text += &format!("\nLIMIT {place}");
        }
        statement
    }

    /// Selects the entries for `query`, oldest first, to build syncs from events.
    pub(crate) fn oldest(query: &Query, tables: &Tables, names: &Lookups) -> Self {
        let order = "entry_time NULLS FIRST, loaded NULLS FIRST, part, id, level";
        StatementBuilder::new(query, tables, names).statement(TimeSpan::Window, order)
    }

    /// Sends the statement.
    pub(crate) async fn ask<R: RowReader>(&self, reader: &R) -> Result<R::Cursor> {
        reader.ask(&self.text, &self.parameters).await
    }

    /// Sends the statement and reads its whole answer; `None` if it has more than `most` rows.
    pub(crate) async fn ask_all<R: RowReader>(&self, reader: &R, most: usize) -> Result<Option<Vec<R::Row>>> {
        reader.ask_all(&self.text, &self.parameters, most).await
    }

    /// Selects the time of the oldest event of LOG.
    pub(crate) fn oldest_time(tables: &Tables) -> Self {
        let time = conditions::moment(&tables.log, "time_stamp").sql;
        Self { text: format!("SELECT MIN({time}) FROM {}", tables.log.from()), ..Self::default() }
    }

    /// Selects the entries for `query` that were loaded at `from` or later, in the order of loading, without its
    /// window.
    pub(crate) fn loaded(query: &Query, tables: &Tables, names: &Lookups, from: Option<DateTime<Utc>>) -> Self {
        let order = "loaded, entry_time, part DESC, id, level";
        StatementBuilder::new(query, tables, names).statement(TimeSpan::Loaded(from), order)
    }

    /// Selects the time of the newest load for `query`.
    pub(crate) fn latest(query: &Query, tables: &Tables, names: &Lookups) -> Self {
        let loaded = Self::loaded(query, tables, names, None);
        let text = &*loaded.text;
        let rows = text.rsplit_once("\nORDER BY").map_or(text, |(rows, _)| rows);
        Self { text: format!("SELECT MAX(loaded) FROM ({rows}) AS entries"), ..loaded }
    }
}

/// Returns whether only lifecycle events of connections match, which the data partly decides.
fn of_life(query: &Query) -> bool {
    query.filters.life
}

/// The range of rows.
#[derive(Debug, Clone, Copy)]
enum TimeSpan {
    /// The rows of the window.
    Window,
    /// The rows loaded at a time or later.
    Loaded(Option<DateTime<Utc>>),
}

/// The select of one table.
struct StatementPart {
    /// Expressions for the first of [`COLUMNS`].
    columns: Vec<String>,
    from: String,
    /// Conditions that must all hold.
    conditions: Vec<String>,
}

impl StatementPart {
    /// Formats the part with this number of columns, filled with nulls.
    fn select(&self, width: usize, dialect: &Dialect) -> String {
        let none = dialect.as_text("NULL");
        let expressions = self.columns.iter().chain(std::iter::repeat(&none)).take(width);
        let columns: Vec<String> =
            expressions.zip(COLUMNS).map(|(expression, name)| format!("{expression} AS {name}")).collect();
        let mut text = format!("SELECT {}\nFROM {}", columns.join(", "), self.from);
        if !self.conditions.is_empty() {
            text += &format!("\nWHERE {}", self.conditions.join(" AND "));
        }
        text
    }
}

struct StatementBuilder<'q> {
    query: &'q Query,
    tables: &'q Tables,
    names: &'q Lookups,
    parameters: Vec<Parameter>,
    /// Filters that the client applies, completely or partly.
    inexact: Vec<Filter>,
    /// A further condition on rows of LOG.
    log_condition: Option<String>,
}

impl<'q> StatementBuilder<'q> {
    fn new(query: &'q Query, tables: &'q Tables, names: &'q Lookups) -> Self {
        Self { query, tables, names, parameters: Vec::new(), inexact: Vec::new(), log_condition: None }
    }

    fn bind(&mut self, parameter: Parameter) -> String {
        self.tables.log.dialect().bind(parameter, &mut self.parameters)
    }

    fn bind_time(&mut self, time: DateTime<Utc>, zoned: bool) -> String {
        self.tables.log.dialect().bind_time(time, zoned, &mut self.parameters)
    }

    /// Returns the statement with all parts. A range of loads replaces the window.
    fn statement(mut self, span: TimeSpan, order: &str) -> Statement {
        self.unfiltered();
        let tables = self.tables;
        let mut parts = vec![self.log(span)];
        if let Some(audit) = tables.audit.as_ref().filter(|_| self.wants_audit()) {
            parts.push(self.audit(audit, span));
        }
        if let Some(runs) = tables.runs.as_ref().filter(|_| self.wants_runs()) {
            parts.push(self.runs(runs, span));
        }
        let dialect = tables.log.dialect();
        let width = parts.iter().map(|part| part.columns.len()).max().unwrap_or_default();
        let selects: Vec<String> = parts.iter().map(|part| part.select(width, dialect)).collect();
        let text = format!("{}\nORDER BY {order}", selects.join("\nUNION ALL\n"));
        let Self { query, parameters, inexact, .. } = self;
        let applied = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        Statement { text, parameters, applied, is_exact: inexact.is_empty() }
    }

    /// Records the filters without a column.
    fn unfiltered(&mut self) {
        let columns = [
            Filter::Event,
            Filter::Connection,
            Filter::Service,
            Filter::Sync,
            Filter::Group,
            Filter::Since,
            Filter::Until,
        ];
        self.inexact.extend(self.query.filters().into_iter().filter(|filter| !columns.contains(filter)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::warehouse::catalog::ColumnType;
    use crate::sources::warehouse::catalog::tests::table;
    use connlog_core::query::{Filters, Window};
    use connlog_core::record::Kind;

    fn query(filters: Filters) -> Query {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let window = Window { since: None, until: None, days: None, now };
        Query { kind: Kind::Fivetran, filters, window, limit: Some(50), skip: 0, page_size: None, optional: false }
    }

    fn tables(audit: bool) -> Tables {
        let log = table(
            "log",
            &[
                ("id", ColumnType::Text),
                ("time_stamp", ColumnType::Time),
                ("_fivetran_synced", ColumnType::Time),
                ("connector_id", ColumnType::Text),
                ("event", ColumnType::Text),
                ("message_event", ColumnType::Text),
                ("message_data", ColumnType::Other),
            ],
        );
        let trail = table(
            "audit_trail",
            &[("id", ColumnType::Text), ("captured_at", ColumnType::Time), ("action", ColumnType::Text)],
        );
        Tables { log, audit: audit.then_some(trail), ..Tables::default() }
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn what_is_typed_is_a_parameter_and_never_part_of_the_statement() {
        let evil = "x'; DROP TABLE log; --";
        let mut query = query(Filters {
            events: texts(&[evil]),
            connections: texts(&[evil, "\"$1\""]),
            syncs: texts(&[evil]),
            search: texts(&[evil]),
            ..Filters::default()
        });
        query.window.since = Some(query.window.now);
        let Statement { text, parameters, applied, .. } = Statement::newest(&query, &tables(true), &Lookups::default());
        assert!(!text.contains("DROP") && !text.contains("UNION"), "{text}");
        let places = (1..=parameters.len()).all(|number| text.contains(&format!("${number}")));
        assert!(places && parameters.len() == 5, "{text} {parameters:?}");
        assert_eq!(applied, [Filter::Event, Filter::Connection, Filter::Sync, Filter::Since]);
        assert!(!text.contains("LIMIT"), "the search is ours, so that no number of rows is enough");
    }

    #[test]
    fn a_limit_is_sent_where_the_server_filters_everything() {
        let limit = |query: &Query, audit| {
            let statement = Statement::newest(query, &tables(audit), &Lookups::default());
            let limited = statement.text.contains("\nLIMIT $");
            statement.parameters.last().filter(|_| limited).cloned()
        };
        let plain = query(Filters::default());
        assert_eq!(limit(&plain, false), Some(Parameter::Count(51)));
        assert_eq!(limit(&plain, true), Some(Parameter::Count(102)), "an act may stand in both tables");
        let of_syncs = query(Filters { events: texts(&["sync_end"]), ..Filters::default() });
        assert_eq!(limit(&of_syncs, true), Some(Parameter::Count(51)), "no act is a sync");
        for filters in [
            Filters { events: texts(&["edit_connection"]), ..Filters::default() },
            Filters { severities: texts(&["failure"]), ..Filters::default() },
            Filters { stages: texts(&["9"]), ..Filters::default() },
        ] {
            assert_eq!(limit(&query(filters), true), None);
        }
        assert_eq!(limit(&query(Filters { life: true, ..Filters::default() }), false), None);
    }

    #[test]
    fn names_that_cannot_be_answers_are_ruled_out() {
        let text = |filters| Statement::newest(&query(filters), &tables(false), &Lookups::default());
        let severe = text(Filters { severities: texts(&["failure"]), ..Filters::default() });
        assert!(severe.text.contains("UPPER(\"event\") <> 'INFO'"), "{}", severe.text);
        let sent = |statement: &Statement, name: &str| statement.parameters.contains(&Parameter::Text(name.to_owned()));
        assert!(sent(&severe, "write_to_table_end") && !sent(&severe, "sync_end"));
        let unknown = text(Filters { groups: texts(&["unknown", "connector"]), ..Filters::default() });
        assert!(unknown.text.contains("NOT IN") && !sent(&unknown, "sync_end") && sent(&unknown, "create_team"));
        let ended = text(Filters { stages: texts(&["9"]), ..Filters::default() });
        assert!(sent(&ended, "sync_end") && !sent(&ended, "create_table"));
        let service = text(Filters { services: texts(&["s3"]), ..Filters::default() });
        assert!(service.text.contains("1 = 0"), "no connection reads it: {}", service.text);
    }

    #[test]
    fn loads_are_asked_for_in_their_order() {
        let from = DateTime::from_timestamp(1_700_000_000, 0);
        let statement = Statement::loaded(&query(Filters::default()), &tables(true), &Lookups::default(), from);
        assert_eq!(statement.text.matches(" >= $").count(), 2, "{}", statement.text);
        assert!(statement.text.contains("\nORDER BY loaded"));
        let oldest = Statement::oldest(&query(Filters::default()), &tables(true), &Lookups::default());
        assert!(oldest.text.contains("\nORDER BY entry_time NULLS FIRST") && !oldest.text.contains("LIMIT"));
        let latest = Statement::latest(&query(Filters::default()), &tables(true), &Lookups::default());
        assert!(latest.text.starts_with("SELECT MAX(loaded)") && !latest.text.contains("ORDER"), "{}", latest.text);
    }
}
