//! How much of a text was looked at. What people write takes a few looks at each byte. A text that takes many more was made to,
//! and is hidden as a whole: so hiding takes time in proportion to the text.

use std::cell::Cell;

/// Looks at each byte of a record.
const LOOKS: usize = 256;
/// Bytes that even a short record may take.
const FREE: usize = 1 << 16;

/// The bytes that may still be looked at.
#[derive(Debug)]
pub(super) struct WorkLimit {
    left: Cell<usize>,
    limit: usize,
}

impl WorkLimit {
    /// For a record or a text of `length` bytes.
    pub(super) const fn new(length: usize) -> Self {
        let limit = length.saturating_mul(LOOKS).saturating_add(FREE);
        Self { left: Cell::new(limit), limit }
    }

    /// Counts bytes that are looked at.
    pub(super) fn spend(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes));
    }

    /// Whether nothing more may be looked at.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// The bytes that were looked at.
    pub(super) fn spent(&self) -> usize {
        self.limit - self.left.get()
    }
}
