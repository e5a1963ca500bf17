//! Syncs on their way to a sink: put together from Fivetran's events, wherever those are read.

use chrono::{DateTime, TimeDelta, Utc};

use super::progress::Progress;
use super::{ReadOutcome, Sink, StopReason};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use crate::pipeline;
use crate::sources::ApiSession;
use connlog_core::error::Result;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::providers::fivetran::syncs::SyncAssembler;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;

/// Reads the syncs that may answer `query`, in the order in which they are settled, into `sink`. Whatever ends the reading, what
/// was read is given; only when the user ended it, nobody knows whether the last syncs are really open.
pub(crate) fn gather(
    query: &Query,
    session: &ApiSession,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &AppContext,
) -> Result<ReadOutcome> {
    let mut syncs =
        SyncAssembly { sink, query, begun: false, assembler: SyncAssembler::default(), reveal: process.reveal };
    let queries = events(query, session.database().is_some());
    let ReadOutcome { mut facts, mut early } = pipeline::read(&queries, session, &mut syncs, progress, process)?;
    facts.truncate(1);
    if syncs.begun && matches!(early, None | Some(StopReason::Fault(_))) {
        early = syncs.finish().err().map(StopReason::Stop).or(early);
    }
    Ok(ReadOutcome { facts, early })
}

/// What is asked of the source: the events of the syncs, or rows that connlog printed before. Only a whole sync can answer, so
/// no filter is passed on but for what all its events share. The starts of later syncs say that a sync was superseded. A database knows the name and service of every event's
/// connection; in files some events may lack them.
fn events(query: &Query, database: bool) -> [Query; 2] {
    let Filters { syncs, connections, services, .. } = query.filters.clone();
    let filters = if database {
        Filters { connections, services, syncs, ..Filters::default() }
    } else {
        Filters { syncs, ..Filters::default() }
    };
    let window = reach(query.window);
    [Kind::Fivetran, Kind::Sync].map(|kind| Query {
        kind,
        filters: Filters { sync_bounds: kind == Kind::Fivetran && !filters.syncs.is_empty(), ..filters.clone() },
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
    sink: &'s mut dyn Sink,
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
            return self.sink.pass(events);
        }
        let is_wanted =
            |event: &&Record| event.raw_view().text("syncId").is_some_and(|id| syncs.iter().any(|sync| *sync == id));
        let wanted: Vec<Record> = events.iter().filter(is_wanted).map(Record::to_owned_record).collect();
        self.sink.pass(&wanted);
    }

    fn finish(mut self) -> Result<(), WriteError> {
        let rest = std::mem::take(&mut self.assembler).finish();
        self.forward(rest).map(drop)
    }
}

impl Sink for SyncAssembly<'_> {
    fn wants_connections(&self) -> bool {
        self.sink.wants_connections()
    }

    fn list(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        self.sink.list(connections, oldest);
    }

    /// The time of one event does not say when its sync was.
    fn takes_untimed(&self) -> bool {
        true
    }

    fn opened(&mut self, _: &Query) -> Result<(), WriteError> {
        if std::mem::replace(&mut self.begun, true) { Ok(()) } else { self.sink.opened(self.query) }
    }

    fn untimed(&self) -> u64 {
        self.sink.untimed()
    }

    fn accept(&mut self, asked: &Query, records: &[Record]) -> Result<bool, WriteError> {
        if asked.kind == Kind::Sync {
            return self.forward(records.iter().map(Record::to_owned_record).collect());
        }
        self.pass(records);
        let settled = records.iter().flat_map(|event| self.assembler.accept(event)).collect();
        self.forward(settled)
    }
}
