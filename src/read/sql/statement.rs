//! The one statement that answers a query: what can be filtered there goes to the server, every value as a parameter.
//!
//! Only plain SQL, which distributed servers that speak PostgreSQL's protocol have too.

use std::error::Error;

use bytes::BytesMut;
use chrono::{DateTime, SecondsFormat, Utc};
use tokio_postgres::types::{IsNull, ToSql, Type as SqlType, to_sql_checked};

use super::tables::{Column, Table, Tables, Type};
use crate::query::{Filter, Query};
use crate::record::Kind;
use crate::vendor::fivetran::catalogue::{self, Group};

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
    pub(super) fn newest(query: &Query, tables: &Tables) -> Self {
        let mut builder = Builder { query, tables, parameters: Vec::new(), inexact: Vec::new() };
        let mut text = builder.selects(None);
        text += "\nORDER BY entry_time DESC NULLS LAST, loaded DESC NULLS LAST, part DESC, id";
        let Builder { mut parameters, inexact, .. } = builder;
        let applied: Vec<Filter> = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        let exact = inexact.is_empty() && query.kind == Kind::Fivetran;
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

    /// Asks for what answers `query`, whatever its window, and was loaded at `from` or later, in the order of loading.
    pub(super) fn loaded(query: &Query, tables: &Tables, from: Option<DateTime<Utc>>) -> Self {
        let mut builder = Builder { query, tables, parameters: Vec::new(), inexact: Vec::new() };
        let text = builder.selects(Some(from)) + "\nORDER BY loaded, entry_time, part DESC, id";
        let Builder { parameters, inexact, .. } = builder;
        let applied = query.filters().into_iter().filter(|filter| !inexact.contains(filter)).collect();
        Self { text, parameters, applied }
    }

    /// Asks for the time of the newest load of what answers `query`.
    pub(super) fn latest(query: &Query, tables: &Tables) -> Self {
        let Self { text, parameters, applied } = Self::loaded(query, tables, None);
        let rows = text.rsplit_once("\nORDER BY").map_or(&*text, |(rows, _)| rows);
        Self { text: format!("SELECT MAX(loaded) FROM ({rows}) AS entries"), parameters, applied }
    }
}

struct Builder<'q> {
    query: &'q Query,
    tables: &'q Tables,
    parameters: Vec<Parameter>,
    /// Filters that are left to us, in whole or in part.
    inexact: Vec<Filter>,
}

impl Builder<'_> {
    fn bind(&mut self, parameter: Parameter) -> String {
        self.parameters.push(parameter);
        format!("${}", self.parameters.len())
    }

    /// Both parts, as far as they may hold an answer. `loaded` takes the window's place.
    fn selects(&mut self, loaded: Option<Option<DateTime<Utc>>>) -> String {
        self.unfiltered();
        let mut text = self.log(loaded);
        let tables = self.tables;
        if let Some(audit) = tables.audit.as_ref().filter(|_| self.wants_audit()) {
            text += "\nUNION ALL\n";
            text += &self.audit(audit, loaded);
        }
        text
    }

    /// Notes the filters that no column answers.
    fn unfiltered(&mut self) {
        let columns = [Filter::Event, Filter::Since, Filter::Until];
        self.inexact.extend(self.query.filters().into_iter().filter(|filter| !columns.contains(filter)));
    }

    fn log(&mut self, loaded: Option<Option<DateTime<Utc>>>) -> String {
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
        let mut conditions = self.span(&time, &synced, loaded);
        let name = format!("LOWER({})", log.text(&["message_event"]));
        let events: Vec<String> = self.query.filters.events.iter().map(|event| event.to_lowercase()).collect();
        conditions.extend(self.any_of(&name, &events, Filter::Event));
        select(&columns, &log.from(), &conditions)
    }

    /// Rows of the audit trail, whose names are made of what they hold: filters on them are left to us.
    fn audit(&mut self, audit: &Table, loaded: Option<Option<DateTime<Utc>>>) -> String {
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
        if !self.query.filters.events.is_empty() {
            self.inexact.push(Filter::Event);
        }
        let conditions = self.span(&time, &synced, loaded);
        select(&columns, &audit.from(), &conditions)
    }

    /// Whether a row of the audit trail may be an answer: not where every event asked for is known to be of others.
    fn wants_audit(&self) -> bool {
        let other = |event: &String| catalogue::find(event).is_some_and(|event| event.group != Group::AuditTrail);
        let events = &self.query.filters.events;
        events.is_empty() || !events.iter().all(other)
    }

    fn span(&mut self, time: &str, synced: &str, loaded: Option<Option<DateTime<Utc>>>) -> Vec<String> {
        let window = self.query.window;
        let bounds = match loaded {
            Some(from) => [from.map(|from| (synced, ">=", from)), None],
            None => [window.since.map(|since| (time, ">=", since)), window.until.map(|until| (time, "<", until))],
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
