//! The HTTP API as a source: client, paging, following.

pub mod access;
pub mod case_reader;
pub mod client;
pub mod follow;
pub mod list_reader;
pub mod merge_kinds;
pub mod names;
pub mod optional_lists;
pub mod paging;
pub mod preview;
pub mod session;
pub mod state_reader;
pub mod version_detection;

pub(crate) use self::session::ApiSession;
use super::SourceType;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{Capabilities, DynSink, EntrySource, Preview, ReadOutcome};
use connlog_core::error::Result;
use connlog_core::providers::endpoint::{IdKind, IdNames};
use connlog_core::query::Query;
use connlog_core::record::Kind;

/// The API, which is read when `--from` is not given.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: Capabilities {
        kinds: Kind::of_the_api(),
        is_api: true,
        is_remote: true,
        has_connection_names: false,
        has_states: true,
        has_whole_syncs: false,
    },
    accepts: |from| Ok(from.from.is_empty()),
    open: |shared, app| Ok(Box::new(ApiSession::with_key(shared, app)?)),
    open_target: |shared, _, app| follow::api_follower::open(shared, app),
    read_case: Some(case_reader::read),
    examine: None,
};

impl EntrySource for ApiSession {
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
        if let [query] = queries
            && query.kind.is_state()
        {
            return state_reader::read(query, self, sink, progress, app);
        }
        list_reader::read(queries, self, sink, progress, app)
    }

    fn names(&self, ids: &[IdKind], app: &AppContext) -> IdNames {
        names::read(self, ids, app)
    }

    fn preview(&self, queries: &[Query], preview: Preview, app: &AppContext) -> Result<String> {
        preview::text(queries, preview, self, app)
    }
}
