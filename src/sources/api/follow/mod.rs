//! Follows a list: polls for new entries of one or several kinds, without loss or duplicates.
//!
//! A poll reads from `complete_until`, up to which all entries were found, or from the dedup horizon, which is earlier by
//! the lookback. An entry newer than the dedup horizon is new if it was not emitted before. A poll counts only if all
//! its pages and kinds were read. docs/development/following.md explains the algorithm.

pub mod api_follower;
pub mod checkpoint;
pub mod events;
mod first_poll;
pub mod kind_batching;
pub mod poll;
mod poll_result;
pub mod poller;
pub mod schedule;
mod server_clock;
pub mod state_follower;

use std::time::Duration;

pub use self::checkpoint::PollCheckpoint;
pub use self::events::{Gap, PollEvent, PollStatus, PolledEntry};
pub use self::poller::Poller;
use super::version_detection::{OpenedApi, VersionCandidates};
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::query::Query;

/// How often to poll, and how far back.
#[derive(Debug, Clone, Copy)]
pub struct PollPace {
    /// The maximum delay of an entry after its own time with which it is certain to be found.
    pub settle: Duration,
    /// How much further back polls look for later entries.
    pub lookback: Duration,
    /// The time between two polls without new entries.
    pub interval: Duration,
    /// The maximum number of records in memory while catching up, if the endpoint supports an end of the window.
    pub max_records: u64,
}

impl Default for PollPace {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(30),
            lookback: Duration::from_secs(600),
            interval: Duration::from_secs(5),
            max_records: 5_000,
        }
    }
}

/// Where to start. The last entries are held in memory.
pub type PollStart = connlog_core::query::FollowStart<PollCheckpoint>;

/// The endpoints to poll. The answers of the server show its API version, which is then fixed.
pub trait PolledEndpoints {
    /// Returns the endpoints for `query`, the most likely API version first.
    fn candidates(&self, query: &Query) -> VersionCandidates;

    /// Called after the first answer that proves the API version.
    fn opened(&self, _opened: &OpenedApi) {}

    /// Returns the endpoint for `query` in the API version `dialect`, a [`ListEndpoint::name`].
    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn ListEndpoint>>;

    /// Returns the endpoint for all `queries` at once, if the API version has one. The queries have the same window.
    fn combined_endpoint(&self, _dialect: &str, _queries: &[Query]) -> Option<Box<dyn ListEndpoint>> {
        None
    }
}
