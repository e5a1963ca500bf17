//! Compresses blocks on another thread, while the writer inserts entries.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::block;

/// Compresses blocks. `R` is what the caller knows of a block.
pub(super) struct BlockCompressor<R> {
    thread: Option<CompressorThread>,
    /// The blocks whose results were not received yet, in their order.
    waiting: VecDeque<R>,
}

struct CompressorThread {
    jobs: Sender<Vec<u8>>,
    results: Receiver<io::Result<Vec<u8>>>,
}

impl<R> Default for BlockCompressor<R> {
    fn default() -> Self {
        Self { thread: None, waiting: VecDeque::new() }
    }
}

impl<R> BlockCompressor<R> {
    /// Begins to compress the bytes of a block. The first call starts the thread.
    pub(super) fn push(&mut self, block: R, bytes: Vec<u8>) -> io::Result<()> {
        let thread = match &self.thread {
            Some(thread) => thread,
            None => self.thread.insert(CompressorThread::start()?),
        };
        thread.jobs.send(bytes).map_err(|_| ended())?;
        self.waiting.push_back(block);
        Ok(())
    }

    /// Waits for the oldest block without a result. Returns it with its compressed bytes; `None` after the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<(R, Vec<u8>)>> {
        let Some((block, thread)) = self.waiting.pop_front().zip(self.thread.as_ref()) else { return Ok(None) };
        let data = thread.results.recv().map_err(|_| ended())??;
        Ok(Some((block, data)))
    }
}

impl CompressorThread {
    fn start() -> io::Result<Self> {
        let (jobs, blocks) = channel::<Vec<u8>>();
        let (sender, results) = channel();
        let mut compressor = block::compressor()?;
        thread::Builder::new().name("compressor".to_owned()).spawn(move || {
            // The thread ends with the writer.
            for bytes in blocks {
                if sender.send(compressor.compress(&bytes)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { jobs, results })
    }
}

fn ended() -> io::Error {
    io::Error::other("the thread that compresses has ended")
}
