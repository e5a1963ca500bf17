//! Passes the rows of an answer to a sink, while other threads decode them.

use std::sync::{Arc, Mutex};

use super::database::RowReader;
use super::query::{AnswerRows, BATCH, QueryAnswer};
use super::row_decoder::{DecodePipeline, DecodedRows, RecordMapping, RecordSteps};
use crate::app::AppContext;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::progress::Progress;
use crate::pipeline::{DynSink, SourceStats, StopReason};
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;

/// Passes rows to a sink.
pub(super) struct RowCollector<'t> {
    pub(super) sink: &'t mut dyn DynSink,
    pub(super) repeats: Arc<Mutex<Deduplicator>>,
    pub(super) progress: &'t Progress,
    pub(super) app: &'t AppContext,
    /// The statistics of each query that began.
    pub(super) facts: Vec<SourceStats>,
}

/// The result of reading the rows of an answer. The counts are those of the rows that the sink has.
pub(super) struct RowsRead {
    /// Whether the sink wants more.
    pub(super) ended: Result<bool, StopReason>,
    pub(super) read: u64,
    pub(super) unread: u64,
    pub(super) repeated: u64,
    pub(super) untimed: u64,
}

impl RowCollector<'_> {
    /// Passes all rows of an answer to the sink, starting with `first`.
    pub(super) async fn read_rows<R: RowReader>(
        &mut self,
        mut answer: QueryAnswer<R>,
        first: Vec<R::Row>,
        query: &Query,
    ) -> RowsRead {
        let steps = RecordSteps {
            repeats: Arc::clone(&self.repeats),
            secrets: self.app.secrets().clone(),
            reveal: self.app.reveal,
            mapping: self.sink.mapper().map(|mapper| RecordMapping {
                mapper,
                predicate: Predicate::new(query),
                keeps_untimed: self.sink.accepts_untimed(),
            }),
        };
        let mut pipeline = DecodePipeline::start(answer.decoder, steps);
        let mut rows = RowsRead { ended: Ok(true), read: 0, unread: 0, repeated: 0, untimed: 0 };
        rows.ended = match pipeline.push(first) {
            Ok(()) => self.pass_rows(&mut answer.rows, pipeline, query, &mut rows).await,
            Err(fault) => Err(StopReason::Fault(fault)),
        };
        rows
    }

    /// Passes all rows of an answer to the sink. Returns whether the sink wants more. No request waits for its answer while
    /// the sink works, because its timeout would count the time of the sink.
    async fn pass_rows<R: RowReader>(
        &mut self,
        answer: &mut AnswerRows<R>,
        mut pipeline: DecodePipeline<R::Row>,
        query: &Query,
        read: &mut RowsRead,
    ) -> Result<bool, StopReason> {
        let ended = loop {
            while let Some(decoded) = pipeline.ready().map_err(StopReason::Fault)? {
                if !self.pass(decoded, query, read)? {
                    return Ok(false);
                }
            }
            match answer.next().await {
                Ok(Some(batch)) => pipeline.push(batch).map_err(StopReason::Fault)?,
                Ok(None) => break Ok(true),
                Err(fault) => break Err(StopReason::Fault(fault)),
            }
        };
        while let Some(decoded) = pipeline.rest().map_err(StopReason::Fault)? {
            if !self.pass(decoded, query, read)? {
                return Ok(false);
            }
        }
        ended
    }

    /// Passes the records of a batch to the sink. Returns whether the sink wants more.
    fn pass(&mut self, decoded: DecodedRows, query: &Query, read: &mut RowsRead) -> Result<bool, StopReason> {
        read.read += decoded.rows;
        read.unread += decoded.unread;
        read.repeated += decoded.repeated;
        read.untimed += decoded.untimed;
        self.progress.read(read.read.div_ceil(BATCH as u64), read.read, None);
        let passed = match decoded.partial {
            Some(partial) => self.sink.reduce(partial).map(|()| true),
            None => self.sink.accept(query, &decoded.records),
        };
        passed.map_err(StopReason::Stop)
    }
}
