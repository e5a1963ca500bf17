//! Passes the matching records of all blocks to a sink, in the order of the input.

use std::sync::{Arc, mpsc};

use super::reader_pool::{PoolMessage, ReaderPool};
use super::record_filter::{FilteredBlock, RecordFilter};
use crate::output::writer::WriteError;
use crate::pipeline::DynSink;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::latest::LatestN;
use crate::signals::{Listener, Signals};
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::query::Query;
use connlog_core::record::Record;

/// Passes records from a reading to a sink.
pub(super) struct Collector<'s> {
    queries: &'s [Query],
    sink: &'s mut dyn DynSink,
    filter: Arc<RecordFilter>,
    pub(super) repeats: Deduplicator,
    /// The newest records, and one more to know whether there are more; `None` to pass all records at once.
    newest: Option<LatestN>,
    pub(super) read: u64,
    /// The errors of files that could not be read completely.
    pub(super) faults: Vec<Error>,
    pub(super) untimed: u64,
    /// The number of states that were not requested.
    pub(super) states: u64,
}

impl<'s> Collector<'s> {
    pub(super) fn new(
        queries: &'s [Query],
        sink: &'s mut dyn DynSink,
        filter: Arc<RecordFilter>,
        repeats: Deduplicator,
    ) -> Self {
        let most = queries.first().and_then(|query| Some(query.limit?.saturating_add(query.skip).saturating_add(1)));
        Self {
            queries,
            sink,
            filter,
            repeats,
            newest: most.map(LatestN::new),
            read: 0,
            faults: Vec::new(),
            untimed: 0,
            states: 0,
        }
    }

    /// Reads everything, and returns the signal that ended the reading early. After an error, the next file is read.
    pub(super) fn collect(
        &mut self,
        mut reading: ReaderPool<FilteredBlock>,
        signals: &Signals,
    ) -> (Result<Option<Exit>, WriteError>, DecodeReport) {
        let (interrupted, _listener) = spawn_interrupt_watcher(&reading, signals);
        let mut ended = None;
        for query in self.queries {
            if let Err(stop) = self.sink.begin(query) {
                return (Err(stop), DecodeReport::default());
            }
        }
        while let Some(piece) = reading.next() {
            match piece {
                PoolMessage::Block(kept) => match self.accept(kept) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(stop) => return (Err(stop), reading.report().clone()),
                },
                PoolMessage::Fault(fault) => self.faults.push(fault),
                PoolMessage::Broken => {
                    ended = Some(interrupted.recv().unwrap_or(Exit::Interrupted));
                    break;
                }
            }
        }
        (Ok(ended), reading.report().clone())
    }

    pub(super) fn accept(&mut self, kept: FilteredBlock) -> Result<bool, WriteError> {
        let kept = self.without_repeats(kept);
        self.read += kept.read;
        self.untimed += kept.untimed;
        self.states += kept.states;
        if let Some(partial) = kept.partial {
            return self.sink.reduce(partial).map(|()| true);
        }
        let Some(newest) = &mut self.newest else {
            let records: Vec<Record> = kept.records.into_iter().map(|(_, record)| record).collect();
            return self.forward(&records);
        };
        for (time, record) in kept.records {
            newest.push(time, &record);
        }
        Ok(true)
    }

    /// Most blocks have no repeats and stay unchanged.
    fn without_repeats(&mut self, mut kept: FilteredBlock) -> FilteredBlock {
        let repeated = self.repeats.find(&kept.fingerprints, kept.batch.input());
        if repeated.is_empty() {
            return kept;
        }
        if kept.partial.is_some() {
            kept.partial = self.filter.map(&kept.batch, kept.fingerprints.numbers_without(&repeated));
        } else {
            let mut places = 0..;
            kept.records.retain(|_| places.next().is_some_and(|place| repeated.binary_search(&place).is_err()));
        }
        kept
    }

    /// Passes the newest records to the sink, newest first.
    pub(super) fn finish(&mut self) -> Result<(), WriteError> {
        let newest = self.newest.take().map(LatestN::into_records).unwrap_or_default();
        self.forward(&newest).map(drop)
    }

    /// Passes records to the sink; consecutive records of one kind together.
    fn forward(&mut self, records: &[Record]) -> Result<bool, WriteError> {
        for run in records.chunk_by(|one, other| one.kind() == other.kind()) {
            let kind = run.first().map(Record::kind);
            let Some(query) = self.queries.iter().find(|query| Some(query.kind) == kind) else { continue };
            if !self.sink.accept(query, run)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Ends the reading at the first signal, which the receiver gets.
fn spawn_interrupt_watcher<T: Send + 'static>(
    reading: &ReaderPool<T>,
    signals: &Signals,
) -> (mpsc::Receiver<Exit>, Option<Listener>) {
    let (sender, receiver) = mpsc::channel();
    let breaker = reading.breaker();
    let listener = signals.listen_with(move |exit| {
        let _ = sender.send(exit);
        breaker.pull();
    });
    (receiver, listener.ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::io::{self, Read};

    use proptest::prelude::*;

    use super::*;
    use crate::pipeline::Sink;
    use crate::pipeline::sink::{BlockMapper, PartialSink};
    use crate::sources::files::input::Input;
    use crate::sources::files::reader_pool;
    use chrono::DateTime;
    use connlog_core::query::{Filters, Window};
    use connlog_core::record::Kind;
    use connlog_core::redact::Reveal;

    /// A sink that keeps the ids of the records, which fingerprints leave out.
    struct IdSink {
        found: Vec<String>,
        helped: bool,
    }

    struct IdPart(Vec<String>);

    fn id(record: &Record) -> String {
        record.view().text("id").unwrap().into_owned()
    }

    impl PartialSink for IdPart {
        type Output = Vec<String>;

        fn accept(&mut self, record: &Record) {
            self.0.push(id(record));
        }

        fn finish(self: Box<Self>) -> Vec<String> {
            self.0
        }
    }

    impl Sink for IdSink {
        type Partial = Vec<String>;

        fn mapper(&self) -> Option<BlockMapper<Vec<String>>> {
            self.helped.then(|| -> BlockMapper<Vec<String>> { Box::new(|| Box::new(IdPart(Vec::new()))) })
        }

        fn reduce(&mut self, partial: Vec<String>) -> Result<(), WriteError> {
            self.found.extend(partial);
            Ok(())
        }

        fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
            self.found.extend(records.iter().map(id));
            Ok(true)
        }
    }

    /// Gives its bytes in pieces, each of which becomes a block.
    struct ChunkedReader(io::Cursor<Vec<u8>>, usize);

    impl Read for ChunkedReader {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn read_all(texts: &[String], length: usize, helped: bool) -> (Vec<String>, u64) {
        let inputs: Vec<Input> = texts
            .iter()
            .map(|text| Input::Stdin(Box::new(ChunkedReader(io::Cursor::new(text.clone().into_bytes()), length))))
            .collect();
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        let filters = Filters { events: vec!["sync_end".to_owned()], ..Filters::default() };
        let queries =
            [Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None, optional: false }];
        let mut sink = IdSink { found: Vec::new(), helped };
        let repeats = Deduplicator::new(inputs.len() > 1, false);
        let mapper = DynSink::mapper(&sink);
        let filter =
            RecordFilter { mapper, marker: repeats.marker(), ..RecordFilter::new(&queries, Reveal::default()) };
        let filter = Arc::new(filter);
        let mut drain = Collector::new(&queries, &mut sink, Arc::clone(&filter), repeats);
        let mut reading = reader_pool::read(inputs, None, move |batch| filter.filter(batch));
        for piece in reading.by_ref() {
            let PoolMessage::Block(kept) = piece else { panic!("nothing fails") };
            assert!(drain.accept(kept).unwrap());
        }
        let left_out = drain.repeats.left_out();
        (sink.found, left_out)
    }

    /// One spelling of an event, which the number of the line gives its id.
    fn line((event, at, data): (u8, u8, u8), number: usize, spelling: u8) -> String {
        let name = if event == 0 { "sync_end" } else { "sync_start" };
        let (event, second) = (if spelling & 1 == 0 { name.to_owned() } else { name.to_uppercase() }, at);
        let created = if spelling & 2 == 0 {
            format!("2026-01-01T00:00:0{second}Z")
        } else {
            format!("2026-01-01T01:00:0{second}.000+01:00")
        };
        let data = if spelling & 4 == 0 {
            format!("{{\"a\": {data}, \"b\": [1]}}")
        } else {
            format!("\"{{\\\"b\\\":[1],\\\"a\\\":{data}}}\"")
        };
        format!("{{\"event\":\"{event}\",\"data\":{data},\"created\":\"{created}\",\"id\":\"{number}\"}}\n")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn repeats_are_left_out_in_all_blocks_and_modes(
            events in prop::collection::vec(((0_u8..2, 0_u8..6, 0_u8..6), any::<u8>()), 1..300),
            parts in 1_usize..4,
            length in 100_usize..3_000,
        ) {
            let lines: Vec<String> =
                events.iter().enumerate().map(|(number, (event, spelling))| line(*event, number, *spelling)).collect();
            let texts: Vec<String> = lines.chunks(lines.len().div_ceil(parts)).map(<[String]>::concat).collect();
            let (mut known, mut expected, mut repeated) = (HashSet::new(), Vec::new(), 0);
            for (number, (event, _)) in events.iter().enumerate().filter(|(_, (event, _))| event.0 == 0) {
                if known.insert(*event) { expected.push(number.to_string()) } else { repeated += 1 }
            }
            for helped in [true, false] {
                let (found, left_out) = read_all(&texts, length, helped);
                prop_assert_eq!(&found, &expected);
                prop_assert_eq!(left_out, repeated);
            }
        }
    }
}
