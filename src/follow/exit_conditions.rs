//! The conditions that end following, and the reason why it ended.

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
    /// Whether following ends when everything present was read, and at the first trouble.
    pub(crate) caught_up: bool,
    /// Whether stdout is a pipe, so that following ends with its reader.
    pub(crate) reader: bool,
    pub(crate) signals: Listener,
}

/// Why following ended.
pub(crate) enum FollowExit {
    /// A signal arrived.
    Signal(Exit),
    /// `--for` or `--count` was reached, or the source has ended.
    Enough,
    /// An error, or a closed output.
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

/// Waits until `time`, or forever without a time.
pub(super) async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
