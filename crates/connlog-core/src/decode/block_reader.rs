//! Reads the blocks of one input, and provides the decoder for them.

use std::io::{self, Read};
use std::sync::Arc;

use super::batch::EntryBatch;
use super::block_decoder::BlockDecoder;
use super::chunker::{Chunker, InputBlock, OpenedInput};
use super::csv_header::CsvHeader;
use super::detect_format::InputFormat;
use super::prefilter::Prefilter;
use super::report::DecodeReport;

/// Reads the blocks of one input in order.
pub struct BlockReader {
    cutter: Chunker,
    manner: Arc<BlockDecoder>,
    /// The bytes read so far.
    read: u64,
}

impl BlockReader {
    /// Reads the start of `input` and detects its format.
    pub fn new(input: OpenedInput, prefilter: Option<Arc<Prefilter>>) -> Self {
        let cutter = Chunker::new(input);
        let header = match (cutter.form, &cutter.header) {
            (InputFormat::Rows(separator), Some(line)) => Some(CsvHeader::new(line, separator)),
            _ => None,
        };
        let manner = Arc::new(BlockDecoder { form: cutter.form, header, prefilter, guess: cutter.guess });
        Self { cutter, manner, read: 0 }
    }

    /// Returns the decoder for the blocks of this input.
    pub fn manner(&self) -> &Arc<BlockDecoder> {
        &self.manner
    }

    /// Reads the next block into `block`. Returns its byte offset in the input, or `None` at the end. Fails if the
    /// input cannot be read.
    pub fn next(&mut self, block: &mut InputBlock) -> io::Result<Option<u64>> {
        if !self.cutter.next(block)? {
            return Ok(None);
        }
        let offset = self.read;
        self.read += block.bytes.len() as u64;
        Ok(Some(offset))
    }
}

/// Decodes a whole input on the calling thread, and calls `each` with the records of every block.
///
/// `name` names the input in the report. `prefilter` skips entries that cannot match. Fails if the input cannot be
/// read; content that is not an entry is only counted.
pub fn decode(
    name: &str,
    input: impl Read + Send + 'static,
    prefilter: Option<Prefilter>,
    mut each: impl FnMut(EntryBatch),
) -> io::Result<DecodeReport> {
    let input = OpenedInput { reader: Box::new(input), at_rest: true };
    let mut reader = BlockReader::new(input, prefilter.map(Arc::new));
    let (mut block, mut report, mut lines) = (InputBlock::default(), DecodeReport::default(), 0);
    while let Some(offset) = reader.next(&mut block)? {
        let (batch, tally) = reader.manner().read(&mut block);
        each(batch.with_position(0, offset));
        let read = tally.lines;
        report.add(tally, &Arc::from(name), reader.manner().guess, lines);
        lines += read;
    }
    Ok(report)
}
