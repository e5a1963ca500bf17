//! Following a log: new entries of one or several kinds as they come, none lost, none twice, for as long as it takes.
//!
//! The server's clock is the reference. A poll that was answered at its time `P` shows everything up to `P - settle`: that
//! is what the *settle* time means. So the next poll reads from there, the *floor*, and whatever kept it from coming sooner
//! (an outage, a rate limit, a night's sleep, a clock that was set) only makes its window longer. Times are never compared
//! with `>`: what was handed out is remembered by identity, back to the *line*, which is a *band* below the floor. What is
//! met above the line and not remembered is new, whatever its time. So an entry that came later than `settle` is found as
//! long as the band reaches it, and is told of; one below the line cannot be told from what was handed out, and is not
//! guessed at. The band is read with every poll where that costs no more requests, else now and then.
//!
//! A poll counts when all its pages and kinds were read, and not before; until then nothing of it is handed out.

pub mod api_follower;
pub mod checkpoint;
pub mod events;
pub mod kind_batching;
pub mod poll;
pub mod poller;
pub mod schedule;

use std::time::Duration;

pub use self::checkpoint::PollCheckpoint;
pub use self::events::{Gap, PollEvent, PollStatus, PolledEntry};
pub use self::poller::Poller;
use super::version_detection::{OpenedApi, VersionCandidates};
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::query::Query;

/// How closely to follow.
#[derive(Debug, Clone, Copy)]
pub struct PollPace {
    /// How much later than its own time an entry may appear and be certain to be found.
    pub settle: Duration,
    /// How much further back later ones are looked for.
    pub band: Duration,
    /// From one poll to the next, where the log is calm.
    pub interval: Duration,
    /// Records that are read into memory at once when there is much to catch up with, where the source takes an end of the
    /// window.
    pub hold: u64,
}

impl Default for PollPace {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(30),
            band: Duration::from_secs(600),
            interval: Duration::from_secs(5),
            hold: 5_000,
        }
    }
}

/// Where to begin. The last entries are held in memory.
pub type PollStart = connlog_core::query::FollowStart<PollCheckpoint>;

/// Ways to ask. Which of a vendor's dialects a server speaks is found out by its answers, and fixed from then on.
pub trait PolledEndpoints {
    /// The ways to ask `query`, the likeliest first.
    fn candidates(&self, query: &Query) -> VersionCandidates;

    /// The first answer that tells the dialect for certain has come.
    fn opened(&self, _opened: &OpenedApi) {}

    /// The way to ask `query` in `dialect`, a [`ListEndpoint::name`].
    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn ListEndpoint>>;

    /// The one way to ask all of `queries` at once, where the dialect has one. Their windows are the same.
    fn joint(&self, _dialect: &str, _queries: &[Query]) -> Option<Box<dyn ListEndpoint>> {
        None
    }
}
