//! The one way out: every byte of the program passes a writer of this module. A writer takes [`connlog_core::sanitize::Escaped`] text
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

pub mod column_fit;
pub mod columns;
pub mod formats;
pub mod markdown;
pub mod options;
pub mod panics;
pub mod record_printer;
pub mod reports;
pub mod stats_table;
pub mod status_bar;
pub mod streams;
pub mod sync_timeline;
pub mod terminal;
pub mod text_table;
pub mod verdict_text;
pub mod wrap;
pub mod writer;

pub use self::panics::report_panics;
pub use self::status_bar::StatusBar;
pub use self::streams::{Streams, child_stdout, has_reader, stdout_file};
pub use self::writer::{Output, WriteError, unwritable, unwritten};
