//! Fivetran's REST API as a source: the present state of connections, and their sync history.

pub mod account;
pub mod case_reader;
pub mod checkpoint;
pub mod cursor_pages;
pub mod follow;
pub mod preview;
pub mod session;
pub mod state_reader;
pub mod sync_reader;

pub(crate) use self::session::FivetranSession;

use super::SourceType;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{Capabilities, DynSink, EntrySource, Preview, ReadOutcome};
use connlog_core::error::{Error, Result};
use connlog_core::query::Query;
use connlog_core::record::Kind;

/// The kind of the entries that the API has.
const SYNC: Kind = Kind::named("sync");

/// Fivetran's API, which `--from fivetran:` or a context names.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: Capabilities {
        kinds: &[SYNC],
        is_api: true,
        is_remote: true,
        has_connection_names: true,
        has_states: true,
        has_whole_syncs: true,
    },
    accepts: |from| from.is_fivetran(),
    open: |shared, app| Ok(Box::new(FivetranSession::with_key(shared, app)?)),
    open_target: |shared, _, app| follow::open(shared, app),
    read_case: Some(case_reader::read),
    examine: None,
};

impl EntrySource for FivetranSession {
    fn capabilities(&self) -> &'static Capabilities {
        &SOURCE.capabilities
    }

    fn read(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        progress: &Progress,
        app: &AppContext,
    ) -> Result<ReadOutcome> {
        match queries {
            [query] if query.kind.is_state() => state_reader::read(query, self, sink, progress, app),
            [query] if query.kind == SYNC => sync_reader::read(query, self, sink, progress, app),
            _ => Err(Error::usage("Fivetran's API has connections and syncs only")
                .hint("read the log events from files or tables: --from FILE, --from postgres://...")),
        }
    }

    fn preview(&self, queries: &[Query], preview: Preview, app: &AppContext) -> Result<String> {
        preview::text(queries, preview, self, app)
    }
}
