//! Polls for newly loaded rows.
//!
//! The checkpoint holds the time of loading, because an event may be a day old when Fivetran loads it. Each poll
//! starts at the lookback before the newest load, because a late commit may have an earlier time.
//! docs/development/warehouse.md explains the algorithm.

use chrono::{DateTime, Utc};

use super::catalog::Tables;
use super::checkpoint::{LoadCheckpoint, LoadedEntry, before};
use super::database::{Database, RowReader};
use super::envelope::{self, EnvelopeBuilder, RowEntry};
use super::lookups::Lookups;
use super::query::{BATCH, Queries};
use super::statement::Statement;
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;

/// The approximate maximum number of entries of one event.
const MAX_ENTRIES: usize = 5_000;

/// Follows the loads of a log.
pub struct LoadPoller<D> {
    database: Queries<D>,
    query: Query,
    predicate: Predicate,
    checkpoint: LoadCheckpoint,
}

/// The result of a poll.
pub struct LoadEvent {
    /// The new matching entries, oldest event first.
    pub entries: Vec<RowEntry>,
    /// There are more entries, so the next poll is due at once.
    pub more: bool,
}

impl<D: Database> LoadPoller<D> {
    /// Creates a poller that starts at `marks`, unless [`LoadPoller::from_last`] is called.
    pub fn new(database: Queries<D>, mut query: Query, checkpoint: LoadCheckpoint) -> Self {
        // The window of the query applies to loads, not to events.
        (query.window.since, query.window.until, query.window.days) = (None, None, None);
        (query.limit, query.skip) = (None, 0);
        let predicate = Predicate::new(&query);
        Self { database, query, predicate, checkpoint }
    }

    /// Continues with another connection to the same database after the first one failed. Keeps the checkpoint.
    pub fn reconnect(&mut self, database: Queries<D>) {
        self.database = database;
    }

    /// Returns the checkpoint of the emitted entries and of those that do not match.
    pub fn checkpoint(&self) -> &LoadCheckpoint {
        &self.checkpoint
    }

    /// Counts existing entries as emitted, so that only later loads are new. Returns the newest `count` matching
    /// entries, oldest first. They count as emitted after [`LoadPoller::record_entries`].
    pub async fn from_last(&mut self, count: usize, now: DateTime<Utc>) -> Result<Vec<RowEntry>> {
        let Self { database: Queries { link, tables, names }, query, predicate, checkpoint } = self;
        // One snapshot serves all answers, so no load is missed between them.
        let reader = link.begin().await?;
        let snapshot = Snapshot { reader: &reader, query, tables, names };
        let mut history = snapshot.newest(count, predicate).await?;
        let lookback_start = snapshot.latest().await?.and_then(|load| before(load, now));
        // Until the history is emitted, a restart must find it again.
        let since = history.iter().map(|entry| entry.loaded).chain(lookback_start).min();
        *checkpoint = LoadCheckpoint::since(since);
        checkpoint.merge(snapshot.loaded_since(since).await?);
        for entry in &history {
            checkpoint.remove_entry(entry.identity);
        }
        history.reverse();
        Ok(history)
    }

    /// Counts these entries as emitted.
    pub fn record_entries(&mut self, entries: &[RowEntry]) {
        for entry in entries {
            self.checkpoint.record_entry(entry.identity, entry.loaded);
        }
    }

    /// Returns the entries loaded since the last call. After an error, the next call reads the same range again.
    pub async fn newer(&mut self, now: DateTime<Utc>) -> Result<LoadEvent> {
        let Self { database: Queries { link, tables, names }, query, checkpoint, .. } = self;
        // Connections may have new names, and there may be new connections.
        *names = Lookups::read(link, tables).await?.into();
        let statement = Statement::loaded(query, tables, names, checkpoint.from());
        let reader = link.begin().await?;
        let mut portal = statement.ask(&reader).await?;
        let (mut maker, mut found, mut more) = (EnvelopeBuilder::new(tables), LoadedEntry::default(), true);
        let (mut entries, mut reached) = (Vec::new(), None);
        while more && entries.len() < MAX_ENTRIES {
            let rows = reader.next(&mut portal, BATCH).await?;
            more = rows.len() >= BATCH;
            for entry in maker.make(&rows, names) {
                reached = Some(entry.loaded);
                if found.count(entry.identity, entry.loaded) > checkpoint.times(entry.identity) {
                    entries.push(entry);
                }
            }
        }
        checkpoint.merge(found);
        checkpoint.advance(reached.filter(|_| more), now);
        entries.retain(|entry| self.predicate.may_match(&entry.record));
        entries.sort_by_key(|entry| entry.record.time());
        Ok(LoadEvent { entries, more })
    }
}

/// The queries of one snapshot.
struct Snapshot<'a, R> {
    reader: &'a R,
    query: &'a Query,
    tables: &'a Tables,
    names: &'a Lookups,
}

impl<R: RowReader> Snapshot<'_, R> {
    /// Returns the newest matching entries, newest first.
    async fn newest(&self, count: usize, predicate: &Predicate) -> Result<Vec<RowEntry>> {
        let mut newest = Vec::new();
        if count == 0 {
            return Ok(newest);
        }
        let mut portal = Statement::newest(self.query, self.tables, self.names).ask(self.reader).await?;
        let (mut maker, mut more) = (EnvelopeBuilder::new(self.tables), true);
        while more && newest.len() < count {
            let rows = self.reader.next(&mut portal, BATCH).await?;
            more = rows.len() >= BATCH;
            let made = maker.make(&rows, self.names).into_iter();
            newest.extend(made.filter(|entry| predicate.may_match(&entry.record)));
        }
        newest.truncate(count);
        Ok(newest)
    }

    /// Returns the time of the newest load.
    async fn latest(&self) -> Result<Option<DateTime<Utc>>> {
        let mut portal = Statement::latest(self.query, self.tables, self.names).ask(self.reader).await?;
        Ok(self.reader.next(&mut portal, 1).await?.first().and_then(envelope::first_moment))
    }

    /// Returns everything loaded at `since` or later.
    async fn loaded_since(&self, since: Option<DateTime<Utc>>) -> Result<LoadedEntry> {
        let mut portal = Statement::loaded(self.query, self.tables, self.names, since).ask(self.reader).await?;
        let (mut maker, mut found, mut more) = (EnvelopeBuilder::new(self.tables), LoadedEntry::default(), true);
        while more {
            let rows = self.reader.next(&mut portal, BATCH).await?;
            more = rows.len() >= BATCH;
            for entry in maker.make(&rows, self.names) {
                found.count(entry.identity, entry.loaded);
            }
        }
        Ok(found)
    }
}
