//! Limits the work per text, so that redaction takes time in proportion to the length. Ordinary text needs a few
//! steps per byte; a text that needs many more is redacted as a whole.

use std::cell::Cell;

/// The maximum number of steps per byte of a record.
const LOOKS: usize = 256;
/// The number of steps that even a short record may take.
const FREE: usize = 1 << 16;

/// The remaining number of steps.
#[derive(Debug)]
pub(super) struct WorkLimit {
    left: Cell<usize>,
    limit: usize,
}

impl WorkLimit {
    /// Returns the limit for a record or text of `length` bytes.
    pub(super) const fn new(length: usize) -> Self {
        let limit = length.saturating_mul(LOOKS).saturating_add(FREE);
        Self { left: Cell::new(limit), limit }
    }

    /// Counts the steps for `bytes` bytes.
    pub(super) fn spend(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes));
    }

    /// Returns whether the limit is reached.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Returns the number of steps that were counted.
    pub(super) fn spent(&self) -> usize {
        self.limit - self.left.get()
    }
}
