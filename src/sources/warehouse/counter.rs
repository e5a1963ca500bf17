//! Counts entries on the server of a database: groups of rows of LOG as `GROUP BY`, and the other rows one by one.
//!
//! docs/development/warehouse.md explains which rows are in groups, and why the counts equal those of the records.

use super::database::{Database, RowCells, RowReader};
use super::database_source::{self, DatabaseConnector, WarehouseSource};
use super::envelope::EnvelopeBuilder;
use super::lookups::Lookups;
use super::query::{BATCH, Queries};
use super::statement::Statement;
use super::statement::counts::{self, CountStatements, RowGrouping};
use crate::app::AppContext;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::{AggregateOutcome, ReadOutcome, SourceStats};
use connlog_core::aggregate::{Aggregator, EntryCounts, GroupBy, GroupMetrics};
use connlog_core::error::Result;
use connlog_core::providers::fivetran::event_catalog;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::query::{Filter, Query};
use connlog_core::record::semantics::{self, Outcome};
use connlog_core::record::{Record, View};
use connlog_core::time::Zone;

/// The fields that groups of rows distinguish.
const FIELDS: [&str; 5] = ["kind", "event", "eventType", "severity", "group"];
/// The fields that need the connection too.
const OF_CONNECTION: [&str; 4] = ["platform", "connectorType", "connectionId", "accountId"];
/// The most groups that the client keeps in memory.
const MOST_GROUPS: usize = 100_000;
/// The filters that a group passes as a whole.
const FILTERS: [Filter; 6] =
    [Filter::Event, Filter::Severity, Filter::Group, Filter::Service, Filter::Since, Filter::Until];

/// How the server answers a grouping.
pub(super) struct GroupPlan {
    group_by: GroupBy,
    grouping: RowGrouping,
}

impl GroupPlan {
    /// Returns the plan for a query; `None` if the server cannot answer it.
    pub(super) fn new(query: &Query, group_by: &GroupBy) -> Option<Self> {
        let filters = &query.filters;
        let is_of_columns = query.kind.is_fivetran_event()
            && query.filters().iter().all(|filter| FILTERS.contains(filter))
            && !filters.life
            && filters.expires_before.is_none()
            && group_by.measures.is_empty();
        let names: Vec<String> = group_by.by.iter().map(ToString::to_string).collect();
        let is_one = |fields: &[&str], name: &String| fields.contains(&&**name);
        if !is_of_columns || !names.iter().all(|name| is_one(&FIELDS, name) || is_one(&OF_CONNECTION, name)) {
            return None;
        }
        let by_connection = !filters.services.is_empty() || names.iter().any(|name| is_one(&OF_CONNECTION, name));
        // Spans that are parts of buckets. Offsets of zones are multiples of 15 minutes; `is_in_one_bucket` checks it.
        let widest = if matches!(group_by.zone, Zone::Utc) { 86_400 } else { 900 };
        let span = group_by.every.map(|every| every.seconds().min(widest));
        Some(Self { group_by: group_by.clone(), grouping: RowGrouping { by_connection, span } })
    }

    /// Returns whether both ends of a group are in the same bucket, and so all rows between them.
    fn is_in_one_bucket(&self, counts: &EntryCounts) -> bool {
        let GroupBy { every, zone, .. } = self.group_by;
        let Some((every, (first, last))) = every.zip(counts.range) else { return true };
        every.start(first, zone) == every.start(last, zone)
    }
}

/// The counts of the server.
pub(super) struct ServerCounts {
    pub(super) tally: Aggregator,
    pub(super) matched: u64,
    pub(super) untimed: u64,
    pub(super) read: u64,
    pub(super) unread: u64,
    pub(super) repeats: Deduplicator,
}

/// Counts the entries of a database.
pub(super) struct RowCounter<'p> {
    pub(super) plan: GroupPlan,
    pub(super) query: &'p Query,
    pub(super) app: &'p AppContext,
    pub(super) keeps_repeats: bool,
    predicate: Predicate,
}

impl<'p> RowCounter<'p> {
    /// Returns the counter of a query; `None` if the database cannot count it.
    pub(super) fn new(query: &'p Query, group_by: &GroupBy, keeps_repeats: bool, app: &'p AppContext) -> Option<Self> {
        let plan = GroupPlan::new(query, group_by)?;
        Some(Self { plan, query, app, keeps_repeats, predicate: Predicate::new(query) })
    }

    /// Counts the entries. Returns `None` if the counts could differ from those of the records.
    ///
    /// # Errors
    ///
    /// When the server refuses a statement, or the result has too many rows.
    pub(super) async fn count<D: Database>(&self, database: &mut Queries<D>) -> Result<Option<ServerCounts>> {
        let Queries { link, tables, names } = database;
        let Some(mut statements) = CountStatements::new(self.query, tables, names) else { return Ok(None) };
        let reader = link.begin().await?;
        if !reader.prepare_count().await? {
            return Ok(None);
        }
        if !self.keeps_repeats && !exclude_repeats(&mut statements, &reader).await? {
            return Ok(None);
        }
        let mut counts = ServerCounts {
            tally: Aggregator::new(self.plan.group_by.clone()),
            matched: 0,
            untimed: 0,
            read: 0,
            unread: 0,
            repeats: Deduplicator::new(false, self.keeps_repeats),
        };
        let mut maker = EnvelopeBuilder::for_lists(tables);
        let Some(groups) = statements.groups(self.plan.grouping).ask_all(&reader, MOST_GROUPS).await? else {
            return Ok(None);
        };
        // Rows of these tables are in no group.
        let mut has_others = tables.audit.is_some() || tables.runs.is_some();
        for row in &groups {
            if !counts::is_counted(row) {
                has_others = true;
                continue;
            }
            let entry = maker.make(std::slice::from_ref(row), names).pop();
            let added = entry.and_then(|entry| self.add_group(&mut counts, row, entry.record));
            if added.is_none() {
                return Ok(None);
            }
        }
        if has_others {
            let cursor = statements.others().ask(&reader).await?;
            let others = RowBatches { reader: &reader, cursor, is_over: false };
            if !self.add_others(&mut counts, others, &mut maker, names).await? {
                return Ok(None);
            }
        }
        counts.unread = maker.unread;
        Ok(Some(counts))
    }

    /// Adds the rows that are in no group. Returns false if a repeat of one of them may be in a group.
    async fn add_others<R: RowReader>(
        &self,
        counts: &mut ServerCounts,
        mut others: RowBatches<'_, R>,
        maker: &mut EnvelopeBuilder,
        names: &Lookups,
    ) -> Result<bool> {
        while let Some(rows) = others.next().await? {
            counts.read += rows.len() as u64;
            for entry in maker.make(&rows, names) {
                // A repeat with another spelling may be in a group.
                if is_spelled_otherwise(&entry.record.raw_view()) {
                    return Ok(false);
                }
                self.add_record(counts, entry.record)?;
            }
        }
        Ok(true)
    }

    /// Adds a group. `row` has its numbers, and the record is one of its entries. Returns `None` if its entries differ.
    fn add_group<R: RowCells>(&self, counts: &mut ServerCounts, row: &R, record: Record) -> Option<()> {
        let record = record.with_redaction(self.app.reveal);
        let view = record.view();
        let count: u64 = row.text(counts::COUNT)?.parse().ok()?;
        let last = row.time(counts::NEWEST)?;
        let group =
            EntryCounts { class: Outcome::from_view(&view).class(), count, range: Some((view.created_at()?, last)) };
        counts.read += count;
        if !self.predicate.matches(&record) {
            return Some(());
        }
        let mut metrics = GroupMetrics::default();
        metrics.add_counts(group);
        let value = |path| semantics::value(&view, path).map(std::borrow::Cow::into_owned);
        let values = self.plan.group_by.by.iter().map(value).collect();
        counts.matched += count;
        let is_added = self.plan.is_in_one_bucket(&group) && counts.tally.add_metrics(values, &metrics).is_ok();
        is_added.then_some(())
    }

    /// Adds an entry that is in no group.
    fn add_record(&self, counts: &mut ServerCounts, record: Record) -> Result<()> {
        if counts.repeats.is_repeated(&record) {
            return Ok(());
        }
        let record = self.app.secrets().hide_record(record).with_redaction(self.app.reveal);
        match self.predicate.test(&record) {
            Match::Yes => {
                counts.tally.add(&record.view())?;
                counts.matched += 1;
            }
            Match::Untimed => counts.untimed += 1,
            Match::No => {}
        }
        Ok(())
    }
}

impl<C: DatabaseConnector> WarehouseSource<C> {
    /// Counts on the server. Returns `None` if the entries must be read, for example because the server refuses a
    /// statement.
    ///
    /// # Errors
    ///
    /// When there is no connection.
    pub(super) async fn count_on_server(
        &self,
        queries: &[Query],
        counter: &RowCounter<'_>,
    ) -> Result<Option<AggregateOutcome>> {
        let (query, app) = (counter.query, counter.app);
        let mut database = self.connect().await?;
        let counts = counter.count(&mut database).await.unwrap_or_default();
        let Some(ServerCounts { tally, matched, untimed, read, unread, repeats }) = counts else { return Ok(None) };
        database_source::print_notes(&database, app);
        let mut facts = vec![SourceStats::new("fivetran", database_source::KEPT_DAYS); queries.len()];
        let place = queries.iter().position(|candidate| candidate.kind == query.kind);
        if let Some(facts) = place.and_then(|place| facts.get_mut(place)) {
            (facts.read, facts.unread, facts.untimed) = (read, unread, untimed);
        }
        repeats.note(app);
        let early = self.report_unread(unread, app);
        Ok(Some(AggregateOutcome { tally, matched, read: ReadOutcome { facts, skipped: Vec::new(), early } }))
    }
}

/// Excludes the rows that may be repeats from the groups. Returns false if there are too many of them.
async fn exclude_repeats<R: RowReader>(statements: &mut CountStatements<'_>, reader: &R) -> Result<bool> {
    if are_equal(statements.times(), reader).await? || are_equal(statements.hashes(), reader).await? {
        return Ok(true);
    }
    let Some(rows) = statements.repeated_times().ask_all(reader, MOST_GROUPS).await? else { return Ok(false) };
    let times: Option<Vec<_>> = rows.iter().map(|row| row.time(0)).collect();
    Ok(times.is_some_and(|times| statements.exclude(times)))
}

/// Returns whether the two numbers in the answer of a statement are equal.
async fn are_equal<R: RowReader>(statement: Statement, reader: &R) -> Result<bool> {
    let rows = statement.ask_all(reader, 1).await?.unwrap_or_default();
    Ok(rows.first().is_some_and(|row| row.text(0) == row.text(1)))
}

/// Returns whether the event is one of the catalog in another case.
fn is_spelled_otherwise(view: &View<'_>) -> bool {
    let name = view.text("event");
    let known = name.as_deref().and_then(event_catalog::find);
    known.is_some_and(|known| name.as_deref() != Some(known.name))
}

/// The rows of an answer in batches.
struct RowBatches<'r, R: RowReader> {
    reader: &'r R,
    cursor: R::Cursor,
    is_over: bool,
}

impl<R: RowReader> RowBatches<'_, R> {
    /// Returns the next rows; `None` after the last ones.
    async fn next(&mut self) -> Result<Option<Vec<R::Row>>> {
        if self.is_over {
            return Ok(None);
        }
        let rows = self.reader.next(&mut self.cursor, BATCH).await?;
        self.is_over = rows.len() < BATCH;
        Ok(Some(rows))
    }
}
