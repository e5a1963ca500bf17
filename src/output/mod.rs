//! The one way out: every byte of the program passes a writer of this module. A writer takes [`crate::sanitize::Escaped`] text
//! only, and takes the run's own keys and passwords out of it.
//!
//! ```text
//!  records, verdicts, errors, notes
//!    |
//!  sanitize::Escaped     escaped for text or for JSON, whole lines
//!    |
//!  SecretRegistry        own keys and passwords become [hidden]
//!    |
//!  Streams, Writer       stdout, stderr, a file, a child's stdin
//! ```

mod panics;
mod status_bar;
mod streams;
mod writer;

pub use self::panics::report_panics;
pub use self::status_bar::StatusBar;
pub use self::streams::{Streams, child_stdout, has_reader, stdout_file};
pub use self::writer::{Output, Stop, unwritable, unwritten};
