//! The SQL of a reading: the window, the kinds and the filters on columns.

use super::client::{ServerClient, ServerRequest};
use super::errors::PlanFault;
use super::schema::KEY;
use super::sql::{self, is_in};
use super::writer::seconds;
use crate::archive::column_filters::{ColumnCondition, ColumnFilter, TimeRange, column_filters};
use crate::archive::entry::UNTIMED;
use crate::archive::reader::{ArchiveRequest, EntryOrder};
use crate::signals::Listener;
use connlog_core::query::Filter;

/// The conditions of a reading.
#[derive(Debug, Clone)]
pub(super) struct ClickHouseStatement {
    conditions: Vec<String>,
    pub(super) order: EntryOrder,
    /// The filters that the conditions apply.
    pub(super) applied: Vec<Filter>,
}

impl ClickHouseStatement {
    /// Returns a statement for all entries, the oldest first.
    pub(super) const fn all() -> Self {
        Self { conditions: Vec::new(), order: EntryOrder::OldestFirst, applied: Vec::new() }
    }

    /// Returns the statement with a further condition.
    pub(super) fn with(&self, condition: String) -> Self {
        let mut statement = self.clone();
        statement.conditions.push(condition);
        statement
    }

    /// Returns the condition of the statement, and of `also` if it is not empty.
    pub(super) fn condition(&self, also: &str) -> String {
        let all: Vec<&str> = self
            .conditions
            .iter()
            .map(String::as_str)
            .chain([also])
            .filter(|condition| !condition.is_empty())
            .collect();
        if all.is_empty() { "1".to_owned() } else { all.join(" AND ") }
    }

    /// Returns the text that selects `columns` of each entry once. `also` is a further condition, `limit` the end of the text.
    ///
    /// Rows with equal keys may exist until the server merges them; `LIMIT 1 BY` returns one of them.
    pub(super) fn text(&self, columns: &str, also: &str, limit: &str) -> String {
        let direction = if self.order == EntryOrder::NewestFirst { "DESC" } else { "ASC" };
        format!(
            "SELECT {columns} FROM entry WHERE {} \
             ORDER BY time_ns {direction}, batch {direction}, place {direction} LIMIT 1 BY {KEY}{limit}",
            self.condition(also)
        )
    }
}

/// Returns the statements for the entries of a request. The second one is for entries without a readable time.
///
/// The server sends the values of columns that a filter compares in its way, so SQL and predicate cannot differ.
pub(super) fn build(
    request: &ArchiveRequest<'_>,
    client: &ServerClient,
    listener: Option<&Listener>,
) -> Result<Vec<ClickHouseStatement>, PlanFault> {
    let ArchiveRequest { queries, source, order } = *request;
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = ClickHouseStatement { conditions: Vec::new(), order, applied: Vec::new() };
    statement.conditions.push(is_in("kind", queries.iter().map(|query| query.kind.name())));
    statement.conditions.extend(source.map(|source| format!("source = {}", sql::literal(source))));
    let range = TimeRange::new(queries);
    let times = range.as_ref().map(times);
    let filters = column_filters(queries);
    let values =
        StoredValues { client, listener, condition: statement.condition(times.as_deref().unwrap_or_default()) };
    for ColumnFilter { filter, conditions } in &filters {
        let alternatives = conditions.iter().map(|condition| values.condition(condition));
        let alternatives = alternatives.collect::<Result<Vec<String>, PlanFault>>()?;
        statement.conditions.push(format!("({})", alternatives.join(" OR ")));
        statement.applied.push(*filter);
    }
    let (Some(range), Some(times)) = (range, times) else { return Ok(vec![statement]) };
    let mut untimed = statement.clone();
    untimed.conditions.push(format!("time = toDateTime(0) AND time_ns = {UNTIMED}"));
    statement.conditions.push(times);
    statement.applied.extend(range.applied);
    Ok(vec![statement, untimed])
}

/// Returns the condition of a range. The column `time` is in the key of the table, `time_ns` is exact.
fn times(range: &TimeRange) -> String {
    let mut text = format!("time >= toDateTime({}) AND time_ns >= {}", seconds(range.from), range.from);
    if let Some(until) = range.until {
        text += &format!(" AND time <= toDateTime({}) AND time_ns < {until}", seconds(until));
    }
    text
}

/// Reads the different values of columns.
struct StoredValues<'c> {
    client: &'c ServerClient,
    listener: Option<&'c Listener>,
    /// The condition of the entries whose values count.
    condition: String,
}

impl StoredValues<'_> {
    /// Returns the SQL of a condition.
    fn condition(&self, condition: &ColumnCondition<'_>) -> Result<String, PlanFault> {
        if !condition.is_alike() {
            return Ok(is_in(condition.column, condition.wanted.iter().map(String::as_str)));
        }
        let column = condition.column;
        let text = format!(
            "SELECT DISTINCT toString(assumeNotNull({column})) FROM entry WHERE {column} IS NOT NULL AND {} FORMAT RowBinary",
            self.condition
        );
        let answer = self.client.send(&ServerRequest::new(&text), self.listener)?;
        let mut reader = super::row_binary::RowBinaryReader::new(&answer);
        let mut passing = Vec::new();
        while !reader.is_empty() {
            let value = reader.text()?;
            if condition.accepts(value) {
                passing.push(value);
            }
        }
        Ok(is_in(column, passing))
    }
}
