//! An archive as a source of entries.

use super::count_plan::{ArchiveCounts, CountPlan};
use super::coverage;
use super::reader::{ArchiveReader, ArchiveRequest, EntryOrder};
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{
    AggregateOutcome, Capabilities, DynSink, EntrySource, Preview, ReadOutcome, SourceStats, StopReason,
};
use connlog_core::aggregate::GroupBy;
use connlog_core::error::{Error, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::query::{Filter, Query};
use connlog_core::record::{Kind, Record};

/// The retention of an archive in days, which is longer than any window.
const KEPT_DAYS: u32 = 36_500;
/// The number of records that a sink gets at once.
const BATCH: usize = 500;
/// The number of records in the first batch, which is small so that a list starts early.
const FIRST: usize = 50;

/// Returns the capabilities of an archive in a file, or of one on a server.
pub(crate) const fn capabilities(is_remote: bool) -> Capabilities {
    Capabilities {
        kinds: Kind::saved(),
        is_api: false,
        is_remote,
        has_connection_names: false,
        has_whole_syncs: false,
        has_states: true,
    }
}

/// Returns the error of `tail` over an archive.
pub(crate) fn not_followed() -> Error {
    Error::usage("an archive cannot be followed")
        .cause("only `connlog archive` adds entries to it")
        .hint("follow the source itself: leave out --from")
}

/// The archive of `--from`.
pub(crate) struct ArchiveSource {
    pub(super) reader: Box<dyn ArchiveReader>,
    capabilities: &'static Capabilities,
    strict: bool,
    /// The name of the only source whose entries are read.
    pub(super) source: Option<String>,
    pub(super) order: EntryOrder,
}

impl ArchiveSource {
    /// Returns the source that reads with `reader`. With `strict` an unreadable entry is an error.
    pub(crate) fn new(reader: Box<dyn ArchiveReader>, capabilities: &'static Capabilities, strict: bool) -> Self {
        Self { reader, capabilities, strict, source: None, order: EntryOrder::NewestFirst }
    }

    fn request<'r>(&'r self, queries: &'r [Query]) -> ArchiveRequest<'r> {
        let is_assembly = queries.iter().any(|query| query.kind.is_assembled());
        let order = if is_assembly { EntryOrder::OldestFirst } else { self.order };
        ArchiveRequest { queries, source: self.source.as_deref(), order }
    }

    /// Returns what the archive lacks of the window of `queries`.
    fn lacks(&self, queries: &[Query]) -> Result<Vec<String>> {
        let has_window = queries.first().is_some_and(|query| query.window.since.is_some());
        if has_window { Ok(coverage::missing(self.reader.positions()?, queries)) } else { Ok(Vec::new()) }
    }

    fn read_into(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        facts: &mut SourceStats,
        app: &AppContext,
    ) -> Option<StopReason> {
        let mut requested = queries.to_vec();
        if sink.wants_connections() {
            sink.accept_connections(&ConnectionDirectory::default(), None);
            // The events of all connections show the oldest time of the data.
            for query in &mut requested {
                (query.filters.connections, query.filters.services) = (Vec::new(), Vec::new());
            }
        }
        let listener = match app.signals.listen() {
            Ok(listener) => listener,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        for query in queries {
            if let Err(stop) = sink.begin(query) {
                return Some(StopReason::Stop(stop));
            }
        }
        let predicate = requested.first().map(Predicate::new)?;
        let mut collector = RecordCollector { queries, sink, facts, predicate, batch: Vec::new(), size: FIRST };
        let ended = self.reader.read(&self.request(&requested), &listener, &mut |record| {
            let more = collector.push(record.with_redaction(app.reveal))?;
            if collector.facts.read.is_multiple_of(1_000)
                && let Some(exit) = listener.arrived()
            {
                return Err(StopReason::Signal(exit));
            }
            Ok(more)
        });
        match ended {
            Ok(true) => collector.flush().err(),
            Ok(false) => None,
            Err(StopReason::Fault(fault)) => {
                let flushed = collector.flush().err();
                Some(flushed.unwrap_or(StopReason::Fault(fault)))
            }
            Err(stop) => Some(stop),
        }
    }
}

impl EntrySource for ArchiveSource {
    fn capabilities(&self) -> &'static Capabilities {
        self.capabilities
    }

    fn is_strict(&self) -> bool {
        self.strict
    }

    /// Reads newest entries first, and the events of syncs oldest first.
    fn read(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        progress: &Progress,
        app: &AppContext,
    ) -> Result<ReadOutcome> {
        progress.show("reading the archive");
        let begun = SourceStats::new("archive", KEPT_DAYS);
        let mut facts = vec![begun.clone(); queries.len()];
        let mut first = begun;
        let early = self.read_into(queries, sink, &mut first, app);
        first.lacks = self.lacks(queries)?;
        let read = first.read;
        if let Some(facts) = facts.first_mut() {
            *facts = first;
        }
        if let Some(StopReason::Fault(_)) = &early
            && read == 0
        {
            facts.clear();
        }
        Ok(ReadOutcome { facts, skipped: Vec::new(), early })
    }

    fn count(&self, queries: &[Query], group_by: &GroupBy, app: &AppContext) -> Result<Option<AggregateOutcome>> {
        let Some(plan) = CountPlan::new(queries, group_by, app.reveal) else { return Ok(None) };
        let request = ArchiveRequest { queries, source: self.source.as_deref(), order: EntryOrder::OldestFirst };
        let listener = app.signals.listen()?;
        let Some(counts) = self.reader.count(&request, &plan, &listener)? else { return Ok(None) };
        let ArchiveCounts { tally, matched, untimed, read, exit } = counts;
        let mut facts = vec![SourceStats::new("archive", KEPT_DAYS); queries.len()];
        if let Some(first) = facts.first_mut() {
            (first.read, first.untimed) = (read, untimed);
            first.lacks = self.lacks(queries)?;
        }
        let read = ReadOutcome { facts, skipped: Vec::new(), early: exit.map(StopReason::Signal) };
        Ok(Some(AggregateOutcome { tally, matched, read }))
    }

    fn preview(&self, queries: &[Query], preview: Preview, _: &AppContext) -> Result<String> {
        if preview == Preview::Curl {
            return Err(Preview::refusal());
        }
        let Some(query) = queries.first() else { return Ok(String::new()) };
        let plan = self.reader.plan(&self.request(queries))?;
        let (there, here): (Vec<Filter>, Vec<Filter>) =
            query.filters().into_iter().partition(|filter| plan.applied.contains(filter));
        let flags = |filters: &[Filter]| match filters {
            [] => "nothing".to_owned(),
            some => some.iter().map(|filter| filter.flag()).collect::<Vec<_>>().join(", "),
        };
        let mut text = format!("{:<9}{}\n\n{}\n", "archive", self.reader.name(), plan.statement);
        if !plan.parameters.is_empty() {
            text += &format!("-- {}\n", plan.parameters.join(", "));
        }
        text += &format!("\n{:<9}filters {}\n{:<9}filters {}\n", "archive", flags(&there), "here", flags(&here));
        Ok(text)
    }
}

/// Passes records to a sink in batches.
struct RecordCollector<'s> {
    queries: &'s [Query],
    sink: &'s mut dyn DynSink,
    facts: &'s mut SourceStats,
    predicate: Predicate,
    batch: Vec<Record>,
    size: usize,
}

impl RecordCollector<'_> {
    /// Adds a record. Returns whether the sink wants more.
    fn push(&mut self, record: Record) -> Result<bool, StopReason> {
        self.facts.read += 1;
        match self.predicate.test(&record) {
            Match::No => {}
            Match::Untimed if !self.sink.accepts_untimed() => self.facts.untimed += 1,
            Match::Yes | Match::Untimed => self.batch.push(record),
        }
        if self.batch.len() < self.size {
            return Ok(true);
        }
        self.size = BATCH;
        self.flush()
    }

    /// Passes the batch to the sink, consecutive records of one kind together.
    fn flush(&mut self) -> Result<bool, StopReason> {
        let batch = std::mem::take(&mut self.batch);
        for run in batch.chunk_by(|one, other| one.kind() == other.kind()) {
            let kind = run.first().map(Record::kind);
            let Some(query) = self.queries.iter().find(|query| Some(query.kind) == kind) else { continue };
            if !self.sink.accept(query, run).map_err(StopReason::Stop)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
