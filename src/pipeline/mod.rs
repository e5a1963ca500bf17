//! Reading every record that may answer a question, page by page, into whatever takes them: a printer, a gate, a count.
//! The one place that knows where records come from.

pub mod deduplicate;
pub mod latest;
pub mod progress;
pub mod sync_assembly;

use std::io;

use chrono::{DateTime, Utc};

use self::progress::Progress;
use crate::app::AppContext;
use crate::output::writer::WriteError;
use crate::sources::api::client::retrying_client::{ClientEvent, RetryingClient};
use crate::sources::api::merge_kinds;
use crate::sources::api::paging::page_plan;
use crate::sources::api::paging::pager::Pager;
use crate::sources::api::paging::reversed;
use crate::sources::api::version_detection::{self, OpenedApi};
use crate::sources::{self, ApiSession};
use connlog_core::aggregate::Aggregator;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;
use connlog_core::sanitize::Escaped;

/// What can be done with records without knowing of any others, on several threads at once: one portion for each block.
pub(crate) type BlockMapper = Box<dyn Fn() -> Box<dyn PartialSink> + Send + Sync>;

/// Records of one block on their way to a share.
pub(crate) trait PartialSink {
    /// Takes a record, which matches the query.
    fn accept(&mut self, record: &Record);

    /// What became of the records.
    fn share(self: Box<Self>) -> PartialResult;
}

/// What a [`Portion`] made of some records.
pub(crate) enum PartialResult {
    Text {
        text: Escaped,
        /// How many they were.
        records: u64,
        /// Why there is not more of it.
        ended: io::Result<()>,
    },
    /// So many records, counted.
    Counts(Result<Aggregator>, u64),
}

/// What takes the records.
pub(crate) trait Sink {
    /// Lets others do most of its work, where all records that match are wanted and each by itself: what they make of the
    /// records comes to [`Sink::join`] in the order of the records, and none comes to [`Sink::take`].
    fn hand(&self) -> Option<BlockMapper> {
        None
    }

    /// Takes what a hand made.
    fn join(&mut self, _share: PartialResult) -> Result<(), WriteError> {
        Ok(())
    }

    /// Whether the records of several queries are wanted as one list, newest first, and not one query's after the other's.
    /// Of an API they come to [`Sink::take`] together then, with the first of the queries.
    fn is_one_list(&self) -> bool {
        false
    }

    /// Whether it judges connections that have no records too: [`Sink::list`] is called then, before all records.
    fn wants_connections(&self) -> bool {
        false
    }

    /// Takes the connections that the source lists, and the time of its oldest event where the source knows it.
    fn list(&mut self, _connections: &ConnectionDirectory, _oldest: Option<DateTime<Utc>>) {}

    /// The source answers `query`; its records may follow.
    fn opened(&mut self, _query: &Query) -> Result<(), WriteError> {
        Ok(())
    }

    /// Takes events of which the records to come are put together, before them.
    fn pass(&mut self, _events: &[Record]) {}

    /// Takes records in the source's order, those that do not match among them. Says whether more are wanted.
    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError>;

    /// Whether it decides itself about entries without a readable time. Otherwise they may be counted before
    /// [`Sink::take`], and not given to it.
    fn takes_untimed(&self) -> bool {
        false
    }

    /// How many entries it left out because their time cannot be read.
    fn untimed(&self) -> u64 {
        0
    }
}

/// What came of reading.
pub(crate) struct ReadOutcome {
    /// What is known of each query's records, in the order of the queries, as far as they were begun.
    pub(crate) facts: Vec<SourceStats>,
    /// Why the reading ended before the records did.
    pub(crate) early: Option<StopReason>,
}

/// What is known of the records of one query beside themselves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceStats {
    /// The source's name, as in `source` of its records.
    pub(crate) source: &'static str,
    /// Days the source keeps entries.
    pub(crate) kept: u32,
    /// Records that were read, those that do not match among them.
    pub(crate) read: u64,
    /// Values in which no entry was found.
    pub(crate) unread: u64,
    /// Records that were left out before the sink because their time cannot be read.
    pub(crate) untimed: u64,
    /// There is one page only, and it was full: there may be more that cannot be asked for.
    pub(crate) cut: bool,
    /// Whether there may be more; known at the end.
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
    /// A page could not be had. Before the first page of a query, nothing of it was read.
    Fault(Error),
    /// The user or the system ended it.
    Signal(Exit),
    /// The sink takes no more.
    Stop(WriteError),
}

/// Reads the records that answer `queries` into `sink`. Counts the entries without a readable time, which are not in the
/// window: in a note, or with `--strict` in a fault.
pub(crate) fn gather(
    queries: &[Query],
    session: &ApiSession,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &AppContext,
) -> Result<ReadOutcome> {
    let mut gathered = read(queries, session, sink, progress, process)?;
    let untimed = gathered.facts.iter().map(|facts| facts.untimed).sum::<u64>() + sink.untimed();
    let noun = queries.first().map_or("entry", |query| if query.kind == Kind::Sync { "sync" } else { "entry" });
    match gathered.early {
        _ if untimed == 0 => {}
        None if session.is_strict() => gathered.early = Some(StopReason::Fault(untimed_fault(untimed, noun))),
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

/// Reads the records that answer `queries` into `sink`.
pub(crate) fn read(
    queries: &[Query],
    session: &ApiSession,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &AppContext,
) -> Result<ReadOutcome> {
    if let [query] = queries
        && query.kind == Kind::Sync
    {
        return sync_assembly::gather(query, session, sink, progress, process);
    }
    if let Some(files) = session.files() {
        return Ok(files.gather(queries, sink, process));
    }
    if let Some(database) = session.database() {
        return database.gather(queries, sink, progress, process);
    }
    reject_unsupported_kinds(queries)?;
    let mut facts = Vec::with_capacity(queries.len());
    let listener = process.signals.listen()?;
    let early = sources::runtime()?.block_on(async {
        tokio::select! {
            biased;
            exit = listener.first() => Ok(Some(StopReason::Signal(exit))),
            ended = read_queries(queries, session, (sink, &mut facts), progress, process) => ended,
        }
    })?;
    progress.clear();
    Ok(ReadOutcome { facts, early })
}

/// A kind that an API does not have must not become another one on the way: the vendors know its own kinds only.
fn reject_unsupported_kinds(queries: &[Query]) -> Result<()> {
    match queries.iter().find(|query| !Kind::OF_THE_API.contains(&query.kind)) {
        Some(query) => Err(Error::usage(format!("the API has no {}", query.kind.plural()))
            .hint("name the files that hold them with --from")),
        None => Ok(()),
    }
}

async fn read_queries(
    queries: &[Query],
    session: &ApiSession,
    (sink, facts): (&mut dyn Sink, &mut Vec<SourceStats>),
    progress: &Progress,
    process: &AppContext,
) -> Result<Option<StopReason>> {
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &ClientEvent<'_>| {
        if let ClientEvent::Pausing { pause, limited: true } = event {
            progress.wait(*pause);
        }
        sources::report_event(event, session.network.debug, process);
    };
    let sender = session.sender((&http, &budget), &*errors, &trace, process);
    if queries.len() > 1 && sink.is_one_list() {
        return Ok(merge_kinds::read(queries, session, (sink, facts), progress, (&sender, process)).await);
    }
    for query in queries {
        let opened = match open(query, session, &sender, process).await {
            Ok(opened) => opened,
            Err(fault) => return Ok(Some(StopReason::Fault(fault))),
        };
        let OpenedApi { source, first, facts: told, .. } = opened;
        let kept = source.retention_days();
        facts.push(SourceStats { more: true, ..SourceStats::new(source.name(), kept) });
        let mut walk = Pager::new(&sender, &*source, (first, told.date), query);
        let early = read_pages(&mut walk, query, sink, progress, process.reveal).await;
        if let Some(facts) = facts.last_mut() {
            facts.read = walk.read;
            facts.cut = !source.pages() && walk.read >= u64::from(page_plan::first_page(query, &*source).limit);
            facts.more = walk.has_next();
        }
        if early.is_some() {
            return Ok(early);
        }
    }
    Ok(None)
}

/// Finds out how the source is to be asked, with the first page of `query`, and remembers it.
pub(crate) async fn open(
    query: &Query,
    session: &ApiSession,
    sender: &RetryingClient<'_>,
    process: &AppContext,
) -> Result<OpenedApi> {
    let opened = version_detection::open(sender, session.candidates(query, process), query).await?;
    let opened = reversed::orient(opened, query, sender).await?;
    session.opened(&opened, process);
    Ok(opened)
}

async fn read_pages(
    walk: &mut Pager<'_>,
    query: &Query,
    sink: &mut dyn Sink,
    progress: &Progress,
    reveal: Reveal,
) -> Option<StopReason> {
    if let Err(stop) = sink.opened(query) {
        return Some(StopReason::Stop(stop));
    }
    while let Some(page) = walk.next().await {
        let shown =
            |records: Vec<Record>| records.into_iter().map(|record| record.with_redaction(reveal)).collect::<Vec<_>>();
        match page.map(|records| sink.accept(query, &shown(records))) {
            Ok(Ok(true)) => progress.read(walk.pages, walk.read, walk.total),
            Ok(Ok(false)) => break,
            Ok(Err(stop)) => return Some(StopReason::Stop(stop)),
            Err(fault) => return Some(StopReason::Fault(fault)),
        }
    }
    None
}
