//! The sink of lists: filters records, counts them and passes them to a formatter.

use std::io;

use chrono::{DateTime, TimeDelta, Utc};

use super::formats::{FormatSpec, Formatter};
use super::writer::{Output, WriteError};
use crate::output::style::OutputStyle;
use crate::pipeline::sink::{BlockMapper, PartialSink};
use crate::pipeline::{EntryList, EntryMark, Sink};
use connlog_core::error::{Code, PartialOutput};
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::Record;
use connlog_core::record::semantics::Outcome;
use connlog_core::sanitize::Escaped;
use connlog_core::time::Zone;

/// Prints the records that match a query, up to its limit.
pub(crate) struct RecordPrinter {
    spec: &'static FormatSpec,
    style: OutputStyle,
    formatter: Box<dyn Formatter>,
    output: Output,
    predicate: Predicate,
    /// The number of matching records that are still to be skipped.
    skip: u64,
    /// Whether the user gave `--skip`, which this printer or the server applies.
    skipping: bool,
    /// The number of records until the limit.
    left: Option<u64>,
    begun: bool,
    printed: u64,
    oldest: Option<DateTime<Utc>>,
    /// Whether a record beyond the limit matched.
    has_more: bool,
    untimed: u64,
    /// The number of printed records that failed.
    failures: u64,
}

impl RecordPrinter {
    /// Creates a printer that skips the first `skip` matching records.
    pub(crate) fn new(query: &Query, skip: u64, spec: &'static FormatSpec, style: OutputStyle, output: Output) -> Self {
        let formatter = (spec.make)(style.clone());
        let predicate = Predicate::new(query);
        let left = query.limit;
        let skipping = query.skip > 0;
        Self {
            spec,
            style,
            formatter,
            output,
            predicate,
            skip,
            skipping,
            left,
            begun: false,
            printed: 0,
            oldest: None,
            has_more: false,
            untimed: 0,
            failures: 0,
        }
    }
}

impl RecordPrinter {
    /// Completes the format after a filter of `--jq` failed, because the output itself still works.
    fn stopped(&mut self, stop: WriteError) -> WriteError {
        if matches!(&stop, WriteError::Failed(fault) if fault.code == Code::Usage) {
            drop(self.finish());
        }
        stop
    }
}

impl Sink for RecordPrinter {
    type Partial = PrintedBlock;

    fn is_one_list(&self) -> bool {
        true
    }

    fn begin(&mut self, _: &Query) -> Result<(), WriteError> {
        // Several queries may fill one list.
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        self.output.with(|out| self.formatter.begin(out))
    }

    /// Returns a function that formats blocks on worker threads, if the records are independent of each other.
    fn mapper(&self) -> Option<BlockMapper<PrintedBlock>> {
        if self.left.is_some() || self.skip > 0 || !self.formatter.is_stateless() {
            return None;
        }
        let (spec, style) = (self.spec, self.style.clone());
        Some(Box::new(move || {
            let formatter = (spec.make)(style.clone());
            Box::new(PrintedLines { formatter, block: PrintedBlock::default() })
        }))
    }

    fn reduce(&mut self, partial: PrintedBlock) -> Result<(), WriteError> {
        let PrintedBlock { text, records, ended } = partial;
        self.output.put(&text)?;
        self.printed += records;
        self.output.flush()?;
        self.output.with(|_| ended).map_err(|stop| self.stopped(stop))
    }

    /// Prints the matching records of a page, and flushes the output.
    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        for record in records {
            match self.predicate.test(record) {
                Match::Yes => {}
                Match::No => continue,
                Match::Untimed => {
                    self.untimed += 1;
                    continue;
                }
            }
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            if self.left == Some(0) {
                self.has_more = true;
                break;
            }
            let view = record.view();
            if let Err(stop) = self.output.with(|out| self.formatter.record(out, &view)) {
                return Err(self.stopped(stop));
            }
            self.left = self.left.map(|left| left - 1);
            self.printed += 1;
            self.failures += u64::from(Outcome::from_view(&view).is_failure());
            self.oldest = view.created_at().or(self.oldest);
        }
        self.output.flush()?;
        Ok(self.left != Some(0))
    }

    fn untimed(&self) -> u64 {
        self.untimed
    }
}

impl EntryList for RecordPrinter {
    /// Writes the end of the format. Called also after an error, if the output was begun.
    fn finish(&mut self) -> Result<(), WriteError> {
        if !self.begun {
            return Ok(());
        }
        self.output.with(|out| self.formatter.finish(out))?;
        self.output.flush()
    }

    fn mark(&mut self, mark: EntryMark) -> Result<(), WriteError> {
        self.output.with(|out| {
            self.formatter.mark(out, mark);
            Ok(())
        })
    }

    /// Returns the number of printed records.
    fn printed(&self) -> u64 {
        self.printed
    }

    fn failures(&self) -> u64 {
        self.failures
    }

    /// Returns whether a record matched that was not printed because of the limit.
    fn has_more(&self) -> bool {
        self.has_more
    }

    /// Returns what was printed, and the flags that continue the list. They are appended to the command line, where the last
    /// of two equal flags counts. The continued list repeats the oldest time, because several entries may share it.
    fn partial(&self) -> PartialOutput {
        let resume = self.oldest.map(|oldest| {
            let until = Zone::Utc.rfc3339(oldest + TimeDelta::milliseconds(1));
            let skip = if self.skipping { " --skip 0" } else { "" };
            // One more for the repeated record.
            let limit = self.left.map_or_else(String::new, |left| format!(" --limit {}", left.saturating_add(1)));
            format!("--until {until}{skip}{limit}")
        });
        PartialOutput { records: self.printed, resume }
    }
}

/// The text of the records of a block.
pub(crate) struct PrintedBlock {
    text: Escaped,
    /// The number of records in the text.
    records: u64,
    /// The error that ended the text early.
    ended: io::Result<()>,
}

impl Default for PrintedBlock {
    fn default() -> Self {
        Self { text: Escaped::default(), records: 0, ended: Ok(()) }
    }
}

/// Prints the records of a block.
struct PrintedLines {
    formatter: Box<dyn Formatter>,
    block: PrintedBlock,
}

impl PartialSink for PrintedLines {
    type Output = PrintedBlock;

    fn accept(&mut self, record: &Record) {
        let block = &mut self.block;
        if block.ended.is_ok() {
            block.ended = self.formatter.record(&mut block.text, &record.view());
            block.records += u64::from(block.ended.is_ok());
        }
    }

    fn finish(self: Box<Self>) -> PrintedBlock {
        self.block
    }
}
