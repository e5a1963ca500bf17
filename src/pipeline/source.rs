//! The interface of sources for commands.

use super::progress::Progress;
use super::{AggregateOutcome, DynSink, ReadOutcome};
use crate::app::AppContext;
use connlog_core::aggregate::GroupBy;
use connlog_core::error::{Error, Result};
use connlog_core::providers::endpoint::{IdKind, IdNames};
use connlog_core::query::Query;
use connlog_core::record::Kind;

/// The capabilities of a source, known before it is opened.
#[derive(Debug)]
pub(crate) struct Capabilities {
    /// The kinds of entries that the source can hold.
    pub(crate) kinds: &'static [Kind],
    /// Whether the source is an HTTP API: with a key, pages and a retention.
    pub(crate) is_api: bool,
    /// Whether a server sends the entries: reading shows its progress, and `--skip` continues a list that ended early.
    pub(crate) is_remote: bool,
    /// Whether each event comes with the name and the service of its connection.
    pub(crate) has_connection_names: bool,
    /// Whether the source has whole syncs, which need not be assembled from events.
    pub(crate) has_whole_syncs: bool,
    /// Whether the source has the present states of accounts, or log entries that show them.
    pub(crate) has_states: bool,
}

impl Capabilities {
    /// Returns a usage error if the source has no states.
    pub(crate) fn require_states(&self) -> Result<()> {
        if self.has_states {
            return Ok(());
        }
        Err(Error::usage("the source has no states of accounts")
            .cause("tables of a database hold log entries")
            .hint("`connlog check syncs --no-success-for 24h` finds connections without a recent success"))
    }
}

/// The texts of `--explain` and `--curl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preview {
    /// Who filters what, and how many requests it takes.
    Plan,
    /// The first request as a command of a shell.
    Curl,
}

impl Preview {
    /// Returns the error of `--explain` and `--curl` for files and tables.
    pub(crate) fn refusal() -> Error {
        Error::usage("there is no request to show")
            .cause("entries come from files or tables")
            .hint("omit --from; --explain shows the SQL of a database")
    }
}

/// A source of entries: an API, files or a database.
pub(crate) trait EntrySource {
    fn capabilities(&self) -> &'static Capabilities;

    /// Whether an entry that cannot be read is an error (`--strict`).
    fn is_strict(&self) -> bool {
        false
    }

    /// Reads the records that may match `queries`, which differ in their kind only, into `sink`.
    ///
    /// # Errors
    ///
    /// When nothing could be read. A failure after the first record is in [`ReadOutcome::early`].
    fn read(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        progress: &Progress,
        app: &AppContext,
    ) -> Result<ReadOutcome>;

    /// Counts the entries that match `queries` without reading them. Called before [`EntrySource::read`] by commands that
    /// need counts only.
    ///
    /// Returns `None` where the counts could differ from those of the records, for example because a filter or a field of
    /// `group_by` is no column.
    ///
    /// # Errors
    ///
    /// When the source cannot be opened or queried.
    fn count(&self, _queries: &[Query], _group_by: &GroupBy, _app: &AppContext) -> Result<Option<AggregateOutcome>> {
        Ok(None)
    }

    /// Returns names for ids of these kinds, which the formats for people show; empty if the source has none.
    fn names(&self, _ids: &[IdKind], _process: &AppContext) -> IdNames {
        IdNames::new()
    }

    /// Returns the text of `--explain` or `--curl`.
    ///
    /// # Errors
    ///
    /// A usage error when the source has no such text.
    fn preview(&self, queries: &[Query], preview: Preview, app: &AppContext) -> Result<String>;
}
