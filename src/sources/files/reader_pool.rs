//! Reads and decodes inputs on one thread for each core; results come in the order of the input.
//!
//! The threads take turns reading the input, and each one decodes the block that it has read, which is still in its
//! cache. A fixed number of buffers bounds the memory. Threads are not joined, because a read from a terminal or a
//! pipe may never return.

use std::collections::BTreeMap;
use std::iter::Enumerate;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::vec::IntoIter;

use super::input::{self, Input};
use connlog_core::decode::batch::EntryBatch;
use connlog_core::decode::block_decoder::BlockDecoder;
use connlog_core::decode::block_reader::BlockReader;
use connlog_core::decode::chunker::InputBlock;
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::{DecodeReport, DecodeStats};
use connlog_core::error::{Error, Result};

/// The number of blocks with results that are not consumed yet.
const SPARE: usize = 4;
/// The maximum number of bytes of blocks in use before another block is read. Long lines make large blocks.
const IN_USE: usize = 64 << 20;

/// A message of the pool.
pub enum PoolMessage<T> {
    /// The result for the records of one block.
    Block(T),
    /// An input could not be opened or read completely. The next inputs are read.
    Fault(Error),
    /// A [`CancelHandle`] canceled the reading.
    Broken,
}

enum WorkerMessage<T> {
    Block { number: u64, input: usize, result: T, tally: DecodeStats, guess: &'static str, block: InputBlock },
    Fault { number: u64, fault: Error },
    End { blocks: u64 },
    Broken,
}

/// A block to decode.
struct Job {
    number: u64,
    input: usize,
    /// The offset of the block in the decompressed input.
    offset: u64,
    manner: Arc<BlockDecoder>,
    block: InputBlock,
}

/// A reading in progress. Dropping it stops the reading.
pub struct ReaderPool<T> {
    messages: Receiver<WorkerMessage<T>>,
    sender: Sender<WorkerMessage<T>>,
    /// Empty buffers to fill again.
    buffers: Sender<InputBlock>,
    /// The buffer of the last message, which may be in use until the next one is requested.
    used: Option<InputBlock>,
    /// Results that came before their turn.
    early: BTreeMap<u64, WorkerMessage<T>>,
    next: u64,
    blocks: Option<u64>,
    names: Vec<Arc<str>>,
    /// The input of the last block, and the number of its lines so far.
    place: (usize, u64),
    report: DecodeReport,
}

/// Cancels a reading from another thread.
pub struct CancelHandle<T>(Sender<WorkerMessage<T>>);

impl<T> CancelHandle<T> {
    /// Cancels the reading: its next message is [`PoolMessage::Broken`].
    pub fn pull(self) {
        drop(self.0.send(WorkerMessage::Broken));
    }
}

/// Starts reading `inputs` one after another. Calls `work` with the records of each block, on several threads at
/// once.
pub fn read<T: Send + 'static>(
    inputs: Vec<Input>,
    prefilter: Option<Prefilter>,
    work: impl Fn(EntryBatch) -> T + Send + Sync + 'static,
) -> ReaderPool<T> {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let (sender, messages) = mpsc::channel();
    let (buffers, empty) = mpsc::channel();
    for _ in 0..workers + SPARE {
        drop(buffers.send(InputBlock::default()));
    }
    let names = inputs.iter().map(Input::name).collect();
    let feeder = WorkerInput {
        inputs: inputs.into_iter().enumerate(),
        current: None,
        empty,
        results: sender.clone(),
        prefilter: prefilter.map(Arc::new),
        spare: Vec::new(),
        in_use: 0,
        blocks: 0,
    };
    let (feeder, work) = (Arc::new(Mutex::new(feeder)), Arc::new(work));
    for _ in 0..workers {
        let (feeder, work, sender) = (Arc::clone(&feeder), Arc::clone(&work), sender.clone());
        thread::spawn(move || worker_loop(&feeder, &*work, &sender));
    }
    ReaderPool {
        messages,
        sender,
        buffers,
        used: None,
        early: BTreeMap::new(),
        next: 0,
        blocks: None,
        names,
        place: (0, 0),
        report: DecodeReport::default(),
    }
}

impl<T> ReaderPool<T> {
    /// Returns a handle for another thread to cancel this reading.
    pub fn breaker(&self) -> CancelHandle<T> {
        CancelHandle(self.sender.clone())
    }

    /// Returns the counts of skipped values so far.
    pub fn report(&self) -> &DecodeReport {
        &self.report
    }

    fn accept(&mut self, message: WorkerMessage<T>) -> PoolMessage<T> {
        match message {
            WorkerMessage::Block { input, result, tally, guess, block, .. } => {
                if self.place.0 != input {
                    self.place = (input, 0);
                }
                let lines = tally.lines;
                if let Some(name) = self.names.get(input) {
                    self.report.add(tally, name, guess, self.place.1);
                }
                self.place.1 += lines;
                self.used = Some(block);
                PoolMessage::Block(result)
            }
            WorkerMessage::Fault { fault, .. } => PoolMessage::Fault(fault),
            WorkerMessage::End { .. } | WorkerMessage::Broken => PoolMessage::Broken,
        }
    }
}

impl<T> Iterator for ReaderPool<T> {
    type Item = PoolMessage<T>;

    fn next(&mut self) -> Option<PoolMessage<T>> {
        if let Some(block) = self.used.take() {
            // The input may have ended, and its threads with it.
            drop(self.buffers.send(block));
        }
        loop {
            if let Some(message) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(self.accept(message));
            }
            if self.blocks == Some(self.next) {
                return None;
            }
            match self.messages.recv().ok()? {
                WorkerMessage::End { blocks } => self.blocks = Some(blocks),
                WorkerMessage::Broken => return Some(PoolMessage::Broken),
                message @ (WorkerMessage::Block { number, .. } | WorkerMessage::Fault { number, .. }) => {
                    self.early.insert(number, message);
                }
            }
        }
    }
}

/// The loop of a worker thread.
fn worker_loop<T>(feeder: &Mutex<WorkerInput<T>>, work: &dyn Fn(EntryBatch) -> T, sender: &Sender<WorkerMessage<T>>) {
    loop {
        // The lock is held while reading, so a thread that waits for a block waits for the lock.
        let job = feeder.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(Job { number, input, offset, manner, mut block }) = job else { return };
        let (batch, tally) = manner.read(&mut block);
        let result = work(batch.with_position(input, offset));
        let message = WorkerMessage::Block { number, input, result, tally, guess: manner.guess, block };
        if sender.send(message).is_err() {
            return;
        }
    }
}

/// Reads inputs one after another and splits them into blocks.
struct WorkerInput<T> {
    inputs: Enumerate<IntoIter<Input>>,
    current: Option<CurrentInput>,
    empty: Receiver<InputBlock>,
    results: Sender<WorkerMessage<T>>,
    prefilter: Option<Arc<Prefilter>>,
    /// Empty buffers.
    spare: Vec<InputBlock>,
    /// The bytes of blocks in decoding and of results that are not consumed yet.
    in_use: usize,
    /// The number of blocks and errors so far.
    blocks: u64,
}

/// The present input.
struct CurrentInput {
    input: usize,
    name: Arc<str>,
    reader: BlockReader,
}

impl<T> Iterator for WorkerInput<T> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            let step = if let Some(current) = &mut self.current {
                while self.spare.is_empty() || self.in_use >= IN_USE {
                    let mut block = self.empty.recv().ok()?;
                    self.in_use -= block.size;
                    block.clear();
                    self.spare.push(block);
                }
                let mut block = self.spare.pop()?;
                let more = current.reader.next(&mut block);
                if let Ok(Some(offset)) = more {
                    self.in_use += block.size;
                    let (input, manner) = (current.input, Arc::clone(current.reader.manner()));
                    self.blocks += 1;
                    return Some(Job { number: self.blocks - 1, input, offset, manner, block });
                }
                self.spare.push(block);
                more.map(|_| None).map_err(|error| input::unread(&current.name, &error))
            } else if let Some((number, input)) = self.inputs.next() {
                CurrentInput::open(number, input, self.prefilter.clone()).map(Some)
            } else {
                drop(self.results.send(WorkerMessage::End { blocks: self.blocks }));
                return None;
            };
            self.current = step.unwrap_or_else(|fault| self.failed(fault));
        }
    }
}

impl<T> WorkerInput<T> {
    /// Continues with the next input after an error.
    fn failed(&mut self, fault: Error) -> Option<CurrentInput> {
        drop(self.results.send(WorkerMessage::Fault { number: self.blocks, fault }));
        self.blocks += 1;
        None
    }
}

impl CurrentInput {
    fn open(input: usize, from: Input, prefilter: Option<Arc<Prefilter>>) -> Result<Self> {
        let name = from.name();
        let reader = BlockReader::new(from.open()?, prefilter);
        Ok(Self { input, name, reader })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use connlog_core::record::Record;

    fn bare() -> [String; 2] {
        ["sync_start", "sync_end"].map(|event| format!(r#"{{"event":"{event}","created":"2026-11-01T10:00:00.000Z"}}"#))
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn read_all(inputs: impl IntoIterator<Item = Vec<u8>>) -> (Vec<Record>, DecodeReport, Vec<Error>) {
        let inputs = inputs.into_iter().map(|bytes| Input::Stdin(Box::new(Cursor::new(bytes)))).collect();
        let mut reading = read(inputs, None, EntryBatch::into_records);
        let (mut records, mut faults) = (Vec::new(), Vec::new());
        for piece in reading.by_ref() {
            match piece {
                PoolMessage::Block(more) => records.extend(more),
                PoolMessage::Fault(fault) => faults.push(fault),
                PoolMessage::Broken => unreachable!("nobody pulled"),
            }
        }
        (records, reading.report().clone(), faults)
    }

    #[test]
    fn a_file_that_breaks_off_is_told_and_the_others_are_read() {
        let [start, end] = bare();
        let packed = gzip(format!("{start}\n").repeat(5000).as_bytes());
        let cut = packed[..packed.len() - 12].to_vec();
        let (records, report, faults) = read_all([cut, end.clone().into_bytes()]);
        assert_eq!(faults.len(), 1);
        // The bytes decompressed before the end were read; the incomplete line is reported.
        assert_eq!(report.undecodable, 1);
        assert!((4900..5001).contains(&records.len()), "{report:?}");
        assert_eq!(records.last().map(Record::raw), Some(end.as_str()));
    }

    #[test]
    fn many_inputs_are_read_one_after_another() {
        let [start, end] = bare();
        let inputs = (0..200).map(|at| if at % 3 == 0 { Vec::new() } else { format!("{start}\n{end}").into_bytes() });
        assert_eq!(read_all(inputs).0.len(), 266);
    }

    #[test]
    fn packed_files_are_read_as_they_are() {
        let text = bare().join("\n");
        let packed = gzip(text.as_bytes());
        let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
        let marked = format!("\u{feff}{text}").into_bytes();
        for bytes in [text.into_bytes(), marked, packed.clone(), gzip(&packed), zstd] {
            let (records, report, faults) = read_all([bytes]);
            assert_eq!((records.len(), report.undecodable, faults.len()), (2, 0, 0));
        }
    }
}
