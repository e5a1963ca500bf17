//! Whether to ask for all kinds at once. It saves requests, unless the log is full of other kinds.

use std::time::Duration;

use tokio::time::Instant;

use super::poll::PollResult;

/// Kinds are asked for one by one so long, where that was cheaper.
const APART: Duration = Duration::from_secs(600);

/// The present way, and whether it may change.
pub(super) struct KindBatching {
    /// How the last good poll asked; `None` before there was one.
    last: Option<bool>,
    wanted: bool,
    /// The other way does not work here.
    settled: bool,
    apart_until: Option<Instant>,
}

impl KindBatching {
    pub(super) fn new(kinds: usize) -> Self {
        Self { last: None, wanted: kinds > 1, settled: kinds < 2, apart_until: None }
    }

    /// Whether to ask for all at once.
    pub(super) fn wanted(&self) -> bool {
        self.wanted
    }

    /// Whether `harvest` was asked for in another way than the one before, so that it must be checked.
    pub(super) fn is_new(&self, harvest: &PollResult) -> bool {
        self.last.is_some_and(|last| last != harvest.together)
    }

    /// The way that was tried fails: stays with the other for good.
    pub(super) fn give_up(&mut self, tried: bool) {
        (self.wanted, self.settled) = (!tried, true);
    }

    /// Chooses the way of the next poll by what this one cost. `page` records fit on a page.
    pub(super) fn judge(&mut self, harvest: &PollResult, page: u64) {
        self.last = Some(harvest.together);
        if self.settled {
            return;
        }
        let one_by_one: u64 = harvest.rows.iter().map(|rows| rows.div_ceil(page).max(1)).sum();
        let now = Instant::now();
        if harvest.together && harvest.pages > one_by_one {
            self.apart_until = Some(now + APART);
        }
        self.wanted = self.apart_until.is_none_or(|moment| now >= moment);
    }
}
