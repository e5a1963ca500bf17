//! Following: entries as they arrive, written once each, with a cursor that a later run resumes from.

pub mod cursor;
pub mod entry_writer;
pub mod event_loop;
pub mod exec;
pub mod exec_queue;
pub mod output_file;
pub mod source;
pub mod status_line;
pub mod stdout_watch;
