//! Passes records from a source to a sink: a printer, a gate or an aggregate.

pub mod deduplicate;
pub mod latest;
pub mod progress;
pub mod source;
pub mod state_assembly;
pub mod sync_assembly;

use std::io;

use chrono::{DateTime, Utc};

use self::progress::Progress;
pub(crate) use self::source::{Capabilities, EntrySource, Preview};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::aggregate::Aggregator;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::record::{Kind, Record};
use connlog_core::sanitize::Escaped;

/// Makes one [`PartialSink`] for each block. It is called on several threads.
pub(crate) type BlockMapper = Box<dyn Fn() -> Box<dyn PartialSink> + Send + Sync>;

/// Does the work of a sink for the records of one block, on the thread that read the block.
pub(crate) trait PartialSink {
    /// Accepts a record, which matches the query.
    fn accept(&mut self, record: &Record);

    /// Returns the result for [`Sink::reduce`].
    fn finish(self: Box<Self>) -> PartialResult;
}

/// The result of a [`PartialSink`].
pub(crate) enum PartialResult {
    Text {
        text: Escaped,
        /// The number of records in the text.
        records: u64,
        /// The error that ended the text early.
        ended: io::Result<()>,
    },
    /// Counts, and the number of records that they count.
    Counts(Result<Aggregator>, u64),
}

/// Accepts the records of a reading: a printer, an aggregate or a gate.
pub(crate) trait Sink {
    /// Returns the function that worker threads run on each block, if the sink needs neither a limit nor an order.
    /// [`Sink::reduce`] then gets the results in the order of the input, and [`Sink::accept`] is not called.
    fn mapper(&self) -> Option<BlockMapper> {
        None
    }

    /// Accepts the result of one block.
    fn reduce(&mut self, _partial: PartialResult) -> Result<(), WriteError> {
        Ok(())
    }

    /// Whether the records of several queries form one list, newest first. An API then passes them to [`Sink::accept`] with
    /// the first of the queries. Otherwise each query has its own list.
    fn is_one_list(&self) -> bool {
        false
    }

    /// Whether the sink judges connections without records too. [`Sink::accept_connections`] is then called first.
    fn wants_connections(&self) -> bool {
        false
    }

    /// Accepts the connections that the source lists, and the time of its oldest event if the source knows it.
    fn accept_connections(&mut self, _connections: &ConnectionDirectory, _oldest: Option<DateTime<Utc>>) {}

    /// Begins the records of `query`. It is called when the source has answered, also if no record follows.
    fn begin(&mut self, _query: &Query) -> Result<(), WriteError> {
        Ok(())
    }

    /// Accepts the events that the next records are put together from.
    fn accept_events(&mut self, _events: &[Record]) {}

    /// Accepts records in the order of the source. Some may not match the query. Returns whether the sink wants more.
    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError>;

    /// Whether the sink accepts entries without a readable time. Otherwise the source counts them and leaves them out.
    fn accepts_untimed(&self) -> bool {
        false
    }

    /// The number of entries that the sink left out because their time cannot be read.
    fn untimed(&self) -> u64 {
        0
    }
}

/// The result of a reading.
pub(crate) struct ReadOutcome {
    /// Statistics of each query that was begun, in the order of the queries.
    pub(crate) facts: Vec<SourceStats>,
    /// Why the reading ended before the last record.
    pub(crate) early: Option<StopReason>,
}

/// Statistics of the records of one query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceStats {
    /// The name of the source, as in `source` of its records.
    pub(crate) source: &'static str,
    /// The retention of the source in days.
    pub(crate) kept: u32,
    /// Records that were read, with those that do not match.
    pub(crate) read: u64,
    /// Values in which no entry was found.
    pub(crate) unread: u64,
    /// Records that were left out before the sink because their time cannot be read.
    pub(crate) untimed: u64,
    /// Whether the source has one page only and the page was full. Older entries cannot be requested.
    pub(crate) cut: bool,
    /// Whether there may be more records. It is set at the end.
    pub(crate) more: bool,
}

impl SourceStats {
    /// The statistics before the first record of a source that keeps entries for `kept` days.
    pub(crate) const fn new(source: &'static str, kept: u32) -> Self {
        Self { source, kept, read: 0, unread: 0, untimed: 0, cut: false, more: false }
    }
}

/// Why reading ended early.
pub(crate) enum StopReason {
    /// A page, a file or a row could not be read. Before the first page of a query, the query has no statistics.
    Fault(Error),
    /// A signal ended the reading.
    Signal(Exit),
    /// The sink cannot accept more records.
    Stop(WriteError),
}

/// Reads the records that may match `queries` into `sink`. Entries without a readable time are not in the window: a note, or
/// with `--strict` an error, counts them.
pub(crate) fn gather(
    queries: &[Query],
    source: &dyn EntrySource,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &AppContext,
) -> Result<ReadOutcome> {
    let mut gathered = read(queries, source, sink, progress, process)?;
    let untimed = gathered.facts.iter().map(|facts| facts.untimed).sum::<u64>() + sink.untimed();
    let noun = queries.first().map_or("entry", |query| if query.kind == Kind::Sync { "sync" } else { "entry" });
    match gathered.early {
        _ if untimed == 0 => {}
        None if source.is_strict() => gathered.early = Some(StopReason::Fault(untimed_fault(untimed, noun))),
        None | Some(StopReason::Fault(_)) => process.note(&untimed_text(untimed, noun)),
        Some(StopReason::Signal(_) | StopReason::Stop(_)) => {}
    }
    if !matches!(gathered.early, Some(StopReason::Signal(_) | StopReason::Stop(_))) {
        let mut notes: Vec<String> = queries.iter().flat_map(|query| query.filters.near.notes()).collect();
        notes.sort();
        notes.dedup();
        for note in &notes {
            process.note(note);
        }
    }
    Ok(gathered)
}

/// `3 entries have no readable time and are not in the window`.
fn untimed_text(count: u64, noun: &str) -> String {
    let (plural, verbs) = (if noun == "entry" { "entries" } else { "syncs" }, ["has", "is"]);
    let (noun, [has, is]) = if count == 1 { (noun, verbs) } else { (plural, ["have", "are"]) };
    format!("{count} {noun} {has} no readable time and {is} not in the window")
}

fn untimed_fault(count: u64, noun: &str) -> Error {
    Error::new(Code::Incomplete, untimed_text(count, noun)).hint("without --strict a note counts them")
}

/// Reads the records that may match `queries` into `sink`. Syncs are put together from their events, and states are sorted.
pub(crate) fn read(
    queries: &[Query],
    source: &dyn EntrySource,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &AppContext,
) -> Result<ReadOutcome> {
    match queries {
        [query] if query.kind == Kind::Sync => sync_assembly::gather(query, source, sink, progress, process),
        [query] if query.kind == Kind::State => state_assembly::gather(query, source, sink, progress, process),
        _ => source.read(queries, sink, progress, process),
    }
}
