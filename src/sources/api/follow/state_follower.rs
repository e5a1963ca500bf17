//! Follows the present states of accounts: polls them, and passes on those that changed.

use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::app::AppContext;
use crate::follow::FollowPlan;
use crate::follow::entry_position::EntryPosition;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{CheckpointRef, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::sources::api::session::ApiSession;
use crate::sources::api::state_reader;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::endpoint::StatePage;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::{Record, account_state};
use connlog_core::wording::counted;

/// The time between two polls. States change rarely, and each poll reads all accounts.
const INTERVAL: Duration = Duration::from_secs(30);

/// The future of an answer with all states.
pub(crate) type StateFuture<'p> = Pin<Box<dyn Future<Output = Result<StatePage>> + 'p>>;

/// Requests the states of all accounts.
pub(crate) type StatePoll<'p> = &'p dyn Fn() -> StateFuture<'p>;

/// Follows the states of `session` that match `query` until the event loop ends.
pub(super) fn follow_session(
    tail: EventLoop<'_>,
    session: &ApiSession,
    query: &Query,
    plan: &FollowPlan<'_>,
) -> Result<Exit> {
    let app = tail.app;
    let connection = session.connect(app)?;
    let sender = &connection.client();
    let poll = || -> StateFuture<'_> { Box::pin(state_reader::request(query, session, sender, app)) };
    follow(tail, &poll, query, plan.last.unwrap_or(0), plan.interval.unwrap_or(INTERVAL))
}

/// Follows the states that match `query` until the event loop ends: first the `first` worst ones, then one poll each
/// `interval`.
pub(crate) fn follow(
    tail: EventLoop<'_>,
    poll: StatePoll<'_>,
    query: &Query,
    first: u64,
    interval: Duration,
) -> Result<Exit> {
    let app = tail.app;
    tail.run(&mut StateFollower {
        poll,
        app,
        predicate: Predicate::new(query),
        first,
        interval,
        seen: None,
        polled: None,
        failing_since: None,
        events: VecDeque::new(),
    })
}

struct StateFollower<'a, 'p> {
    poll: StatePoll<'p>,
    app: &'a AppContext,
    predicate: Predicate,
    /// The number of states that are shown first, the worst ones.
    first: u64,
    interval: Duration,
    /// What is known of each account; `None` before the first answer.
    seen: Option<HashMap<String, String>>,
    polled: Option<DateTime<Utc>>,
    failing_since: Option<Instant>,
    /// Events that were not returned yet.
    events: VecDeque<FollowEvent>,
}

impl StateFollower<'_, '_> {
    async fn poll(&mut self) -> Result<Vec<Record>> {
        let page = (self.poll)().await?;
        if let Some(total) = page.total.filter(|total| *total > page.records.len() as u64) {
            let (read, total) = (page.records.len(), counted(total, "account"));
            return Err(
                Error::new(Code::Incomplete, "the answer lacks accounts").cause(format!("it has {read} of {total}"))
            );
        }
        self.polled = Some(self.app.now());
        Ok(page.records)
    }

    /// Turns an answer into events.
    fn accept(&mut self, records: Vec<Record>) {
        if let Some(since) = self.failing_since.take() {
            self.events.push_back(FollowEvent::Recovered { what: "the API", after: since.elapsed() });
        }
        if self.seen.is_none() {
            self.events.push_back(FollowEvent::Connected);
        }
        self.events.extend(self.gone(&records).map(FollowEvent::Note));
        let now = self.app.now();
        let position = |record: &Record| EntryPosition::Identity(record.identity(), now);
        let changes = self.changes(records);
        let entries: Vec<FollowedEntry> = changes
            .into_iter()
            .map(|record| FollowedEntry { position: position(&record), record, copy: None })
            .collect();
        if !entries.is_empty() {
            self.events.push_back(FollowEvent::Entries(entries));
        }
    }

    /// Returns the states to show: after the first answer the worst ones, then those that changed.
    fn changes(&mut self, records: Vec<Record>) -> Vec<Record> {
        let now: HashMap<String, String> = records.iter().map(|record| (id(record), summary(record))).collect();
        let before = self.seen.replace(now);
        let mut shown: Vec<Record> = records.into_iter().filter(|record| self.predicate.matches(record)).collect();
        shown.sort_by_cached_key(|record| account_state::rank(&record.raw_view()));
        match before {
            None => shown.truncate(usize::try_from(self.first).unwrap_or(usize::MAX)),
            Some(before) => shown.retain(|record| before.get(&id(record)) != Some(&summary(record))),
        }
        shown
    }

    /// Returns the accounts that the API does not list any more, as a sentence.
    fn gone(&self, records: &[Record]) -> Option<String> {
        let ids: HashSet<String> = records.iter().map(id).collect();
        let count = self.seen.as_ref()?.keys().filter(|known| !ids.contains(*known)).count() as u64;
        let verb = if count == 1 { "is" } else { "are" };
        (count > 0).then(|| format!("{} {verb} no longer listed by the API", counted(count, "account")))
    }
}

fn id(record: &Record) -> String {
    record.raw_view().text("id").unwrap_or_default().into_owned()
}

/// Returns the fields whose change is shown.
fn summary(record: &Record) -> String {
    let view = record.raw_view();
    ["state", "reason", "canPost", "needsAction"].map(|name| view.json(name).unwrap_or("null").to_owned()).join("\n")
}

impl FollowSource for StateFollower<'_, '_> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        if self.seen.is_some() {
            tokio::time::sleep(self.interval).await;
        }
        match self.poll().await {
            Ok(records) => self.accept(records),
            Err(fault) if self.seen.is_none() || matches!(fault.code, Code::AuthInvalid | Code::Forbidden) => {
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
        FollowStatus { polled: self.polled, ..FollowStatus::default() }
    }
}
