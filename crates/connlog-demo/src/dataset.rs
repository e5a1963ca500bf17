//! What all entries are drawn from: the seed, the places in time, the cast, and the platforms' bad afternoons.

use super::accounts::Agency;
use super::history_cache::HistoryCache;
use super::platforms::PLATFORMS;
use super::rng::{SeededRng, Topic};
use super::time_index::{EntryKind, TimeIndex};

/// The demo's world. Everything about it is a pure function of its seed.
#[derive(Debug)]
pub(super) struct Dataset {
    pub dice: SeededRng,
    pub line: TimeIndex,
    pub cast: Agency,
    /// One entry in ten appears later than its own time, by up to so many milliseconds.
    pub late: u64,
    /// Entries of a kind while one stretch of weather lasts.
    weather: u64,
    /// Where the connection entries of an account are.
    pub history: HistoryCache,
}

/// Hours for which a platform stays well or unwell.
const STRETCH: u64 = 4;

impl Dataset {
    pub(super) fn new(seed: u64, entries: u64, days: u32) -> Self {
        let dice = SeededRng(seed);
        let line = TimeIndex::new(dice, entries, days);
        Self {
            dice,
            line,
            cast: Agency::assemble(),
            late: 0,
            weather: line.entries_in(STRETCH),
            history: HistoryCache::default(),
        }
    }

    pub(super) fn with_late(self, late: u64) -> Self {
        Self { late, ..self }
    }

    /// Whether entry `n` of `kind`, which happened before `now`, has appeared by then.
    pub(super) fn has_appeared(&self, kind: EntryKind, n: u64, now: u64) -> bool {
        let topic = match kind {
            EntryKind::Connection => Topic::ConnectionLate,
            EntryKind::Post => Topic::PostLate,
            EntryKind::Request => Topic::RequestLate,
            EntryKind::Delivery => Topic::DeliveryLate,
            EntryKind::Message => Topic::MessageLate,
            EntryKind::Workflow => Topic::WorkflowLate,
        };
        let roll = self.dice.roll(topic, n);
        self.late == 0 || !roll.is_multiple_of(10) || self.line.time(kind, n) + roll / 10 % self.late < now
    }

    /// Whether `platform` was down around entry `n` of either kind.
    pub(super) const fn outage(&self, platform: usize, n: u64) -> bool {
        let key = n / self.weather * PLATFORMS.len() as u64 + platform as u64;
        self.dice.roll(Topic::Outage, key) % 100 < 4
    }

    /// Whether the endpoint of a webhook was down around delivery `n`.
    pub(super) const fn endpoint_outage(&self, subscription: usize, n: u64) -> bool {
        self.dice.roll(Topic::EndpointOutage, ((n / self.weather) << 8) | subscription as u64) % 100 < 5
    }

    /// The UUID of thing `index` of `topic`; [`Self::uuid_index`] leads back.
    pub(super) fn uuid(&self, topic: Topic, index: u64) -> String {
        let number = u128::from(self.dice.roll(topic, index)) << 64 | u128::from(index ^ self.uuid_mark(topic));
        uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid().to_string()
    }

    /// The index of the thing of `topic` that has this UUID.
    pub(super) fn uuid_index(&self, topic: Topic, id: &str) -> Option<u64> {
        let tail = id.get(24..).filter(|_| id.len() == 36)?;
        let index = u64::from_str_radix(tail, 16).ok()? ^ self.uuid_mark(topic);
        (self.uuid(topic, index) == id).then_some(index)
    }

    const fn uuid_mark(&self, topic: Topic) -> u64 {
        self.dice.roll(topic, u64::MAX) & 0xFFFF_FFFF_FFFF
    }

    /// An id as the API writes them: the seconds of `time`, then the seed's mark, then `index`, so that it can be
    /// traced back to what it names.
    pub(super) fn object_id(&self, time: u64, kind: u8, index: u64) -> String {
        let mark = self.dice.roll(Topic::PostDetail, u64::MAX) & 0xF_FFFF;
        format!("{:08x}{:01x}{mark:05x}{:010x}", (time / 1000) & 0xFFFF_FFFF, kind & 0xF, index & 0xFF_FFFF_FFFF)
    }
}
