//! Following: writes each new entry once, and keeps a cursor from which a later run resumes.
//!
//! `docs/development/cursor.md` explains the cursor.

pub mod cursor;
pub mod entry_output;
pub mod entry_position;
pub mod entry_writer;
pub mod event_loop;
pub mod exec;
pub mod exec_queue;
pub mod exit_conditions;
pub mod output_file;
pub mod source;
pub mod status_line;
pub mod stdout_watch;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use self::cursor::key::SourceIdentity;
use self::event_loop::EventLoop;
use crate::app::AppContext;
use connlog_core::error::{Exit, Result};
use connlog_core::providers::endpoint::{IdKind, IdNames};
use connlog_core::query::Query;

/// The options of following that a source needs.
pub(crate) struct FollowPlan<'a> {
    /// One query for each kind, without a window.
    pub(crate) queries: Vec<Query>,
    /// The number of existing entries that are shown first.
    pub(crate) last: Option<u64>,
    /// The time of the first entry that is shown.
    pub(crate) since: Option<DateTime<Utc>>,
    /// The pause between two polls.
    pub(crate) interval: Option<Duration>,
    /// How much later than its own time an entry may appear.
    pub(crate) settle: Option<Duration>,
    /// How much further back polls look for late entries.
    pub(crate) lookback: Option<Duration>,
    /// Whether kinds that the version of an API lacks are left out. Otherwise they are an error.
    pub(crate) skips_missing_kinds: bool,
    /// Whether a cursor remembers the position for a later run.
    pub(crate) resumes: bool,
    /// The file of `--out`.
    pub(crate) out: Option<&'a Path>,
}

/// A source that can be followed, before it is opened.
pub(crate) trait FollowTarget {
    /// Returns the settings of the source that identify a cursor, without passwords.
    fn identity(&self) -> SourceIdentity;

    /// Returns the name of the account or context, if the source has several.
    fn account(&self) -> Option<&str> {
        None
    }

    /// Returns the key or password in use, which commands of `--exec` do not inherit.
    fn secret(&self) -> Option<&str>;

    /// Returns names for ids of these kinds, which the formats for people show; empty if the source has none.
    fn names(&self, _ids: &[IdKind], _process: &AppContext) -> IdNames {
        IdNames::new()
    }

    /// Writes new entries until an exit condition is met.
    fn follow(self: Box<Self>, tail: EventLoop<'_>, plan: FollowPlan<'_>) -> Result<Exit>;
}
