//! A block: the bytes of several entries of one source and one layout in a compressed value.
//!
//! The value is a frame of zstd with a checksum. It holds the number of entries, the length of each entry, and the bytes
//! of the entries one after another. Numbers have four bytes, the lowest first.

use std::ops::Range;
use std::sync::Arc;

use connlog_core::record::RecordBlock;

/// The size of a block in bytes before compression after which a new block begins.
pub(super) const FULL: usize = 256 << 10;
/// The level of compression.
const LEVEL: i32 = 3;
/// The largest block that is read. A single entry may be larger than [`FULL`].
const LARGEST: usize = 1 << 30;

/// A block that is being filled.
#[derive(Debug, Clone, Default)]
pub(super) struct BlockBuilder {
    lengths: Vec<u32>,
    text: String,
}

impl BlockBuilder {
    /// Appends an entry, and returns its place in the block.
    pub(super) fn push(&mut self, raw: &str) -> usize {
        // Decoders of input reject longer entries.
        self.lengths.push(u32::try_from(raw.len()).unwrap_or(u32::MAX));
        self.text.push_str(raw);
        self.lengths.len() - 1
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= FULL
    }

    pub(super) fn count(&self) -> usize {
        self.lengths.len()
    }

    /// Returns the number of bytes before compression.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    /// Returns the block before compression.
    pub(super) fn encode(&self) -> Vec<u8> {
        let count = u32::try_from(self.lengths.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(self.text.len() + 4 * self.lengths.len() + 4);
        bytes.extend(count.to_le_bytes());
        self.lengths.iter().for_each(|length| bytes.extend(length.to_le_bytes()));
        bytes.extend(self.text.as_bytes());
        bytes
    }
}

/// Returns the compressor of blocks. A compressor takes more time to make than a small block takes to compress.
pub(super) fn compressor() -> std::io::Result<zstd::bulk::Compressor<'static>> {
    let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
    compressor.include_checksum(true)?;
    Ok(compressor)
}

/// A block that was read.
#[derive(Debug, Clone)]
pub(super) struct StoredBlock {
    pub(super) page: Arc<RecordBlock>,
    spans: Vec<Range<usize>>,
}

impl StoredBlock {
    /// Reads a compressed block. Returns `None` if it is damaged.
    pub(super) fn decode(data: &[u8]) -> Option<Self> {
        let size = zstd::zstd_safe::get_frame_content_size(data).ok().flatten()?;
        let size = usize::try_from(size).ok().filter(|size| *size <= LARGEST)?;
        let bytes = zstd::bulk::decompress(data, size).ok()?;
        let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
        let count = usize::try_from(number(0)?).ok()?;
        let head = count.checked_mul(4)?.checked_add(4)?;
        let mut spans = Vec::with_capacity(count.min(bytes.len()));
        let mut end = 0_usize;
        for place in 0..count {
            let start = end;
            end = end.checked_add(usize::try_from(number(4 + 4 * place)?).ok()?)?;
            spans.push(start..end);
        }
        let text = String::from_utf8(bytes.get(head..)?.to_vec()).ok()?;
        let fits = end == text.len() && spans.iter().all(|span| text.get(span.clone()).is_some());
        fits.then(|| Self { page: Arc::new(text.into()), spans })
    }

    /// Returns the range of an entry in the text.
    pub(super) fn span(&self, place: usize) -> Option<Range<usize>> {
        self.spans.get(place).cloned()
    }

    /// Returns a block that is filled further.
    pub(super) fn to_builder(&self) -> BlockBuilder {
        let mut builder = BlockBuilder::default();
        for span in &self.spans {
            builder.push(self.page.text().get(span.clone()).unwrap_or_default());
        }
        builder
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compressed(builder: &BlockBuilder) -> Vec<u8> {
        compressor().unwrap().compress(&builder.encode()).unwrap()
    }

    proptest! {
        #[test]
        fn entries_are_read_as_they_were_written(entries in prop::collection::vec("[a-zé{}\n\"]{0,40}", 0..50)) {
            let mut builder = BlockBuilder::default();
            for (place, entry) in entries.iter().enumerate() {
                prop_assert_eq!(builder.push(entry), place);
            }
            let data = compressed(&builder);
            let block = StoredBlock::decode(&data).unwrap();
            let text = |place| &block.page.text()[block.span(place).unwrap()];
            prop_assert!(entries.iter().enumerate().all(|(place, entry)| text(place) == entry));
            prop_assert_eq!(block.span(entries.len()), None);
            prop_assert_eq!(compressed(&block.to_builder()), data);
        }

        #[test]
        fn a_damaged_block_is_refused(at in 0_usize..60, byte in any::<u8>()) {
            let mut builder = BlockBuilder::default();
            builder.push("{\"id\":\"1\"}");
            builder.push("{\"id\":\"2\"}");
            let mut data = compressed(&builder);
            let at = at % data.len();
            let is_same = std::mem::replace(&mut data[at], byte) == byte;
            // A flag of the frame may change without an effect on the content.
            let unchanged = |block: StoredBlock| block.to_builder().text == builder.text;
            prop_assert!(is_same || StoredBlock::decode(&data).is_none_or(unchanged));
        }
    }
}
