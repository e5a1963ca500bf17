//! Fivetran's tables in a database, followed by their loads.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until};

use super::feed::{Entry, Feed, Mark, Marks, News, Reached, Status};
use crate::commands::database::Database;
use crate::commands::repeats::Repeats;
use crate::error::{Code, Fault, Result};
use crate::process::{Clock, Process};
use crate::query::Query;
use crate::read::sql::{self, Follow, Loaded};

/// From one look to the next. Fivetran loads in batches, about once a day.
const INTERVAL: Duration = Duration::from_secs(30);

pub(super) type Start = crate::query::Start<sql::Marks>;

/// Where `tail` begins, as a database has it.
pub(super) fn start(marks: Option<&Marks>, last: Option<u64>, since: Option<DateTime<Utc>>) -> Start {
    let marks = if let Some(Marks::Loads(marks)) = marks { Some(marks.clone()) } else { None };
    Start::of(marks, last, since)
}

/// A log in a database.
pub(super) struct Loads<'p> {
    database: Database,
    query: Query,
    start: Start,
    process: &'p Process,
    clock: Clock,
    interval: Duration,
    repeats: Repeats,
    follow: Option<Follow>,
    /// What is there to tell before what comes.
    history: Vec<sql::Entry>,
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
            repeats: database.repeats(),
            database,
            query,
            start,
            process,
            clock: process.clock.clone(),
            interval: interval.unwrap_or(INTERVAL),
            follow: None,
            history: Vec::new(),
            ready: VecDeque::new(),
            due: Instant::now(),
            polled: None,
            outage: None,
        }
    }

    /// Connects. What fails now is final.
    async fn begin(&mut self) -> Result<()> {
        let database = self.database.open(self.process).await?;
        let (marks, last) = match &self.start {
            Start::Now => (sql::Marks::default(), Some(0)),
            Start::Last(count) => (sql::Marks::default(), Some(*count)),
            Start::Since(since) => (sql::Marks::since(Some(*since)), None),
            Start::Resume(marks) => (marks.clone(), None),
        };
        let mut follow = Follow::new(database, self.query.clone(), marks);
        if let Some(count) = last {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            self.history = follow.from_last(count, (self.clock)()).await?;
        }
        self.ready.push_back(News::Connected);
        self.follow = Some(follow);
        Ok(())
    }

    /// The history, which counts as told from now on.
    fn history(&mut self) -> Option<News> {
        let history = std::mem::take(&mut self.history);
        let follow = self.follow.as_mut().filter(|_| !history.is_empty())?;
        follow.take(&history);
        Some(self.entries(history))
    }

    /// The entries that were not told before under another id.
    fn entries(&mut self, mut entries: Vec<sql::Entry>) -> News {
        entries.retain(|entry| !self.repeats.is_repeated(&entry.record));
        let secrets = self.process.secrets();
        let hidden = |entry: sql::Entry| sql::Entry { record: secrets.hide_record(entry.record), ..entry };
        News::Entries(entries.into_iter().map(hidden).map(entry).collect())
    }

    /// Looks for what was loaded.
    async fn look(&mut self) -> Result<()> {
        let Some(follow) = &mut self.follow else { return Ok(()) };
        if self.outage.is_some() {
            follow.go_on_with(self.database.connect().await?);
        }
        let Loaded { entries, more } = follow.newer((self.clock)()).await?;
        self.polled = Some((self.clock)());
        if !more {
            self.due = Instant::now() + self.interval;
        }
        if let Some(since) = self.outage.take() {
            self.ready.push_back(News::Recovered { what: "the database", after: since.elapsed() });
        }
        if !entries.is_empty() {
            let entries = self.entries(entries);
            self.ready.push_back(entries);
        }
        Ok(())
    }

    /// A look failed: what may pass is tried again. Tables may be gone for a while too, when they are made anew.
    fn failed(&mut self, fault: Fault) -> Result<()> {
        if !matches!(fault.code, Code::Network | Code::Server | Code::Timeout | Code::NotFound) {
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

fn entry(entry: sql::Entry) -> Entry {
    Entry { mark: Mark::Met(entry.identity, entry.loaded), record: entry.record }
}

impl Feed for Loads<'_> {
    async fn next(&mut self) -> Result<Option<News>> {
        if let Some(news) = self.ready.pop_front().or_else(|| self.history()) {
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

    fn marks(&self) -> Option<Reached<'_>> {
        self.follow.as_ref().map(|follow| Reached::Loads(follow.marks()))
    }

    fn status(&self) -> Status {
        Status { polled: self.polled, ..Status::default() }
    }

    fn close(&mut self, process: &Process) -> Result<()> {
        self.repeats.note(process);
        Ok(())
    }
}
