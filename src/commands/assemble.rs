//! Syncs on their way to a sink: put together from Fivetran's events, wherever those are read.

use chrono::{DateTime, TimeDelta, Utc};

use super::gather::{self, Early, Gathered, Sink};
use super::progress::Progress;
use super::session::Session;
use crate::error::Result;
use crate::output::Stop;
use crate::process::Process;
use crate::query::{Filters, Query, Window};
use crate::record::redact::Reveal;
use crate::record::{Kind, Record};
use crate::vendor::fivetran::directory::Directory;
use crate::vendor::fivetran::syncs::Assembler;

/// Reads the syncs that may answer `query`, in the order in which they are settled, into `sink`. Whatever ends the reading, what
/// was read is given; only when the user ended it, nobody knows whether the last syncs are really open.
pub(super) fn gather(
    query: &Query,
    session: &Session,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &Process,
) -> Result<Gathered> {
    let mut syncs = Syncs { sink, query, begun: false, assembler: Assembler::default(), reveal: process.reveal };
    let queries = events(query, session.database().is_some());
    let Gathered { mut facts, mut early } = gather::read(&queries, session, &mut syncs, progress, process)?;
    facts.truncate(1);
    if syncs.begun && matches!(early, None | Some(Early::Fault(_))) {
        early = syncs.finish().err().map(Early::Stop).or(early);
    }
    Ok(Gathered { facts, early })
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
struct Syncs<'s> {
    sink: &'s mut dyn Sink,
    query: &'s Query,
    begun: bool,
    assembler: Assembler,
    reveal: Reveal,
}

impl Syncs<'_> {
    fn give(&mut self, syncs: Vec<Record>) -> Result<bool, Stop> {
        if syncs.is_empty() {
            return Ok(true);
        }
        let shown: Vec<Record> = syncs.into_iter().map(|sync| sync.revealing(self.reveal)).collect();
        self.sink.take(self.query, &shown)
    }

    /// Passes on the events of the wanted syncs. Other starts and ends only say what was superseded.
    fn pass(&mut self, events: &[Record]) {
        let syncs = &self.query.filters.syncs;
        if syncs.is_empty() {
            return self.sink.pass(events);
        }
        let is_wanted =
            |event: &&Record| event.truth().text("syncId").is_some_and(|id| syncs.iter().any(|sync| *sync == id));
        let wanted: Vec<Record> = events.iter().filter(is_wanted).map(Record::detached).collect();
        self.sink.pass(&wanted);
    }

    fn finish(mut self) -> Result<(), Stop> {
        let rest = std::mem::take(&mut self.assembler).finish();
        self.give(rest).map(drop)
    }
}

impl Sink for Syncs<'_> {
    fn wants_connections(&self) -> bool {
        self.sink.wants_connections()
    }

    fn list(&mut self, connections: &Directory, oldest: Option<DateTime<Utc>>) {
        self.sink.list(connections, oldest);
    }

    /// The time of one event does not say when its sync was.
    fn takes_untimed(&self) -> bool {
        true
    }

    fn opened(&mut self, _: &Query) -> Result<(), Stop> {
        if std::mem::replace(&mut self.begun, true) { Ok(()) } else { self.sink.opened(self.query) }
    }

    fn untimed(&self) -> u64 {
        self.sink.untimed()
    }

    fn take(&mut self, asked: &Query, records: &[Record]) -> Result<bool, Stop> {
        if asked.kind == Kind::Sync {
            return self.give(records.iter().map(Record::detached).collect());
        }
        self.pass(records);
        let settled = records.iter().flat_map(|event| self.assembler.take(event)).collect();
        self.give(settled)
    }
}
