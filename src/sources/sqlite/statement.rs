//! The SQL of a reading: the window, the kinds and the filters on columns, with parameters.

use rusqlite::{Connection, OptionalExtension as _};

use crate::archive::column_filters::{ColumnCondition, ColumnFilter, TimeRange, column_filters};
use crate::archive::column_names::WORDS;
use crate::archive::entry::UNTIMED;
use crate::archive::reader::{ArchiveRequest, EntryOrder};
use connlog_core::query::{Filter, Query};

/// A statement with its parameters.
#[derive(Debug, Clone)]
pub(super) struct SqliteStatement {
    pub(super) text: String,
    /// The conditions of `text`, beginning with `WHERE`; empty without one.
    pub(super) conditions: String,
    pub(super) parameters: Vec<i64>,
    /// The filters that the statement applies.
    pub(super) applied: Vec<Filter>,
}

/// Returns the statements for the entries of a request. The second one is for entries without a readable time.
pub(super) fn build(request: &ArchiveRequest<'_>, connection: &Connection) -> rusqlite::Result<Vec<SqliteStatement>> {
    let ArchiveRequest { queries, source, order } = *request;
    let mut builder = Builder { connection, conditions: Vec::new(), parameters: Vec::new(), applied: Vec::new() };
    builder.kinds(queries)?;
    if let Some(source) = source {
        let statement = "SELECT id FROM source WHERE name = ?";
        let number: Option<i64> = connection.query_row(statement, [source], |row| row.get(0)).optional()?;
        builder.add("source", number.as_slice());
    }
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    builder.filters(queries)?;
    let Some(range) = TimeRange::new(queries) else { return Ok(vec![builder.finish(order)]) };
    let mut untimed = builder.clone();
    untimed.conditions.push(format!("time = {UNTIMED}"));
    builder.conditions.push("time >= ?".to_owned());
    builder.parameters.push(range.from);
    if let Some(until) = range.until {
        builder.conditions.push("time < ?".to_owned());
        builder.parameters.push(until);
    }
    builder.applied.extend(range.applied);
    Ok(vec![builder.finish(order), untimed.finish(order)])
}

/// Collects conditions.
#[derive(Clone)]
struct Builder<'c> {
    connection: &'c Connection,
    conditions: Vec<String>,
    parameters: Vec<i64>,
    applied: Vec<Filter>,
}

impl Builder<'_> {
    fn kinds(&mut self, queries: &[Query]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare("SELECT id, kind FROM layout")?;
        let layouts: Vec<(i64, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let is_wanted = |kind: &str| queries.iter().any(|query| query.kind.name() == kind);
        let wanted: Vec<i64> = layouts.iter().filter(|(_, kind)| is_wanted(kind)).map(|(id, _)| *id).collect();
        if wanted.len() < layouts.len() || wanted.is_empty() {
            self.add("layout", &wanted);
        }
        Ok(())
    }

    /// Adds the filters on columns.
    fn filters(&mut self, queries: &[Query]) -> rusqlite::Result<()> {
        let filters = column_filters(queries);
        let needs_words = filters.iter().flat_map(|filter| &filter.conditions).any(ColumnCondition::is_alike);
        let words = if needs_words { self.words()? } else { Vec::new() };
        for ColumnFilter { filter, conditions } in filters {
            let mut alternatives = Vec::new();
            for condition in conditions {
                let numbers = self.numbers(condition, &words)?;
                alternatives.push(is_in(condition.column, numbers.len()));
                self.parameters.extend(numbers);
            }
            self.conditions.push(match &*alternatives {
                [alone] => alone.clone(),
                some => format!("({})", some.join(" OR ")),
            });
            self.applied.push(filter);
        }
        Ok(())
    }

    /// Returns all words with their numbers.
    fn words(&self) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut statement = self.connection.prepare("SELECT id, text FROM word")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Returns the numbers of the values that pass a condition.
    fn numbers(&self, condition: ColumnCondition<'_>, words: &[(i64, String)]) -> rusqlite::Result<Vec<i64>> {
        if condition.is_alike() {
            let passing = words.iter().filter(|(_, text)| condition.accepts(text));
            return Ok(passing.map(|(id, _)| *id).collect());
        }
        let table = if WORDS.contains(&condition.column) { "word" } else { "identifier" };
        let mut statement = self.connection.prepare(&format!("SELECT id FROM {table} WHERE text = ?"))?;
        let found = condition.wanted.iter().map(|text| statement.query_row([text], |row| row.get(0)).optional());
        found.filter_map(Result::transpose).collect()
    }

    /// Adds the condition that a column has one of these numbers.
    fn add(&mut self, column: &str, numbers: &[i64]) {
        self.conditions.push(is_in(column, numbers.len()));
        self.parameters.extend(numbers);
    }

    fn finish(self, order: EntryOrder) -> SqliteStatement {
        let direction = if order == EntryOrder::NewestFirst { "DESC" } else { "ASC" };
        let conditions = match &*self.conditions {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        let text = format!(
            "SELECT layout, block, place FROM entry{conditions} ORDER BY time {direction}, block {direction}, place {direction}"
        );
        SqliteStatement { text, conditions, parameters: self.parameters, applied: self.applied }
    }
}

/// `platform IN (?, ?)`; without values no entry matches.
fn is_in(column: &str, count: usize) -> String {
    if count == 0 { "0".to_owned() } else { format!("{column} IN ({})", vec!["?"; count].join(", ")) }
}
