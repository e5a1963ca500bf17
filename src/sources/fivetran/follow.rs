//! Follows Fivetran's API: polls the list of connections, and reads the history of those that moved.
//!
//! A cancelled or rescheduled sync may move nothing in the list, so all histories are read once an hour.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::account;
use super::session::FivetranSession;
use super::state_reader;
use super::sync_reader::{self, HistoryAnswer};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{CheckpointRef, EntryPosition, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::follow::{FollowPlan, FollowTarget};
use crate::sources::api::client::retrying_client::RetryingClient;
use crate::sources::api::client::transport::RateLimitHeaders;
use crate::sources::api::follow::state_follower;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::fivetran::rest::HistoryWindow;
use connlog_core::providers::fivetran::rest::account_places::AccountPlaces;
use connlog_core::providers::fivetran::rest::connection::RestConnection;
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
/// How long an emitted sync is remembered. Histories never go back further.
const KEPT: TimeDelta = TimeDelta::days(8);

/// Opens the API for following.
///
/// # Errors
///
/// A usage error with a cursor, because the lists have no position to continue from.
pub(super) fn open(shared: &GlobalArgs, resumes: bool, app: &mut AppContext) -> Result<Box<dyn FollowTarget>> {
    if resumes {
        return Err(Error::usage("--resume cannot be used with Fivetran's API")
            .cause("its lists have no position to continue from")
            .hint("leave out --resume; `connlog syncs --since 1d` lists what ended meanwhile"));
    }
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
        let since = plan.since.unwrap_or_else(|| app.now());
        tail.run(&mut SyncFollower {
            sender,
            app,
            concurrency: session.network.concurrency,
            predicate: Predicate::new(&query),
            query,
            since,
            last: plan.last,
            interval: plan.interval.unwrap_or(INTERVAL),
            progress: None,
            emitted: HashMap::new(),
            full: None,
            status: FollowStatus::default(),
            failing_since: None,
            events: VecDeque::new(),
        })
    }
}

/// The connection and the id of a sync.
type SyncKey = (String, String);

/// The status of a sync when it was emitted, and the time that its row counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EmittedState {
    status: String,
    time: Option<DateTime<Utc>>,
}

struct SyncFollower<'a> {
    sender: &'a RetryingClient<'a>,
    app: &'a AppContext,
    concurrency: usize,
    predicate: Predicate,
    query: Query,
    /// The time from which on syncs are shown.
    since: DateTime<Utc>,
    /// The number of existing syncs that are shown first.
    last: Option<u64>,
    interval: Duration,
    /// What moves in the list when a sync begins or ends, by connection; `None` before the first answer.
    progress: Option<HashMap<String, [Option<String>; 3]>>,
    /// The status and the time of each emitted sync, by connection and sync.
    emitted: HashMap<SyncKey, EmittedState>,
    /// When all histories were read last.
    full: Option<Instant>,
    status: FollowStatus,
    failing_since: Option<Instant>,
    /// Events that were not returned yet.
    events: VecDeque<FollowEvent>,
}

impl SyncFollower<'_> {
    /// Polls the list, and returns the new syncs, oldest first.
    async fn poll(&mut self) -> Result<Vec<Record>> {
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
        let begins = is_first && (self.last.is_some() || self.since < self.app.now());
        let is_full = begins || self.full.is_some_and(|full| full.elapsed() >= FULL);
        let has_moved = |connection: &&&RestConnection| {
            let known = self.progress.as_ref().and_then(|known| known.get(&connection.id));
            !is_first && known != Some(&connection.progress())
        };
        let wanted: Vec<&RestConnection> =
            selected.iter().filter(|connection| is_full || has_moved(connection)).copied().collect();
        let reach = if begins { self.since - TimeDelta::days(1) } else { self.app.now() - REACH };
        let syncs = self.histories(&wanted, HistoryWindow::new(Some(reach), self.app.now())).await?;
        if is_first || is_full {
            self.full = Some(Instant::now());
        }
        self.progress = Some(selected.iter().map(|known| (known.id.clone(), known.progress())).collect());
        let rate = RateLimitHeaders { remaining: list.remaining, ..RateLimitHeaders::default() };
        self.status = FollowStatus { polled: Some(self.app.now()), rate };
        Ok(self.news(syncs, begins))
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
    fn news(&mut self, syncs: Vec<Record>, begins: bool) -> Vec<Record> {
        let mut news: Vec<Record> = syncs.into_iter().filter(|sync| self.is_new(sync)).collect();
        news.sort_by_key(|sync| sync.raw_view().time_for_counts());
        if let Some(last) = self.last.filter(|_| begins) {
            let excess = news.len().saturating_sub(usize::try_from(last).unwrap_or(usize::MAX));
            news.drain(..excess);
        }
        let oldest = self.app.now() - KEPT;
        self.emitted.retain(|_, emitted| emitted.time.is_none_or(|time| time >= oldest));
        news
    }

    fn is_new(&mut self, sync: &Record) -> bool {
        let view = sync.raw_view();
        let text = |name| view.text(name).unwrap_or_default().into_owned();
        let time = view.time_for_counts();
        let is_wanted = self.last.is_some() || time.is_none_or(|time| time >= self.since);
        if !is_wanted || !self.predicate.may_match(sync) {
            return false;
        }
        let state = EmittedState { status: text("status"), time };
        let known = self.emitted.insert((text("connectionId"), text("syncId")), state.clone());
        known != Some(state)
    }

    fn accept(&mut self, syncs: Vec<Record>) {
        if let Some(since) = self.failing_since.take() {
            self.events.push_back(FollowEvent::Recovered { what: "the API", after: since.elapsed() });
        }
        let now = self.app.now();
        let entry = |record: Record| {
            let time = record.raw_view().time_for_counts().unwrap_or(now);
            let record = record.with_redaction(self.app.reveal);
            FollowedEntry { position: EntryPosition::Identity(record.identity(), time), record, copy: None }
        };
        if !syncs.is_empty() {
            self.events.push_back(FollowEvent::Entries(syncs.into_iter().map(entry).collect()));
        }
    }
}

impl FollowSource for SyncFollower<'_> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        let is_first = self.progress.is_none();
        if !is_first || self.failing_since.is_some() {
            tokio::time::sleep(self.interval).await;
        }
        match self.poll().await {
            Ok(syncs) => {
                if is_first {
                    self.events.push_back(FollowEvent::Connected);
                }
                self.accept(syncs);
            }
            Err(fault) if is_first || matches!(fault.code, Code::AuthInvalid | Code::Forbidden | Code::NotFound) => {
                return Err(fault);
            }
            Err(fault) => {
                self.failing_since.get_or_insert_with(Instant::now);
                self.events.push_back(FollowEvent::Trouble(fault));
            }
        }
        Ok(Some(self.events.pop_front().unwrap_or(FollowEvent::Quiet)))
    }

    fn checkpoint(&self) -> Option<CheckpointRef<'_>> {
        None
    }

    fn status(&self) -> FollowStatus {
        self.status
    }
}
