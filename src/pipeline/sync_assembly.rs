//! Puts syncs together from Fivetran's events, and passes them to a sink.

use std::convert::Infallible;

use chrono::{DateTime, TimeDelta, Utc};

use super::progress::Progress;
use super::{DynSink, EntrySource, ReadOutcome, Sink, StopReason};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::error::Result;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::providers::fivetran::syncs::SyncAssembler;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Record;
use connlog_core::redact::Reveal;

/// Reads the syncs that may match `query` into `sink`, in the order in which they end. All syncs that were read are passed on,
/// also after an error. After a signal, open syncs are not, because their end may not have been read.
pub(crate) fn gather(
    query: &Query,
    source: &dyn EntrySource,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let mut syncs = SyncAssembly { sink, query, begun: false, assembler: SyncAssembler::default(), reveal: app.reveal };
    let queries = events(query, source.capabilities().has_connection_names);
    let ReadOutcome { mut facts, mut early, .. } = source.read(&queries, &mut syncs, progress, app)?;
    facts.truncate(1);
    if syncs.begun && matches!(early, None | Some(StopReason::Fault(_))) {
        early = syncs.finish().err().map(StopReason::Stop).or(early);
    }
    Ok(ReadOutcome { facts, skipped: Vec::new(), early })
}

/// Returns the queries for the events of the syncs, and for syncs that connlog printed before.
///
/// Only a whole sync can match, so the source gets just the filters that all events of a sync share. The starts of later syncs
/// are read too: they show that a sync was superseded. A database has the name and service of each event's connection; events
/// in files may lack them.
fn events(query: &Query, has_connection_names: bool) -> [Query; 2] {
    let Filters { syncs, connections, services, .. } = query.filters.clone();
    let filters = if has_connection_names {
        Filters { connections, services, syncs, ..Filters::default() }
    } else {
        Filters { syncs, ..Filters::default() }
    };
    let window = reach(query.window);
    let parts = query.kind.spec().assembled_from.unwrap_or(query.kind);
    [parts, query.kind].map(|kind| Query {
        kind,
        filters: Filters { sync_bounds: kind == parts && !filters.syncs.is_empty(), ..filters.clone() },
        window,
        limit: None,
        ..query.clone()
    })
}

/// No sync takes longer.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// The window in which the events of syncs lie that ended in `window`, or that are open.
fn reach(window: Window) -> Window {
    let since = window.since.and_then(|since| since.checked_sub_signed(LONGEST));
    Window { since, until: None, days: None, ..window }
}

/// From events to syncs.
struct SyncAssembly<'s> {
    sink: &'s mut dyn DynSink,
    query: &'s Query,
    begun: bool,
    assembler: SyncAssembler,
    reveal: Reveal,
}

impl SyncAssembly<'_> {
    fn forward(&mut self, syncs: Vec<Record>) -> Result<bool, WriteError> {
        if syncs.is_empty() {
            return Ok(true);
        }
        let shown: Vec<Record> = syncs.into_iter().map(|sync| sync.with_redaction(self.reveal)).collect();
        self.sink.accept(self.query, &shown)
    }

    /// Passes on the events of the wanted syncs. Other starts and ends only say what was superseded.
    fn pass(&mut self, events: &[Record]) {
        let syncs = &self.query.filters.syncs;
        if syncs.is_empty() {
            return self.sink.accept_events(events);
        }
        let is_wanted =
            |event: &&Record| event.raw_view().text("syncId").is_some_and(|id| syncs.iter().any(|sync| *sync == id));
        let wanted: Vec<Record> = events.iter().filter(is_wanted).map(Record::to_owned_record).collect();
        self.sink.accept_events(&wanted);
    }

    fn finish(mut self) -> Result<(), WriteError> {
        let rest = std::mem::take(&mut self.assembler).finish();
        self.forward(rest).map(drop)
    }
}

impl Sink for SyncAssembly<'_> {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn wants_connections(&self) -> bool {
        self.sink.wants_connections()
    }

    fn accept_connections(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        self.sink.accept_connections(connections, oldest);
    }

    /// The time of one event does not say when its sync was.
    fn accepts_untimed(&self) -> bool {
        true
    }

    fn begin(&mut self, _: &Query) -> Result<(), WriteError> {
        if std::mem::replace(&mut self.begun, true) { Ok(()) } else { self.sink.begin(self.query) }
    }

    fn untimed(&self) -> u64 {
        self.sink.untimed()
    }

    fn accept(&mut self, asked: &Query, records: &[Record]) -> Result<bool, WriteError> {
        if asked.kind == self.query.kind {
            return self.forward(records.iter().map(Record::to_owned_record).collect());
        }
        self.pass(records);
        let settled = records.iter().flat_map(|event| self.assembler.accept(event)).collect();
        self.forward(settled)
    }
}
