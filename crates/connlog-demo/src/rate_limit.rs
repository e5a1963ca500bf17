//! The API's rate limit: so many requests in any sixty seconds, or in any hour.

use std::collections::VecDeque;

/// The requests of the last minute or hour.
#[derive(Debug)]
pub(super) struct SlidingWindow {
    most: u32,
    /// Its length in milliseconds.
    length: u64,
    times: VecDeque<u64>,
}

/// Where a client stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    pub limit: u32,
    pub remaining: u32,
    /// Unix seconds at which the next slot frees up.
    pub reset: u64,
    /// Seconds to wait, if this request was one too many.
    pub wait: Option<u64>,
}

impl SlidingWindow {
    pub(super) fn new(most: u32, length: u64) -> Self {
        Self { most, length, times: VecDeque::new() }
    }

    /// Takes a slot at `now` (milliseconds), or says how long there is none. A refused request takes no slot.
    pub(super) fn acquire(&mut self, now: u64) -> Quota {
        while self.times.front().is_some_and(|time| time + self.length <= now) {
            self.times.pop_front();
        }
        let used = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        let full = used >= self.most;
        if !full {
            self.times.push_back(now);
        }
        let frees = self.times.front().map_or(now, |time| *time) + self.length;
        Quota {
            limit: self.most,
            remaining: self.most.saturating_sub(used + u32::from(!full)),
            reset: frees.div_ceil(1000),
            wait: full.then(|| frees.saturating_sub(now).div_ceil(1000).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_slides() {
        let mut limit = SlidingWindow::new(2, 60_000);
        let first = limit.acquire(1_000_000);
        assert_eq!(first, Quota { limit: 2, remaining: 1, reset: 1060, wait: None });
        assert_eq!(limit.acquire(1_030_000).remaining, 0);
        assert_eq!(limit.acquire(1_040_000).wait, Some(20));
        assert_eq!(limit.acquire(1_059_999).wait, Some(1), "a refused request takes no slot");
        assert_eq!(limit.acquire(1_060_000).wait, None);
        assert_eq!(limit.acquire(1_060_001).wait, Some(30));
    }
}
