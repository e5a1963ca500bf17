//! Follows Fivetran's API: polls the list of connections, and reads the history of those that moved.
//!
//! A cancelled or rescheduled sync may move nothing in the list, so all histories are read once an hour.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::account;
use super::checkpoint::{self, HistoryCheckpoint};
use super::session::FivetranSession;
use super::state_reader;
use super::sync_reader::{self, HistoryAnswer};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::entry_position::EntryPosition;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{Checkpoint, CheckpointRef, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::follow::{FollowPlan, FollowTarget};
use crate::sources::api::client::retrying_client::RetryingClient;
use crate::sources::api::client::transport::RateLimitHeaders;
use crate::sources::api::follow::events::Gap;
use crate::sources::api::follow::state_follower;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::fivetran::rest::account_places::AccountPlaces;
use connlog_core::providers::fivetran::rest::connection::RestConnection;
use connlog_core::providers::fivetran::rest::{self, HistoryWindow};
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::Record;
use futures_util::StreamExt as _;
use futures_util::stream;

/// The time between two polls of the list: 60 requests of the 20,000 that an account has in an hour.
const INTERVAL: Duration = Duration::from_secs(60);
/// The time between two readings of all histories.
const FULL: Duration = Duration::from_secs(3_600);
/// How far back the history of a connection that moved is read.
const REACH: TimeDelta = TimeDelta::hours(6);
/// Opens the API for following.
pub(super) fn open(shared: &GlobalArgs, app: &mut AppContext) -> Result<Box<dyn FollowTarget>> {
    Ok(Box::new(FivetranTarget(FivetranSession::with_key(shared, app)?)))
}

/// The API to follow.
struct FivetranTarget(FivetranSession);

impl FollowTarget for FivetranTarget {
    fn identity(&self) -> SourceIdentity {
        let dialect = "fivetran".to_owned();
        if self.0.is_demo() {
            return SourceIdentity::Demo { dialect };
        }
        SourceIdentity::Api { base_url: self.0.api.base_url.value.to_string(), dialect }
    }

    fn secret(&self) -> Option<&str> {
        self.0.api.key.as_ref().map(|key| key.value.reveal())
    }

    fn follow(self: Box<Self>, tail: EventLoop<'_>, plan: FollowPlan<'_>) -> Result<Exit> {
        let (session, app) = (&self.0, tail.app);
        let connection = session.connect(app)?;
        let sender = &connection.client();
        let Some(query) = plan.queries.first().cloned() else { return Ok(Exit::Done) };
        if query.kind.is_state() {
            let poll = || -> state_follower::StateFuture<'_> { Box::pin(state_reader::request(sender, app)) };
            let interval = plan.interval.unwrap_or(INTERVAL);
            return state_follower::follow(tail, &poll, &query, plan.last.unwrap_or(0), interval);
        }
        let saved = match tail.writer.checkpoint() {
            Some(Checkpoint::History(saved)) => Some(saved.clone()),
            _ => None,
        };
        let last = plan.last.filter(|_| saved.is_none());
        let checkpoint = saved.unwrap_or_else(|| HistoryCheckpoint::since(plan.since.unwrap_or_else(|| app.now())));
        tail.run(&mut SyncFollower {
            sender,
            app,
            concurrency: session.network.concurrency,
            predicate: Predicate::new(&query),
            query,
            last,
            checkpoint,
            interval: plan.interval.unwrap_or(INTERVAL),
            progress: None,
            full: None,
            status: FollowStatus::default(),
            failing_since: None,
            events: VecDeque::new(),
            news: Vec::new(),
        })
    }
}

struct SyncFollower<'a> {
    sender: &'a RetryingClient<'a>,
    app: &'a AppContext,
    concurrency: usize,
    predicate: Predicate,
    query: Query,
    /// The number of existing syncs that are shown first.
    last: Option<u64>,
    /// The emitted syncs, and the time of the oldest sync to emit.
    checkpoint: HistoryCheckpoint,
    interval: Duration,
    /// What moves in the list when a sync begins or ends, by connection; `None` before the first answer.
    progress: Option<HashMap<String, [Option<String>; 3]>>,
    /// When all histories were read last.
    full: Option<Instant>,
    status: FollowStatus,
    failing_since: Option<Instant>,
    /// Events that were not returned yet.
    events: VecDeque<FollowEvent>,
    /// The entries after these events.
    news: Vec<FollowedEntry>,
}

impl SyncFollower<'_> {
    /// Polls the list, and returns the new syncs, oldest first.
    async fn poll(&mut self) -> Result<Vec<FollowedEntry>> {
        let list = account::connections(self.sender).await?;
        let mut places = AccountPlaces::default();
        if !self.query.filters.groups.is_empty() && self.progress.is_none() {
            account::groups(self.sender, &mut places, self.app).await?;
        }
        let selected: Vec<&RestConnection> = list
            .connections
            .iter()
            .filter(|connection| account::is_selected(connection, &self.query.filters, &places))
            .collect();
        let is_first = self.progress.is_none();
        let begins = is_first && (self.last.is_some() || self.checkpoint.start() < self.app.now());
        let is_full = begins || self.full.is_some_and(|full| full.elapsed() >= FULL);
        let has_moved = |connection: &&&RestConnection| {
            let known = self.progress.as_ref().and_then(|known| known.get(&connection.id));
            !is_first && known != Some(&connection.progress())
        };
        let wanted: Vec<&RestConnection> =
            selected.iter().filter(|connection| is_full || has_moved(connection)).copied().collect();
        let now = self.app.now();
        let window = HistoryWindow::new(Some(self.reach(begins, now)), now);
        let syncs = self.histories(&wanted, window).await?;
        if is_first || is_full {
            self.full = Some(Instant::now());
        }
        self.progress = Some(selected.iter().map(|known| (known.id.clone(), known.progress())).collect());
        let rate = RateLimitHeaders { remaining: list.remaining, ..RateLimitHeaders::default() };
        self.status = FollowStatus { polled: Some(now), rate };
        if is_first {
            self.events.push_back(FollowEvent::Connected);
        }
        self.note_gap(now);
        let news = self.news(syncs, begins);
        self.checkpoint.advance(now);
        Ok(news)
    }

    /// Returns the time from which on syncs are requested: after a pause, those that ended meanwhile. A sync that ran for
    /// days may end in the pause, so a run that resumes reads everything that Fivetran keeps.
    fn reach(&self, begins: bool, now: DateTime<Utc>) -> DateTime<Utc> {
        let usual = now - REACH;
        match self.checkpoint.polled() {
            Some(_) if begins => HistoryWindow::oldest(now),
            Some(polled) => polled.min(usual),
            None if begins => self.checkpoint.start() - TimeDelta::days(1),
            None => usual,
        }
    }

    /// Reports the time between the last poll and the oldest sync that Fivetran still has.
    fn note_gap(&mut self, now: DateTime<Utc>) {
        let oldest = HistoryWindow::oldest(now);
        if let Some(from) = self.checkpoint.polled().filter(|polled| *polled < oldest) {
            let cause = format!("Fivetran gives {} days of sync history", rest::KEPT_DAYS);
            self.events.push_back(FollowEvent::Gap(Gap { from, to: oldest, cause }));
        }
    }

    async fn histories(&self, connections: &[&RestConnection], window: HistoryWindow) -> Result<Vec<Record>> {
        let answers = connections.iter().map(|connection| async move {
            (connection.id.clone(), sync_reader::history(self.sender, connection, None, window).await)
        });
        let mut answers = stream::iter(answers).buffer_unordered(self.concurrency);
        let mut syncs = Vec::new();
        while let Some((_, answer)) = answers.next().await {
            match answer? {
                HistoryAnswer::Syncs(found) => syncs.extend(found),
                HistoryAnswer::Removed => {}
                HistoryAnswer::Unserved => {
                    return Err(Error::new(Code::NotFound, "the account serves no sync history")
                        .cause("HTTP 404")
                        .hint("follow the states of the connections: connlog tail status"));
                }
            }
        }
        Ok(syncs)
    }

    /// Returns the syncs that were not emitted with this status before, oldest first.
    fn news(&mut self, syncs: Vec<Record>, begins: bool) -> Vec<FollowedEntry> {
        let now = self.app.now();
        let mut news: Vec<FollowedEntry> =
            syncs.into_iter().filter(|sync| self.is_wanted(sync)).filter_map(|sync| self.entry(sync, now)).collect();
        news.sort_by_key(|entry| entry.record.raw_view().time_for_counts());
        if let Some(last) = self.last.filter(|_| begins) {
            let excess = news.len().saturating_sub(usize::try_from(last).unwrap_or(usize::MAX));
            news.drain(..excess).for_each(|entry| self.checkpoint.record_entry(entry.position));
        }
        news
    }

    fn is_wanted(&self, sync: &Record) -> bool {
        let is_in_time = || sync.raw_view().time_for_counts().is_none_or(|time| time >= self.checkpoint.start());
        (self.last.is_some() || is_in_time()) && self.predicate.may_match(sync)
    }

    /// Returns the entry of a sync, unless it was emitted before.
    fn entry(&self, record: Record, now: DateTime<Utc>) -> Option<FollowedEntry> {
        let time = record.raw_view().time_for_counts().unwrap_or(now);
        let identity = checkpoint::identity(&record);
        let position = EntryPosition::Identity(identity, time);
        (!self.checkpoint.has(identity)).then(|| FollowedEntry { position, record, copy: None })
    }

    fn accept(&mut self, news: Vec<FollowedEntry>) {
        if let Some(since) = self.failing_since.take() {
            self.events.push_back(FollowEvent::Recovered { what: "the API", after: since.elapsed() });
        }
        self.news = news;
    }

    /// Returns the next event. Entries count as emitted from then on, so a checkpoint before them lacks them.
    fn ready(&mut self) -> Option<FollowEvent> {
        if let Some(event) = self.events.pop_front() {
            return Some(event);
        }
        let news = std::mem::take(&mut self.news);
        for entry in &news {
            self.checkpoint.record_entry(entry.position);
        }
        (!news.is_empty()).then_some(FollowEvent::Entries(news))
    }
}

impl FollowSource for SyncFollower<'_> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        if let Some(event) = self.ready() {
            return Ok(Some(event));
        }
        let is_first = self.progress.is_none();
        if !is_first || self.failing_since.is_some() {
            tokio::time::sleep(self.interval).await;
        }
        match self.poll().await {
            Ok(news) => self.accept(news),
            Err(fault) if is_first || matches!(fault.code, Code::AuthInvalid | Code::Forbidden | Code::NotFound) => {
                return Err(fault);
            }
            Err(fault) => {
                self.failing_since.get_or_insert_with(Instant::now);
                self.events.push_back(FollowEvent::Trouble(fault));
            }
        }
        Ok(Some(self.ready().unwrap_or(FollowEvent::Quiet)))
    }

    fn checkpoint(&self) -> Option<CheckpointRef<'_>> {
        self.checkpoint.polled().map(|_| CheckpointRef::History(&self.checkpoint))
    }

    fn status(&self) -> FollowStatus {
        self.status
    }
}
