//! Reads the entries of an archive in a file of SQLite into a sink, and writes such an archive.

mod block;
pub(crate) mod copy;
mod coverage;
mod database;
mod maintenance;
mod reader;
mod schema;
mod statement;
mod store;
mod writer;

pub use self::store::SqliteStore;

use self::database::Database;
use self::reader::{BlockCache, ReadFault};
use self::statement::{EntryOrder, Statement};
use super::SourceType;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::pipeline::progress::Progress;
use crate::pipeline::{Capabilities, DynSink, EntrySource, Preview, ReadOutcome, SourceStats, StopReason};
use crate::signals::Listener;
use connlog_core::error::{Code, Error, Result};
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

/// An archive that `--from` names by a word, a scheme or a path.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: Capabilities {
        kinds: Kind::saved(),
        is_api: false,
        is_remote: false,
        has_connection_names: false,
        has_whole_syncs: false,
        has_states: true,
    },
    accepts: |from| Ok(from.archive()?.is_some()),
    open: |shared, app| Ok(Box::new(ArchiveSource::open(shared, app)?)),
    open_target: |_, _, _| {
        Err(Error::usage("an archive cannot be followed")
            .cause("only `connlog archive` adds entries to it")
            .hint("follow the source itself: leave out --from"))
    },
    read_case: None,
};

/// The archive of `--from`.
pub(crate) struct ArchiveSource {
    database: Database,
    strict: bool,
    /// The number of the only source whose entries are read.
    source: Option<i64>,
    order: EntryOrder,
}

impl ArchiveSource {
    fn open(shared: &GlobalArgs, app: &AppContext) -> Result<Self> {
        let Some(location) = shared.from.archive()? else {
            return Err(Error::new(Code::Internal, "cannot open an archive: --from names none"));
        };
        let database = Database::open(&location.path(&app.env)?)?;
        Ok(Self { database, strict: shared.from.strict, source: None, order: EntryOrder::NewestFirst })
    }

    fn statements(&self, queries: &[Query], order: EntryOrder) -> Result<Vec<Statement>> {
        let built = statement::build(queries, self.source, order, &self.database.connection);
        built.map_err(|error| self.database.failed("read", &error))
    }

    fn read_into(
        &self,
        queries: &[Query],
        (sink, facts): (&mut dyn DynSink, &mut SourceStats),
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
        let is_assembly = queries.iter().any(|query| query.kind.is_assembled());
        let order = if is_assembly { EntryOrder::OldestFirst } else { self.order };
        let statements = match self.statements(&requested, order) {
            Ok(statements) => statements,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        let signals = match app.signals.listen() {
            Ok(signals) => signals,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        for query in queries {
            if let Err(stop) = sink.begin(query) {
                return Some(StopReason::Stop(stop));
            }
        }
        let predicate = requested.first().map(Predicate::new)?;
        let mut collector = RecordCollector { queries, sink, facts, predicate, batch: Vec::new(), size: FIRST };
        let mut cache = BlockCache::new(&self.database.connection);
        for statement in &statements {
            let ended = reader::read(&self.database.connection, statement, &mut cache, |record| {
                collector.push(record.with_redaction(app.reveal), &signals)
            });
            match ended {
                Ok(true) => {}
                Ok(false) => return None,
                Err(ReadEnd::Stop(stop)) => return Some(stop),
                Err(ReadEnd::Fault(fault)) => {
                    let flushed = collector.flush().err();
                    return Some(flushed.unwrap_or_else(|| StopReason::Fault(reader::fault(&self.database, fault))));
                }
            }
        }
        collector.flush().err()
    }
}

impl EntrySource for ArchiveSource {
    fn capabilities(&self) -> &'static Capabilities {
        &SOURCE.capabilities
    }

    fn is_strict(&self) -> bool {
        self.strict
    }

    /// Reads newest entries first, and the events of syncs oldest first.
    fn read(&self, queries: &[Query], sink: &mut dyn DynSink, _: &Progress, app: &AppContext) -> Result<ReadOutcome> {
        let begun = SourceStats::new("archive", KEPT_DAYS);
        let mut facts = vec![begun.clone(); queries.len()];
        let mut first = begun;
        let early = self.read_into(queries, (sink, &mut first), app);
        match coverage::missing(&self.database.connection, queries) {
            Ok(missing) => first.lacks = missing,
            Err(error) => return Err(self.database.failed("read", &error)),
        }
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

    fn preview(&self, queries: &[Query], preview: Preview, _: &AppContext) -> Result<String> {
        if preview == Preview::Curl {
            return Err(super::no_request());
        }
        let statements = self.statements(queries, self.order)?;
        let Some((query, statement)) = queries.first().zip(statements.first()) else { return Ok(String::new()) };
        let values: Vec<String> = statement.parameters.iter().map(i64::to_string).collect();
        let (there, here): (Vec<Filter>, Vec<Filter>) =
            query.filters().into_iter().partition(|filter| statement.applied.contains(filter));
        let flags = |filters: &[Filter]| match filters {
            [] => "nothing".to_owned(),
            some => some.iter().map(|filter| filter.flag()).collect::<Vec<_>>().join(", "),
        };
        let mut text = format!("{:<9}{}\n\n{}\n", "archive", self.database.path.display(), statement.text);
        if !values.is_empty() {
            text += &format!("-- {}\n", values.join(", "));
        }
        text += &format!("\n{:<9}filters {}\n{:<9}filters {}\n", "archive", flags(&there), "here", flags(&here));
        Ok(text)
    }
}

/// Why a reading ended early.
enum ReadEnd {
    Stop(StopReason),
    Fault(ReadFault),
}

impl From<ReadFault> for ReadEnd {
    fn from(fault: ReadFault) -> Self {
        Self::Fault(fault)
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
    fn push(&mut self, record: Record, signals: &Listener) -> Result<bool, ReadEnd> {
        self.facts.read += 1;
        match self.predicate.test(&record) {
            Match::No => {}
            Match::Untimed if !self.sink.accepts_untimed() => self.facts.untimed += 1,
            Match::Yes | Match::Untimed => self.batch.push(record),
        }
        if self.facts.read.is_multiple_of(1_000)
            && let Some(exit) = signals.arrived()
        {
            return Err(ReadEnd::Stop(StopReason::Signal(exit)));
        }
        if self.batch.len() < self.size {
            return Ok(true);
        }
        self.size = BATCH;
        self.flush().map_err(ReadEnd::Stop)
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
