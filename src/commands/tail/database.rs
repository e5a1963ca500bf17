//! Fivetran's tables in a database, followed by their loads.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until};

use super::feed::{Entry, Feed, Mark, News, Reached, Status};
use crate::commands::database::Database;
use crate::error::{Code, Fault, Result};
use crate::process::{Clock, Process};
use crate::query::Query;
use crate::query::predicate::Predicate;
use crate::read::sql::{Follow, Loaded, Order};
use crate::record::Record;

/// From one look to the next. Fivetran loads in batches, about once a day.
const INTERVAL: Duration = Duration::from_secs(30);

/// Where to begin. Nothing goes on where another run ended: which loads were read is known within one run only.
pub(super) type Start = crate::query::Start<Infallible>;

/// A log in a database.
pub(super) struct Loads<'p> {
    database: Database,
    query: Query,
    start: Start,
    process: &'p Process,
    clock: Clock,
    interval: Duration,
    follow: Option<Follow>,
    /// What was told as history, and may be loaded meanwhile.
    history: HashSet<u64>,
    ready: VecDeque<News>,
    /// When it is looked next.
    due: Instant,
    polled: Option<DateTime<Utc>>,
    /// Since when it cannot be read.
    outage: Option<Instant>,
}

impl<'p> Loads<'p> {
    /// Follows what answers `query`; nothing is asked yet.
    pub(super) fn new(
        database: Database,
        query: Query,
        start: Start,
        interval: Option<Duration>,
        process: &'p Process,
    ) -> Self {
        Self {
            database,
            query,
            start,
            process,
            clock: process.clock.clone(),
            interval: interval.unwrap_or(INTERVAL),
            follow: None,
            history: HashSet::new(),
            ready: VecDeque::new(),
            due: Instant::now(),
            polled: None,
            outage: None,
        }
    }

    /// Connects. What fails now is final.
    async fn begin(&mut self) -> Result<()> {
        let database = self.database.open(self.process).await?;
        let since = if let Start::Since(since) = self.start { Some(since) } else { None };
        let mut follow = Follow::new(database, self.query.clone(), since);
        self.ready.push_back(News::Connected);
        if since.is_none() {
            follow.from_now().await?;
        }
        if let Start::Last(count) = self.start {
            let newest = self.newest(count).await?;
            self.history = newest.iter().map(Record::identity).collect();
            self.ready.push_back(News::Entries(newest.into_iter().rev().map(entry).collect()));
        }
        self.follow = Some(follow);
        Ok(())
    }

    /// The newest entries that match, newest first.
    async fn newest(&self, count: u64) -> Result<Vec<Record>> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let predicate = Predicate::new(&self.query);
        let mut database = self.database.open(self.process).await?;
        let mut answer = database.ask(&self.query, Order::NewestFirst).await?;
        let mut newest = Vec::new();
        while newest.len() < count {
            let Some(batch) = answer.next().await? else { break };
            newest.extend(batch.into_iter().filter(|record| predicate.matches(&record.truth())));
        }
        newest.truncate(count);
        Ok(newest)
    }

    /// Looks for what was loaded.
    async fn look(&mut self) -> Result<()> {
        let Some(follow) = &mut self.follow else { return Ok(()) };
        if self.outage.is_some() {
            follow.go_on_with(self.database.open(self.process).await?);
        }
        let Loaded { mut records, more } = follow.newer().await?;
        self.polled = Some((self.clock)());
        if !more {
            self.due = Instant::now() + self.interval;
        }
        if let Some(since) = self.outage.take() {
            self.ready.push_back(News::Recovered { what: "the database", after: since.elapsed() });
        }
        records.retain(|record| !self.history.remove(&record.identity()));
        if !records.is_empty() {
            self.ready.push_back(News::Entries(records.into_iter().map(entry).collect()));
        }
        Ok(())
    }

    /// A look failed: what may pass is tried again.
    fn failed(&mut self, fault: Fault) -> Result<()> {
        if !matches!(fault.code, Code::Network | Code::Server | Code::Timeout) {
            return Err(fault);
        }
        self.due = Instant::now() + self.interval;
        if self.outage.is_none() {
            self.outage = Some(Instant::now());
            self.ready.push_back(News::Trouble(fault));
        }
        Ok(())
    }
}

fn entry(record: Record) -> Entry {
    let time = record.time().unwrap_or(DateTime::<Utc>::MAX_UTC);
    Entry { mark: Mark::Met(record.identity(), time), record }
}

impl Feed for Loads<'_> {
    async fn next(&mut self) -> Result<Option<News>> {
        if let Some(news) = self.ready.pop_front() {
            return Ok(Some(news));
        }
        if self.follow.is_none() {
            self.begin().await?;
        } else {
            sleep_until(self.due).await;
            if let Err(fault) = self.look().await {
                self.failed(fault)?;
            }
        }
        Ok(Some(self.ready.pop_front().unwrap_or(News::Quiet)))
    }

    /// Loads are known by what was met within hours, which is not kept on disk.
    fn marks(&self) -> Option<Reached<'_>> {
        None
    }

    fn status(&self) -> Status {
        Status { polled: self.polled, ..Status::default() }
    }
}
