//! Passes records from a source to a sink: a printer, a gate or an aggregate.

pub mod aggregate;
pub mod case_assembly;
pub mod context_list;
pub mod context_runs;
pub mod deduplicate;
pub mod entry_list;
pub mod latest;
pub mod progress;
pub mod sink;
pub mod skipped_kinds;
pub mod sorted_list;
pub mod source;
pub mod state_assembly;
pub mod sync_assembly;

pub(crate) use self::aggregate::AggregateOutcome;
pub(crate) use self::entry_list::EntryList;
pub use self::entry_list::EntryMark;
use self::progress::Progress;
pub(crate) use self::sink::{DynSink, Sink};
use self::skipped_kinds::SkippedKind;
pub(crate) use self::source::{Capabilities, EntrySource, Preview};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::query::Query;

/// The result of a reading.
#[derive(Default)]
pub(crate) struct ReadOutcome {
    /// Statistics of each query that was begun, in the order of the queries without those of skipped kinds.
    pub(crate) facts: Vec<SourceStats>,
    /// The kinds that the source does not serve, and that the user did not name.
    pub(crate) skipped: Vec<SkippedKind>,
    /// Why the reading ended before the last record.
    pub(crate) early: Option<StopReason>,
}

/// Statistics of the records of one query.
#[derive(Debug, Clone)]
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
    /// What the source cannot give, although the query asks for it: one clause each. A check cannot pass then.
    pub(crate) lacks: Vec<String>,
}

impl SourceStats {
    /// The statistics before the first record of a source that keeps entries for `kept` days.
    pub(crate) const fn new(source: &'static str, kept: u32) -> Self {
        Self { source, kept, read: 0, unread: 0, untimed: 0, cut: false, more: false, lacks: Vec::new() }
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
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let mut gathered = read(queries, source, sink, progress, app)?;
    conclude(&mut gathered, queries, UntimedEntries { count: sink.untimed(), is_strict: source.is_strict() }, app);
    Ok(gathered)
}

/// Entries without a readable time, besides those that the statistics of a source count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UntimedEntries {
    pub(crate) count: u64,
    /// Whether one of them ends the reading, as with `--strict`.
    pub(crate) is_strict: bool,
}

/// Prints the notes of a reading. Entries without a readable time are a note, or with `--strict` the end of the reading.
pub(crate) fn conclude(gathered: &mut ReadOutcome, queries: &[Query], unlisted: UntimedEntries, app: &AppContext) {
    let untimed = gathered.facts.iter().map(|facts| facts.untimed).sum::<u64>() + unlisted.count;
    let noun =
        queries.first().map_or("entry", |query| if query.kind.is_assembled() { query.kind.name() } else { "entry" });
    match gathered.early {
        _ if untimed == 0 => {}
        None if unlisted.is_strict => gathered.early = Some(StopReason::Fault(untimed_fault(untimed, noun))),
        None | Some(StopReason::Fault(_)) => app.note(&untimed_text(untimed, noun)),
        Some(StopReason::Signal(_) | StopReason::Stop(_)) => {}
    }
    if !matches!(gathered.early, Some(StopReason::Signal(_) | StopReason::Stop(_))) {
        let mut notes: Vec<String> = queries.iter().flat_map(|query| query.filters.near.notes()).collect();
        notes.extend(gathered.facts.iter().flat_map(|facts| facts.lacks.clone()));
        notes.sort();
        notes.dedup();
        notes.extend(skipped_kinds::note(&gathered.skipped));
        for note in &notes {
            app.note(note);
        }
    }
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
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    match queries {
        [query] if query.kind.is_assembled() && !source.capabilities().has_whole_syncs => {
            sync_assembly::gather(query, source, sink, progress, app)
        }
        [query] if query.kind.is_state() => state_assembly::gather(query, source, sink, progress, app),
        _ => source.read(queries, sink, progress, app),
    }
}
