//! Counts of failures, from which conditions leave out those that do not count.

/// Failures of a set of records, before `--unresolved` and `--new-only` are applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FailureCounts {
    pub(super) all: u64,
    pub(super) healed: u64,
    pub(super) known: u64,
    /// The number of failures that are both resolved and known.
    pub(super) both: u64,
}

impl FailureCounts {
    pub(super) fn add(&mut self, healed: bool, known: bool) {
        self.all += 1;
        self.healed += u64::from(healed);
        self.known += u64::from(known);
        self.both += u64::from(healed && known);
    }

    pub(super) const fn merge(&mut self, other: Self) {
        self.all += other.all;
        self.healed += other.healed;
        self.known += other.known;
        self.both += other.both;
    }
}
