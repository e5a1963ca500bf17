//! Decodes rows on two threads, while the thread of the connection reads rows and passes results to the sink.
//!
//! One thread makes records and leaves out repeats. If the sink has a mapper, a second thread runs it. Each thread has one
//! batch of rows after the other, so the results come in the order of the rows.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::database::RowCells;
use super::envelope::EnvelopeBuilder;
use super::lookups::Lookups;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::sink::{AnyMapper, AnyPartial};
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;
use connlog_core::redact::Reveal;
use connlog_core::secret_registry::SecretRegistry;

/// The maximum number of batches between the reader and the sink.
const IN_FLIGHT: usize = 4;

/// What makes records of rows.
pub(crate) struct RowDecoder {
    pub(super) maker: EnvelopeBuilder,
    pub(super) names: Arc<Lookups>,
}

/// What happens to the records of a reading before the sink has them.
pub(super) struct RecordSteps {
    pub(super) repeats: Arc<Mutex<Deduplicator>>,
    pub(super) secrets: SecretRegistry,
    pub(super) reveal: Reveal,
    pub(super) mapping: Option<RecordMapping>,
}

/// The mapper of a sink, and the records that it accepts.
pub(super) struct RecordMapping {
    pub(super) mapper: AnyMapper,
    pub(super) predicate: Predicate,
    /// Whether the sink decides about entries without a readable time.
    pub(super) keeps_untimed: bool,
}

/// The result of one batch of rows.
#[derive(Default)]
pub(super) struct DecodedRows {
    pub(super) rows: u64,
    /// The number of rows without an entry.
    pub(super) unread: u64,
    /// The number of records that were left out as repeats.
    pub(super) repeated: u64,
    /// The number of records that the mapper does not get because their time is unreadable.
    pub(super) untimed: u64,
    /// Empty if the sink has a mapper.
    pub(super) records: Vec<Record>,
    /// The result of the mapper.
    pub(super) partial: Option<AnyPartial>,
}

/// Rows in decoding. The threads end when it is dropped.
pub(super) struct DecodePipeline<R> {
    rows: Sender<Vec<R>>,
    results: Receiver<DecodedRows>,
    in_flight: usize,
}

impl<R: RowCells + Send + 'static> DecodePipeline<R> {
    pub(super) fn start(decoder: RowDecoder, steps: RecordSteps) -> Self {
        let (rows, batches) = mpsc::channel();
        let (sender, results) = mpsc::channel();
        let RecordSteps { repeats, secrets, reveal, mapping } = steps;
        let cleaner = RecordCleaner { decoder, repeats, secrets, reveal, offset: 0 };
        match mapping {
            None => drop(thread::spawn(move || cleaner.run(&batches, &sender))),
            Some(mapping) => {
                let (unmapped, records) = mpsc::channel();
                thread::spawn(move || cleaner.run(&batches, &unmapped));
                thread::spawn(move || mapping.run(&records, &sender));
            }
        }
        Self { rows, results, in_flight: 0 }
    }

    /// Adds a batch of rows.
    ///
    /// # Errors
    ///
    /// An internal error if a thread ended.
    pub(super) fn push(&mut self, rows: Vec<R>) -> Result<()> {
        self.in_flight += 1;
        self.rows.send(rows).map_err(|_| lost())
    }

    /// Returns the next result if it is ready, or if enough batches are in decoding.
    pub(super) fn ready(&mut self) -> Result<Option<DecodedRows>> {
        if self.in_flight >= IN_FLIGHT {
            return self.rest();
        }
        let ready = self.results.try_recv().ok();
        self.in_flight -= usize::from(ready.is_some());
        Ok(ready)
    }

    /// Waits for the next result; returns `None` after the last.
    pub(super) fn rest(&mut self) -> Result<Option<DecodedRows>> {
        if self.in_flight == 0 {
            return Ok(None);
        }
        self.in_flight -= 1;
        self.results.recv().map(Some).map_err(|_| lost())
    }
}

fn lost() -> Error {
    Error::new(Code::Internal, "cannot decode rows: the thread ended").hint("report the command and the columns of LOG")
}

/// Makes records of rows, and removes repeats and secrets.
struct RecordCleaner {
    decoder: RowDecoder,
    repeats: Arc<Mutex<Deduplicator>>,
    secrets: SecretRegistry,
    reveal: Reveal,
    /// The total length in bytes of the records of earlier batches.
    offset: u64,
}

impl RecordCleaner {
    fn run<R: RowCells>(mut self, batches: &Receiver<Vec<R>>, results: &Sender<DecodedRows>) {
        for rows in batches {
            if results.send(self.decode(&rows)).is_err() {
                return;
            }
        }
    }

    fn decode<R: RowCells>(&mut self, rows: &[R]) -> DecodedRows {
        let RowDecoder { maker, names } = &mut self.decoder;
        let unread = maker.unread;
        let made = maker.make(rows, names);
        let mut repeats = self.repeats.lock().unwrap_or_else(PoisonError::into_inner);
        let repeated = repeats.find_rows(made.iter().map(|made| (&made.record, made.is_composed)), self.offset);
        drop(repeats);
        self.offset += made.iter().map(|made| made.record.raw().len() as u64).sum::<u64>();
        let fresh = made.into_iter().enumerate().filter(|(place, _)| repeated.binary_search(place).is_err());
        let shown = fresh.map(|(_, made)| self.secrets.hide_record(made.record).with_redaction(self.reveal));
        let records = shown.collect();
        DecodedRows {
            rows: rows.len() as u64,
            unread: maker.unread - unread,
            repeated: repeated.len() as u64,
            records,
            ..DecodedRows::default()
        }
    }
}

impl RecordMapping {
    fn run(&self, batches: &Receiver<DecodedRows>, results: &Sender<DecodedRows>) {
        for batch in batches {
            if results.send(self.map(batch)).is_err() {
                return;
            }
        }
    }

    fn map(&self, mut batch: DecodedRows) -> DecodedRows {
        let mut partial = (self.mapper)();
        for record in std::mem::take(&mut batch.records) {
            match self.predicate.test(&record) {
                Match::Yes => partial.accept(&record),
                Match::Untimed if self.keeps_untimed => partial.accept(&record),
                Match::Untimed => batch.untimed += 1,
                Match::No => {}
            }
        }
        batch.partial = Some(partial.finish());
        batch
    }
}
