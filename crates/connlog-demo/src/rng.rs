//! Numbers that look random and are not: each is a pure function of the seed, of what it decides, and of an index.
//!
//! Our own few lines rather than a crate's generator, so that a seed shows the same data with every release.

/// What a number decides. Two decisions about one entry must not share their numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Topic {
    ConnectionTime = 1,
    PostTime,
    Plot,
    Actor,
    Outage,
    Trouble,
    ConnectionDetail,
    Post,
    PostDetail,
    PostEntry,
    FaultShare,
    Account,
    ConnectionLate,
    PostLate,
    AccountCondition,
    RequestTime,
    DeliveryTime,
    MessageTime,
    WorkflowTime,
    Request,
    Delivery,
    Message,
    Workflow,
    EndpointOutage,
    RequestLate,
    DeliveryLate,
    MessageLate,
    WorkflowLate,
    FivetranConnection,
    FivetranGroup,
    FivetranSync,
}

/// The seed all numbers come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeededRng(pub(super) u64);

impl SeededRng {
    /// The number for `index` of `topic`.
    pub(super) const fn roll(self, topic: Topic, index: u64) -> u64 {
        let start = scatter(self.0 ^ ((topic as u64) << 56));
        scatter(start.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }
}

/// Every bit of `word` changes about half of the bits of the result.
pub(super) const fn scatter(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Small choices drawn one after another from one number.
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(number: u64) -> Self {
        Self(number)
    }

    /// A number below `bound`, which is not zero.
    pub(super) const fn below(&mut self, bound: u64) -> u64 {
        self.0 = scatter(self.0.wrapping_add(0xA076_1D64_78BD_642F));
        self.0 % bound
    }

    /// True once in `odds` times.
    pub(super) const fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    /// One of `options`, which are not empty.
    pub(super) fn pick<'a, T>(&mut self, options: &'a [T]) -> &'a T {
        &options[below_len(self.below(options.len() as u64))]
    }
}

/// An index that is known to be small.
pub(super) const fn below_len(number: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "callers hand in numbers below the length of a slice")]
    {
        number as usize
    }
}
