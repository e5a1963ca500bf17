//! Output. All output of the program goes through the writers of this module.
//!
//! A writer accepts only [`connlog_core::sanitize::Escaped`] text, and replaces the keys and passwords of the run by `[hidden]`.

pub mod column_fit;
pub mod columns;
pub mod formats;
pub(crate) mod json_colours;
pub mod markdown;
pub mod options;
pub mod panics;
pub mod record_printer;
pub mod reports;
pub mod stats_table;
pub mod status_bar;
pub mod story_text;
pub mod streams;
pub mod style;
pub mod sync_timeline;
pub mod terminal;
pub mod text_table;
pub mod verdict_text;
pub mod wrap;
pub mod writer;

pub use self::panics::report_panics;
pub use self::status_bar::StatusBar;
#[cfg(unix)]
pub use self::streams::has_reader;
pub use self::streams::{Streams, child_stdout, stdout_file};
pub use self::writer::{Output, WriteError, open_failed, write_failed};
