//! From bytes to records: files, stdin and whatever log services export, found out from the content, never the name.
//!
//! ```text
//!  input    opens, unpacks gzip and zstd, tells an unreadable encoding          a thread a core, in turn
//!    |
//!  sniff    lines, values or rows?
//!    |
//!  cut      whole lines, values or rows, a block of them at a time
//!    |
//!  block    prefilter, then unwrap: records and what could not be read          the same thread, at once
//!    |
//!  reading  the blocks in the order of the input                                whoever asks
//! ```
//!
//! Memory is bounded by the buffers that circulate between the threads and the asker, whatever the size of the input.
//!
//! What makes it fast:
//!
//! - Nothing is parsed into values. Entries are slices of the block they came in, and members of them are found in place
//!   (`record::scan`), with the quotes and brackets of 64 bytes found at once (`record::marks`). The price: whatever looks at
//!   an entry must bear that it may be broken further in, and `record::View` has two ways to a field, one that finds it and
//!   one that lays all of them.
//! - Whoever finds an entry has gone through its members, and notes where they are (`record::page`): nobody goes through them
//!   again, to filter, to count or to look for secrets. The price: a page carries a list of places beside its text, and a
//!   record knows which of them are its own.
//! - A block's bytes become the page of its records without a copy, and its buffer again once no record is left.
//! - Names of keys are told apart as bytes, a group is looked up by values that are not copied, and what is known to be plain
//!   of an entry is not searched for secrets. The price: Fivetran's rules are asked twice, once to look and once to hide, and
//!   a test holds the two together.
//! - The form that nearly all times have is read by its places (`time::instant`). The price: a second reader of times, held
//!   to the first by a test.
//! - Lines that cannot match are told by their bytes alone, each text searched for once a block. The price: why no line is
//!   lost has to be argued (`prefilter`), and a property test over all filters holds the argument to it.
//! - All work on a block is done on the thread that reads it: filters, hiding of secrets, and where records need nothing of
//!   each other also their text or their counts (`commands::gather::Hand`). What is left for one thread at a time is to cut
//!   a block, and for one to write what comes back in order. The price: a sink has two ways in, and both must make the same
//!   of the records.

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
