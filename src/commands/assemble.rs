//! Syncs on their way to a sink: put together from Fivetran's events, wherever those are read.

use chrono::TimeDelta;

use super::gather::{self, Early, Gathered, Sink};
use super::progress::Progress;
use super::session::Session;
use crate::error::Result;
use crate::output::Stop;
use crate::process::Process;
use crate::query::{Filters, Query, Window};
use crate::record::redact::Reveal;
use crate::record::{Kind, Record};
use crate::vendor::fivetran::syncs::Assembler;

/// Reads the syncs that may answer `query`, in the order in which they are settled, into `sink`. The events are read
/// whatever the query's filters ask for: only a whole sync can answer.
pub(super) fn gather(
    query: &Query,
    session: &Session,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &Process,
) -> Result<Gathered> {
    let all = reach(query.window);
    let every = |kind| Query { kind, filters: Filters::default(), window: all, limit: None, ..query.clone() };
    // A saved list of syncs is read as it is.
    let queries = [every(Kind::Fivetran), every(Kind::Sync)];
    let mut syncs = Syncs { sink, query, assembler: Assembler::default(), reveal: process.reveal };
    if let Err(stop) = syncs.sink.opened(query) {
        return Ok(Gathered { facts: Vec::new(), early: Some(Early::Stop(stop)) });
    }
    let Gathered { mut facts, mut early } = gather::gather(&queries, session, &mut syncs, progress, process)?;
    facts.truncate(1);
    if !matches!(early, Some(Early::Stop(_))) {
        early = syncs.finish().err().map(Early::Stop).or(early);
    }
    Ok(Gathered { facts, early })
}

/// No sync takes longer.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// The window in which the events of syncs lie that ended in `window`, or that are open.
pub(super) fn reach(window: Window) -> Window {
    let since = window.since.and_then(|since| since.checked_sub_signed(LONGEST));
    Window { since, until: None, days: None, ..window }
}

/// From events to syncs.
struct Syncs<'s> {
    sink: &'s mut dyn Sink,
    query: &'s Query,
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

    fn finish(mut self) -> Result<(), Stop> {
        let rest = std::mem::take(&mut self.assembler).finish();
        self.give(rest).map(drop)
    }
}

impl Sink for Syncs<'_> {
    fn take(&mut self, asked: &Query, records: &[Record]) -> Result<bool, Stop> {
        if asked.kind == Kind::Sync {
            return self.give(records.to_vec());
        }
        self.sink.pass(records);
        let settled = records.iter().flat_map(|event| self.assembler.take(event)).collect();
        self.give(settled)
    }
}
