//! New rows as they are loaded. Fivetran loads LOG in batches, about once a day, and an event may be a day old by then: the
//! cursor is on the time of loading, never on the time of the event.
//!
//! A load that is committed late may bear an earlier time than what was read before. So a poll reads again from a *band*
//! before the newest load that it knows, and what was handed out is remembered by identity as far back as that.

use chrono::{DateTime, Utc};

use super::checkpoint::{LoadCheckpoint, LoadedEntry, before};
use super::connection::RowReader;
use super::fivetran::catalog::Tables;
use super::fivetran::envelope::{self, EnvelopeBuilder, RowEntry};
use super::fivetran::lookups::Lookups;
use super::fivetran::statement::Statement;
use super::query::{BATCH, Queries};
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;

/// Entries that are handed out at once, about.
const HOLD: usize = 5_000;

/// A log that is followed by its loads.
pub struct LoadPoller {
    database: Queries,
    query: Query,
    predicate: Predicate,
    marks: LoadCheckpoint,
}

/// What a poll brought.
pub struct LoadEvent {
    /// New entries that match, oldest event first.
    pub entries: Vec<RowEntry>,
    /// There is more already: ask again at once.
    pub more: bool,
}

impl LoadPoller {
    /// Follows `database` from `marks` on, unless [`LoadPoller::from_last`] is called.
    pub fn new(database: Queries, mut query: Query, marks: LoadCheckpoint) -> Self {
        // Its window is that of the loads.
        (query.window.since, query.window.until, query.window.days) = (None, None, None);
        (query.limit, query.skip) = (None, 0);
        let predicate = Predicate::new(&query);
        Self { database, query, predicate, marks }
    }

    /// Goes on with another connection to the same database, where the first one broke. What was read stays known.
    pub fn go_on_with(&mut self, database: Queries) {
        self.database = database;
    }

    /// What was handed out by now, and what did not match.
    pub fn marks(&self) -> &LoadCheckpoint {
        &self.marks
    }

    /// Takes what is there for known: only what is loaded later is new. The newest `count` entries that match are handed out,
    /// oldest first, and known once they were [taken](LoadPoller::record_entries).
    pub async fn from_last(&mut self, count: usize, now: DateTime<Utc>) -> Result<Vec<RowEntry>> {
        let Self { database: Queries { link, tables, names }, query, predicate, marks } = self;
        // One snapshot, so that nothing comes between the answers.
        let reader = link.begin().await?;
        let asked = AskedSlice { reader: &reader, query, tables, names };
        let mut history = asked.newest(count, predicate).await?;
        let band = asked.latest().await?.and_then(|load| before(load, now));
        // Until the history was taken, whoever goes on from here must meet it.
        let since = history.iter().map(|entry| entry.loaded).chain(band).min();
        *marks = LoadCheckpoint::since(since);
        marks.learn(asked.met_since(since).await?);
        for entry in &history {
            marks.give_back(entry.identity);
        }
        history.reverse();
        Ok(history)
    }

    /// These were handed out.
    pub fn record_entries(&mut self, entries: &[RowEntry]) {
        for entry in entries {
            self.marks.record_entry(entry.identity, entry.loaded);
        }
    }

    /// What was loaded since the last call. After a fault nothing is lost: the next call reads it again.
    pub async fn newer(&mut self, now: DateTime<Utc>) -> Result<LoadEvent> {
        let Self { database: Queries { link, tables, names }, query, marks, .. } = self;
        // Connections are renamed, and new ones appear.
        *names = Lookups::read(link, tables).await?;
        let statement = Statement::loaded(query, tables, names, marks.from());
        let reader = link.begin().await?;
        let portal = reader.ask(&statement).await?;
        let (mut maker, mut met, mut more) = (EnvelopeBuilder::new(tables), LoadedEntry::default(), true);
        let (mut entries, mut reached) = (Vec::new(), None);
        while more && entries.len() < HOLD {
            let rows = reader.next(&portal, BATCH).await?;
            more = i32::try_from(rows.len()).is_ok_and(|rows| rows >= BATCH);
            for entry in maker.make(&rows, names) {
                reached = Some(entry.loaded);
                if met.meet(entry.identity, entry.loaded) > marks.times(entry.identity) {
                    entries.push(entry);
                }
            }
        }
        marks.learn(met);
        marks.advance(reached.filter(|_| more), now);
        entries.retain(|entry| self.predicate.may_match(&entry.record));
        entries.sort_by_key(|entry| entry.record.time());
        Ok(LoadEvent { entries, more })
    }
}

/// What is asked of one snapshot.
struct AskedSlice<'a> {
    reader: &'a RowReader<'a>,
    query: &'a Query,
    tables: &'a Tables,
    names: &'a Lookups,
}

impl AskedSlice<'_> {
    /// The newest entries that match, newest first.
    async fn newest(&self, count: usize, predicate: &Predicate) -> Result<Vec<RowEntry>> {
        let mut newest = Vec::new();
        if count == 0 {
            return Ok(newest);
        }
        let portal = self.reader.ask(&Statement::newest(self.query, self.tables, self.names)).await?;
        let (mut maker, mut more) = (EnvelopeBuilder::new(self.tables), true);
        while more && newest.len() < count {
            let rows = self.reader.next(&portal, BATCH).await?;
            more = i32::try_from(rows.len()).is_ok_and(|rows| rows >= BATCH);
            let made = maker.make(&rows, self.names).into_iter();
            newest.extend(made.filter(|entry| predicate.may_match(&entry.record)));
        }
        newest.truncate(count);
        Ok(newest)
    }

    /// The time of the newest load.
    async fn latest(&self) -> Result<Option<DateTime<Utc>>> {
        let portal = self.reader.ask(&Statement::latest(self.query, self.tables, self.names)).await?;
        Ok(self.reader.next(&portal, 1).await?.first().and_then(envelope::first_moment))
    }

    /// Everything that was loaded at `since` or later.
    async fn met_since(&self, since: Option<DateTime<Utc>>) -> Result<LoadedEntry> {
        let portal = self.reader.ask(&Statement::loaded(self.query, self.tables, self.names, since)).await?;
        let (mut maker, mut met, mut more) = (EnvelopeBuilder::new(self.tables), LoadedEntry::default(), true);
        while more {
            let rows = self.reader.next(&portal, BATCH).await?;
            more = i32::try_from(rows.len()).is_ok_and(|rows| rows >= BATCH);
            for entry in maker.make(&rows, self.names) {
                met.meet(entry.identity, entry.loaded);
            }
        }
        Ok(met)
    }
}
