//! New rows as they are loaded. Fivetran loads LOG in batches, about once a day, and an event may be a day old by then: the
//! cursor is on the time of loading, never on the time of the event.
//!
//! A load that is committed late may bear an earlier time than what was read before. So a poll reads again from a *band*
//! before the newest load that it knows, and what was handed out is remembered by identity as far back as that.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::names::Names;
use super::rows::{self, Made, Maker};
use super::statement::Statement;
use super::{BATCH, Database};
use crate::error::Result;
use crate::query::Query;
use crate::query::predicate::Predicate;
use crate::record::Record;

/// How much earlier than the newest load another one may bear its time: longer than any load takes to be committed.
const BAND: TimeDelta = TimeDelta::hours(2);
/// Records that are handed out at once, about.
const HOLD: usize = 5_000;

/// A log that is followed by its loads.
pub struct Follow {
    database: Database,
    query: Query,
    predicate: Predicate,
    memory: Memory,
}

/// What a poll brought.
pub struct Loaded {
    /// New records that match, oldest event first.
    pub records: Vec<Record>,
    /// There is more already: ask again at once.
    pub more: bool,
}

impl Follow {
    /// Follows `database` from the loads of `since` on; with `None` from the first load there is, unless
    /// [`Follow::from_now`] is called.
    pub fn new(database: Database, mut query: Query, since: Option<DateTime<Utc>>) -> Self {
        // Its window is that of the loads.
        (query.window.since, query.window.until, query.window.days) = (None, None, None);
        (query.limit, query.skip) = (None, 0);
        let predicate = Predicate::new(&query);
        Self { database, query, predicate, memory: Memory { since, ..Memory::default() } }
    }

    /// Goes on with another connection to the same database, where the first one broke. What was read stays known.
    pub fn go_on_with(&mut self, database: Database) {
        self.database = database;
    }

    /// Takes what is there for known: only what is loaded later is new.
    pub async fn from_now(&mut self) -> Result<()> {
        let statement = Statement::latest(&self.query, &self.database.tables, &self.database.names);
        let reader = self.database.link.begin().await?;
        let portal = reader.ask(&statement).await?;
        let newest = reader.next(&portal, 1).await?.first().and_then(rows::first_moment);
        drop(reader);
        self.memory.since = newest.and_then(|newest| newest.checked_sub_signed(BAND));
        while self.poll().await?.1 {}
        Ok(())
    }

    /// What was loaded since the last call. After a fault nothing is lost: the next call reads it again.
    pub async fn newer(&mut self) -> Result<Loaded> {
        let (made, more) = self.poll().await?;
        let mut records: Vec<Record> = made.into_iter().map(|made| made.record).collect();
        records.retain(|record| self.predicate.matches(&record.truth()));
        records.sort_by_key(Record::time);
        Ok(Loaded { records, more })
    }

    /// Rows that were not met before, and whether there are more.
    async fn poll(&mut self) -> Result<(Vec<Made>, bool)> {
        let Self { database: Database { link, tables, names }, query, memory, .. } = self;
        // Connections are renamed, and new ones appear.
        *names = Names::read(link, tables).await?;
        let statement = Statement::loaded(query, tables, names, memory.from());
        let reader = link.begin().await?;
        let portal = reader.ask(&statement).await?;
        let (mut maker, mut fresh, mut met, mut more) = (Maker::new(tables), Vec::new(), HashSet::new(), true);
        while more && fresh.len() < HOLD {
            let rows = reader.next(&portal, BATCH).await?;
            more = i32::try_from(rows.len()).is_ok_and(|rows| rows >= BATCH);
            let made = maker.make(&rows, names).into_iter();
            fresh.extend(made.filter(|made| !memory.knows(made) && met.insert((made.loaded, made.identity))));
        }
        memory.keep(&fresh, more);
        Ok((fresh, more))
    }
}

/// What was met, as far back as polls reach.
#[derive(Default)]
struct Memory {
    /// Identities by the time of their load.
    known: BTreeMap<DateTime<Utc>, HashSet<u64>>,
    /// Nothing earlier is wanted.
    since: Option<DateTime<Utc>>,
    /// There was more than one poll holds: everything up to here was read.
    reached: Option<DateTime<Utc>>,
}

impl Memory {
    /// Where the next poll begins.
    fn from(&self) -> Option<DateTime<Utc>> {
        self.reached.or_else(|| self.since.max(self.line()))
    }

    /// A band before the newest load.
    fn line(&self) -> Option<DateTime<Utc>> {
        self.known.last_key_value().and_then(|(newest, _)| newest.checked_sub_signed(BAND))
    }

    fn knows(&self, made: &Made) -> bool {
        self.known.get(&made.loaded).is_some_and(|known| known.contains(&made.identity))
    }

    /// Remembers what a whole poll brought.
    fn keep(&mut self, fresh: &[Made], more: bool) {
        for made in fresh {
            self.known.entry(made.loaded).or_default().insert(made.identity);
        }
        self.reached = fresh.last().map(|made| made.loaded).filter(|_| more);
        if let Some(line) = self.line() {
            self.known = self.known.split_off(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::fivetran::EVENT;

    fn made(minute: i64, identity: u64) -> Made {
        let loaded = DateTime::from_timestamp(1_700_000_000 + 60 * minute, 0).unwrap();
        Made { record: Record::alone("{}".to_owned(), &EVENT), loaded, identity }
    }

    #[test]
    fn polls_go_back_a_band_and_forget_what_lies_before_it() {
        let mut memory = Memory::default();
        assert_eq!(memory.from(), None);
        memory.keep(&[made(0, 1), made(10, 2)], false);
        assert_eq!(memory.from(), Some(made(10, 2).loaded - BAND));
        assert!(memory.knows(&made(0, 1)) && memory.knows(&made(10, 2)) && !memory.knows(&made(10, 1)));
        memory.keep(&[made(125, 3)], false);
        assert!(!memory.knows(&made(0, 1)), "no poll reaches it again");
        assert!(memory.knows(&made(10, 2)));
    }

    #[test]
    fn what_is_caught_up_with_goes_on_where_it_ended_then_back_a_band() {
        let mut memory = Memory { since: Some(made(0, 0).loaded), ..Memory::default() };
        assert_eq!(memory.from(), Some(made(0, 0).loaded));
        memory.keep(&[made(300, 1), made(400, 2)], true);
        assert_eq!(memory.from(), Some(made(400, 2).loaded));
        memory.keep(&[made(401, 3)], false);
        assert_eq!(memory.from(), Some(made(401, 3).loaded - BAND));
        memory.keep(&[], false);
        assert_eq!(memory.from(), Some(made(401, 3).loaded - BAND));
    }
}
