//! The metrics of one set of records: counts, time span and durations.

use chrono::{DateTime, Utc};
use sketches_ddsketch::{Config, DDSketch};

use super::measures::{MeasuredValues, Measures};
use crate::record::View;
use crate::record::semantics::{Outcome, OutcomeClass};
use crate::time::timestamp;

/// Up to this number of durations are stored, so their percentiles are exact.
const FEW: usize = 128;
/// The relative error of a percentile of more durations.
pub const ERROR: f64 = 0.01;
/// The maximum duration in milliseconds: the largest exact JSON number, about 285,000 years. Longer durations are not
/// counted.
const LONGEST: u64 = 1 << 53;
/// The number of bins of a sketch, enough to keep every duration up to [`LONGEST`] in its own bin.
const BINS: u32 = 2048;

/// The metrics of one set of records.
#[derive(Debug, Clone, Default)]
pub struct GroupMetrics {
    /// The number of records.
    pub count: u64,
    /// The number of records of class [`OutcomeClass::Failure`].
    pub failures: u64,
    /// The number of records with an unreadable outcome; neither failures nor successes.
    pub unknown: u64,
    /// The time of the oldest record with a readable time.
    pub first: Option<DateTime<Utc>>,
    /// The time of the newest record with a readable time.
    pub last: Option<DateTime<Utc>>,
    /// The sums and largest values of chosen fields.
    pub measured: MeasuredValues,
    durations: Durations,
    longest: Option<u64>,
}

/// Entries that a source has counted, all with one outcome.
#[derive(Debug, Clone, Copy)]
pub struct EntryCounts {
    /// How each of the entries counts.
    pub class: OutcomeClass,
    /// The number of entries.
    pub count: u64,
    /// The times of the oldest and the newest entry; `None` without a readable time.
    pub range: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Durations in milliseconds.
#[derive(Clone)]
enum Durations {
    Few(Vec<u64>),
    Many(Box<DDSketch>),
}

impl GroupMetrics {
    /// Adds one record.
    pub fn add(&mut self, view: &View<'_>, measures: &Measures) {
        self.count += 1;
        if !measures.is_empty() {
            self.measured.add(view, measures);
        }
        let facts = view.facts();
        let class = facts.map_or_else(|| Outcome::from_view(view), |facts| facts.outcome).class();
        self.failures += u64::from(class == OutcomeClass::Failure);
        self.unknown += u64::from(class == OutcomeClass::Unknown);
        let text = facts.and_then(|facts| facts.time).filter(|json| json.starts_with('"'));
        let at = text.map_or_else(|| view.time_for_counts(), timestamp::moment);
        self.extend_span(at, at);
        if let Some(ms) = duration_ms(view) {
            self.add_duration(ms);
        }
    }

    /// Adds entries that a source has counted. Their durations follow with [`GroupMetrics::add_duration`].
    pub fn add_counts(&mut self, counts: EntryCounts) {
        let EntryCounts { class, count, range } = counts;
        self.count += count;
        self.failures += if class == OutcomeClass::Failure { count } else { 0 };
        self.unknown += if class == OutcomeClass::Unknown { count } else { 0 };
        self.extend_span(range.map(|(first, _)| first), range.map(|(_, last)| last));
    }

    /// Adds the duration of an entry, as [`duration_ms`] returns it.
    pub fn add_duration(&mut self, ms: u64) {
        self.durations.add(ms);
        self.longest = self.longest.max(Some(ms));
    }

    /// Adds the metrics of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.failures += other.failures;
        self.unknown += other.unknown;
        self.measured.merge(&other.measured);
        self.extend_span(other.first, other.last);
        self.durations.merge(&other.durations);
        self.longest = self.longest.max(other.longest);
    }

    /// Returns the share of failures among all records, 0 to 1; `None` without records.
    pub fn rate(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
        (self.count > 0).then(|| self.failures as f64 / self.count as f64)
    }

    /// Returns the median duration in milliseconds; exact up to 128 durations, else within 1 %.
    pub fn p50(&self) -> Option<u64> {
        self.durations.quantile(0.50)
    }

    /// Returns the 95th percentile in milliseconds, as exact as [`GroupMetrics::p50`].
    pub fn p95(&self) -> Option<u64> {
        self.durations.quantile(0.95)
    }

    /// Returns the longest duration in milliseconds; always exact.
    pub const fn max(&self) -> Option<u64> {
        self.longest
    }

    fn extend_span(&mut self, first: Option<DateTime<Utc>>, last: Option<DateTime<Utc>>) {
        // `None` is less than any time.
        if self.first.is_none() || first.is_some_and(|first| self.first > Some(first)) {
            self.first = first;
        }
        self.last = self.last.max(last);
    }
}

/// Returns the duration that counts, in milliseconds; `None` if the record has none, or none that can be read.
pub fn duration_ms(view: &View<'_>) -> Option<u64> {
    // Events have no duration, and searching for a missing field is the slowest step.
    if !view.kind().spec().has_duration {
        return None;
    }
    view.text("durationMs").and_then(|text| duration(&text))
}

/// Reads a duration of a record in milliseconds, rounded to a whole number.
fn duration(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| round_to_integer(text.parse().ok()?)).filter(|ms| *ms <= LONGEST)
}

/// Returns the nearest whole number; `None` for a text that is no number.
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
            // Merging sketches with the same configuration cannot fail.
            (Self::Many(sketch), Self::Many(other)) => drop(sketch.merge(other)),
        }
    }

    /// Returns the value at this share of the sorted durations, the lower one of two.
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
