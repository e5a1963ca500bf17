//! Reads the sync history of the selected connections: one list of connections, then one request a connection, several at
//! a time. All requests share one rate limiter.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;

use super::account::{self, ConnectionList};
use super::cursor_pages::{self, ListAnswer};
use super::session::FivetranSession;
use super::state_reader::NO_CONNECTIONS;
use crate::app::AppContext;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use crate::runtime;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::providers::fivetran::rest::account_places::AccountPlaces;
use connlog_core::providers::fivetran::rest::connection::RestConnection;
use connlog_core::providers::fivetran::rest::{self, HistoryWindow, sync_history};
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;
use connlog_core::redact::Reveal;
use connlog_core::wording::counted;

/// What the source lacks if the account does not serve sync history.
const NO_HISTORY: &str = "the account serves no sync history; only the last success and the last failure of each connection \
                          are known";

/// Reads the syncs that may match `query` into `sink`, newest first, until a signal or an error ends the reading.
pub(super) fn read(
    query: &Query,
    session: &FivetranSession,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let connection = session.connect(app)?.with_progress(progress);
    let sender = connection.client();
    let mut facts = Vec::new();
    let reader = SyncReader { query, sender: &sender, concurrency: session.network.concurrency, progress, app };
    let early = runtime::run(&app.signals, reader.read_into(sink, &mut facts))?;
    progress.clear();
    let early = early.unwrap_or_else(|exit| Some(StopReason::Signal(exit)));
    Ok(ReadOutcome { facts, skipped: Vec::new(), early })
}

/// The reading of one query.
struct SyncReader<'r> {
    query: &'r Query,
    sender: &'r RetryingClient<'r>,
    concurrency: usize,
    progress: &'r Progress,
    app: &'r AppContext,
}

/// The answer for one connection.
pub(super) enum HistoryAnswer {
    Syncs(Vec<Record>),
    /// The account does not serve the route.
    Unserved,
    /// The connection was removed after the list was read.
    Removed,
}

impl SyncReader<'_> {
    async fn read_into(&self, sink: &mut dyn DynSink, facts: &mut Vec<SourceStats>) -> Option<StopReason> {
        let (list, places) = match self.selected().await {
            Ok(selected) => selected,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        let window = HistoryWindow::new(self.query.window.since, self.app.now());
        if let Err(fault) = check_quota(&list, window) {
            return Some(StopReason::Fault(fault));
        }
        if sink.wants_connections() {
            let mut directory = ConnectionDirectory::default();
            list.connections.iter().for_each(|connection| connection.add_to(&mut directory));
            sink.accept_connections(&directory, Some(window.start));
        }
        let mut stats = SourceStats::new("fivetran", rest::KEPT_DAYS);
        stats.unread = list.unread;
        stats.lacks.extend(list.connections.is_empty().then(|| NO_CONNECTIONS.to_owned()));
        if let Err(stop) = sink.begin(self.query) {
            facts.push(stats);
            return Some(StopReason::Stop(stop));
        }
        let mut output = SyncOutput {
            query: self.query,
            predicate: Predicate::new(self.query),
            sink,
            reveal: self.app.reveal,
            stats: &mut stats,
            kept: Vec::new(),
        };
        let early = self.histories(&list, &places, window, &mut output).await;
        let stopped = output.finish().err().map(StopReason::Stop);
        facts.push(stats);
        self.note_retention(window);
        stopped.or(early)
    }

    /// Reads the list, and returns the connections that the filters select. Groups are read only for a filter on them.
    async fn selected(&self) -> Result<(ConnectionList, AccountPlaces)> {
        let mut list = account::connections(self.sender).await?;
        let mut places = AccountPlaces::default();
        if !self.query.filters.groups.is_empty() {
            account::groups(self.sender, &mut places, self.app).await?;
        }
        list.connections.retain(|connection| account::is_selected(connection, &self.query.filters, &places));
        Ok((list, places))
    }

    /// Reads the histories, several at a time, and passes the syncs that may match. Returns why it ended early.
    async fn histories(
        &self,
        list: &ConnectionList,
        places: &AccountPlaces,
        window: HistoryWindow,
        output: &mut SyncOutput<'_>,
    ) -> Option<StopReason> {
        let group_name = |connection: &RestConnection| {
            connection.group.as_deref().and_then(|group| places.group_name(group)).map(str::to_owned)
        };
        let answers = list.connections.iter().map(|connection| async move {
            (connection, history(self.sender, connection, group_name(connection).as_deref(), window).await)
        });
        let mut answers = stream::iter(answers).buffer_unordered(self.concurrency);
        let (mut answered, mut pages, mut removed) = (HashSet::new(), 1, 0_u64);
        while let Some((connection, answer)) = answers.next().await {
            pages += 1;
            let syncs = match answer {
                Ok(HistoryAnswer::Syncs(found)) => found,
                Ok(HistoryAnswer::Removed) => {
                    removed += 1;
                    Vec::new()
                }
                Ok(HistoryAnswer::Unserved) => {
                    output.stats.lacks.push(NO_HISTORY.to_owned());
                    let others = list.connections.iter().filter(|other| !answered.contains(other.id.as_str()));
                    let ends = others.flat_map(|other| sync_history::last_ends(other, group_name(other).as_deref()));
                    return output.accept(ends.collect()).err().map(StopReason::Stop);
                }
                Err(fault) => return Some(StopReason::Fault(fault)),
            };
            answered.insert(connection.id.as_str());
            if let Err(stop) = output.accept(syncs) {
                return Some(StopReason::Stop(stop));
            }
            self.progress.read(pages, output.stats.read, None);
        }
        if removed > 0 {
            self.app.note(&format!("{} disappeared while the list was read", counted(removed, "connection")));
        }
        None
    }

    /// Prints which part of a longer window is missing.
    fn note_retention(&self, window: HistoryWindow) {
        let oldest = HistoryWindow::oldest(window.end);
        if self.query.window.since.is_some_and(|since| since < oldest - TimeDelta::minutes(30)) {
            let oldest = connlog_core::time::timestamp::plain(oldest);
            let days = rest::KEPT_DAYS;
            self.app.note(&format!("Fivetran gives {days} days of sync history; syncs before {oldest} are missing"));
        }
    }
}

/// Passes the syncs that may match to the sink: newest first, or without keeping them if the sink accepts any order.
struct SyncOutput<'s> {
    query: &'s Query,
    predicate: Predicate,
    sink: &'s mut dyn DynSink,
    reveal: Reveal,
    stats: &'s mut SourceStats,
    kept: Vec<Record>,
}

impl SyncOutput<'_> {
    fn accept(&mut self, syncs: Vec<Record>) -> Result<(), WriteError> {
        self.stats.read += syncs.len() as u64;
        let matching = syncs.into_iter().filter(|sync| self.predicate.test(sync) != Match::No);
        let shown = matching.map(|sync| sync.with_redaction(self.reveal));
        if self.sink.accepts_any_order() {
            return self.sink.accept(self.query, &shown.collect::<Vec<_>>()).map(drop);
        }
        self.kept.extend(shown);
        Ok(())
    }

    fn finish(mut self) -> Result<(), WriteError> {
        self.kept.sort_by_cached_key(|sync| std::cmp::Reverse(time(sync)));
        self.sink.accept(self.query, &self.kept).map(drop)
    }
}

/// Returns when a sync began, else when it ended.
fn time(sync: &Record) -> Option<DateTime<Utc>> {
    let view = sync.raw_view();
    view.created_at().or_else(|| view.time_for_counts())
}

/// Reads the history of one connection. A row that repeats on a later page may have ended meanwhile, so its last copy counts.
pub(super) async fn history(
    sender: &RetryingClient<'_>,
    connection: &RestConnection,
    group_name: Option<&str>,
    window: HistoryWindow,
) -> Result<HistoryAnswer> {
    let request = |cursor: Option<&str>| rest::history(&connection.id, window, cursor);
    let list = match cursor_pages::try_read_all(sender, request).await? {
        ListAnswer::Rows(list) => list,
        ListAnswer::Refused(reply, _) if rest::is_unserved(&reply) => return Ok(HistoryAnswer::Unserved),
        ListAnswer::Refused(reply, _) if rest::is_unknown_connection(&reply) => return Ok(HistoryAnswer::Removed),
        ListAnswer::Refused(_, fault) => return Err(fault),
    };
    let mut seen = HashSet::new();
    let is_last = |row: &&String| sync_history::id(row).is_none_or(|id| seen.insert(id.into_owned()));
    let rows = list.items.iter().rev().filter(is_last);
    Ok(HistoryAnswer::Syncs(rows.map(|row| sync_history::sync(row, connection, group_name)).collect()))
}

/// Returns the number of requests for the histories of the connections: one page has 1,000 syncs.
pub(super) fn needed_requests(list: &ConnectionList, window: HistoryWindow) -> u64 {
    let span = window.end - window.start;
    let pages =
        |connection: &RestConnection| connection.expected_syncs(span).div_ceil(u64::from(rest::PAGE_LIMIT)).max(1);
    list.connections.iter().map(pages).sum()
}

/// Compares the number of requests with the quota that the list reported.
///
/// # Errors
///
/// `rate_limited` if the account may not send so many requests in this hour. Nothing but the list was requested then.
pub(super) fn check_quota(list: &ConnectionList, window: HistoryWindow) -> Result<()> {
    let need = needed_requests(list, window);
    match list.remaining {
        Some(remaining) if remaining < need => {
            let needed = counted(need, "request");
            Err(Error::new(
                Code::RateLimited,
                format!("{needed} are needed, and the account may send {remaining} in this hour"),
            )
            .cause("Fivetran limits the requests of an account in any hour, and each connection needs one")
            .hint("select connections with --connection, --service or --group; `connlog status` needs few requests"))
        }
        _ => Ok(()),
    }
}
