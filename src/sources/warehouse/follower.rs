//! Follows the loads of Fivetran's tables in a database.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until};

use super::checkpoint;
use super::database_source::{DatabaseConnector, WarehouseSource};
use super::envelope;
use super::load_poller::{LoadEvent, LoadPoller};
use crate::app::{AppContext, Clock};
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::entry_position::EntryPosition;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{Checkpoint, CheckpointRef, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::follow::{FollowPlan, FollowTarget};
use crate::pipeline::deduplicate::Deduplicator;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::query::Query;

/// The interval of polls. Fivetran loads in batches, about once a day.
const INTERVAL: Duration = Duration::from_secs(30);

pub(crate) type LoadStart = connlog_core::query::FollowStart<checkpoint::LoadCheckpoint>;

/// Returns the start of following for a database.
fn start(marks: Option<&Checkpoint>, last: Option<u64>, since: Option<DateTime<Utc>>) -> LoadStart {
    let marks = if let Some(Checkpoint::Load(marks)) = marks { Some(marks.clone()) } else { None };
    LoadStart::resolve(marks, last, since)
}

/// A database to follow, before it is connected.
pub(crate) struct WarehouseTarget<C>(pub(crate) WarehouseSource<C>);

impl<C: DatabaseConnector> FollowTarget for WarehouseTarget<C> {
    /// The address without its password.
    fn identity(&self) -> SourceIdentity {
        let schema = self.0.schema().map(str::to_owned);
        SourceIdentity::Database { address: self.0.connector().name(), schema }
    }

    fn secret(&self) -> Option<&str> {
        self.0.connector().secret()
    }

    fn follow(self: Box<Self>, tail: EventLoop<'_>, plan: FollowPlan<'_>) -> Result<Exit> {
        let Some(query) = plan.queries.into_iter().find(|query| query.kind.is_fivetran_event()) else {
            return Err(Error::usage("there is nothing to follow").cause("Fivetran's tables hold no posts"));
        };
        let start = start(tail.writer.checkpoint(), plan.last, plan.since);
        let app = tail.app;
        tail.run(&mut LoadFollower::new(self.0, query, start, plan.interval, app))
    }
}

/// A followed log in a database.
pub(crate) struct LoadFollower<'p, C: DatabaseConnector> {
    database: WarehouseSource<C>,
    query: Query,
    start: LoadStart,
    app: &'p AppContext,
    clock: Clock,
    interval: Duration,
    repeats: Deduplicator,
    follow: Option<LoadPoller<C::Database>>,
    /// The events to return before new ones.
    history: Vec<envelope::RowEntry>,
    ready: VecDeque<FollowEvent>,
    /// The time of the next poll.
    due: Instant,
    polled: Option<DateTime<Utc>>,
    /// Whether the last poll read everything.
    is_caught_up: bool,
    /// The start of the outage.
    outage: Option<Instant>,
}

impl<'p, C: DatabaseConnector> LoadFollower<'p, C> {
    /// Creates a follower of the entries that match `query`, without connecting.
    pub(crate) fn new(
        database: WarehouseSource<C>,
        query: Query,
        start: LoadStart,
        interval: Option<Duration>,
        app: &'p AppContext,
    ) -> Self {
        Self {
            repeats: database.repeats(),
            database,
            query,
            start,
            app,
            clock: app.clock.clone(),
            interval: interval.unwrap_or(INTERVAL),
            follow: None,
            history: Vec::new(),
            ready: VecDeque::new(),
            due: Instant::now(),
            polled: None,
            is_caught_up: false,
            outage: None,
        }
    }

    /// Connects. An error now is final.
    async fn begin(&mut self) -> Result<()> {
        let database = self.database.open(self.app).await?;
        let (marks, last) = match &self.start {
            LoadStart::Now => (checkpoint::LoadCheckpoint::default(), Some(0)),
            LoadStart::Last(count) => (checkpoint::LoadCheckpoint::default(), Some(*count)),
            LoadStart::Since(since) => (checkpoint::LoadCheckpoint::since(Some(*since)), None),
            LoadStart::Resume(marks) => (marks.clone(), None),
        };
        let mut follow = LoadPoller::new(database, self.query.clone(), marks);
        if let Some(count) = last {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            self.history = follow.from_last(count, (self.clock)()).await?;
        }
        self.ready.push_back(FollowEvent::Connected);
        self.follow = Some(follow);
        Ok(())
    }

    /// Returns the history, which then counts as emitted.
    fn history(&mut self) -> Option<FollowEvent> {
        let history = std::mem::take(&mut self.history);
        let follow = self.follow.as_mut().filter(|_| !history.is_empty())?;
        follow.record_entries(&history);
        Some(self.entries(history))
    }

    /// Returns the entries that were not emitted before under another id.
    fn entries(&mut self, mut entries: Vec<envelope::RowEntry>) -> FollowEvent {
        entries.retain(|entry| !self.repeats.is_repeated(&entry.record));
        let secrets = self.app.secrets();
        let hidden =
            |entry: envelope::RowEntry| envelope::RowEntry { record: secrets.hide_record(entry.record), ..entry };
        FollowEvent::Entries(entries.into_iter().map(hidden).map(entry).collect())
    }

    /// Polls for new loads.
    async fn poll(&mut self) -> Result<()> {
        let Some(follow) = &mut self.follow else { return Ok(()) };
        if self.outage.is_some() {
            follow.reconnect(self.database.connect().await?);
        }
        let LoadEvent { entries, more } = follow.newer((self.clock)()).await?;
        self.polled = Some((self.clock)());
        self.is_caught_up = !more;
        if !more {
            self.due = Instant::now() + self.interval;
        }
        if let Some(since) = self.outage.take() {
            self.ready.push_back(FollowEvent::Recovered { what: "the database", after: since.elapsed() });
        }
        if !entries.is_empty() {
            let entries = self.entries(entries);
            self.ready.push_back(entries);
        }
        Ok(())
    }

    /// Handles a failed poll: retries temporary errors. A missing table is temporary too, because it may be created
    /// again.
    fn failed(&mut self, fault: Error) -> Result<()> {
        if !matches!(fault.code, Code::Network | Code::Server | Code::Timeout | Code::NotFound) {
            return Err(fault);
        }
        self.due = Instant::now() + self.interval;
        if self.outage.is_none() {
            self.outage = Some(Instant::now());
            self.ready.push_back(FollowEvent::Trouble(fault));
        }
        Ok(())
    }
}

fn entry(entry: envelope::RowEntry) -> FollowedEntry {
    FollowedEntry { position: EntryPosition::Identity(entry.identity, entry.loaded), record: entry.record, copy: None }
}

impl<C: DatabaseConnector> FollowSource for LoadFollower<'_, C> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        if let Some(news) = self.ready.pop_front().or_else(|| self.history()) {
            return Ok(Some(news));
        }
        if self.follow.is_none() {
            self.begin().await?;
        } else {
            sleep_until(self.due).await;
            if let Err(fault) = self.poll().await {
                self.failed(fault)?;
            }
        }
        Ok(Some(self.ready.pop_front().unwrap_or(FollowEvent::Quiet)))
    }

    fn checkpoint(&self) -> Option<CheckpointRef<'_>> {
        self.follow.as_ref().map(|follow| CheckpointRef::Load(follow.checkpoint()))
    }

    fn status(&self) -> FollowStatus {
        FollowStatus { polled: self.polled, ..FollowStatus::default() }
    }

    fn is_caught_up(&self) -> bool {
        self.is_caught_up && self.ready.is_empty() && self.history.is_empty() && self.outage.is_none()
    }

    fn close(&mut self, app: &AppContext) -> Result<()> {
        self.repeats.note(app);
        Ok(())
    }
}
