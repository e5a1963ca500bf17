//! The pipeline: one thread reads and cuts, a thread a core makes records, and whoever asks gets them in order.
//!
//! Buffers go round: from the reader to a worker, with the result to the asker, and back to the reader. There are only so many,
//! so a slow asker holds back the reader, and memory stays flat. The threads are not joined: a read from a terminal or a
//! pipe may never return, and must not keep the process from ending.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::block::Manner;
use super::csv::Header;
use super::cut::{Block, Cutter};
use super::input::{self, Input};
use super::prefilter::Prefilter;
use super::report::{Report, Tally};
use super::sniff::Form;
use crate::error::{Fault, Result};
use crate::record::Record;

/// Blocks beside those that workers hold: one being filled, some on their way.
const SPARE: usize = 4;

/// What comes next.
pub enum Piece<T> {
    /// What the work made of the records of one block.
    Block(T),
    /// An input could not be opened or read to its end. The others are read all the same.
    Fault(Fault),
    /// A [`Breaker`] was pulled.
    Broken,
}

enum Message<T> {
    Block { number: u64, input: usize, result: T, tally: Tally, block: Block },
    Fault { number: u64, fault: Fault },
    End { blocks: u64 },
    Broken,
}

/// A block on its way to a worker.
struct Job {
    number: u64,
    input: usize,
    manner: Arc<Manner>,
    block: Block,
}

/// Reading under way. Dropped, it stops.
pub struct Reading<T> {
    messages: Receiver<Message<T>>,
    sender: Sender<Message<T>>,
    /// Empty buffers for the reader.
    buffers: Sender<Block>,
    /// What came out of turn.
    early: BTreeMap<u64, Message<T>>,
    next: u64,
    blocks: Option<u64>,
    names: Vec<Arc<str>>,
    /// The input of the last block, and its lines so far.
    place: (usize, u64),
    report: Report,
}

/// Ends a reading from another thread.
pub struct Breaker<T>(Sender<Message<T>>);

impl<T> Breaker<T> {
    /// Whoever reads gets [`Piece::Broken`] as soon as it asks for more.
    pub fn pull(self) {
        drop(self.0.send(Message::Broken));
    }
}

/// Begins to read `inputs`, one after another. `work` is done with the records of each block, on several threads at once.
pub fn read<T: Send + 'static>(
    inputs: Vec<Input>,
    prefilter: Option<Prefilter>,
    work: impl Fn(Vec<Record>) -> T + Send + Sync + 'static,
) -> Reading<T> {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let (sender, messages) = mpsc::channel();
    let (buffers, empty) = mpsc::channel();
    let (jobs, queue) = mpsc::channel();
    for _ in 0..workers + SPARE {
        drop(buffers.send(Block::default()));
    }
    let names = inputs.iter().map(Input::name).collect();
    let (queue, work) = (Arc::new(Mutex::new(queue)), Arc::new(work));
    for _ in 0..workers {
        let (queue, work, sender) = (Arc::clone(&queue), Arc::clone(&work), sender.clone());
        thread::spawn(move || labour(&queue, &*work, &sender));
    }
    let told = sender.clone();
    let prefilter = prefilter.map(Arc::new);
    thread::spawn(move || Feeder { empty, jobs, told, prefilter, spare: None, blocks: 0 }.feed(inputs));
    Reading {
        messages,
        sender,
        buffers,
        early: BTreeMap::new(),
        next: 0,
        blocks: None,
        names,
        place: (0, 0),
        report: Report::default(),
    }
}

impl<T> Reading<T> {
    /// What another thread needs to end this reading.
    pub fn breaker(&self) -> Breaker<T> {
        Breaker(self.sender.clone())
    }

    /// What was read beside records, so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn accept(&mut self, message: Message<T>) -> Piece<T> {
        match message {
            Message::Block { input, result, tally, block, .. } => {
                if self.place.0 != input {
                    self.place = (input, 0);
                }
                let lines = tally.lines;
                if let Some(name) = self.names.get(input) {
                    self.report.add(tally, name, self.place.1);
                }
                self.place.1 += lines;
                // Nobody takes it at the end of the input.
                drop(self.buffers.send(block));
                Piece::Block(result)
            }
            Message::Fault { fault, .. } => Piece::Fault(fault),
            Message::End { .. } | Message::Broken => Piece::Broken,
        }
    }
}

impl<T> Iterator for Reading<T> {
    type Item = Piece<T>;

    fn next(&mut self) -> Option<Piece<T>> {
        loop {
            if let Some(message) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(self.accept(message));
            }
            if self.blocks == Some(self.next) {
                return None;
            }
            match self.messages.recv().ok()? {
                Message::End { blocks } => self.blocks = Some(blocks),
                Message::Broken => return Some(Piece::Broken),
                message @ (Message::Block { number, .. } | Message::Fault { number, .. }) => {
                    self.early.insert(number, message);
                }
            }
        }
    }
}

/// What a worker does until there is no more.
fn labour<T>(queue: &Mutex<Receiver<Job>>, work: &dyn Fn(Vec<Record>) -> T, sender: &Sender<Message<T>>) {
    loop {
        // The lock is held while waiting: whoever waits for a job waits for the lock as well.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { number, input, manner, mut block }) = job else { return };
        let (records, tally) = manner.read(&mut block);
        let message = Message::Block { number, input, result: work(records), tally, block };
        if sender.send(message).is_err() {
            return;
        }
    }
}

/// Reads, cuts and hands out.
struct Feeder<T> {
    empty: Receiver<Block>,
    jobs: Sender<Job>,
    told: Sender<Message<T>>,
    prefilter: Option<Arc<Prefilter>>,
    /// A buffer that the end of an input left empty.
    spare: Option<Block>,
    /// Blocks and faults so far.
    blocks: u64,
}

impl<T> Feeder<T> {
    fn feed(mut self, inputs: Vec<Input>) {
        for (number, input) in inputs.into_iter().enumerate() {
            let name = input.name();
            match input.open().and_then(|reader| self.input(number, Cutter::new(reader), &name)) {
                Ok(true) => {}
                Ok(false) => return,
                Err(fault) => {
                    drop(self.told.send(Message::Fault { number: self.blocks, fault }));
                    self.blocks += 1;
                }
            }
        }
        drop(self.told.send(Message::End { blocks: self.blocks }));
    }

    /// Hands out the blocks of one input; `false` when nobody wants more.
    fn input(&mut self, input: usize, mut cutter: Cutter, name: &str) -> Result<bool> {
        let header = match (cutter.form, &cutter.header) {
            (Form::Rows(separator), Some(line)) => Some(Header::new(line, separator)),
            _ => None,
        };
        let manner = Arc::new(Manner { form: cutter.form, header, prefilter: self.prefilter.clone() });
        loop {
            let spare = self.spare.take().map_or_else(|| self.empty.recv(), Ok);
            let Ok(mut block) = spare else { return Ok(false) };
            let more = cutter.next(&mut block);
            if !matches!(more, Ok(true)) {
                self.spare = Some(block);
                return more.map(|_| true).map_err(|error| input::unread(name, &error));
            }
            let job = Job { number: self.blocks, input, manner: Arc::clone(&manner), block };
            self.blocks += 1;
            if self.jobs.send(job).is_err() {
                return Ok(false);
            }
        }
    }
}
