//! The one statement that answers a query: what can be filtered there goes to the server, every value as a parameter.
//!
//! Only plain SQL, which distributed servers that speak PostgreSQL's protocol have too.

use std::error::Error;

use bytes::BytesMut;
use chrono::{DateTime, SecondsFormat, Utc};
use tokio_postgres::types::{IsNull, ToSql, Type as SqlType, to_sql_checked};

use super::names::Names;
use super::tables::{Column, Table, Tables, Type};
use crate::query::{Filter, Query};
use crate::record::Kind;
use crate::vendor::fivetran::catalogue::{self, EVENTS, Event, Group};

/// Positions of what every row has.
pub(super) mod at {
    pub(in crate::read::sql) const PART: usize = 0;
    pub(in crate::read::sql) const TIME: usize = 1;
    pub(in crate::read::sql) const LOADED: usize = 2;
    pub(in crate::read::sql) const ID: usize = 3;
    pub(in crate::read::sql) const CONNECTION: usize = 4;
    /// The name of an event; the action of an audit row.
    pub(in crate::read::sql) const NAME: usize = 5;
    /// The data of an event; the new values of an audit row.
    pub(in crate::read::sql) const DATA: usize = 6;
    /// The level of an event; how an act was done.
    pub(in crate::read::sql) const LEVEL: usize = 7;
    /// The sync of an event; the old values of an audit row.
    pub(in crate::read::sql) const SYNC: usize = 8;
    /// The transformation of an event; the user of an audit row.
    pub(in crate::read::sql) const USER: usize = 9;
    /// Of audit rows: type and id of both resources.
    pub(in crate::read::sql) const RESOURCES: [usize; 4] = [10, 11, 12, 13];
}

/// The value of [`at::PART`] in audit rows.
pub(super) const AUDIT: &str = "audit";
/// More values than this are not sent; protocols and planners have their limits.
const MOST_VALUES: usize = 1000;
const CONNECTION_ID: [&str; 2] = ["connection_id", "connector_id"];
const LOADED: &str = "_fivetran_synced";

/// A value of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parameter {
    Text(String),
    Time(DateTime<Utc>),
    Count(i64),
}

impl ToSql for Parameter {
    fn to_sql(&self, ty: &SqlType, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(ty, out),
            Self::Time(time) if *ty == SqlType::TIMESTAMP => time.naive_utc().to_sql(ty, out),
            Self::Time(time) => time.to_sql(ty, out),
            Self::Count(count) => count.to_sql(ty, out),
        }
    }

    fn accepts(_: &SqlType) -> bool {
        true
    }

    to_sql_checked!();
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Time(time) => write!(f, "{}", time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

/// A statement with its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) text: String,
    pub(super) parameters: Vec<Parameter>,
    /// The filters that the server applies exactly as we would.
    pub(super) applied: Vec<Filter>,
}

impl Statement {
    /// Asks for what answers `query`, newest first.
    pub(super) fn newest(query: &Query, tables: &Tables, names: &Names) -> Self {
        let mut builder = Builder { query, tables, names, parameters: Vec::new(), inexact: Vec::new() };
        let mut text = builder.selects(Span::Window);
        text += "\nORDER BY entry_time DESC NULLS LAST, loaded DESC NULLS LAST, part DESC, id";
        let Builder { mut parameters, inexact, .. } = builder;
        let applied: Vec<Filter> = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        let exact = inexact.is_empty() && !of_life(query);
        if let Some(limit) = query.limit.filter(|_| exact) {
            // One more tells whether there is more.
            let wanted = limit.saturating_add(query.skip).saturating_add(1);
            // Of an act that both tables tell of, one row is dropped here.
            let rows = if text.contains("UNION") { wanted.saturating_mul(2) } else { wanted };
            parameters.push(Parameter::Count(i64::try_from(rows).unwrap_or(i64::MAX)));
            text += &format!("\nLIMIT ${}", parameters.len());
        }
        Self { text, parameters, applied }
    }

    /// The same, oldest first, for what is put together of events.
    pub(super) fn oldest(query: &Query, tables: &Tables, names: &Names) -> Self {
        let mut builder = Builder { query, tables, names, parameters: Vec::new(), inexact: Vec::new() };
        let text = builder.selects(Span::Window) + "\nORDER BY entry_time NULLS FIRST, loaded NULLS FIRST, part, id";
        let Builder { parameters, inexact, .. } = builder;
        let applied = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        Self { text, parameters, applied }
    }

    /// Asks for what answers `query`, whatever its window, and was loaded at `from` or later, in the order of loading.
    pub(super) fn loaded(query: &Query, tables: &Tables, names: &Names, from: Option<DateTime<Utc>>) -> Self {
        let mut builder = Builder { query, tables, names, parameters: Vec::new(), inexact: Vec::new() };
        let text = builder.selects(Span::Loaded(from)) + "\nORDER BY loaded, entry_time, part DESC, id";
        let Builder { parameters, inexact, .. } = builder;
        let applied = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        Self { text, parameters, applied }
    }

    /// Asks for the time of the newest load of what answers `query`.
    pub(super) fn latest(query: &Query, tables: &Tables, names: &Names) -> Self {
        let Self { text, parameters, applied } = Self::loaded(query, tables, names, None);
        let rows = text.rsplit_once("\nORDER BY").map_or(&*text, |(rows, _)| rows);
        Self { text: format!("SELECT MAX(loaded) FROM ({rows}) AS entries"), parameters, applied }
    }
}

/// Whether only events of a connection's life are wanted: the data decides on some.
fn of_life(query: &Query) -> bool {
    query.filters.life || query.kind == Kind::Connection
}

/// What rows are asked for.
#[derive(Debug, Clone, Copy)]
enum Span {
    /// Those of the window.
    Window,
    /// Those loaded at a moment or later.
    Loaded(Option<DateTime<Utc>>),
}

struct Builder<'q> {
    query: &'q Query,
    tables: &'q Tables,
    names: &'q Names,
    parameters: Vec<Parameter>,
    /// Filters that are left to us, in whole or in part.
    inexact: Vec<Filter>,
}

impl Builder<'_> {
    fn bind(&mut self, parameter: Parameter) -> String {
        self.parameters.push(parameter);
        format!("${}", self.parameters.len())
    }

    /// Both parts, as far as they may hold an answer. Loads take the window's place.
    fn selects(&mut self, span: Span) -> String {
        self.unfiltered();
        let mut text = self.log(span);
        let tables = self.tables;
        if let Some(audit) = tables.audit.as_ref().filter(|_| self.wants_audit()) {
            text += "\nUNION ALL\n";
            text += &self.audit(audit, span);
        }
        text
    }

    /// Notes the filters that no column answers.
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

    fn log(&mut self, span: Span) -> String {
        let log = &self.tables.log;
        let time = moment(log, "time_stamp");
        let synced = log.column(&[LOADED]).map_or_else(|| time.clone(), time_of);
        let columns = [
            ("'log'".to_owned(), "part"),
            (time.clone(), "entry_time"),
            (synced.clone(), "loaded"),
            (log.text(&["id"]), "id"),
            (log.text(&CONNECTION_ID), "connection"),
            (log.text(&["message_event"]), "name"),
            (log.text(&["message_data"]), "data"),
            (log.text(&["event"]), "level"),
            (log.text(&["sync_id"]), "sync"),
            (log.text(&["transformation_id"]), "acting"),
        ];
        let mut columns = columns.to_vec();
        if self.tables.audit.is_some() && self.wants_audit() {
            let none = "CAST(NULL AS VARCHAR)".to_owned();
            columns.extend(["kind_1", "id_1", "kind_2", "id_2"].map(|name| (none.clone(), name)));
        }
        let mut conditions = self.span(&time, &synced, span);
        conditions.extend(self.named());
        conditions.extend(self.placed(&log.text(&CONNECTION_ID)));
        conditions.extend(self.any_of(&log.text(&["sync_id"]), &self.query.filters.syncs, Filter::Sync));
        select(&columns, &log.from(), &conditions)
    }

    /// Rows of the audit trail, whose names are made of what they hold: filters on them are left to us.
    fn audit(&mut self, audit: &Table, span: Span) -> String {
        let time = moment(audit, "captured_at");
        let synced = audit.column(&[LOADED]).map_or_else(|| time.clone(), time_of);
        let connection = "CAST(NULL AS VARCHAR)".to_owned();
        let columns = [
            (format!("'{AUDIT}'"), "part"),
            (time.clone(), "entry_time"),
            (synced.clone(), "loaded"),
            (audit.text(&["id"]), "id"),
            (connection, "connection"),
            (audit.text(&["action"]), "name"),
            (audit.text(&["new_values"]), "data"),
            (audit.text(&["interaction_method"]), "level"),
            (audit.text(&["old_values"]), "sync"),
            (audit.text(&["user_id"]), "acting"),
            (audit.text(&["primary_resource_type"]), "kind_1"),
            (audit.text(&["primary_resource_id"]), "id_1"),
            (audit.text(&["secondary_resource_type"]), "kind_2"),
            (audit.text(&["secondary_resource_id"]), "id_2"),
        ];
        // The names of its events are made here, of what the rows hold.
        let filters = [Filter::Event, Filter::Group];
        self.inexact.extend(self.query.filters().into_iter().filter(|filter| filters.contains(filter)));
        let mut conditions = self.span(&time, &synced, span);
        let connection = |side: &str| {
            let [kind, id] = ["type", "id"].map(|part| audit.text(&[&format!("{side}_resource_{part}")]));
            format!("WHEN UPPER({kind}) IN ('CONNECTION', 'CONNECTOR') THEN {id}")
        };
        let connection = format!("CASE {} {} END", connection("primary"), connection("secondary"));
        conditions.extend(self.placed(&connection));
        select(&columns, &audit.from(), &conditions)
    }

    /// By the names of events, where they decide or at least rule out.
    fn named(&mut self) -> Vec<String> {
        let log = &self.tables.log;
        let name = format!("LOWER({})", log.text(&["message_event"]));
        let level = log.text(&["event"]);
        let filters = &self.query.filters;
        let lower: Vec<String> = filters.events.iter().map(|event| event.to_lowercase()).collect();
        let mut conditions: Vec<String> = self.any_of(&name, &lower, Filter::Event).into_iter().collect();
        if of_life(self.query) {
            conditions.push(self.none_of(&name, |event| event.stages == "[]"));
        }
        if !filters.groups.is_empty() {
            let unwanted = |event: &Event| !filters.groups.iter().any(|group| group == event.group.name());
            let others = filters.groups.iter().any(|group| group == "unknown");
            conditions.push(if others {
                self.none_of(&name, unwanted)
            } else {
                self.only(&name, |event| !unwanted(event))
            });
        }
        if !filters.stages.is_empty() {
            let may_be = |event: &Event| {
                let mut stages = event.stages.trim_matches(['[', ']']).split(',');
                stages.any(|stage| filters.stages.iter().any(|wanted| wanted == stage))
            };
            conditions.push(self.only(&name, may_be));
        }
        if !filters.severities.is_empty() {
            // The data or the level of the log may make any event worse than its name.
            let wanted = |event: &Event| filters.severities.iter().any(|wanted| wanted == event.severity.name());
            let others = self.none_of(&name, |event| !event.by_data && !wanted(event));
            conditions.push(format!("({level} IS NULL OR UPPER({level}) <> 'INFO' OR {others})"));
        }
        conditions
    }

    /// That the event is one of the catalogue's that fit.
    fn only(&mut self, name: &str, fits: impl Fn(&Event) -> bool) -> String {
        match self.catalogued(fits) {
            names if names.is_empty() => "1 = 0".to_owned(),
            names => format!("{name} IN ({})", names.join(", ")),
        }
    }

    /// That the event is none of the catalogue's that fit; others pass.
    fn none_of(&mut self, name: &str, fits: impl Fn(&Event) -> bool) -> String {
        match self.catalogued(fits) {
            names if names.is_empty() => "1 = 1".to_owned(),
            names => format!("{name} NOT IN ({})", names.join(", ")),
        }
    }

    fn catalogued(&mut self, fits: impl Fn(&Event) -> bool) -> Vec<String> {
        let fitting = EVENTS.iter().filter(|event| fits(event));
        fitting.map(|event| self.bind(Parameter::Text(event.name.to_owned()))).collect()
    }

    /// By the connection: its id, and what its id stands for.
    fn placed(&mut self, connection: &str) -> Vec<String> {
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

    /// Whether a row of the audit trail may be an answer.
    fn wants_audit(&self) -> bool {
        let filters = &self.query.filters;
        let other = |event: &String| catalogue::find(event).is_some_and(|event| event.group != Group::AuditTrail);
        let group = |group: &String| group == Group::AuditTrail.name() || group == "unknown";
        filters.syncs.is_empty()
            && (filters.events.is_empty() || !filters.events.iter().all(other))
            && (filters.groups.is_empty() || filters.groups.iter().any(group))
    }

    fn span(&mut self, time: &str, synced: &str, span: Span) -> Vec<String> {
        let window = self.query.window;
        let bounds = match span {
            Span::Loaded(from) => [from.map(|from| (synced, ">=", from)), None],
            Span::Window => {
                [window.since.map(|since| (time, ">=", since)), window.until.map(|until| (time, "<", until))]
            }
        };
        let bounds = bounds.into_iter().flatten();
        bounds
            .map(|(column, compare, moment)| format!("{column} {compare} {}", self.bind(Parameter::Time(moment))))
            .collect()
    }

    /// That `expression` is one of `values`, if any are asked for.
    fn any_of(&mut self, expression: &str, values: &[String], filter: Filter) -> Option<String> {
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
}

/// A column of moments, as a moment where it holds text.
fn time_of(column: &Column) -> String {
    match column.is {
        Type::Time => column.plain(),
        Type::Text | Type::Other => format!("CAST({} AS TIMESTAMP)", column.plain()),
    }
}

fn moment(table: &Table, name: &str) -> String {
    table.column(&[name]).map_or_else(|| "CAST(NULL AS TIMESTAMP)".to_owned(), time_of)
}

fn select(columns: &[(String, &str)], from: &str, conditions: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|(expression, name)| format!("{expression} AS {name}")).collect();
    let mut text = format!("SELECT {}\nFROM {from}", columns.join(", "));
    if !conditions.is_empty() {
        text += &format!("\nWHERE {}", conditions.join(" AND "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::tables::tests::table;
    use super::*;
    use crate::query::{Filters, Window};

    fn query(filters: Filters) -> Query {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let window = Window { since: None, until: None, days: None, now };
        Query { kind: Kind::Fivetran, filters, window, limit: Some(50), skip: 0, page_size: None }
    }

    fn tables(audit: bool) -> Tables {
        let log = table(
            "log",
            &[
                ("id", Type::Text),
                ("time_stamp", Type::Time),
                ("_fivetran_synced", Type::Time),
                ("connector_id", Type::Text),
                ("event", Type::Text),
                ("message_event", Type::Text),
                ("message_data", Type::Other),
            ],
        );
        let trail = table("audit_trail", &[("id", Type::Text), ("captured_at", Type::Time), ("action", Type::Text)]);
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
        let Statement { text, parameters, applied } = Statement::newest(&query, &tables(true), &Names::default());
        assert!(!text.contains("DROP") && !text.contains("UNION"), "{text}");
        let places = (1..=parameters.len()).all(|number| text.contains(&format!("${number}")));
        assert!(places && parameters.len() == 5, "{text} {parameters:?}");
        assert_eq!(applied, [Filter::Event, Filter::Connection, Filter::Sync, Filter::Since]);
        assert!(!text.contains("LIMIT"), "the search is ours, so that no number of rows is enough");
    }

    #[test]
    fn a_limit_is_sent_where_the_server_filters_everything() {
        let limit = |query: &Query, audit| {
            let statement = Statement::newest(query, &tables(audit), &Names::default());
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
        assert_eq!(limit(&Query { kind: Kind::Connection, ..plain }, false), None);
        assert_eq!(limit(&query(Filters { life: true, ..Filters::default() }), false), None);
    }

    #[test]
    fn names_that_cannot_be_answers_are_ruled_out() {
        let text = |filters| Statement::newest(&query(filters), &tables(false), &Names::default());
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
        let statement = Statement::loaded(&query(Filters::default()), &tables(true), &Names::default(), from);
        assert_eq!(statement.text.matches(" >= $").count(), 2, "{}", statement.text);
        assert!(statement.text.contains("\nORDER BY loaded"));
        let oldest = Statement::oldest(&query(Filters::default()), &tables(true), &Names::default());
        assert!(oldest.text.contains("\nORDER BY entry_time NULLS FIRST") && !oldest.text.contains("LIMIT"));
        let latest = Statement::latest(&query(Filters::default()), &tables(true), &Names::default());
        assert!(latest.text.starts_with("SELECT MAX(loaded)") && !latest.text.contains("ORDER"), "{}", latest.text);
    }
}
