//! The numbers of one set of records: counts, the span of time they lie in, and how long they took.

use chrono::{DateTime, Utc};
use sketches_ddsketch::{Config, DDSketch};

use crate::record::View;
use crate::record::semantics::{Outcome, OutcomeClass};

/// Up to so many durations are kept as they are, and their percentiles are exact.
const FEW: usize = 128;
/// The relative error of a percentile of more durations.
pub const ERROR: f64 = 0.01;
/// No duration is longer: what a JSON number holds exactly, some 285,000 years. Longer ones are not counted.
const LONGEST: u64 = 1 << 53;
/// Bins of a sketch; enough for every duration up to [`LONGEST`], so that none is merged into another.
const BINS: u32 = 2048;

/// The numbers of one set of records.
#[derive(Debug, Clone, Default)]
pub struct GroupMetrics {
    pub count: u64,
    /// Those of class [`OutcomeClass::Failure`].
    pub failures: u64,
    /// Those whose outcome cannot be read; no failures, and no successes either.
    pub unknown: u64,
    /// The time of the oldest record, as far as they tell.
    pub first: Option<DateTime<Utc>>,
    /// The time of the newest.
    pub last: Option<DateTime<Utc>>,
    durations: Durations,
    longest: Option<u64>,
}

/// Durations in milliseconds.
#[derive(Clone)]
enum Durations {
    Few(Vec<u64>),
    Many(Box<DDSketch>),
}

impl GroupMetrics {
    /// Counts one record.
    pub fn add(&mut self, view: &View<'_>) {
        self.count += 1;
        let class = Outcome::from_view(view).class();
        self.failures += u64::from(class == OutcomeClass::Failure);
        self.unknown += u64::from(class == OutcomeClass::Unknown);
        let at = view.time_for_counts();
        self.extend_span(at, at);
        if !view.record().kind().spec().has_duration {
            return;
        }
        if let Some(ms) = view.text("durationMs").and_then(|text| duration(&text)) {
            self.durations.add(ms);
            self.longest = self.longest.max(Some(ms));
        }
    }

    /// Counts what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.failures += other.failures;
        self.unknown += other.unknown;
        self.extend_span(other.first, other.last);
        self.durations.merge(&other.durations);
        self.longest = self.longest.max(other.longest);
    }

    /// Failures among all records, 0 to 1; `None` where there are no records.
    pub fn rate(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
        (self.count > 0).then(|| self.failures as f64 / self.count as f64)
    }

    /// The duration in milliseconds that half of the records do not exceed; exact up to 128 durations, else within 1 %.
    pub fn p50(&self) -> Option<u64> {
        self.durations.quantile(0.50)
    }

    /// As [`GroupMetrics::p50`], for 95 of 100 records.
    pub fn p95(&self) -> Option<u64> {
        self.durations.quantile(0.95)
    }

    /// The longest duration in milliseconds, always exact.
    pub const fn max(&self) -> Option<u64> {
        self.longest
    }

    fn extend_span(&mut self, first: Option<DateTime<Utc>>, last: Option<DateTime<Utc>>) {
        // None is less than any time.
        if self.first.is_none() || first.is_some_and(|first| self.first > Some(first)) {
            self.first = first;
        }
        self.last = self.last.max(last);
    }
}

/// A duration as records write it, in whole milliseconds.
fn duration(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| round_to_integer(text.parse().ok()?)).filter(|ms| *ms <= LONGEST)
}

/// The nearest whole number, if there is one.
fn round_to_integer(number: f64) -> Option<u64> {
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let range = 0.0..=LONGEST as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within")]
    range.contains(&number).then(|| number.round() as u64)
}

impl Durations {
    fn add(&mut self, ms: u64) {
        match self {
            Self::Few(kept) if kept.len() < FEW => kept.push(ms),
            Self::Few(kept) => {
                let mut sketch = Box::new(DDSketch::new(Config::new(ERROR, BINS, 0.5)));
                for &kept in kept.iter().chain([&ms]) {
                    sketch.add(number(kept));
                }
                *self = Self::Many(sketch);
            }
            Self::Many(sketch) => sketch.add(number(ms)),
        }
    }

    fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (_, Self::Few(durations)) => durations.iter().for_each(|&ms| self.add(ms)),
            (Self::Few(durations), Self::Many(sketch)) => {
                let mut sketch = sketch.clone();
                for &ms in durations.iter() {
                    sketch.add(number(ms));
                }
                *self = Self::Many(sketch);
            }
            // Sketches of one configuration merge without fail.
            (Self::Many(sketch), Self::Many(other)) => drop(sketch.merge(other)),
        }
    }

    /// The value that stands at this share of the sorted durations, the lower one of two.
    fn quantile(&self, share: f64) -> Option<u64> {
        match self {
            Self::Few(kept) => {
                let mut sorted = kept.clone();
                sorted.sort_unstable();
                let last = sorted.len().checked_sub(1)?;
                #[expect(clippy::cast_possible_truncation, reason = "a rank among few")]
                let rank = round_to_integer((share * number(last as u64)).floor())? as usize;
                sorted.get(rank).copied()
            }
            Self::Many(sketch) => sketch.quantile(share).ok().flatten().and_then(round_to_integer),
        }
    }
}

fn number(ms: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "durations are at most 2^53")]
    let number = ms as f64;
    number
}

impl Default for Durations {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl std::fmt::Debug for Durations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Few(kept) => kept.fmt(f),
            Self::Many(sketch) => write!(f, "{} durations", sketch.count()),
        }
    }
}
