//! Collects the present states of accounts, the worst first, and passes them to a sink.
//!
//! Where a source has no states, they are derived from its log entries, and a note says so.

use std::convert::Infallible;

use chrono::{DateTime, TimeDelta, Utc};

use super::progress::Progress;
use super::{DynSink, EntrySource, ReadOutcome, Sink, SourceStats, StopReason};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::error::{Code, Error, Result};
use connlog_core::json;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::providers::fivetran::event_states::{self, EventStates};
use connlog_core::providers::printed_layout;
use connlog_core::providers::zernio::log_states::{self, LogStates};
use connlog_core::query::predicate::Predicate;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::account_state::{self, AccountState};
use connlog_core::record::{Record, semantics};
use connlog_core::time::{Zone, timestamp};
use connlog_core::wording::counted;

/// The days of the log that states are derived from.
const LOG_DAYS: i64 = 30;
/// The number of the newest entries of each kind that states are derived from.
const LOG_ENTRIES: u64 = 2_000;

/// Reads the states that match `query` into `sink`, the worst first.
pub(crate) fn gather(
    query: &Query,
    source: &dyn EntrySource,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let is_api = source.capabilities().is_api;
    let mut states = StateCollector::default();
    let mut outcome = source.read(&requested(query, is_api), &mut states, progress, app)?;
    let mut refused = None;
    let has_log = log_states::KINDS.iter().all(|kind| source.capabilities().kinds.contains(kind));
    if let Some(fault) = refusal(&outcome).filter(|_| has_log) {
        refused = Some(fault);
        outcome = source.read(&logs(query, LOG_ENTRIES), &mut states, progress, app)?;
    }
    let ReadOutcome { facts, skipped, early } = outcome;
    let facts = Vec::from_iter(total(&facts));
    if facts.is_empty() || matches!(early, Some(StopReason::Signal(_) | StopReason::Stop(_))) {
        return Ok(ReadOutcome { facts, skipped, early });
    }
    let entries = states.log.entries() + states.events.entries();
    let is_derived = states.records.is_empty() && entries > 0;
    if is_derived || refused.is_some() {
        app.note(&derived_note(refused.as_deref(), entries));
    }
    let records = states.finish(query, refused.is_some(), app);
    report_analytics(&records, app);
    let stopped = sink.begin(query).and_then(|()| sink.accept(query, &records)).err().map(StopReason::Stop);
    let early = early.or_else(|| if source.is_strict() { unknown_states(&records) } else { None });
    Ok(ReadOutcome { facts, skipped, early: stopped.or(early) })
}

/// Returns the statistics of all queries together; `None` if none was begun.
fn total(facts: &[SourceStats]) -> Option<SourceStats> {
    let first = facts.first()?.clone();
    let sum = |count: fn(&SourceStats) -> u64| facts.iter().map(count).sum();
    Some(SourceStats { read: sum(|facts| facts.read), unread: sum(|facts| facts.unread), ..first })
}

/// Returns the queries for the states. Only the assembled state can match, so the source gets no other filters.
fn requested(query: &Query, is_api: bool) -> Vec<Query> {
    let filters = Filters { profiles: query.filters.profiles.clone(), ..Filters::default() };
    if is_api {
        return vec![Query { filters, limit: None, ..query.clone() }];
    }
    let of_kind = |kind| Query { kind, filters: Filters::default(), limit: None, ..query.clone() };
    let kinds = [query.kind].into_iter().chain(log_states::KINDS).chain(event_states::KINDS);
    kinds.map(of_kind).collect()
}

/// Returns the queries for the log entries that states are derived from.
fn logs(query: &Query, limit: u64) -> Vec<Query> {
    let now = query.window.now;
    let since = now.checked_sub_signed(TimeDelta::days(LOG_DAYS));
    let window = Window { since, until: None, days: None, now };
    let Filters { platforms, profiles, .. } = query.filters.clone();
    let filters = Filters { platforms, profiles, ..Filters::default() };
    let of_kind = |kind| Query { filters: filters.clone(), window, limit: Some(limit), ..Query::all(kind, window.now) };
    log_states::KINDS.map(of_kind).into()
}

/// Returns why the API does not serve states: the route is missing, or the key may not read it.
fn refusal(outcome: &ReadOutcome) -> Option<String> {
    let Some(StopReason::Fault(fault)) = &outcome.early else { return None };
    match fault.exchange.as_ref()?.status? {
        status @ (404 | 405 | 410) => Some(format!("the API does not serve the health of accounts (HTTP {status})")),
        403 => Some(format!("the key may not read the health of accounts ({})", cause(fault))),
        _ => None,
    }
}

fn cause(fault: &Error) -> &str {
    fault.cause.as_deref().unwrap_or("HTTP 403")
}

fn derived_note(refused: Option<&str>, entries: u64) -> String {
    let why = refused.unwrap_or("the input has no states of accounts");
    let window = if refused.is_some() { format!(" of the last {LOG_DAYS} days") } else { String::new() };
    format!("{why}; these states are derived from {}{window}", counted(entries, "log entry"))
}

/// Returns the error of `--strict` for states that cannot be read.
fn unknown_states(records: &[Record]) -> Option<StopReason> {
    let is_unknown = |record: &&Record| AccountState::from_view(&record.raw_view()) == AccountState::Unknown;
    let count = records.iter().filter(is_unknown).count() as u64;
    (count > 0).then(|| {
        let what = format!("the state of {} is unknown", counted(count, "account"));
        StopReason::Fault(Error::new(Code::Incomplete, what).hint("without --strict they are listed as unknown"))
    })
}

/// Reports analytics that do not work, because no state shows it.
fn report_analytics(records: &[Record], app: &AppContext) {
    let is_failing = |record: &&Record| {
        let view = record.view();
        let sync = semantics::inner(&view, "analyticsSync", "status");
        sync.is_some_and(|word| matches!(&*word, "failing" | "stalled"))
    };
    let count = records.iter().filter(is_failing).count() as u64;
    if count > 0 {
        let accounts = counted(count, "account");
        app.note(&format!("the sync of analytics is failing or has stalled for {accounts}; posts are not affected"));
    }
}

/// Collects states, and the log entries that may replace them.
#[derive(Default)]
struct StateCollector {
    records: Vec<Record>,
    log: LogStates,
    events: EventStates,
    source: String,
}

impl StateCollector {
    /// Returns the states that match `query`, the worst first.
    fn finish(self, query: &Query, from_api_logs: bool, app: &AppContext) -> Vec<Record> {
        let (now, reveal) = (app.now(), app.reveal);
        let mut records = self.records;
        if records.is_empty() {
            let is_silent = |account: &&String| from_api_logs && is_id(account) && !self.log.has(account);
            let window = format!("the last {LOG_DAYS} days");
            let silent = query.filters.accounts.iter().filter(is_silent);
            records.extend(silent.map(|id| log_states::without_entries(id, &self.source, &window, now)));
            records.extend(self.log.finish(now));
            records.extend(self.events.finish(now));
        }
        let soon = query.filters.expires_before.or(query.filters.expiring);
        let states = records.into_iter().map(|record| match soon.and_then(|soon| expiring(&record, soon)) {
            Some(warning) => warning.with_redaction(reveal),
            None => record.with_redaction(reveal),
        });
        let predicate = Predicate::new(query);
        let mut matching: Vec<Record> = states.filter(|record| predicate.matches(record)).collect();
        matching.sort_by_cached_key(|record| {
            let view = record.raw_view();
            let text = |name| view.text(name).unwrap_or_default().into_owned();
            (account_state::rank(&view), text("platform"), text("name"), text("id"))
        });
        matching
    }
}

fn is_id(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns the state as a warning about its token; `None` if the account does not work anyway or has no such time.
fn expiring(record: &Record, soon: DateTime<Utc>) -> Option<Record> {
    let view = record.raw_view();
    if AccountState::from_view(&view) != AccountState::Ok {
        return None;
    }
    let at = timestamp::moment(view.json("tokenExpiresAt")?).filter(|at| *at < soon)?;
    let reason = format!("the token ends at {}; most tokens are renewed before", Zone::Utc.rfc3339(at));
    let changes = [("state", "\"warning\"".to_owned()), ("reason", json::quote(&reason))];
    Some(printed_layout::with_fields(record, &changes))
}

impl Sink for StateCollector {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn wants_connections(&self) -> bool {
        true
    }

    fn accept_connections(&mut self, connections: &ConnectionDirectory, _: Option<DateTime<Utc>>) {
        self.events.list(connections);
    }

    /// A state has no time.
    fn accepts_untimed(&self) -> bool {
        true
    }

    fn accept(&mut self, asked: &Query, records: &[Record]) -> Result<bool, WriteError> {
        if asked.kind.is_state() {
            self.records.extend(records.iter().map(Record::to_owned_record));
            return Ok(true);
        }
        for record in records {
            let view = record.raw_view();
            if view.kind().is_of_fivetran() {
                self.events.accept(record);
                continue;
            }
            if self.source.is_empty() {
                self.source = view.text("source").unwrap_or_default().into_owned();
            }
            self.log.accept(&view);
        }
        Ok(true)
    }
}
