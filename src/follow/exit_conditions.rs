//! When following ends, and why it ended.

use tokio::time::{Instant, sleep_until};

use crate::output::writer::WriteError;
use crate::signals::Listener;
use connlog_core::error::{Error, Exit};

/// The conditions that end following.
pub(crate) struct ExitConditions {
    /// The time of `--for`.
    pub(crate) at: Option<Instant>,
    /// The number of entries of `--count`.
    pub(crate) count: Option<u64>,
    /// Whether stdout is a pipe, whose reader may end.
    pub(crate) reader: bool,
    pub(crate) signals: Listener,
}

/// Why following ended.
pub(crate) enum FollowExit {
    Signal(Exit),
    /// `--for` or `--count` was reached, or the source has ended.
    Enough,
    Stop(WriteError),
}

impl From<WriteError> for FollowExit {
    fn from(stop: WriteError) -> Self {
        Self::Stop(stop)
    }
}

impl From<Error> for FollowExit {
    fn from(fault: Error) -> Self {
        Self::Stop(WriteError::Failed(fault))
    }
}

/// Waits until `moment`; forever without one.
pub(super) async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
