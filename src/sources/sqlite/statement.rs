//! The SQL of a reading: the window, the kinds and the filters on columns, with parameters.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};

use crate::archive::entry::UNTIMED;
use crate::archive::reader::{ArchiveRequest, EntryOrder};
use connlog_core::query::{Filter, Filters, Query, Window};
use connlog_core::record::{schema, semantics};

/// A statement with its parameters.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) text: String,
    pub(super) parameters: Vec<i64>,
    /// The filters that the statement applies.
    pub(super) applied: Vec<Filter>,
}

/// Returns the statements for the entries of a request. The second one is for entries without a readable time.
pub(super) fn build(request: &ArchiveRequest<'_>, connection: &Connection) -> rusqlite::Result<Vec<Statement>> {
    let ArchiveRequest { queries, source, order } = *request;
    let mut builder = Builder { connection, conditions: Vec::new(), parameters: Vec::new(), applied: Vec::new() };
    builder.kinds(queries)?;
    if let Some(source) = source {
        let statement = "SELECT id FROM source WHERE name = ?";
        let number: Option<i64> = connection.query_row(statement, [source], |row| row.get(0)).optional()?;
        builder.add("source", number.as_slice(), None);
    }
    let Some(query) = queries.first() else { return Ok(Vec::new()) };
    builder.words(&query.filters)?;
    builder.ids(&query.filters)?;
    // The time of a sync in a window is its end, and the archive is ordered by its start.
    let is_timed = !queries.iter().any(|query| query.kind.is_assembled());
    let window = if is_timed { bounds(query.window) } else { Vec::new() };
    if window.is_empty() {
        return Ok(vec![builder.finish(order)]);
    }
    let mut untimed = builder.clone();
    untimed.conditions.push(format!("time = {UNTIMED}"));
    for (condition, filter, bound) in window {
        builder.conditions.push(condition.to_owned());
        builder.parameters.push(bound);
        builder.applied.push(filter);
    }
    Ok(vec![builder.finish(order), untimed.finish(order)])
}

/// Returns the conditions of a window. Bounds outside of the possible times are those of the column.
fn bounds(window: Window) -> Vec<(&'static str, Filter, i64)> {
    let nanos = |at: DateTime<Utc>| {
        let limit = if at.timestamp() < 0 { UNTIMED + 1 } else { i64::MAX };
        at.timestamp_nanos_opt().unwrap_or(limit)
    };
    let since = window.since.map(|since| ("time >= ?", Filter::Since, nanos(since).max(UNTIMED + 1)));
    let until = window.until.map(|until| ("time < ?", Filter::Until, nanos(until)));
    let lowest = until.is_some() && since.is_none();
    let timed = lowest.then_some(("time >= ?", Filter::Until, UNTIMED + 1));
    since.into_iter().chain(timed).chain(until).collect()
}

/// Collects conditions.
#[derive(Clone)]
struct Builder<'c> {
    connection: &'c Connection,
    conditions: Vec<String>,
    parameters: Vec<i64>,
    applied: Vec<Filter>,
}

/// Whether a wanted value and a value of an entry are equal for a filter.
type Same = fn(&str, &str) -> bool;

impl Builder<'_> {
    fn kinds(&mut self, queries: &[Query]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare("SELECT id, kind FROM layout")?;
        let layouts: Vec<(i64, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let is_wanted = |kind: &str| queries.iter().any(|query| query.kind.name() == kind);
        let wanted: Vec<i64> = layouts.iter().filter(|(_, kind)| is_wanted(kind)).map(|(id, _)| *id).collect();
        if wanted.len() < layouts.len() || wanted.is_empty() {
            self.add("layout", &wanted, None);
        }
        Ok(())
    }

    /// Adds the filters on columns with few values: every stored value is compared as a predicate compares it.
    fn words(&mut self, filters: &Filters) -> rusqlite::Result<()> {
        let exact: Same = |wanted, found| wanted == found;
        let any_case: Same = str::eq_ignore_ascii_case;
        let lists: [(&[&str], &[String], Same, Filter); 6] = [
            (&["platform"], &filters.platforms, schema::same_platform, Filter::Platform),
            (&["status"], &filters.statuses, semantics::same_status, Filter::Status),
            (&["action"], &filters.actions, schema::same_action, Filter::Action),
            (&["status_code"], &filters.status_codes, exact, Filter::StatusCode),
            (&["severity"], &filters.severities, exact, Filter::Severity),
            (&["service"], &filters.services, any_case, Filter::Service),
        ];
        let texts = self.texts(filters)?;
        let matching = |wanted: &[String], same: Same| -> Vec<i64> {
            let is_wanted = |text: &str| wanted.iter().any(|wanted| same(wanted, text));
            texts.iter().filter(|(_, text)| is_wanted(text)).map(|(id, _)| *id).collect()
        };
        for (columns, wanted, same, filter) in lists {
            if !wanted.is_empty() {
                self.any(columns, &matching(wanted, same), filter);
            }
        }
        if !filters.events.is_empty() {
            let (event, action) = (matching(&filters.events, any_case), matching(&filters.events, exact));
            let condition = format!("({} OR {})", is_in("event", event.len()), is_in("action", action.len()));
            self.conditions.push(condition);
            self.parameters.extend(event.into_iter().chain(action));
            self.applied.push(Filter::Event);
        }
        Ok(())
    }

    /// Returns all words, if a filter needs them.
    fn texts(&self, filters: &Filters) -> rusqlite::Result<Vec<(i64, String)>> {
        let Filters { platforms, statuses, actions, status_codes, severities, services, events, .. } = filters;
        let lists = [platforms, statuses, actions, status_codes, severities, services, events];
        if lists.iter().all(|list| list.is_empty()) {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare("SELECT id, text FROM word")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Adds the filters on ids, which are equal byte for byte.
    fn ids(&mut self, filters: &Filters) -> rusqlite::Result<()> {
        let mut lists = vec![
            ("account", &filters.accounts, Filter::Account),
            ("profile", &filters.profiles, Filter::Profile),
            ("post", &filters.posts, Filter::Post),
            ("team", &filters.groups, Filter::Group),
        ];
        // The bounds of other syncs are wanted too.
        if !filters.sync_bounds {
            lists.push(("sync", &filters.syncs, Filter::Sync));
        }
        for (column, wanted, filter) in lists.into_iter().filter(|(_, wanted, _)| !wanted.is_empty()) {
            let numbers = self.numbers("identifier", wanted)?;
            self.any(&[column], &numbers, filter);
        }
        if !filters.connections.is_empty() {
            let ids = self.numbers("identifier", &filters.connections)?;
            let names = self.numbers("word", &filters.connections)?;
            let (id, name) = (is_in("connection", ids.len()), is_in("connection_name", names.len()));
            self.conditions.push(format!("({id} OR {name})"));
            self.parameters.extend(ids.into_iter().chain(names));
            self.applied.push(Filter::Connection);
        }
        Ok(())
    }

    /// Returns the numbers of the texts that the archive has.
    fn numbers(&self, table: &str, texts: &[String]) -> rusqlite::Result<Vec<i64>> {
        let mut statement = self.connection.prepare(&format!("SELECT id FROM {table} WHERE text = ?"))?;
        let found = texts.iter().map(|text| statement.query_row([text], |row| row.get(0)).optional());
        found.filter_map(Result::transpose).collect()
    }

    fn any(&mut self, columns: &[&str], numbers: &[i64], filter: Filter) {
        for column in columns {
            self.add(column, numbers, Some(filter));
        }
    }

    /// Adds the condition that a column has one of these numbers.
    fn add(&mut self, column: &str, numbers: &[i64], filter: Option<Filter>) {
        self.conditions.push(is_in(column, numbers.len()));
        self.parameters.extend(numbers);
        self.applied.extend(filter);
    }

    fn finish(self, order: EntryOrder) -> Statement {
        let direction = if order == EntryOrder::NewestFirst { "DESC" } else { "ASC" };
        let conditions = match &*self.conditions {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        let text = format!(
            "SELECT layout, block, place FROM entry{conditions} ORDER BY time {direction}, block {direction}, place {direction}"
        );
        Statement { text, parameters: self.parameters, applied: self.applied }
    }
}

/// `platform IN (?, ?)`; without values no entry matches.
fn is_in(column: &str, count: usize) -> String {
    if count == 0 { "0".to_owned() } else { format!("{column} IN ({})", vec!["?"; count].join(", ")) }
}
