//! Decodes bytes into records: files, stdin and exports of log services. The content decides the format.
//!
//! A [`BlockReader`](block_reader::BlockReader) splits an input into blocks, a
//! [`BlockDecoder`](block_decoder::BlockDecoder) decodes one; [`decode`] does both. See `docs/development/decoding.md`.

mod base64_text;
pub mod batch;
pub mod block_decoder;
pub mod block_reader;
mod byte_bits;
pub mod chunker;
pub(crate) mod csv_cells;
pub mod csv_header;
pub mod csv_splitter;
mod decoded_entries;
pub mod detect_format;
pub mod empty_answers;
mod envelope_keys;
pub mod envelopes;
pub mod foreign_formats;
pub mod json_splitter;
pub mod json_tables;
pub mod limits;
mod line_prefix;
pub mod long_value;
mod otlp_values;
pub mod prefilter;
pub mod report;
mod salvage;
pub(crate) mod wrapped_entry;

pub use self::batch::EntryBatch;
pub use self::block_reader::decode;

pub use self::prefilter::Prefilter;

pub use self::report::DecodeReport;

#[cfg(test)]
mod base64_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod long_value_tests;
#[cfg(test)]
mod tests;
