//! From bytes to records: files, stdin and whatever log services export. The content decides the format, never the name.
//!
//! A [`BlockReader`](block_reader::BlockReader) cuts an input into blocks, a [`BlockDecoder`](block_decoder::BlockDecoder) makes
//! records of one. [`decode`] does both on one thread. `docs/development/reading.md` says what makes it fast, and at what price.

pub mod batch;
pub mod block_decoder;
pub mod block_reader;
pub mod chunker;
pub mod csv_splitter;
pub mod detect_format;
pub mod empty_answers;
pub mod envelopes;
pub mod foreign_formats;
pub mod json_splitter;
pub mod json_tables;
pub mod prefilter;
pub mod report;

pub use self::batch::EntryBatch;
pub use self::block_reader::decode;

pub use self::prefilter::Prefilter;

pub use self::report::DecodeReport;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod tests;
