//! The pipeline: a thread a core reads a block and makes records of it, and whoever asks gets them in order.
//!
//! The threads take turns at the input. Each works on the block that it has read itself: its bytes are still near, and no
//! thread has to be woken to hand it over. Buffers go round: from a thread with the result to the asker, and back. There are
//! only so many, so a slow asker holds back the reading, and memory stays flat. The threads are not joined: a read from a
//! terminal or a pipe may never return, and must not keep the process from ending.

use std::collections::BTreeMap;
use std::iter::Enumerate;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::vec::IntoIter;

use super::batch::Batch;
use super::block::Manner;
use super::csv::Header;
use super::cut::{Block, Cutter};
use super::input::{self, Input};
use super::prefilter::Prefilter;
use super::report::{Report, Tally};
use super::sniff::Form;
use crate::error::{Fault, Result};

/// Blocks beside those that are worked on: results on their way.
const SPARE: usize = 4;
/// While blocks of so many bytes are in use, no other block is read. Long lines make large blocks.
const IN_USE: usize = 64 << 20;

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
    Block { number: u64, input: usize, result: T, tally: Tally, guess: &'static str, block: Block },
    Fault { number: u64, fault: Fault },
    End { blocks: u64 },
    Broken,
}

/// A block to work on.
struct Job {
    number: u64,
    input: usize,
    /// Where the block begins in the input, packing aside.
    offset: u64,
    manner: Arc<Manner>,
    block: Block,
}

/// Reading under way. Dropped, it stops.
pub struct Reading<T> {
    messages: Receiver<Message<T>>,
    sender: Sender<Message<T>>,
    /// Empty buffers, to be filled anew.
    buffers: Sender<Block>,
    /// The buffer of the last piece, which may still be in use until the next one is asked for.
    used: Option<Block>,
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
    work: impl Fn(Batch) -> T + Send + Sync + 'static,
) -> Reading<T> {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let (sender, messages) = mpsc::channel();
    let (buffers, empty) = mpsc::channel();
    for _ in 0..workers + SPARE {
        drop(buffers.send(Block::default()));
    }
    let names = inputs.iter().map(Input::name).collect();
    let feeder = Feeder {
        inputs: inputs.into_iter().enumerate(),
        current: None,
        empty,
        told: sender.clone(),
        prefilter: prefilter.map(Arc::new),
        spare: Vec::new(),
        in_use: 0,
        blocks: 0,
    };
    let (feeder, work) = (Arc::new(Mutex::new(feeder)), Arc::new(work));
    for _ in 0..workers {
        let (feeder, work, sender) = (Arc::clone(&feeder), Arc::clone(&work), sender.clone());
        thread::spawn(move || labour(&feeder, &*work, &sender));
    }
    Reading {
        messages,
        sender,
        buffers,
        used: None,
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
            Message::Block { input, result, tally, guess, block, .. } => {
                if self.place.0 != input {
                    self.place = (input, 0);
                }
                let lines = tally.lines;
                if let Some(name) = self.names.get(input) {
                    self.report.add(tally, (name, guess), self.place.1);
                }
                self.place.1 += lines;
                self.used = Some(block);
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
        if let Some(block) = self.used.take() {
            // The input may be at its end, and its threads gone.
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
                Message::End { blocks } => self.blocks = Some(blocks),
                Message::Broken => return Some(Piece::Broken),
                message @ (Message::Block { number, .. } | Message::Fault { number, .. }) => {
                    self.early.insert(number, message);
                }
            }
        }
    }
}

/// What a thread does until there is no more.
fn labour<T>(feeder: &Mutex<Feeder<T>>, work: &dyn Fn(Batch) -> T, sender: &Sender<Message<T>>) {
    loop {
        // The lock is held while reading: whoever waits for a block waits for the lock.
        let job = feeder.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(Job { number, input, offset, manner, mut block }) = job else { return };
        let (batch, tally) = manner.read(&mut block);
        let result = work(batch.at(input, offset));
        let message = Message::Block { number, input, result, tally, guess: manner.guess, block };
        if sender.send(message).is_err() {
            return;
        }
    }
}

/// Reads and cuts one input after another.
struct Feeder<T> {
    inputs: Enumerate<IntoIter<Input>>,
    current: Option<Current>,
    empty: Receiver<Block>,
    told: Sender<Message<T>>,
    prefilter: Option<Arc<Prefilter>>,
    /// Empty buffers.
    spare: Vec<Block>,
    /// The bytes of the blocks that are worked on, or whose results are on their way.
    in_use: usize,
    /// Blocks and faults so far.
    blocks: u64,
}

/// The input that is being read.
struct Current {
    input: usize,
    /// Bytes so far.
    read: u64,
    name: Arc<str>,
    cutter: Cutter,
    manner: Arc<Manner>,
}

impl<T> Iterator for Feeder<T> {
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
                let more = current.cutter.next(&mut block);
                if matches!(more, Ok(true)) {
                    self.in_use += block.size;
                    let (input, offset, manner) = (current.input, current.read, Arc::clone(&current.manner));
                    self.blocks += 1;
                    current.read += block.bytes.len() as u64;
                    return Some(Job { number: self.blocks - 1, input, offset, manner, block });
                }
                self.spare.push(block);
                more.map(|_| None).map_err(|error| input::unread(&current.name, &error))
            } else if let Some((number, input)) = self.inputs.next() {
                Current::open(number, input, self.prefilter.clone()).map(Some)
            } else {
                drop(self.told.send(Message::End { blocks: self.blocks }));
                return None;
            };
            self.current = step.unwrap_or_else(|fault| self.failed(fault));
        }
    }
}

impl<T> Feeder<T> {
    /// An input that ends with a fault is followed by the next.
    fn failed(&mut self, fault: Fault) -> Option<Current> {
        drop(self.told.send(Message::Fault { number: self.blocks, fault }));
        self.blocks += 1;
        None
    }
}

impl Current {
    fn open(input: usize, from: Input, prefilter: Option<Arc<Prefilter>>) -> Result<Self> {
        let name = from.name();
        let cutter = Cutter::new(from.open()?);
        let header = match (cutter.form, &cutter.header) {
            (Form::Rows(separator), Some(line)) => Some(Header::new(line, separator)),
            _ => None,
        };
        let manner = Arc::new(Manner { form: cutter.form, header, prefilter, guess: cutter.guess });
        Ok(Self { input, read: 0, name, cutter, manner })
    }
}
