//! Decides whether one request asks for all kinds, which saves requests unless the log is full of other kinds.

use std::time::Duration;

use tokio::time::Instant;

use super::poll_result::PollResult;

/// How long each kind gets its own request after that was cheaper.
const APART: Duration = Duration::from_secs(600);

/// Chooses between one request for all kinds and one request a kind.
pub(super) struct KindBatching {
    /// Whether the last complete poll used one request for all kinds; `None` before the first poll.
    last: Option<bool>,
    /// Whether the next poll uses one request for all kinds.
    together: bool,
    /// The choice is final, because the other one failed or there is only one kind.
    settled: bool,
    apart_until: Option<Instant>,
}

impl KindBatching {
    pub(super) fn new(kinds: usize) -> Self {
        Self { last: None, together: kinds > 1, settled: kinds < 2, apart_until: None }
    }

    /// Returns whether the next poll uses one request for all kinds.
    pub(super) fn is_together(&self) -> bool {
        self.together
    }

    /// Returns whether `result` came by another choice than the result before, so that the caller must compare them.
    pub(super) fn is_new(&self, result: &PollResult) -> bool {
        self.last.is_some_and(|last| last != result.together)
    }

    /// Excludes the choice that failed.
    pub(super) fn give_up(&mut self, tried: bool) {
        (self.together, self.settled) = (!tried, true);
    }

    /// Chooses the cheaper way for the next poll. `page` is the number of records a page.
    pub(super) fn judge(&mut self, result: &PollResult, page: u64) {
        self.last = Some(result.together);
        if self.settled {
            return;
        }
        let one_by_one: u64 = result.rows.iter().map(|rows| rows.div_ceil(page).max(1)).sum();
        let now = Instant::now();
        if result.together && result.pages > one_by_one {
            self.apart_until = Some(now + APART);
        }
        self.together = self.apart_until.is_none_or(|moment| now >= moment);
    }
}
