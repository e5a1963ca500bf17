//! From bytes to records: files, stdin and whatever log services export, found out from the content, never the name.
//!
//! ```text
//!  input    opens, unpacks gzip and zstd, tells an unreadable encoding          one thread
//!    |
//!  sniff    lines, values or rows?
//!    |
//!  cut      whole lines, values or rows, a block of them at a time              same thread
//!    |
//!  block    prefilter, then unwrap: records and what could not be read          a thread a core
//!    |
//!  reading  the blocks in the order of the input                                whoever asks
//! ```
//!
//! Memory is bounded by the buffers that circulate between the three, whatever the size of the input.

mod block;
mod csv;
mod cut;
pub mod follow;
pub mod input;
mod prefilter;
mod reading;
mod report;
mod sniff;
pub mod sql;
mod unwrap;
mod values;

pub use input::Input;
pub use prefilter::Prefilter;
pub use reading::{Breaker, Piece, Reading, read};
pub use report::Report;

#[cfg(test)]
mod tests;
